/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kept set of weights, read to be put on the responses it was made for. Weights are never put on
 * other responses: where some have come, gone or changed since, the set must be made again.
 */
#ifndef CIPS_TABLES_WEIGHT_SET_H
#define CIPS_TABLES_WEIGHT_SET_H

#include "tables/scope.h"

struct cips_weights_read {
	const char *name;    /* in the arena of the scope, as the text below */
	const char *made_by; /* "raked to unit@1, role" */
	int64_t *rows;	     /* ascending */
	double *weights;
	size_t n;
	size_t room;
	size_t at; /* where the search for the next row begins */
	struct cips_weight_base *bases;
	size_t n_bases;
};

/* "raked to unit@1, role" for a set; in the arena. */
const char *cips_tables_weights_made_by(
	const struct cips_weight_set *set, struct cips_arena *arena);

/* Reads the set of that name. CIPS_USAGE with a hint that lists what there is. */
enum cips_rc cips_tables_weights_read(struct cips_scope *scope, const struct cips_source *source,
	const char *name, struct cips_weights_read *set, struct cips_err *err);
void cips_tables_weights_release(struct cips_weights_read *set);

/* The weight of a response, NaN for none; rows are asked for in ascending order for each version. */
double cips_tables_weight_at(struct cips_weights_read *set, int64_t row);

/*
 * Holds what was read of a version against what the set was made for: CIPS_INPUT when it is not the
 * same. The second: whether there were responses of every version it was made for.
 */
enum cips_rc cips_tables_weights_check(struct cips_weights_read *set,
	const struct cips_source *source, const struct cips_weight_base *found,
	struct cips_err *err);
enum cips_rc cips_tables_weights_check_all(
	struct cips_weights_read *set, const struct cips_source *source, struct cips_err *err);

#endif
