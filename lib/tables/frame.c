/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/frame.h"

#include "base/err.h"
#include "model/score.h"
#include "tables/flags.h"
#include "tables/weight_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the bytes of an item of another version go. */
struct move {
	size_t from;
	size_t to;
	size_t width;
};

/* One version being read into a frame. */
struct reader {
	struct cips_frame *frame;
	struct cips_record_check check; /* of the version being read */
	bool damaged;			/* a record was not good */
	const struct move *moves;	/* NULL: the layout is the frame's own */
	size_t n_moves;
	size_t weighted;
	bool by_sign;
	struct cips_weights_read *set; /* NULL: the weights of the import */
	bool to_weight;		       /* the frame is to have bases */
	bool unweighted;	       /* the weights are only checked */
	struct cips_weight_base base;  /* of the version being read */
};

static void grow(struct cips_frame *frame, bool to_weight)
{
	if (frame->n < frame->room)
		return;
	frame->room = frame->room ? frame->room * 2 : 1024;
	frame->records = cips_realloc(frame->records, frame->room, frame->record_size);
	frame->origin = cips_realloc(frame->origin, frame->room, sizeof *frame->origin);
	if (to_weight)
		frame->row = cips_realloc(frame->row, frame->room, sizeof *frame->row);
	if (frame->weight)
		frame->weight = cips_realloc(frame->weight, frame->room, sizeof *frame->weight);
	if (frame->seconds)
		frame->seconds = cips_realloc(frame->seconds, frame->room, sizeof *frame->seconds);
}

/* Notes a number of the next response, NaN: not known. Of most surveys none is: no array then. */
static void note_number(const struct cips_frame *frame, double **numbers, double number)
{
	if (!*numbers && isnan(number))
		return;
	if (!*numbers) {
		*numbers = cips_realloc(NULL, frame->room, sizeof **numbers);
		for (size_t i = 0; i < frame->n; i++)
			(*numbers)[i] = NAN;
	}
	(*numbers)[frame->n] = number;
}

/* Notes the origin of a response, by the number that it has in the file. */
static uint32_t note_origin(struct cips_frame *frame, const struct cips_stored *response)
{
	size_t index = (size_t)response->origin - 1;
	if (index >= frame->n_origins) {
		frame->origins = cips_realloc(frame->origins, index + 1, sizeof *frame->origins);
		for (size_t o = frame->n_origins; o <= index; o++)
			frame->origins[o] = (struct cips_frame_origin){.language = "", .mode = ""};
		frame->n_origins = index + 1;
	}
	frame->origins[index] =
		(struct cips_frame_origin){response->language, response->mode, response->assisted};
	return (uint32_t)index;
}

static void read_response(void *context, const struct cips_stored *response)
{
	struct reader *reader = context;
	struct cips_frame *frame = reader->frame;
	if (!cips_model_record_good(&reader->check, response->record)) {
		reader->damaged = true;
		return;
	}
	grow(frame, reader->to_weight);
	uint8_t *record = frame->records + frame->n * frame->record_size;
	if (reader->moves) {
		memset(record, CIPS_BYTE_NOT_SHOWN, frame->record_size);
		for (size_t i = 0; i < reader->n_moves; i++) {
			const struct move *move = &reader->moves[i];
			memcpy(record + move->to, response->record + move->from, move->width);
		}
		frame->pooled++;
	} else {
		memcpy(record, response->record, frame->record_size);
	}
	double weight =
		reader->set ? cips_tables_weight_at(reader->set, response->row) : response->weight;
	if (reader->to_weight)
		frame->row[frame->n] = response->row;
	frame->origin[frame->n] = note_origin(frame, response);
	note_number(frame, &frame->seconds, response->seconds);
	note_number(frame, &frame->weight, weight);
	frame->n++;
	if (!isnan(weight))
		reader->weighted++;
	reader->base.responses++;
	if (reader->set || reader->to_weight)
		reader->base.hash = cips_store_hash(reader->base.hash, response);
}

