/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "messages.h"
#include "output.h"

static const struct {
	const char *name;
	enum cips_measure measure;
} measures[] = {
	{"score", CIPS_MEASURE_SCORE},
	{"positive", CIPS_MEASURE_POSITIVE},
	{"negative", CIPS_MEASURE_NEGATIVE},
	{"net", CIPS_MEASURE_NET},
	{"count", CIPS_MEASURE_COUNT},
	{"row-percent", CIPS_MEASURE_ROW_PERCENT},
	{"column-percent", CIPS_MEASURE_COLUMN_PERCENT},
	{"total-percent", CIPS_MEASURE_TOTAL_PERCENT},
};

static enum cips_measure measure_of(const struct invocation *invocation)
{
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
		if (option_is(invocation, OPTION_MEASURE, measures[i].name))
			return measures[i].measure;
	return option_is(invocation, OPTION_COLUMNS, "factor") ? CIPS_MEASURE_SCORE
							       : CIPS_MEASURE_COUNT;
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
		.adjust = adjust_of(invocation),
	};
	enum cips_rc rc = read_design(invocation, &request.selection.design, err);
	return rc ? rc : cips_crosstab(survey, &request, out, err);
}

enum cips_rc cmd_crosstab(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_ROWS])
		return usage(err, option_rows[OPTION_ROWS].help, "crosstab needs --rows VAR");
	if (!invocation->options[OPTION_COLUMNS])
		return usage(err, option_rows[OPTION_COLUMNS].help, "crosstab needs --columns VAR");
	if (invocation->options[OPTION_ADJUST] && option_is(invocation, OPTION_COLUMNS, "factor"))
		return usage(err, "it is for comparisons of columns in tables of counts",
			"--adjust does nothing where the columns are factors");
	return tabulate(invocation, make_crosstab, err);
}
