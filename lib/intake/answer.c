/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One cell into the answer of an item, by the item's type.
 */
#include "base/number.h"
#include "base/utf8.h"
#include "intake/row.h"
#include "model/answering.h"

#include <string.h>

enum {
	LONGEST_NUMBER = 63, /* characters; no number that people write is longer */
	CHOICES_IN_HINT = 8, /* lists up to this size are spelled out */
};

static struct cips_response *response(struct cips_row_reader *reader)
{
	return cips_model_interview_response(reader->interview);
}

/* --- choices -------------------------------------------------------------------------------- */

static void hint_choices(
	struct cips_row_reader *reader, const struct cips_lookup *lookup, bool units)
{
	struct cips_findings *findings = reader->findings;
	if (lookup->n > CHOICES_IN_HINT) {
		cips_findings_hint(findings,
			units ? "give the code or the name of a unit"
			      : "give the name or the label of a choice");
		return;
	}
	struct cips_arena *arena = &findings->arena;
	const char *all = "";
	for (size_t i = 0; i < lookup->n; i++)
		all = cips_arena_printf(arena, "%s%s%s", all, i ? ", " : "", lookup->names[i]);
	cips_findings_hint(findings, "the %s are %s", units ? "units" : "choices", all);
}

static void report_choice(struct cips_row_reader *reader, size_t column, struct cips_span text,
	int found, const struct cips_lookup *lookup, const char *kind)
{
	const struct cips_item *item =
		&reader->instrument->items[reader->columns->list[column].item];
	bool units = strcmp(kind, "unit") == 0;
	const char *shown = cips_intake_row_shown(reader, text);
	if (found == CIPS_LOOKUP_AMBIGUOUS) {
		cips_intake_row_fault(reader, column, units ? "unit-ambiguous" : "choice-ambiguous",
			"\"%s\" is the name of several %ss", shown, kind);
		cips_findings_hint(reader->findings, "give the code of the one that is meant");
		return;
	}
	const char *copy = cips_arena_strndup(&reader->row, text.text, text.n);
	if (units)
		cips_intake_row_fault(
			reader, column, "unit-unknown", "there is no unit \"%s\"", shown);
	else
		cips_intake_row_fault(reader, column, "choice-unknown", "\"%s\" is no choice of %s",
			shown, item->name);
	const char *guess = cips_intake_lookup_guess(reader->findings, lookup, copy);
	if (guess)
		cips_findings_hint(reader->findings, "did you mean \"%s\"?", guess);
	else
		hint_choices(reader, lookup, units);
}

/* A unit of the tree by code or name. */
static bool read_tree_unit(struct cips_row_reader *reader, size_t column,
	const struct cips_item *item, struct cips_span cell)
{
	int unit = cips_intake_lookup(reader->unit_lookup, cell.text, cell.n);
	if (unit < 0) {
		report_choice(reader, column, cell, unit, reader->unit_lookup, "unit");
		return false;
	}
	cips_model_set_choice(reader->instrument, reader->units, item, response(reader)->record,
		(size_t)unit + 1);
	return true;
}

static bool read_choice(struct cips_row_reader *reader, size_t column, const struct cips_item *item,
	struct cips_span cell)
{
	const struct cips_list *list = &reader->instrument->lists[item->list];
	bool unit_coded = reader->unit_lookup && cips_model_unit_coded(reader->instrument, item);
	if (unit_coded && list->from_units)
		return read_tree_unit(reader, column, item, cell);
	struct cips_lookup *lookup = reader->lists[item->list];
	int entry = cips_intake_lookup(lookup, cell.text, cell.n);
	if (entry < 0) {
		report_choice(reader, column, cell, entry, lookup, "choice");
		return false;
	}
	cips_model_set_choice(reader->instrument, reader->units, item, response(reader)->record,
		(size_t)entry + 1);
	return true;
}

