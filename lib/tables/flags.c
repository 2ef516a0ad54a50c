/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/flags.h"

#include "stats/mahalanobis.h"
#include "tables/completion.h"
#include "tables/score_columns.h"

#include <math.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A run of the rules over a frame. */
struct judge {
	const struct cips_frame *frame;
	const struct cips_instrument *instrument;
	size_t minimum;
	struct cips_score_columns items; /* a column for each scored item, in the form's order */
	struct cips_flags *flags;
};

static const char *const codes[CIPS_FLAGS] = {
	[CIPS_FLAG_STRAIGHT] = "straight",
	[CIPS_FLAG_FAST] = "fast",
	[CIPS_FLAG_DUPLICATE] = "duplicate",
	[CIPS_FLAG_OUTLIER] = "outlier",
	[CIPS_FLAG_UNANSWERED] = "unanswered",
};

const char *cips_tables_flag_code(enum cips_flag flag)
{
	return codes[flag];
}

static void put(struct cips_flags *flags, size_t i, enum cips_flag flag, bool flagged)
{
	flags->judged[i] |= (unsigned char)(1U << flag);
	flags->n_judged[flag]++;
	if (!flagged)
		return;
	flags->flagged[i] |= (unsigned char)(1U << flag);
	flags->n_flagged[flag]++;
}

static bool has(const unsigned char *bits, size_t i, enum cips_flag flag)
{
	return bits[i] & (1U << flag);
}

static const struct cips_scored *scored_item(const struct judge *judge, size_t k)
{
	return &judge->items.list[k].items[0];
}

/* The place of the answer of respondent i in its list, 0 when it is not valid. */
static unsigned raw_answer(const struct judge *judge, size_t i, size_t k)
{
	unsigned position;
	enum cips_state state = cips_scored_answer(judge->instrument, scored_item(judge, k),
		cips_frame_record(judge->frame, i), &position);
	return state == CIPS_STATE_VALID ? position : 0;
}

/* --- straight-lining ------------------------------------------------------------------------ */

/* The answers to the items of one list so far. */
struct battery {
	size_t answered;
	unsigned first;
	bool mixed;
};

static bool in_one_line(const struct battery *batteries, size_t n)
{
	for (size_t l = 0; l < n; l++)
		if (batteries[l].answered >= CIPS_LEAST_RUN && !batteries[l].mixed)
			return true;
	return false;
}

static void judge_straight(struct judge *judge, size_t i, struct battery *batteries)
{
	size_t answered = 0, run = 0, longest = 0, width = 0, n_lists = judge->instrument->n_lists;
	unsigned last = 0;
	memset(batteries, 0, n_lists * sizeof *batteries);
	for (size_t k = 0; k < judge->items.n; k++) {
		const struct cips_scored *scored = scored_item(judge, k);
		unsigned raw = raw_answer(judge, i, k);
		if (!raw)
			continue;
		struct battery *battery = &batteries[scored->item->list];
		if (!battery->answered++)
			battery->first = raw;
		battery->mixed |= raw != battery->first;
		answered++;
		run = raw == last && scored->key.n == width ? run + 1 : 1;
		last = raw;
		width = scored->key.n;
		longest = run > longest ? run : longest;
	}
	judge->flags->longest[i] = longest;
	if (answered >= CIPS_LEAST_RUN)
		put(judge->flags, i, CIPS_FLAG_STRAIGHT,
			in_one_line(batteries, n_lists) ||
				(longest >= CIPS_LEAST_RUN && 2 * longest >= answered));
}

static void find_straight(struct judge *judge)
{
	struct battery *batteries = cips_calloc(judge->instrument->n_lists + 1, sizeof *batteries);
	for (size_t i = 0; i < judge->frame->n; i++)
		judge_straight(judge, i, batteries);
	free(batteries);
}

/* --- speed ---------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median_of(double *values, size_t n)
{
	qsort(values, n, sizeof *values, by_size);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* The median time of a mode, 0 when too few have one; `room` for a time of everybody. */
static double mode_median(const struct judge *judge, const char *mode, double *room)
{
	const struct cips_frame *frame = judge->frame;
	size_t n = 0, least = judge->minimum;
	for (size_t i = 0; i < frame->n; i++)
		if (!isnan(frame->seconds[i]) &&
			strcmp(frame->origins[frame->origin[i]].mode, mode) == 0)
			room[n++] = frame->seconds[i];
	least = least > CIPS_LEAST_TIMED ? least : CIPS_LEAST_TIMED;
	return n >= least ? median_of(room, n) : 0;
}

