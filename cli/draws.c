/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draws.h"

#include "messages.h"
#include "output.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 1, REPLICATES = 1000, LEAST = 100, MOST = 100000 };

/* A whole number of digits only, from `least` to `most`. */
static bool read_between(
	const char *text, unsigned long least, unsigned long most, unsigned long *number)
{
	if (!*text || text[strspn(text, "0123456789")])
		return false;
	errno = 0;
	*number = strtoul(text, NULL, 10);
	return !errno && *number >= least && *number <= most;
}

enum cips_rc read_draws(const struct invocation *invocation, unsigned long *seed,
	size_t *replicates, struct cips_err *err)
{
	const char *wanted = invocation->options[OPTION_DRAW_SEED];
	const char *times = invocation->options[OPTION_REPLICATES];
	unsigned long n = REPLICATES;
	*seed = SEED;
	if (wanted && !read_between(wanted, 0, UINT32_MAX, seed))
		return usage(err, "a whole number under 4294967296", "--seed does not take \"%s\"",
			wanted);
	if (times && !read_between(times, LEAST, MOST, &n))
		return usage(err, "a whole number from 100 to 100000",
			"--replicates does not take \"%s\"", times);
	*replicates = n;
	return CIPS_OK;
}

enum cips_rc read_design(
	const struct invocation *invocation, struct cips_sampling *design, struct cips_err *err)
{
	const char *const *options = invocation->options;
	bool drawn = option_is(invocation, OPTION_VARIANCE, "bootstrap");
	*design = (struct cips_sampling){
		.strata = options[OPTION_DESIGN],
		.method = drawn ? CIPS_VARIANCE_BOOTSTRAP
			: option_is(invocation, OPTION_VARIANCE, "jackknife")
			? CIPS_VARIANCE_JACKKNIFE
			: CIPS_VARIANCE_TAYLOR,
	};
	if (options[OPTION_VARIANCE] && !design->strata)
		return usage(err, "name the strata, as with --design unit",
			"--variance goes with --design");
	if (!drawn && (options[OPTION_DRAW_SEED] || options[OPTION_REPLICATES]))
		return usage(err, "add it, or leave them out",
			"--seed and --replicates go with --variance bootstrap");
	return read_draws(invocation, &design->seed, &design->replicates, err);
}
