/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/scope.h"

#include "base/err.h"

#include <string.h>

enum cips_rc cips_tables_scope(
	struct cips_survey_file *file, struct cips_scope *scope, struct cips_err *err)
{
	*scope = (struct cips_scope){.file = file, .settings = cips_store_settings(file)};
	scope->minimum = scope->settings->public_data ? 0 : scope->settings->min_group;
	enum cips_rc rc =
		cips_store_versions(file, &scope->arena, &scope->versions, &scope->n_versions, err);
	if (!rc)
		rc = cips_store_waves(file, &scope->arena, &scope->waves, &scope->n_waves, err);
	if (!rc)
		rc = cips_store_load_units(file, &scope->units, err);
	if (rc)
		cips_tables_scope_release(scope);
	return rc;
}

void cips_tables_scope_release(struct cips_scope *scope)
{
	cips_model_units_free(scope->units);
	cips_arena_release(&scope->arena);
	*scope = (struct cips_scope){0};
}

static const char *wave_codes(struct cips_scope *scope)
{
	const char *text = "";
	for (size_t i = 0; i < scope->n_waves; i++)
		text = cips_arena_printf(
			&scope->arena, "%s%s%s", text, i ? ", " : "", scope->waves[i].code);
	return text;
}

static enum cips_rc find_wave(struct cips_scope *scope, const char *wanted,
	struct cips_source *source, struct cips_err *err)
{
	if (!scope->n_waves) {
		cips_err_set(err, CIPS_INPUT, "the survey file has no responses");
		return cips_err_hint(err,
			"import some: cips import FILE.cips RESPONSES.csv --instrument %s "
			"--wave WAVE",
			source->version->code);
	}
	if (!wanted && scope->n_waves > 1) {
		cips_err_set(err, CIPS_USAGE, "the survey file has several waves");
		return cips_err_hint(err, "choose one with --wave: %s", wave_codes(scope));
	}
	for (size_t i = 0; i < scope->n_waves; i++)
		if (!wanted || strcmp(scope->waves[i].code, wanted) == 0)
			source->wave = &scope->waves[i];
	if (source->wave)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "there is no wave \"%s\" in this survey file", wanted);
	return cips_err_hint(err, "the waves are: %s", wave_codes(scope));
}

static enum cips_rc find_language(struct cips_scope *scope, const char *wanted,
	struct cips_source *source, struct cips_err *err)
{
	const struct cips_instrument *instrument = source->instrument;
	source->language = instrument->default_language;
	if (!wanted)
		return CIPS_OK;
	int found = cips_model_language(instrument, wanted);
	if (found != CIPS_NONE) {
		source->language = (size_t)found;
		return CIPS_OK;
	}
	cips_err_set(err, CIPS_USAGE, "the instrument %s has no language \"%s\"",
		source->version->code, wanted);
	return cips_err_hint(
		err, "its languages are: %s", cips_model_languages(instrument, &scope->arena));
}

enum cips_rc cips_tables_source(struct cips_scope *scope, const char *instrument, const char *wave,
	const char *language, struct cips_source *source, struct cips_err *err)
{
	*source = (struct cips_source){0};
	enum cips_rc rc = cips_store_choose_version(
		scope->versions, scope->n_versions, instrument, &source->version, err);
	source->pinned = instrument && strchr(instrument, '@');
	if (!rc)
		rc = find_wave(scope, wave, source, err);
	if (!rc)
		rc = cips_store_load_instrument(
			scope->file, source->version->id, &source->instrument, err);
	if (!rc)
		rc = find_language(scope, language, source, err);
	if (rc)
		cips_tables_source_release(source);
	return rc;
}

void cips_tables_source_release(struct cips_source *source)
{
	cips_model_instrument_free(source->instrument);
	*source = (struct cips_source){0};
}

const char *cips_tables_language(const struct cips_source *source)
{
	return source->instrument->languages[source->language];
}
