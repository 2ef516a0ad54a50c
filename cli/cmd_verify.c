/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"

#include <string.h>

/* One thing that was checked, and how many there were. */
static void print_count(const char *what, size_t n)
{
	if (n)
		printf("%-14s %zu\n", what, n);
}

static void print_verified(const struct cips_verified *verified, bool damaged)
{
	bool survey = strcmp(verified->kind, "survey file") == 0;
	printf("%-14s %s\n", "kind", verified->kind);
	print_count("instruments", verified->instruments);
	print_count("units", verified->units);
	print_count("headcounts", verified->headcounts);
	print_count("batches", verified->batches);
	print_count("responses", verified->responses);
	if (verified->responses && !damaged)
		printf("%-14s one each, %zu of them recomputed from the answers\n", "identities",
			verified->from_answers);
	print_count("free texts", verified->texts);
	print_count("stations", verified->stations);
	print_count("bundles", verified->bundles);
	print_count("boxes", verified->boxes);
	if (survey)
		printf("%-14s %s\n", "checksums",
			verified->checksums
				? "of every table"
				: "none: the next change of this file of an earlier version adds them");
}

static enum cips_rc cmd_verify(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_verified verified;
	struct cips_findings *findings = cips_findings_new();
	enum cips_rc rc = cips_verify(invocation->args[0], findings, &verified, err);
	print_findings(findings, stderr);
	if (!rc || cips_findings_count(findings))
		print_verified(&verified, rc != CIPS_OK);
	if (!rc) {
		puts("all is as it was written");
		if (*verified.content)
			printf("content %s\n", verified.content);
	}
	cips_findings_free(findings);
	return rc;
}

const struct command command_verify = {
	.name = "verify",
	.args = "FILE",
	.min_args = 1,
	.max_args = 1,
	.summary = "is a file as it was written",
	.description =
		"Holds a survey file against itself: the structure, the checksums of its tables, "
		"what rows refer to, the digests of forms, batches and sealed boxes, the "
		"signatures of bundles, every response against its form, and its identity. "
		"Prints what was checked, and the content as digits that two people can "
		"compare: they are the same for the same instruments, units, headcounts, answers "
		"and free texts, in whatever order and however many batches they came; titles, "
		"batches, weights and sealed boxes do not count. A station or a bundle is held "
		"against its signature. Nothing is changed. The status is 0 when all is well, "
		"else 6 with a line for each finding. Checksums find damage, not somebody who "
		"changes a survey file on purpose: for that compare the content.",
	.examples = "cips verify arcadia.cips\n"
		    "cips verify keld.bundle\n",
	.run = cmd_verify,
	.options = {OPTIONS},
};
