/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers and dates as text, the same in every locale.
 */
#ifndef CIPS_BASE_NUMBER_H
#define CIPS_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a plain decimal number: [+-]digits[.digits][e[+-]digits], the whole text, finite. False
 * otherwise (no hexadecimal, no "inf", no blanks, no decimal comma).
 */
bool cips_number_parse(const char *text, double *value);

/* As parse, and a whole number that a long holds. */
bool cips_number_parse_long(const char *text, long *value);

enum { CIPS_NUMBER_SIZE = 40 };

/*
 * The shortest text that reads back as the same double (at most 17 significant digits); never "-0".
 */
const char *cips_number_format(char out[CIPS_NUMBER_SIZE], double value);

/*
 * Fixed decimals (0 to 9) for people, rounded half away from zero once, as the decimal value is
 * written (1.005 with two decimals is 1.01) in twelve digits; never "-0".
 */
const char *cips_number_fixed(char out[CIPS_NUMBER_SIZE], double value, int decimals);

/* Dates are days since 1970-01-01 in the proleptic Gregorian calendar, years 0001 to 9999. */
bool cips_date_parse(const char *text, long *days); /* YYYY-MM-DD, a real day */
const char *cips_date_format(char out[CIPS_NUMBER_SIZE], long days);
void cips_date_split(long days, int *year, int *month, int *day);

#endif
