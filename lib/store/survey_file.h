/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The survey file: one SQLite file with the instruments, units, headcounts, waves and responses of
 * one administration.
 *
 * Changes happen between begin and commit; everything that writes asserts that a transaction is
 * open. Strings returned live as long as the handle unless an arena is passed.
 */
#ifndef CIPS_STORE_SURVEY_FILE_H
#define CIPS_STORE_SURVEY_FILE_H

#include "base/buf.h"
#include "base/findings.h"
#include "model/instrument.h"
#include "model/record.h"
#include "model/units.h"

#include <stdint.h>

struct cips_survey_file;

struct cips_survey_settings {
	const char *id; /* random, 32 hexadecimal digits */
	const char *title;
	unsigned min_group;
	bool public_data;   /* no disclosure control */
	bool frozen;	    /* there is a response: the settings above cannot change */
	const uint8_t *key; /* 16 bytes for the identities of responses */
};

/*
 * Creates a survey file; refuses to overwrite anything (CIPS_USAGE). `id` is 32 hexadecimal digits,
 * `key` 16 random bytes: the caller draws them.
 */
enum cips_rc cips_store_create(const char *path, const char *title, unsigned min_group,
	bool public_data, const char *id, const uint8_t key[16], struct cips_err *err);

enum cips_store_mode { CIPS_STORE_READ, CIPS_STORE_WRITE };

/*
 * Opens a survey file. Everything is checked first: a regular file, an SQLite database, ours
 * (application id), a version we know (older ones are migrated when opened for writing, and read as
 * they are otherwise), not truncated. CIPS_INPUT: no such file or not a survey file;
 * CIPS_INTEGRITY: newer, damaged or another program's; CIPS_BUSY: locked by another process.
 *
 * A handle for reading sees the file as it is now until it is closed, and nobody can commit a
 * change meanwhile: do not keep it for long.
 */
enum cips_rc cips_store_open(const char *path, enum cips_store_mode mode,
	struct cips_survey_file **out, struct cips_err *err);
void cips_store_close(struct cips_survey_file *file); /* rolls back what is open; NULL is fine */

const struct cips_survey_settings *cips_store_settings(const struct cips_survey_file *file);
const char *cips_store_path(const struct cips_survey_file *file); /* as it was given */

/*
 * The thread that writes what was added, for what else can be done beside the caller's (`meanwhile`
 * alone). It goes with the file.
 */
struct cips_helper *cips_store_helper(struct cips_survey_file *file);

/*
 * CIPS_BUSY after five seconds when another process is changing (begin) or reading (commit) the
 * file. A commit that fails leaves the change open: commit again or roll back.
 */
enum cips_rc cips_store_begin(struct cips_survey_file *file, struct cips_err *err);
enum cips_rc cips_store_commit(struct cips_survey_file *file, struct cips_err *err);
void cips_store_rollback(struct cips_survey_file *file);

/* --- instruments ---------------------------------------------------------------------------- */

struct cips_version {
	long id;
	const char *code;
	unsigned ordinal; /* 1, 2, ... within the code */
	const char *text; /* the form's own version text */
	char digest[65];  /* content hash in hexadecimal */
	const char *title;
	bool has_responses;
};

/*
 * Keeps an instrument under `code`; `form` is its canonical text, `digest` its hash in hexadecimal.
 * The same content again changes nothing and gives the version that is there (*added false). A new
 * version makes the views again.
 */
enum cips_rc cips_store_add_instrument(struct cips_survey_file *file, const char *code,
	const struct cips_instrument *instrument, const char *form, const char *digest,
	struct cips_version *version, bool *added, struct cips_err *err);

/* All versions, by code and ordinal; *list is in the arena. */
enum cips_rc cips_store_versions(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_version **list, size_t *n, struct cips_err *err);

/*
 * The version of the list (as cips_store_versions() gives it) that `CODE`, `CODE@VERSION` (its
 * version text, its ordinal or the start of its hash) or NULL (the only instrument there is) stands
 * for; the newest of a code. CIPS_USAGE with a hint that lists what there is.
 */
