/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reliability of each factor, from those who answered all its items.
 *
 * Disclosure: there are no groups, so every figure of a factor rests on the same people, the
 * listwise ones, and is shown when these are enough. What can be derived from a table is how many
 * people left a question of a factor open, which freq shows as well, and the covariances of the
 * items as far as alpha, omega and the item-rest correlations determine them; they are sums over
 * the listwise respondents, and no group smaller than these is taken from another. An item to which
 * these all gave the same answer, or all but one, is in no figure, and a factor of which they all
 * have the same sum shows none. Without the flagged responses a factor or an item is shown only when
 * it could be shown of those who were left out, too: by subtraction it is.
 */
#include "tables/tables.h"

#include "base/err.h"
#include "base/number.h"
#include "disclosure/extremes.h"
#include "stats/reliability.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/scores.h"
#include "tables/trend.h"
#include "tables/unanimous.h"

#include <math.h>
#include <stdlib.h>

/* Fewer of those who answered anything are called few. */
static const double listwise_share = 0.7;

/* How many answered the items of a factor. */
struct answered {
	size_t any; /* at least one of them */
	size_t listwise;
	size_t pairwise; /* the fewest who answered two of them; of one item: who did */
};

/* What was found for one factor. */
struct factor {
	const struct cips_score_column *column;
	struct answered n;
	struct cips_reliability reliability;
	struct cips_item_reliability *items;
	bool *unanimous; /* items that are hidden, as everybody answered them alike */
	bool hidden;
};

struct scale {
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_score_columns columns;
	struct factor *factors;
	struct cips_document *document;
};

static void release(struct scale *s)
{
	for (size_t f = 0; s->factors && f < s->columns.n; f++) {
		free(s->factors[f].items);
		free(s->factors[f].unanimous);
	}
	free(s->factors);
	cips_tables_score_columns_release(&s->columns);
	cips_tables_frame_release(&s->frame);
	cips_tables_source_release(&s->source);
	cips_tables_scope_release(&s->scope);
}

static enum cips_rc prepare(struct scale *s, struct cips_survey_file *file,
	const struct cips_selection *selection, struct cips_err *err)
{
	enum cips_rc rc = cips_tables_scope(file, &s->scope, err);
	s->scope.take = cips_tables_take(selection);
	if (!rc)
		rc = cips_tables_source(&s->scope, selection->instrument, selection->wave,
			selection->language, &s->source, err);
	if (!rc)
		rc = cips_tables_frame_unweighted(
			&s->scope, &s->source, selection->weights, &s->frame, err);
	if (rc)
		return rc;
	cips_tables_score_columns(&s->source, false, &s->columns);
	return cips_tables_check_scored(&s->source, &s->columns, err);
}

/* --- computing ------------------------------------------------------------------------------ */

/* The scores of one respondent, where valid[j], who counts in the bases; how many there are. */
static size_t answers_of(const struct cips_frame *frame, const struct cips_score_column *column,
	size_t i, double *score, bool *valid, struct cips_bases *bases)
{
	static const struct cips_scoring scoring = {CIPS_MEASURE_SCORE, CIPS_RULE_RESPONDENT, 10};
	size_t n = 0;
	bool asked = false;
	for (size_t j = 0; j < column->n; j++) {
		unsigned position;
		enum cips_state state = cips_scored_answer(frame->source->instrument,
			&column->items[j], cips_frame_record(frame, i), &position);
		bases->answers[state]++;
		asked |= state != CIPS_STATE_NOT_SHOWN;
		valid[j] = state == CIPS_STATE_VALID;
		if (!valid[j])
			continue;
		score[j] = cips_tables_worth(&column->items[j], position, &scoring);
		n++;
	}
	bases->asked += asked;
	return n;
}

/* Counts who answered both of two items, for each pair, an item with itself too. */
static void count_pairs(size_t *pairs, const bool *valid, size_t k)
{
	for (size_t a = 0; a < k; a++)
		for (size_t b = 0; b < k; b++)
			pairs[a * k + b] += valid[a] && valid[b];
}

