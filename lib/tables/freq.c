/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/tables.h"

#include "base/err.h"
#include "base/number.h"
#include "disclosure/mask.h"
#include "tables/distribution.h"
#include "tables/dominance.h"
#include "tables/headcounts.h"
#include "tables/left_out.h"
#include "tables/marks.h"
#include "tables/mask.h"
#include "tables/origins.h"
#include "tables/states.h"
#include "tables/strata_pool.h"
#include "tables/trend.h"
#include "tables/head_foot.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

struct freq {
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_score_columns indicators; /* the scored items asked for, for their means */
	struct cips_groups everybody;
	struct cips_scores *scores; /* of the indicators; NULL under a design, which does without */
	double scale;
	double headcount;		  /* everybody, 0: no finite population correction */
	struct cips_tables_strata strata; /* when a design is asked for; then also: */
	struct cips_pooled_strata pooled; /* for the item at hand */
	struct cips_marks *marks;
	enum cips_interval interval;
	struct cips_document *document;
};

/* Whether those who were left out are too few to tell what the table with them adds, or too like. */
static bool few_left_out(const struct freq *f, const struct cips_item *item)
{
	if (!f->frame.other)
		return false;
	size_t minimum = f->scope.minimum;
	struct cips_distribution d = cips_tables_distribution(f->frame.other, item);
	bool few = cips_tables_hides_item(&d, item, minimum) ||
		cips_tables_hides_choices(&d, item, minimum);
	cips_tables_distribution_release(&d);
	return few;
}

/* --- the design ----------------------------------------------------------------------------- */

/*
 * Before the shares of a variable that a crosstab can have as its columns, of groups (the units, or
 * those of the variable) or, both NULL, of another item: strata are taken together, so that none
 * tells of a few people.
 */
static void begin_shares(struct freq *f, const char *variable, const struct cips_groups *groups)
{
	struct cips_groups columns = {0};
	struct cips_err err;
	if (!cips_tables_designed(&f->strata))
		return;
	if (variable && !groups &&
		!cips_tables_groups(&f->scope, &f->frame, variable, &columns, &err))
		groups = &columns;
	if (variable && groups) {
		cips_tables_pool_counts(&f->strata, &f->frame, groups->of, groups->n, &f->pooled);
	} else if (groups) {
		const struct cips_scores people = {.group = groups->of};
		cips_tables_pool_means(&f->strata, &f->frame, groups, &people, NULL, &f->pooled);
	} else {
		cips_tables_pool_all(&f->strata, &f->frame, &f->pooled);
	}
	cips_tables_groups_release(&columns);
	f->marks =
		cips_tables_marks(&f->pooled.strata, cips_tables_variance(&f->strata), &f->frame);
}

static void end_shares(struct freq *f)
{
	cips_tables_marks_free(f->marks);
	f->marks = NULL;
	cips_tables_pooled_strata_release(&f->pooled);
}

/* Of a percentage: by the design, with those who chose marked, or everybody as one stratum. */
static struct cips_precision precision_of(struct freq *f, const struct cips_moments *moments)
{
	return f->marks ? cips_tables_marks_precision(f->marks, moments)
			: cips_stats_own_stratum(moments, f->headcount);
}

static void write_choice(struct freq *f, struct cips_cell *cell, const struct cips_sums *chose,
	const struct cips_distribution *d)
{
	struct cips_document *document = f->document;
	cips_report_number(document, cell, CIPS_STAT_COUNT, (double)chose->n);
	if (f->frame.weight)
		cips_report_number(document, cell, CIPS_STAT_WEIGHTED_COUNT, chose->w);
	if (!d->valid.n) {
		cips_report_none(document, cell, CIPS_STAT_TOTAL_PERCENT, CIPS_STATUS_UNDEFINED);
		return;
	}
	struct cips_moments moments = cips_stats_indicator(chose, &d->valid);
	struct cips_precision precision = precision_of(f, &moments);
	struct cips_percentage p = cips_stats_percentage_with(&moments, &precision, f->interval);
	bool bounded = p.reason == CIPS_REASON_NONE;
	cips_report_number(document, cell, CIPS_STAT_TOTAL_PERCENT, p.percent);
	cips_report_number_or(
		document, cell, CIPS_STAT_CI_LOW, bounded, p.low, CIPS_STATUS_UNDEFINED);
	cips_report_number_or(
		document, cell, CIPS_STAT_CI_HIGH, bounded, p.high, CIPS_STATUS_UNDEFINED);
	cips_report_number(document, cell, CIPS_STAT_N_EFFECTIVE, p.n_effective);
	cips_report_number(document, cell, CIPS_STAT_DEFF, p.deff);
}

