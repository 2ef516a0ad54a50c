/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/tables.h"

#include "base/err.h"
#include "disclosure/mask.h"
#include "tables/counts.h"
#include "tables/dominance.h"
#include "tables/states.h"
#include "tables/strata.h"
#include "tables/trend.h"
#include "tables/unanimous.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/mask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A crosstab on its way: what it is about, and what was found for each layer and column. */
struct crosstab {
	const struct cips_crosstab_request *request;
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_groups rows;
	struct cips_groups per; /* when request->per */
	struct cips_score_columns columns;
	struct cips_scoring scoring;
	bool fpc;
	size_t n_layers;
	struct cips_scores *scores;	   /* layers x columns */
	struct cips_extremes *said;	   /* columns x layers x rows, directly in these */
	size_t *people;			   /* layers x rows: respondents */
	unsigned char *row_mask;	   /* layers x rows */
	unsigned char *mask;		   /* columns x layers x rows */
	struct cips_tables_strata strata;  /* when a design is asked for */
	struct cips_precision **precision; /* layers x columns; NULL without a design */
	struct cips_heaviest heaviest;
	struct cips_document *document;
};

/* How each measure is written: the names of its estimate and of its interval. */
static const struct measure_names {
	const char *title;
	enum cips_statistic estimate, low, high;
	int decimals; /* for people, on the 0-10 scale */
	bool sign;
} measures[] = {
	[CIPS_MEASURE_SCORE] = {"score", CIPS_STAT_SCORE, CIPS_STAT_CI_LOW, CIPS_STAT_CI_HIGH, 1,
		false},
	[CIPS_MEASURE_POSITIVE] = {"percent positive", CIPS_STAT_POSITIVE, CIPS_STAT_POSITIVE_LOW,
		CIPS_STAT_POSITIVE_HIGH, 0, false},
	[CIPS_MEASURE_NEGATIVE] = {"percent negative", CIPS_STAT_NEGATIVE, CIPS_STAT_CI_LOW,
		CIPS_STAT_CI_HIGH, 0, false},
	[CIPS_MEASURE_NET] = {"net percent positive", CIPS_STAT_NET, CIPS_STAT_CI_LOW,
		CIPS_STAT_CI_HIGH, 0, true},
};

static void release_found(struct crosstab *t)
{
	for (size_t i = 0; t->scores && i < t->n_layers * t->columns.n; i++)
		cips_tables_scores_release(&t->scores[i]);
	free(t->scores);
	free(t->said);
	free(t->people);
	free(t->row_mask);
	free(t->mask);
}

static void release(struct crosstab *t)
{
	release_found(t);
	for (size_t i = 0; t->precision && i < t->n_layers * t->columns.n; i++)
		free(t->precision[i]);
	free(t->precision);
	cips_tables_strata_release(&t->strata);
	cips_tables_heaviest_release(&t->heaviest);
	cips_tables_score_columns_release(&t->columns);
	cips_tables_groups_release(&t->per);
	cips_tables_groups_release(&t->rows);
	cips_tables_frame_release(&t->frame);
	cips_tables_source_release(&t->source);
	cips_tables_scope_release(&t->scope);
}

static enum cips_rc decide_fpc(struct crosstab *t, struct cips_err *err)
{
	enum cips_fpc wanted = t->request->selection.fpc;
	if (t->request->selection.design.strata) {
		enum cips_rc rc = cips_tables_strata(
			&t->scope, &t->frame, &t->request->selection, wanted, &t->strata, err);
		return rc || !t->request->per ? rc : cips_tables_strata_in_layers(&t->strata, err);
	}
	t->fpc = wanted != CIPS_FPC_NO && t->rows.has_headcounts && !t->request->per;
	if (wanted != CIPS_FPC_YES || t->fpc)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE,
		"there are no headcounts for these groups, so --fpc yes has "
		"nothing to go by");
	return cips_err_hint(err, "load them with cips headcount load, or use --fpc no%s",
		t->request->per ? "; layers have no headcounts" : "");
}

