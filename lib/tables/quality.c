/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many responses of a group have each flag. Invariant: what has any flag shows in a row only
 * where every flag that was judged there does, so that no hidden one follows from the others.
 */
#include "tables/tables.h"

#include "tables/flags.h"
#include "tables/head_foot.h"
#include "tables/left_out.h"
#include "tables/mask.h"
#include "tables/trend.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

/* The columns: a flag each, and any of them. */
enum { ANY = CIPS_FLAGS, COLUMNS };

struct quality {
	const struct cips_quality_request *request;
	struct cips_scope scope;
	struct cips_source source;
	struct cips_frame frame;
	struct cips_flags flags;
	bool answers; /* the rows are what people answered */
	struct cips_document *document;
};

/* What was found in a set of groups; judged and flagged are rolled up. */
struct found {
	const struct cips_groups *groups;
	size_t *judged; /* column x group */
	size_t *flagged;
	double *longest;       /* by group: the sum over those judged for straight-lining */
	unsigned char *people; /* by group: the mask of those in it */
	unsigned char *mask;   /* column x group */
};

static bool is_judged(const struct quality *q, size_t i, size_t column)
{
	return column == ANY || (q->flags.judged[i] & (1U << column));
}

static bool is_flagged(const struct quality *q, size_t i, size_t column)
{
	return column == ANY ? q->flags.flagged[i] != 0
			     : (q->flags.flagged[i] & (1U << column)) != 0;
}

static void count(const struct quality *q, struct found *found)
{
	size_t n = found->groups->n;
	for (size_t i = 0; i < q->frame.n; i++) {
		int32_t g = found->groups->of[i];
		if (g < 0)
			continue;
		for (size_t c = 0; c < COLUMNS; c++) {
			found->judged[c * n + (size_t)g] += is_judged(q, i, c);
			found->flagged[c * n + (size_t)g] += is_flagged(q, i, c);
		}
		if (is_judged(q, i, CIPS_FLAG_STRAIGHT))
			found->longest[g] += (double)q->flags.longest[i];
	}
}

/* `judged` and `flagged` still count those who belong directly to a group. */
static void make_masks(const struct quality *q, struct found *found)
{
	size_t n = found->groups->n;
	unsigned char *any = found->mask + ANY * n;
	cips_tables_mask(found->groups, found->judged + ANY * n, q->scope.minimum, found->people);
	for (size_t c = 0; c < COLUMNS; c++)
		memcpy(found->mask + c * n, found->people, n);
	for (size_t c = 0; c < ANY; c++) {
		unsigned char *mask = found->mask + c * n;
		/* judged are those without the flag for straight-lining */
		if (c == CIPS_FLAG_DUPLICATE)
			memcpy(mask, found->mask + CIPS_FLAG_STRAIGHT * n, n);
		cips_tables_mask(found->groups, found->judged + c * n, q->scope.minimum, mask);
		cips_tables_guard_part(found->groups, found->judged + c * n, found->flagged + c * n,
			q->scope.minimum, mask);
		for (size_t g = 0; g < n; g++)
			if (mask[g])
				any[g] = mask[g];
	}
	cips_tables_mask(found->groups, found->judged + ANY * n, q->scope.minimum, any);
	cips_tables_guard_part(found->groups, found->judged + ANY * n, found->flagged + ANY * n,
		q->scope.minimum, any);
	cips_tables_hide_within(found->groups, NULL, q->scope.minimum, found->people);
	for (size_t c = 0; c < COLUMNS; c++)
		cips_tables_hide_within(found->groups, NULL, q->scope.minimum, found->mask + c * n);
}

static void roll_up(struct found *found)
{
	size_t n = found->groups->n;
	for (size_t g = n; g-- > 1;) {
		size_t parent = (size_t)found->groups->rows[g].parent;
		for (size_t c = 0; c < COLUMNS; c++) {
			found->judged[c * n + parent] += found->judged[c * n + g];
			found->flagged[c * n + parent] += found->flagged[c * n + g];
		}
		found->longest[parent] += found->longest[g];
	}
}

static void found_release(struct found *found)
{
	free(found->judged);
	free(found->flagged);
	free(found->longest);
	free(found->people);
	free(found->mask);
}

