/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_rc make_agreement(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_agreement_request request = {
		.selection = selection_of(invocation),
		.units = invocation->options[OPTION_UNIT_LEVEL],
	};
	return cips_agreement(survey, &request, out, err);
}

static enum cips_rc cmd_agreement(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_agreement, err);
}

const struct command command_agreement = {
	.name = "agreement",
	.args = "FILE.cips",
	.min_args = 1,
	.max_args = 1,
	.summary = "is there a unit culture, or only noise",
	.description =
		"For each key factor how much units differ (analysis of variance, ICC(1) with "
		"its 95 % interval, ICC(2)), how far the people of each unit agree (rwg(j), "
		"average deviation), and what the two say together. Units are those that "
		"people named, or with --units rolled up to a level of the tree. Hidden "
		"units are left out altogether. The figures take no weights.",
	.examples = "cips agreement arcadia.cips --wave 2025\n"
		    "cips agreement arcadia.cips --wave 2025 --units unit@1\n",
	.run = cmd_agreement,
	.options = {OPTION_UNIT_LEVEL, TABLE, OPTIONS},
};