static enum cips_rc prepare(struct crosstab *t, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_crosstab_request *request = t->request;
	const struct cips_selection *selection = &request->selection;
	if (request->measure > CIPS_MEASURE_NET) {
		cips_err_set(err, CIPS_USAGE, "counts and percentages are no measures of factors");
		return cips_err_hint(err,
			"use --measure score, positive, negative or net, or an item as --columns");
	}
	enum cips_rc rc = request->per ? cips_tables_check_crossed(request->rows, request->per, err)
				       : CIPS_OK;
	if (!rc)
		rc = cips_tables_scope(file, &t->scope, err);
	t->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&t->scope, selection->instrument, selection->wave,
			selection->language, &t->source, err);
	if (!rc)
		rc = cips_tables_frame(&t->scope, &t->source, selection->weights,
			request->measure != CIPS_MEASURE_SCORE, &t->frame, err);
	if (!rc)
		rc = cips_tables_groups(&t->scope, &t->frame, request->rows, &t->rows, err);
	if (!rc && request->per)
		rc = cips_tables_groups(&t->scope, &t->frame, request->per, &t->per, err);
	if (!rc)
		rc = decide_fpc(t, err);
	if (rc)
		return rc;
	cips_tables_score_columns(&t->source, false, &t->columns);
	rc = cips_tables_check_scored(&t->source, &t->columns, err);
	if (rc)
		return rc;
	t->scoring = (struct cips_scoring){
		request->measure, selection->score_rule, selection->scale_100 ? 100 : 10};
	t->n_layers = request->per ? t->per.n : 1;
	return CIPS_OK;
}

/* The precision under a design, which needs what is by respondent: layer by layer, column by column. */
static void compute_precision(struct crosstab *t)
{
	struct cips_groups layer = t->rows;
	t->precision = cips_calloc(t->n_layers * t->columns.n, sizeof *t->precision);
	for (size_t l = 0; l < t->n_layers; l++) {
		layer.of = cips_tables_in_layer(
			&t->rows, t->request->per ? &t->per : NULL, l, t->frame.n);
		for (size_t c = 0; c < t->columns.n; c++) {
			struct cips_scores scores;
			cips_tables_scores(
				&t->frame, &layer, &t->columns.list[c], &t->scoring, &scores);
			t->precision[l * t->columns.n + c] = cips_tables_strata_precision(
				&t->strata, &t->frame, &t->rows, &scores, NULL, false);
			cips_tables_scores_release(&scores);
		}
		free(layer.of);
	}
}

/* Scores of every layer and column. */
static void compute(struct crosstab *t)
{
	t->scores = cips_calloc(t->n_layers * t->columns.n, sizeof *t->scores);
	t->said = cips_calloc(t->columns.n * t->n_layers * t->rows.n, sizeof *t->said);
	cips_tables_scores_of_all(&t->frame, &t->rows, t->request->per ? &t->per : NULL,
		&t->columns, &t->scoring, t->scores, t->said);
}

/*
 * The bases of a column, of those who belong directly to a layer and a row; `scores` of every layer and
 * column.
 */
static struct cips_bases *direct_bases(
	const struct crosstab *t, const struct cips_scores *scores, size_t column)
{
	size_t rows = t->rows.n;
	struct cips_bases *direct = cips_malloc(t->n_layers * rows * sizeof *direct);
	for (size_t l = 0; l < t->n_layers; l++)
		memcpy(direct + l * rows, scores[l * t->columns.n + column].bases,
			rows * sizeof *direct);
	cips_tables_take_apart(&t->rows, t->request->per ? &t->per : NULL, direct);
	return direct;
}

/*
 * A cell shows the score of those with a valid answer, and the answer states of all who were asked,
 * of whom there can be few where none of them has a valid answer: the mask holds for both.
 */
static void mask_column(const struct crosstab *t, size_t column, unsigned char *mask)
{
	const struct cips_groups *per = t->request->per ? &t->per : NULL;
	size_t size = t->n_layers * t->rows.n;
	struct cips_bases *direct = direct_bases(t, t->scores, column);
	for (size_t l = 0; l < t->n_layers; l++)
		cips_tables_mask_dominated(t->scores[l * t->columns.n + column].moments, t->rows.n,
			t->scope.minimum, mask + l * t->rows.n);
	const struct cips_extremes *const said[] = {t->said + column * size};
	cips_tables_column_mask(
		&t->rows, per, said, 1, direct, t->columns.list[column].n, t->scope.minimum, mask);
	free(direct);
}

