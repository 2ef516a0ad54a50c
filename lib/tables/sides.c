/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/sides.h"

#include "base/err.h"
#include "disclosure/mask.h"
#include "tables/common_units.h"
#include "tables/mask.h"
#include "tables/origins.h"

#include <stdlib.h>
#include <string.h>

static void side_release(struct cips_side *side)
{
	cips_tables_strata_release(&side->strata);
	cips_tables_score_columns_release(&side->columns);
	cips_tables_groups_release(&side->rows);
	cips_tables_groups_release(&side->whole);
	free(side->people);
	side->people = NULL;
	cips_tables_frame_release(&side->frame);
	cips_tables_source_release(&side->source);
}

void cips_tables_sides_release(struct cips_sides *sides)
{
	side_release(&sides->a);
	side_release(&sides->b);
	free(sides->told);
	sides->told = NULL;
}

enum cips_rc cips_tables_refuse(const struct cips_refusal *refusals, size_t n, struct cips_err *err)
{
	for (size_t i = 0; i < n; i++)
		if (refusals[i].wrong) {
			cips_err_set(err, CIPS_USAGE, "%s", refusals[i].what);
			return cips_err_hint(err, "%s", refusals[i].hint);
		}
	return CIPS_OK;
}

bool cips_tables_gap_spec(struct cips_arena *arena, const char *text, struct cips_gap_spec *spec)
{
	const char *equals = strchr(text, '=');
	const char *colon = equals ? strchr(equals, ':') : NULL;
	if (!colon || equals == text || colon == equals + 1 || !colon[1])
		return false;
	spec->what = cips_arena_strndup(arena, text, (size_t)(equals - text));
	spec->a = cips_arena_strndup(arena, equals + 1, (size_t)(colon - equals - 1));
	spec->b = cips_arena_strdup(arena, colon + 1);
	return true;
}

static enum cips_rc load_side(struct cips_scope *scope, const struct cips_selection *selection,
	const char *instrument, const char *wave, struct cips_side *side, struct cips_err *err)
{
	enum cips_rc rc = cips_tables_source(
		scope, instrument, wave, selection->language, &side->source, err);
	return rc ? rc
		  : cips_tables_frame(
			    scope, &side->source, selection->weights, false, &side->frame, err);
}

static enum cips_rc load_rows(
	struct cips_scope *scope, const char *per, struct cips_side *side, struct cips_err *err)
{
	if (per && !cips_tables_by_unit(per)) {
		cips_err_set(err, CIPS_USAGE, "--per takes unit or unit@LEVEL, not \"%s\"", per);
		return cips_err_hint(err, "levels count from 1, below the root");
	}
	if (per) {
		enum cips_rc rc = cips_tables_groups(scope, &side->frame, per, &side->rows, err);
		if (rc)
			return rc;
	} else {
		cips_tables_everybody(&side->frame, &side->rows);
	}
	const struct cips_groups *all = cips_groups_to_mask_by(&side->rows);
	side->people = cips_malloc(all->n * sizeof *side->people);
	for (size_t r = 0; r < all->n; r++)
		side->people[r] = all->rows[r].n;
	return CIPS_OK;
}

/* --- two choices of an item, two languages -------------------------------------------------- */

/* Keeps respondent i on this side, or not. */
static void keep_one(struct cips_side *side, size_t i, bool on)
{
	side->on += on;
	side->unknown += on && side->rows.of[i] < 0;
	if (!on)
		cips_groups_leave_out(&side->rows, i);
}

/* A choice of few people is as good as a row of them: which rows have none of few is not shown. */
static void limit_people(struct cips_side *side)
{
	for (size_t r = 0; side->on && r < cips_groups_to_mask_by(&side->rows)->n; r++)
		if (side->on < side->people[r])
			side->people[r] = side->on;
}

/* Keeps on this side those who chose `choice`. */
static enum cips_rc keep_choice(struct cips_side *side, const struct cips_item *item,
	const char *choice, struct cips_err *err)
{
	const struct cips_instrument *instrument = side->source.instrument;
	const struct cips_list *list = cips_model_list(instrument, item);
	size_t position = cips_model_choice(list, choice, strlen(choice));
	if (!position) {
		const char *guess = cips_model_nearest_choice(list, choice);
		cips_err_set(err, CIPS_USAGE, "\"%s\" is no choice of %s", choice, item->name);
		return guess ? cips_err_hint(err, "did you mean \"%s\"?", guess)
			     : cips_err_hint(err, "cips instrument show lists the choices");
	}
	for (size_t i = 0; i < side->frame.n; i++)
		keep_one(side, i,
			cips_model_code(item, cips_frame_record(&side->frame, i)) == position);
	limit_people(side);
	side->name = cips_model_text(
		instrument, &list->choices[position - 1].label, side->source.language);
	return CIPS_OK;
}

