/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "messages.h"
#include "output.h"

static enum cips_rc make_gap(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_gap_request request = {
		.selection = selection_of(invocation),
		.gap = invocation->options[OPTION_GAP],
		.by_indicator = option_is(invocation, OPTION_BY, "indicator"),
		.per = invocation->options[OPTION_PER],
		.adjust = adjust_of(invocation),
		.wording = option_is(invocation, OPTION_WORDING, "any") ? CIPS_WORDING_ANY
									: CIPS_WORDING_SAME,
		.between = invocation->options[OPTION_BETWEEN],
		.standardize = invocation->options[OPTION_STANDARDIZE],
		.family_column = option_is(invocation, OPTION_FAMILY, "column"),
	};
	enum cips_rc rc = read_design(invocation, &request.selection.design, err);
	return rc ? rc : cips_gap(survey, &request, out, err);
}

static enum cips_rc cmd_gap(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_GAP])
		return usage(err, option_rows[OPTION_GAP].help, "gap needs --gap");
	return tabulate(invocation, make_gap, err);
}

const struct command command_gap = {
	.name = "gap",
	.args = "FILE.cips --gap GAP",
	.min_args = 1,
	.max_args = 1,
	.summary = "culture-gap tables",
	.description =
		"Differences between two groups on each key factor, tested and adjusted for "
		"many comparisons: a unit and everyone else, two answers to an item (managers "
		"and staff), two instruments (officials and private sector), two waves. Between waves "
		"an indicator whose wording, scale, type or skips changed is not compared, and "
		"the foot says why. With --wording any only type and scale must agree: for new "
		"words that mean the same. --standardize shows what of a change between waves is left "
		"when both have the mix of people of B; --between whether a gap between two "
		"groups changed. Where the mix of modes (paper, online) differs between waves, the "
		"foot says so. With --design the units are the strata that people were drawn from, "
		"in each wave anew, and --variance gives a second opinion on the standard errors.",
	.examples = "cips gap arcadia.cips --wave 2025 --gap unit\n"
		    "cips gap arcadia.cips --wave 2025 --gap role=manager:staff --per unit@1\n"
		    "cips gap arcadia.cips --wave 2025 --gap role=manager:staff --design unit\n"
		    "cips gap arcadia.cips --gap wave=2025:2023\n"
		    "cips gap arcadia.cips --gap wave=2025:2023 --wording any\n"
		    "cips gap arcadia.cips --gap wave=2025:2023 --standardize role\n"
		    "cips gap arcadia.cips --gap wave=2025:2023 --between role=manager:staff\n"
		    "cips gap arcadia.cips --gap wave=2025:2023 --standardize role --design unit\n"
		    "cips gap arcadia.cips --wave 2025 --gap instrument=officials:private\n",
	.run = cmd_gap,
	.options = {OPTION_GAP, OPTION_BY, OPTION_PER, OPTION_WORDING, OPTION_STANDARDIZE,
		OPTION_BETWEEN, OPTION_ADJUST, OPTION_FAMILY, TABLE, DESIGN, OPTIONS},
};
