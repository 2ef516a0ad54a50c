/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a station. The station file and the note in the survey file come both or neither: the file
 * is made inside the transaction of the survey file and goes again when that cannot be committed.
 */
#include "api/centre.h"
#include "api/station_sealing.h"
#include "api/tokens.h"

#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "intake/options.h"
#include "model/record.h"
#include "sealed/draft.h"
#include "sealed/secret.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	SLOTS_LEAST = 64,
	SLOTS_STEP = 16,
	BYTES_MOST = 1 << 30, /* of all boxes together */
};

/* All that a new station is made of. */
struct making {
	struct cips_survey_file *survey;
	const struct cips_station_options *options;
	const char *path;
	struct cips_arena arena;
	const struct cips_version *version;
	struct cips_instrument *instrument;
	struct cips_units *units; /* NULL: none are needed */
	struct cips_station_sealing sealing;
	struct cips_token_list tokens; /* none: the station asks for none */
	struct cips_buf form;
	struct cips_buf text; /* of the settings */
	uint8_t sign_public[CIPS_KEY_SIZE];
	uint8_t sign_secret[CIPS_SIGN_SECRET_SIZE];
	uint8_t signature[CIPS_SIGNATURE_SIZE];
	uint8_t draft_salt[CIPS_DRAFT_SALT_SIZE];
};

static enum cips_rc refuse(
	struct cips_err *err, enum cips_rc rc, const char *hint, const char *what)
{
	cips_err_set(err, rc, "%s", what);
	return cips_err_hint(err, "%s", hint);
}

/* --- what was asked for ---------------------------------------------------------------------- */

static enum cips_rc check_wave(const char *wave, struct cips_err *err)
{
	long today;
	if (!wave)
		return refuse(err, CIPS_USAGE, "name it: --wave 2025", "a station needs a wave");
	return cips_intake_options(wave, NULL, &today, err);
}

/* Nothing else ends the collecting: what the front end does not let anybody type would be no end. */
static bool can_be_typed(const char *passphrase)
{
	size_t n = strlen(passphrase);
	return n <= CIPS_PASSPHRASE_BYTES && cips_utf8_check(passphrase, n) == n &&
		cips_utf8_control(passphrase, n) == n && !strpbrk(passphrase, "\t\r\n") &&
		passphrase[0] != ' ' && passphrase[n - 1] != ' ';
}

static enum cips_rc check_passphrase(const char *passphrase, struct cips_err *err)
{
	if (!passphrase || !*passphrase)
		return refuse(err, CIPS_USAGE,
			"give the one with which the organiser ends the collecting",
			"a station needs a passphrase");
	if (can_be_typed(passphrase))
		return cips_sealed_passphrase_check(passphrase, err);
	cips_err_set(err, CIPS_INPUT, "the passphrase could not be typed at the station");
	return cips_err_hint(err,
		"take at most %d bytes of UTF-8, without tabs, control characters and blanks "
		"at its ends",
		CIPS_PASSPHRASE_BYTES);
}

static enum cips_rc choose_slots(
	const struct cips_station_options *options, unsigned long *slots, struct cips_err *err)
{
	unsigned long target = options->target;
	if (!target)
		return refuse(err, CIPS_USAGE, "say how many responses are expected: --target 120",
			"a station needs a target");
	if (target > CIPS_STATION_MOST || options->slots > CIPS_STATION_MOST) {
		cips_err_set(err, CIPS_USAGE, "a station takes no more than %d responses",
			CIPS_STATION_MOST);
		return cips_err_hint(err, "make several stations: their answers come together");
	}
	if (options->slots && options->slots < target) {
		cips_err_set(err, CIPS_USAGE,
			"%lu slots do not hold the %lu responses of the target", options->slots,
			target);
		return cips_err_hint(err, "leave --slots out for one and a half times the target");
	}
	unsigned long wanted =
		(target + target / 2 + target % 2 + SLOTS_STEP - 1) / SLOTS_STEP * SLOTS_STEP;
	if (wanted < SLOTS_LEAST)
		wanted = SLOTS_LEAST;
	if (wanted > CIPS_STATION_MOST)
		wanted = CIPS_STATION_MOST;
	*slots = options->slots ? options->slots : wanted;
	return CIPS_OK;
}

