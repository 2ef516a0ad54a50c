/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/tables.h"

#include "stats/weight.h"
#include "tables/head_foot.h"
#include "tables/weight_set.h"

#include <stdlib.h>
#include <string.h>

/* The weights of a set as they are read. */
struct weights {
	double *list;
	size_t n;
	size_t room;
};

static void take(void *context, int64_t row, double weight)
{
	struct weights *weights = context;
	(void)row;
	if (weights->n == weights->room) {
		weights->room = weights->room ? 2 * weights->room : 1024;
		weights->list = cips_realloc(weights->list, weights->room, sizeof *weights->list);
	}
	weights->list[weights->n++] = weight;
}

static void write_set(struct cips_document *document, struct cips_cell *cell,
	const struct cips_weight_set *set, const struct weights *weights, size_t minimum)
{
	struct cips_weight_loss loss = cips_stats_weight_loss(weights->list, weights->n);
	bool shown = loss.n > 0 && loss.n >= minimum;
	const struct {
		enum cips_statistic statistic;
		double number;
	} figures[] = {{CIPS_STAT_N_VALID, (double)loss.n},
		{CIPS_STAT_N_EFFECTIVE, loss.n_effective}, {CIPS_STAT_DEFF, loss.deff},
		{CIPS_STAT_WEIGHT_RATIO, shown ? loss.largest / loss.smallest : 0}};
	cips_report_word(document, cell, CIPS_STAT_METHOD,
		strcmp(set->method, "rake") == 0 ? "raked" : "post-stratified");
	cips_report_word(document, cell, CIPS_STAT_VARIABLES,
		cips_arena_strdup(&document->arena, set->variables));
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		cips_report_number_or(document, cell, figures[i].statistic, shown,
			figures[i].number, CIPS_STATUS_SUPPRESSED);
}

static void lay_out(struct cips_table *table)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_METHOD, .header = "made"},
		{.statistic = CIPS_STAT_VARIABLES, .header = "by"},
		{.statistic = CIPS_STAT_N_VALID, .header = "n"},
		{.statistic = CIPS_STAT_N_EFFECTIVE, .header = "effective"},
		{.statistic = CIPS_STAT_DEFF, .header = "Kish", .decimals = 2},
		{.statistic = CIPS_STAT_WEIGHT_RATIO, .header = "ratio", .decimals = 1},
	};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
}

/* The sets [0, n) are of one instrument and wave: a table. */
static enum cips_rc write_table(struct cips_scope *scope, struct cips_document *document,
	const struct cips_weight_set *sets, size_t n, struct cips_err *err)
{
	struct cips_arena *arena = &document->arena;
	struct cips_table *table = cips_report_table(document, n, 1);
	enum cips_rc rc = CIPS_OK;
	table->title = cips_arena_printf(arena, "%s, wave %s", sets->code, sets->wave_code);
	table->layer_variable = "instrument:wave";
	table->layer = cips_arena_printf(arena, "%s:%s", sets->code, sets->wave_code);
	table->rows.variable = "weights";
	table->rows.label = "Weights";
	table->columns.variable = "*";
	table->columns.label = "";
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = ""};
	lay_out(table);
	for (size_t i = 0; i < n && !rc; i++) {
		struct weights weights = {0};
		rc = cips_store_each_weight(scope->file, sets[i].id, take, &weights, err);
		const char *name = cips_arena_strdup(arena, sets[i].name);
		table->rows.categories[i] = (struct cips_category){.code = name, .label = name};
		write_set(document, cips_report_cell(table, (long)i, 0), &sets[i], &weights,
			scope->minimum);
		free(weights.list);
	}
	return rc;
}

enum cips_rc cips_tables_weight_sets(
	struct cips_survey_file *file, struct cips_document **out, struct cips_err *err)
{
	struct cips_scope scope;
	struct cips_weight_set *sets;
	size_t n, next;
	*out = NULL;
	enum cips_rc rc = cips_tables_scope(file, &scope, err);
	if (rc)
		return rc;
	struct cips_document *document = cips_report_document_new("weight");
	cips_tables_head(document, &scope, "Weights");
	rc = cips_store_weight_sets(file, &scope.arena, &sets, &n, err);
	for (size_t i = 0; i < n && !rc; i = next) {
		for (next = i + 1; next < n && sets[next].wave == sets[i].wave &&
			strcmp(sets[next].code, sets[i].code) == 0;)
			next++;
		rc = write_table(&scope, document, sets + i, next - i, err);
	}
	if (!rc && !n)
		cips_report_note(document, "No weights were made yet.");
	cips_report_note(document,
		"n: respondents with a weight above 0, who count as so many effective ones; Kish: "
		"design effect; ratio: of the largest weight to the smallest.");
	cips_tables_scope_release(&scope);
	if (rc)
		cips_report_document_free(document);
	else
		*out = document;
	return rc;
}
