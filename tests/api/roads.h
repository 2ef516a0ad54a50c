/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers on both roads: the same people at a station and as rows of CSV, and what is stored of
 * them as lines that can be compared.
 */
#ifndef TESTS_API_ROADS_H
#define TESTS_API_ROADS_H

#include "stations.h"

#include <math.h>
#include <sqlite3.h>

/* --- a small survey ----------------------------------------------------------------------------- */

/* One key and one short form, in memory where there is such a place. */
static inline int make_short_survey(unsigned min_group)
{
	struct cips_survey *survey;
	char fingerprint[CIPS_FINGERPRINT];
	struct cips_init_options options = {.min_group = min_group};
	use_memory();
	if (!mkdtemp(folder))
		return -1;
	mkdir(in_folder("post"), 0700);
	mkdir(in_folder("keys"), 0700);
	assert_done(cips_start(err));
	assert_done(cips_key_new(in_folder("keys/a"), PASSPHRASE, fingerprint, err));
	key_files[0] = strdup(in_folder("keys/a.pub"));
	assert_done(cips_init(in_folder("s.cips"), &options, err));
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err));
	add_form(survey, SOURCE_DIR "/tests/api/short.md");
	cips_close(survey);
	return 0;
}

/* --- answers as text that can be compared ----------------------------------------------------- */

static inline void keep(struct opening *opening, struct cips_buf *text)
{
	opening->found = realloc(opening->found, (opening->n_found + 1) * sizeof *opening->found);
	opening->found[opening->n_found++] = strdup(cips_buf_text(text));
	cips_buf_release(text);
}

static inline void write_answers(struct cips_buf *out, const uint8_t *record, size_t size,
	const double *numbers, size_t n, const char *language, bool assisted)
{
	for (size_t i = 0; i < size; i++)
		cips_buf_printf(out, "%d ", record[i]);
	for (size_t i = 0; i < n; i++)
		cips_buf_printf(out, "| %.17g ", numbers[i]);
	cips_buf_printf(out, "| %s %d", language, assisted);
}

/* --- the same answers as a row of CSV --------------------------------------------------------- */

static inline bool has_column(const struct cips_item *item)
{
	return cips_model_stored(item->type) && !*item->calculation_text &&
		item->use != CIPS_USE_WEIGHT && item->use != CIPS_USE_SECONDS;
}

static inline const char *choice_name(
	const struct cips_station *station, const struct cips_item *item, size_t choice)
{
	const struct cips_list *list = cips_model_list(station->instrument, item);
	return list->from_units ? station->units->list[choice].code : list->choices[choice].name;
}

static inline void write_choices(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, size_t item, size_t n)
{
	const struct cips_item *of = &station->instrument->items[item];
	for (size_t c = 0; c < n; c++)
		if (cips_session_chosen(session, item, c))
			cips_buf_printf(
				out, "%s%s", out->n ? " " : "", choice_name(station, of, c));
}

static inline void write_places(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, size_t item, size_t n)
{
	const struct cips_item *of = &station->instrument->items[item];
	for (size_t place = 1; place <= n; place++)
		for (size_t c = 0; c < n; c++)
			if (cips_session_place(session, item, c) == place)
				cips_buf_printf(out, "%s%s", out->n ? " " : "",
					choice_name(station, of, c));
}

static inline void write_cell(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, size_t item)
{
	struct cips_question question;
	struct cips_buf cell = {0};
	cips_session_question(session, item, 0, &question);
	if (cips_session_shown(session, item)) {
		if (question.kind == CIPS_QUESTION_ONE || question.kind == CIPS_QUESTION_MANY)
			write_choices(&cell, station, session, item, question.n_choices);
		else if (question.kind == CIPS_QUESTION_RANK)
			write_places(&cell, station, session, item, question.n_choices);
		else
			cips_buf_puts(&cell, cips_session_typed(session, item));
		enum cips_state said = cips_session_state(session, item);
		if (!cell.n && (said == CIPS_STATE_DONT_KNOW || said == CIPS_STATE_REFUSED))
			cips_buf_puts(&cell, cips_model_state_name(said));
	}
	cips_buf_csv(out, cips_buf_text(&cell), ',');
	cips_buf_release(&cell);
}

static inline void write_row(struct cips_buf *out, const struct cips_station *station,
	struct cips_session *session, const struct cips_origin_said *origin)
{
	const struct cips_instrument *instrument = station->instrument;
	cips_buf_printf(
		out, "\"%s\",%d", instrument->languages[origin->language], origin->assisted);
	for (size_t i = 0; i < instrument->n_items; i++) {
		if (!has_column(&instrument->items[i]))
			continue;
		cips_buf_putc(out, ',');
		write_cell(out, station, session, i);
	}
	cips_buf_putc(out, '\n');
}

static inline void write_head(struct cips_buf *out, const struct cips_instrument *instrument)
{
	cips_buf_puts(out, "language,assisted");
	for (size_t i = 0; i < instrument->n_items; i++)
		if (has_column(&instrument->items[i]))
			cips_buf_printf(out, ",%s", instrument->items[i].name);
	cips_buf_putc(out, '\n');
}

/* --- what import makes of them ---------------------------------------------------------------- */

