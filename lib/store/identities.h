/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The identities of the responses that a change adds, until they are written into the index of the
 * survey file (identity_blocks.h): in their order, so that no block of it is written twice however
 * many there are. What is more than one sorted run waits in a file without a name, in the folder of
 * the survey file.
 */
#ifndef CIPS_STORE_IDENTITIES_H
#define CIPS_STORE_IDENTITIES_H

#include "store/internal.h"
#include "store/keyed.h"

/* Zero-initialize. */
struct cips_identities {
	struct cips_keyed *run; /* identity, row (0: only noted); in no order */
	size_t n, room;
	size_t *runs; /* the size of each sorted run in the file */
	size_t n_runs, runs_room;
	int fd; /* where there are runs */
	struct cips_sorter sorter;
};

enum cips_rc cips_store_identities_add(struct cips_survey_file *file, struct cips_identities *all,
	int64_t identity, int64_t row, struct cips_err *err);

/*
 * Writes all of them into the index and forgets them. Those that were added more than once come into
 * `twice`, once each, and the index is not complete then; NULL: that is CIPS_INTERNAL.
 */
enum cips_rc cips_store_identities_write(struct cips_survey_file *file, struct cips_identities *all,
	struct cips_twice *twice, struct cips_err *err);
void cips_store_identities_release(struct cips_identities *all);

#endif
