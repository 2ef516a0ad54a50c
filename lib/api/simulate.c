/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cips.h"

#include "base/err.h"
#include "base/file.h"
#include "intake/options.h"
#include "intake/small_files.h"
#include "simulate/simulate.h"

/* What the files say, before the first answer. */
struct rehearsal {
	struct cips_instrument *instrument;
	struct cips_units *units;
	struct cips_recipe *recipe;
	struct cips_simulation simulation;
};

static enum cips_rc check_options(const struct cips_simulate_options *options,
	struct cips_simulation *simulation, struct cips_err *err)
{
	*simulation = (struct cips_simulation){
		.n = options->n,
		.seed = options->seed,
		.wave = options->wave,
		.straight_liners = options->straight_liners,
	};
	return cips_intake_options(options->wave, options->as_of, &simulation->today, err);
}

/* The ids that a survey file would give. */
static void number_units(struct cips_units *units)
{
	for (size_t u = 0; u < units->n; u++)
		cips_model_unit_set_id(units, u, (unsigned)u + 1);
}

static enum cips_rc load_units(struct rehearsal *rehearsal, const char *path,
	struct cips_findings *findings, struct cips_err *err)
{
	if (!path && cips_simulate_needs_units(rehearsal->instrument)) {
		cips_err_set(err, CIPS_USAGE, "the form takes its units from units.csv");
		return cips_err_hint(err, "say which: --units units.csv");
	}
	if (!path)
		return CIPS_OK;
	enum cips_rc rc = cips_intake_units(path, &rehearsal->units, findings, err);
	if (!rc)
		number_units(rehearsal->units);
	return rc;
}

static enum cips_rc load_effects(struct rehearsal *rehearsal, const char *path,
	struct cips_findings *findings, struct cips_err *err)
{
	struct cips_arena arena = {0};
	struct cips_effect_row *rows = NULL;
	size_t n = 0, before = findings->errors;
	enum cips_rc rc =
		path ? cips_intake_effects(path, &arena, &rows, &n, findings, err) : CIPS_OK;
	if (!rc)
		rehearsal->recipe = cips_simulate_recipe_new(
			rehearsal->instrument, rehearsal->units, rows, n, findings);
	cips_findings_sort(findings);
	size_t faults = findings->errors - before;
	if (!rc && faults)
		rc = cips_err_set(err, CIPS_INPUT, "%s: %zu %s", path, faults,
			faults == 1 ? "fault" : "faults");
	cips_arena_release(&arena);
	return rc;
}

static void release(struct rehearsal *rehearsal)
{
	cips_simulate_recipe_free(rehearsal->recipe);
	cips_model_units_free(rehearsal->units);
	cips_form_free(rehearsal->instrument);
}

static enum cips_rc prepare(struct rehearsal *rehearsal, const char *form,
	const struct cips_simulate_options *options, struct cips_findings *findings,
	struct cips_err *err)
{
	enum cips_rc rc = check_options(options, &rehearsal->simulation, err);
	if (!rc)
		rc = cips_form_load(form, &rehearsal->instrument, findings, err);
	if (!rc)
		rc = load_units(rehearsal, options->units, findings, err);
	if (!rc)
		rc = load_effects(rehearsal, options->effects, findings, err);
	return rc;
}

enum cips_rc cips_simulate(const char *form, const struct cips_simulate_options *options, FILE *out,
	struct cips_findings *findings, struct cips_err *err)
{
	struct rehearsal rehearsal = {0};
	enum cips_rc rc = prepare(&rehearsal, form, options, findings, err);
	if (!rc)
		rc = cips_simulate_write(rehearsal.recipe, &rehearsal.simulation, out, err);
	release(&rehearsal);
	return rc;
}

enum cips_rc cips_simulate_file(const char *form, const struct cips_simulate_options *options,
	const char *path, struct cips_findings *findings, struct cips_err *err)
{
	struct rehearsal rehearsal = {0};
	struct cips_file_out *file = NULL;
	enum cips_rc rc = prepare(&rehearsal, form, options, findings, err);
	if (!rc)
		rc = cips_file_begin(path, &file, err);
	if (!rc)
		rc = cips_simulate_write(
			rehearsal.recipe, &rehearsal.simulation, cips_file_stream(file), err);
	if (rc)
		cips_file_rollback(file);
	else
		rc = cips_file_commit(file, err);
	release(&rehearsal);
	return rc;
}
