/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which boxes are opened, and with which keys. Everything is done in one transaction: an opening
 * that cannot be finished has not been begun.
 */
#include "api/opening.h"

#include "base/err.h"
#include "base/findings.h"
#include "intake/options.h"
#include "model/text_bound.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- which wave --------------------------------------------------------------------------------- */

/* Stations with sealed boxes, and how many each has. */
struct sealed {
	const struct cips_known_station *stations;
	size_t n;
	size_t *boxes; /* by station */
};

static void count_boxes(void *context, const struct cips_sealed_box *box, size_t n)
{
	struct sealed *sealed = context;
	for (size_t i = 0; i < sealed->n; i++)
		if (sealed->stations[i].has_settings &&
			memcmp(sealed->stations[i].sealing.digest, box->settings,
				CIPS_DIGEST_SIZE) == 0)
			sealed->boxes[i] += n;
}

static bool wanted(const struct cips_opening *opening, const struct cips_known_station *station)
{
	const struct cips_station_settings *settings = &station->sealing.settings;
	return station->has_settings &&
		(!opening->code || strcmp(settings->instrument, opening->code) == 0) &&
		(!opening->wave || strcmp(settings->wave, opening->wave) == 0);
}

static enum cips_rc several(
	struct cips_opening *opening, const struct sealed *sealed, struct cips_err *err)
{
	struct cips_buf list = {0};
	cips_err_set(err, CIPS_USAGE, "boxes of more than one instrument or wave are sealed");
	for (size_t i = 0; i < sealed->n; i++) {
		const struct cips_station_settings *settings =
			&sealed->stations[i].sealing.settings;
		const char *one = cips_arena_printf(&opening->arena, "--instrument %s --wave %s",
			settings->instrument, settings->wave);
		if (sealed->boxes[i] && wanted(opening, &sealed->stations[i]) &&
			!strstr(cips_buf_text(&list), one))
			cips_buf_printf(&list, "%s%s", list.n ? ", or " : "", one);
	}
	cips_err_hint(err, "say which: %s", cips_buf_text(&list));
	cips_buf_release(&list);
	return CIPS_USAGE;
}

static enum cips_rc nothing_sealed(
	const struct cips_opening *opening, bool of_that_wave, struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT, "%s: no sealed boxes%s have arrived",
		cips_store_path(opening->file), of_that_wave ? " of that instrument and wave" : "");
	return cips_err_hint(err, "merge bundles into it first: cips merge FILE X.bundle");
}

/* Nothing is sealed: all that came was opened, or nothing came. */
static enum cips_rc look_opened(
	struct cips_opening *opening, const struct sealed *sealed, struct cips_err *err)
{
	for (size_t i = 0; i < sealed->n; i++) {
		const struct cips_station_settings *settings =
			&sealed->stations[i].sealing.settings;
		size_t n = 0;
		enum cips_rc rc = wanted(opening, &sealed->stations[i])
			? cips_store_openings(
				  opening->file, settings->instrument, settings->wave, &n, err)
			: CIPS_OK;
		opening->result->supplement |= n > 0;
		if (rc)
			return rc;
	}
	if (opening->result->supplement)
		return CIPS_OK;
	return nothing_sealed(opening, opening->code || opening->wave, err);
}

/* The one instrument and wave that has boxes, or the one that was asked for. */
static enum cips_rc choose(
	struct cips_opening *opening, const struct sealed *sealed, struct cips_err *err)
{
	const struct cips_station_settings *found = NULL;
	for (size_t i = 0; i < sealed->n; i++) {
		const struct cips_station_settings *settings =
			&sealed->stations[i].sealing.settings;
		if (!sealed->boxes[i] || !wanted(opening, &sealed->stations[i]))
			continue;
		if (found &&
			(strcmp(found->instrument, settings->instrument) != 0 ||
				strcmp(found->wave, settings->wave) != 0))
			return several(opening, sealed, err);
		found = settings;
	}
	if (!found)
		return look_opened(opening, sealed, err);
	opening->code = found->instrument;
	opening->wave = found->wave;
	opening->any = true;
	snprintf(opening->result->instrument, sizeof opening->result->instrument, "%s",
		found->instrument);
	snprintf(opening->result->wave, sizeof opening->result->wave, "%s", found->wave);
	return CIPS_OK;
}

