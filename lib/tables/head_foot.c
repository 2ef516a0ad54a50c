/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/head_foot.h"

#include "base/number.h"
#include "tables/flags.h"
#include "tables/mask.h"
#include "stats/weight.h"

#include <stdio.h>
#include <stdlib.h>

#include <string.h>

void cips_tables_category(struct cips_document *document, const struct cips_groups *groups,
	size_t r, struct cips_category *category)
{
	*category = (struct cips_category){
		.code = cips_arena_strdup(&document->arena, groups->rows[r].code),
		.label = cips_arena_strdup(&document->arena, groups->rows[r].label),
		.depth = groups->rows[r].depth,
	};
}

void cips_tables_score_category(struct cips_document *document,
	const struct cips_score_column *column, struct cips_category *category)
{
	*category = (struct cips_category){
		.code = cips_arena_strdup(&document->arena, column->code),
		.label = cips_arena_strdup(&document->arena, column->label),
	};
}

void cips_tables_head(
	struct cips_document *document, const struct cips_scope *scope, const char *title)
{
	document->title = cips_arena_strdup(&document->arena, title);
	document->minimum = (unsigned)scope->minimum;
	if (*scope->settings->title)
		cips_report_subtitle(document, "%s", scope->settings->title);
}

void cips_tables_head_frame(struct cips_document *document, const struct cips_scope *scope,
	const struct cips_frame *frame, const char *side)
{
	const struct cips_version *version = frame->source->version;
	char people[64];
	if (frame->n < scope->minimum)
		snprintf(people, sizeof people, "fewer than %zu", scope->minimum);
	else
		snprintf(people, sizeof people, "%zu", frame->n);
	cips_report_subtitle(document, "%s%s@%u (%.8s), wave %s: %s respondents", side,
		version->code, version->ordinal, version->digest, frame->source->wave->code,
		people);
}

const char *cips_tables_named(const struct cips_groups *groups)
{
	return cips_tables_by_unit(groups->variable) ? "unit" : groups->variable;
}

void cips_tables_foot_unknown(
	struct cips_document *document, const struct cips_groups *groups, const char *where)
{
	cips_report_note(document, "Respondents without a known %s are in no %s.",
		cips_tables_named(groups), where);
}

void cips_tables_foot_groups(struct cips_document *document, const struct cips_frame *frame,
	const struct cips_groups *groups, const char *where, bool hidden)
{
	if (groups->without && hidden)
		cips_tables_foot_unknown(document, groups, where);
	else if (groups->without)
		cips_report_note(document,
			"%zu of %zu respondents have no known %s and are in no %s.",
			groups->without, frame->n, cips_tables_named(groups), where);
}

void cips_tables_foot_masked(struct cips_document *document, const struct cips_frame *frame,
	const struct cips_groups *groups, const char *where)
{
	if (groups->tree && !frame->other)
		cips_report_note(document,
			"A %s is hidden where a table by all units would hide it, so that the two can be "
			"read together.",
			where);
}

/* Whether a table of the units hides any of them. */
static bool hides_units(const struct cips_groups *units, size_t respondents, size_t minimum)
{
	unsigned char *mask = cips_calloc(units->n, 1);
	cips_tables_people_mask(units, respondents, minimum, mask);
	bool hides = memchr(mask, CIPS_MASK_SMALL, units->n) ||
		memchr(mask, CIPS_MASK_COMPLEMENT, units->n);
	for (size_t g = 0; g < units->n; g++)
		hides = hides || cips_tables_is_small(units->rows[g].n, minimum);
	free(mask);
	return hides;
}

void cips_tables_foot_level(struct cips_document *document, const struct cips_scope *scope,
	const struct cips_frame *frame, const struct cips_groups *groups, const char *where,
	const char *counted)
{
	size_t above = 0;
	const struct cips_groups *units = cips_groups_to_mask_by(groups);
	if (!cips_tables_by_level(groups->variable))
		return;
	cips_tables_foot_masked(document, frame, groups, where);
	for (size_t i = 0; i < frame->n; i++)
		above += groups->of[i] == 0;
	if (!above)
		return;
	bool told = !(scope->minimum && frame->other) &&
		!cips_tables_is_small(above, scope->minimum) &&
		!cips_tables_is_small(groups->without, scope->minimum) &&
		!hides_units(units, frame->n, scope->minimum);
	if (told)
		cips_report_note(document,
			"%zu respondents sit in units above this level and are in no %s%s.", above,
			where, counted);
	else
		cips_report_note(document, "Respondents in units above this level are in no %s%s.",
			where, counted);
}