static void write_state(
	struct freq *f, struct cips_cell *cell, size_t n, const struct cips_distribution *d)
{
	size_t asked = cips_tables_asked(d->states);
	cips_report_number(f->document, cell, CIPS_STAT_COUNT, (double)n);
	if (asked)
		cips_report_number(f->document, cell, CIPS_STAT_ASKED_PERCENT,
			100 * (double)n / (double)asked);
}

static void hide_row(struct freq *f, struct cips_cell *cell)
{
	static const enum cips_statistic all[] = {CIPS_STAT_COUNT, CIPS_STAT_TOTAL_PERCENT,
		CIPS_STAT_CI_LOW, CIPS_STAT_CI_HIGH, CIPS_STAT_N_EFFECTIVE, CIPS_STAT_DEFF,
		CIPS_STAT_ASKED_PERCENT};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		cips_report_none(f->document, cell, all[i], CIPS_STATUS_SUPPRESSED);
	if (f->frame.weight)
		cips_report_none(
			f->document, cell, CIPS_STAT_WEIGHTED_COUNT, CIPS_STATUS_SUPPRESSED);
}

static struct cips_scoring scoring_of(const struct freq *f)
{
	return (struct cips_scoring){CIPS_MEASURE_SCORE, CIPS_RULE_RESPONDENT, f->scale};
}

/* The mean of indicator k, and how precise it is; under a design it needs each respondent's value. */
static struct cips_estimate mean_of(const struct freq *f, size_t k)
{
	if (f->scores) {
		const struct cips_moments *moments = &f->scores[k].moments[0];
		struct cips_precision own = cips_stats_own_stratum(moments, f->headcount);
		return cips_stats_mean_with(moments, &own);
	}
	struct cips_scores scores;
	const struct cips_scoring scoring = scoring_of(f);
	cips_tables_scores(&f->frame, &f->everybody, &f->indicators.list[k], &scoring, &scores);
	struct cips_precision *precision = cips_tables_strata_precision(
		&f->strata, &f->frame, &f->everybody, &scores, NULL, false);
	struct cips_estimate e = cips_stats_mean_with(&scores.moments[0], precision);
	free(precision);
	cips_tables_scores_release(&scores);
	return e;
}

/* The mean score of a scored item, in the table's own figures and in words. */
static void write_score(
	struct freq *f, struct cips_table *table, const struct cips_item *item, bool hidden)
{
	size_t k = 0;
	while (k < f->indicators.n && f->indicators.list[k].items[0].item != item)
		k++;
	if (k == f->indicators.n)
		return;
	static const enum cips_statistic all[] = {CIPS_STAT_SCORE, CIPS_STAT_SD, CIPS_STAT_SE,
		CIPS_STAT_CI_LOW, CIPS_STAT_CI_HIGH, CIPS_STAT_N_EFFECTIVE, CIPS_STAT_DEFF};
	for (size_t i = 0; hidden && i < sizeof all / sizeof *all; i++)
		cips_report_none(f->document, &table->whole, all[i], CIPS_STATUS_SUPPRESSED);
	if (hidden)
		return;
	struct cips_estimate e = mean_of(f, k);
	bool mean = e.reason != CIPS_REASON_NO_VALUES;
	bool spread = mean && e.reason != CIPS_REASON_ONE_VALUE;
	bool bounded = spread && e.reason != CIPS_REASON_NO_FREEDOM;
	const struct {
		enum cips_statistic statistic;
		bool defined;
		double number;
	} figures[] = {{CIPS_STAT_SCORE, mean, e.mean}, {CIPS_STAT_SD, spread, e.sd},
		{CIPS_STAT_SE, spread, e.se}, {CIPS_STAT_CI_LOW, bounded, e.low},
		{CIPS_STAT_CI_HIGH, bounded, e.high},
		{CIPS_STAT_N_EFFECTIVE, spread, e.n_effective}, {CIPS_STAT_DEFF, spread, e.deff}};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		if (figures[i].defined)
			cips_report_number(f->document, &table->whole, figures[i].statistic,
				figures[i].number);
		else
			cips_report_none(f->document, &table->whole, figures[i].statistic,
				CIPS_STATUS_UNDEFINED);
	}
	if (bounded) {
		char middle[CIPS_NUMBER_SIZE], low[CIPS_NUMBER_SIZE], high[CIPS_NUMBER_SIZE];
		int decimals = f->scale > 10 ? 0 : 1;
		cips_report_table_note(f->document, table, "Score %s (%s to %s).",
			cips_number_fixed(middle, e.mean, decimals),
			cips_number_fixed(low, e.low, decimals),
			cips_number_fixed(high, e.high, decimals));
	}
}

