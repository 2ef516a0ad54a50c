/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening: from sealed boxes to responses. In three steps, each in a file of its own: whose boxes,
 * and with which keys (opening.c); from boxes to answers that are held against the rules
 * (opening_read.c); from answers to responses of the survey file (opening_store.c).
 *
 * Nothing of a box but its content goes further than opening_read.c: no station, no place, no order.
 * Only a response with a token brings the digest of its box, by which one of several is chosen.
 */
#ifndef CIPS_API_OPENING_H
#define CIPS_API_OPENING_H

#include "api/stations_known.h"
#include "model/interview.h"

/* A version of the instrument whose answers are opened. */
struct cips_opened_version {
	const struct cips_version *version;
	struct cips_instrument *instrument;
	struct cips_record_check check;
	struct cips_interview *interview;
	bool *text_bound; /* by item: its rules look at free texts, which are sealed apart */
	bool any_text_bound;
	struct cips_response sealed; /* the answers at hand as they were sealed */
};

/* A station whose boxes these keys open. */
struct cips_opened_station {
	const struct cips_known_station *station;
	struct cips_opened_version *version;
	const struct cips_secret_key *keys[CIPS_KEYS]; /* in the order of its settings */
	uint8_t *kept;				       /* digests of boxes that failed */
	size_t n_kept, kept_room;
};

/* The answers of one person, packed as the rules leave them. */
struct cips_opened_answers {
	const struct cips_opened_version *version;
	uint8_t language;
	bool assisted;
	bool dropped;	      /* another response has its token */
	const uint8_t *token; /* nullifier and, behind it, the digest of the box; NULL: none */
	uint8_t packed[];
};

/* What boxes of one kind fail for: counted, so that no finding is one person's. */
struct cips_opening_fault {
	int fault; /* of opening_read.c */
	const struct cips_opened_version *version;
	int item; /* CIPS_NONE: none */
	size_t n;
};

struct cips_opening {
	struct cips_survey_file *file;
	const struct cips_opening_options *options;
	struct cips_findings *findings;
	struct cips_opening_result *result;
	struct cips_arena arena;
	long today;
	const char *code; /* of the instrument */
	const char *wave;
	bool any; /* something is sealed */
	long wave_id;
	struct cips_batch batch;
	struct cips_units *units;
	struct cips_secret_key *keys[CIPS_KEYS];
	struct cips_opened_version *versions;
	size_t n_versions;
	struct cips_opened_station *stations; /* in the order of cips_api_by_settings() */
	size_t n_stations;
	struct cips_opened_answers **answers;
	size_t n_answers, answers_room;
	struct cips_arena answers_arena; /* most of the memory: its own, to be given back early */
	struct cips_opening_fault *faults;
	size_t n_faults, faults_room;
};

/* For qsort() and bsearch(): opened stations by the digest of their settings. */
int cips_api_by_settings(const void *a, const void *b);

/*
 * Opens all boxes of the stations and keeps the answers that break no rule; texts are stored at
 * once, with the batch. Those that fail are counted, and their digests kept with their stations. A
 * transaction is open.
 */
enum cips_rc cips_api_opening_read(struct cips_opening *opening, struct cips_err *err);

/*
 * Stores the answers, in an order that chance makes, and takes their boxes away. CIPS_POLICY when
 * they are fewer than the minimum group.
 */
enum cips_rc cips_api_opening_store(struct cips_opening *opening, struct cips_err *err);

#endif
