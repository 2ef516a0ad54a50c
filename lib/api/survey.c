/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/handles.h"

#include "base/err.h"
#include "base/file.h"
#include "intake/import.h"
#include "intake/propose.h"
#include "intake/small_files.h"
#include "sealed/digest.h"
#include "tables/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MINIMUM = 10, LEAST_MINIMUM = 5 };

enum cips_rc cips_init(
	const char *path, const struct cips_init_options *options, struct cips_err *err)
{
	unsigned minimum = options->min_group ? options->min_group : DEFAULT_MINIMUM;
	if (minimum < LEAST_MINIMUM) {
		cips_err_set(err, CIPS_POLICY, "a minimum group of %u protects nobody", minimum);
		return cips_err_hint(
			err, "use %d or more; the default is %d", LEAST_MINIMUM, DEFAULT_MINIMUM);
	}
	uint8_t random[16], key[CIPS_HASH_KEY_SIZE];
	char id[33];
	cips_sealed_random(random, sizeof random);
	cips_sealed_random(key, sizeof key);
	cips_sealed_hex(id, random, sizeof random);
	const char *title = options->title ? options->title : cips_file_name(path);
	return cips_store_create(path, title, minimum, options->public_data, id, key, err);
}

enum cips_rc cips_open(
	const char *path, enum cips_access access, struct cips_survey **out, struct cips_err *err)
{
	struct cips_survey_file *file;
	*out = NULL;
	enum cips_rc rc = cips_store_open(
		path, access == CIPS_WRITE ? CIPS_STORE_WRITE : CIPS_STORE_READ, &file, err);
	if (rc)
		return rc;
	*out = cips_calloc(1, sizeof **out);
	(*out)->file = file;
	return CIPS_OK;
}

void cips_close(struct cips_survey *survey)
{
	if (!survey)
		return;
	cips_store_close(survey->file);
	free(survey);
}

/* Ends a transaction: commits what went well, rolls back what did not. */
static enum cips_rc finish(struct cips_survey *survey, enum cips_rc rc, struct cips_err *err)
{
	if (!rc)
		rc = cips_store_commit(survey->file, err);
	if (rc)
		cips_store_rollback(survey->file);
	return rc;
}

enum cips_rc cips_instrument_add(struct cips_survey *survey, const char *path, const char *code,
	struct cips_added *added, struct cips_findings *findings, struct cips_err *err)
{
	struct cips_instrument *instrument;
	struct cips_version version;
	struct cips_buf form = {0};
	*added = (struct cips_added){0};
	enum cips_rc rc = cips_form_load(path, &instrument, findings, err);
	if (rc)
		return rc;
	code = code ? code : instrument->code;
	cips_api_canonical(instrument, &form, added->digest);
	rc = cips_store_begin(survey->file, err);
	if (!rc)
		rc = cips_store_add_instrument(survey->file, code, instrument, form.text,
			added->digest, &version, &added->is_new, err);
	if (!rc) {
		snprintf(added->code, sizeof added->code, "%s", code);
		added->ordinal = version.ordinal;
	}
	rc = finish(survey, rc, err);
	cips_buf_release(&form);
	cips_form_free(instrument);
	return rc;
}

enum cips_rc cips_instrument_get(struct cips_survey *survey, const char *wanted,
	struct cips_instrument **out, struct cips_err *err)
{
	struct cips_arena arena = {0};
	const struct cips_version *version;
	*out = NULL;
	enum cips_rc rc = cips_store_wanted_version(survey->file, wanted, &arena, &version, err);
	if (!rc)
		rc = cips_store_load_instrument(survey->file, version->id, out, err);
	cips_arena_release(&arena);
	return rc;
}

enum cips_rc cips_units_load(struct cips_survey *survey, const char *path, size_t *n,
	struct cips_findings *findings, struct cips_err *err)
{
	struct cips_units *units = NULL;
	*n = 0;
	findings->file = path;
	enum cips_rc rc = cips_intake_units(path, &units, findings, err);
	if (!rc)
		rc = cips_store_begin(survey->file, err);
	if (!rc)
		rc = finish(survey, cips_store_set_units(survey->file, units, err), err);
	if (!rc)
		*n = units->n;
	cips_model_units_free(units);
	return rc;
}

enum cips_rc cips_headcount_load(struct cips_survey *survey, const char *path, size_t *n,
	struct cips_findings *findings, struct cips_err *err)
{
	struct cips_arena arena = {0};
	struct cips_units *units = NULL;
	struct cips_headcount *rows = NULL;
	*n = 0;
	findings->file = path;
	enum cips_rc rc = cips_store_load_units(survey->file, &units, err);
	if (!rc && !units) {
		rc = cips_err_set(err, CIPS_INPUT, "the survey file has no units yet");
		cips_err_hint(err, "load the tree first: cips units load FILE.cips units.csv");
	}
	if (!rc)
		rc = cips_intake_headcounts(
			path, survey->file, units, &arena, &rows, n, findings, err);
	if (!rc)
		rc = cips_store_begin(survey->file, err);
	if (!rc)
		rc = finish(survey, cips_store_set_headcounts(survey->file, rows, *n, err), err);
	cips_model_units_free(units);
	cips_arena_release(&arena);
	return rc;
}

enum cips_rc cips_import(struct cips_survey *survey, const char *path, const char *instrument,
	const struct cips_import_options *options, struct cips_findings *findings,
	struct cips_import_result *result, struct cips_err *err)
{
	struct cips_arena arena = {0};
	const struct cips_version *version;
	*result = (struct cips_import_result){0};
	findings->file = path;
	enum cips_rc rc =
		cips_store_wanted_version(survey->file, instrument, &arena, &version, err);
	if (!rc)
		rc = cips_intake_import(
			survey->file, version, path, options, findings, result, err);
	cips_arena_release(&arena);
	return rc;
}

enum cips_rc cips_weight(struct cips_survey *survey, const struct cips_weight_request *request,
	struct cips_findings *findings, struct cips_document **out, struct cips_err *err)
{
	*out = NULL;
	findings->file = cips_store_path(survey->file);
	enum cips_rc rc = cips_store_begin(survey->file, err);
	if (!rc)
		rc = cips_tables_weight(survey->file, request, findings, out, err);
	rc = finish(survey, rc, err);
	if (rc) {
		cips_document_free(*out);
		*out = NULL;
	}
	return rc;
}

enum cips_rc cips_weight_sets(
	struct cips_survey *survey, struct cips_document **out, struct cips_err *err)
{
	return cips_tables_weight_sets(survey->file, out, err);
}

enum cips_rc cips_map_propose(struct cips_survey *survey, const char *path, const char *instrument,
	const struct cips_import_options *options, const char *map,
	struct cips_map_proposal *proposal, struct cips_err *err)
{
	struct cips_arena arena = {0};
	const struct cips_version *version;
	*proposal = (struct cips_map_proposal){0};
	enum cips_rc rc =
		cips_store_wanted_version(survey->file, instrument, &arena, &version, err);
	if (!rc)
		rc = cips_intake_propose_map(
			survey->file, version, path, options, map, proposal, err);
	cips_arena_release(&arena);
	return rc;
}
