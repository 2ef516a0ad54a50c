/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Labels and translations: nobody should be shown a blank, and a language should be whole.
 */
#include "forms/check.h"

#include "base/buf.h"
#include "model/factors.h"

#include <string.h>

/* The texts of one row that people read, and what the row is called in messages. */
struct texts {
	struct loader *loader;
	const struct table *table;
	const struct cips_row *row;
	const char *what;
	const char *name;
};

static bool has_language(const struct table *table, enum column_kind kind, size_t language)
{
	return table->texts[kind] && table->texts[kind][language] != CIPS_NONE;
}

/* What a message calls a language: the one without a name is the default. */
static const char *language_name(const char *language)
{
	return *language ? language : "the default language";
}

/* The hint to translate, with the language that people see until then. */
static void shown_instead(struct loader *loader, const struct cips_text *text, size_t language)
{
	const struct cips_instrument *instrument = loader->instrument;
	int shown = cips_model_shown_language(instrument, text, language);
	cips_findings_hint(loader->findings, "translate it; until then %s is shown",
		language_name(shown == CIPS_NONE ? "" : instrument->languages[shown]));
}

/* The columns of a kind as a text that each language has which has a column. */
static struct cips_text columns_of(
	struct loader *loader, const struct table *table, enum column_kind kind)
{
	size_t n = loader->instrument->n_languages;
	struct cips_text text = {cips_arena_alloc(&loader->scratch, n, sizeof *text.by_language)};
	for (size_t i = 0; i < n; i++)
		text.by_language[i] = has_language(table, kind, i) ? "column" : NULL;
	return text;
}

/*
 * A text that some languages have and others lack, cell by cell; columns that a language lacks as a
 * whole are for missing_columns().
 */
static void check_translations(
	const struct texts *texts, enum column_kind kind, const struct cips_text *text)
{
	struct loader *loader = texts->loader;
	const struct cips_instrument *instrument = loader->instrument;
	for (size_t i = 0; text->by_language && i < instrument->n_languages; i++) {
		if (text->by_language[i] || !has_language(texts->table, kind, i))
			continue;
		cips_findings_add(loader->findings, CIPS_WARNING, "translation-missing",
			texts->table->name, texts->row->number, texts->table->texts[kind][i] + 1L,
			"the %s of the %s \"%s\" is missing in %s", forms_column_header(kind),
			texts->what, texts->name, language_name(instrument->languages[i]));
		cips_findings_item(loader->findings, texts->name);
		shown_instead(loader, text, i);
	}
}

/* Languages that a kind of text does not have at all, where others do. */
static void missing_columns(struct loader *loader, const struct table *table)
{
	static const enum column_kind kinds[] = {COLUMN_LABEL, COLUMN_HINT, COLUMN_GUIDANCE,
		COLUMN_REQUIRED_MESSAGE, COLUMN_CONSTRAINT_MESSAGE};
	const struct cips_instrument *instrument = loader->instrument;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		for (size_t i = 0; table->texts[kinds[k]] && i < instrument->n_languages; i++) {
			if (has_language(table, kinds[k], i))
				continue;
			const char *header = forms_column_header(kinds[k]);
			struct cips_text columns = columns_of(loader, table, kinds[k]);
			const char *language = instrument->languages[i];
			cips_findings_add(loader->findings, CIPS_WARNING, "translation-missing",
				table->name, table->sheet->rows[0].number,
				forms_column_number(table, kinds[k]),
				"there is no column \"%s%s%s\"", header, *language ? "::" : "",
				language);
			shown_instead(loader, &columns, i);
		}
	}
}

static bool is_shown(const struct cips_item *item)
{
	bool computed = item->type == CIPS_ITEM_CALCULATE || item->type == CIPS_ITEM_HIDDEN;
	return !computed && !*item->calculation_text;
}

/* The references of a text, each once: as a set and as a list for people. */
struct named {
	struct cips_map seen;
	struct cips_buf list;
};

