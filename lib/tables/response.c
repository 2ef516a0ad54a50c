/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Response and nonresponse. Invariant of the item nonresponse by group: the figures of all factors
 * together show in a row only where those of each factor do, so that none follows from the others.
 */
#include "tables/tables.h"

#include "base/err.h"
#include "stats/compare.h"
#include "tables/completion.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/mask.h"
#include "tables/nonresponse.h"
#include "tables/response_rates.h"
#include "tables/scores.h"
#include "tables/states.h"
#include "tables/trend.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

struct response {
	const struct cips_response_request *request;
	const struct cips_missing_state *state; /* which is tested and shown by group */
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_groups rows;
	bool guarded;		/* what shows depends on those who were left out */
	struct cips_groups out; /* where guarded: their groups */
	struct cips_score_columns columns;
	struct cips_score_column all;	     /* the items of all columns */
	struct cips_nonresponse *found;	     /* by column, behind them that of `all` */
	unsigned char *mask;		     /* as `found`, by row */
	struct cips_ratio_difference *tests; /* by column, against the others */
	double *adjusted;
	bool fpc;
	struct cips_document *document;
};

/* --- what is asked for ---------------------------------------------------------------------- */

static const struct cips_missing_state *find_state(enum cips_state wanted)
{
	if (wanted == CIPS_STATE_VALID)
		wanted = CIPS_STATE_REFUSED;
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++)
		if (cips_tables_states[s].state == wanted)
			return &cips_tables_states[s];
	return NULL;
}

static enum cips_rc decide_fpc(struct response *t, struct cips_err *err)
{
	enum cips_fpc wanted = t->request->selection.fpc;
	t->fpc = wanted != CIPS_FPC_NO && t->rows.has_headcounts;
	if (wanted != CIPS_FPC_YES || t->fpc)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE,
		"there are no headcounts for these groups, so --fpc yes has nothing to go by");
	return cips_err_hint(err, "load them with cips headcount load, or use --fpc no");
}

static void join_columns(struct response *t)
{
	size_t n = 0;
	for (size_t c = 0; c < t->columns.n; c++)
		n += t->columns.list[c].n;
	t->all = (struct cips_score_column){.code = "*", .label = "All factors"};
	t->all.items = cips_arena_alloc(&t->columns.arena, n + 1, sizeof *t->all.items);
	for (size_t c = 0; c < t->columns.n; c++) {
		const struct cips_score_column *column = &t->columns.list[c];
		for (size_t k = 0; k < column->n; k++)
			t->all.items[t->all.n++] = column->items[k];
	}
}

static enum cips_rc prepare(struct response *t, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_selection *selection = &t->request->selection;
	t->state = find_state(t->request->state);
	if (!t->state)
		return cips_err_set(
			err, CIPS_USAGE, "an answer that was not asked for is no nonresponse");
	enum cips_rc rc = cips_tables_scope(file, &t->scope, err);
	t->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&t->scope, selection->instrument, selection->wave,
			selection->language, &t->source, err);
	if (!rc)
		rc = cips_tables_frame_unweighted(
			&t->scope, &t->source, selection->weights, &t->frame, err);
	if (!rc)
		rc = cips_tables_groups_or_units(
			&t->scope, &t->frame, t->request->rows, &t->rows, err);
	if (!rc)
		rc = decide_fpc(t, err);
	if (!rc) {
		cips_tables_score_columns(&t->source, false, &t->columns);
		join_columns(t);
	}
	return rc;
}

static void release_found(struct response *t)
{
	for (size_t c = 0; t->found && c <= t->columns.n; c++)
		cips_tables_nonresponse_release(&t->found[c]);
	free(t->found);
	free(t->mask);
}

static void release(struct response *t)
{
	release_found(t);
	free(t->tests);
	free(t->adjusted);
	cips_tables_score_columns_release(&t->columns);
	cips_tables_groups_release(&t->rows);
	cips_tables_groups_release(&t->out);
	cips_tables_frame_release(&t->frame);
	cips_tables_source_release(&t->source);
	cips_tables_scope_release(&t->scope);
}

