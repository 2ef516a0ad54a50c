/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/findings_json.h"

#include "report/clean.h"

#include <jansson.h>
#include <stdlib.h>

enum { FORMAT_VERSION = 1 };

static json_t *text(struct cips_arena *scratch, const char *bytes)
{
	return json_string(cips_report_clean_bytes(scratch, bytes));
}

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
	return text(scratch,
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
	json_object_set_new(object, "file", text(scratch, f->file));
	json_object_set_new(object, "sheet", text(scratch, f->sheet));
	json_object_set_new(object, "row", position(f->line));
	json_object_set_new(object, "column", position(f->column));
	json_object_set_new(object, "cell", cell(scratch, f));
	json_object_set_new(object, "item", text(scratch, f->item));
	json_object_set_new(object, "value", text(scratch, f->value));
	json_object_set_new(object, "text", text(scratch, f->text));
	json_object_set_new(object, "hint", text(scratch, f->hint));
	if (f->more)
		json_object_set_new(object, "more", json_integer((json_int_t)f->more));
	return object;
}

static json_t *count(size_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *form_object(struct cips_arena *scratch, const struct cips_findings_form *form)
{
	if (!form)
		return json_null();
	json_t *object = json_object();
	json_object_set_new(object, "code", text(scratch, form->code));
	json_object_set_new(object, "title", text(scratch, form->title));
	json_object_set_new(object, "version", text(scratch, form->version));
	json_object_set_new(object, "content", text(scratch, form->digest));
	json_object_set_new(object, "items", count(form->items));
	json_object_set_new(object, "scored", count(form->scored));
	json_object_set_new(object, "languages", count(form->languages));
	return object;
}

static json_t *report_object(struct cips_arena *scratch, const struct cips_findings *findings,
	const struct cips_findings_form *form)
{
	json_t *object = json_object(), *list = json_array();
	const struct cips_finding *finding;
	for (size_t i = 0; (finding = cips_findings_at(findings, i)); i++)
		json_array_append_new(list, finding_object(scratch, finding));
	json_object_set_new(object, "format", json_string("cips-findings"));
	json_object_set_new(object, "version", json_integer(FORMAT_VERSION));
	json_object_set_new(object, "form", form_object(scratch, form));
	json_object_set_new(object, "errors", count(findings->errors));
	json_object_set_new(object, "warnings", count(findings->warnings));
	json_object_set_new(
		object, "notes", count(findings->found - findings->errors - findings->warnings));
	json_object_set_new(object, "findings", list);
	return object;
}

void cips_report_findings_json(
	const struct cips_findings *findings, const struct cips_findings_form *form, FILE *out)
{
	struct cips_arena scratch = {0};
	json_malloc_t kept_malloc;
	json_free_t kept_free;
	json_get_alloc_funcs(&kept_malloc, &kept_free);
	json_set_alloc_funcs(cips_malloc, free); /* so nothing below is ever NULL */
	json_t *object = report_object(&scratch, findings, form);
	/* ASCII only: no label can act on a terminal or turn the text around */
	json_dumpf(object, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII);
	fputc('\n', out);
	json_decref(object);
	json_set_alloc_funcs(kept_malloc, kept_free);
	cips_arena_release(&scratch);
}
