/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The `type` column: what a row of the survey sheet is.
 */
#ifndef CIPS_FORMS_TYPES_H
#define CIPS_FORMS_TYPES_H

#include "model/instrument.h"

enum row_kind {
	ROW_ITEM,
	ROW_BEGIN_GROUP,
	ROW_END_GROUP,
	ROW_REFUSED,	  /* of the standard, but not for us */
	ROW_BEGIN_REPEAT, /* refused as well; its end is looked for */
	ROW_END_REPEAT,
	ROW_UNKNOWN,
};

struct row_type {
	enum row_kind kind;
	enum cips_item_type item;
	bool takes_list;
	bool from_file;	  /* `list` is the name of a file */
	bool or_other;	  /* "or_other" stood behind the list */
	const char *list; /* "" when it is missing */
	const char *word; /* the type as the standard writes it */
	const char *why;  /* refused: the reason, and what to do instead */
};

/* Reads the cell; strings are constants or in `arena`. */
struct row_type forms_type_parse(struct cips_arena *arena, const char *cell);

/* The known type nearest to the text, or NULL. */
const char *forms_type_suggest(struct cips_arena *arena, const char *cell);

#endif
