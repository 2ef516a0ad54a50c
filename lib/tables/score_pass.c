/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/score_pass.h"

#include "base/parallel.h"

#include <stdlib.h>

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

/* --- sums ----------------------------------------------------------------------------------- */

void cips_tables_add_bases(struct cips_bases *to, const struct cips_bases *bases)
{
	to->asked += bases->asked;
	for (size_t s = 0; s < CIPS_STATES; s++)
		to->answers[s] += bases->answers[s];
}

void cips_tables_subtract_bases(struct cips_bases *from, const struct cips_bases *bases)
{
	from->asked -= bases->asked;
	for (size_t s = 0; s < CIPS_STATES; s++)
		from->answers[s] -= bases->answers[s];
}

void cips_tables_add_score_sums(struct cips_score_sums *to, size_t at,
	const struct cips_score_sums *from, size_t first, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct cips_moments *moments = &to->moments[at + i];
		*moments = cips_stats_join(moments, &from->moments[first + i]);
		struct cips_extremes *said = &to->said[at + i];
		*said = cips_disclosure_join_extremes(said, &from->said[first + i]);
		cips_tables_add_bases(&to->bases[at + i], &from->bases[first + i]);
	}
}

void cips_tables_score_sums_release(struct cips_score_sums *sums)
{
	free(sums->bases);
	free(sums->moments);
	free(sums->said);
	*sums = (struct cips_score_sums){0};
}

/* --- blocks --------------------------------------------------------------------------------- */

/* Respondents who are summed up at once: many for a cell, since each block has sums of all. */
enum { SMALLEST_BLOCK = 65536, PER_CELL = 16 };

struct pass {
	const struct cips_frame *frame;
	const struct cips_partition *cells;
	const struct reader *readers; /* of the columns */
	size_t columns;
	bool moments; /* are wanted */
	size_t block;
	size_t blocks;
	size_t parts;
	struct cips_score_sums sums[CIPS_PARALLEL_MOST];
	double *value;	/* of all respondents, or NULL */
	int32_t *group; /* likewise */
};

/* What a part uses for one block after the other. */
struct scratch {
	double *value;
	int32_t *group;
	struct cips_moments *moments;
};

/* The values of respondents first...first+n-1 and the cells they count in. */
static void read_block(const struct pass *pass, size_t column, size_t first, size_t n,
	struct cips_bases *bases, double *value, int32_t *group)
{
	const struct reader *reader = &pass->readers[column];
	const double *weight = pass->frame->weight;
	const int32_t *of = pass->cells->of;
	struct cips_bases nowhere = {0};
	for (size_t k = 0; k < n; k++) {
		size_t i = first + k;
		const uint8_t *record = cips_frame_record(pass->frame, i);
		struct cips_bases *here = of[i] < 0 ? &nowhere : &bases[of[i]];
		struct tally t = reader->meanings ? read_bytes(reader, record, here)
						  : read_codes(reader, record, here);
		bool enough = t.valid && 2 * t.valid >= t.asked;
		bool counts = !weight || weight[i] > 0;
		here->asked += t.asked > 0;
		value[k] = enough ? t.sum / (double)t.valid : 0;
		group[k] = enough && counts ? of[i] : -1;
	}
}

/*
 * Adds the values of a block to the extremes of its cells. Most cells soon have people of several
 * values; where all of a block's have, their number is all that changes.
 */
static void add_extremes(const struct scratch *block, size_t cells, const double *value,
	const int32_t *group, size_t n, struct cips_extremes *said)
{
	bool open = false;
	for (size_t g = 0; g < cells && !open; g++)
		open = block->moments[g].n > 0 && !cips_disclosure_is_settled(&said[g]);
	for (size_t g = 0; g < cells && !open; g++)
		said[g].n += block->moments[g].n;
	for (size_t k = 0; k < n && open; k++)
		if (group[k] >= 0)
			cips_disclosure_add_value(&said[group[k]], value[k]);
}

