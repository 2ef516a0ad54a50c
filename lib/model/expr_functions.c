/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of functions, and those on conditions and numbers. Arithmetic on what is no number is
 * NaN, as in XPath; only those that gather several arguments pass over empty ones.
 */
#include "model/expr_tree.h"

#include "base/number.h"
#include "base/suggest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cips_value do_if(const struct cips_expr_call *call)
{
	return cips_expr_arg(call, cips_value_true(cips_expr_arg(call, 0)) ? 1 : 2);
}

static struct cips_value do_coalesce(const struct cips_expr_call *call)
{
	for (size_t i = 0; i < call->expr->n; i++) {
		struct cips_value value = cips_expr_arg(call, i);
		if (!cips_expr_is_empty(value))
			return value;
	}
	return (struct cips_value){.kind = CIPS_VALUE_EMPTY};
}

/* The value that is kept from before, so that it does not change under the respondent's eyes. */
static struct cips_value do_once(const struct cips_expr_call *call)
{
	const struct cips_expr_host *host = call->host;
	if (host->has_previous && !cips_expr_is_empty(host->previous))
		return host->previous;
	return cips_expr_arg(call, 0);
}

static struct cips_value do_choice_name(const struct cips_expr_call *call)
{
	const char *name = cips_expr_arg_text(call, 0);
	const char *label = call->host->choice_label(
		call->host->context, call->expr->operands[1]->reference, name);
	return cips_expr_string(label ? label : "");
}

/*
 * The item is written in quotes; its literal becomes a reference here, so that it is looked up once
 * and reported with the others.
 */
static bool check_choice_name(struct cips_expr_check *check)
{
	struct cips_expr *item = check->call->operands[1];
	const char *name = NULL;
	size_t n = 0, used = 0;
	if (item->kind == CIPS_EXPR_LITERAL && item->literal.kind == CIPS_VALUE_STRING)
		used = cips_expr_braced_name(item->literal.text, &name, &n);
	if (!used || item->literal.text[used]) {
		cips_expr_fault_set(check->fault, item->offset, "expression-syntax",
			"the second argument of jr:choice-name is not a question in quotes");
		snprintf(check->fault->hint, sizeof check->fault->hint,
			"write jr:choice-name(${name}, '${name}')");
		return false;
	}
	int reference = check->scope->item(check->scope->context, name, n);
	if (reference < 0)
		return cips_expr_fault_set(check->fault, item->offset, "name-unknown",
			"no question has the name %s", cips_expr_quote(check->arena, name, n));
	item->kind = CIPS_EXPR_ITEM;
	item->reference = reference;
	return true;
}

static struct cips_value do_count_non_empty(const struct cips_expr_call *call)
{
	size_t count = 0;
	for (size_t i = 0; i < call->expr->n; i++)
		count += !cips_expr_is_empty(cips_expr_arg(call, i));
	return cips_expr_number((double)count);
}

/*
 * An empty argument adds nothing, as in ODK Collect, so that a question that was not shown does not
 * take the total away. A text that is no number makes it NaN: Collect passes over that as well.
 */
static struct cips_value do_sum(const struct cips_expr_call *call)
{
	double sum = 0;
	for (size_t i = 0; i < call->expr->n; i++) {
		struct cips_value value = cips_expr_arg(call, i);
		if (!cips_expr_is_empty(value))
			sum += cips_value_number(value);
	}
	return cips_expr_number(sum);
}

/* The least or the greatest of those that are not empty; a date if all of them are dates. */
static struct cips_value extreme(const struct cips_expr_call *call, double sign)
{
	bool any = false, dates = true;
	double best = 0;
	for (size_t i = 0; i < call->expr->n; i++) {
		struct cips_value value = cips_expr_arg(call, i);
		if (cips_expr_is_empty(value))
			continue;
		double number = cips_value_number(value);
		if (isnan(number))
			return cips_expr_number(NAN);
		dates = dates && value.kind == CIPS_VALUE_DATE;
		if (!any || sign * number > sign * best)
			best = number;
		any = true;
	}
	if (!any)
		return (struct cips_value){.kind = CIPS_VALUE_EMPTY};
	return dates ? cips_expr_date(best) : cips_expr_number(best);
}

static struct cips_value do_min(const struct cips_expr_call *call)
{
	return extreme(call, -1);
}

