/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The network. Its edges are cells: what flows through them is how the people of a cell change, and at
 * each node what comes in goes out. In each group of the flat axis, and in the whole of it, there is a
 * node for each group of the tree with groups in it, and the cells within it are the edges to these;
 * the cells of a group of the tree without others meet in one node, those of its root in another. A
 * cell that shows, or that is known to be empty, does not change; one without groups in it changes by
 * its weight at most, up or down; any other one by as much as these do.
 */
#include "tables/exchange.h"

#include <assert.h>
#include <stdlib.h>

#define NOTHING ((size_t)-1)
#define ANY ((size_t)-1 / 4) /* a capacity without bound */

/* How much can flow through an edge. */
enum bounds { SHUT, WEIGHED, OPEN };

/* A cell, and the nodes that it is between. */
struct edge {
	size_t cell, upper, lower;
	enum bounds bounds;
};

/* An axis of the grid, and how far apart cells along it are. */
struct side {
	const struct axis *axis;
	size_t step;
};

/* Where a search goes: where more can flow to; where more can flow from; where the last one did not. */
enum search { FORWARD, BACKWARD, BEYOND };

struct exchange {
	const struct grid *grid;
	struct side tree, flat;
	size_t whole;	/* the group of the flat axis within which people are exchanged, */
	size_t *leaves; /* and those in it without groups in them */
	size_t n_leaves;
	size_t target; /* the edge that the flow goes around */
	weigh_cell *weigh;
	const void *context;
	/* By edge, which is a group of the flat axis and of the tree. */
	struct edge *edge;
	long *flow;
	size_t *begun, trial; /* the trial that a flow is of */
	/* By node: the same, where there are groups in that of the tree; then its others; its root. */
	size_t *joined; /* another node that it is one with, as open edges are between them; or itself */
	size_t *came_from, *came_by; /* node and edge */
	size_t *seen, round;	     /* the search in which it was seen last */
	enum search search;
	size_t *queue, n_queue;
};

static bool is_list(const struct axis *axis)
{
	for (size_t g = 1; g < axis->n; g++)
		if (axis->parent[g] != 0)
			return false;
	return true;
}

struct exchange *cips_tables_exchange_new(const struct grid *grid)
{
	struct exchange *x = cips_calloc(1, sizeof *x);
	struct side rows = {&grid->rows, 1}, layers = {&grid->layers, grid->rows.n};
	bool turn = is_list(rows.axis) && !is_list(layers.axis);
	x->grid = grid;
	x->tree = turn ? layers : rows;
	x->flat = turn ? rows : layers;
	x->whole = NOTHING;
	size_t edges = rows.axis->n * layers.axis->n, nodes = edges + x->tree.axis->n + 1;
	x->leaves = cips_malloc(x->flat.axis->n * sizeof *x->leaves);
	x->edge = cips_malloc(edges * sizeof *x->edge);
	x->flow = cips_malloc(edges * sizeof *x->flow);
	x->begun = cips_calloc(edges, sizeof *x->begun);
	x->joined = cips_malloc(nodes * sizeof *x->joined);
	x->came_from = cips_malloc(nodes * sizeof *x->came_from);
	x->came_by = cips_malloc(nodes * sizeof *x->came_by);
	x->seen = cips_calloc(nodes, sizeof *x->seen);
	x->queue = cips_malloc(nodes * sizeof *x->queue);
	return x;
}

void cips_tables_exchange_free(struct exchange *x)
{
	if (!x)
		return;
	free(x->leaves);
	free(x->edge);
	free(x->flow);
	free(x->begun);
	free(x->joined);
	free(x->came_from);
	free(x->came_by);
	free(x->seen);
	free(x->queue);
	free(x);
}

/* --- edges and nodes ---------------------------------------------------------------------------- */

static size_t edge_of(const struct exchange *x, size_t flat, size_t group)
{
	return flat * x->tree.axis->n + group;
}

static size_t cell_of(const struct exchange *x, size_t flat, size_t group)
{
	return flat * x->flat.step + group * x->tree.step;
}

static size_t root_of(const struct exchange *x)
{
	return edge_of(x, x->flat.axis->n + 1, 0);
}

/* The node of a group of the tree that a cell is beneath, and the one that is beneath it. */
static size_t upper(const struct exchange *x, size_t edge)
{
	return x->edge[edge].upper;
}

static size_t lower(const struct exchange *x, size_t edge)
{
	return x->edge[edge].lower;
}

/* The next larger group of the flat axis whose cells do not change where this one's do not. */
static size_t outer(const struct exchange *x, size_t flat)
{
	return flat ? (size_t)x->flat.axis->parent[flat] : NOTHING;
}

/* The first group that is too large for that. */
static size_t end_of(const struct exchange *x, size_t flat)
{
	return flat == x->whole ? NOTHING : x->whole;
}