/* A step of a range, however the number is written. */
static bool read_range(struct cips_row_reader *reader, size_t column, const struct cips_item *item,
	struct cips_span cell)
{
	const struct cips_list *list = &reader->instrument->lists[item->list];
	struct cips_lookup *lookup = reader->lists[item->list];
	int entry = cips_intake_lookup(lookup, cell.text, cell.n);
	double number, step;
	char low[CIPS_NUMBER_SIZE], high[CIPS_NUMBER_SIZE], by[CIPS_NUMBER_SIZE];
	if (entry < 0 && !cips_intake_number(reader, column, cell, &number))
		return false;
	for (size_t i = 0; entry < 0 && i < list->n; i++)
		if (cips_number_parse(list->choices[i].name, &step) && step == number)
			entry = (int)i;
	if (entry < 0) {
		cips_intake_row_fault(reader, column, "number-range", "%s is no step of the scale",
			cips_intake_row_shown(reader, cell));
		cips_findings_hint(reader->findings, "the scale goes from %s to %s by %s",
			cips_number_format(low, item->range_start),
			cips_number_format(high, item->range_end),
			cips_number_format(by, item->range_step));
		return false;
	}
	cips_model_set_code(item, response(reader)->record, (unsigned)entry + 1);
	return true;
}

/* --- what is said instead of an answer ------------------------------------------------------- */

/* The words of contract section 2, for items whose list has no such choice. */
static const struct {
	enum cips_state state;
	enum cips_missing missing;
	uint8_t byte;
} silences[] = {
	{CIPS_STATE_DONT_KNOW, CIPS_MISSING_DONT_KNOW, CIPS_BYTE_DONT_KNOW},
	{CIPS_STATE_REFUSED, CIPS_MISSING_REFUSED, CIPS_BYTE_REFUSED},
	{CIPS_STATE_NOT_APPLICABLE, CIPS_MISSING_NOT_APPLICABLE, CIPS_BYTE_NOT_APPLICABLE},
};

static bool is_word(struct cips_span cell, const char *word)
{
	return strlen(word) == cell.n && memcmp(word, cell.text, cell.n) == 0;
}

/* Whether the cell means a choice as it stands. */
static bool is_choice(
	struct cips_row_reader *reader, const struct cips_item *item, struct cips_span cell)
{
	const struct cips_list *list = cips_model_list(reader->instrument, item);
	struct cips_lookup *lookup = NULL;
	if (list)
		lookup = list->from_units ? reader->unit_lookup : reader->lists[item->list];
	return lookup && cips_intake_lookup(lookup, cell.text, cell.n) >= 0;
}

/* Chooses the first choice that means it, alone. */
static bool choose_silence(
	struct cips_row_reader *reader, const struct cips_item *item, enum cips_missing missing)
{
	const struct cips_list *list = cips_model_list(reader->instrument, item);
	uint8_t *record = response(reader)->record;
	size_t i = 0;
	while (list && i < list->n && list->choices[i].missing != missing)
		i++;
	if (!list || i == list->n)
		return false;
	if (item->type == CIPS_ITEM_SELECT_MULTIPLE) {
		memset(record + item->offset, CIPS_BYTE_NOT_TICKED, item->width);
		record[item->offset + i] = CIPS_BYTE_TICKED;
	} else if (item->type == CIPS_ITEM_RANK) {
		memset(record + item->offset, CIPS_BYTE_SKIPPED, item->width);
		record[item->offset] = (uint8_t)(i + 1);
	} else {
		cips_model_set_choice(reader->instrument, reader->units, item, record, i + 1);
	}
	return true;
}

/* A word that says why there is no answer. In a text it is a text like any other. */
static bool read_silence(
	struct cips_row_reader *reader, const struct cips_item *item, struct cips_span cell)
{
	for (size_t s = 0; s < sizeof silences / sizeof *silences; s++) {
		if (!is_word(cell, cips_model_state_name(silences[s].state)))
			continue;
		if (item->type == CIPS_ITEM_TEXT || is_choice(reader, item, cell))
			return false;
		if (!choose_silence(reader, item, silences[s].missing))
			cips_model_set_state(item, response(reader)->record, silences[s].byte);
		return true;
	}
	return false;
}

/* --- several choices ------------------------------------------------------------------------ */