static struct cips_value do_max(const struct cips_expr_call *call)
{
	return extreme(call, 1);
}

/*
 * The number with the last of its decimals made smaller where that is the half that rounding to
 * `digits` decimals decides on, so that half of a negative number goes up: -2.5 to -2.4.
 */
static double below_half(double x, int digits)
{
	char text[CIPS_NUMBER_SIZE];
	cips_number_format(text, x);
	size_t n = strlen(text);
	const char *point = strchr(text, '.');
	if (!point || strchr(text, 'e') || text + n - 1 != point + digits + 1 || text[n - 1] != '5')
		return x;
	text[n - 1] = '4';
	return strtod(text, NULL);
}

/*
 * A half goes up, towards plus infinity (XPath 1.0, section 4.4; JavaRosa does the same with
 * decimals), as the decimal value is written. Beyond 15 digits a double has nothing to round.
 */
static double round_to(double x, double digits)
{
	static const double exact = 1e15;
	digits = trunc(digits);
	if (isnan(digits) || !isfinite(x))
		return isnan(digits) ? NAN : x;
	if (digits < 0) {
		double unit = pow(10, -digits);
		return fabs(x) < unit / 2 ? 0 : floor(x / unit + 0.5) * unit;
	}
	double unit = pow(10, digits);
	if (fabs(x) * unit >= exact)
		return x;
	if (digits > 9)
		return floor(x * unit + 0.5) / unit;
	char text[CIPS_NUMBER_SIZE];
	if (x < 0)
		x = below_half(x, (int)digits);
	return strtod(cips_number_fixed(text, x, (int)digits), NULL);
}

static struct cips_value do_round(const struct cips_expr_call *call)
{
	double x = cips_expr_arg_number(call, 0);
	double digits = call->expr->n > 1 ? cips_expr_arg_number(call, 1) : 0;
	return cips_expr_number(round_to(x, digits));
}

static struct cips_value do_pow(const struct cips_expr_call *call)
{
	double base = cips_expr_arg_number(call, 0);
	return cips_expr_number(pow(base, cips_expr_arg_number(call, 1)));
}

static struct cips_value do_string(const struct cips_expr_call *call)
{
	return cips_expr_string(cips_expr_arg_text(call, 0));
}

static struct cips_value do_boolean(const struct cips_expr_call *call)
{
	return cips_expr_boolean(cips_value_true(cips_expr_arg(call, 0)));
}

static struct cips_value do_not(const struct cips_expr_call *call)
{
	return cips_expr_boolean(!cips_value_true(cips_expr_arg(call, 0)));
}

static struct cips_value do_true(const struct cips_expr_call *call)
{
	(void)call;
	return cips_expr_boolean(true);
}

static struct cips_value do_false(const struct cips_expr_call *call)
{
	(void)call;
	return cips_expr_boolean(false);
}

static struct cips_value do_number(const struct cips_expr_call *call)
{
	return cips_expr_number(cips_expr_arg_number(call, 0));
}

static struct cips_value do_int(const struct cips_expr_call *call)
{
	return cips_expr_number(trunc(cips_expr_arg_number(call, 0)));
}

static struct cips_value do_abs(const struct cips_expr_call *call)
{
	return cips_expr_number(fabs(cips_expr_arg_number(call, 0)));
}

static struct cips_value do_sqrt(const struct cips_expr_call *call)
{
	return cips_expr_number(sqrt(cips_expr_arg_number(call, 0)));
}

static struct cips_value do_exp(const struct cips_expr_call *call)
{
	return cips_expr_number(exp(cips_expr_arg_number(call, 0)));
}

static struct cips_value do_log(const struct cips_expr_call *call)
{
	return cips_expr_number(log(cips_expr_arg_number(call, 0)));
}

static struct cips_value do_log10(const struct cips_expr_call *call)
{
	return cips_expr_number(log10(cips_expr_arg_number(call, 0)));
}

static struct cips_value do_random(const struct cips_expr_call *call)
{
	return cips_expr_number(call->host->random(call->host->context));
}

