/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Building the tree never recurses: the depth of a file is in its author's hands. Rows are linked
 * to their parents first; a row that cannot be linked keeps NO_ROW and is a finding. What a cycle
 * holds is not reached from the root, so it is found by following parents.
 */
#include "model/units.h"

#include "base/suggest.h"
#include "model/language.h"
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

enum {
	NO_ROW = -1,
	LEVELS = 64,	  /* the root is one */
	SUGGESTIONS = 50, /* each looks at all codes, so a file of nonsense gets no more */
	PATH_SHOWN = 8,	  /* units of a cycle that its message names */
};

/* One row on its way into the tree; positions are those of the rows. */
struct node {
	int parent;
	int first_child;
	int next_sibling;
	int last_child;
	int level;    /* NO_ROW: not reached from a root */
	size_t trail; /* the walk (from 1) that came by here, looking for cycles */
	bool counted; /* has a code that no row before it has */
};

struct build {
	const struct cips_unit_row *rows;
	size_t n;
	struct node *nodes;
	struct cips_map by_code; /* of the rows that are counted */
	struct cips_findings *findings;
	size_t suggestions;
	int root; /* the first one */
};

static void add_finding(struct build *build, const char *code, long line, long column,
	const char *value, const char *text)
{
	cips_findings_add(build->findings, CIPS_ERROR, code, NULL, line, column, "%s", text);
	cips_findings_value(build->findings, value);
}

/* Enters the codes; a row without one, or with one that was there, does not count. */
static void enter_codes(struct build *build)
{
	for (size_t i = 0; i < build->n; i++) {
		const struct cips_unit_row *row = &build->rows[i];
		struct node *node = &build->nodes[i];
		*node = (struct node){NO_ROW, NO_ROW, NO_ROW, NO_ROW, NO_ROW, 0, false};
		if (row->code[0] == '\0') {
			add_finding(build, "unit-empty", row->line, row->code_column, "",
				"the unit has no code");
			cips_findings_hint(build->findings, "give it a short code of its own");
			continue;
		}
		node->counted = cips_map_put(&build->by_code, row->code, i);
		if (node->counted)
			continue;
		size_t first = 0;
		cips_map_get(&build->by_code, row->code, &first);
		cips_findings_add(build->findings, CIPS_ERROR, "unit-duplicate", NULL, row->line,
			row->code_column, "the unit \"%s\" is on line %ld already", row->code,
			build->rows[first].line);
		cips_findings_value(build->findings, row->code);
		cips_findings_hint(
			build->findings, "give each unit one line and a code of its own");
	}
}

static const char *row_code(const void *rows, size_t i)
{
	return ((const struct cips_unit_row *)rows)[i].code;
}