static void find_medians(struct judge *judge)
{
	const struct cips_frame *frame = judge->frame;
	double *room = cips_malloc((frame->n + 1) * sizeof *room);
	for (size_t o = 0; o < frame->n_origins; o++) {
		const char *mode = frame->origins[o].mode;
		size_t same = 0;
		while (strcmp(frame->origins[same].mode, mode) != 0)
			same++;
		judge->flags->median[o] =
			same < o ? judge->flags->median[same] : mode_median(judge, mode, room);
	}
	free(room);
}

static void find_fast(struct judge *judge)
{
	const struct cips_frame *frame = judge->frame;
	if (!frame->seconds)
		return;
	find_medians(judge);
	for (size_t i = 0; i < frame->n; i++) {
		double median = judge->flags->median[frame->origin[i]];
		if (!isnan(frame->seconds[i]) && median > 0)
			put(judge->flags, i, CIPS_FLAG_FAST, 3 * frame->seconds[i] < median);
	}
}

/* --- duplicates ----------------------------------------------------------------------------- */

/* The bytes of an item as a number; answers are at most two bytes wide. */
static size_t answer_of(const struct cips_item *item, const uint8_t *record)
{
	size_t answer = record[item->offset];
	return item->width == 1 ? answer : answer << 8 | record[item->offset + 1];
}

/* How many give each answer to each scored item, whatever it means. */
static size_t **count_answers(const struct judge *judge)
{
	size_t **counts = cips_calloc(judge->items.n + 1, sizeof *counts);
	for (size_t k = 0; k < judge->items.n; k++) {
		const struct cips_item *item = scored_item(judge, k)->item;
		counts[k] = cips_calloc(item->width == 1 ? 256 : 256 * 256, sizeof *counts[k]);
		for (size_t i = 0; i < judge->frame->n; i++)
			counts[k][answer_of(item, cips_frame_record(judge->frame, i))]++;
	}
	return counts;
}

static void free_counts(const struct judge *judge, size_t **counts)
{
	for (size_t k = 0; k < judge->items.n; k++)
		free(counts[k]);
	free(counts);
}

/* How many other responses would be like this one by chance. */
static double coincidences(const struct judge *judge, size_t **counts, size_t i)
{
	const uint8_t *record = cips_frame_record(judge->frame, i);
	double n = (double)judge->frame->n, expected = n - 1;
	for (size_t k = 0; k < judge->items.n; k++)
		expected *= (double)counts[k][answer_of(scored_item(judge, k)->item, record)] / n;
	return expected;
}

/* By the answers to the scored items, where they lie: copies of all would be as large as they. */
static int by_answers(const void *left, const void *right, void *context)
{
	const struct judge *judge = context;
	const uint8_t *a = cips_frame_record(judge->frame, *(const uint32_t *)left);
	const uint8_t *b = cips_frame_record(judge->frame, *(const uint32_t *)right);
	for (size_t k = 0; k < judge->items.n; k++) {
		const struct cips_item *item = scored_item(judge, k)->item;
		size_t x = answer_of(item, a), y = answer_of(item, b);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

/* Sorts who is judged, as far as they are alike to be compared at all; returns how many. */
static size_t sort_judged(struct judge *judge, uint32_t *people)
{
	size_t n = 0;
	assert(judge->frame->n <= UINT32_MAX);
	for (size_t i = 0; i < judge->frame->n; i++)
		if (has(judge->flags->judged, i, CIPS_FLAG_STRAIGHT) &&
			!has(judge->flags->flagged, i, CIPS_FLAG_STRAIGHT))
			people[n++] = (uint32_t)i;
	qsort_r(people, n, sizeof *people, by_answers, judge);
	return n;
}

static void find_duplicates(struct judge *judge)
{
	uint32_t *people = cips_malloc((judge->frame->n + 1) * sizeof *people);
	size_t n = sort_judged(judge, people);
	size_t **counts = count_answers(judge);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n; to++)
			if (by_answers(&people[from], &people[to], judge) != 0)
				break;
		bool flagged = to > from + 1 &&
			coincidences(judge, counts, people[from]) < CIPS_COINCIDENCES;
		for (size_t v = from; v < to; v++)
			put(judge->flags, people[v], CIPS_FLAG_DUPLICATE, flagged);
	}
	free_counts(judge, counts);
	free(people);
}

