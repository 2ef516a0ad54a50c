/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/row.h"

#include "base/utf8.h"
#include "intake/mapping.h"

#include <math.h>
#include <string.h>
#include <strings.h>

void cips_intake_reader_start(struct cips_row_reader *reader,
	const struct cips_instrument *instrument, const struct cips_units *units, long today)
{
	*reader = (struct cips_row_reader){.instrument = instrument, .units = units};
	struct cips_arena *arena = &reader->arena;
	reader->interview = cips_model_interview_new(instrument, units, today);
	reader->lists = cips_arena_alloc(arena, instrument->n_lists, sizeof(*reader->lists));
	for (size_t l = 0; l < instrument->n_lists; l++)
		reader->lists[l] = cips_intake_lookup_list(instrument, &instrument->lists[l]);
	if (units)
		reader->unit_lookup = cips_intake_lookup_units(units);
	reader->bad = cips_arena_alloc(arena, instrument->n_items, sizeof *reader->bad);
	reader->visited = cips_arena_alloc(arena, instrument->n_items, sizeof *reader->visited);
}

/* Whether an answer is a choice, and all that comes of it a byte or two of the record. */
static bool is_quick(const struct cips_instrument *instrument, const struct cips_column *column)
{
	if (column->kind != CIPS_COLUMN_ITEM || column->item == instrument->weight_item ||
		column->item == instrument->seconds_item)
		return false;
	const struct cips_item *item = &instrument->items[column->item];
	bool one_choice = item->type == CIPS_ITEM_SELECT_ONE || item->type == CIPS_ITEM_RANGE;
	return one_choice && item->width <= sizeof((struct cips_known_cell *)0)->bytes;
}

void cips_intake_reader_columns(struct cips_row_reader *reader)
{
	const struct cips_columns *columns = reader->columns;
	reader->quick = cips_arena_alloc(&reader->arena, columns->n, sizeof *reader->quick);
	for (size_t c = 0; c < columns->n; c++) {
		if (columns->list[c].values || !is_quick(reader->instrument, &columns->list[c]))
			continue;
		const struct cips_item *item = &reader->instrument->items[columns->list[c].item];
		bool one_byte =
			item->width == 1 && !cips_model_unit_coded(reader->instrument, item);
		reader->quick[c] = (struct cips_quick_column){
			.choices = one_byte ? reader->lists[item->list]->single : NULL,
			.offset = item->offset,
			.width = item->width,
		};
	}
}

void cips_intake_reader_release(struct cips_row_reader *reader)
{
	if (!reader->instrument)
		return;
	for (size_t l = 0; l < reader->instrument->n_lists; l++)
		cips_intake_lookup_free(reader->lists[l]);
	cips_intake_lookup_free(reader->unit_lookup);
	cips_model_interview_free(reader->interview);
	cips_arena_release(&reader->arena);
	cips_arena_release(&reader->row);
}

void cips_intake_row_fault(
	struct cips_row_reader *reader, size_t column, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *text = cips_arena_vprintf(&reader->row, format, args);
	va_end(args);
	const struct cips_column *known = &reader->columns->list[column];
	bool of_item = known->kind == CIPS_COLUMN_ITEM || known->kind == CIPS_COLUMN_TICK;
	long line, place;
	cips_intake_csv_place(reader->csv, column, &line, &place);
	cips_findings_add(reader->findings, CIPS_ERROR, code, NULL, line, place, "%s", text);
	cips_findings_item(reader->findings,
		of_item ? reader->instrument->items[known->item].name : known->name);
	cips_findings_value(reader->findings, reader->record->fields[column].text);
	if (of_item) {
		reader->bad[known->item] = true;
		reader->n_bad++;
	}
}

const char *cips_intake_row_shown(struct cips_row_reader *reader, struct cips_span cell)
{
	const char *copy = cips_arena_strndup(&reader->row, cell.text, cell.n);
	return cips_intake_shown(reader->findings, copy);
}

/* --- reserved columns ----------------------------------------------------------------------- */

static void read_mode(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	if (cips_intake_is_mode(cell.text, cell.n)) {
		reader->values.mode = cips_arena_strndup(&reader->row, cell.text, cell.n);
		return;
	}
	cips_intake_row_fault(reader, column, "mode-invalid", "\"%s\" is no mode",
		cips_intake_row_shown(reader, cell));
	cips_findings_hint(reader->findings,
		"a mode is a word of up to 16 letters, digits, _ or -, "
		"as paper or web");
}

