/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help.h"
#include "containers.h"

struct file {
	struct cips_workbook workbook;
	struct cips_findings findings;
	bool ok;
};

static struct file read_file(char *path)
{
	struct file file = {0};
	file.ok = cips_forms_read_xlsx(path, &file.workbook, &file.findings);
	unlink(path);
	free(path);
	return file;
}

static void release(struct file *file)
{
	cips_forms_workbook_release(&file->workbook);
	cips_findings_release(&file->findings);
}

static const struct cips_sheet *sheet(struct file *file)
{
	if (!file->ok)
		print_findings(&file->findings);
	assert_true(file->ok);
	return cips_forms_sheet(&file->workbook, "survey");
}

/* One cell as XML, and what a form has in its place. Shared strings and styles are below. */
static void cells(void **state)
{
	(void)state;
	static const char strings[] =
		"<si><t>plain</t></si>"
		"<si><r><rPr><b/></rPr><t>ri</t></r><r><t xml:space=\"preserve\">ch </t></r>"
		"<r><t>text</t></r></si>"
		"<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr/></si>"
		"<si/>"
		"<si><t>a_x000D__x000A_b_x0041__x005F_x0041__xD83D__xDE00__x0000__x12</t></si>"
		"<si><t>5 &lt; 6 &amp; <![CDATA[<7>]]></t></si><si><t>01</t></si>";
	static const char styles[] =
		"<numFmts count=\"5\"><numFmt numFmtId=\"168\" formatCode=\"00\"/>"
		"<numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/>"
		"<numFmt numFmtId=\"165\" formatCode=\"0.00&quot; days&quot;\"/>"
		"<numFmt numFmtId=\"166\" formatCode=\"[Red]0.0\"/>"
		"<numFmt numFmtId=\"167\" formatCode=\"[$-409]d\\-mmm\"/></numFmts>"
		"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
		"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
		"<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/>"
		"<xf numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"168\"/></cellXfs>";
	/* Days: 45292 is 2024-01-01 and 61 is 1900-03-01, as spreadsheet programs show them. */
	static const struct {
		const char *xml, *text;
	} cases[] = {
		{"<c r=\"A1\" t=\"s\"><v>0</v></c>", "plain"},
		{"<c r=\"A1\" t=\"s\"><v>1</v></c>", "rich text"},
		{"<c r=\"A1\" t=\"s\"><v>2</v></c>", "東京"},
		{"<c r=\"A1\" t=\"s\"><v>3</v></c>", ""},
		{"<c r=\"A1\" t=\"s\"><v>4</v></c>", "a\nbA_x0041_😀_x12"},
		{"<c r=\"A1\" t=\"s\"><v>5</v></c>", "5 < 6 & <7>"},
		{"<c r=\"A1\" t=\"inlineStr\"><is><t> in</t></is></c>", "in"},
		{"<c r=\"A1\" t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c>", "ab"},
		{"<c r=\"A1\" t=\"str\"><f>1+1</f><v>x_x0041_</v></c>", "xA"},
		{"<c r=\"A1\"><f>A2&amp;\"x\"</f><v>7</v></c>", "7"},
		{"<c r=\"A1\" t=\"b\"><v>1</v></c>", "TRUE"},
		{"<c r=\"A1\" t=\"b\"><v>0</v></c>", "FALSE"},
		{"<c r=\"A1\" t=\"e\"><v>#N/A</v></c>", "#N/A"},
		{"<c r=\"A1\"><v>1</v></c>", "1"},
		{"<c r=\"A1\" t=\"n\"><v>1.0</v></c>", "1"},
		{"<c r=\"A1\"><v>1.1000000000000001</v></c>", "1.1"},
		{"<c r=\"A1\"><v>1E3</v></c>", "1000"},
		{"<c r=\"A1\"><v>-0.5</v></c>", "-0.5"},
		{"<c r=\"A1\" s=\"1\"><v>45292</v></c>", "2024-01-01"},
		{"<c r=\"A1\" s=\"2\"><v>61</v></c>", "1900-03-01"},
		{"<c r=\"A1\" s=\"2\"><v>59</v></c>", "1900-02-28"},
		{"<c r=\"A1\" s=\"3\"><v>45292</v></c>", "45292"},
		{"<c r=\"A1\" s=\"4\"><v>45292</v></c>", "45292"},
		{"<c r=\"A1\" s=\"5\"><v>45292</v></c>", "2024-01-01"},
		{"<c r=\"A1\" s=\"6\"><v>45292.75</v></c>", "2024-01-01 18:00:00"},
		{"<c r=\"A1\" s=\"7\"><v>0.75</v></c>", "0.75"},
		{"<c r=\"A1\" s=\"99\"><v>3</v></c>", "3"},
		{"<c r=\"A1\" t=\"d\"><v>2024-02-03</v></c>", "2024-02-03"},
		{"<c r=\"A1\" t=\"d\"><v>2024-02-03T00:00:00.000</v></c>", "2024-02-03"},
		{"<c r=\"A1\" t=\"d\"><v>2024-02-03T10:20:00</v></c>", "2024-02-03 10:20:00"},
		{"<c r=\"A1\" t=\"str\"><f>\"\"</f><v></v></c>", ""},
		{"<c r=\"A1\"><f t=\"shared\" si=\"0\"/><v>8</v></c>", "8"},
		{"<c r=\"A1\" t=\"inlineStr\"><is><t>01</t></is></c>", "01"},
		{"<c r=\"A1\" t=\"s\"><v>6</v></c>", "01"},
		{"<c r=\"A1\" s=\"8\"><v>1</v></c>", "1"}, /* shown as 01 */
		{"<c><v>4</v></c>", "4"},
		{"<c r=\"A1\"/>", ""},
		{"<c r=\"A1\"><v></v></c>", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char rows[512];
		snprintf(rows, sizeof rows, "<row r=\"1\">%s<c t=\"str\"><v>end</v></c></row>",
			cases[i].xml);
		struct file file = read_file(build_sheet(rows, strings, styles));
		const struct cips_sheet *s = sheet(&file);
		assert_int_equal(s->n, 1);
		assert_int_equal(s->rows[0].n, 2);
		assert_string_equal(s->rows[0].cells[0], cases[i].text);
		assert_string_equal(s->rows[0].cells[1], "end");
		release(&file);
	}
}

static void places(void **state)
{
	(void)state;
	struct file file =
		read_file(build_sheet("<row><c><v>1</v></c><c><v>2</v></c></row>"
				      "<row r=\"2\" spans=\"1:3\"/>"
				      "<row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c>"
				      "<c r=\"AB5\"><v>5</v></c></row>"
				      "<row><c r=\"B6\"><v>6</v></c></row>",
			"", ""));
	const struct cips_sheet *s = sheet(&file);
	assert_int_equal(s->n, 3);
	assert_int_equal(s->rows[0].number, 1);
	assert_int_equal(s->rows[1].number, 5);
	assert_int_equal(s->rows[1].n, 28);
	assert_string_equal(s->rows[1].cells[0], "");
	assert_string_equal(s->rows[1].cells[2], "3");
	assert_string_equal(s->rows[1].cells[3], "4");
	assert_string_equal(s->rows[1].cells[27], "5");
	assert_int_equal(s->rows[2].number, 6);
	assert_string_equal(s->rows[2].cells[1], "6");
	release(&file);
}

static void a_date_is_told(void **state)
{
	(void)state;
	struct file file =
		read_file(build_sheet("<row r=\"3\"><c r=\"B3\" s=\"0\"><v>45292</v></c></row>", "",
			"<cellXfs><xf numFmtId=\"14\"/></cellXfs>"));
	sheet(&file);
	assert_int_equal(file.findings.n, 1);
	assert_int_equal(file.findings.errors, 0);
	assert_string_equal(file.findings.list[0].code, "cell-date");
	assert_int_equal(file.findings.list[0].line, 3);
	assert_int_equal(file.findings.list[0].column, 2);
	release(&file);
}

/* 1,000 rows by 700 columns of styled, empty cells, as spreadsheets leave them behind. */
static void empty_cells_cost_nothing(void **state)
{
	(void)state;
	size_t room = 1000 * (700 * 12 + 32) + 200, used = 0;
	char *rows = malloc(room);
	used += (size_t)sprintf(rows, "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
	for (int r = 2; r <= 1000; r++) {
		used += (size_t)sprintf(rows + used, "<row r=\"%d\">", r);
		for (int c = 0; c < 700; c++)
			used += (size_t)sprintf(rows + used, "<c s=\"%d\"/>", (c * r) % 10);
		used += (size_t)sprintf(rows + used, "</row>");
	}
	struct file file = read_file(build_sheet(rows, "", ""));
	assert_int_equal(sheet(&file)->n, 1);
	release(&file);
	free(rows);
}

/* Names of parts: absolute, relative with dots, elsewhere than usual; other prefixes. */
static void parts_are_found(void **state)
{
	(void)state;
	static const char *const targets[][2] = {
		{"worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"},
		{"/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"},
		{"../other/odd.xml", "other/odd.xml"},
		{"./Sheet.XML", "xl/sheet.xml"},
	};
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		char relationships[1024];
		snprintf(relationships, sizeof relationships,
			"<p:Relationships xmlns:p=\"x\"><p:Relationship Id=\"R\" Type=\"" REL
			"/worksheet\" Target=\"%s\"/></p:Relationships>",
			targets[i][0]);
		const struct part parts[] = {
			{"[Content_Types].xml", "<Types/>"},
			{"xl/workbook.xml",
				"<m:workbook xmlns:m=\"m\" xmlns:q=\"q\"><m:sheets><m:sheet "
				"name=\"😀 notes\" q:id=\"none\"/><m:sheet name=\" Survey\" "
				"q:id=\"R\"/></m:sheets></m:workbook>"},
			{"xl/_rels/workbook.xml.rels", relationships},
			{targets[i][1],
				"<m:worksheet xmlns:m=\"m\"><m:sheetData><m:row><m:c><m:v>1"
				"</m:v></m:c></m:row></m:sheetData></m:worksheet>"},
		};
		struct file file = read_file(build_parts(parts, sizeof parts / sizeof *parts));
		assert_int_equal(sheet(&file)->n, 1);
		assert_int_equal(file.workbook.n, 2);
		assert_string_equal(file.workbook.sheets[0].name, "😀 notes");
		release(&file);
	}
}

static void since_1904(void **state)
{
	(void)state;
	const struct part parts[] = {
		{"xl/workbook.xml",
			"<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets>"
			"<sheet name=\"survey\" r:id=\"A\"/></sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels",
			"<Relationships><Relationship Id=\"A\" Type=\"a/worksheet\" "
			"Target=\"s.xml\"/><Relationship Id=\"B\" Type=\"a/styles\" "
			"Target=\"t.xml\"/></Relationships>"},
		{"xl/s.xml",
			"<worksheet><sheetData><row><c s=\"0\"><v>43830</v></c></row>"
			"</sheetData></worksheet>"},
		{"xl/t.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
	};
	struct file file = read_file(build_parts(parts, sizeof parts / sizeof *parts));
	assert_string_equal(sheet(&file)->rows[0].cells[0], "2024-01-01");
	release(&file);
}

static void write_bytes(const char *path, const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

static void expect_fault(char *path, const char *code)
{
	struct file file = read_file(path);
	assert_false(file.ok);
	assert_true(file.findings.n >= 1);
	assert_string_equal(file.findings.list[0].code, code);
	assert_true(*file.findings.list[0].hint);
	release(&file);
}

static void not_workbooks(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
		const char *code;
	} cases[] = {
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", 12, "xlsx-old"},
		{"| survey |\n", 11, "not-xlsx"},
		{"", 0, "not-xlsx"},
		{"PK\3\4 cut off", 12, "xlsx-damaged"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *path = temporary_name();
		write_bytes(path, cases[i].bytes, cases[i].n);
		expect_fault(path, cases[i].code);
	}
	const struct part text[] = {{"readme.txt", "hello"}};
	expect_fault(build_parts(text, 1), "not-xlsx");
	const struct part ods[] = {{"mimetype", "x"}, {"META-INF/manifest.xml", "<a/>"}};
	expect_fault(build_parts(ods, 2), "not-xlsx");
	const struct part cut[] = {{"xl/workbook.xml", "<workbook><sheets>"}};
	expect_fault(build_parts(cut, 1), "xlsx-damaged");
	expect_fault(strdup("/nowhere/at/all.xlsx"), "unreadable");
}

/* Old format or password: both are OLE2, and what people have to do is not the same. */
static void old_format_and_password(void **state)
{
	(void)state;
	static const char ole2[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
	enum { SIZE = 200000 };
	/* The name may lie across the border of what is read at once. */
	static const size_t places[] = {0, 8, 65536 - 10, 65536 + 70, 131072 - 1, SIZE - 40};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char *bytes = calloc(1, SIZE), *path = temporary_name();
		if (places[i])
			memcpy(bytes + places[i], name, sizeof name - 1);
		memcpy(bytes, ole2, sizeof ole2 - 1);
		write_bytes(path, bytes, SIZE);
		expect_fault(path, places[i] ? "xlsx-encrypted" : "xlsx-old");
		free(bytes);
	}
}

/* A password in the archive itself, as some programs of other formats do. */
static void encrypted_archives(void **state)
{
	(void)state;
	const struct part parts[] = {{"xl/workbook.xml", "<workbook/>"}};
	char *path = build_parts(parts, 1);
	int code;
	zip_t *zip = zip_open(path, 0, &code);
	assert_non_null(zip);
	if (zip_file_set_encryption(zip, 0, ZIP_EM_AES_256, "secret") < 0) {
		zip_discard(zip);
		unlink(path);
		free(path);
		print_message("skipped: this libzip cannot encrypt\n");
		return;
	}
	assert_int_equal(zip_close(zip), 0);
	expect_fault(path, "xlsx-encrypted");
}

static void formulas_need_their_results(void **state)
{
	(void)state;
	static const char *const cells[] = {"<c r=\"C4\"><f>1+1</f></c>",
		"<c r=\"C4\"><f>1+1</f><v/></c>", "<c r=\"C4\"><f>A1</f><v></v></c>",
		"<c r=\"C4\" t=\"s\"><f>A1</f></c>", "<c r=\"C4\"><f t=\"shared\" si=\"0\"/></c>"};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		char rows[256];
		snprintf(rows, sizeof rows,
			"<row r=\"4\"><c r=\"A4\"><f>1</f><v>1</v></c>%s"
			"<c r=\"D4\"><v>2</v></c></row>",
			cells[i]);
		struct file file = read_file(build_sheet(rows, "", ""));
		assert_false(file.ok);
		assert_int_equal(file.findings.n, 1);
		assert_string_equal(file.findings.list[0].code, "cell-formula");
		assert_int_equal(file.findings.list[0].line, 4);
		assert_int_equal(file.findings.list[0].column, 3);
		assert_true(*file.findings.list[0].hint);
		release(&file);
	}
}

static void merged_cells_are_told(void **state)
{
	(void)state;
	const struct part parts[] = {
		{"xl/workbook.xml",
			"<workbook xmlns:r=\"r\"><sheets><sheet name=\"survey\" r:id=\"A\"/>"
			"</sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels",
			"<Relationships><Relationship Id=\"A\" Type=\"a/worksheet\" "
			"Target=\"s.xml\"/></Relationships>"},
		{"xl/s.xml",
			"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>"
			"<mergeCells><mergeCell ref=\"B12:B14\"/></mergeCells></worksheet>"},
	};
	struct file file = read_file(build_parts(parts, sizeof parts / sizeof *parts));
	sheet(&file);
	assert_int_equal(file.findings.n, 1);
	assert_string_equal(file.findings.list[0].code, "cells-merged");
	assert_int_equal(file.findings.list[0].line, 12);
	assert_int_equal(file.findings.list[0].column, 2);
	release(&file);
}

/* A workbook of three sheets with the given names and states; the part of each has one cell. */
static char *build_names(const char *const names[3], const char *state)
{
	char workbook[1024];
	snprintf(workbook, sizeof workbook,
		"<workbook xmlns:r=\"r\"><sheets><sheet name=\"%s\" %s r:id=\"A\"/>"
		"<sheet name=\"%s\" r:id=\"B\"/><sheet name=\"%s\" r:id=\"C\"/></sheets>"
		"</workbook>",
		names[0], state, names[1], names[2]);
	static const char cell[] = "<worksheet><sheetData><row><c><v>%c</v></c></row></sheetData>"
				   "</worksheet>";
	char sheets[3][128];
	for (int i = 0; i < 3; i++)
		snprintf(sheets[i], sizeof sheets[i], cell, '1' + i);
	const struct part parts[] = {
		{"xl/workbook.xml", workbook},
		{"xl/_rels/workbook.xml.rels",
			"<Relationships><Relationship Id=\"A\" Type=\"a/worksheet\" "
			"Target=\"a.xml\"/><Relationship Id=\"B\" Type=\"a/worksheet\" "
			"Target=\"b.xml\"/><Relationship Id=\"C\" Type=\"a/worksheet\" "
			"Target=\"c.xml\"/></Relationships>"},
		{"xl/a.xml", sheets[0]},
		{"xl/b.xml", sheets[1]},
		{"xl/c.xml", sheets[2]},
	};
	return build_parts(parts, sizeof parts / sizeof *parts);
}

static void names_of_sheets(void **state)
{
	(void)state;
	static const char *const plain[3] = {" SURVEY ", "Choices", "😀 settings"};
	/* A hidden sheet is one of the form, as in the standard. */
	static const char *const states[] = {
		"", "state=\"hidden\"", "state=\"veryHidden\"", "sheetId=\"9\""};
	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		struct file file = read_file(build_names(plain, states[i]));
		assert_string_equal(sheet(&file)->rows[0].cells[0], "1");
		assert_int_equal(cips_forms_sheet(&file.workbook, "choices")->n, 1);
		assert_int_equal(file.workbook.n, 3);
		/* Of other sheets only the name is read. */
		assert_int_equal(file.workbook.sheets[2].n, 0);
		release(&file);
	}
	static const char *const twice[3] = {"survey", "choices", "Survey "};
	expect_fault(build_names(twice, ""), "sheet-duplicate");
}

static void the_only_sheet_is_read(void **state)
{
	(void)state;
	const struct part parts[] = {
		{"xl/workbook.xml",
			"<workbook xmlns:r=\"r\"><sheets><sheet name=\"Tabelle1\" r:id=\"A\"/>"
			"</sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels",
			"<Relationships><Relationship Id=\"A\" Type=\"a/worksheet\" "
			"Target=\"s.xml\"/></Relationships>"},
		{"xl/s.xml",
			"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"},
	};
	struct file file = read_file(build_parts(parts, sizeof parts / sizeof *parts));
	assert_true(file.ok);
	assert_int_equal(cips_forms_sheet(&file.workbook, "Tabelle1")->n, 1);
	release(&file);
}

/* The strict edition of the format has namespaces of its own; macros are not run. */
static void strict_and_with_macros(void **state)
{
	(void)state;
#define STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships"
	const struct part parts[] = {
		{"[Content_Types].xml", "<Types/>"},
		{"_rels/.rels",
			"<Relationships " PACKAGE "><Relationship Id=\"a\" Type=\"" STRICT
			"/officeDocument\" Target=\"book/main.xml\"/></Relationships>"},
		{"book/main.xml",
			"<workbook xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
			"xmlns:r=\"" STRICT "\" conformance=\"strict\"><workbookPr "
			"dateCompatibility=\"0\"/><sheets><sheet name=\"survey\" sheetId=\"1\" "
			"r:id=\"x\"/></sheets></workbook>"},
		{"book/_rels/main.xml.rels",
			"<Relationships " PACKAGE "><Relationship Id=\"x\" Type=\"" STRICT
			"/worksheet\" Target=\"one.xml\"/></Relationships>"},
		{"book/one.xml",
			"<worksheet xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\">"
			"<sheetData><row r=\"1\"><c r=\"A1\" t=\"d\"><v>2024-02-03</v></c></row>"
			"</sheetData></worksheet>"},
		{"xl/vbaProject.bin", "macros"},
	};
	struct file file = read_file(build_parts(parts, sizeof parts / sizeof *parts));
	assert_string_equal(sheet(&file)->rows[0].cells[0], "2024-02-03");
	assert_int_equal(file.findings.n, 2);
	assert_string_equal(file.findings.list[0].code, "macros-ignored");
	assert_string_equal(file.findings.list[1].code, "cell-date");
	release(&file);
#undef STRICT
}

/* XML in UTF-16 with its mark, which the format allows. */
static void parts_in_utf16(void **state)
{
	(void)state;
	static const char text[] =
		"<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet>"
		"<sheetData><row><c t=\"inlineStr\"><is><t>\xE9t\xE9</t></is></c>"
		"</row></sheetData></worksheet>";
	char wide[2 * sizeof text + 2] = "\xFF\xFE";
	for (size_t i = 0; i + 1 < sizeof text; i++)
		wide[2 + 2 * i] = text[i];
	const struct part parts[] = {
		{"xl/workbook.xml",
			"<workbook xmlns:r=\"r\"><sheets><sheet name=\"survey\" r:id=\"A\"/>"
			"</sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels",
			"<Relationships><Relationship Id=\"A\" Type=\"a/worksheet\" "
			"Target=\"s.xml\"/></Relationships>"},
		{"xl/s.xml", wide},
	};
	const size_t sizes[] = {strlen(parts[0].xml), strlen(parts[1].xml), 2 * sizeof text};
	struct file file = read_file(build_sized(parts, sizes, 3));
	assert_string_equal(sheet(&file)->rows[0].cells[0], "\u00e9t\u00e9");
	release(&file);
}

/* Which of two parts of one name counts depends on the program that reads it. */
static void two_parts_of_one_name(void **state)
{
	(void)state;
	const struct part parts[] = {
		{"xl/workbook.xml", "<workbook/>"},
		{"XL/Workbook.xml", "<workbook/>"},
	};
	expect_fault(build_parts(parts, 2), "xlsx-damaged");
}

/* A range such as A1:AMN59 of which only the first cell holds something. */
static void far_columns(void **state)
{
	(void)state;
	struct file file =
		read_file(build_sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"AMN1\" s=\"0\"/>"
				      "</row><row r=\"59\"><c r=\"AMN59\"/></row>",
			"", ""));
	assert_int_equal(sheet(&file)->n, 1);
	assert_int_equal(sheet(&file)->rows[0].n, 1);
	release(&file);
}