/* Holds the version that was read against the set, and keeps it as a base. */
static enum cips_rc finish_version(struct reader *reader, struct cips_err *err)
{
	struct cips_frame *frame = reader->frame;
	if (reader->to_weight && reader->base.responses) {
		frame->bases = cips_realloc(frame->bases, frame->n_bases + 1, sizeof *frame->bases);
		frame->bases[frame->n_bases++] = reader->base;
	}
	return reader->set
		? cips_tables_weights_check(reader->set, frame->source, &reader->base, err)
		: CIPS_OK;
}

/* Reads the responses of a version, in the layout of `instrument`. */
static enum cips_rc read_responses(struct cips_scope *scope, const struct cips_version *version,
	const struct cips_instrument *instrument, struct reader *reader, struct cips_err *err)
{
	struct cips_arena arena = {0};
	reader->check = cips_model_record_check(&arena, instrument);
	reader->base = (struct cips_weight_base){.version = version->id};
	bool whole =
		reader->set || reader->to_weight; /* weights go by rows and hashes of responses */
	enum cips_rc rc = (whole ? cips_store_each : cips_store_each_answers)(scope->file,
		version->id, reader->frame->source->wave->id, read_response, reader, err);
	cips_arena_release(&arena);
	if (!rc && !reader->damaged)
		rc = finish_version(reader, err);
	if (rc || !reader->damaged)
		return rc;
	rc = cips_err_set(err, CIPS_INTEGRITY,
		"the survey file is damaged: a response to the instrument %s has an answer that "
		"its form does not have",
		version->code);
	return cips_err_hint(err, "keep the file as it is and go back to a copy");
}

static const struct cips_item *item_by_indicator(
	const struct cips_instrument *instrument, const char *indicator)
{
	for (size_t i = 0; i < instrument->n_items; i++)
		if (instrument->items[i].width &&
			strcmp(instrument->items[i].indicator, indicator) == 0)
			return &instrument->items[i];
	return NULL;
}

/* Whether answers to an item of another version can stand as answers to `target`. */
static bool poolable(const struct reader *reader, const struct cips_instrument *from,
	const struct cips_item *item, const struct cips_instrument *to,
	const struct cips_item *target)
{
	const char *why;
	if (target->width != item->width || target->use != item->use)
		return false;
	if (!cips_model_scored(from, item) && !cips_model_scored(to, target))
		return cips_model_same_answers(from, item, to, target);
	return cips_model_comparable(from, item, to, target, &why) &&
		(!reader->by_sign || cips_model_same_signs(from, item, to, target));
}

/* A version that may have answers, with nothing asked yet. */
static struct cips_answered begin_version(const struct cips_frame *frame,
	const struct cips_version *version, const struct cips_instrument *instrument)
{
	size_t n = frame->source->instrument->n_items + 1;
	struct cips_answered answered = {.version = version, .instrument = instrument};
	answered.items = cips_calloc(n, sizeof *answered.items);
	answered.asked = cips_calloc(n, sizeof *answered.asked);
	return answered;
}

static void drop_version(struct cips_answered *answered)
{
	free(answered->items);
	free(answered->asked);
	cips_model_instrument_free(answered->owned);
}

/* Keeps a version that turned out to have answers. */
static void keep_version(struct cips_frame *frame, struct cips_answered answered)
{
	for (size_t i = 0; i < frame->source->instrument->n_items; i++)
		frame->asked[i] |= answered.asked[i];
	frame->answered[frame->n_answered++] = answered;
}

/* Reads the responses to the version of the frame. */
static enum cips_rc read_own_version(
	struct cips_scope *scope, struct reader *reader, struct cips_err *err)
{
	struct cips_frame *frame = reader->frame;
	const struct cips_instrument *instrument = frame->source->instrument;
	frame->asked = cips_calloc(instrument->n_items + 1, sizeof *frame->asked);
	frame->answered = cips_calloc(scope->n_versions + 1, sizeof *frame->answered);
	enum cips_rc rc = read_responses(scope, frame->source->version, instrument, reader, err);
	if (!frame->n)
		return rc;
	struct cips_answered own = begin_version(frame, frame->source->version, instrument);
	for (size_t i = 0; i < instrument->n_items; i++) {
		own.items[i] = &instrument->items[i];
		own.asked[i] = CIPS_ASKED;
	}
	keep_version(frame, own);
	return rc;
}

