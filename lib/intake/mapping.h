/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A map for files with foreign headers and values (contract section 4): `column,item[,value,choice]`
 * and, for people, a column `note`. A line without a value says which item a column holds, in any
 * way in which a header may name it; without an item that the column is not read. A line with a
 * value says which choice the value means (a missing choice: that the cell counts as blank); where
 * it names no item, the column has its own name. An item or a choice that begins with ? is a guess
 * of `--propose-map`, and a guess is never acted on.
 */
#ifndef CIPS_INTAKE_MAPPING_H
#define CIPS_INTAKE_MAPPING_H

#include "intake/spellings.h"
#include "intake/text.h"

/* What one value of a column means. */
struct cips_mapped_value {
	const char *value; /* normalized */
	const char *choice;
	long line, place; /* of the choice in the map */
};

/* What a map says of one column. */
struct cips_mapped {
	const char *column; /* normalized */
	const char *item;   /* "": not read; NULL: the column's own name */
	long line, place;   /* of the item in the map */
	struct cips_mapped_value *values;
	size_t n, room;
	struct cips_map by_value; /* index into values */
	bool words;		  /* a cell may hold several values with blanks between them */
	bool bound;		  /* `means` is known; false where nothing is read */
	struct cips_column means; /* where the map names an item */
};

struct cips_mapping {
	struct cips_arena arena;
	const char *file; /* for findings */
	struct cips_mapped *list;
	size_t n, room;
	struct cips_map by_column; /* index into list */
	const char *text;	   /* the lines as they are remembered: CSV, without notes */
};

/*
 * Reads a map. CIPS_INPUT with findings (or `err` alone) when it is not acceptable. To be freed in
 * any case.
 */
enum cips_rc cips_intake_mapping_read(const char *path, struct cips_mapping **out,
	struct cips_findings *findings, struct cips_err *err);

/* From the text that was remembered; NULL when it is none. */
struct cips_mapping *cips_intake_mapping_of_text(const char *text);
void cips_intake_mapping_free(struct cips_mapping *mapping); /* NULL is fine */

/*
 * Finds the items and choices of an instrument that the map names; those that are not there are
 * findings in the map.
 */
void cips_intake_mapping_bind(struct cips_mapping *mapping, const struct cips_spellings *spellings,
	const struct cips_instrument *instrument, struct cips_findings *findings);

/* What the map (NULL: none) says of a column with this header, or NULL. */
const struct cips_mapped *cips_intake_mapped(
	const struct cips_mapping *mapping, const char *header);

/* What a (trimmed) cell means; the cell itself where the map is silent. New text is in the arena. */
struct cips_span cips_intake_mapped_cell(
	const struct cips_mapped *mapped, struct cips_span cell, struct cips_arena *arena);

#endif
