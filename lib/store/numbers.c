/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include "base/buf.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

/* Whole numbers below this have an exact text of at most 15 digits. */
#define WHOLE_LIMIT 1e15

static void pack_whole(int64_t value, struct cips_buf *out)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t rest = value < 0 ? (uint64_t)-value : (uint64_t)value;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (value < 0)
		digits[--at] = '-';
	cips_buf_add(out, digits + at, sizeof digits - at);
}

void cips_store_pack_numbers(const double *numbers, size_t n, struct cips_buf *out)
{
	char text[CIPS_NUMBER_SIZE];
	for (size_t i = 0; i < n; i++) {
		cips_buf_putc(out, i ? ',' : '[');
		if (isnan(numbers[i]))
			cips_buf_puts(out, "null");
		else if (fabs(numbers[i]) < WHOLE_LIMIT && numbers[i] == trunc(numbers[i]))
			pack_whole((int64_t)numbers[i], out);
		else
			cips_buf_puts(out, cips_number_format(text, numbers[i]));
	}
	cips_buf_putc(out, ']');
}

/* One number of `n` characters. */
static bool unpack_one(const char *text, size_t n, double *value)
{
	char copy[CIPS_NUMBER_SIZE];
	if (n == 4 && memcmp(text, "null", 4) == 0) {
		*value = NAN;
		return true;
	}
	size_t i = 0;
	int64_t whole = 0;
	while (i < n && i < 15 && text[i] >= '0' && text[i] <= '9')
		whole = whole * 10 + (text[i++] - '0');
	if (i == n && n) {
		*value = (double)whole;
		return true;
	}
	if (n >= sizeof copy)
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return cips_number_parse(copy, value);
}

bool cips_store_unpack_numbers(const char *text, double *numbers, size_t n)
{
	if (*text++ != '[')
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t length = strcspn(text, ",]");
		if (text[length] != (i + 1 < n ? ',' : ']') ||
			!unpack_one(text, length, &numbers[i]))
			return false;
		text += length + 1;
	}
	return *text == '\0';
}
