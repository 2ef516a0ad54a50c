/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stations that a survey file knows.
 */
#include "store/internal.h"

#include "base/err.h"

#include <assert.h>
#include <string.h>

enum { DIGITS = 64, FORMAT_WITH_STATIONS = 2, FORMAT_WITH_BUNDLES = 3 };

enum cips_rc cips_store_add_station(struct cips_survey_file *file,
	const struct cips_station_known *station, struct cips_err *err)
{
	assert(file->changing);
	assert(strlen(station->sign_public) == DIGITS && strlen(station->settings) == DIGITS);
	return cips_store_run(&file->sql, CIPS_SQL_STATION_NOTE,
		CIPS_VALUES(cips_string(station->sign_public), cips_string(station->settings),
			cips_int(station->version), cips_int(station->wave),
			cips_string(station->text)),
		err);
}

enum cips_rc cips_store_note_settings(struct cips_survey_file *file, const char *sign_public,
	const char *text, struct cips_err *err)
{
	assert(file->changing);
	return cips_store_run(&file->sql, CIPS_SQL_STATION_TEXT,
		CIPS_VALUES(cips_string(sign_public), cips_string(text)), err);
}

static bool digits(char to[DIGITS + 1], const char *text)
{
	if (strlen(text) != DIGITS || strspn(text, "0123456789abcdef") != DIGITS)
		return false;
	memcpy(to, text, DIGITS + 1);
	return true;
}

enum cips_rc cips_store_stations(struct cips_survey_file *file, struct cips_arena *arena,
	struct cips_station_known **list, size_t *n, struct cips_err *err)
{
	sqlite3_stmt *row;
	bool more = true;
	size_t room = 0;
	*list = NULL;
	*n = 0;
	if (file->sql.format < FORMAT_WITH_STATIONS)
		return CIPS_OK;
	enum cips_rc rc = cips_store_start(&file->sql,
		file->sql.format < FORMAT_WITH_BUNDLES ? CIPS_SQL_STATIONS_2 : CIPS_SQL_STATIONS,
		CIPS_NO_VALUES, &row, err);
	while (!rc && more) {
		rc = cips_store_next(&file->sql, row, &more, err);
		if (rc || !more)
			break;
		*list = cips_arena_grow(arena, *list, *n, &room, sizeof **list);
		struct cips_station_known *station = &(*list)[(*n)++];
		*station =
			(struct cips_station_known){.version = (long)sqlite3_column_int64(row, 2),
				.wave = (long)sqlite3_column_int64(row, 3),
				.text = cips_arena_strdup(arena, cips_store_column(row, 4))};
		if (!digits(station->sign_public, cips_store_column(row, 0)) ||
			!digits(station->settings, cips_store_column(row, 1))) {
			sqlite3_reset(row);
			rc = cips_store_damaged(&file->sql, "a station has no key", err);
		}
	}
	return rc;
}

/* --- the centre ----------------------------------------------------------------------------- */

static bool copy_exactly(void *to, sqlite3_stmt *row, int column, size_t n)
{
	if ((size_t)sqlite3_column_bytes(row, column) != n)
		return false;
	memcpy(to, sqlite3_column_blob(row, column), n);
	return true;
}

enum cips_rc cips_store_centre(struct cips_survey_file *file, struct cips_centre *centre,
	bool *found, struct cips_err *err)
{
	sqlite3_stmt *row;
	*found = false;
	if (file->sql.format < FORMAT_WITH_BUNDLES)
		return CIPS_OK;
	enum cips_rc rc = cips_store_start(&file->sql, CIPS_SQL_CENTRE, CIPS_NO_VALUES, &row, err);
	if (!rc)
		rc = cips_store_next(&file->sql, row, found, err);
	if (rc || !*found)
		return rc;
	bool good = copy_exactly(centre->sign_public, row, 0, sizeof centre->sign_public) &&
		copy_exactly(centre->sign_secret, row, 1, sizeof centre->sign_secret);
	sqlite3_reset(row);
	return good ? CIPS_OK
		    : cips_store_damaged(&file->sql, "its key for receipts is damaged", err);
}

enum cips_rc cips_store_set_centre(
	struct cips_survey_file *file, const struct cips_centre *centre, struct cips_err *err)
{
	assert(file->changing);
	return cips_store_run(&file->sql, CIPS_SQL_CENTRE_ADD,
		CIPS_VALUES(cips_blob(centre->sign_public, sizeof centre->sign_public),
			cips_blob(centre->sign_secret, sizeof centre->sign_secret)),
		err);
}
