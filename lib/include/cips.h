/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcips: survey instruments, responses and culture-gap tables.
 *
 * Call cips_start() once. Functions that can fail return an enum cips_rc and fill the caller's
 * struct cips_err; faults in a file of somebody's are collected as findings. Objects end with their
 * _free() or _close() function, for which NULL is fine. A handle is used by one thread at a time.
 * When memory is exhausted the process ends with status 4; survey files change only in
 * transactions, so nothing is left half done.
 */
#ifndef CIPS_H
#define CIPS_H

#include "cips_types.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Only what is declared here is visible in the shared library. */
#pragma GCC visibility push(default)

#define CIPS_VERSION "0.1.0"
#define CIPS_DATE "2026-11-22"

/* Prepares the library for this process; LC_NUMERIC must stay "C". */
enum cips_rc cips_start(struct cips_err *err);

/* --- findings ------------------------------------------------------------------------------- */

struct cips_findings;

struct cips_findings *cips_findings_new(void);
void cips_findings_free(struct cips_findings *findings);

/*
 * How many there are. Of a kind that has very many only the first are listed, and one behind the
 * list stands for the others (`more`); _get() gives all that is to be read, NULL behind the last.
 */
size_t cips_findings_count(const struct cips_findings *findings);
const struct cips_finding *cips_findings_get(const struct cips_findings *findings, size_t i);

size_t cips_findings_errors(const struct cips_findings *findings);

/* --- instruments ---------------------------------------------------------------------------- */

struct cips_instrument;

/*
 * Loads an XLSForm (.md, .csv or .xlsx) with everything that is wrong with it. CIPS_INPUT when a
 * finding is an error: then *out is NULL.
 */
enum cips_rc cips_form_load(const char *path, struct cips_instrument **out,
	struct cips_findings *findings, struct cips_err *err);
void cips_form_free(struct cips_instrument *instrument);

struct cips_form_facts {
	const char *code; /* form_id */
	const char *title;
	const char *version; /* the form's own text */
	size_t items;
	size_t scored;
	size_t languages;
	char digest[65]; /* content hash, hexadecimal */
};
void cips_form_facts(const struct cips_instrument *instrument, struct cips_form_facts *facts);

/* How a questionnaire is printed. Zero-initialize for the defaults. */
struct cips_show_options {
	const char *language; /* a language of the form; NULL: its default */
	const char *format; /* "text", "md", "html"; NULL: "text", or by the extension of a file */
	bool paper;	    /* the sheet for a respondent, not the reading copy for an analyst */
};

/* Prints a questionnaire. CIPS_USAGE for a language or format that there is not. */
enum cips_rc cips_form_show(const struct cips_instrument *instrument,
	const struct cips_show_options *show, const struct cips_write_options *options, FILE *out,
	struct cips_err *err);

/* As cips_form_show, into a file that appears complete or not at all. */
enum cips_rc cips_form_show_file(const struct cips_instrument *instrument,
	const struct cips_show_options *show, const struct cips_write_options *options,
	const char *path, struct cips_err *err);

/* --- survey files --------------------------------------------------------------------------- */

struct cips_survey;

struct cips_init_options {
	const char *title;  /* NULL: the name of the file */
	unsigned min_group; /* 0: the default, 10; never under 5 */
	bool public_data;
};

/* Creates a survey file; never overwrites one. */
enum cips_rc cips_init(
	const char *path, const struct cips_init_options *options, struct cips_err *err);

enum cips_access { CIPS_READ, CIPS_WRITE };
enum cips_rc cips_open(
	const char *path, enum cips_access access, struct cips_survey **out, struct cips_err *err);
void cips_close(struct cips_survey *survey);

struct cips_added {
	char code[65];
	unsigned ordinal; /* of the version within the code */
	char digest[65];
	bool is_new; /* false: this content was there already */
};

/* Adds a form as an instrument, under `code` or (NULL) its form_id. */
enum cips_rc cips_instrument_add(struct cips_survey *survey, const char *path, const char *code,
	struct cips_added *added, struct cips_findings *findings, struct cips_err *err);

/*
 * The instrument `CODE`, `CODE@VERSION` (its version text, ordinal or the start of its hash) or the
 * only one (NULL) of a survey file; free it with cips_form_free().
 */
enum cips_rc cips_instrument_get(struct cips_survey *survey, const char *instrument,
	struct cips_instrument **out, struct cips_err *err);

