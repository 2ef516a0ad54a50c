/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The responses of an instrument in a wave, in memory: one packed record per respondent, one after
 * the other, in the layout of the source's instrument. Answers given to other versions of the
 * instrument are brought into that layout by indicator where they are comparable, and count as not
 * shown where they are not.
 */
#ifndef CIPS_TABLES_FRAME_H
#define CIPS_TABLES_FRAME_H

#include "tables/scope.h"

/* A version with answers in the frame. */
struct cips_answered {
	const struct cips_version *version;
	const struct cips_instrument *instrument;
	struct cips_instrument *owned;	/* the same, unless it is the source's */
	const struct cips_item **items; /* by item of the source's instrument: what measures the
					   same here, or NULL */
	unsigned char *asked;		/* by item of the source's instrument: enum cips_asked */
};

/* How some answers came in: what many respondents have in common. */
struct cips_frame_origin {
	const char *language; /* "" when not known, as the mode; both borrowed from the file */
	const char *mode;
	bool assisted;
};

struct cips_frame {
	const struct cips_source *source;
	size_t n;
	size_t room;
	size_t record_size;
	uint8_t *records;
	int64_t *row;	/* of the responses in the survey file; of a frame to weight, else NULL */
	double *weight; /* NULL: every respondent counts the same */
	const char *weighted_by; /* "the weight column of the import"; NULL without weights */
	bool has_weights;	 /* some response has a weight, used or not */
	double *seconds;	 /* how long it took to answer, NaN: not known; NULL: of nobody */
	uint32_t *origin;	 /* index in `origins` */
	struct cips_frame_origin *origins;
	size_t n_origins;
	int32_t *unit; /* index in the tree, -1 unknown; NULL without a tree or a unit item */
	struct cips_flags *flags; /* NULL unless the scope asks for some responses only; after that
				     its counts are of all of them, its arrays of nobody */
	struct cips_frame *other; /* the responses that were left out by their flags, or NULL; has
				     what groups and scores need */
	size_t left_out;	  /* respondents without the weight that was asked for */
	struct cips_weight_base *bases; /* by version read; of a frame to weight */
	size_t n_bases;
	size_t pooled;			/* respondents who answered another version */
	size_t not_comparable;		/* items of another version that could not be pooled */
	unsigned char *asked;		/* by item of the instrument: enum cips_asked */
	struct cips_answered *answered; /* the versions that were answered */
	size_t n_answered;
	struct cips_units *units; /* borrowed */
};

/* Whether an item was in the versions that were answered; the two can be true at once. */
enum cips_asked {
	CIPS_ASKED = 1,	  /* in one of them, as in the source's instrument or comparable to it */
	CIPS_CHANGED = 2, /* in one of them, but not comparable */
};

/*
 * Loads the responses; `weights` as in struct cips_selection. With `by_sign` (a measure of
 * positives or negatives) items are pooled only where they count the same choices as positive.
 */
enum cips_rc cips_tables_frame(struct cips_scope *scope, const struct cips_source *source,
	const char *weights, bool by_sign, struct cips_frame *frame, struct cips_err *err);

/* As cips_tables_frame(), with the bases of a set of weights for the frame. */
enum cips_rc cips_tables_frame_to_weight(struct cips_scope *scope, const struct cips_source *source,
	const char *weights, struct cips_frame *frame, struct cips_err *err);
/*
 * The same for figures that take no weights: everybody counts the same, whatever weights there are;
 * `weights` is only checked.
 */
enum cips_rc cips_tables_frame_unweighted(struct cips_scope *scope,
	const struct cips_source *source, const char *weights, struct cips_frame *frame,
	struct cips_err *err);

void cips_tables_frame_release(struct cips_frame *frame);

/* Gives back the records, most of the memory, once nothing is read from them any more. */
void cips_tables_frame_forget_answers(struct cips_frame *frame);

static inline const uint8_t *cips_frame_record(const struct cips_frame *frame, size_t i)
{
	return frame->records + i * frame->record_size;
}

#endif