enum cips_rc cips_store_choose_version(const struct cips_version *list, size_t n,
	const char *wanted, const struct cips_version **found, struct cips_err *err);

/* The same among all versions of the file; *found is in the arena. */
enum cips_rc cips_store_wanted_version(struct cips_survey_file *file, const char *wanted,
	struct cips_arena *arena, const struct cips_version **found, struct cips_err *err);

/* The instrument of a version, loaded from its canonical text; the caller frees it. */
enum cips_rc cips_store_load_instrument(struct cips_survey_file *file, long version,
	struct cips_instrument **out, struct cips_err *err);

/* Appends the canonical text of a version, as it was added. */
enum cips_rc cips_store_form(
	struct cips_survey_file *file, long version, struct cips_buf *out, struct cips_err *err);

/* --- units, headcounts, waves --------------------------------------------------------------- */

/*
 * Makes `units` the tree of the file and gives each its id: units that are known by their code keep
 * theirs, new ones get the next free one. A unit that has responses or headcounts and is no longer
 * in the tree is CIPS_INPUT, named.
 */
enum cips_rc cips_store_set_units(
	struct cips_survey_file *file, struct cips_units *units, struct cips_err *err);

/* The tree with ids; NULL in *out when none was loaded. The caller frees it. */
enum cips_rc cips_store_load_units(
	struct cips_survey_file *file, struct cips_units **out, struct cips_err *err);

/*
 * One line of headcounts.csv. `items` and `choices` are its breakdowns, `n` of them, in column
 * order.
 */
struct cips_headcount {
	const char *wave;
	const char *instrument;
	unsigned unit; /* id */
	const char **items;
	const char **choices;
	size_t n;
	double headcount;
};

/* Replaces the headcounts of each wave and instrument that occurs in the rows. */
enum cips_rc cips_store_set_headcounts(struct cips_survey_file *file,
	const struct cips_headcount *rows, size_t n, struct cips_err *err);
enum cips_rc cips_store_headcounts(struct cips_survey_file *file, const char *wave,
	const char *instrument, struct cips_arena *arena, struct cips_headcount **rows, size_t *n,
	struct cips_err *err);

/* The wave whose headcounts for that instrument were loaded last, in the arena; NULL: none were. */
enum cips_rc cips_store_headcount_wave(struct cips_survey_file *file, const char *instrument,
	struct cips_arena *arena, const char **wave, struct cips_err *err);

/* A wave and an instrument that have headcounts. */
struct cips_headcount_pair {
	const char *wave;
	const char *instrument;
};

/* All of them, by wave and instrument, in the arena. */
enum cips_rc cips_store_headcount_pairs(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_headcount_pair **list, size_t *n, struct cips_err *err);

struct cips_wave {
	long id;
	const char *code;
};

/* The waves in the order in which they were first seen. */
enum cips_rc cips_store_waves(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_wave **list, size_t *n, struct cips_err *err);

/* The id of a wave, made when it is new. */
enum cips_rc cips_store_wave(
	struct cips_survey_file *file, const char *code, long *id, struct cips_err *err);

/* --- stations ------------------------------------------------------------------------------- */

/* A station that was made for this survey. */
struct cips_station_known {
	char sign_public[65]; /* hexadecimal */
	char settings[65];    /* digest of its settings, hexadecimal */
	long version;
	long wave;
	const char *text; /* its settings; "" when they were not noted */
};

/* Notes a station; CIPS_INTERNAL for one that is known. */
enum cips_rc cips_store_add_station(struct cips_survey_file *file,
	const struct cips_station_known *station, struct cips_err *err);
enum cips_rc cips_store_stations(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_station_known **list, size_t *n, struct cips_err *err);

/* Notes the settings of a station that was noted without them. */
enum cips_rc cips_store_note_settings(struct cips_survey_file *file, const char *sign_public,
	const char *text, struct cips_err *err);