static bool is_shut(const struct exchange *x, size_t flat, size_t group)
{
	if (!x->grid->base[cell_of(x, flat, group)])
		return true;
	for (size_t f = flat; f != end_of(x, flat); f = outer(x, f))
		if (cips_tables_cell_shows(x->grid, cell_of(x, f, group)))
			return true;
	return false;
}

static void set_edge(struct exchange *x, size_t flat, size_t group)
{
	const struct axis *tree = x->tree.axis;
	size_t edge = edge_of(x, flat, group);
	bool leaf = cips_tables_is_leaf(tree, group);
	x->edge[edge] = (struct edge){
		.cell = cell_of(x, flat, group),
		.upper = group ? edge_of(x, flat, (size_t)tree->parent[group]) : root_of(x),
		.lower = leaf ? edge_of(x, x->flat.axis->n, group) : edge,
		.bounds = is_shut(x, flat, group)  ? SHUT
			: leaf && flat != x->whole ? WEIGHED
						   : OPEN,
	};
}

/* The node that stands for all that are one with another one. */
static size_t one_of(struct exchange *x, size_t node)
{
	while (x->joined[node] != node)
		node = x->joined[node] = x->joined[x->joined[node]];
	return node;
}

static void set_edges(struct exchange *x, size_t flat)
{
	for (size_t group = 0; group < x->tree.axis->n; group++)
		set_edge(x, flat, group);
}

static void join(struct exchange *x, size_t flat)
{
	for (size_t group = 0; group < x->tree.axis->n; group++) {
		size_t edge = edge_of(x, flat, group);
		if (x->edge[edge].bounds == OPEN)
			x->joined[one_of(x, upper(x, edge))] = one_of(x, lower(x, edge));
	}
}

/* Takes the group of the flat axis within which people are to be exchanged. */
static void set_whole(struct exchange *x, size_t whole)
{
	const struct axis *flat = x->flat.axis;
	if (x->whole == whole)
		return;
	x->whole = whole;
	x->n_leaves = 0;
	for (size_t g = 1; g < flat->n; g++) {
		size_t f = g;
		while (f && f != whole)
			f = (size_t)flat->parent[f];
		if (f == whole && g != whole && cips_tables_is_leaf(flat, g))
			x->leaves[x->n_leaves++] = g;
	}
	for (size_t node = 0; node <= root_of(x); node++)
		x->joined[node] = node;
	for (size_t i = 0; i <= x->n_leaves; i++) {
		size_t f = i < x->n_leaves ? x->leaves[i] : whole;
		set_edges(x, f);
		join(x, f);
	}
}

static size_t capacity_of(const struct exchange *x, size_t edge)
{
	const struct edge *e = &x->edge[edge];
	if (e->bounds == WEIGHED && edge != x->target)
		return x->weigh(x->grid, e->cell, x->context);
	return e->bounds == OPEN ? ANY : 0;
}

/* --- the flow ----------------------------------------------------------------------------------- */

static long flow_of(const struct exchange *x, size_t edge)
{
	return x->begun[edge] == x->trial ? x->flow[edge] : 0;
}

/* How much more can flow through an edge, from a node on. */
static size_t room_of(const struct exchange *x, size_t edge, size_t from)
{
	if (x->edge[edge].bounds == SHUT)
		return 0;
	long flow = flow_of(x, edge);
	return capacity_of(x, edge) - (size_t)(from == upper(x, edge) ? flow : -flow);
}

/* Whether a search goes on to a node that it has not seen, through an edge. */
static bool goes_on(const struct exchange *x, size_t edge, size_t from, size_t to)
{
	if (x->search == BEYOND)
		return x->seen[to] != x->round - 1;
	return room_of(x, edge, x->search == FORWARD ? from : to) > 0;
}

static void reach(struct exchange *x, size_t edge, size_t from)
{
	size_t to = upper(x, edge);
	if (to == from)
		to = lower(x, edge);
	if (x->seen[to] == x->round || !goes_on(x, edge, from, to))
		return;
	x->seen[to] = x->round;
	x->came_from[to] = from;
	x->came_by[to] = edge;
	x->queue[x->n_queue++] = to;
}

/* Goes on from a node in which the cells of a group of the tree meet. */
static void reach_across(struct exchange *x, size_t group, size_t from)
{
	for (size_t i = 0; i < x->n_leaves; i++)
		reach(x, edge_of(x, x->leaves[i], group), from);
	reach(x, edge_of(x, x->whole, group), from);
}

static void reach_from(struct exchange *x, size_t node)
{
	const struct axis *tree = x->tree.axis;
	size_t flat = node / tree->n, group = node % tree->n;
	if (flat >= x->flat.axis->n) {
		reach_across(x, group, node);
		return;
	}
	reach(x, node, node);
	for (size_t c = tree->first[group]; c < tree->end[group]; c++)
		reach(x, edge_of(x, flat, tree->children[c]), node);
}

