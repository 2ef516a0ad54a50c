/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Storing answers: packed as import packs them, sealed, put in a slot, with a token spent where one
 * is asked for. Plain answers are only ever in secret memory, which is wiped when it is given back;
 * the token is wiped as well.
 */
#include "api/station_sealing.h"
#include "api/tokens.h"

#include "base/err.h"
#include "base/file.h"
#include "model/packed.h"
#include "sealed/secret.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPARES = 999 }; /* in one folder */

/* --- sealing -------------------------------------------------------------------------------- */

/* What one response is sealed into. */
struct boxes {
	uint8_t *answers;
	uint8_t *texts; /* NULL: the instrument has none */
};

static void release(struct boxes *boxes)
{
	free(boxes->answers);
	free(boxes->texts);
}

static struct cips_box_head head_of(const struct cips_station_sealing *sealing,
	enum cips_box_kind kind, const struct cips_origin_said *origin)
{
	struct cips_box_head head = {
		.kind = kind,
		.language = (uint8_t)origin->language,
		.assisted = origin->assisted,
	};
	memcpy(head.settings, sealing->digest, sizeof head.settings);
	return head;
}

/* Without any text the box is a dummy: the same steps, the same size. */
static void seal_texts(const struct cips_station *station, const struct cips_response *response,
	struct boxes *boxes)
{
	const struct cips_station_sealing *sealing = station->sealing;
	struct cips_origin_said nothing = {0};
	boxes->texts = cips_malloc(cips_sealed_box_size(&sealing->texts));
	uint8_t *plain = cips_sealed_memory.take(sealing->settings.texts);
	bool any = cips_model_pack_texts(station->instrument, response, plain);
	struct cips_box_head head =
		head_of(sealing, any ? CIPS_BOX_TEXTS : CIPS_BOX_DUMMY, &nothing);
	cips_sealed_box(&sealing->texts, &head, any ? plain : NULL, boxes->texts);
	cips_sealed_memory.give(plain);
}

static void seal(const struct cips_station *station, struct cips_session *session,
	const struct cips_origin_said *origin, const struct cips_token_typed *typed,
	struct boxes *boxes)
{
	const struct cips_station_sealing *sealing = station->sealing;
	const struct cips_station_settings *settings = &sealing->settings;
	const struct cips_response *response = cips_model_session_response(session);
	struct cips_box_head head = head_of(sealing, CIPS_BOX_ANSWERS, origin);
	if (typed->place)
		cips_sealed_nullifier(head.nullifier, settings->survey, settings->instrument,
			settings->wave, typed->token);
	*boxes = (struct boxes){.answers = cips_malloc(cips_sealed_box_size(&sealing->answers))};
	uint8_t *plain = cips_sealed_memory.take(sealing->settings.answers);
	cips_model_pack(station->instrument, response, plain);
	cips_sealed_box(&sealing->answers, &head, plain, boxes->answers);
	cips_sealed_memory.give(plain);
	cips_sealed_wipe(&head, sizeof head);
	if (sealing->settings.texts)
		seal_texts(station, response, boxes);
}

/* --- storing -------------------------------------------------------------------------------- */

static enum cips_rc put(struct cips_station_file *file, const struct cips_token_typed *typed,
	const struct boxes *boxes, struct cips_err *err)
{
	if (!typed->place)
		return cips_store_station_put(
			file, boxes->answers, boxes->texts, cips_api_draw, err);
	return cips_store_station_spend(
		file, typed->hash, boxes->answers, boxes->texts, cips_api_draw, err);
}

/* The token that was typed, where one is asked for; else place 0. */
static enum cips_rc take_token(const struct cips_station *station,
	const struct cips_origin_said *origin, struct cips_token_typed *typed, struct cips_err *err)
{
	*typed = (struct cips_token_typed){.place = 0};
	if (!station->facts.tokens)
		return CIPS_OK;
	enum cips_token_fate fate = cips_api_token_typed(station, origin->token, typed);
	if (fate == CIPS_TOKEN_GOOD && cips_api_token_elsewhere(station, typed->place))
		fate = CIPS_TOKEN_SPENT;
	return fate == CIPS_TOKEN_GOOD ? CIPS_OK : cips_api_token_refuse(fate, err);
}

enum cips_rc cips_station_store(struct cips_station *station, struct cips_session *session,
	const struct cips_origin_said *origin, struct cips_err *err)
{
	struct boxes boxes;
	struct cips_token_typed typed;
	if (!station->file)
		return CIPS_OK;
	assert(!station->sealing->read_only);
	assert(origin->language < station->instrument->n_languages);
	enum cips_rc rc = take_token(station, origin, &typed, err);
	if (!rc) {
		seal(station, session, origin, &typed, &boxes);
		rc = put(station->file, &typed, &boxes, err);
		release(&boxes);
	}
	cips_sealed_wipe(&typed, sizeof typed);
	return rc;
}

/* --- the spare ------------------------------------------------------------------------------ */