static bool read_ticks(struct cips_row_reader *reader, size_t column, const struct cips_item *item,
	struct cips_span cell)
{
	struct cips_lookup *lookup = reader->lists[item->list];
	uint8_t *bytes = response(reader)->record + item->offset;
	memset(bytes, 2, item->width);
	for (struct cips_span rest = cell, word; (word = cips_intake_word(&rest)).n;) {
		int entry = cips_intake_lookup(lookup, word.text, word.n);
		if (entry < 0) {
			/* A label of several words stands for one choice. */
			int whole = cips_intake_lookup(lookup, cell.text, cell.n);
			if (whole < 0) {
				report_choice(reader, column, word, entry, lookup, "choice");
				return false;
			}
			memset(bytes, 2, item->width);
			bytes[whole] = 1;
			return true;
		}
		bytes[entry] = 1;
	}
	return true;
}

static bool read_rank(struct cips_row_reader *reader, size_t column, const struct cips_item *item,
	struct cips_span cell)
{
	struct cips_lookup *lookup = reader->lists[item->list];
	uint8_t *bytes = response(reader)->record + item->offset;
	size_t place = 0;
	for (struct cips_span rest = cell, word; (word = cips_intake_word(&rest)).n; place++) {
		int entry = cips_intake_lookup(lookup, word.text, word.n);
		if (entry < 0) {
			report_choice(reader, column, word, entry, lookup, "choice");
			return false;
		}
		if (memchr(bytes, entry + 1, place)) {
			cips_intake_row_fault(reader, column, "rank-twice",
				"\"%s\" has two places in the ranking",
				cips_intake_row_shown(reader, word));
			cips_findings_hint(reader->findings, "name each choice once, best first");
			return false;
		}
		bytes[place] = (uint8_t)(entry + 1);
	}
	memset(bytes + place, CIPS_BYTE_SKIPPED, item->width - place);
	return true;
}

/* --- numbers, dates, text ------------------------------------------------------------------- */

/* The text with its first comma as a point, and the other way round. */
static char *exchanged(struct cips_row_reader *reader, const char *text)
{
	char *copy = cips_arena_strdup(&reader->row, text);
	char *sign = strpbrk(copy, ",.");
	if (sign)
		*sign = *sign == ',' ? '.' : ',';
	return copy;
}

/* Says why a text is no number. */
static void report_number(struct cips_row_reader *reader, size_t column, const char *text)
{
	struct cips_span cell = {text, strlen(text)};
	const char *shown = cips_intake_row_shown(reader, cell);
	char *other = exchanged(reader, text);
	double number;
	if (reader->decimal == ',' && cips_number_parse(text, &number)) {
		cips_intake_row_fault(reader, column, "number-point",
			"%s is written with a decimal point, and this file has decimal commas",
			shown);
		cips_findings_hint(reader->findings, "write %s", other);
	} else if (reader->decimal != ',' && strchr(text, ',') &&
		cips_number_parse(other, &number)) {
		cips_intake_row_fault(reader, column, "number-comma",
			"%s is written with a decimal comma", shown);
		cips_findings_hint(reader->findings,
			"write %s; or say --decimal \",\" where all of the file has commas", other);
	} else if (strspn(text, "+-0123456789.eE") == cell.n && strpbrk(text, "eE") &&
		strpbrk(text, "0123456789")) {
		cips_intake_row_fault(
			reader, column, "number-too-large", "%s is too large for a number", shown);
		cips_findings_hint(reader->findings, "correct the number");
	} else {
		cips_intake_row_fault(
			reader, column, "number-invalid", "\"%s\" is no number", shown);
		cips_findings_hint(reader->findings, "write digits with a decimal %s",
			reader->decimal == ',' ? "comma, as 3,5" : "point, as 3.5");
	}
}

bool cips_intake_number(
	struct cips_row_reader *reader, size_t column, struct cips_span cell, double *number)
{
	char text[LONGEST_NUMBER + 1];
	if (cell.n <= LONGEST_NUMBER) {
		memcpy(text, cell.text, cell.n);
		text[cell.n] = '\0';
		char *comma = reader->decimal == ',' ? strchr(text, ',') : NULL;
		bool point = reader->decimal == ',' && strchr(text, '.');
		if (comma)
			*comma = '.';
		if (!point && cips_number_parse(text, number))
			return true;
	}
	report_number(reader, column, cips_arena_strndup(&reader->row, cell.text, cell.n));
	return false;
}

