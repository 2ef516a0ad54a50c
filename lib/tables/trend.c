/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/trend.h"

#include "base/buf.h"
#include "model/factors.h"

#include <string.h>

void cips_tables_leave_out(
	struct cips_arena *arena, struct cips_left_outs *outs, struct cips_left_out out)
{
	outs->list = cips_arena_grow(arena, outs->list, outs->n, &outs->room, sizeof *outs->list);
	size_t at = outs->n++;
	for (size_t i = 0; i < at; i++)
		if (strcmp(outs->list[i].column, out.column) == 0 &&
			(i + 1 == at || strcmp(outs->list[i + 1].column, out.column) != 0))
			at = i + 1;
	memmove(outs->list + at + 1, outs->list + at, (outs->n - 1 - at) * sizeof *outs->list);
	outs->list[at] = out;
}

/* --- the rule ------------------------------------------------------------------------------- */

/* The item of an answered version that measures the same, if its answers came in as `asked`. */
static const struct cips_item *item_in(const struct cips_frame *frame,
	const struct cips_answered *answered, const struct cips_item *item, unsigned asked)
{
	size_t index = (size_t)(item - frame->source->instrument->items);
	return answered->asked[index] & asked ? answered->items[index] : NULL;
}

/*
 * The first reason that two versions give, one of each frame, among those in which the items came
 * in as `asked`; "" when there is none.
 */
static const char *reason_of_versions(const struct cips_frame *a, const struct cips_item *item_a,
	const struct cips_frame *b, const struct cips_item *item_b, unsigned asked,
	enum cips_wording_rule rule, struct cips_arena *arena)
{
	const char *why = "";
	for (size_t i = 0; i < a->n_answered && !*why; i++)
		for (size_t k = 0; k < b->n_answered && !*why; k++) {
			const struct cips_answered *in_a = &a->answered[i], *in_b = &b->answered[k];
			const struct cips_item *one = item_in(a, in_a, item_a, asked);
			const struct cips_item *other = item_in(b, in_b, item_b, asked);
			if (!one || !other)
				continue;
			struct cips_pair pair =
				cips_model_pair(in_a->instrument, in_b->instrument, arena);
			why = cips_model_trend(&pair, one, other, rule).why;
		}
	return why;
}

/* Why no answers to an item could be brought into the version of the table. */
static const char *reason_of_table(
	const struct cips_frame *frame, const struct cips_item *item, struct cips_arena *arena)
{
	for (size_t i = 0; i < frame->n_answered; i++) {
		const struct cips_answered *answered = &frame->answered[i];
		const struct cips_item *other = item_in(frame, answered, item, CIPS_CHANGED);
		if (!other)
			continue;
		struct cips_pair pair =
			cips_model_pair(answered->instrument, frame->source->instrument, arena);
		const char *why = cips_model_trend(&pair, other, item, CIPS_WORDING_ANY).why;
		if (*why)
			return cips_arena_printf(arena, "%s in %s@%u, the version of the table",
				why, frame->source->version->code, frame->source->version->ordinal);
	}
	return "changed";
}

static unsigned asked_of(const struct cips_frame *frame, const struct cips_item *item)
{
	return frame->asked[item - frame->source->instrument->items];
}

const char *cips_tables_apart(const struct cips_frame *a, const struct cips_item *item_a,
	const struct cips_frame *b, const struct cips_item *item_b, enum cips_wording_rule rule,
	struct cips_arena *arena)
{
	unsigned asked_a = asked_of(a, item_a), asked_b = asked_of(b, item_b);
	if (!asked_a || !asked_b)
		return "";
	if (asked_a & asked_b & CIPS_ASKED) {
		const char *why = reason_of_versions(a, item_a, b, item_b, CIPS_ASKED, rule, arena);
		return *why ? why : NULL;
	}
	const char *why =
		reason_of_versions(a, item_a, b, item_b, CIPS_ASKED | CIPS_CHANGED, rule, arena);
	if (*why)
		return why;
	return reason_of_table(
		asked_a & CIPS_ASKED ? b : a, asked_a & CIPS_ASKED ? item_b : item_a, arena);
}

