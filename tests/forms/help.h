/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of forms share: forms as texts, loaded in one step.
 */
#ifndef CIPS_TESTS_FORMS_HELP_H
#define CIPS_TESTS_FORMS_HELP_H

#include "forms/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define SETTINGS "\n| settings |\n| | form_id |\n| | f |\n"

static inline void print_findings(const struct cips_findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct cips_finding *f = &findings->list[i];
		print_message("%s:%ld:%ld %s: %s (%s)\n", f->sheet, f->line, f->column, f->code,
			f->text, f->hint);
	}
}

/*
 * The instrument of a form in pipe tables, or NULL; `findings` may be NULL where there must be no
 * errors.
 */
static inline struct cips_instrument *load_md(const char *text, struct cips_findings *findings)
{
	struct cips_workbook workbook = {0};
	struct cips_findings own = {0};
	struct cips_findings *list = findings ? findings : &own;
	struct cips_instrument *instrument = NULL;
	if (cips_forms_read_md(text, strlen(text), &workbook, list))
		instrument = cips_forms_load(&workbook, list);
	cips_forms_workbook_release(&workbook);
	if (!findings) {
		if (own.errors)
			print_findings(&own);
		assert_int_equal(own.errors, 0);
	}
	cips_findings_release(&own);
	return instrument;
}

/* Its canonical text; free() it. */
static inline char *canonical(const struct cips_instrument *instrument)
{
	struct cips_buf out = {0};
	cips_forms_write(instrument, &out);
	char *text = strdup(cips_buf_text(&out));
	cips_buf_release(&out);
	return text;
}

/* Whether two instruments are the same, however their forms are spelt; frees both. */
static inline void expect_one_instrument(struct cips_instrument *a, struct cips_instrument *b)
{
	assert_non_null(a);
	assert_non_null(b);
	char *text_a = canonical(a), *text_b = canonical(b);
	assert_string_equal(text_a, text_b);
	free(text_a);
	free(text_b);
	cips_model_instrument_free(a);
	cips_model_instrument_free(b);
}

static inline void expect_same(const char *a, const char *b)
{
	expect_one_instrument(load_md(a, NULL), load_md(b, NULL));
}

static inline const struct cips_item *item(
	const struct cips_instrument *instrument, const char *name)
{
	const struct cips_item *found = cips_model_item(instrument, name);
	if (!found)
		fail_msg("there is no item %s", name);
	return found;
}

/* The finding with that code, or NULL. */
static inline const struct cips_finding *finding(
	const struct cips_findings *findings, const char *code)
{
	for (size_t i = 0; i < findings->n; i++)
		if (strcmp(findings->list[i].code, code) == 0)
			return &findings->list[i];
	return NULL;
}

#endif
