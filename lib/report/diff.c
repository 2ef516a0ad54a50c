/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/diff.h"

#include "model/factors.h"

#include <string.h>

/* A document on its way. */
struct writing {
	const struct cips_diff *diff;
	const struct cips_report_diff_side *a;
	const struct cips_report_diff_side *b;
	struct cips_document *document;
};

/* A table of rows only, laid out as lines with `n` views that last, the last of them below. */
static struct cips_table *lines_table(struct writing *w, const char *title, const char *variable,
	const char *label, size_t rows, const struct cips_view *views, size_t n, size_t n_below)
{
	struct cips_table *table = cips_report_table(w->document, rows, 1);
	table->title = title;
	table->rows.variable = variable;
	table->rows.label = label;
	table->columns.categories[0].code = "*";
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = n;
	table->layout.n_below = n_below;
	return table;
}

static void word(
	struct writing *w, struct cips_cell *cell, enum cips_statistic statistic, const char *text)
{
	if (*text)
		cips_report_word(w->document, cell, statistic, text);
}

/* --- changes -------------------------------------------------------------------------------- */

static const struct cips_view change_views[] = {
	{.statistic = CIPS_STAT_CLASS, .header = "change"},
	{.statistic = CIPS_STAT_PART, .header = "part"},
	{.statistic = CIPS_STAT_LANGUAGE, .header = "in"},
	{.statistic = CIPS_STAT_PLACE_A, .header = "A"},
	{.statistic = CIPS_STAT_PLACE_B, .header = "B"},
	{.statistic = CIPS_STAT_BEFORE, .header = "was"},
	{.statistic = CIPS_STAT_AFTER, .header = "now"},
};
enum { CHANGE_VIEWS = sizeof change_views / sizeof *change_views };

/* Those views, without the places where neither side has some; *n is how many. */
static const struct cips_view *views_of_changes(struct writing *w, size_t *n)
{
	struct cips_view *views =
		cips_arena_alloc(&w->document->arena, CHANGE_VIEWS, sizeof *views);
	*n = 0;
	for (size_t i = 0; i < CHANGE_VIEWS; i++) {
		bool place = change_views[i].statistic == CIPS_STAT_PLACE_A ||
			change_views[i].statistic == CIPS_STAT_PLACE_B;
		if (!place || w->a->places || w->b->places)
			views[(*n)++] = change_views[i];
	}
	return views;
}

static const char *place_text(
	struct writing *w, const struct cips_report_diff_side *side, struct cips_place place)
{
	if (!side->places || !place.sheet || place.row <= 0)
		return "";
	return cips_arena_printf(&w->document->arena, "%s:%ld", place.sheet, place.row);
}

/* "group g1"; items, of which there are most, by their names alone. */
static const char *thing(struct writing *w, const struct cips_change *change)
{
	bool bare = strcmp(change->kind, "item") == 0 || strcmp(change->kind, "settings") == 0;
	return cips_arena_printf(&w->document->arena, "%s%s%s", bare ? "" : change->kind,
		bare ? "" : " ", change->name);
}

/* What names a change in the formats for programs: "item/q1/label/fr". */
static const char *path(struct writing *w, const struct cips_change *change)
{
	return cips_arena_printf(&w->document->arena, "%s/%s%s%s%s%s", change->kind, change->name,
		*change->part ? "/" : "", change->part, *change->language ? "/" : "",
		change->language);
}

static void write_changes(struct writing *w)
{
	const struct cips_changes *changes = &w->diff->changes;
	size_t n;
	const struct cips_view *views = views_of_changes(w, &n);
	struct cips_table *table =
		lines_table(w, "Changes", "change", "What", changes->n, views, n, 2);
	for (size_t i = 0; i < changes->n; i++) {
		const struct cips_change *change = &changes->list[i];
		struct cips_cell *cell = cips_report_cell(table, (long)i, 0);
		table->rows.categories[i].code = path(w, change);
		table->rows.categories[i].label = thing(w, change);
		word(w, cell, CIPS_STAT_CLASS, cips_model_change_name(change->change));
		word(w, cell, CIPS_STAT_PART, change->part);
		word(w, cell, CIPS_STAT_LANGUAGE, change->language);
		word(w, cell, CIPS_STAT_PLACE_A, place_text(w, w->a, change->a));
		word(w, cell, CIPS_STAT_PLACE_B, place_text(w, w->b, change->b));
		word(w, cell, CIPS_STAT_BEFORE, change->before);
		word(w, cell, CIPS_STAT_AFTER, change->after);
	}
}

/* --- indicators ----------------------------------------------------------------------------- */

static const struct cips_view indicator_views[] = {
	{.statistic = CIPS_STAT_PART, .header = "factor"},
	{.statistic = CIPS_STAT_TREND, .header = "trend"},
	{.statistic = CIPS_STAT_REASON, .header = ""},
};

static const char *factor_of(const struct cips_diff *diff, const struct cips_indicator_diff *row)
{
	const struct cips_instrument *instrument = row->b ? diff->b : diff->a;
	const struct cips_item *item = row->b ? row->b : row->a;
	return cips_model_factor_code(instrument, item);
}

static const char *words_of(const struct cips_instrument *instrument, const struct cips_item *item)
{
	return cips_model_text(instrument, &item->label, instrument->default_language);
}