static void write_whole(struct freq *f, struct cips_table *table, const struct cips_distribution *d,
	const struct cips_item *item, bool hidden)
{
	char percent[CIPS_NUMBER_SIZE];
	struct cips_cell *cell = &table->whole;
	struct {
		enum cips_statistic statistic;
		double number;
	} figures[3 + CIPS_MISSING_STATES] = {
		{CIPS_STAT_N_ASKED, (double)cips_tables_asked(d->states)},
		{CIPS_STAT_N_VALID, (double)d->valid.n},
		{CIPS_STAT_WEIGHT_SUM, d->valid.w},
	};
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++) {
		figures[3 + s].statistic = cips_tables_states[s].count;
		figures[3 + s].number = (double)d->states[cips_tables_states[s].state];
	}
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		if (hidden)
			cips_report_none(
				f->document, cell, figures[i].statistic, CIPS_STATUS_SUPPRESSED);
		else
			cips_report_number(
				f->document, cell, figures[i].statistic, figures[i].number);
	}
	if (item && hidden)
		write_score(f, table, item, true);
	if (!item || hidden)
		return;
	cips_report_table_note(f->document, table, "%zu valid answers of %zu asked.", d->valid.n,
		cips_tables_asked(d->states));
	if (f->frame.weight && cips_tables_heavy(d->valid.largest, d->valid.w))
		cips_report_table_note(f->document, table,
			"One person counts for %s %% of the percentages.",
			cips_number_fixed(percent, 100 * d->valid.largest / d->valid.w, 0));
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
		cips_report_table_note(f->document, table,
			"Several choices were allowed: percentages can add to more than 100.");
	if (item->type == CIPS_ITEM_RANK)
		cips_report_table_note(
			f->document, table, "Counted: those who put the choice first.");
	write_score(f, table, item, cips_tables_hides_choices(d, item, f->scope.minimum));
}

/* --- tables --------------------------------------------------------------------------------- */

static void lay_out(struct cips_table *table)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_COUNT, .header = "n"},
		{.statistic = CIPS_STAT_TOTAL_PERCENT, .header = "%", .decimals = 1},
		{.statistic = CIPS_STAT_CI_LOW, .header = "low", .decimals = 1},
		{.statistic = CIPS_STAT_CI_HIGH, .header = "high", .decimals = 1},
		{.statistic = CIPS_STAT_ASKED_PERCENT, .header = "% of asked", .decimals = 1},
	};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
}

static void name_axes(
	struct freq *f, struct cips_table *table, const char *variable, const char *label)
{
	struct cips_arena *arena = &f->document->arena;
	table->title = cips_arena_printf(arena, "%s: %s", variable, label);
	table->rows.variable = cips_arena_strdup(arena, variable);
	table->rows.label = "Answer";
	table->columns.variable = "*";
	table->columns.label = "";
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = ""};
}

