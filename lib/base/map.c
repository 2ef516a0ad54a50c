/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/map.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing with linear probing; at most half of the slots are taken. */
struct cips_map_slot {
	char *key; /* NULL: free */
	uint32_t hash;
	uint32_t length;
	size_t value;
};

enum { FIRST_ROOM = 32 };

/* FNV-1a */
static uint32_t hash_bytes(const char *key, size_t n)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)key[i]) * 16777619u;
	return hash;
}

void cips_map_release(struct cips_map *map)
{
	for (size_t i = 0; i < map->room; i++)
		free(map->slots[i].key);
	free(map->slots);
	*map = (struct cips_map){0};
}

/* The slot that holds the key, or the free one where it belongs. */
static struct cips_map_slot *probe(
	const struct cips_map *map, const char *key, size_t n, uint32_t hash)
{
	for (size_t i = hash & (map->room - 1);; i = (i + 1) & (map->room - 1)) {
		struct cips_map_slot *slot = &map->slots[i];
		if (!slot->key)
			return slot;
		if (slot->hash == hash && slot->length == n && memcmp(slot->key, key, n) == 0)
			return slot;
	}
}

static void grow(struct cips_map *map)
{
	struct cips_map bigger = {.n = map->n, .room = map->room ? map->room * 2 : FIRST_ROOM};
	bigger.slots = cips_calloc(bigger.room, sizeof *bigger.slots);
	for (size_t i = 0; i < map->room; i++) {
		struct cips_map_slot *slot = &map->slots[i];
		if (slot->key)
			*probe(&bigger, slot->key, slot->length, slot->hash) = *slot;
	}
	free(map->slots);
	*map = bigger;
}

/* The slot of `key`, taken with value 0 if it was free; *fresh says which. */
static struct cips_map_slot *take(struct cips_map *map, const char *key, bool *fresh)
{
	if (map->n >= map->room / 2)
		grow(map);
	size_t n = strlen(key);
	uint32_t hash = hash_bytes(key, n);
	struct cips_map_slot *slot = probe(map, key, n, hash);
	*fresh = !slot->key;
	if (*fresh) {
		slot->key = cips_malloc(n + 1);
		memcpy(slot->key, key, n + 1);
		slot->hash = hash;
		slot->length = (uint32_t)n;
		map->n++;
	}
	return slot;
}

bool cips_map_put(struct cips_map *map, const char *key, size_t value)
{
	bool fresh;
	struct cips_map_slot *slot = take(map, key, &fresh);
	if (fresh)
		slot->value = value;
	return fresh;
}

size_t *cips_map_at(struct cips_map *map, const char *key)
{
	bool fresh;
	return &take(map, key, &fresh)->value;
}

bool cips_map_find(const struct cips_map *map, const char *key, size_t n, size_t *value)
{
	if (!map->room)
		return false;
	const struct cips_map_slot *slot = probe(map, key, n, hash_bytes(key, n));
	if (!slot->key)
		return false;
	if (value)
		*value = slot->value;
	return true;
}

bool cips_map_get(const struct cips_map *map, const char *key, size_t *value)
{
	return cips_map_find(map, key, strlen(key), value);
}
