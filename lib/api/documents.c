/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/handles.h"

#include "base/err.h"
#include "base/file.h"
#include "report/write.h"
#include "tables/tables.h"

#include <errno.h>

enum cips_rc cips_freq(struct cips_survey *survey, const struct cips_freq_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_freq(survey->file, request, out, err);
}

enum cips_rc cips_crosstab(struct cips_survey *survey, const struct cips_crosstab_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_crosstab(survey->file, request, out, err);
}

enum cips_rc cips_response(struct cips_survey *survey, const struct cips_response_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_response(survey->file, request, out, err);
}

enum cips_rc cips_quality(struct cips_survey *survey, const struct cips_quality_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_quality(survey->file, request, out, err);
}

enum cips_rc cips_gap(struct cips_survey *survey, const struct cips_gap_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_gap(survey->file, request, out, err);
}

enum cips_rc cips_plan(struct cips_survey *survey, const struct cips_plan_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_plan(survey ? survey->file : NULL, request, out, err);
}

enum cips_rc cips_scale(struct cips_survey *survey, const struct cips_scale_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_scale(survey->file, request, out, err);
}

enum cips_rc cips_agreement(struct cips_survey *survey,
	const struct cips_agreement_request *request, struct cips_document **out,
	struct cips_err *err)
{
	return cips_tables_agreement(survey->file, request, out, err);
}

enum cips_rc cips_shrink(struct cips_survey *survey, const struct cips_shrink_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_shrink(survey->file, request, out, err);
}

enum cips_rc cips_drivers(struct cips_survey *survey, const struct cips_drivers_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_drivers(survey->file, request, out, err);
}

enum cips_rc cips_compare(struct cips_survey *survey, const struct cips_compare_request *request,
	struct cips_document **out, struct cips_err *err)
{
	return cips_tables_compare_groups(survey->file, request, out, err);
}

void cips_document_free(struct cips_document *document)
{
	cips_report_document_free(document);
}

unsigned cips_document_minimum(const struct cips_document *document)
{
	return document->minimum;
}

enum cips_rc cips_api_written(FILE *out, const char *what, struct cips_err *err)
{
	if (fflush(out) != 0 || ferror(out))
		return cips_err_system(err, errno, "%s cannot be written", what);
	return CIPS_OK;
}

static enum cips_rc find_writer(
	const char *format, const struct cips_writer **writer, struct cips_err *err)
{
	*writer = cips_report_writer(format);
	if (*writer)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "there is no format \"%s\"", format);
	struct cips_arena arena = {0};
	const char *known = "";
	for (size_t i = 0; i < cips_writers_n; i++)
		known = cips_arena_printf(
			&arena, "%s%s%s", known, i ? ", " : "", cips_writers[i].name);
	enum cips_rc rc = cips_err_hint(err, "the formats are: %s", known);
	cips_arena_release(&arena);
	return rc;
}

enum cips_rc cips_write(const struct cips_document *document, const char *format,
	const struct cips_write_options *options, FILE *out, struct cips_err *err)
{
	const struct cips_writer *writer;
	enum cips_rc rc = find_writer(format, &writer, err);
	if (rc)
		return rc;
	writer->write(document, options, out);
	return cips_api_written(out, "the table", err);
}

enum cips_rc cips_write_file(const struct cips_document *document, const char *format,
	const struct cips_write_options *options, const char *path, struct cips_err *err)
{
	struct cips_file_out *out;
	const struct cips_writer *writer;
	enum cips_rc rc = find_writer(format, &writer, err);
	if (!rc)
		rc = cips_file_begin(path, &out, err);
	if (rc)
		return rc;
	writer->write(document, options, cips_file_stream(out));
	return cips_file_commit(out, err);
}

const char *cips_format_of(const char *path)
{
	const struct cips_writer *writer = cips_report_writer_for(path);
	return writer ? writer->name : NULL;
}