static void sum_block(const struct pass *pass, size_t block, struct cips_score_sums *sums,
	const struct scratch *scratch)
{
	size_t first = block * pass->block, cells = pass->cells->n;
	size_t n = pass->frame->n - first < pass->block ? pass->frame->n - first : pass->block;
	double *value = pass->value ? pass->value + first : scratch->value;
	int32_t *group = pass->group ? pass->group + first : scratch->group;
	const double *weight = pass->frame->weight ? pass->frame->weight + first : NULL;
	for (size_t c = 0; c < pass->columns; c++) {
		struct cips_moments *all = sums->moments + c * cells;
		read_block(pass, c, first, n, sums->bases + c * cells, value, group);
		if (!pass->moments)
			continue;
		cips_stats_moments(value, weight, group, n, scratch->moments, cells);
		for (size_t g = 0; g < cells; g++)
			all[g] = cips_stats_join(&all[g], &scratch->moments[g]);
		add_extremes(scratch, cells, value, group, n, sums->said + c * cells);
	}
}

/* A part has blocks that follow each other, so that the parts are joined in order as well. */
static void sum_part(void *context, size_t part)
{
	struct pass *pass = context;
	size_t cells = pass->cells->n;
	struct scratch scratch = {.value = cips_malloc(pass->block * sizeof *scratch.value),
		.group = cips_malloc(pass->block * sizeof *scratch.group),
		.moments = cips_calloc(cells, sizeof *scratch.moments)};
	struct cips_score_sums *sums = &pass->sums[part];
	sums->bases = cips_calloc(pass->columns * cells, sizeof *sums->bases);
	sums->moments = cips_calloc(pass->columns * cells, sizeof *sums->moments);
	sums->said = cips_calloc(pass->columns * cells, sizeof *sums->said);
	size_t end = pass->blocks * (part + 1) / pass->parts;
	for (size_t block = pass->blocks * part / pass->parts; block < end; block++)
		sum_block(pass, block, sums, &scratch);
	free(scratch.value);
	free(scratch.group);
	free(scratch.moments);
}

static struct cips_score_sums run(struct pass *pass, const struct cips_score_column *columns,
	const struct cips_scoring *scoring)
{
	size_t wanted = PER_CELL * pass->cells->n, n = pass->frame->n;
	pass->moments = scoring->rule == CIPS_RULE_RESPONDENT;
	pass->block = wanted > SMALLEST_BLOCK ? wanted : SMALLEST_BLOCK;
	pass->blocks = (n + pass->block - 1) / pass->block;
	pass->parts = pass->blocks < 1		    ? 1
		: pass->blocks < CIPS_PARALLEL_MOST ? pass->blocks
						    : CIPS_PARALLEL_MOST;
	struct reader *readers = cips_calloc(pass->columns, sizeof *readers);
	for (size_t c = 0; c < pass->columns; c++)
		readers[c] = reader_of(pass->frame, &columns[c], scoring);
	pass->readers = readers;
	cips_parallel(pass->parts, sum_part, pass);
	for (size_t part = 1; part < pass->parts; part++) {
		cips_tables_add_score_sums(
			&pass->sums[0], 0, &pass->sums[part], 0, pass->columns * pass->cells->n);
		cips_tables_score_sums_release(&pass->sums[part]);
	}
	for (size_t c = 0; c < pass->columns; c++)
		reader_release(&readers[c]);
	free(readers);
	return pass->sums[0];
}

struct cips_score_sums cips_tables_score_pass(const struct cips_frame *frame,
	const struct cips_partition *cells, const struct cips_score_column *columns, size_t n,
	const struct cips_scoring *scoring)
{
	struct pass pass = {.frame = frame, .cells = cells, .columns = n};
	return run(&pass, columns, scoring);
}

struct cips_score_sums cips_tables_score_pass_of_people(const struct cips_frame *frame,
	const struct cips_partition *cells, const struct cips_score_column *column,
	const struct cips_scoring *scoring, double *value, int32_t *group)
{
	struct pass pass = {
		.frame = frame, .cells = cells, .columns = 1, .value = value, .group = group};
	return run(&pass, column, scoring);
}