/* The next reference in the text; what is longer than a name can be is none. NULL at the end. */
static const char *next_reference(const char *text, size_t *n)
{
	enum { LONGEST = NAME_LIMIT + 8 };
	for (const char *p = strstr(text, "${"); p; p = strstr(p + 2, "${")) {
		const char *end = memchr(p, '}', strnlen(p, LONGEST));
		*n = end ? (size_t)(end + 1 - p) : 0;
		if (end)
			return p;
	}
	return NULL;
}

static void name_references(struct named *named, struct cips_arena *scratch, const char *text)
{
	size_t n;
	for (const char *p = text; (p = next_reference(p, &n)); p += n) {
		const char *one = cips_arena_strndup(scratch, p, n);
		if (cips_map_put(&named->seen, one, 0))
			cips_buf_printf(&named->list, "%s%s", named->list.n ? ", " : "", one);
	}
}

static void release_named(struct named *named)
{
	cips_map_release(&named->seen);
	cips_buf_release(&named->list);
}

/* Whether the text names just these. */
static bool names_the_same(const struct named *these, const struct named *others, const char *text)
{
	size_t n;
	for (const char *p = text; (p = next_reference(p, &n)); p += n)
		if (!cips_map_find(&others->seen, p, n, NULL))
			return false;
	return these->seen.n == others->seen.n;
}

static const char *listed(const struct named *named)
{
	return named->list.n ? named->list.text : "no item";
}

static const char *language_of(const struct loader *loader, size_t language)
{
	const char *name = loader->instrument->languages[language];
	return *name ? name : "the default language";
}

static void report_other_references(const struct texts *texts, enum column_kind kind, size_t first,
	const struct named *in_first, size_t language, const struct named *in_language)
{
	struct loader *loader = texts->loader;
	cips_findings_add(loader->findings, CIPS_WARNING, "reference-differs", texts->table->name,
		texts->row->number, texts->table->texts[kind][language] + 1L,
		"the %s of \"%s\" names %s in %s, but %s in %s", forms_column_header(kind),
		texts->name, listed(in_first), language_of(loader, first), listed(in_language),
		language_of(loader, language));
	cips_findings_item(loader->findings, texts->name);
	cips_findings_hint(loader->findings,
		"name the same in each language, or none: it is shown as it is written");
}

/*
 * Languages whose texts name other items than the first that has a text: somebody is asked another
 * question. True when there was one.
 */
static bool check_same_references(
	const struct texts *texts, enum column_kind kind, const struct cips_text *text)
{
	struct loader *loader = texts->loader;
	struct cips_arena scratch = {0};
	struct named first = {0};
	size_t n = text->by_language ? loader->instrument->n_languages : 0, from = 0;
	bool differs = false;
	while (from < n && !text->by_language[from])
		from++;
	if (from + 1 < n)
		name_references(&first, &scratch, text->by_language[from]);
	for (size_t i = from + 1; i < n; i++) {
		const char *other = text->by_language[i];
		if (!other)
			continue;
		struct named these = {0};
		name_references(&these, &scratch, other);
		if (!names_the_same(&these, &first, other)) {
			differs = true;
			report_other_references(texts, kind, from, &first, i, &these);
			cips_findings_value(loader->findings, other);
		}
		release_named(&these);
	}
	release_named(&first);
	cips_arena_release(&scratch);
	return differs;
}

/* A reference in a label would be filled in by other programs; here it shows as it is written. */
static void check_fill(
	const struct texts *texts, enum column_kind kind, const struct cips_text *text)
{
	struct loader *loader = texts->loader;
	for (size_t i = 0; text->by_language && i < loader->instrument->n_languages; i++) {
		if (!text->by_language[i] || !strstr(text->by_language[i], "${"))
			continue;
		cips_findings_add(loader->findings, CIPS_WARNING, "text-reference",
			texts->table->name, texts->row->number, texts->table->texts[kind][i] + 1L,
			"the %s of \"%s\" has a reference, which is shown as it is written",
			forms_column_header(kind), texts->name);
		cips_findings_value(loader->findings, text->by_language[i]);
		cips_findings_item(loader->findings, texts->name);
		cips_findings_hint(loader->findings, "write the text without it");
	}
}

