/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "messages.h"
#include "output.h"

#include <string.h>

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
	const char *format;
	enum cips_rc rc = read_design(invocation, &request.selection.design, err);
	if (!rc)
		rc = choose_format(invocation, &format, err);
	if (rc)
		return rc;
	request.shown_only = strcmp(format, "tidy") != 0 && strcmp(format, "json") != 0;
	return cips_crosstab(survey, &request, out, err);
}

static enum cips_rc cmd_crosstab(const struct invocation *invocation, struct cips_err *err)
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

const struct command command_crosstab = {
	.name = "crosstab",
	.args = "FILE.cips --rows VAR --columns VAR",
	.min_args = 1,
	.max_args = 1,
	.summary = "key factors by unit or group, or two variables crossed",
	.description =
		"With --columns factor: scores (or percentages positive, negative, net) of the key "
		"factors for each unit of the tree or each answer to an item. The formats tidy and "
		"json have standard errors and 95 % intervals too; with --design the units are the "
		"strata that people were drawn from, and the groups domains that may cut across "
		"them. With another variable as columns: "
		"counts or percentages of its answers for each row, with tests of independence and "
		"measures of association below, and letters that say which columns differ. tidy and "
		"json have all percentages, expected counts and adjusted residuals. Under weights or "
		"a --design the test is that of Rao and Scott. Small counts are "
		"hidden so that nobody can work them out; tests then are hidden too.",
	.examples =
		"cips crosstab arcadia.cips --wave 2025 --rows unit --columns factor\n"
		"cips crosstab arcadia.cips --wave 2025 --rows role --columns factor --measure net\n"
		"cips crosstab arcadia.cips --wave 2025 --rows tenure --columns role --measure "
		"column-percent\n"
		"cips crosstab arcadia.cips --wave 2025 --rows unit@1 --columns lead_example "
		"-o t.json\n"
		"cips crosstab arcadia.cips --wave 2025 --rows role --columns items -o t.md\n"
		"cips crosstab arcadia.cips --wave 2025 --rows role --columns factor --design unit "
		"-o t.json\n"
		"cips crosstab arcadia.cips --wave 2025 --rows role --columns factor --design unit "
		"--variance jackknife --format tidy\n",
	.run = cmd_crosstab,
	.options = {OPTION_ROWS, OPTION_COLUMNS, OPTION_PER, OPTION_MEASURE, OPTION_ADJUST, TABLE,
		OPTION_INTERVAL, DESIGN, OPTIONS},
};
