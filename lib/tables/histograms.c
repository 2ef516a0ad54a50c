/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/histograms.h"

#include "base/parallel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Respondents whose records stay in the processor's cache from one item to the next. */
enum { BLOCK = 4096, BYTES = CIPS_BYTE_NOT_APPLICABLE + 1 };

/* An item while it is counted: a slot for each group, and behind them for each state. */
struct counter {
	struct cips_histogram *histogram;
	size_t slots;
	uint16_t slot[BYTES];
	uint32_t *people; /* by cell and slot; a cell more for those in none */
};

struct pass {
	const struct cips_frame *frame;
	const struct cips_partition *cells;
	struct counter *counters;
	size_t n;
	size_t parts;
};

static struct counter counter_of(const struct cips_instrument *instrument,
	struct cips_histogram *histogram, const struct cips_partition *cells)
{
	const struct cips_item *item = histogram->item;
	size_t choices = cips_model_list(instrument, item)->n;
	uint8_t *record = cips_calloc(instrument->record_size, 1);
	struct counter counter = {histogram, histogram->groups + CIPS_STATES, {0}, NULL};
	assert(item->width == 1);
	for (unsigned byte = 0; byte < BYTES; byte++) {
		bool listed = byte >= 1 && byte <= CIPS_BYTE_LARGEST;
		if (listed && byte > choices)
			continue; /* no good record has it */
		record[item->offset] = (uint8_t)byte;
		size_t group = listed ? histogram->by_code[byte] : 0;
		enum cips_state state = cips_model_state(instrument, item, record);
		counter.slot[byte] = (uint16_t)(group ? group : histogram->groups + state);
	}
	free(record);
	counter.people = cips_calloc((cells->n + 1) * counter.slots, sizeof *counter.people);
	return counter;
}

/* Respondents in a row, and the cell of each: the one behind the last for those who count in none. */
struct block {
	size_t first;
	size_t n;
	uint32_t cell[BLOCK];
};

static void begin_block(const struct pass *pass, size_t first, struct block *block)
{
	const double *weight = pass->frame->weight;
	size_t left = pass->frame->n - first;
	block->first = first;
	block->n = left < BLOCK ? left : BLOCK;
	for (size_t i = 0; i < block->n; i++) {
		int32_t of = pass->cells->of[first + i];
		bool counts = of >= 0 && (!weight || weight[first + i] > 0);
		block->cell[i] = counts ? (uint32_t)of : (uint32_t)pass->cells->n;
	}
}

static void count_people(
	const struct cips_frame *frame, const struct counter *counter, const struct block *block)
{
	const uint8_t *byte =
		cips_frame_record(frame, block->first) + counter->histogram->item->offset;
	for (size_t i = 0; i < block->n; i++, byte += frame->record_size)
		counter->people[block->cell[i] * counter->slots + counter->slot[*byte]]++;
}

static void add_weights(
	const struct pass *pass, const struct counter *counter, const struct block *block)
{
	const uint8_t *record = cips_frame_record(pass->frame, block->first);
	size_t offset = counter->histogram->item->offset, groups = counter->histogram->groups;
	for (size_t i = 0; i < block->n; i++, record += pass->frame->record_size) {
		size_t cell = block->cell[i], slot = counter->slot[record[offset]];
		if (cell == pass->cells->n || slot >= groups)
			continue;
		double weight = pass->frame->weight[block->first + i];
		struct cips_sums *sums = &counter->histogram->sums[cell * groups + slot];
		sums->w += weight;
		sums->w2 += weight * weight;
		sums->largest = weight > sums->largest ? weight : sums->largest;
	}
}

static void finish(const struct pass *pass, struct counter *counter)
{
	struct cips_histogram *h = counter->histogram;
	memset(h->members, 0, h->groups * sizeof *h->members);
	memset(h->states, 0, sizeof h->states);
	for (size_t cell = 0; cell <= pass->cells->n; cell++) {
		const uint32_t *people = counter->people + cell * counter->slots;
		for (size_t g = 0; g < h->groups; g++) {
			struct cips_sums *sums = &h->sums[cell * h->groups + g];
			double n = people[g];
			h->members[g] += people[g];
			h->states[CIPS_STATE_VALID] += people[g];
			if (cell == pass->cells->n)
				continue;
			if (!pass->frame->weight)
				*sums = (struct cips_sums){0, n, n, n > 0};
			sums->n = people[g];
		}
		for (size_t s = 0; s < CIPS_STATES; s++)
			h->states[s] += people[h->groups + s];
	}
	free(counter->people);
}

static void count_part(void *context, size_t part)
{
	const struct pass *pass = context;
	struct block block;
	for (size_t first = 0; first < pass->frame->n; first += BLOCK) {
		begin_block(pass, first, &block);
		for (size_t k = part; k < pass->n; k += pass->parts) {
			count_people(pass->frame, &pass->counters[k], &block);
			if (pass->frame->weight)
				add_weights(pass, &pass->counters[k], &block);
		}
	}
	for (size_t k = part; k < pass->n; k += pass->parts)
		finish(pass, &pass->counters[k]);
}

void cips_tables_histograms(const struct cips_frame *frame, const struct cips_partition *cells,
	struct cips_histogram *list, size_t n)
{
	struct counter *counters = cips_calloc(n, sizeof *counters);
	for (size_t k = 0; k < n; k++)
		counters[k] = counter_of(frame->source->instrument, &list[k], cells);
	struct pass pass = {frame, cells, counters, n, cips_parallel_parts()};
	cips_parallel(pass.parts, count_part, &pass);
	free(counters);
}