/* The pair of keys (Ed25519) with which receipts are signed. */
struct cips_centre {
	uint8_t sign_public[32];
	uint8_t sign_secret[64]; /* the caller wipes it */
};

/* *found false where the file has none yet; it is set once. */
enum cips_rc cips_store_centre(struct cips_survey_file *file, struct cips_centre *centre,
	bool *found, struct cips_err *err);
enum cips_rc cips_store_set_centre(
	struct cips_survey_file *file, const struct cips_centre *centre, struct cips_err *err);

/* --- what comes from the stations ----------------------------------------------------------- */

/* A bundle that has arrived; root and digests are 32 bytes. */
struct cips_bundle_known {
	const uint8_t *root;
	const char *sign_public; /* hexadecimal, of a station that is known */
	bool whole;		 /* all its boxes have come, with it or with others */
	const uint8_t *manifest;
	size_t manifest_size;
};

/* Notes a bundle; one that is known stays as it is, unless it is whole only now. */
enum cips_rc cips_store_add_bundle(struct cips_survey_file *file,
	const struct cips_bundle_known *bundle, struct cips_err *err);

/* Whether a bundle of a station is known, and whole. */
enum cips_rc cips_store_find_bundle(struct cips_survey_file *file, const uint8_t *root,
	const char *sign_public, bool *found, bool *whole, struct cips_err *err);

/* Appends the manifest of a bundle that is known. */
enum cips_rc cips_store_manifest(struct cips_survey_file *file, const uint8_t *root,
	const char *sign_public, struct cips_buf *out, struct cips_err *err);

/* In the order of the roots. `each` does not use the file; what it gets is valid during the call. */
enum cips_rc cips_store_each_bundle(struct cips_survey_file *file,
	void (*each)(void *context, const struct cips_bundle_known *bundle), void *context,
	struct cips_err *err);

/*
 * A box, by the digest of its bytes and the station whose bundle brought it, which is known by the
 * digest of its settings. What a station sends says nothing about the boxes of another.
 */
struct cips_sealed_box {
	const uint8_t *digest;
	const uint8_t *settings;
	bool texts;
	const uint8_t *bytes;
	size_t size;
};

/* Adds a box to the set; *added false for one that is there, or was there and is opened. */
enum cips_rc cips_store_add_box(struct cips_survey_file *file, const struct cips_sealed_box *box,
	bool *added, struct cips_err *err);

/* Whether a box has ever arrived. */
enum cips_rc cips_store_box_known(struct cips_survey_file *file, const uint8_t *settings,
	const uint8_t *digest, bool *known, struct cips_err *err);

/*
 * The bytes of a box that is still sealed, into a buffer of `size`; *found false when there is none
 * of that size.
 */
enum cips_rc cips_store_box(struct cips_survey_file *file, const uint8_t *settings,
	const uint8_t *digest, uint8_t *bytes, size_t size, bool *found, struct cips_err *err);

/*
 * Calls `each` for every box that is still sealed, in the order of settings and digests behind
 * those of `after` (NULL: from the first), until it returns false. It does not use the file.
 */
enum cips_rc cips_store_each_box(struct cips_survey_file *file, const struct cips_sealed_box *after,
	bool (*each)(void *context, const struct cips_sealed_box *box), void *context,
	struct cips_err *err);

/* How many boxes are sealed, for each settings and kind; only these members are set. */
enum cips_rc cips_store_count_boxes(struct cips_survey_file *file,
	void (*each)(void *context, const struct cips_sealed_box *box, size_t n), void *context,
	struct cips_err *err);

/*
 * Calls `each` with the digest of every box that has ever arrived: in the order of settings and
 * digests, opened or not.
 */
enum cips_rc cips_store_each_digest(struct cips_survey_file *file,
	void (*each)(void *context, const uint8_t *digest), void *context, struct cips_err *err);

/*
 * Takes the boxes of a station away, but for those whose `n` digests (32 bytes each) are given;
 * what is left of each is its digest, so that it is not taken in again.
 */
