/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A map from text to a number, for looking names up. Grows by doubling, never forgets a key.
 */
#ifndef CIPS_BASE_MAP_H
#define CIPS_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct cips_map_slot;

/* Zero-initialize to start empty. */
struct cips_map {
	struct cips_map_slot *slots;
	size_t n;
	size_t room;
};

void cips_map_release(struct cips_map *map);

/*
 * Puts `key` (copied) with `value`; where the key is there already, leaves it as it is and returns
 * false.
 */
bool cips_map_put(struct cips_map *map, const char *key, size_t value);

/* Sets *value and returns true when the key is there. `value` may be NULL. */
bool cips_map_get(const struct cips_map *map, const char *key, size_t *value);

/* As get, for a key of `n` bytes that need not be NUL-terminated. */
bool cips_map_find(const struct cips_map *map, const char *key, size_t n, size_t *value);

/* The value of `key` for changing, put as 0 if it was not there. Valid until the next put. */
size_t *cips_map_at(struct cips_map *map, const char *key);

#endif
