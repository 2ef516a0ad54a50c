/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stations that a survey file knows, with their settings.
 */
#ifndef CIPS_API_STATIONS_KNOWN_H
#define CIPS_API_STATIONS_KNOWN_H

#include "api/station_sealing.h"

/* One of them. The settings of one that an earlier version made are known when a bundle arrives. */
struct cips_known_station {
	const char *sign_public; /* hexadecimal */
	const char *digest;	 /* of the settings, hexadecimal */
	bool has_settings;
	struct cips_station_sealing sealing; /* settings, their digest, makers of boxes */
};

/*
 * All of them, in the order of their public keys, in the arena. CIPS_INTEGRITY for settings that
 * are not those that were noted.
 */
enum cips_rc cips_api_known_stations(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_known_station **list, size_t *n, struct cips_err *err);

/* Takes the text of its settings for a station, where it is the one that was noted. */
enum cips_rc cips_api_know_settings(struct cips_known_station *station, const char *text,
	struct cips_arena *arena, struct cips_err *err);

/* The one that signs with a key (hexadecimal), NULL when there is none. */
struct cips_known_station *cips_api_find_station(
	struct cips_known_station *list, size_t n, const char *sign_public);

#endif
