/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the steps of loading a form share. Each step reads one sheet or checks one kind of thing,
 * reports what it finds and leaves the rest in a state that the next step can work with, so that
 * one pass tells all.
 */
#ifndef CIPS_FORMS_LOADER_H
#define CIPS_FORMS_LOADER_H

#include "base/findings.h"
#include "base/map.h"
#include "forms/columns.h"
#include "forms/load.h"
#include "forms/workbook.h"
#include "model/instrument.h"

enum {
	NAME_LIMIT = 64, /* bytes of an item's name */
	LANGUAGES_LIMIT = 64,
	CHOICES_LIMIT = 34596, /* codes of two bytes, see model/record.h */
	RANK_LIMIT = 186,      /* codes of one byte */
};

/* One sheet and what its columns mean. */
struct table {
	const char *name; /* "survey" */
	enum sheet_kind kind;
	const struct cips_sheet *sheet; /* NULL when the form does not have it */
	struct column *columns;
	size_t n;
	int at[COLUMN_KINDS];	  /* index of the column, CIPS_NONE */
	int *texts[COLUMN_KINDS]; /* translated kinds: that per language of the instrument */
};

/* An expression that names an item. Nodes: the items and, behind them, the groups. */
struct reference {
	size_t from; /* node */
	size_t to;   /* item */
	bool forward;
	bool told; /* a finding speaks of it */
	const struct cips_row *row;
	enum column_kind kind;
	size_t character; /* where it is written, from 1 */
};

struct loader {
	const struct cips_workbook *workbook;
	struct cips_findings *findings;
	struct cips_instrument *instrument;
	struct cips_arena scratch;
	struct table survey, choices, settings, factors;
	size_t items_room, groups_room, lists_room, factors_room;
	/* The rows that items and groups come from; NULL for an item that follows from another. */
	const struct cips_row **item_rows, **group_rows;
	size_t item_rows_room, group_rows_room;
	struct cips_map item_by_name; /* the first item of each name */
	struct cips_map list_by_name; /* the lists of the choices sheet */
	struct cips_map factor_by_code;
	size_t n_listed; /* lists [0, n_listed) are those of the choices sheet */
	bool *list_used; /* of those */
	bool *attribute_used;
	bool choices_missed;	      /* that there is no sheet of them was said */
	int units_list;		      /* index of the list that stands for units.csv, CIPS_NONE */
	struct reference *references; /* in the order of writing, groups first */
	size_t n_references, references_room;
	const struct cips_forms_people *people; /* NULL: not known */
};

/* Cells. */

/* The cell of that kind in the row, "" when there is none. */
const char *forms_cell(
	const struct table *table, const struct cips_row *row, enum column_kind kind);

/* The column of that kind as a person counts it, from 1; 0 when there is none. */
long forms_column_number(const struct table *table, enum column_kind kind);

/* The translated texts of that kind in the row, in the instrument's arena. */
struct cips_text forms_text(struct loader *loader, const struct table *table,
	const struct cips_row *row, enum column_kind kind);

/* The same text in every language. */
struct cips_text forms_same_text(struct loader *loader, const char *text);

/* The place of the cell. */
struct cips_place forms_place(
	const struct table *table, const struct cips_row *row, enum column_kind kind);

/* A copy in the instrument's arena. */
const char *forms_keep(struct loader *loader, const char *text);

/* Findings. */

/* A finding about a cell; carries the cell as value and the name in its row as item. */
__attribute__((format(printf, 7, 8))) void forms_fault(struct loader *loader,
	enum cips_severity severity, const char *code, const struct table *table,
	const struct cips_row *row, enum column_kind kind, const char *format, ...);

/* Adds "did you mean" to the last finding where one of the names is near; whether it was. */
bool forms_did_you_mean(struct loader *loader, const char *word, const void *known, size_t n,
	const char *(*name)(const void *known, size_t i));

/* Word lists. */

struct word {
	const char *word;
	int value;
};

/*
 * Looks a cell up in a list of words, ASCII case ignored; an empty cell is `absent`. Another is an
 * error with the code and what the column knows.
 */
int forms_word(struct loader *loader, const struct table *table, const struct cips_row *row,
	enum column_kind kind, const struct word *words, size_t n, int absent, const char *code);

/* 1 for yes, 0 for no, -1 for anything else (an empty text is no). */
int forms_yes(const char *text);
bool forms_yes_cell(struct loader *loader, const struct table *table, const struct cips_row *row,
	enum column_kind kind);

/* Whether the text is a name that an item may have: a letter or _, then letters, digits, _ . - */
bool forms_is_name(const char *text);

/* The character of the text, from 1, at the byte `offset`. */
size_t forms_character_at(const char *text, size_t offset);

/* Steps, in the order in which they run; what follows them is in check.h. */
void forms_load_headers(struct loader *loader);	 /* load_headers.c */
void forms_load_settings(struct loader *loader); /* load_settings.c */
void forms_load_fallback(struct loader *loader); /* load_fallback.c */
void forms_load_factors(struct loader *loader);
void forms_load_choices(struct loader *loader);	 /* load_choices.c */
void forms_load_survey(struct loader *loader);	 /* load_survey.c */
void forms_check_several(struct loader *loader); /* load_choices.c */
void forms_load_expressions(struct loader *loader);

/* load_cells.c: report what the standard would do with a cell of the row and we do not. */
void forms_check_group_cells(struct loader *loader, const struct cips_row *row, bool ends);
void forms_check_default(
	struct loader *loader, enum cips_item_type type, const struct cips_row *row);
void forms_check_appearance(struct loader *loader, const struct cips_row *row);
bool forms_read_only(struct loader *loader, const struct cips_row *row);

/* An empty value for each attribute of the choices sheet; NULL when it has none. */
const char **forms_no_attributes(struct loader *loader);

/* Adds an item or a list; the pointer holds until the next one is added. */
struct cips_item *forms_add_item(struct loader *loader, const struct cips_row *row);
struct cips_list *forms_add_list(struct loader *loader, const char *name);

/* expand.c: lists and items that follow from the type of an item. */
void forms_expand_range(struct loader *loader, size_t item, const struct cips_row *row);
void forms_expand_acknowledge(struct loader *loader, size_t item);
void forms_expand_other(struct loader *loader, size_t item); /* adds NAME_other */

/* parameters.c: reads the cell, sets the normalized text; `key`'s value, or NULL. */
void forms_load_parameters(
	struct loader *loader, struct cips_item *item, const struct cips_row *row, bool from_file);
const char *forms_parameter(struct cips_arena *arena, const char *parameters, const char *key);

#endif
