/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header rows of a form's sheets: which column says what, under whichever of its names.
 */
#ifndef CIPS_FORMS_COLUMNS_H
#define CIPS_FORMS_COLUMNS_H

#include "forms/workbook.h"

enum column_kind {
	COLUMN_NONE, /* not known, or of no use here */
	COLUMN_TYPE,
	COLUMN_NAME,
	COLUMN_LABEL,
	COLUMN_HINT,
	COLUMN_GUIDANCE,
	COLUMN_REQUIRED,
	COLUMN_REQUIRED_MESSAGE,
	COLUMN_RELEVANT,
	COLUMN_CONSTRAINT,
	COLUMN_CONSTRAINT_MESSAGE,
	COLUMN_CALCULATION,
	COLUMN_DEFAULT,
	COLUMN_CHOICE_FILTER,
	COLUMN_PARAMETERS,
	COLUMN_APPEARANCE,
	COLUMN_READ_ONLY,
	COLUMN_DISABLED,
	COLUMN_FACTOR,
	COLUMN_POLARITY,
	COLUMN_INDICATOR,
	COLUMN_USE,
	COLUMN_SENSITIVE,
	COLUMN_LIST_NAME,
	COLUMN_SCORE,
	COLUMN_MISSING,
	COLUMN_POSITIVE,
	COLUMN_ATTRIBUTE, /* of the choices, for choice_filter */
	COLUMN_FORM_TITLE,
	COLUMN_FORM_ID,
	COLUMN_VERSION,
	COLUMN_DEFAULT_LANGUAGE,
	COLUMN_FALLBACK,
	COLUMN_NAMESPACES,
	COLUMN_KINDS,
};

enum sheet_kind {
	SHEET_SURVEY = 1,
	SHEET_CHOICES = 2,
	SHEET_SETTINGS = 4,
	SHEET_FACTORS = 8,
};

/* What becomes of a column. */
enum treatment {
	COLUMN_READ,
	COLUMN_REFUSED, /* content in it is an error: the form would mean something else here */
	COLUMN_IGNORED, /* content in it has no effect here */
	COLUMN_UNKNOWN,
	COLUMN_EMPTY, /* no header */
};

struct column {
	enum column_kind kind;
	enum treatment treatment;
	bool translated;      /* of a kind that comes in languages */
	const char *header;   /* as written */
	const char *language; /* as written, normalized; "" when the header names none */
	int text;	      /* translated: index of its language in the instrument */
	size_t attribute;     /* COLUMN_ATTRIBUTE: index into the instrument's attributes */
};

/* Makes out what a header means; strings live in `arena`. */
struct column forms_column_parse(
	struct cips_arena *arena, enum sheet_kind sheet, const char *header);

/* The known header of that sheet that is nearest to `header`, or NULL. */
const char *forms_column_suggest(
	struct cips_arena *arena, enum sheet_kind sheet, const char *header);

/* The header of a kind, as the standard writes it. */
const char *forms_column_header(enum column_kind kind);

#endif
