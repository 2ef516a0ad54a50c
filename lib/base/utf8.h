/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text in UTF-8: checking, normalizing, measuring. All of it is utf8proc's; this gives it our
 * memory rules.
 */
#ifndef CIPS_BASE_UTF8_H
#define CIPS_BASE_UTF8_H

#include "base/arena.h"

#include <stdbool.h>

/* The offset of the first byte that is not UTF-8, or `n` when all are. */
size_t cips_utf8_check(const char *text, size_t n);

/* Characters (code points) in `n` bytes of valid UTF-8. */
size_t cips_utf8_length(const char *text, size_t n);

/*
 * The start of the text without ASCII blanks and line ends (and no-break spaces, which spreadsheets
 * like) at both ends; `*n` becomes the bytes that are left.
 */
const char *cips_utf8_trim(const char *text, size_t *n);

/*
 * The offset of the first control character other than newline and tab (and the carriage return of
 * a DOS line end), `n` when there is none.
 */
size_t cips_utf8_control(const char *text, size_t n);

/*
 * The text as two people who typed the same would both have it: NFC, outer white space trimmed,
 * inner runs of white space made one blank. For comparing labels. The input must be valid UTF-8.
 */
char *cips_utf8_normalize(struct cips_arena *arena, const char *text);

/* As normalize, and case folded: for headers and guesses. */
char *cips_utf8_fold(struct cips_arena *arena, const char *text);

/*
 * What is left of a text when only its words and numbers count: compatibility characters made plain
 * (NFKC), case folded, punctuation, white space and what shows nothing left out. A full stop,
 * comma, colon or slash that stands alone between two digits stays (1.5 is not 15), any other gap
 * between digits counts as a blank; %, per mille and & count as words. For telling a new wording
 * from a new look. The input must be valid UTF-8.
 */
char *cips_utf8_essence(struct cips_arena *arena, const char *text);

/* Columns that the text takes on a terminal (0 for combining marks, 2 for wide characters). */
size_t cips_utf8_width(const char *text);

/*
 * The length in bytes of the longest start of `text` that takes at most `width` columns, cut
 * between graphemes.
 */
size_t cips_utf8_cut(const char *text, size_t width);

/*
 * The text fit for a message: control characters, bidirectional controls and broken bytes become
 * visible (\x1b, U+202E), and what is wider than `width` columns ends in "...".
 */
char *cips_utf8_printable(struct cips_arena *arena, const char *text, size_t width);

/*
 * The bytes of the first grapheme cluster of `n` > 0 bytes. *width: the columns that its characters
 * take, 0 when it only has combining marks; -1 for a control or format character or a broken byte,
 * always one by itself, which must not be sent to a terminal as it is.
 */
size_t cips_utf8_cluster(const char *text, size_t n, int *width);

/*
 * ASCII for a terminal that has nothing else: letters lose their accents, typographic signs become
 * the nearest ASCII, other characters "?".
 */
char *cips_utf8_to_ascii(struct cips_arena *arena, const char *text);

#endif