/* --- item nonresponse ----------------------------------------------------------------------- */

static const struct cips_score_column *column_of(const struct response *t, size_t c)
{
	return c < t->columns.n ? &t->columns.list[c] : &t->all;
}

static unsigned char *mask_of(const struct response *t, size_t c)
{
	return t->mask + c * t->rows.n;
}

/* Those who belong directly to a row; the caller frees them. */
static struct cips_bases *direct_bases(
	const struct cips_groups *rows, const struct cips_nonresponse *found)
{
	struct cips_bases *direct = cips_malloc(rows->n * sizeof *direct);
	for (size_t r = 0; r < rows->n; r++) {
		direct[r].asked = found->people[r];
		memcpy(direct[r].answers, found->answers[r], sizeof direct[r].answers);
	}
	cips_tables_take_apart(rows, NULL, direct);
	return direct;
}

/* Those of some groups of a frame who were asked a column. */
static struct cips_bases *asked_of(const struct response *t, const struct cips_frame *frame,
	const struct cips_groups *groups, size_t c)
{
	struct cips_nonresponse found;
	cips_tables_nonresponse(frame, groups, column_of(t, c), t->state->state, &found);
	struct cips_bases *direct = direct_bases(groups, &found);
	cips_tables_nonresponse_release(&found);
	return direct;
}

/* Hides what those left out do not allow, by who was asked any item of a column (or of all). */
static void guard_column(const struct response *t, size_t c)
{
	if (!t->guarded)
		return;
	const struct cips_frame *other = t->frame.other;
	struct cips_left_out_levels levels =
		cips_tables_left_out_levels(&t->rows, t->frame.n, &t->out, other->n);
	struct cips_bases *left = asked_of(t, &t->frame, &levels.left, c);
	struct cips_bases *left_out = asked_of(t, other, &levels.out, c);
	cips_tables_guard_column(&levels.left, NULL, &(struct cips_column_base){NULL, left},
		&(struct cips_column_base){NULL, left_out}, column_of(t, c)->n, t->scope.minimum,
		levels.closed);
	free(left);
	free(left_out);
	cips_tables_close_levels(&levels, t->rows.n, mask_of(t, c));
}

/* Hides what those who were asked do not allow, whatever they answered or did not. */
static void mask_column(const struct response *t, size_t c)
{
	struct cips_bases *direct = direct_bases(&t->rows, &t->found[c]);
	cips_tables_column_mask(&t->rows, NULL, NULL, 0, direct, column_of(t, c)->n,
		t->scope.minimum, mask_of(t, c));
	free(direct);
}

/* Hides the rows that another mask hides. */
static void hide_rows(const struct response *t, const unsigned char *other, unsigned char *mask)
{
	for (size_t r = 0; r < t->rows.n; r++)
		if (other[r])
			mask[r] = other[r];
}

/* Which rows show in each column, and in all of them together. */
static void mask_rows(struct response *t)
{
	size_t n = t->columns.n;
	cips_tables_people_mask(&t->rows, t->frame.n, t->scope.minimum, mask_of(t, n));
	for (size_t c = 0; c < n; c++)
		memcpy(mask_of(t, c), mask_of(t, n), t->rows.n);
	for (size_t c = 0; c < n; c++) {
		mask_column(t, c);
		hide_rows(t, mask_of(t, c), mask_of(t, n));
	}
	mask_column(t, n);
	for (size_t c = 0; c <= n; c++)
		cips_tables_hide_within(&t->rows, NULL, t->scope.minimum, mask_of(t, c));
}

/* Hides what those left out do not allow. */
static void guard_rows(struct response *t)
{
	size_t n = t->columns.n;
	unsigned char *people = cips_calloc(t->rows.n, 1);
	t->guarded = cips_tables_guard_left_out(&t->scope, &t->frame, &t->rows, &t->out, people);
	for (size_t c = 0; c <= n; c++)
		hide_rows(t, people, mask_of(t, c));
	for (size_t c = 0; c < n; c++) {
		guard_column(t, c);
		hide_rows(t, mask_of(t, c), mask_of(t, n));
	}
	guard_column(t, n);
	free(people);
}