static enum cips_rc read_keys(const struct cips_station_options *options,
	struct cips_station_settings *settings, struct cips_err *err)
{
	if (!options->n_keys)
		return refuse(err, CIPS_USAGE, "cips key new NAME makes NAME.pub: --key NAME.pub",
			"a station needs a public key to seal for");
	if (options->n_keys > CIPS_KEYS)
		return refuse(err, CIPS_USAGE, "give one, or two that are both needed to open",
			"a station seals for two keys at most");
	for (size_t i = 0; i < options->n_keys; i++) {
		enum cips_rc rc =
			cips_sealed_public_key_read(options->keys[i], &settings->keys[i], err);
		if (rc)
			return rc;
	}
	settings->n_keys = options->n_keys;
	if (settings->n_keys == CIPS_KEYS &&
		memcmp(&settings->keys[0], &settings->keys[1], sizeof settings->keys[0]) == 0)
		return refuse(err, CIPS_USAGE, "two people hold two keys of their own",
			"both keys are the same");
	return CIPS_OK;
}

static enum cips_rc read_options(struct making *making, struct cips_err *err)
{
	const struct cips_station_options *options = making->options;
	struct cips_station_settings *settings = &making->sealing.settings;
	enum cips_rc rc = check_wave(options->wave, err);
	if (!rc)
		rc = choose_slots(options, &settings->slots, err);
	if (!rc)
		rc = read_keys(options, settings, err);
	if (!rc)
		rc = check_passphrase(options->passphrase, err);
	if (!rc && options->place && !cips_api_is_place(options->place)) {
		cips_err_set(err, CIPS_USAGE, "that is no name of a place");
		rc = cips_err_hint(
			err, "give at most %d characters, on one line", CIPS_PLACE_CHARACTERS);
	}
	settings->wave = options->wave;
	settings->target = options->target;
	settings->place = options->place ? options->place : "";
	return rc;
}

/* --- what the survey file says ---------------------------------------------------------------- */

static enum cips_rc load_instrument(struct making *making, struct cips_err *err)
{
	enum cips_rc rc = cips_store_wanted_version(
		making->survey, making->options->instrument, &making->arena, &making->version, err);
	if (!rc)
		rc = cips_store_load_instrument(
			making->survey, making->version->id, &making->instrument, err);
	return rc;
}

/* Opening a wave closes it. */
static enum cips_rc check_open(const struct making *making, struct cips_err *err)
{
	size_t openings;
	const char *wave = making->options->wave;
	enum cips_rc rc =
		cips_store_openings(making->survey, making->version->code, wave, &openings, err);
	if (rc || !openings)
		return rc;
	cips_err_set(err, CIPS_POLICY, "wave %s of %s is closed: its boxes were opened", wave,
		making->version->code);
	return cips_err_hint(err, "collect for another wave");
}

static enum cips_rc load_units(struct making *making, struct cips_err *err)
{
	if (!cips_model_needs_units(making->instrument))
		return CIPS_OK;
	enum cips_rc rc = cips_store_load_units(making->survey, &making->units, err);
	if (rc || making->units)
		return rc;
	cips_err_set(err, CIPS_INPUT,
		"the instrument %s asks for the unit, and there are no units in the survey file",
		making->version->code);
	return cips_err_hint(err, "load them first: cips units load FILE units.csv");
}

/* The boxes of very many free texts can make a file that no stick holds. */
static enum cips_rc check_size(const struct making *making, struct cips_err *err)
{
	struct cips_station_content content = {0};
	cips_api_sealing_sizes(&making->sealing, &content);
	size_t slot = content.answers_size + content.texts_size;
	if (slot <= BYTES_MOST / content.slots)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "%lu slots of %zu bytes make a file of over a gigabyte",
		content.slots, slot);
	return cips_err_hint(err, "make several stations with fewer slots");
}

static enum cips_rc read_survey(struct making *making, struct cips_err *err)
{
	struct cips_station_settings *settings = &making->sealing.settings;
	const struct cips_survey_settings *survey = cips_store_settings(making->survey);
	enum cips_rc rc = load_instrument(making, err);
	if (!rc)
		rc = check_open(making, err);
	if (!rc)
		rc = load_units(making, err);
	if (!rc && making->instrument->n_languages > UINT8_MAX)
		rc = refuse(err, CIPS_INPUT, "leave out those that nobody at the post reads",
			"a form for a station has at most 255 languages");
	if (rc)
		return rc;
	settings->format = CIPS_SETTINGS_FORMAT;
	snprintf(settings->survey, sizeof settings->survey, "%s", survey->id);
	settings->min_group = survey->public_data ? 0 : survey->min_group;
	settings->instrument = making->version->code;
	cips_api_canonical(making->instrument, &making->form, settings->form);
	if (making->units)
		cips_api_units_digest(making->units, settings->units);
	cips_api_settings_sizes(making->instrument, settings);
	return CIPS_OK;
}

