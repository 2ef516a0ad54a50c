/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From boxes to answers. Boxes are gathered in blocks that are opened on all processors; what is in
 * them is then taken one by one, station by station in the order of their digests, which is chance.
 */
#include "api/opening.h"

#include "base/err.h"
#include "base/findings.h"
#include "model/packed.h"
#include "sealed/secret.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BLOCK = 4096,		/* boxes */
	BLOCK_BYTES = 16 << 20, /* or so many bytes of them */
	BREACHES = 64,
};

/* A box that waits to be opened. */
struct waiting {
	struct cips_opened_station *station;
	uint8_t digest[CIPS_DIGEST_SIZE];
	size_t box; /* where its bytes are in the block */
	size_t content;
};

struct block {
	struct cips_opening *opening;
	struct waiting list[BLOCK];
	struct cips_box_task tasks[BLOCK];
	size_t n;
	struct cips_buf boxes;
	uint8_t *contents;
	size_t contents_room;
	size_t contents_size; /* of the boxes so far */
	size_t done, total;
	unsigned threads;
	struct cips_err *err;
	enum cips_rc rc;
};

/* --- what fails -------------------------------------------------------------------------------- */

enum fault {
	BOX_DAMAGED,
	BOX_FOREIGN,
	ANSWERS_UNREADABLE,
	LANGUAGE_UNKNOWN,
	UNIT_UNKNOWN,
	NOT_SHOWN,
	CONSTRAINT_BROKEN,
	CHOICE_FILTERED,
	TEXTS_UNREADABLE,
};

#define FORGED "somebody made them without the program"

static const struct {
	const char *code;
	const char *what; /* completes "3 boxes: they " */
	const char *hint; /* NULL: the rule that is broken */
} meanings[] = {
	[BOX_DAMAGED] = {"box-damaged", "cannot be opened, although they are sealed for these keys",
		FORGED ", or the survey file is damaged"},
	[BOX_FOREIGN] = {"box-foreign", "were sealed at another station than their bundle is from",
		"somebody copied them from one station into another"},
	[ANSWERS_UNREADABLE] = {"answers-unreadable",
		"hold what no answers to this questionnaire look like", FORGED},
	[LANGUAGE_UNKNOWN] = {"language-unknown",
		"name a language that the questionnaire does not have", FORGED},
	[UNIT_UNKNOWN] = {"unit-unknown", "name a unit that is not in the tree of the survey file",
		"load the tree that the stations were made with: cips units load"},
	[NOT_SHOWN] = {"not-shown",
		"answer it, although these respondents could not have been shown it", NULL},
	[CONSTRAINT_BROKEN] = {"constraint-broken", "answer it against the rule of the form", NULL},
	[CHOICE_FILTERED] = {"choice-filtered", "choose what was not offered to these respondents",
		NULL},
	[TEXTS_UNREADABLE] = {"texts-unreadable",
		"hold what no free texts of this questionnaire look like", FORGED},
};

static void keep_digest(struct cips_opened_station *station, const uint8_t *digest)
{
	if (station->n_kept == station->kept_room) {
		station->kept_room = station->kept_room ? 2 * station->kept_room : 16;
		station->kept = cips_realloc(station->kept, station->kept_room, CIPS_DIGEST_SIZE);
	}
	memcpy(station->kept + station->n_kept++ * CIPS_DIGEST_SIZE, digest, CIPS_DIGEST_SIZE);
}

/* Counts a box as failed; it stays sealed. */
static void fail(struct block *block, const struct waiting *waiting, enum fault fault, int item)
{
	struct cips_opening *opening = block->opening;
	struct cips_opening_fault wanted = {
		.fault = (int)fault, .version = waiting->station->version, .item = item};
	bool texts = block->tasks[waiting - block->list].maker->kind == CIPS_BOX_TEXTS;
	keep_digest(waiting->station, waiting->digest);
	opening->result->failed += !texts;
	opening->result->failed_texts += texts;
	for (size_t i = 0; i < opening->n_faults; i++) {
		struct cips_opening_fault *known = &opening->faults[i];
		if (known->fault == wanted.fault && known->version == wanted.version &&
			known->item == wanted.item) {
			known->n++;
			return;
		}
	}
	opening->faults = cips_arena_grow(&opening->arena, opening->faults, opening->n_faults,
		&opening->faults_room, sizeof *opening->faults);
	wanted.n = 1;
	opening->faults[opening->n_faults++] = wanted;
}

