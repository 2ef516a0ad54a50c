/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/weight.h"

#include "base/err.h"
#include "base/number.h"
#include "tables/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 32 };

/* Margins that trimming leaves farther off than this share are worth a warning. */
static const double moved_much = 0.01;

static void release(struct cips_weighting *w)
{
	for (size_t m = 0; m < w->n_margins; m++)
		cips_tables_cells_release(&w->margins[m]);
	for (size_t v = 0; v < w->n_groups; v++)
		cips_tables_groups_release(&w->groups[v]);
	free(w->margins);
	free(w->groups);
	free(w->weight);
	cips_tables_frame_release(&w->frame);
	cips_tables_source_release(&w->source);
	cips_tables_scope_release(&w->scope);
}

/* --- the request ------------------------------------------------------------------------------ */

static enum cips_rc check_name(struct cips_weighting *w, struct cips_err *err)
{
	const struct cips_weight_request *request = w->request;
	w->set.method = request->rake ? "rake" : "poststratify";
	w->set.name = request->name ? request->name : w->set.method;
	size_t n = strlen(w->set.name);
	bool letters = n ==
		strspn(w->set.name,
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789_.-");
	bool taken = strcmp(w->set.name, "none") == 0 || strcmp(w->set.name, "given") == 0;
	if (n && n <= LONGEST_NAME && letters && !taken)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "\"%s\" cannot be the name of weights", w->set.name);
	return cips_err_hint(err,
		taken ? "none and given stand for no weights and those of the import"
		      : "a name is 1 to %d letters, digits, _ . or -",
		LONGEST_NAME);
}

static enum cips_rc check_trim(const struct cips_weight_request *request, struct cips_err *err)
{
	double low = request->trim_low, high = request->trim_high;
	if ((low == 0 && high == 0) || (low >= 0 && low < 1 && high > 1 && isfinite(high)))
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "weights cannot be trimmed to %g and %g times their mean",
		low, high);
	return cips_err_hint(err, "the bounds lie on both sides of 1, as 0.3,3");
}

/* The names between the commas, each once. */
static enum cips_rc split_variables(struct cips_weighting *w, struct cips_err *err)
{
	struct cips_arena *arena = &w->scope.arena;
	const char *text = w->request->variables;
	w->variables = cips_arena_alloc(arena, strlen(text) + 1, sizeof *w->variables);
	for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
		const char *name = cips_arena_strndup(arena, at, strcspn(at, ","));
		for (size_t v = 0; v < w->n_variables; v++)
			if (strcmp(w->variables[v].name, name) == 0)
				return cips_err_set(
					err, CIPS_USAGE, "the variable %s is named twice", name);
		w->variables[w->n_variables++].name = name;
	}
	w->set.variables = text;
	return CIPS_OK;
}

static enum cips_rc find_item(
	struct cips_weighting *w, struct cips_weight_variable *variable, struct cips_err *err)
{
	const struct cips_instrument *instrument = w->source.instrument;
	variable->item = cips_model_item(instrument, variable->name);
	if (variable->item && variable->item->use == CIPS_USE_BREAKDOWN &&
		variable->item->type == CIPS_ITEM_SELECT_ONE)
		return CIPS_OK;
	if (variable->item) {
		cips_err_set(err, CIPS_USAGE, "the item \"%s\" is no breakdown of headcounts",
			variable->name);
		return cips_err_hint(err,
			"use unit, unit@LEVEL or a select_one item with bind::cips:use breakdown");
	}
	const char *guess = cips_model_nearest_item(instrument, variable->name);
	cips_err_set(err, CIPS_USAGE, "there is no item \"%s\" in the instrument", variable->name);
	return guess ? cips_err_hint(err, "did you mean \"%s\"?", guess)
		     : cips_err_hint(err, "use unit, unit@LEVEL or an item with use breakdown");
}