/* --- keys --------------------------------------------------------------------------------------- */

static enum cips_rc read_keys(struct cips_opening *opening, struct cips_err *err)
{
	const struct cips_opening_options *options = opening->options;
	if (!options->n_keys || options->n_keys > CIPS_KEYS) {
		cips_err_set(err, CIPS_USAGE,
			options->n_keys ? "at most two keys open a box"
					: "opening needs a secret key");
		return cips_err_hint(err, "give it, or both: --key A.key --key B.key");
	}
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < options->n_keys && !rc; i++)
		rc = cips_sealed_secret_key_open(
			options->keys[i], options->passphrases[i], &opening->keys[i], err);
	return rc;
}

static const struct cips_secret_key *key_for(
	const struct cips_opening *opening, const struct cips_public_key *public)
{
	for (size_t i = 0; i < CIPS_KEYS && opening->keys[i]; i++)
		if (memcmp(cips_sealed_secret_key_public(opening->keys[i]), public,
			    sizeof *public) == 0)
			return opening->keys[i];
	return NULL;
}

/* The boxes of nobody are sealed for what was given: says for whom they are. */
static enum cips_rc other_keys(const struct cips_opening *opening,
	const struct cips_station_settings *settings, struct cips_err *err)
{
	char first[CIPS_FINGERPRINT], second[CIPS_FINGERPRINT];
	cips_sealed_fingerprint(&settings->keys[0], first);
	cips_sealed_fingerprint(&settings->keys[1], second);
	if (settings->n_keys == 1) {
		cips_err_set(err, CIPS_INPUT, "the boxes are sealed for another key than %s",
			opening->options->keys[0]);
		return cips_err_hint(err, "the key with the fingerprint %s opens them", first);
	}
	bool one = key_for(opening, &settings->keys[0]) || key_for(opening, &settings->keys[1]);
	cips_err_set(err, CIPS_INPUT, "the boxes are sealed for two keys, and %s",
		one ? "only one of them was given" : "neither of them was given");
	return cips_err_hint(
		err, "both are needed, with the fingerprints %s and %s", first, second);
}

/* --- stations and their instruments --------------------------------------------------------------- */

static enum cips_rc load_version(struct cips_opening *opening, const struct cips_version *version,
	struct cips_opened_version *out, struct cips_err *err)
{
	out->version = version;
	enum cips_rc rc =
		cips_store_load_instrument(opening->file, version->id, &out->instrument, err);
	if (!rc && cips_model_needs_units(out->instrument) && !opening->units)
		rc = cips_store_load_units(opening->file, &opening->units, err);
	if (rc)
		return rc;
	out->check = cips_model_record_check(&opening->arena, out->instrument);
	out->text_bound = cips_arena_alloc(&opening->arena, out->instrument->n_items, sizeof(bool));
	out->any_text_bound = cips_model_text_bound(out->instrument, out->text_bound);
	out->sealed = cips_model_response_new(&opening->arena, out->instrument);
	out->interview = cips_model_interview_new(out->instrument,
		cips_model_needs_units(out->instrument) ? opening->units : NULL, opening->today);
	return CIPS_OK;
}

/* All versions that the instrument has in the file: few, and a station is of one of them. */
static enum cips_rc load_versions(struct cips_opening *opening, struct cips_err *err)
{
	struct cips_version *list;
	size_t n;
	enum cips_rc rc = cips_store_versions(opening->file, &opening->arena, &list, &n, err);
	opening->versions = cips_arena_alloc(&opening->arena, n + 1, sizeof *opening->versions);
	for (size_t i = 0; i < n && !rc; i++)
		if (strcmp(list[i].code, opening->code) == 0)
			rc = load_version(
				opening, &list[i], &opening->versions[opening->n_versions++], err);
	return rc;
}

