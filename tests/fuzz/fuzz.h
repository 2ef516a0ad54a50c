/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parsers of bytes that may come from anybody, one a file: fuzz_NAME.c tries any bytes, in the form
 * that libFuzzer calls. Without libFuzzer, replay.c calls it for each file of corpus/NAME.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What must hold of all bytes. */
#define must(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))

_Noreturn static inline void fuzz_broken(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
	abort();
}

static char fuzz_folder[64];
static char fuzz_path[128];

static void fuzz_clean_up(void)
{
	unlink(fuzz_path);
	rmdir(fuzz_folder);
}

/*
 * The path of a file with these bytes, in memory where there is such a place. It has the name of the
 * first call in each later one.
 */
static inline const char *fuzz_file(const char *name, const uint8_t *bytes, size_t n)
{
	if (!*fuzz_folder) {
		snprintf(fuzz_folder, sizeof fuzz_folder, "%s/cips-fuzz-XXXXXX",
			access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		must(mkdtemp(fuzz_folder));
		snprintf(fuzz_path, sizeof fuzz_path, "%s/%s", fuzz_folder, name);
		atexit(fuzz_clean_up);
	}
	FILE *file = fopen(fuzz_path, "wb");
	must(file && fwrite(bytes, 1, n, file) == n && fclose(file) == 0);
	return fuzz_path;
}

/* The bytes as a string, which ends at the first NUL; the caller frees it. */
static inline char *fuzz_text(const uint8_t *bytes, size_t n)
{
	char *text = strndup((const char *)bytes, n);
	must(text);
	return text;
}

#endif
