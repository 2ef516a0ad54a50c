/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response that was brought before is found by its identity. When the survey file was empty at
 * the start, the set of rows seen in this file answers for it, and the survey file needs no index
 * until the import is done.
 */
#include "intake/accept.h"

#include "base/err.h"
#include "base/number.h"
#include "intake/changes.h"
#include "sealed/digest.h"

#include <stdlib.h>
#include <string.h>

/*
 * Rows that are remembered. Ids are hardly ever written twice, and a small set is in the processor's
 * cache; equal answers are common, and mostly of the same kinds.
 */
enum { MOST_IDS = 1 << 14, MOST_ANSWERS = 1 << 19 };

static void draw_code(char out[33])
{
	uint8_t bytes[16];
	cips_sealed_random(bytes, sizeof bytes);
	cips_sealed_hex(out, bytes, sizeof bytes);
}

static enum cips_rc new_batch(
	struct cips_acceptor *acceptor, struct cips_batch *batch, struct cips_err *err)
{
	*batch = (struct cips_batch){.version = acceptor->version->id};
	draw_code(batch->code);
	return cips_store_add_batch(
		acceptor->file, batch->code, acceptor->digest, batch->version, &batch->id, err);
}

static enum cips_rc find_batch(struct cips_acceptor *acceptor, struct cips_err *err)
{
	struct cips_batch *batch = &acceptor->batch;
	enum cips_rc rc = cips_store_batch_by_digest(
		acceptor->file, acceptor->digest, batch, &acceptor->known, err);
	return rc || acceptor->known ? rc : new_batch(acceptor, batch, err);
}

enum cips_rc cips_intake_acceptor_start(struct cips_acceptor *acceptor,
	struct cips_survey_file *file, const struct cips_version *version,
	const struct cips_instrument *instrument, const struct cips_import_options *options,
	const char *digest, bool rejects, const struct cips_twice *twice, struct cips_err *err)
{
	*acceptor = (struct cips_acceptor){
		.file = file,
		.version = version,
		.instrument = instrument,
		.key = cips_store_settings(file)->key,
		.digest = digest,
		.options = options,
		.bounded = !rejects && !options->update,
		.twice = twice,
	};
	size_t n = 0;
	enum cips_rc rc = cips_store_count(file, 0, 0, &n, err);
	acceptor->look_up = n > 0;
	if (!rc && !rejects)
		rc = find_batch(acceptor, err);
	return rc;
}

void cips_intake_acceptor_release(struct cips_acceptor *acceptor)
{
	cips_intake_seen_release(&acceptor->seen);
	cips_map_release(&acceptor->waves);
	cips_buf_release(&acceptor->canonical);
}

/* --- batches -------------------------------------------------------------------------------- */

enum joined { JOINED, NOT_PENDING, NOT_JOINED };

static void batch_fault(struct cips_row_reader *reader, enum cips_column_kind kind,
	const char *code, const char *text)
{
	size_t column = (size_t)reader->columns->of_kind[kind];
	cips_intake_row_fault(reader, column, code, "%s", text);
	cips_findings_hint(reader->findings,
		"leave the last five columns of a rejects file as they "
		"are");
}

/* Whether a batch was read as this file is; a finding where not. */
static enum cips_rc check_reading(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	long batch, bool *same, struct cips_err *err)
{
	struct cips_batch_reading reading;
	*same = true;
	if (acceptor->any_reading)
		return CIPS_OK;
	enum cips_rc rc = cips_store_reading(acceptor->file, batch, &reader->row, &reading, err);
	if (rc)
		return rc;
	*same = reading.decimal == acceptor->reading.decimal &&
		strcmp(reading.map, acceptor->reading.map) == 0;
	if (*same)
		return CIPS_OK;
	batch_fault(reader, CIPS_COLUMN_BATCH, "batch-map",
		"the batch was read with another map or decimal sign than the first row's");
	cips_findings_hint(
		reader->findings, "import the rows of each batch as a file of their own");
	return CIPS_OK;
}