/* Reads the responses to another version of the same instrument. */
static enum cips_rc pool_version(struct cips_scope *scope, const struct cips_version *version,
	struct reader *reader, struct cips_err *err)
{
	struct cips_frame *frame = reader->frame;
	const struct cips_instrument *to = frame->source->instrument;
	struct cips_instrument *from;
	enum cips_rc rc = cips_store_load_instrument(scope->file, version->id, &from, err);
	if (rc)
		return rc;
	struct move *moves = cips_calloc(from->n_items, sizeof *moves);
	struct cips_answered answered = begin_version(frame, version, from);
	answered.owned = from;
	size_t n = 0, changed = 0, before = frame->n;
	for (size_t i = 0; i < from->n_items; i++) {
		const struct cips_item *item = &from->items[i];
		if (!item->width)
			continue;
		const struct cips_item *target = item_by_indicator(to, item->indicator);
		bool pool = target && poolable(reader, from, item, to, target);
		if (pool)
			moves[n++] = (struct move){item->offset, target->offset, item->width};
		if (target) {
			answered.items[target - to->items] = item;
			answered.asked[target - to->items] = pool ? CIPS_ASKED : CIPS_CHANGED;
		}
		changed += !pool;
	}
	reader->moves = moves;
	reader->n_moves = n;
	rc = read_responses(scope, version, from, reader, err);
	if (frame->n > before) {
		frame->not_comparable += changed;
		keep_version(frame, answered);
	} else {
		drop_version(&answered);
	}
	free(moves);
	reader->moves = NULL;
	return rc;
}

/* Keeps the respondents who have a weight. */
static void drop_unweighted(struct cips_frame *frame)
{
	size_t kept = 0;
	for (size_t i = 0; i < frame->n; i++) {
		if (isnan(frame->weight[i]))
			continue;
		if (frame->row)
			frame->row[kept] = frame->row[i];
		frame->weight[kept] = frame->weight[i];
		if (frame->seconds)
			frame->seconds[kept] = frame->seconds[i];
		if (frame->flags)
			frame->flags->flagged[kept] = frame->flags->flagged[i];
		frame->origin[kept] = frame->origin[i];
		memmove(frame->records + kept * frame->record_size,
			frame->records + i * frame->record_size, frame->record_size);
		kept++;
	}
	frame->left_out = frame->n - kept;
	frame->n = kept;
}

/* Whether a name stands for a kept set. */
static bool names_set(const char *weights)
{
	return weights && strcmp(weights, "given") != 0 && strcmp(weights, "none") != 0;
}

static enum cips_rc choose_weights(struct cips_scope *scope, struct cips_frame *frame,
	const char *weights, const struct reader *reader, struct cips_err *err)
{
	const struct cips_weights_read *set = reader->set;
	bool wanted = set || (weights ? strcmp(weights, "given") == 0 : reader->weighted > 0);
	if (wanted && !reader->weighted) {
		cips_err_set(err, CIPS_USAGE, "the responses have no weights");
		return cips_err_hint(
			err, "import them with a weight column, or use --weights none");
	}
	frame->has_weights = reader->weighted > 0;
	if (!wanted || reader->unweighted) {
		free(frame->weight);
		frame->weight = NULL;
		return CIPS_OK;
	}
	drop_unweighted(frame);
	frame->weighted_by = set
		? cips_arena_printf(&scope->arena, "\"%s\", %s", set->name, set->made_by)
		: "the weight column of the import";
	return CIPS_OK;
}

/* --- leaving out what is flagged ------------------------------------------------------------ */

/* Appends row i of a frame to another one that has room for it, or moves it down in itself. */
static void copy_row(struct cips_frame *to, const struct cips_frame *from, size_t i)
{
	memmove(to->records + to->n * to->record_size, from->records + i * from->record_size,
		from->record_size);
	if (from->row)
		to->row[to->n] = from->row[i];
	if (from->weight)
		to->weight[to->n] = from->weight[i];
	if (from->seconds)
		to->seconds[to->n] = from->seconds[i];
	to->origin[to->n] = from->origin[i];
	to->n++;
}

