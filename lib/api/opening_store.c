/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From answers to responses. What is stored is the content of the boxes and nothing else of them:
 * the answers are shuffled first, and the survey file writes them in blocks sorted by identity.
 */
#include "api/opening.h"

#include "base/err.h"
#include "intake/identity.h"
#include "model/packed.h"
#include "sealed/secret.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_HASH = 16, TOKEN_SIZE = CIPS_NULLIFIER_SIZE + CIPS_DIGEST_SIZE };

static const char MODE[] = "station";

/* --- tokens ------------------------------------------------------------------------------------- */

/* What is left of a token: who has neither the survey file's key nor the token cannot go back. */
static void hash_token(
	const struct cips_opening *opening, const uint8_t *token, uint8_t hash[TOKEN_HASH])
{
	uint8_t message[CIPS_HASH_KEY_SIZE + CIPS_NULLIFIER_SIZE], digest[CIPS_DIGEST_SIZE];
	memcpy(message, cips_store_settings(opening->file)->key, CIPS_HASH_KEY_SIZE);
	memcpy(message + CIPS_HASH_KEY_SIZE, token, CIPS_NULLIFIER_SIZE);
	cips_sealed_digest(digest, message, sizeof message);
	memcpy(hash, digest, TOKEN_HASH);
	cips_sealed_wipe(message, sizeof message);
}

/* By token, those of one token by the digest of their box: which one comes first is chance. */
static int by_token(const void *a, const void *b)
{
	const struct cips_opened_answers *x = *(struct cips_opened_answers *const *)a;
	const struct cips_opened_answers *y = *(struct cips_opened_answers *const *)b;
	if (!x->token || !y->token)
		return !x->token - !y->token;
	return memcmp(x->token, y->token, TOKEN_SIZE);
}

/* Keeps one response of each token, unless one is stored already. */
static enum cips_rc drop_doubled(struct cips_opening *opening, struct cips_err *err)
{
	const uint8_t *before = NULL;
	enum cips_rc rc = CIPS_OK;
	if (opening->n_answers)
		qsort(opening->answers, opening->n_answers, sizeof(void *), by_token);
	for (size_t i = 0; i < opening->n_answers && opening->answers[i]->token && !rc; i++) {
		struct cips_opened_answers *answers = opening->answers[i];
		uint8_t hash[TOKEN_HASH];
		hash_token(opening, answers->token, hash);
		if (before && memcmp(before, answers->token, CIPS_NULLIFIER_SIZE) == 0)
			answers->dropped = true;
		else
			rc = cips_store_token_spent(opening->file, hash, &answers->dropped, err);
		opening->result->doubled += answers->dropped;
		before = answers->token;
	}
	return rc;
}

static enum cips_rc spend(struct cips_opening *opening, const struct cips_opened_answers *answers,
	struct cips_err *err)
{
	uint8_t hash[TOKEN_HASH];
	bool fresh;
	if (!answers->token)
		return CIPS_OK;
	hash_token(opening, answers->token, hash);
	return cips_store_spend_token(opening->file, hash, &fresh, err);
}

/* --- responses ---------------------------------------------------------------------------------- */

/* Fisher and Yates. */
static void shuffle(struct cips_opening *opening)
{
	for (size_t i = opening->n_answers; i > 1; i--) {
		size_t k = cips_api_draw((uint32_t)i);
		struct cips_opened_answers *answers = opening->answers[k];
		opening->answers[k] = opening->answers[i - 1];
		opening->answers[i - 1] = answers;
	}
}

/* What storing needs beside the answers. */
struct storing {
	struct cips_opening *opening;
	struct cips_seen_set seen;
	struct cips_buf canonical;
	bool look_up; /* the survey file held responses before */
};

/*
 * A response is known by its answers and its number among equal ones (contract section 4): equal
 * answers in other boxes are other people, so the number is the next that is free.
 */