enum cips_rc cips_store_drop_boxes(struct cips_survey_file *file, const uint8_t *settings,
	const uint8_t *kept, size_t n, struct cips_err *err);

/* Notes that a batch is an opening of an instrument's wave. */
enum cips_rc cips_store_add_opening(struct cips_survey_file *file, long batch, const char *code,
	long wave, struct cips_err *err);

/* How often that was done. */
enum cips_rc cips_store_openings(struct cips_survey_file *file, const char *code, const char *wave,
	size_t *n, struct cips_err *err);

/* Puts a hash (16 bytes) among the spent tokens; *fresh false when it is there. */
enum cips_rc cips_store_spend_token(
	struct cips_survey_file *file, const uint8_t *hash, bool *fresh, struct cips_err *err);
enum cips_rc cips_store_token_spent(
	struct cips_survey_file *file, const uint8_t *hash, bool *spent, struct cips_err *err);

/*
 * Writes the file anew without the room that was given up, outside any transaction: nothing is left
 * of where a row lay before. What cannot be done (no room on the disk, more than 64 MiB in use)
 * leaves it as it is.
 */
void cips_store_pack(struct cips_survey_file *file);

/*
 * Copies a survey file as it is now to a new one, mode 0600, complete or not at all; CIPS_USAGE when
 * there is one.
 */
enum cips_rc cips_store_copy(const char *from, const char *to, struct cips_err *err);

/* --- batches and responses ------------------------------------------------------------------ */

/* One response as it lies in the file. */
struct cips_stored {
	int64_t row;	  /* when read */
	int64_t identity; /* keyed hash (contract section 4): when added or found */
	long version;
	long wave;
	long batch;	      /* when added: the batch that brings it */
	const char *language; /* "" when not known */
	const char *mode;     /* "" when not known */
	bool assisted;
	long origin;	/* when read: 1, 2, ...; one origin has one language, mode and assistance */
	double weight;	/* NaN: none */
	double seconds; /* NaN: none */
	const uint8_t *record;
	size_t record_size;
	const double *numbers; /* NaN where there is none */
	size_t n_numbers;
};

struct cips_batch {
	long id;
	char code[33];	    /* random, 32 hexadecimal digits: what a rejects file names */
	const char *digest; /* of the imported bytes, hexadecimal */
	long version;
};

/*
 * The newest batch with that digest (of whatever version and wave), or the one with that code;
 * *found says whether there is one.
 */
enum cips_rc cips_store_batch_by_digest(struct cips_survey_file *file, const char *digest,
	struct cips_batch *batch, bool *found, struct cips_err *err);
enum cips_rc cips_store_batch_by_code(struct cips_survey_file *file, const char *code,
	struct cips_batch *batch, bool *found, struct cips_err *err);
enum cips_rc cips_store_add_batch(struct cips_survey_file *file, const char *code,
	const char *digest, long version, long *id, struct cips_err *err);

/* For a batch that was added before its digest was known. */
enum cips_rc cips_store_set_batch_digest(
	struct cips_survey_file *file, long batch, const char *digest, struct cips_err *err);

/* The id of the latest batch; 0: there is none. */
enum cips_rc cips_store_latest_batch(struct cips_survey_file *file, long *id, struct cips_err *err);

/* A batch, and what the file holds of it. */
struct cips_batch_kept {
	struct cips_batch batch;
	bool opening; /* of sealed boxes */
	long *waves;  /* of its responses */
	size_t n_waves;
	size_t responses; /* that it brought */
	size_t alone;	  /* and no other batch */
	size_t replaced;  /* that it updated */
	size_t pending;	  /* rejected lines that were not brought again */
	size_t texts;
};

/* All batches in the order in which they came, in the arena. */
enum cips_rc cips_store_batches(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_batch_kept **list, size_t *n, struct cips_err *err);

/* What an undone batch took along, and what it left to others. */
struct cips_undone {
	size_t gone;	 /* responses */
	size_t left;	 /* responses that other batches brought as well */
	size_t put_back; /* of these: have what they had before the batch */
	size_t texts;
	size_t pending;
};

