/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/findings.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { VALUE_WIDTH = 60 };

void cips_findings_release(struct cips_findings *findings)
{
	cips_arena_release(&findings->arena);
	*findings = (struct cips_findings){0};
}

static char *format_text(struct cips_arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	char *text = cips_arena_alloc(arena, (size_t)(n < 0 ? 0 : n) + 1, 1);
	if (n >= 0)
		vsnprintf(text, (size_t)n + 1, format, again);
	va_end(again);
	return text;
}

void cips_findings_add(struct cips_findings *findings, enum cips_severity severity,
	const char *code, const char *sheet, long line, long column, const char *format, ...)
{
	findings->list = cips_arena_grow(&findings->arena, findings->list, findings->n,
		&findings->room, sizeof *findings->list);
	va_list args;
	va_start(args, format);
	findings->list[findings->n++] = (struct cips_finding){
		.severity = severity,
		.code = code,
		.file = cips_arena_strdup(&findings->arena, findings->file ? findings->file : ""),
		.sheet = sheet ? cips_arena_strdup(&findings->arena, sheet) : "",
		.line = line,
		.column = column,
		.item = "",
		.value = "",
		.text = format_text(&findings->arena, format, args),
		.hint = "",
	};
	va_end(args);
	findings->errors += severity == CIPS_ERROR;
	findings->warnings += severity == CIPS_WARNING;
}

static struct cips_finding *last(struct cips_findings *findings)
{
	assert(findings->n > 0);
	return &findings->list[findings->n - 1];
}

void cips_findings_item(struct cips_findings *findings, const char *item)
{
	last(findings)->item = cips_arena_strdup(&findings->arena, item);
}

void cips_findings_value(struct cips_findings *findings, const char *value)
{
	last(findings)->value = cips_utf8_printable(&findings->arena, value, VALUE_WIDTH);
}

void cips_findings_hint(struct cips_findings *findings, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	last(findings)->hint = format_text(&findings->arena, format, args);
	va_end(args);
}
