/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/scores.h"

#include "tables/item_rule.h"
#include "tables/mask.h"

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
	size_t asked;
	size_t valid;
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
enum { LANES = CIPS_STATES * LANE };
_Static_assert(LANES <= 64, "each state has a lane");

/* A column and how it is read. */
struct reader {
	const struct cips_instrument *instrument;
	const struct cips_score_column *column;
	const struct cips_scoring *scoring;
	/* NULL where there are answers of two bytes, or too many for a lane: */
	struct meaning *meanings; /* by item and byte */
	size_t *offsets;	  /* by item: of its byte */
};

static struct reader reader_of(const struct cips_frame *frame,
	const struct cips_score_column *column, const struct cips_scoring *scoring)
{
	struct reader reader = {frame->source->instrument, column, scoring, NULL, NULL};
	bool bytes = column->n <= MOST_IN_LANE;
	for (size_t k = 0; k < column->n && bytes; k++)
		bytes = column->items[k].item->width == 1;
	if (!bytes)
		return reader;
	reader.meanings = cips_calloc(column->n + 1, BYTES * sizeof *reader.meanings);
	reader.offsets = cips_calloc(column->n + 1, sizeof *reader.offsets);
	for (size_t k = 0; k < column->n; k++) {
		const struct cips_scored *scored = &column->items[k];
		reader.offsets[k] = scored->item->offset;
		for (unsigned byte = 0; byte < BYTES; byte++) {
			unsigned state = scored->state[byte];
			reader.meanings[k * BYTES + byte] = (struct meaning){
				UINT64_C(1) << (LANE * state),
				state == CIPS_STATE_VALID ? cips_tables_worth(scored, byte, scoring)
							  : 0};
		}
	}
	return reader;
}

static void reader_release(struct reader *reader)
{
	free(reader->meanings);
	free(reader->offsets);
}

static inline struct tally read_bytes(
	const struct reader *reader, const uint8_t *record, struct cips_bases *bases)
{
	size_t n = reader->column->n;
	const struct meaning *meanings = reader->meanings;
	uint64_t lanes = 0;
	double sum = 0;
	for (size_t k = 0; k < n; k++, meanings += BYTES) {
		const struct meaning *meaning = &meanings[record[reader->offsets[k]]];
		lanes += meaning->lanes;
		sum += meaning->worth;
	}
	for (unsigned s = 0; s < CIPS_STATES; s++)
		bases->answers[s] += lanes >> (LANE * s) & MOST_IN_LANE;
	return (struct tally){.asked = n - (lanes >> (LANE * CIPS_STATE_NOT_SHOWN) & MOST_IN_LANE),
		.valid = lanes >> (LANE * CIPS_STATE_VALID) & MOST_IN_LANE,
		.sum = sum};
}

static struct tally read_codes(
	const struct reader *reader, const uint8_t *record, struct cips_bases *bases)
{
	struct tally t = {0};
	for (size_t k = 0; k < reader->column->n; k++) {
		const struct cips_scored *scored = &reader->column->items[k];
		unsigned position;
		enum cips_state state =
			cips_scored_answer(reader->instrument, scored, record, &position);
		bases->answers[state]++;
		t.asked += state != CIPS_STATE_NOT_SHOWN;
		if (state != CIPS_STATE_VALID)
			continue;
		t.valid++;
		t.sum += cips_tables_worth(scored, position, reader->scoring);
	}
	return t;
}

/* Bases, and the value and group of each respondent by the respondent rule. */
static void tally_all(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct reader *reader, struct cips_scores *scores)
{
	struct cips_bases nowhere = {0};
	for (size_t i = 0; i < frame->n; i++) {
		const uint8_t *record = cips_frame_record(frame, i);
		int32_t g = groups->of[i];
		struct cips_bases *bases = g < 0 ? &nowhere : &scores->bases[g];
		struct tally t = reader->meanings ? read_bytes(reader, record, bases)
						  : read_codes(reader, record, bases);
		bool enough = t.valid && 2 * t.valid >= t.asked;
		bool counts = !frame->weight || frame->weight[i] > 0;
		bases->asked += t.asked > 0;
		scores->value[i] = enough ? t.sum / (double)t.valid : 0;
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
	reader_release(&reader);
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
