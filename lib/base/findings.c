/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/findings.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/suggest.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	VALUE_WIDTH = 60,
	VALUE_BYTES = 4096, /* what is looked at of a longer value */
	ITEM_WIDTH = 80,
	TEXT_BYTES = 512, /* a text that is longer is made shorter */
	HEAD_BYTES = 320, /* of a text without quotes */
	TAIL_BYTES = 120,
};

void cips_findings_release(struct cips_findings *findings)
{
	cips_arena_release(&findings->arena);
	*findings = (struct cips_findings){0};
}

/* --- texts ---------------------------------------------------------------------------------- */

static bool inside_character(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* The first `n` bytes and the end of a text, each to a whole character. */
static void add_ends(struct cips_buf *out, const char *text, size_t size, size_t head, size_t tail)
{
	while (head && inside_character(text[head]))
		head--;
	const char *end = text + size - tail;
	while (inside_character(*end))
		end++;
	cips_buf_add(out, text, head);
	cips_buf_puts(out, "...");
	cips_buf_puts(out, end);
}

/* Cuts what stands between quotes; what is still long then loses its middle. */
static char *shortened(struct cips_arena *arena, const char *text)
{
	struct cips_buf cut = {0}, ends = {0};
	bool quoted = false;
	for (const char *p = text;; quoted = !quoted) {
		size_t n = strcspn(p, "\"");
		if (quoted && p[n] && n > VALUE_WIDTH) {
			char *word =
				cips_arena_strndup(arena, p, n < VALUE_BYTES ? n : VALUE_BYTES);
			size_t kept = cips_utf8_cut(word, VALUE_WIDTH - 3);
			cips_buf_add(&cut, p, kept);
			if (kept < n)
				cips_buf_puts(&cut, "...");
		} else {
			cips_buf_add(&cut, p, n);
		}
		if (!p[n])
			break;
		cips_buf_putc(&cut, '"');
		p += n + 1;
	}
	if (cut.n > TEXT_BYTES)
		add_ends(&ends, cut.text, cut.n, HEAD_BYTES, TAIL_BYTES);
	char *result = cips_arena_strdup(arena, cips_buf_text(ends.n ? &ends : &cut));
	cips_buf_release(&cut);
	cips_buf_release(&ends);
	return result;
}

static char *format_text(struct cips_arena *arena, const char *format, va_list args)
{
	struct cips_arena scratch = {0};
	char *text = cips_arena_vprintf(&scratch, format, args);
	text = strlen(text) > TEXT_BYTES ? shortened(arena, text) : cips_arena_strdup(arena, text);
	cips_arena_release(&scratch);
	return text;
}

/* A copy, unless the finding before has the same text. */
static const char *kept(struct cips_findings *findings, const char *before, const char *text)
{
	if (!text || !*text)
		return "";
	return before && strcmp(before, text) == 0 ? before
						   : cips_arena_strdup(&findings->arena, text);
}

/* --- adding --------------------------------------------------------------------------------- */

static struct cips_findings_kind *kind_of(
	struct cips_findings *findings, const char *code, enum cips_severity severity)
{
	for (size_t k = 0; k < findings->n_kinds; k++) {
		struct cips_findings_kind *kind = &findings->kinds[k];
		if (kind->rest.severity == severity && strcmp(kind->rest.code, code) == 0)
			return kind;
	}
	findings->kinds = cips_arena_grow(&findings->arena, findings->kinds, findings->n_kinds,
		&findings->kinds_room, sizeof *findings->kinds);
	struct cips_findings_kind *kind = &findings->kinds[findings->n_kinds++];
	*kind = (struct cips_findings_kind){.rest = {.severity = severity, .code = code}};
	return kind;
}

/* Counts `n` findings, of which those beyond the limit of their kind are not listed. */
static void count(
	struct cips_findings *findings, enum cips_severity severity, const char *code, size_t n)
{
	enum { ROOM = 64 };
	struct cips_findings_kind *kind = kind_of(findings, code, severity);
	kind->found += n;
	findings->found += n;
	findings->errors += severity == CIPS_ERROR ? n : 0;
	findings->warnings += severity == CIPS_WARNING ? n : 0;
	findings->unlisted = kind->found > CIPS_FINDINGS_LISTED;
	if (!findings->unlisted)
		return;
	if (!kind->rest_text) {
		kind->rest_text = cips_arena_alloc(&findings->arena, ROOM, 1);
		kind->rest.file = kept(findings, NULL, findings->file);
		kind->rest.sheet = kind->rest.item = kind->rest.value = "";
		kind->rest.text = kind->rest_text;
		kind->rest.hint = "they may go away with the ones that are listed";
	}
	kind->rest.more += n;
	snprintf(kind->rest_text, ROOM, "%zu more like this", kind->rest.more);
}

void cips_findings_vadd(struct cips_findings *findings, enum cips_severity severity,
	const char *code, const char *sheet, long line, long column, const char *format,
	va_list args)
{
	count(findings, severity, code, 1);
	if (findings->unlisted)
		return;
	findings->list = cips_arena_grow(&findings->arena, findings->list, findings->n,
		&findings->room, sizeof *findings->list);
	const struct cips_finding *before = findings->n ? &findings->list[findings->n - 1] : NULL;
	findings->list[findings->n] = (struct cips_finding){
		.severity = severity,
		.code = code,
		.file = kept(findings, before ? before->file : NULL, findings->file),
		.sheet = kept(findings, before ? before->sheet : NULL, sheet),
		.line = line,
		.column = column,
		.item = "",
		.value = "",
		.text = format_text(&findings->arena, format, args),
		.hint = "",
	};
	findings->n++;
}

void cips_findings_add(struct cips_findings *findings, enum cips_severity severity,
	const char *code, const char *sheet, long line, long column, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	cips_findings_vadd(findings, severity, code, sheet, line, column, format, args);
	va_end(args);
}

/* NULL when the last finding is not listed. */
static struct cips_finding *last(struct cips_findings *findings)
{
	assert(findings->found > 0);
	return findings->unlisted ? NULL : &findings->list[findings->n - 1];
}

void cips_findings_item(struct cips_findings *findings, const char *item)
{
	struct cips_finding *f = last(findings);
	if (f)
		f->item =
			cips_arena_strndup(&findings->arena, item, cips_utf8_cut(item, ITEM_WIDTH));
}

void cips_findings_value(struct cips_findings *findings, const char *value)
{
	struct cips_finding *f = last(findings);
	size_t n = f ? strnlen(value, VALUE_BYTES) : 0;
	if (!f)
		return;
	while (n && value[n] && inside_character(value[n]))
		n--;
	struct cips_arena scratch = {0};
	f->value = cips_utf8_printable(
		&findings->arena, cips_arena_strndup(&scratch, value, n), VALUE_WIDTH);
	cips_arena_release(&scratch);
}

void cips_findings_hint(struct cips_findings *findings, const char *format, ...)
{
	struct cips_finding *f = last(findings);
	va_list args;
	va_start(args, format);
	if (f)
		f->hint = format_text(&findings->arena, format, args);
	va_end(args);
}

const char *cips_findings_guess(struct cips_findings *findings, const char *word, const void *known,
	size_t n, const char *(*name)(const void *known, size_t i))
{
	if (findings->unlisted || findings->compared > CIPS_FINDINGS_COMPARED)
		return NULL;
	findings->compared += n;
	return cips_suggest(word, known, n, name);
}

void cips_findings_take(struct cips_findings *findings, const struct cips_findings *from)
{
	const char *file = findings->file;
	for (size_t i = 0; i < from->n; i++) {
		const struct cips_finding *f = &from->list[i];
		findings->file = f->file;
		cips_findings_add(findings, f->severity, f->code, f->sheet, f->line, f->column,
			"%s", f->text);
		if (findings->unlisted)
			continue;
		cips_findings_item(findings, f->item);
		cips_findings_value(findings, f->value);
		cips_findings_hint(findings, "%s", f->hint);
	}
	findings->file = file;
	for (size_t k = 0; k < from->n_kinds; k++)
		if (from->kinds[k].rest.more)
			count(findings, from->kinds[k].rest.severity, from->kinds[k].rest.code,
				from->kinds[k].rest.more);
}

const struct cips_finding *cips_findings_at(const struct cips_findings *findings, size_t i)
{
	if (i < findings->n)
		return &findings->list[i];
	i -= findings->n;
	for (size_t k = 0; k < findings->n_kinds; k++)
		if (findings->kinds[k].rest.more && i-- == 0)
			return &findings->kinds[k].rest;
	return NULL;
}

/* --- order ---------------------------------------------------------------------------------- */

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
