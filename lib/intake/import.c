/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass over a file of responses.
 *
 * Invariants: everything that is written to the survey file is inside one transaction; the row at
 * hand has its findings in `row`, from where they go to the caller's list; `good` means that no
 * fault of the whole file (its header, an open quote) was found, since such a file is never stored
 * in part.
 */
#include "intake/import.h"

#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "intake/accept.h"
#include "intake/file_digest.h"
#include "intake/mapping.h"
#include "intake/options.h"
#include "intake/recognise.h"
#include "intake/rejects.h"
#include "sealed/digest.h"

#include <stdlib.h>
#include <string.h>

enum {
	PROGRESS_STEP = 1 << 20, /* bytes */
};

struct import {
	struct cips_survey_file *file;
	const struct cips_version *version;
	const char *path;
	const struct cips_import_options *options;
	struct cips_findings *findings;
	struct cips_import_result *result;

	FILE *stream;
	size_t size;	 /* of the file */
	size_t progress; /* bytes at which it is told next */
	struct cips_file_digest sum;
	char digest[2 * CIPS_DIGEST_SIZE + 1];
	long today;
	struct cips_instrument *instrument;
	struct cips_units *units;

	struct cips_sample sample; /* until the header is read */
	struct cips_dialect dialect;
	struct cips_csv *csv;
	char decimal; /* of the batch that rejected rows come from; 0: not known */
	struct cips_mapping *mapping;
	struct cips_columns columns;
	struct cips_row_reader reader;
	struct cips_acceptor acceptor;
	struct cips_rejects *rejects;
	struct cips_findings row;
	bool good;
	size_t bad_rows;
	long last_line;		  /* on which a record began */
	struct cips_twice *twice; /* identities that come twice, as far as known */
	bool first;		  /* nobody has looked for these yet */
};

/* --- before the pass ------------------------------------------------------------------------ */

/*
 * The digest of the bytes, the instrument version, the wave and, where it is not the plainest, of
 * how the file is read: what makes a batch the same batch.
 */
static enum cips_rc begin_digest(struct import *import, struct cips_err *err)
{
	off_t size = fseeko(import->stream, 0, SEEK_END) == 0 ? ftello(import->stream) : -1;
	if (size < 0) {
		cips_err_set(err, CIPS_INPUT, "%s: this is not a regular file", import->path);
		return cips_err_hint(err, "save the responses to a file first");
	}
	import->size = (size_t)size;
	rewind(import->stream);
	cips_intake_file_digest_begin(
		&import->sum, import->stream, cips_store_helper(import->file));
	return CIPS_OK;
}

static enum cips_rc finish_digest(struct import *import, struct cips_err *err)
{
	uint8_t sum[CIPS_DIGEST_SIZE];
	const struct cips_import_result *result = import->result;
	const char *wave = import->options->wave ? import->options->wave : "";
	struct cips_buf said = {0};
	enum cips_rc rc = cips_intake_file_digest_wait(&import->sum, import->path, err);
	if (rc)
		return rc;
	cips_buf_putc(&said, '\0');
	cips_buf_puts(&said, import->version->digest);
	cips_buf_putc(&said, '\0');
	cips_buf_puts(&said, wave);
	if (strcmp(result->encoding, "utf-8") != 0)
		cips_buf_printf(&said, " encoding %s", result->encoding);
	if (result->decimal == ',')
		cips_buf_puts(&said, " decimal ,");
	if (result->lines_skipped)
		cips_buf_printf(&said, " skip %ld", result->lines_skipped);
	if (import->mapping)
		cips_buf_printf(&said, " map %s", import->mapping->text);
	cips_sealed_digest_feed(import->sum.sum, said.text, said.n);
	cips_buf_release(&said);
	cips_intake_file_digest_end(&import->sum, sum);
	cips_sealed_hex(import->digest, sum, sizeof sum);
	return CIPS_OK;
}

static enum cips_rc load(struct import *import, struct cips_err *err)
{
	enum cips_rc rc = cips_store_load_instrument(
		import->file, import->version->id, &import->instrument, err);
	if (rc || !cips_model_needs_units(import->instrument))
		return rc;
	rc = cips_store_load_units(import->file, &import->units, err);
	if (rc || import->units)
		return rc;
	cips_err_set(err, CIPS_INPUT,
		"the instrument %s asks for the unit, and there are no units "
		"in the survey file",
		import->version->code);
	return cips_err_hint(err, "load them first: cips units load FILE units.csv");
}

