/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening a station. Nothing in the file is believed: the settings must be signed, and form, units
 * and sizes must be those that the settings name.
 */
#include "api/station_sealing.h"
#include "api/tokens.h"

#include "base/err.h"
#include "base/file.h"
#include "forms/load.h"

#include <string.h>

/* --- what the file must be ------------------------------------------------------------------- */

static enum cips_rc not_as_signed(
	const struct cips_station_sealing *sealing, const char *what, struct cips_err *err)
{
	cips_err_set(err, CIPS_INTEGRITY, "%s: %s", cips_file_name(sealing->path), what);
	return cips_err_hint(err,
		"somebody or a failing disk changed it: do not use it, keep it, and "
		"make a new station");
}

/*
 * What the reader of the settings found, with the file before it, and its own hint if it has one.
 */
static enum cips_rc damaged_settings(
	const struct cips_station_sealing *sealing, struct cips_err *err)
{
	struct cips_err found = *err;
	not_as_signed(sealing, found.text, err);
	return *found.hint ? cips_err_hint(err, "%s", found.hint) : CIPS_INTEGRITY;
}

static enum cips_rc check_settings(struct cips_station *station,
	const struct cips_station_content *content, struct cips_err *err)
{
	struct cips_station_sealing *sealing = station->sealing;
	if (!cips_sealed_signed(content->signature, content->sign_public, content->settings,
		    strlen(content->settings)))
		return not_as_signed(sealing, "its settings are not those that were signed", err);
	if (cips_api_settings_read(content->settings, &station->arena, &sealing->settings, err))
		return damaged_settings(sealing, err);
	for (size_t i = 0; i < sealing->settings.n_keys; i++)
		if (!cips_sealed_public_key_seals(&sealing->settings.keys[i]))
			return not_as_signed(sealing, "its key seals nothing", err);
	cips_api_sealing_start(sealing, content->settings);
	return CIPS_OK;
}

static enum cips_rc check_form(struct cips_station *station,
	const struct cips_station_content *content, struct cips_err *err)
{
	struct cips_buf form = {0};
	char digest[CIPS_DIGEST_TEXT];
	enum cips_rc rc = cips_forms_reload(content->form, &station->instrument, err);
	if (rc)
		return not_as_signed(station->sealing, "its questionnaire cannot be read", err);
	cips_api_canonical(station->instrument, &form, digest);
	if (strcmp(digest, station->sealing->settings.form) != 0 ||
		strcmp(form.text, content->form) != 0)
		rc = not_as_signed(
			station->sealing, "its questionnaire is not the one that was signed", err);
	cips_buf_release(&form);
	return rc;
}

static enum cips_rc check_units(struct cips_station *station,
	const struct cips_station_content *content, struct cips_err *err)
{
	char digest[CIPS_DIGEST_TEXT] = "";
	if (content->units)
		cips_api_units_digest(content->units, digest);
	if (strcmp(digest, station->sealing->settings.units) != 0 ||
		!content->units == cips_model_needs_units(station->instrument))
		return not_as_signed(
			station->sealing, "its units are not those that were signed", err);
	return CIPS_OK;
}

/* Another list would let others in, or the same ones again. */
static enum cips_rc check_tokens(const struct cips_station *station,
	const struct cips_station_content *content, struct cips_err *err)
{
	char digest[CIPS_DIGEST_TEXT];
	cips_api_tokens_digest(content, digest);
	return strcmp(digest, station->sealing->settings.tokens) == 0
		? CIPS_OK
		: not_as_signed(station->sealing, "its tokens are not those that were signed", err);
}

/* A box of another size would give the person away who fills it. */
static enum cips_rc check_sizes(const struct cips_station *station,
	const struct cips_station_content *content, struct cips_err *err)
{
	const struct cips_station_settings *settings = &station->sealing->settings;
	struct cips_station_settings packed = {0};
	struct cips_station_content sizes = {0};
	cips_api_settings_sizes(station->instrument, &packed);
	cips_api_sealing_sizes(station->sealing, &sizes);
	bool same = packed.answers == settings->answers && packed.texts == settings->texts &&
		packed.draft == settings->draft;
	bool stored = content->slots == sizes.slots &&
		content->answers_size == sizes.answers_size &&
		content->texts_size == sizes.texts_size && content->draft_size == sizes.draft_size;
	return same && stored
		? CIPS_OK
		: not_as_signed(station->sealing, "its slots are not those that were signed", err);
}

static enum cips_rc check_content(struct cips_station *station, struct cips_err *err)
{
	const struct cips_station_content *content = cips_store_station_content(station->file);
	enum cips_rc rc = check_settings(station, content, err);
	if (!rc)
		rc = check_form(station, content, err);
	if (!rc)
		rc = check_units(station, content, err);
	if (!rc)
		rc = check_tokens(station, content, err);
	return rc ? rc : check_sizes(station, content, err);
}

/* --- opening -------------------------------------------------------------------------------- */

static enum cips_rc read_content(struct cips_station *station, struct cips_err *err)
{
	const struct cips_station_settings *settings = &station->sealing->settings;
	enum cips_rc rc = check_content(station, err);
	if (rc)
		return rc;
	station->units = (struct cips_units *)cips_store_station_content(station->file)->units;
	cips_api_station_form(station);
	station->facts.code = settings->instrument;
	station->facts.wave = settings->wave;
	station->facts.place = settings->place;
	station->facts.target = settings->target;
	station->facts.slots = settings->slots;
	station->facts.keys = (unsigned)settings->n_keys;
	station->facts.tokens = cips_store_station_content(station->file)->n_tokens;
	return cips_store_station_used(station->file, &station->facts.used, err);
}

static enum cips_rc open_station(
	const char *path, bool write, struct cips_station **out, struct cips_err *err)
{
	struct cips_station *station = cips_calloc(1, sizeof *station);
	station->sealing = cips_arena_alloc(&station->arena, 1, sizeof *station->sealing);
	station->sealing->path = cips_arena_strdup(&station->arena, path);
	station->sealing->read_only = !write;
	enum cips_rc rc = cips_store_station_open(path, write, &station->file, err);
	if (!rc)
		rc = read_content(station, err);
	if (rc) {
		cips_station_close(station);
		station = NULL;
	}
	*out = station;
	return rc;
}

enum cips_rc cips_station_look(const char *path, struct cips_station **out, struct cips_err *err)
{
	return open_station(path, false, out, err);
}

enum cips_rc cips_station_open(const char *path, struct cips_station **out, struct cips_err *err)
{
	struct cips_arena arena = {0};
	*out = NULL;
	enum cips_rc rc = cips_api_no_secret_key(cips_api_folder_of(path, &arena), err);
	cips_arena_release(&arena);
	if (!rc)
		rc = open_station(path, true, out, err);
	if (rc || (*out)->facts.used < (*out)->facts.slots)
		return rc;
	cips_err_set(err, CIPS_USAGE, "%s is used up: all of its %lu slots are taken",
		cips_file_name(path), (*out)->facts.slots);
	cips_station_close(*out);
	*out = NULL;
	return cips_err_hint(err, "go on with a new station: cips station new");
}

bool cips_station_unlocks(struct cips_station *station, const char *passphrase)
{
	return !station->file || cips_sealed_unlocks(station->sealing->settings.lock, passphrase);
}
