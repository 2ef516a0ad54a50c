/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form, its units and the lines of an effects file, ready for a recipe; and a simulated file as a
 * text.
 */
#ifndef TEST_SIMULATE_LOADED_H
#define TEST_SIMULATE_LOADED_H

#include "check.h"

#include "forms/load.h"
#include "intake/small_files.h"
#include "simulate/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HERE SOURCE_DIR "/tests/simulate/"

struct loaded {
	struct cips_instrument *instrument;
	struct cips_units *units;
	struct cips_findings findings;
	struct cips_arena arena;
};

static inline void load(struct loaded *loaded, const char *form, const char *units)
{
	struct cips_workbook workbook = {0};
	struct cips_err err = {0};
	*loaded = (struct loaded){0};
	if (cips_intake_form(form, &workbook, &loaded->findings, &err))
		fail_msg("%s", err.text);
	loaded->instrument = cips_forms_load(&workbook, &loaded->findings);
	assert_non_null(loaded->instrument);
	cips_forms_workbook_release(&workbook);
	if (units && cips_intake_units(units, &loaded->units, &loaded->findings, &err))
		fail_msg("%s", err.text);
	for (size_t u = 0; loaded->units && u < loaded->units->n; u++)
		cips_model_unit_set_id(loaded->units, u, (unsigned)u + 1);
}

static inline void unload(struct loaded *loaded)
{
	cips_model_units_free(loaded->units);
	cips_model_instrument_free(loaded->instrument);
	cips_findings_release(&loaded->findings);
	cips_arena_release(&loaded->arena);
}

/* The recipe that these lines make; the header is added. NULL when there are findings. */
static inline struct cips_recipe *make_recipe(struct loaded *loaded, const char *lines)
{
	char path[] = "/tmp/cips-effects-XXXXXX";
	struct cips_effect_row *rows;
	struct cips_err err = {0};
	size_t n;
	FILE *file = fdopen(mkstemp(path), "w");
	assert_non_null(file);
	fprintf(file, "what,item,choice,factor,value\n%s", lines);
	fclose(file);
	size_t before = loaded->findings.errors;
	enum cips_rc rc =
		cips_intake_effects(path, &loaded->arena, &rows, &n, &loaded->findings, &err);
	unlink(path);
	if (rc)
		fail_msg("%s", err.text);
	struct cips_recipe *recipe = cips_simulate_recipe_new(
		loaded->instrument, loaded->units, rows, n, &loaded->findings);
	if (loaded->findings.errors == before)
		return recipe;
	cips_simulate_recipe_free(recipe);
	return NULL;
}

/* The file as a text; the caller frees. */
static inline char *simulate(
	const struct cips_recipe *recipe, const struct cips_simulation *simulation)
{
	char *text = NULL;
	size_t n = 0;
	struct cips_err err = {0};
	FILE *out = open_memstream(&text, &n);
	if (cips_simulate_write(recipe, simulation, out, &err))
		fail_msg("%s", err.text);
	fclose(out);
	return text;
}

#endif
