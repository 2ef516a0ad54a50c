/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/score_columns.h"

#include "base/err.h"

#include <string.h>

void cips_tables_score_columns_release(struct cips_score_columns *columns)
{
	cips_arena_release(&columns->arena);
	*columns = (struct cips_score_columns){0};
}

static void fill_scored(const struct cips_instrument *instrument, const struct cips_item *item,
	struct cips_arena *arena, struct cips_scored *scored)
{
	scored->item = item;
	scored->key = cips_model_score_key(instrument, item, arena);
	if (item->width != 1)
		return;
	uint8_t *record = cips_arena_alloc(arena, instrument->record_size, 1);
	for (unsigned byte = 0; byte <= CIPS_BYTE_NOT_APPLICABLE; byte++) {
		bool listed = byte >= 1 && byte <= CIPS_BYTE_LARGEST;
		record[item->offset] = (uint8_t)byte;
		scored->state[byte] = listed && byte > scored->key.n
			? CIPS_STATE_SKIPPED
			: (unsigned char)cips_model_state(instrument, item, record);
	}
}

static struct cips_score_column *add_column(
	struct cips_score_columns *columns, const char *code, const char *label, size_t room)
{
	struct cips_score_column *column = &columns->list[columns->n++];
	column->code = code;
	column->label = label;
	column->items = cips_arena_alloc(&columns->arena, room, sizeof *column->items);
	return column;
}

static void add_item(struct cips_score_columns *columns, struct cips_score_column *column,
	const struct cips_instrument *instrument, const struct cips_item *item)
{
	fill_scored(instrument, item, &columns->arena, &column->items[column->n++]);
}

static void begin(struct cips_score_columns *columns, bool by_indicator, size_t room)
{
	*columns = (struct cips_score_columns){.variable = by_indicator ? "indicator" : "factor"};
	columns->list = cips_arena_alloc(&columns->arena, room + 1, sizeof *columns->list);
}

/*
 * Whether the column that `item` belongs to is number `f` (a factor, or for indicators the item
 * itself).
 */
static bool belongs(const struct cips_instrument *instrument, const struct cips_item *item,
	bool by_indicator, size_t f)
{
	return cips_model_scored(instrument, item) &&
		(by_indicator ? item == &instrument->items[f] : item->factor == (int)f);
}

static size_t column_room(const struct cips_instrument *instrument, bool by_indicator)
{
	return by_indicator ? instrument->n_items : instrument->n_factors;
}

/* The names of column `f`; false when it has no scored item. */
static bool column_names(const struct cips_source *source, bool by_indicator, size_t f,
	const char **code, const char **label)
{
	const struct cips_instrument *instrument = source->instrument;
	if (by_indicator) {
		const struct cips_item *item = &instrument->items[f];
		*code = item->indicator;
		*label = cips_model_text(instrument, &item->label, source->language);
		return cips_model_scored(instrument, item);
	}
	*code = instrument->factors[f].code;
	*label = cips_model_text(instrument, &instrument->factors[f].label, source->language);
	for (size_t i = 0; i < instrument->n_items; i++)
		if (belongs(instrument, &instrument->items[i], false, f))
			return true;
	return false;
}

void cips_tables_score_columns(
	const struct cips_source *source, bool by_indicator, struct cips_score_columns *columns)
{
	const struct cips_instrument *instrument = source->instrument;
	size_t room = column_room(instrument, by_indicator);
	begin(columns, by_indicator, room);
	for (size_t f = 0; f < room; f++) {
		const char *code, *label;
		if (!column_names(source, by_indicator, f, &code, &label))
			continue;
		struct cips_score_column *column =
			add_column(columns, code, label, by_indicator ? 1 : instrument->n_items);
		for (size_t i = 0; i < instrument->n_items; i++)
			if (belongs(instrument, &instrument->items[i], by_indicator, f))
				add_item(columns, column, instrument, &instrument->items[i]);
	}
}

enum cips_rc cips_tables_check_scored(const struct cips_source *source,
	const struct cips_score_columns *columns, struct cips_err *err)
{
	if (columns->n)
		return CIPS_OK;
	cips_err_set(
		err, CIPS_INPUT, "the instrument %s has no scored items", source->version->code);
	return cips_err_hint(err, "give its items a bind::cips:factor");
}

void cips_tables_item_column(const struct cips_source *source, const struct cips_item *item,
	struct cips_score_columns *columns)
{
	const char *label = cips_model_text(source->instrument, &item->label, source->language);
	begin(columns, true, 1);
	add_item(columns, add_column(columns, item->name, label, 1), source->instrument, item);
}

static const struct cips_item *scored_by_indicator(
	const struct cips_instrument *instrument, const char *indicator)
{
	for (size_t i = 0; i < instrument->n_items; i++)
		if (strcmp(instrument->items[i].indicator, indicator) == 0 &&
			cips_model_scored(instrument, &instrument->items[i]))
			return &instrument->items[i];
	return NULL;
}

void cips_tables_shared_score_columns(const struct cips_source *source_a,
	const struct cips_source *source_b, bool by_indicator, struct cips_score_columns *a,
	struct cips_score_columns *b, struct cips_left_outs *outs, struct cips_arena *arena)
{
	const struct cips_instrument *ia = source_a->instrument, *ib = source_b->instrument;
	size_t room = column_room(ia, by_indicator);
	begin(a, by_indicator, room);
	begin(b, by_indicator, room);
	struct cips_pair pair = cips_model_pair(ia, ib, arena);
	for (size_t f = 0; f < room; f++) {
		const char *code, *label;
		if (!column_names(source_a, by_indicator, f, &code, &label))
			continue;
		struct cips_score_column *column_a = add_column(a, code, label, ia->n_items);
		struct cips_score_column *column_b = add_column(b, code, label, ia->n_items);
		for (size_t i = 0; i < ia->n_items; i++) {
			const struct cips_item *item = &ia->items[i];
			if (!belongs(ia, item, by_indicator, f))
				continue;
			const struct cips_item *other = scored_by_indicator(ib, item->indicator);
			if (!other)
				continue;
			struct cips_trend trend =
				cips_model_trend(&pair, item, other, CIPS_WORDING_ANY);
			if (!trend.may) {
				cips_tables_leave_out(arena, outs,
					(struct cips_left_out){code, item->indicator, trend.why});
				continue;
			}
			add_item(a, column_a, ia, item);
			add_item(b, column_b, ib, other);
		}
	}
}