static bool read_decimal(struct cips_row_reader *reader, size_t column,
	const struct cips_item *item, struct cips_span cell)
{
	double number;
	if (!cips_intake_number(reader, column, cell, &number))
		return false;
	cips_model_set_number(response(reader), item, number);
	return true;
}

static bool read_integer(struct cips_row_reader *reader, size_t column,
	const struct cips_item *item, struct cips_span cell)
{
	double number;
	if (!cips_intake_number(reader, column, cell, &number))
		return false;
	enum cips_number_fit fit = cips_model_number_fit(item, number);
	if (fit == CIPS_NUMBER_NOT_WHOLE) {
		cips_intake_row_fault(reader, column, "number-not-whole",
			"%s takes whole numbers, and %s is none", item->name,
			cips_intake_row_shown(reader, cell));
		cips_findings_hint(reader->findings, "correct the number");
		return false;
	}
	if (fit == CIPS_NUMBER_TOO_LARGE) {
		cips_intake_row_fault(reader, column, "number-too-large",
			"%s is too large for a whole number", cips_intake_row_shown(reader, cell));
		cips_findings_hint(reader->findings, "correct the number");
		return false;
	}
	cips_model_set_number(response(reader), item, number);
	return true;
}

static bool read_date(struct cips_row_reader *reader, size_t column, const struct cips_item *item,
	struct cips_span cell)
{
	long days;
	const char *text = cips_arena_strndup(&reader->row, cell.text, cell.n);
	if (!cips_date_parse(text, &days)) {
		cips_intake_row_fault(reader, column, "date-invalid", "\"%s\" is no date",
			cips_intake_row_shown(reader, cell));
		cips_findings_hint(reader->findings, "write year-month-day, as 2026-03-31");
		return false;
	}
	cips_model_set_number(response(reader), item, (double)days);
	return true;
}

static bool read_text(struct cips_row_reader *reader, size_t column, const struct cips_item *item,
	struct cips_span cell)
{
	size_t characters = cips_utf8_length(cell.text, cell.n);
	if (characters > CIPS_TYPED_CHARACTERS || cell.n > CIPS_TYPED_BYTES) {
		cips_intake_row_fault(reader, column, "text-too-long",
			"a text of %zu characters and %zu bytes; the most is %d and %d", characters,
			cell.n, CIPS_TYPED_CHARACTERS, CIPS_TYPED_BYTES);
		cips_findings_hint(reader->findings, "shorten it; nothing is cut on its own");
		return false;
	}
	size_t control = cips_utf8_control(cell.text, cell.n);
	if (control < cell.n) {
		cips_intake_row_fault(reader, column, "control-character",
			"a control character at character %zu of the text",
			cips_utf8_length(cell.text, control) + 1);
		cips_findings_hint(reader->findings, "delete it; new lines and tabs are allowed");
		return false;
	}
	cips_model_set_text(
		response(reader), item, cips_arena_strndup(&reader->row, cell.text, cell.n));
	return true;
}

static bool (*const readers[])(struct cips_row_reader *reader, size_t column,
	const struct cips_item *item, struct cips_span cell) = {
	[CIPS_ITEM_TEXT] = read_text,
	[CIPS_ITEM_INTEGER] = read_integer,
	[CIPS_ITEM_DECIMAL] = read_decimal,
	[CIPS_ITEM_RANGE] = read_range,
	[CIPS_ITEM_DATE] = read_date,
	[CIPS_ITEM_ACKNOWLEDGE] = read_choice,
	[CIPS_ITEM_SELECT_ONE] = read_choice,
	[CIPS_ITEM_SELECT_MULTIPLE] = read_ticks,
	[CIPS_ITEM_RANK] = read_rank,
};

bool cips_intake_answer(struct cips_row_reader *reader, size_t column, struct cips_span cell)
{
	const struct cips_item *item =
		&reader->instrument->items[reader->columns->list[column].item];
	return read_silence(reader, item, cell) || readers[item->type](reader, column, item, cell);
}
