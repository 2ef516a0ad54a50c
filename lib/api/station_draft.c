/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drafts in the station file. Each is as large as any other, and as the random bytes that stand
 * where there is none.
 */
#include "api/station_sealing.h"

#include "base/err.h"
#include "sealed/draft.h"
#include "sealed/secret.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static enum cips_rc refuse_practice(struct cips_err *err)
{
	cips_err_set(err, CIPS_USAGE, "in practice nothing is stored, no draft either");
	return cips_err_hint(err, "drafts are for a station");
}

static size_t sealed_size(const struct cips_station *station)
{
	return cips_store_station_content(station->file)->draft_size;
}

static enum cips_rc make_key(
	const struct cips_station *station, uint8_t *key, const char *code, struct cips_err *err)
{
	const struct cips_station_content *content = cips_store_station_content(station->file);
	if (cips_sealed_draft_key(key, code, content->draft_salt))
		return CIPS_OK;
	cips_err_set(err, CIPS_SYSTEM, "there is no memory to work out the key of a draft");
	return cips_err_hint(err, "16 MiB are needed: close other programs and try again");
}

enum cips_rc cips_station_save_draft(struct cips_station *station, struct cips_session *session,
	char code[CIPS_DRAFT_CODE], struct cips_err *err)
{
	if (!station->file)
		return refuse_practice(err);
	assert(!station->sealing->read_only);
	size_t n = station->sealing->settings.draft;
	uint8_t *key = cips_sealed_memory.take(CIPS_DRAFT_KEY_SIZE);
	uint8_t *plain = cips_sealed_memory.take(n);
	uint8_t *draft = cips_malloc(sealed_size(station));
	cips_sealed_draft_words(code);
	enum cips_rc rc = make_key(station, key, code, err);
	if (!rc) {
		cips_model_session_save(session, plain);
		cips_sealed_draft_close(key, plain, n, draft);
		rc = cips_store_station_put_draft(station->file, draft, cips_api_draw, err);
	}
	if (rc)
		cips_sealed_wipe(code, CIPS_DRAFT_CODE);
	cips_sealed_memory.give(key);
	cips_sealed_memory.give(plain);
	free(draft);
	return rc;
}

/* Puts random bytes where draft `i` was. */
static enum cips_rc drop(struct cips_station *station, unsigned i, struct cips_err *err)
{
	size_t n = sealed_size(station);
	uint8_t *filling = cips_malloc(n);
	cips_sealed_random(filling, n);
	enum cips_rc rc = cips_store_station_drop_draft(station->file, i, filling, err);
	free(filling);
	return rc;
}

/* Tries the key on all places; the draft goes into the session. */
static enum cips_rc find(struct cips_station *station, struct cips_session *session,
	const uint8_t *key, unsigned *place, bool *found, struct cips_err *err)
{
	size_t n = station->sealing->settings.draft;
	uint8_t *plain = cips_sealed_memory.take(n);
	uint8_t *draft = cips_malloc(sealed_size(station));
	enum cips_rc rc = CIPS_OK;
	for (unsigned i = 0; i < CIPS_STATION_DRAFTS && !rc && !*found; i++) {
		rc = cips_store_station_draft(station->file, i, draft, err);
		if (rc || !cips_sealed_draft_open(key, draft, plain, n))
			continue;
		*place = i;
		*found = true;
		if (!cips_model_session_load(session, plain))
			rc = cips_err_set(err, CIPS_INTEGRITY,
				"the draft was not made with this questionnaire");
	}
	cips_sealed_memory.give(plain);
	free(draft);
	return rc;
}

enum cips_rc cips_station_load_draft(struct cips_station *station, struct cips_session *session,
	const char *code, bool *found, struct cips_err *err)
{
	unsigned place = 0;
	*found = false;
	if (!station->file)
		return refuse_practice(err);
	assert(!station->sealing->read_only);
	if (!cips_sealed_draft_is_code(code))
		return CIPS_OK;
	uint8_t *key = cips_sealed_memory.take(CIPS_DRAFT_KEY_SIZE);
	uint8_t *before = cips_sealed_memory.take(station->sealing->settings.draft);
	cips_model_session_save(session, before);
	enum cips_rc rc = make_key(station, key, code, err);
	if (!rc)
		rc = find(station, session, key, &place, found, err);
	/* A draft that stayed could be handed in twice. */
	if (!rc && *found)
		rc = drop(station, place, err);
	if (rc) {
		if (*found)
			cips_model_session_load(session, before);
		*found = false;
	}
	cips_sealed_memory.give(key);
	cips_sealed_memory.give(before);
	return rc;
}

enum cips_rc cips_station_forget_drafts(struct cips_station *station, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	if (!station->file)
		return CIPS_OK;
	assert(!station->sealing->read_only);
	for (unsigned i = 0; i < CIPS_STATION_DRAFTS && !rc; i++)
		rc = drop(station, i, err);
	return rc;
}
