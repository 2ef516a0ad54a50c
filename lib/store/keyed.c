/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/keyed.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum {
	RADIX = 1 << 11,
	FEW = 32, /* to sort */
};

/* One pass of a radix sort, by the 11 bits from `shift`. */
static void sort_pass(
	const struct cips_keyed *from, struct cips_keyed *to, size_t n, int shift, size_t *start)
{
	memset(start, 0, RADIX * sizeof *start);
	for (size_t i = 0; i < n; i++)
		start[(from[i].key >> shift) % RADIX]++;
	size_t sum = 0;
	for (size_t i = 0; i < RADIX; i++) {
		size_t here = start[i];
		start[i] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++)
		to[start[(from[i].key >> shift) % RADIX]++] = from[i];
}

static void insert_each(struct cips_keyed *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct cips_keyed moved = list[i];
		size_t to = i;
		for (; to && list[to - 1].key > moved.key; to--)
			list[to] = list[to - 1];
		list[to] = moved;
	}
}

void cips_store_sort(struct cips_sorter *sorter, struct cips_keyed *list, size_t n)
{
	if (n < FEW) {
		insert_each(list, n);
		return;
	}
	if (sorter->room < n) {
		sorter->scratch = cips_realloc(sorter->scratch, n, sizeof *list);
		sorter->room = n;
		sorter->start = cips_realloc(sorter->start, RADIX, sizeof *sorter->start);
	}
	for (int shift = 0; shift < 64; shift += 22) {
		sort_pass(list, sorter->scratch, n, shift, sorter->start);
		sort_pass(sorter->scratch, list, n, shift + 11, sorter->start);
	}
}

void cips_store_sorter_release(struct cips_sorter *sorter)
{
	free(sorter->scratch);
	free(sorter->start);
	*sorter = (struct cips_sorter){0};
}