/* A frame of the same source with room for n responses and none in it. */
static struct cips_frame *empty_like(const struct cips_frame *frame, size_t n)
{
	struct cips_frame *empty = cips_calloc(1, sizeof *empty);
	empty->source = frame->source;
	empty->record_size = frame->record_size;
	empty->units = frame->units;
	empty->records = cips_malloc(n * frame->record_size + 1);
	empty->row = frame->row ? cips_malloc((n + 1) * sizeof *empty->row) : NULL;
	empty->weight = frame->weight ? cips_malloc((n + 1) * sizeof *empty->weight) : NULL;
	empty->seconds = frame->seconds ? cips_malloc((n + 1) * sizeof *empty->seconds) : NULL;
	empty->origin = cips_malloc((n + 1) * sizeof *empty->origin);
	empty->n_origins = frame->n_origins;
	empty->origins = cips_malloc((frame->n_origins + 1) * sizeof *empty->origins);
	memcpy(empty->origins, frame->origins, frame->n_origins * sizeof *empty->origins);
	return empty;
}

static size_t count_flagged(const struct cips_frame *frame)
{
	size_t n = 0;
	for (size_t i = 0; i < frame->n; i++)
		n += frame->flags->flagged[i] != 0;
	return n;
}

static void swap_rows(struct cips_frame *a, struct cips_frame *b)
{
	struct cips_frame was = *a;
	a->n = b->n;
	a->room = b->room;
	a->records = b->records;
	a->row = b->row;
	a->weight = b->weight;
	a->seconds = b->seconds;
	a->origin = b->origin;
	b->n = was.n;
	b->room = was.room;
	b->records = was.records;
	b->row = was.row;
	b->weight = was.weight;
	b->seconds = was.seconds;
	b->origin = was.origin;
}

/*
 * Moves the responses that have, or do not have, a flag into `frame->other`. Those that have one are
 * copied, which are few: both parts together take hardly more memory than the whole.
 */
static void move_out(struct cips_frame *frame, bool flagged)
{
	const unsigned char *flags = frame->flags->flagged;
	size_t all = frame->n;
	struct cips_frame *other = empty_like(frame, count_flagged(frame));
	frame->n = 0;
	for (size_t i = 0; i < all; i++)
		copy_row(flags[i] ? other : frame, frame, i);
	if (!flagged)
		swap_rows(frame, other);
	frame->other = other;
}

/* Counts the flags again: some responses were left out for want of a weight. */
static void count_flags(struct cips_frame *frame)
{
	struct cips_flags *flags = frame->flags;
	flags->n_any = 0;
	memset(flags->n_flagged, 0, sizeof flags->n_flagged);
	for (size_t i = 0; i < frame->n; i++) {
		flags->n_any += flags->flagged[i] != 0;
		for (unsigned f = 0; f < CIPS_FLAGS; f++)
			flags->n_flagged[f] += flags->flagged[i] >> f & 1;
	}
}

static enum cips_rc take_by_flags(
	const struct cips_scope *scope, struct cips_frame *frame, struct cips_err *err)
{
	if (scope->take == CIPS_TAKE_ALL)
		return CIPS_OK;
	count_flags(frame);
	size_t flagged = frame->flags->n_any;
	if (flagged == 0 || flagged < scope->minimum) {
		memset(frame->flags->flagged, 0, frame->n);
		if (scope->take == CIPS_TAKE_FLAGGED)
			move_out(frame, false);
		return CIPS_OK;
	}
	move_out(frame, scope->take == CIPS_TAKE_UNFLAGGED);
	if (frame->n || scope->take == CIPS_TAKE_FLAGGED)
		return CIPS_OK;
	cips_err_set(
		err, CIPS_INPUT, "every response has a flag, so --without-flagged leaves none");
	return cips_err_hint(err, "cips quality says which flags they are");
}

static void find_units(struct cips_frame *frame)
{
	const struct cips_instrument *instrument = frame->source->instrument;
	if (!frame->units || instrument->unit_item == CIPS_NONE)
		return;
	const struct cips_item *item = &instrument->items[instrument->unit_item];
	frame->unit = cips_malloc((frame->n + 1) * sizeof *frame->unit);
	for (size_t i = 0; i < frame->n; i++) {
		unsigned id = cips_model_code(item, cips_frame_record(frame, i));
		frame->unit[i] = id ? cips_model_unit_by_id(frame->units, id) : -1;
	}
}

