/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree of organizational units.
 */
#ifndef CIPS_MODEL_UNITS_H
#define CIPS_MODEL_UNITS_H

#include "base/arena.h"
#include "base/findings.h"
#include "base/map.h"

/* One line of units.csv. */
struct cips_unit_row {
	const char *code;
	const char *parent; /* "" for the root */
	const char **names; /* one per language column, "" where empty */
	long line;
	long code_column; /* where the fields begin, for messages */
	long parent_column;
};

struct cips_unit {
	unsigned id; /* 1...34596, given by the survey file, never given again; 0 before that */
	const char *code;
	const char **names; /* one per tree language */
	int parent;	    /* index in the tree, -1 for the root */
	int level;	    /* 0 for the root */
	int end;	    /* units [own index, end) are the unit and all below it */
};

/*
 * Units in tree order: each before those below it, siblings in the order given; index 0 is the
 * root.
 */
struct cips_units {
	struct cips_arena arena;
	struct cips_unit *list;
	size_t n;
	const char **languages; /* of the name columns: "" for plain `name`, else what stands behind
				   "name::" */
	size_t n_languages;
	struct cips_map by_code;
	int *by_id;   /* index of the unit with that id, -1 */
	size_t n_ids; /* entries in by_id */
};

/*
 * Builds the tree. Faults (no root, several roots, a duplicate, an unknown parent, a cycle with its
 * path, more units than codes) become findings at the lines of the rows; then nothing is built and
 * NULL is returned. The rows are copied.
 */
struct cips_units *cips_model_units_new(const struct cips_unit_row *rows, size_t n,
	const char **languages, size_t n_languages, struct cips_findings *findings);
void cips_model_units_free(struct cips_units *units); /* NULL is fine */

/* Gives unit `index` its id and enters it in by_id. */
void cips_model_unit_set_id(struct cips_units *units, size_t index, unsigned id);

/* Index of a unit, or -1. */
int cips_model_unit_by_code(const struct cips_units *units, const char *code);
int cips_model_unit_by_id(const struct cips_units *units, unsigned id);

/*
 * The name in a language ("" for the plain name; a code such as "fr" or a whole "Français (fr)"
 * both find name::fr), else the first name there is, else the code.
 */
const char *cips_model_unit_name(
	const struct cips_units *units, size_t index, const char *language);

#endif