static void read_language(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	const struct cips_instrument *instrument = reader->instrument;
	const char *wanted = cips_arena_strndup(&reader->row, cell.text, cell.n);
	int language = cips_model_language(instrument, wanted);
	if (language >= 0) {
		reader->values.language = instrument->languages[language];
		return;
	}
	cips_intake_row_fault(reader, column, "language-unknown",
		"the instrument has no language \"%s\"", cips_intake_row_shown(reader, cell));
	const char *all = cips_model_languages(instrument, &reader->row);
	if (*all)
		cips_findings_hint(reader->findings, "its languages are %s", all);
	else
		cips_findings_hint(reader->findings, "it names none; leave the cell empty");
}

/* Yes or no as 1/0, true/false, yes/no; -1 for another text. */
static int read_truth(struct cips_span cell, bool words)
{
	static const struct {
		const char *text;
		int truth;
		bool word;
	} known[] = {
		{"1", 1, false},
		{"0", 0, false},
		{"true", 1, false},
		{"false", 0, false},
		{"yes", 1, true},
		{"no", 0, true},
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strlen(known[i].text) == cell.n && (words || !known[i].word) &&
			strncasecmp(known[i].text, cell.text, cell.n) == 0)
			return known[i].truth;
	return -1;
}

static void read_assisted(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	int truth = read_truth(cell, true);
	reader->values.assisted = truth == 1;
	if (truth >= 0)
		return;
	cips_intake_row_fault(reader, column, "assisted-invalid", "\"%s\" is neither yes nor no",
		cips_intake_row_shown(reader, cell));
	cips_findings_hint(reader->findings, "write yes or no");
}

static void read_weight(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	double weight;
	if (!cips_intake_number(reader, column, cell, &weight))
		return;
	if (weight < 0) {
		cips_intake_row_fault(reader, column, "weight-negative",
			"the weight %s is negative", cips_intake_row_shown(reader, cell));
		cips_findings_hint(reader->findings, "a weight is 0 or more");
		return;
	}
	reader->values.weight = weight == 0 ? 0 : weight;
}

static void read_seconds(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	double seconds;
	if (!cips_intake_number(reader, column, cell, &seconds))
		return;
	if (seconds < 0) {
		cips_intake_row_fault(reader, column, "seconds-negative",
			"the duration %s is negative", cips_intake_row_shown(reader, cell));
		cips_findings_hint(reader->findings, "give seconds from 0, or nothing");
		return;
	}
	reader->values.seconds = seconds == 0 ? 0 : seconds;
}

static void read_response_id(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	reader->values.response_id = cell;
	if (cips_utf8_control(cell.text, cell.n) == cell.n)
		return;
	cips_intake_row_fault(
		reader, column, "control-character", "a control character in the response_id");
	cips_findings_hint(reader->findings, "type the response_id again");
}

static void read_wave(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	if (!cips_intake_is_wave(cell.text, cell.n)) {
		cips_intake_row_fault(reader, column, "wave-invalid", "\"%s\" is no code of a wave",
			cips_intake_row_shown(reader, cell));
		cips_findings_hint(
			reader->findings, "a wave's code is 1 to 32 letters, digits, _ . or -");
	} else if (reader->wave &&
		(strlen(reader->wave) != cell.n || memcmp(reader->wave, cell.text, cell.n) != 0)) {
		cips_intake_row_fault(reader, column, "wave-conflict",
			"the row says wave \"%s\", but the import is for \"%s\"",
			cips_intake_row_shown(reader, cell), reader->wave);
		cips_findings_hint(reader->findings, "correct the cell, or import without --wave");
	}
	reader->values.wave = cell;
}

/* --- cells ---------------------------------------------------------------------------------- */

static void read_tick(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	const struct cips_column *known = &reader->columns->list[column];
	const struct cips_item *item = &reader->instrument->items[known->item];
	uint8_t *record = cips_model_interview_response(reader->interview)->record;
	int truth = read_truth(cell, false);
	if (truth >= 0) {
		record[item->offset + known->choice - 1] = truth ? 1 : 2;
		return;
	}
	cips_intake_row_fault(reader, column, "tick-invalid", "\"%s\" is neither 0 nor 1",
		cips_intake_row_shown(reader, cell));
	cips_findings_hint(reader->findings, "write 1 where the choice is ticked, 0 where not");
}

