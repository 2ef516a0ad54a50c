/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies in a box that was opened: answers or texts of an instrument. What is accepted packs to
 * the same bytes.
 */
#include "../intake/survey.h"
#include "fuzz.h"
#include "model/packed.h"

static struct cips_instrument *instrument;
static struct cips_arena arena;
static struct cips_record_check check;
static struct cips_response response;
static uint8_t *packed;

static void end(void)
{
	free(packed);
	cips_arena_release(&arena);
	cips_model_instrument_free(instrument);
}

static void start(void)
{
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	must(!cips_intake_form(HERE "form.md", &workbook, &findings, &err));
	instrument = cips_forms_load(&workbook, &findings);
	must(instrument);
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
	check = cips_model_record_check(&arena, instrument);
	response = cips_model_response_new(&arena, instrument);
	size_t answers = cips_model_packed_size(instrument);
	size_t texts = cips_model_packed_texts_size(instrument);
	packed = malloc(answers > texts ? answers : texts);
	must(packed);
	atexit(end);
}

/* Up to `size` bytes, zeros behind those that are missing: a box is never short. */
static void fill(const uint8_t *bytes, size_t n, size_t size, uint8_t *out)
{
	memset(out, 0, size);
	memcpy(out, bytes, n < size ? n : size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_arena strings = {0};
	if (!instrument)
		start();
	size_t size = cips_model_packed_size(instrument);
	uint8_t *box = cips_arena_alloc(&strings, size, 1);
	fill(bytes, n, size, box);
	if (cips_model_unpack(&check, box, &response)) {
		cips_model_pack(instrument, &response, packed);
		must(memcmp(packed, box, size) == 0);
	}
	size = cips_model_packed_texts_size(instrument);
	box = cips_arena_alloc(&strings, size, 1);
	fill(bytes, n, size, box);
	if (cips_model_unpack_texts(instrument, box, &strings, &response)) {
		cips_model_pack_texts(instrument, &response, packed);
		must(memcmp(packed, box, size) == 0);
	}
	cips_arena_release(&strings);
	return 0;
}
