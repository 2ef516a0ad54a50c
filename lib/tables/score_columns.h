/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scored columns of a table: factors, or indicators one by one, each with the items that make
 * its score.
 */
#ifndef CIPS_TABLES_SCORE_COLUMNS_H
#define CIPS_TABLES_SCORE_COLUMNS_H

#include "model/record.h"
#include "model/score.h"
#include "tables/trend.h"

/* A scored item with what each byte of its record means; two-byte items go through their code. */
struct cips_scored {
	const struct cips_item *item;
	struct cips_score_key key;
	unsigned char state[CIPS_BYTE_NOT_APPLICABLE + 1]; /* enum cips_state, for one-byte items */
};

struct cips_score_column {
	const char *code;
	const char *label;
	struct cips_scored *items;
	size_t n;
};

struct cips_score_columns {
	struct cips_arena arena;
	const char *variable; /* "factor" or "indicator" */
	struct cips_score_column *list;
	size_t n;
};

/* The factors (or indicators) that have scored items, in the order of the instrument. */
void cips_tables_score_columns(
	const struct cips_source *source, bool by_indicator, struct cips_score_columns *columns);

/* CIPS_INPUT when the source has no columns: none of its items are scored. */
enum cips_rc cips_tables_check_scored(const struct cips_source *source,
	const struct cips_score_columns *columns, struct cips_err *err);

/*
 * The columns of two sources reduced to what they share: the same indicator, comparable in both.
 * `a` and `b` come out with the same codes in the same order; factors are those of `a`. A column of
 * `a` without any shared item stays, with n = 0, and is not comparable. `outs` gets the indicators
 * present in both that cannot be compared, in `arena`.
 */
void cips_tables_shared_score_columns(const struct cips_source *source_a,
	const struct cips_source *source_b, bool by_indicator, struct cips_score_columns *a,
	struct cips_score_columns *b, struct cips_left_outs *outs, struct cips_arena *arena);

/* One column with the one item, which orders its respondents (model/score.h). */
void cips_tables_item_column(const struct cips_source *source, const struct cips_item *item,
	struct cips_score_columns *columns);

void cips_tables_score_columns_release(struct cips_score_columns *columns);

/* The state of an answer, and its position in the score key (0 unless valid). */
static inline enum cips_state cips_scored_answer(const struct cips_instrument *instrument,
	const struct cips_scored *scored, const uint8_t *record, unsigned *position)
{
	if (scored->item->width == 1) {
		*position = record[scored->item->offset];
		return (enum cips_state)scored->state[*position];
	}
	*position = cips_model_code(scored->item, record);
	return cips_model_state(instrument, scored->item, record);
}

#endif
