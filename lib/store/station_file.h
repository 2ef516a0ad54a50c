/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The station file: slots of one size that are all full of sealed boxes from the beginning, so that
 * a response overwrites a dummy in place and the file never grows. The bytes of a box mean nothing
 * here.
 *
 * What must never be found in the file, its journal or the freed blocks of the file system is the
 * order in which slots were used, and when. Hence:
 *
 *  - a slot is chosen at random among the unused, for answers and texts apart;
 *  - a box is written over the bytes of the old one (incremental blob), no page moves or is freed;
 *  - of a token that is spent a bit is set, at the place of its hash among the others in ascending
 *    order, in the same transaction: token and slot have no key, no place and no order in common;
 *  - the journal is PERSISTed, large enough from the beginning, and after each COMMIT overwritten
 *    with zeros and synced, under the lock of the station, which is held from before BEGIN (another
 *    process may only begin when the journal is clean);
 *  - after a crash the next to open, or to get the lock, rolls back and cleans the journal before
 *    anything else;
 *  - the times of the file and its journal are set to a constant after each change.
 *
 * The same boxes in the same slots, and the same tokens, make the same bytes of file and journal,
 * whatever their order.
 *
 * What cannot be hidden from here: the system's own time of change (ctime, which no program can
 * set, and its traces in the log of the file system) says when a response came, though not which;
 * two copies of the file show what changed between them; flash memory that moves blocks, and ext4
 * mounted with data=journal, keep older blocks. File systems that are known for it are refused.
 *
 * The lock is a flock on the file. A handle for writing takes it for the time of each call, a
 * handle for reading has it (shared) until it is closed: nobody can put anything meanwhile. The
 * process that has a station open must not open and close the file itself in any other way: that
 * drops the locks of SQLite.
 */
#ifndef CIPS_STORE_STATION_FILE_H
#define CIPS_STORE_STATION_FILE_H

#include "base/findings.h"
#include "model/instrument.h"
#include "model/units.h"

#include <stdint.h>

struct cips_station_file;

enum {
	CIPS_STATION_DRAFTS = 16,
	CIPS_STATION_HASH = 16,	      /* bytes of a token's hash */
	CIPS_STATION_TOKENS = 100000, /* the most that one asks for */
};

/*
 * What a station file is made of. Strings and bytes are borrowed by create, owned by the file when
 * read.
 */
struct cips_station_content {
	const char *settings;		/* canonical text, whose digest is in every box */
	const uint8_t *signature;	/* 64 bytes, of the settings */
	const uint8_t *sign_public;	/* 32 bytes */
	const uint8_t *sign_secret;	/* 64 bytes: signs bundles; opens nothing */
	const uint8_t *draft_salt;	/* 16 bytes */
	const char *form;		/* canonical text of the instrument */
	const struct cips_units *units; /* with ids; NULL: none */
	unsigned long slots;
	size_t answers_size; /* bytes of a box */
	size_t texts_size;   /* 0: the instrument has no texts, there are no such slots */
	size_t draft_size;
	const uint8_t *token_salt; /* 16 bytes; NULL: it asks for no tokens */
	const uint8_t *tokens;	   /* their hashes, ascending, no two the same */
	size_t n_tokens;
};

/* Fills a slot that is to hold nothing yet; called for each slot of create. */
struct cips_station_fill {
	void (*answers)(void *context, uint8_t *box);
	void (*texts)(void *context, uint8_t *box);
	void (*draft)(void *context, uint8_t *box);
	void *context;
};

/*
 * Creates a station file, mode 0600, complete or not at all; CIPS_USAGE when the path, or that of
 * its journal (PATH-journal), exists. CIPS_POLICY in a folder that others may write to or own, and
 * on a file system that cannot do what the head of this file says and is known for it (network,
 * copy on write).
 */
enum cips_rc cips_store_station_create(const char *path, const struct cips_station_content *content,
	const struct cips_station_fill *fill, struct cips_err *err);

/* CIPS_POLICY where create would refuse a file in that folder. */
enum cips_rc cips_store_station_check_folder(const char *folder, struct cips_err *err);

