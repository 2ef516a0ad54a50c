/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/content.h"

#include "base/number.h"
#include "intake/identity.h"

#include <stdlib.h>
#include <string.h>

void cips_api_content_text(struct cips_content *content, const char *text)
{
	cips_buf_add(&content->scratch, text, strlen(text) + 1);
}

void cips_api_content_fact(struct cips_content *content)
{
	if (content->n == content->room) {
		content->room = content->room ? 2 * content->room : 256;
		content->facts =
			cips_realloc(content->facts, content->room, sizeof *content->facts);
	}
	cips_sealed_digest(content->facts[content->n++], content->scratch.text, content->scratch.n);
	cips_buf_clear(&content->scratch);
}

void cips_api_content_units(struct cips_content *content, const struct cips_units *units)
{
	for (size_t i = 0; i < units->n; i++) {
		const struct cips_unit *unit = &units->list[i];
		cips_api_content_text(content, "unit");
		cips_api_content_text(content, unit->code);
		cips_api_content_text(
			content, unit->parent < 0 ? "" : units->list[unit->parent].code);
		for (size_t k = 0; k < units->n_languages; k++) {
			cips_api_content_text(content, units->languages[k]);
			cips_api_content_text(content, unit->names[k]);
		}
		cips_api_content_fact(content);
	}
}

static const char *unit_code(const struct cips_units *units, unsigned id)
{
	int index = units ? cips_model_unit_by_id(units, id) : CIPS_NONE;
	return index < 0 ? "" : units->list[index].code;
}

void cips_api_content_headcount(struct cips_content *content, const struct cips_headcount *row,
	const struct cips_units *units)
{
	char number[CIPS_NUMBER_SIZE];
	cips_api_content_text(content, "headcount");
	cips_api_content_text(content, row->wave);
	cips_api_content_text(content, row->instrument);
	cips_api_content_text(content, unit_code(units, row->unit));
	for (size_t i = 0; i < row->n; i++) {
		cips_api_content_text(content, row->items[i]);
		cips_api_content_text(content, row->choices[i]);
	}
	cips_api_content_text(content, cips_number_format(number, row->headcount));
	cips_api_content_fact(content);
}

void cips_api_content_response(struct cips_content *content, const struct cips_version *version,
	const char *wave, const struct cips_instrument *instrument, const struct cips_units *units,
	const struct cips_stored *response)
{
	struct cips_buf record = {0};
	struct cips_stored copy = *response;
	cips_buf_add(&record, (const char *)response->record, response->record_size);
	copy.record = (const uint8_t *)record.text;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (cips_model_unit_coded(instrument, item) &&
			cips_model_code(item, response->record))
			memset(record.text + item->offset, 0, item->width);
	}
	cips_intake_canonical(
		&content->scratch, version->code, (struct cips_span){wave, strlen(wave)}, &copy);
	cips_api_content_text(content, version->digest);
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (cips_model_unit_coded(instrument, item))
			cips_api_content_text(
				content, unit_code(units, cips_model_code(item, response->record)));
	}
	cips_api_content_fact(content);
	cips_buf_release(&record);
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, CIPS_DIGEST_SIZE);
}

void cips_api_content_end(struct cips_content *content, char text[CIPS_FINGERPRINT])
{
	uint8_t sum[CIPS_DIGEST_SIZE];
	struct cips_digest *digest = cips_sealed_digest_begin();
	static const char mark[] = "cips content 1";
	cips_sealed_digest_feed(digest, mark, sizeof mark);
	if (content->n) {
		qsort(content->facts, content->n, sizeof *content->facts, by_bytes);
		cips_sealed_digest_feed(
			digest, content->facts, content->n * sizeof *content->facts);
	}
	cips_sealed_digest_end(digest, sum);
	cips_sealed_groups(sum, text);
	cips_buf_release(&content->scratch);
	free(content->facts);
	*content = (struct cips_content){0};
}
