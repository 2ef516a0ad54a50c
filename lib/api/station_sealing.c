/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/station_sealing.h"

#include "base/err.h"
#include "base/file.h"
#include "model/packed.h"
#include "sealed/draft.h"
#include "sealed/secret.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

enum { FILES_BESIDE = 10000 }; /* in the folder of a station: at most so many are looked at */

void cips_api_settings_sizes(
	const struct cips_instrument *instrument, struct cips_station_settings *settings)
{
	settings->answers = cips_model_packed_size(instrument);
	settings->texts = cips_model_packed_texts_size(instrument);
	settings->draft = cips_model_session_size(instrument);
}

void cips_api_sealing_start(struct cips_station_sealing *sealing, const char *text)
{
	const struct cips_station_settings *settings = &sealing->settings;
	cips_sealed_digest(sealing->digest, text, strlen(text));
	sealing->answers = (struct cips_box_maker){
		.kind = CIPS_BOX_ANSWERS,
		.keys = settings->keys,
		.n_keys = settings->n_keys,
		.content = settings->answers,
	};
	sealing->texts = sealing->answers;
	sealing->texts.kind = CIPS_BOX_TEXTS;
	sealing->texts.content = settings->texts;
}

void cips_api_sealing_sizes(
	const struct cips_station_sealing *sealing, struct cips_station_content *content)
{
	content->slots = sealing->settings.slots;
	content->answers_size = cips_sealed_box_size(&sealing->answers);
	content->texts_size = sealing->settings.texts ? cips_sealed_box_size(&sealing->texts) : 0;
	content->draft_size = cips_sealed_draft_size(sealing->settings.draft);
}

/* --- filling -------------------------------------------------------------------------------- */

struct filling {
	const struct cips_station_sealing *sealing;
	size_t draft_size;
};

static void dummy(const struct cips_station_sealing *sealing, const struct cips_box_maker *maker,
	uint8_t *box)
{
	struct cips_box_head head = {.kind = CIPS_BOX_DUMMY};
	memcpy(head.settings, sealing->digest, sizeof head.settings);
	cips_sealed_box(maker, &head, NULL, box);
}

static void fill_answers(void *context, uint8_t *box)
{
	const struct filling *filling = context;
	dummy(filling->sealing, &filling->sealing->answers, box);
}

static void fill_texts(void *context, uint8_t *box)
{
	const struct filling *filling = context;
	dummy(filling->sealing, &filling->sealing->texts, box);
}

static void fill_draft(void *context, uint8_t *draft)
{
	const struct filling *filling = context;
	cips_sealed_random(draft, filling->draft_size);
}

enum cips_rc cips_api_station_create(const char *path, const struct cips_station_sealing *sealing,
	const struct cips_station_content *content, struct cips_err *err)
{
	struct filling filling = {.sealing = sealing, .draft_size = content->draft_size};
	const struct cips_station_fill fill = {
		.answers = fill_answers,
		.texts = fill_texts,
		.draft = fill_draft,
		.context = &filling,
	};
	return cips_store_station_create(path, content, &fill, err);
}

uint32_t cips_api_draw(uint32_t n)
{
	uint32_t number, limit = UINT32_MAX - UINT32_MAX % n;
	do
		cips_sealed_random(&number, sizeof number);
	while (number >= limit);
	return number % n;
}

/* --- what lies beside a station --------------------------------------------------------------- */

const char *cips_api_folder_of(const char *path, struct cips_arena *arena)
{
	const char *name = cips_file_name(path);
	if (name == path)
		return ".";
	size_t n = (size_t)(name - path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	return cips_arena_strndup(arena, path, n);
}

static enum cips_rc refuse_key(const char *name, const char *folder, struct cips_err *err)
{
	cips_err_set(
		err, CIPS_POLICY, "the secret key %s lies beside the station, in %s", name, folder);
	return cips_err_hint(err,
		"whoever has both can read every answer: take the key away, to "
		"where no station is");
}

enum cips_rc cips_api_no_secret_key(const char *folder, struct cips_err *err)
{
	struct cips_arena arena = {0};
	DIR *list = opendir(folder);
	if (!list)
		return cips_err_system(err, errno, "the folder %s cannot be looked at", folder);
	enum cips_rc rc = CIPS_OK;
	size_t n = 0;
	for (struct dirent *entry = readdir(list); entry && !rc; entry = readdir(list)) {
		const char *path = cips_arena_printf(&arena, "%s/%s", folder, entry->d_name);
		if (++n > FILES_BESIDE) {
			rc = cips_err_set(err, CIPS_POLICY,
				"more than %d files lie beside the station, in %s", FILES_BESIDE,
				folder);
			cips_err_hint(err, "give the station a folder of its own");
		} else if (cips_sealed_is_secret_key(path)) {
			rc = refuse_key(entry->d_name, folder, err);
		}
		cips_arena_reset(&arena);
	}
	closedir(list);
	cips_arena_release(&arena);
	return rc;
}