/*
 * Opens one, after the checks that a survey file gets, for writing or only to read, in the format
 * that it was made in. For writing:
 * CIPS_POLICY when it is not this user's, when others may write to it or its folder, when it is a
 * link or has a second name, and where create() would refuse; CIPS_SYSTEM when it cannot be
 * written. CIPS_INPUT names another kind of file that was given by mistake. A journal that is
 * missing is made again. CIPS_BUSY after ten seconds.
 */
enum cips_rc cips_store_station_open(
	const char *path, bool write, struct cips_station_file **out, struct cips_err *err);
void cips_store_station_close(struct cips_station_file *file); /* NULL is fine */

const struct cips_station_content *cips_store_station_content(const struct cips_station_file *file);

/* Slots of answers used, as the file is now (when it was opened, for a handle that reads). */
enum cips_rc cips_store_station_used(
	struct cips_station_file *file, unsigned long *used, struct cips_err *err);

/* A number below `n` that nobody can guess: the caller's. */
typedef uint32_t (*cips_station_random)(uint32_t n);

/*
 * Overwrites an unused slot with `answers` and another with `texts` (NULL when there are no such
 * slots), in one transaction, in a station that asks for no tokens. CIPS_OK only when it is on the
 * disk. CIPS_USAGE when all are used. Waits up to ten seconds for other processes, then CIPS_BUSY.
 *
 * After an error nothing counts as stored, and the handle can be used again: the next put (the same
 * response, sealed anew or not, or another one) takes the place of one whose end could not be told,
 * so that nothing is stored twice.
 */
enum cips_rc cips_store_station_put(struct cips_station_file *file, const uint8_t *answers,
	const uint8_t *texts, cips_station_random random, struct cips_err *err);

/*
 * The same in a station that asks for tokens, and spends the one with this hash in the same
 * transaction. CIPS_INPUT when it is not in the list or was spent. What is said of put about
 * errors holds for the token as well: it is spent when the response is stored, and a put that takes
 * the place of another gives that one's token back, or spends the same.
 */
enum cips_rc cips_store_station_spend(struct cips_station_file *file, const uint8_t *hash,
	const uint8_t *answers, const uint8_t *texts, cips_station_random random,
	struct cips_err *err);

/* The place of a token in the list, from 1; 0: it is not in it. */
size_t cips_store_station_token_place(const struct cips_station_file *file, const uint8_t *hash);

/* What spend would say of a token now: CIPS_TOKEN_GOOD, _UNKNOWN or _SPENT. */
enum cips_rc cips_store_station_token(struct cips_station_file *file, const uint8_t *hash,
	enum cips_token_fate *fate, struct cips_err *err);

/* Overwrites an unused place for drafts in the same way; CIPS_POLICY when all are taken. */
enum cips_rc cips_store_station_put_draft(struct cips_station_file *file, const uint8_t *draft,
	cips_station_random random, struct cips_err *err);

/* Draft number `i`, below CIPS_STATION_DRAFTS, whether used or not. */
enum cips_rc cips_store_station_draft(
	struct cips_station_file *file, unsigned i, uint8_t *draft, struct cips_err *err);

/* Overwrites it with what `filling` (random bytes) says and counts it as unused. */
enum cips_rc cips_store_station_drop_draft(
	struct cips_station_file *file, unsigned i, const uint8_t *filling, struct cips_err *err);

/* The box in a slot (from 1) of answers or texts, whether used or not, as each() gives it. */
enum cips_rc cips_store_station_box(struct cips_station_file *file, bool texts, size_t slot,
	uint8_t *box, struct cips_err *err);

/*
 * Calls `each` for every slot of answers (`texts` false) or texts, used or not, in the order of the
 * file: for bundles, and for tests.
 */
enum cips_rc cips_store_station_each(struct cips_station_file *file, bool texts,
	void (*each)(void *context, const uint8_t *box, size_t size), void *context,
	struct cips_err *err);

/* Holds the structure of the file against itself; what is wrong is a finding. */
enum cips_rc cips_store_station_verify(
	struct cips_station_file *file, struct cips_findings *findings, struct cips_err *err);

#endif
