/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the labels of answers mean, as far as their words tell: their place on the usual scales, and
 * whether they are no answer at all. English, French, Spanish and Portuguese; the words are in
 * scale_words.def.
 */
#ifndef CIPS_FORMS_SCALE_WORDS_H
#define CIPS_FORMS_SCALE_WORDS_H

#include "base/arena.h"
#include "model/instrument.h"

enum scale_family {
#define FAMILY(id, name, valenced) SCALE_##id,
#include "forms/scale_words.def"
	SCALE_FAMILIES
};

/* What a message calls the family: "agreement". */
const char *forms_family_name(enum scale_family family);

/* Whether the top of the scale is good in itself, whatever is asked. */
bool forms_family_valenced(enum scale_family family);

/*
 * A label as the words have it: lower case, without accents, punctuation, a number in front, and
 * the endings in "satisfait(e)" or "satisfecho/a".
 */
const char *forms_plain_label(struct cips_arena *arena, const char *label);

/* The place of a plain label on the scales of a family; only the order of places means a thing.
 */
bool forms_label_rank(enum scale_family family, const char *plain, int *rank);

/*
 * What a plain label, or a name, says when it is no answer; CIPS_SUBSTANTIVE when it is one.
 * `likely`: something else tells that there are such choices, so that less is enough.
 */
enum cips_missing forms_label_missing(const char *plain, bool likely);
enum cips_missing forms_name_missing(const char *name, bool likely);

/* Whether a short or numeric name is one that people use for no answer: "dk", "99". */
bool forms_name_maybe_missing(const char *name);

#endif