/* The people of each layer and row. */
static void count_people(struct crosstab *t)
{
	const struct cips_groups *per = t->request->per ? &t->per : NULL;
	size_t rows = t->rows.n, size = t->n_layers * rows;
	size_t *direct = cips_calloc(size, sizeof *direct);
	t->people = cips_calloc(size, sizeof *t->people);
	cips_tables_grid_count(&t->rows, per, t->rows.of, t->frame.n, direct);
	for (size_t l = 0; l < t->n_layers; l++)
		cips_tables_roll_up(&t->rows, direct + l * rows, t->people + l * rows);
	for (size_t l = t->n_layers; l-- > 1;)
		for (size_t r = 0; r < rows; r++)
			t->people[(size_t)t->per.rows[l].parent * rows + r] +=
				t->people[l * rows + r];
	free(direct);
}

/* Masks that hide nothing. */
static void begin_masks(struct crosstab *t)
{
	size_t size = t->n_layers * t->rows.n;
	t->row_mask = cips_calloc(size, 1);
	t->mask = cips_calloc(size * t->columns.n, 1);
}

/* The masks by the groups of the rows and layers themselves. */
static void make_masks(struct crosstab *t)
{
	const struct cips_groups *per = t->request->per ? &t->per : NULL;
	size_t size = t->n_layers * t->rows.n;
	size_t *direct = cips_calloc(size, sizeof *direct);
	cips_tables_grid_count(&t->rows, per, t->rows.of, t->frame.n, direct);
	cips_tables_grid_mask(&t->rows, per, direct, t->scope.minimum, t->row_mask);
	cips_tables_hide_within(&t->rows, per, t->scope.minimum, t->row_mask);
	for (size_t c = 0; c < t->columns.n; c++) {
		unsigned char *mask = t->mask + c * size;
		memcpy(mask, t->row_mask, size);
		mask_column(t, c, mask);
		cips_tables_hide_within(&t->rows, per, t->scope.minimum, mask);
	}
	free(direct);
}

/* A crosstab of these people by other groups, the masks still to be made; `per` counts where there are layers. */
static struct crosstab crosstab_by(const struct crosstab *t, const struct cips_frame *frame,
	const struct cips_groups *rows, const struct cips_groups *per)
{
	struct crosstab other = *t;
	other.frame = *frame;
	other.rows = *rows;
	other.per = *per;
	other.n_layers = t->request->per ? per->n : 1;
	other.people = NULL;
	compute(&other);
	begin_masks(&other);
	return other;
}

/* The masks of the whole tree for a level of it, which is the rows, the layers or both. */
static void take_masks(struct crosstab *t)
{
	const struct cips_groups *per = t->request->per ? &t->per : NULL;
	struct crosstab tree = crosstab_by(
		t, &t->frame, cips_groups_to_mask_by(&t->rows), cips_groups_to_mask_by(&t->per));
	make_masks(&tree);
	cips_tables_take_mask(&t->rows, per, tree.row_mask, t->row_mask);
	for (size_t c = 0; c < t->columns.n; c++)
		cips_tables_take_mask(&t->rows, per, tree.mask + c * tree.n_layers * tree.rows.n,
			t->mask + c * t->n_layers * t->rows.n);
	release_found(&tree);
}

/* --- beside the table with the flagged responses -------------------------------------------- */

/* A crosstab of those who are left, or of those left out, by the groups to be held against each other. */
static struct crosstab levels_of(const struct crosstab *t, const struct cips_frame *frame,
	const struct cips_groups *rows, const struct cips_groups *per)
{
	const struct cips_groups down_rows = cips_tables_levels(rows, frame->n);
	const struct cips_groups down_per =
		per ? cips_tables_levels(per, frame->n) : (struct cips_groups){0};
	return crosstab_by(t, frame, &down_rows, &down_per);
}

static void levels_release(struct crosstab *levels)
{
	release_found(levels);
	cips_tables_groups_release(&levels->rows);
	cips_tables_groups_release(&levels->per);
}

/* Hides in all columns what the people of all cells do not allow. */
static void guard_people(struct crosstab *left, const struct crosstab *out)
{
	const struct cips_groups *per = left->request->per ? &left->per : NULL;
	struct cips_left_out_base people = cips_tables_left_out_base(&left->rows, per);
	cips_tables_grid_count(&left->rows, per, left->rows.of, left->frame.n, people.left);
	cips_tables_grid_count(
		&out->rows, per ? &out->per : NULL, out->rows.of, out->frame.n, people.out);
	cips_tables_left_out_mask(&people, left->scope.minimum, left->row_mask);
	for (size_t c = 0; c < left->columns.n; c++)
		memcpy(left->mask + c * people.n, left->row_mask, people.n);
	cips_tables_left_out_base_release(&people);
}