/* Makes the batch that a row of a rejects file names the one at hand. */
static enum cips_rc find_named_batch(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	bool *found, struct cips_err *err)
{
	struct cips_span code = reader->values.batch;
	struct cips_batch *batch = &acceptor->batch;
	*found = code.n && strlen(batch->code) == code.n && !memcmp(batch->code, code.text, code.n);
	if (*found)
		return CIPS_OK;
	struct cips_batch named = {0};
	const char *copy = cips_arena_strndup(&reader->row, code.text, code.n);
	enum cips_rc rc = code.n
		? cips_store_batch_by_code(acceptor->file, copy, &named, found, err)
		: CIPS_OK;
	if (rc)
		return rc;
	if (!*found) {
		batch_fault(reader, CIPS_COLUMN_BATCH, "batch-unknown",
			"the survey file has no batch with this code");
	} else if (named.version != acceptor->version->id) {
		*found = false;
		batch_fault(reader, CIPS_COLUMN_BATCH, "batch-version",
			"the batch belongs to another instrument or version");
	} else {
		rc = check_reading(acceptor, reader, named.id, found, err);
		if (!rc && *found)
			*batch = named;
	}
	return rc;
}

/* The line of the original file that a row of a rejects file stands for; 0 with a finding. */
static long origin_line(struct cips_row_reader *reader)
{
	struct cips_span cell = reader->values.line;
	const char *text = cips_arena_strndup(&reader->row, cell.text, cell.n);
	long line;
	if (cips_number_parse_long(text, &line) && line > 0)
		return line;
	batch_fault(reader, CIPS_COLUMN_LINE, "line-invalid",
		"this is no line of the file that was rejected");
	return 0;
}

/* Joins a row of a rejects file to its batch, if it is still expected there. */
static enum cips_rc join(struct cips_acceptor *acceptor, struct cips_row_reader *reader, long *line,
	enum joined *joined, struct cips_err *err)
{
	bool found, taken = false;
	*joined = NOT_JOINED;
	enum cips_rc rc = find_named_batch(acceptor, reader, &found, err);
	if (rc || !found)
		return rc;
	*line = origin_line(reader);
	if (!*line)
		return CIPS_OK;
	rc = cips_store_take_pending(acceptor->file, acceptor->batch.id, *line, &taken, err);
	acceptor->changed |= taken;
	*joined = taken ? JOINED : NOT_PENDING;
	return rc;
}

enum cips_rc cips_intake_accept_rejected(
	struct cips_acceptor *acceptor, bool rejects, long line, struct cips_err *err)
{
	/* A row that was rejected before is still noted from then. */
	if (rejects || acceptor->known)
		return CIPS_OK;
	acceptor->changed = true;
	return cips_store_add_pending(acceptor->file, acceptor->batch.id, line, err);
}

/* --- identity ------------------------------------------------------------------------------- */

static enum cips_rc find_wave(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	long *wave, struct cips_err *err)
{
	struct cips_span code = reader->values.wave;
	size_t known;
	if (cips_map_find(&acceptor->waves, code.text, code.n, &known)) {
		*wave = (long)known;
		return CIPS_OK;
	}
	const char *copy = cips_arena_strndup(&reader->row, code.text, code.n);
	enum cips_rc rc = cips_store_wave(acceptor->file, copy, wave, err);
	if (!rc)
		cips_map_put(&acceptor->waves, copy, (size_t)*wave);
	return rc;
}

static struct cips_stored as_stored(
	struct cips_acceptor *acceptor, struct cips_row_reader *reader, long wave)
{
	const struct cips_response *response = cips_model_interview_response(reader->interview);
	return (struct cips_stored){
		.version = acceptor->version->id,
		.wave = wave,
		.batch = acceptor->batch.id,
		.language = reader->values.language,
		.mode = reader->values.mode,
		.assisted = reader->values.assisted,
		.weight = reader->values.weight,
		.seconds = reader->values.seconds,
		.record = response->record,
		.record_size = acceptor->instrument->record_size,
		.numbers = response->numbers,
		.n_numbers = acceptor->instrument->n_numbers,
	};
}

