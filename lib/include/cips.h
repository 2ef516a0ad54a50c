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
 * Writes a first map for a file of responses with foreign headers and values: what is certain, and
 * guesses marked with ?, which import refuses until somebody has looked at them. Of the options
 * those count that say how the file is written. Nothing is imported; a file at `map` is never
 * overwritten.
 */
enum cips_rc cips_map_propose(struct cips_survey *survey, const char *path, const char *instrument,
	const struct cips_import_options *options, const char *map,
	struct cips_map_proposal *proposal, struct cips_err *err);

/*
 * The batches of a survey file, one for each import and each opening. Strings live as long as the
 * list.
 */
struct cips_batches;
enum cips_rc cips_batches(
	struct cips_survey *survey, struct cips_batches **out, struct cips_err *err);
void cips_batches_free(struct cips_batches *batches);
const struct cips_batch_facts *cips_batches_get(
	const struct cips_batches *batches, size_t i); /* NULL behind the last */

/*
 * The batch that a word names: its number in the list, its code, or the start of its code with at
 * least four digits. CIPS_USAGE with a hint when there is none, or more than one.
 */
enum cips_rc cips_batches_find(const struct cips_batches *batches, const char *word,
	const struct cips_batch_facts **found, struct cips_err *err);

/* Writes all of them, or `one`, as JSON. CIPS_SYSTEM when the stream fails. */
enum cips_rc cips_batches_write_json(const struct cips_batches *batches,
	const struct cips_batch_facts *one, FILE *out, struct cips_err *err);

/*
 * Takes the batch that a word names out of a survey file (open it for writing): its responses that
 * no other batch brought, and its free texts; what it updated is put back. CIPS_POLICY for an opening,
 * whose boxes are gone, and after an update for all but the latest.
 */
enum cips_rc cips_batch_undo(struct cips_survey *survey, const char *batch, bool dry_run,
	struct cips_undo_result *result, struct cips_err *err);

/*
 * Holds a survey file, a station or a bundle against itself: structure, checksums, digests,
 * signatures, references, every response against its instrument. CIPS_INTEGRITY with findings when
 * anything is not as it was written.
 */
