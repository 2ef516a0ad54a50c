/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/scores.h"

#include "base/parallel.h"
#include "tables/dominance.h"
#include "tables/item_rule.h"
#include "tables/mask.h"
#include "tables/unanimous.h"

#include <stdlib.h>
#include <string.h>

static void roll_up_bases(const struct cips_groups *groups, struct cips_bases *bases)
{
	for (size_t g = groups->n; g-- > 1;)
		cips_tables_add_bases(&bases[groups->rows[g].parent], &bases[g]);
}

/* Moments of the groups and of their complements, from the moments of those who belong directly. */
static void roll_up_moments(const struct cips_groups *groups, const struct cips_moments *direct,
	struct cips_scores *scores)
{
	size_t n = groups->n;
	/*
	 * behind[g]: groups g and after; before: groups up to g. In tree order [g, end) is what is
	 * inside g.
	 */
	struct cips_moments *behind = cips_calloc(n + 1, sizeof *behind);
	for (size_t g = n; g-- > 0;)
		behind[g] = cips_stats_join(&direct[g], &behind[g + 1]);
	struct cips_moments before = {0};
	for (size_t g = 0; g < n; g++) {
		scores->rest[g] = cips_stats_join(&before, &behind[groups->rows[g].end]);
		before = cips_stats_join(&before, &direct[g]);
		scores->moments[g] = direct[g];
	}
	for (size_t g = n; g-- > 1;) {
		struct cips_moments *parent = &scores->moments[groups->rows[g].parent];
		*parent = cips_stats_join(parent, &scores->moments[g]);
	}
	free(behind);
}

/* The scores of a column whose direct sums begin at `at`, but for the moments of the item rule. */
static struct cips_scores scores_of(const struct cips_groups *groups,
	const struct cips_score_sums *sums, size_t at, enum cips_score_rule rule)
{
	size_t n = groups->n;
	struct cips_scores scores = {
		.bases = cips_malloc(n * sizeof *scores.bases),
		.said = cips_malloc(n * sizeof *scores.said),
		.moments = cips_calloc(n, sizeof *scores.moments),
		.rest = cips_calloc(n, sizeof *scores.rest),
	};
	memcpy(scores.bases, sums->bases + at, n * sizeof *scores.bases);
	memcpy(scores.said, sums->said + at, n * sizeof *scores.said);
	roll_up_bases(groups, scores.bases);
	if (rule == CIPS_RULE_RESPONDENT)
		roll_up_moments(groups, sums->moments + at, &scores);
	return scores;
}

void cips_tables_scores(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores)
{
	const struct cips_partition cells = {groups->of, groups->n};
	double *value = cips_malloc((frame->n + 1) * sizeof *value);
	int32_t *group = cips_malloc((frame->n + 1) * sizeof *group);
	struct cips_score_sums sums =
		cips_tables_score_pass_of_people(frame, &cells, column, scoring, value, group);
	*scores = scores_of(groups, &sums, 0, scoring->rule);
	scores->value = value;
	scores->group = group;
	if (scoring->rule == CIPS_RULE_ITEM) {
		cips_tables_item_rule(frame, groups, column, scoring, scores);
	}
	cips_tables_score_sums_release(&sums);
}

void cips_tables_scores_to_mask(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_score_column *column, const struct cips_scoring *scoring,
	struct cips_scores *scores)
{
	cips_tables_scores(frame, groups, column, scoring, scores);
	if (!groups->tree)
		return;
	scores->tree = cips_calloc(1, sizeof *scores->tree);
	cips_tables_scores(frame, groups->tree, column, scoring, scores->tree);
	cips_tables_scores_forget_people(scores->tree);
}

/* --- all columns ---------------------------------------------------------------------------- */

/* Adds to each layer what is directly in the layers inside it. */
static void roll_up_layers(
	const struct cips_groups *layers, size_t rows, size_t columns, struct cips_score_sums *sums)
{
	for (size_t c = 0; c < columns; c++)
		for (size_t l = layers->n; l-- > 1;) {
			size_t from = (c * layers->n + l) * rows;
			size_t to = (c * layers->n + (size_t)layers->rows[l].parent) * rows;
			cips_tables_add_score_sums(sums, to, sums, from, rows);
		}
}

/* The item rule of all columns in one layer, shared among processors. */
struct layer_of_items {
	const struct cips_frame *frame;
	const struct cips_groups *groups; /* of the people in the layer */
	const struct cips_score_columns *columns;
	const struct cips_scoring *scoring;
	struct cips_scores *scores; /* of the columns */
	const struct cips_groups
		*layers; /* of the first layer, which has everybody, or NULL; then: */
	struct cips_extremes *said;
	size_t parts;
};

