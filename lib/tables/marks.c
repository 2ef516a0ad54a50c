/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/marks.h"

#include <stdlib.h>

struct cips_marks {
	const struct cips_instrument *instrument;
	const size_t *person; /* in the frame */
	size_t n;
	struct cips_variance variance;
	struct cips_strata strata; /* as given, with the people in their order */
	double *weight;		   /* NULL without weights */
	unsigned *code;		   /* the choice of an item that takes one, or was put first */
	int32_t *base;		   /* 0: in the percentage; -1: not */
	double *chosen;		   /* 1: in its part; 0: not */
};

/* The one choice that counts of an answer. */
static unsigned one_choice(const struct cips_item *item, const uint8_t *record)
{
	return item->type == CIPS_ITEM_RANK ? record[item->offset] : cips_model_code(item, record);
}

bool cips_tables_chose(const struct cips_item *item, const uint8_t *record, size_t choice)
{
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
		return record[item->offset + choice - 1] == 1;
	return one_choice(item, record) == choice;
}

struct cips_marks *cips_tables_marks(const struct cips_strata *strata,
	struct cips_variance variance, const struct cips_frame *frame)
{
	struct cips_marks *marks = cips_calloc(1, sizeof *marks);
	marks->instrument = frame->source->instrument;
	marks->person = strata->order;
	marks->n = strata->start[strata->n];
	marks->variance = variance;
	marks->strata = *strata;
	marks->strata.order = NULL;
	marks->code = cips_malloc((marks->n + 1) * sizeof *marks->code);
	marks->base = cips_malloc((marks->n + 1) * sizeof *marks->base);
	marks->chosen = cips_malloc((marks->n + 1) * sizeof *marks->chosen);
	if (!frame->weight)
		return marks;
	marks->weight = cips_malloc((marks->n + 1) * sizeof *marks->weight);
	for (size_t k = 0; k < marks->n; k++)
		marks->weight[k] = frame->weight[marks->person[k]];
	return marks;
}

void cips_tables_marks_free(struct cips_marks *marks)
{
	if (!marks)
		return;
	free(marks->weight);
	free(marks->code);
	free(marks->base);
	free(marks->chosen);
	free(marks);
}

void cips_tables_mark_base(
	struct cips_marks *marks, const struct cips_frame *frame, const struct cips_item *item)
{
	for (size_t k = 0; k < marks->n; k++) {
		const uint8_t *record = cips_frame_record(frame, marks->person[k]);
		bool valid = cips_model_state(marks->instrument, item, record) == CIPS_STATE_VALID;
		marks->base[k] = valid ? 0 : -1;
		if (item->type != CIPS_ITEM_SELECT_MULTIPLE)
			marks->code[k] = valid ? one_choice(item, record) : 0;
	}
}

void cips_tables_mark_choice(struct cips_marks *marks, const struct cips_frame *frame,
	const struct cips_item *item, size_t choice)
{
	if (item->type != CIPS_ITEM_SELECT_MULTIPLE) {
		for (size_t k = 0; k < marks->n; k++)
			marks->chosen[k] = marks->code[k] == choice;
		return;
	}
	for (size_t k = 0; k < marks->n; k++)
		marks->chosen[k] = marks->base[k] == 0 &&
			cips_tables_chose(item, cips_frame_record(frame, marks->person[k]), choice);
}

void cips_tables_mark_group(
	struct cips_marks *marks, const struct cips_groups *groups, size_t group)
{
	for (size_t k = 0; k < marks->n; k++) {
		int32_t of = groups->of[marks->person[k]];
		marks->base[k] = of < 0 ? -1 : 0;
		marks->chosen[k] = of >= (int32_t)group && of < groups->rows[group].end;
	}
}

struct cips_precision cips_tables_marks_precision(
	const struct cips_marks *marks, const struct cips_moments *moments)
{
	static const int root[] = {-1};
	const struct cips_domains domains = {
		marks->chosen, marks->weight, marks->base, marks->n, root, 1, moments};
	struct cips_precision precision;
	cips_stats_design(
		&marks->strata, &marks->variance, &domains, (struct cips_against){0}, &precision);
	return precision;
}
