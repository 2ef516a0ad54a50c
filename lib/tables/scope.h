/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a table is about: the survey file, and in it an instrument, a wave and a language.
 */
#ifndef CIPS_TABLES_SCOPE_H
#define CIPS_TABLES_SCOPE_H

#include "store/survey_file.h"

/* Which responses a frame takes in: all, or by the flags of tables/flags.h. */
enum cips_take {
	CIPS_TAKE_ALL,
	CIPS_TAKE_UNFLAGGED, /* all, where fewer than the minimum group are flagged */
	CIPS_TAKE_FLAGGED,   /* those that the former leaves out */
};

/* The parts of a survey file that every table needs. */
struct cips_scope {
	struct cips_arena arena;
	struct cips_survey_file *file; /* borrowed */
	const struct cips_survey_settings *settings;
	size_t minimum;	     /* the minimum group; 0 for public data */
	enum cips_take take; /* ALL unless the command sets it */
	struct cips_version *versions;
	size_t n_versions;
	struct cips_wave *waves;
	size_t n_waves;
	struct cips_units *units; /* NULL when none are loaded */
};

/* A test takes groups of the minimum, and of two people at least: fewer have no variance. */
enum { CIPS_LEAST_FOR_A_TEST = 2 };

static inline size_t cips_tables_least_for_a_test(size_t minimum)
{
	return minimum > CIPS_LEAST_FOR_A_TEST ? minimum : CIPS_LEAST_FOR_A_TEST;
}

enum cips_rc cips_tables_scope(
	struct cips_survey_file *file, struct cips_scope *scope, struct cips_err *err);
void cips_tables_scope_release(struct cips_scope *scope);

/* An instrument in a wave. */
struct cips_source {
	const struct cips_version *version;
	bool pinned; /* CODE@VERSION was asked for: no other version is pooled */
	struct cips_instrument *instrument;
	size_t language;
	const struct cips_wave *wave;
};

/*
 * Finds the instrument `CODE`, `CODE@VERSION` (its version text, ordinal or the start of its hash)
 * or the only one (NULL), the wave or the only one (NULL), and the language. CIPS_USAGE with a hint
 * that lists what there is when the choice is not clear.
 */
enum cips_rc cips_tables_source(struct cips_scope *scope, const char *instrument, const char *wave,
	const char *language, struct cips_source *source, struct cips_err *err);
void cips_tables_source_release(struct cips_source *source);

/* The language code of the source's labels, for the names of units: "fr" of "Français (fr)". */
const char *cips_tables_language(const struct cips_source *source);

#endif
