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
	const char *format = invocation->options[OPTION_FORMAT];
	if (!format)
		format = path ? cips_format_of(path) : "text";
	*json = format && strcmp(format, "json") == 0;
	if (!*json && (path || !format || strcmp(format, "text") != 0))
		return usage(err, "use --format text, --format json or -o FILE.json",
			"the findings cannot be written so");
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

/* The findings are what was asked for: they go to stdout. */
enum cips_rc cmd_instrument_check(const struct invocation *invocation, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_SURVEY];
	struct cips_instrument *instrument = NULL;
	struct cips_survey *survey = NULL;
	bool json;
	enum cips_rc rc = choose_findings_format(invocation, &json, err);
	if (!rc && path)
		rc = cips_open(path, CIPS_READ, &survey, err);
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

enum cips_rc cmd_instrument_show(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_instrument *instrument;
	struct cips_findings *findings = cips_findings_new();
	struct cips_write_options layout = layout_of(invocation);
	enum cips_rc rc = cips_form_load(invocation->args[0], &instrument, findings, err);
	if (rc)
		print_findings(findings, stderr);
	else
		rc = cips_form_show(
			instrument, invocation->options[OPTION_LANG], &layout, stdout, err);
	cips_form_free(instrument);
	cips_findings_free(findings);
	return rc;
}

enum cips_rc cmd_instrument_add(const struct invocation *invocation, struct cips_err *err)
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
