/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/groups.h"

#include "base/err.h"
#include "base/number.h"
#include "base/suggest.h"
#include "tables/headcounts.h"
#include "tables/origins.h"

#include <stdlib.h>
#include <string.h>

void cips_tables_groups_release(struct cips_groups *groups)
{
	if (groups->tree)
		cips_tables_groups_release(groups->tree);
	free(groups->of);
	cips_arena_release(&groups->arena);
	*groups = (struct cips_groups){0};
}

static void allocate_rows(struct cips_groups *groups, size_t n)
{
	groups->n = n;
	groups->rows = cips_arena_alloc(&groups->arena, n, sizeof *groups->rows);
}

static void allocate(struct cips_groups *groups, size_t n, size_t respondents)
{
	allocate_rows(groups, n);
	groups->of = cips_malloc((respondents + 1) * sizeof *groups->of);
}

/* Everybody, and the flat groups 1...n inside. */
static void flat_tree(struct cips_groups *groups)
{
	for (size_t g = 0; g < groups->n; g++) {
		groups->rows[g].parent = g ? 0 : -1;
		groups->rows[g].end = g ? (int)g + 1 : (int)groups->n;
	}
	groups->rows[0].code = "*";
	groups->rows[0].label = "All";
}

void cips_tables_count_direct(
	const struct cips_groups *groups, const int32_t *of, size_t respondents, size_t *direct)
{
	memset(direct, 0, groups->n * sizeof *direct);
	for (size_t i = 0; i < respondents; i++)
		if (of[i] >= 0)
			direct[of[i]]++;
}

void cips_tables_set_members(struct cips_groups *groups, size_t respondents, const size_t *direct)
{
	size_t *total = cips_malloc(groups->n * sizeof *total);
	cips_tables_roll_up(groups, direct, total);
	for (size_t g = 0; g < groups->n; g++)
		groups->rows[g].n = total[g];
	groups->without = respondents - total[0];
	free(total);
}

static void count_own(struct cips_groups *groups, size_t respondents)
{
	size_t *direct = cips_malloc(groups->n * sizeof *direct);
	cips_tables_count_direct(groups, groups->of, respondents, direct);
	cips_tables_set_members(groups, respondents, direct);
	free(direct);
}

void cips_tables_count_members(struct cips_groups *groups, size_t respondents)
{
	count_own(groups, respondents);
	if (groups->tree)
		count_own(groups->tree, respondents);
}

int32_t *cips_tables_in_layer(const struct cips_groups *rows, const struct cips_groups *layers,
	size_t layer, size_t respondents)
{
	int32_t *of = cips_malloc((respondents + 1) * sizeof *of);
	for (size_t i = 0; i < respondents; i++)
		of[i] = !layers || cips_groups_hold(layers, layer, i) ? rows->of[i] : -1;
	return of;
}

int32_t *cips_tables_crossed_cells(
	const struct cips_groups *rows, const struct cips_groups *layers, size_t respondents)
{
	int32_t *cell = cips_malloc((respondents + 1) * sizeof *cell);
	for (size_t i = 0; i < respondents; i++)
		cell[i] = rows->of[i] < 0 || layers->of[i] < 0
			? -1
			: layers->of[i] * (int32_t)rows->n + rows->of[i];
	return cell;
}

void cips_tables_roll_up(const struct cips_groups *groups, const size_t *direct, size_t *total)
{
	memcpy(total, direct, groups->n * sizeof *total);
	for (size_t g = groups->n; g-- > 1;)
		total[groups->rows[g].parent] += total[g];
}

bool cips_tables_same_groups(const struct cips_groups *a, const struct cips_groups *b)
{
	bool same = a->n == b->n;
	for (size_t g = 0; g < a->n && same; g++)
		same = strcmp(a->rows[g].code, b->rows[g].code) == 0;
	return same;
}

bool cips_tables_by_unit(const char *variable)
{
	return strcmp(variable, "unit") == 0 || cips_tables_by_level(variable);
}

bool cips_tables_by_level(const char *variable)
{
	return strncmp(variable, "unit@", strlen("unit@")) == 0;
}

enum cips_rc cips_tables_check_crossed(const char *one, const char *other, struct cips_err *err)
{
	if (strcmp(one, other) == 0) {
		cips_err_set(err, CIPS_USAGE, "\"%s\" is there twice", one);
		return cips_err_hint(
			err, "cross different variables; cips freq shows a single one");
	}
	if (!cips_tables_by_unit(one) || !cips_tables_by_unit(other))
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE,
		"\"%s\" and \"%s\" are both of units, which lie within each other", one, other);
	return cips_err_hint(err, "use one of them");
}