/* How the file is written. */
static enum cips_rc recognise(struct import *import, struct cips_err *err)
{
	static const char *const line_ends[] = {
		[CIPS_LINES_NONE] = "",
		[CIPS_LINES_LF] = "LF",
		[CIPS_LINES_CRLF] = "CRLF",
		[CIPS_LINES_CR] = "CR",
		[CIPS_LINES_MIXED] = "mixed",
	};
	struct cips_import_result *result = import->result;
	struct cips_dialect_said said = {.encoding = import->options->encoding,
		.delimiter = import->options->delimiter,
		.skip = import->options->skip_lines,
		.line_ends = import->options->line_ends};
	enum cips_rc rc = cips_intake_sample(import->stream, &import->sample, err);
	if (!rc)
		rc = cips_intake_recognise(&import->sample, &said, &import->dialect, err);
	if (rc)
		return rc;
	if (said.skip && cips_intake_begins_rejects(&import->sample)) {
		import->dialect.skip = 0;
		if (!said.delimiter)
			import->dialect.delimiter = cips_intake_delimiter(&import->sample, 0);
	}
	result->encoding = cips_intake_encoding_name(import->dialect.encoding);
	result->line_ends = line_ends[import->dialect.ends];
	result->delimiter = import->dialect.delimiter;
	result->had_bom = import->dialect.marked;
	result->lines_skipped = import->dialect.skip;
	return CIPS_OK;
}

static enum cips_rc prepare(struct import *import, struct cips_err *err)
{
	enum cips_rc rc = cips_intake_options(
		import->options->wave, import->options->as_of, &import->today, err);
	if (!rc)
		rc = cips_sealed_start(err);
	if (!rc)
		rc = cips_file_open(import->path, "a file of responses", &import->stream, err);
	if (!rc)
		rc = begin_digest(import, err);
	if (!rc)
		rc = load(import, err);
	if (!rc && import->options->map)
		rc = cips_intake_mapping_read(
			import->options->map, &import->mapping, import->findings, err);
	if (!rc)
		rc = recognise(import, err);
	if (!rc)
		rc = cips_intake_csv_open(
			import->stream, &import->dialect, &import->row, &import->csv, err);
	if (rc)
		return rc;
	cips_intake_reader_start(&import->reader, import->instrument, import->units, import->today);
	import->reader.csv = import->csv;
	import->reader.columns = &import->columns;
	import->reader.findings = &import->row;
	import->reader.wave = import->options->wave;
	return CIPS_OK;
}

/* --- findings ------------------------------------------------------------------------------- */

/* Hands on the findings of the row at hand; what guesses have cost is that of the whole file. */
static void flush_row(struct import *import)
{
	if (!import->row.found)
		return;
	size_t compared = import->row.compared;
	cips_findings_take(import->findings, &import->row);
	cips_findings_release(&import->row);
	import->row.file = import->path;
	import->row.compared = compared;
}

/* --- the pass ------------------------------------------------------------------------------- */

static void tell_progress(struct import *import)
{
	size_t done = cips_intake_csv_position(import->csv);
	if (!import->options->progress || done < import->progress)
		return;
	import->progress = done + PROGRESS_STEP;
	import->options->progress(
		import->options->progress_context, done, import->size, import->result->read);
}

/* Without ids nothing could be updated. */
static enum cips_rc check_id_column(struct import *import, struct cips_err *err)
{
	if (!import->options->update || import->columns.of_kind[CIPS_COLUMN_RESPONSE_ID] >= 0)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "%s: there is no column \"response_id\" to update by",
		import->path);
	return cips_err_hint(err, "responses without ids are added; leave --update out");
}

static enum cips_rc check_wave_column(struct import *import, struct cips_err *err)
{
	if (import->options->wave || import->columns.of_kind[CIPS_COLUMN_WAVE] >= 0)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "%s: there is no column \"wave\", and no wave was given",
		import->path);
	return cips_err_hint(err, "name it: --wave WAVE");
}

/* A first line that names nothing: says so, with the line that does if there is one. */
static void check_preamble(struct import *import, const struct cips_record *header)
{
	for (size_t c = 0; c < import->columns.n; c++)
		if (import->columns.list[c].kind != CIPS_COLUMN_NONE)
			return;
	long above = import->options->skip_lines
		? 0
		: cips_intake_preamble(
			  &import->sample, &import->dialect, import->instrument, import->mapping);
	if (!above)
		return;
	cips_findings_release(&import->row);
	import->row.file = import->path;
	cips_findings_add(&import->row, CIPS_ERROR, "header-below", NULL, header->line, 0,
		"this line names no column; line %ld does", above + 1);
	cips_findings_hint(&import->row, "import with --skip-lines %ld", above);
	/* No row can be checked against this. */
	cips_intake_columns_release(&import->columns);
	import->columns = (struct cips_columns){0};
}