static const char *label_of(const struct freq *f, const struct cips_item *item)
{
	return cips_model_text(f->source.instrument, &item->label, f->source.language);
}

/* An item with its choices. */
static void freq_choices(struct freq *f, const struct cips_item *item)
{
	const struct cips_instrument *instrument = f->source.instrument;
	const struct cips_list *list = cips_model_list(instrument, item);
	struct cips_distribution d = cips_tables_distribution(&f->frame, item);
	bool hidden = cips_tables_hides_item(&d, item, f->scope.minimum) || few_left_out(f, item);
	size_t shown = 0;
	for (size_t c = 0; list && c < list->n; c++)
		shown += list->choices[c].missing == CIPS_SUBSTANTIVE;
	struct cips_table *table = cips_report_table(f->document, shown + CIPS_MISSING_STATES, 1);
	name_axes(f, table, item->name, label_of(f, item));
	lay_out(table);
	if (list)
		begin_shares(f, item->type == CIPS_ITEM_SELECT_ONE ? item->name : NULL, NULL);
	if (f->marks)
		cips_tables_mark_base(f->marks, &f->frame, item);
	size_t r = 0;
	for (size_t c = 0; list && c < list->n; c++) {
		const struct cips_choice *choice = &list->choices[c];
		if (choice->missing != CIPS_SUBSTANTIVE)
			continue;
		struct cips_cell *cell = cips_report_cell(table, (long)r, 0);
		table->rows.categories[r++] = (struct cips_category){
			.code = cips_arena_strdup(&f->document->arena, choice->name),
			.label = cips_arena_strdup(&f->document->arena,
				cips_model_text(instrument, &choice->label, f->source.language))};
		if (hidden || cips_tables_hides_choice(&d, item, c + 1, f->scope.minimum)) {
			hide_row(f, cell);
			continue;
		}
		if (f->marks)
			cips_tables_mark_choice(f->marks, &f->frame, item, c + 1);
		write_choice(f, cell, &d.choices[c + 1], &d);
	}
	for (size_t s = 0; s < CIPS_MISSING_STATES; s++) {
		struct cips_cell *cell = cips_report_cell(table, (long)r, 0);
		table->rows.categories[r++] = (struct cips_category){
			.code = cips_model_state_name(cips_tables_states[s].state),
			.label = cips_tables_states[s].label,
			.rule_above = s == 0 && shown > 0};
		if (hidden)
			hide_row(f, cell);
		else
			write_state(f, cell, d.states[cips_tables_states[s].state], &d);
	}
	end_shares(f);
	write_whole(f, table, &d, item, hidden);
	cips_tables_distribution_release(&d);
}

/* The members of groups, each with everything inside it, and how many belong to each directly. */
struct members {
	size_t *direct;
	struct cips_sums *sums;
	unsigned char *mask;
};

/* How many of a frame, with a positive weight, belong directly to each group. */
static void count_direct(
	const struct cips_frame *frame, const struct cips_groups *groups, size_t *direct)
{
	for (size_t i = 0; i < frame->n; i++)
		if (groups->of[i] >= 0 && (!frame->weight || frame->weight[i] > 0))
			direct[groups->of[i]]++;
}

/* Hides what would show, beside the table with everybody, few of those who were left out. */
static void guard_left_out(struct freq *f, const struct cips_groups *groups, struct members *m)
{
	struct cips_groups out;
	if (!f->frame.other || !f->scope.minimum)
		return;
	if (cips_tables_left_out_groups(&f->scope, &f->frame, groups, &out)) {
		struct cips_left_out_base base = cips_tables_left_out_base(groups, NULL);
		memcpy(base.left, m->direct, groups->n * sizeof *base.left);
		count_direct(f->frame.other, &out, base.out);
		cips_tables_left_out_mask(&base, f->scope.minimum, m->mask);
		cips_tables_left_out_base_release(&base);
	} else {
		memset(m->mask, CIPS_MASK_COMPLEMENT, groups->n);
	}
	cips_tables_groups_release(&out);
}

