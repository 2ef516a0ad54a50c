/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_rc make_scale(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_scale_request request = {.selection = selection_of(invocation)};
	return cips_scale(survey, &request, out, err);
}

static enum cips_rc cmd_scale(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_scale, err);
}

const struct command command_scale = {
	.name = "scale",
	.args = "FILE.cips",
	.min_args = 1,
	.max_args = 1,
	.summary = "how reliable each key factor is",
	.description =
		"For each key factor Cronbach's alpha with its 95 % interval and omega, and for "
		"each of its items the correlation with the others and what alpha would be "
		"without it. An item that runs against the others, as one with the wrong "
		"polarity does, is named. The figures rest on those who answered every item "
		"of the factor, and take no weights.",
	.examples = "cips scale arcadia.cips --wave 2025\n"
		    "cips scale arcadia.cips --wave 2025 --format tidy\n",
	.run = cmd_scale,
	.options = {TABLE, OPTIONS},
};
