/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cips_arena_chunk {
	struct cips_arena_chunk *next;
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

enum { FIRST_CHUNK = 4096, LARGEST_STEP = 1 << 20 };

void *cips_malloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		cips_out_of_memory(size);
	return p;
}

void *cips_calloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		cips_out_of_memory(count);
	return p;
}

void *cips_realloc(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		cips_out_of_memory(SIZE_MAX);
	size_t bytes = count * size;
	void *p = realloc(old, bytes ? bytes : 1);
	if (!p)
		cips_out_of_memory(bytes);
	return p;
}

void cips_arena_release(struct cips_arena *arena)
{
	while (arena->chunk) {
		struct cips_arena_chunk *next = arena->chunk->next;
		if (arena->memory)
			arena->memory->give(arena->chunk);
		else
			free(arena->chunk);
		arena->chunk = next;
	}
}

void cips_arena_reset(struct cips_arena *arena)
{
	struct cips_arena_chunk *kept = arena->chunk;
	if (!kept)
		return;
	arena->chunk = kept->next;
	cips_arena_release(arena);
	if (arena->memory)
		memset(kept->bytes, 0, kept->used);
	kept->next = NULL;
	kept->used = 0;
	arena->chunk = kept;
}

void cips_arena_join(struct cips_arena *to, struct cips_arena *from)
{
	struct cips_arena_chunk **end = &to->chunk; /* behind the one that is being filled */
	while (*end)
		end = &(*end)->next;
	*end = from->chunk;
	from->chunk = NULL;
}

/* Adds a chunk with room for at least `bytes`; each is twice the last up to LARGEST_STEP. */
static struct cips_arena_chunk *add_chunk(struct cips_arena *arena, size_t bytes)
{
	size_t size = arena->chunk ? arena->chunk->size * 2 : FIRST_CHUNK;
	if (size > LARGEST_STEP)
		size = LARGEST_STEP;
	if (size < bytes)
		size = bytes;
	if (size > SIZE_MAX / 2)
		cips_out_of_memory(size);
	struct cips_arena_chunk *chunk = arena->memory ? arena->memory->take(sizeof *chunk + size)
						       : cips_malloc(sizeof *chunk + size);
	chunk->next = arena->chunk;
	chunk->used = 0;
	chunk->size = size;
	arena->chunk = chunk;
	return chunk;
}

void *cips_arena_alloc(struct cips_arena *arena, size_t count, size_t size)
{
	if (size && count > (SIZE_MAX / 4) / size)
		cips_out_of_memory(SIZE_MAX);
	size_t bytes = count * size;
	size_t align = alignof(max_align_t);
	bytes = (bytes + align - 1) / align * align;
	struct cips_arena_chunk *chunk = arena->chunk;
	if (!chunk || chunk->size - chunk->used < bytes)
		chunk = add_chunk(arena, bytes);
	void *p = chunk->bytes + chunk->used;
	chunk->used += bytes;
	return memset(p, 0, bytes);
}

char *cips_arena_strndup(struct cips_arena *arena, const char *text, size_t n)
{
	char *copy = cips_arena_alloc(arena, n + 1, 1);
	memcpy(copy, text, n);
	return copy;
}

char *cips_arena_strdup(struct cips_arena *arena, const char *text)
{
	return cips_arena_strndup(arena, text, strlen(text));
}

char *cips_arena_vprintf(struct cips_arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	char *text = cips_arena_alloc(arena, (size_t)(n < 0 ? 0 : n) + 1, 1);
	if (n >= 0)
		vsnprintf(text, (size_t)n + 1, format, again);
	va_end(again);
	return text;
}

char *cips_arena_printf(struct cips_arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = cips_arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

/* Takes the bytes behind an array, if it is what was taken last and the chunk has as many left. */
static bool extend(struct cips_arena *arena, void *array, size_t bytes, size_t more)
{
	struct cips_arena_chunk *chunk = arena->chunk;
	size_t align = alignof(max_align_t);
	if (!array || bytes % align || more % align ||
		(unsigned char *)array + bytes != chunk->bytes + chunk->used ||
		chunk->size - chunk->used < more)
		return false;
	memset(chunk->bytes + chunk->used, 0, more);
	chunk->used += more;
	return true;
}

void *cips_arena_grow(struct cips_arena *arena, void *array, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return array;
	if (extend(arena, array, *room * size, size)) {
		++*room;
		return array;
	}
	size_t wanted = *room ? *room * 2 : 1;
	void *moved = cips_arena_alloc(arena, wanted, size);
	if (n)
		memcpy(moved, array, n * size);
	*room = wanted;
	return moved;
}
