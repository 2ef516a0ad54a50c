/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map of foreign headers and values: what is remembered of it reads as the same. */
#include "fuzz.h"
#include "intake/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_mapping *mapping, *again;
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	enum cips_rc rc =
		cips_intake_mapping_read(fuzz_file("map.csv", bytes, n), &mapping, &findings, &err);
	must(rc == CIPS_OK || rc == CIPS_INPUT);
	if (!rc) {
		again = cips_intake_mapping_of_text(mapping->text);
		must(again && strcmp(again->text, mapping->text) == 0);
		must(again->n == mapping->n);
		cips_intake_mapping_free(again);
	}
	cips_intake_mapping_free(mapping);
	cips_findings_release(&findings);
	return 0;
}