/* Sees what can be reached from a node, until another one is. */
static bool find_way(struct exchange *x, size_t from, size_t to)
{
	x->round++;
	x->seen[from] = x->round;
	x->queue[0] = from;
	x->n_queue = 1;
	for (size_t i = 0; i < x->n_queue; i++) {
		reach_from(x, x->queue[i]);
		if (to != NOTHING && x->seen[to] == x->round)
			return true;
	}
	return false;
}

/* Sends as much along the way as it bears, `need` at most. */
static size_t send(struct exchange *x, size_t from, size_t to, size_t need)
{
	size_t sent = need;
	for (size_t node = to; node != from; node = x->came_from[node]) {
		size_t room = room_of(x, x->came_by[node], x->came_from[node]);
		sent = room < sent ? room : sent;
	}
	for (size_t node = to; node != from; node = x->came_from[node]) {
		size_t edge = x->came_by[node];
		bool down = x->came_from[node] == upper(x, edge);
		x->flow[edge] = flow_of(x, edge) + (down ? (long)sent : -(long)sent);
		x->begun[edge] = x->trial;
	}
	return sent;
}

/* --- what stands in the way --------------------------------------------------------------------- */

/* The cells that show and are needed for a sum. */
struct needed {
	size_t n;
	size_t fewest; /* the one with the fewest people, the last of equals */
};

static void need_cell(const struct exchange *x, size_t cell, struct needed *needed)
{
	const size_t *base = x->grid->base;
	if (!cips_tables_cell_shows(x->grid, cell))
		return;
	if (!needed->n++ || base[cell] < base[needed->fewest] ||
		(base[cell] == base[needed->fewest] && cell > needed->fewest))
		needed->fewest = cell;
}

/* Of an edge between what was seen and what was not, the cells that shut it. */
static void need_edge(const struct exchange *x, size_t flat, size_t group, struct needed *needed)
{
	size_t edge = edge_of(x, flat, group);
	bool seen = x->seen[upper(x, edge)] == x->round;
	if (edge == x->target || seen == (x->seen[lower(x, edge)] == x->round))
		return;
	for (size_t f = flat; f != end_of(x, flat); f = outer(x, f))
		need_cell(x, cell_of(x, f, group), needed);
}

/*
 * After a search that did not reach a node. Not all that it could not reach belongs together: what
 * does with that node is enough to be cut off, and takes no cells that could be left out.
 */
static struct needed cut_off(struct exchange *x, size_t node)
{
	struct needed needed = {0};
	x->search = BEYOND;
	find_way(x, node, NOTHING);
	x->search = FORWARD;
	for (size_t group = 0; group < x->tree.axis->n; group++) {
		for (size_t i = 0; i < x->n_leaves; i++)
			need_edge(x, x->leaves[i], group, &needed);
		need_edge(x, x->whole, group, &needed);
	}
	return needed;
}

/*
 * The same people can follow from many cells or from few. Of the cut that is nearest to one end and the
 * one nearest to the other, the one that needs fewer cells is the one to be broken.
 */
static size_t find_culprit(struct exchange *x, size_t from, size_t to)
{
	struct needed near = cut_off(x, to);
	x->search = BACKWARD;
	find_way(x, to, NOTHING);
	struct needed far = cut_off(x, from);
	assert(near.n && far.n);
	return far.n < near.n ? far.fewest : near.fewest;
}

/* --- exchanges ---------------------------------------------------------------------------------- */

static size_t edge_of_cell(const struct exchange *x, size_t cell)
{
	return edge_of(
		x, cell / x->flat.step % x->flat.axis->n, cell / x->tree.step % x->tree.axis->n);
}

bool cips_tables_exchange_same(struct exchange *x, size_t a, size_t b)
{
	size_t edge_a = edge_of_cell(x, a), edge_b = edge_of_cell(x, b);
	set_whole(x, 0);
	return x->edge[edge_a].bounds == WEIGHED && x->edge[edge_b].bounds == WEIGHED &&
		one_of(x, upper(x, edge_a)) == one_of(x, upper(x, edge_b)) &&
		one_of(x, lower(x, edge_a)) == one_of(x, lower(x, edge_b));
}

/* Exchanges people between the ends of the target; whether there were enough. */
static bool fill(struct exchange *x, size_t need, size_t *culprit)
{
	size_t from = upper(x, x->target), to = lower(x, x->target);
	x->trial++;
	while (need && find_way(x, from, to))
		need -= send(x, from, to, need);
	if (need)
		*culprit = find_culprit(x, from, to);
	return !need;
}

bool cips_tables_exchange(struct exchange *x, size_t cell, size_t need, weigh_cell *weigh,
	const void *context, size_t *culprit)
{
	x->weigh = weigh;
	x->context = context;
	x->target = edge_of_cell(x, cell);
	size_t flat = x->target / x->tree.axis->n;
	for (size_t whole = outer(x, flat); whole != NOTHING; whole = outer(x, whole)) {
		set_whole(x, whole);
		if (x->edge[x->target].bounds == SHUT)
			return false; /* beyond that group it does not change */
		if (fill(x, need, culprit))
			return true;
	}
	return false;
}