/* How many responses were left out by which of their flags, or why none was. */
static void foot_flagged(
	struct cips_document *document, const struct cips_frame *frame, const char *side)
{
	const struct cips_flags *flags = frame->flags;
	const char *by = "";
	if (!frame->other && !flags->n_any) {
		cips_report_note(document, "%sNo response has a flag, so none is left out.", side);
		return;
	}
	if (!frame->other) {
		cips_report_note(document,
			"%sFewer than %u responses have a flag, so none is left out: by subtraction "
			"their answers would show.",
			side, document->minimum);
		return;
	}
	for (unsigned f = 0; f < CIPS_FLAGS; f++)
		if (flags->n_flagged[f])
			by = cips_arena_printf(&document->arena, "%s%s%s %zu", by, *by ? ", " : "",
				cips_tables_flag_code((enum cips_flag)f), flags->n_flagged[f]);
	cips_report_note(document,
		"%s%zu responses with a flag are left out (%s; one can have several): cips quality "
		"states the rules.",
		side, flags->n_any, by);
	if (document->minimum)
		cips_report_note(document,
			"%sA figure shows only where none or at least %u of the people it rests on "
			"were left out, and groups only where that holds for each of them, else only "
			"the whole: subtracted from the table with everybody, it would show what few "
			"people answered.",
			side, document->minimum);
}

void cips_tables_foot_frame(
	struct cips_document *document, const struct cips_frame *frame, const char *side)
{
	if (frame->flags)
		foot_flagged(document, frame, side);
	if (frame->left_out)
		cips_report_note(document, "%s%zu respondents without a weight are left out.", side,
			frame->left_out);
	if (frame->pooled)
		cips_report_note(document,
			"%s%zu respondents answered another version of the instrument; their "
			"answers are pooled by indicator%s.",
			side, frame->pooled,
			frame->not_comparable ? ", items that changed count as not shown" : "");
}

void cips_tables_foot_weights(
	struct cips_document *document, const struct cips_frame *frame, const char *side)
{
	if (!frame->weight) {
		cips_report_note(document, "%sUnweighted: every respondent counts the same.", side);
		return;
	}
	struct cips_weight_loss loss = cips_stats_weight_loss(frame->weight, frame->n);
	char effective[CIPS_NUMBER_SIZE], deff[CIPS_NUMBER_SIZE], ratio[CIPS_NUMBER_SIZE];
	if (loss.n && loss.n < document->minimum)
		cips_report_note(document, "%sWeighted by %s.", side, frame->weighted_by);
	else if (loss.n)
		cips_report_note(document,
			"%sWeighted by %s: %zu respondents count as %s (Kish design effect %s); the "
			"largest weight is %s times the smallest. Standard errors take the weights as "
			"they are, however they were found.",
			side, frame->weighted_by, loss.n,
			cips_number_fixed(effective, loss.n_effective, 0),
			cips_number_fixed(deff, loss.deff, 2),
			cips_number_fixed(ratio, loss.largest / loss.smallest, 1));
	else
		cips_report_note(document, "%sWeighted by %s: no respondent has a weight above 0.",
			side, frame->weighted_by);
	if (frame->other)
		cips_report_note(document,
			"%sThe weights were made with the flagged responses in: those who are left meet "
			"the headcounts, or what else they were made for, only approximately.",
			side);
}

const char *cips_tables_interval_name(enum cips_interval interval)
{
	static const char *const names[] = {
		[CIPS_INTERVAL_WILSON] = "Wilson's",
		[CIPS_INTERVAL_LOGIT] = "the logit",
		[CIPS_INTERVAL_KORN_GRAUBARD] = "Korn and Graubard's",
	};
	return names[interval];
}

void cips_tables_foot_no_weights(
	struct cips_document *document, const struct cips_frame *frame, const char *why)
{
	if (frame->has_weights)
		cips_report_note(document,
			"Unweighted: %s, so weights are not used, whatever --weights says.", why);
	else
		cips_report_note(document, "Unweighted: every respondent counts the same.");
}

/* What becomes of the items of a factor: of a person under one rule, of everybody under the other.
 */
static void foot_rule(struct cips_document *document, const struct cips_scoring *scoring)
{
	bool score = scoring->measure == CIPS_MEASURE_SCORE;
	if (scoring->rule == CIPS_RULE_RESPONDENT)
		cips_report_note(document,
			"Factor, respondent rule: the %s items a person answered, if at least half "
			"of those asked have a valid answer; then the mean over people.",
			score ? "mean of the" : "percentage of such answers among the");
	else
		cips_report_note(document,
			"Factor, item rule: the mean over its items of the item %s; intervals by "
			"linearization.",
			score ? "means" : "percentages");
}

void cips_tables_foot_scoring(
	struct cips_document *document, const struct cips_scoring *scoring, bool by_indicator)
{
	if (scoring->measure == CIPS_MEASURE_SCORE)
		cips_report_note(document, "Scores from 0 (worst) to %.0f (best).", scoring->scale);
	else
		cips_report_note(document,
			"Positive: item score above the middle of its scale; negative: below it (or "
			"as the instrument says); net: positive minus negative.");
	if (!by_indicator)
		foot_rule(document, scoring);
}

void cips_tables_foot_minimum(struct cips_document *document, const struct cips_scope *scope)
{
	if (scope->minimum)
		cips_report_note(document,
			"Minimum group: no figure rests on fewer than %zu respondents with a valid "
			"answer.",
			scope->minimum);
	else
		cips_report_note(document,
			"Public data: no disclosure control was applied, not even to single "
			"persons.");
}
