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

enum cips_rc cmd_response(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_response, err);
}
