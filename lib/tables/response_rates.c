/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/response_rates.h"

#include "tables/completion.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/mask.h"

#include <stdlib.h>
#include <string.h>

/* The returns of a group and everything inside it, by how complete they are. */
struct returns {
	size_t n;
	size_t by[CIPS_COMPLETIONS];
};

static struct returns *count_returns(const struct cips_frame *frame,
	const struct cips_groups *groups, const unsigned char *completion)
{
	struct returns *returns = cips_calloc(groups->n, sizeof *returns);
	for (size_t i = 0; i < frame->n; i++) {
		if (groups->of[i] < 0)
			continue;
		returns[groups->of[i]].n++;
		returns[groups->of[i]].by[completion[i]]++;
	}
	for (size_t g = groups->n; g-- > 1;) {
		struct returns *parent = &returns[groups->rows[g].parent];
		parent->n += returns[g].n;
		for (size_t c = 0; c < CIPS_COMPLETIONS; c++)
			parent->by[c] += returns[g].by[c];
	}
	return returns;
}

/*
 * The people directly in each group, whether they answered or not: by the headcounts, as far as
 * they are known, and never fewer than have answered.
 */
static void count_people(const struct cips_groups *groups, const size_t *answered, size_t *people)
{
	size_t *inside = cips_calloc(groups->n, sizeof *inside);
	for (size_t g = groups->n; g-- > 0;) {
		size_t headcount = (size_t)groups->rows[g].headcount;
		size_t direct = headcount > inside[g] ? headcount - inside[g] : 0;
		people[g] = direct > answered[g] ? direct : answered[g];
		if (g)
			inside[groups->rows[g].parent] += inside[g] + people[g];
	}
	free(inside);
}

/* The mask of groups by which they are masked themselves. */
static void mask_groups(
	const struct cips_groups *groups, size_t respondents, size_t minimum, unsigned char *mask)
{
	size_t *answered = cips_malloc(groups->n * sizeof *answered);
	size_t *people = cips_malloc(groups->n * sizeof *people);
	unsigned char *before = cips_malloc(groups->n);
	cips_tables_count_direct(groups, groups->of, respondents, answered);
	count_people(groups, answered, people);
	do {
		memcpy(before, mask, groups->n);
		cips_tables_mask(groups, answered, minimum, mask);
		cips_tables_mask(groups, people, minimum, mask);
	} while (memcmp(before, mask, groups->n) != 0);
	cips_tables_hide_within(groups, NULL, minimum, mask);
	free(answered);
	free(people);
	free(before);
}

static void mask_rows(
	const struct cips_groups *groups, size_t respondents, size_t minimum, unsigned char *mask)
{
	const struct cips_groups *all = cips_groups_to_mask_by(groups);
	unsigned char *wide = cips_calloc(all->n, 1);
	mask_groups(all, respondents, minimum, wide);
	cips_tables_take_mask(groups, NULL, wide, mask);
	free(wide);
}

/* Hides how complete the returns of each answer are, where that tells what people answered. */
static void mask_completions(const struct cips_frame *frame, const struct cips_groups *groups,
	const unsigned char *completion, size_t minimum, unsigned char *mask)
{
	size_t *returns = cips_calloc(groups->n, sizeof *returns);
	size_t *part = cips_malloc(groups->n * sizeof *part);
	cips_tables_count_direct(groups, groups->of, frame->n, returns);
	for (size_t c = 0; c < CIPS_COMPLETIONS; c++) {
		memset(part, 0, groups->n * sizeof *part);
		for (size_t i = 0; i < frame->n; i++)
			if (groups->of[i] >= 0)
				part[groups->of[i]] += completion[i] == c;
		cips_tables_guard_part(groups, returns, part, minimum, mask);
	}
	free(returns);
	free(part);
}

static void lay_out(struct cips_table *table)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_HEADCOUNT, .header = "people"},
		{.statistic = CIPS_STAT_RETURNS, .header = "returns"},
		{.statistic = CIPS_STAT_COMPLETE, .header = "complete"},
		{.statistic = CIPS_STAT_PARTIAL, .header = "partial"},
		{.statistic = CIPS_STAT_BREAK_OFF, .header = "broke off"},
		{.statistic = CIPS_STAT_RR1, .header = "RR1", .decimals = 1, .percent = true},
		{.statistic = CIPS_STAT_RR2, .header = "RR2", .decimals = 1, .percent = true},
	};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
}