/*
 * Takes a batch out: its responses that no other batch brought, its texts, its rejected lines, and
 * its waves where nothing else is known of them. What it replaced is put back. It must not be an
 * opening, whose boxes are gone; and where any batch replaced something, it must be the latest.
 */
enum cips_rc cips_store_undo_batch(struct cips_survey_file *file, long batch,
	struct cips_undone *undone, struct cips_err *err);

/* The lines of a batch's file that were rejected and not yet brought again. */
enum cips_rc cips_store_add_pending(
	struct cips_survey_file *file, long batch, long line, struct cips_err *err);
enum cips_rc cips_store_take_pending(
	struct cips_survey_file *file, long batch, long line, bool *taken, struct cips_err *err);

/* How the file of a batch was read. */
struct cips_batch_reading {
	char decimal;	 /* '.' or ',' */
	const char *map; /* of columns and values, as CSV; "" for none */
};

/* Notes how a batch is read that is read otherwise than plainly ('.', no map); once. */
enum cips_rc cips_store_add_reading(struct cips_survey_file *file, long batch,
	const struct cips_batch_reading *reading, struct cips_err *err);

/* How a batch was read; the text is in the arena. */
enum cips_rc cips_store_reading(struct cips_survey_file *file, long batch, struct cips_arena *arena,
	struct cips_batch_reading *reading, struct cips_err *err);

/*
 * The response with that identity; *found, and *out valid until the next call. *in_batch: whether
 * `batch` brought it. Looks in the index, where a response is from finish_responses on: whoever
 * adds many keeps a set of the identities it added itself.
 */
enum cips_rc cips_store_find_response(struct cips_survey_file *file, int64_t identity, long batch,
	struct cips_stored *out, bool *found, bool *in_batch, struct cips_err *err);

/*
 * Strings, record and numbers are copied. No identity may be added twice: see finish_responses.
 * What was added waits in memory and is written in blocks, ordered by identity, so that no order of
 * arrival is left; an error such as a full disk may show in a later call.
 */
enum cips_rc cips_store_add_response(
	struct cips_survey_file *file, const struct cips_stored *response, struct cips_err *err);

/* Notes that `batch` brought this response too. */
enum cips_rc cips_store_link_batch(
	struct cips_survey_file *file, int64_t row, long batch, struct cips_err *err);

/*
 * Has `response` (its batch, version, answers; not its wave) take the place of what the row holds;
 * that is kept with the batch, which must be the latest.
 */
enum cips_rc cips_store_replace_response(struct cips_survey_file *file, int64_t row,
	const struct cips_stored *response, struct cips_err *err);

/* Whether one of the batches that brought a response has such a text, whoever wrote it. */
enum cips_rc cips_store_has_text(struct cips_survey_file *file, int64_t row, const char *item,
	const char *text, bool *found, struct cips_err *err);

/* A free text, kept with its batch, version and item only; tables hold no order. */
enum cips_rc cips_store_add_text(struct cips_survey_file *file, long batch, long version,
	const char *item, const char *text, struct cips_err *err);

/* How many responses there are of a version (0: all) and a wave (0: all). */
enum cips_rc cips_store_count(
	struct cips_survey_file *file, long version, long wave, size_t *n, struct cips_err *err);

/*
 * For a response that is in the file already: its identity counts among those that must not be added
 * twice.
 */
enum cips_rc cips_store_note_identity(
	struct cips_survey_file *file, int64_t identity, struct cips_err *err);

/* Identities in ascending order; zero-initialize, and free the list. */
struct cips_twice {
	int64_t *list;
	size_t n, room;
};

/*
 * To be called once after the last response was added and before commit: completes the index of
 * identities. With `twice` identities may have been added more than once: they are told there, and
 * where there are any, all that is left to do is a rollback.
 */
enum cips_rc cips_store_finish_responses(
	struct cips_survey_file *file, struct cips_twice *twice, struct cips_err *err);

