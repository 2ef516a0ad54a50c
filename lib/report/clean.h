/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that others wrote (labels, titles, names of units), made harmless for the place it goes to.
 * Internal to lib/report. Any bytes may come in; NULL counts as "".
 */
#ifndef CIPS_REPORT_CLEAN_H
#define CIPS_REPORT_CLEAN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * For a terminal: one line, white space squeezed, no-break spaces kept between words (narrow ones
 * become wide, which every console can show); what would act on the terminal or turn the text
 * around is made visible (\x1b). The joiners that Persian and Indic scripts need stay; marks that
 * show nothing (soft hyphen, byte order mark, direction marks) go. `ascii`: nothing else is left.
 */
char *cips_report_clean(struct cips_arena *arena, const char *text, bool ascii);

/*
 * For Markdown, within a line or a cell of a table: as for a terminal, and no character of it is
 * taken as mark-up.
 */
char *cips_report_clean_markdown(struct cips_arena *arena, const char *text);

/* For Markdown, as a paragraph: it begins no list, heading or quotation either. */
char *cips_report_clean_paragraph(struct cips_arena *arena, const char *text);

/* For HTML, as text or in the quotes of an attribute; lines and direction marks stay. */
char *cips_report_clean_html(struct cips_arena *arena, const char *text);

/* Valid UTF-8: the text itself, or with its broken bytes made visible. */
const char *cips_report_clean_bytes(struct cips_arena *arena, const char *text);

/*
 * Writes one field of a CSV line, with a comma in front unless it is the first; quoted when needed.
 * A text that a spreadsheet would take for a formula gets an apostrophe in front.
 */
void cips_report_csv_field(struct cips_arena *scratch, FILE *out, const char *text, bool first);

#endif