/* --- outliers ------------------------------------------------------------------------------- */

/* What distances are measured on: items one by one, or factors. */
struct variables {
	const struct cips_score_columns *columns;
	size_t *chosen; /* those that nine in ten were asked */
	size_t n;
	size_t complete; /* people with a value on each of them */
	double *row;	 /* of one of them */
};

/*
 * The value of respondent i on a column, as factor scores are made: the mean of the valid answers,
 * if they are half of those asked for. False when there is none.
 */
static bool value_of(const struct judge *judge, size_t i, const struct cips_score_column *column,
	size_t *asked, double *value)
{
	const uint8_t *record = cips_frame_record(judge->frame, i);
	size_t valid = 0;
	*asked = 0;
	*value = 0;
	for (size_t k = 0; k < column->n; k++) {
		unsigned position;
		enum cips_state state =
			cips_scored_answer(judge->instrument, &column->items[k], record, &position);
		*asked += state != CIPS_STATE_NOT_SHOWN;
		if (state != CIPS_STATE_VALID)
			continue;
		valid++;
		*value += column->items[k].key.score[position];
	}
	*value = valid ? *value / (double)valid : 0;
	return valid && 2 * valid >= *asked;
}

/* The values of respondent i on all variables; false when one of them is missing. */
static bool fill_row(const struct judge *judge, size_t i, const struct variables *v)
{
	size_t asked;
	for (size_t c = 0; c < v->n; c++)
		if (!value_of(judge, i, &v->columns->list[v->chosen[c]], &asked, &v->row[c]))
			return false;
	return true;
}

static struct variables choose_variables(
	const struct judge *judge, const struct cips_score_columns *columns)
{
	struct variables v = {.columns = columns,
		.chosen = cips_malloc((columns->n + 1) * sizeof *v.chosen),
		.row = cips_malloc((columns->n + 1) * sizeof *v.row)};
	for (size_t k = 0; k < columns->n; k++) {
		size_t people = 0, asked;
		double value;
		for (size_t i = 0; i < judge->frame->n; i++) {
			value_of(judge, i, &columns->list[k], &asked, &value);
			people += asked > 0;
		}
		if (10 * people >= 9 * judge->frame->n)
			v.chosen[v.n++] = k;
	}
	for (size_t i = 0; i < judge->frame->n && v.n; i++)
		v.complete += fill_row(judge, i, &v);
	return v;
}

static void variables_release(struct variables *v)
{
	free(v->chosen);
	free(v->row);
}

/* Whether there are enough people to measure distances between them. */
static bool suffice(const struct judge *judge, const struct variables *v)
{
	return v->n && v->complete >= CIPS_PEOPLE_PER_VARIABLE * v->n &&
		v->complete >= judge->minimum;
}

static void measure(struct judge *judge, const struct variables *v)
{
	size_t complete, rank;
	struct cips_scatter *scatter = cips_stats_scatter_new(v->n);
	for (size_t i = 0; i < judge->frame->n; i++)
		if (fill_row(judge, i, v))
			cips_stats_scatter_add(scatter, v->row);
	bool apart = cips_stats_scatter_finish(scatter, &complete, &rank) == CIPS_REASON_NONE;
	judge->flags->outlier_variables = v->n;
	judge->flags->outlier_rank = rank;
	for (size_t i = 0; i < judge->frame->n && apart; i++) {
		if (!fill_row(judge, i, v))
			continue;
		double distance = cips_stats_mahalanobis(scatter, v->row);
		put(judge->flags, i, CIPS_FLAG_OUTLIER,
			cips_stats_chi2_upper(distance, (double)rank) < 0.001);
	}
	cips_stats_scatter_free(scatter);
}

/* On the items, unless so many people leave some of them out that it is better on the factors. */
static void find_outliers(struct judge *judge)
{
	struct cips_score_columns factors;
	cips_tables_score_columns(judge->frame->source, false, &factors);
	struct variables by_item = choose_variables(judge, &judge->items);
	struct variables by_factor = choose_variables(judge, &factors);
	bool most = 2 * by_item.complete >= judge->frame->n;
	if (suffice(judge, &by_item) && most) {
		measure(judge, &by_item);
	} else if (suffice(judge, &by_factor)) {
		judge->flags->outlier_by_factor = true;
		measure(judge, &by_factor);
	}
	variables_release(&by_item);
	variables_release(&by_factor);
	cips_tables_score_columns_release(&factors);
}

