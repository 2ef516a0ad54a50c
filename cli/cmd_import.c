/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"

#include <stdlib.h>
#include <string.h>

/* The delimiter as a word of the command line means it. */
static char delimiter_of(const char *word)
{
	return !word ? 0 : strcmp(word, "tab") == 0 ? '\t' : *word;
}

/* A number of lines or errors; false when the text is none. */
static bool read_count(const char *text, long least, long *count)
{
	enum { DIGITS = 9 };
	size_t n = strspn(text, "0123456789");
	*count = strtol(text, NULL, 10);
	return n && n <= DIGITS && !text[n] && *count >= least;
}

static enum cips_rc read_options(const struct invocation *invocation,
	struct cips_import_options *import, struct cips_err *err)
{
	const char *const *options = invocation->options;
	long errors = 0;
	const char *skip = options[OPTION_SKIP_LINES], *most = options[OPTION_MAX_ERRORS];
	*import = (struct cips_import_options){
		.wave = options[OPTION_WAVE],
		.rejects = options[OPTION_REJECTS],
		.dry_run = options[OPTION_DRY_RUN] != NULL,
		.as_of = options[OPTION_AS_OF],
		.delimiter = delimiter_of(options[OPTION_DELIMITER]),
		.decimal = options[OPTION_DECIMAL] ? *options[OPTION_DECIMAL] : '\0',
		.encoding = options[OPTION_ENCODING],
		.line_ends = options[OPTION_LINE_ENDS],
		.map = options[OPTION_MAP],
	};
	if (skip && !read_count(skip, 0, &import->skip_lines))
		return usage(err, "a whole number, 0 or more", "--skip-lines does not take \"%s\"",
			skip);
	if (most && !read_count(most, 1, &errors))
		return usage(err, "a whole number, 1 or more", "--max-errors does not take \"%s\"",
			most);
	import->max_errors = (size_t)errors;
	return CIPS_OK;
}

/* Whether something that a file is seldom written with was recognised, not said. */
static bool uncommon(
	const struct cips_import_result *result, const struct cips_import_options *said)
{
	return (!said->encoding && strcmp(result->encoding, "utf-8") != 0) ||
		(!said->delimiter && result->delimiter != ',') ||
		(!said->decimal && result->decimal == ',') ||
		(!said->line_ends && strcmp(result->line_ends, "mixed") == 0);
}

/* How the file was read, for people to see that it was understood. */
static void print_reading(
	const struct cips_import_result *result, const struct cips_import_options *said)
{
	if (!result->encoding)
		return;
	fprintf(stderr, "read as %s%s", result->encoding,
		result->had_bom ? " with a byte-order mark" : "");
	if (result->delimiter == '\t')
		fputs(", delimiter tab", stderr);
	else
		fprintf(stderr, ", delimiter \"%c\"", result->delimiter);
	if (result->decimal)
		fprintf(stderr, ", decimal \"%c\"", result->decimal);
	if (*result->line_ends)
		fprintf(stderr, ", line ends %s", result->line_ends);
	if (result->lines_skipped)
		fprintf(stderr, ", %ld %s above the header skipped", result->lines_skipped,
			result->lines_skipped == 1 ? "line" : "lines");
	fputs(result->mapped ? ", with a map" : "", stderr);
	fputs(uncommon(result, said)
			? "; --encoding, --delimiter, --decimal and --line-ends say otherwise\n"
			: "\n",
		stderr);
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

/* Writes a first map instead of importing. */
static enum cips_rc propose_map(const struct invocation *invocation,
	const struct cips_import_options *import, struct cips_err *err)
{
	const char *map = invocation->options[OPTION_PROPOSE_MAP];
	struct cips_map_proposal proposal;
	struct cips_survey *survey;
	if (import->map)
		return usage(err, "give one of them",
			"--map goes with an import, not with --propose-map");
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_READ, &survey, err);
	if (rc)
		return rc;
	rc = cips_map_propose(survey, invocation->args[1], invocation->options[OPTION_INSTRUMENT],
		import, map, &proposal, err);
	cips_close(survey);
	if (rc)
		return rc;
	if (!proposal.lines) {
		printf("%zu columns, all known with their values: no map is needed\n",
			proposal.columns);
		return CIPS_OK;
	}
	printf("%zu columns, %zu lines in the map, %zu of them guesses\n", proposal.columns,
		proposal.lines, proposal.guesses);
	fputs("wrote ", stderr);
	print_clean(stderr, map);
	fputs(": look at its lines, take each ? away or correct it, and import with --map\n",
		stderr);
	return CIPS_OK;
}