/* The rule that the answers to an item break. */
static const char *rule_of(const struct cips_item *item, enum fault fault)
{
	switch (fault) {
	case NOT_SHOWN:
		return item->relevant ? item->relevant_text : "";
	case CONSTRAINT_BROKEN:
		return item->constraint_text;
	case CHOICE_FILTERED:
		return item->choice_filter_text;
	default:
		return "";
	}
}

static void report(struct cips_opening *opening, const struct cips_opening_fault *fault)
{
	const char *hint = meanings[fault->fault].hint;
	cips_findings_add(opening->findings, CIPS_ERROR, meanings[fault->fault].code, NULL, 0, 0,
		"%zu %s: they %s; %s sealed", fault->n, fault->n == 1 ? "box" : "boxes",
		meanings[fault->fault].what, fault->n == 1 ? "it stays" : "they stay");
	if (fault->item != CIPS_NONE) {
		const struct cips_item *item = &fault->version->instrument->items[fault->item];
		const char *rule = rule_of(item, (enum fault)fault->fault);
		cips_findings_item(opening->findings, item->name);
		if (*rule)
			cips_findings_hint(opening->findings, "the rule is %s", rule);
	}
	if (hint)
		cips_findings_hint(opening->findings, "%s", hint);
}

static int by_meaning(const void *a, const void *b)
{
	const struct cips_opening_fault *x = a, *y = b;
	int order = x->fault - y->fault;
	if (!order)
		order = (x->item > y->item) - (x->item < y->item);
	return order ? order : (x->version > y->version) - (x->version < y->version);
}

static void report_all(struct cips_opening *opening)
{
	opening->findings->file = cips_store_path(opening->file);
	if (opening->n_faults)
		qsort(opening->faults, opening->n_faults, sizeof *opening->faults, by_meaning);
	for (size_t i = 0; i < opening->n_faults; i++)
		report(opening, &opening->faults[i]);
}

/* --- answers ----------------------------------------------------------------------------------- */

/* An item whose unit is not in the tree; CIPS_NONE: all are. */
static int strange_unit(const struct cips_opening *opening,
	const struct cips_instrument *instrument, const uint8_t *record)
{
	for (size_t i = 0; opening->units && i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (!cips_model_unit_coded(instrument, item))
			continue;
		unsigned code = cips_model_code(item, record);
		if (code && cips_model_unit_by_id(opening->units, code) < 0)
			return (int)i;
	}
	return CIPS_NONE;
}

static enum fault fault_of(enum cips_breach_kind kind)
{
	switch (kind) {
	case CIPS_BREACH_NOT_SHOWN:
		return NOT_SHOWN;
	case CIPS_BREACH_CONSTRAINT:
		return CONSTRAINT_BROKEN;
	case CIPS_BREACH_FILTERED:
		return CHOICE_FILTERED;
	}
	return ANSWERS_UNREADABLE;
}

/* Something stands for the texts, which are sealed apart: a rule may ask whether there is any. */
static void stand_in_for_texts(
	const struct cips_instrument *instrument, struct cips_response *response)
{
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->text != CIPS_NONE)
			response->texts[item->text] =
				response->record[item->offset] == 1 ? "-" : NULL;
	}
}

/* What depends on a text is left as the station sealed it: there the texts were known. */
static void restore_text_bound(
	const struct cips_opened_version *version, struct cips_response *response)
{
	const struct cips_instrument *instrument = version->instrument;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (!version->text_bound[i])
			continue;
		memcpy(response->record + item->offset, version->sealed.record + item->offset,
			item->width);
		if (item->number != CIPS_NONE)
			response->numbers[item->number] = version->sealed.numbers[item->number];
	}
}

/* The first rule that is broken, by an item that is not bound to a text; CIPS_NONE: none. */
static int broken_item(const struct cips_opened_version *version, enum fault *fault)
{
	struct cips_breach breaches[BREACHES];
	size_t n = cips_model_interview_finish(version->interview, breaches, BREACHES, NULL);
	for (size_t i = 0; i < n && i < BREACHES; i++) {
		if (version->text_bound[breaches[i].item])
			continue;
		*fault = fault_of(breaches[i].kind);
		return breaches[i].item;
	}
	return CIPS_NONE;
}

