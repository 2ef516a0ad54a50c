/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/ranks.h"

#include "stats/levels.h"

#include <math.h>
#include <stdlib.h>

/*
 * Makes the values of levels such that ranks can be taken of them: means of thirds or sixths that
 * are equal on paper can differ in their last bits, and must tie.
 */
static void make_rankable(struct cips_levels *levels)
{
	for (size_t l = 0; l < levels->n; l++)
		levels->value[l] = rint(levels->value[l] * 1e9);
}

double cips_tables_rank_groups(const struct cips_frame *frame, const struct cips_groups *groups,
	const struct cips_scores *scores, const bool *in, double *rank_sum)
{
	struct cips_levels levels = cips_stats_levels(scores->value, frame->n, NULL, 0);
	size_t *count = cips_calloc(levels.n + 1, sizeof *count);
	double *rank = cips_malloc((levels.n + 1) * sizeof *rank);
	make_rankable(&levels);
	for (size_t g = 0; g < groups->n; g++)
		rank_sum[g] = 0;
	for (size_t i = 0; i < frame->n; i++)
		if (scores->group[i] >= 0 && (!in || in[scores->group[i]]))
			count[levels.of[i]]++;
	double ties = cips_stats_midranks(levels.value, count, levels.n, rank);
	for (size_t i = 0; i < frame->n; i++)
		if (scores->group[i] >= 0 && (!in || in[scores->group[i]]))
			rank_sum[scores->group[i]] += rank[levels.of[i]];
	free(count);
	free(rank);
	cips_stats_levels_release(&levels);
	return ties;
}

/* The levels of the people of a side, those of a group and of all below it one after the other. */
struct lined_up {
	uint32_t *level;
	size_t *start; /* by group: of those who belong directly to it; and where all end */
};

static struct lined_up line_up(const struct cips_rank_side *side, const uint32_t *level)
{
	size_t groups = side->groups->n, n = side->frame->n;
	struct lined_up lined = {.level = cips_malloc((n + 1) * sizeof *lined.level),
		.start = cips_calloc(groups + 1, sizeof *lined.start)};
	size_t *next = cips_malloc((groups + 1) * sizeof *next);
	for (size_t g = 0; g < groups; g++) {
		next[g] = lined.start[g];
		lined.start[g + 1] = lined.start[g] + side->scores->said[g].n;
	}
	for (size_t i = 0; i < n; i++)
		if (side->scores->group[i] >= 0)
			lined.level[next[side->scores->group[i]]++] = level[i];
	free(next);
	return lined;
}

static void lined_up_release(struct lined_up *lined)
{
	free(lined->level);
	free(lined->start);
}

/* Counts the people in a group by level; returns how many there are. */
static size_t count_group(
	const struct lined_up *lined, const struct cips_groups *groups, size_t g, size_t *count)
{
	size_t first = lined->start[g], end = lined->start[groups->rows[g].end];
	for (size_t k = first; k < end; k++)
		count[lined->level[k]]++;
	return end - first;
}

/* Room for each level. */
struct room {
	size_t *of_a;
	size_t *both;
	double *rank;
};

static struct cips_mann_whitney rank_group(const struct cips_levels *levels,
	const struct lined_up *a, const struct lined_up *b, const struct cips_groups *groups,
	size_t g, const struct room *room)
{
	double sum = 0;
	for (size_t l = 0; l < levels->n; l++)
		room->of_a[l] = 0;
	size_t n_a = count_group(a, groups, g, room->of_a);
	for (size_t l = 0; l < levels->n; l++)
		room->both[l] = room->of_a[l];
	size_t n_b = count_group(b, groups, g, room->both);
	double ties = cips_stats_midranks(levels->value, room->both, levels->n, room->rank);
	for (size_t l = 0; l < levels->n; l++)
		sum += (double)room->of_a[l] * room->rank[l];
	return cips_stats_mann_whitney(sum, n_a, n_b, ties);
}

void cips_tables_rank_sides(const struct cips_rank_side *a, const struct cips_rank_side *b,
	struct cips_mann_whitney *tests)
{
	struct cips_levels levels =
		cips_stats_levels(a->scores->value, a->frame->n, b->scores->value, b->frame->n);
	struct lined_up lined_a = line_up(a, levels.of);
	struct lined_up lined_b = line_up(b, levels.of + a->frame->n);
	struct room room = {.of_a = cips_malloc((levels.n + 1) * sizeof *room.of_a),
		.both = cips_malloc((levels.n + 1) * sizeof *room.both),
		.rank = cips_malloc((levels.n + 1) * sizeof *room.rank)};
	make_rankable(&levels);
	for (size_t g = 0; g < a->groups->n; g++)
		tests[g] = rank_group(&levels, &lined_a, &lined_b, a->groups, g, &room);
	free(room.of_a);
	free(room.both);
	free(room.rank);
	lined_up_release(&lined_a);
	lined_up_release(&lined_b);
	cips_stats_levels_release(&levels);
}