/* Hides in each column what those with a value in it, or asked any of it, do not allow. */
static void guard_columns(struct crosstab *left, const struct crosstab *out)
{
	size_t size = left->n_layers * left->rows.n;
	for (size_t c = 0; c < left->columns.n; c++) {
		struct cips_bases *asked = direct_bases(left, left->scores, c);
		struct cips_bases *asked_out = direct_bases(out, out->scores, c);
		cips_tables_guard_column(&left->rows, left->request->per ? &left->per : NULL,
			&(struct cips_column_base){left->said + c * size, asked},
			&(struct cips_column_base){out->said + c * size, asked_out},
			left->columns.list[c].n, left->scope.minimum, left->mask + c * size);
		free(asked);
		free(asked_out);
	}
}

/* Hides what the groups of those left out do not allow. */
static void guard_groups(
	struct crosstab *t, const struct cips_groups *rows, const struct cips_groups *per)
{
	size_t size = t->n_layers * t->rows.n;
	struct crosstab left = levels_of(t, &t->frame, &t->rows, per ? &t->per : NULL);
	struct crosstab out = levels_of(t, t->frame.other, rows, per);
	size_t n = left.n_layers * left.rows.n;
	guard_people(&left, &out);
	guard_columns(&left, &out);
	cips_tables_take_closed(left.row_mask, n, size, t->row_mask);
	for (size_t c = 0; c < t->columns.n; c++)
		cips_tables_take_closed(left.mask + c * n, n, size, t->mask + c * size);
	levels_release(&left);
	levels_release(&out);
}

static void guard_left_out(struct crosstab *t)
{
	size_t size = t->n_layers * t->rows.n;
	struct cips_groups rows = {0}, per = {0};
	if (!t->frame.other || !t->scope.minimum)
		return;
	if (cips_tables_left_out_groups(&t->scope, &t->frame, &t->rows, &rows) &&
		(!t->request->per ||
			cips_tables_left_out_groups(&t->scope, &t->frame, &t->per, &per))) {
		guard_groups(t, &rows, t->request->per ? &per : NULL);
	} else {
		memset(t->row_mask, CIPS_MASK_COMPLEMENT, size);
		memset(t->mask, CIPS_MASK_COMPLEMENT, size * t->columns.n);
	}
	cips_tables_groups_release(&rows);
	cips_tables_groups_release(&per);
}

/* --- writing the document ------------------------------------------------------------------- */

static void write_hidden(struct crosstab *t, struct cips_cell *cell, enum cips_status status)
{
	const struct measure_names *names = &measures[t->request->measure];
	const enum cips_statistic all[] = {CIPS_STAT_N_ASKED, CIPS_STAT_N_VALID,
		CIPS_STAT_N_EFFECTIVE, CIPS_STAT_WEIGHT_SUM, CIPS_STAT_DONT_KNOW, CIPS_STAT_REFUSED,
		CIPS_STAT_NOT_APPLICABLE, CIPS_STAT_SKIPPED, names->estimate, CIPS_STAT_SD,
		CIPS_STAT_SE, names->low, names->high, CIPS_STAT_DEFF};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		cips_report_none(t->document, cell, all[i], status);
}

/* A figure that the estimate has, or UNDEFINED. */
static void write_if(struct crosstab *t, struct cips_cell *cell, enum cips_statistic statistic,
	bool defined, double number)
{
	cips_report_number_or(t->document, cell, statistic, defined, number, CIPS_STATUS_UNDEFINED);
}

/* Whether the measure of a column is the percentage of one item. */
static bool is_percentage(const struct crosstab *t, size_t c)
{
	bool share = t->request->measure == CIPS_MEASURE_POSITIVE ||
		t->request->measure == CIPS_MEASURE_NEGATIVE;
	return share && t->columns.list[c].n == 1;
}

/*
 * The interval of a percentage of one item. A factor of several items has a mean of percentages, and
 * Student's. False when there is none.
 */
static bool use_interval(const struct cips_moments *moments, struct cips_precision precision,
	enum cips_interval interval, struct cips_estimate *e)
{
	struct cips_moments share = *moments;
	share.mean /= 100;
	share.ss /= 100 * 100;
	share.s2 /= 100;
	share.ss2 /= 100 * 100;
	share.low = fmax(share.low / 100, 0);
	share.high = fmin(share.high / 100, 1); /* the item rule only says that there are several */
	precision.variance /= 100 * 100;
	struct cips_percentage p = cips_stats_percentage_with(&share, &precision, interval);
	e->low = p.low;
	e->high = p.high;
	e->n_effective = p.n_effective;
	e->deff = p.deff;
	return p.reason == CIPS_REASON_NONE;
}

