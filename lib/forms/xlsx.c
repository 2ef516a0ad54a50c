/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * .xlsx: an archive of XML parts. The workbook part names the sheets, its relationships say in
 * which part each of them is. Only the sheets of a form are read; of the others only the names.
 *
 * A file can name one long text in a million cells, so what is kept of a workbook is bounded too:
 * CELLS_LIMIT and BYTES_LIMIT.
 */
#include "forms/workbook.h"

#include "base/number.h"
#include "forms/xlsx_values.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
	COLUMNS_LIMIT = 16384,
	ROWS_LIMIT = 1048576,
	SHEETS_LIMIT = 256,
	CELLS_LIMIT = 4 << 20,
	BYTES_LIMIT = 64 << 20,
};

struct sheet_part {
	const char *name;
	const char *id; /* of its relationship */
};

struct relationship {
	const char *id;
	const char *type; /* what stands behind the last slash */
	const char *target;
};

struct xlsx {
	zip_t *zip;
	struct cips_workbook *out;
	struct cips_findings *findings;
	struct cips_arena arena;
	struct xlsx_values values;
	struct sheet_part *sheets;
	size_t n_sheets, sheets_room;
	struct relationship *relationships;
	size_t n_relationships, relationships_room;
	size_t cells, bytes; /* kept so far */
};

/* The cells of the row that is being read, and how far the reader is in it. */
struct sheet_reader {
	struct xlsx *xlsx;
	const char *name; /* of the sheet */
	struct cips_arena scratch;
	const char **cells; /* COLUMNS_LIMIT of them, "" but for the touched */
	size_t touched;	    /* cells [0, touched) may hold something */
	bool in_data;
	long row;
	size_t column; /* of the current cell, from 1; 0 before the first */
	const char *type;
	size_t style;
	struct cips_buf value; /* <v> */
	bool in_value;
	bool in_string; /* <is> */
	struct xlsx_text text;
	bool too_large;
};

/* The workbook and its relationships. */

static bool visit_workbook(void *context, xmlTextReaderPtr reader)
{
	struct xlsx *x = context;
	if (xmlTextReaderNodeType(reader) != XML_READER_TYPE_ELEMENT)
		return true;
	if (xlsx_is(reader, "workbookPr")) {
		const char *flag = xlsx_attribute(&x->arena, reader, "date1904");
		x->values.since_1904 = flag && (!strcmp(flag, "1") || !strcmp(flag, "true"));
	} else if (xlsx_is(reader, "sheet") && x->n_sheets < SHEETS_LIMIT) {
		struct sheet_part sheet = {
			.name = xlsx_attribute(&x->arena, reader, "name"),
			.id = xlsx_relationship(&x->arena, reader),
		};
		if (!sheet.name || !sheet.id)
			return true;
		x->sheets = cips_arena_grow(
			&x->arena, x->sheets, x->n_sheets, &x->sheets_room, sizeof *x->sheets);
		x->sheets[x->n_sheets++] = sheet;
	}
	return true;
}

static bool visit_relationship(void *context, xmlTextReaderPtr reader)
{
	struct xlsx *x = context;
	if (xmlTextReaderNodeType(reader) != XML_READER_TYPE_ELEMENT ||
		!xlsx_is(reader, "Relationship"))
		return true;
	const char *mode = xlsx_attribute(&x->arena, reader, "TargetMode");
	const char *type = xlsx_attribute(&x->arena, reader, "Type");
	struct relationship found = {
		.id = xlsx_attribute(&x->arena, reader, "Id"),
		.target = xlsx_attribute(&x->arena, reader, "Target"),
	};
	if (!found.id || !found.target || !type || (mode && !strcmp(mode, "External")))
		return true;
	const char *slash = strrchr(type, '/');
	found.type = slash ? slash + 1 : type;
	x->relationships = cips_arena_grow(&x->arena, x->relationships, x->n_relationships,
		&x->relationships_room, sizeof *x->relationships);
	x->relationships[x->n_relationships++] = found;
	return true;
}

/*
 * The name of a part from where it is pointed at: targets are relative to the folder of the part
 * that names them, or absolute with a slash in front.
 */
