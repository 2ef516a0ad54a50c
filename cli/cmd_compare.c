/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

static enum cips_rc make_compare(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_compare_request request = {
		.selection = selection_of(invocation),
		.rows = invocation->options[OPTION_FLAT_ROWS],
		.by_indicator = option_is(invocation, OPTION_BY, "indicator"),
		.pairs = option_is(invocation, OPTION_SHOW, "pairs"),
		.adjust = adjust_of(invocation),
		.family_column = option_is(invocation, OPTION_FAMILY, "column"),
	};
	return cips_compare(survey, &request, out, err);
}

enum cips_rc cmd_compare(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_FLAT_ROWS])
		return usage(err, option_rows[OPTION_FLAT_ROWS].help, "compare needs --rows VAR");
	return tabulate(invocation, make_compare, err);
}
