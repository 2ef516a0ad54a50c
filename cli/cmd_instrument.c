/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

static void print_facts(const struct cips_instrument *instrument)
{
	struct cips_form_facts facts;
	cips_form_facts(instrument, &facts);
	char *title = cips_printable(facts.title);
	printf("%s: %s\n%zu items, %zu of them scored, %zu language%s, content %.16s\n", facts.code,
		title, facts.items, facts.scored, facts.languages, facts.languages == 1 ? "" : "s",
		facts.digest);
	free(title);
}

static void print_check(
	const struct cips_findings *findings, const struct cips_instrument *instrument)
{
	size_t n = cips_findings_count(findings), errors = cips_findings_errors(findings);
	print_findings(findings, stdout);
	if (instrument)
		print_facts(instrument);
	if (n)
		printf("%zu error%s, %zu other finding%s\n", errors, errors == 1 ? "" : "s",
			n - errors, n - errors == 1 ? "" : "s");
	else if (instrument)
		puts("no findings");
}

/* Text goes to stdout; JSON also to the file of -o, which stands for it by its extension. */
static enum cips_rc choose_findings_format(
	const struct invocation *invocation, bool *json, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_OUTPUT];
	const char *format = invocation->options[OPTION_FINDINGS_FORMAT];
	if (!format)
		format = path ? cips_format_of(path) : "text";
	*json = format && strcmp(format, "json") == 0;
	if (!*json && path)
		return usage(err, "use -o FILE.json, or > FILE for the text",
			"-o writes findings as JSON only");
	return CIPS_OK;
}

static enum cips_rc write_check(const struct invocation *invocation, bool json,
	const struct cips_findings *findings, const struct cips_instrument *instrument,
	struct cips_err *err)
{
	const char *path = invocation->options[OPTION_OUTPUT];
	if (path)
		return cips_findings_write_json_file(findings, instrument, path, err);
	if (json)
		return cips_findings_write_json(findings, instrument, stdout, err);
	print_check(findings, instrument);
	return CIPS_OK;
}

/* Opens the survey file of --survey, if there is one. */
static enum cips_rc open_survey(
	const struct invocation *invocation, struct cips_survey **out, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_SURVEY];
	*out = NULL;
	return path ? cips_open(path, CIPS_READ, out, err) : CIPS_OK;
}

/* The findings are what was asked for: they go to stdout. */
static enum cips_rc cmd_instrument_check(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_instrument *instrument = NULL;
	struct cips_survey *survey = NULL;
	bool json;
	enum cips_rc rc = choose_findings_format(invocation, &json, err);
	if (!rc)
		rc = open_survey(invocation, &survey, err);
	if (rc)
		return rc;
	struct cips_findings *findings = cips_findings_new();
	rc = cips_form_check(invocation->args[0], survey, &instrument, findings, err);
	size_t n = cips_findings_count(findings);
	if (!rc || (n && rc == CIPS_INPUT)) {
		rc = write_check(invocation, json, findings, instrument, err);
		if (n && !rc)
			rc = CIPS_FINDINGS;
	}
	cips_form_free(instrument);
	cips_findings_free(findings);
	cips_close(survey);
	return rc;
}

/* Loads a form, or with a survey file the instrument of that code. */
static enum cips_rc load_form(struct cips_survey *survey, const char *name,
	struct cips_instrument **out, struct cips_err *err)
{
	if (survey)
		return cips_instrument_get(survey, name, out, err);
	struct cips_findings *findings = cips_findings_new();
	enum cips_rc rc = cips_form_load(name, out, findings, err);
	if (rc)
		print_findings(findings, stderr);
	cips_findings_free(findings);
	return rc;
}

static enum cips_rc cmd_instrument_show(const struct invocation *invocation, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_OUTPUT];
	const struct cips_show_options show = {
		.language = invocation->options[OPTION_LANG],
		.format = invocation->options[OPTION_SHEET_FORMAT],
		.paper = invocation->options[OPTION_PAPER] != NULL,
	};
	struct cips_write_options layout = layout_of(invocation);
	struct cips_survey *survey;
	struct cips_instrument *instrument = NULL;
	enum cips_rc rc = open_survey(invocation, &survey, err);
	if (!rc)
		rc = load_form(survey, invocation->args[0], &instrument, err);
	if (!rc && path) {
		layout.colour = false;
		rc = cips_form_show_file(instrument, &show, &layout, path, err);
		if (!rc)
			say_wrote(path);
	} else if (!rc) {
		rc = cips_form_show(instrument, &show, &layout, stdout, err);
	}
	cips_form_free(instrument);
	cips_close(survey);
	return rc;
}