/* --- units ---------------------------------------------------------------------------------- */

static void unit_row(struct cips_group_row *row, const struct cips_frame *frame, size_t unit)
{
	row->code = frame->units->list[unit].code;
	row->label = cips_model_unit_name(frame->units, unit, cips_tables_language(frame->source));
}

static void group_by_unit(const struct cips_frame *frame, struct cips_groups *groups)
{
	const struct cips_units *units = frame->units;
	allocate(groups, units->n, frame->n);
	for (size_t u = 0; u < units->n; u++) {
		struct cips_group_row *row = &groups->rows[u];
		unit_row(row, frame, u);
		row->parent = units->list[u].parent;
		row->end = units->list[u].end;
		row->depth = units->list[u].level;
	}
	memcpy(groups->of, frame->unit, frame->n * sizeof *groups->of);
}

/*
 * The group of each unit at one level: its ancestor there, or the whole (0) for units above the
 * level.
 */
static void group_by_level(const struct cips_frame *frame, int level, struct cips_groups *groups)
{
	const struct cips_units *units = frame->units;
	int *group = cips_malloc(units->n * sizeof *group);
	size_t n = 1;
	for (size_t u = 0; u < units->n; u++) {
		const struct cips_unit *unit = &units->list[u];
		group[u] = unit->level < level ? 0
			: unit->level == level ? (int)n++
					       : group[unit->parent];
	}
	allocate(groups, n, frame->n);
	flat_tree(groups);
	groups->in_tree = cips_arena_alloc(&groups->arena, n, sizeof *groups->in_tree);
	for (size_t u = 0; u < units->n; u++)
		if (units->list[u].level == level) {
			unit_row(&groups->rows[group[u]], frame, u);
			groups->in_tree[group[u]] = u;
		}
	for (size_t i = 0; i < frame->n; i++)
		groups->of[i] = frame->unit[i] < 0 ? -1 : group[frame->unit[i]];
	free(group);
}

static enum cips_rc group_by_units(struct cips_scope *scope, const struct cips_frame *frame,
	const char *variable, struct cips_groups *groups, struct cips_err *err)
{
	if (!frame->unit) {
		cips_err_set(err, CIPS_USAGE, "there are no units to group by");
		return frame->source->instrument->unit_item == CIPS_NONE
			? cips_err_hint(err, "the instrument %s has no item with use unit",
				  frame->source->version->code)
			: cips_err_hint(
				  err, "load the tree first: cips units load FILE.cips units.csv");
	}
	groups->label = "Unit";
	if (strcmp(variable, "unit") == 0) {
		group_by_unit(frame, groups);
		return CIPS_OK;
	}
	int deepest = 0;
	for (size_t u = 0; u < frame->units->n; u++)
		if (frame->units->list[u].level > deepest)
			deepest = frame->units->list[u].level;
	long level;
	if (!cips_number_parse_long(variable + strlen("unit@"), &level) || level < 1 ||
		level > deepest) {
		cips_err_set(err, CIPS_USAGE, "\"%s\" is no level of the unit tree", variable);
		return deepest
			? cips_err_hint(err, "levels go from 1, below the root, to %d", deepest)
			: cips_err_hint(err, "the tree has nothing below its root");
	}
	group_by_level(frame, (int)level, groups);
	if (!scope->minimum)
		return CIPS_OK;
	groups->tree = cips_arena_alloc(&groups->arena, 1, sizeof *groups->tree);
	return cips_tables_groups(scope, frame, "unit", groups->tree, err);
}

/* --- how the answers came in ---------------------------------------------------------------- */

static enum cips_rc group_by_origin(const struct cips_frame *frame, const char *variable,
	struct cips_groups *groups, struct cips_err *err)
{
	struct cips_origin_values values;
	enum cips_rc rc = cips_tables_origin_values(frame, variable, &groups->arena, &values, err);
	if (rc)
		return rc;
	allocate(groups, values.n + 1, frame->n);
	flat_tree(groups);
	for (size_t v = 0; v < values.n; v++) {
		groups->rows[v + 1].code = values.codes[v];
		groups->rows[v + 1].label = values.texts[v];
	}
	for (size_t i = 0; i < frame->n; i++) {
		int32_t value = cips_origin_value_of(&values, frame, i);
		groups->of[i] = value < 0 ? -1 : value + 1;
	}
	groups->label = values.label;
	return CIPS_OK;
}

/* --- items ---------------------------------------------------------------------------------- */

const char *cips_tables_nearest_variable(const struct cips_instrument *instrument, const char *word)
{
	const char *item = cips_model_nearest_item(instrument, word);
	const char *other =
		cips_suggest_word(word, cips_tables_origin_names, CIPS_ORIGIN_VARIABLES);
	if (!item || !other)
		return item ? item : other;
	return cips_suggest_distance(word, other) < cips_suggest_distance(word, item) ? other
										      : item;
}