/* Of the mean of a cell: under the design, or the group as its own stratum. */
static struct cips_precision precision_of(const struct crosstab *t, size_t l, size_t r, size_t c)
{
	size_t at = l * t->columns.n + c;
	return t->precision ? t->precision[at][r]
			    : cips_stats_own_stratum(&t->scores[at].moments[r],
				      t->fpc ? t->rows.rows[r].headcount : 0);
}

static void write_cell(struct crosstab *t, struct cips_cell *cell, size_t l, size_t r, size_t c)
{
	const struct measure_names *names = &measures[t->request->measure];
	const struct cips_scores *scores = &t->scores[l * t->columns.n + c];
	const struct cips_bases *bases = &scores->bases[r];
	const struct cips_moments *moments = &scores->moments[r];
	struct cips_precision precision = precision_of(t, l, r, c);
	struct cips_estimate e = cips_stats_mean_with(moments, &precision);
	bool mean = e.reason != CIPS_REASON_NO_VALUES;
	bool spread = mean && e.reason != CIPS_REASON_ONE_VALUE;
	bool bounded = spread && e.reason != CIPS_REASON_NO_FREEDOM;
	if (mean && is_percentage(t, c))
		bounded = use_interval(moments, precision, t->request->selection.interval, &e);
	struct cips_document *document = t->document;
	cips_report_number(document, cell, CIPS_STAT_N_ASKED, (double)bases->asked);
	cips_report_number(document, cell, CIPS_STAT_N_VALID, (double)moments->n);
	write_if(t, cell, CIPS_STAT_N_EFFECTIVE, spread, e.n_effective);
	cips_report_number(document, cell, CIPS_STAT_WEIGHT_SUM, moments->sum_w);
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++)
		cips_report_number(document, cell, cips_tables_states[s].count,
			(double)bases->answers[cips_tables_states[s].state]);
	write_if(t, cell, names->estimate, mean, e.mean);
	write_if(t, cell, CIPS_STAT_SD, spread, e.sd);
	write_if(t, cell, CIPS_STAT_SE, spread, e.se);
	write_if(t, cell, names->low, bounded, e.low);
	write_if(t, cell, names->high, bounded, e.high);
	write_if(t, cell, CIPS_STAT_DEFF, spread, e.deff);
}

static void write_row_margin(
	struct crosstab *t, struct cips_cell *cell, size_t people, double headcount, bool hidden)
{
	if (hidden) {
		cips_report_none(t->document, cell, CIPS_STAT_N_ASKED, CIPS_STATUS_SUPPRESSED);
		cips_report_none(
			t->document, cell, CIPS_STAT_RESPONSE_RATE, CIPS_STATUS_SUPPRESSED);
		return;
	}
	cips_report_number(t->document, cell, CIPS_STAT_N_ASKED, (double)people);
	write_if(t, cell, CIPS_STAT_RESPONSE_RATE, headcount > 0,
		headcount > 0 ? 100 * (double)people / headcount : 0);
}

/*
 * The share of each answer state among all answers that were asked for, for the lines under the
 * table.
 */
static void write_column_margin(
	struct crosstab *t, struct cips_cell *cell, const struct cips_bases *bases, bool hidden)
{
	double asked = (double)cips_tables_asked(bases->answers);
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++) {
		const struct cips_missing_state *state = &cips_tables_states[s];
		if (hidden)
			cips_report_none(t->document, cell, state->percent, CIPS_STATUS_SUPPRESSED);
		else
			write_if(t, cell, state->percent, asked > 0,
				asked > 0 ? 100 * (double)bases->answers[state->state] / asked : 0);
	}
}

static void copy_axes(struct crosstab *t, struct cips_table *table)
{
	table->rows.variable = cips_arena_strdup(&t->document->arena, t->rows.variable);
	table->rows.label = cips_arena_strdup(&t->document->arena, t->rows.label);
	for (size_t r = 0; r < t->rows.n; r++)
		cips_tables_category(t->document, &t->rows, r, &table->rows.categories[r]);
	table->columns.variable = "factor";
	table->columns.label = "Factor";
	for (size_t c = 0; c < t->columns.n; c++)
		table->columns.categories[c] = (struct cips_category){
			.code = cips_arena_strdup(&t->document->arena, t->columns.list[c].code),
			.label = cips_arena_strdup(&t->document->arena, t->columns.list[c].label)};
}