static struct members count_members(
	struct freq *f, const struct cips_groups *groups, struct cips_sums *everybody)
{
	struct members m = {.direct = cips_calloc(groups->n, sizeof *m.direct),
		.sums = cips_calloc(groups->n, sizeof *m.sums),
		.mask = cips_calloc(groups->n, 1)};
	for (size_t i = 0; i < f->frame.n; i++) {
		double w = f->frame.weight ? f->frame.weight[i] : 1;
		if (groups->of[i] < 0 || w <= 0)
			continue;
		cips_tables_add_weight(&m.sums[groups->of[i]], w);
		cips_tables_add_weight(everybody, w);
	}
	for (size_t g = groups->n; g-- > 1;)
		cips_stats_add_sums(&m.sums[groups->rows[g].parent], &m.sums[g]);
	count_direct(&f->frame, groups, m.direct);
	cips_tables_mask(groups, m.direct, f->scope.minimum, m.mask);
	guard_left_out(f, groups, &m);
	return m;
}

static void members_release(struct members *m)
{
	free(m->direct);
	free(m->sums);
	free(m->mask);
}

/* A line for each group; the whole of a flat variable would only say 100 %. */
static void write_groups(struct freq *f, struct cips_table *table, const struct cips_groups *groups,
	const struct members *m, const struct cips_distribution *d)
{
	size_t first = groups->n - table->rows.n;
	for (size_t r = 0; r < table->rows.n; r++) {
		struct cips_cell *cell = cips_report_cell(table, (long)r, 0);
		cips_tables_category(f->document, groups, first + r, &table->rows.categories[r]);
		if (m->mask[first + r]) {
			hide_row(f, cell);
			continue;
		}
		if (f->marks)
			cips_tables_mark_group(f->marks, groups, first + r);
		write_choice(f, cell, &m->sums[first + r], d);
	}
}

/* The unit item: who answered where, with the tree and its mask. */
static enum cips_rc freq_units(struct freq *f, const struct cips_item *item, struct cips_err *err)
{
	struct cips_groups groups;
	enum cips_rc rc = cips_tables_groups(&f->scope, &f->frame, "unit", &groups, err);
	if (rc)
		return rc;
	struct cips_distribution d = {0};
	struct members m = count_members(f, &groups, &d.valid);
	for (size_t i = 0; i < f->frame.n; i++)
		d.states[cips_model_state(
			f->source.instrument, item, cips_frame_record(&f->frame, i))]++;
	struct cips_table *table = cips_report_table(f->document, groups.n, 1);
	name_axes(f, table, item->name, label_of(f, item));
	lay_out(table);
	begin_shares(f, NULL, &groups);
	write_groups(f, table, &groups, &m, &d);
	end_shares(f);
	write_whole(f, table, &d, item,
		m.mask[0] || cips_tables_is_of_few(&d, f->scope.minimum) || few_left_out(f, item));
	members_release(&m);
	cips_tables_groups_release(&groups);
	return CIPS_OK;
}

/* How the answers came in: nobody was asked for it, so all that is known is valid. */
static enum cips_rc freq_origin(struct freq *f, const char *variable, struct cips_err *err)
{
	struct cips_groups groups;
	enum cips_rc rc = cips_tables_groups(&f->scope, &f->frame, variable, &groups, err);
	if (rc)
		return rc;
	struct cips_distribution d = {0};
	struct members m = count_members(f, &groups, &d.valid);
	d.states[CIPS_STATE_VALID] = groups.rows[0].n;
	struct cips_table *table = cips_report_table(f->document, groups.n - 1, 1);
	name_axes(f, table, variable, "how the answers came in");
	lay_out(table);
	begin_shares(f, variable, &groups);
	write_groups(f, table, &groups, &m, &d);
	end_shares(f);
	bool hidden = m.mask[0] || cips_tables_is_of_few(&d, f->scope.minimum);
	write_whole(f, table, &d, NULL, hidden);
	if (groups.without && !hidden)
		cips_report_table_note(f->document, table,
			"%zu of %zu respondents have no known %s.", groups.without, f->frame.n,
			variable);
	members_release(&m);
	cips_tables_groups_release(&groups);
	return CIPS_OK;
}

