/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/loader.h"

#include "model/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *cell_at(const struct cips_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? row->cells[column] : "";
}

const char *forms_cell(const struct table *table, const struct cips_row *row, enum column_kind kind)
{
	return cell_at(row, table->at[kind]);
}

long forms_column_number(const struct table *table, enum column_kind kind)
{
	return table->at[kind] + 1L;
}

const char *forms_keep(struct loader *loader, const char *text)
{
	return *text ? cips_arena_strdup(&loader->instrument->arena, text) : "";
}

struct cips_text forms_text(struct loader *loader, const struct table *table,
	const struct cips_row *row, enum column_kind kind)
{
	struct cips_text text = {0};
	struct cips_instrument *instrument = loader->instrument;
	for (size_t i = 0; table->texts[kind] && i < instrument->n_languages; i++) {
		const char *cell = cell_at(row, table->texts[kind][i]);
		if (!*cell)
			continue;
		if (!text.by_language)
			text.by_language = cips_arena_alloc(&instrument->arena,
				instrument->n_languages, sizeof *text.by_language);
		text.by_language[i] = forms_keep(loader, cell);
	}
	return text;
}

struct cips_text forms_same_text(struct loader *loader, const char *text)
{
	struct cips_instrument *instrument = loader->instrument;
	struct cips_text same = {cips_arena_alloc(
		&instrument->arena, instrument->n_languages, sizeof *same.by_language)};
	const char *kept = forms_keep(loader, text);
	for (size_t i = 0; i < instrument->n_languages; i++)
		same.by_language[i] = kept;
	return same;
}

struct cips_place forms_place(
	const struct table *table, const struct cips_row *row, enum column_kind kind)
{
	return (struct cips_place){table->name, row->number, forms_column_number(table, kind)};
}

void forms_fault(struct loader *loader, enum cips_severity severity, const char *code,
	const struct table *table, const struct cips_row *row, enum column_kind kind,
	const char *format, ...)
{
	va_list args;
	va_start(args, format);
	cips_findings_vadd(loader->findings, severity, code, table->name, row->number,
		forms_column_number(table, kind), format, args);
	va_end(args);
	const char *item = forms_cell(table, row, COLUMN_NAME);
	const char *value = forms_cell(table, row, kind);
	if (table->kind == SHEET_SURVEY && *item)
		cips_findings_item(loader->findings, item);
	if (*value)
		cips_findings_value(loader->findings, value);
}

bool forms_did_you_mean(struct loader *loader, const char *word, const void *known, size_t n,
	const char *(*name)(const void *known, size_t i))
{
	const char *near = cips_findings_guess(loader->findings, word, known, n, name);
	if (near)
		cips_findings_hint(loader->findings, "did you mean \"%s\"?", near);
	return near != NULL;
}

static const char *word_name(const void *known, size_t i)
{
	return ((const struct word *)known)[i].word;
}

int forms_word(struct loader *loader, const struct table *table, const struct cips_row *row,
	enum column_kind kind, const struct word *words, size_t n, int absent, const char *code)
{
	const char *cell = forms_cell(table, row, kind);
	if (!*cell)
		return absent;
	char known[256] = "";
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(words[i].word, cell) == 0)
			return words[i].value;
		if (i && words[i].value == words[i - 1].value)
			continue; /* another spelling */
		used += (size_t)snprintf(known + used, sizeof known - used, "%s\"%s\"",
			used ? ", " : "", words[i].word);
	}
	forms_fault(
		loader, CIPS_ERROR, code, table, row, kind, "\"%s\" is not one of %s", cell, known);
	if (!forms_did_you_mean(loader, cell, words, n, word_name))
		cips_findings_hint(loader->findings, "write one of these, or nothing");
	return absent;
}

int forms_yes(const char *text)
{
	static const char *const no[] = {"", "no", "false", "false()", "0"};
	if (cips_model_is_yes(text))
		return 1;
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (strcasecmp(text, no[i]) == 0)
			return 0;
	return -1;
}

bool forms_yes_cell(struct loader *loader, const struct table *table, const struct cips_row *row,
	enum column_kind kind)
{
	const char *cell = forms_cell(table, row, kind);
	int yes = forms_yes(cell);
	if (yes < 0) {
		forms_fault(loader, CIPS_ERROR, "not-yes-no", table, row, kind,
			"\"%s\" is neither yes nor no", cell);
		cips_findings_hint(loader->findings, "write \"yes\", or \"no\", or nothing");
	}
	return yes == 1;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool forms_is_name(const char *text)
{
	if (!is_letter(*text))
		return false;
	for (; *text; text++)
		if (!is_letter(*text) && !(*text >= '0' && *text <= '9') && *text != '.' &&
			*text != '-')
			return false;
	return true;
}

struct cips_item *forms_add_item(struct loader *loader, const struct cips_row *row)
{
	struct cips_instrument *instrument = loader->instrument;
	instrument->items = cips_arena_grow(&instrument->arena, instrument->items,
		instrument->n_items, &loader->items_room, sizeof *instrument->items);
	loader->item_rows = cips_arena_grow(&loader->scratch, loader->item_rows,
		instrument->n_items, &loader->item_rows_room, sizeof *loader->item_rows);
	loader->item_rows[instrument->n_items] = row;
	struct cips_item *item = &instrument->items[instrument->n_items++];
	*item = cips_model_item_blank();
	return item;
}

const char **forms_no_attributes(struct loader *loader)
{
	struct cips_instrument *instrument = loader->instrument;
	if (!instrument->n_attributes)
		return NULL;
	const char **values =
		cips_arena_alloc(&instrument->arena, instrument->n_attributes, sizeof *values);
	for (size_t i = 0; i < instrument->n_attributes; i++)
		values[i] = "";
	return values;
}

struct cips_list *forms_add_list(struct loader *loader, const char *name)
{
	struct cips_instrument *instrument = loader->instrument;
	instrument->lists = cips_arena_grow(&instrument->arena, instrument->lists,
		instrument->n_lists, &loader->lists_room, sizeof *instrument->lists);
	struct cips_list *list = &instrument->lists[instrument->n_lists++];
	*list = (struct cips_list){.name = forms_keep(loader, name)};
	return list;
}
