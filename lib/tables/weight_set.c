/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/weight_set.h"

#include "base/err.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *cips_tables_weights_made_by(const struct cips_weight_set *set, struct cips_arena *arena)
{
	const char *method = strcmp(set->method, "rake") == 0 ? "raked to" : "post-stratified by";
	const char *text = cips_arena_printf(arena, "%s ", method);
	for (const char *at = set->variables; *at;) {
		size_t length = strcspn(at, ",");
		text = cips_arena_printf(
			arena, "%s%.*s%s", text, (int)length, at, at[length] ? ", " : "");
		at += length + (at[length] == ',');
	}
	return text;
}

/* The sets of the source's instrument and wave, moved to the front of the list. */
static enum cips_rc sets_of(struct cips_scope *scope, const struct cips_source *source,
	struct cips_weight_set **list, size_t *n, struct cips_err *err)
{
	size_t all;
	enum cips_rc rc = cips_store_weight_sets(scope->file, &scope->arena, list, &all, err);
	*n = 0;
	for (size_t i = 0; !rc && i < all; i++)
		if ((*list)[i].wave == source->wave->id &&
			strcmp((*list)[i].code, source->version->code) == 0)
			(*list)[(*n)++] = (*list)[i];
	return rc;
}

static const char *names_of(struct cips_arena *arena, const struct cips_weight_set *list, size_t n)
{
	const char *names = "";
	for (size_t i = 0; i < n; i++)
		names = cips_arena_printf(arena, "%s%s%s", names, i ? ", " : "", list[i].name);
	return names;
}

static void take(void *context, int64_t row, double weight)
{
	struct cips_weights_read *set = context;
	if (set->n == set->room) {
		set->room = set->room ? 2 * set->room : 1024;
		set->rows = cips_realloc(set->rows, set->room, sizeof *set->rows);
		set->weights = cips_realloc(set->weights, set->room, sizeof *set->weights);
	}
	set->rows[set->n] = row;
	set->weights[set->n++] = weight;
}

static enum cips_rc no_such_set(struct cips_scope *scope, const struct cips_source *source,
	const char *name, const struct cips_weight_set *list, size_t n, struct cips_err *err)
{
	cips_err_set(err, CIPS_USAGE, "there are no weights called \"%s\" for %s in wave %s", name,
		source->version->code, source->wave->code);
	if (n)
		return cips_err_hint(err, "there are: %s; or use none, or given",
			names_of(&scope->arena, list, n));
	return cips_err_hint(err,
		"make them with cips weight; or use none, or given for the weight column of the "
		"import");
}

enum cips_rc cips_tables_weights_read(struct cips_scope *scope, const struct cips_source *source,
	const char *name, struct cips_weights_read *set, struct cips_err *err)
{
	struct cips_weight_set *list;
	const struct cips_weight_set *found = NULL;
	size_t n;
	*set = (struct cips_weights_read){0};
	enum cips_rc rc = sets_of(scope, source, &list, &n, err);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			found = &list[i];
	if (!rc && !found)
		rc = no_such_set(scope, source, name, list, n, err);
	if (rc)
		return rc;
	set->name = found->name;
	set->made_by = cips_tables_weights_made_by(found, &scope->arena);
	rc = cips_store_weight_bases(
		scope->file, found->id, &scope->arena, &set->bases, &set->n_bases, err);
	if (!rc)
		rc = cips_store_each_weight(scope->file, found->id, take, set, err);
	if (rc)
		cips_tables_weights_release(set);
	return rc;
}

void cips_tables_weights_release(struct cips_weights_read *set)
{
	free(set->rows);
	free(set->weights);
	*set = (struct cips_weights_read){0};
}

double cips_tables_weight_at(struct cips_weights_read *set, int64_t row)
{
	while (set->at < set->n && set->rows[set->at] < row)
		set->at++;
	return set->at < set->n && set->rows[set->at] == row ? set->weights[set->at] : NAN;
}

static enum cips_rc made_for_others(
	const struct cips_weights_read *set, const struct cips_source *source, struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT,
		"the weights \"%s\" were made for other responses: some of %s in wave %s have come, "
		"gone or changed since",
		set->name, source->version->code, source->wave->code);
	return cips_err_hint(err, "make them again with cips weight and --name %s", set->name);
}

enum cips_rc cips_tables_weights_check(struct cips_weights_read *set,
	const struct cips_source *source, const struct cips_weight_base *found,
	struct cips_err *err)
{
	set->at = 0;
	for (size_t b = 0; b < set->n_bases; b++) {
		struct cips_weight_base *base = &set->bases[b];
		if (base->version != found->version)
			continue;
		if (base->responses != found->responses || base->hash != found->hash)
			return made_for_others(set, source, err);
		base->responses = 0; /* as seen */
		return CIPS_OK;
	}
	return found->responses ? made_for_others(set, source, err) : CIPS_OK;
}

enum cips_rc cips_tables_weights_check_all(
	struct cips_weights_read *set, const struct cips_source *source, struct cips_err *err)
{
	for (size_t b = 0; b < set->n_bases; b++)
		if (set->bases[b].responses)
			return made_for_others(set, source, err);
	return CIPS_OK;
}
