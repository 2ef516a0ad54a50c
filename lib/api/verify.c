/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a file as it was written? Everything that can be held against something else is: all findings
 * in one pass, of which each is a reason to go back to a copy.
 */
#include "api/verify.h"

#include "api/handles.h"
#include "api/station_settings.h"
#include "base/err.h"
#include "base/file.h"
#include "base/findings.h"
#include "sealed/bundle.h"
#include "store/station_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Behind the name of the file, which the finding says itself. */
static const char *without_path(const struct cips_verifying *verifying, const char *text)
{
	size_t n = strlen(verifying->path);
	bool starts = strncmp(text, verifying->path, n) == 0 && strncmp(text + n, ": ", 2) == 0;
	return starts ? text + n + 2 : text;
}

enum cips_rc cips_api_blame(
	struct cips_verifying *verifying, const char *code, enum cips_rc rc, struct cips_err *err)
{
	if (rc != CIPS_INTEGRITY && rc != CIPS_INPUT)
		return rc;
	cips_findings_add(verifying->findings, CIPS_ERROR, code, NULL, 0, 0, "%s",
		without_path(verifying, err->text));
	*err = (struct cips_err){0};
	return CIPS_OK;
}

/* --- survey files --------------------------------------------------------------------------- */

static bool is_hex(const char *text, size_t n)
{
	return strlen(text) == n && strspn(text, "0123456789abcdef") == n;
}

/* The text as it is in the file: a newer version of the program may write the same form otherwise. */
static enum cips_rc check_form(
	struct cips_verifying *verifying, const struct cips_version *version, struct cips_err *err)
{
	struct cips_buf form = {0};
	uint8_t sum[CIPS_DIGEST_SIZE];
	char digest[CIPS_DIGEST_TEXT];
	enum cips_rc rc = cips_store_form(verifying->file, version->id, &form, err);
	cips_sealed_digest(sum, cips_buf_text(&form), form.n);
	cips_sealed_hex(digest, sum, sizeof sum);
	if (!rc && strcmp(digest, version->digest) != 0)
		cips_findings_add(verifying->findings, CIPS_ERROR, "instrument", NULL, 0, 0,
			"%s@%u is not the form that was added", version->code, version->ordinal);
	cips_buf_release(&form);
	return rc;
}

static enum cips_rc check_version(struct cips_verifying *verifying, size_t i, struct cips_err *err)
{
	const struct cips_version *version = &verifying->versions[i];
	enum cips_rc rc = check_form(verifying, version, err);
	if (!rc)
		rc = cips_store_load_instrument(
			verifying->file, version->id, &verifying->instruments[i], err);
	cips_api_content_text(&verifying->content, "instrument");
	cips_api_content_text(&verifying->content, version->code);
	cips_api_content_text(&verifying->content, version->digest);
	cips_api_content_fact(&verifying->content);
	return cips_api_blame(verifying, "instrument", rc, err);
}

static enum cips_rc check_instruments(struct cips_verifying *verifying, struct cips_err *err)
{
	enum cips_rc rc = cips_api_blame(verifying, "instrument",
		cips_store_versions(verifying->file, &verifying->arena, &verifying->versions,
			&verifying->n_versions, err),
		err);
	if (!verifying->versions)
		verifying->n_versions = 0;
	verifying->instruments = cips_arena_alloc(
		&verifying->arena, verifying->n_versions + 1, sizeof *verifying->instruments);
	for (size_t i = 0; i < verifying->n_versions && !rc; i++)
		rc = check_version(verifying, i, err);
	verifying->verified->instruments = verifying->n_versions;
	return rc;
}

static enum cips_rc check_batches(struct cips_verifying *verifying, struct cips_err *err)
{
	struct cips_batch_kept *list = NULL;
	size_t n = 0;
	enum cips_rc rc = cips_api_blame(verifying, "batch",
		cips_store_batches(verifying->file, &verifying->arena, &list, &n, err), err);
	for (size_t i = 0; i < n && !rc; i++)
		if (!is_hex(list[i].batch.code, 32) || !is_hex(list[i].batch.digest, 64))
			cips_findings_add(verifying->findings, CIPS_ERROR, "batch", NULL, 0, 0,
				"batch %zu of the list has no code or no digest", i + 1);
	verifying->verified->batches = n;
	return rc;
}

static enum cips_rc check_headcounts(struct cips_verifying *verifying, struct cips_err *err)
{
	struct cips_headcount_pair *pairs;
	size_t n = 0;
	enum cips_rc rc =
		cips_store_headcount_pairs(verifying->file, &verifying->arena, &pairs, &n, err);
	for (size_t i = 0; i < n && !rc; i++) {
		struct cips_headcount *rows;
		size_t n_rows = 0;
		rc = cips_store_headcounts(verifying->file, pairs[i].wave, pairs[i].instrument,
			&verifying->arena, &rows, &n_rows, err);
		for (size_t k = 0; k < n_rows && !rc; k++)
			cips_api_content_headcount(&verifying->content, &rows[k], verifying->units);
		verifying->verified->headcounts += rc ? 0 : n_rows;
	}
	return cips_api_blame(verifying, "headcount", rc, err);
}

static enum cips_rc check_people(struct cips_verifying *verifying, struct cips_err *err)
{
	enum cips_rc rc = cips_api_blame(verifying, "unit",
		cips_store_load_units(verifying->file, &verifying->units, err), err);
	if (!rc)
		rc = cips_api_blame(verifying, "wave",
			cips_store_waves(verifying->file, &verifying->arena, &verifying->waves,
				&verifying->n_waves, err),
			err);
	if (verifying->units) {
		verifying->verified->units = verifying->units->n;
		cips_api_content_units(&verifying->content, verifying->units);
	}
	return rc ? rc : check_headcounts(verifying, err);
}

