/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical text of an instrument. Sheets and columns have a fixed order, a column is there
 * when a row fills it, and what follows from a type (the steps of a range, "other") is left out.
 * Labels have a column for every language, so that the languages can be read back.
 */
#include "forms/load.h"

#include "base/number.h"
#include "forms/columns.h"
#include "model/factors.h"
#include "model/language.h"
#include "model/words.h"

#include <string.h>

/* One row: a cell per column that the sheet may have; NULL where it is empty. */
struct line {
	const char **cells;
};

/* A sheet while it is put together. */
struct grid {
	struct cips_arena arena;
	const char **headers;
	bool *used;
	size_t width;
	size_t headers_room;
	struct line *lines;
	size_t n;
	size_t room;
};

static size_t add_column(struct grid *grid, const char *header, bool always)
{
	size_t room = grid->headers_room;
	grid->headers = cips_arena_grow(&grid->arena, grid->headers, grid->width,
		&grid->headers_room, sizeof *grid->headers);
	grid->used =
		cips_arena_grow(&grid->arena, grid->used, grid->width, &room, sizeof *grid->used);
	grid->headers[grid->width] = header;
	grid->used[grid->width] = always;
	return grid->width++;
}

/* Columns for a kind of text, one per language; returns the first. */
static size_t add_texts(struct grid *grid, const struct cips_instrument *instrument,
	const char *header, bool always)
{
	size_t first = grid->width;
	for (size_t i = 0; i < instrument->n_languages; i++) {
		const char *language = instrument->languages[i];
		add_column(grid,
			*language ? cips_arena_printf(&grid->arena, "%s::%s", header, language)
				  : header,
			always);
	}
	return first;
}

static void add_line(struct grid *grid)
{
	grid->lines = cips_arena_grow(
		&grid->arena, grid->lines, grid->n, &grid->room, sizeof *grid->lines);
	grid->lines[grid->n++].cells =
		cips_arena_alloc(&grid->arena, grid->width, sizeof(const char *));
}

static void set(struct grid *grid, size_t column, const char *text)
{
	if (!text || !*text)
		return;
	grid->lines[grid->n - 1].cells[column] = text;
	grid->used[column] = true;
}

static void set_text(struct grid *grid, const struct cips_instrument *instrument, size_t column,
	const struct cips_text *text)
{
	for (size_t i = 0; text->by_language && i < instrument->n_languages; i++)
		set(grid, column + i, text->by_language[i]);
}

/* A pipe is escaped; a line end, which a pipe table cannot hold, is a line separator. */
static void write_cell(struct cips_buf *out, const char *text)
{
	cips_buf_putc(out, ' ');
	for (; text && *text; text++) {
		if (*text == '|')
			cips_buf_puts(out, "\\|");
		else if (*text == '\n')
			cips_buf_puts(out, "\u2028");
		else
			cips_buf_putc(out, *text);
	}
	cips_buf_puts(out, " |");
}

static void write_grid(struct grid *grid, const char *sheet, struct cips_buf *out)
{
	if (out->n)
		cips_buf_putc(out, '\n');
	cips_buf_printf(out, "| %s |\n|  |", sheet);
	for (size_t i = 0; i < grid->width; i++)
		if (grid->used[i])
			write_cell(out, grid->headers[i]);
	cips_buf_putc(out, '\n');
	for (size_t k = 0; k < grid->n; k++) {
		cips_buf_puts(out, "|  |");
		for (size_t i = 0; i < grid->width; i++)
			if (grid->used[i])
				write_cell(out, grid->lines[k].cells[i]);
		cips_buf_putc(out, '\n');
	}
	cips_arena_release(&grid->arena);
}

/* The survey sheet. */

struct survey_columns {
	size_t type, name, label, hint, guidance, required, required_message, relevant, constraint,
		constraint_message, calculation, default_value, choice_filter, parameters,
		appearance, read_only, factor, polarity, indicator, use, sensitive;
};

static struct survey_columns survey_columns(
	struct grid *grid, const struct cips_instrument *instrument)
{
	struct survey_columns c;
	c.type = add_column(grid, "type", true);
	c.name = add_column(grid, "name", true);
	c.label = add_texts(grid, instrument, "label", true);
	c.hint = add_texts(grid, instrument, "hint", false);
	c.guidance = add_texts(grid, instrument, "guidance_hint", false);
	c.required = add_column(grid, "required", false);
	c.required_message = add_texts(grid, instrument, "required_message", false);
	c.relevant = add_column(grid, "relevant", false);
	c.constraint = add_column(grid, "constraint", false);
	c.constraint_message = add_texts(grid, instrument, "constraint_message", false);
	c.calculation = add_column(grid, "calculation", false);
	c.default_value = add_column(grid, "default", false);
	c.choice_filter = add_column(grid, "choice_filter", false);
	c.parameters = add_column(grid, "parameters", false);
	c.appearance = add_column(grid, "appearance", false);
	c.read_only = add_column(grid, "read_only", false);
	c.factor = add_column(grid, "bind::cips:factor", false);
	c.polarity = add_column(grid, "bind::cips:polarity", false);
	c.indicator = add_column(grid, "bind::cips:indicator", false);
	c.use = add_column(grid, "bind::cips:use", false);
	c.sensitive = add_column(grid, "bind::cips:sensitive", false);
	return c;
}

