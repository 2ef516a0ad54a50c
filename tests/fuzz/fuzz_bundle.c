/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of bundles, read strictly and with what can be saved of it. */
#include "fuzz.h"
#include "sealed/bundle.h"

static size_t read_boxes(struct cips_bundle_reader *reader, enum cips_rc *rc, struct cips_err *err)
{
	size_t boxes = 0, index, next = 0;
	bool found = true;
	while (found) {
		*rc = cips_sealed_bundle_box(reader, &index, &found, err);
		must(*rc == CIPS_OK || (*rc == CIPS_INTEGRITY && !reader->salvage));
		must(!*rc || !found);
		if (found)
			must(index >= next);
		next = index + 1;
		boxes += found;
	}
	return boxes;
}

/* How many boxes are good. */
static size_t read_file(const uint8_t *bytes, size_t n, bool salvage)
{
	struct cips_bundle_reader reader = {.size = n, .salvage = salvage};
	struct cips_err err = {0};
	size_t boxes = 0;
	bool found = true;
	enum cips_rc rc = CIPS_OK;
	reader.file = n ? fmemopen((void *)(uintptr_t)bytes, n, "rb") : NULL;
	while (reader.file && found && !rc) {
		rc = cips_sealed_bundle_next(&reader, &found, &err);
		must(rc == CIPS_OK || rc == CIPS_INPUT || rc == CIPS_INTEGRITY);
		if (!rc && found)
			boxes += read_boxes(&reader, &rc, &err);
	}
	must(!rc || *err.text);
	cips_sealed_bundle_release(&reader);
	if (reader.file)
		fclose(reader.file);
	return boxes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_arena arena = {0};
	struct cips_bundle_manifest manifest;
	size_t strictly = read_file(bytes, n, false);
	must(read_file(bytes, n, true) >= strictly);
	cips_sealed_bundle_parse(bytes, n, &arena, &manifest);
	cips_arena_release(&arena);
	return 0;
}
