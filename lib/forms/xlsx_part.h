/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of an .xlsx file as streams of XML events, with the limits that a file from a stranger
 * needs: a cap on the size of a part, on how far it was compressed, and no document type.
 */
#ifndef CIPS_FORMS_XLSX_PART_H
#define CIPS_FORMS_XLSX_PART_H

#include "base/findings.h"

#include <libxml/xmlreader.h>
#include <stdbool.h>
#include <zip.h>

enum {
	XLSX_PART_LIMIT = 64 << 20, /* bytes of one part, inflated */
	XLSX_RATIO_LIMIT = 200,	    /* inflated : compressed, for parts over XLSX_RATIO_FROM */
	XLSX_RATIO_FROM = 1 << 20,
};

/* Called for each event; false ends the reading (the caller has said why, or has enough). */
typedef bool xlsx_visit(void *context, xmlTextReaderPtr reader);

/* Whether the archive has the part. */
bool xlsx_has_part(zip_t *zip, const char *name);

/*
 * Reads a part from its beginning. False when the part is missing, damaged or beyond a limit, which
 * is a finding then; true also when `visit` ended it.
 */
bool xlsx_read_part(zip_t *zip, const char *name, struct cips_findings *findings, xlsx_visit *visit,
	void *context);

/* The element or attribute, whatever its namespace prefix: both editions of the format are read. */
bool xlsx_is(xmlTextReaderPtr reader, const char *local_name);

/*
 * The value of an attribute without prefix (or, for `id` of a relationship, with one) in `arena`;
 * NULL when it is not there.
 */
const char *xlsx_attribute(struct cips_arena *arena, xmlTextReaderPtr reader, const char *name);
const char *xlsx_relationship(struct cips_arena *arena, xmlTextReaderPtr reader);

/* One finding about the whole file; always false. */
bool xlsx_fault(
	struct cips_findings *findings, const char *code, const char *text, const char *hint);

#endif