/* Version 4 of RFC 9562: random but for the digits of version and variant. */
static struct cips_value do_uuid(const struct cips_expr_call *call)
{
	static const char shape[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
	char *text = cips_arena_strdup(call->scratch, shape);
	for (char *p = text; *p; p++) {
		if (*p != 'x' && *p != 'y')
			continue;
		unsigned digit = (unsigned)(call->host->random(call->host->context) * 16) & 15;
		*p = "0123456789abcdef"[*p == 'y' ? (digit & 3) | 8 : digit];
	}
	return cips_expr_string(text);
}

enum { TRUTH = CIPS_EXPR_TRUTH, VARIES = CIPS_EXPR_VARIES, REFUSED = CIPS_EXPR_REFUSED };

static const struct cips_expr_function functions[] = {
	{"if", 3, 3, do_if, 0, NULL},
	{"coalesce", 2, CIPS_EXPR_ANY, do_coalesce, 0, NULL},
	{"selected", 2, 2, cips_expr_do_selected, TRUTH, NULL},
	{"selected-at", 2, 2, cips_expr_do_selected_at, 0, NULL},
	{"count-selected", 1, 1, cips_expr_do_count_selected, 0, NULL},
	{"jr:choice-name", 2, 2, do_choice_name, 0, check_choice_name},
	{"count-non-empty", 1, CIPS_EXPR_ANY, do_count_non_empty, 0, NULL},
	{"sum", 1, CIPS_EXPR_ANY, do_sum, 0, NULL},
	{"min", 1, CIPS_EXPR_ANY, do_min, 0, NULL},
	{"max", 1, CIPS_EXPR_ANY, do_max, 0, NULL},
	{"once", 1, 1, do_once, VARIES, NULL},
	{"regex", 2, 2, cips_expr_do_regex, TRUTH, cips_expr_check_regex},
	{"contains", 2, 2, cips_expr_do_contains, TRUTH, NULL},
	{"starts-with", 2, 2, cips_expr_do_starts_with, TRUTH, NULL},
	{"ends-with", 2, 2, cips_expr_do_ends_with, TRUTH, NULL},
	{"substr", 2, 3, cips_expr_do_substr, 0, NULL},
	{"substring-before", 2, 2, cips_expr_do_substring_before, 0, NULL},
	{"substring-after", 2, 2, cips_expr_do_substring_after, 0, NULL},
	{"translate", 3, 3, cips_expr_do_translate, 0, NULL},
	{"string-length", 1, 1, cips_expr_do_string_length, 0, NULL},
	{"normalize-space", 1, 1, cips_expr_do_normalize_space, 0, NULL},
	{"concat", 0, CIPS_EXPR_ANY, cips_expr_do_concat, 0, NULL},
	{"join", 1, CIPS_EXPR_ANY, cips_expr_do_join, 0, NULL},
	{"round", 1, 2, do_round, 0, NULL},
	{"int", 1, 1, do_int, 0, NULL},
	{"number", 1, 1, do_number, 0, NULL},
	{"string", 1, 1, do_string, 0, NULL},
	{"abs", 1, 1, do_abs, 0, NULL},
	{"pow", 2, 2, do_pow, 0, NULL},
	{"sqrt", 1, 1, do_sqrt, 0, NULL},
	{"exp", 1, 1, do_exp, 0, NULL},
	{"log", 1, 1, do_log, 0, NULL},
	{"log10", 1, 1, do_log10, 0, NULL},
	{"boolean", 1, 1, do_boolean, TRUTH, NULL},
	{"true", 0, 0, do_true, TRUTH, NULL},
	{"false", 0, 0, do_false, TRUTH, NULL},
	{"not", 1, 1, do_not, TRUTH, NULL},
	{"today", 0, 0, cips_expr_do_today, VARIES, NULL},
	{"now", 0, 0, cips_expr_do_now, VARIES | REFUSED, NULL},
	{"date", 1, 1, cips_expr_do_date, 0, NULL},
	{"format-date", 2, 2, cips_expr_do_format_date, 0, cips_expr_check_format_date},
	{"random", 0, 0, do_random, VARIES | REFUSED, NULL},
	{"uuid", 0, 0, do_uuid, VARIES | REFUSED, NULL},
};

enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

static const char no_repeats[] = "forms here have no repeats";
static const char no_paths[] = "an answer is written ${name}, and there are no paths";
static const char no_geometry[] = "positions and angles are not asked for here";
static const char no_time[] = "nothing finer than a day is kept";
static const char no_keys[] = "leave it to the program that reads the answers";
static const char count_them[] = "count with count-non-empty(a, b, ...) or count-selected(a)";

/*
 * Functions that exist elsewhere and are not ours, and what to do instead: those of the standard
 * (XPath 1.0 and the tablets), and guesses of people who think of another language.
 */
static const struct {
	const char *name;
	bool of_standard;
	const char *hint;
} strangers[] = {
	{"substring", true, "use substr(text, start, end), which counts from 0"},
	{"floor", true, "use round(x - 0.5)"},
	{"ceiling", true, "use -round(-x - 0.5)"},
	{"count", true, "forms here have no repeats; use count-non-empty(a, b, ...)"},
	{"position", true, no_repeats},
	{"last", true, no_repeats},
	{"indexed-repeat", true, no_repeats},
	{"current", true, no_paths},
	{"instance", true, no_paths},
	{"id", true, no_paths},
	{"name", true, no_paths},
	{"local-name", true, no_paths},
	{"namespace-uri", true, no_paths},
	{"lang", true, no_paths},
	{"pulldata", true, "write the values into a column of the sheet choices"},
	{"search", true, "put the choices into the sheet choices"},
	{"jr:itext", true, "use jr:choice-name(${name}, '${name}')"},
	{"is-selected", true, "use selected(${name}, 'choice')"},
	{"boolean-from-string", true, "compare with the text: ${name} = 'true'"},
	{"checklist", true, count_them},
	{"weighted-checklist", true, "add up: sum(if(selected(${name}, 'a'), 2, 0), ...)"},
	{"depend", true, "write the expression without it"},
	{"randomize", true, "choices are shown in the order of the form"},
	{"exp10", true, "use pow(10, x)"},
	{"pi", true, "write 3.14159265358979"},
	{"sin", true, no_geometry},
	{"cos", true, no_geometry},
	{"tan", true, no_geometry},
	{"asin", true, no_geometry},
	{"acos", true, no_geometry},
	{"atan", true, no_geometry},
	{"atan2", true, no_geometry},
	{"area", true, no_geometry},
	{"enclosed-area", true, no_geometry},
	{"distance", true, no_geometry},
	{"geofence", true, no_geometry},
	{"intersects", true, no_geometry},
	{"format-date-time", true, "use format-date(date, '%Y-%m-%d')"},
	{"date-time", true, "use date(x)"},
	{"decimal-date-time", true, "a date is a number of days already: number(${date})"},
	{"decimal-time", true, no_time},
	{"time", true, no_time},
	{"digest", true, no_keys},
	{"base64-decode", true, no_keys},
	{"extract-signed", true, no_keys},
	{"property", true, "nothing is known here of the machine"},
	{"version", true, "each response knows the version of its form without it"},
	{"len", false, "use string-length(x)"},
	{"length", false, "use string-length(x)"},
	{"isnull", false, "compare with '': ${name} = ''"},
	{"is-null", false, "compare with '': ${name} = ''"},
	{"isblank", false, "compare with '': ${name} = ''"},
	{"countif", false, count_them},
	{"average", false, "write it out: (${a} + ${b}) div 2"},
	{"mean", false, "write it out: (${a} + ${b}) div 2"},
	{"upper-case", false, "use translate(x, 'abc...', 'ABC...')"},
	{"lower-case", false, "use translate(x, 'ABC...', 'abc...')"},
};

enum { N_STRANGERS = sizeof strangers / sizeof *strangers };

const struct cips_expr_function *cips_expr_function(const char *name, size_t n)
{
	for (size_t i = 0; i < N_FUNCTIONS; i++)
		if (strlen(functions[i].name) == n && memcmp(functions[i].name, name, n) == 0)
			return &functions[i];
	return NULL;
}

static const char *function_name(const void *known, size_t i)
{
	return ((const struct cips_expr_function *)known)[i].name;
}

bool cips_expr_function_hint(const char *name, char *hint, size_t size)
{
	for (size_t i = 0; i < N_STRANGERS; i++) {
		if (strcmp(strangers[i].name, name) == 0) {
			snprintf(hint, size, "%s", strangers[i].hint);
			return strangers[i].of_standard;
		}
	}
	const char *guess = cips_suggest(name, functions, N_FUNCTIONS, function_name);
	if (guess)
		snprintf(hint, size, "did you mean %s()?", guess);
	return false;
}
