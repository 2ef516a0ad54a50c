/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/origins.h"

#include "base/err.h"
#include "model/language.h"

#include <stdlib.h>
#include <string.h>

/* --- the variables -------------------------------------------------------------------------- */

static const char *language_of(const struct cips_frame_origin *origin)
{
	return origin->language;
}

static const char *mode_of(const struct cips_frame_origin *origin)
{
	return origin->mode;
}

static const char *assisted_of(const struct cips_frame_origin *origin)
{
	return origin->assisted ? "yes" : "no";
}

static bool same_text(const char *written, const char *wanted)
{
	return strcmp(written, wanted) == 0;
}

const char *const cips_tables_origin_names[CIPS_ORIGIN_VARIABLES] = {
	"language", "mode", "assisted"};

static const struct variable {
	const char *label;
	const char *(*text)(const struct cips_frame_origin *origin); /* "" unknown */
	bool (*matches)(const char *written, const char *wanted);
	bool is_language;
} variables[CIPS_ORIGIN_VARIABLES] = {
	{"Language", language_of, cips_model_language_matches, true},
	{"Mode", mode_of, same_text, false},
	{"Assisted", assisted_of, same_text, false},
};

static const struct variable *find(const char *name)
{
	for (size_t v = 0; v < CIPS_ORIGIN_VARIABLES; v++)
		if (strcmp(cips_tables_origin_names[v], name) == 0)
			return &variables[v];
	return NULL;
}

bool cips_tables_by_origin(const char *variable)
{
	return find(variable) != NULL;
}

/* --- values --------------------------------------------------------------------------------- */

/* The same text before what only means the same: a form can have two languages of one code. */
static int32_t find_value(const struct cips_origin_values *values, const struct variable *variable,
	const char *wanted)
{
	for (size_t v = 0; v < values->n; v++)
		if (strcmp(values->texts[v], wanted) == 0)
			return (int32_t)v;
	for (size_t v = 0; v < values->n; v++)
		if (strcmp(values->codes[v], wanted) == 0)
			return (int32_t)v;
	for (size_t v = 0; v < values->n; v++)
		if (variable->matches(values->texts[v], wanted))
			return (int32_t)v;
	return -1;
}

static void add_value(struct cips_origin_values *values, const struct variable *variable,
	const char *text, struct cips_arena *arena)
{
	const char *code = variable->is_language ? cips_model_language_code(text, arena) : text;
	for (size_t v = 0; v < values->n; v++)
		if (strcmp(values->codes[v], code) == 0)
			code = text;
	values->texts[values->n] = text;
	values->codes[values->n++] = code;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Copies what the respondents have of a variable into texts[], sorted; returns how many. */
static size_t collect(const struct cips_frame *frame, const struct variable *variable,
	struct cips_arena *arena, const char **texts)
{
	bool *used = cips_calloc(frame->n_origins + 1, sizeof *used);
	size_t n = 0;
	for (size_t i = 0; i < frame->n; i++)
		used[frame->origin[i]] = true;
	for (size_t o = 0; o < frame->n_origins; o++) {
		const char *text = used[o] ? variable->text(&frame->origins[o]) : "";
		if (*text)
			texts[n++] = cips_arena_strdup(arena, text);
	}
	free(used);
	if (n)
		qsort(texts, n, sizeof *texts, by_text);
	return n;
}

enum cips_rc cips_tables_origin_values(const struct cips_frame *frame, const char *name,
	struct cips_arena *arena, struct cips_origin_values *values, struct cips_err *err)
{
	const struct variable *variable = find(name);
	const struct cips_instrument *instrument = frame->source->instrument;
	const char **texts = cips_arena_alloc(arena, frame->n_origins + 1, sizeof *texts);
	size_t n = collect(frame, variable, arena, texts);
	if (!n) {
		cips_err_set(err, CIPS_USAGE, "no response says its %s", name);
		return cips_err_hint(
			err, "cips import takes it from a column \"%s\" of the answers", name);
	}
	size_t most = n + instrument->n_languages;
	*values = (struct cips_origin_values){.label = variable->label};
	values->texts = cips_arena_alloc(arena, most, sizeof *values->texts);
	values->codes = cips_arena_alloc(arena, most, sizeof *values->codes);
	for (size_t l = 0; l < instrument->n_languages && variable->is_language; l++)
		if (*instrument->languages[l])
			add_value(values, variable, instrument->languages[l], arena);
	for (size_t t = 0; t < n; t++)
		if (find_value(values, variable, texts[t]) < 0)
			add_value(values, variable, texts[t], arena);
	values->of = cips_arena_alloc(arena, frame->n_origins + 1, sizeof *values->of);
	for (size_t o = 0; o < frame->n_origins; o++) {
		const char *text = variable->text(&frame->origins[o]);
		values->of[o] = *text ? find_value(values, variable, text) : -1;
	}
	return CIPS_OK;
}

enum cips_rc cips_tables_origin_value(const struct cips_origin_values *values, const char *name,
	const char *wanted, struct cips_arena *arena, int32_t *value, struct cips_err *err)
{
	*value = find_value(values, find(name), wanted);
	if (*value >= 0)
		return CIPS_OK;
	const char *all = "";
	for (size_t v = 0; v < values->n; v++)
		all = cips_arena_printf(arena, "%s%s%s", all, v ? ", " : "", values->texts[v]);
	cips_err_set(err, CIPS_USAGE, "no response says %s \"%s\"", name, wanted);
	return cips_err_hint(err, "choose among %s", all);
}