static void document_types_are_refused(void **state)
{
	(void)state;
	const struct part parts[] = {{"xl/workbook.xml",
		"<!DOCTYPE workbook [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
		"<workbook>&b;</workbook>"}};
	expect_fault(build_parts(parts, 1), "xlsx-doctype");
}

/* Two megabytes of blanks in a few bytes: nothing that a spreadsheet program writes. */
static void bombs_are_refused(void **state)
{
	(void)state;
	size_t n = 2 << 20;
	char *rows = malloc(n + 1);
	memset(rows, ' ', n);
	rows[n] = '\0';
	expect_fault(build_sheet(rows, "", ""), "too-large");
	free(rows);
}

/* The parser compares each attribute with all before it. */
static void crowded_tags_are_refused(void **state)
{
	(void)state;
	enum { ATTRIBUTES = 3000 };
	char *rows = malloc(ATTRIBUTES * 16);
	size_t used = (size_t)sprintf(rows, "<row");
	for (int i = 0; i < ATTRIBUTES; i++)
		used += (size_t)sprintf(rows + used, " a%d=\"\"", i);
	strcpy(rows + used, "/>");
	expect_fault(build_sheet(rows, "", ""), "too-large");
	free(rows);
}

/* One long text in many cells. */
static void repeated_texts_are_bounded(void **state)
{
	(void)state;
	size_t length = 30000, cells_wanted = 3000;
	char *strings = malloc(length + 64), *rows = malloc(cells_wanted * 40);
	size_t used = (size_t)sprintf(strings, "<si><t>");
	for (size_t i = 0; i < length; i++)
		strings[used++] = (char)('a' + i * i % 23);
	strcpy(strings + used, "</t></si>");
	used = 0;
	for (size_t i = 0; i < cells_wanted; i++)
		used += (size_t)sprintf(rows + used, "<row><c t=\"s\"><v>0</v></c></row>");
	expect_fault(build_sheet(rows, strings, ""), "too-large");
	free(strings);
	free(rows);
}

