/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the answers came in, as variables of tables: `language`, `mode` and `assisted`. No item has
 * such a name. Everybody is `assisted` yes or no (no where the import did not say); a language or a
 * mode can be unknown.
 */
#ifndef CIPS_TABLES_ORIGINS_H
#define CIPS_TABLES_ORIGINS_H

#include "tables/frame.h"

/* The names of the variables, for guesses and lists. */
enum { CIPS_ORIGIN_VARIABLES = 3 };
extern const char *const cips_tables_origin_names[CIPS_ORIGIN_VARIABLES];

bool cips_tables_by_origin(const char *variable);

/*
 * The values of such a variable: the languages of the frame's instrument in their order, whether
 * they occur or not, then the others that occur, by name. What pooled versions write differently
 * ("French (fr)", "Français (fr)") is one language.
 */
struct cips_origin_values {
	const char *label; /* of the variable, for people */
	size_t n;
	const char **texts; /* as the form writes it, or as stored */
	const char **codes; /* "fr" of "Français (fr)"; no two the same */
	int32_t *of;	    /* by origin of the frame: the value, -1 unknown */
};

/* Everything is in the arena. CIPS_USAGE with a hint when it is unknown of all respondents. */
enum cips_rc cips_tables_origin_values(const struct cips_frame *frame, const char *variable,
	struct cips_arena *arena, struct cips_origin_values *values, struct cips_err *err);

/*
 * The value that somebody wrote: whole, or a language by its code or its name. CIPS_USAGE with a
 * hint that lists the values there are.
 */
enum cips_rc cips_tables_origin_value(const struct cips_origin_values *values, const char *variable,
	const char *wanted, struct cips_arena *arena, int32_t *value, struct cips_err *err);

/* The value of respondent i, -1 unknown. */
static inline int32_t cips_origin_value_of(
	const struct cips_origin_values *values, const struct cips_frame *frame, size_t i)
{
	return values->of[frame->origin[i]];
}

#endif
