/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small questions about the text of a cell.
 */
#ifndef CIPS_INTAKE_TEXT_H
#define CIPS_INTAKE_TEXT_H

#include "base/findings.h"

#include <stdbool.h>
#include <stddef.h>

/* A stretch of text that need not be NUL-terminated. */
struct cips_span {
	const char *text;
	size_t n;
};

/* Without blanks at both ends, as cips_utf8_trim. */
struct cips_span cips_intake_trim(const char *text, size_t n);

/*
 * Takes the next word (between blanks) off the front of `rest`; an empty span when there is none.
 */
struct cips_span cips_intake_word(struct cips_span *rest);

/* A wave's code: 1 to 32 of A-Z a-z 0-9 _ . - */
bool cips_intake_is_wave(const char *text, size_t n);

/* A mode: 1 to 16 of A-Z a-z 0-9 _ - */
bool cips_intake_is_mode(const char *text, size_t n);

/* The text as a message quotes it: printable and short. Lives as long as the findings. */
const char *cips_intake_shown(struct cips_findings *findings, const char *text);

#endif