/* Adds the scores of a person in the items and, behind them, their sum. */
static void add_values(struct cips_extremes *said, const double *score, size_t k)
{
	double sum = 0;
	for (size_t j = 0; j < k; j++) {
		cips_disclosure_add_value(&said[j], score[j]);
		sum += score[j];
	}
	cips_disclosure_add_value(&said[k], sum);
}

/* Hides what the listwise people of a frame all said alike. */
static void hide_unanimous(
	const struct scale *s, const struct cips_extremes *said, struct factor *factor)
{
	size_t k = factor->column->n;
	for (size_t j = 0; j < k && s->scope.minimum; j++)
		factor->unanimous[j] |= cips_disclosure_is_unanimous(&said[j]);
	factor->hidden |= s->scope.minimum && cips_disclosure_is_unanimous(&said[k]);
}

/*
 * Counts the answers to the items of a factor and sums their products, and hides what the people of
 * the frame do not allow.
 */
static struct answered take_answers(const struct scale *s, const struct cips_frame *frame,
	struct factor *factor, struct cips_products *products)
{
	size_t k = factor->column->n;
	struct answered answered = {0};
	struct cips_bases bases = {0};
	double *score = cips_calloc(k, sizeof *score);
	bool *valid = cips_calloc(k, sizeof *valid);
	size_t *pairs = cips_calloc(k * k, sizeof *pairs);
	struct cips_extremes *said = cips_calloc(k + 1, sizeof *said);
	cips_stats_products_init(products, k, 5);
	for (size_t i = 0; i < frame->n; i++) {
		size_t n = answers_of(frame, factor->column, i, score, valid, &bases);
		answered.any += n > 0;
		count_pairs(pairs, valid, k);
		if (n < k)
			continue;
		cips_stats_products_add(products, score);
		add_values(said, score, k);
	}
	answered.listwise = products->n;
	answered.pairwise = pairs[0];
	for (size_t p = 0; p < k * k; p++)
		if (pairs[p] < answered.pairwise)
			answered.pairwise = pairs[p];
	factor->hidden |= (answered.any > 0 && answered.listwise < s->scope.minimum) ||
		cips_tables_hides_silence(&bases, k, s->scope.minimum);
	hide_unanimous(s, said, factor);
	free(said);
	free(pairs);
	free(valid);
	free(score);
	return answered;
}

/* Makes hidden items as good as constant, which are left out of all figures. */
static void leave_out_hidden(const struct factor *factor, double *covariances)
{
	size_t k = factor->column->n;
	for (size_t a = 0; a < k; a++)
		for (size_t b = 0; b < k; b++)
			if (factor->unanimous[a] || factor->unanimous[b])
				covariances[a * k + b] = 0;
}

static void compute(const struct scale *s, struct factor *factor)
{
	size_t k = factor->column->n;
	double *covariances = cips_calloc(k * k, sizeof *covariances);
	struct cips_products products, other;
	factor->items = cips_calloc(k, sizeof *factor->items);
	factor->unanimous = cips_calloc(k, sizeof *factor->unanimous);
	factor->n = take_answers(s, &s->frame, factor, &products);
	if (s->frame.other) {
		take_answers(s, s->frame.other, factor, &other);
		cips_stats_products_release(&other);
	}
	cips_stats_covariances(&products, covariances);
	leave_out_hidden(factor, covariances);
	factor->reliability = cips_stats_reliability(covariances, k, products.n, factor->items);
	cips_stats_products_release(&products);
	free(covariances);
}

/* --- figures -------------------------------------------------------------------------------- */

/* A figure of the factor: hidden, of nobody, or there when it could be computed. */
static void write_figure(struct scale *s, const struct factor *factor, struct cips_cell *cell,
	enum cips_statistic statistic, bool there, double number)
{
	enum cips_status none = factor->hidden ? CIPS_STATUS_SUPPRESSED
		: factor->n.any		       ? CIPS_STATUS_UNDEFINED
					       : CIPS_STATUS_NO_RETURNS;
	cips_report_number_or(s->document, cell, statistic, there && !factor->hidden, number, none);
}

