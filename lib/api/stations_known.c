/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/stations_known.h"

#include "base/err.h"

#include <string.h>

enum cips_rc cips_api_know_settings(struct cips_known_station *station, const char *text,
	struct cips_arena *arena, struct cips_err *err)
{
	struct cips_station_sealing *sealing = &station->sealing;
	char digest[CIPS_DIGEST_TEXT];
	cips_sealed_digest(sealing->digest, text, strlen(text));
	cips_sealed_hex(digest, sealing->digest, sizeof sealing->digest);
	if (strcmp(digest, station->digest) != 0)
		return cips_err_set(err, CIPS_INTEGRITY,
			"the settings of a station are not those that it was made with");
	enum cips_rc rc = cips_api_settings_read(text, arena, &sealing->settings, err);
	if (rc)
		return rc;
	cips_api_sealing_start(sealing, text);
	station->has_settings = true;
	return CIPS_OK;
}

enum cips_rc cips_api_known_stations(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_known_station **list, size_t *n, struct cips_err *err)
{
	struct cips_station_known *rows;
	enum cips_rc rc = cips_store_stations(file, arena, &rows, n, err);
	*list = NULL;
	if (rc)
		return rc;
	*list = cips_arena_alloc(arena, *n, sizeof **list);
	for (size_t i = 0; i < *n && !rc; i++) {
		(*list)[i].sign_public = rows[i].sign_public;
		(*list)[i].digest = rows[i].settings;
		if (*rows[i].text)
			rc = cips_api_know_settings(&(*list)[i], rows[i].text, arena, err);
	}
	return rc;
}

struct cips_known_station *cips_api_find_station(
	struct cips_known_station *list, size_t n, const char *sign_public)
{
	size_t from = 0;
	while (from < n) {
		size_t middle = from + (n - from) / 2;
		int order = strcmp(list[middle].sign_public, sign_public);
		if (!order)
			return &list[middle];
		if (order < 0)
			from = middle + 1;
		else
			n = middle;
	}
	return NULL;
}
