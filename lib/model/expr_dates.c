/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions on dates. The words of format-date() are English, as on the tablets.
 */
#include "model/expr_tree.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CODE_SIZE = 16 };

struct cips_value cips_expr_do_today(const struct cips_expr_call *call)
{
	return cips_expr_date((double)call->host->today);
}

struct cips_value cips_expr_do_now(const struct cips_expr_call *call)
{
	return cips_expr_date(call->host->now);
}

/* The days of a text YYYY-MM-DD, behind which a time may stand; false for any other text. */
static bool text_days(const char *text, long *days)
{
	enum { DATE_LENGTH = 10 };
	char date[DATE_LENGTH + 1];
	if (strlen(text) <= DATE_LENGTH || text[DATE_LENGTH] != 'T')
		return cips_date_parse(text, days);
	memcpy(date, text, DATE_LENGTH);
	date[DATE_LENGTH] = '\0';
	return cips_date_parse(date, days);
}

/* A date as it is, a text YYYY-MM-DD, or a number of days; anything else is empty. */
static struct cips_value as_date(struct cips_value value)
{
	long days;
	if (value.kind == CIPS_VALUE_DATE)
		return value;
	if (value.kind == CIPS_VALUE_NUMBER)
		return cips_expr_date(floor(value.number));
	if (value.kind == CIPS_VALUE_STRING && text_days(value.text, &days))
		return cips_expr_date((double)days);
	return (struct cips_value){.kind = CIPS_VALUE_EMPTY};
}

struct cips_value cips_expr_do_date(const struct cips_expr_call *call)
{
	return as_date(cips_expr_arg(call, 0));
}

/* Writes what the code stands for and returns its length, or 0 for what is no code. */
static int write_code(char out[CODE_SIZE], char code, long days)
{
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	static const char *const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	int year, month, day;
	cips_date_split(days, &year, &month, &day);
	switch (code) {
	case 'Y':
		return snprintf(out, CODE_SIZE, "%04d", year);
	case 'y':
		return snprintf(out, CODE_SIZE, "%02d", year % 100);
	case 'm':
		return snprintf(out, CODE_SIZE, "%02d", month);
	case 'n':
		return snprintf(out, CODE_SIZE, "%d", month);
	case 'b':
		return snprintf(out, CODE_SIZE, "%s", months[month - 1]);
	case 'd':
		return snprintf(out, CODE_SIZE, "%02d", day);
	case 'e':
		return snprintf(out, CODE_SIZE, "%d", day);
	case 'a': /* 1970-01-01 was a Thursday */
		return snprintf(out, CODE_SIZE, "%s", weekdays[(days % 7 + 7) % 7]);
	default:
		return 0;
	}
}

/*
 * A '%' that starts no code is written as it is; where the format is constant, the check below has
 * refused it.
 */
struct cips_value cips_expr_do_format_date(const struct cips_expr_call *call)
{
	struct cips_value date = as_date(cips_expr_arg(call, 0));
	if (date.kind == CIPS_VALUE_EMPTY)
		return date;
	const char *format = cips_expr_arg_text(call, 1);
	char *text = cips_arena_alloc(call->scratch, strlen(format) * 2 + 1, 1), *end = text;
	for (; *format; format++) {
		char code[CODE_SIZE];
		int n = *format == '%' ? write_code(code, format[1], (long)floor(date.number)) : 0;
		if (n == 0) {
			*end++ = *format;
			continue;
		}
		memcpy(end, code, (size_t)n); /* at most 4 bytes for the 2 of the code */
		end += n;
		format++;
	}
	return cips_expr_string(text);
}

bool cips_expr_check_format_date(struct cips_expr_check *check)
{
	const struct cips_expr *format = check->call->operands[1];
	if (format->kind != CIPS_EXPR_LITERAL || format->literal.kind != CIPS_VALUE_STRING)
		return true;
	for (const char *p = strchr(format->literal.text, '%'); p; p = strchr(p + 2, '%')) {
		char code[CODE_SIZE];
		if (write_code(code, p[1], 0))
			continue;
		cips_expr_fault_set(check->fault, format->offset, "expression-syntax",
			"format-date does not know %s",
			cips_expr_quote(check->arena, p, p[1] ? 2 : 1));
		snprintf(check->fault->hint, sizeof check->fault->hint,
			"the codes are %%Y %%y %%m %%n %%b %%d %%e %%a");
		return false;
	}
	return true;
}