/* A column is tested where each side has the minimum group, in public data two people. */
static bool is_testable(const struct response *t, size_t c)
{
	size_t least = t->scope.minimum > 2 ? t->scope.minimum : 2;
	return t->tests[c].reason == CIPS_REASON_NONE && t->found[c].people[0] >= least &&
		!mask_of(t, c)[0];
}

static void test_columns(struct response *t)
{
	size_t n = 0;
	double *p = cips_calloc(t->columns.n + 1, sizeof *p);
	t->tests = cips_calloc(t->columns.n + 1, sizeof *t->tests);
	t->adjusted = cips_calloc(t->columns.n + 1, sizeof *t->adjusted);
	for (size_t c = 0; c < t->columns.n; c++) {
		t->tests[c] = cips_tables_against_others(
			&t->found[c], &t->found[t->columns.n], t->frame.n);
		if (is_testable(t, c))
			p[n++] = t->tests[c].p;
	}
	cips_stats_adjust(CIPS_ADJUST_BH, p, n, p);
	for (size_t c = t->columns.n; c-- > 0;)
		if (is_testable(t, c))
			t->adjusted[c] = p[--n];
	free(p);
}

/* What is found in each column and in all of them, and masks that hide nothing. */
static void find(struct response *t)
{
	t->found = cips_calloc(t->columns.n + 1, sizeof *t->found);
	t->mask = cips_calloc((t->columns.n + 1) * t->rows.n, 1);
	for (size_t c = 0; c <= t->columns.n; c++)
		cips_tables_nonresponse(
			&t->frame, &t->rows, column_of(t, c), t->state->state, &t->found[c]);
}

/* The masks of the whole tree for a level of it. */
static void take_masks(struct response *t)
{
	struct response tree = *t;
	tree.rows = *t->rows.tree;
	find(&tree);
	mask_rows(&tree);
	for (size_t c = 0; c <= t->columns.n; c++)
		cips_tables_take_mask(&t->rows, NULL, mask_of(&tree, c), mask_of(t, c));
	release_found(&tree);
}

static void compute(struct response *t)
{
	find(t);
	if (t->rows.tree)
		take_masks(t);
	else
		mask_rows(t);
	guard_rows(t);
	test_columns(t);
}

/* --- writing -------------------------------------------------------------------------------- */

/* What both tables of item nonresponse say of a column in a row. */
static void write_states(struct response *t, struct cips_cell *cell, size_t c, size_t r)
{
	const struct cips_nonresponse *found = &t->found[c];
	const size_t *answers = found->answers[r];
	struct cips_document *document = t->document;
	bool hidden = mask_of(t, c)[r] != 0;
	size_t asked = cips_tables_asked(answers);
	enum cips_status status = hidden ? CIPS_STATUS_SUPPRESSED
		: found->people[r]	 ? CIPS_STATUS_UNDEFINED
					 : CIPS_STATUS_NO_RETURNS;
	bool there = !hidden && asked > 0;
	struct cips_percentage share = {0};
	if (there)
		share = cips_stats_percentage(
			&found->moments[r], t->fpc ? t->rows.rows[r].headcount : 0);
	cips_report_number_or(
		document, cell, CIPS_STAT_N_ASKED, there, (double)found->people[r], status);
	cips_report_number_or(document, cell, CIPS_STAT_ANSWERS, there, (double)asked, status);
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++) {
		const struct cips_missing_state *state = &cips_tables_states[s];
		double n = (double)answers[state->state];
		cips_report_number_or(document, cell, state->count, there, n, status);
		cips_report_number_or(document, cell, state->percent, there,
			there ? 100 * n / (double)asked : 0, status);
	}
	cips_report_number_or(document, cell, CIPS_STAT_SHARE, there,
		there ? 100 * (double)answers[t->state->state] / (double)asked : 0, status);
	cips_report_number_or(document, cell, CIPS_STAT_CI_LOW, there, share.low, status);
	cips_report_number_or(document, cell, CIPS_STAT_CI_HIGH, there, share.high, status);
}