/* A figure of one of its items. */
static void write_item_figure(struct scale *s, const struct factor *factor, size_t j,
	struct cips_cell *cell, enum cips_statistic statistic, bool there, double number)
{
	if (factor->unanimous[j])
		cips_report_none(s->document, cell, statistic, CIPS_STATUS_SUPPRESSED);
	else
		write_figure(s, factor, cell, statistic, there, number);
}

static void write_factor(struct scale *s, const struct factor *factor, struct cips_cell *cell)
{
	const struct cips_reliability *r = &factor->reliability;
	bool alpha = r->reason == CIPS_REASON_NONE;
	write_figure(s, factor, cell, CIPS_STAT_N_LISTWISE, true, (double)factor->n.listwise);
	write_figure(s, factor, cell, CIPS_STAT_N_PAIRWISE, true, (double)factor->n.pairwise);
	cips_report_number(s->document, cell, CIPS_STAT_ITEMS, (double)factor->column->n);
	write_figure(s, factor, cell, CIPS_STAT_ALPHA, alpha, r->alpha);
	write_figure(s, factor, cell, CIPS_STAT_ALPHA_LOW, alpha, r->alpha_low);
	write_figure(s, factor, cell, CIPS_STAT_ALPHA_HIGH, alpha, r->alpha_high);
	write_figure(
		s, factor, cell, CIPS_STAT_OMEGA, r->omega_state == CIPS_OMEGA_FOUND, r->omega);
}

/* Factors as rows, without columns: all figures stand in the margin of the rows. */
static void write_overview(struct scale *s)
{
	static const struct cips_view leads[] = {
		{.statistic = CIPS_STAT_ITEMS, .header = "items", .from_row = true},
		{.statistic = CIPS_STAT_N_LISTWISE, .header = "n", .from_row = true},
		{.statistic = CIPS_STAT_N_PAIRWISE, .header = "n pair", .from_row = true},
		{.statistic = CIPS_STAT_ALPHA, .header = "alpha", .decimals = 2, .from_row = true},
		{.statistic = CIPS_STAT_ALPHA_LOW,
			.header = "low",
			.decimals = 2,
			.from_row = true},
		{.statistic = CIPS_STAT_ALPHA_HIGH,
			.header = "high",
			.decimals = 2,
			.from_row = true},
		{.statistic = CIPS_STAT_OMEGA, .header = "omega", .decimals = 2, .from_row = true},
	};
	struct cips_table *table = cips_report_table(s->document, s->columns.n, 0);
	table->title = "Factors";
	table->rows.variable = "factor";
	table->rows.label = "Factor";
	table->columns.variable = "item";
	table->layout.kind = CIPS_LAYOUT_GRID;
	table->layout.leads = leads;
	table->layout.n_leads = sizeof leads / sizeof *leads;
	for (size_t f = 0; f < s->columns.n; f++) {
		cips_tables_score_category(
			s->document, &s->columns.list[f], &table->rows.categories[f]);
		write_factor(s, &s->factors[f], cips_report_cell(table, (long)f, -1));
	}
}

/* --- what the figures say, in words --------------------------------------------------------- */

static const char *r_of(char text[CIPS_NUMBER_SIZE], double r)
{
	return cips_number_fixed(text, r, 2);
}

/* Two standard errors of a correlation that is zero. */
static bool beyond_chance(const struct factor *factor, double r)
{
	return r < -2 / sqrt((double)factor->n.listwise);
}

