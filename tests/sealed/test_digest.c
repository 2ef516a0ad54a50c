/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "sealed/digest.h"

#include <stdio.h>
#include <string.h>

static void hex(char *out, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* BLAKE2b-256 of "abc": as printed by b2sum -l 256 (GNU coreutils). */
static void test_digest(void **state)
{
	(void)state;
	static const char abc[] =
		"bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
	uint8_t whole[CIPS_DIGEST_SIZE], pieces[CIPS_DIGEST_SIZE];
	char text[2 * CIPS_DIGEST_SIZE + 1];
	cips_sealed_digest(whole, "abc", 3);
	hex(text, whole, sizeof whole);
	assert_string_equal(text, abc);
	struct cips_digest *digest = cips_sealed_digest_begin();
	cips_sealed_digest_feed(digest, "a", 1);
	cips_sealed_digest_feed(digest, "bc", 2);
	cips_sealed_digest_end(digest, pieces);
	assert_memory_equal(whole, pieces, sizeof whole);
}

/*
 * SipHash-2-4, key 00...0f, message 00...0e: appendix A of the paper (Aumasson and Bernstein 2012).
 */
static void test_keyed_hash(void **state)
{
	(void)state;
	uint8_t key[CIPS_HASH_KEY_SIZE], message[15];
	for (uint8_t i = 0; i < sizeof key; i++)
		key[i] = i;
	for (uint8_t i = 0; i < sizeof message; i++)
		message[i] = i;
	assert_true(cips_sealed_keyed_hash(key, message, sizeof message) == 0xa129ca6149be45e5u);
}

static void test_random_differs(void **state)
{
	(void)state;
	uint8_t a[32], b[32];
	cips_sealed_random(a, sizeof a);
	cips_sealed_random(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
	struct cips_err err;
	if (cips_sealed_start(&err))
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_keyed_hash),
		cmocka_unit_test(test_random_differs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