/* What is found of those directly in each group, and masks that hide nothing. */
static struct found count_in(const struct quality *q, const struct cips_groups *groups)
{
	struct found found = {.groups = groups,
		.judged = cips_calloc(COLUMNS * groups->n, sizeof *found.judged),
		.flagged = cips_calloc(COLUMNS * groups->n, sizeof *found.flagged),
		.longest = cips_calloc(groups->n, sizeof *found.longest),
		.people = cips_calloc(groups->n, 1),
		.mask = cips_calloc(COLUMNS * groups->n, 1)};
	count(q, &found);
	return found;
}

/* The masks of the whole tree for a level of it. */
static void take_masks(const struct quality *q, struct found *found)
{
	const struct cips_groups *groups = found->groups;
	struct found tree = count_in(q, groups->tree);
	make_masks(q, &tree);
	cips_tables_take_mask(groups, NULL, tree.people, found->people);
	for (size_t c = 0; c < COLUMNS; c++)
		cips_tables_take_mask(
			groups, NULL, tree.mask + c * groups->tree->n, found->mask + c * groups->n);
	found_release(&tree);
}

static struct found find(const struct quality *q, const struct cips_groups *groups)
{
	struct found found = count_in(q, groups);
	if (groups->tree)
		take_masks(q, &found);
	else
		make_masks(q, &found);
	roll_up(&found);
	return found;
}

/* --- writing -------------------------------------------------------------------------------- */

/* Whether a rule was applied to anybody in the survey. */
static bool is_applied(const struct quality *q, size_t c)
{
	return c == ANY || q->flags.n_judged[c] > 0;
}

static void write_cell(
	struct quality *q, struct cips_cell *cell, const struct found *found, size_t c, size_t g)
{
	size_t at = c * found->groups->n + g;
	double judged = (double)found->judged[at], flagged = (double)found->flagged[at];
	enum cips_status status = !is_applied(q, c) ? CIPS_STATUS_UNDEFINED
		: found->mask[at]		    ? CIPS_STATUS_SUPPRESSED
						    : CIPS_STATUS_NO_RETURNS;
	bool there = is_applied(q, c) && !found->mask[at] && judged > 0;
	cips_report_number_or(q->document, cell, CIPS_STAT_N_JUDGED, there, judged, status);
	cips_report_number_or(q->document, cell, CIPS_STAT_FLAGGED, there, flagged, status);
	cips_report_number_or(q->document, cell, CIPS_STAT_FLAGGED_PERCENT, there,
		there ? 100 * flagged / judged : 0, status);
}

static void name_flags(struct cips_axis *axis)
{
	static const char *const labels[COLUMNS] = {
		[CIPS_FLAG_STRAIGHT] = "straight-lining",
		[CIPS_FLAG_FAST] = "too fast for the mode",
		[CIPS_FLAG_DUPLICATE] = "the same as another response",
		[CIPS_FLAG_OUTLIER] = "far from all others",
		[CIPS_FLAG_UNANSWERED] = "hardly answered",
		[ANY] = "any of these",
	};
	axis->variable = "flag";
	axis->label = "Flag";
	for (size_t c = 0; c < COLUMNS; c++)
		axis->categories[c] = (struct cips_category){
			.code = c == ANY ? "any" : cips_tables_flag_code((enum cips_flag)c),
			.label = labels[c],
			.rule_above = c == ANY};
}

/* Everybody in the rows, a line for each flag. */
static void write_flags(struct quality *q, const struct found *found)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_N_JUDGED, .header = "judged"},
		{.statistic = CIPS_STAT_FLAGGED, .header = "flagged"},
		{.statistic = CIPS_STAT_FLAGGED_PERCENT, .header = "%", .decimals = 1},
	};
	struct cips_table *table = cips_report_table(q->document, COLUMNS, 1);
	name_flags(&table->rows);
	table->title = found->groups->without
		? cips_arena_printf(&q->document->arena, "Flags, of those with a known %s",
			  cips_tables_named(found->groups))
		: "Flags";
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = "All"};
	for (size_t c = 0; c < COLUMNS; c++)
		write_cell(q, &table->cells[c], found, c, 0);
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
}