/* Headcounts are those of whole rows, so layers have no response rates. */
static bool shows_rates(const struct crosstab *t)
{
	return t->rows.has_headcounts && !t->request->per;
}

static void lay_out(struct crosstab *t, struct cips_table *table)
{
	static const struct cips_tail tails[] = {
		{"% don't know", CIPS_STAT_DONT_KNOW_PERCENT, 0, false},
		{"% refused", CIPS_STAT_REFUSED_PERCENT, 0, false},
		{"% not applicable", CIPS_STAT_NOT_APPLICABLE_PERCENT, 0, false},
		{"% left blank", CIPS_STAT_SKIPPED_PERCENT, 0, false},
	};
	static const struct cips_view leads[] = {
		{.statistic = CIPS_STAT_N_ASKED, .header = "n", .from_row = true},
		{.statistic = CIPS_STAT_RESPONSE_RATE,
			.header = "resp",
			.percent = true,
			.from_row = true},
	};
	const struct measure_names *names = &measures[t->request->measure];
	struct cips_layout *layout = &table->layout;
	layout->kind = CIPS_LAYOUT_GRID;
	layout->leads = leads;
	layout->n_leads = shows_rates(t) ? 2 : 1;
	layout->cell = (struct cips_view){.statistic = names->estimate,
		.header = "",
		.decimals = t->scoring.scale > 10 ? 0 : names->decimals,
		.sign = names->sign};
	layout->tails = tails;
	layout->n_tails = sizeof tails / sizeof *tails;
}

static void write_layer(struct crosstab *t, size_t l)
{
	struct cips_table *table = cips_report_table(t->document, t->rows.n, t->columns.n);
	size_t size = t->n_layers * t->rows.n;
	copy_axes(t, table);
	lay_out(t, table);
	if (t->request->per) {
		struct cips_category layer;
		cips_tables_category(t->document, &t->per, l, &layer);
		table->layer_variable = cips_arena_strdup(&t->document->arena, t->per.variable);
		table->layer = layer.code;
		table->title = layer.label;
	}
	for (size_t r = 0; r < t->rows.n; r++) {
		size_t at = l * t->rows.n + r;
		bool empty = t->people[at] == 0;
		write_row_margin(t, cips_report_cell(table, (long)r, -1), t->people[at],
			t->request->per ? 0 : t->rows.rows[r].headcount, t->row_mask[at]);
		for (size_t c = 0; c < t->columns.n; c++) {
			struct cips_cell *cell = cips_report_cell(table, (long)r, (long)c);
			if (t->mask[c * size + at])
				write_hidden(t, cell, CIPS_STATUS_SUPPRESSED);
			else if (empty)
				write_hidden(t, cell, CIPS_STATUS_NO_RETURNS);
			else {
				const struct cips_scores *scores = &t->scores[l * t->columns.n + c];
				write_cell(t, cell, l, r, c);
				cips_tables_heaviest_add(
					&t->heaviest, &t->rows, r, &scores->moments[r]);
			}
		}
	}
	for (size_t c = 0; c < t->columns.n; c++)
		write_column_margin(t, cips_report_cell(table, -1, (long)c),
			&t->scores[l * t->columns.n + c].bases[0],
			t->mask[c * size + l * t->rows.n]);
}

/* Groups whose headcount is not known although others' are. */
static void note_uncounted(struct crosstab *t)
{
	const char *list = "";
	for (size_t r = 0; r < t->rows.n; r++) {
		const struct cips_group_row *row = &t->rows.rows[r];
		if (row->headcount <= 0 && row->n > 0 && !t->row_mask[r])
			list = cips_arena_printf(
				&t->document->arena, "%s%s%s", list, *list ? ", " : "", row->code);
	}
	if (t->fpc && *list)
		cips_report_note(t->document,
			"The headcount is not known, or not of all people, so no correction: %s.",
			list);
}

