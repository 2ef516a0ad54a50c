/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate/simulate.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/number.h"
#include "model/words.h"
#include "simulate/person.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { CHUNK = 1 << 16 }; /* bytes that are written at once */

/* A field as it stands in the file. */
struct field {
	const char *text;
	size_t n;
};

struct writer {
	const struct cips_recipe *recipe;
	const struct cips_simulation *simulation;
	FILE *out;
	struct cips_buf row;
	struct field **choices; /* by list, then by entry */
	struct field *units;
	struct cips_arena arena;
};

static struct field make_field(struct writer *writer, const char *text)
{
	struct cips_buf quoted = {0};
	cips_buf_csv(&quoted, text, ',');
	struct field field = {cips_arena_strdup(&writer->arena, cips_buf_text(&quoted)), quoted.n};
	cips_buf_release(&quoted);
	return field;
}

static void writer_start(struct writer *writer)
{
	const struct cips_instrument *instrument = writer->recipe->instrument;
	const struct cips_units *units = writer->recipe->units;
	struct cips_arena *arena = &writer->arena;
	writer->choices = cips_arena_alloc(arena, instrument->n_lists, sizeof(struct field *));
	for (size_t l = 0; l < instrument->n_lists; l++) {
		const struct cips_list *list = &instrument->lists[l];
		writer->choices[l] = cips_arena_alloc(arena, list->n, sizeof(struct field));
		for (size_t c = 0; c < list->n; c++)
			writer->choices[l][c] = make_field(writer, list->choices[c].name);
	}
	writer->units = cips_arena_alloc(arena, units ? units->n : 0, sizeof(struct field));
	for (size_t u = 0; units && u < units->n; u++)
		writer->units[u] = make_field(writer, units->list[u].code);
}

static void flush(struct writer *writer)
{
	fwrite(writer->row.text, 1, writer->row.n, writer->out);
	cips_buf_clear(&writer->row);
}

static void add_column(struct writer *writer, const char *text)
{
	cips_buf_putc(&writer->row, ',');
	cips_buf_csv(&writer->row, text, ',');
}

static void write_header(struct writer *writer)
{
	const struct cips_instrument *instrument = writer->recipe->instrument;
	cips_buf_puts(&writer->row, cips_reserved_columns[CIPS_RESERVED_RESPONSE_ID]);
	if (writer->simulation->wave)
		add_column(writer, cips_reserved_columns[CIPS_RESERVED_WAVE]);
	if (writer->recipe->languages.n)
		add_column(writer, cips_reserved_columns[CIPS_RESERVED_LANGUAGE]);
	if (writer->recipe->modes.n)
		add_column(writer, cips_reserved_columns[CIPS_RESERVED_MODE]);
	for (size_t i = 0; i < instrument->n_items; i++)
		if (instrument->items[i].width)
			add_column(writer, instrument->items[i].name);
	cips_buf_putc(&writer->row, '\n');
}

/* Several choices, or a number, a day or a text. */
static void add_other(struct writer *writer, const struct person *person, size_t index)
{
	const struct cips_item *item = &person->recipe->instrument->items[index];
	const uint8_t *bytes = person->response->record + item->offset;
	const struct field *choices = item->list < 0 ? NULL : writer->choices[item->list];
	char number[CIPS_NUMBER_SIZE];
	struct cips_buf *row = &writer->row;
	bool ticks = item->type == CIPS_ITEM_SELECT_MULTIPLE;
	const char *between = "";
	for (size_t k = 0; choices && k < item->width; k++) {
		bool named = ticks ? bytes[k] == CIPS_BYTE_TICKED
				   : bytes[k] >= 1 && bytes[k] <= item->width;
		if (!named)
			continue;
		const struct field *field = &choices[ticks ? k : bytes[k] - 1u];
		cips_buf_puts(row, between);
		cips_buf_add(row, field->text, field->n);
		between = " ";
	}
	if (choices || bytes[0] != 1)
		return;
	if (item->type == CIPS_ITEM_TEXT)
		cips_buf_csv(row, person->response->texts[item->text], ',');
	else if (item->type == CIPS_ITEM_DATE)
		cips_buf_puts(row,
			cips_date_format(number, (long)person->response->numbers[item->number]));
	else
		cips_buf_puts(
			row, cips_number_format(number, person->response->numbers[item->number]));
}

static void write_row(struct writer *writer, const struct person *person, uint64_t number)
{
	const struct cips_recipe *recipe = writer->recipe;
	struct cips_buf *row = &writer->row;
	cips_buf_printf(row, "simulated-%" PRIu64 "-%06" PRIu64, writer->simulation->seed, number);
	if (writer->simulation->wave)
		add_column(writer, writer->simulation->wave);
	if (recipe->languages.n)
		add_column(writer, recipe->instrument->languages[person->language]);
	if (recipe->modes.n)
		add_column(writer,
			(size_t)person->mode + 1 < recipe->modes.n
				? recipe->mode_names[person->mode]
				: "");
	for (size_t i = 0; i < recipe->instrument->n_items; i++) {
		const struct cips_item *item = &recipe->instrument->items[i];
		if (!item->width)
			continue;
		cips_buf_putc(row, ',');
		const struct field *fields = recipe->items[i].from_units ? writer->units
			: item->list >= 0 ? writer->choices[item->list]
					  : NULL;
		if (person->entries[i])
			cips_buf_add(row, fields[person->entries[i] - 1].text,
				fields[person->entries[i] - 1].n);
		else if (item->type != CIPS_ITEM_SELECT_ONE && item->type != CIPS_ITEM_RANGE &&
			item->type != CIPS_ITEM_ACKNOWLEDGE)
			add_other(writer, person, i);
	}
	cips_buf_putc(row, '\n');
}

enum cips_rc cips_simulate_write(const struct cips_recipe *recipe,
	const struct cips_simulation *simulation, FILE *out, struct cips_err *err)
{
	struct writer writer = {.recipe = recipe, .simulation = simulation, .out = out};
	struct person person;
	writer_start(&writer);
	person_start(&person, recipe, simulation->today, simulation->straight_liners);
	write_header(&writer);
	errno = 0;
	for (uint64_t i = 1; i <= simulation->n && !ferror(out); i++) {
		person_draw(&person, simulation->seed, i);
		write_row(&writer, &person, i);
		if (writer.row.n >= CHUNK)
			flush(&writer);
	}
	flush(&writer);
	enum cips_rc rc = CIPS_OK;
	if (ferror(out) || fflush(out) != 0)
		rc = cips_err_system(err, errno ? errno : EIO, "cannot write the answers");
	person_release(&person);
	cips_buf_release(&writer.row);
	cips_arena_release(&writer.arena);
	return rc;
}
