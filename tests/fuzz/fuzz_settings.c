/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a station: what is accepted is written as it stood. */
#include "api/station_settings.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_arena arena = {0};
	struct cips_station_settings settings;
	struct cips_buf again = {0};
	struct cips_err err = {0};
	char *text = fuzz_text(bytes, n);
	enum cips_rc rc = cips_api_settings_read(text, &arena, &settings, &err);
	must(rc == CIPS_OK || rc == CIPS_INTEGRITY);
	if (!rc) {
		cips_api_settings_write(&settings, &again);
		must(strcmp(again.text, text) == 0);
		must(settings.n_keys >= 1 && settings.n_keys <= CIPS_KEYS);
	}
	cips_buf_release(&again);
	cips_arena_release(&arena);
	free(text);
	return 0;
}