static void a_missing_text_has_its_cell(void **state)
{
	(void)state;
	struct file file = read_file(
		build_sheet("<row r=\"2\"><c r=\"D2\" t=\"s\"><v>9</v></c></row>", "", ""));
	assert_false(file.ok);
	assert_string_equal(file.findings.list[0].code, "xlsx-damaged");
	assert_int_equal(file.findings.list[0].line, 2);
	assert_int_equal(file.findings.list[0].column, 4);
	release(&file);
}

static void both_containers_give_the_same_instrument(void **state)
{
	(void)state;
	static const char form[] =
		"| survey |\n"
		"| | type | name | label::English (en) | label::French (fr) | relevant | "
		"bind::cips:factor |\n"
		"| | select_one yn | a | A < B & \"C\" | Été |  | LEAD |\n"
		"| | text | b | Pipe \\| and\xE2\x80\xA8line | B | ${a} = 'y' and 1 < 2 |\n"
		"| | range | r | R | R |\n"
		"| choices |\n| | list_name | name | label::English (en) | label::French (fr) |\n"
		"| | yn | y | Yes | Oui |\n| | yn | n | No | Non |\n"
		"| settings |\n| | form_id | form_title | namespaces |\n"
		"| | both | Both | cips=\"https://example.org/cips\" |\n";
	struct cips_workbook w = {0};
	struct cips_findings f = {0};
	assert_true(cips_forms_read_md(form, sizeof form - 1, &w, &f));
	struct file file = read_file(write_xlsx(&w, CELLS_INLINE));
	sheet(&file);
	struct cips_instrument *a = cips_forms_load(&w, &f);
	struct cips_instrument *b = cips_forms_load(&file.workbook, &file.findings);
	assert_int_equal(f.errors, 0);
	assert_int_equal(file.findings.n, f.n);
	expect_one_instrument(a, b);
	cips_forms_workbook_release(&w);
	cips_findings_release(&f);
	release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells),
		cmocka_unit_test(places),
		cmocka_unit_test(a_date_is_told),
		cmocka_unit_test(empty_cells_cost_nothing),
		cmocka_unit_test(parts_are_found),
		cmocka_unit_test(since_1904),
		cmocka_unit_test(not_workbooks),
		cmocka_unit_test(old_format_and_password),
		cmocka_unit_test(encrypted_archives),
		cmocka_unit_test(formulas_need_their_results),
		cmocka_unit_test(merged_cells_are_told),
		cmocka_unit_test(names_of_sheets),
		cmocka_unit_test(the_only_sheet_is_read),
		cmocka_unit_test(strict_and_with_macros),
		cmocka_unit_test(parts_in_utf16),
		cmocka_unit_test(two_parts_of_one_name),
		cmocka_unit_test(far_columns),
		cmocka_unit_test(document_types_are_refused),
		cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(crowded_tags_are_refused),
		cmocka_unit_test(repeated_texts_are_bounded),
		cmocka_unit_test(a_missing_text_has_its_cell),
		cmocka_unit_test(both_containers_give_the_same_instrument),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
