/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_state state_of(const struct invocation *invocation)
{
	return option_is(invocation, OPTION_STATE, "dont_know")		? CIPS_STATE_DONT_KNOW
		: option_is(invocation, OPTION_STATE, "not_applicable") ? CIPS_STATE_NOT_APPLICABLE
		: option_is(invocation, OPTION_STATE, "skipped")	? CIPS_STATE_SKIPPED
									: CIPS_STATE_REFUSED;
}

static enum cips_rc make_response(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_response_request request = {
		.selection = selection_of(invocation),
		.rows = invocation->options[OPTION_ROWS],
		.state = state_of(invocation),
	};
	return cips_response(survey, &request, out, err);
}

static enum cips_rc cmd_response(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_response, err);
}

const struct command command_response = {
	.name = "response",
	.args = "FILE.cips",
	.min_args = 1,
	.max_args = 1,
	.summary = "response rates, and answers that were not given",
	.description =
		"Returns and response rates (AAPOR RR1 and RR2, with the headcounts as eligible "
		"people) for each unit, or the groups of --rows, and for each breakdown of the "
		"headcounts. Then for each key factor who did not know, refused, found it not "
		"applicable or left it blank, and whether that factor is refused more than the "
		"others. Weights and scores play no part in it.",
	.examples = "cips response arcadia.cips --wave 2025\n"
		    "cips response arcadia.cips --wave 2025 --rows role --state dont_know\n"
		    "cips response arcadia.cips --wave 2025 -o response.json\n",
	.run = cmd_response,
	.options = {OPTION_ROWS, OPTION_STATE, TABLE, OPTIONS},
};
