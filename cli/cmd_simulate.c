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

static enum cips_rc cmd_simulate(const struct invocation *invocation, struct cips_err *err)
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

const struct command command_simulate = {
	.name = "simulate",
	.args = "FORM -n N",
	.min_args = 1,
	.max_args = 1,
	.summary = "plausible answers for rehearsals, sizing and tests",
	.description =
		"Writes answers that import takes, as a CSV file. They are no data of anyone, "
		"which each response_id says. Skips, constraints and choice filters are "
		"obeyed; the same options give the same bytes on every machine (with --as-of, "
		"where the form asks for the day or for dates). "
		"The effects file is a CSV file that says what differs from the defaults, a line "
		"each; an empty cell stands for all:\n"
		"  score,ITEM,,FACTOR,MEAN  from 0 to 10, by default 6\n"
		"  effect,ITEM,CHOICE,FACTOR,POINTS  what a choice adds to it; of the unit item: "
		"what a unit adds with all below it\n"
		"  share,ITEM,CHOICE,,SHARE  of an item that is not scored, of language or of mode; "
		"choices without a line share what is left to 1, and above 1 the shares count "
		"against each other\n"
		"  rate,ITEM,STATE,,SHARE  of dont_know, refused, not_applicable or skipped; by "
		"default 0.03, 0.02, 0.01, 0.01\n"
		"  sensitive_rate,,STATE,,SHARE  of sensitive items; refused by default 0.08\n"
		"  spread,WHAT,,,SD  between persons, between the factors of a person, between the "
		"items of a factor: person, factor, item; by default 0.9, 0.7, 1.2\n"
		"  straight_liners,,,,SHARE  as --straight-liners",
	.examples =
		"cips simulate officials.md --units units.csv -n 300 --seed 7 -o trial.csv\n"
		"cips simulate officials.md --units units.csv -n 300 --effects gaps.csv -o trial.csv\n"
		"cips simulate form.md -n 1000 --wave 2025 --as-of 2025-10-01 --straight-liners 0.05\n",
	.run = cmd_simulate,
	.options = {OPTION_UNITS, OPTION_N, OPTION_SEED, OPTION_EFFECTS, OPTION_WAVE, OPTION_AS_OF,
		OPTION_STRAIGHT_LINERS, OPTION_OUTPUT, OPTIONS},
};