static void write_row(struct cips_document *document, struct cips_cell *cell, double headcount,
	const struct returns *returns, bool hidden, bool untold)
{
	bool rate = headcount > 0 && (double)returns->n <= headcount;
	size_t complete = returns->by[CIPS_COMPLETE], partial = returns->by[CIPS_PARTIAL];
	const struct {
		enum cips_statistic statistic;
		bool hidden, defined;
		double number;
	} figures[] = {
		{CIPS_STAT_RETURNS, hidden, true, (double)returns->n},
		{CIPS_STAT_COMPLETE, untold, true, (double)complete},
		{CIPS_STAT_PARTIAL, untold, true, (double)partial},
		{CIPS_STAT_BREAK_OFF, untold, true, (double)returns->by[CIPS_BREAK_OFF]},
		{CIPS_STAT_RR1, untold, rate, rate ? 100 * (double)complete / headcount : 0},
		{CIPS_STAT_RR2, untold, rate,
			rate ? 100 * (double)(complete + partial) / headcount : 0},
	};
	cips_report_number_or(document, cell, CIPS_STAT_HEADCOUNT, headcount > 0, headcount,
		CIPS_STATUS_UNDEFINED);
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		if (figures[i].hidden)
			cips_report_none(
				document, cell, figures[i].statistic, CIPS_STATUS_SUPPRESSED);
		else
			cips_report_number_or(document, cell, figures[i].statistic,
				figures[i].defined, figures[i].number, CIPS_STATUS_UNDEFINED);
	}
	if (!hidden && headcount > 0 && !rate)
		cips_report_word(document, cell, CIPS_STAT_FINDING, "more_returns_than_people");
}

/* The codes of the groups with the finding or, without one, of those without a headcount. */
static const char *list_rows(struct cips_document *document, const struct cips_groups *groups,
	const struct cips_table *table, bool overfull)
{
	const char *list = "";
	for (size_t r = 0; r < table->rows.n; r++) {
		const struct cips_cell *cell = &table->cells[r];
		bool uncounted = groups->rows[r].headcount <= 0 && groups->rows[r].n > 0 &&
			cips_report_find(cell, CIPS_STAT_RETURNS)->status == CIPS_STATUS_SHOWN;
		if (overfull ? cips_report_find(cell, CIPS_STAT_FINDING) != NULL : uncounted)
			list = cips_arena_printf(&document->arena, "%s%s%s", list,
				*list ? ", " : "", table->rows.categories[r].code);
	}
	return list;
}

static void write_notes(struct cips_document *document, const struct cips_frame *frame,
	const struct cips_groups *groups, struct cips_table *table, bool hidden)
{
	const char *overfull = list_rows(document, groups, table, true);
	if (*overfull)
		cips_report_table_note(document, table,
			"More returns than people, so no rate: %s. Either the headcount is wrong, "
			"or people gave the wrong answer or answered twice.",
			overfull);
	const char *uncounted = list_rows(document, groups, table, false);
	if (groups->has_headcounts && *uncounted)
		cips_report_table_note(document, table,
			"The headcount is not known, or not of all people: %s.", uncounted);
	const char *what = cips_tables_named(groups);
	if (groups->without && !hidden)
		cips_report_table_note(document, table,
			"%zu of %zu returns have no known %s and are in no row%s.", groups->without,
			frame->n, what,
			groups->has_headcounts ? ": the rates of the rows are a little too low"
					       : "");
	else if (groups->without)
		cips_report_table_note(
			document, table, "Returns without a known %s are in no row.", what);
}

void cips_tables_response_rates(struct cips_document *document, struct cips_scope *scope,
	const struct cips_frame *frame, const struct cips_groups *groups,
	const unsigned char *completion)
{
	struct cips_arena *arena = &document->arena;
	struct cips_table *table = cips_report_table(document, groups->n, 1);
	struct returns *returns = count_returns(frame, groups, completion);
	unsigned char *mask = cips_calloc(groups->n, 1), *untold = cips_malloc(groups->n);
	struct cips_groups out;
	mask_rows(groups, frame->n, scope->minimum, mask);
	cips_tables_guard_left_out(scope, frame, groups, &out, mask);
	cips_tables_groups_release(&out);
	memcpy(untold, mask, groups->n);
	mask_completions(frame, groups, completion, scope->minimum, untold);
	table->title = groups->n > 1 ? cips_arena_printf(arena, "Returns by %s", groups->variable)
				     : "Returns";
	table->rows.variable = cips_arena_strdup(arena, groups->variable);
	table->rows.label = cips_arena_strdup(arena, groups->label);
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = "All"};
	for (size_t r = 0; r < groups->n; r++) {
		cips_tables_category(document, groups, r, &table->rows.categories[r]);
		write_row(document, &table->cells[r], groups->rows[r].headcount, &returns[r],
			mask[r] != 0, untold[r] != 0);
	}
	lay_out(table);
	write_notes(document, frame, groups, table, mask[0] != 0);
	free(returns);
	free(mask);
	free(untold);
}
