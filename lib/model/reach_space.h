/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answers that people can give together. Used inside this room only, by reach*.c.
 *
 * The things whose values count are nodes, in the order in which an interview passes them: an item
 * with its answer, and a group that has a condition, with whether it is shown. What a node's value
 * can be follows from the values of a few nodes before it, its sources. A *relation* is the set of
 * rows of values that some nodes can take together. To find one, its last node is replaced by the
 * node's sources, and so on back to the beginning of the form; on the way forward each row goes on
 * with all values that the node can then take, and the columns that are no longer needed are left
 * out. All relations are kept, so questions that hang on the same answers share the work.
 *
 * Invariant: each row of a relation is one that people can bring about; where the relation is
 * `complete` there is no other.
 */
#ifndef CIPS_MODEL_REACH_SPACE_H
#define CIPS_MODEL_REACH_SPACE_H

#include "model/reach.h"
#include "model/reach_rows.h"
#include "model/reach_values.h"

/* Nodes, ascending. */
struct cips_reach_nodes {
	int *list;
	size_t n;
};

/* What a row must tell. Each has the nodes of those before it and more. */
enum cips_reach_depth {
	CIPS_REACH_SHOWN,    /* whether the node is shown */
	CIPS_REACH_VALUE,    /* which values it can take */
	CIPS_REACH_REQUIRED, /* whether it must have one */
	CIPS_REACH_DEPTHS,
};

/* Which people are meant; a depth to go with it. */
enum cips_reach_people {
	CIPS_REACH_ANYBODY = CIPS_REACH_VALUE,	  /* who may leave out what is required */
	CIPS_REACH_DUTIFUL = CIPS_REACH_REQUIRED, /* who do not */
};

struct cips_reach_relation {
	struct cips_reach_nodes nodes;
	struct cips_reach_rows rows;
	bool complete;
	struct cips_reach_reason reason;  /* why not */
	struct cips_reach_relation *next; /* another one with the same last node */
};

/* How an interview goes on from one row of the sources of a node. */
struct cips_reach_step {
	size_t first, n; /* among the values of the node's steps */
	bool complete;
	struct cips_reach_reason reason;
};

struct cips_reach_steps {
	struct cips_reach_rows rows; /* of the sources; the steps are in the same order */
	struct cips_reach_step *list;
	size_t room;
	uint32_t *values;
	size_t n_values, values_room;
};

struct cips_reach_node {
	int item;  /* or CIPS_NONE */
	int group; /* or CIPS_NONE */
	int gate; /* the node of the innermost group around it that has a condition, or CIPS_NONE */
	int twin; /* an earlier node that is shown where this one is, or CIPS_NONE */
	struct cips_rule *relevant, *required, *constraint, *calculation, *filter;
	struct cips_reach_nodes sources[CIPS_REACH_DEPTHS];
	struct cips_reach_sight sight;
	struct cips_reach_values values;
	bool listed;			  /* the values are made */
	bool unsteady[CIPS_REACH_DEPTHS]; /* what is told depends on more than answers */
	struct cips_reach_steps steps[CIPS_REACH_DEPTHS];
	struct cips_reach_relation *relations[CIPS_REACH_DEPTHS]; /* those it is the last node of */
};

/* A condition that several nodes may have. */
struct cips_reach_shared {
	const struct cips_expr *expr;
	struct cips_rule *rule;
	int node;			/* the first that has it */
	struct cips_reach_shared *next; /* another one that looks at the same last item */
};

struct cips_reach_space {
	struct cips_arena arena;
	struct cips_answers answers;
	struct cips_reach_node *nodes;
	size_t n;
	int *node_of_item;
	int *node_of_group;		   /* CIPS_NONE: it has no condition */
	struct cips_reach_shared **shared; /* by the last item looked at, and 1; at 0: none */
	uint32_t *now;			   /* by node: the value that was put last */
	struct cips_reach_relation nobody[CIPS_REACH_DEPTHS]; /* of no nodes */
	struct cips_reach_relation unknown;		      /* not looked for: it was too much */
	size_t work, limit;
};

void cips_reach_space_make(struct cips_reach_space *space, const struct cips_instrument *instrument,
	const struct cips_units *units, long today, size_t limit);
void cips_reach_space_release(struct cips_reach_space *space);

/* Whether no more work may be done. */
bool cips_reach_tired(const struct cips_reach_space *space);

/* The rows that the sources of a node can take together. */
const struct cips_reach_relation *cips_reach_sources(struct cips_reach_space *space, int node,
	enum cips_reach_depth depth, enum cips_reach_people people);

/* Makes a row of values the answers of the nodes. */
void cips_reach_put(
	struct cips_reach_space *space, const struct cips_reach_nodes *nodes, const uint32_t *row);

/*
 * Of a node whose sources (for that much) have been put: whether the groups around it are shown,
 * whether its own condition holds, whether an answer is required.
 */
bool cips_reach_open(const struct cips_reach_space *space, int node);
bool cips_reach_relevant(struct cips_reach_space *space, int node);
bool cips_reach_required(struct cips_reach_space *space, int node);

/* The values of the node, listed at the first call. */
const struct cips_reach_values *cips_reach_values(struct cips_reach_space *space, int node);

/*
 * The next value after `value` that filter and constraint allow (either left out where NULL), 0
 * when there is none; it is put. `let_through` is from cips_reach_values_let_through().
 */
uint32_t cips_reach_next(struct cips_reach_space *space, int node, uint32_t value,
	const bool *let_through, struct cips_rule *constraint);

/*
 * The choices of the node that its filter lets through, in `scratch`; NULL where it has no filter.
 */
const bool *cips_reach_let_through(
	struct cips_reach_space *space, int node, struct cips_arena *scratch);

/* The value of a computed item that is shown; its sources have been put. */
uint32_t cips_reach_compute(struct cips_reach_space *space, int node);

#endif
