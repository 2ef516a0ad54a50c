/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "model/compare_parts.h"
#include "model/factors.h"
#include "model/score.h"

#include <string.h>

static void add_reason(struct cips_buf *reasons, const char *reason)
{
	cips_buf_printf(reasons, "%s%s", reasons->n ? "; " : "", reason);
}

/* --- type and scale ------------------------------------------------------------------------- */

/*
 * Why answers to the two are not on one scale, or NULL. For items that are scored this is the rule
 * by which answers are pooled and gaps are computed.
 */
static const char *scale_reason(
	const struct cips_pair *pair, const struct cips_item *a, const struct cips_item *b)
{
	const char *why = NULL;
	if (!cips_model_scored(pair->a, a) && !cips_model_scored(pair->b, b))
		return cips_model_same_answers(pair->a, a, pair->b, b) ? NULL
								       : "the choices differ";
	if (cips_model_comparable(pair->a, a, pair->b, b, &why))
		return NULL;
	return a->negative != b->negative && cips_model_scored(pair->a, a) &&
			cips_model_scored(pair->b, b)
		? "the polarity differs"
		: why;
}

static void add_scale_reasons(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_buf *reasons)
{
	if (a->type != b->type) {
		cips_buf_printf(reasons, "%sthe type differs (%s, %s)", reasons->n ? "; " : "",
			cips_model_type_name(a->type), cips_model_type_name(b->type));
		return;
	}
	if (a->use != b->use) {
		add_reason(reasons, "the use differs");
		return;
	}
	const char *why = scale_reason(pair, a, b);
	if (why)
		add_reason(reasons, why);
}

/* --- wording -------------------------------------------------------------------------------- */

static bool words_differ(const struct cips_pair *pair, const struct cips_text *a,
	const struct cips_text *b, size_t language)
{
	const char *before, *after;
	return cips_compare_text(pair, a, b, language, &before, &after) == CIPS_TEXT_WORDS;
}

/* Whether a choice that both lists have is worded differently. */
static bool choices_differ(const struct cips_pair *pair, const struct cips_list *a,
	const struct cips_list *b, size_t language)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct cips_choice *other = cips_compare_choice(b, a, i);
		if (other && words_differ(pair, &a->choices[i].label, &other->label, language))
			return true;
	}
	return false;
}

/* "WHAT changed in en, fr" for the languages that are marked. */
static void add_languages(
	const struct cips_pair *pair, const char *what, const bool *changed, struct cips_buf *out)
{
	bool first = true;
	for (size_t l = 0; l < pair->n_languages; l++) {
		if (!changed[l])
			continue;
		const char *language = cips_compare_language(pair, l);
		if (first)
			cips_buf_printf(out, "%s%s changed%s%s", out->n ? "; " : "", what,
				*language ? " in " : "", language);
		else
			cips_buf_printf(out, ", %s", language);
		first = false;
	}
}

static void add_wording_reasons(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_buf *reasons)
{
	bool *labels = cips_arena_alloc(pair->arena, pair->n_languages + 1, sizeof *labels);
	bool *hints = cips_arena_alloc(pair->arena, pair->n_languages + 1, sizeof *hints);
	bool *choices = cips_arena_alloc(pair->arena, pair->n_languages + 1, sizeof *choices);
	bool listed = cips_model_both_listed(pair, a, b);
	for (size_t l = 0; l < pair->n_languages; l++) {
		labels[l] = words_differ(pair, &a->label, &b->label, l);
		hints[l] = words_differ(pair, &a->hint, &b->hint, l);
		choices[l] = listed &&
			choices_differ(
				pair, cips_model_list(pair->a, a), cips_model_list(pair->b, b), l);
	}
	add_languages(pair, "wording", labels, reasons);
	add_languages(pair, "wording of the hint", hints, reasons);
	add_languages(pair, "wording of choices", choices, reasons);
	if (cips_compare_apart(pair, &a->label, &b->label))
		add_reason(reasons, "no language in common");
	if (strcmp(a->default_value, b->default_value) != 0)
		add_reason(reasons, "the default answer changed");
}

/* --- who is asked --------------------------------------------------------------------------- */

static void add_routing_reasons(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, struct cips_buf *reasons)
{
	if (!cips_compare_same_relevance(pair, a, b, true))
		add_reason(reasons,
			cips_compare_same_relevance(pair, a, b, false)
				? "asked of others (what its relevance looks at changed)"
				: "asked of others (relevance changed)");
	if (!cips_compare_same_expression(pair, a->constraint, b->constraint, true))
		add_reason(reasons, "other answers allowed (constraint changed)");
	if (!cips_compare_same_expression(pair, a->choice_filter, b->choice_filter, true) ||
		!cips_compare_same_columns(pair, a, b))
		add_reason(reasons, "other choices offered (choice_filter changed)");
	if (a->read_only != b->read_only)
		add_reason(reasons, "read_only changed");
}

/* --- the rule ------------------------------------------------------------------------------- */

/* What to know of items that may be trended. */
static const char *remark_on(
	const struct cips_pair *pair, const struct cips_item *a, const struct cips_item *b)
{
	struct cips_buf remarks = {0};
	const char *in_a = cips_model_factor_code(pair->a, a);
	const char *in_b = cips_model_factor_code(pair->b, b);
	if (strcmp(in_a, in_b) != 0)
		cips_buf_printf(&remarks, "factor scores change: in %s, then in %s",
			*in_a ? in_a : "none", *in_b ? in_b : "none");
	if (cips_model_scored(pair->a, a) && cips_model_scored(pair->b, b) &&
		!cips_model_same_signs(pair->a, a, pair->b, b))
		add_reason(&remarks, "percentages not: other choices count as positive");
	return cips_buf_keep(&remarks, pair->arena);
}

struct cips_trend cips_model_trend(const struct cips_pair *pair, const struct cips_item *a,
	const struct cips_item *b, enum cips_wording_rule rule)
{
	struct cips_buf reasons = {0};
	struct cips_trend trend = {.why = "", .remark = ""};
	if (strcmp(a->indicator, b->indicator) != 0)
		cips_buf_printf(&reasons, "another indicator (%s)", b->indicator);
	add_scale_reasons(pair, a, b, &reasons);
	if (rule == CIPS_WORDING_SAME) {
		add_wording_reasons(pair, a, b, &reasons);
		add_routing_reasons(pair, a, b, &reasons);
	}
	trend.may = reasons.n == 0;
	if (trend.may)
		trend.remark = remark_on(pair, a, b);
	else
		trend.why = cips_arena_strdup(pair->arena, cips_buf_text(&reasons));
	cips_buf_release(&reasons);
	return trend;
}