/* --- what is said about it ------------------------------------------------------------------ */

const char *cips_tables_column_reason(
	const struct cips_left_outs *outs, const char *column, struct cips_arena *arena)
{
	struct cips_buf buf = {0};
	for (size_t i = 0; i < outs->n; i++) {
		const struct cips_left_out *out = &outs->list[i];
		if (strcmp(out->column, column) != 0)
			continue;
		if (strcmp(out->indicator, column) == 0)
			cips_buf_puts(&buf, out->why);
		else
			cips_buf_printf(
				&buf, "%s%s (%s)", buf.n ? ", " : "", out->indicator, out->why);
	}
	char *copy = cips_arena_strdup(
		arena, buf.n ? cips_buf_text(&buf) : "no indicator was asked on both sides");
	cips_buf_release(&buf);
	return copy;
}

void cips_tables_foot_left_out(
	struct cips_document *document, const struct cips_left_outs *outs, bool by_indicator)
{
	struct cips_buf buf = {0};
	size_t n = 0;
	for (size_t i = 0; i < outs->n; i++) {
		const struct cips_left_out *out = &outs->list[i];
		cips_buf_printf(&buf, "%s%s (%s)", n++ ? ", " : "", out->indicator, out->why);
		bool more = i + 1 < outs->n &&
			(by_indicator || strcmp(out->column, outs->list[i + 1].column) == 0);
		if (more)
			continue;
		if (by_indicator)
			cips_report_note(document, "Not compared: %s.", cips_buf_text(&buf));
		else
			cips_report_note(document, "%zu indicator%s of %s left out: %s.", n,
				n == 1 ? "" : "s", out->column, cips_buf_text(&buf));
		cips_buf_clear(&buf);
		n = 0;
	}
	cips_buf_release(&buf);
}

/* What a pooled item of another version has otherwise than the item it stands for; "" for nothing.
 */
static const char *pooled_otherwise(const struct cips_pair *pair, const struct cips_item *from,
	const struct cips_item *to, bool factors_only)
{
	const char *why =
		factors_only ? "" : cips_model_trend(pair, from, to, CIPS_WORDING_SAME).why;
	const char *before = cips_model_factor_code(pair->a, from);
	const char *after = cips_model_factor_code(pair->b, to);
	if (*why || strcmp(before, after) == 0 || !*after)
		return why;
	return cips_arena_printf(
		pair->arena, "in factor %s there, %s here", *before ? before : "none", after);
}

void cips_tables_foot_versions(struct cips_document *document, const struct cips_frame *frame,
	const char *side, bool factors_only)
{
	struct cips_arena arena = {0};
	struct cips_buf buf = {0};
	const struct cips_instrument *to = frame->source->instrument;
	for (size_t v = 0; v < frame->n_answered; v++) {
		const struct cips_answered *answered = &frame->answered[v];
		if (answered->instrument == to)
			continue;
		struct cips_pair pair = cips_model_pair(answered->instrument, to, &arena);
		for (size_t i = 0; i < to->n_items; i++) {
			const struct cips_item *item = &to->items[i];
			const struct cips_item *from = item_in(frame, answered, item, CIPS_ASKED);
			if (!from)
				continue;
			const char *what = pooled_otherwise(&pair, from, item, factors_only);
			if (*what)
				cips_buf_printf(&buf, "%s%s (%s)", buf.n ? ", " : "",
					item->indicator, what);
		}
		if (buf.n)
			cips_report_note(document,
				"%sAnswers to %s@%u count although it asked otherwise: %s.", side,
				answered->version->code, answered->version->ordinal,
				cips_buf_text(&buf));
		cips_buf_clear(&buf);
	}
	cips_buf_release(&buf);
	cips_arena_release(&arena);
}