static const char *type_text(
	struct grid *grid, const struct cips_instrument *instrument, const struct cips_item *item)
{
	const char *type = cips_model_type_name(item->type);
	if (item->type != CIPS_ITEM_SELECT_ONE && item->type != CIPS_ITEM_SELECT_MULTIPLE &&
		item->type != CIPS_ITEM_RANK)
		return type;
	const struct cips_list *list = cips_model_list(instrument, item);
	if (list->from_units)
		return "select_one_from_file units.csv";
	return cips_arena_printf(
		&grid->arena, "%s %s%s", type, list->name, item->or_other ? " or_other" : "");
}

static void write_item(struct grid *grid, const struct survey_columns *c,
	const struct cips_instrument *instrument, const struct cips_item *item)
{
	add_line(grid);
	set(grid, c->type, type_text(grid, instrument, item));
	set(grid, c->name, item->name);
	set_text(grid, instrument, c->label, &item->label);
	set_text(grid, instrument, c->hint, &item->hint);
	set_text(grid, instrument, c->guidance, &item->guidance);
	set(grid, c->required, item->required_text);
	set_text(grid, instrument, c->required_message, &item->required_message);
	set(grid, c->relevant, item->relevant_text);
	set(grid, c->constraint, item->constraint_text);
	set_text(grid, instrument, c->constraint_message, &item->constraint_message);
	set(grid, c->calculation, item->calculation_text);
	set(grid, c->default_value, item->default_value);
	set(grid, c->choice_filter, item->choice_filter_text);
	set(grid, c->parameters, item->parameters);
	set(grid, c->appearance, item->appearance);
	set(grid, c->read_only, item->read_only ? "yes" : "");
	set(grid, c->factor, cips_model_factor_code(instrument, item));
	set(grid, c->polarity, item->negative ? "-" : "");
	set(grid, c->indicator, strcmp(item->indicator, item->name) ? item->indicator : "");
	set(grid, c->use, cips_model_use_word(item->use));
	set(grid, c->sensitive, item->sensitive ? "yes" : "");
}

/* The groups that begin and end before item `index`; groups are in the order of their beginning. */
static void write_groups(struct grid *grid, const struct survey_columns *c,
	const struct cips_instrument *instrument, int index, size_t *next, int *open)
{
	for (;;) {
		if (*open != CIPS_NONE && instrument->groups[*open].end_item <= index &&
			(*next == instrument->n_groups ||
				instrument->groups[*next].parent != *open)) {
			add_line(grid);
			set(grid, c->type, "end_group");
			*open = instrument->groups[*open].parent;
		} else if (*next < instrument->n_groups &&
			instrument->groups[*next].first_item <= index &&
			instrument->groups[*next].parent == *open) {
			const struct cips_group *group = &instrument->groups[*next];
			add_line(grid);
			set(grid, c->type, "begin_group");
			set(grid, c->name, group->name);
			set_text(grid, instrument, c->label, &group->label);
			set(grid, c->relevant, group->relevant_text);
			set(grid, c->appearance, group->appearance);
			*open = (int)(*next)++;
		} else {
			return;
		}
	}
}

static void write_survey(const struct cips_instrument *instrument, struct cips_buf *out)
{
	struct grid grid = {0};
	struct survey_columns c = survey_columns(&grid, instrument);
	size_t next = 0;
	int open = CIPS_NONE;
	for (size_t i = 0; i < instrument->n_items; i++) {
		bool follows = i > 0 && instrument->items[i - 1].or_other;
		if (follows)
			continue;
		write_groups(&grid, &c, instrument, (int)i, &next, &open);
		write_item(&grid, &c, instrument, &instrument->items[i]);
	}
	write_groups(&grid, &c, instrument, (int)instrument->n_items, &next, &open);
	write_grid(&grid, "survey", out);
}

/* The choices sheet. */

/* Which lists follow from the type of an item and are not in the sheet. */
static const bool *implied_lists(struct grid *grid, const struct cips_instrument *instrument)
{
	bool *implied = cips_arena_alloc(&grid->arena, instrument->n_lists, sizeof *implied);
	for (size_t i = 0; i < instrument->n_lists; i++)
		implied[i] = instrument->lists[i].from_units;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->list != CIPS_NONE &&
			(item->or_other || item->type == CIPS_ITEM_RANGE ||
				item->type == CIPS_ITEM_ACKNOWLEDGE))
			implied[item->list] = true;
	}
	return implied;
}

struct choice_columns {
	size_t list_name, name, label, score, missing, positive, attributes;
};

