/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"
#include "parse.h"
#include "passphrase.h"

#include <string.h>
#include <unistd.h>

enum { MOST_KEYS = 2 };

/* The passphrases, one for each key: from files in the same order, or asked for. */
static enum cips_rc read_passphrases(const struct invocation *invocation, const char *const *keys,
	size_t n, char (*passphrases)[PASSPHRASE_ROOM], struct cips_err *err)
{
	const char *files[MAX_REPEATED];
	size_t n_files = values_of(invocation, OPTION_OPENING_PASSPHRASES, files);
	if (n_files && n_files != n)
		return usage(err, "give it once for each --key, in the same order",
			"%zu of --passphrase-file do not go with %zu of --key", n_files, n);
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < n && !rc; i++)
		rc = read_passphrase(keys[i], n_files ? files[i] : NULL, false, passphrases[i],
			PASSPHRASE_ROOM, err);
	return rc;
}

static void print_count(size_t n, const char *one, const char *many)
{
	if (n)
		printf("%zu %s\n", n, n == 1 ? one : many);
}

static void print_result(const struct cips_opening_result *result, bool dry_run)
{
	if (!result->boxes) {
		puts(result->supplement ? "everything that has arrived is opened already"
					: "there is nothing to open");
		return;
	}
	printf("%s%s, wave %s: %zu response%s %s%s\n", dry_run ? "dry run: " : "",
		result->instrument, result->wave, result->stored, result->stored == 1 ? "" : "s",
		dry_run ? "would be stored" : "stored",
		result->supplement ? ", a supplement to those that were opened before" : "");
	print_count(result->texts, "box of free texts", "boxes of free texts");
	print_count(result->doubled, "response with a token that was used before, dropped",
		"responses with tokens that were used before, dropped");
	print_count(result->failed + result->failed_texts, "box failed and stays sealed",
		"boxes failed and stay sealed");
	print_count(result->other_keys, "box of this wave is sealed for other keys",
		"boxes of this wave are sealed for other keys");
	printf("of %zu boxes %zu were empty\n", result->boxes, result->empty);
}

static enum cips_rc open_survey(const struct invocation *invocation, struct cips_survey *survey,
	const char *const *keys, const char *const *passphrases, size_t n, struct cips_err *err)
{
	const char *const *given = invocation->options;
	struct progress progress = {.shown = progress_wanted(given[OPTION_PROGRESS])};
	struct cips_opening_options options = {
		.instrument = given[OPTION_INSTRUMENT],
		.wave = given[OPTION_WAVE],
		.keys = keys,
		.passphrases = passphrases,
		.n_keys = n,
		.as_of = given[OPTION_AS_OF],
		.dry_run = given[OPTION_DRY_RUN] != NULL,
		.progress = draw_progress,
		.progress_context = &progress,
	};
	struct cips_opening_result result;
	struct cips_findings *findings = cips_findings_new();
	enum cips_rc rc = cips_open_boxes(survey, &options, findings, &result, err);
	clear_progress(&progress);
	print_findings(findings, stderr);
	if (rc <= CIPS_FINDINGS)
		print_result(&result, options.dry_run);
	cips_findings_free(findings);
	return rc;
}

/* The file first: nobody types a passphrase for a wrong one. */
static enum cips_rc open_file(const struct invocation *invocation, const char *file,
	const char *const *keys, size_t n, struct cips_err *err)
{
	static char texts[MOST_KEYS][PASSPHRASE_ROOM];
	const char *const passphrases[] = {texts[0], texts[1]};
	struct cips_survey *survey;
	enum cips_rc rc = cips_open(file, CIPS_WRITE, &survey, err);
	if (!rc)
		rc = read_passphrases(invocation, keys, n, texts, err);
	if (!rc)
		rc = open_survey(invocation, survey, keys, passphrases, n, err);
	explicit_bzero(texts, sizeof texts);
	cips_close(survey);
	return rc;
}

/* With -o all is done on a copy, which goes again when it does not come to an end. */
static enum cips_rc open_copy(const struct invocation *invocation, const char *copy,
	const char *const *keys, size_t n, struct cips_err *err)
{
	enum cips_rc rc = cips_copy(invocation->args[0], copy, err);
	if (rc)
		return rc;
	rc = open_file(invocation, copy, keys, n, err);
	if (rc > CIPS_FINDINGS || invocation->options[OPTION_DRY_RUN])
		unlink(copy);
	else
		say_wrote(copy);
	return rc;
}

static enum cips_rc cmd_open(const struct invocation *invocation, struct cips_err *err)
{
	const char *keys[MAX_REPEATED];
	const char *copy = invocation->options[OPTION_OPENING_COPY];
	size_t n = values_of(invocation, OPTION_OPENING_KEY, keys);
	if (!n || n > MOST_KEYS)
		return usage(err, "give one, or two: --key A.key --key B.key",
			n ? "open takes no more than two keys" : "open needs --key NAME.key");
	enum cips_rc rc = cips_process_guard(err);
	if (rc)
		return rc;
	return copy ? open_copy(invocation, copy, keys, n, err)
		    : open_file(invocation, invocation->args[0], keys, n, err);
}

const struct command command_open = {
	.name = "open",
	.args = "FILE.cips --key NAME.key",
	.min_args = 1,
	.max_args = 1,
	.summary = "open the sealed answers of a wave",
	.description =
		"Opens the boxes that have arrived with the secret key, or with both where they are "
		"sealed for two, checks every response by the rules of its instrument and stores "
		"it like an imported one. Boxes that fail stay sealed, with the reason. Nothing "
		"is kept of stations and order. Opening closes the wave: no new station is made "
		"for it, and bundles that come later are opened as a supplement of at least the "
		"minimum group. Of responses with one token one is kept. With -o everything is "
		"done on a copy.",
	.examples = "cips open arcadia.cips --key wco.key\n"
		    "cips open arcadia.cips --key wco.key --key audit.key --wave 2025 --dry-run\n"
		    "cips open /media/cdrom/arcadia.cips --key wco.key -o opened.cips\n",
	.run = cmd_open,
	.options = {OPTION_OPENING_KEY, OPTION_OPENING_PASSPHRASES, OPTION_INSTRUMENT, OPTION_WAVE,
		OPTION_AS_OF, OPTION_DRY_RUN, OPTION_PROGRESS, OPTION_OPENING_COPY, OPTIONS},
};