/* Reads rejected rows as the file of their batch was read, unless the user says how. */
static enum cips_rc recall_reading(struct import *import, struct cips_err *err)
{
	struct cips_batch batch;
	struct cips_batch_reading reading;
	struct cips_arena arena = {0};
	char code[33];
	bool found;
	if (import->mapping || !cips_intake_rejects_batch(&import->sample, &import->dialect, code))
		return CIPS_OK;
	enum cips_rc rc = cips_store_batch_by_code(import->file, code, &batch, &found, err);
	if (!rc && found)
		rc = cips_store_reading(import->file, batch.id, &arena, &reading, err);
	if (!rc && found)
		import->decimal = reading.decimal;
	if (!rc && found && *reading.map) {
		import->mapping = cips_intake_mapping_of_text(reading.map);
		if (!import->mapping)
			rc = cips_err_set(
				err, CIPS_INTEGRITY, "the map of the batch %s is damaged", code);
	}
	cips_arena_release(&arena);
	return rc;
}

/* What the columns mean, and how numbers are written in them. */
static void read_columns(struct import *import, const struct cips_record *header)
{
	cips_intake_columns(&import->columns, import->instrument, import->csv, header,
		import->mapping, &import->row);
	check_preamble(import, header);
	import->good = import->row.errors == 0;
	char decimal = import->options->decimal;
	if (!decimal)
		decimal = import->decimal;
	if (!decimal)
		decimal = cips_intake_decimal(
			&import->sample, &import->dialect, import->instrument, &import->columns);
	import->reader.decimal = import->result->decimal = decimal;
	cips_intake_reader_columns(&import->reader);
}

/* The header: what the columns mean. */
static enum cips_rc read_header(struct import *import, struct cips_err *err)
{
	struct cips_record header;
	bool broken;
	struct cips_err input = {0};
	int got = cips_intake_csv_next(import->csv, &header, &broken, &input);
	if (input.rc) {
		*err = input;
		return input.rc;
	}
	if (got == 0) {
		cips_findings_add(&import->row, CIPS_ERROR, "file-empty", NULL, 0, 0,
			"there is nothing in the file");
		cips_findings_hint(&import->row, "its first line names the columns");
	}
	import->good = got > 0 && !broken;
	if (!import->good)
		return CIPS_OK;
	enum cips_rc rc = recall_reading(import, err);
	if (rc)
		return rc;
	import->result->mapped = import->mapping != NULL;
	read_columns(import, &header);
	if (import->options->rejects && !import->options->dry_run) {
		rc = cips_intake_rejects_begin(import->options->rejects, import->path,
			import->result->delimiter, &import->rejects, err);
		if (rc)
			return rc;
		cips_intake_rejects_header(
			import->rejects, &header, import->columns.rejects, !import->dialect.ascii);
	}
	cips_intake_sample_release(&import->sample);
	rc = check_id_column(import, err);
	return rc ? rc : check_wave_column(import, err);
}

/* A row of nothing but delimiters, as spreadsheets leave them below the data. */
static bool empty_row(const struct cips_record *record)
{
	for (size_t i = 0; i < record->n; i++)
		if (record->fields[i].n &&
			cips_intake_trim(record->fields[i].text, record->fields[i].n).n)
			return false;
	return true;
}

static enum cips_rc reject(
	struct import *import, const struct cips_record *record, struct cips_err *err)
{
	import->bad_rows++;
	cips_intake_rejects_add(import->rejects, record, import->acceptor.batch.code,
		import->row.list, import->row.n);
	if (!import->options->rejects)
		return CIPS_OK;
	return cips_intake_accept_rejected(
		&import->acceptor, import->columns.rejects, record->line, err);
}

