/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

static enum cips_measure measure_of(const struct invocation *invocation)
{
	return option_is(invocation, OPTION_MEASURE, "positive")    ? CIPS_MEASURE_POSITIVE
		: option_is(invocation, OPTION_MEASURE, "negative") ? CIPS_MEASURE_NEGATIVE
		: option_is(invocation, OPTION_MEASURE, "net")	    ? CIPS_MEASURE_NET
								    : CIPS_MEASURE_SCORE;
}

static enum cips_rc make_crosstab(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_crosstab_request request = {
		.selection = selection_of(invocation),
		.rows = invocation->options[OPTION_ROWS],
		.columns = invocation->options[OPTION_COLUMNS],
		.per = invocation->options[OPTION_PER],
		.measure = measure_of(invocation),
		.design = invocation->options[OPTION_DESIGN],
	};
	return cips_crosstab(survey, &request, out, err);
}

enum cips_rc cmd_crosstab(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_ROWS])
		return usage(err, option_rows[OPTION_ROWS].help, "crosstab needs --rows VAR");
	if (!invocation->options[OPTION_COLUMNS])
		return usage(
			err, option_rows[OPTION_COLUMNS].help, "crosstab needs --columns factor");
	return tabulate(invocation, make_crosstab, err);
}
