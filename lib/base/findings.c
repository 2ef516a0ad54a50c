/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/findings.h"

#include "base/map.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_WIDTH = 60 };

void cips_findings_release(struct cips_findings *findings)
{
	cips_arena_release(&findings->arena);
	*findings = (struct cips_findings){0};
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
		.text = cips_arena_vprintf(&findings->arena, format, args),
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
	last(findings)->hint = cips_arena_vprintf(&findings->arena, format, args);
	va_end(args);
}

/* Which of two findings stands first in the file; 0: the same place. */
static int order(
	const struct cips_map *sheets, const struct cips_finding *a, const struct cips_finding *b)
{
	size_t sheet_a = 0, sheet_b = 0;
	cips_map_get(sheets, a->sheet, &sheet_a);
	cips_map_get(sheets, b->sheet, &sheet_b);
	if (sheet_a != sheet_b)
		return sheet_a < sheet_b ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

/* Merges the sorted halves list[0, half) and list[half, n); stable. */
static void merge(const struct cips_map *sheets, struct cips_finding *list, size_t half, size_t n,
	struct cips_finding *scratch)
{
	memcpy(scratch, list, half * sizeof *list);
	size_t i = 0, j = half, out = 0;
	while (i < half)
		if (j < n && order(sheets, &list[j], &scratch[i]) < 0)
			list[out++] = list[j++];
		else
			list[out++] = scratch[i++];
}

static void sort(const struct cips_map *sheets, struct cips_finding *list, size_t n,
	struct cips_finding *scratch)
{
	if (n < 2)
		return;
	size_t half = n / 2;
	sort(sheets, list, half, scratch);
	sort(sheets, list + half, n - half, scratch);
	merge(sheets, list, half, n, scratch);
}

void cips_findings_sort(struct cips_findings *findings)
{
	struct cips_map sheets = {0};
	for (size_t i = 0; i < findings->n; i++)
		cips_map_put(&sheets, findings->list[i].sheet, sheets.n);
	struct cips_finding *scratch = cips_calloc(findings->n, sizeof *scratch);
	sort(&sheets, findings->list, findings->n, scratch);
	free(scratch);
	cips_map_release(&sheets);
}