static struct cips_opened_version *version_of(
	struct cips_opening *opening, const struct cips_station_settings *settings)
{
	for (size_t i = 0; i < opening->n_versions; i++)
		if (strcmp(opening->versions[i].version->digest, settings->form) == 0)
			return &opening->versions[i];
	return NULL;
}

/* The sizes in the settings are those of the instrument: the boxes hold its answers. */
static bool sizes_fit(
	const struct cips_opened_version *version, const struct cips_station_settings *settings)
{
	struct cips_station_settings packed = {0};
	cips_api_settings_sizes(version->instrument, &packed);
	return packed.answers == settings->answers && packed.texts == settings->texts;
}

static enum cips_rc add_station(struct cips_opening *opening,
	const struct cips_known_station *station, size_t boxes, struct cips_err *err)
{
	const struct cips_station_settings *settings = &station->sealing.settings;
	struct cips_opened_station *out = &opening->stations[opening->n_stations];
	*out = (struct cips_opened_station){
		.station = station, .version = version_of(opening, settings)};
	if (!out->version || !sizes_fit(out->version, settings))
		return cips_err_set(err, CIPS_INTEGRITY,
			"%s: the questionnaire of a station is not in the survey file",
			cips_store_path(opening->file));
	for (size_t i = 0; i < settings->n_keys; i++)
		out->keys[i] = key_for(opening, &settings->keys[i]);
	if (!out->keys[settings->n_keys - 1] || !out->keys[0])
		opening->result->other_keys += boxes;
	else
		opening->n_stations++;
	return CIPS_OK;
}

int cips_api_by_settings(const void *a, const void *b)
{
	const struct cips_opened_station *x = a, *y = b;
	return memcmp(x->station->sealing.digest, y->station->sealing.digest, CIPS_DIGEST_SIZE);
}

/* In the order of their settings' digests, by which boxes name them. */
static enum cips_rc add_stations(
	struct cips_opening *opening, const struct sealed *sealed, struct cips_err *err)
{
	const struct cips_station_settings *closed = NULL;
	opening->stations =
		cips_arena_alloc(&opening->arena, sealed->n + 1, sizeof *opening->stations);
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < sealed->n && !rc; i++) {
		if (!sealed->boxes[i] || !wanted(opening, &sealed->stations[i]))
			continue;
		closed = &sealed->stations[i].sealing.settings;
		rc = add_station(opening, &sealed->stations[i], sealed->boxes[i], err);
	}
	if (!rc && !opening->n_stations)
		return other_keys(opening, closed, err);
	qsort(opening->stations, opening->n_stations, sizeof *opening->stations,
		cips_api_by_settings);
	return rc;
}

/* --- the batch ----------------------------------------------------------------------------------- */

/* Each opening is a batch of its own, known by its place among those of its wave. */
static enum cips_rc start_batch(struct cips_opening *opening, struct cips_err *err)
{
	struct cips_batch *batch = &opening->batch;
	uint8_t bytes[16], sum[CIPS_DIGEST_SIZE];
	char digest[CIPS_DIGEST_TEXT];
	size_t before;
	enum cips_rc rc =
		cips_store_openings(opening->file, opening->code, opening->wave, &before, err);
	if (!rc)
		rc = cips_store_wave(opening->file, opening->wave, &opening->wave_id, err);
	if (rc)
		return rc;
	opening->result->supplement = before > 0;
	const char *name = cips_arena_printf(&opening->arena, "opening %zu of %s in wave %s",
		before + 1, opening->code, opening->wave);
	cips_sealed_digest(sum, name, strlen(name));
	cips_sealed_hex(digest, sum, sizeof sum);
	cips_sealed_random(bytes, sizeof bytes);
	cips_sealed_hex(batch->code, bytes, sizeof bytes);
	batch->version = opening->stations[0].version->version->id;
	return cips_store_add_batch(
		opening->file, batch->code, digest, batch->version, &batch->id, err);
}

