/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "messages.h"
#include "output.h"

static enum cips_rc make_drivers(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_drivers_request request = {
		.selection = selection_of(invocation),
		.outcome = invocation->options[OPTION_OUTCOME],
	};
	enum cips_rc rc = read_draws(invocation, &request.seed, &request.replicates, err);
	return rc ? rc : cips_drivers(survey, &request, out, err);
}

static enum cips_rc cmd_drivers(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_OUTCOME])
		return usage(err, option_rows[OPTION_OUTCOME].help, "drivers needs --outcome VAR");
	return tabulate(invocation, make_drivers, err);
}

const struct command command_drivers = {
	.name = "drivers",
	.args = "FILE.cips --outcome VAR",
	.min_args = 1,
	.max_args = 1,
	.summary = "which factors go with an outcome",
	.description =
		"Divides the part of an outcome's variance that goes with the key factors (R²) "
		"among them: what each adds to R², averaged over all orders in which they can "
		"enter a regression (LMG), with bootstrap intervals, and Johnson's relative "
		"weights beside it. The outcome is a factor or an item; where it is an item, its "
		"own factor is left out. Only respondents with a value in all of them count, at "
		"least 100 and ten for each factor. It shows what goes together, not what causes "
		"what.",
	.examples = "cips drivers arcadia.cips --wave 2025 --outcome MORA\n"
		    "cips drivers arcadia.cips --wave 2025 --outcome code_gifts\n"
		    "cips drivers arcadia.cips --wave 2025 --outcome witnessed --seed 7 "
		    "--replicates 5000 -o drivers.json\n",
	.run = cmd_drivers,
	.options = {OPTION_OUTCOME, OPTION_DRAW_SEED, OPTION_REPLICATES, TABLE, OPTIONS},
};
