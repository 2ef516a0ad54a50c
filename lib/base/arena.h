/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory by lifetime. An arena belongs to one thing that ends at one moment (an instrument, a
 * command, a row); everything allocated in it ends with it. Nothing here returns NULL: see
 * cips_out_of_memory().
 */
#ifndef CIPS_BASE_ARENA_H
#define CIPS_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct cips_arena_chunk;

/*
 * Where the memory of an arena comes from, for one that holds secrets: `take` never returns NULL,
 * `give` wipes before it gives back.
 */
struct cips_memory {
	void *(*take)(size_t size);
	void (*give)(void *block);
};

/*
 * Zero-initialize (`struct cips_arena a = {0};`) to start empty; set `memory` (NULL: malloc) before
 * the first use.
 */
struct cips_arena {
	struct cips_arena_chunk *chunk;
	const struct cips_memory *memory;
};

/* Frees everything; the arena is empty and usable again. */
void cips_arena_release(struct cips_arena *arena);

/*
 * As release, but keeps the largest chunk for the next round (one row after the other); where a
 * `memory` is set, it is zeroed at once.
 */
void cips_arena_reset(struct cips_arena *arena);

/* Moves all that is in `from`, which is empty then, into `to`; both have the same `memory`. */
void cips_arena_join(struct cips_arena *to, struct cips_arena *from);

/* `count` zeroed elements of `size` bytes, aligned for any type. */
void *cips_arena_alloc(struct cips_arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `n` bytes (or of a whole string). */
char *cips_arena_strndup(struct cips_arena *arena, const char *text, size_t n);
char *cips_arena_strdup(struct cips_arena *arena, const char *text);

/* printf and vprintf into the arena. */
__attribute__((format(printf, 2, 3), nonnull)) char *cips_arena_printf(
	struct cips_arena *arena, const char *format, ...);
__attribute__((format(printf, 2, 0), nonnull(1, 2))) char *cips_arena_vprintf(
	struct cips_arena *arena, const char *format, va_list args);

/*
 * Makes room for one more element of `size` bytes at the end of a growing array of `n` elements
 * with room for `*room`; returns the array. It grows in place while nothing else is taken from the
 * arena, else it moves and the old copy stays.
 */
void *cips_arena_grow(struct cips_arena *arena, void *array, size_t n, size_t *room, size_t size);

/*
 * malloc, calloc and realloc for handles and long arrays; free() them. Never NULL for a size > 0.
 */
void *cips_malloc(size_t size);
void *cips_calloc(size_t count, size_t size);
void *cips_realloc(void *old, size_t count, size_t size);

#endif
