/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much of what a person was asked has an answer.
 *
 * Counted are the questions with a coded or a typed number or date: all that a frame holds but open
 * texts, which may well stay blank. Don't know and not applicable are answers here; refused and
 * blank are none (AAPOR, Standard Definitions, 9th edition, 2016: "answered (with other than a
 * refusal or no answer)").
 */
#ifndef CIPS_TABLES_COMPLETION_H
#define CIPS_TABLES_COMPLETION_H

#include "tables/frame.h"

/* The classes of that source, by the share of the applicable questions that are answered. */
enum cips_completion {
	CIPS_COMPLETE,	/* more than 80 % */
	CIPS_PARTIAL,	/* 50 to 80 % */
	CIPS_BREAK_OFF, /* less than 50 %, or nothing was asked */
	CIPS_COMPLETIONS,
};

/* The questions that respondent `i` was asked, and those with an answer. */
struct cips_answered_share {
	size_t asked;
	size_t answered;
};
struct cips_answered_share cips_tables_answered(const struct cips_frame *frame, size_t i);

enum cips_completion cips_tables_completion(struct cips_answered_share share);

#endif