/* The median time of a group of modes, 0 where there is none. */
static double median_of_mode(const struct quality *q, const struct cips_groups *groups, size_t g)
{
	for (size_t o = 0; o < q->frame.n_origins; o++)
		if (strcmp(q->frame.origins[o].mode, groups->rows[g].label) == 0)
			return q->flags.median[o];
	return 0;
}

static void write_row_margin(
	struct quality *q, struct cips_cell *cell, const struct found *found, size_t g, bool modes)
{
	size_t n = found->groups->n, people = found->judged[ANY * n + g];
	size_t judged = found->judged[CIPS_FLAG_STRAIGHT * n + g];
	bool hidden = found->people[g] != 0;
	bool strings = !found->mask[CIPS_FLAG_STRAIGHT * n + g] && judged > 0;
	double median = modes ? median_of_mode(q, found->groups, g) : 0;
	cips_report_number_or(q->document, cell, CIPS_STAT_N_ASKED, !hidden, (double)people,
		CIPS_STATUS_SUPPRESSED);
	cips_report_number_or(q->document, cell, CIPS_STAT_LONGEST_STRING, strings,
		strings ? found->longest[g] / (double)judged : 0,
		found->mask[CIPS_FLAG_STRAIGHT * n + g] ? CIPS_STATUS_SUPPRESSED
							: CIPS_STATUS_UNDEFINED);
	if (modes && g > 0)
		cips_report_number_or(q->document, cell, CIPS_STAT_MEDIAN_SECONDS,
			!found->mask[CIPS_FLAG_FAST * n + g] && median > 0, median,
			found->mask[CIPS_FLAG_FAST * n + g] ? CIPS_STATUS_SUPPRESSED
							    : CIPS_STATUS_UNDEFINED);
}

static void lay_out_groups(struct cips_table *table, bool modes)
{
	static const struct cips_view leads[] = {
		{.statistic = CIPS_STAT_N_ASKED, .header = "n", .from_row = true},
		{.statistic = CIPS_STAT_LONGEST_STRING,
			.header = "longest",
			.decimals = 1,
			.from_row = true},
		{.statistic = CIPS_STAT_MEDIAN_SECONDS, .header = "seconds", .from_row = true},
	};
	table->layout.kind = CIPS_LAYOUT_GRID;
	table->layout.leads = leads;
	table->layout.n_leads = modes ? 3 : 2;
	table->layout.cell = (struct cips_view){
		.statistic = CIPS_STAT_FLAGGED_PERCENT, .header = "", .decimals = 1};
}

/* Where half of the people or more straight-line, it is hardly their lack of care. */
static void note_pressure(struct quality *q, struct cips_table *table, const struct found *found)
{
	size_t n = found->groups->n;
	const char *list = "";
	for (size_t g = 0; g < n; g++) {
		size_t at = CIPS_FLAG_STRAIGHT * n + g;
		if (!found->mask[at] && found->judged[at] &&
			2 * found->flagged[at] >= found->judged[at])
			list = cips_arena_printf(&q->document->arena, "%s%s%s", list,
				*list ? ", " : "", found->groups->rows[g].code);
	}
	if (*list)
		cips_report_table_note(q->document, table,
			"Half of the people judged, or more, straight-line: %s. That can be pressure, or "
			"answers given together, rather than haste.",
			list);
}

static void write_groups(struct quality *q, const struct found *found, bool modes)
{
	const struct cips_groups *groups = found->groups;
	struct cips_arena *arena = &q->document->arena;
	struct cips_table *table = cips_report_table(q->document, groups->n, COLUMNS);
	lay_out_groups(table, modes);
	name_flags(&table->columns);
	table->title =
		cips_arena_printf(arena, "Flags by %s, percent of those judged", groups->variable);
	table->rows.variable = cips_arena_strdup(arena, groups->variable);
	table->rows.label = cips_arena_strdup(arena, groups->label);
	for (size_t g = 0; g < groups->n; g++) {
		cips_tables_category(q->document, groups, g, &table->rows.categories[g]);
		write_row_margin(q, cips_report_cell(table, (long)g, -1), found, g, modes);
		for (size_t c = 0; c < COLUMNS; c++)
			write_cell(q, cips_report_cell(table, (long)g, (long)c), found, c, g);
	}
	note_pressure(q, table, found);
}