static enum cips_rc number_answers(
	struct storing *storing, struct cips_stored *stored, struct cips_err *err)
{
	struct cips_opening *opening = storing->opening;
	const uint8_t *key = cips_store_settings(opening->file)->key;
	struct cips_span wave = {opening->wave, strlen(opening->wave)};
	bool fresh, found = true, in_batch;
	cips_intake_canonical(&storing->canonical, opening->code, wave, stored);
	uint64_t shared = cips_intake_identity_of_answers(key, &storing->canonical, 0);
	struct cips_seen *seen = cips_intake_seen(&storing->seen, shared, &fresh);
	enum cips_rc rc = CIPS_OK;
	while (found && !rc) {
		struct cips_stored other;
		stored->identity = (int64_t)cips_intake_identity_of_answers(
			key, &storing->canonical, ++seen->count);
		found = false;
		if (storing->look_up)
			rc = cips_store_find_response(opening->file, stored->identity,
				opening->batch.id, &other, &found, &in_batch, err);
	}
	return rc;
}

static enum cips_rc store_answers(
	struct storing *storing, const struct cips_opened_answers *answers, struct cips_err *err)
{
	struct cips_opening *opening = storing->opening;
	const struct cips_opened_version *version = answers->version;
	const struct cips_instrument *instrument = version->instrument;
	struct cips_response *response = cips_model_interview_response(version->interview);
	if (!cips_model_unpack(&version->check, answers->packed, response))
		return cips_err_set(err, CIPS_INTERNAL, "answers cannot be unpacked again");
	struct cips_stored stored = {
		.version = version->version->id,
		.wave = opening->wave_id,
		.batch = opening->batch.id,
		.language = instrument->languages[answers->language],
		.mode = MODE,
		.assisted = answers->assisted,
		.weight = NAN,
		.seconds = NAN,
		.record = response->record,
		.record_size = instrument->record_size,
		.numbers = response->numbers,
		.n_numbers = instrument->n_numbers,
	};
	enum cips_rc rc = number_answers(storing, &stored, err);
	if (!rc)
		rc = cips_store_add_response(opening->file, &stored, err);
	return rc ? rc : spend(opening, answers, err);
}

static enum cips_rc store_all(struct cips_opening *opening, struct cips_err *err)
{
	struct storing storing = {.opening = opening};
	size_t before = 0;
	enum cips_rc rc = cips_store_count(opening->file, 0, 0, &before, err);
	storing.look_up = before > 0;
	for (size_t i = 0; i < opening->n_answers && !rc; i++) {
		if (opening->answers[i]->dropped)
			continue;
		rc = store_answers(&storing, opening->answers[i], err);
		opening->result->stored++;
	}
	if (!rc)
		rc = cips_store_finish_responses(opening->file, NULL, err);
	cips_intake_seen_release(&storing.seen);
	cips_buf_release(&storing.canonical);
	return rc;
}

/* --- all together -------------------------------------------------------------------------------- */

static enum cips_rc check_group(const struct cips_opening *opening, struct cips_err *err)
{
	const struct cips_survey_settings *settings = cips_store_settings(opening->file);
	const struct cips_opening_result *result = opening->result;
	size_t n = opening->n_answers - result->doubled;
	if (settings->public_data || n >= settings->min_group || (!n && !result->texts))
		return CIPS_OK;
	cips_err_set(err, CIPS_POLICY,
		"%zu %s can be stored%s: fewer than the minimum group of %u, nothing was opened", n,
		n == 1 ? "response" : "responses",
		result->supplement ? " behind those that were opened before" : "",
		settings->min_group);
	return cips_err_hint(err,
		"merge more bundles and open them together; what few people said stays sealed until "
		"then");
}

static enum cips_rc drop_boxes(struct cips_opening *opening, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < opening->n_stations && !rc; i++) {
		const struct cips_opened_station *station = &opening->stations[i];
		rc = cips_store_drop_boxes(opening->file, station->station->sealing.digest,
			station->kept, station->n_kept, err);
	}
	return rc;
}

enum cips_rc cips_api_opening_store(struct cips_opening *opening, struct cips_err *err)
{
	enum cips_rc rc = drop_doubled(opening, err);
	if (!rc)
		rc = check_group(opening, err);
	if (rc)
		return rc;
	shuffle(opening);
	rc = store_all(opening, err);
	if (!rc && opening->result->stored)
		rc = cips_store_add_opening(
			opening->file, opening->batch.id, opening->code, opening->wave_id, err);
	return rc ? rc : drop_boxes(opening, err);
}
