/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/nonresponse.h"

#include <stdlib.h>

/* Counts the answers of respondent i by state. */
static void count_answers(const struct cips_frame *frame, size_t i,
	const struct cips_score_column *column, size_t answers[CIPS_STATES])
{
	const uint8_t *record = cips_frame_record(frame, i);
	for (size_t k = 0; k < column->n; k++) {
		unsigned position;
		answers[cips_scored_answer(
			frame->source->instrument, &column->items[k], record, &position)]++;
	}
}

static void tally(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, enum cips_state state, struct cips_nonresponse *n)
{
	double *share = cips_calloc(frame->n + 1, sizeof *share);
	double *weight = cips_calloc(frame->n + 1, sizeof *weight);
	for (size_t i = 0; i < frame->n; i++) {
		int32_t g = groups->of[i];
		size_t answers[CIPS_STATES] = {0};
		if (g < 0)
			continue;
		count_answers(frame, i, column, answers);
		size_t asked = column->n - answers[CIPS_STATE_NOT_SHOWN];
		for (size_t s = 0; s < CIPS_STATES; s++)
			n->answers[g][s] += answers[s];
		n->people[g] += asked > 0;
		n->asked[i] = (uint16_t)asked;
		n->of_state[i] = (uint16_t)answers[state];
		weight[i] = (double)asked;
		share[i] = asked ? (double)answers[state] / (double)asked : 0;
	}
	cips_stats_moments(share, weight, groups->of, frame->n, n->moments, groups->n);
	free(share);
	free(weight);
}

void cips_tables_nonresponse(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, enum cips_state state,
	struct cips_nonresponse *nonresponse)
{
	*nonresponse = (struct cips_nonresponse){
		.people = cips_calloc(groups->n, sizeof *nonresponse->people),
		.answers = cips_calloc(groups->n, sizeof *nonresponse->answers),
		.moments = cips_calloc(groups->n, sizeof *nonresponse->moments),
		.asked = cips_calloc(frame->n + 1, sizeof *nonresponse->asked),
		.of_state = cips_calloc(frame->n + 1, sizeof *nonresponse->of_state),
	};
	tally(frame, groups, column, state, nonresponse);
	for (size_t g = groups->n; g-- > 1;) {
		size_t parent = (size_t)groups->rows[g].parent;
		nonresponse->people[parent] += nonresponse->people[g];
		for (size_t s = 0; s < CIPS_STATES; s++)
			nonresponse->answers[parent][s] += nonresponse->answers[g][s];
		nonresponse->moments[parent] =
			cips_stats_join(&nonresponse->moments[parent], &nonresponse->moments[g]);
	}
}

void cips_tables_nonresponse_release(struct cips_nonresponse *nonresponse)
{
	free(nonresponse->people);
	free(nonresponse->answers);
	free(nonresponse->moments);
	free(nonresponse->asked);
	free(nonresponse->of_state);
	*nonresponse = (struct cips_nonresponse){0};
}

struct cips_ratio_difference cips_tables_against_others(
	const struct cips_nonresponse *column, const struct cips_nonresponse *all, size_t n)
{
	double *room = cips_malloc((4 * n + 1) * sizeof *room);
	double *part = room, *whole = room + n, *other_part = room + 2 * n,
	       *other_whole = room + 3 * n;
	for (size_t i = 0; i < n; i++) {
		part[i] = column->of_state[i];
		whole[i] = column->asked[i];
		other_part[i] = all->of_state[i] - part[i];
		other_whole[i] = all->asked[i] - whole[i];
	}
	struct cips_ratio_difference d = cips_stats_ratio_difference(
		(struct cips_ratio){part, whole}, (struct cips_ratio){other_part, other_whole}, n);
	free(room);
	return d;
}