static bool has_modes(const struct quality *q)
{
	for (size_t i = 0; i < q->frame.n; i++)
		if (*q->frame.origins[q->frame.origin[i]].mode)
			return true;
	return false;
}

/* The groups of the rows and, if they are other ones, of the modes. */
static enum cips_rc write_tables(struct quality *q, struct cips_err *err)
{
	struct cips_groups groups;
	enum cips_rc rc =
		cips_tables_groups_or_units(&q->scope, &q->frame, q->request->rows, &groups, err);
	if (rc)
		return rc;
	bool by_mode = strcmp(groups.variable, "mode") == 0;
	q->answers = groups.answers;
	struct found found = find(q, &groups);
	write_flags(q, &found);
	if (groups.n > 1)
		write_groups(q, &found, by_mode);
	cips_tables_foot_groups(q->document, &q->frame, &groups, "row", found.people[0] != 0);
	cips_tables_foot_level(q->document, &q->scope, &q->frame, &groups, "row", ", but in All");
	found_release(&found);
	cips_tables_groups_release(&groups);
	if (by_mode || !has_modes(q))
		return CIPS_OK;
	rc = cips_tables_groups(&q->scope, &q->frame, "mode", &groups, err);
	if (rc)
		return rc;
	found = find(q, &groups);
	write_groups(q, &found, true);
	found_release(&found);
	cips_tables_groups_release(&groups);
	return CIPS_OK;
}

static void foot_answers(struct cips_document *document)
{
	if (document->minimum)
		cips_report_note(document,
			"By answers a flag shows only where none or at least %u of those who have it, "
			"and of the others, gave each answer, and not all the same: else it would tell "
			"what few people answered.",
			document->minimum);
}

static void write_head_and_foot(struct quality *q)
{
	struct cips_document *document = q->document;
	cips_tables_head(document, &q->scope, "Quality of the responses");
	cips_tables_head_frame(document, &q->scope, &q->frame, "");
	cips_tables_foot_flags(document, &q->flags);
	cips_report_note(document,
		"longest: mean over people of the longest unbroken string of one raw answer to scored "
		"items%s.",
		q->flags.n_judged[CIPS_FLAG_FAST] ? "; seconds: median" : "");
	cips_report_note(document,
		"A flag is a reason to look, not a proof, and no table leaves a response out by it "
		"unless asked to.");
	cips_tables_foot_frame(document, &q->frame, "");
	cips_tables_foot_versions(document, &q->frame, "", false);
	cips_tables_foot_no_weights(document, &q->frame, "people are counted");
	if (q->answers) {
		cips_tables_foot_unanimous(document);
		foot_answers(document);
	}
	if (q->scope.minimum)
		cips_report_note(document,
			"Minimum group: no figure rests on fewer than %zu respondents who were judged.",
			q->scope.minimum);
	else
		cips_tables_foot_minimum(document, &q->scope);
}

static enum cips_rc prepare(struct quality *q, struct cips_survey_file *file, struct cips_err *err)
{
	const struct cips_selection *selection = &q->request->selection;
	enum cips_rc rc = cips_tables_scope(file, &q->scope, err);
	if (!rc)
		rc = cips_tables_source(&q->scope, selection->instrument, selection->wave,
			selection->language, &q->source, err);
	if (!rc)
		rc = cips_tables_frame_unweighted(
			&q->scope, &q->source, selection->weights, &q->frame, err);
	return rc;
}

enum cips_rc cips_tables_quality(struct cips_survey_file *file,
	const struct cips_quality_request *request, struct cips_document **out,
	struct cips_err *err)
{
	struct quality q = {.request = request};
	*out = NULL;
	enum cips_rc rc = prepare(&q, file, err);
	if (!rc) {
		cips_tables_flags(&q.frame, q.scope.minimum, &q.flags);
		q.document = cips_report_document_new("quality");
		rc = write_tables(&q, err);
	}
	if (!rc) {
		write_head_and_foot(&q);
		*out = q.document;
	} else {
		cips_report_document_free(q.document);
	}
	cips_tables_flags_release(&q.flags);
	cips_tables_frame_release(&q.frame);
	cips_tables_source_release(&q.source);
	cips_tables_scope_release(&q.scope);
	return rc;
}