/* Keeps on this side those whose answers came in as `wanted`, such as a language. */
static enum cips_rc keep_origin(struct cips_scope *scope, struct cips_side *side,
	const char *variable, const char *wanted, struct cips_err *err)
{
	struct cips_origin_values values;
	int32_t value;
	enum cips_rc rc =
		cips_tables_origin_values(&side->frame, variable, &scope->arena, &values, err);
	if (!rc)
		rc = cips_tables_origin_value(
			&values, variable, wanted, &scope->arena, &value, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < side->frame.n; i++)
		keep_one(side, i, cips_origin_value_of(&values, &side->frame, i) == value);
	limit_people(side);
	side->name = values.texts[value];
	return CIPS_OK;
}

static enum cips_rc keep_value(struct cips_scope *scope, struct cips_side *side,
	const char *variable, const char *wanted, struct cips_err *err)
{
	if (cips_tables_by_origin(variable))
		return keep_origin(scope, side, variable, wanted, err);
	return keep_choice(side, cips_model_item(side->source.instrument, variable), wanted, err);
}

static enum cips_rc check_variable(
	const struct cips_instrument *instrument, const char *name, struct cips_err *err)
{
	const struct cips_item *item = cips_model_item(instrument, name);
	if (cips_tables_by_origin(name) ||
		(item && item->type == CIPS_ITEM_SELECT_ONE && item->use != CIPS_USE_UNIT))
		return CIPS_OK;
	const char *guess = item ? NULL : cips_tables_nearest_variable(instrument, name);
	cips_err_set(err, CIPS_USAGE, "\"%s\" is no select_one item to split by", name);
	return guess ? cips_err_hint(err, "did you mean \"%s\"?", guess)
		     : cips_err_hint(err, "for units use --gap unit or --per unit");
}

/* Marks the rows in which a table of counts by them and the item would hide a choice. */
static void mark_counts(const struct cips_groups *rows, const struct cips_groups *answers,
	const char *choice, const unsigned char *mask, unsigned char *told)
{
	for (size_t g = 1; g < answers->n; g++)
		for (size_t r = 0; r < rows->n; r++)
			if (mask[r * answers->n + g] && strcmp(answers->rows[g].code, choice) == 0)
				told[r] = CIPS_MASK_SMALL;
}

/* The same of a choice that such a table does not count, as don't know: made by all, or all but one. */
static void mark_silent(const struct cips_side *side, const struct cips_groups *rows,
	const struct cips_item *item, const char *choice, unsigned char *told)
{
	const struct cips_instrument *instrument = side->source.instrument;
	const struct cips_list *list = cips_model_list(instrument, item);
	size_t position = cips_model_choice(list, choice, strlen(choice));
	if (!position || list->choices[position - 1].missing == CIPS_SUBSTANTIVE)
		return;
	size_t n = rows->n;
	size_t *chose = cips_calloc(4 * n, sizeof *chose), *asked = chose + n;
	for (size_t i = 0; i < side->frame.n; i++) {
		const uint8_t *record = cips_frame_record(&side->frame, i);
		int32_t r = rows->of[i];
		if (r < 0 || cips_model_state(instrument, item, record) == CIPS_STATE_NOT_SHOWN)
			continue;
		asked[r]++;
		chose[r] += cips_model_code(item, record) == position;
	}
	cips_tables_roll_up(rows, chose, chose + 2 * n);
	cips_tables_roll_up(rows, asked, asked + 2 * n);
	for (size_t r = 0; r < n; r++)
		if (chose[2 * n + r] && chose[2 * n + r] + 1 >= asked[2 * n + r])
			told[r] = CIPS_MASK_SMALL;
	free(chose);
}

/*
 * Finds the rows in which the numbers of people on the two sides, made of the answers to an ordinary
 * item, would tell what people answered. The rows still hold everybody.
 */