static enum cips_rc take_row(
	struct import *import, const struct cips_record *record, bool broken, struct cips_err *err)
{
	enum cips_fate fate = CIPS_FATE_REFUSED;
	enum cips_rc rc = CIPS_OK;
	import->result->read++;
	if (cips_intake_csv_in_doubt(import->csv))
		import->good = false;
	if (!broken && cips_intake_row(&import->reader, record) && import->good)
		rc = cips_intake_accept(&import->acceptor, &import->reader, &fate, err);
	if (!rc && import->row.errors)
		rc = reject(import, record, err);
	if (rc)
		return rc;
	if (fate == CIPS_FATE_STORED || fate == CIPS_FATE_UPDATED) {
		import->result->stored++;
		import->result->updated += fate == CIPS_FATE_UPDATED;
		import->result->required_missing += import->reader.values.required_missing;
	}
	import->result->already_there += fate == CIPS_FATE_ALREADY_THERE;
	flush_row(import);
	return CIPS_OK;
}

/*
 * Whether there are as many errors as the user wants to see. The record at hand, of which nothing
 * is said yet, is left alone.
 */
static bool stops(struct import *import)
{
	size_t most = import->options->max_errors;
	if (!most || import->findings->errors < most)
		return false;
	cips_findings_release(&import->row);
	import->row.file = import->path;
	import->result->stopped = true;
	return true;
}

static enum cips_rc read_rows(struct import *import, struct cips_err *err)
{
	struct cips_record record;
	bool broken;
	int got;
	struct cips_err input = {0};
	while ((got = cips_intake_csv_next(import->csv, &record, &broken, &input)) > 0) {
		if (stops(import))
			break;
		import->last_line = record.line;
		if (!broken && empty_row(&record)) {
			cips_findings_add(&import->row, CIPS_NOTE, "row-empty", NULL, record.line,
				0, "a row without any content, passed over");
			flush_row(import);
			continue;
		}
		enum cips_rc rc = take_row(import, &record, broken, err);
		if (rc)
			return rc;
		tell_progress(import);
	}
	if (got < 0 || import->result->stopped)
		import->good = false;
	if (input.rc) {
		*err = input;
		return input.rc;
	}
	if (got == 0 && !import->result->read) {
		import->good = false;
		cips_findings_add(&import->row, CIPS_ERROR, "rows-missing", NULL, 0, 0,
			"there is a header and no row below it");
		cips_findings_hint(&import->row, "was the file saved completely?");
	}
	flush_row(import);
	return CIPS_OK;
}

/* --- the outcome ---------------------------------------------------------------------------- */

/* Why nothing is stored, if so. */
static enum cips_rc verdict(struct import *import, struct cips_err *err)
{
	if (import->result->stopped)
		return cips_err_set(err, CIPS_INPUT,
			"%s: reading stopped at line %ld, after %zu errors; nothing was stored",
			import->path, import->last_line, import->findings->errors);
	if (!import->good)
		return cips_err_set(err, CIPS_INPUT,
			"%s: the file is not acceptable as it is, "
			"nothing was stored",
			import->path);
	if (!import->bad_rows || import->options->rejects)
		return CIPS_OK;
	cips_err_set(err, CIPS_INPUT, "%s: %zu of %zu rows not acceptable, nothing was stored",
		import->path, import->bad_rows, import->result->read);
	return import->bad_rows < import->result->read
		? cips_err_hint(err, "repair them, or store the others with --rejects FILE")
		: cips_err_hint(err, "repair them and import the file again");
}

/* To a batch that was begun without it. */
static enum cips_rc tell_digest(struct import *import, struct cips_err *err)
{
	enum cips_rc rc = finish_digest(import, err);
	return rc ? rc
		  : cips_store_set_batch_digest(
			    import->file, import->acceptor.batch.id, import->digest, err);
}

/* Makes it last: the rejects first, so that no row is ever in neither place. */
static enum cips_rc keep(struct import *import, struct cips_err *err)
{
	enum cips_rc rc = CIPS_OK;
	if (import->bad_rows) {
		struct cips_rejects *rejects = import->rejects;
		import->rejects = NULL;
		rc = cips_intake_rejects_commit(rejects, err);
	}
	if (rc || !import->acceptor.changed)
		return rc;
	rc = cips_store_finish_responses(import->file, NULL, err);
	if (!rc && !*import->digest)
		rc = tell_digest(import, err);
	return rc ? rc : cips_store_commit(import->file, err);
}

/*
 * Begins with the batch, and notes how its file is read. Whether the file was imported before must be
 * known now, and the whole of it was read then; with no batch to compare with, that can wait.
 */