/* Reads the versions into the frame; no weights are chosen yet. */
static enum cips_rc read_versions(struct cips_scope *scope, const struct cips_source *source,
	struct reader *reader, struct cips_err *err)
{
	struct cips_frame *frame = reader->frame;
	enum cips_rc rc = read_own_version(scope, reader, err);
	for (size_t i = 0; i < scope->n_versions && !rc && !source->pinned; i++) {
		const struct cips_version *version = &scope->versions[i];
		if (version != source->version && version->has_responses &&
			strcmp(version->code, source->version->code) == 0)
			rc = pool_version(scope, version, reader, err);
	}
	if (!rc && reader->set && !source->pinned)
		rc = cips_tables_weights_check_all(reader->set, source, err);
	if (rc || frame->n)
		return rc;
	rc = cips_err_set(err, CIPS_INPUT, "nobody answered the instrument %s in wave %s",
		source->version->code, source->wave->code);
	cips_err_hint(err, "import responses first, or choose another --instrument or --wave");
	return rc;
}

static enum cips_rc load_frame(struct cips_scope *scope, const struct cips_source *source,
	const char *weights, struct reader *reader, struct cips_err *err)
{
	struct cips_frame *frame = reader->frame;
	struct cips_weights_read set = {0};
	enum cips_rc rc = CIPS_OK;
	*frame = (struct cips_frame){.source = source,
		.record_size = source->instrument->record_size,
		.units = scope->units};
	if (names_set(weights)) {
		reader->set = &set;
		rc = cips_tables_weights_read(scope, source, weights, &set, err);
	}
	if (!rc)
		rc = read_versions(scope, source, reader, err);
	if (!rc && scope->take != CIPS_TAKE_ALL) {
		frame->flags = cips_calloc(1, sizeof *frame->flags);
		cips_tables_flags(frame, scope->minimum, frame->flags);
	}
	if (!rc)
		rc = choose_weights(scope, frame, weights, reader, err);
	if (!rc)
		rc = take_by_flags(scope, frame, err);
	if (!rc)
		find_units(frame);
	if (!rc && frame->other)
		find_units(frame->other);
	if (rc)
		cips_tables_frame_release(frame);
	cips_tables_weights_release(&set);
	return rc;
}

enum cips_rc cips_tables_frame(struct cips_scope *scope, const struct cips_source *source,
	const char *weights, bool by_sign, struct cips_frame *frame, struct cips_err *err)
{
	struct reader reader = {.frame = frame, .by_sign = by_sign};
	return load_frame(scope, source, weights, &reader, err);
}

enum cips_rc cips_tables_frame_to_weight(struct cips_scope *scope, const struct cips_source *source,
	const char *weights, struct cips_frame *frame, struct cips_err *err)
{
	struct reader reader = {.frame = frame, .to_weight = true};
	return load_frame(scope, source, weights, &reader, err);
}

enum cips_rc cips_tables_frame_unweighted(struct cips_scope *scope,
	const struct cips_source *source, const char *weights, struct cips_frame *frame,
	struct cips_err *err)
{
	struct reader reader = {.frame = frame, .unweighted = true};
	return load_frame(scope, source, weights, &reader, err);
}

void cips_tables_frame_forget_answers(struct cips_frame *frame)
{
	free(frame->records);
	frame->records = NULL;
}

void cips_tables_frame_release(struct cips_frame *frame)
{
	if (frame->other)
		cips_tables_frame_release(frame->other);
	free(frame->other);
	if (frame->flags)
		cips_tables_flags_release(frame->flags);
	free(frame->flags);
	free(frame->records);
	free(frame->row);
	free(frame->bases);
	free(frame->weight);
	free(frame->seconds);
	free(frame->origin);
	free(frame->origins);
	free(frame->unit);
	free(frame->asked);
	for (size_t i = 0; i < frame->n_answered; i++)
		drop_version(&frame->answered[i]);
	free(frame->answered);
	*frame = (struct cips_frame){0};
}