static const char *finding_of(const struct cips_ratio_difference *test, double adjusted)
{
	if (adjusted >= 0.05)
		return "unclear";
	return test->difference > 0 ? "more" : "less";
}

/* The test of a column; shares and their differences are percentages. */
static void write_test(struct response *t, struct cips_cell *cell, size_t c)
{
	const struct cips_ratio_difference *test = &t->tests[c];
	struct cips_document *document = t->document;
	bool hidden = mask_of(t, c)[0] || mask_of(t, t->columns.n)[0], tested = is_testable(t, c);
	bool compared = test->reason != CIPS_REASON_NO_VALUES;
	enum cips_status status = hidden ? CIPS_STATUS_SUPPRESSED : CIPS_STATUS_NOT_TESTED;
	const struct {
		enum cips_statistic statistic;
		bool defined;
		double number;
	} figures[] = {
		{CIPS_STAT_SHARE_OTHERS, compared, 100 * test->b},
		{CIPS_STAT_DIFFERENCE, compared, 100 * test->difference},
		{CIPS_STAT_SE, tested, 100 * test->se},
		{CIPS_STAT_DF, tested, test->df},
		{CIPS_STAT_T, tested, test->t},
		{CIPS_STAT_P, tested, test->p},
		{CIPS_STAT_P_ADJUSTED, tested, t->adjusted[c]},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(document, cell, figures[i].statistic,
			!hidden && figures[i].defined, figures[i].number, status);
	if (!hidden && tested)
		cips_report_word(
			document, cell, CIPS_STAT_FINDING, finding_of(test, t->adjusted[c]));
	else
		cips_report_none(document, cell, CIPS_STAT_FINDING, status);
}

static void lay_out_factors(struct response *t, struct cips_table *table)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_ANSWERS, .header = "asked"},
		{.statistic = CIPS_STAT_DONT_KNOW_PERCENT, .header = "don't know", .decimals = 1},
		{.statistic = CIPS_STAT_REFUSED_PERCENT, .header = "refused", .decimals = 1},
		{.statistic = CIPS_STAT_NOT_APPLICABLE_PERCENT,
			.header = "not app.",
			.decimals = 1},
		{.statistic = CIPS_STAT_SKIPPED_PERCENT, .header = "blank", .decimals = 1},
		{.statistic = CIPS_STAT_CI_LOW, .header = "low", .decimals = 1},
		{.statistic = CIPS_STAT_CI_HIGH, .header = "high", .decimals = 1},
		{.statistic = CIPS_STAT_SHARE_OTHERS, .header = "others", .decimals = 1},
		{.statistic = CIPS_STAT_P_ADJUSTED, .header = "p adj.", .decimals = 3},
		{.statistic = CIPS_STAT_FINDING, .header = "finding"},
	};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
	const char *whom = t->rows.without
		? cips_arena_printf(&t->document->arena, ", of those with a known %s",
			  cips_tables_named(&t->rows))
		: "";
	table->title = cips_arena_printf(&t->document->arena,
		"Item nonresponse by factor%s; tested: %s", whom, t->state->label);
}

/* Everybody in the rows, a line for each factor and one for all. */
static void write_factors(struct response *t)
{
	struct cips_arena *arena = &t->document->arena;
	struct cips_table *table = cips_report_table(t->document, t->columns.n + 1, 1);
	lay_out_factors(t, table);
	table->rows.variable = "factor";
	table->rows.label = "Factor";
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = "All"};
	for (size_t c = 0; c <= t->columns.n; c++) {
		const struct cips_score_column *column = column_of(t, c);
		table->rows.categories[c] =
			(struct cips_category){.code = cips_arena_strdup(arena, column->code),
				.label = cips_arena_strdup(arena, column->label),
				.rule_above = c == t->columns.n};
		write_states(t, &table->cells[c], c, 0);
		if (c < t->columns.n)
			write_test(t, &table->cells[c], c);
	}
}

