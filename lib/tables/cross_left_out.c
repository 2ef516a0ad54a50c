/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/cross_left_out.h"

#include "disclosure/mask.h"
#include "tables/distribution.h"
#include "tables/mask.h"

/*
 * Whether few people have no valid answer to the item of a variable by one reason, or few no known
 * place in its groups; or none has one because all, or all but one, did not know or refused.
 */
static bool hides_states(
	const struct cips_frame *frame, const struct cips_groups *groups, size_t minimum)
{
	const struct cips_item *item = cips_crossing_item(frame, groups->variable);
	if (!item)
		return cips_tables_is_small(groups->without, minimum);
	struct cips_distribution d = cips_tables_distribution(frame, item);
	bool hides = cips_tables_hides_item(&d, item, minimum);
	for (size_t s = 0; s < CIPS_STATES; s++)
		hides = hides || cips_tables_is_small(d.states[s], minimum);
	cips_tables_distribution_release(&d);
	return hides;
}

void cips_tables_cross_left_out(
	struct cips_scope *scope, const struct cips_crossing *base, struct cips_cross_left_out *out)
{
	const struct cips_frame *other = base->frame->other;
	struct cips_err err;
	*out = (struct cips_cross_left_out){.guarded = other && scope->minimum};
	if (!out->guarded)
		return;
	out->told = !cips_tables_crossing(scope, other, base->rows.variable,
			    base->layered ? base->layers.variable : NULL, &out->base, &err) &&
		cips_tables_same_groups(&base->rows, &out->base.rows) &&
		cips_tables_same_groups(&base->layers, &out->base.layers);
	out->hides_rows = !out->told || hides_states(other, &out->base.rows, scope->minimum);
	out->hides_layers = base->layered &&
		(!out->told || hides_states(other, &out->base.layers, scope->minimum));
}

void cips_tables_cross_left_out_release(struct cips_cross_left_out *out)
{
	cips_tables_crossing_release(&out->base);
	*out = (struct cips_cross_left_out){0};
}

/* --- closing -------------------------------------------------------------------------------- */

static bool hides(const struct cips_crossing *x)
{
	for (size_t l = 0; l < x->layers.n; l++)
		if (cips_crossing_hides(x, l))
			return true;
	return false;
}

/* Whether all of n people, or all but one, are in one group of an answer, whose cells begin at `sums`. */
static bool is_one_answer(
	const struct cips_groups *groups, const struct cips_sums *sums, size_t step)
{
	size_t n = sums->n;
	if (!groups->answers)
		return false;
	for (size_t g = 1; g < groups->n; g++)
		if (sums[g * step].n > 0 && sums[g * step].n + 1 >= n)
			return true;
	return false;
}

/* Whether how many people are in a crossing tells what some of them said. */
static bool hides_number(const struct cips_crossing *x, size_t minimum)
{
	return cips_tables_is_small(x->sums[0].n, minimum) ||
		is_one_answer(&x->columns, x->sums, 1) ||
		is_one_answer(&x->rows, x->sums, x->columns.n) ||
		is_one_answer(&x->layers, x->sums, x->columns.n * x->rows.n);
}

static void close_crossing(struct cips_crossing *x, bool number)
{
	size_t size = x->layers.n * x->rows.n * x->columns.n;
	for (size_t i = number; i < size; i++)
		x->mask[i] = CIPS_MASK_COMPLEMENT;
	x->closed = true;
}

void cips_tables_guard_crossing(struct cips_scope *scope,
	const struct cips_cross_left_out *left_out, struct cips_crossing *x)
{
	struct cips_crossing out;
	struct cips_err err;
	if (!left_out->guarded)
		return;
	if (!left_out->told ||
		cips_tables_cross(scope, &left_out->base, &x->columns.variable, 1, &out, &err)) {
		close_crossing(x, false);
		return;
	}
	if (!cips_tables_same_groups(&x->columns, &out.columns))
		close_crossing(x, false);
	else if (hides(x) || hides(&out))
		close_crossing(x,
			!cips_tables_is_small(x->sums[0].n, scope->minimum) &&
				!hides_number(&out, scope->minimum));
	x->hides_states = hides_states(out.frame, &out.columns, scope->minimum);
	cips_tables_crossed_release(&out);
}
