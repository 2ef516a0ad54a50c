/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines with letters that are written from the right, put in the order in which a terminal that
 * knows nothing of it must show them, joined letters in their joined forms.
 */
#ifndef CIPS_TUI_BIDI_H
#define CIPS_TUI_BIDI_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the first letter with a direction is written from the right. */
bool bidi_from_right(const char *text, size_t n);

/* Whether a language (its code, "ar") is written from the right. */
bool bidi_language(const char *tag);

/*
 * The line (one line, UTF-8, no control characters) in visual order, into `out` of `size` bytes;
 * its length. A line with nothing from the right comes back as it is. `from_right` is the direction
 * of the paragraph. A line longer than 1,000 characters, or without room in `out`, comes back as it
 * is, cut to `size`.
 */
size_t bidi_line(const char *text, size_t n, bool from_right, char *out, size_t size);

#endif