/*
 * Calls `each` for every response of a version and a wave (0: all waves), in a fixed order that
 * depends on the content of the file only. The struct and what it points to are valid during the
 * call; `identity` and `batch` are not set. The record has the size of its version and no byte over
 * 190, the numbers are as many as the version has; a code can still be larger than its list in a
 * file that somebody damaged: cips_model_record_good() tells. `language` and `mode` stay valid as
 * long as a handle that was opened for reading. `each` does not use the file.
 */
enum cips_rc cips_store_each(struct cips_survey_file *file, long version, long wave,
	void (*each)(void *context, const struct cips_stored *response), void *context,
	struct cips_err *err);

/*
 * The same, faster, for who counts answers: `row` and `numbers` are not set, and of the record only
 * the size is as it must be; cips_model_record_good() is to be asked of each. `each` may be called on
 * another thread, but never twice at once.
 */
enum cips_rc cips_store_each_answers(struct cips_survey_file *file, long version, long wave,
	void (*each)(void *context, const struct cips_stored *response), void *context,
	struct cips_err *err);

/* --- weights -------------------------------------------------------------------------------- */

/*
 * A set of weights for the responses of an instrument (all versions of its code) in a wave; a name
 * is there once for each of these.
 */
struct cips_weight_set {
	long id;
	const char *code;
	long wave;
	const char *wave_code; /* when read */
	const char *name;
	const char *method;    /* "rake", "poststratify" */
	const char *variables; /* as typed, with commas */
};

/* By code, wave and name. */
enum cips_rc cips_store_weight_sets(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_weight_set **list, size_t *n, struct cips_err *err);

/*
 * The responses of a version for which a set was made. `hash` is cips_store_hash() over all of
 * them in their order, from 0: it tells whether they are still the same.
 */
struct cips_weight_base {
	long version;
	size_t responses;
	uint64_t hash;
};

/* The hash of the responses before, with one more. The same on every machine. */
uint64_t cips_store_hash(uint64_t before, const struct cips_stored *response);

/*
 * Keeps a set with the weights of `n` responses (by their rows, ascending; finite and not negative)
 * in the place of one of the same name; `id` and `wave_code` are not read. *replaced may be NULL.
 */
enum cips_rc cips_store_put_weights(struct cips_survey_file *file,
	const struct cips_weight_set *set, const struct cips_weight_base *bases, size_t n_bases,
	const int64_t *rows, const double *weights, size_t n, bool *replaced, struct cips_err *err);

/* In the arena, by version. */
enum cips_rc cips_store_weight_bases(struct cips_survey_file *file, long set,
	struct cips_arena *arena, struct cips_weight_base **list, size_t *n, struct cips_err *err);

/* Calls `each` for every weight of a set, by row; it does not use the file. */
enum cips_rc cips_store_each_weight(struct cips_survey_file *file, long set,
	void (*each)(void *context, int64_t row, double weight), void *context,
	struct cips_err *err);

/* --- verifying ------------------------------------------------------------------------------ */

/*
 * Holds the file against itself: its structure, what its rows refer to, how many responses each
 * origin has, and the checksums of its tables; *n_sums is 0 in a file of an earlier version that was
 * not changed since. What is wrong is a finding; an error is that of a machine.
 */
enum cips_rc cips_store_verify(struct cips_survey_file *file, struct cips_findings *findings,
	size_t *n_sums, struct cips_err *err);

/* Calls `each` for every identity, ascending, with the row of its response. */
enum cips_rc cips_store_each_identity(struct cips_survey_file *file,
	void (*each)(void *context, int64_t identity, int64_t row), void *context,
	struct cips_err *err);

/* A free text, however many batches brought it. */
struct cips_text_kept {
	long version;
	const char *item;
	const char *text;
	size_t copies;
};

/* Calls `each` for every text; it does not use the file. */
enum cips_rc cips_store_each_text(struct cips_survey_file *file,
	void (*each)(void *context, const struct cips_text_kept *text), void *context,
	struct cips_err *err);

#endif