static void lay_out_rows(struct response *t, struct cips_table *table)
{
	struct cips_arena *arena = &t->document->arena;
	struct cips_view *leads = cips_arena_alloc(arena, 2, sizeof *leads);
	leads[0] =
		(struct cips_view){.statistic = CIPS_STAT_N_ASKED, .header = "n", .from_row = true};
	leads[1] = (struct cips_view){
		.statistic = CIPS_STAT_SHARE, .header = "all", .decimals = 1, .from_row = true};
	table->layout.kind = CIPS_LAYOUT_GRID;
	table->layout.leads = leads;
	table->layout.n_leads = 2;
	table->layout.cell =
		(struct cips_view){.statistic = CIPS_STAT_SHARE, .header = "", .decimals = 1};
	table->title = cips_arena_printf(arena,
		"Item nonresponse by %s and factor: %s, percent of answers asked for",
		t->rows.variable, t->state->label);
}

static void write_rows(struct response *t)
{
	struct cips_arena *arena = &t->document->arena;
	struct cips_table *table = cips_report_table(t->document, t->rows.n, t->columns.n);
	lay_out_rows(t, table);
	table->rows.variable = cips_arena_strdup(arena, t->rows.variable);
	table->rows.label = cips_arena_strdup(arena, t->rows.label);
	table->columns.variable = "factor";
	table->columns.label = "Factor";
	for (size_t c = 0; c < t->columns.n; c++)
		table->columns.categories[c] = (struct cips_category){
			.code = cips_arena_strdup(arena, t->columns.list[c].code),
			.label = cips_arena_strdup(arena, t->columns.list[c].label)};
	for (size_t r = 0; r < t->rows.n; r++) {
		cips_tables_category(t->document, &t->rows, r, &table->rows.categories[r]);
		write_states(t, cips_report_cell(table, (long)r, -1), t->columns.n, r);
		for (size_t c = 0; c < t->columns.n; c++)
			write_states(t, cips_report_cell(table, (long)r, (long)c), c, r);
	}
}

/* --- returns -------------------------------------------------------------------------------- */

/* Whether the headcounts are broken down by an item of the form that can be a row variable. */
static bool is_counted_by(
	const struct response *t, const struct cips_headcount *lines, size_t n, const char *name)
{
	const struct cips_item *item = cips_model_item(t->source.instrument, name);
	bool counted = false;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < lines[i].n; k++)
			counted = counted || strcmp(lines[i].items[k], name) == 0;
	return counted && item->type == CIPS_ITEM_SELECT_ONE && item->use != CIPS_USE_UNIT;
}

/* The returns by the rows, and by each breakdown of the headcounts. */
static enum cips_rc write_returns(struct response *t, struct cips_err *err)
{
	const struct cips_instrument *instrument = t->source.instrument;
	struct cips_headcount *lines;
	size_t n;
	enum cips_rc rc = cips_store_headcounts(t->scope.file, t->source.wave->code,
		t->source.version->code, &t->scope.arena, &lines, &n, err);
	unsigned char *completion = cips_calloc(t->frame.n + 1, 1);
	for (size_t i = 0; i < t->frame.n; i++)
		completion[i] =
			(unsigned char)cips_tables_completion(cips_tables_answered(&t->frame, i));
	if (!rc)
		cips_tables_response_rates(t->document, &t->scope, &t->frame, &t->rows, completion);
	for (size_t k = 0; k < instrument->n_items && !rc; k++) {
		const char *name = instrument->items[k].name;
		struct cips_groups groups;
		if (!is_counted_by(t, lines, n, name) || strcmp(name, t->rows.variable) == 0)
			continue;
		rc = cips_tables_groups(&t->scope, &t->frame, name, &groups, err);
		if (rc)
			break;
		cips_tables_response_rates(t->document, &t->scope, &t->frame, &groups, completion);
		cips_tables_groups_release(&groups);
	}
	free(completion);
	return rc;
}