/* Loads units.csv; *n is the number of units. */
enum cips_rc cips_units_load(struct cips_survey *survey, const char *path, size_t *n,
	struct cips_findings *findings, struct cips_err *err);

/*
 * Loads headcounts.csv; *n is the number of lines. Replaces those of the waves and instruments
 * named in it.
 */
enum cips_rc cips_headcount_load(struct cips_survey *survey, const char *path, size_t *n,
	struct cips_findings *findings, struct cips_err *err);

/*
 * Imports responses to `instrument` (CODE, CODE@VERSION or NULL for the only one). See struct
 * cips_import_options; the result is filled in every case.
 */
enum cips_rc cips_import(struct cips_survey *survey, const char *path, const char *instrument,
	const struct cips_import_options *options, struct cips_findings *findings,
	struct cips_import_result *result, struct cips_err *err);

/*
 * As cips_form_load, and against the people of a survey file (NULL: none): its units, and whether
 * the demographics of the form make groups under the minimum.
 */
enum cips_rc cips_form_check(const char *path, struct cips_survey *survey,
	struct cips_instrument **out, struct cips_findings *findings, struct cips_err *err);

/*
 * Writes the findings about a form as JSON, to a stream or into a file that appears complete or not
 * at all; `instrument` is NULL for a form that was not accepted.
 */
enum cips_rc cips_findings_write_json(const struct cips_findings *findings,
	const struct cips_instrument *instrument, FILE *out, struct cips_err *err);
enum cips_rc cips_findings_write_json_file(const struct cips_findings *findings,
	const struct cips_instrument *instrument, const char *path, struct cips_err *err);

/* --- tables --------------------------------------------------------------------------------- */

struct cips_document;

enum cips_rc cips_freq(struct cips_survey *survey, const struct cips_freq_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_crosstab(struct cips_survey *survey, const struct cips_crosstab_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_gap(struct cips_survey *survey, const struct cips_gap_request *request,
	struct cips_document **out, struct cips_err *err);

/* One of two instruments that are compared. */
struct cips_diff_side {
	const struct cips_instrument *instrument;
	const char *name; /* as the user knows it: a file, CODE@VERSION */
	bool places;	  /* it came from a form: say sheet and row */
};

/*
 * What changed from A to B, and which indicators may be trended; *same says that both have the same
 * content.
 */
void cips_instrument_diff(const struct cips_diff_side *a, const struct cips_diff_side *b,
	struct cips_document **out, bool *same);

void cips_document_free(struct cips_document *document);

/* The minimum group that was applied; 0 for public data, which has no disclosure control. */
unsigned cips_document_minimum(const struct cips_document *document);

/*
 * Writes a document in a format: "text", "csv", "tidy", "json", "md". CIPS_USAGE for a format that
 * is not known, CIPS_SYSTEM when writing failed.
 */
enum cips_rc cips_write(const struct cips_document *document, const char *format,
	const struct cips_write_options *options, FILE *out, struct cips_err *err);

/* As cips_write, into a file that appears complete or not at all. */
enum cips_rc cips_write_file(const struct cips_document *document, const char *format,
	const struct cips_write_options *options, const char *path, struct cips_err *err);

/* The format that the extension of a path stands for, or NULL. */
const char *cips_format_of(const char *path);

/* --- rehearsal ------------------------------------------------------------------------------ */

/*
 * Writes plausible answers to a form as a CSV file that import takes: no data of anyone, which every
 * response_id says. The same bytes for the same form, files and options on every machine.
 * CIPS_INPUT with findings when the form, the units or the effects are not acceptable.
 */
enum cips_rc cips_simulate(const char *form, const struct cips_simulate_options *options, FILE *out,
	struct cips_findings *findings, struct cips_err *err);

/* As cips_simulate, into a file that appears complete or not at all. */
enum cips_rc cips_simulate_file(const char *form, const struct cips_simulate_options *options,
	const char *path, struct cips_findings *findings, struct cips_err *err);

/* --- words ---------------------------------------------------------------------------------- */

/* The nearest of `n` known words, or NULL when none is near: for "did you mean". */
const char *cips_nearest(const char *word, const char *const *known, size_t n);

/* `text` made fit for a terminal: control characters visible. The caller frees it. */
char *cips_printable(const char *text);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
