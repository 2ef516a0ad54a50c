/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A station to practise with, and what is the same for every station.
 */
#include "api/handles.h"

#include "base/err.h"
#include "base/file.h"
#include "intake/small_files.h"
#include "simulate/recipe.h"

#include <stdlib.h>
#include <string.h>

void cips_api_station_form(struct cips_station *station)
{
	const struct cips_instrument *instrument = station->instrument;
	size_t n = instrument->n_languages;
	station->tags = cips_arena_alloc(&station->arena, n, sizeof *station->tags);
	for (size_t i = 0; i < n; i++)
		cips_model_language_tag(station->tags[i], instrument->languages[i]);
	station->facts = (struct cips_station_facts){
		.practice = !station->file,
		.code = instrument->code,
		.title = cips_model_text(
			instrument, &instrument->title, instrument->default_language),
		.version = instrument->version,
		.wave = "",
		.place = "",
		.languages = n,
	};
}

/* The ids that a survey file would give. */
static void number_units(struct cips_units *units)
{
	for (size_t u = 0; u < units->n; u++)
		cips_model_unit_set_id(units, u, (unsigned)u + 1);
}

static enum cips_rc load_units(struct cips_station *station, const char *form, const char *path,
	struct cips_findings *findings, struct cips_err *err)
{
	if (!path && !cips_simulate_needs_units(station->instrument))
		return CIPS_OK;
	if (!path) {
		cips_err_set(err, CIPS_INPUT,
			"%s takes its units from units.csv, and none is given",
			cips_file_name(form));
		return cips_err_hint(err, "say which: --units units.csv");
	}
	enum cips_rc rc = cips_intake_units(path, &station->units, findings, err);
	if (!rc)
		number_units(station->units);
	return rc;
}

enum cips_rc cips_station_practice(const char *form, const char *units, struct cips_station **out,
	struct cips_findings *findings, struct cips_err *err)
{
	struct cips_station *station = cips_calloc(1, sizeof *station);
	*out = NULL;
	enum cips_rc rc = cips_form_load(form, &station->instrument, findings, err);
	if (!rc)
		rc = load_units(station, form, units, findings, err);
	if (rc) {
		cips_station_close(station);
		return rc;
	}
	cips_api_station_form(station);
	*out = station;
	return CIPS_OK;
}

void cips_station_close(struct cips_station *station)
{
	if (!station)
		return;
	if (!station->file)
		cips_model_units_free(station->units);
	cips_model_instrument_free(station->instrument);
	cips_store_station_close(station->file);
	cips_arena_release(&station->arena);
	free(station);
}

enum cips_rc cips_station_read(
	struct cips_station *station, struct cips_station_facts *facts, struct cips_err *err)
{
	enum cips_rc rc = station->file
		? cips_store_station_used(station->file, &station->facts.used, err)
		: CIPS_OK;
	*facts = station->facts;
	return rc;
}

const char *cips_station_language(const struct cips_station *station, size_t i)
{
	return i < station->instrument->n_languages ? station->instrument->languages[i] : NULL;
}

const char *cips_station_language_tag(const struct cips_station *station, size_t i)
{
	return i < station->instrument->n_languages ? station->tags[i] : NULL;
}

size_t cips_station_default_language(const struct cips_station *station)
{
	return station->instrument->default_language;
}
