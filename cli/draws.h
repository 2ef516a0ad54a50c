/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The options of tables that draw random numbers, or of people who were drawn.
 */
#ifndef CIPS_CLI_DRAWS_H
#define CIPS_CLI_DRAWS_H

#include "commands.h"

/* --seed and --replicates, or their defaults; CIPS_USAGE when they are no such numbers. */
enum cips_rc read_draws(const struct invocation *invocation, unsigned long *seed,
	size_t *replicates, struct cips_err *err);

/* --design and --variance, with the numbers of the bootstrap. */
enum cips_rc read_design(
	const struct invocation *invocation, struct cips_sampling *design, struct cips_err *err);

#endif
