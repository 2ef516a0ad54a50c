/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Responses that look as if they were not given with care. A flag is a reason to look, not a proof,
 * and no table leaves a flagged response out unless it is asked to.
 *
 * Scored items are taken in the order of the form; a raw answer is the place of a choice in its
 * list, before any polarity turns it (Curran 2016, Meade and Craig 2012, Huang et al. 2012).
 */
#ifndef CIPS_TABLES_FLAGS_H
#define CIPS_TABLES_FLAGS_H

#include "report/table.h"
#include "tables/frame.h"

enum cips_flag {
	/*
	 * The same raw answer to all items of one list of choices, at least LEAST_RUN of them
	 * answered; or without a break to LEAST_RUN scored items and to half of those answered,
	 * where lists of as many choices are alike. Missing answers are passed over. Judged:
	 * who answered LEAST_RUN scored items.
	 */
	CIPS_FLAG_STRAIGHT,
	/*
	 * Less than a third of the median time of the same mode. Judged: who has a time, in a mode
	 * with at least LEAST_TIMED of them and the minimum group.
	 */
	CIPS_FLAG_FAST,
	/*
	 * The same answers and missing answers to all scored items as another response. Not where
	 * chance alone would give as much: with the answers to each item drawn as everybody gave
	 * them, one item independent of the other, COINCIDENCES or more other responses would be
	 * like it. Judged: as STRAIGHT, less those who have that flag, who are alike anyway.
	 */
	CIPS_FLAG_DUPLICATE,
	/*
	 * Squared Mahalanobis distance of the item scores above the .999 quantile of chi-square
	 * with as many degrees of freedom as the covariance matrix has rank. Judged: who has a
	 * score on every item that at least nine in ten were asked, if they are at least five times
	 * as many as those items, the minimum group, and half of all people; else the same with
	 * factor scores for items, where half of all people are not asked for.
	 */
	CIPS_FLAG_OUTLIER,
	/* Fewer than half of the questions asked have an answer (tables/completion.h). */
	CIPS_FLAG_UNANSWERED,
	CIPS_FLAGS,
};

enum { CIPS_LEAST_RUN = 8, CIPS_LEAST_TIMED = 10, CIPS_PEOPLE_PER_VARIABLE = 5 };
#define CIPS_COINCIDENCES 0.01

/* The name of a flag, for tables. */
const char *cips_tables_flag_code(enum cips_flag flag);

struct cips_flags {
	unsigned char *judged;	/* by respondent: bit 1 << flag */
	unsigned char *flagged; /* likewise, of those judged */
	size_t *longest;	/* by respondent: the longest unbroken string of one raw answer */
	size_t scored;		/* items */
	size_t n_judged[CIPS_FLAGS];
	size_t n_flagged[CIPS_FLAGS];
	size_t n_any; /* with any flag */
	bool outlier_by_factor;
	size_t outlier_variables;
	size_t outlier_rank;
	double *median; /* by origin of the frame: median time of its mode, 0 where not judged */
};

/* Flags the responses of a frame; minimum: the minimum group. */
void cips_tables_flags(const struct cips_frame *frame, size_t minimum, struct cips_flags *flags);
void cips_tables_flags_release(struct cips_flags *flags);

/* The rules in words, a note for each that was applied or could not be. */
void cips_tables_foot_flags(struct cips_document *document, const struct cips_flags *flags);

#endif