/* --- all of them ---------------------------------------------------------------------------- */

static void find_unanswered(struct judge *judge)
{
	for (size_t i = 0; i < judge->frame->n; i++)
		put(judge->flags, i, CIPS_FLAG_UNANSWERED,
			cips_tables_completion(cips_tables_answered(judge->frame, i)) ==
				CIPS_BREAK_OFF);
}

void cips_tables_flags(const struct cips_frame *frame, size_t minimum, struct cips_flags *flags)
{
	struct judge judge = {.frame = frame,
		.instrument = frame->source->instrument,
		.minimum = minimum,
		.flags = flags};
	*flags = (struct cips_flags){
		.judged = cips_calloc(frame->n + 1, 1),
		.flagged = cips_calloc(frame->n + 1, 1),
		.longest = cips_calloc(frame->n + 1, sizeof *flags->longest),
		.median = cips_calloc(frame->n_origins + 1, sizeof *flags->median),
	};
	cips_tables_score_columns(frame->source, true, &judge.items);
	flags->scored = judge.items.n;
	find_straight(&judge);
	find_fast(&judge);
	find_duplicates(&judge);
	find_outliers(&judge);
	find_unanswered(&judge);
	for (size_t i = 0; i < frame->n; i++)
		flags->n_any += flags->flagged[i] != 0;
	cips_tables_score_columns_release(&judge.items);
}

void cips_tables_flags_release(struct cips_flags *flags)
{
	free(flags->judged);
	free(flags->flagged);
	free(flags->longest);
	free(flags->median);
	*flags = (struct cips_flags){0};
}

/* --- in words ------------------------------------------------------------------------------- */

static void foot_outliers(struct cips_document *document, const struct cips_flags *flags)
{
	const char *what = flags->outlier_by_factor ? "factor scores" : "item scores";
	if (!flags->n_judged[CIPS_FLAG_OUTLIER]) {
		cips_report_note(document,
			"outlier: not judged. There are too few people with a score on all items, or "
			"on all factors (%d times as many as these are needed), or all scores are "
			"alike.",
			CIPS_PEOPLE_PER_VARIABLE);
		return;
	}
	cips_report_note(document,
		"outlier: squared Mahalanobis distance of the %zu %s%s above the .999 quantile of chi-square "
		"with %zu degrees of freedom, the rank of their covariance matrix%s. Judged: who has "
		"all of these scores (of what at least nine in ten were asked).",
		flags->outlier_variables, what,
		flags->outlier_by_factor ? " (too few people have a score on every item)" : "",
		flags->outlier_rank,
		flags->outlier_rank < flags->outlier_variables
			? ", which is singular (generalized inverse)"
			: "");
}

void cips_tables_foot_flags(struct cips_document *document, const struct cips_flags *flags)
{
	if (flags->n_judged[CIPS_FLAG_STRAIGHT])
		cips_report_note(document,
			"straight: the same choice, by its place in the list, in all items that offer "
			"the same choices (%d or more of them answered); or without a break in %d scored "
			"items or more and in half of those answered. Missing answers are passed over, "
			"and nothing is turned by polarity. Judged: who answered %d scored items.",
			CIPS_LEAST_RUN, CIPS_LEAST_RUN, CIPS_LEAST_RUN);
	else
		cips_report_note(document,
			"straight, duplicate: not judged. Nobody answered %d scored items.",
			CIPS_LEAST_RUN);
	if (flags->n_judged[CIPS_FLAG_FAST])
		cips_report_note(document,
			"fast: less than a third of the median time of the same mode. Judged: who has a "
			"time, in a mode with enough of them.");
	else
		cips_report_note(document,
			"fast: not judged. Too few responses have a time (column seconds).");
	if (flags->n_judged[CIPS_FLAG_DUPLICATE])
		cips_report_note(document,
			"duplicate: the same answers and missing answers to all %zu scored items as "
			"another response, unless chance explains it: if the items were independent and "
			"answered as everybody answers them, %g or more others like it would be expected. "
			"Judged: as straight, without those who have that flag.",
			flags->scored, CIPS_COINCIDENCES);
	foot_outliers(document, flags);
	cips_report_note(document,
		"unanswered: fewer than half of the questions asked have an answer (refused and blank "
		"are none).");
}