/* --- the document --------------------------------------------------------------------------- */

static bool tabulated(const struct cips_item *item)
{
	return item->width > 0;
}

static enum cips_rc freq_item(struct freq *f, const struct cips_item *item, struct cips_err *err)
{
	if (item->use == CIPS_USE_UNIT && f->frame.unit)
		return freq_units(f, item, err);
	freq_choices(f, item);
	return CIPS_OK;
}

static enum cips_rc find_item(const struct cips_instrument *instrument, const char *name,
	const struct cips_item **item, struct cips_err *err)
{
	*item = cips_model_item(instrument, name);
	if (*item && tabulated(*item))
		return CIPS_OK;
	if (*item) {
		cips_err_set(err, CIPS_USAGE, "the item \"%s\" (%s) holds no answers", name,
			cips_model_type_name((*item)->type));
		return cips_err_hint(err, "name an item that is answered");
	}
	const char *guess = cips_tables_nearest_variable(instrument, name);
	cips_err_set(err, CIPS_USAGE, "there is no item \"%s\" in the instrument", name);
	return guess ? cips_err_hint(err, "did you mean \"%s\"?", guess)
		     : cips_err_hint(err, "cips instrument show lists the items");
}

static enum cips_rc find_headcount(struct freq *f, enum cips_fpc fpc, struct cips_err *err)
{
	if (fpc == CIPS_FPC_NO)
		return CIPS_OK;
	enum cips_rc rc = cips_tables_total_headcount(&f->scope, &f->frame, &f->headcount, err);
	if (!rc && fpc == CIPS_FPC_YES && f->headcount <= 0) {
		rc = cips_err_set(err, CIPS_USAGE,
			"the headcount of everybody is not known, so --fpc yes has nothing to go by");
		cips_err_hint(
			err, "load a line for each unit with cips headcount load, or use --fpc no");
	}
	return rc;
}

static enum cips_rc load_design(
	struct freq *f, const struct cips_selection *selection, struct cips_err *err)
{
	if (!selection->design.strata)
		return find_headcount(f, selection->fpc, err);
	return cips_tables_strata(&f->scope, &f->frame, selection, selection->fpc, &f->strata, err);
}

static void foot_intervals(struct freq *f)
{
	static const char *const names[] = {
		[CIPS_INTERVAL_WILSON] = "Wilson",
		[CIPS_INTERVAL_LOGIT] = "logit",
		[CIPS_INTERVAL_KORN_GRAUBARD] = "Korn-Graubard",
	};
	const char *corrected = f->headcount > 0
		? " with the finite population correction from the headcounts"
		: "";
	bool designed = cips_tables_designed(&f->strata);
	cips_report_note(f->document,
		"%%: of valid answers; low and high: 95 %% %s interval%s%s. Don't know, refused, "
		"not applicable and blank are shares of all who were asked%s.",
		names[f->interval],
		f->frame.weight || designed ? " on the effective number of answers" : "", corrected,
		f->frame.weight ? "; these shares and n count people, without their weights" : "");
	if (f->indicators.n)
		cips_report_note(f->document,
			"Score: in brackets its 95 %% interval by Student's t%s%s.",
			designed ? "" : ", n - 1 degrees of freedom",
			*corrected ? cips_arena_printf(&f->document->arena, ",%s", corrected) : "");
}

static void foot_minimum(struct freq *f)
{
	if (f->scope.minimum)
		cips_report_note(f->document,
			"Minimum group: the base of every percentage is at least %zu respondents; "
			"counts of single answers can be smaller.",
			f->scope.minimum);
	else
		cips_tables_foot_minimum(f->document, &f->scope);
}

