/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Breaking text into lines of a terminal. Internal to lib/report.
 */
#ifndef CIPS_REPORT_WRAP_H
#define CIPS_REPORT_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Takes the next line of at most `width` columns off the text at *rest, broken at a blank (or, in
 * `names`, behind an underscore), and a word that is longer anywhere between two graphemes. Returns
 * its first byte and sets *n to its length without the blanks at its end; NULL when nothing is
 * left.
 */
const char *cips_report_next_line(const char **rest, size_t width, bool names, size_t *n);

/*
 * Writes the text (cleaned before) in lines of at most `width` columns, the first one `first`
 * blanks in, the others `other`. Nothing for an empty text.
 */
void cips_report_wrap(FILE *out, const char *text, size_t width, size_t first, size_t other);

/* As wrap without blanks in front, in bold letters when `colour`. */
void cips_report_heading(FILE *out, const char *text, size_t width, bool colour);

/* Columns where nobody says how many, and blanks before the second line of a paragraph. */
enum { CIPS_USUAL_WIDTH = 80, CIPS_HANGING = 2 };

#define CIPS_BOLD "\x1b[1m"
#define CIPS_PLAIN "\x1b[0m"

/* `n` times the character, for blanks and rules. */
void cips_report_repeat(FILE *out, char c, size_t n);

#endif
