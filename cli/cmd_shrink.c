/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "messages.h"
#include "output.h"

static enum cips_measure measure_of(const struct invocation *invocation)
{
	return option_is(invocation, OPTION_SHRUNKEN_MEASURE, "positive")    ? CIPS_MEASURE_POSITIVE
		: option_is(invocation, OPTION_SHRUNKEN_MEASURE, "negative") ? CIPS_MEASURE_NEGATIVE
									     : CIPS_MEASURE_SCORE;
}

static enum cips_rc make_shrink(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_shrink_request request = {
		.selection = selection_of(invocation),
		.rows = invocation->options[OPTION_FLAT_ROWS],
		.by_indicator = option_is(invocation, OPTION_BY, "indicator"),
		.measure = measure_of(invocation),
	};
	enum cips_rc rc = read_draws(invocation, &request.seed, &request.replicates, err);
	return rc ? rc : cips_shrink(survey, &request, out, err);
}

static enum cips_rc cmd_shrink(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_FLAT_ROWS])
		return usage(err, option_rows[OPTION_FLAT_ROWS].help, "shrink needs --rows VAR");
	return tabulate(invocation, make_shrink, err);
}

const struct command command_shrink = {
	.name = "shrink",
	.args = "FILE.cips --rows VAR",
	.min_args = 1,
	.max_args = 1,
	.summary = "scores of small units, with chance taken out",
	.description =
		"Beside the score of each unit the same drawn towards what is usual among the units, "
		"the more the fewer people it rests on (empirical Bayes), and in place of a rank "
		"the ranks that it may well have. Means are taken as normal; percentages of one "
		"item, with --by indicator, as beta-binomial. Hidden units stay hidden, and "
		"what is usual is estimated from the others alone.",
	.examples = "cips shrink arcadia.cips --wave 2025 --rows unit@2\n"
		    "cips shrink arcadia.cips --wave 2025 --rows unit@2 --by indicator "
		    "--measure positive\n"
		    "cips shrink arcadia.cips --wave 2025 --rows unit@2 --replicates 10000 "
		    "-o shrunken.csv\n",
	.run = cmd_shrink,
	.options = {OPTION_FLAT_ROWS, OPTION_BY, OPTION_SHRUNKEN_MEASURE, OPTION_DRAW_SEED,
		OPTION_REPLICATES, TABLE, OPTIONS},
};
