/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/options.h"

#include "base/err.h"
#include "base/number.h"
#include "intake/text.h"

#include <string.h>
#include <time.h>

static long day_on_the_clock(void)
{
	time_t now = time(NULL);
	struct tm day;
	char text[CIPS_NUMBER_SIZE];
	long days = 0;
	localtime_r(&now, &day);
	strftime(text, sizeof text, "%Y-%m-%d", &day);
	cips_date_parse(text, &days);
	return days;
}

enum cips_rc cips_intake_options(
	const char *wave, const char *as_of, long *today, struct cips_err *err)
{
	if (wave && !cips_intake_is_wave(wave, strlen(wave))) {
		cips_err_set(err, CIPS_USAGE, "\"%s\" is no code of a wave", wave);
		return cips_err_hint(err, "give 1 to 32 letters, digits, _ . or -");
	}
	if (as_of && !cips_date_parse(as_of, today)) {
		cips_err_set(err, CIPS_USAGE, "\"%s\" is no date", as_of);
		return cips_err_hint(err, "write year-month-day, as 2026-03-31");
	}
	if (!as_of)
		*today = day_on_the_clock();
	return CIPS_OK;
}
