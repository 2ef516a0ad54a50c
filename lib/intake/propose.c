/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/propose.h"

#include "base/err.h"
#include "base/file.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "intake/lookup.h"
#include "intake/recognise.h"
#include "intake/spellings.h"
#include "model/record.h"

#include <string.h>

enum {
	VALUES_LISTED = 100, /* of a column; who has more has no list of choices */
	PART_BYTES = 8,	     /* a label must have so many to be looked for in a header */
};

/* A name or a label, and what it stands for. */
struct word {
	const char *text; /* as it stands, for guesses */
	const char *fold;
	const char *essence;
	size_t entry;
};

struct words {
	struct word *list;
	size_t n, room;
};

/* What a foreign text is taken for; entry SIZE_MAX: nothing comes near. */
struct guess {
	size_t entry;
	bool certain;
	const char *why;
};

struct proposing {
	struct cips_arena arena;
	struct cips_sample sample;
	struct cips_dialect dialect;
	struct cips_instrument *instrument;
	struct cips_units *units;
	struct cips_spellings spellings;
	struct words headers; /* entry: index of a spelling */
	struct cips_buf out;
	struct cips_map_proposal *proposal;
};

/* A column of the file that may need lines in the map. */
struct proposed {
	const char *header;
	const struct cips_column *means; /* NULL: nobody knows */
	struct cips_lookup *lookup;	 /* of what its cells may say, NULL: anything */
	struct words choices;		 /* entry: of the lookup */
	struct cips_map seen;		 /* foreign values */
	const char **values;
	size_t n, room;
};

/* --- guessing ------------------------------------------------------------------------------- */

static void add_word(
	struct proposing *proposing, struct words *words, const char *text, size_t entry)
{
	struct cips_arena *arena = &proposing->arena;
	if (!text || !*text)
		return;
	words->list =
		cips_arena_grow(arena, words->list, words->n, &words->room, sizeof(struct word));
	words->list[words->n++] = (struct word){
		.text = text,
		.fold = cips_utf8_fold(arena, text),
		.essence = cips_utf8_essence(arena, text),
		.entry = entry,
	};
}

static const char *word_at(const void *words, size_t i)
{
	return ((const struct word *)words)[i].text;
}

/* The entry of which a word equals the text, case aside; SIZE_MAX when none does or several do. */
static size_t find_equal(const struct words *words, const char *fold)
{
	size_t found = SIZE_MAX;
	for (size_t i = 0; i < words->n; i++) {
		if (strcmp(words->list[i].fold, fold) != 0 || words->list[i].entry == found)
			continue;
		if (found != SIZE_MAX)
			return SIZE_MAX;
		found = words->list[i].entry;
	}
	return found;
}

/* The entry with the longest label that is part of the text; SIZE_MAX when none is. */
static size_t find_part(const struct words *words, const char *essence)
{
	size_t found = SIZE_MAX, longest = PART_BYTES - 1;
	for (size_t i = 0; i < words->n; i++) {
		size_t n = strlen(words->list[i].essence);
		if (n <= longest || !strstr(essence, words->list[i].essence))
			continue;
		longest = n;
		found = words->list[i].entry;
	}
	return found;
}

static struct guess guess(struct proposing *proposing, const struct words *words, const char *text)
{
	struct cips_arena *arena = &proposing->arena;
	size_t entry = find_equal(words, cips_utf8_fold(arena, text));
	if (entry != SIZE_MAX)
		return (struct guess){entry, true, "its name or label"};
	const char *near = cips_suggest(text, words->list, words->n, word_at);
	for (size_t i = 0; near && i < words->n; i++)
		if (words->list[i].text == near)
			return (struct guess){words->list[i].entry, false, "something like it"};
	entry = find_part(words, cips_utf8_essence(arena, text));
	if (entry != SIZE_MAX)
		return (struct guess){entry, false, "its label is a part of this"};
	return (struct guess){SIZE_MAX, false, "nothing comes near"};
}

/* --- what there is to be named -------------------------------------------------------------- */

/* The spellings, and the labels of the items in every language. */
static void collect_headers(struct proposing *proposing)
{
	const struct cips_instrument *instrument = proposing->instrument;
	const struct cips_spellings *all = &proposing->spellings;
	for (size_t s = 0; s < all->n; s++)
		if (!all->list[s].ambiguous)
			add_word(proposing, &proposing->headers, all->list[s].text, s);
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		size_t own;
		if (!cips_map_get(&all->by_text, item->name, &own))
			continue;
		for (size_t l = 0; item->label.by_language && l < instrument->n_languages; l++)
			add_word(proposing, &proposing->headers, item->label.by_language[l], own);
	}
}