/* What can be known of a folder before it is needed. */
static enum cips_rc check_folder(const char *folder, struct cips_err *err)
{
	if (access(folder, W_OK | X_OK) != 0)
		return cips_err_system(err, errno, "nothing can be written into %s", folder);
	enum cips_rc rc = cips_store_station_check_folder(folder, err);
	return rc ? rc : cips_api_no_secret_key(folder, err);
}

enum cips_rc cips_station_set_spare(
	struct cips_station *station, const char *folder, struct cips_err *err)
{
	struct stat facts;
	if (!station->file)
		return CIPS_OK;
	char *path = realpath(folder, NULL);
	if (!path || stat(path, &facts) != 0 || !S_ISDIR(facts.st_mode)) {
		free(path);
		cips_err_set(err, CIPS_USAGE, "there is no folder %s for a spare station", folder);
		return cips_err_hint(err, "make it first, on another disk or stick");
	}
	enum cips_rc rc = check_folder(path, err);
	if (!rc)
		station->sealing->folder = cips_arena_strdup(&station->arena, path);
	free(path);
	return rc;
}

/* The first name in the folder that no file has; NULL when all are taken. */
static const char *free_name(struct cips_station *station)
{
	const struct cips_station_sealing *sealing = station->sealing;
	const char *name = cips_file_name(sealing->path);
	size_t n = strlen(name);
	if (cips_file_has_extension(name, ".station"))
		n -= strlen(".station");
	for (int i = 1; i <= SPARES; i++) {
		struct stat facts;
		const char *path = cips_arena_printf(&station->arena, "%s/%.*s-spare-%d.station",
			sealing->folder, (int)n, name, i);
		if (lstat(path, &facts) != 0 && errno == ENOENT)
			return path;
	}
	return NULL;
}

/* A station like this one: settings, signature, form and units are taken over as they are. */
static enum cips_rc make_spare(struct cips_station *station, struct cips_err *err)
{
	struct cips_station_sealing *sealing = station->sealing;
	const char *path = free_name(station);
	if (!path) {
		cips_err_set(err, CIPS_USAGE, "%d spare stations are in %s already", SPARES,
			sealing->folder);
		return cips_err_hint(err, "use another folder");
	}
	enum cips_rc rc = cips_api_station_create(
		path, sealing, cips_store_station_content(station->file), err);
	if (!rc)
		sealing->spare = path;
	return rc;
}

static enum cips_rc put_in_spare(const char *path, const struct cips_token_typed *typed,
	const struct boxes *boxes, struct cips_err *err)
{
	struct cips_station_file *file;
	enum cips_rc rc = cips_store_station_open(path, true, &file, err);
	if (rc)
		return rc;
	rc = put(file, typed, boxes, err);
	cips_store_station_close(file);
	return rc;
}

/*
 * A spare has the list of tokens and none of them spent. What the station itself has spent is asked
 * of it, if its disk still answers.
 */
static enum cips_rc check_not_spent(
	struct cips_station *station, const struct cips_token_typed *typed, struct cips_err *err)
{
	enum cips_token_fate fate;
	if (!typed->place || cips_store_station_token(station->file, typed->hash, &fate, NULL) ||
		fate == CIPS_TOKEN_GOOD)
		return CIPS_OK;
	return cips_api_token_refuse(fate, err);
}

static enum cips_rc store_in_spare(struct cips_station *station,
	const struct cips_token_typed *typed, const struct boxes *boxes, struct cips_err *err)
{
	struct cips_station_sealing *sealing = station->sealing;
	enum cips_rc rc = put_in_spare(sealing->spare, typed, boxes, err);
	if (rc == CIPS_USAGE) { /* used up */
		rc = make_spare(station, err);
		if (!rc)
			rc = put_in_spare(sealing->spare, typed, boxes, err);
	}
	if (!rc && typed->place)
		cips_api_token_spent_elsewhere(station, typed->place);
	return rc;
}

enum cips_rc cips_station_store_elsewhere(struct cips_station *station,
	struct cips_session *session, const struct cips_origin_said *origin, struct cips_err *err)
{
	struct boxes boxes;
	struct cips_token_typed typed;
	if (!station->file)
		return CIPS_OK;
	assert(!station->sealing->read_only);
	assert(origin->language < station->instrument->n_languages);
	struct cips_station_sealing *sealing = station->sealing;
	if (!sealing->folder) {
		cips_err_set(err, CIPS_USAGE, "there is no folder for a spare station");
		return cips_err_hint(err, "start with one: cips collect --spare FOLDER");
	}
	enum cips_rc rc = take_token(station, origin, &typed, err);
	if (!rc)
		rc = check_not_spent(station, &typed, err);
	if (!rc && !sealing->spare)
		rc = make_spare(station, err);
	if (!rc) {
		seal(station, session, origin, &typed, &boxes);
		rc = store_in_spare(station, &typed, &boxes, err);
		release(&boxes);
	}
	cips_sealed_wipe(&typed, sizeof typed);
	return rc;
}
