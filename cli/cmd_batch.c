/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_DIGITS = 8 };

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* The words of a batch, fit for a terminal whoever wrote the file. */
struct words {
	char *code;
	char *instrument;
	char *waves;
};

static struct words words_of(const struct cips_batch_facts *batch)
{
	char instrument[80];
	snprintf(instrument, sizeof instrument, "%s@%u", batch->instrument, batch->version);
	return (struct words){
		.code = cips_printable(batch->code),
		.instrument = cips_printable(instrument),
		.waves = cips_printable(*batch->waves ? batch->waves : "-"),
	};
}

static void free_words(struct words *words)
{
	free(words->code);
	free(words->instrument);
	free(words->waves);
}

/* --- list ----------------------------------------------------------------------------------- */

/* Columns wide enough for what stands in them, so that a line is a batch for awk as well. */
struct widths {
	int instrument;
	int waves;
};

static int wider(int width, const char *text)
{
	int n = (int)strlen(text);
	return n > width ? n : width;
}

static void print_line(const struct cips_batch_facts *batch, const struct widths *widths)
{
	struct words words = words_of(batch);
	printf("%3zu  %.*s  %-*s  %-*s  %9zu  %9zu  %8zu  %6zu%s\n", batch->number, SHOWN_DIGITS,
		words.code, widths->instrument, words.instrument, widths->waves, words.waves,
		batch->responses, batch->alone, batch->rejected, batch->texts,
		batch->opening ? "  opening" : "");
	free_words(&words);
}

static void print_list(const struct cips_batches *batches)
{
	const struct cips_batch_facts *batch;
	struct widths widths = {(int)strlen("instrument"), (int)strlen("wave")};
	if (!cips_batches_get(batches, 0)) {
		puts("no batches: nothing was imported or opened yet");
		return;
	}
	for (size_t i = 0; (batch = cips_batches_get(batches, i)); i++) {
		struct words words = words_of(batch);
		widths.instrument = wider(widths.instrument, words.instrument);
		widths.waves = wider(widths.waves, words.waves);
		free_words(&words);
	}
	printf("%3s  %-*s  %-*s  %-*s  %9s  %9s  %8s  %6s\n", "no.", SHOWN_DIGITS, "batch",
		widths.instrument, "instrument", widths.waves, "wave", "responses", "only here",
		"rejected", "texts");
	for (size_t i = 0; (batch = cips_batches_get(batches, i)); i++)
		print_line(batch, &widths);
}

/* --- show ----------------------------------------------------------------------------------- */

static void print_undo(const struct cips_batch_facts *batch)
{
	static const char *const refusals[] = {
		[CIPS_UNDO_CAN] = NULL,
		[CIPS_UNDO_OPENING] = "it opened sealed boxes, and these are gone",
		[CIPS_UNDO_EARLIER] =
			"responses were updated, and then only the latest can be undone",
	};
	if (refusals[batch->undo]) {
		printf("undo         refused: %s\n", refusals[batch->undo]);
		return;
	}
	printf("undo         takes %zu response%s and %zu text%s away", batch->alone,
		plural(batch->alone), batch->texts, plural(batch->texts));
	if (batch->updated)
		printf(", and puts the earlier answers of %zu back", batch->updated);
	putchar('\n');
}

static void print_batch(const struct cips_batch_facts *batch)
{
	struct words words = words_of(batch);
	printf("batch        %s, number %zu\n", words.code, batch->number);
	printf("brought by   %s\n", batch->opening ? "an opening of sealed boxes" : "an import");
	printf("instrument   %s\n", words.instrument);
	printf("wave         %s\n", words.waves);
	printf("responses    %zu, %zu of them brought by no other batch\n", batch->responses,
		batch->alone);
	if (batch->updated)
		printf("updated      %zu response%s of other batches\n", batch->updated,
			plural(batch->updated));
	printf("rejected     %zu row%s not brought again yet\n", batch->rejected,
		plural(batch->rejected));
	printf("free texts   %zu\n", batch->texts);
	print_undo(batch);
	free_words(&words);
}

/* --- commands ------------------------------------------------------------------------------- */

static bool wants_json(const struct invocation *invocation)
{
	return option_is(invocation, OPTION_LIST_FORMAT, "json");
}

static enum cips_rc with_batches(const struct invocation *invocation,
	enum cips_rc (*print)(const struct invocation *invocation,
		const struct cips_batches *batches, struct cips_err *err),
	struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_batches *batches = NULL;
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_READ, &survey, err);
	if (!rc)
		rc = cips_batches(survey, &batches, err);
	if (!rc)
		rc = print(invocation, batches, err);
	cips_batches_free(batches);
	cips_close(survey);
	return rc;
}