enum cips_rc cips_verify(const char *path, struct cips_findings *findings,
	struct cips_verified *verified, struct cips_err *err);

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
enum cips_rc cips_response(struct cips_survey *survey, const struct cips_response_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_quality(struct cips_survey *survey, const struct cips_quality_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_gap(struct cips_survey *survey, const struct cips_gap_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_scale(struct cips_survey *survey, const struct cips_scale_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_agreement(struct cips_survey *survey,
	const struct cips_agreement_request *request, struct cips_document **out,
	struct cips_err *err);
enum cips_rc cips_drivers(struct cips_survey *survey, const struct cips_drivers_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_compare(struct cips_survey *survey, const struct cips_compare_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_shrink(struct cips_survey *survey, const struct cips_shrink_request *request,
	struct cips_document **out, struct cips_err *err);

/* `survey` may be NULL: then the request says how many people there are. */
enum cips_rc cips_plan(struct cips_survey *survey, const struct cips_plan_request *request,
	struct cips_document **out, struct cips_err *err);
/*
 * Makes weights with which the respondents of an instrument and a wave agree with its headcounts, and
 * keeps them in the survey file (open it for writing) under a name, in the place of those that had
 * it. What cannot be weighted is CIPS_INPUT with findings that name the cells; so are margins that
 * raking does not meet, and then nothing is changed.
 */
enum cips_rc cips_weight(struct cips_survey *survey, const struct cips_weight_request *request,
	struct cips_findings *findings, struct cips_document **out, struct cips_err *err);

/* The sets of weights that are kept. */
enum cips_rc cips_weight_sets(
	struct cips_survey *survey, struct cips_document **out, struct cips_err *err);

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

/* --- keys and stations ---------------------------------------------------------------------- */

/*
 * Makes a pair of keys: NAME.key (secret, locked with the passphrase) and NAME.pub. Neither may
 * exist. Tells the fingerprint of the public key.
 */
enum cips_rc cips_key_new(const char *name, const char *passphrase,
	char fingerprint[CIPS_FINGERPRINT], struct cips_err *err);

/*
 * Creates a station file for an instrument and a wave of a survey file, and notes the station in
 * that file (open it for writing). Never overwrites.
 */
enum cips_rc cips_station_new(struct cips_survey *survey,
	const struct cips_station_options *options, const char *path, struct cips_err *err);

struct cips_station;

/*
 * Opens a station to collect with. CIPS_POLICY when a secret key lies beside it or others may
 * change its file; CIPS_USAGE when it is used up; CIPS_INTEGRITY when it is damaged, of another
 * program or of a newer version, or not as it was signed.
 */
enum cips_rc cips_station_open(const char *path, struct cips_station **out, struct cips_err *err);

/*
 * Opens a station only to read how it is: on a read-only medium, beside a key, or used up. It is
 * checked as by open; nothing can be stored with it.
 */
enum cips_rc cips_station_look(const char *path, struct cips_station **out, struct cips_err *err);

/* A station made of a form, to practise: nothing is ever stored. `units` is units.csv or NULL. */
enum cips_rc cips_station_practice(const char *form, const char *units, struct cips_station **out,
	struct cips_findings *findings, struct cips_err *err);

void cips_station_close(struct cips_station *station);

/* `used` is read again from the file. Strings live as long as the station. */
enum cips_rc cips_station_read(
	struct cips_station *station, struct cips_station_facts *facts, struct cips_err *err);

/* The languages of its form as the form writes them, "Français (fr)"; NULL behind the last. */
const char *cips_station_language(const struct cips_station *station, size_t i);

/* Its code as a web page writes it, "fr" or "pt-BR"; "" when it names none. */
const char *cips_station_language_tag(const struct cips_station *station, size_t i);

/* The language that the form names as its default. */
size_t cips_station_default_language(const struct cips_station *station);

/* Whether this is the organiser's passphrase. A station for practice takes any. */
bool cips_station_unlocks(struct cips_station *station, const char *passphrase);

/*
 * Makes a folder ready to take answers that the station cannot store any more: see
 * cips_station_store_elsewhere(). To be called before the process shuts itself in.
 */
enum cips_rc cips_station_set_spare(
	struct cips_station *station, const char *folder, struct cips_err *err);

/*
 * Makes n tokens and prints them as slips to be cut and drawn from a box, in "en", "fr", "es" or
 * "pt" (NULL: "en"): who holds one answers once at stations that are made with the slips. _file
 * writes a file of its owner's alone, and overwrites none.
 */
enum cips_rc cips_token_new(unsigned long n, const char *language, FILE *out, struct cips_err *err);
enum cips_rc cips_token_new_file(
	unsigned long n, const char *language, const char *path, struct cips_err *err);

/*
 * What storing with a token, as it is typed, would come to now: always CIPS_TOKEN_GOOD at a station
 * that asks for none.
 */
enum cips_rc cips_station_token(struct cips_station *station, const char *text,
	enum cips_token_fate *fate, struct cips_err *err);

/* --- from station to centre ----------------------------------------------------------------- */

/*
 * Writes all that is in a station into a new bundle file, signed by the station. The file has the
 * times of the first day of 2000. CIPS_POLICY when fewer people than the minimum group have
 * answered, unless `few`.
 */
enum cips_rc cips_bundle(const char *station, bool few, const char *path,
	struct cips_bundled *bundled, struct cips_err *err);

/*
 * Writes the bundles that have arrived in a survey file into one new bundle file, for the next
 * office; the same for the same bundles, whatever their order. CIPS_INPUT when there are none, or
 * they were opened.
 */
enum cips_rc cips_forward(struct cips_survey *survey, const char *path,
	struct cips_bundled *bundled, struct cips_err *err);

/*
 * Takes the boxes of bundle files into a survey file, which gets the union of what it had and what
 * they have. All are checked before anything is changed, what is wrong with any of them is a
 * finding, and then nothing is taken: CIPS_INPUT for what is no bundle of this survey,
 * CIPS_INTEGRITY for one that is damaged or whose station is not known. With `salvage` the boxes that
 * are whole are taken from a bundle that is cut or damaged behind its manifest: CIPS_FINDINGS, also
 * where a file has bundles of which nothing can be taken beside others.
 */
enum cips_rc cips_merge(struct cips_survey *survey, const char *const *paths, size_t n,
	bool salvage, struct cips_findings *findings, struct cips_merge_result *result,
	struct cips_err *err);

/* The stations that were made for a survey, with what has come of each. */
struct cips_arrivals;
enum cips_rc cips_arrivals(
	struct cips_survey *survey, struct cips_arrivals **out, struct cips_err *err);
void cips_arrivals_free(struct cips_arrivals *arrivals);
const struct cips_arrival *cips_arrivals_get(
	const struct cips_arrivals *arrivals, size_t i); /* NULL behind the last */

/*
 * Writes the list of the bundles that have arrived, signed by the survey file, for the posts.
 * CIPS_INPUT when no station was made with this version yet.
 */
enum cips_rc cips_receipts_write(
	struct cips_survey *survey, const char *path, struct cips_err *err);

/*
 * What a receipt list says of a station. CIPS_INTEGRITY when it is not as the centre of this
 * station's survey signed it; CIPS_INPUT for what is no such list, or for a station of an earlier
 * version, which does not know its centre.
 */
enum cips_rc cips_station_receipt(struct cips_station *station, const char *path,
	enum cips_receipt *receipt, struct cips_err *err);

/*
 * Opens the boxes of an instrument's wave that are sealed for the keys given, holds every response
 * against the rules of its instrument and stores it like any other. What is opened is a batch; of
 * its boxes only digests are left. A box that fails stays sealed and is a finding. Of responses with
 * one token one is kept: one that is stored already, else the one whose box has the lowest digest.
 * Where all that has arrived is opened already, or holds no response, nothing is changed.
 * CIPS_POLICY, and nothing is changed, when fewer responses than the minimum group would be stored;
 * CIPS_INPUT when nothing has arrived, or is not for these keys, or a passphrase is wrong.
 */
enum cips_rc cips_open_boxes(struct cips_survey *survey, const struct cips_opening_options *options,
	struct cips_findings *findings, struct cips_opening_result *result, struct cips_err *err);

/* Copies a survey file to a new one, complete or not at all. */
enum cips_rc cips_copy(const char *from, const char *to, struct cips_err *err);

/* --- sessions ------------------------------------------------------------------------------- */

/*
 * One respondent at a station. The answers are in memory that is not written to disk and is wiped
 * by clear and free. Nothing refuses an answer: what is wrong with one is asked for with fault().
 */
struct cips_session;

struct cips_session *cips_session_new(struct cips_station *station);
void cips_session_free(struct cips_session *session);
void cips_session_clear(struct cips_session *session);

/* The items in the order of the form. */
size_t cips_session_items(const struct cips_session *session);

/* A question in a language, an index of cips_station_language(). */
void cips_session_question(
	struct cips_session *session, size_t item, size_t language, struct cips_question *question);
void cips_session_choice(struct cips_session *session, size_t item, size_t choice, size_t language,
	struct cips_choice_shown *shown);

/* Whether the item is asked (or the note shown), as the answers are now. */
bool cips_session_shown(struct cips_session *session, size_t item);

/* Questions that are asked, and how many of them come before this item; notes do not count. */
size_t cips_session_asked(struct cips_session *session);
size_t cips_session_before(struct cips_session *session, size_t item);

/* The answer. A blank is CIPS_STATE_SKIPPED; an item that is not asked keeps what it had. */
enum cips_state cips_session_state(struct cips_session *session, size_t item);
bool cips_session_chosen(struct cips_session *session, size_t item, size_t choice);
size_t cips_session_place(struct cips_session *session, size_t item, size_t choice); /* 0: none */
const char *cips_session_typed(struct cips_session *session, size_t item); /* as typed, or "" */

/*
 * Changing it. choose is for ONE, tick for MANY, rank for RANK (gives the choice the next free
 * place, or takes its place away and closes the gap), type for what is typed: false when it is
 * longer than CIPS_TYPED_CHARACTERS or CIPS_TYPED_BYTES, has control characters or is not UTF-8,
 * and then nothing changed. state is for DONT_KNOW, REFUSED and SKIPPED.
 */
void cips_session_choose(struct cips_session *session, size_t item, size_t choice);
void cips_session_tick(struct cips_session *session, size_t item, size_t choice, bool ticked);
void cips_session_rank(struct cips_session *session, size_t item, size_t choice);
bool cips_session_type(struct cips_session *session, size_t item, const char *text, size_t n);
void cips_session_set_state(struct cips_session *session, size_t item, enum cips_state state);

/*
 * Takes back the last of up to 50 changes, and puts it back again; typing in one item without any
 * other change between is one change. The item that changed, or -1 when there is nothing to do.
 */
int cips_session_undo(struct cips_session *session);
int cips_session_redo(struct cips_session *session);
bool cips_session_can_undo(const struct cips_session *session);
bool cips_session_can_redo(const struct cips_session *session);

/* What is wrong with the answer to an item that is asked; CIPS_FAULT_NONE for one that is not. */
void cips_session_fault(
	struct cips_session *session, size_t item, size_t language, struct cips_fault *fault);

/*
 * Seals and stores the answers of a session; CIPS_OK only when they are on the disk. On any failure
 * the session is as before: try again or store elsewhere. No item may have a fault. A station for
 * practice says CIPS_OK and stores nothing. One that asks for tokens says CIPS_INPUT without a good
 * one; the same token is good again when nothing was stored with it, also where that could not be
 * told.
 */
enum cips_rc cips_station_store(struct cips_station *station, struct cips_session *session,
	const struct cips_origin_said *origin, struct cips_err *err);

/*
 * The same into a station of its own in the spare folder, made for the purpose with the settings
 * and the name of this one and a number. CIPS_USAGE when there is no spare folder. A token that was
 * spent here is spent there, and the other way round, as far as this process can know; what another
 * does, or a disk that does not answer, is found when the boxes are opened.
 */
enum cips_rc cips_station_store_elsewhere(struct cips_station *station,
	struct cips_session *session, const struct cips_origin_said *origin, struct cips_err *err);

/*
 * A draft: the session sealed in the station file under six words, of which nothing is kept. save
 * makes new words, CIPS_POLICY when all places for drafts are taken; load takes the words (blanks
 * and case do not matter), puts the draft in the session and removes it from the file, *found false
 * when no draft opens with them. When it cannot be removed the session has the answers it had before.
 * forget removes all drafts that are there.
 */
enum cips_rc cips_station_save_draft(struct cips_station *station, struct cips_session *session,
	char code[CIPS_DRAFT_CODE], struct cips_err *err);
enum cips_rc cips_station_load_draft(struct cips_station *station, struct cips_session *session,
	const char *code, bool *found, struct cips_err *err);
enum cips_rc cips_station_forget_drafts(struct cips_station *station, struct cips_err *err);

/* --- the process that collects -------------------------------------------------------------- */

/*
 * Before anything secret is in memory: no core dumps, no debugger, private files, freed memory
 * overwritten.
 */
enum cips_rc cips_process_guard(struct cips_err *err);

/*
 * From now on the process opens nothing outside the folders given (to read and write) and the
 * terminal descriptions, no socket, and starts no process. CIPS_POLICY when the kernel cannot.
 */
enum cips_rc cips_process_shut_in(const char *const *folders, size_t n, struct cips_err *err);

/* Overwrites the part of the stack that calls before this one have used. */
void cips_process_wipe_stack(void);

/*
 * Looks at this machine, and at a station or a folder for one (NULL: the working directory). *lines
 * is in memory of the library until the next call; n of them.
 */
size_t cips_doctor(const char *station, const struct cips_checkup **lines);

/* The same lines as JSON. CIPS_SYSTEM when the stream fails. */
enum cips_rc cips_doctor_write_json(
	const struct cips_checkup *lines, size_t n, FILE *out, struct cips_err *err);

/* --- words ---------------------------------------------------------------------------------- */

/* The nearest of `n` known words, or NULL when none is near: for "did you mean". */
const char *cips_nearest(const char *word, const char *const *known, size_t n);

/* `text` made fit for a terminal: control characters visible. The caller frees it. */
char *cips_printable(const char *text);

/*
 * The bytes of the first grapheme cluster, what a reader takes for one character, of `n` > 0 bytes
 * of text. *width: the columns that it takes when a terminal shows its characters one by one, 0
 * when it only has combining marks; -1 for a control or format character or a broken byte, always
 * one by itself, which must not be sent to a terminal as it is.
 */
size_t cips_text_cluster(const char *text, size_t n, int *width);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
