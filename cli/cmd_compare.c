/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

static enum cips_rc make_compare(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_compare_request request = {
		.selection = selection_of(invocation),
		.rows = invocation->options[OPTION_FLAT_ROWS],
		.by_indicator = option_is(invocation, OPTION_BY, "indicator"),
		.pairs = option_is(invocation, OPTION_SHOW, "pairs"),
		.adjust = adjust_of(invocation),
		.family_column = option_is(invocation, OPTION_FAMILY, "column"),
	};
	return cips_compare(survey, &request, out, err);
}

static enum cips_rc cmd_compare(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_FLAT_ROWS])
		return usage(err, option_rows[OPTION_FLAT_ROWS].help, "compare needs --rows VAR");
	return tabulate(invocation, make_compare, err);
}

const struct command command_compare = {
	.name = "compare",
	.args = "FILE.cips --rows VAR",
	.min_args = 1,
	.max_args = 1,
	.summary = "whether several groups differ, and which from which",
	.description =
		"For each key factor: do the groups differ at all (Kruskal and Wallis; Welch's "
		"analysis of variance), and which from which (Games and Howell; Dunn). A group has "
		"the letters of those that score significantly lower. Hidden groups are in no test. "
		"--show pairs has the difference of each two groups with its interval. At most 26 "
		"groups; for each unit against everyone else use gap.",
	.examples = "cips compare arcadia.cips --wave 2025 --rows tenure\n"
		    "cips compare arcadia.cips --wave 2025 --rows unit@1 --show pairs "
		    "--adjust holm\n"
		    "cips compare arcadia.cips --wave 2025 --rows age_band --by indicator "
		    "-o age.json\n",
	.run = cmd_compare,
	.options = {OPTION_FLAT_ROWS, OPTION_BY, OPTION_SHOW, OPTION_ADJUST, OPTION_FAMILY, TABLE,
		OPTIONS},
};
