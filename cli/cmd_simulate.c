/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A whole number of digits only, from `least` to the largest that a seed may be. */
static bool read_whole(const char *text, unsigned long long least, unsigned long long *number)
{
	if (!*text || text[strspn(text, "0123456789")])
		return false;
	errno = 0;
	*number = strtoull(text, NULL, 10);
	return !errno && *number >= least && *number <= LLONG_MAX;
}

static bool read_share(const char *text, double *share)
{
	char *end;
	if (!*text || text[strspn(text, "0123456789.")])
		return false;
	*share = strtod(text, &end);
	return !*end && *share <= 1;
}

static enum cips_rc read_numbers(const struct invocation *invocation,
	struct cips_simulate_options *options, struct cips_err *err)
{
	const char *n = invocation->options[OPTION_N], *seed = invocation->options[OPTION_SEED];
	const char *share = invocation->options[OPTION_STRAIGHT_LINERS];
	if (!n)
		return usage(err, "say how many people answer: -n 300", "simulate needs -n N");
	if (!read_whole(n, 1, &options->n))
		return usage(err, "a whole number, 1 or more", "-n does not take \"%s\"", n);
	if (seed && !read_whole(seed, 0, &options->seed))
		return usage(err, "a whole number of up to 18 digits",
			"--seed does not take \"%s\"", seed);
	if (share && !read_share(share, &options->straight_liners))
		return usage(err, "a share from 0 to 1, as 0.05",
			"--straight-liners does not take \"%s\"", share);
	return CIPS_OK;
}

enum cips_rc cmd_simulate(const struct invocation *invocation, struct cips_err *err)
{
	const char *const *given = invocation->options;
	const char *form = invocation->args[0], *path = given[OPTION_OUTPUT];
	struct cips_simulate_options options = {
		.seed = 1,
		.units = given[OPTION_UNITS],
		.effects = given[OPTION_EFFECTS],
		.wave = given[OPTION_WAVE],
		.as_of = given[OPTION_AS_OF],
		.straight_liners = -1,
	};
	enum cips_rc rc = read_numbers(invocation, &options, err);
	if (rc)
		return rc;
	struct cips_findings *findings = cips_findings_new();
	rc = path ? cips_simulate_file(form, &options, path, findings, err)
		  : cips_simulate(form, &options, stdout, findings, err);
	print_findings(findings, stderr);
	if (!rc && path) {
		fputs("wrote ", stderr);
		print_clean(stderr, path);
		fputs(": ", stderr);
	}
	if (!rc)
		fprintf(stderr, "simulated answers, not data of anyone (%llu, seed %llu)\n",
			options.n, options.seed);
	cips_findings_free(findings);
	return rc;
}