static void (*const reserved[CIPS_COLUMN_KINDS])(
	struct cips_row_reader *reader, size_t column, struct cips_span cell) = {
	[CIPS_COLUMN_TICK] = read_tick,
	[CIPS_COLUMN_RESPONSE_ID] = read_response_id,
	[CIPS_COLUMN_WAVE] = read_wave,
	[CIPS_COLUMN_MODE] = read_mode,
	[CIPS_COLUMN_WEIGHT] = read_weight,
	[CIPS_COLUMN_SECONDS] = read_seconds,
	[CIPS_COLUMN_LANGUAGE] = read_language,
	[CIPS_COLUMN_ASSISTED] = read_assisted,
};

static void read_item(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	int item = reader->columns->list[column].item;
	if (!cips_intake_answer(reader, column, cell))
		return;
	if (item == reader->instrument->weight_item)
		read_weight(reader, column, cell);
	else if (item == reader->instrument->seconds_item)
		read_seconds(reader, column, cell);
}

static void read_cell(struct cips_row_reader *reader, size_t column, const struct cips_field *field)
{
	const struct cips_column *known = &reader->columns->list[column];
	enum cips_column_kind kind = known->kind;
	struct cips_span cell = cips_intake_trim(field->text, field->n);
	if (cell.n && known->values)
		cell = cips_intake_mapped_cell(known->values, cell, &reader->row);
	if (!cell.n || kind == CIPS_COLUMN_NONE)
		return;
	if (kind == CIPS_COLUMN_ITEM)
		read_item(reader, column, cell);
	else if (kind == CIPS_COLUMN_BATCH)
		reader->values.batch = cell;
	else if (kind == CIPS_COLUMN_LINE)
		reader->values.line = cell;
	else
		reserved[kind](reader, column, cell);
}

/* The place of a short cell among those that are known of its column. */
static struct cips_known_cell *known_cell(
	struct cips_row_reader *reader, struct cips_quick_column *quick, uint64_t text)
{
	enum { BITS = 11 }; /* hundreds of units hardly ever share a place */
	if (!quick->known)
		quick->known = cips_arena_alloc(&reader->arena, 1 << BITS, sizeof *quick->known);
	return &quick->known[text * UINT64_C(0x9e3779b97f4a7c15) >> (64 - BITS)];
}

/* A cell that is not empty, of a column of choices: as it was read before, where it was. */
static void read_choices(
	struct cips_row_reader *reader, size_t column, const struct cips_field *field)
{
	struct cips_quick_column *quick = &reader->quick[column];
	uint8_t *bytes = cips_model_interview_response(reader->interview)->record + quick->offset;
	uint64_t text = 0;
	if (field->n > sizeof text) {
		read_cell(reader, column, field);
		return;
	}
	memcpy(&text, field->text, field->n);
	struct cips_known_cell *known = known_cell(reader, quick, text);
	if (known->text == text && known->n == field->n) {
		memcpy(bytes, known->bytes, quick->width);
		return;
	}
	size_t before = reader->findings->found;
	read_cell(reader, column, field);
	if (reader->findings->found > before || !*bytes)
		return; /* at fault, or blank */
	*known = (struct cips_known_cell){.text = text, .n = (uint8_t)field->n};
	memcpy(known->bytes, bytes, quick->width);
}

static void read_cells(struct cips_row_reader *reader, const struct cips_record *record)
{
	uint8_t *bytes = cips_model_interview_response(reader->interview)->record;
	for (size_t c = 0; c < record->n; c++) {
		const struct cips_field *field = &record->fields[c];
		const struct cips_quick_column *quick = &reader->quick[c];
		unsigned char first = (unsigned char)field->text[0];
		uint16_t position =
			field->n == 1 && quick->choices && first < 128 ? quick->choices[first] : 0;
		if (position)
			bytes[quick->offset] = (uint8_t)position;
		else if (field->n && quick->width)
			read_choices(reader, c, field);
		else if (field->n)
			read_cell(reader, c, field);
	}
}

