/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"

#include <string.h>

/* The delimiter as a word of the command line means it. */
static char delimiter_of(const char *word)
{
	return !word ? 0 : strcmp(word, "tab") == 0 ? '\t' : *word;
}

static void print_result(const struct cips_import_result *result, bool dry_run)
{
	printf("%sread %zu, stored %zu, rejected %zu, already there %zu, not stored %zu\n",
		dry_run ? "dry run: " : "", result->read, result->stored, result->rejected,
		result->already_there, result->not_stored);
	if (result->updated)
		printf("%zu of those stored %s the place of other answers with the same "
		       "response_id\n",
			result->updated, result->updated == 1 ? "takes" : "take");
	if (result->required_missing)
		printf("%zu required answers were left blank; they are stored as skipped\n",
			result->required_missing);
}

static void print_change(void *context, long line, const char *response_id, const char *items)
{
	(void)context;
	printf("line %ld, response_id ", line);
	print_clean(stdout, response_id);
	printf(": %s\n", items);
}

enum cips_rc cmd_import(const struct invocation *invocation, struct cips_err *err)
{
	const char *const *options = invocation->options;
	struct progress progress = {.shown = progress_wanted(options[OPTION_PROGRESS])};
	struct cips_import_options import = {
		.wave = options[OPTION_WAVE],
		.rejects = options[OPTION_REJECTS],
		.dry_run = options[OPTION_DRY_RUN] != NULL,
		.update = options[OPTION_UPDATE] != NULL,
		.as_of = options[OPTION_AS_OF],
		.delimiter = delimiter_of(options[OPTION_DELIMITER]),
		.progress = draw_progress,
		.progress_context = &progress,
	};
	if (import.dry_run)
		import.changed = print_change;
	struct cips_import_result result;
	struct cips_survey *survey;
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_WRITE, &survey, err);
	if (rc)
		return rc;
	struct cips_findings *findings = cips_findings_new();
	rc = cips_import(survey, invocation->args[1], options[OPTION_INSTRUMENT], &import, findings,
		&result, err);
	clear_progress(&progress);
	print_findings(findings, stderr);
	if (rc <= CIPS_INPUT && rc != CIPS_USAGE)
		print_result(&result, import.dry_run);
	if (result.rejected && import.rejects && !import.dry_run) {
		fputs("wrote ", stderr);
		print_clean(stderr, import.rejects);
		fputs(": repair its rows and import it again\n", stderr);
	}
	cips_findings_free(findings);
	cips_close(survey);
	return rc;
}