static enum cips_rc not_a_variable(
	const struct cips_instrument *instrument, const char *variable, struct cips_err *err)
{
	if (cips_model_item(instrument, variable)) {
		cips_err_set(err, CIPS_USAGE, "the item \"%s\" has no groups", variable);
		return cips_err_hint(
			err, "use a select_one item, unit, unit@LEVEL, language, mode or assisted");
	}
	cips_err_set(err, CIPS_USAGE, "there is no item \"%s\" in the instrument", variable);
	const char *guess = cips_tables_nearest_variable(instrument, variable);
	return guess ? cips_err_hint(err, "did you mean \"%s\"?", guess)
		     : cips_err_hint(err,
			       "use unit, unit@LEVEL, language, mode, assisted or a select_one "
			       "item; cips instrument show lists the items");
}

void cips_tables_choices(const struct cips_frame *frame, const struct cips_item *item,
	struct cips_groups *groups, const size_t **by_code)
{
	const struct cips_instrument *instrument = frame->source->instrument;
	const struct cips_list *list = cips_model_list(instrument, item);
	*groups = (struct cips_groups){.variable = item->name,
		.label = cips_model_text(instrument, &item->label, frame->source->language),
		.answers = item->use == CIPS_USE_NONE};
	size_t *group = cips_arena_alloc(&groups->arena, list->n + 1, sizeof *group);
	size_t n = 1;
	for (size_t c = 0; c < list->n; c++)
		if (list->choices[c].missing == CIPS_SUBSTANTIVE)
			group[c + 1] = n++;
	allocate_rows(groups, n);
	flat_tree(groups);
	for (size_t c = 0; c < list->n; c++) {
		struct cips_group_row *row = &groups->rows[group[c + 1]];
		if (!group[c + 1])
			continue;
		row->code = list->choices[c].name;
		row->label = cips_model_text(
			instrument, &list->choices[c].label, frame->source->language);
	}
	*by_code = group;
}

static enum cips_rc group_by_item(const struct cips_frame *frame, const char *variable,
	struct cips_groups *groups, struct cips_err *err)
{
	const struct cips_instrument *instrument = frame->source->instrument;
	const struct cips_item *item = cips_model_item(instrument, variable);
	const size_t *by_code;
	if (!item || item->type != CIPS_ITEM_SELECT_ONE || item->use == CIPS_USE_UNIT)
		return not_a_variable(instrument, variable, err);
	cips_tables_choices(frame, item, groups, &by_code);
	groups->of = cips_malloc((frame->n + 1) * sizeof *groups->of);
	for (size_t i = 0; i < frame->n; i++) {
		size_t g = by_code[cips_model_code(item, cips_frame_record(frame, i))];
		groups->of[i] = g ? (int32_t)g : -1;
	}
	return CIPS_OK;
}

enum cips_rc cips_tables_groups(struct cips_scope *scope, const struct cips_frame *frame,
	const char *variable, struct cips_groups *groups, struct cips_err *err)
{
	*groups = (struct cips_groups){0};
	enum cips_rc rc = cips_tables_by_unit(variable)
		? group_by_units(scope, frame, variable, groups, err)
		: cips_tables_by_origin(variable) ? group_by_origin(frame, variable, groups, err)
						  : group_by_item(frame, variable, groups, err);
	if (!rc) {
		groups->variable = cips_arena_strdup(&groups->arena, variable);
		count_own(groups, frame->n);
		rc = cips_tables_group_headcounts(scope, frame, groups, err);
	}
	if (rc)
		cips_tables_groups_release(groups);
	return rc;
}

void cips_tables_everybody(const struct cips_frame *frame, struct cips_groups *groups)
{
	*groups = (struct cips_groups){.variable = "*", .label = ""};
	allocate(groups, 1, frame->n);
	flat_tree(groups);
	memset(groups->of, 0, frame->n * sizeof *groups->of);
	groups->rows[0].n = frame->n;
}

enum cips_rc cips_tables_groups_or_units(struct cips_scope *scope, const struct cips_frame *frame,
	const char *variable, struct cips_groups *groups, struct cips_err *err)
{
	if (variable || frame->unit)
		return cips_tables_groups(scope, frame, variable ? variable : "unit", groups, err);
	cips_tables_everybody(frame, groups);
	groups->label = "All";
	enum cips_rc rc =
		cips_tables_total_headcount(scope, frame, &groups->rows[0].headcount, err);
	groups->has_headcounts = groups->rows[0].headcount > 0;
	return rc;
}
