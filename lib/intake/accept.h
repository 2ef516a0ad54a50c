/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row that is in order finds its place in the survey file: stored, there already, or at odds with
 * one that is.
 */
#ifndef CIPS_INTAKE_ACCEPT_H
#define CIPS_INTAKE_ACCEPT_H

#include "cips_types.h"
#include "intake/identity.h"

enum cips_fate {
	CIPS_FATE_STORED,
	CIPS_FATE_UPDATED, /* stored in the place of another content of its response_id */
	CIPS_FATE_ALREADY_THERE,
	CIPS_FATE_REFUSED, /* with a finding */
};

struct cips_acceptor {
	struct cips_survey_file *file;
	const struct cips_version *version;
	const struct cips_instrument *instrument;
	const uint8_t *key;
	const char *digest; /* of the file, hexadecimal; "" until it is known */
	const struct cips_import_options *options;
	struct cips_seen_set seen;
	bool bounded;			/* not all rows are remembered */
	const struct cips_twice *twice; /* identities that are remembered in any case */
	bool trusting;			/* some row was taken for the only one of its identity */
	bool trusted;			/* so was the row at hand */
	bool look_up;			/* the survey file held responses before this import */
	struct cips_batch batch; /* that of the file; for a rejects file of the row at hand */
	bool known;		 /* the batch was there before: this file was imported already */
	bool changed;		 /* something was written that must be kept */
	struct cips_batch_reading reading; /* how this file is read, for rows of a rejects file: */
	bool any_reading;		   /* theirs may differ */
	struct cips_batch updates;	   /* the one that updates belong to; id 0: none yet */
	struct cips_map waves;		   /* code -> id */
	struct cips_buf canonical;
};

/*
 * Begins for a file with that digest (hexadecimal). Its batch is made when it is not known; the
 * rows of a rejects file (`rejects`) join the batches that they name. A transaction is open. Options
 * and digest are borrowed. Where the survey file has no batch yet, the digest may be "", and the
 * caller tells the store what it is before the end.
 *
 * What is remembered of the rows is bounded. Beyond it a row that is not remembered is trusted to be
 * the only one of its identity: the caller has to ask the store at the end whether there were others
 * (cips_store_finish_responses), and to begin again with them as `twice` (borrowed) if so.
 */
enum cips_rc cips_intake_acceptor_start(struct cips_acceptor *acceptor,
	struct cips_survey_file *file, const struct cips_version *version,
	const struct cips_instrument *instrument, const struct cips_import_options *options,
	const char *digest, bool rejects, const struct cips_twice *twice, struct cips_err *err);
void cips_intake_acceptor_release(struct cips_acceptor *acceptor);

/* Takes in the row that the reader has just read without a fault. */
enum cips_rc cips_intake_accept(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	enum cips_fate *fate, struct cips_err *err);

/* Notes that a row of the batch at hand is in the rejects file. */
enum cips_rc cips_intake_accept_rejected(
	struct cips_acceptor *acceptor, bool rejects, long line, struct cips_err *err);

#endif
