/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The equations, with the arcs in the direction in which a cell grows:
 *
 *  - a group of the tree without others inside is the sum of its row: its cells lead into it, and the
 *    margin of the row out of it;
 *  - in each column a group with others inside is the sum of these: it leads into the equation, and
 *    they lead out of it; in the margin it is the other way round;
 *  - the row of everybody is the sum of its cells, which lead out of it.
 *
 * The rows of other inner groups follow from these. The number of all people never changes.
 */
#include "disclosure/paths.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define NOWHERE ((size_t)-1)
#define UNKNOWN SIZE_MAX

/* A cell, as it leads from a node to another one: with people or, against its direction, without. */
struct arc {
	uint32_t cell;
	uint32_t node;
	bool gains;
};

/* Of 32 bits, so that those of a table stay near the processor. */
static inline struct arc arc_to(size_t cell, size_t node, bool gains)
{
	return (struct arc){(uint32_t)cell, (uint32_t)node, gains};
}

/* A node in the queue of those to go on from. */
struct reached {
	size_t cost;
	size_t node;
};

struct cips_network {
	struct table *t;
	const struct axis *tree;
	const struct axis *list;
	size_t *place; /* by group of the tree: its place among the inner ones, or among the others */
	size_t inner;
	size_t n;
	size_t *first; /* by node: its arcs begin here and end where those of the next do */
	struct arc *arcs;
	/* scratch */
	const size_t *target;
	size_t over;  /* its cell, over which no way leads */
	size_t *cost; /* of the way to each node; UNKNOWN but for those in `known` */
	size_t *known;
	size_t n_known;
	struct arc *by;	       /* the last arc of that way, and the node that it comes from */
	struct reached *queue; /* a heap of nodes to go on from, the nearest first */
	size_t queued;
	size_t *near; /* nodes as near as the last one, in the order in which they were reached */
	size_t n_near, next_near;
};

/* --- the network ---------------------------------------------------------------------------- */

static bool is_list(const struct axis *axis)
{
	for (size_t g = 1; g < axis->n; g++)
		if (axis->parent[g] != 0)
			return false;
	return axis->n > 1;
}

/*
 * Finds the axis that is a list and the one that is any tree, or has one group; false where the table
 * is no network.
 */
static bool find_axes(struct cips_network *network)
{
	const struct axis *axis = network->t->axis;

	for (int k = 0; k < AXES && !network->list; k++)
		if (is_list(&axis[k]))
			network->list = &axis[k];
	for (int k = 0; k < AXES; k++) {
		if (&axis[k] == network->list)
			continue;
		if (network->tree && network->tree->n > 1 && axis[k].n > 1)
			return false;
		if (!network->tree || axis[k].n > 1)
			network->tree = &axis[k];
	}
	return network->list != NULL;
}

static void number_groups(struct cips_network *network)
{
	const struct axis *tree = network->tree;
	size_t atoms = 0;

	network->place = cips_calloc(tree->n, sizeof(*network->place));
	for (size_t g = 0; g < tree->n; g++)
		network->place[g] = is_atom(tree, g) ? atoms++ : network->inner++;
	network->n = network->inner * network->list->n + atoms + 1;
}

static size_t sum_of_column(const struct cips_network *network, size_t group, size_t column)
{
	return network->place[group] * network->list->n + column;
}

static size_t sum_of_row(const struct cips_network *network, size_t group)
{
	return network->inner * network->list->n + network->place[group];
}

/* The node that a cell leads from, and the one that it leads to. */
static void ends_of(
	const struct cips_network *network, size_t group, size_t column, size_t *from, size_t *to)
{
	const struct axis *tree = network->tree;

	*from = group ? sum_of_column(network, (size_t)tree->parent[group], column)
		      : network->n - 1;
	*to = is_atom(tree, group) ? sum_of_row(network, group)
				   : sum_of_column(network, group, column);
	if (column)
		return;
	size_t swap = *from;

	*from = *to;
	*to = swap;
}

static size_t cell_of(const struct cips_network *network, size_t group, size_t column)
{
	return group * network->tree->step + column * network->list->step;
}

/* Adds the arcs of all cells, but for that of the number of all people, both ways. */
static void link_cells(struct cips_network *network, size_t *next)
{
	for (size_t g = 0; g < network->tree->n; g++)
		for (size_t c = g == 0; c < network->list->n; c++) {
			size_t cell = cell_of(network, g, c), from, to;

			ends_of(network, g, c, &from, &to);
			if (network->arcs) {
				network->arcs[next[from]] = arc_to(cell, to, true);
				network->arcs[next[to]] = arc_to(cell, from, false);
			}
			next[from]++;
			next[to]++;
		}
}

static void link_nodes(struct cips_network *network)
{
	size_t n = network->n, sum = 0, *next = cips_calloc(n, sizeof(*next));

	network->first = cips_calloc(n + 1, sizeof(*network->first));
	link_cells(network, next);
	for (size_t i = 0; i < n; i++) {
		size_t arcs = next[i];

		network->first[i] = next[i] = sum;
		sum += arcs;
	}
	network->first[n] = sum;
	network->arcs = cips_calloc(sum, sizeof(*network->arcs));
	link_cells(network, next);
	free(next);
}

struct cips_network *cips_disclosure_network_new(struct table *t)
{
	struct cips_network *network = cips_calloc(1, sizeof(*network));

	network->t = t;
	if (!find_axes(network)) {
		free(network);
		return NULL;
	}
	number_groups(network);
	link_nodes(network);
	network->cost = cips_calloc(network->n, sizeof(*network->cost));
	network->by = cips_calloc(network->n, sizeof(*network->by));
	network->known = cips_calloc(network->n, sizeof(*network->known));
	memset(network->cost, 0xFF, network->n * sizeof(*network->cost));
	network->queue = cips_calloc(network->first[network->n] + 1, sizeof(*network->queue));
	network->near = cips_calloc(network->n + 1, sizeof(*network->near));
	return network;
}