static void write_head_and_foot(struct freq *f)
{
	cips_tables_head(f->document, &f->scope, "Frequencies");
	cips_tables_head_frame(f->document, &f->scope, &f->frame, "");
	foot_intervals(f);
	if (f->headcount > 0 && (double)f->frame.n > f->headcount)
		cips_report_note(f->document,
			"More respondents than the headcount, and no correction where the valid "
			"answers outnumber it.");
	if (cips_tables_designed(&f->strata))
		cips_tables_foot_strata(f->document, &f->strata, NULL, CIPS_STRATA_OF_BOTH, "");
	cips_tables_foot_frame(f->document, &f->frame, "");
	cips_tables_foot_versions(f->document, &f->frame, "", false);
	cips_tables_foot_weights(f->document, &f->frame, "");
	cips_tables_foot_dominated(f->document, f->frame.weight != NULL);
	cips_tables_foot_unanimous(f->document);
	foot_minimum(f);
}

static enum cips_rc prepare(struct freq *f, struct cips_survey_file *file,
	const struct cips_selection *selection, struct cips_err *err)
{
	enum cips_rc rc = cips_tables_scope(file, &f->scope, err);
	f->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&f->scope, selection->instrument, selection->wave,
			selection->language, &f->source, err);
	if (!rc)
		rc = cips_tables_frame(
			&f->scope, &f->source, selection->weights, false, &f->frame, err);
	if (!rc)
		rc = load_design(f, selection, err);
	if (!rc)
		cips_tables_score_columns(&f->source, true, &f->indicators);
	f->scale = selection->scale_100 ? 100 : 10;
	f->interval = selection->interval;
	return rc;
}

static enum cips_rc freq_named(struct freq *f, const char *name, struct cips_err *err)
{
	const struct cips_item *item;
	if (cips_tables_by_origin(name))
		return freq_origin(f, name, err);
	enum cips_rc rc = find_item(f->source.instrument, name, &item, err);
	return rc ? rc : freq_item(f, item, err);
}

/* Keeps the indicators that are asked for, and makes their scores in one pass. */
static void score_items(struct freq *f, const struct cips_freq_request *request)
{
	struct cips_score_columns *all = &f->indicators;
	size_t kept = 0;
	for (size_t k = 0; k < all->n; k++) {
		bool wanted = request->n_items == 0;
		for (size_t i = 0; i < request->n_items; i++)
			wanted = wanted ||
				strcmp(all->list[k].items[0].item->name, request->items[i]) == 0;
		if (wanted)
			all->list[kept++] = all->list[k];
	}
	all->n = kept;
	cips_tables_everybody(&f->frame, &f->everybody);
	if (cips_tables_designed(&f->strata))
		return;
	const struct cips_scoring scoring = scoring_of(f);
	f->scores = cips_calloc(all->n, sizeof *f->scores);
	cips_tables_scores_of_all(&f->frame, &f->everybody, NULL, all, &scoring, f->scores, NULL);
}

static enum cips_rc write_items(
	struct freq *f, const struct cips_freq_request *request, struct cips_err *err)
{
	const struct cips_instrument *instrument = f->source.instrument;
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < request->n_items && !rc; i++)
		rc = freq_named(f, request->items[i], err);
	for (size_t i = 0; i < instrument->n_items && !request->n_items && !rc; i++)
		if (tabulated(&instrument->items[i]))
			rc = freq_item(f, &instrument->items[i], err);
	return rc;
}

enum cips_rc cips_tables_freq(struct cips_survey_file *file,
	const struct cips_freq_request *request, struct cips_document **out, struct cips_err *err)
{
	struct freq f = {0};
	*out = NULL;
	enum cips_rc rc = prepare(&f, file, &request->selection, err);
	if (!rc) {
		score_items(&f, request);
		f.document = cips_report_document_new("freq");
		rc = write_items(&f, request, err);
	}
	if (!rc) {
		write_head_and_foot(&f);
		*out = f.document;
	} else {
		cips_report_document_free(f.document);
	}
	for (size_t k = 0; f.scores && k < f.indicators.n; k++)
		cips_tables_scores_release(&f.scores[k]);
	free(f.scores);
	cips_tables_groups_release(&f.everybody);
	cips_tables_strata_release(&f.strata);
	cips_tables_score_columns_release(&f.indicators);
	cips_tables_frame_release(&f.frame);
	cips_tables_source_release(&f.source);
	cips_tables_scope_release(&f.scope);
	return rc;
}
