/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An expression: parsed, looked at and evaluated for one person. */
#include "fuzz.h"
#include "forms/regex.h"
#include "model/expr.h"

#include <math.h>

static const struct {
	const char *name;
	struct cips_value value;
} answers[] = {
	{"a", {.kind = CIPS_VALUE_STRING, .text = "yes"}},
	{"b", {.kind = CIPS_VALUE_STRING, .text = "red green"}},
	{"n", {.kind = CIPS_VALUE_NUMBER, .number = 12.5}},
	{"d", {.kind = CIPS_VALUE_DATE, .number = 19783}},
	{"t", {.kind = CIPS_VALUE_BOOLEAN, .number = 1}},
	{"e", {.kind = CIPS_VALUE_EMPTY}},
};
enum { ANSWERS = sizeof answers / sizeof *answers };

static int find(void *context, const char *name, size_t n)
{
	(void)context;
	for (int i = 0; i < ANSWERS; i++)
		if (n == 1 && *answers[i].name == *name)
			return i;
	return -1;
}

static struct cips_value value_of(void *context, int reference)
{
	(void)context;
	must(reference >= 0 && reference < ANSWERS);
	return answers[reference].value;
}

static const char *label_of(void *context, int reference, const char *name)
{
	(void)context;
	must(reference >= 0 && reference < ANSWERS);
	return strcmp(name, "yes") == 0 ? "Yes, always" : "";
}

static double next_random(void *context)
{
	(void)context;
	return 0.75;
}

static void visit_reference(void *context, int reference)
{
	(void)context;
	must(reference >= 0 && reference < ANSWERS);
}

static void visit_compared(void *context, const struct cips_compared *compared)
{
	must(compared->offset <= *(const size_t *)context);
	must(compared->n <= CIPS_COMPARED_PARTS);
}

static void look_at(const struct cips_expr *expr, size_t size)
{
	double low, high;
	cips_model_expr_references(expr, visit_reference, NULL);
	cips_model_expr_compared(expr, visit_compared, &size);
	if (cips_model_expr_between(expr, &low, &high))
		must(!isnan(low) && !isnan(high));
}

static void evaluate(const struct cips_expr *expr, struct cips_arena *scratch)
{
	const struct cips_expr_host host = {
		.item = value_of,
		.column = value_of,
		.choice_label = label_of,
		.self = {.kind = CIPS_VALUE_NUMBER, .number = 42},
		.today = 19800,
		.random = next_random,
		.now = 19800.5,
	};
	struct cips_value value = cips_model_expr_eval(expr, &host, scratch);
	must(value.kind <= CIPS_VALUE_DATE);
	must(strlen(cips_value_text(value, scratch)) < SIZE_MAX);
	must(cips_value_true(value) || !cips_value_true(value));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct cips_expr_scope scope = {
		.item = find, .column = find, .allow_self = true, .allow_volatile = true};
	struct cips_arena arena = {0}, scratch = {0};
	struct cips_expr *expr;
	struct cips_expr_fault fault = {0};
	char *text = fuzz_text(bytes, n);
	cips_model_set_regex(&cips_forms_regex_engine);
	if (cips_model_expr_parse(text, &scope, &arena, &expr, &fault)) {
		look_at(expr, strlen(text));
		evaluate(expr, &scratch);
	} else {
		must(fault.offset <= strlen(text) && fault.code && *fault.text);
	}
	cips_arena_release(&scratch);
	cips_arena_release(&arena);
	free(text);
	return 0;
}