/* Items that run against the others: with two of them nobody can say which. */
static void note_keying(struct scale *s, struct cips_table *table, const struct factor *factor)
{
	char r[CIPS_NUMBER_SIZE];
	size_t vary = factor->reliability.items;
	for (size_t j = 0; j < factor->column->n; j++) {
		const struct cips_item_reliability *item = &factor->items[j];
		if (!item->has_item_rest || item->item_rest_r >= 0)
			continue;
		if (vary == 2) {
			cips_report_table_note(s->document, table,
				beyond_chance(factor, item->item_rest_r)
					? "Its two items run against each other (r %s), as if one "
					  "of them had the wrong polarity: check "
					  "bind::cips:polarity and the wording."
					: "Its two items do not go together (r %s, no further from "
					  "zero than chance would have it): check their wording, and "
					  "bind::cips:polarity.",
				r_of(r, item->item_rest_r));
			return;
		}
		cips_report_table_note(s->document, table,
			beyond_chance(factor, item->item_rest_r)
				? "%s runs against the other items (rest r %s), as if it had the "
				  "wrong polarity: check its bind::cips:polarity and its wording."
				: "%s does not go with the other items (rest r %s, no further from "
				  "zero than chance would have it): check its wording, and its "
				  "bind::cips:polarity.",
			factor->column->items[j].item->name, r_of(r, item->item_rest_r));
	}
}

static bool hides_items(const struct factor *factor)
{
	for (size_t j = 0; j < factor->column->n; j++)
		if (factor->unanimous[j])
			return true;
	return false;
}

/* A constant item is named where data are public: elsewhere it is hidden. */
static void note_constant(struct scale *s, struct cips_table *table, const struct factor *factor)
{
	if (hides_items(factor))
		cips_report_table_note(
			s->document, table, "Hidden items are left out of alpha and omega.");
	for (size_t j = 0; j < factor->column->n; j++)
		if (factor->n.listwise > 1 && !factor->items[j].varies && !factor->unanimous[j])
			cips_report_table_note(s->document, table,
				"%s: everybody's answer has the same score, so alpha and omega leave it "
				"out.",
				factor->column->items[j].item->name);
}

static const char *why_no_alpha(const struct factor *factor)
{
	switch (factor->reliability.reason) {
	case CIPS_REASON_NO_VALUES:
		return "nobody has a valid answer to every item";
	case CIPS_REASON_ONE_VALUE:
		return "one respondent alone has a valid answer to every item";
	case CIPS_REASON_NO_VARIANCE:
		return factor->column->n == 1 ? "nothing tells how reliable a single item is"
			: factor->reliability.items >= 2
			? "the sum of its items is the same for everybody"
			: hides_items(factor)
			? "fewer than two of its items show"
			: "fewer than two of its items have answers of different scores";
	default:
		return NULL;
	}
}

static const char *why_no_omega(const struct factor *factor)
{
	static const char *const why[] = {
		[CIPS_OMEGA_FOUND] = NULL,
		[CIPS_OMEGA_FEW_ITEMS] = "a one-factor model needs three items that vary; "
					 "alpha of two rests on their one correlation",
		[CIPS_OMEGA_SINGULAR] =
			"the covariances are singular, because an item follows from the "
			"others or there are not more respondents than items",
		[CIPS_OMEGA_NO_FACTOR] = "the items have no common factor",
		[CIPS_OMEGA_IMPROPER] =
			"the one-factor model does not fit properly: it leaves an item no variance "
			"of its own (a Heywood case)",
	};
	return why[factor->reliability.omega_state];
}

static void note_factor(struct scale *s, struct cips_table *table, const struct factor *factor)
{
	const char *no_alpha = why_no_alpha(factor), *no_omega = why_no_omega(factor);
	if (factor->hidden || !factor->n.any)
		return;
	if (no_alpha)
		cips_report_table_note(s->document, table, "Not computed: %s.", no_alpha);
	else if (no_omega)
		cips_report_table_note(s->document, table, "No omega: %s.", no_omega);
	note_constant(s, table, factor);
	note_keying(s, table, factor);
	if ((double)factor->n.listwise < listwise_share * (double)factor->n.any)
		cips_report_table_note(s->document, table,
			"Of %zu respondents who answered some of its items only %zu answered all.",
			factor->n.any, factor->n.listwise);
}

/* --- the items of a factor ------------------------------------------------------------------ */

