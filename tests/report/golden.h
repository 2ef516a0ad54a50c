/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing what is written with a file of tests/report/golden. With CIPS_GOLDEN=write in the
 * environment the file is written anew instead. Include after cmocka.h.
 */
#ifndef TESTS_REPORT_GOLDEN_H
#define TESTS_REPORT_GOLDEN_H

#include "base/file.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void golden_compare(const char *name, const char *bytes)
{
	char path[512];
	const char *wish = getenv("CIPS_GOLDEN");
	snprintf(path, sizeof path, SOURCE_DIR "/tests/report/golden/%s", name);
	if (wish && strcmp(wish, "write") == 0) {
		FILE *out = fopen(path, "w");
		assert_non_null(out);
		fputs(bytes, out);
		assert_int_equal(fclose(out), 0);
		return;
	}
	struct cips_buf expected = {0};
	struct cips_err err;
	if (cips_file_read(path, "a golden file", 1 << 20, &expected, &err))
		fail_msg("%s", err.text);
	if (strcmp(bytes, cips_buf_text(&expected)) != 0)
		fail_msg("%s differs from what is written now:\n%s", path, bytes);
	cips_buf_release(&expected);
}

/* No line is wider, has blanks at its end, or a control character in it. */
static void golden_each_line(const char *text, size_t width)
{
	struct cips_arena arena = {0};
	while (*text) {
		size_t n = strcspn(text, "\n");
		assert_int_equal(text[n], '\n');
		const char *line = cips_arena_strndup(&arena, text, n);
		if (cips_utf8_width(line) > width)
			fail_msg("wider than %zu: %s", width, line);
		if (n && line[n - 1] == ' ')
			fail_msg("blanks at the end: \"%s\"", line);
		for (; *line; line++)
			assert_true((unsigned char)*line >= ' ' && *line != 0x7f);
		text += n + 1;
	}
	cips_arena_release(&arena);
}

#endif
