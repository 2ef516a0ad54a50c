/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Things in the order of a key: of the identities of responses.
 */
#ifndef CIPS_STORE_KEYED_H
#define CIPS_STORE_KEYED_H

#include <stddef.h>
#include <stdint.h>

struct cips_keyed {
	uint64_t key;
	int64_t value;
};

/* What sorting needs, kept from one time to the next. Zero-initialize. */
struct cips_sorter {
	struct cips_keyed *scratch;
	size_t room;
	size_t *start;
};

/* Sorts by the keys; equals stay as they were. */
void cips_store_sort(struct cips_sorter *sorter, struct cips_keyed *list, size_t n);
void cips_store_sorter_release(struct cips_sorter *sorter);

/* SQLite compares identities as signed numbers. */
static inline uint64_t cips_key_of(int64_t identity)
{
	return (uint64_t)identity ^ (UINT64_C(1) << 63);
}

static inline int64_t cips_identity_of(uint64_t key)
{
	return (int64_t)(key ^ (UINT64_C(1) << 63));
}

#endif