/* --- all together --------------------------------------------------------------------------------- */

static enum cips_rc prepare(struct cips_opening *opening, struct cips_err *err)
{
	struct cips_known_station *stations;
	struct sealed sealed = {0};
	enum cips_rc rc =
		cips_api_known_stations(opening->file, &opening->arena, &stations, &sealed.n, err);
	if (rc)
		return rc;
	sealed.stations = stations;
	sealed.boxes = cips_arena_alloc(&opening->arena, sealed.n + 1, sizeof *sealed.boxes);
	rc = cips_store_count_boxes(opening->file, count_boxes, &sealed, err);
	if (!rc)
		rc = choose(opening, &sealed, err);
	if (rc || !opening->any)
		return rc;
	rc = read_keys(opening, err);
	if (!rc)
		rc = load_versions(opening, err);
	if (!rc)
		rc = add_stations(opening, &sealed, err);
	return rc ? rc : start_batch(opening, err);
}

static void forget_answers(struct cips_opening *opening)
{
	free(opening->answers);
	opening->answers = NULL;
	cips_arena_release(&opening->answers_arena);
}

/* Where there was no response to store, nothing is kept, the batch neither. */
static enum cips_rc open_them(struct cips_opening *opening, struct cips_err *err)
{
	struct cips_opening_result *result = opening->result;
	enum cips_rc rc = cips_api_opening_read(opening, err);
	if (!rc)
		rc = cips_api_opening_store(opening, err);
	if (rc || opening->options->dry_run || !result->stored)
		return rc;
	rc = cips_store_commit(opening->file, err);
	if (rc)
		return rc;
	memcpy(result->batch, opening->batch.code, sizeof result->batch);
	forget_answers(opening);
	cips_store_pack(opening->file);
	return CIPS_OK;
}

static enum cips_rc run(struct cips_opening *opening, struct cips_err *err)
{
	enum cips_rc rc =
		cips_intake_options(opening->wave, opening->options->as_of, &opening->today, err);
	if (!rc)
		rc = cips_store_begin(opening->file, err);
	if (rc)
		return rc;
	rc = prepare(opening, err);
	if (!rc && opening->any)
		rc = open_them(opening, err);
	cips_store_rollback(opening->file); /* of nothing after a commit */
	return rc;
}

static void release(struct cips_opening *opening)
{
	for (size_t i = 0; i < CIPS_KEYS; i++)
		cips_sealed_secret_key_free(opening->keys[i]);
	for (size_t i = 0; i < opening->n_versions; i++) {
		cips_model_interview_free(opening->versions[i].interview);
		cips_model_instrument_free(opening->versions[i].instrument);
	}
	for (size_t i = 0; i < opening->n_stations; i++)
		free(opening->stations[i].kept);
	cips_model_units_free(opening->units);
	forget_answers(opening);
	cips_arena_release(&opening->arena);
}

enum cips_rc cips_open_boxes(struct cips_survey *survey, const struct cips_opening_options *options,
	struct cips_findings *findings, struct cips_opening_result *result, struct cips_err *err)
{
	struct cips_opening opening = {
		.file = survey->file,
		.options = options,
		.findings = findings,
		.result = result,
		.code = options->instrument,
		.wave = options->wave,
	};
	*result = (struct cips_opening_result){0};
	enum cips_rc rc = run(&opening, err);
	release(&opening);
	if (rc)
		return rc;
	return result->failed + result->failed_texts ? CIPS_FINDINGS : CIPS_OK;
}

enum cips_rc cips_copy(const char *from, const char *to, struct cips_err *err)
{
	return cips_store_copy(from, to, err);
}