/* The settings have their digest, so the list comes before the signature. */
static enum cips_rc read_tokens(struct making *making, struct cips_err *err)
{
	const struct cips_station_options *options = making->options;
	struct cips_token_list *list = &making->tokens;
	if (!options->tokens)
		return CIPS_OK;
	enum cips_rc rc =
		cips_api_tokens_read(options->tokens, options->target, &making->arena, list, err);
	struct cips_station_content content = {
		.token_salt = list->salt, .tokens = list->hashes, .n_tokens = list->n};
	if (!rc)
		cips_api_tokens_digest(&content, making->sealing.settings.tokens);
	return rc;
}

/* --- making --------------------------------------------------------------------------------- */

static void sign(struct making *making)
{
	struct cips_station_sealing *sealing = &making->sealing;
	cips_api_settings_write(&sealing->settings, &making->text);
	cips_api_sealing_start(sealing, making->text.text);
	cips_sealed_sign_new(making->sign_public, making->sign_secret);
	cips_sealed_sign(making->signature, making->sign_secret, making->text.text, making->text.n);
	cips_sealed_random(making->draft_salt, sizeof making->draft_salt);
}

static enum cips_rc note(const struct making *making, struct cips_err *err)
{
	struct cips_station_known known = {
		.version = making->version->id, .text = making->text.text};
	cips_sealed_hex(known.sign_public, making->sign_public, sizeof making->sign_public);
	cips_sealed_hex(known.settings, making->sealing.digest, sizeof making->sealing.digest);
	enum cips_rc rc = cips_store_wave(making->survey, making->options->wave, &known.wave, err);
	return rc ? rc : cips_store_add_station(making->survey, &known, err);
}

static enum cips_rc create(const struct making *making, struct cips_err *err)
{
	struct cips_station_content content = {
		.settings = making->text.text,
		.signature = making->signature,
		.sign_public = making->sign_public,
		.sign_secret = making->sign_secret,
		.draft_salt = making->draft_salt,
		.form = making->form.text,
		.units = making->units,
		.token_salt = making->tokens.salt,
		.tokens = making->tokens.hashes,
		.n_tokens = making->tokens.n,
	};
	cips_api_sealing_sizes(&making->sealing, &content);
	return cips_api_station_create(making->path, &making->sealing, &content, err);
}

/* The file and its journal. */
static void unmake(const char *path)
{
	struct cips_arena arena = {0};
	unlink(path);
	unlink(cips_arena_printf(&arena, "%s-journal", path));
	cips_arena_release(&arena);
}

static enum cips_rc make(struct making *making, struct cips_err *err)
{
	enum cips_rc rc = cips_store_begin(making->survey, err);
	if (rc)
		return rc;
	rc = cips_api_centre_key(making->survey, making->sealing.settings.centre, err);
	if (!rc) {
		sign(making);
		rc = check_size(making, err);
	}
	if (!rc)
		rc = note(making, err);
	if (!rc)
		rc = create(making, err);
	if (!rc) {
		rc = cips_store_commit(making->survey, err);
		if (rc)
			unmake(making->path);
	}
	if (rc)
		cips_store_rollback(making->survey);
	return rc;
}

enum cips_rc cips_station_new(struct cips_survey *survey,
	const struct cips_station_options *options, const char *path, struct cips_err *err)
{
	struct making making = {.survey = survey->file, .options = options, .path = path};
	enum cips_rc rc = cips_file_check_new(path, err);
	if (!rc)
		rc = read_options(&making, err);
	if (!rc)
		rc = read_survey(&making, err);
	if (!rc)
		rc = read_tokens(&making, err);
	if (!rc) {
		cips_sealed_lock(options->passphrase, making.sealing.settings.lock);
		rc = make(&making, err);
	}
	cips_sealed_wipe(making.sign_secret, sizeof making.sign_secret);
	cips_buf_release(&making.form);
	cips_buf_release(&making.text);
	cips_model_units_free(making.units);
	cips_model_instrument_free(making.instrument);
	cips_arena_release(&making.arena);
	return rc;
}
