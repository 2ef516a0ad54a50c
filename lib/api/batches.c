/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Batches: what each import and each opening brought, and taking one back.
 */
#include "api/handles.h"
#include "base/err.h"
#include "base/number.h"
#include "report/batches_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORTEST_START = 4, SHOWN_DIGITS = 8 };

struct cips_batches {
	struct cips_arena arena;
	struct cips_batch_facts *list;
	long *ids;
	size_t n;
};

/* --- listing -------------------------------------------------------------------------------- */

/* What of the file the facts name by its id. */
struct names {
	struct cips_version *versions;
	size_t n_versions;
	struct cips_wave *waves;
	size_t n_waves;
};

static const struct cips_version *version_of(const struct names *names, long id)
{
	for (size_t i = 0; i < names->n_versions; i++)
		if (names->versions[i].id == id)
			return &names->versions[i];
	return NULL;
}

static const char *waves_of(
	struct cips_arena *arena, const struct names *names, const struct cips_batch_kept *kept)
{
	const char *text = "";
	for (size_t i = 0; i < kept->n_waves; i++)
		for (size_t k = 0; k < names->n_waves; k++)
			if (names->waves[k].id == kept->waves[i])
				text = cips_arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
					names->waves[k].code);
	return text;
}

static void fill(struct cips_batches *batches, size_t i, const struct names *names,
	const struct cips_batch_kept *kept)
{
	const struct cips_version *version = version_of(names, kept->batch.version);
	batches->ids[i] = kept->batch.id;
	batches->list[i] = (struct cips_batch_facts){
		.number = i + 1,
		.code = kept->batch.code,
		.instrument = version ? version->code : "",
		.version = version ? version->ordinal : 0,
		.digest = version ? version->digest : "",
		.waves = waves_of(&batches->arena, names, kept),
		.responses = kept->responses,
		.alone = kept->alone,
		.updated = kept->replaced,
		.rejected = kept->pending,
		.texts = kept->texts,
		.opening = kept->opening,
		.undo = kept->opening ? CIPS_UNDO_OPENING : CIPS_UNDO_CAN,
	};
}

static enum cips_rc load(
	struct cips_survey_file *file, struct cips_batches *batches, struct cips_err *err)
{
	struct cips_arena *arena = &batches->arena;
	struct names names;
	struct cips_batch_kept *kept;
	enum cips_rc rc = cips_store_versions(file, arena, &names.versions, &names.n_versions, err);
	if (!rc)
		rc = cips_store_waves(file, arena, &names.waves, &names.n_waves, err);
	if (!rc)
		rc = cips_store_batches(file, arena, &kept, &batches->n, err);
	if (rc)
		return rc;
	batches->list = cips_arena_alloc(arena, batches->n, sizeof *batches->list);
	batches->ids = cips_arena_alloc(arena, batches->n, sizeof *batches->ids);
	bool updates = false;
	for (size_t i = 0; i < batches->n; i++) {
		fill(batches, i, &names, &kept[i]);
		updates |= kept[i].replaced > 0;
	}
	for (size_t i = 0; updates && i + 1 < batches->n; i++)
		if (batches->list[i].undo == CIPS_UNDO_CAN)
			batches->list[i].undo = CIPS_UNDO_EARLIER;
	return CIPS_OK;
}

enum cips_rc cips_batches(
	struct cips_survey *survey, struct cips_batches **out, struct cips_err *err)
{
	struct cips_batches *batches = cips_calloc(1, sizeof *batches);
	enum cips_rc rc = load(survey->file, batches, err);
	if (rc) {
		cips_batches_free(batches);
		batches = NULL;
	}
	*out = batches;
	return rc;
}

void cips_batches_free(struct cips_batches *batches)
{
	if (!batches)
		return;
	cips_arena_release(&batches->arena);
	free(batches);
}

const struct cips_batch_facts *cips_batches_get(const struct cips_batches *batches, size_t i)
{
	return i < batches->n ? &batches->list[i] : NULL;
}

enum cips_rc cips_batches_write_json(const struct cips_batches *batches,
	const struct cips_batch_facts *one, FILE *out, struct cips_err *err)
{
	if (one)
		cips_report_batches_json(one, 1, out);
	else
		cips_report_batches_json(batches->list, batches->n, out);
	return cips_api_written(out, "the list of batches", err);
}

/* --- naming one ----------------------------------------------------------------------------- */

static enum cips_rc unknown(
	const struct cips_batches *batches, const char *word, struct cips_err *err)
{
	cips_err_set(err, CIPS_USAGE, "there is no batch \"%s\" in this survey file", word);
	if (!batches->n)
		return cips_err_hint(err, "nothing was imported or opened yet");
	return cips_err_hint(err,
		"give its number from 1 to %zu, or its code or at least the first %d digits of it; "
		"\"cips batch list\" shows both",
		batches->n, SHORTEST_START);
}

