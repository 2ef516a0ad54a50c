/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach_rows.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 8 };

void cips_reach_rows_release(struct cips_reach_rows *rows)
{
	free(rows->data);
	free(rows->slots);
	*rows = (struct cips_reach_rows){.width = rows->width};
}

/* FNV-1a over the numbers, stirred so that the low bits are good. */
static size_t hash(const uint32_t *row, size_t width)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < width; i++)
		h = (h ^ row[i]) * 0x100000001b3u;
	return (size_t)(h ^ (h >> 29) ^ (h >> 47));
}

static uint32_t *find_slot(const struct cips_reach_rows *rows, const uint32_t *row)
{
	size_t size = rows->width * sizeof *row;
	for (size_t s = hash(row, rows->width);; s++) {
		uint32_t *slot = &rows->slots[s & (rows->n_slots - 1)];
		if (*slot == 0 || size == 0 ||
			memcmp(cips_reach_row(rows, *slot - 1), row, size) == 0)
			return slot;
	}
}

static void grow(struct cips_reach_rows *rows)
{
	rows->room = rows->room ? rows->room * 2 : FIRST_ROOM;
	rows->n_slots = rows->room * 2;
	size_t width = rows->width ? rows->width : 1;
	rows->data = cips_realloc(rows->data, rows->room * width, sizeof *rows->data);
	free(rows->slots);
	rows->slots = cips_calloc(rows->n_slots, sizeof *rows->slots);
	for (size_t i = 0; i < rows->n; i++)
		*find_slot(rows, cips_reach_row(rows, i)) = (uint32_t)i + 1;
}

size_t cips_reach_rows_add(struct cips_reach_rows *rows, const uint32_t *row, bool *is_new)
{
	if (rows->n == rows->room)
		grow(rows);
	uint32_t *slot = find_slot(rows, row);
	if (is_new)
		*is_new = *slot == 0;
	if (*slot == 0) {
		if (rows->width)
			memcpy(rows->data + rows->n * rows->width, row, rows->width * sizeof *row);
		*slot = (uint32_t)++rows->n;
	}
	return *slot - 1;
}