/* The answers as the rules leave them are in the interview; else what is wrong was counted. */
static bool hold_against_rules(
	struct block *block, const struct waiting *waiting, const struct cips_box_task *task)
{
	struct cips_opened_version *version = waiting->station->version;
	const struct cips_instrument *instrument = version->instrument;
	cips_model_interview_clear(version->interview);
	struct cips_response *response = cips_model_interview_response(version->interview);
	enum fault fault = LANGUAGE_UNKNOWN;
	if (!cips_model_unpack(&version->check, task->content, response)) {
		fail(block, waiting, ANSWERS_UNREADABLE, CIPS_NONE);
		return false;
	}
	if (task->head.language >= instrument->n_languages) {
		fail(block, waiting, LANGUAGE_UNKNOWN, CIPS_NONE);
		return false;
	}
	if (version->any_text_bound)
		cips_model_unpack(&version->check, task->content, &version->sealed);
	stand_in_for_texts(instrument, response);
	int item = strange_unit(block->opening, instrument, response->record);
	if (item != CIPS_NONE)
		fault = UNIT_UNKNOWN;
	else
		item = broken_item(version, &fault);
	if (item != CIPS_NONE) {
		fail(block, waiting, fault, item);
		return false;
	}
	if (version->any_text_bound)
		restore_text_bound(version, response);
	return true;
}

static bool has_token(const struct cips_box_head *head)
{
	static const uint8_t none[CIPS_NULLIFIER_SIZE];
	return memcmp(head->nullifier, none, sizeof none) != 0;
}

static void keep_answers(struct cips_opening *opening, const struct waiting *waiting,
	const struct cips_box_task *task)
{
	const struct cips_opened_version *version = waiting->station->version;
	size_t size = cips_model_packed_size(version->instrument);
	if (opening->n_answers == opening->answers_room) {
		opening->answers_room =
			opening->answers_room ? opening->answers_room / 2 * 3 : 1024;
		opening->answers = cips_realloc(
			opening->answers, opening->answers_room, sizeof *opening->answers);
	}
	struct cips_opened_answers *answers =
		cips_arena_alloc(&opening->answers_arena, 1, sizeof *answers + size);
	answers->version = version;
	answers->language = task->head.language;
	answers->assisted = task->head.assisted;
	cips_model_pack(version->instrument, cips_model_interview_response(version->interview),
		answers->packed);
	if (has_token(&task->head)) {
		uint8_t *token = cips_arena_alloc(
			&opening->answers_arena, 1, CIPS_NULLIFIER_SIZE + CIPS_DIGEST_SIZE);
		memcpy(token, task->head.nullifier, CIPS_NULLIFIER_SIZE);
		memcpy(token + CIPS_NULLIFIER_SIZE, waiting->digest, CIPS_DIGEST_SIZE);
		answers->token = token;
	}
	opening->answers[opening->n_answers++] = answers;
}

/* --- texts ------------------------------------------------------------------------------------- */

static enum cips_rc store_texts(struct block *block, const struct waiting *waiting,
	const struct cips_box_task *task, struct cips_err *err)
{
	struct cips_opening *opening = block->opening;
	const struct cips_opened_version *version = waiting->station->version;
	const struct cips_instrument *instrument = version->instrument;
	struct cips_arena arena = {0};
	struct cips_response response = cips_model_response_new(&arena, instrument);
	enum cips_rc rc = CIPS_OK;
	bool good = cips_model_unpack_texts(instrument, task->content, &arena, &response);
	if (!good)
		fail(block, waiting, TEXTS_UNREADABLE, CIPS_NONE);
	opening->result->texts += good;
	for (size_t i = 0; good && i < instrument->n_items && !rc; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->text >= 0 && response.texts[item->text])
			rc = cips_store_add_text(opening->file, opening->batch.id,
				version->version->id, item->name, response.texts[item->text], err);
	}
	cips_arena_release(&arena);
	return rc;
}

/* --- blocks ------------------------------------------------------------------------------------ */

static enum cips_rc take(struct block *block, size_t i, struct cips_err *err)
{
	const struct waiting *waiting = &block->list[i];
	const struct cips_box_task *task = &block->tasks[i];
	struct cips_opening *opening = block->opening;
	opening->result->boxes++;
	if (!task->good) {
		fail(block, waiting, BOX_DAMAGED, CIPS_NONE);
	} else if (memcmp(task->head.settings, waiting->station->station->sealing.digest,
			   CIPS_DIGEST_SIZE) != 0) {
		fail(block, waiting, BOX_FOREIGN, CIPS_NONE);
	} else if (task->head.kind == CIPS_BOX_DUMMY) {
		opening->result->empty++;
	} else if (task->head.kind == CIPS_BOX_TEXTS) {
		return store_texts(block, waiting, task, err);
	} else if (hold_against_rules(block, waiting, task)) {
		keep_answers(opening, waiting, task);
	}
	return CIPS_OK;
}