static enum cips_rc list(const struct invocation *invocation, const struct cips_batches *batches,
	struct cips_err *err)
{
	if (wants_json(invocation))
		return cips_batches_write_json(batches, NULL, stdout, err);
	print_list(batches);
	return CIPS_OK;
}

static enum cips_rc show(const struct invocation *invocation, const struct cips_batches *batches,
	struct cips_err *err)
{
	const struct cips_batch_facts *batch;
	enum cips_rc rc = cips_batches_find(batches, invocation->args[1], &batch, err);
	if (rc)
		return rc;
	if (wants_json(invocation))
		return cips_batches_write_json(batches, batch, stdout, err);
	print_batch(batch);
	return CIPS_OK;
}

static enum cips_rc cmd_batch_list(const struct invocation *invocation, struct cips_err *err)
{
	return with_batches(invocation, list, err);
}

static enum cips_rc cmd_batch_show(const struct invocation *invocation, struct cips_err *err)
{
	return with_batches(invocation, show, err);
}

static void print_undone(const struct cips_undo_result *result, bool dry_run)
{
	printf("%s batch %.*s: %zu response%s %s away, %zu stay%s with other batches\n",
		dry_run ? "dry run: would undo" : "undone", SHOWN_DIGITS, result->batch,
		result->gone, plural(result->gone), dry_run ? "would go" : "went", result->left,
		result->left == 1 ? "s" : "");
	if (result->put_back)
		printf("%zu of them %s the answers again that the batch had updated\n",
			result->put_back, result->put_back == 1 ? "has" : "have");
	if (result->texts)
		printf("%zu free text%s of the batch with %s\n", result->texts,
			plural(result->texts), result->texts == 1 ? "it" : "them");
	if (result->rejected)
		printf("%zu rejected row%s can no longer be joined to it\n", result->rejected,
			plural(result->rejected));
}

static enum cips_rc cmd_batch_undo(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_undo_result result;
	bool dry_run = invocation->options[OPTION_DRY_RUN] != NULL;
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_WRITE, &survey, err);
	if (rc)
		return rc;
	rc = cips_batch_undo(survey, invocation->args[1], dry_run, &result, err);
	if (!rc)
		print_undone(&result, dry_run);
	cips_close(survey);
	return rc;
}

const struct command command_batch_list = {
	.name = "batch list",
	.args = "FILE.cips",
	.min_args = 1,
	.max_args = 1,
	.summary = "what each import and each opening brought",
	.description =
		"A line for each batch in the order in which they came: its number, the start of "
		"its code, the instrument, the waves, how many responses it brought and how many "
		"of them no other batch did, rejected rows that were not brought again, and "
		"free texts. Neither files nor times are kept.",
	.examples = "cips batch list arcadia.cips\n"
		    "cips batch list arcadia.cips --format json\n",
	.run = cmd_batch_list,
	.options = {OPTION_LIST_FORMAT, OPTIONS},
};

const struct command command_batch_show = {
	.name = "batch show",
	.args = "FILE.cips BATCH",
	.min_args = 2,
	.max_args = 2,
	.summary = "one batch, and what undoing it would do",
	.description =
		"BATCH is a number of the list, a code (a rejects file names it), or the start of "
		"a code with at least four digits.",
	.examples = "cips batch show arcadia.cips 2\n"
		    "cips batch show arcadia.cips 3f9c --format json\n",
	.run = cmd_batch_show,
	.options = {OPTION_LIST_FORMAT, OPTIONS},
};

const struct command command_batch_undo = {
	.name = "batch undo",
	.args = "FILE.cips BATCH",
	.min_args = 2,
	.max_args = 2,
	.summary = "take an import back",
	.description =
		"A response keeps every batch that brought it and goes with the last of them. Free "
		"texts are known by their batch alone and go with it; a wave that nothing refers to "
		"any more goes as well, and the same file can be imported again. What the batch "
		"updated has the answers from before again; where responses were updated, only "
		"the latest batch can be undone, then the one before it, and so on. The minimum "
		"group stays as it is. An opening cannot be undone, because its sealed boxes are "
		"gone.",
	.examples = "cips batch undo arcadia.cips 2 --dry-run\n"
		    "cips batch undo arcadia.cips 3f9c\n",
	.run = cmd_batch_undo,
	.options = {OPTION_DRY_RUN, OPTIONS},
};