static void collect_choices(struct proposing *proposing, struct proposed *column)
{
	const struct cips_instrument *instrument = proposing->instrument;
	if (!column->means || column->means->kind != CIPS_COLUMN_ITEM)
		return;
	const struct cips_item *item = &instrument->items[column->means->item];
	const struct cips_list *list = cips_model_list(instrument, item);
	if (!list || item->type == CIPS_ITEM_RANGE || (list->from_units && !proposing->units))
		return;
	column->lookup = list->from_units ? cips_intake_lookup_units(proposing->units)
					  : cips_intake_lookup_list(instrument, list);
	for (size_t i = 0; i < column->lookup->n; i++)
		add_word(proposing, &column->choices, column->lookup->names[i], i);
	for (size_t i = 0; i < column->lookup->n_labels; i++) {
		const char *label = column->lookup->labels[i];
		int entry = cips_intake_lookup(column->lookup, label, strlen(label));
		if (entry >= 0)
			add_word(proposing, &column->choices, label, (size_t)entry);
	}
}

/* --- the map -------------------------------------------------------------------------------- */

static void add_line(struct proposing *proposing, const char *const cells[5])
{
	struct cips_buf *out = &proposing->out;
	for (size_t i = 0; i < 5; i++) {
		if (i)
			cips_buf_putc(out, ',');
		cips_buf_csv(out, cells[i], ',');
	}
	cips_buf_putc(out, '\n');
}

/* What is written for a guess: its name, behind a ? where it is not certain. */
static const char *written(struct proposing *proposing, const struct guess *guess, const char *name)
{
	proposing->proposal->guesses += !guess->certain;
	if (guess->entry == SIZE_MAX)
		return "?";
	return guess->certain ? name : cips_arena_printf(&proposing->arena, "?%s", name);
}

/* Finds what a column means; a line for one whose header does not say it. */
static void propose_column(struct proposing *proposing, struct proposed *column)
{
	const struct cips_spellings *all = &proposing->spellings;
	size_t known;
	if (cips_map_get(&all->by_text, column->header, &known) && !all->list[known].ambiguous) {
		column->means = &all->list[known].means;
		return;
	}
	struct guess found = guess(proposing, &proposing->headers, column->header);
	const char *name = "";
	if (found.entry != SIZE_MAX) {
		column->means = &all->list[found.entry].means;
		name = all->list[found.entry].text;
	}
	const char *item = written(proposing, &found, name);
	proposing->proposal->lines++;
	add_line(proposing, (const char *const[]){column->header, item, "", "", found.why});
}

static bool is_state(const char *text)
{
	return strcmp(text, cips_model_state_name(CIPS_STATE_DONT_KNOW)) == 0 ||
		strcmp(text, cips_model_state_name(CIPS_STATE_REFUSED)) == 0 ||
		strcmp(text, cips_model_state_name(CIPS_STATE_NOT_APPLICABLE)) == 0;
}

/* Whether every word of a cell is a choice: several choices of one item. */
static bool all_choices(struct cips_lookup *lookup, struct cips_span cell)
{
	struct cips_span word;
	while ((word = cips_intake_word(&cell)).n)
		if (cips_intake_lookup(lookup, word.text, word.n) < 0)
			return false;
	return true;
}

/* Notes the value of a cell that is no choice. */
static void see_value(
	struct proposing *proposing, struct proposed *column, const struct cips_field *field)
{
	struct cips_span cell = cips_intake_trim(field->text, field->n);
	if (!column->lookup || !cell.n || column->n > VALUES_LISTED ||
		all_choices(column->lookup, cell) ||
		cips_intake_lookup(column->lookup, cell.text, cell.n) >= 0)
		return;
	struct cips_arena scratch = {0};
	const char *value =
		cips_utf8_normalize(&scratch, cips_arena_strndup(&scratch, cell.text, cell.n));
	if (!is_state(value) && cips_map_put(&column->seen, value, column->n)) {
		column->values = cips_arena_grow(&proposing->arena, column->values, column->n,
			&column->room, sizeof *column->values);
		column->values[column->n++] = cips_arena_strdup(&proposing->arena, value);
	}
	cips_arena_release(&scratch);
}

static void propose_values(struct proposing *proposing, const struct proposed *column)
{
	if (column->n > VALUES_LISTED)
		return;
	for (size_t v = 0; v < column->n; v++) {
		struct guess found = guess(proposing, &column->choices, column->values[v]);
		const char *name =
			found.entry == SIZE_MAX ? "" : column->lookup->names[found.entry];
		const char *choice = written(proposing, &found, name);
		proposing->proposal->lines++;
		add_line(proposing,
			(const char *const[]){
				column->header, "", column->values[v], choice, found.why});
	}
}

