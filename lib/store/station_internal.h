/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files about the station file share.
 */
#ifndef CIPS_STORE_STATION_INTERNAL_H
#define CIPS_STORE_STATION_INTERNAL_H

#include "store/internal.h"
#include "store/station_file.h"

#include <sys/stat.h>

/* In the order of `used`, where they are 1, 2, 3 and 4. Tokens have bits there and no slots. */
enum cips_slots {
	CIPS_SLOTS_ANSWERS,
	CIPS_SLOTS_TEXTS,
	CIPS_SLOTS_DRAFTS,
	CIPS_SLOTS_KINDS,
	CIPS_BITS_TOKENS = CIPS_SLOTS_KINDS,
	CIPS_BITS_KINDS,
};

/*
 * A change of which nobody could say whether it came to the disk. `slot` holds one of the two boxes
 * if it did, and then the token of that box is spent for it.
 */
struct cips_station_doubt {
	int64_t slot;	/* 0: there is no doubt */
	uint8_t *known; /* what it was found to hold; NULL: never looked */
	uint8_t *tried;
	int64_t known_token; /* from 1; 0: none */
	int64_t tried_token;
};

struct cips_station_file {
	struct cips_sql sql;
	struct cips_station_content content;
	struct cips_arena arena;
	struct cips_units *units;
	bool write;
	long patience; /* seconds to wait for the lock */
	int lock;      /* a descriptor of the file: opened before SQLite opens it, closed after */
	const char *path;    /* as the user gave it */
	const char *journal; /* absolute path */
	size_t journal_size;
	struct cips_station_doubt doubts[CIPS_SLOTS_KINDS];
};

/* How many slots of a kind there are (or tokens), and the bytes of each slot. */
size_t cips_store_slots(const struct cips_station_content *content, enum cips_slots kind);
size_t cips_store_box_size(const struct cips_station_content *content, enum cips_slots kind);

/* Bytes of the bits of a kind. */
size_t cips_store_bits_size(const struct cips_station_content *content, enum cips_slots kind);

/* --- station_slots.c ------------------------------------------------------------------------ */

void cips_store_forget_doubts(struct cips_station_file *file);

/* How many bits of a kind are set. */
enum cips_rc cips_store_count_bits(
	struct cips_station_file *file, enum cips_slots kind, size_t *set, struct cips_err *err);

/* --- station_place.c: where a station may lie ----------------------------------------------- */

/* CIPS_POLICY for a folder that others may write to, or a file system that cannot do it. */
enum cips_rc cips_store_check_folder(const char *path, const char *absolute, struct cips_err *err);

/* CIPS_POLICY for a file that is not this user's alone to write. */
enum cips_rc cips_store_check_own(
	const char *path, const struct stat *status, struct cips_err *err);

/* CIPS_POLICY for a link. */
enum cips_rc cips_store_check_no_link(const char *path, const char *absolute, struct cips_err *err);

/* --- station_journal.c: the lock, and the journal that keeps nothing ------------------------ */

/* Waits for the lock (`shared`: for reading); CIPS_BUSY after ten seconds. */
enum cips_rc cips_store_station_lock(
	struct cips_station_file *file, bool shared, struct cips_err *err);

/* Bytes that the journal of any change but the first needs. */
size_t cips_store_journal_size(const struct cips_station_content *content);

/*
 * Overwrites the journal with zeros, makes it as large as it has to be, and syncs it. Not while it
 * may be needed to undo a change.
 */
enum cips_rc cips_store_clean_journal(struct cips_station_file *file, struct cips_err *err);

/* Undoes a change that was interrupted, and then cleans the journal. Under the lock. */
enum cips_rc cips_store_station_tidy(struct cips_station_file *file, struct cips_err *err);

/* Whether there is nothing to be done for cips_store_clean_journal(). */
bool cips_store_journal_clean(const struct cips_station_file *file);

/*
 * Takes the lock and, where somebody was interrupted, undoes that and cleans up; leave() sets the
 * times and gives the lock back. A handle for reading has the lock all the time.
 */
enum cips_rc cips_store_station_enter(struct cips_station_file *file, struct cips_err *err);
void cips_store_station_leave(struct cips_station_file *file);

#endif