/* --- the document --------------------------------------------------------------------------- */

static void foot_returns(struct response *t)
{
	struct cips_document *document = t->document;
	if (t->rows.has_headcounts)
		cips_report_note(document,
			"RR1: complete returns as a percentage of the headcount; RR2: complete and "
			"partial ones (AAPOR, Standard Definitions, 2016). Everyone on the headcount is "
			"taken as eligible and as asked to take part: nobody is of unknown "
			"eligibility, so RR3 and RR5 are RR1, RR4 and RR6 are RR2.");
	else
		cips_report_note(document,
			"No headcount is known for these rows, so there are no response rates: load "
			"them with cips headcount load.");
	if (t->rows.has_headcounts && t->frame.other)
		cips_report_note(document,
			"Flagged returns are not counted, so these rates are lower than the "
			"response.");
	cips_report_note(document,
		"Complete: more than 80 %% of the questions that the person was asked have an answer; "
		"partial: 50 to 80 %%; broke off: less. Don't know and not applicable are answers "
		"here, refused and blank are none; open texts do not count.");
}

static void foot_nonresponse(struct response *t)
{
	struct cips_document *document = t->document;
	size_t tested = 0;
	for (size_t c = 0; c < t->columns.n; c++)
		tested += is_testable(t, c);
	cips_report_note(document,
		"Item nonresponse: percent of the answers asked for in the scored items of a factor; an "
		"item that a person was not shown was not asked for. Low and high: 95 %% interval of "
		"%s, Wilson's on the effective number of people (the answers of a person stand "
		"together, as a cluster)%s.",
		t->state->label,
		t->fpc ? ", with the finite population correction from the headcounts" : "");
	if (!tested) {
		cips_report_note(document,
			"Others: the same percentage in the items of all other factors. Nothing was "
			"tested.");
		return;
	}
	cips_report_note(document,
		"Others: the same percentage in the items of all other factors. Tested is the "
		"difference of the two, over the same people: linearized, Student's t with one degree "
		"of freedom less than there are people, two-sided; p adjusted by Benjamini and "
		"Hochberg for %zu factor%s; a finding where it is below .05.",
		tested, tested == 1 ? "" : "s");
}

static void write_head_and_foot(struct response *t)
{
	struct cips_document *document = t->document;
	cips_tables_head(document, &t->scope, "Response and item nonresponse");
	cips_tables_head_frame(document, &t->scope, &t->frame, "");
	cips_tables_foot_level(document, &t->scope, &t->frame, &t->rows, "row", ", but in All");
	foot_returns(t);
	if (t->columns.n)
		foot_nonresponse(t);
	cips_tables_foot_frame(document, &t->frame, "");
	cips_tables_foot_versions(document, &t->frame, "", false);
	cips_tables_foot_no_weights(document, &t->frame, "people and answers are counted");
	cips_tables_foot_unanimous(document);
	if (t->scope.minimum)
		cips_report_note(document,
			"Minimum group: no figure rests on fewer than %zu respondents, and no return "
			"is counted in a group of fewer people.",
			t->scope.minimum);
	else
		cips_tables_foot_minimum(document, &t->scope);
}

enum cips_rc cips_tables_response(struct cips_survey_file *file,
	const struct cips_response_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct response t = {.request = request};
	*out = NULL;
	enum cips_rc rc = prepare(&t, file, err);
	if (!rc) {
		t.document = cips_report_document_new("response");
		rc = write_returns(&t, err);
	}
	if (!rc && t.columns.n) {
		compute(&t);
		write_factors(&t);
		if (t.rows.n > 1)
			write_rows(&t);
	}
	if (!rc) {
		write_head_and_foot(&t);
		*out = t.document;
	} else {
		cips_report_document_free(t.document);
	}
	release(&t);
	return rc;
}