/* --- the pass ------------------------------------------------------------------------------- */

static void propose(struct proposing *proposing, struct cips_peek *peek, struct cips_record *record)
{
	size_t n = record->n;
	struct proposed *columns = cips_arena_alloc(&proposing->arena, n, sizeof *columns);
	for (size_t c = 0; c < n; c++)
		columns[c].header = cips_utf8_normalize(&proposing->arena, record->fields[c].text);
	/* The lines of a column stand together, so the cells are looked at before any is written. */
	struct cips_buf *lines = cips_arena_alloc(&proposing->arena, n, sizeof *lines);
	for (size_t c = 0; c < n; c++) {
		if (*columns[c].header)
			propose_column(proposing, &columns[c]);
		collect_choices(proposing, &columns[c]);
		lines[c] = proposing->out;
		proposing->out = (struct cips_buf){0};
	}
	while (cips_intake_peek_next(peek, record))
		for (size_t c = 0; c < n && record->n == n; c++)
			see_value(proposing, &columns[c], &record->fields[c]);
	struct cips_buf all = {0};
	cips_buf_puts(&all, "column,item,value,choice,note\n");
	for (size_t c = 0; c < n; c++) {
		propose_values(proposing, &columns[c]);
		cips_buf_puts(&all, cips_buf_text(&lines[c]));
		cips_buf_puts(&all, cips_buf_text(&proposing->out));
		cips_buf_clear(&proposing->out);
		cips_buf_release(&lines[c]);
		cips_map_release(&columns[c].seen);
		cips_intake_lookup_free(columns[c].lookup);
	}
	cips_buf_release(&proposing->out);
	proposing->out = all;
	proposing->proposal->columns = n;
}

static enum cips_rc read_beginning(struct proposing *proposing, const char *path,
	const struct cips_import_options *options, struct cips_err *err)
{
	FILE *stream;
	struct cips_dialect_said said = {.encoding = options->encoding,
		.delimiter = options->delimiter,
		.skip = options->skip_lines,
		.line_ends = options->line_ends};
	enum cips_rc rc = cips_file_open(path, "a file of responses", &stream, err);
	if (rc)
		return rc;
	rc = cips_intake_sample(stream, &proposing->sample, err);
	if (!rc)
		rc = cips_intake_recognise(&proposing->sample, &said, &proposing->dialect, err);
	fclose(stream);
	if (rc)
		return rc;
	struct cips_peek peek;
	struct cips_record record;
	bool header = cips_intake_peek(&peek, &proposing->sample, &proposing->dialect) &&
		cips_intake_peek_next(&peek, &record);
	if (header)
		propose(proposing, &peek, &record);
	cips_intake_peek_end(&peek);
	if (header)
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT, "%s: there is no header to go by", path);
	return cips_err_hint(err, "the first line names the columns");
}

static enum cips_rc write_map(
	const struct proposing *proposing, const char *map, struct cips_err *err)
{
	struct cips_file_out *file;
	enum cips_rc rc = cips_file_begin_new(map, false, &file, err);
	if (rc)
		return rc;
	fwrite(proposing->out.text, 1, proposing->out.n, cips_file_stream(file));
	return cips_file_commit(file, err);
}

enum cips_rc cips_intake_propose_map(struct cips_survey_file *file,
	const struct cips_version *version, const char *path,
	const struct cips_import_options *options, const char *map,
	struct cips_map_proposal *proposal, struct cips_err *err)
{
	struct proposing proposing = {.proposal = proposal};
	*proposal = (struct cips_map_proposal){0};
	enum cips_rc rc = cips_file_check_new(map, err);
	if (!rc)
		rc = cips_store_load_instrument(file, version->id, &proposing.instrument, err);
	if (!rc)
		rc = cips_store_load_units(file, &proposing.units, err);
	if (!rc) {
		cips_intake_spell(&proposing.spellings, proposing.instrument);
		collect_headers(&proposing);
		rc = read_beginning(&proposing, path, options, err);
	}
	if (!rc && proposal->lines)
		rc = write_map(&proposing, map, err);
	cips_intake_spellings_release(&proposing.spellings);
	cips_intake_sample_release(&proposing.sample);
	cips_buf_release(&proposing.out);
	cips_model_units_free(proposing.units);
	cips_model_instrument_free(proposing.instrument);
	cips_arena_release(&proposing.arena);
	return rc;
}
