/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void print_result(const struct cips_merge_result *result)
{
	printf("%zu bundle%s, %zu of them there already; %zu boxes, %zu of them new",
		result->bundles, plural(result->bundles), result->known_bundles, result->boxes,
		result->new_boxes);
	if (result->lost_boxes)
		printf(", %zu lost", result->lost_boxes);
	printf("\n");
}

static void print_place(const struct cips_arrival *arrival)
{
	fputs("  ", stdout);
	if (!*arrival->instrument)
		fputs("(a station of an earlier version: its bundle will tell)", stdout);
	print_clean(stdout, arrival->instrument);
	if (*arrival->wave)
		printf(", wave %s", arrival->wave);
	if (*arrival->place)
		fputs(", ", stdout);
	print_clean(stdout, arrival->place);
	putchar('\n');
}

/* Which stations are still to come, and of which only a part has. */
static void print_arrivals(const struct cips_arrivals *arrivals)
{
	const struct cips_arrival *arrival;
	size_t n = 0, arrived = 0, cut = 0;
	for (; (arrival = cips_arrivals_get(arrivals, n)); n++) {
		arrived += arrival->bundles > 0;
		cut += arrival->cut > 0;
	}
	printf("of %zu station%s %zu %s sent a bundle\n", n, plural(n), arrived,
		arrived == 1 ? "has" : "have");
	if (arrived < n)
		puts("nothing has arrived from");
	for (size_t i = 0; (arrival = cips_arrivals_get(arrivals, i)); i++)
		if (!arrival->bundles)
			print_place(arrival);
	if (cut)
		puts("boxes are missing in bundles from");
	for (size_t i = 0; (arrival = cips_arrivals_get(arrivals, i)); i++)
		if (arrival->cut)
			print_place(arrival);
}

static enum cips_rc show_arrivals(
	struct cips_survey *survey, const char *receipts, struct cips_err *err)
{
	struct cips_arrivals *arrivals;
	enum cips_rc rc = cips_arrivals(survey, &arrivals, err);
	if (rc)
		return rc;
	print_arrivals(arrivals);
	cips_arrivals_free(arrivals);
	if (!receipts)
		return CIPS_OK;
	rc = cips_receipts_write(survey, receipts, err);
	if (!rc)
		say_wrote(receipts);
	return rc;
}

static enum cips_rc cmd_merge(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_merge_result result;
	bool salvage = invocation->options[OPTION_SALVAGE] != NULL;
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_WRITE, &survey, err);
	if (rc)
		return rc;
	struct cips_findings *findings = cips_findings_new();
	rc = cips_merge(survey, invocation->args + 1, invocation->n_args - 1, salvage, findings,
		&result, err);
	print_findings(findings, stderr);
	cips_findings_free(findings);
	if (rc <= CIPS_FINDINGS) {
		if (invocation->n_args > 1)
			print_result(&result);
		enum cips_rc shown =
			show_arrivals(survey, invocation->options[OPTION_RECEIPTS_OUT], err);
		rc = shown ? shown : rc;
		if (!shown)
			printf("content %s\n", result.content);
	}
	cips_close(survey);
	return rc;
}

const struct command command_merge = {
	.name = "merge",
	.args = "FILE.cips [X.bundle...]",
	.min_args = 1,
	.max_args = 100000,
	.summary = "take bundles in: in any order, doubled, through other offices",
	.description =
		"Checks every bundle whole before anything is changed, then joins their boxes to "
		"those that have arrived before; what is there already adds nothing. Says which "
		"stations have sent nothing yet, and the content: two centres that read out the "
		"same have the same boxes. Without a bundle it only says so. A bundle that is cut, "
		"changed, of another survey or of a station that the survey file does not know "
		"keeps all of them out. No key is needed.",
	.examples = "cips merge arcadia.cips *.bundle\n"
		    "cips merge arcadia.cips keld.bundle -o receipts.txt\n"
		    "cips merge arcadia.cips half.bundle --salvage\n",
	.run = cmd_merge,
	.options = {OPTION_SALVAGE, OPTION_RECEIPTS_OUT, OPTIONS},
};