static void check_text(
	const struct texts *texts, enum column_kind kind, const struct cips_text *text)
{
	check_translations(texts, kind, text);
	if (!check_same_references(texts, kind, text))
		check_fill(texts, kind, text);
}

static void check_item(struct loader *loader, size_t index)
{
	const struct cips_item *item = &loader->instrument->items[index];
	const struct cips_row *row = loader->item_rows[index];
	const struct texts texts = {loader, &loader->survey, row, "item", item->name};
	if (!row)
		return;
	if (is_shown(item) && !item->label.by_language) {
		forms_fault(loader, CIPS_ERROR, "label-missing", &loader->survey, row, COLUMN_LABEL,
			"the item \"%s\" has no label in any language", item->name);
		cips_findings_hint(loader->findings, "write what people are asked");
	}
	check_text(&texts, COLUMN_LABEL, &item->label);
	check_text(&texts, COLUMN_HINT, &item->hint);
	check_text(&texts, COLUMN_GUIDANCE, &item->guidance);
	check_text(&texts, COLUMN_REQUIRED_MESSAGE, &item->required_message);
	check_text(&texts, COLUMN_CONSTRAINT_MESSAGE, &item->constraint_message);
}

static void check_group(struct loader *loader, size_t index)
{
	const struct cips_group *group = &loader->instrument->groups[index];
	const struct cips_row *row = loader->group_rows[index];
	const struct texts texts = {loader, &loader->survey, row, "group", group->name};
	if (!group->label.by_language && strcmp(group->appearance, "field-list") != 0) {
		forms_fault(loader, CIPS_WARNING, "label-missing", &loader->survey, row,
			COLUMN_LABEL, "the group \"%s\" has no label", group->name);
		cips_findings_hint(loader->findings, "write a heading for it");
	}
	check_text(&texts, COLUMN_LABEL, &group->label);
}

static void check_choice(struct loader *loader, const struct cips_choice *choice)
{
	const struct cips_row *row = forms_choice_row(loader, choice);
	if (!row)
		return;
	const struct texts texts = {loader, &loader->choices, row, "choice", choice->name};
	if (!choice->label.by_language) {
		forms_fault(loader, CIPS_WARNING, "label-missing", &loader->choices, row,
			COLUMN_LABEL, "the choice \"%s\" has no label", choice->name);
		cips_findings_hint(loader->findings, "people will be shown its name");
	}
	check_text(&texts, COLUMN_LABEL, &choice->label);
}

/* The names of the built-in factors are known in each language, so only others need columns. */
static bool names_factors(const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_factors; i++)
		if (cips_model_arusha(instrument->factors[i].code) < 0)
			return true;
	return false;
}

/* Factors stand in the order of their rows; those that are built in and not in the sheet behind. */
static void check_factors(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	const struct cips_sheet *sheet = loader->factors.sheet;
	size_t factor = 0;
	for (size_t i = 1; sheet && i < sheet->n && factor < instrument->n_factors; i++) {
		const struct cips_factor *next = &instrument->factors[factor];
		const struct texts texts = {
			loader, &loader->factors, &sheet->rows[i], "factor", next->code};
		if (sheet->rows[i].number != next->place.row)
			continue;
		check_text(&texts, COLUMN_LABEL, &next->label);
		factor++;
	}
}

void forms_check_texts(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	missing_columns(loader, &loader->survey);
	missing_columns(loader, &loader->choices);
	if (names_factors(instrument))
		missing_columns(loader, &loader->factors);
	for (size_t i = 0; i < instrument->n_groups; i++)
		check_group(loader, i);
	for (size_t i = 0; i < instrument->n_items; i++)
		check_item(loader, i);
	for (size_t i = 0; i < loader->n_listed; i++)
		for (size_t k = 0; k < instrument->lists[i].n; k++)
			check_choice(loader, &instrument->lists[i].choices[k]);
	check_factors(loader);
}
