/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/identity.h"

#include "base/arena.h"
#include "sealed/digest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

/*
 * The slot of a hash, or the free one where it belongs. The hashes are as good as random: the low
 * bits choose the part, the high ones the slot.
 */
static struct cips_seen *probe(const struct cips_seen_part *part, uint64_t hash)
{
	uint32_t i = (uint32_t)(((hash >> 32) * part->room) >> 32);
	while (part->slots[i].hash && part->slots[i].hash != hash)
		i = i + 1 < part->room ? i + 1 : 0;
	return &part->slots[i];
}

static void grow(struct cips_seen_part *part)
{
	struct cips_seen_part bigger = {
		.n = part->n, .room = part->room ? part->room + part->room / 4 : FIRST_ROOM};
	bigger.slots = cips_calloc(bigger.room, sizeof *bigger.slots);
	for (size_t i = 0; i < part->room; i++)
		if (part->slots[i].hash)
			*probe(&bigger, part->slots[i].hash) = part->slots[i];
	free(part->slots);
	*part = bigger;
}

struct cips_seen *cips_intake_seen(struct cips_seen_set *set, uint64_t hash, bool *fresh)
{
	struct cips_seen_part *part = &set->parts[hash % CIPS_SEEN_PARTS];
	hash += !hash;
	if (part->n >= part->room / 6 * 5)
		grow(part);
	struct cips_seen *seen = probe(part, hash);
	*fresh = !seen->hash;
	part->n += *fresh;
	set->n += *fresh;
	seen->hash = hash;
	return seen;
}

struct cips_seen *cips_intake_seen_before(const struct cips_seen_set *set, uint64_t hash)
{
	const struct cips_seen_part *part = &set->parts[hash % CIPS_SEEN_PARTS];
	hash += !hash;
	struct cips_seen *seen = part->room ? probe(part, hash) : NULL;
	return seen && seen->hash ? seen : NULL;
}

void cips_intake_seen_release(struct cips_seen_set *set)
{
	for (size_t i = 0; i < CIPS_SEEN_PARTS; i++)
		free(set->parts[i].slots);
	*set = (struct cips_seen_set){0};
}

static void add_text(struct cips_buf *out, const char *text)
{
	cips_buf_add(out, text, strlen(text) + 1);
}

static void add_span(struct cips_buf *out, struct cips_span span)
{
	cips_buf_add(out, span.text, span.n);
	cips_buf_putc(out, '\0');
}

/* Eight bytes, the same on every machine; NaN has one spelling. */
static void add_number(struct cips_buf *out, double number)
{
	char bytes[8] = {0};
	uint64_t bits = UINT64_MAX;
	if (!isnan(number))
		memcpy(&bits, &number, sizeof bits);
	for (int i = 0; i < 8; i++)
		bytes[i] = (char)(bits >> (8 * i) & 0xff);
	cips_buf_add(out, bytes, sizeof bytes);
}

uint64_t cips_intake_identity_of_id(const uint8_t *key, const char *code, struct cips_span wave,
	struct cips_span id, struct cips_buf *scratch)
{
	cips_buf_clear(scratch);
	add_text(scratch, "id");
	add_text(scratch, code);
	add_span(scratch, wave);
	add_span(scratch, id);
	return cips_sealed_keyed_hash(key, scratch->text, scratch->n);
}

void cips_intake_canonical(struct cips_buf *out, const char *code, struct cips_span wave,
	const struct cips_stored *response)
{
	cips_buf_clear(out);
	add_text(out, "answers");
	add_text(out, code);
	add_span(out, wave);
	cips_buf_add(out, (const char *)response->record, response->record_size);
	for (size_t i = 0; i < response->n_numbers; i++)
		add_number(out, response->numbers[i]);
	add_number(out, response->weight);
	add_number(out, response->seconds);
	add_text(out, response->language);
	add_text(out, response->mode);
	cips_buf_putc(out, response->assisted ? '1' : '0');
}

uint64_t cips_intake_identity_of_answers(
	const uint8_t *key, struct cips_buf *canonical, uint32_t occurrence)
{
	size_t n = canonical->n;
	char bytes[4];
	for (int i = 0; i < 4; i++)
		bytes[i] = (char)(occurrence >> (8 * i) & 0xff);
	cips_buf_add(canonical, bytes, sizeof bytes);
	uint64_t hash = cips_sealed_keyed_hash(key, canonical->text, canonical->n);
	canonical->n = n;
	return hash;
}

static bool same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

bool cips_intake_same(const struct cips_stored *a, const struct cips_stored *b)
{
	if (a->version != b->version || a->wave != b->wave || a->record_size != b->record_size ||
		a->n_numbers != b->n_numbers || a->assisted != b->assisted)
		return false;
	for (size_t i = 0; i < a->n_numbers; i++)
		if (!same_number(a->numbers[i], b->numbers[i]))
			return false;
	return memcmp(a->record, b->record, a->record_size) == 0 &&
		same_number(a->weight, b->weight) && same_number(a->seconds, b->seconds) &&
		strcmp(a->language, b->language) == 0 && strcmp(a->mode, b->mode) == 0;
}
