/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/session_parts.h"

#include "base/number.h"
#include "base/utf8.h"
#include "model/answering.h"

#include <string.h>

enum {
	LONGEST_NUMBER = 63, /* characters, as in a file */
	DATE_LENGTH = 10,
};

bool cips_session_typable(const char *text, size_t n)
{
	return n <= CIPS_TYPED_BYTES && cips_utf8_check(text, n) == n &&
		cips_utf8_length(text, n) <= CIPS_TYPED_CHARACTERS &&
		cips_utf8_control(text, n) == n;
}

bool cips_session_is_blank(const char *text)
{
	size_t n = strlen(text);
	cips_utf8_trim(text, &n);
	return n == 0;
}

/* A decimal comma is as good as a point; in a whole number neither is, for 1,000 may mean much. */
static enum cips_fault_kind read_number(
	const struct cips_item *item, const char *text, size_t n, double *number)
{
	char plain[LONGEST_NUMBER + 1] = "";
	if (n > LONGEST_NUMBER)
		return CIPS_FAULT_NUMBER;
	memcpy(plain, text, n);
	char *comma = strchr(plain, ',');
	if (comma)
		*comma = '.';
	if (!cips_number_parse(plain, number))
		return CIPS_FAULT_NUMBER;
	if (item->type == CIPS_ITEM_INTEGER && strchr(plain, '.'))
		return CIPS_FAULT_WHOLE;
	switch (cips_model_number_fit(item, *number)) {
	case CIPS_NUMBER_NOT_WHOLE:
		return CIPS_FAULT_WHOLE;
	case CIPS_NUMBER_TOO_LARGE:
		return CIPS_FAULT_NUMBER;
	default:
		return CIPS_FAULT_NONE;
	}
}

static enum cips_fault_kind read_date(const char *text, size_t n, double *days)
{
	char plain[DATE_LENGTH + 1] = "";
	long day;
	if (n != DATE_LENGTH)
		return CIPS_FAULT_DATE;
	memcpy(plain, text, n);
	if (!cips_date_parse(plain, &day))
		return CIPS_FAULT_DATE;
	*days = (double)day;
	return CIPS_FAULT_NONE;
}

enum cips_fault_kind cips_session_read_number(
	const struct cips_item *item, const char *text, double *number)
{
	size_t n = strlen(text);
	const char *start = cips_utf8_trim(text, &n);
	return item->type == CIPS_ITEM_DATE ? read_date(start, n, number)
					    : read_number(item, start, n, number);
}
