/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

/* A number that an option takes: above `above`, and up to `most`. */
struct number {
	enum option option;
	double above;
	double most;
	bool below; /* `most` itself is too much */
	bool whole;
	const char *hint;
	double *value; /* stays as it is where the option is not given */
};

static bool read_number(const char *text, const struct number *number)
{
	char *end;
	if (!*text || text[strspn(text, number->whole ? "0123456789" : "0123456789.")])
		return false;
	double value = strtod(text, &end);
	if (*end || !(value > number->above) || value > number->most)
		return false;
	*number->value = value;
	return !number->below || value < number->most;
}

static enum cips_rc read_numbers(const struct invocation *invocation,
	struct cips_plan_request *request, double *n, struct cips_err *err)
{
	const struct number numbers[] = {
		{OPTION_POPULATION, 0, 1e9, false, true, "a whole number of people, 1 or more",
			&request->population},
		{OPTION_MARGIN, 0, 50, false, false, "percentage points above 0 and up to 50, as 5",
			&request->margin},
		{OPTION_SCORE_MARGIN, 0.001, 10, false, false,
			"points of the scale from 0 to 10, as 0.5", &request->score_margin},
		{OPTION_PROPORTION, 0, 100, true, false, "a percentage between 0 and 100, as 50",
			&request->proportion},
		{OPTION_SD, 0, 5.1, false, false,
			"points above 0; scores from 0 to 10 have at most 5 or so", &request->sd},
		{OPTION_POWER, 5, 99.9999, false, false,
			"a percentage above 5 and below 100, as 80", &request->power},
		{OPTION_RESPONSE_RATE, 0, 100, false, false,
			"a percentage above 0 and up to 100, as 40", &request->response_rate},
		{OPTION_PLAN_N, 1, 1e9, false, true, "a whole number of answers, 2 or more", n},
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		const char *given = invocation->options[numbers[i].option];
		if (given && !read_number(given, &numbers[i]))
			return usage(err, numbers[i].hint, "%s does not take \"%s\"",
				option_rows[numbers[i].option].name, given);
	}
	return CIPS_OK;
}

static enum cips_rc read_request(const struct invocation *invocation,
	struct cips_plan_request *request, struct cips_err *err)
{
	const char *const *given = invocation->options;
	double n = 0;
	*request = (struct cips_plan_request){.instrument = given[OPTION_INSTRUMENT],
		.wave = given[OPTION_WAVE],
		.language = given[OPTION_LANG]};
	if (given[OPTION_PLAN_SURVEY] && given[OPTION_POPULATION])
		return usage(err, "the headcounts of the survey file say how many people there are",
			"--survey and --population exclude each other");
	if (!given[OPTION_PLAN_SURVEY] &&
		(request->instrument || request->wave || request->language))
		return usage(err, "they choose among the headcounts of a survey file",
			"--instrument, --wave and --lang need --survey");
	enum cips_rc rc = read_numbers(invocation, request, &n, err);
	request->n = (unsigned long)n;
	return rc;
}

static enum cips_rc cmd_plan(const struct invocation *invocation, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_PLAN_SURVEY], *format;
	struct cips_plan_request request;
	struct cips_document *document;
	struct cips_survey *survey = NULL;
	enum cips_rc rc = choose_format(invocation, &format, err);
	if (!rc)
		rc = read_request(invocation, &request, err);
	if (!rc && path)
		rc = cips_open(path, CIPS_READ, &survey, err);
	if (!rc)
		rc = cips_plan(survey, &request, &document, err);
	cips_close(survey);
	return rc ? rc : write_document(invocation, format, document, err);
}

const struct command command_plan = {
	.name = "plan",
	.args = "",
	.min_args = 0,
	.max_args = 0,
	.summary = "sample sizes, detectable gaps, what the tables will be able to show",
	.description =
		"How many answers a share and a score need for a margin of error, with the finite "
		"population correction, and how many people to invite for them at an expected "
		"response rate; the smallest gap that a comparison finds; and which units the "
		"tables would hide at that rate. With --survey for each unit of its headcounts, "
		"and with the standard deviation of the last wave that has answers.",
	.examples = "cips plan --population 2400 --margin 3\n"
		    "cips plan --survey arcadia.cips --response-rate 40\n"
		    "cips plan --survey arcadia.cips --wave 2025 --score-margin 0.3 --sd 1.8\n"
		    "cips plan -n 30 --power 90\n",
	.run = cmd_plan,
	.options = {OPTION_PLAN_SURVEY, OPTION_INSTRUMENT, OPTION_WAVE, OPTION_POPULATION,
		OPTION_RESPONSE_RATE, OPTION_MARGIN, OPTION_SCORE_MARGIN, OPTION_PROPORTION,
		OPTION_SD, OPTION_POWER, OPTION_PLAN_N, OPTION_LANG, OPTION_FORMAT, OPTION_OUTPUT,
		OPTIONS},
};