static void apply_item_rule(void *context, size_t part)
{
	const struct layer_of_items *layer = context;
	size_t n = layer->frame->n;
	for (size_t c = part; c < layer->columns->n; c += layer->parts) {
		struct cips_scores *scores = &layer->scores[c];
		if (layer->layers) {
			scores->value = cips_malloc((n + 1) * sizeof *scores->value);
			scores->group = cips_malloc((n + 1) * sizeof *scores->group);
		}
		cips_tables_item_rule(layer->frame, layer->groups, &layer->columns->list[c],
			layer->scoring, scores);
		if (layer->layers)
			cips_tables_grid_said(layer->groups, layer->layers, scores->group,
				scores->value, n,
				layer->said + c * layer->layers->n * layer->groups->n);
		cips_tables_scores_forget_people(scores);
	}
}

static void item_rule_of_all(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_groups *layers, const struct cips_score_columns *columns,
	const struct cips_scoring *scoring, struct cips_scores *scores, struct cips_extremes *said)
{
	struct cips_groups in_layer = *groups;
	for (size_t l = 0; l < (layers ? layers->n : 1); l++) {
		in_layer.of = cips_tables_in_layer(groups, layers, l, frame->n);
		struct layer_of_items layer = {frame, &in_layer, columns, scoring,
			scores + l * columns->n, l || !said ? NULL : layers, said,
			cips_parallel_parts()};
		cips_parallel(layer.parts, apply_item_rule, &layer);
		free(in_layer.of);
	}
	for (size_t c = 0; c < columns->n && !layers && said; c++)
		memcpy(said + c * groups->n, scores[c].said, groups->n * sizeof *said);
}

void cips_tables_scores_of_all(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_groups *layers, const struct cips_score_columns *columns,
	const struct cips_scoring *scoring, struct cips_scores *scores, struct cips_extremes *said)
{
	size_t n_layers = layers ? layers->n : 1, rows = groups->n;
	int32_t *of = layers ? cips_tables_crossed_cells(groups, layers, frame->n) : NULL;
	const struct cips_partition cells = {of ? of : groups->of, n_layers * rows};
	struct cips_score_sums sums =
		cips_tables_score_pass(frame, &cells, columns->list, columns->n, scoring);
	free(of);
	if (said)
		memcpy(said, sums.said, columns->n * cells.n * sizeof *said);
	if (layers)
		roll_up_layers(layers, rows, columns->n, &sums);
	for (size_t l = 0; l < n_layers; l++)
		for (size_t c = 0; c < columns->n; c++)
			scores[l * columns->n + c] =
				scores_of(groups, &sums, (c * n_layers + l) * rows, scoring->rule);
	cips_tables_score_sums_release(&sums);
	if (scoring->rule == CIPS_RULE_ITEM)
		item_rule_of_all(frame, groups, layers, columns, scoring, scores, said);
}

/* In tree order a group is taken from its parent before its own children go; so is a layer. */
void cips_tables_take_apart(const struct cips_groups *groups, const struct cips_groups *layers,
	struct cips_bases *bases)
{
	size_t rows = groups->n, n_layers = layers ? layers->n : 1;
	for (size_t l = 0; l < n_layers; l++)
		for (size_t g = 1; g < rows; g++)
			cips_tables_subtract_bases(
				&bases[l * rows + (size_t)groups->rows[g].parent],
				&bases[l * rows + g]);
	for (size_t l = 1; l < n_layers; l++)
		for (size_t g = 0; g < rows; g++)
			cips_tables_subtract_bases(
				&bases[(size_t)layers->rows[l].parent * rows + g],
				&bases[l * rows + g]);
}

void cips_tables_scores_forget_people(struct cips_scores *scores)
{
	free(scores->value);
	free(scores->group);
	scores->value = NULL;
	scores->group = NULL;
}

void cips_tables_scores_release(struct cips_scores *scores)
{
	cips_tables_scores_forget_people(scores);
	free(scores->bases);
	free(scores->said);
	free(scores->moments);
	free(scores->rest);
	if (scores->tree)
		cips_tables_scores_release(scores->tree);
	free(scores->tree);
	*scores = (struct cips_scores){0};
}

struct cips_bases *cips_tables_direct_bases(
	const struct cips_groups *groups, const struct cips_scores *scores)
{
	struct cips_bases *direct = cips_malloc(groups->n * sizeof *direct);
	memcpy(direct, scores->bases, groups->n * sizeof *direct);
	cips_tables_take_apart(groups, NULL, direct);
	return direct;
}

void cips_tables_score_mask(const struct cips_groups *groups, const struct cips_scores *scores,
	size_t items, size_t minimum, unsigned char *mask)
{
	struct cips_bases *direct = cips_tables_direct_bases(groups, scores);
	cips_tables_mask_dominated(scores->moments, groups->n, minimum, mask);
	const struct cips_extremes *const said[] = {scores->said};
	cips_tables_column_mask(groups, NULL, said, 1, direct, items, minimum, mask);
	cips_tables_hide_within(groups, NULL, minimum, mask);
	free(direct);
}
