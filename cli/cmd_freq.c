/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "output.h"

static enum cips_rc make_freq(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_freq_request request = {
		.selection = selection_of(invocation),
		.items = invocation->args + 1,
		.n_items = invocation->n_args - 1,
	};
	enum cips_rc rc = read_design(invocation, &request.selection.design, err);
	return rc ? rc : cips_freq(survey, &request, out, err);
}

static enum cips_rc cmd_freq(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_freq, err);
}

const struct command command_freq = {
	.name = "freq",
	.args = "FILE.cips [ITEM...]",
	.min_args = 1,
	.max_args = 1000,
	.summary = "frequencies of items",
	.description = "For each item the number and share of every answer with its 95 % interval, "
		       "and apart from them who did not know, refused, or left it blank. With "
		       "--design the units are the strata that people were drawn from.",
	.examples = "cips freq arcadia.cips --wave 2025 lead_example\n"
		    "cips freq arcadia.cips --wave 2025 -o all.csv\n",
	.run = cmd_freq,
	.options = {TABLE, OPTION_INTERVAL, DESIGN, OPTIONS},
};
