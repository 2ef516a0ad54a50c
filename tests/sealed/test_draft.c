/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include "check.h"

#include "sealed/digest.h"
#include "sealed/draft.h"

#include <sodium.h>
#include <string.h>

static const uint8_t salt[CIPS_DRAFT_SALT_SIZE] = "salt of a test.";

/*
 * Every code is one, and each letter comes as often as the others at its place. The bound is six
 * standard deviations for each of 24 places x 11 or 4 letters.
 */
static void test_words_are_drawn_evenly(void **state)
{
	(void)state;
	enum { N = 100000 };
	static int counts[30][128];
	char code[CIPS_DRAFT_CODE];
	for (int i = 0; i < N; i++) {
		cips_sealed_draft_words(code);
		assert_int_equal(strlen(code), 29);
		assert_true(cips_sealed_draft_is_code(code));
		for (int at = 0; at < 29; at++)
			counts[at][(unsigned char)code[at]]++;
	}
	for (int at = 0; at < 29; at++) {
		const char *letters = at % 5 == 4 ? " " : at % 5 % 2 ? "aeio" : "bdfgklmnprt";
		double p = 1 / (double)strlen(letters), sum = 0;
		for (const char *c = letters; *c; c++) {
			double n = counts[at][(unsigned char)*c];
			assert_true(fabs(n - N * p) <= 6 * sqrt(N * p * (1 - p)));
			sum += n;
		}
		assert_true(sum == N);
	}
}

static void test_what_is_a_code(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		bool good;
	} cases[] = {
		{"bado gike lomi nepo rati tibe", true},
		{"BADO Gike lomI nepo rati tibe", true},
		{"bado-gike-lomi-nepo-rati-tibe", true},
		{"  bado  gike\tlomi -- nepo rati tibe - ", true},
		{"badogikelominepo rati tibe", true},
		{"ba-do gi-ke lo-mi ne-po ra-ti ti-be", true},
		{"", false},
		{"-", false},
		{"bado gike lomi nepo rati", false},
		{"bado gike lomi nepo rati tib", false},
		{"bado gike lomi nepo rati tibe b", false},
		{"bado gike lomi nepo rati tibe tibe", false},
		{"bado gike lomi nepo rati tibu", false}, /* no u */
		{"bado gike lomi nepo rati sibe", false}, /* no s */
		{"abdo gike lomi nepo rati tibe", false}, /* vowel first */
		{"bado.gike.lomi.nepo.rati.tibe", false},
		{"bado gike lomi nepo rati t1be", false},
		{"bado gike lomi nepo rati tib\xc3\xa9", false},
		{"bado\ngike lomi nepo rati tibe", false},
		{"bado\xc2\xa0gike lomi nepo rati tibe", false},
	};
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		if (cips_sealed_draft_is_code(cases[c].code) != cases[c].good)
			fail_msg("\"%s\"", cases[c].code);
		uint8_t key[CIPS_DRAFT_KEY_SIZE];
		memset(key, 0x55, sizeof key);
		if (!cases[c].good) {
			assert_false(cips_sealed_draft_key(key, cases[c].code, salt));
			assert_true(sodium_is_zero(key, sizeof key));
		}
	}
}

/* The key by the words of draft.h, with libsodium alone. */
static void test_key(void **state)
{
	(void)state;
	static const char code[] = "bado gike lomi nepo rati tibe";
	uint8_t key[CIPS_DRAFT_KEY_SIZE], wanted[CIPS_DRAFT_KEY_SIZE], other[CIPS_DRAFT_KEY_SIZE];
	uint8_t other_salt[CIPS_DRAFT_SALT_SIZE] = "another salt...";
	assert_int_equal(crypto_pwhash(wanted, sizeof wanted,
				 "badogikelominepo"
				 "ratitibe",
				 24, salt, 4, 16 * 1024 * 1024, crypto_pwhash_ALG_ARGON2ID13),
		0);
	assert_true(cips_sealed_draft_key(key, code, salt));
	assert_memory_equal(key, wanted, sizeof key);
	assert_true(cips_sealed_draft_key(key, "BADO-GIKE-LOMI-NEPO-RATI-TIBE ", salt));
	assert_memory_equal(key, wanted, sizeof key);
	assert_true(cips_sealed_draft_key(other, "bado gike lomi nepo rati tibo", salt));
	assert_memory_not_equal(other, wanted, sizeof other);
	assert_true(cips_sealed_draft_key(other, code, other_salt));
	assert_memory_not_equal(other, wanted, sizeof other);
}

static void test_round_trip(void **state)
{
	(void)state;
	uint8_t key[CIPS_DRAFT_KEY_SIZE], wrong[CIPS_DRAFT_KEY_SIZE], bytes[300], again[300];
	uint8_t draft[340], other[340];
	randombytes_buf(key, sizeof key);
	randombytes_buf(wrong, sizeof wrong);
	randombytes_buf(bytes, sizeof bytes);
	assert_int_equal(cips_sealed_draft_size(sizeof bytes), sizeof draft);
	cips_sealed_draft_close(key, bytes, sizeof bytes, draft);
	assert_true(cips_sealed_draft_open(key, draft, again, sizeof again));
	assert_memory_equal(bytes, again, sizeof bytes);
	memset(again, 0, sizeof again);
	assert_int_equal(crypto_secretbox_xchacha20poly1305_open_easy(
				 again, draft + 24, sizeof draft - 24, draft, key),
		0);
	assert_memory_equal(bytes, again, sizeof bytes);
	assert_false(cips_sealed_draft_open(wrong, draft, again, sizeof again));
	assert_true(sodium_is_zero(again, sizeof again));
	for (size_t bit = 0; bit < 8 * sizeof draft; bit++) {
		draft[bit / 8] ^= (uint8_t)(1 << bit % 8);
		memset(again, 0x55, sizeof again);
		assert_false(cips_sealed_draft_open(key, draft, again, sizeof again));
		assert_true(sodium_is_zero(again, sizeof again));
		draft[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	cips_sealed_draft_close(key, bytes, sizeof bytes, other);
	for (size_t at = 0; at + 10 <= sizeof draft; at += 10)
		assert_memory_not_equal(draft + at, other + at, 10);
	randombytes_buf(draft, sizeof draft);
	assert_false(cips_sealed_draft_open(key, draft, again, sizeof again));
}

/* No bit of a draft, full of the same byte, is set more or less often than in random bytes. */
static void test_looks_random(void **state)
{
	(void)state;
	static struct bits bits;
	enum { N = 4000 };
	uint8_t key[CIPS_DRAFT_KEY_SIZE], bytes[300] = {0}, draft[340];
	randombytes_buf(key, sizeof key);
	for (int i = 0; i < N; i++) {
		cips_sealed_draft_close(key, bytes, sizeof bytes, draft);
		count_bits(&bits, draft, sizeof draft);
	}
	for (size_t bit = 0; bit < 8 * sizeof draft; bit++)
		assert_true(fabs(bits.set[bit] / N - 0.5) < bits_bound(N));
}

int main(void)
{
	struct cips_err err;
	if (cips_sealed_start(&err))
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_are_drawn_evenly),
		cmocka_unit_test(test_what_is_a_code),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_looks_random),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
