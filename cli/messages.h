/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words for the user: errors, findings, progress. Data goes to stdout, words to stderr.
 */
#ifndef CIPS_CLI_MESSAGES_H
#define CIPS_CLI_MESSAGES_H

#include "cips.h"

/* A wrong use, and what to do about it. */
__attribute__((format(printf, 3, 4))) enum cips_rc usage(
	struct cips_err *err, const char *hint, const char *format, ...);
__attribute__((format(printf, 3, 4))) enum cips_rc usage_guess(
	struct cips_err *err, const char *guess, const char *format, ...);
__attribute__((format(printf, 3, 4))) enum cips_rc usage_choices(
	struct cips_err *err, const char *choices, const char *format, ...);

/* Words of others, such as names of files: must not act on the terminal. */
void print_clean(FILE *out, const char *text);

/* "cips: text" and the hint on the next line. */
void print_error(const struct cips_err *err);

/*
 * The findings, one a line as "file:line:column: error: text [code]" with the hint under it; after
 * 20 of a kind the rest is counted only.
 */
void print_findings(const struct cips_findings *findings, FILE *out);

/* A progress bar on stderr with rate and time left; `context` is a struct progress. */
struct progress {
	bool shown;
	double started; /* seconds, 0: not yet */
	double drawn;
};
void draw_progress(void *context, size_t done, size_t total, size_t rows);
void clear_progress(struct progress *progress);

/* Whether --progress or --color `when` (NULL: auto) asks for it on this stream. */
bool progress_wanted(const char *when);
bool colour_wanted(const char *when, FILE *out);

#endif