static enum cips_rc cmd_instrument_add(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_added added;
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_WRITE, &survey, err);
	if (rc)
		return rc;
	struct cips_findings *findings = cips_findings_new();
	rc = cips_instrument_add(survey, invocation->args[1], invocation->options[OPTION_CODE],
		&added, findings, err);
	print_findings(findings, stderr);
	if (!rc)
		printf("%s instrument %s, version %u, content %.16s\n",
			added.is_new ? "added" : "already there:", added.code, added.ordinal,
			added.digest);
	cips_findings_free(findings);
	cips_close(survey);
	return rc;
}

static enum cips_rc cmd_instrument_diff(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_survey *survey = NULL;
	struct cips_instrument *a = NULL, *b = NULL;
	struct cips_document *document;
	const char *format;
	bool same = false;
	enum cips_rc rc = choose_format(invocation, &format, err);
	if (!rc)
		rc = open_survey(invocation, &survey, err);
	if (!rc)
		rc = load_form(survey, invocation->args[0], &a, err);
	if (!rc)
		rc = load_form(survey, invocation->args[1], &b, err);
	if (!rc) {
		struct cips_diff_side side_a = {a, invocation->args[0], !survey};
		struct cips_diff_side side_b = {b, invocation->args[1], !survey};
		cips_instrument_diff(&side_a, &side_b, &document, &same);
		rc = write_document(invocation, format, document, err);
	}
	cips_form_free(a);
	cips_form_free(b);
	cips_close(survey);
	return rc || same ? rc : CIPS_FINDINGS;
}

const struct command command_instrument_check = {
	.name = "instrument check",
	.args = "FORM",
	.min_args = 1,
	.max_args = 1,
	.summary = "find everything that is wrong with a form",
	.description = "Reads an XLSForm (.md, .csv or .xlsx) and names every fault with its "
		       "sheet, row and column, a code and a cure, all in one pass. An error keeps "
		       "the form out of a survey file, a warning should be looked at, a note is "
		       "for information. With --survey the form is also checked against the people "
		       "of that file: units that do not exist, and demographics that together "
		       "single people out. The status is 0 without findings, 1 with any, 3 where "
		       "there is no file to check.",
	.examples = "cips instrument check officials.xlsx\n"
		    "cips instrument check officials.md --survey arcadia.cips\n"
		    "cips instrument check officials.md --format json\n",
	.run = cmd_instrument_check,
	.options = {OPTION_SURVEY, OPTION_FINDINGS_FORMAT, OPTION_OUTPUT, OPTIONS},
};

const struct command command_instrument_show = {
	.name = "instrument show",
	.args = "FORM",
	.min_args = 1,
	.max_args = 1,
	.summary = "print a questionnaire for reading or for paper",
	.description =
		"Prints every question with its choices, scores, factor and conditions, or "
		"with --paper the sheet that people fill in, with skips in words. What the "
		"program says itself it says in English, French, Spanish or Portuguese; in a "
		"form of another language in English. An .html file is ready for the printer. "
		"With --survey, FORM is CODE or CODE@VERSION.",
	.examples = "cips instrument show officials.md --lang en | less\n"
		    "cips instrument show officials.md --lang fr --paper -o officials-fr.html\n"
		    "cips instrument show officials --survey arcadia.cips\n",
	.run = cmd_instrument_show,
	.options = {OPTION_LANG, OPTION_PAPER, OPTION_SURVEY, OPTION_SHEET_FORMAT, OPTION_OUTPUT,
		OPTIONS},
};

const struct command command_instrument_diff = {
	.name = "instrument diff",
	.args = "A B",
	.min_args = 2,
	.max_args = 2,
	.summary = "what changed between two forms",
	.description =
		"Lists every change from A to B: cosmetic, wording, scale, type, routing (who is "
		"asked), factor, moved, removed, new; then which indicators may be trended, and "
		"why not. Texts that differ in case, punctuation or white space only are "
		"cosmetic. Status 0 when both have the same content, else 1.",
	.examples = "cips instrument diff officials-2023.xlsx officials-2025.xlsx\n"
		    "cips instrument diff --survey arcadia.cips officials@1 officials\n"
		    "cips instrument diff old.md new.md --format json\n",
	.run = cmd_instrument_diff,
	.options = {OPTION_SURVEY, OPTION_FORMAT, OPTION_OUTPUT, OPTIONS},
};

const struct command command_instrument_add = {
	.name = "instrument add",
	.args = "FILE.cips FORM",
	.min_args = 2,
	.max_args = 2,
	.summary = "put a form into a survey file",
	.description = "A changed form becomes a new version of its instrument; the same content "
		       "again changes nothing. Versions are told apart by a content hash, which "
		       "is the same for .md, .csv and .xlsx.",
	.examples = "cips instrument add arcadia.cips officials.md\n",
	.run = cmd_instrument_add,
	.options = {OPTION_CODE, OPTIONS},
};