static void print_change(void *context, long line, const char *response_id, const char *items)
{
	(void)context;
	printf("line %ld, response_id ", line);
	print_clean(stdout, response_id);
	printf(": %s\n", items);
}

static enum cips_rc cmd_import(const struct invocation *invocation, struct cips_err *err)
{
	const char *const *options = invocation->options;
	struct progress progress = {.shown = progress_wanted(options[OPTION_PROGRESS])};
	struct cips_import_options import;
	struct cips_import_result result;
	struct cips_survey *survey;
	enum cips_rc rc = read_options(invocation, &import, err);
	if (!rc && options[OPTION_PROPOSE_MAP])
		return propose_map(invocation, &import, err);
	if (!rc)
		rc = cips_open(invocation->args[0], CIPS_WRITE, &survey, err);
	if (rc)
		return rc;
	import.progress = draw_progress;
	import.progress_context = &progress;
	import.update = options[OPTION_UPDATE] != NULL;
	if (import.dry_run)
		import.changed = print_change;
	struct cips_findings *findings = cips_findings_new();
	rc = cips_import(survey, invocation->args[1], options[OPTION_INSTRUMENT], &import, findings,
		&result, err);
	clear_progress(&progress);
	print_reading(&result, &import);
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

const struct command command_import = {
	.name = "import",
	.args = "FILE.cips RESPONSES.csv",
	.min_args = 2,
	.max_args = 2,
	.summary = "import responses from a CSV file",
	.description =
		"Checks every row by the rules of the instrument and names every fault with "
		"its line and column, all in one pass. All or nothing, unless --rejects is "
		"given. The same file again changes nothing; a repaired rejects file joins "
		"the import that it came from. A response_id that is stored with other content "
		"is a fault; with --update the new content takes its place, and --dry-run "
		"lists the lines, the ids and the items that differ, never what was answered "
		"before. After an update only the latest batch can be undone. How the file is "
		"written is recognised and told, and can be said instead. A map says what foreign "
		"headers and values mean: a line column,item for a column (without an item it is "
		"not read), a line column,,value,choice for a value of it (without a choice it "
		"counts as blank).",
	.examples =
		"cips import arcadia.cips officials-2025.csv --instrument officials --wave 2025\n"
		"cips import arcadia.cips answers.csv --wave 2025 --rejects bad.csv\n"
		"cips import arcadia.cips answers.csv --wave 2025 --dry-run\n"
		"cips import arcadia.cips corrected.csv --wave 2025 --update --dry-run\n"
		"cips import arcadia.cips portal.csv --propose-map map.csv\n"
		"cips import arcadia.cips portal.csv --wave 2025 --map map.csv --decimal ,\n",
	.run = cmd_import,
	.options = {OPTION_INSTRUMENT, OPTION_WAVE, OPTION_REJECTS, OPTION_UPDATE, OPTION_DRY_RUN,
		OPTION_MAX_ERRORS, OPTION_AS_OF, OPTION_ENCODING, OPTION_DELIMITER, OPTION_DECIMAL,
		OPTION_LINE_ENDS, OPTION_SKIP_LINES, OPTION_MAP, OPTION_PROPOSE_MAP,
		OPTION_PROGRESS, OPTIONS},
};
