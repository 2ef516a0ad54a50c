/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/number.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_digits(const char *p)
{
	while (*p >= '0' && *p <= '9')
		p++;
	return p;
}

/* Whether the whole text has the shape of a plain decimal number. */
static bool is_number(const char *p)
{
	if (*p == '+' || *p == '-')
		p++;
	const char *whole = skip_digits(p);
	size_t digits = (size_t)(whole - p);
	p = whole;
	if (*p == '.') {
		const char *fraction = skip_digits(p + 1);
		digits += (size_t)(fraction - p - 1);
		p = fraction;
	}
	if (!digits)
		return false;
	if (*p == 'e' || *p == 'E') {
		p++;
		if (*p == '+' || *p == '-')
			p++;
		const char *exponent = skip_digits(p);
		if (exponent == p)
			return false;
		p = exponent;
	}
	return *p == '\0';
}

/*
 * LC_NUMERIC stays "C" in every program of ours, so strtod and printf speak with a decimal point.
 */
bool cips_number_parse(const char *text, double *value)
{
	if (!is_number(text))
		return false;
	double parsed = strtod(text, NULL);
	if (!isfinite(parsed))
		return false;
	*value = parsed;
	return true;
}

bool cips_number_parse_long(const char *text, long *value)
{
	const char *p = text;
	if (*p == '+' || *p == '-')
		p++;
	if (*p == '\0' || *skip_digits(p) != '\0')
		return false;
	errno = 0;
	long parsed = strtol(text, NULL, 10);
	if (errno)
		return false;
	*value = parsed;
	return true;
}

const char *cips_number_format(char out[CIPS_NUMBER_SIZE], double value)
{
	if (value == 0)
		value = 0; /* -0 */
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, CIPS_NUMBER_SIZE, "%.*g", digits, value);
		if (strtod(out, NULL) == value)
			break;
	}
	return out;
}

/* Writes digits with so many of them behind the point, and the sign of a number that is not zero. */
static void put_fixed(char out[CIPS_NUMBER_SIZE], bool negative, uint64_t digits, int decimals)
{
	char backwards[CIPS_NUMBER_SIZE];
	int n = 0, at = 0;
	if (negative && digits)
		out[at++] = '-';
	for (; digits || n <= decimals; digits /= 10)
		backwards[n++] = (char)('0' + digits % 10);
	while (n > decimals)
		out[at++] = backwards[--n];
	if (decimals > 0)
		out[at++] = '.';
	while (n > 0)
		out[at++] = backwards[--n];
	out[at] = '\0';
}

const char *cips_number_fixed(char out[CIPS_NUMBER_SIZE], double value, int decimals)
{
	assert(decimals >= 0 && decimals <= 9);
	double magnitude = fabs(value) * pow(10, decimals);
	if (!(magnitude < 1e15)) {
		snprintf(out, CIPS_NUMBER_SIZE, "%.*f", decimals, value);
		return out;
	}
	/*
	 * The first twelve digits decide what "half" is: 0.285 is a half although its double lies
	 * below, and so is a sum whose last digits hang on the order of what was added up.
	 */
	double below = floor(magnitude), slack = fmin(magnitude * 1e-12, 1e-4);
	bool up = magnitude - below >= 0.5 - slack;
	put_fixed(out, value < 0, (uint64_t)below + up, decimals);
	return out;
}

/* Days from a civil date and back: H. Hinnant, "chrono-compatible low-level date algorithms". */
static long days_from_civil(int year, int month, int day)
{
	long y = year - (month <= 2);
	long era = (y >= 0 ? y : y - 399) / 400;
	long year_of_era = y - era * 400;
	long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

void cips_date_split(long days, int *year, int *month, int *day)
{
	long z = days + 719468;
	long era = (z >= 0 ? z : z - 146096) / 146097;
	long doe = z - era * 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	long mp = (5 * doy + 2) / 153;
	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

bool cips_date_parse(const char *text, long *days)
{
	static const char shape[] = "dddd-dd-dd";
	for (size_t i = 0; i < sizeof shape; i++)
		if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
			return false;
	int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	long parsed = days_from_civil(year, month, day);
	int y, m, d;
	cips_date_split(parsed, &y, &m, &d);
	if (y != year || m != month || d != day)
		return false;
	*days = parsed;
	return true;
}

const char *cips_date_format(char out[CIPS_NUMBER_SIZE], long days)
{
	int year, month, day;
	cips_date_split(days, &year, &month, &day);
	snprintf(out, CIPS_NUMBER_SIZE, "%04d-%02d-%02d", year, month, day);
	return out;
}