static void report_unknown_parent(struct build *build, const struct cips_unit_row *row)
{
	cips_findings_add(build->findings, CIPS_ERROR, "unit-parent-unknown", NULL, row->line,
		row->parent_column, "the parent \"%s\" of unit \"%s\" is not a unit of this file",
		row->parent, row->code);
	cips_findings_item(build->findings, "parent");
	cips_findings_value(build->findings, row->parent);
	const char *guess = NULL;
	if (build->suggestions++ < SUGGESTIONS)
		guess = cips_suggest(row->parent, build->rows, build->n, row_code);
	if (guess && guess[0])
		cips_findings_hint(build->findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(build->findings, "give the parent a line of its own");
}

static void report_second_root(struct build *build, const struct cips_unit_row *row)
{
	const struct cips_unit_row *first = &build->rows[build->root];
	cips_findings_add(build->findings, CIPS_ERROR, "unit-root-several", NULL, row->line,
		row->parent_column, "the unit \"%s\" has no parent, as \"%s\" on line %ld has none",
		row->code, first->code, first->line);
	cips_findings_value(build->findings, row->code);
	cips_findings_hint(build->findings,
		"there is one root: name the parent of this unit, or add a unit above both");
}

static void add_child(struct build *build, int parent, int child)
{
	struct node *above = &build->nodes[parent];
	build->nodes[child].parent = parent;
	if (above->last_child == NO_ROW)
		above->first_child = child;
	else
		build->nodes[above->last_child].next_sibling = child;
	above->last_child = child;
}

static void link_parents(struct build *build)
{
	for (size_t i = 0; i < build->n; i++) {
		const struct cips_unit_row *row = &build->rows[i];
		size_t parent;
		if (row->parent[0] && !cips_map_get(&build->by_code, row->parent, &parent))
			report_unknown_parent(build, row);
		else if (!build->nodes[i].counted)
			continue;
		else if (row->parent[0])
			add_child(build, (int)parent, (int)i);
		else if (build->root == NO_ROW)
			build->root = (int)i;
		else
			report_second_root(build, row);
	}
	if (build->root != NO_ROW)
		return;
	add_finding(build, "unit-root-missing", 0, 0, "",
		build->n ? "every unit has a parent, so none is the root" : "there is no unit");
	cips_findings_hint(
		build->findings, "leave the parent of one unit empty: the whole administration");
}

/*
 * Reports the cycle that row `member` is in, beginning with the row that comes first in the file.
 */
static void report_cycle(struct build *build, int member)
{
	int start = member;
	for (int i = build->nodes[member].parent; i != member; i = build->nodes[i].parent)
		if (i < start)
			start = i;
	struct cips_arena arena = {0};
	const char *path = build->rows[start].code;
	int i = build->nodes[start].parent;
	for (int shown = 1; i != start && shown < PATH_SHOWN; shown++) {
		path = cips_arena_printf(&arena, "%s -> %s", path, build->rows[i].code);
		i = build->nodes[i].parent;
	}
	path = cips_arena_printf(
		&arena, "%s%s -> %s", path, i == start ? "" : " -> ...", build->rows[start].code);
	const struct cips_unit_row *row = &build->rows[start];
	cips_findings_add(build->findings, CIPS_ERROR, "unit-cycle", NULL, row->line,
		row->parent_column, "the unit \"%s\" is above itself: %s", row->code, path);
	cips_findings_item(build->findings, "parent");
	cips_findings_value(build->findings, row->parent);
	cips_findings_hint(build->findings, "correct the parent of one of these units");
	cips_arena_release(&arena);
}

static void find_cycles(struct build *build)
{
	for (size_t start = 0; start < build->n; start++) {
		size_t trail = start + 1;
		int i = (int)start;
		while (i != NO_ROW && build->nodes[i].trail == 0) {
			build->nodes[i].trail = trail;
			i = build->nodes[i].parent;
		}
		if (i != NO_ROW && build->nodes[i].trail == trail)
			report_cycle(build, i);
	}
}

/* The row that follows in tree order, or NO_ROW after the last one below `root`. */
static int next_in_tree(const struct build *build, int i)
{
	if (build->nodes[i].first_child != NO_ROW)
		return build->nodes[i].first_child;
	while (i != NO_ROW && build->nodes[i].next_sibling == NO_ROW)
		i = build->nodes[i].parent;
	return i == NO_ROW ? NO_ROW : build->nodes[i].next_sibling;
}

static void measure_levels(struct build *build)
{
	for (int i = build->root; i != NO_ROW; i = next_in_tree(build, i)) {
		struct node *node = &build->nodes[i];
		node->level = node->parent == NO_ROW ? 0 : build->nodes[node->parent].level + 1;
		if (node->level != LEVELS)
			continue;
		const struct cips_unit_row *row = &build->rows[i];
		cips_findings_add(build->findings, CIPS_ERROR, "unit-deep", NULL, row->line,
			row->code_column, "the unit \"%s\" is on level %d; a tree has at most %d",
			row->code, LEVELS + 1, LEVELS);
		cips_findings_value(build->findings, row->code);
		cips_findings_hint(build->findings, "leave out levels that need no tables");
	}
}

static void check_size(struct build *build)
{
	if (build->n <= CIPS_CODE_LARGEST)
		return;
	cips_findings_add(build->findings, CIPS_ERROR, "unit-too-many", NULL,
		build->rows[CIPS_CODE_LARGEST].line, 0,
		"there are %zu units; a tree has at most %d", build->n, CIPS_CODE_LARGEST);
	cips_findings_hint(build->findings, "leave out the lowest level");
}

static const char **copy_texts(struct cips_arena *arena, const char *const *texts, size_t n)
{
	const char **copy = cips_arena_alloc(arena, n, sizeof *copy);
	for (size_t i = 0; i < n; i++)
		copy[i] = cips_arena_strdup(arena, texts[i] ? texts[i] : "");
	return copy;
}

/* Copies the rows in tree order; there are no faults in them. */
static void fill_tree(struct cips_units *units, const struct build *build)
{
	int *place = cips_calloc(build->n, sizeof *place);
	for (int i = build->root; i != NO_ROW; i = next_in_tree(build, i)) {
		const struct cips_unit_row *row = &build->rows[i];
		const struct node *node = &build->nodes[i];
		place[i] = (int)units->n;
		units->list[units->n] = (struct cips_unit){
			.code = cips_arena_strdup(&units->arena, row->code),
			.names = copy_texts(&units->arena, row->names, units->n_languages),
			.parent = node->parent == NO_ROW ? -1 : place[node->parent],
			.level = node->level,
			.end = (int)units->n + 1,
		};
		cips_map_put(&units->by_code, row->code, units->n++);
	}
	for (size_t i = units->n; i-- > 1;) {
		struct cips_unit *above = &units->list[units->list[i].parent];
		if (above->end < units->list[i].end)
			above->end = units->list[i].end;
	}
	free(place);
}

struct cips_units *cips_model_units_new(const struct cips_unit_row *rows, size_t n,
	const char **languages, size_t n_languages, struct cips_findings *findings)
{
	struct build build = {.rows = rows, .n = n, .findings = findings, .root = NO_ROW};
	struct cips_units *units = NULL;
	size_t errors = findings->errors;
	build.nodes = cips_calloc(n, sizeof *build.nodes);
	check_size(&build);
	enter_codes(&build);
	link_parents(&build);
	find_cycles(&build);
	measure_levels(&build);
	if (findings->errors == errors) {
		units = cips_calloc(1, sizeof *units);
		units->list = cips_arena_alloc(&units->arena, n, sizeof *units->list);
		units->languages = copy_texts(&units->arena, languages, n_languages);
		units->n_languages = n_languages;
		fill_tree(units, &build);
	}
	cips_map_release(&build.by_code);
	free(build.nodes);
	return units;
}

void cips_model_units_free(struct cips_units *units)
{
	if (!units)
		return;
	cips_map_release(&units->by_code);
	cips_arena_release(&units->arena);
	free(units->by_id);
	free(units);
}

void cips_model_unit_set_id(struct cips_units *units, size_t index, unsigned id)
{
	if (id >= units->n_ids) {
		size_t wanted =
			(size_t)id + 1 > 2 * units->n_ids ? (size_t)id + 1 : 2 * units->n_ids;
		units->by_id = cips_realloc(units->by_id, wanted, sizeof *units->by_id);
		for (size_t i = units->n_ids; i < wanted; i++)
			units->by_id[i] = -1;
		units->n_ids = wanted;
	}
	units->list[index].id = id;
	units->by_id[id] = (int)index;
}

int cips_model_unit_by_code(const struct cips_units *units, const char *code)
{
	size_t index;
	return cips_map_get(&units->by_code, code, &index) ? (int)index : -1;
}

int cips_model_unit_by_id(const struct cips_units *units, unsigned id)
{
	return id < units->n_ids ? units->by_id[id] : -1;
}

const char *cips_model_unit_name(const struct cips_units *units, size_t index, const char *language)
{
	const struct cips_unit *unit = &units->list[index];
	for (size_t i = 0; i < units->n_languages; i++)
		if (unit->names[i][0] && cips_model_language_matches(units->languages[i], language))
			return unit->names[i];
	for (size_t i = 0; i < units->n_languages; i++)
		if (unit->names[i][0])
			return unit->names[i];
	return unit->code;
}