static enum cips_rc guard_answers(struct cips_scope *scope, const struct cips_gap_spec *spec,
	struct cips_sides *sides, struct cips_err *err)
{
	const struct cips_side *side = &sides->a;
	const struct cips_groups *rows = cips_groups_to_mask_by(&side->rows);
	const struct cips_item *item = cips_model_item(side->source.instrument, spec->what);
	struct cips_groups answers;
	if (!scope->minimum || !item || item->use != CIPS_USE_NONE)
		return CIPS_OK;
	enum cips_rc rc = cips_tables_groups(scope, &side->frame, spec->what, &answers, err);
	if (rc)
		return rc;
	size_t size = rows->n * answers.n;
	size_t *direct = cips_calloc(size, sizeof *direct);
	unsigned char *mask = cips_calloc(size, 1);
	cips_tables_grid_count(&answers, rows, answers.of, side->frame.n, direct);
	cips_tables_grid_mask(&answers, rows, direct, scope->minimum, mask);
	sides->told = cips_calloc(rows->n, 1);
	mark_counts(rows, &answers, spec->a, mask, sides->told);
	mark_counts(rows, &answers, spec->b, mask, sides->told);
	mark_silent(side, rows, item, spec->a, sides->told);
	mark_silent(side, rows, item, spec->b, sides->told);
	free(direct);
	free(mask);
	cips_tables_groups_release(&answers);
	return CIPS_OK;
}

static enum cips_rc item_sides(struct cips_scope *scope, const struct cips_gap_request *request,
	const struct cips_gap_spec *spec, struct cips_sides *sides, struct cips_err *err)
{
	const struct cips_selection *s = &request->selection;
	if (strcmp(spec->a, spec->b) == 0) {
		cips_err_set(
			err, CIPS_USAGE, "--gap %s compares a group with itself", request->gap);
		return cips_err_hint(err, "name two, as role=manager:staff");
	}
	enum cips_rc rc = load_side(scope, s, s->instrument, s->wave, &sides->a, err);
	if (!rc)
		rc = load_side(scope, s, s->instrument, s->wave, &sides->b, err);
	if (rc)
		return rc;
	rc = check_variable(sides->a.source.instrument, spec->what, err);
	if (!rc)
		rc = load_rows(scope, request->per, &sides->a, err);
	if (!rc)
		rc = load_rows(scope, request->per, &sides->b, err);
	if (!rc)
		rc = guard_answers(scope, spec, sides, err);
	if (!rc)
		rc = keep_value(scope, &sides->a, spec->what, spec->a, err);
	if (!rc)
		rc = keep_value(scope, &sides->b, spec->what, spec->b, err);
	if (rc)
		return rc;
	cips_tables_score_columns(&sides->a.source, request->by_indicator, &sides->a.columns);
	cips_tables_score_columns(&sides->b.source, request->by_indicator, &sides->b.columns);
	return CIPS_OK;
}

/* --- two instruments or two waves ----------------------------------------------------------- */

/*
 * Takes out of the columns the items that one of the sides was not asked in a comparable form: the
 * answers there were to versions without them, or with another wording of them.
 */
static void keep_comparable_items(struct cips_scope *scope, struct cips_sides *sides)
{
	struct cips_side *a = &sides->a, *b = &sides->b;
	for (size_t c = 0; c < a->columns.n; c++) {
		struct cips_score_column *column_a = &a->columns.list[c],
					 *column_b = &b->columns.list[c];
		size_t kept = 0;
		for (size_t i = 0; i < column_a->n; i++) {
			const struct cips_item *item = column_a->items[i].item;
			const char *why = cips_tables_apart(&a->frame, item, &b->frame,
				column_b->items[i].item, sides->wording, &scope->arena);
			if (why && *why)
				cips_tables_leave_out(&scope->arena, &sides->left_out,
					(struct cips_left_out){
						column_a->code, item->indicator, why});
			if (why)
				continue;
			column_a->items[kept] = column_a->items[i];
			column_b->items[kept++] = column_b->items[i];
		}
		column_a->n = column_b->n = kept;
	}
}