static const char *resolve(struct cips_arena *arena, const char *base, const char *target)
{
	if (*target == '/')
		return target + 1;
	const char *slash = strrchr(base, '/');
	size_t folder = slash ? (size_t)(slash - base) + 1 : 0;
	for (;;) {
		if (strncmp(target, "./", 2) == 0) {
			target += 2;
		} else if (strncmp(target, "../", 3) == 0) {
			target += 3;
			while (folder && --folder && base[folder - 1] != '/')
				;
		} else {
			break;
		}
	}
	return cips_arena_printf(arena, "%.*s%s", (int)folder, base, target);
}

static const struct relationship *by_type(const struct xlsx *x, const char *type)
{
	for (size_t i = 0; i < x->n_relationships; i++)
		if (strcmp(x->relationships[i].type, type) == 0)
			return &x->relationships[i];
	return NULL;
}

static const struct relationship *by_id(const struct xlsx *x, const char *id)
{
	for (size_t i = 0; i < x->n_relationships; i++)
		if (strcmp(x->relationships[i].id, id) == 0)
			return &x->relationships[i];
	return NULL;
}

/* Reads the relationships of a part ("" for those of the package). */
static bool read_relationships(struct xlsx *x, const char *part)
{
	const char *slash = strrchr(part, '/');
	int folder = slash ? (int)(slash - part) + 1 : 0;
	const char *name =
		cips_arena_printf(&x->arena, "%.*s_rels/%s.rels", folder, part, part + folder);
	x->n_relationships = 0;
	return xlsx_read_part(x->zip, name, x->findings, visit_relationship, x);
}

/* Cells. */

/* "AB12" to its column, from 1; 0 when it is no reference within the limits. */
static size_t column_of(const char *reference)
{
	size_t column = 0;
	for (; *reference >= 'A' && *reference <= 'Z' && column <= COLUMNS_LIMIT; reference++)
		column = column * 26 + (size_t)(*reference - 'A') + 1;
	return column <= COLUMNS_LIMIT && *reference >= '0' && *reference <= '9' ? column : 0;
}

static void begin_row(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	const char *text = xlsx_attribute(&s->scratch, reader, "r");
	long row;
	s->row++;
	if (text && cips_number_parse_long(text, &row) && row >= 1 && row <= ROWS_LIMIT)
		s->row = row;
	s->column = 0;
}

static void begin_cell(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	const char *reference = xlsx_attribute(&s->scratch, reader, "r");
	const char *style = xlsx_attribute(&s->scratch, reader, "s");
	size_t column = reference ? column_of(reference) : 0;
	long number;
	s->column = column ? column : s->column + 1;
	s->type = xlsx_attribute(&s->scratch, reader, "t");
	if (!s->type)
		s->type = "n";
	s->style =
		style && cips_number_parse_long(style, &number) && number >= 0 ? (size_t)number : 0;
	cips_buf_clear(&s->value);
	cips_buf_clear(&s->text.buf);
}

static const char *shared_string(struct sheet_reader *s, const char *index)
{
	const struct xlsx_values *values = &s->xlsx->values;
	long number;
	if (cips_number_parse_long(index, &number) && number >= 0 &&
		(size_t)number < values->n_strings)
		return values->strings[number];
	cips_findings_add(s->xlsx->findings, CIPS_ERROR, "xlsx-damaged", s->name, s->row,
		(long)s->column, "the text of the cell is not in the workbook");
	cips_findings_hint(s->xlsx->findings, "type the cell again and save the workbook");
	return "";
}

static const char *number_cell(struct sheet_reader *s, const char *value)
{
	bool date;
	const char *text = xlsx_number(&s->xlsx->values, &s->scratch, value, s->style, &date);
	if (date) {
		cips_findings_add(s->xlsx->findings, CIPS_NOTE, "cell-date", s->name, s->row,
			(long)s->column, "the cell is a date and is read as \"%s\"", text);
		cips_findings_value(s->xlsx->findings, text);
		cips_findings_hint(s->xlsx->findings,
			"if something else was typed, format the cell as text and type it again");
	}
	return text;
}

