/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the people of a simulated survey are like: an instrument, a unit tree, and the lines of an
 * effects file (what,item,choice,factor,value), which say what differs from the defaults. The empty
 * cell stands for "all"; the line that says more wins: an item before a factor, a factor before all.
 *
 *	score,,,,6                  mean of every scored item, 0...10 (default 6)
 *	score,,,LEAD,7.9            ... of the items of a factor
 *	score,audi_action,,,9.4     ... of an item
 *	effect,role,manager,AUDI,1  what a choice adds to the scores of a factor (empty: of all)
 *	effect,unit,NORTH,,0.5      ... a unit, to those in it and in every unit below it
 *	share,role,manager,,0.85    how many give an answer; choices that no line names share what is
 *	                            left to 1 evenly, and are not drawn when nothing is left; over 1
 *	                            in all the shares count against each other. Without a line: even,
 *	                            units: even over those with nothing below them. A unit's share is
 *	                            of those directly in it. In a select_multiple the chance of each
 *	                            tick, without a line 1/3. What filter or constraint forbid is
 *	                            drawn again, so a choice that must stand alone is given less
 *	                            often than its chance.
 *	share,language,fr,,0.4      the column `language`, which is written if there is such a line
 *	share,mode,paper,,0.2       the column `mode`; what is left to 1 has none
 *	rate,,dont_know,,0.03       how many give no answer, and why: dont_know (default 0.03), refused
 *	                            (0.02), not_applicable (0.01), skipped (0.01; of texts 0.95)
 *	rate,audi_action,refused,,0 ... of an item
 *	sensitive_rate,,refused,,.1 ... of sensitive items (default 0.08)
 *	spread,person,,,1           standard deviations on the scale of 0...10: of people (default
 *	spread,factor,,,0.7         0.9), of their views of single factors (0.7), of their single
 *	spread,item,,,1.2           answers (1.2)
 *	straight_liners,,,,0.02     how many give one and the same choice to all items of a battery,
 *	                            which is a run of items with the same list (default 0)
 *
 * dont_know, refused and not_applicable are given by the choice of the list that says so; items
 * whose list has none are not refused but left blank at the rate of `skipped`. Required items are
 * not left blank at random.
 */
#ifndef CIPS_SIMULATE_RECIPE_H
#define CIPS_SIMULATE_RECIPE_H

#include "base/findings.h"
#include "model/effects.h"
#include "model/record.h"
#include "model/units.h"

/* Shares added up: entry k (from 0) is drawn when upto[k - 1] <= u < upto[k]. */
struct cips_shares {
	double *upto;
	size_t n;
};

/* The ways of giving no answer. */
enum cips_silence {
	CIPS_SILENCE_DONT_KNOW,
	CIPS_SILENCE_REFUSED,
	CIPS_SILENCE_NOT_APPLICABLE,
	CIPS_SILENCE_SKIPPED,
	CIPS_SILENCES,
};

/*
 * One item. Its entries are the choices of its list, entry k (from 0) at position k + 1; of a list
 * that is the unit tree, its units.
 */
struct cips_item_recipe {
	bool asked; /* it has a column and takes an answer */
	bool scored;
	bool from_units;
	bool between;			/* numbers and dates: the constraint has both bounds */
	double low, high;		/* these */
	double silence[CIPS_SILENCES];	/* added up, in this order */
	unsigned listed[CIPS_SILENCES]; /* position of the choice that says it, 0 for a blank */
	size_t n_entries;
	struct cips_shares shares; /* not of scored items */
	double *ticks;		   /* select_multiple: the chance of each entry */
	double *effects;	   /* [entry * n_factors + factor], NULL: none */
	/* of scored items */
	double base;
	size_t n_scores;
	double *scores; /* ascending */
	unsigned *positions;
	int battery; /* CIPS_NONE: none */
};

enum cips_spread { CIPS_SPREAD_PERSON, CIPS_SPREAD_FACTOR, CIPS_SPREAD_ITEM, CIPS_SPREADS };

struct cips_recipe {
	struct cips_arena arena;
	const struct cips_instrument *instrument;
	const struct cips_units *units; /* NULL where there are none */
	struct cips_item_recipe *items;
	size_t n_batteries;
	double *latent; /* simulate/latent.h */
	double spread[CIPS_SPREADS];
	double straight_liners;
	struct cips_shares languages; /* n 0: no such column */
	struct cips_shares modes;
	const char **mode_names; /* one fewer than shares: the last share has none */
};

/*
 * What the rows say of an instrument. NULL when something is wrong with them, with all of it as
 * findings. Instrument and units are borrowed; the units need their ids.
 */
struct cips_recipe *cips_simulate_recipe_new(const struct cips_instrument *instrument,
	const struct cips_units *units, const struct cips_effect_row *rows, size_t n,
	struct cips_findings *findings);
void cips_simulate_recipe_free(struct cips_recipe *recipe); /* NULL is fine */

/* Whether the form takes choices from the tree of units, so that there must be one. */
bool cips_simulate_needs_units(const struct cips_instrument *instrument);

/* The entry that a number 0 <= u < 1 falls on. */
size_t cips_simulate_share(const struct cips_shares *shares, double u);

#endif
