/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_rc make_quality(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_quality_request request = {
		.selection = selection_of(invocation),
		.rows = invocation->options[OPTION_ROWS],
	};
	return cips_quality(survey, &request, out, err);
}

static enum cips_rc cmd_quality(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_quality, err);
}

const struct command command_quality = {
	.name = "quality",
	.args = "FILE.cips",
	.min_args = 1,
	.max_args = 1,
	.summary = "responses that look careless: straight-lining, speed, duplicates",
	.description =
		"How many responses straight-line, were given too fast for their mode, repeat "
		"another one, lie far from all others (Mahalanobis) or are hardly answered, for "
		"each unit, or the groups of --rows, and for each mode. The foot states each "
		"rule. A flag is a reason to look, not a proof: no table leaves a response out by "
		"it unless asked to with --without-flagged (which has no place here, where the "
		"flags are the figures), and none is named.",
	.examples = "cips quality arcadia.cips --wave 2025\n"
		    "cips quality arcadia.cips --wave 2025 --rows language\n"
		    "cips quality arcadia.cips --wave 2025 --format tidy\n",
	.run = cmd_quality,
	.options = {OPTION_ROWS, SELECTION, OPTIONS},
};