/* Looks the variables up; their groups refuse what is no unit and no level. */
static enum cips_rc find_variables(struct cips_weighting *w, struct cips_err *err)
{
	size_t units = 0;
	enum cips_rc rc = CIPS_OK;
	w->groups = cips_calloc(w->n_variables, sizeof *w->groups);
	for (size_t v = 0; v < w->n_variables && !rc; v++) {
		struct cips_weight_variable *variable = &w->variables[v];
		long level = 0;
		if (!cips_tables_by_unit(variable->name))
			rc = find_item(w, variable, err);
		else
			units++;
		if (!rc)
			rc = cips_tables_groups(
				&w->scope, &w->frame, variable->name, &w->groups[v], err);
		if (rc)
			return rc;
		w->n_groups++;
		if (cips_tables_by_level(variable->name))
			cips_number_parse_long(variable->name + strlen("unit@"), &level);
		variable->level = (int)level;
	}
	if (units < 2 || w->request->rake)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "post-stratification takes one level of units");
	return cips_err_hint(err, "keep the lower of them, which lies inside the other");
}

static enum cips_rc prepare(
	struct cips_weighting *w, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_selection *selection = &w->request->selection;
	enum cips_rc rc = cips_tables_scope(file, &w->scope, err);
	if (!rc)
		rc = check_name(w, err);
	if (!rc)
		rc = check_trim(w->request, err);
	if (!rc)
		rc = split_variables(w, err);
	if (!rc)
		rc = cips_tables_source(&w->scope, selection->instrument, selection->wave,
			selection->language, &w->source, err);
	if (!rc && w->source.pinned) {
		cips_err_set(err, CIPS_USAGE, "weights are for all versions of an instrument");
		rc = cips_err_hint(err, "use --instrument %s", w->source.version->code);
	}
	if (!rc)
		rc = cips_tables_frame_to_weight(
			&w->scope, &w->source, selection->weights, &w->frame, err);
	if (!rc)
		rc = find_variables(w, err);
	w->set.code = rc ? NULL : w->source.version->code;
	w->set.wave = rc ? 0 : w->source.wave->id;
	return rc;
}

/* --- making ------------------------------------------------------------------------------------ */

static void start_weights(struct cips_weighting *w)
{
	w->weight = cips_malloc((w->frame.n + 1) * sizeof *w->weight);
	for (size_t i = 0; i < w->frame.n; i++)
		w->weight[i] = w->frame.weight ? w->frame.weight[i] : 1;
}

static enum cips_rc make_margins(
	struct cips_weighting *w, struct cips_findings *findings, struct cips_err *err)
{
	struct cips_weight_base_lines lines;
	const char *code = w->source.version->code, *wave = w->source.wave->code;
	size_t before = findings->errors;
	enum cips_rc rc = cips_tables_weight_lines(&w->scope, &w->frame, &lines, err);
	if (!rc && !lines.n) {
		rc = cips_err_set(err, CIPS_INPUT,
			"there are no headcounts for the instrument %s in wave %s", code, wave);
		cips_err_hint(err, "load them with cips headcount load");
	}
	if (rc)
		return rc;
	size_t n = w->request->rake ? w->n_variables : 1;
	w->margins = cips_calloc(n, sizeof *w->margins);
	for (; w->n_margins < n; w->n_margins++)
		cips_tables_cells(&w->frame, &lines,
			w->request->rake ? &w->variables[w->n_margins] : w->variables,
			w->request->rake ? 1 : w->n_variables, w->request->collapse, w->weight,
			&w->margins[w->n_margins], findings);
	if (!(w->margins[0].total > 0)) {
		rc = cips_err_set(err, CIPS_INPUT,
			"the headcounts for the instrument %s in wave %s add up to 0", code, wave);
		return cips_err_hint(err, "load the right ones with cips headcount load");
	}
	if (findings->errors == before)
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT,
		"no weights were made: the headcounts and the answers to %s "
		"in wave %s do not fit together",
		code, wave);
	return cips_err_hint(err, "the findings above name the cells");
}

