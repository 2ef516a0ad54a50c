/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"
#include "sanitized.h"

#include "sealed/digest.h"
#include "sealed/secret.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static void test_aligned_and_writable(void **state)
{
	(void)state;
	for (size_t size = 0; size < 300; size++) {
		uint8_t *block = cips_sealed_memory.take(size);
		assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
		memset(block, 0x11, size);
		cips_sealed_memory.give(block);
	}
}

static void test_arena(void **state)
{
	(void)state;
	struct cips_arena arena = {.memory = &cips_sealed_memory};
	for (size_t i = 1; i < 200; i++) {
		uint8_t *bytes = cips_arena_alloc(&arena, i, 37);
		for (size_t j = 0; j < i * 37; j++)
			assert_int_equal(bytes[j], 0);
		memset(bytes, 0x22, i * 37);
	}
	/* What is kept for the next round holds nothing of this one. */
	cips_arena_reset(&arena);
	const uint8_t *kept = cips_arena_alloc(&arena, 1, 1);
	for (size_t i = 0; i < (size_t)199 * 37; i++)
		assert_int_equal(kept[i], 0);
	cips_arena_release(&arena);
}

/* What the kernel says about the pages of an address: the VmFlags of proc(5). */
static void flags_of(const void *address, char flags[256])
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	char line[512];
	bool inside = false;
	flags[0] = '\0';
	assert_non_null(maps);
	while (fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = (uintptr_t)address >= from && (uintptr_t)address < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			snprintf(flags, 256, "%.250s", line + 8);
	}
	fclose(maps);
}

/*
 * dd: not in a core dump; lo: locked, where the limit of this process allows it and no sanitizer
 * makes mlock() do nothing.
 */
static void test_pages(void **state)
{
	(void)state;
	struct rlimit limit;
	char flags[256];
	void *block = cips_sealed_memory.take(100);
	flags_of(block, flags);
	if (!*flags)
		skip();
	assert_non_null(strstr(flags, " dd"));
	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	if (limit.rlim_cur >= 65536 && !SANITIZED)
		assert_non_null(strstr(flags, " lo"));
	cips_sealed_memory.give(block);
	flags_of(block, flags);
	assert_null(strstr(flags, " rd"));
}

/*
 * A service account has 64 KiB to lock, a container perhaps nothing: memory is given all the same.
 */
static void test_nothing_to_lock(void **state)
{
	(void)state;
	struct rlimit none = {0}, before;
	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &before), 0);
	none.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &none), 0);
	uint8_t *block = cips_sealed_memory.take(1 << 20);
	memset(block, 0x33, 1 << 20);
	cips_sealed_memory.give(block);
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &before), 0);
}

static void test_wipe(void **state)
{
	(void)state;
	uint8_t bytes[10], before[] = {7, 0, 0, 0, 0, 0, 0, 0, 0, 7};
	memset(bytes, 7, sizeof bytes);
	cips_sealed_wipe(bytes + 1, 8);
	assert_memory_equal(bytes, before, sizeof bytes);
}

int main(void)
{
	struct cips_err err;
	if (cips_sealed_start(&err))
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aligned_and_writable),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_nothing_to_lock),
		cmocka_unit_test(test_wipe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