/* The text of the cell that ends here, in the scratch arena or in the workbook. */
static const char *cell_text(struct sheet_reader *s)
{
	char *value = cips_arena_strdup(&s->scratch, cips_buf_text(&s->value));
	if (strcmp(s->type, "inlineStr") == 0) {
		char *text = cips_arena_strdup(&s->scratch, cips_buf_text(&s->text.buf));
		xlsx_unescape(text);
		return text;
	}
	if (!*value)
		return "";
	if (strcmp(s->type, "s") == 0)
		return shared_string(s, value);
	if (strcmp(s->type, "b") == 0)
		return strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ? "FALSE" : "TRUE";
	if (strcmp(s->type, "n") == 0)
		return number_cell(s, value);
	xlsx_unescape(value); /* str: what a formula gave; d: a date; e: an error such as #N/A */
	return value;
}

static bool end_cell(struct sheet_reader *s)
{
	struct xlsx *x = s->xlsx;
	if (s->column < 1 || s->column > COLUMNS_LIMIT)
		return true;
	const char *text = cell_text(s);
	if (!*text)
		return true;
	x->bytes += strlen(text);
	s->cells[s->column - 1] = text;
	if (s->touched < s->column)
		s->touched = s->column;
	s->too_large = x->bytes > BYTES_LIMIT;
	return !s->too_large;
}

static bool end_row(struct sheet_reader *s)
{
	struct xlsx *x = s->xlsx;
	x->cells += s->touched;
	if (x->cells > CELLS_LIMIT) {
		s->too_large = true;
		return false;
	}
	cips_forms_add_row(x->out, cips_forms_sheet(x->out, s->name), s->row, s->cells, s->touched);
	for (size_t i = 0; i < s->touched; i++)
		s->cells[i] = "";
	s->touched = 0;
	cips_arena_reset(&s->scratch);
	return true;
}

static bool begin_element(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	bool empty = xmlTextReaderIsEmptyElement(reader) == 1;
	if (xlsx_is(reader, "row")) {
		begin_row(s, reader);
		return !empty || end_row(s);
	}
	if (xlsx_is(reader, "c"))
		begin_cell(s, reader);
	else if (xlsx_is(reader, "v"))
		s->in_value = !empty;
	else if (xlsx_is(reader, "is"))
		s->in_string = !empty;
	return true;
}

static bool end_element(struct sheet_reader *s, xmlTextReaderPtr reader)
{
	if (xlsx_is(reader, "row"))
		return end_row(s);
	if (xlsx_is(reader, "c"))
		return end_cell(s);
	if (xlsx_is(reader, "v"))
		s->in_value = false;
	else if (xlsx_is(reader, "is"))
		s->in_string = false;
	return true;
}

static bool visit_sheet(void *context, xmlTextReaderPtr reader)
{
	struct sheet_reader *s = context;
	int type = xmlTextReaderNodeType(reader);
	bool begins = type == XML_READER_TYPE_ELEMENT;
	if ((begins || type == XML_READER_TYPE_END_ELEMENT) && xlsx_is(reader, "sheetData")) {
		s->in_data = begins && !xmlTextReaderIsEmptyElement(reader);
		return true;
	}
	if (!s->in_data)
		return true;
	if (s->in_string)
		xlsx_text_event(&s->text, reader);
	if (begins)
		return begin_element(s, reader);
	if (type == XML_READER_TYPE_END_ELEMENT)
		return end_element(s, reader);
	const xmlChar *text = s->in_value ? xmlTextReaderConstValue(reader) : NULL;
	if (text)
		cips_buf_puts(&s->value, (const char *)text);
	return true;
}

static bool read_sheet(struct xlsx *x, const char *name, const char *part)
{
	struct sheet_reader s = {.xlsx = x, .name = name, .type = "n"};
	s.cells = cips_malloc(COLUMNS_LIMIT * sizeof *s.cells);
	for (size_t i = 0; i < COLUMNS_LIMIT; i++)
		s.cells[i] = "";
	bool ok = xlsx_read_part(x->zip, part, x->findings, visit_sheet, &s);
	if (s.too_large)
		ok = xlsx_fault(x->findings, "too-large",
			"the workbook has far more cells than a form can have",
			"copy the sheets of the form into a new workbook and save that");
	cips_buf_release(&s.value);
	cips_buf_release(&s.text.buf);
	cips_arena_release(&s.scratch);
	free(s.cells);
	return ok;
}

/* The whole. */

static bool is_form_sheet(struct xlsx *x, const char *name)
{
	static const char *const known[] = {"survey", "choices", "settings", "factors"};
	const char *clean = cips_forms_sheet(x->out, name)->name;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasecmp(clean, known[i]) == 0)
			return true;
	return false;
}

