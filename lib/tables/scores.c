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

/* --- answers -------------------------------------------------------------------------------- */

/* What one respondent said to the items of a column. */
struct tally {
	size_t answers[CIPS_STATES];
	double sum; /* of what the valid ones are worth */
};

/*
 * What a byte of an item adds to a tally. The answers of all states are counted in one number, in
 * lanes of so many bits, so that an answer is one addition whatever it says.
 */
struct meaning {
	uint64_t lanes;
	double worth;
};

enum { LANE = 10, MOST_IN_LANE = (1 << LANE) - 1, BYTES = CIPS_BYTE_NOT_APPLICABLE + 1 };
_Static_assert(LANE *CIPS_STATES <= 64, "each state has a lane");

/* A column and how it is read. */
struct reader {
	const struct cips_instrument *instrument;
	const struct cips_score_column *column;
	const struct cips_scoring *scoring;
	struct meaning *meanings; /* by item and byte; NULL: there are answers of two bytes, or too
				     many for a lane */
};

static struct reader reader_of(const struct cips_frame *frame,
	const struct cips_score_column *column, const struct cips_scoring *scoring)
{
	struct reader reader = {frame->source->instrument, column, scoring, NULL};
	bool bytes = column->n <= MOST_IN_LANE;
	for (size_t k = 0; k < column->n && bytes; k++)
		bytes = column->items[k].item->width == 1;
	if (!bytes)
		return reader;
	reader.meanings = cips_calloc(column->n + 1, BYTES * sizeof *reader.meanings);
	for (size_t k = 0; k < column->n; k++)
		for (unsigned byte = 0; byte < BYTES; byte++) {
			unsigned state = column->items[k].state[byte];
			reader.meanings[k * BYTES + byte] = (struct meaning){
				UINT64_C(1) << (LANE * state),
				state == CIPS_STATE_VALID
					? cips_tables_worth(&column->items[k], byte, scoring)
					: 0};
		}
	return reader;
}

static struct tally read_bytes(const struct reader *reader, const uint8_t *record)
{
	struct tally t = {0};
	uint64_t lanes = 0;
	for (size_t k = 0; k < reader->column->n; k++) {
		uint8_t byte = record[reader->column->items[k].item->offset];
		const struct meaning *meaning = &reader->meanings[k * BYTES + byte];
		lanes += meaning->lanes;
		t.sum += meaning->worth;
	}
	for (unsigned s = 0; s < CIPS_STATES; s++)
		t.answers[s] = lanes >> (LANE * s) & MOST_IN_LANE;
	return t;
}

static struct tally read_codes(const struct reader *reader, const uint8_t *record)
{
	struct tally t = {0};
	for (size_t k = 0; k < reader->column->n; k++) {
		unsigned position;
		enum cips_state state = cips_scored_answer(
			reader->instrument, &reader->column->items[k], record, &position);
		t.answers[state]++;
		if (state == CIPS_STATE_VALID)
			t.sum += cips_tables_worth(
				&reader->column->items[k], position, reader->scoring);
	}
	return t;
}

static void add_to_bases(const struct tally *t, size_t asked, struct cips_bases *bases)
{
	for (size_t s = 0; s < CIPS_STATES; s++)
		bases->answers[s] += t->answers[s];
	bases->asked += asked > 0;
}

/* Bases, and the value and group of each respondent by the respondent rule. */
static void tally_all(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct reader *reader, struct cips_scores *scores)
{
	for (size_t i = 0; i < frame->n; i++) {
		const uint8_t *record = cips_frame_record(frame, i);
		struct tally t =
			reader->meanings ? read_bytes(reader, record) : read_codes(reader, record);
		size_t valid = t.answers[CIPS_STATE_VALID];
		size_t asked = reader->column->n - t.answers[CIPS_STATE_NOT_SHOWN];
		int32_t g = groups->of[i];
		bool enough = valid && 2 * valid >= asked;
		bool counts = !frame->weight || frame->weight[i] > 0;
		if (g >= 0)
			add_to_bases(&t, asked, &scores->bases[g]);
		scores->value[i] = enough ? t.sum / (double)valid : 0;
		scores->group[i] = enough && counts ? g : -1;
	}
}

/* --- groups --------------------------------------------------------------------------------- */

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
		.counted = cips_calloc(n, sizeof *scores->counted),
		.moments = cips_calloc(n, sizeof *scores->moments),
		.rest = cips_calloc(n, sizeof *scores->rest),
		.value = cips_malloc((frame->n + 1) * sizeof *scores->value),
		.group = cips_malloc((frame->n + 1) * sizeof *scores->group),
	};
	struct reader reader = reader_of(frame, column, scoring);
	tally_all(frame, groups, &reader, scores);
	free(reader.meanings);
	roll_up_bases(groups, scores->bases);
	if (scoring->rule == CIPS_RULE_RESPONDENT) {
		respondent_rule(frame, groups, scores);
	} else {
		free(scores->value);
		scores->value = NULL;
		cips_tables_item_rule(frame, groups, column, scoring, scores);
	}
	cips_tables_count_direct(groups, scores->group, frame->n, scores->counted);
}

void cips_tables_scores_forget_people(struct cips_scores *scores)
{
	free(scores->value);
	free(scores->group);
	scores->value = NULL;
	scores->group = NULL;
}

void cips_tables_scores_release(struct cips_scores *scores)
{
	cips_tables_scores_forget_people(scores);
	free(scores->bases);
	free(scores->counted);
	free(scores->moments);
	free(scores->rest);
	*scores = (struct cips_scores){0};
}

double cips_tables_rankable(double value)
{
	return rint(value * 1e9);
}

void cips_tables_score_mask(const struct cips_groups *groups, const struct cips_scores *scores,
	size_t minimum, unsigned char *mask)
{
	size_t *asked = cips_calloc(groups->n, sizeof *asked);
	unsigned char *before = cips_malloc(groups->n);
	for (size_t g = 0; g < groups->n; g++)
		asked[g] = scores->bases[g].asked;
	/* in tree order a group is taken from its parent before its own children go */
	for (size_t g = 1; g < groups->n; g++)
		asked[groups->rows[g].parent] -= scores->bases[g].asked;
	do {
		memcpy(before, mask, groups->n);
		cips_tables_mask(groups, scores->counted, minimum, mask);
		cips_tables_mask(groups, asked, minimum, mask);
	} while (memcmp(before, mask, groups->n) != 0);
	free(asked);
	free(before);
}