static void write_item(
	struct scale *s, const struct factor *factor, struct cips_table *table, size_t j)
{
	const struct cips_item *item = factor->column->items[j].item;
	const struct cips_item_reliability *r = &factor->items[j];
	struct cips_cell *cell = cips_report_cell(table, 0, (long)j);
	struct cips_arena *arena = &s->document->arena;
	table->columns.categories[j] = (struct cips_category){
		.code = cips_arena_strdup(arena, item->name),
		.label = cips_arena_printf(arena, "%s: %s", item->name,
			cips_model_text(s->source.instrument, &item->label, s->source.language)),
	};
	write_item_figure(s, factor, j, cell, CIPS_STAT_ALPHA_IF_DELETED, r->has_deleted,
		r->alpha_if_deleted);
	write_item_figure(
		s, factor, j, cell, CIPS_STAT_ITEM_REST_R, r->has_item_rest, r->item_rest_r);
}

static void write_items(struct scale *s, const struct factor *factor)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_ITEM_REST_R,
			.header = "rest r",
			.decimals = 2,
			.sign = true},
		{.statistic = CIPS_STAT_ALPHA_IF_DELETED, .header = "without", .decimals = 2},
	};
	struct cips_table *table = cips_report_table(s->document, 1, factor->column->n);
	cips_tables_score_category(s->document, factor->column, &table->rows.categories[0]);
	table->title = cips_arena_printf(&s->document->arena, "%s: %s", factor->column->code,
		table->rows.categories[0].label);
	table->rows.variable = "factor";
	table->rows.label = "Factor";
	table->columns.variable = "item";
	table->columns.label = "Item";
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
	for (size_t j = 0; j < factor->column->n; j++)
		write_item(s, factor, table, j);
	note_factor(s, table, factor);
}

/* --- the document --------------------------------------------------------------------------- */

static void write_foot(struct scale *s)
{
	struct cips_document *document = s->document;
	cips_report_note(document,
		"Base (n): respondents with a valid answer to every item of the factor (the half rule of "
		"scores does not apply); n pair: the fewest with a valid answer to any two of them. "
		"Items of polarity - are turned round first.");
	cips_report_note(document,
		"alpha: Cronbach's, of the sum of the item scores; low and high: Feldt's 95 %% "
		"interval. rest r: an item's correlation with the sum of the other items; without: "
		"alpha of the other items, where there are two or more.");
	cips_report_note(document,
		"omega: omega total of a one-factor model fitted by maximum likelihood to the "
		"covariances of the item scores; the variance of the sum is that of the model.");
	cips_report_note(document,
		"Rule of thumb (Nunnally 1978): an alpha of .70 while a scale is being made, .80 to "
		"compare groups, .90 to judge a person.");
	cips_tables_foot_frame(document, &s->frame, "");
	cips_tables_foot_versions(document, &s->frame, "", false);
	cips_tables_foot_no_weights(
		document, &s->frame, "Feldt's interval is for people who count the same");
	cips_report_note(document,
		"No finite population correction; --scale, --score-rule and --fpc make no "
		"difference here.");
	cips_tables_foot_unanimous(document);
	cips_tables_foot_minimum(document, &s->scope);
}

enum cips_rc cips_tables_scale(struct cips_survey_file *file,
	const struct cips_scale_request *request, struct cips_document **out, struct cips_err *err)
{
	struct scale s = {0};
	*out = NULL;
	enum cips_rc rc = prepare(&s, file, &request->selection, err);
	if (!rc) {
		s.factors = cips_calloc(s.columns.n, sizeof *s.factors);
		s.document = *out = cips_report_document_new("scale");
		for (size_t f = 0; f < s.columns.n; f++) {
			s.factors[f].column = &s.columns.list[f];
			compute(&s, &s.factors[f]);
		}
		cips_tables_head(s.document, &s.scope, "Reliability of the key factors");
		cips_tables_head_frame(s.document, &s.scope, &s.frame, "");
		write_overview(&s);
		for (size_t f = 0; f < s.columns.n; f++)
			write_items(&s, &s.factors[f]);
		write_foot(&s);
	}
	release(&s);
	return rc;
}