/* Units that returned more answers than they have people. */
static void note_overfull(struct crosstab *t)
{
	const char *list = "";
	for (size_t r = 0; r < t->rows.n; r++) {
		const struct cips_group_row *row = &t->rows.rows[r];
		if (row->headcount > 0 && (double)row->n > row->headcount && !t->row_mask[r])
			list = cips_arena_printf(
				&t->document->arena, "%s%s%s", list, *list ? ", " : "", row->code);
	}
	if (t->fpc && *list)
		cips_report_note(t->document,
			"More respondents than the headcount, and no correction where the valid "
			"answers outnumber it: %s.",
			list);
}

/* The first cell of the first layer holds whoever is in a row and a table. */
static void foot_groups(struct crosstab *t)
{
	bool hidden = t->row_mask[0];
	cips_tables_foot_groups(t->document, &t->frame, &t->rows, "row", hidden);
	cips_tables_foot_level(t->document, &t->scope, &t->frame, &t->rows, "row", ", but in All");
	if (t->request->per) {
		cips_tables_foot_groups(t->document, &t->frame, &t->per, "table", hidden);
		cips_tables_foot_level(t->document, &t->scope, &t->frame, &t->per, "table", "");
	}
}

static bool has_means_of_percentages(const struct crosstab *t)
{
	if (t->request->measure != CIPS_MEASURE_POSITIVE &&
		t->request->measure != CIPS_MEASURE_NEGATIVE)
		return false;
	for (size_t c = 0; c < t->columns.n; c++)
		if (!is_percentage(t, c))
			return true;
	return false;
}

static void write_foot(struct crosstab *t)
{
	struct cips_document *document = t->document;
	foot_groups(t);
	cips_tables_foot_frame(document, &t->frame, "");
	cips_tables_foot_versions(document, &t->frame, "", false);
	if (shows_rates(t))
		cips_report_note(document, "resp: respondents as a share of the headcount%s.",
			t->frame.other
				? "; flagged ones are not counted, so it is lower than the response"
				: "");
	cips_tables_foot_weights(document, &t->frame, "");
	cips_tables_foot_dominated(document, t->frame.weight != NULL);
	cips_tables_foot_heaviest(document, &t->frame, &t->rows, &t->heaviest, "");
	cips_tables_foot_scoring(document, &t->scoring, false);
	if (cips_tables_designed(&t->strata))
		cips_tables_foot_strata(document, &t->strata, NULL, CIPS_STRATA_OF_MEANS,
			" (formats tidy and json)");
	else
		cips_report_note(document,
			"Intervals (formats tidy and json): 95 %%, Student's t with n - 1 degrees of freedom, "
			"each group its own stratum, %s.",
			t->fpc ? "with the finite population correction from the headcounts"
			       : "without finite population correction");
	if (has_means_of_percentages(t))
		cips_report_note(document,
			"Limits can pass 0 or 100 %%: the t interval of a mean of percentages knows no bounds.");
	for (size_t c = 0; c < t->columns.n; c++)
		if (is_percentage(t, c)) {
			cips_report_note(document, "A factor of one item has %s interval.",
				cips_tables_interval_name(t->request->selection.interval));
			break;
		}
	note_uncounted(t);
	note_overfull(t);
	cips_report_note(document,
		"Don't know, refused, not applicable and blank count answers; they are in no "
		"score.");
	cips_tables_foot_unanimous(document);
	cips_tables_foot_minimum(document, &t->scope);
}

enum cips_rc cips_tables_crosstab(struct cips_survey_file *file,
	const struct cips_crosstab_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct crosstab t = {.request = request};
	if (strcmp(request->columns, "factor") != 0)
		return cips_tables_counts(file, request, out, err);
	*out = NULL;
	enum cips_rc rc = prepare(&t, file, err);
	if (!rc) {
		compute(&t);
		if (cips_tables_designed(&t.strata))
			compute_precision(&t);
		count_people(&t);
		begin_masks(&t);
		if (t.rows.tree || t.per.tree)
			take_masks(&t);
		else
			make_masks(&t);
		guard_left_out(&t);
		t.document = *out = cips_report_document_new("crosstab");
		cips_tables_head(t.document, &t.scope,
			cips_arena_printf(&t.scope.arena, "Key factors by %s: %s", request->rows,
				measures[request->measure].title));
		cips_tables_head_frame(t.document, &t.scope, &t.frame, "");
		/* layer 0 of a flat variable is everybody: no layer of its own */
		bool whole = request->per && strcmp(t.per.rows[0].code, "*") == 0;
		for (size_t l = whole; l < t.n_layers; l++)
			write_layer(&t, l);
		write_foot(&t);
	}
	release(&t);
	return rc;
}
