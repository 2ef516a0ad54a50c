/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What free() and realloc() leave behind in blocks of every class of the allocator. Its own words
 * in a free block (two pointers at the start) are no answer.
 */
#include "check.h"
#include "sanitized.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK = 'M', OWN = 4 * sizeof(void *) };

/* In the cache, in fast and small bins, in large ones, merged with the top. */
static const size_t sizes[] = {1, 24, 25, 72, 216, 648, 1032, 1944, 5832, 20000, 100000};

/* Read through a number, for the compiler knows that a freed block must not be looked at. */
static size_t marks_at(volatile uintptr_t block, size_t n)
{
	const volatile unsigned char *bytes = (const volatile unsigned char *)block;
	size_t found = 0;
	for (size_t i = n > OWN ? OWN : n; i < n; i++)
		found += bytes[i] == MARK;
	return found;
}

static unsigned char *marked(size_t n)
{
	unsigned char *block = malloc(n);
	assert_non_null(block);
	memset(block, MARK, n);
	__asm__ volatile("" : : "r"(block) : "memory");
	return block;
}

/* A skip that the runner does not take for a failure, as it does cmocka's own. */
#define NEED_ALLOCATOR                                                                          \
	do {                                                                                    \
		if (SANITIZED) {                                                                \
			print_message("# skip: the address sanitizer has its own allocator\n"); \
			return;                                                                 \
		}                                                                               \
	} while (0)

static void free_leaves_nothing(void **state)
{
	(void)state;
	NEED_ALLOCATOR;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		unsigned char *block = marked(sizes[i]), *behind = marked(24);
		volatile uintptr_t was = (uintptr_t)block;
		assert_int_equal(marks_at(was, sizes[i]), sizes[i] > OWN ? sizes[i] - OWN : 0);
		free(block);
		assert_int_equal(marks_at(was, sizes[i]), 0);
		free(behind);
	}
	free(NULL);
}

static void realloc_leaves_nothing(void **state)
{
	(void)state;
	NEED_ALLOCATOR;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes - 1; i++) {
		unsigned char *block = marked(sizes[i]), *behind = marked(24);
		volatile uintptr_t was = (uintptr_t)block;
		block = realloc(block, 3 * sizes[i] + 64);
		assert_non_null(block);
		assert_int_not_equal((uintptr_t)block, was);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(block[k], MARK);
		assert_int_equal(marks_at(was, sizes[i]), 0);
		free(block);
		free(behind);
	}
}

/* A smaller block keeps its start, and its old end is wiped, moved or not. */
static void realloc_shrinks(void **state)
{
	(void)state;
	NEED_ALLOCATOR;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		size_t kept[] = {sizes[i] - 1, sizes[i] * 3 / 4, sizes[i] / 4};
		for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
			size_t n = kept[k] ? kept[k] : 1;
			unsigned char *block = marked(sizes[i]), *behind = marked(24);
			volatile uintptr_t was = (uintptr_t)block;
			block = realloc(block, n);
			assert_non_null(block);
			assert_int_equal(block[0], MARK);
			assert_int_equal(block[n - 1], MARK);
			size_t held = (uintptr_t)block == was && n > OWN ? n - OWN : 0;
			assert_int_equal(marks_at(was, sizes[i]), held);
			free(block);
			free(behind);
		}
	}
}

static void realloc_begins_and_ends(void **state)
{
	(void)state;
	volatile size_t none = 0;
	char *block = realloc(NULL, 10);
	assert_non_null(block);
	strcpy(block, "still");
	block = realloc(block, 6);
	assert_string_equal(block, "still");
	assert_null(realloc(block, none));
	volatile size_t too_much = SIZE_MAX / 2;
	char *volatile kept = malloc(4); /* volatile: gcc takes every realloc for one that moved */
	assert_non_null(kept);
	strcpy(kept, "abc");
	if (!SANITIZED) { /* which ends the program instead */
		assert_null(realloc(kept, too_much));
		assert_string_equal(kept, "abc");
	}
	free(kept);
}

/* The C library's own use of both: a line that grows. */
static void library_uses_it(void **state)
{
	(void)state;
	char *line = NULL;
	size_t room = 0;
	FILE *in = tmpfile();
	assert_non_null(in);
	for (int i = 0; i < 5000; i++)
		fputc('a' + i % 26, in);
	fputc('\n', in);
	rewind(in);
	assert_int_equal(getline(&line, &room, in), 5001);
	assert_int_equal(line[4999], 'a' + 4999 % 26);
	free(line);
	fclose(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(free_leaves_nothing),
		cmocka_unit_test(realloc_leaves_nothing),
		cmocka_unit_test(realloc_shrinks),
		cmocka_unit_test(realloc_begins_and_ends),
		cmocka_unit_test(library_uses_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
