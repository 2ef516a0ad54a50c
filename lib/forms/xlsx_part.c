/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/xlsx_part.h"

#include "forms/xml_guard.h"

#include <string.h>

/* What stands between the archive and the XML reader. */
struct stream {
	zip_file_t *file;
	size_t read;
	struct xml_guard guard;
	bool too_large;
	bool stopped; /* before its end */
};

bool xlsx_fault(
	struct cips_findings *findings, const char *code, const char *text, const char *hint)
{
	cips_findings_add(findings, CIPS_ERROR, code, NULL, 0, 0, "%s", text);
	cips_findings_hint(findings, "%s", hint);
	return false;
}

static bool damaged(struct cips_findings *findings, const char *part)
{
	cips_findings_add(findings, CIPS_ERROR, "xlsx-damaged", NULL, 0, 0,
		"the workbook is damaged: its part %s cannot be read", part);
	cips_findings_hint(findings, "open it in a spreadsheet program and save it again as .xlsx");
	return false;
}

static bool too_large(struct cips_findings *findings, const char *part)
{
	cips_findings_add(findings, CIPS_ERROR, "too-large", NULL, 0, 0,
		"the part %s of the workbook is far larger than a form can be", part);
	cips_findings_hint(
		findings, "copy the sheets of the form into a new workbook and save that");
	return false;
}

static zip_int64_t locate(zip_t *zip, const char *name)
{
	zip_int64_t index = zip_name_locate(zip, name, 0);
	return index >= 0 ? index : zip_name_locate(zip, name, ZIP_FL_NOCASE);
}

bool xlsx_has_part(zip_t *zip, const char *name)
{
	return locate(zip, name) >= 0;
}

static int read_stream(void *context, char *buffer, int n)
{
	struct stream *stream = context;
	zip_int64_t got = zip_fread(stream->file, buffer, (zip_uint64_t)n);
	stream->read += got > 0 ? (size_t)got : 0;
	stream->too_large = stream->read > XLSX_PART_LIMIT;
	stream->stopped = got < 0 || stream->too_large ||
		!xml_guard_look(&stream->guard, buffer, (size_t)got);
	return stream->stopped ? -1 : (int)got;
}

/* The caps by what the directory of the archive says; read_stream() does not rely on it. */
static bool within_limits(const zip_stat_t *stat)
{
	if (!(stat->valid & ZIP_STAT_SIZE) || !(stat->valid & ZIP_STAT_COMP_SIZE))
		return false;
	if (stat->size > XLSX_PART_LIMIT)
		return false;
	return stat->size <= XLSX_RATIO_FROM || stat->size / XLSX_RATIO_LIMIT <= stat->comp_size;
}

/* Faults show in the return values of the reader; nothing is printed. */
static void keep_quiet(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

/* Why the stream was cut off; false. */
static bool refused(const struct stream *stream, const char *part, struct cips_findings *findings)
{
	static const struct {
		const char *code, *text, *hint;
	} reasons[] = {
		[XML_COSTLY] = {"too-large", "has tags that no spreadsheet program writes",
			"copy the sheets of the form into a new workbook and save that"},
		[XML_DOCTYPE] = {"xlsx-doctype",
			"declares a document type, which no spreadsheet program writes",
			"do not trust this file"},
		[XML_FOREIGN] = {"xlsx-damaged", "is not XML in UTF-8 or UTF-16",
			"open it in a spreadsheet program and save it again as .xlsx"},
	};
	enum xml_verdict verdict = stream->guard.verdict;
	if (verdict == XML_FINE)
		return stream->too_large ? too_large(findings, part) : damaged(findings, part);
	cips_findings_add(findings, CIPS_ERROR, reasons[verdict].code, NULL, 0, 0, "the part %s %s",
		part, reasons[verdict].text);
	cips_findings_hint(findings, "%s", reasons[verdict].hint);
	return false;
}

/* Runs through the events; true also when `visit` ended it. */
static bool read_events(
	xmlTextReaderPtr reader, const struct stream *stream, xlsx_visit *visit, void *context)
{
	int more;
	while ((more = xmlTextReaderRead(reader)) == 1)
		if (!visit(context, reader))
			return true;
	return more == 0 && !stream->stopped;
}

bool xlsx_read_part(zip_t *zip, const char *name, struct cips_findings *findings, xlsx_visit *visit,
	void *context)
{
	zip_int64_t index = locate(zip, name);
	zip_stat_t stat;
	if (index < 0 || zip_stat_index(zip, (zip_uint64_t)index, 0, &stat) < 0)
		return damaged(findings, name);
	if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
		return xlsx_fault(findings, "xlsx-encrypted",
			"the workbook is protected by a password", "save it without a password");
	if (!within_limits(&stat))
		return too_large(findings, name);
	struct stream stream = {.file = zip_fopen_index(zip, (zip_uint64_t)index, 0)};
	if (!stream.file)
		return damaged(findings, name);
	bool ok = false;
	xmlTextReaderPtr reader = xmlReaderForIO(read_stream, NULL, &stream, name, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_IGNORE_ENC);
	if (reader) {
		xmlTextReaderSetStructuredErrorHandler(reader, keep_quiet, NULL);
		ok = read_events(reader, &stream, visit, context);
	}
	xmlFreeTextReader(reader);
	zip_fclose(stream.file);
	return ok || refused(&stream, name, findings);
}

bool xlsx_is(xmlTextReaderPtr reader, const char *local_name)
{
	const xmlChar *name = xmlTextReaderConstLocalName(reader);
	return name && strcmp((const char *)name, local_name) == 0;
}

/* The first attribute of that local name whose having a prefix is as asked. */
static const char *attribute(
	struct cips_arena *arena, xmlTextReaderPtr reader, const char *name, bool prefixed)
{
	const char *value = NULL;
	while (!value && xmlTextReaderMoveToNextAttribute(reader) == 1) {
		if (xmlTextReaderIsNamespaceDecl(reader) == 1 || !xlsx_is(reader, name) ||
			!xmlTextReaderConstPrefix(reader) == prefixed)
			continue;
		const xmlChar *text = xmlTextReaderConstValue(reader);
		value = cips_arena_strdup(arena, text ? (const char *)text : "");
	}
	xmlTextReaderMoveToElement(reader);
	return value;
}

const char *xlsx_attribute(struct cips_arena *arena, xmlTextReaderPtr reader, const char *name)
{
	return attribute(arena, reader, name, false);
}

const char *xlsx_relationship(struct cips_arena *arena, xmlTextReaderPtr reader)
{
	return attribute(arena, reader, "id", true);
}
