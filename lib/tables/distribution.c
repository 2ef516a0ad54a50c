/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/distribution.h"

#include "disclosure/mask.h"
#include "tables/dominance.h"
#include "tables/histograms.h"
#include "tables/marks.h"
#include "tables/states.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

/* --- counting ------------------------------------------------------------------------------- */

void cips_tables_add_weight(struct cips_sums *sums, double w)
{
	sums->n++;
	sums->w += w;
	sums->w2 += w * w;
	sums->largest = w > sums->largest ? w : sums->largest;
}

static void count_choices(
	const struct cips_item *item, const uint8_t *record, double w, struct cips_distribution *d)
{
	for (size_t c = 1; c <= d->n_choices; c++)
		if (cips_tables_chose(item, record, c))
			cips_tables_add_weight(&d->choices[c], w);
}

/* Of a select_one item of one byte: by what each byte means, whoever wrote it. */
static void count_bytes(
	const struct cips_frame *frame, const struct cips_item *item, struct cips_distribution *d)
{
	struct cips_groups everybody, choices;
	struct cips_histogram histogram = {.item = item};
	cips_tables_everybody(frame, &everybody);
	cips_tables_choices(frame, item, &choices, &histogram.by_code);
	histogram.groups = choices.n;
	histogram.sums = cips_calloc(choices.n, sizeof *histogram.sums);
	histogram.members = cips_calloc(choices.n, sizeof *histogram.members);
	const struct cips_partition cells = {everybody.of, 1};
	cips_tables_histograms(frame, &cells, &histogram, 1);
	memcpy(d->states, histogram.states, sizeof d->states);
	for (size_t c = 1; c <= d->n_choices; c++) {
		if (!histogram.by_code[c])
			continue;
		d->choices[c] = histogram.sums[histogram.by_code[c]];
		cips_stats_add_sums(&d->valid, &d->choices[c]);
	}
	free(histogram.sums);
	free(histogram.members);
	cips_tables_groups_release(&choices);
	cips_tables_groups_release(&everybody);
}

struct cips_distribution cips_tables_distribution(
	const struct cips_frame *frame, const struct cips_item *item)
{
	const struct cips_instrument *instrument = frame->source->instrument;
	const struct cips_list *list = cips_model_list(instrument, item);
	struct cips_distribution d = {.n_choices = list ? list->n : 0};
	d.choices = cips_calloc(d.n_choices + 1, sizeof *d.choices);
	if (item->type == CIPS_ITEM_SELECT_ONE && item->use != CIPS_USE_UNIT && item->width == 1) {
		count_bytes(frame, item, &d);
		return d;
	}
	for (size_t i = 0; i < frame->n; i++) {
		const uint8_t *record = cips_frame_record(frame, i);
		enum cips_state state = cips_model_state(instrument, item, record);
		double w = frame->weight ? frame->weight[i] : 1;
		d.states[state]++;
		if (state != CIPS_STATE_VALID || w <= 0)
			continue;
		cips_tables_add_weight(&d.valid, w);
		if (list)
			count_choices(item, record, w, &d);
	}
	return d;
}

void cips_tables_distribution_release(struct cips_distribution *d)
{
	free(d->choices);
	d->choices = NULL;
}

/* --- what is hidden ------------------------------------------------------------------------- */

bool cips_tables_is_of_few(const struct cips_distribution *d, size_t minimum)
{
	size_t asked = cips_tables_asked(d->states);
	return (d->valid.n > 0 && d->valid.n < minimum) || (asked > 0 && asked < minimum) ||
		cips_tables_dominated(d->valid.largest, d->valid.w, minimum);
}

bool cips_tables_hides_item(
	const struct cips_distribution *d, const struct cips_item *item, size_t minimum)
{
	struct cips_bases bases = {.asked = cips_tables_asked(d->states)};
	memcpy(bases.answers, d->states, sizeof bases.answers);
	return cips_tables_is_of_few(d, minimum) ||
		(item->use == CIPS_USE_NONE && cips_tables_hides_silence(&bases, 1, minimum));
}

static bool is_of_all(const struct cips_distribution *d, size_t c)
{
	return d->choices[c].n > 0 && d->choices[c].n + 1 >= d->valid.n;
}

bool cips_tables_hides_choice(
	const struct cips_distribution *d, const struct cips_item *item, size_t c, size_t minimum)
{
	if (!minimum || item->use != CIPS_USE_NONE)
		return false;
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE)
		return is_of_all(d, c);
	/* of one choice a person, what the others made tells it as well */
	for (size_t i = 1; i <= d->n_choices; i++)
		if (is_of_all(d, i))
			return true;
	return false;
}

bool cips_tables_hides_choices(
	const struct cips_distribution *d, const struct cips_item *item, size_t minimum)
{
	for (size_t c = 1; c <= d->n_choices; c++)
		if (cips_tables_hides_choice(d, item, c, minimum))
			return true;
	return false;
}