static void report_conflict(struct cips_row_reader *reader, uint32_t first_line)
{
	size_t column = (size_t)reader->columns->of_kind[CIPS_COLUMN_RESPONSE_ID];
	const char *id = cips_intake_row_shown(reader, reader->values.response_id);
	if (first_line)
		cips_intake_row_fault(reader, column, "id-conflict",
			"the response_id \"%s\" is on line %lu with other content", id,
			(unsigned long)first_line);
	else
		cips_intake_row_fault(reader, column, "id-conflict",
			"the response_id \"%s\" is in the survey file with other content", id);
	cips_findings_hint(reader->findings,
		first_line ? "correct the id of one of the two"
			   : "correct the id of one of the two, or have this row take the place "
			     "of the other with --update");
}

static int by_identity(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Whether the identity is known to come more than once. */
static bool comes_twice(const struct cips_acceptor *acceptor, uint64_t identity)
{
	const struct cips_twice *twice = acceptor->twice;
	int64_t wanted = (int64_t)identity;
	return twice->n && bsearch(&wanted, twice->list, twice->n, sizeof wanted, by_identity);
}

/*
 * The entry of a hash among the rows so far, NULL where there are `most` and the row is trusted
 * instead; `identity` is the one that it has if it is the first.
 */
static struct cips_seen *remember(
	struct cips_acceptor *acceptor, size_t most, uint64_t hash, uint64_t identity, bool *fresh)
{
	if (!acceptor->bounded || acceptor->seen.n < most || comes_twice(acceptor, identity))
		return cips_intake_seen(&acceptor->seen, hash, fresh);
	struct cips_seen *seen = cips_intake_seen_before(&acceptor->seen, hash);
	*fresh = acceptor->trusted = !seen;
	acceptor->trusting |= acceptor->trusted;
	return seen;
}

/* What the rows of this file say about a row with a response_id. */
static bool check_id(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	struct cips_stored *stored, enum cips_fate *fate)
{
	const struct cips_row_values *values = &reader->values;
	struct cips_buf *scratch = &acceptor->canonical;
	bool fresh;
	uint64_t identity = cips_intake_identity_of_id(
		acceptor->key, acceptor->version->code, values->wave, values->response_id, scratch);
	stored->identity = (int64_t)identity;
	struct cips_seen *seen = remember(acceptor, MOST_IDS, identity, identity, &fresh);
	if (!seen)
		return true;
	cips_intake_canonical(scratch, acceptor->version->code, values->wave, stored);
	uint32_t content = (uint32_t)cips_intake_identity_of_answers(acceptor->key, scratch, 0);
	if (fresh) {
		seen->count = (uint32_t)reader->record->line;
		seen->content = content;
		return true;
	}
	*fate = CIPS_FATE_ALREADY_THERE;
	if (seen->content != content) {
		*fate = CIPS_FATE_REFUSED;
		report_conflict(reader, seen->count);
	}
	return false;
}

/*
 * Numbers a row without response_id among its equals. Rows of a rejects file go on where their
 * batch had come to.
 */
static enum cips_rc number_row(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	struct cips_stored *stored, struct cips_err *err)
{
	struct cips_buf *canonical = &acceptor->canonical;
	bool fresh, found = true, in_batch = true;
	cips_intake_canonical(canonical, acceptor->version->code, reader->values.wave, stored);
	uint64_t shared = cips_intake_identity_of_answers(acceptor->key, canonical, 0);
	stored->identity = (int64_t)cips_intake_identity_of_answers(acceptor->key, canonical, 1);
	struct cips_seen *seen =
		remember(acceptor, MOST_ANSWERS, shared, (uint64_t)stored->identity, &fresh);
	if (!seen)
		return CIPS_OK;
	if (!fresh || !reader->columns->rejects) {
		if (++seen->count > 1)
			stored->identity = (int64_t)cips_intake_identity_of_answers(
				acceptor->key, canonical, seen->count);
		return CIPS_OK;
	}
	while (found && in_batch) {
		struct cips_stored other;
		seen->count++;
		stored->identity = (int64_t)cips_intake_identity_of_answers(
			acceptor->key, canonical, seen->count);
		enum cips_rc rc = cips_store_find_response(acceptor->file, stored->identity,
			acceptor->batch.id, &other, &found, &in_batch, err);
		if (rc)
			return rc;
	}
	return CIPS_OK;
}

/* --- storing -------------------------------------------------------------------------------- */

static enum cips_rc store_texts(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	long batch, struct cips_err *err)
{
	const struct cips_response *response = cips_model_interview_response(reader->interview);
	if (!acceptor->instrument->n_texts)
		return CIPS_OK;
	for (size_t i = 0; i < acceptor->instrument->n_items; i++) {
		const struct cips_item *item = &acceptor->instrument->items[i];
		if (item->text < 0 || !response->texts[item->text])
			continue;
		enum cips_rc rc = cips_store_add_text(acceptor->file, batch, acceptor->version->id,
			item->name, response->texts[item->text], err);
		if (rc)
			return rc;
	}
	return CIPS_OK;
}

/* --- updates -------------------------------------------------------------------------------- */

/*
 * The batch that updates belong to. They can be undone from the latest batch backwards, so that it
 * is the one at hand if it is the latest, and else a new one of the same file.
 */
static enum cips_rc batch_for_updates(struct cips_acceptor *acceptor, struct cips_err *err)
{
	long latest;
	if (acceptor->updates.id)
		return CIPS_OK;
	enum cips_rc rc = cips_store_latest_batch(acceptor->file, &latest, err);
	if (rc || acceptor->batch.id != latest)
		return rc ? rc : new_batch(acceptor, &acceptor->updates, err);
	acceptor->updates = acceptor->batch;
	return CIPS_OK;
}

/*
 * Takes those texts out of the response that one of its batches has: nothing tells whose they are, and
 * a corrected file mostly repeats them.
 */
static enum cips_rc drop_known_texts(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	int64_t row, struct cips_err *err)
{
	struct cips_response *response = cips_model_interview_response(reader->interview);
	enum cips_rc rc = CIPS_OK;
	for (size_t i = 0; i < acceptor->instrument->n_items && !rc; i++) {
		const struct cips_item *item = &acceptor->instrument->items[i];
		bool known = false;
		if (item->text < 0 || !response->texts[item->text])
			continue;
		rc = cips_store_has_text(
			acceptor->file, row, item->name, response->texts[item->text], &known, err);
		if (known)
			response->texts[item->text] = NULL;
	}
	return rc;
}

static void tell_change(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	const struct cips_stored *before, const struct cips_stored *after)
{
	const struct cips_import_options *options = acceptor->options;
	struct cips_buf items = {0};
	if (!options->changed)
		return;
	cips_intake_changes(&items, acceptor->instrument, before, after);
	options->changed(options->changed_context, reader->record->line,
		cips_intake_row_shown(reader, reader->values.response_id), cips_buf_text(&items));
	cips_buf_release(&items);
}

static enum cips_rc update(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	const struct cips_stored *before, const struct cips_stored *after, struct cips_err *err)
{
	struct cips_stored stored = *after;
	int64_t row = before->row;
	tell_change(acceptor, reader, before, after);
	enum cips_rc rc = batch_for_updates(acceptor, err);
	if (!rc)
		rc = drop_known_texts(acceptor, reader, row, err);
	stored.batch = acceptor->updates.id;
	if (!rc)
		rc = cips_store_replace_response(acceptor->file, row, &stored, err);
	acceptor->changed = true;
	return rc ? rc : store_texts(acceptor, reader, stored.batch, err);
}

/* --- placing -------------------------------------------------------------------------------- */

/* Looks the response up in the survey file; *there when nothing is left to store. */
static enum cips_rc look_up(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	const struct cips_stored *stored, bool *there, enum cips_fate *fate, struct cips_err *err)
{
	struct cips_stored other;
	bool found, in_batch;
	enum cips_rc rc = cips_store_find_response(acceptor->file, stored->identity,
		acceptor->batch.id, &other, &found, &in_batch, err);
	*there = found;
	if (rc || !found)
		return rc;
	if (reader->values.response_id.n && !cips_intake_same(stored, &other)) {
		*fate = acceptor->options->update ? CIPS_FATE_UPDATED : CIPS_FATE_REFUSED;
		if (*fate == CIPS_FATE_UPDATED)
			return update(acceptor, reader, &other, stored, err);
		report_conflict(reader, 0);
		return CIPS_OK;
	}
	*fate = CIPS_FATE_ALREADY_THERE;
	if (in_batch)
		return CIPS_OK;
	acceptor->changed = true;
	return cips_store_link_batch(acceptor->file, other.row, acceptor->batch.id, err);
}

/*
 * A line of a file that was imported before, and yet not found: it is new only if it was rejected
 * then and has not been repaired since.
 */
static enum cips_rc is_new(struct cips_acceptor *acceptor, const struct cips_row_reader *reader,
	bool *fresh, struct cips_err *err)
{
	*fresh = true;
	return acceptor->known ? cips_store_take_pending(acceptor->file, acceptor->batch.id,
					 reader->record->line, fresh, err)
			       : CIPS_OK;
}

/* Stores the row unless it is there. */
static enum cips_rc place_known(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	const struct cips_stored *stored, enum cips_fate *fate, struct cips_err *err)
{
	bool there = false, fresh = false;
	enum cips_rc rc = CIPS_OK;
	if (acceptor->look_up)
		rc = look_up(acceptor, reader, stored, &there, fate, err);
	if (!rc && !there) {
		*fate = CIPS_FATE_ALREADY_THERE;
		rc = is_new(acceptor, reader, &fresh, err);
	}
	if (!rc && !fresh && acceptor->trusted)
		rc = cips_store_note_identity(acceptor->file, stored->identity, err);
	if (rc || !fresh)
		return rc;
	*fate = CIPS_FATE_STORED;
	acceptor->changed = true;
	rc = cips_store_add_response(acceptor->file, stored, err);
	return rc ? rc : store_texts(acceptor, reader, acceptor->batch.id, err);
}

/* Finds the row's identity and, where it is new, stores it. */
static enum cips_rc place(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	enum cips_fate *fate, struct cips_err *err)
{
	long wave;
	enum cips_rc rc = find_wave(acceptor, reader, &wave, err);
	if (rc)
		return rc;
	struct cips_stored stored = as_stored(acceptor, reader, wave);
	acceptor->trusted = false;
	if (!reader->values.response_id.n)
		rc = number_row(acceptor, reader, &stored, err);
	else if (!check_id(acceptor, reader, &stored, fate))
		return CIPS_OK;
	return rc ? rc : place_known(acceptor, reader, &stored, fate, err);
}

enum cips_rc cips_intake_accept(struct cips_acceptor *acceptor, struct cips_row_reader *reader,
	enum cips_fate *fate, struct cips_err *err)
{
	if (!reader->columns->rejects)
		return place(acceptor, reader, fate, err);
	long line = 0;
	enum joined joined;
	enum cips_rc rc = join(acceptor, reader, &line, &joined, err);
	*fate = joined == NOT_PENDING ? CIPS_FATE_ALREADY_THERE : CIPS_FATE_REFUSED;
	if (rc || joined != JOINED)
		return rc;
	rc = place(acceptor, reader, fate, err);
	if (!rc && *fate == CIPS_FATE_REFUSED)
		rc = cips_store_add_pending(acceptor->file, acceptor->batch.id, line, err);
	return rc;
}
