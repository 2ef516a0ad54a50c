/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every way in which a header may be written is spelled out once and put into a map; reading the
 * header is then a look-up, and a spelling that two things share is known as such.
 */
#ifndef CIPS_INTAKE_SPELLINGS_H
#define CIPS_INTAKE_SPELLINGS_H

#include "base/map.h"
#include "intake/columns.h"

struct cips_spelling {
	const char *text;
	struct cips_column means;
	bool ambiguous;
	struct cips_column also; /* where ambiguous */
};

/* Zero-initialize to start empty. */
struct cips_spellings {
	struct cips_arena arena;
	struct cips_spelling *list;
	size_t n, room;
	struct cips_map by_text; /* text -> index in the list */
};

/* Spells out the items, choices and reserved columns of an instrument. */
void cips_intake_spell(struct cips_spellings *all, const struct cips_instrument *instrument);
void cips_intake_spellings_release(struct cips_spellings *all);

/* Whether two columns mean the same thing. */
bool cips_intake_same_column(const struct cips_column *a, const struct cips_column *b);

/* The text of spelling `i` of a list, for guesses. */
const char *cips_intake_spelling_at(const void *list, size_t i);

#endif
