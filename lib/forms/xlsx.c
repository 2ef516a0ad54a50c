/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * .xlsx: an archive of XML parts. The workbook part names the sheets, its relationships say in
 * which part each of them is. Only the sheets of a form are read; of the others only the names.
 */
#include "forms/workbook.h"

#include "base/map.h"
#include "base/utf8.h"
#include "forms/xlsx_sheet.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { SHEETS_LIMIT = 256, PARTS_LIMIT = 16384 };

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
	struct xlsx_kept kept;
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

/* The whole. */

/* Registers the sheet under its name; whether it is one of a form. */
static bool is_form_sheet(struct xlsx *x, const char *name)
{
	static const char *const known[] = {"survey", "choices", "settings", "factors"};
	size_t before = x->out->n;
	const char *clean = cips_forms_sheet(x->out, name)->name;
	if (x->out->n == before) {
		cips_findings_add(x->findings, CIPS_ERROR, "sheet-duplicate", clean, 0, 0,
			"two sheets have the name \"%s\"", clean);
		cips_findings_hint(x->findings, "rename one of them, or put their rows together");
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasecmp(clean, known[i]) == 0)
			return true;
	return x->n_sheets == 1; /* it is the survey, whatever its name */
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
		if (!xlsx_read_sheet(x->zip, resolve(&x->arena, workbook, found->target),
			    x->sheets[i].name, &x->values, &x->kept, x->out, x->findings))
			return false;
	}
	return true;
}

/*
 * Two parts of one name (whose case does not count) are read differently by different programs, so
 * nobody could tell which of them was meant.
 */
static bool check_parts(struct xlsx *x)
{
	struct cips_map seen = {0};
	zip_int64_t n = zip_get_num_entries(x->zip, 0);
	bool twice = false;
	for (zip_int64_t i = 0; i < n && n <= PARTS_LIMIT && !twice; i++) {
		const char *name = zip_get_name(x->zip, (zip_uint64_t)i, 0);
		twice = name && !cips_map_put(&seen, cips_utf8_fold(&x->arena, name), 0);
	}
	cips_map_release(&seen);
	if (n > PARTS_LIMIT)
		return xlsx_fault(x->findings, "too-large",
			"the workbook has far more parts than a form can have",
			"copy the sheets of the form into a new workbook and save that");
	return !twice ||
		xlsx_fault(x->findings, "xlsx-damaged",
			"the workbook is damaged: its archive has two parts of one name",
			"open it in a spreadsheet program and save it again as .xlsx");
}

static void note_macros(struct xlsx *x)
{
	if (!xlsx_has_part(x->zip, "xl/vbaProject.bin"))
		return;
	cips_findings_add(x->findings, CIPS_NOTE, "macros-ignored", NULL, 0, 0,
		"the workbook has macros; they are not run");
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
	note_macros(x);
	return xlsx_read_part(x->zip, workbook, x->findings, visit_workbook, x) &&
		read_relationships(x, workbook) && read_values(x, workbook) &&
		read_sheets(x, workbook);
}

/*
 * Whether an OLE2 file holds an encrypted workbook: its directory names the stream, in UTF-16. Else
 * it is one of the old format.
 */
static bool is_encrypted(FILE *file)
{
	static const char wanted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	enum { STEP = 1 << 16, OVERLAP = sizeof wanted };
	char *buffer = cips_malloc(OVERLAP + STEP);
	size_t kept = 0, got;
	bool found = false;
	while (!found && (got = fread(buffer + kept, 1, STEP, file)) > 0) {
		size_t n = kept + got;
		found = memmem(buffer, n, wanted, sizeof wanted - 1) != NULL;
		kept = n < OVERLAP ? n : OVERLAP;
		memmove(buffer, buffer + n - kept, kept);
	}
	free(buffer);
	return found;
}

static bool old_format(FILE *file, struct cips_findings *findings)
{
	if (is_encrypted(file))
		return xlsx_fault(findings, "xlsx-encrypted",
			"the workbook is protected by a password", "save it without a password");
	return xlsx_fault(findings, "xlsx-old",
		"the file is a workbook of the old format .xls, whatever its name",
		"open it in a spreadsheet program and save it as .xlsx");
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
	bool ole = n == sizeof ole2 && memcmp(start, ole2, sizeof ole2) == 0;
	bool small = ok && stat.st_size <= CIPS_FORM_LIMIT;
	if (ole && small)
		old_format(file, findings);
	if (file)
		fclose(file);
	if (!ok)
		return xlsx_fault(findings, "unreadable", "the file cannot be opened",
			"check its name and its permissions");
	if (!small)
		return xlsx_fault(findings, "too-large", "the form is larger than 16 MiB",
			"take pictures and data out of the workbook");
	if (ole)
		return false;
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
	bool ok = check_parts(&x) && read_workbook(&x) && findings->errors == errors;
	zip_discard(x.zip);
	xlsx_values_release(&x.values);
	cips_arena_release(&x.arena);
	return ok;
}