static void tell_progress(const struct block *block)
{
	const struct cips_opening_options *options = block->opening->options;
	if (options->progress)
		options->progress(options->progress_context, block->done, block->total,
			block->opening->n_answers);
}

static void open_block(struct block *block)
{
	if (block->contents_room < block->contents_size) {
		free(block->contents);
		block->contents_room = block->contents_size;
		block->contents = cips_malloc(block->contents_room);
	}
	for (size_t i = 0; i < block->n; i++) {
		block->tasks[i].box = (const uint8_t *)block->boxes.text + block->list[i].box;
		block->tasks[i].content = block->contents + block->list[i].content;
	}
	cips_sealed_boxes_open(block->tasks, block->n, block->threads);
	for (size_t i = 0; i < block->n && !block->rc; i++)
		block->rc = take(block, i, block->err);
	cips_sealed_wipe(block->contents, block->contents_size);
	block->done += block->n;
	block->n = block->contents_size = 0;
	cips_buf_clear(&block->boxes);
	tell_progress(block);
}

static struct cips_opened_station *station_of(
	const struct cips_opening *opening, const uint8_t *settings)
{
	struct cips_known_station known;
	struct cips_opened_station wanted = {.station = &known};
	memcpy(known.sealing.digest, settings, CIPS_DIGEST_SIZE);
	return bsearch(&wanted, opening->stations, opening->n_stations, sizeof wanted,
		cips_api_by_settings);
}

/* Until the block is full. */
static bool gather(void *context, const struct cips_sealed_box *box)
{
	struct block *block = context;
	struct cips_opened_station *station = station_of(block->opening, box->settings);
	if (!station)
		return true;
	const struct cips_station_sealing *sealing = &station->station->sealing;
	const struct cips_box_maker *maker = box->texts ? &sealing->texts : &sealing->answers;
	if (box->size != cips_sealed_box_size(maker)) {
		block->rc = cips_err_set(block->err, CIPS_INTEGRITY,
			"%s: a sealed box has a wrong size", cips_store_path(block->opening->file));
		return false;
	}
	struct waiting *waiting = &block->list[block->n];
	waiting->station = station;
	memcpy(waiting->digest, box->digest, sizeof waiting->digest);
	waiting->box = block->boxes.n;
	waiting->content = block->contents_size;
	block->tasks[block->n++] = (struct cips_box_task){.maker = maker, .keys = station->keys};
	cips_buf_add(&block->boxes, (const char *)box->bytes, box->size);
	block->contents_size += maker->content;
	return block->n < BLOCK && block->boxes.n < BLOCK_BYTES;
}

static void count(void *context, const struct cips_sealed_box *box, size_t n)
{
	struct block *block = context;
	if (station_of(block->opening, box->settings))
		block->total += n;
}

/* Block by block: where one ends is where the next begins. */
static void open_all(struct block *block)
{
	uint8_t digest[CIPS_DIGEST_SIZE];
	struct cips_sealed_box after = {.digest = digest}, *from = NULL;
	while (!block->rc) {
		enum cips_rc rc =
			cips_store_each_box(block->opening->file, from, gather, block, block->err);
		if (!block->rc)
			block->rc = rc;
		if (block->rc || !block->n)
			return;
		const struct waiting *last = &block->list[block->n - 1];
		memcpy(digest, last->digest, sizeof digest);
		after.settings = last->station->station->sealing.digest;
		from = &after;
		open_block(block);
	}
}

static unsigned processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : (unsigned)n;
}

enum cips_rc cips_api_opening_read(struct cips_opening *opening, struct cips_err *err)
{
	struct block *block = cips_calloc(1, sizeof *block);
	block->opening = opening;
	block->threads = opening->options->threads ? opening->options->threads : processors();
	block->err = err;
	block->rc = cips_store_count_boxes(opening->file, count, block, err);
	if (!block->rc)
		open_all(block);
	enum cips_rc rc = block->rc;
	if (!rc)
		report_all(opening);
	cips_buf_release(&block->boxes);
	free(block->contents);
	free(block);
	return rc;
}
