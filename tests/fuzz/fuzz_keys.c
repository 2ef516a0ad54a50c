/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key files and the codes that people type: a key that was read and written reads as the same. */
#include "fuzz.h"
#include "sealed/draft.h"
#include "sealed/key_parts.h"
#include "sealed/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char version[CIPS_KEY_VERSION], again[CIPS_KEY_TEXT];
	struct cips_public_key key, same;
	struct cips_locked_key locked, same_locked;
	uint8_t token[CIPS_TOKEN_SIZE];
	char *text = fuzz_text(bytes, n);
	const char *from = (const char *)bytes;
	cips_sealed_key_file(from, n, version);
	must(strlen(version) < sizeof version);
	if (cips_sealed_read_public(from, n, &key)) {
		cips_sealed_write_public(&key, again);
		must(cips_sealed_read_public(again, strlen(again), &same));
		must(memcmp(&same, &key, sizeof key) == 0);
	}
	if (cips_sealed_read_locked(from, n, &locked)) {
		cips_sealed_write_locked(&locked, again);
		must(cips_sealed_read_locked(again, strlen(again), &same_locked));
		must(memcmp(&same_locked, &locked, sizeof locked) == 0);
	}
	cips_sealed_token_read(from, n, token);
	cips_sealed_draft_is_code(text);
	free(text);
	return 0;
}
