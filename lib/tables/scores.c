/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/scores.h"

#include "tables/item_rule.h"
#include "tables/mask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double cips_tables_worth(
	const struct cips_scored *scored, unsigned position, const struct cips_scoring *scoring)
{
	int sign = scored->key.sign[position];
	switch (scoring->measure) {
	case CIPS_MEASURE_SCORE:
		return scored->key.score[position] * (scoring->scale / 10);
	case CIPS_MEASURE_POSITIVE:
		return sign > 0 ? 100 : 0;
	case CIPS_MEASURE_NEGATIVE:
		return sign < 0 ? 100 : 0;
	case CIPS_MEASURE_NET:
		return 100 * sign;
	default: /* the others count people */
		return 0;
	}
}

/* What one respondent said to the items of a column. */
struct tally {
	size_t asked;
	size_t valid;
	double sum;
};

static struct tally tally(const struct cips_frame *frame, size_t i,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_bases *bases)
{
	struct tally t = {0};
	const uint8_t *record = cips_frame_record(frame, i);
	for (size_t k = 0; k < column->n; k++) {
		unsigned position;
		enum cips_state state = cips_scored_answer(
			frame->source->instrument, &column->items[k], record, &position);
		if (bases)
			bases->answers[state]++;
		if (state == CIPS_STATE_NOT_SHOWN)
			continue;
		t.asked++;
		if (state != CIPS_STATE_VALID)
			continue;
		t.valid++;
		t.sum += cips_tables_worth(&column->items[k], position, scoring);
	}
	if (bases)
		bases->asked += t.asked > 0;
	return t;
}

/* Bases, and the value and group of each respondent by the respondent rule. */
static void tally_all(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores)
{
	for (size_t i = 0; i < frame->n; i++) {
		int32_t g = groups->of[i];
		struct tally t = tally(frame, i, column, scoring, g < 0 ? NULL : &scores->bases[g]);
		bool enough = t.valid && 2 * t.valid >= t.asked;
		bool counts = !frame->weight || frame->weight[i] > 0;
		scores->value[i] = enough ? t.sum / (double)t.valid : 0;
		scores->group[i] = enough && counts ? g : -1;
	}
}

static void roll_up_bases(const struct cips_groups *groups, struct cips_bases *bases)
{
	for (size_t g = groups->n; g-- > 1;) {
		struct cips_bases *parent = &bases[groups->rows[g].parent];
		parent->asked += bases[g].asked;
		for (size_t s = 0; s < CIPS_STATES; s++)
			parent->answers[s] += bases[g].answers[s];
	}
}

/* Moments of the groups and of their complements, from the moments of those who belong directly. */
static void respondent_rule(const struct cips_frame *frame, const struct cips_groups *groups,
	struct cips_scores *scores)
{
	size_t n = groups->n;
	struct cips_moments *direct = cips_calloc(n, sizeof *direct);
	cips_stats_moments(scores->value, frame->weight, scores->group, frame->n, direct, n);

	/*
	 * behind[g]: groups g and after; before: groups up to g. In tree order [g, end) is what is
	 * inside g.
	 */
	struct cips_moments *behind = cips_calloc(n + 1, sizeof *behind);
	for (size_t g = n; g-- > 0;)
		behind[g] = cips_stats_join(&direct[g], &behind[g + 1]);
	struct cips_moments before = {0};
	for (size_t g = 0; g < n; g++) {
		scores->rest[g] = cips_stats_join(&before, &behind[groups->rows[g].end]);
		before = cips_stats_join(&before, &direct[g]);
		scores->moments[g] = direct[g];
	}
	for (size_t g = n; g-- > 1;) {
		struct cips_moments *parent = &scores->moments[groups->rows[g].parent];
		*parent = cips_stats_join(parent, &scores->moments[g]);
	}
	free(behind);
	free(direct);
}

void cips_tables_scores(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores)
{
	size_t n = groups->n;
	*scores = (struct cips_scores){
		.bases = cips_calloc(n, sizeof *scores->bases),
		.moments = cips_calloc(n, sizeof *scores->moments),
		.rest = cips_calloc(n, sizeof *scores->rest),
		.value = cips_malloc((frame->n + 1) * sizeof *scores->value),
		.group = cips_malloc((frame->n + 1) * sizeof *scores->group),
	};
	tally_all(frame, groups, column, scoring, scores);
	roll_up_bases(groups, scores->bases);
	if (scoring->rule == CIPS_RULE_RESPONDENT) {
		respondent_rule(frame, groups, scores);
		return;
	}
	free(scores->value);
	scores->value = NULL;
	cips_tables_item_rule(frame, groups, column, scoring, scores);
}

void cips_tables_scores_release(struct cips_scores *scores)
{
	free(scores->bases);
	free(scores->moments);
	free(scores->rest);
	free(scores->value);
	free(scores->group);
	*scores = (struct cips_scores){0};
}

double cips_tables_rankable(double value)
{
	return rint(value * 1e9);
}

void cips_tables_score_mask(const struct cips_groups *groups, const struct cips_scores *scores,
	size_t respondents, size_t minimum, unsigned char *mask)
{
	size_t *valid = cips_calloc(groups->n, sizeof *valid);
	size_t *asked = cips_calloc(groups->n, sizeof *asked);
	unsigned char *before = cips_malloc(groups->n);
	cips_tables_count_direct(groups, scores->group, respondents, valid);
	for (size_t g = 0; g < groups->n; g++)
		asked[g] = scores->bases[g].asked;
	/* in tree order a group is taken from its parent before its own children go */
	for (size_t g = 1; g < groups->n; g++)
		asked[groups->rows[g].parent] -= scores->bases[g].asked;
	do {
		memcpy(before, mask, groups->n);
		cips_tables_mask(groups, valid, minimum, mask);
		cips_tables_mask(groups, asked, minimum, mask);
	} while (memcmp(before, mask, groups->n) != 0);
	free(valid);
	free(asked);
	free(before);
}
