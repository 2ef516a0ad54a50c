/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plausible answers to an instrument, for rehearsals, sizing and tests, as a CSV file of responses
 * that import takes without a finding. Every response_id begins with "simulated-".
 *
 * The same recipe, seed, number and day give the same bytes on every machine; the first rows of a
 * longer file are those of a shorter one.
 */
#ifndef CIPS_SIMULATE_SIMULATE_H
#define CIPS_SIMULATE_SIMULATE_H

#include "simulate/recipe.h"

#include <stdint.h>
#include <stdio.h>

struct cips_simulation {
	uint64_t n; /* people */
	uint64_t seed;
	long today;		/* what today() means, in days */
	const char *wave;	/* for the column `wave`; NULL: no such column */
	double straight_liners; /* under 0: as the recipe says */
};

/* Writes the header and `n` rows in constant memory; CIPS_SYSTEM when writing fails. */
enum cips_rc cips_simulate_write(const struct cips_recipe *recipe,
	const struct cips_simulation *simulation, FILE *out, struct cips_err *err);

#endif
