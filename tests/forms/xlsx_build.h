/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small .xlsx files made of XML texts, for tests.
 */
#ifndef CIPS_TESTS_FORMS_XLSX_BUILD_H
#define CIPS_TESTS_FORMS_XLSX_BUILD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""

struct part {
	const char *name;
	const char *xml; /* kept until the file is written */
};

/* A new file name under the temporary directory; unlink() and free() it. */
static inline char *temporary_name(void)
{
	const char *folder = getenv("TMPDIR");
	char *path = malloc(4096);
	snprintf(path, 4096, "%s/cips_xlsx_XXXXXX", folder ? folder : "/tmp");
	int fd = mkstemp(path);
	if (fd >= 0)
		close(fd);
	return path;
}

/*
 * Writes the parts into a new archive and gives its name. `sizes` holds the bytes of each part, or
 * is NULL where all are texts that end in NUL.
 */
static inline char *build_sized(const struct part *parts, const size_t *sizes, size_t n)
{
	char *path = temporary_name();
	int code;
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	for (size_t i = 0; zip && i < n; i++) {
		zip_source_t *source = zip_source_buffer(
			zip, parts[i].xml, sizes ? sizes[i] : strlen(parts[i].xml), 0);
		zip_file_add(zip, parts[i].name, source, ZIP_FL_ENC_UTF_8);
	}
	if (!zip || zip_close(zip) < 0)
		abort();
	return path;
}

static inline char *build_parts(const struct part *parts, size_t n)
{
	return build_sized(parts, NULL, n);
}

/* A workbook with one sheet "survey" made of the rows, and the given styles and shared strings. */
static inline char *build_sheet(const char *rows, const char *strings, const char *styles)
{
	static const char workbook[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook " MAIN " xmlns:r=\"" REL
		"\"><sheets><sheet name=\"survey\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
		"</workbook>";
	static const char relationships[] =
		"<Relationships " PACKAGE "><Relationship Id=\"rId1\" Type=\"" REL
		"/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" REL
		"/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" "
		"Type=\"" REL "/styles\" Target=\"styles.xml\"/></Relationships>";
	static const char root[] = "<Relationships " PACKAGE "><Relationship Id=\"a\" Type=\"" REL
				   "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
	size_t size = strlen(rows) + strlen(strings) + strlen(styles) + 1024;
	char *sheet = malloc(size), *shared = malloc(size), *style = malloc(size);
	snprintf(sheet, size, "<worksheet " MAIN "><sheetData>%s</sheetData></worksheet>", rows);
	snprintf(shared, size, "<sst " MAIN ">%s</sst>", strings);
	snprintf(style, size, "<styleSheet " MAIN ">%s</styleSheet>", styles);
	const struct part parts[] = {
		{"[Content_Types].xml", "<Types/>"},
		{"_rels/.rels", root},
		{"xl/workbook.xml", workbook},
		{"xl/_rels/workbook.xml.rels", relationships},
		{"xl/sharedStrings.xml", shared},
		{"xl/styles.xml", style},
		{"xl/worksheets/sheet1.xml", sheet},
	};
	char *path = build_parts(parts, sizeof parts / sizeof *parts);
	free(sheet);
	free(shared);
	free(style);
	return path;
}

#endif