static enum cips_rc frame_sides(struct cips_scope *scope, const struct cips_gap_request *request,
	const struct cips_gap_spec *spec, struct cips_sides *sides, struct cips_err *err)
{
	const struct cips_selection *s = &request->selection;
	bool waves = sides->kind == CIPS_GAP_WAVE;
	if (!waves && s->instrument) {
		cips_err_set(err, CIPS_USAGE, "--gap instrument=A:B names both instruments");
		return cips_err_hint(err, "leave --instrument out");
	}
	if (waves && s->wave) {
		cips_err_set(err, CIPS_USAGE, "--gap wave=A:B names both waves");
		return cips_err_hint(err, "leave --wave out");
	}
	enum cips_rc rc = load_side(scope, s, waves ? s->instrument : spec->a,
		waves ? spec->a : s->wave, &sides->a, err);
	if (!rc)
		rc = load_side(scope, s, waves ? s->instrument : spec->b, waves ? spec->b : s->wave,
			&sides->b, err);
	if (!rc)
		rc = load_rows(scope, request->per, &sides->a, err);
	if (!rc)
		rc = load_rows(scope, request->per, &sides->b, err);
	if (rc)
		return rc;
	sides->a.name = spec->a;
	sides->b.name = spec->b;
	cips_tables_shared_score_columns(&sides->a.source, &sides->b.source, request->by_indicator,
		&sides->a.columns, &sides->b.columns, &sides->left_out, &scope->arena);
	sides->wording = waves ? request->wording : CIPS_WORDING_ANY;
	keep_comparable_items(scope, sides);
	if (waves && sides->a.frame.unit && sides->b.frame.unit)
		return cips_tables_keep_common_units(scope, s, sides, err);
	sides->a.unknown = sides->a.rows.without;
	sides->b.unknown = sides->b.rows.without;
	return CIPS_OK;
}

/* --- units against the rest ----------------------------------------------------------------- */

static enum cips_rc unit_sides(struct cips_scope *scope, const struct cips_gap_request *request,
	struct cips_sides *sides, struct cips_err *err)
{
	const struct cips_selection *s = &request->selection;
	if (request->per) {
		cips_err_set(
			err, CIPS_USAGE, "--gap %s has a row for each unit already", request->gap);
		return cips_err_hint(err, "leave --per out");
	}
	enum cips_rc rc = load_side(scope, s, s->instrument, s->wave, &sides->a, err);
	if (!rc)
		rc = cips_tables_groups(scope, &sides->a.frame, request->gap, &sides->a.rows, err);
	if (!rc)
		cips_tables_score_columns(
			&sides->a.source, request->by_indicator, &sides->a.columns);
	return rc;
}

/* The design of each sample; differences never use a finite population correction. */
static enum cips_rc load_design(struct cips_scope *scope, const struct cips_gap_request *request,
	struct cips_sides *sides, struct cips_err *err)
{
	const struct cips_selection *selection = &request->selection;
	bool two = sides->kind == CIPS_GAP_INSTRUMENT || sides->kind == CIPS_GAP_WAVE;
	enum cips_rc rc = cips_tables_strata(
		scope, &sides->a.frame, selection, CIPS_FPC_NO, &sides->a.strata, err);
	if (!rc && two)
		rc = cips_tables_strata(
			scope, &sides->b.frame, selection, CIPS_FPC_NO, &sides->b.strata, err);
	return rc;
}

enum cips_rc cips_tables_sides(struct cips_scope *scope, const struct cips_gap_request *request,
	struct cips_sides *sides, struct cips_err *err)
{
	struct cips_gap_spec spec = {.what = request->gap};
	*sides = (struct cips_sides){0};
	enum cips_rc rc;
	if (cips_tables_by_unit(request->gap)) {
		sides->kind = CIPS_GAP_UNITS;
		rc = unit_sides(scope, request, sides, err);
	} else if (!cips_tables_gap_spec(&scope->arena, request->gap, &spec)) {
		cips_err_set(err, CIPS_USAGE, "--gap \"%s\" is not understood", request->gap);
		rc = cips_err_hint(err,
			"write unit, unit@LEVEL, instrument=A:B, wave=A:B, language=A:B or ITEM=A:B");
	} else if (strcmp(spec.what, "instrument") == 0 || strcmp(spec.what, "wave") == 0) {
		sides->kind = *spec.what == 'i' ? CIPS_GAP_INSTRUMENT : CIPS_GAP_WAVE;
		rc = frame_sides(scope, request, &spec, sides, err);
	} else {
		sides->kind = CIPS_GAP_ITEM;
		rc = item_sides(scope, request, &spec, sides, err);
	}
	sides->what = spec.what;
	if (!rc)
		rc = cips_tables_check_scored(&sides->a.source, &sides->a.columns, err);
	if (!rc)
		rc = load_design(scope, request, sides, err);
	if (rc) {
		cips_tables_sides_release(sides);
		return rc;
	}
	cips_tables_count_members(&sides->a.rows, sides->a.frame.n);
	if (sides->kind != CIPS_GAP_UNITS)
		cips_tables_count_members(&sides->b.rows, sides->b.frame.n);
	return CIPS_OK;
}