/* Where some choices of an item have a 0 or a 1, the others are not ticked. */
static void complete_ticks(struct cips_row_reader *reader)
{
	uint8_t *record = cips_model_interview_response(reader->interview)->record;
	for (size_t i = 0; i < reader->instrument->n_items; i++) {
		if (!reader->columns->ticked[i])
			continue;
		const struct cips_item *item = &reader->instrument->items[i];
		uint8_t *bytes = record + item->offset;
		bool any = memchr(bytes, 1, item->width) || memchr(bytes, 2, item->width);
		for (size_t b = 0; any && b < item->width; b++)
			if (bytes[b] == CIPS_BYTE_NOT_SHOWN)
				bytes[b] = 2;
	}
}

/* --- the row -------------------------------------------------------------------------------- */

/* A column that must have something in every row. */
static void check_filled(
	struct cips_row_reader *reader, int column, const char *code, const char *hint)
{
	if (column < 0)
		return;
	const struct cips_field *field = &reader->record->fields[column];
	if (cips_intake_trim(field->text, field->n).n)
		return;
	cips_intake_row_fault(
		reader, (size_t)column, code, "%s is empty", reader->columns->list[column].name);
	cips_findings_hint(reader->findings, "%s", hint);
}

static void check_filled_columns(struct cips_row_reader *reader)
{
	const struct cips_columns *columns = reader->columns;
	check_filled(reader, columns->of_kind[CIPS_COLUMN_WEIGHT], "weight-missing",
		"give the row a weight, 0 to leave it out of the figures");
	check_filled(reader, columns->of_kind[CIPS_COLUMN_RESPONSE_ID], "response-id-missing",
		"give every row an id, or leave the column out");
	if (!reader->wave)
		check_filled(reader, columns->of_kind[CIPS_COLUMN_WAVE], "wave-missing",
			"name the wave in each row, or import with --wave");
	for (size_t c = 0; reader->instrument->weight_item >= 0 && c < columns->n; c++)
		if (columns->list[c].kind == CIPS_COLUMN_ITEM &&
			columns->list[c].item == reader->instrument->weight_item)
			check_filled(reader, (int)c, "weight-missing",
				"give the row a weight, 0 to leave it out of the figures");
}

static bool check_width(struct cips_row_reader *reader, const struct cips_record *record)
{
	size_t expected = reader->columns->n;
	if (record->n == expected)
		return true;
	bool short_row = record->n < expected;
	cips_findings_add(reader->findings, CIPS_ERROR, short_row ? "row-short" : "row-long", NULL,
		record->line, 0, "%zu %s, but the header has %zu", record->n,
		record->n == 1 ? "field" : "fields", expected);
	cips_findings_hint(reader->findings,
		short_row ? "is a delimiter missing?"
			  : "put a text that holds the delimiter in quotes");
	return false;
}

static void start_row(struct cips_row_reader *reader, const struct cips_record *record)
{
	cips_arena_reset(&reader->row);
	cips_model_interview_clear(reader->interview);
	if (reader->n_bad)
		memset(reader->bad, 0, reader->instrument->n_items * sizeof *reader->bad);
	reader->n_bad = 0;
	reader->record = record;
	reader->values = (struct cips_row_values){
		.response_id = {"", 0},
		.wave = {"", 0},
		.batch = {"", 0},
		.line = {"", 0},
		.mode = "",
		.language = "",
		.weight = NAN,
		.seconds = NAN,
	};
	if (reader->wave)
		reader->values.wave = (struct cips_span){reader->wave, strlen(reader->wave)};
}

/* A weight or a duration that the form calculates. */
static void take_computed(struct cips_row_reader *reader)
{
	const struct cips_instrument *instrument = reader->instrument;
	int weight = instrument->weight_item, seconds = instrument->seconds_item;
	if (weight >= 0 && !cips_model_stored(instrument->items[weight].type)) {
		double value =
			cips_value_number(cips_model_interview_value(reader->interview, weight));
		reader->values.weight = isfinite(value) && value >= 0 ? value : NAN;
	}
	if (seconds >= 0 && !cips_model_stored(instrument->items[seconds].type)) {
		double value =
			cips_value_number(cips_model_interview_value(reader->interview, seconds));
		reader->values.seconds = isfinite(value) && value >= 0 ? value : NAN;
	}
}

bool cips_intake_row(struct cips_row_reader *reader, const struct cips_record *record)
{
	size_t before = reader->findings->errors;
	start_row(reader, record);
	if (!check_width(reader, record))
		return false;
	read_cells(reader, record);
	check_filled_columns(reader);
	complete_ticks(reader);
	cips_intake_rules(reader);
	take_computed(reader);
	return reader->findings->errors == before;
}