static enum cips_rc several(
	const struct cips_batches *batches, const char *word, size_t n, struct cips_err *err)
{
	struct cips_buf list = {0};
	cips_err_set(err, CIPS_USAGE, "the codes of %zu batches start with \"%s\"", n, word);
	for (size_t i = 0; i < batches->n; i++)
		if (strncmp(batches->list[i].code, word, strlen(word)) == 0)
			cips_buf_printf(&list, "%s%zu", list.n ? ", " : "", i + 1);
	cips_err_hint(err, "give more digits, or the number: %s", cips_buf_text(&list));
	cips_buf_release(&list);
	return CIPS_USAGE;
}

/* A number of the list wins: codes have 32 digits, of which anybody can give another. */
enum cips_rc cips_batches_find(const struct cips_batches *batches, const char *word,
	const struct cips_batch_facts **found, struct cips_err *err)
{
	long number;
	size_t n = 0;
	*found = NULL;
	if (cips_number_parse_long(word, &number) && number >= 1 && (size_t)number <= batches->n) {
		*found = &batches->list[number - 1];
		return CIPS_OK;
	}
	for (size_t i = 0; i < batches->n && strlen(word) >= SHORTEST_START; i++)
		if (strncmp(batches->list[i].code, word, strlen(word)) == 0) {
			*found = &batches->list[i];
			n++;
		}
	if (n == 1)
		return CIPS_OK;
	*found = NULL;
	return n ? several(batches, word, n, err) : unknown(batches, word, err);
}

/* --- undoing one ---------------------------------------------------------------------------- */

static enum cips_rc refuse_opening(const struct cips_batch_facts *batch, struct cips_err *err)
{
	cips_err_set(err, CIPS_POLICY,
		"batch %.*s is an opening of sealed boxes: the boxes are gone, and nobody could open "
		"them again",
		SHOWN_DIGITS, batch->code);
	return cips_err_hint(err, "go back to a copy of the survey file from before \"cips open\"");
}

static enum cips_rc refuse_earlier(const struct cips_batches *batches,
	const struct cips_batch_facts *batch, struct cips_err *err)
{
	const struct cips_batch_facts *latest = &batches->list[batches->n - 1];
	cips_err_set(err, CIPS_POLICY,
		"batch %.*s cannot be undone: responses were updated, and then only the latest batch "
		"can be, %.*s",
		SHOWN_DIGITS, batch->code, SHOWN_DIGITS, latest->code);
	return cips_err_hint(
		err, "undo the latest ones first: cips batch undo FILE %zu", latest->number);
}

static enum cips_rc allowed(const struct cips_batches *batches,
	const struct cips_batch_facts *batch, struct cips_err *err)
{
	switch (batch->undo) {
	case CIPS_UNDO_OPENING:
		return refuse_opening(batch, err);
	case CIPS_UNDO_EARLIER:
		return refuse_earlier(batches, batch, err);
	case CIPS_UNDO_CAN:
		break;
	}
	return CIPS_OK;
}

static enum cips_rc undo(struct cips_survey_file *file, const char *word,
	struct cips_undo_result *result, struct cips_err *err)
{
	struct cips_batches batches = {0};
	const struct cips_batch_facts *batch;
	struct cips_undone undone = {0};
	enum cips_rc rc = load(file, &batches, err);
	if (!rc)
		rc = cips_batches_find(&batches, word, &batch, err);
	if (!rc)
		rc = allowed(&batches, batch, err);
	if (!rc) {
		snprintf(result->batch, sizeof result->batch, "%s", batch->code);
		rc = cips_store_undo_batch(file, batches.ids[batch->number - 1], &undone, err);
	}
	if (!rc) {
		result->gone = undone.gone;
		result->left = undone.left;
		result->put_back = undone.put_back;
		result->texts = undone.texts;
		result->rejected = undone.pending;
	}
	cips_arena_release(&batches.arena);
	return rc;
}

enum cips_rc cips_batch_undo(struct cips_survey *survey, const char *batch, bool dry_run,
	struct cips_undo_result *result, struct cips_err *err)
{
	*result = (struct cips_undo_result){0};
	enum cips_rc rc = cips_store_begin(survey->file, err);
	if (rc)
		return rc;
	rc = undo(survey->file, batch, result, err);
	if (!rc && !dry_run)
		rc = cips_store_commit(survey->file, err);
	cips_store_rollback(survey->file); /* of nothing after a commit */
	return rc;
}
