/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which constants an expression compares with what. The items a to e are numbered 0 to 4, the
 * columns likewise. A constant is written as text or number and what it meets behind it: an item's
 * letter, "." for the answer itself, "#" and a letter for a column, "=" for another constant, "'"
 * behind one name of several; "*" stands before a list of names.
 */
#include "model/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int letter(void *context, const char *name, size_t n)
{
	(void)context;
	return n == 1 && *name >= 'a' && *name <= 'e' ? *name - 'a' : -1;
}

static void add(void *context, const struct cips_compared *compared)
{
	char *out = context;
	size_t n = strlen(out);
	n += (size_t)sprintf(out + n, "%s%s", n ? "; " : "", compared->words ? "*" : "");
	if (compared->value.kind == CIPS_VALUE_NUMBER)
		n += (size_t)sprintf(out + n, "%g", compared->value.number);
	else
		n += (size_t)sprintf(out + n, "%s", compared->value.text);
	out[n++] = ':';
	for (size_t i = 0; i < compared->n; i++) {
		const struct cips_compared_part *part = &compared->with[i];
		if (part->kind == CIPS_COMPARED_COLUMN)
			out[n++] = '#';
		out[n++] = part->kind == CIPS_COMPARED_VALUE ? '='
			: part->kind == CIPS_COMPARED_SELF   ? '.'
							     : (char)('a' + part->reference);
		if (part->element)
			out[n++] = '\'';
	}
	out[n] = '\0';
}

static const struct {
	const char *text, *compared;
} cases[] = {
	{"${a} = 'x'", "x:a"},
	{"'x' = ${a}", "x:a"},
	{"${a} != 3", "3:a"},
	{"${a} = -3", "-3:a"},
	{"${a} = - -3", "3:a"},
	{". = 'x' or . = 'y'", "x:.; y:."},
	{"d = 'x' and ${d} = 'y'", "x:#d; y:d"},
	{"selected(${a}, 'x')", "x:a'"},
	{"selected(., 'x')", "x:.'"},
	{"selected('x y', ${a})", "*x y:a'"},
	{"not(selected(${a}, 'x'))", "x:a'"},
	{"selected-at(${a}, 0) = 'x'", "x:a'"},
	{"jr:choice-name('x', '${a}')", "x:a'"},
	{"jr:choice-name(${b}, '${a}')", ""},
	{"if(${a} = 'x', ${b}, ${c}) = 'y'", "y:bc; x:a"},
	{"if(${a} = 'x', 'y', 'z') = ${b}", "y:b; z:b; x:a"},
	{"coalesce(${a}, 'none') = 'x'", "x:a="},
	{"once(${a}) = 'x'", "x:a"},
	{"string(${a}) = 'x'", "x:a"},
	/* Nothing can be said of these. */
	{"concat(${a}, ${b}) = 'x'", ""},
	{"${a} + 1 = 3", ""},
	{"coalesce(substr(${a}, 1), ${b}) = 'x'", ""},
	{"count-selected(${a}) = 2", ""},
	{"${a} < 'x'", ""},
	{"${a} = ${b}", ""},
	{"'x' = 'y'", ""},
	{"${a} = true()", ""},
	/* The second sign compares a truth. */
	{"${a} = 'x' = 'y'", "x:a"},
};

static void constants_and_what_they_meet(void **state)
{
	(void)state;
	struct cips_expr_scope scope = {.item = letter, .column = letter, .allow_self = true};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_arena arena = {0};
		struct cips_expr *expr;
		struct cips_expr_fault fault;
		char found[400] = "";
		if (!cips_model_expr_parse(cases[i].text, &scope, &arena, &expr, &fault))
			fail_msg("%s: %s", cases[i].text, fault.text);
		cips_model_expr_compared(expr, add, found);
		if (strcmp(found, cases[i].compared) != 0)
			fail_msg("%s: %s, not %s", cases[i].text, found, cases[i].compared);
		cips_arena_release(&arena);
	}
}

static void keep_last(void *context, const struct cips_compared *compared)
{
	*(size_t *)context = compared->offset;
}

static void the_place_is_that_of_the_constant(void **state)
{
	(void)state;
	struct cips_expr_scope scope = {.item = letter};
	struct cips_arena arena = {0};
	struct cips_expr *expr;
	struct cips_expr_fault fault;
	size_t offset = 0;
	assert_true(cips_model_expr_parse("1 = 1 and ${a} = 'x'", &scope, &arena, &expr, &fault));
	cips_model_expr_compared(expr, keep_last, &offset);
	assert_int_equal(offset, 17);
	cips_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(constants_and_what_they_meet),
		cmocka_unit_test(the_place_is_that_of_the_constant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
