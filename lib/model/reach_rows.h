/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of rows of small numbers, each row once, in the order in which they were added. Used inside
 * this room only.
 */
#ifndef CIPS_MODEL_REACH_ROWS_H
#define CIPS_MODEL_REACH_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialize and set `width` to start empty; a row may have no numbers at all. */
struct cips_reach_rows {
	size_t width;
	size_t n;
	uint32_t *data;	 /* n rows */
	size_t room;	 /* rows that data has room for */
	uint32_t *slots; /* index + 1 of a row, 0: free */
	size_t n_slots;	 /* a power of two */
};

void cips_reach_rows_release(struct cips_reach_rows *rows);

/* Adds the row where it is not there yet; its index. `*is_new` (may be NULL): it was not. */
size_t cips_reach_rows_add(struct cips_reach_rows *rows, const uint32_t *row, bool *is_new);

static inline const uint32_t *cips_reach_row(const struct cips_reach_rows *rows, size_t i)
{
	return rows->data + i * rows->width;
}

#endif
