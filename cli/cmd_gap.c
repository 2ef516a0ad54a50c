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

enum cips_rc cmd_gap(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_GAP])
		return usage(err, option_rows[OPTION_GAP].help, "gap needs --gap");
	return tabulate(invocation, make_gap, err);
}