/* The cell whose weights are the farthest off. */
static void name_cell(
	struct cips_weighting *w, enum cips_severity severity, struct cips_findings *findings)
{
	const struct cips_calibration *done = &w->calibration;
	cips_findings_add(findings, severity, "margin-not-met", NULL, 0, 0,
		"after %zu rounds its weights are still %.3g %% off the headcount",
		done->iterations, 100 * done->error);
	cips_findings_item(findings,
		cips_tables_cell_name(
			&w->margins[done->margin], done->cell, false, &w->scope.arena));
}

static enum cips_rc not_met(
	struct cips_weighting *w, struct cips_findings *findings, struct cips_err *err)
{
	name_cell(w, CIPS_ERROR, findings);
	cips_findings_hint(findings,
		"the answers lack people in combinations of cells that the headcounts need");
	cips_err_set(err, CIPS_INPUT, "no weights were made: raking did not meet the margins");
	return cips_err_hint(err,
		"leave a variable out, use a higher level of units, or collapse more with --collapse");
}

/* Trimming moves the margins; by so much that the headcounts are not those of the weights. */
static void check_trimmed(struct cips_weighting *w, struct cips_findings *findings)
{
	if (w->calibration.error <= moved_much)
		return;
	name_cell(w, CIPS_WARNING, findings);
	cips_findings_hint(findings, "the bounds of --trim leave no room for it");
}

static enum cips_rc calibrate(
	struct cips_weighting *w, struct cips_findings *findings, struct cips_err *err)
{
	struct cips_margin *margins = cips_calloc(w->n_margins, sizeof *margins);
	const struct cips_weight_request *request = w->request;
	const struct cips_trim trim = {request->trim_low, request->trim_high};
	for (size_t m = 0; m < w->n_margins; m++)
		margins[m] = (struct cips_margin){
			w->margins[m].of, w->margins[m].target, w->margins[m].n + 1};
	w->calibration = cips_stats_calibrate(margins, w->n_margins,
		request->trim_high > 0 ? &trim : NULL, w->weight, w->frame.n);
	free(margins);
	if (!w->calibration.converged)
		return not_met(w, findings, err);
	check_trimmed(w, findings);
	return CIPS_OK;
}

struct ordered {
	int64_t row;
	double weight;
};

static int by_row(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	return (x->row > y->row) - (x->row < y->row);
}

/* Versions are read one after the other; the set is in the order of the rows. */
static void sort_rows(struct cips_weighting *w)
{
	size_t n = w->frame.n, i = 1;
	while (i < n && w->frame.row[i] > w->frame.row[i - 1])
		i++;
	if (i >= n)
		return;
	struct ordered *list = cips_malloc(n * sizeof *list);
	for (i = 0; i < n; i++)
		list[i] = (struct ordered){w->frame.row[i], w->weight[i]};
	qsort(list, n, sizeof *list, by_row);
	for (i = 0; i < n; i++) {
		w->frame.row[i] = list[i].row;
		w->weight[i] = list[i].weight;
	}
	free(list);
}

enum cips_rc cips_tables_weight(struct cips_survey_file *file,
	const struct cips_weight_request *request, struct cips_findings *findings,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_weighting w = {.request = request};
	*out = NULL;
	enum cips_rc rc = prepare(&w, file, err);
	if (!rc) {
		start_weights(&w);
		rc = make_margins(&w, findings, err);
	}
	if (!rc)
		rc = calibrate(&w, findings, err);
	if (!rc) {
		*out = cips_tables_weight_report(&w);
		/* from here on the order of the respondents is another */
		sort_rows(&w);
		rc = cips_store_put_weights(file, &w.set, w.frame.bases, w.frame.n_bases,
			w.frame.row, w.weight, w.frame.n, NULL, err);
	}
	if (rc) {
		cips_report_document_free(*out);
		*out = NULL;
	}
	release(&w);
	return rc;
}
