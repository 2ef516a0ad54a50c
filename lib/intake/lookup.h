/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the text of a cell to the choice (or unit) it means: a name, else a label in any language.
 *
 * Names are tried as they stand, without any copying; only what is no name is normalized and
 * compared with the labels. A label that two choices share means neither.
 */
#ifndef CIPS_INTAKE_LOOKUP_H
#define CIPS_INTAKE_LOOKUP_H

#include "base/map.h"
#include "intake/text.h"
#include "model/instrument.h"
#include "model/units.h"

#include <stdint.h>

enum {
	CIPS_LOOKUP_UNKNOWN = -1,
	CIPS_LOOKUP_AMBIGUOUS = -2,
};

struct cips_lookup {
	const char **names; /* of the entries */
	size_t n;
	const char **labels; /* every label, for guesses */
	size_t n_labels, labels_room;
	uint16_t single[128]; /* entry + 1 for the names of one ASCII character */
	struct cips_map by_name;
	struct cips_map by_label; /* entry, SIZE_MAX where it is not unique */
	struct cips_arena arena;
};

/* Of the choices of a list: entry i is the choice at position i + 1. */
struct cips_lookup *cips_intake_lookup_list(
	const struct cips_instrument *instrument, const struct cips_list *list);

/* Of the units of a tree: entry i is its unit i. */
struct cips_lookup *cips_intake_lookup_units(const struct cips_units *units);
void cips_intake_lookup_free(struct cips_lookup *lookup); /* NULL is fine */

/* The entry that a (trimmed) text means, or one of the numbers above. */
int cips_intake_lookup(struct cips_lookup *lookup, const char *text, size_t n);

/*
 * The name or the label that comes nearest to the text, for the hint of the finding that was added
 * last, or NULL.
 */
const char *cips_intake_lookup_guess(
	struct cips_findings *findings, const struct cips_lookup *lookup, const char *text);

#endif
