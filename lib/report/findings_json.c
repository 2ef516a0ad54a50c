/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/findings_json.h"

#include "report/json.h"

enum { FORMAT_VERSION = 1 };

/* A count from 1; 0 stands for none. */
static json_t *position(long number)
{
	return number > 0 ? json_integer(number) : json_null();
}

/* "D" for 4, "AA" for 27. */
static const char *column_letters(char out[16], long column)
{
	char *p = out + 15;
	*p = '\0';
	for (; column > 0; column = (column - 1) / 26)
		*--p = (char)('A' + (column - 1) % 26);
	return p;
}

static json_t *cell(struct cips_arena *scratch, const struct cips_finding *f)
{
	char letters[16];
	if (!*f->sheet || f->line <= 0 || f->column <= 0)
		return json_null();
	return cips_report_json_text(scratch,
		cips_arena_printf(scratch, "%s!%s%ld", f->sheet, column_letters(letters, f->column),
			f->line));
}

static json_t *finding_object(struct cips_arena *scratch, const struct cips_finding *f)
{
	static const char *const severities[] = {
		[CIPS_NOTE] = "note", [CIPS_WARNING] = "warning", [CIPS_ERROR] = "error"};
	json_t *object = json_object();
	json_object_set_new(object, "severity", json_string(severities[f->severity]));
	json_object_set_new(object, "code", json_string(f->code));
	json_object_set_new(object, "file", cips_report_json_text(scratch, f->file));
	json_object_set_new(object, "sheet", cips_report_json_text(scratch, f->sheet));
	json_object_set_new(object, "row", position(f->line));
	json_object_set_new(object, "column", position(f->column));
	json_object_set_new(object, "cell", cell(scratch, f));
	json_object_set_new(object, "item", cips_report_json_text(scratch, f->item));
	json_object_set_new(object, "value", cips_report_json_text(scratch, f->value));
	json_object_set_new(object, "text", cips_report_json_text(scratch, f->text));
	json_object_set_new(object, "hint", cips_report_json_text(scratch, f->hint));
	if (f->more)
		json_object_set_new(object, "more", json_integer((json_int_t)f->more));
	return object;
}

static json_t *form_object(struct cips_arena *scratch, const struct cips_findings_form *form)
{
	if (!form)
		return json_null();
	json_t *object = json_object();
	json_object_set_new(object, "code", cips_report_json_text(scratch, form->code));
	json_object_set_new(object, "title", cips_report_json_text(scratch, form->title));
	json_object_set_new(object, "version", cips_report_json_text(scratch, form->version));
	json_object_set_new(object, "content", cips_report_json_text(scratch, form->digest));
	json_object_set_new(object, "items", cips_report_json_count(form->items));
	json_object_set_new(object, "scored", cips_report_json_count(form->scored));
	json_object_set_new(object, "languages", cips_report_json_count(form->languages));
	return object;
}

struct report {
	const struct cips_findings *findings;
	const struct cips_findings_form *form;
};

static json_t *report_object(struct cips_arena *scratch, const void *what)
{
	const struct report *report = what;
	const struct cips_findings *findings = report->findings;
	json_t *object = json_object(), *list = json_array();
	const struct cips_finding *finding;
	for (size_t i = 0; (finding = cips_findings_at(findings, i)); i++)
		json_array_append_new(list, finding_object(scratch, finding));
	json_object_set_new(object, "format", json_string("cips-findings"));
	json_object_set_new(object, "version", json_integer(FORMAT_VERSION));
	json_object_set_new(object, "form", form_object(scratch, report->form));
	json_object_set_new(object, "errors", cips_report_json_count(findings->errors));
	json_object_set_new(object, "warnings", cips_report_json_count(findings->warnings));
	json_object_set_new(object, "notes",
		cips_report_json_count(findings->found - findings->errors - findings->warnings));
	json_object_set_new(object, "findings", list);
	return object;
}

void cips_report_findings_json(
	const struct cips_findings *findings, const struct cips_findings_form *form, FILE *out)
{
	cips_report_json_write(report_object, &(struct report){findings, form}, out);
}
