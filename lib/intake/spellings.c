/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/spellings.h"

#include "model/words.h"

static const enum cips_column_kind reserved[CIPS_RESERVED_COLUMNS] = {
	[CIPS_RESERVED_RESPONSE_ID] = CIPS_COLUMN_RESPONSE_ID,
	[CIPS_RESERVED_WAVE] = CIPS_COLUMN_WAVE,
	[CIPS_RESERVED_MODE] = CIPS_COLUMN_MODE,
	[CIPS_RESERVED_WEIGHT] = CIPS_COLUMN_WEIGHT,
	[CIPS_RESERVED_SECONDS] = CIPS_COLUMN_SECONDS,
	[CIPS_RESERVED_LANGUAGE] = CIPS_COLUMN_LANGUAGE,
	[CIPS_RESERVED_ASSISTED] = CIPS_COLUMN_ASSISTED,
};

bool cips_intake_same_column(const struct cips_column *a, const struct cips_column *b)
{
	return a->kind == b->kind && a->item == b->item && a->choice == b->choice;
}

static void add_spelling(struct cips_spellings *all, const char *text, struct cips_column means)
{
	size_t known;
	if (cips_map_get(&all->by_text, text, &known)) {
		struct cips_spelling *spelling = &all->list[known];
		if (!spelling->ambiguous && !cips_intake_same_column(&spelling->means, &means)) {
			spelling->ambiguous = true;
			spelling->also = means;
		}
		return;
	}
	all->list = cips_arena_grow(&all->arena, all->list, all->n, &all->room, sizeof *all->list);
	cips_map_put(&all->by_text, text, all->n);
	all->list[all->n++] = (struct cips_spelling){.text = text, .means = means};
}

/* An item, and its choices where they may have columns, behind a prefix. */
static void spell_item(struct cips_spellings *all, const struct cips_instrument *instrument,
	int index, const char *prefix)
{
	const struct cips_item *item = &instrument->items[index];
	const struct cips_list *list = cips_model_list(instrument, item);
	const char *text = cips_arena_printf(&all->arena, "%s%s", prefix, item->name);
	add_spelling(all, text, (struct cips_column){.kind = CIPS_COLUMN_ITEM, .item = index});
	if (item->type != CIPS_ITEM_SELECT_MULTIPLE || !list)
		return;
	for (size_t c = 0; c < list->n; c++) {
		struct cips_column tick = {
			.kind = CIPS_COLUMN_TICK, .item = index, .choice = (unsigned)c + 1};
		add_spelling(all,
			cips_arena_printf(&all->arena, "%s/%s", text, list->choices[c].name), tick);
	}
}

/* An item alone, behind its innermost group, behind that and the next one, ... */
static void spell_paths(struct cips_spellings *all, const struct cips_instrument *instrument,
	int index, char separator)
{
	const char *prefix = "";
	for (int g = instrument->items[index].group; g != CIPS_NONE;
		g = instrument->groups[g].parent) {
		prefix = cips_arena_printf(
			&all->arena, "%s%c%s", instrument->groups[g].name, separator, prefix);
		spell_item(all, instrument, index, prefix);
	}
}

void cips_intake_spell(struct cips_spellings *all, const struct cips_instrument *instrument)
{
	for (int i = 0; i < (int)instrument->n_items; i++) {
		spell_item(all, instrument, i, "");
		spell_paths(all, instrument, i, '/');
		spell_paths(all, instrument, i, '-');
	}
	/* The loader lets no item have a reserved name. */
	for (size_t r = 0; r < CIPS_RESERVED_COLUMNS; r++)
		add_spelling(
			all, cips_reserved_columns[r], (struct cips_column){.kind = reserved[r]});
}

const char *cips_intake_spelling_at(const void *list, size_t i)
{
	return ((const struct cips_spelling *)list)[i].text;
}

void cips_intake_spellings_release(struct cips_spellings *all)
{
	cips_map_release(&all->by_text);
	cips_arena_release(&all->arena);
}