static enum cips_rc start_accepting(struct import *import, struct cips_err *err)
{
	struct cips_acceptor *acceptor = &import->acceptor;
	long latest;
	enum cips_rc rc = cips_store_latest_batch(import->file, &latest, err);
	if (!rc && (latest || import->columns.rejects))
		rc = finish_digest(import, err);
	if (rc)
		return rc;
	rc = cips_intake_acceptor_start(acceptor, import->file, import->version, import->instrument,
		import->options, import->digest, import->columns.rejects, import->twice, err);
	acceptor->reading = (struct cips_batch_reading){
		.decimal = import->result->decimal,
		.map = import->mapping ? import->mapping->text : "",
	};
	acceptor->any_reading = import->options->map || import->options->decimal;
	bool plain = acceptor->reading.decimal == '.' && !import->mapping;
	if (rc || plain || acceptor->known || import->columns.rejects)
		return rc;
	return cips_store_add_reading(import->file, acceptor->batch.id, &acceptor->reading, err);
}

/*
 * Whether the rows that were taken for the only ones of their identities were so. Where some were not,
 * they are known now, and all of it has to be done again.
 */
static enum cips_rc check_trusted(struct import *import, struct cips_err *err)
{
	struct cips_twice *twice = import->first ? import->twice : NULL;
	return import->acceptor.trusting ? cips_store_finish_responses(import->file, twice, err)
					 : CIPS_OK;
}

/* With *again nothing was changed, and all that came of it is to be forgotten. */
static enum cips_rc run(struct import *import, bool *again, struct cips_err *err)
{
	enum cips_rc rc = read_header(import, err);
	bool header = import->good || import->columns.n;
	flush_row(import);
	if (!rc && header)
		rc = start_accepting(import, err);
	if (!rc && header)
		rc = read_rows(import, err);
	if (!rc && header)
		rc = check_trusted(import, err);
	*again = !rc && import->first && import->twice->n;
	if (*again)
		return CIPS_OK;
	if (!rc)
		rc = verdict(import, err);
	if (rc)
		return rc;
	import->result->rejected = import->bad_rows;
	if (import->options->dry_run)
		return CIPS_OK;
	rc = keep(import, err);
	if (!rc && (import->result->stored || import->bad_rows))
		memcpy(import->result->batch,
			import->acceptor.updates.id ? import->acceptor.updates.code
						    : import->acceptor.batch.code,
			sizeof import->result->batch);
	return rc;
}

/* After a failure every row that was read is not stored. */
static void nothing_stored(struct cips_import_result *result)
{
	result->not_stored = result->read;
	result->stored = result->updated = result->rejected = result->already_there = 0;
	result->required_missing = 0;
}

static void release(struct import *import)
{
	uint8_t sum[CIPS_DIGEST_SIZE];
	cips_intake_file_digest_end(&import->sum, sum);
	cips_intake_rejects_rollback(import->rejects);
	cips_intake_acceptor_release(&import->acceptor);
	cips_intake_reader_release(&import->reader);
	cips_intake_columns_release(&import->columns);
	cips_intake_mapping_free(import->mapping);
	cips_intake_csv_close(import->csv);
	cips_intake_sample_release(&import->sample);
	cips_findings_release(&import->row);
	cips_model_units_free(import->units);
	cips_model_instrument_free(import->instrument);
	if (import->stream)
		fclose(import->stream);
}

static enum cips_rc attempt(struct import *import, bool *again, struct cips_err *err)
{
	*again = false;
	enum cips_rc rc = prepare(import, err);
	if (!rc)
		rc = cips_store_begin(import->file, err);
	if (!rc) {
		rc = run(import, again, err);
		cips_store_rollback(import->file); /* of nothing after a commit */
	}
	release(import);
	return rc;
}

enum cips_rc cips_intake_import(struct cips_survey_file *file, const struct cips_version *version,
	const char *path, const struct cips_import_options *options, struct cips_findings *findings,
	struct cips_import_result *result, struct cips_err *err)
{
	struct cips_twice twice = {0};
	struct cips_findings found = {0};
	enum cips_rc rc = CIPS_OK;
	bool again = true;
	for (bool first = true; again; first = false) {
		struct import import = {
			.file = file,
			.version = version,
			.path = path,
			.options = options,
			.findings = &found,
			.result = result,
			.row = {.file = path},
			.twice = &twice,
			.first = first,
		};
		cips_findings_release(&found);
		found.file = path;
		*result = (struct cips_import_result){0};
		rc = attempt(&import, &again, err);
	}
	if (rc)
		nothing_stored(result);
	else if (result->rejected || found.warnings)
		rc = CIPS_FINDINGS;
	findings->file = path;
	cips_findings_take(findings, &found);
	cips_findings_release(&found);
	free(twice.list);
	return rc;
}