static void take_text(void *context, const struct cips_text_kept *text)
{
	struct cips_verifying *verifying = context;
	char copies[24];
	verifying->verified->texts += text->copies;
	cips_api_content_text(&verifying->content, "text");
	for (size_t i = 0; i < verifying->n_versions; i++)
		if (verifying->versions[i].id == text->version) {
			cips_api_content_text(&verifying->content, verifying->versions[i].code);
			cips_api_content_text(&verifying->content, verifying->versions[i].digest);
		}
	snprintf(copies, sizeof copies, "%zu", text->copies);
	cips_api_content_text(&verifying->content, text->item);
	cips_api_content_text(&verifying->content, text->text);
	cips_api_content_text(&verifying->content, copies);
	cips_api_content_fact(&verifying->content);
}

static enum cips_rc check_survey(struct cips_verifying *verifying, struct cips_err *err)
{
	struct cips_verified *verified = verifying->verified;
	enum cips_rc rc =
		cips_store_verify(verifying->file, verifying->findings, &verified->checksums, err);
	if (!rc)
		rc = check_instruments(verifying, err);
	if (!rc)
		rc = check_batches(verifying, err);
	if (!rc)
		rc = check_people(verifying, err);
	if (!rc)
		rc = cips_api_verify_responses(verifying, err);
	if (!rc)
		rc = cips_api_blame(verifying, "text",
			cips_store_each_text(verifying->file, take_text, verifying, err), err);
	if (!rc)
		rc = cips_api_verify_arrived(verifying, err);
	cips_api_content_end(&verifying->content, verified->content);
	return rc;
}

static enum cips_rc verify_survey(struct cips_verifying *verifying, struct cips_err *err)
{
	verifying->verified->kind = "survey file";
	enum cips_rc rc = cips_store_open(verifying->path, CIPS_STORE_READ, &verifying->file, err);
	if (rc)
		return rc;
	rc = check_survey(verifying, err);
	for (size_t i = 0; i < verifying->n_versions; i++)
		cips_model_instrument_free(verifying->instruments[i]);
	cips_model_units_free(verifying->units);
	cips_store_close(verifying->file);
	return rc;
}

/* --- stations and bundles -------------------------------------------------------------------- */

/* Looking at a station holds its form, units and sizes against what was signed. */
static enum cips_rc verify_station(struct cips_verifying *verifying, struct cips_err *err)
{
	struct cips_station *station;
	verifying->verified->kind = "station";
	enum cips_rc rc = cips_station_look(verifying->path, &station, err);
	if (rc)
		return rc;
	verifying->verified->boxes = station->facts.slots;
	rc = cips_store_station_verify(station->file, verifying->findings, err);
	cips_station_close(station);
	return rc;
}

static enum cips_rc read_bundles(
	struct cips_verifying *verifying, struct cips_bundle_reader *reader, struct cips_err *err)
{
	bool found = true, more = true;
	enum cips_rc rc = CIPS_OK;
	while (!rc && found) {
		rc = cips_sealed_bundle_next(reader, &found, err);
		verifying->verified->bundles += !rc && found;
		more = found;
		for (size_t index; !rc && more;) {
			rc = cips_sealed_bundle_box(reader, &index, &more, err);
			verifying->verified->boxes += !rc && more;
		}
	}
	return rc;
}

static enum cips_rc verify_bundle(struct cips_verifying *verifying, struct cips_err *err)
{
	struct cips_bundle_reader reader = {0};
	struct stat status;
	verifying->verified->kind = "bundle";
	enum cips_rc rc = cips_file_open(verifying->path, "a bundle", &reader.file, err);
	if (rc)
		return rc;
	if (fstat(fileno(reader.file), &status) == 0)
		reader.size = (uint64_t)status.st_size;
	rc = read_bundles(verifying, &reader, err);
	cips_sealed_bundle_release(&reader);
	fclose(reader.file);
	return cips_api_blame(verifying, "bundle", rc, err);
}

/* --- which kind of file it is --------------------------------------------------------------- */

typedef enum cips_rc verify_function(struct cips_verifying *verifying, struct cips_err *err);

/* How files of other kinds than survey files begin. */
static const struct {
	size_t at;
	const char *bytes;
	verify_function *verify;
} kinds[] = {
	{0, "cips bundle ", verify_bundle},
	{68, "CIST", verify_station}, /* the application id of an SQLite file */
};

static enum cips_rc choose(const char *path, verify_function **verify, struct cips_err *err)
{
	char start[80];
	FILE *file;
	*verify = verify_survey;
	enum cips_rc rc = cips_file_open(path, "a survey file", &file, err);
	if (rc)
		return rc;
	size_t n = fread(start, 1, sizeof start, file);
	fclose(file);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].at + strlen(kinds[i].bytes) <= n &&
			memcmp(start + kinds[i].at, kinds[i].bytes, strlen(kinds[i].bytes)) == 0)
			*verify = kinds[i].verify;
	return CIPS_OK;
}

enum cips_rc cips_verify(const char *path, struct cips_findings *findings,
	struct cips_verified *verified, struct cips_err *err)
{
	struct cips_verifying verifying = {
		.path = path, .findings = findings, .verified = verified};
	verify_function *verify;
	*verified = (struct cips_verified){.kind = ""};
	findings->file = path;
	enum cips_rc rc = choose(path, &verify, err);
	if (!rc)
		rc = verify(&verifying, err);
	cips_arena_release(&verifying.arena);
	if (rc || !findings->errors)
		return rc;
	cips_err_set(
		err, CIPS_INTEGRITY, "%s: the file is damaged: it is not as it was written", path);
	return cips_err_hint(err, "keep the file as it is and go back to a copy");
}