void cips_disclosure_network_free(struct cips_network *network)
{
	if (!network)
		return;
	free(network->place);
	free(network->first);
	free(network->arcs);
	free(network->cost);
	free(network->by);
	free(network->known);
	free(network->queue);
	free(network->near);
	free(network);
}

/* --- the queue ------------------------------------------------------------------------------ */

static bool is_nearer(struct reached a, struct reached b)
{
	return a.cost != b.cost ? a.cost < b.cost : a.node < b.node;
}

static void put(struct cips_network *network, struct reached reached)
{
	struct reached *queue = network->queue;
	size_t i = network->queued++;

	for (; i > 0 && is_nearer(reached, queue[(i - 1) / 2]); i = (i - 1) / 2)
		queue[i] = queue[(i - 1) / 2];
	queue[i] = reached;
}

static struct reached take_first(struct cips_network *network)
{
	struct reached *queue = network->queue, nearest = queue[0], last = queue[--network->queued];
	size_t i = 0;

	for (size_t child; (child = 2 * i + 1) < network->queued; i = child) {
		if (child + 1 < network->queued && is_nearer(queue[child + 1], queue[child]))
			child++;
		if (!is_nearer(queue[child], last))
			break;
		queue[i] = queue[child];
	}
	queue[i] = last;
	return nearest;
}

/* The next node to go on from, or NOWHERE. Most ways cost nothing, and these need no order. */
static size_t next_node(struct cips_network *network)
{
	while (network->next_near == network->n_near && network->queued > 0) {
		struct reached first = take_first(network);

		network->n_near = network->next_near = 0;
		if (first.cost == network->cost[first.node])
			network->near[network->n_near++] = first.node;
	}
	return network->next_near < network->n_near ? network->near[network->next_near++] : NOWHERE;
}

/* --- paths ---------------------------------------------------------------------------------- */

/* How many people can go along an arc: into an empty cell only where nobody can see that it is. */
static inline size_t room_of(const struct cips_network *network, const struct arc *arc)
{
	const struct table *t = network->t;
	size_t group[AXES];

	if (!arc->gains)
		return t->world[arc->cell] > 0 ? t->world[arc->cell] - 1 : 0;
	if (t->price[arc->cell] != BARRIER)
		return SIZE_MAX;
	groups_of(t, arc->cell, group);
	return within(t, group, network->target) ? SIZE_MAX : 0;
}

/* What an arc costs on a way for so many people: the fewer can go, the more such ways it takes. */
static inline size_t cost_of(const struct table *t, const struct arc *arc, size_t room, size_t need)
{
	size_t price = t->price[arc->cell];

	if (price == 0 || price == BARRIER)
		return 0;
	return room < need ? price * need / room : price;
}

static inline void set_cost(struct cips_network *network, size_t node, size_t cost)
{
	if (network->cost[node] == UNKNOWN)
		network->known[network->n_known++] = node;
	network->cost[node] = cost;
}

/* Goes on from a node to those around it that are nearer this way; whether one of them is the last. */
static bool go_on(struct cips_network *network, size_t node, size_t to, size_t need)
{
	size_t so_far = network->cost[node];

	for (size_t i = network->first[node]; i < network->first[node + 1]; i++) {
		const struct arc *arc = &network->arcs[i];

		if (so_far >= network->cost[arc->node] || arc->cell == network->over)
			continue;
		size_t room = room_of(network, arc);

		if (room == 0)
			continue;
		size_t cost = so_far + cost_of(network->t, arc, room, need);

		if (cost >= network->cost[arc->node])
			continue;
		set_cost(network, arc->node, cost);
		network->by[arc->node] = arc_to(arc->cell, node, arc->gains);
		if (cost == so_far && arc->node == to)
			return true;
		if (cost == so_far)
			network->near[network->n_near++] = arc->node;
		else
			put(network, (struct reached){cost, arc->node});
	}
	return false;
}

/* The cheapest way from a node to another; returns how many people can go along it, at most `need`. */
static size_t find_way(struct cips_network *network, size_t from, size_t to, size_t need)
{
	size_t people = need;

	while (network->n_known > 0)
		network->cost[network->known[--network->n_known]] = UNKNOWN;
	set_cost(network, from, 0);
	network->queued = network->next_near = 0;
	network->n_near = 1;
	network->near[0] = from;
	for (size_t node; (node = next_node(network)) != NOWHERE && node != to;)
		if (go_on(network, node, to, need))
			break;
	if (network->cost[to] == UNKNOWN)
		return 0;
	for (size_t node = to; node != from; node = network->by[node].node) {
		size_t room = room_of(network, &network->by[node]);

		people = room < people ? room : people;
	}
	return people;
}

bool cips_disclosure_flow_into(struct cips_network *network, const size_t target[AXES], size_t need)
{
	struct table *t = network->t;
	size_t cell = at(t, target), from, to, people;

	network->target = target;
	network->over = cell;
	ends_of(network, cell / network->tree->step % network->tree->n,
		cell / network->list->step % network->list->n, &to, &from);
	for (; need > 0 && (people = find_way(network, from, to, need)) > 0; need -= people) {
		cips_disclosure_change(t, cell, true, people);
		for (size_t node = to; node != from; node = network->by[node].node)
			cips_disclosure_change(
				t, network->by[node].cell, network->by[node].gains, people);
	}
	cips_disclosure_restore(t);
	return need == 0;
}