static bool read_values(struct xlsx *x, const char *workbook)
{
	const struct relationship *strings = by_type(x, "sharedStrings");
	const struct relationship *styles = by_type(x, "styles");
	if (strings &&
		!xlsx_read_strings(x->zip, resolve(&x->arena, workbook, strings->target),
			x->findings, &x->values))
		return false;
	return !styles ||
		xlsx_read_styles(x->zip, resolve(&x->arena, workbook, styles->target), x->findings,
			&x->values);
}

static bool read_sheets(struct xlsx *x, const char *workbook)
{
	for (size_t i = 0; i < x->n_sheets; i++) {
		const struct relationship *found = by_id(x, x->sheets[i].id);
		if (!is_form_sheet(x, x->sheets[i].name))
			continue;
		if (!found)
			return xlsx_fault(x->findings, "xlsx-damaged",
				"the workbook is damaged: a sheet has no part",
				"open it in a spreadsheet program and save it again as .xlsx");
		if (!read_sheet(x, x->sheets[i].name, resolve(&x->arena, workbook, found->target)))
			return false;
	}
	return true;
}

static bool read_workbook(struct xlsx *x)
{
	const char *workbook = "xl/workbook.xml";
	if (xlsx_has_part(x->zip, "META-INF/manifest.xml") && !xlsx_has_part(x->zip, workbook))
		return xlsx_fault(x->findings, "not-xlsx",
			"the file is an OpenDocument spreadsheet, not .xlsx",
			"save it as .xlsx (Office Open XML)");
	if (!xlsx_has_part(x->zip, "[Content_Types].xml") && !xlsx_has_part(x->zip, workbook))
		return xlsx_fault(x->findings, "not-xlsx",
			"the file is an archive, but not an .xlsx workbook",
			"save the form as .xlsx in a spreadsheet program");
	if (xlsx_has_part(x->zip, "_rels/.rels")) {
		if (!read_relationships(x, ""))
			return false;
		const struct relationship *root = by_type(x, "officeDocument");
		if (root)
			workbook = resolve(&x->arena, "", root->target);
	}
	return xlsx_read_part(x->zip, workbook, x->findings, visit_workbook, x) &&
		read_relationships(x, workbook) && read_values(x, workbook) &&
		read_sheets(x, workbook);
}

/* What can be said of the file before it is opened as an archive. */
static bool check_file(const char *path, struct cips_findings *findings)
{
	static const unsigned char ole2[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
	unsigned char start[sizeof ole2] = {0};
	struct stat stat;
	FILE *file = fopen(path, "rb");
	bool ok = file && fstat(fileno(file), &stat) == 0 && S_ISREG(stat.st_mode);
	size_t n = ok ? fread(start, 1, sizeof start, file) : 0;
	if (file)
		fclose(file);
	if (!ok)
		return xlsx_fault(findings, "unreadable", "the file cannot be opened",
			"check its name and its permissions");
	if (stat.st_size > CIPS_FORM_LIMIT)
		return xlsx_fault(findings, "too-large", "the form is larger than 16 MiB",
			"take pictures and data out of the workbook");
	if (n == sizeof ole2 && memcmp(start, ole2, sizeof ole2) == 0)
		return xlsx_fault(findings, "xlsx-old",
			"the file is an old .xls workbook or is protected by a password",
			"save it as .xlsx without a password");
	if (n < 4 || memcmp(start, "PK", 2) != 0)
		return xlsx_fault(findings, "not-xlsx", "the file is not an .xlsx workbook",
			"save the form as .xlsx in a spreadsheet program");
	return true;
}

bool cips_forms_read_xlsx(
	const char *path, struct cips_workbook *out, struct cips_findings *findings)
{
	if (!check_file(path, findings))
		return false;
	int code = 0;
	struct xlsx x = {.out = out, .findings = findings};
	x.zip = zip_open(path, ZIP_RDONLY, &code);
	if (!x.zip)
		return xlsx_fault(findings, "xlsx-damaged",
			"the workbook is damaged: its archive cannot be read",
			"open it in a spreadsheet program and save it again as .xlsx");
	size_t errors = findings->errors;
	bool ok = read_workbook(&x) && findings->errors == errors;
	zip_discard(x.zip);
	xlsx_values_release(&x.values);
	cips_arena_release(&x.arena);
	return ok;
}
