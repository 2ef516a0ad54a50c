/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/unanimous.h"

#include "disclosure/mask.h"
#include "tables/mask.h"

#include <stdlib.h>
#include <string.h>

/* What people can answer without a value. To leave out a question is no answer. */
static const enum cips_state silences[] = {
	CIPS_STATE_DONT_KNOW, CIPS_STATE_REFUSED, CIPS_STATE_NOT_APPLICABLE};
enum { SILENCES = sizeof silences / sizeof *silences };

/* How many of those asked gave another answer, at least: of several items it goes by answers. */
static size_t count_others(const struct cips_bases *bases, enum cips_state silence, size_t items)
{
	size_t others = 0;
	for (size_t s = 0; s < CIPS_STATES; s++)
		if (s != CIPS_STATE_NOT_SHOWN && s != silence)
			others += bases->answers[s];
	return items ? (others + items - 1) / items : 0;
}

static bool is_silent(const struct cips_bases *bases, size_t items)
{
	for (size_t i = 0; i < SILENCES; i++)
		if (bases->answers[silences[i]] > 0 && count_others(bases, silences[i], items) <= 1)
			return true;
	return false;
}

bool cips_tables_hides_silence(const struct cips_bases *bases, size_t items, size_t minimum)
{
	return cips_tables_is_small(bases->asked, minimum) || (minimum && is_silent(bases, items));
}

/* Hides the silent groups themselves. */
static void hide_silent(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_bases *direct, size_t items, unsigned char *mask)
{
	size_t n = rows->n, n_layers = layers ? layers->n : 1;
	struct cips_bases *bases = cips_malloc(n_layers * n * sizeof *bases);
	memcpy(bases, direct, n_layers * n * sizeof *bases);
	for (size_t l = n_layers; l-- > 1;)
		for (size_t r = 0; r < n; r++)
			cips_tables_add_bases(
				&bases[(size_t)layers->rows[l].parent * n + r], &bases[l * n + r]);
	for (size_t l = 0; l < n_layers; l++)
		for (size_t r = n; r-- > 0;) {
			if (is_silent(&bases[l * n + r], items))
				mask[l * n + r] = CIPS_MASK_SMALL;
			if (r)
				cips_tables_add_bases(&bases[l * n + (size_t)rows->rows[r].parent],
					&bases[l * n + r]);
		}
	free(bases);
}

/*
 * As if one silence were the value 0 and all other answers were different ones: so the mask of what
 * people said finds who is silent together.
 */
static bool say_silence(const struct cips_bases *direct, size_t n, enum cips_state silence,
	size_t items, struct cips_extremes *said)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		size_t asked = direct[i].asked, others = count_others(&direct[i], silence, items);
		said[i] = (struct cips_extremes){
			.n = asked, .high = 1, .n_low = others < asked ? asked - others : 0};
		any = any || (direct[i].answers[silence] > 0 && others <= 1);
	}
	return any;
}

void cips_tables_bases_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_bases *direct, size_t items, size_t minimum, unsigned char *mask)
{
	size_t size = rows->n * (layers ? layers->n : 1);
	if (!minimum)
		return;
	size_t *asked = cips_malloc(size * sizeof *asked);
	struct cips_extremes *said = cips_malloc(size * sizeof *said);
	for (size_t i = 0; i < size; i++)
		asked[i] = direct[i].asked;
	hide_silent(rows, layers, direct, items, mask);
	for (size_t s = 0; s < SILENCES; s++)
		if (say_silence(direct, size, silences[s], items, said))
			cips_tables_said_mask(rows, layers, said, minimum, mask);
	cips_tables_grid_mask(rows, layers, asked, minimum, mask);
	free(asked);
	free(said);
}

static void mask_valid(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *said, size_t minimum, unsigned char *mask)
{
	size_t size = rows->n * (layers ? layers->n : 1);
	size_t *valid = cips_malloc(size * sizeof *valid);
	for (size_t i = 0; i < size; i++)
		valid[i] = said[i].n;
	cips_tables_grid_mask(rows, layers, valid, minimum, mask);
	free(valid);
}

void cips_tables_column_mask(const struct cips_groups *rows, const struct cips_groups *layers,
	const struct cips_extremes *const *said, size_t n, const struct cips_bases *direct,
	size_t items, size_t minimum, unsigned char *mask)
{
	size_t size = rows->n * (layers ? layers->n : 1);
	unsigned char *before = cips_malloc(size);
	for (size_t k = 0; k < n; k++)
		mask_valid(rows, layers, said[k], minimum, mask);
	cips_tables_bases_mask(rows, layers, direct, items, minimum, mask);
	do {
		for (size_t k = 0; k < n; k++)
			cips_tables_said_mask(rows, layers, said[k], minimum, mask);
		memcpy(before, mask, size);
		cips_tables_bases_mask(rows, layers, direct, items, minimum, mask);
	} while (memcmp(before, mask, size) != 0);
	free(before);
}

void cips_tables_foot_unanimous(struct cips_document *document)
{
	if (document->minimum)
		cips_report_note(document,
			"Hidden as well: groups in which all people, or all but one, said the same.");
}
