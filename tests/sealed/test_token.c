/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens: that no slip of a finger makes one out of another, and that what is made of them is what
 * token.h says.
 */
#include "bits.h"

#include "sealed/box.h"
#include "sealed/digest.h"
#include "sealed/token.h"

#include <stdio.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { DIGITS = 18, VALUES = 32, PRINTED = CIPS_TOKEN_TEXT - 1 };

static bool reads(const char *text)
{
	uint8_t token[CIPS_TOKEN_SIZE];
	return cips_sealed_token_read(text, strlen(text), token);
}

/* Where digit `i` stands in what is printed. */
static size_t place(size_t i)
{
	return i + i / 4;
}

/* The token's digit changed by `difference`, as an element of the field. */
static void change(char *text, size_t i, unsigned difference)
{
	size_t value = (size_t)(strchr(alphabet, text[place(i)]) - alphabet);
	text[place(i)] = alphabet[value ^ difference];
}

/* --- as it is printed ----------------------------------------------------------------------- */

/* Worked out by the division of polynomials over the field, in another language. */
static void test_known(void **state)
{
	static const struct {
		uint8_t token[CIPS_TOKEN_SIZE];
		const char *text;
	} cases[] = {
		{{0}, "0000-0000-0000-0000-00"},
		{{255, 255, 255, 255, 255, 255, 255, 255, 255, 255}, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-RR"},
		{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "0410-6105-0R3G-G28A-6T"},
		{{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23},
			"04HM-ASW9-NF6Y-Y093-S8"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t token[CIPS_TOKEN_SIZE];
		assert_true(cips_sealed_token_read(cases[i].text, PRINTED, token));
		assert_memory_equal(token, cases[i].token, sizeof token);
	}
}

static void test_new(void **state)
{
	enum { N = 2000 };
	static struct bits bits;
	static uint8_t tokens[N][CIPS_TOKEN_SIZE];
	(void)state;
	for (size_t i = 0; i < N; i++) {
		char text[CIPS_TOKEN_TEXT];
		cips_sealed_token_new(text);
		assert_int_equal(strlen(text), PRINTED);
		for (size_t k = 0; k < PRINTED; k++)
			assert_true(k % 5 == 4 ? text[k] == '-' : strchr(alphabet, text[k]) != 0);
		assert_true(cips_sealed_token_read(text, PRINTED, tokens[i]));
		count_bits(&bits, tokens[i], CIPS_TOKEN_SIZE);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(tokens[i], tokens[k], CIPS_TOKEN_SIZE);
	}
	for (size_t bit = 0; bit < 8 * (size_t)CIPS_TOKEN_SIZE; bit++)
		assert_true(fabs(bits.set[bit] / bits.n - 0.5) < bits_bound(bits.n));
}

static void test_forgiving(void **state)
{
	static const char *const same[] = {"0123-4567-89AB-CDEF-CHECK", "0123456789abcdefCHECK",
		" oi23 4567-89ab  CDEF CHECK ", "-OL23-4567-89aBcDeF--CHECK\t"};
	static const char *const none[] = {"", " ", "-", "0123-4567-89AB-CDEF",
		"0123-4567-89AB-CDEF-CHECK0", "U123-4567-89AB-CDEF-CHECK",
		"0123.4567.89AB.CDEF.CHECK", "0123-4567-89AB-CDEF-C\303\251"};
	char checks[3], text[64];
	uint8_t token[CIPS_TOKEN_SIZE], first[CIPS_TOKEN_SIZE];
	(void)state;
	/* of all checks, one fits */
	unsigned fitting = 0;
	for (unsigned i = 0; i < VALUES * VALUES; i++) {
		const char pair[] = {alphabet[i / VALUES], alphabet[i % VALUES], '\0'};
		snprintf(text, sizeof text, "0123-4567-89AB-CDEF-%s", pair);
		if (reads(text)) {
			memcpy(checks, pair, sizeof checks);
			fitting++;
		}
	}
	assert_int_equal(fitting, 1);
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		const char *at = strstr(same[i], "CHECK");
		snprintf(text, sizeof text, "%.*s%s%s", (int)(at - same[i]), same[i], checks,
			at + strlen("CHECK"));
		assert_true(cips_sealed_token_read(text, strlen(text), i ? token : first));
		if (i)
			assert_memory_equal(token, first, sizeof token);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(reads(none[i]));
	/* a NUL in the middle is no digit */
	snprintf(text, sizeof text, "0123-4567-89AB-CDEF-%s", checks);
	text[9] = '\0';
	assert_false(cips_sealed_token_read(text, PRINTED, token));
}

/* --- slips of a finger ------------------------------------------------------------------------ */

/*
 * Every wrong digit, and every two of them, in every place and with every value. Two digits that
 * are exchanged are two wrong ones with the same difference, so these are among them. The code is
 * linear: what it finds does not depend on the token; a few are tried all the same.
 */
static void test_wrong_digits(void **state)
{
	enum { TOKENS = 3 };
	(void)state;
	for (int n = 0; n < TOKENS; n++) {
		char good[CIPS_TOKEN_TEXT], text[CIPS_TOKEN_TEXT];
		cips_sealed_token_new(good);
		assert_true(reads(good));
		for (size_t i = 0; i < DIGITS; i++)
			for (unsigned a = 1; a < VALUES; a++) {
				memcpy(text, good, sizeof text);
				change(text, i, a);
				assert_false(reads(text));
				for (size_t k = i + 1; k < DIGITS; k++)
					for (unsigned b = 1; b < VALUES; b++) {
						change(text, k, b);
						assert_false(reads(text));
						change(text, k, b);
					}
			}
	}
}

/* The same by exchanging the digits of many tokens, neighbours or not. */
static void test_exchanged(void **state)
{
	(void)state;
	char good[CIPS_TOKEN_TEXT], text[CIPS_TOKEN_TEXT];
	size_t tried = 0;
	for (int n = 0; n < 2000; n++) {
		cips_sealed_token_new(good);
		for (size_t i = 0; i < DIGITS; i++)
			for (size_t k = i + 1; k < DIGITS; k++) {
				memcpy(text, good, sizeof text);
				text[place(i)] = good[place(k)];
				text[place(k)] = good[place(i)];
				assert_true(reads(text) == (strcmp(text, good) == 0));
				tried += strcmp(text, good) != 0;
			}
	}
	assert_true(tried > 2000 * DIGITS);
}

/* One left out, or typed twice. */
static void test_lost_and_doubled(void **state)
{
	(void)state;
	for (int n = 0; n < 200; n++) {
		char good[CIPS_TOKEN_TEXT], text[CIPS_TOKEN_TEXT + 1];
		cips_sealed_token_new(good);
		for (size_t i = 0; i < DIGITS; i++) {
			size_t at = place(i);
			snprintf(text, sizeof text, "%.*s%s", (int)at, good, good + at + 1);
			assert_false(reads(text));
			snprintf(text, sizeof text, "%.*s%s", (int)at + 1, good, good + at);
			assert_false(reads(text));
		}
	}
}

/* Whatever bytes it is given, it reads a token or nothing. */
static void test_any_bytes(void **state)
{
	(void)state;
	unsigned read = 0;
	for (int i = 0; i < 200000; i++) {
		uint8_t bytes[40], token[CIPS_TOKEN_SIZE], size;
		cips_sealed_random(&size, 1);
		cips_sealed_random(bytes, sizeof bytes);
		for (size_t k = 0; k < sizeof bytes && i % 2; k++)
			bytes[k] = (uint8_t)alphabet[bytes[k] % VALUES];
		size_t n = i % 4 == 1 ? DIGITS : size % (sizeof bytes + 1);
		read += cips_sealed_token_read((const char *)bytes, n, token);
	}
	/* of 50,000 words of 18 digits and a few more, one in 1024 is a token */
	assert_in_range(read, 15, 120);
}

/* --- what is made of a token ---------------------------------------------------------------- */

static const uint8_t one[CIPS_TOKEN_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static const char survey[] = "938639684d60e35e563db6223ea01eba";

static void assert_hex(const uint8_t *bytes, size_t n, const char *wanted)
{
	char hex[65];
	cips_sealed_hex(hex, bytes, n);
	assert_string_equal(hex, wanted);
}

/* By Python's hashlib.blake2b with digest_size, key and person as token.h says. */
static void test_as_the_header_says(void **state)
{
	uint8_t salt[CIPS_TOKEN_SALT_SIZE], hash[CIPS_TOKEN_HASH_SIZE];
	uint8_t nullifier[CIPS_NULLIFIER_SIZE];
	(void)state;
	for (size_t i = 0; i < sizeof salt; i++)
		salt[i] = (uint8_t)(16 + i);
	cips_sealed_token_hash(hash, one, salt);
	assert_hex(hash, sizeof hash, "49cd67d21ae7e4276fbf30317de52bfe");
	cips_sealed_nullifier(nullifier, survey, "officials", "2025", one);
	assert_hex(nullifier, sizeof nullifier, "e7e4abd568c5bbb4689c238c36f1cc53");
}

/* Another survey, instrument, wave, token or salt: another value; and never one for the other. */
static void test_apart(void **state)
{
	static const char *const texts[][3] = {{survey, "officials", "2025"},
		{"038639684d60e35e563db6223ea01eba", "officials", "2025"},
		{survey, "officials", "2026"}, {survey, "private", "2025"},
		{survey, "official", "s2025"}, {survey, "officials2", "025"}};
	enum { MADE = sizeof texts / sizeof *texts + 3 };
	uint8_t made[MADE][16], other[CIPS_TOKEN_SIZE], salt[CIPS_TOKEN_SALT_SIZE] = {0};
	size_t n = 0;
	(void)state;
	memcpy(other, one, sizeof other);
	other[CIPS_TOKEN_SIZE - 1] ^= 1;
	for (; n < sizeof texts / sizeof *texts; n++)
		cips_sealed_nullifier(made[n], texts[n][0], texts[n][1], texts[n][2], one);
	cips_sealed_nullifier(made[n++], survey, "officials", "2025", other);
	cips_sealed_token_hash(made[n++], one, salt);
	salt[0] = 1;
	cips_sealed_token_hash(made[n++], one, salt);
	assert_int_equal(n, MADE);
	for (size_t i = 0; i < MADE; i++)
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(made[i], made[k], sizeof *made);
	uint8_t again[CIPS_NULLIFIER_SIZE];
	cips_sealed_nullifier(again, survey, "officials", "2025", one);
	assert_memory_equal(again, made[0], sizeof again);
}

static int set_up(void **state)
{
	struct cips_err err;
	(void)state;
	return (int)cips_sealed_start(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_new),
		cmocka_unit_test(test_forgiving),
		cmocka_unit_test(test_wrong_digits),
		cmocka_unit_test(test_exchanged),
		cmocka_unit_test(test_lost_and_doubled),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_as_the_header_says),
		cmocka_unit_test(test_apart),
	};
	return cmocka_run_group_tests_name("sealed token", tests, set_up, NULL);
}
