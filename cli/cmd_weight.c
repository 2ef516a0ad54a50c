/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

/* LOW,HIGH: what is possible is for the library to say. */
static bool read_bounds(const char *text, double *low, double *high)
{
	char *end;
	if (!*text || text[strspn(text, "0123456789.,")])
		return false;
	*low = strtod(text, &end);
	if (end == text || *end != ',')
		return false;
	const char *second = end + 1;
	*high = strtod(second, &end);
	return end != second && !*end;
}

static enum cips_rc read_options(const struct invocation *invocation,
	struct cips_weight_request *request, struct cips_err *err)
{
	const char *const *options = invocation->options;
	const char *collapse = options[OPTION_COLLAPSE], *trim = options[OPTION_TRIM];
	if (options[OPTION_RAKE] && options[OPTION_POSTSTRATIFY])
		return usage(err, "--rake meets each variable, --poststratify all of them crossed",
			"weights are either raked or post-stratified");
	if (collapse && (strlen(collapse) > 6 || collapse[strspn(collapse, "0123456789")]))
		return usage(err, "a whole number of respondents, as 5",
			"--collapse does not take \"%s\"", collapse);
	if (collapse)
		request->collapse = strtoul(collapse, NULL, 10);
	if (trim && !read_bounds(trim, &request->trim_low, &request->trim_high))
		return usage(err, "two multiples of the mean weight, as 0.3,3",
			"--trim does not take \"%s\"", trim);
	if (trim && request->trim_high <= 1)
		return usage(err, "two multiples of the mean weight, as 0.3,3",
			"--trim needs an upper bound above 1");
	return CIPS_OK;
}

static enum cips_rc make_weights(const struct invocation *invocation, const char *format,
	const struct cips_weight_request *request, struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_document *document;
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_WRITE, &survey, err);
	if (rc)
		return rc;
	struct cips_findings *findings = cips_findings_new();
	rc = cips_weight(survey, request, findings, &document, err);
	bool warned = cips_findings_count(findings) > 0;
	print_findings(findings, stderr);
	cips_findings_free(findings);
	cips_close(survey);
	if (!rc)
		rc = write_document(invocation, format, document, err);
	return !rc && warned ? CIPS_FINDINGS : rc;
}

static enum cips_rc list_sets(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	(void)invocation;
	return cips_weight_sets(survey, out, err);
}

static enum cips_rc cmd_weight(const struct invocation *invocation, struct cips_err *err)
{
	const char *const *options = invocation->options;
	const char *rake = options[OPTION_RAKE], *format;
	struct cips_weight_request request = {
		.selection = selection_of(invocation),
		.rake = rake != NULL,
		.variables = rake ? rake : options[OPTION_POSTSTRATIFY],
		.name = options[OPTION_NAME],
		.collapse = CIPS_COLLAPSE_DEFAULT,
	};
	request.selection.weights = options[OPTION_WEIGHT_START];
	enum cips_rc rc = read_options(invocation, &request, err);
	if (!rc && !request.variables)
		return tabulate(invocation, list_sets, err);
	if (!rc)
		rc = choose_format(invocation, &format, err);
	return rc ? rc : make_weights(invocation, format, &request, err);
}

const struct command command_weight = {
	.name = "weight",
	.args = "FILE.cips [--rake VAR,...|--poststratify VAR,...]",
	.min_args = 1,
	.max_args = 1,
	.summary = "weights from headcounts, kept as a named set",
	.description =
		"Makes weights with which the respondents of an instrument and a wave agree with "
		"its headcounts: by each variable (--rake) or by all of them crossed "
		"(--poststratify), and keeps them in the survey file under a name, in the place of "
		"those that had it. Every table takes them with --weights NAME. Respondents who "
		"are not known in a variable keep their share of the weights. What cannot be "
		"weighted, as people of whom nobody answered, is named with its cell and cure, and "
		"then nothing is changed. With --trim the bounds hold, and how far that leaves the "
		"margins is said. Weights are for the responses that there were: after an import or "
		"an opening they are refused until they are made again. Without --rake and "
		"--poststratify: the sets there are.",
	.examples =
		"cips weight arcadia.cips --wave 2025 --rake unit@1,role\n"
		"cips weight arcadia.cips --wave 2025 --poststratify unit,role --name fine --collapse 8\n"
		"cips weight arcadia.cips --wave 2025 --rake unit,role --trim 0.3,3\n"
		"cips weight arcadia.cips\n",
	.run = cmd_weight,
	.options = {OPTION_RAKE, OPTION_POSTSTRATIFY, OPTION_NAME, OPTION_COLLAPSE, OPTION_TRIM,
		OPTION_INSTRUMENT, OPTION_WAVE, OPTION_LANG, OPTION_WEIGHT_START, OPTION_FORMAT,
		OPTION_OUTPUT, OPTIONS},
};
