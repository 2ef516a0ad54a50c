/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Responses against their instruments, and against the index of identities.
 *
 * Of a response with a response_id nothing is kept but a hash, so that its identity can only be
 * there. One without is known by its answers and its number among equal ones: of each set of equal
 * responses the sum of the identities must be that of the numbers 1, 2, 3, ... Where it is, all of
 * them are confirmed; where it is not, they had ids, or one of them was undone.
 */
#include "api/verify.h"

#include "base/findings.h"
#include "intake/identity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct identity {
	int64_t row;
	int64_t identity;
	bool met; /* the row is there */
};

struct walk {
	struct cips_verifying *verifying;
	const struct cips_version *version;
	const struct cips_instrument *instrument;
	struct cips_record_check check;
	struct identity *identities; /* by row */
	size_t n, room;
	struct cips_seen_set equals;
	struct cips_buf canonical;
	size_t bad_records, bad_units, bad_numbers, unknown_waves, lost;
};

/* --- the index ------------------------------------------------------------------------------ */

static void note_identity(void *context, int64_t identity, int64_t row)
{
	struct walk *walk = context;
	if (walk->n == walk->room) {
		walk->room = walk->room ? 2 * walk->room : 1024;
		walk->identities =
			cips_realloc(walk->identities, walk->room, sizeof *walk->identities);
	}
	walk->identities[walk->n++] = (struct identity){.row = row, .identity = identity};
}

static int by_row(const void *a, const void *b)
{
	const struct identity *x = a, *y = b;
	return (x->row > y->row) - (x->row < y->row);
}

static struct identity *find_identity(struct walk *walk, int64_t row)
{
	const struct identity key = {.row = row};
	return walk->n ? bsearch(&key, walk->identities, walk->n, sizeof key, by_row) : NULL;
}

/* --- one response --------------------------------------------------------------------------- */

static bool units_exist(const struct walk *walk, const struct cips_stored *response)
{
	const struct cips_instrument *instrument = walk->instrument;
	const struct cips_units *units = walk->verifying->units;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (!cips_model_unit_coded(instrument, item))
			continue;
		unsigned code = cips_model_code(item, response->record);
		if (code && (!units || cips_model_unit_by_id(units, code) < 0))
			return false;
	}
	return true;
}

/* A number is there where the record says so, and only there. */
static bool numbers_fit(const struct walk *walk, const struct cips_stored *response)
{
	for (size_t i = 0; i < walk->instrument->n_items; i++) {
		const struct cips_item *item = &walk->instrument->items[i];
		if (item->number >= 0 &&
			(response->record[item->offset] == 1) ==
				(bool)isnan(response->numbers[item->number]))
			return false;
	}
	return true;
}

static const char *wave_of(const struct walk *walk, long id)
{
	for (size_t i = 0; i < walk->verifying->n_waves; i++)
		if (walk->verifying->waves[i].id == id)
			return walk->verifying->waves[i].code;
	return NULL;
}

/* Adds to its equals what its identity differs by from the next number among them. */
static void count_equal(
	struct walk *walk, const char *wave, const struct cips_stored *response, int64_t identity)
{
	const uint8_t *key = cips_store_settings(walk->verifying->file)->key;
	bool fresh;
	cips_intake_canonical(&walk->canonical, walk->version->code,
		(struct cips_span){wave, strlen(wave)}, response);
	struct cips_seen *seen = cips_intake_seen(
		&walk->equals, cips_intake_identity_of_answers(key, &walk->canonical, 0), &fresh);
	uint64_t next = cips_intake_identity_of_answers(key, &walk->canonical, ++seen->count);
	seen->content += (uint32_t)(next - (uint64_t)identity);
}

static void take(void *context, const struct cips_stored *response)
{
	struct walk *walk = context;
	const char *wave = wave_of(walk, response->wave);
	struct identity *identity = find_identity(walk, response->row);
	walk->verifying->verified->responses++;
	if (identity)
		identity->met = true;
	else
		walk->lost++;
	if (!cips_model_record_good(&walk->check, response->record)) {
		walk->bad_records++;
		return;
	}
	walk->bad_units += !units_exist(walk, response);
	walk->bad_numbers += !numbers_fit(walk, response);
	walk->unknown_waves += !wave;
	if (!wave)
		return;
	if (identity)
		count_equal(walk, wave, response, identity->identity);
	cips_api_content_response(&walk->verifying->content, walk->version, wave, walk->instrument,
		walk->verifying->units, response);
}

/* --- all ------------------------------------------------------------------------------------ */

static void report(struct walk *walk, const char *code, size_t n, const char *what)
{
	if (n)
		cips_findings_add(walk->verifying->findings, CIPS_ERROR, code, NULL, 0, 0,
			"%zu response%s %s", n, n == 1 ? "" : "s", what);
}

static enum cips_rc walk_version(struct walk *walk, size_t version, struct cips_err *err)
{
	struct cips_verifying *verifying = walk->verifying;
	struct cips_arena arena = {0};
	walk->version = &verifying->versions[version];
	walk->instrument = verifying->instruments[version];
	if (!walk->instrument)
		return CIPS_OK;
	walk->check = cips_model_record_check(&arena, walk->instrument);
	enum cips_rc rc = cips_store_each(verifying->file, walk->version->id, 0, take, walk, err);
	cips_arena_release(&arena);
	return cips_api_blame(verifying, "response", rc, err);
}

static void check_index(struct walk *walk)
{
	size_t orphans = 0;
	for (size_t i = 0; i < walk->n; i++)
		orphans += !walk->identities[i].met;
	if (orphans)
		cips_findings_add(walk->verifying->findings, CIPS_ERROR, "identity", NULL, 0, 0,
			"%zu identit%s of no response", orphans, orphans == 1 ? "y is" : "ies are");
}

static void count_confirmed(struct walk *walk)
{
	for (size_t i = 0; i < CIPS_SEEN_PARTS; i++) {
		const struct cips_seen_part *part = &walk->equals.parts[i];
		for (size_t k = 0; k < part->room; k++)
			if (part->slots[k].hash && !part->slots[k].content)
				walk->verifying->verified->from_answers += part->slots[k].count;
	}
}

enum cips_rc cips_api_verify_responses(struct cips_verifying *verifying, struct cips_err *err)
{
	struct walk walk = {.verifying = verifying};
	enum cips_rc rc = cips_api_blame(verifying, "identity",
		cips_store_each_identity(verifying->file, note_identity, &walk, err), err);
	if (walk.n)
		qsort(walk.identities, walk.n, sizeof *walk.identities, by_row);
	for (size_t i = 0; i < verifying->n_versions && !rc; i++)
		rc = walk_version(&walk, i, err);
	report(&walk, "record", walk.bad_records, "with an answer that the form does not have");
	report(&walk, "unit", walk.bad_units, "from a unit that is not in the tree");
	report(&walk, "number", walk.bad_numbers,
		"with a number where none is, or none where one is");
	report(&walk, "wave", walk.unknown_waves, "in no wave");
	report(&walk, "identity", walk.lost, "without an identity");
	check_index(&walk);
	count_confirmed(&walk);
	cips_intake_seen_release(&walk.equals);
	cips_buf_release(&walk.canonical);
	free(walk.identities);
	return rc;
}