static inline void note_stored(void *context, const struct cips_stored *stored)
{
	struct cips_buf text = {0};
	write_answers(&text, stored->record, stored->record_size, stored->numbers,
		stored->n_numbers, stored->language, stored->assisted);
	keep(context, &text);
}

static inline void note_texts(struct opening *imported, const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *row;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(
			db, "SELECT item || ': ' || text, copies FROM free_text", -1, &row, NULL),
		SQLITE_OK);
	while (sqlite3_step(row) == SQLITE_ROW)
		for (int copies = sqlite3_column_int(row, 1); copies > 0; copies--) {
			struct cips_buf text = {0};
			cips_buf_puts(&text, (const char *)sqlite3_column_text(row, 0));
			keep(imported, &text);
		}
	sqlite3_finalize(row);
	sqlite3_close(db);
}

static inline long version_id(struct cips_survey *survey, const char *instrument)
{
	struct cips_arena arena = {0};
	struct cips_version *list;
	const struct cips_version *found;
	size_t n;
	assert_done(cips_store_versions(survey->file, &arena, &list, &n, err));
	assert_done(cips_store_choose_version(list, n, instrument, &found, err));
	long id = found->id;
	cips_arena_release(&arena);
	return id;
}

/* What a survey file has stored of an instrument. */
static inline void read_survey(struct opening *found, const char *path, const char *instrument)
{
	struct cips_survey *survey;
	assert_done(cips_open(path, CIPS_READ, &survey, err));
	assert_done(cips_store_each(
		survey->file, version_id(survey, instrument), 0, note_stored, found, err));
	cips_close(survey);
	note_texts(found, path);
}

static inline char *bytes_of(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	fseek(in, 0, SEEK_END);
	*n = (size_t)ftell(in);
	rewind(in);
	char *bytes = malloc(*n + 1);
	assert_int_equal(fread(bytes, 1, *n, in), *n);
	fclose(in);
	return bytes;
}

static inline void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(out);
}

/* Whether a file holds these bytes still; they are freed. */
static inline void assert_unchanged(const char *path, char *bytes, size_t n)
{
	size_t m;
	char *now = bytes_of(path, &m);
	assert_int_equal(n, m);
	assert_memory_equal(bytes, now, n);
	free(bytes);
	free(now);
}

static inline void copy_file(const char *from, const char *to)
{
	size_t n;
	char *bytes = bytes_of(from, &n);
	write_file(to, bytes, n);
	free(bytes);
}

/* The rows, `people` of them, into a copy of the survey file. */
static inline void import(
	struct opening *imported, const char *instrument, const struct cips_buf *csv, size_t people)
{
	const char *path = in_folder("rows.csv"), *copy = in_folder("copy.cips");
	struct cips_survey *survey;
	struct cips_findings *findings = cips_findings_new();
	struct cips_import_result result;
	struct cips_import_options options = {.wave = "2025"};
	struct cips_err refused;
	copy_file(in_folder("s.cips"), copy);
	write_file(path, csv->text, csv->n);
	assert_done(cips_open(copy, CIPS_WRITE, &survey, err));
	if (cips_import(survey, path, instrument, &options, findings, &result, &refused))
		fail_msg("%s: %s", refused.text,
			cips_findings_count(findings) ? cips_findings_get(findings, 0)->text : "");
	assert_int_equal(result.stored, people);
	cips_close(survey);
	cips_findings_free(findings);
	read_survey(imported, copy, instrument);
}

static inline void forget(struct opening *found)
{
	for (size_t i = 0; i < found->n_found; i++)
		free(found->found[i]);
	free(found->found);
	*found = (struct opening){0};
}

static inline int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void compare(struct opening *sealed, struct opening *imported)
{
	assert_int_equal(sealed->n_found, imported->n_found);
	qsort(sealed->found, sealed->n_found, sizeof *sealed->found, by_text);
	qsort(imported->found, imported->n_found, sizeof *imported->found, by_text);
	for (size_t i = 0; i < sealed->n_found; i++)
		assert_string_equal(sealed->found[i], imported->found[i]);
}

/* --- one road --------------------------------------------------------------------------------- */

/*
 * Random answers of `people` into the station, the same behind the rows of the CSV; how many of them
 * have a text.
 */
static inline size_t collect(
	struct cips_station *station, size_t people, uint64_t *random, struct cips_buf *csv)
{
	struct cips_session *session = cips_session_new(station);
	size_t with_text = 0;
	if (!csv->n)
		write_head(csv, station->instrument);
	for (size_t person = 0; person < people; person++) {
		struct cips_origin_said origin = {
			.language = draw(random, (unsigned)station->instrument->n_languages),
			.assisted = draw(random, 4) == 0,
		};
		bool text = false;
		answer_at_random(session, random);
		for (size_t i = 0; i < station->instrument->n_items; i++)
			text |= station->instrument->items[i].text != CIPS_NONE &&
				cips_session_shown(session, i) && *cips_session_typed(session, i);
		with_text += text;
		write_row(csv, station, session, &origin);
		assert_done(cips_station_store(station, session, &origin, err));
	}
	cips_session_free(session);
	return with_text;
}

#endif