static void write_choice(struct grid *grid, const struct choice_columns *c,
	const struct cips_instrument *instrument, const struct cips_list *list,
	const struct cips_choice *choice)
{
	char number[CIPS_NUMBER_SIZE];
	add_line(grid);
	set(grid, c->list_name, list->name);
	set(grid, c->name, choice->name);
	set_text(grid, instrument, c->label, &choice->label);
	if (choice->has_score)
		set(grid, c->score,
			cips_arena_strdup(&grid->arena, cips_number_format(number, choice->score)));
	set(grid, c->missing, cips_model_missing_word(choice->missing));
	set(grid, c->positive, cips_model_positive_word(choice->positive));
	for (size_t i = 0; i < instrument->n_attributes; i++)
		set(grid, c->attributes + i, choice->attributes[i]);
}

static void write_choices(const struct cips_instrument *instrument, struct cips_buf *out)
{
	struct grid grid = {0};
	struct choice_columns c;
	c.list_name = add_column(&grid, "list_name", true);
	c.name = add_column(&grid, "name", true);
	c.label = add_texts(&grid, instrument, "label", true);
	c.score = add_column(&grid, "score", false);
	c.missing = add_column(&grid, "missing", false);
	c.positive = add_column(&grid, "positive", false);
	c.attributes = grid.width;
	for (size_t i = 0; i < instrument->n_attributes; i++)
		add_column(&grid, instrument->attributes[i], true);
	const bool *implied = implied_lists(&grid, instrument);
	for (size_t i = 0; i < instrument->n_lists; i++) {
		const struct cips_list *list = &instrument->lists[i];
		if (implied[i])
			continue;
		for (size_t k = 0; k < list->n; k++)
			write_choice(&grid, &c, instrument, list, &list->choices[k]);
	}
	if (grid.n)
		write_grid(&grid, "choices", out);
	cips_arena_release(&grid.arena);
}

static void write_factors(const struct cips_instrument *instrument, struct cips_buf *out)
{
	struct grid grid = {0};
	size_t code = add_column(&grid, "factor", true);
	size_t label = add_texts(&grid, instrument, "label", false);
	for (size_t i = 0; i < instrument->n_factors; i++) {
		add_line(&grid);
		set(&grid, code, instrument->factors[i].code);
		set_text(&grid, instrument, label, &instrument->factors[i].label);
	}
	if (grid.n)
		write_grid(&grid, "factors", out);
	cips_arena_release(&grid.arena);
}

static bool has_meanings(const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->factor != CIPS_NONE || item->negative || item->use || item->sensitive ||
			strcmp(item->indicator, item->name) != 0)
			return true;
	}
	return false;
}

/*
 * A language as the fallback names it: by its name, or by its code where the name has a sign of the
 * list in it.
 */
static void add_language(struct cips_buf *buf, const char *language)
{
	char code[CIPS_LANGUAGE_CODE];
	cips_model_language_tag(code, language);
	cips_buf_puts(buf, strpbrk(language, ",;>") && *code ? code : language);
}

/* The chains in the order of their languages: "French (fr) > English (en), ..."; "" for none. */
static const char *fallback_text(struct grid *grid, const struct cips_instrument *instrument)
{
	struct cips_buf buf = {0};
	for (size_t l = 0; instrument->fallback && l < instrument->n_languages; l++) {
		const struct cips_fallback *fallback = &instrument->fallback[l];
		if (!fallback->n)
			continue;
		cips_buf_puts(&buf, buf.n ? ", " : "");
		add_language(&buf, instrument->languages[l]);
		for (size_t i = 0; i < fallback->n; i++) {
			cips_buf_puts(&buf, " > ");
			add_language(&buf, instrument->languages[fallback->languages[i]]);
		}
	}
	return cips_buf_keep(&buf, &grid->arena);
}

static void write_settings(const struct cips_instrument *instrument, struct cips_buf *out)
{
	struct grid grid = {0};
	size_t title = add_column(&grid, "form_title", true);
	size_t id = add_column(&grid, "form_id", true);
	size_t version = add_column(&grid, "version", false);
	size_t language = add_column(&grid, "default_language", false);
	size_t namespaces = add_column(&grid, "namespaces", false);
	size_t fallback = add_column(&grid, "cips:fallback", false);
	add_line(&grid);
	set(&grid, title,
		cips_model_text(instrument, &instrument->title, instrument->default_language));
	set(&grid, id, instrument->code);
	set(&grid, version, instrument->version);
	set(&grid, language, instrument->languages[instrument->default_language]);
	if (has_meanings(instrument))
		set(&grid, namespaces, "cips=\"https://example.org/cips\"");
	set(&grid, fallback, fallback_text(&grid, instrument));
	write_grid(&grid, "settings", out);
}

void cips_forms_write(const struct cips_instrument *instrument, struct cips_buf *out)
{
	write_survey(instrument, out);
	write_choices(instrument, out);
	write_factors(instrument, out);
	write_settings(instrument, out);
}
