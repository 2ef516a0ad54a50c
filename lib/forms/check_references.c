/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * References that look ahead. Where the item ahead looks back, through whatever lies between, no
 * order of the rows helps: the circle is reported once, with its path, in the place of the single
 * references in it.
 *
 * The graph: its nodes are the items and, behind them, the groups; an item depends on what its
 * expressions name and on its group, a group on what its relevance names and on the group around
 * it.
 */
#include "forms/check.h"

#include <string.h>

struct graph {
	struct loader *loader;
	size_t n;      /* nodes */
	size_t *first; /* [n + 1]: the edges of a node are targets[first[node], first[node + 1]) */
	size_t *targets;
	size_t *before;	 /* of the search at hand: the node from which one was reached */
	size_t *reached; /* the number of the search that reached a node last */
	size_t *queue;
	size_t search;
};

static size_t parent_of(const struct loader *loader, size_t node)
{
	const struct cips_instrument *instrument = loader->instrument;
	int group = node < instrument->n_items
		? instrument->items[node].group
		: instrument->groups[node - instrument->n_items].parent;
	return group == CIPS_NONE ? node : instrument->n_items + (size_t)group;
}

static const char *node_name(const struct loader *loader, size_t node)
{
	const struct cips_instrument *instrument = loader->instrument;
	return node < instrument->n_items ? instrument->items[node].name
					  : instrument->groups[node - instrument->n_items].name;
}

/* Counts the edges of each node, then puts each into the place that the counts leave for it. */
static struct graph graph_of(struct loader *loader)
{
	struct cips_arena *scratch = &loader->scratch;
	size_t n = loader->instrument->n_items + loader->instrument->n_groups;
	struct graph graph = {
		.loader = loader,
		.n = n,
		.first = cips_arena_alloc(scratch, n + 2, sizeof(size_t)),
		.targets = cips_arena_alloc(scratch, n + loader->n_references, sizeof(size_t)),
		.before = cips_arena_alloc(scratch, n, sizeof(size_t)),
		.reached = cips_arena_alloc(scratch, n, sizeof(size_t)),
		.queue = cips_arena_alloc(scratch, n, sizeof(size_t)),
	};
	size_t *next = graph.first + 1; /* where the next edge of a node goes, moved up by one */
	for (size_t i = 0; i < n; i++)
		next[i + 1] += parent_of(loader, i) != i;
	for (size_t i = 0; i < loader->n_references; i++)
		next[loader->references[i].from + 1]++;
	for (size_t i = 0; i < n; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < n; i++)
		if (parent_of(loader, i) != i)
			graph.targets[next[i]++] = parent_of(loader, i);
	for (size_t i = 0; i < loader->n_references; i++)
		graph.targets[next[loader->references[i].from]++] = loader->references[i].to;
	return graph;
}

/* Finds the shortest way; graph->before holds it, from its end. */
static bool find_way(struct graph *graph, size_t from, size_t to)
{
	size_t head = 0, tail = 0, search = ++graph->search;
	graph->reached[from] = search;
	graph->queue[tail++] = from;
	while (head < tail && graph->reached[to] != search) {
		size_t node = graph->queue[head++];
		for (size_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
			size_t target = graph->targets[i];
			if (graph->reached[target] == search)
				continue;
			graph->reached[target] = search;
			graph->before[target] = node;
			graph->queue[tail++] = target;
		}
	}
	return graph->reached[to] == search;
}

/* Marks the references of a step from one node to the next as told of. */
static void mark_step(struct loader *loader, size_t from, size_t to)
{
	for (size_t i = 0; i < loader->n_references; i++)
		if (loader->references[i].from == from && loader->references[i].to == to)
			loader->references[i].told = true;
}

/* The way that was found from `to` back to `from` closes the circle that the reference begins. */
static void report_cycle(struct graph *graph, const struct reference *reference)
{
	struct loader *loader = graph->loader;
	struct cips_arena *scratch = &loader->scratch;
	const char *path = node_name(loader, reference->from);
	size_t from = reference->from, to = reference->to;
	for (size_t node = from; node != to; node = graph->before[node]) {
		size_t before = graph->before[node];
		path = cips_arena_printf(scratch, "%s -> %s", node_name(loader, before), path);
		mark_step(loader, before, node);
	}
	mark_step(loader, from, to);
	forms_fault(loader, CIPS_ERROR, "reference-cycle", &loader->survey, reference->row,
		reference->kind, "the expressions go round in a circle: %s -> %s",
		node_name(loader, from), path);
	cips_findings_hint(loader->findings,
		"each may look back only; take the reference to \"%s\" out, or another of them",
		node_name(loader, to));
}

static void report_forward(struct loader *loader, const struct reference *reference)
{
	const struct cips_item *item = &loader->instrument->items[reference->to];
	forms_fault(loader, CIPS_ERROR, "reference-forward", &loader->survey, reference->row,
		reference->kind, "\"%s\" comes later in the form, at character %zu of the %s",
		item->name, reference->character, forms_column_header(reference->kind));
	cips_findings_hint(loader->findings, "move the item \"%s\" (row %ld) before this one",
		item->name, item->place.row);
}

void forms_check_references(struct loader *loader)
{
	struct graph graph = {0};
	for (size_t i = 0; i < loader->n_references; i++) {
		struct reference *reference = &loader->references[i];
		if (!reference->forward || reference->told)
			continue;
		if (!graph.n)
			graph = graph_of(loader);
		if (find_way(&graph, reference->to, reference->from))
			report_cycle(&graph, reference);
		else
			report_forward(loader, reference);
	}
}
