/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the columns of a file of responses mean (contract section 4): each header is an item, one
 * choice of a select_multiple (`item/choice`), either with the groups around it in front
 * (`grp/item`, `grp-item`), or a reserved column; or what a map says of it.
 */
#ifndef CIPS_INTAKE_COLUMNS_H
#define CIPS_INTAKE_COLUMNS_H

#include "intake/csv.h"
#include "model/instrument.h"

enum cips_column_kind {
	CIPS_COLUMN_NONE, /* not understood, or ignored */
	CIPS_COLUMN_ITEM,
	CIPS_COLUMN_TICK, /* 0 or 1 for one choice */
	CIPS_COLUMN_RESPONSE_ID,
	CIPS_COLUMN_WAVE,
	CIPS_COLUMN_MODE,
	CIPS_COLUMN_WEIGHT,
	CIPS_COLUMN_SECONDS,
	CIPS_COLUMN_LANGUAGE,
	CIPS_COLUMN_ASSISTED,
	CIPS_COLUMN_BATCH, /* in a rejects file */
	CIPS_COLUMN_LINE,  /* in a rejects file */
	CIPS_COLUMN_KINDS,
};

struct cips_mapping;

struct cips_column {
	enum cips_column_kind kind;
	int item;	 /* ITEM, TICK */
	unsigned choice; /* TICK: position */
	const char *name;
	const struct cips_mapped *values; /* what its cells mean, NULL: what they say */
};

struct cips_columns {
	struct cips_arena arena;
	struct cips_column *list;
	size_t n;
	int of_kind[CIPS_COLUMN_KINDS]; /* the column of a kind that occurs once, -1 */
	bool rejects;			/* the five columns of a rejects file stand at the end */
	bool *ticked;			/* by item: given by one column per choice */
};

enum { CIPS_REJECTS_COLUMNS = 5 };

/* batch, line, column, code, message */
extern const char *const cips_rejects_columns[CIPS_REJECTS_COLUMNS];

/*
 * Reads the header, which is the current record of `csv`; faults are findings there. `mapping` may
 * be NULL; else it must live as long as the columns, and its own faults are findings too.
 */
void cips_intake_columns(struct cips_columns *columns, const struct cips_instrument *instrument,
	const struct cips_csv *csv, const struct cips_record *header, struct cips_mapping *mapping,
	struct cips_findings *findings);
void cips_intake_columns_release(struct cips_columns *columns);

#endif