/*
 * The indicator that only the other side has and that asks in the same words as `row`, NULL where
 * there is none: mostly the same question under a new name.
 */
static const char *same_words(const struct cips_diff *diff, const struct cips_indicator_diff *row)
{
	for (size_t i = 0; i < diff->n_indicators; i++) {
		const struct cips_indicator_diff *other = &diff->indicators[i];
		const struct cips_item *a = row->a ? row->a : other->a;
		const struct cips_item *b = row->b ? row->b : other->b;
		if ((row->a && (row->b || other->a)) || (row->b && other->b) || !a || !b)
			continue;
		const char *words = words_of(diff->a, a);
		if (*words && strcmp(words, words_of(diff->b, b)) == 0)
			return other->indicator;
	}
	return NULL;
}

static const char *reason(struct writing *w, const struct cips_indicator_diff *row)
{
	if (row->trend.may)
		return row->trend.remark;
	const char *same = row->a && row->b ? NULL : same_words(w->diff, row);
	if (!same)
		return row->trend.why;
	return cips_arena_printf(&w->document->arena, "%s; %s in %s asks the same: %s",
		row->trend.why, same, row->a ? "B" : "A",
		row->a ? "one indicator in both would trend it" : "name it so to trend it");
}

static void write_indicators(struct writing *w)
{
	const struct cips_diff *diff = w->diff;
	struct cips_table *table =
		lines_table(w, "What may be trended", "indicator", "Indicator", diff->n_indicators,
			indicator_views, sizeof indicator_views / sizeof *indicator_views, 1);
	for (size_t i = 0; i < diff->n_indicators; i++) {
		const struct cips_indicator_diff *row = &diff->indicators[i];
		struct cips_cell *cell = cips_report_cell(table, (long)i, 0);
		table->rows.categories[i].code =
			cips_arena_strdup(&w->document->arena, row->indicator);
		word(w, cell, CIPS_STAT_PART, factor_of(diff, row));
		word(w, cell, CIPS_STAT_TREND, row->trend.may ? "yes" : "no");
		word(w, cell, CIPS_STAT_REASON, reason(w, row));
	}
}

/* --- factors -------------------------------------------------------------------------------- */

static const struct cips_view factor_views[] = {
	{.statistic = CIPS_STAT_ITEMS_A, .header = "in A"},
	{.statistic = CIPS_STAT_ITEMS_B, .header = "in B"},
	{.statistic = CIPS_STAT_ITEMS_BOTH, .header = "in both"},
	{.statistic = CIPS_STAT_TREND, .header = "may be trended"},
};

static void write_factors(struct writing *w)
{
	const struct cips_diff *diff = w->diff;
	struct cips_table *table = lines_table(w, "Scored indicators of each factor", "factor",
		"Factor", diff->n_factors, factor_views, sizeof factor_views / sizeof *factor_views,
		0);
	for (size_t i = 0; i < diff->n_factors; i++) {
		const struct cips_factor_diff *row = &diff->factors[i];
		struct cips_cell *cell = cips_report_cell(table, (long)i, 0);
		table->rows.categories[i].code = cips_arena_strdup(&w->document->arena, row->code);
		table->rows.categories[i].label =
			cips_arena_printf(&w->document->arena, "%s %s", row->code, row->label);
		cips_report_number(w->document, cell, CIPS_STAT_ITEMS_A, (double)row->in_a);
		cips_report_number(w->document, cell, CIPS_STAT_ITEMS_B, (double)row->in_b);
		cips_report_number(w->document, cell, CIPS_STAT_ITEMS_BOTH, (double)row->in_both);
		cips_report_number(w->document, cell, CIPS_STAT_TREND, (double)row->trended);
	}
}

/* --- the whole ------------------------------------------------------------------------------ */

static void write_head(struct writing *w)
{
	const struct cips_report_diff_side *sides[] = {w->a, w->b};
	const struct cips_instrument *instruments[] = {w->diff->a, w->diff->b};
	w->document->title = "What changed from A to B";
	for (size_t i = 0; i < 2; i++)
		cips_report_subtitle(w->document, "%s: %s (%s%s%s, content %.8s)", i ? "B" : "A",
			sides[i]->name, instruments[i]->code,
			*instruments[i]->version ? ", version " : "", instruments[i]->version,
			sides[i]->digest);
}

static void write_foot(struct writing *w)
{
	cips_report_note(w->document,
		"Wording: the words differ; case, punctuation, white space and new translations "
		"are cosmetic. Routing: who is asked, or what may be answered.");
	cips_report_note(w->document,
		"Trend no: a gap between waves leaves the indicator out; with --wording any only "
		"type and scale must agree.");
}

struct cips_document *cips_report_diff(const struct cips_diff *diff,
	const struct cips_report_diff_side *a, const struct cips_report_diff_side *b)
{
	struct writing w = {diff, a, b, cips_report_document_new("diff")};
	write_head(&w);
	if (strcmp(a->digest, b->digest) == 0) {
		cips_report_note(w.document, "Both have the same content.");
		return w.document;
	}
	if (diff->changes.n)
		write_changes(&w);
	else
		cips_report_note(w.document,
			"They differ only in what no question uses, such as lists without a "
			"question.");
	if (diff->n_indicators)
		write_indicators(&w);
	if (diff->n_factors)
		write_factors(&w);
	write_foot(&w);
	return w.document;
}
