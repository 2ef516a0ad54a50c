/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bundles are also read here with libsodium alone, from what the head of bundle.h says; and
 * everything is done to them that a courier, a bad stick or a stranger can do.
 */
#include "bundles.h"
#include "sanitized.h"

#include "sealed/box.h"
#include "sealed/key_parts.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Three bundles with answers and texts: two of one station, and one of another of the same shape. */
static struct sample first, second, other;

static int make_samples(void **state)
{
	(void)state;
	make_sample(&first, "cips-station 2\nplace Keld\n", 3, 40, 2, 56);
	second = first;
	second.head.settings = second.settings;
	second.head.settings_signature = second.settings_signature;
	second.head.sign_public = second.sign_public;
	bundle_again(&second);
	make_sample(&other, "cips-station 2\nplace Oran\n", 3, 40, 2, 56);
	return 0;
}

static int free_samples(void **state)
{
	(void)state;
	free_sample(&first);
	free_sample(&second);
	free_sample(&other);
	return 0;
}

static const uint8_t *bytes_of(const struct sample *sample)
{
	return (const uint8_t *)sample->bytes.text;
}

/* One file of two bundles; the caller frees it. */
static uint8_t *both(const struct sample *a, const struct sample *b, size_t *n)
{
	*n = a->bytes.n + b->bytes.n;
	uint8_t *bytes = malloc(*n);
	memcpy(bytes, a->bytes.text, a->bytes.n);
	memcpy(bytes + a->bytes.n, b->bytes.text, b->bytes.n);
	return bytes;
}

/* Box `k` that was found in bundle `b` of a file is box `index` of the sample. */
static bool is_box(
	const struct found *found, size_t b, size_t k, const struct sample *sample, size_t index)
{
	uint8_t digest[CIPS_DIGEST_SIZE];
	cips_sealed_box_digest(digest, sample->boxes[index], sample->sizes[index]);
	return found->index[b][k] == index &&
		memcmp(digest, found->digests[b][k], sizeof digest) == 0;
}

static void assert_whole(const struct found *found, size_t b, const struct sample *sample)
{
	assert_int_equal(found->n_boxes[b], sample->n_boxes);
	assert_int_equal(found->lost[b], 0);
	for (size_t i = 0; i < sample->n_boxes; i++)
		assert_true(is_box(found, b, i, sample, i));
}

/* --- the format --------------------------------------------------------------------------------- */

static uint64_t number_at(const uint8_t *bytes, size_t n)
{
	uint64_t number = 0;
	while (n--)
		number = number << 8 | bytes[n];
	return number;
}

static void blake2b(uint8_t *out, uint8_t mark, const uint8_t *bytes, size_t n)
{
	uint8_t message[4096] = {mark};
	assert_true(n < sizeof message);
	memcpy(message + 1, bytes, n);
	crypto_generichash(out, 32, message, n + 1, NULL, 0);
}

/* The tree of RFC 6962 from below: neighbours are joined, and who has none waits for the next round. */
static void naive_root(uint8_t root[32], const uint8_t *digests, size_t n)
{
	static uint8_t row[MOST_BOXES][32];
	memcpy(row, digests, n * 32);
	for (; n > 1; n = (n + 1) / 2)
		for (size_t i = 0; i < (n + 1) / 2; i++)
			if (2 * i + 1 < n)
				blake2b(row[i], 1, row[2 * i], 64);
			else
				memmove(row[i], row[2 * i], 32);
	memcpy(root, row[0], 32);
}

static void the_format_is_as_the_header_says(void **state)
{
	(void)state;
	const uint8_t *at = bytes_of(&first), *begin = at;
	size_t n_settings = strlen(first.settings);
	uint8_t root[32], digest[32], message[12 + 32] = "cips bundle";
	assert_memory_equal(at, "cips bundle 1\n", 14);
	at += 14;
	assert_int_equal(number_at(at, 8), first.bytes.n);
	assert_int_equal(number_at(at + 8, 4), n_settings);
	assert_int_equal(number_at(at + 12, 4), 3);
	assert_int_equal(number_at(at + 16, 4), 40);
	assert_int_equal(number_at(at + 20, 4), 2);
	assert_int_equal(number_at(at + 24, 4), 56);
	at += 28;
	const uint8_t *key = at;
	assert_memory_equal(key, first.sign_public, 32);
	at += 32;
	assert_memory_equal(at, first.settings, n_settings);
	assert_int_equal(crypto_sign_verify_detached(at + n_settings, at, n_settings, key), 0);
	at += n_settings + 64;
	const uint8_t *digests = at;
	naive_root(root, digests, 5);
	at += 5 * 32;
	assert_memory_equal(at, root, 32);
	at += 32;
	crypto_generichash(message + 12, 32, begin, (size_t)(at - begin), NULL, 0);
	assert_int_equal(crypto_sign_verify_detached(at, message, sizeof message, key), 0);
	at += 64;
	for (size_t i = 0; i < 5; i++) {
		size_t size = i < 3 ? 40 : 56;
		if (i != 0 && i != 3)
			assert_true(memcmp(at - size, at, size) < 0);
		blake2b(digest, 0, at, size);
		assert_memory_equal(digest, digests + 32 * i, 32);
		at += size;
	}
	assert_int_equal(number_at(at, 8), first.bytes.n);
	assert_int_equal(at + 8 - begin, first.bytes.n);
}

static void roots_are_those_of_another_program(void **state)
{
	(void)state;
	uint8_t digests[70 * 32], root[32], naive[32];
	randombytes_buf(digests, sizeof digests);
	for (size_t n = 1; n <= 70; n++) {
		cips_sealed_merkle_root(root, digests, n);
		naive_root(naive, digests, n);
		assert_memory_equal(root, naive, sizeof root);
		digests[32 * (n - 1) + n % 32] ^= 1;
		cips_sealed_merkle_root(root, digests, n);
		assert_memory_not_equal(root, naive, sizeof root);
	}
}

static void what_was_written_is_read(void **state)
{
	(void)state;
	static const size_t shapes[][4] = {{1, 112, 0, 0}, {1, 33, 1, 4000}, {2, 112, 2, 64},
		{100, 300, 100, 65}, {70, 1000, 0, 0}};
	static struct found found;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		const size_t *shape = shapes[i];
		struct sample sample;
		make_sample(&sample, "settings\n", shape[0], shape[1], shape[2], shape[3]);
		for (int salvage = 0; salvage <= 1; salvage++) {
			read_bytes_of(sample.bytes.text, sample.bytes.n, salvage, &found);
			assert_int_equal(found.rc, CIPS_OK);
			assert_int_equal(found.n_bundles, 1);
			assert_whole(&found, 0, &sample);
		}
		free_sample(&sample);
	}
	size_t n;
	uint8_t *bytes = both(&first, &other, &n);
	read_bytes_of(bytes, n, false, &found);
	assert_int_equal(found.n_bundles, 2);
	assert_whole(&found, 0, &first);
	assert_whole(&found, 1, &other);
	free(bytes);
}

/* --- manifests ---------------------------------------------------------------------------------- */

static bool parses(const uint8_t *bytes, size_t n)
{
	struct cips_arena arena = {0};
	struct cips_bundle_manifest manifest;
	/* A copy of just this size: what is read beyond it is found under the sanitizers. */
	uint8_t *copy = malloc(n ? n : 1);
	memcpy(copy, bytes, n);
	bool good = cips_sealed_bundle_parse(copy, n, &arena, &manifest);
	cips_arena_release(&arena);
	free(copy);
	return good;
}

static void a_manifest_is_read_again(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	struct cips_bundle_manifest manifest;
	const uint8_t *bytes = bytes_of(&first);
	assert_true(cips_sealed_bundle_parse(bytes, first.manifest, &arena, &manifest));
	assert_string_equal(manifest.head.settings, first.settings);
	assert_int_equal(manifest.head.settings_size, strlen(first.settings));
	assert_memory_equal(manifest.head.settings_signature, first.settings_signature, 64);
	assert_memory_equal(manifest.head.sign_public, first.sign_public, 32);
	assert_int_equal(manifest.head.n_answers, 3);
	assert_int_equal(manifest.head.answers_size, 40);
	assert_int_equal(manifest.head.n_texts, 2);
	assert_int_equal(manifest.head.texts_size, 56);
	assert_ptr_equal(manifest.bytes, bytes);
	assert_int_equal(manifest.size, first.manifest);
	assert_memory_equal(manifest.root, bytes + first.manifest - 96, 32);
	assert_ptr_equal(manifest.digests, manifest.root - 5 * 32);
	cips_arena_release(&arena);
	for (size_t n = 0; n < first.manifest; n++)
		assert_false(parses(bytes, n));
	assert_false(parses(bytes, first.manifest + 1));
	uint8_t *copy = malloc(first.manifest);
	memcpy(copy, bytes, first.manifest);
	for (size_t bit = 0; bit < 8 * first.manifest; bit++) {
		copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(parses(copy, first.manifest));
		copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_true(parses(copy, first.manifest));
	free(copy);
}

/* --- damage ------------------------------------------------------------------------------------- */

static void every_bit_counts(void **state)
{
	(void)state;
	static struct found found;
	size_t n;
	uint8_t *bytes = both(&first, &second, &n);
	for (size_t bit = 0; bit < 8 * n; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		read_bytes_of(bytes, n, false, &found);
		if (found.rc != CIPS_INTEGRITY && (found.rc != CIPS_INPUT || bit / 8 >= 14))
			fail_msg("bit %zu: %d, %s", bit, found.rc, found.err.text);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	read_bytes_of(bytes, n, false, &found);
	assert_int_equal(found.rc, CIPS_OK);
	free(bytes);
}

/*
 * The one cut that no reader can see is between two bundles: what is left is a file of one. The list
 * of what has arrived tells that the other is missing.
 */
static void every_cut_is_refused(void **state)
{
	(void)state;
	static struct found found;
	size_t n;
	uint8_t *bytes = both(&first, &second, &n);
	for (size_t keep = 0; keep < n; keep++) {
		read_bytes_of(bytes, keep, false, &found);
		bool told = keep >= 14;
		if (keep == first.bytes.n)
			assert_int_equal(found.rc, CIPS_OK);
		else if (found.rc != CIPS_INTEGRITY && (found.rc != CIPS_INPUT || told))
			fail_msg("%zu bytes: %d, %s", keep, found.rc, found.err.text);
	}
	free(bytes);
}

/* Boxes of a bundle that lie within its first `keep` bytes: all before the first that does not. */
static size_t boxes_within(const struct sample *sample, size_t keep)
{
	size_t n = 0, end = sample->manifest;
	while (n < sample->n_boxes && end + sample->sizes[n] <= keep)
		end += sample->sizes[n++];
	return n;
}

static void assert_salvaged(
	const struct found *found, size_t b, const struct sample *sample, size_t keep)
{
	size_t n = boxes_within(sample, keep);
	assert_int_equal(found->n_boxes[b], n);
	assert_int_equal(found->lost[b], sample->n_boxes - n);
	for (size_t i = 0; i < n; i++)
		assert_true(is_box(found, b, i, sample, i));
}

/* Where the manifest of a later bundle is cut, what stands before it is not lost with it. */
static void salvage_takes_what_is_whole_before_a_cut(void **state)
{
	(void)state;
	static struct found found;
	size_t n;
	uint8_t *bytes = both(&first, &second, &n);
	for (size_t keep = 0; keep < n; keep++) {
		read_bytes_of(bytes, keep, true, &found);
		if (keep < first.manifest) {
			assert_true(found.rc == CIPS_INTEGRITY ||
				(found.rc == CIPS_INPUT && keep < 14));
			continue;
		}
		size_t behind = keep > first.bytes.n ? keep - first.bytes.n : 0;
		assert_int_equal(found.rc, CIPS_OK);
		assert_int_equal(found.n_bundles, 1 + (behind >= second.manifest));
		assert_int_equal(found.unreadable, behind && behind < second.manifest);
		assert_salvaged(&found, 0, &first, keep);
		if (found.n_bundles == 2)
			assert_salvaged(&found, 1, &second, behind);
	}
	free(bytes);
}

/* A damaged box is the only one that is lost, a damaged manifest loses its bundle alone. */
static void salvage_never_takes_what_is_damaged(void **state)
{
	(void)state;
	static struct found found;
	size_t n;
	uint8_t *bytes = both(&first, &second, &n);
	for (size_t at = 0; at < n; at++) {
		const struct sample *hit = at < first.bytes.n ? &first : &second;
		size_t in = at < first.bytes.n ? at : at - first.bytes.n, b = hit == &second;
		bytes[at] ^= 0x10;
		read_bytes_of(bytes, n, true, &found);
		bytes[at] ^= 0x10;
		bool manifest = in < hit->manifest, end = in >= hit->bytes.n - 8;
		if (manifest && b == 0 && in < 14 + 28) { /* where the next one is, is not known */
			assert_int_not_equal(found.rc, CIPS_OK);
			continue;
		}
		assert_int_equal(found.rc, CIPS_OK);
		assert_int_equal(found.unreadable, manifest);
		assert_int_equal(found.n_bundles, manifest ? 1 : 2);
		if (manifest) {
			assert_whole(&found, 0, b ? &first : &second);
			continue;
		}
		assert_whole(&found, !b, b ? &first : &second);
		assert_int_equal(found.lost[b], !end);
		assert_int_equal(found.n_boxes[b], hit->n_boxes - !end);
		for (size_t k = 0; k < found.n_boxes[b]; k++)
			assert_true(is_box(&found, b, k, hit, found.index[b][k]));
	}
	free(bytes);
}

/* --- exchanged ---------------------------------------------------------------------------------- */

/* The first bundle with boxes from elsewhere. */
static void assert_refused_with(size_t at, const uint8_t *box, size_t size, size_t lost)
{
	static struct found found;
	uint8_t *bytes = malloc(first.bytes.n);
	memcpy(bytes, first.bytes.text, first.bytes.n);
	memcpy(bytes + at, box, size);
	read_bytes_of(bytes, first.bytes.n, false, &found);
	assert_int_equal(found.rc, CIPS_INTEGRITY);
	assert_non_null(strstr(found.err.text, "not as it was signed"));
	read_bytes_of(bytes, first.bytes.n, true, &found);
	assert_int_equal(found.rc, CIPS_OK);
	assert_int_equal(found.lost[0], lost);
	assert_int_equal(found.n_boxes[0], first.n_boxes - lost);
	free(bytes);
}

static void exchanged_boxes_are_refused(void **state)
{
	(void)state;
	const uint8_t *begin = bytes_of(&first);
	uint8_t turned[80], texts[112];
	for (size_t i = 0; i < first.n_boxes; i++) {
		size_t at = (size_t)(first.boxes[i] - begin);
		assert_refused_with(at, second.boxes[i], first.sizes[i], 1);
		assert_refused_with(at, other.boxes[i], first.sizes[i], 1);
	}
	/* Two boxes in the other order, and one twice. */
	memcpy(turned, first.boxes[1], 40);
	memcpy(turned + 40, first.boxes[0], 40);
	assert_refused_with(first.manifest, turned, 80, 2);
	memcpy(texts, first.boxes[4], 56);
	memcpy(texts + 56, first.boxes[4], 56);
	assert_refused_with((size_t)(first.boxes[3] - begin), texts, 112, 1);
}

static void exchanged_manifests_are_refused(void **state)
{
	(void)state;
	static struct found found;
	const struct sample *pairs[][2] = {{&first, &second}, {&first, &other}, {&other, &first}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const struct sample *manifest = pairs[i][0], *boxes = pairs[i][1];
		uint8_t *bytes = malloc(manifest->bytes.n);
		memcpy(bytes, boxes->bytes.text, manifest->bytes.n);
		memcpy(bytes, manifest->bytes.text, manifest->manifest);
		read_bytes_of(bytes, manifest->bytes.n, false, &found);
		assert_int_equal(found.rc, CIPS_INTEGRITY);
		read_bytes_of(bytes, manifest->bytes.n, true, &found);
		assert_int_equal(found.lost[0], manifest->n_boxes);
		free(bytes);
	}
}

/* The key of another station, and its settings: all that it did not sign itself. */
static void parts_of_another_station_are_refused(void **state)
{
	(void)state;
	static const struct {
		size_t at, n;
	} parts[] = {{14 + 28, 32}, {14 + 28 + 32, 26}, {14 + 28 + 32 + 26, 64},
		{14 + 28, 32 + 26 + 64}, {14 + 28 + 32 + 26 + 64, 5 * 32},
		{14 + 28 + 32 + 26 + 64, 6 * 32}, {14 + 28 + 32 + 26 + 64 + 6 * 32, 64}};
	static struct found found;
	uint8_t *bytes = malloc(first.bytes.n);
	assert_int_equal(strlen(first.settings), 26);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		memcpy(bytes, first.bytes.text, first.bytes.n);
		memcpy(bytes + parts[i].at, bytes_of(&other) + parts[i].at, parts[i].n);
		read_bytes_of(bytes, first.bytes.n, false, &found);
		assert_int_equal(found.rc, CIPS_INTEGRITY);
		assert_false(parses(bytes, first.manifest));
	}
	free(bytes);
}

/* --- hostile numbers ---------------------------------------------------------------------------- */

static void put_number(uint8_t *bytes, uint64_t number, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
}

enum { TRUE_LENGTH = 1 }; /* stands for the one that follows from the other numbers */

static const struct hostile {
	uint64_t length;
	uint32_t settings, answers, answers_size, texts, texts_size;
} hostile[] = {
	{1ull << 63, 26, 3, 40, 2, 56},
	{UINT64_MAX, 26, 3, 40, 2, 56},
	{0, 26, 3, 40, 2, 56},
	{655, 26, 3, 40, 2, 56},
	{TRUE_LENGTH, UINT32_MAX, 3, 40, 2, 56},
	{TRUE_LENGTH, 1 << 16, 3, 40, 2, 56},
	{TRUE_LENGTH, (1 << 16) + 1, 3, 40, 2, 56},
	{TRUE_LENGTH, 26, 0, 40, 2, 56},
	{TRUE_LENGTH, 26, 0, 0, 0, 0},
	{TRUE_LENGTH, 26, 3, 0, 2, 56},
	{TRUE_LENGTH, 26, 3, 40, 0, 56},
	{TRUE_LENGTH, 26, 3, 40, 2, 0},
	{TRUE_LENGTH, 26, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
	{TRUE_LENGTH, 26, UINT32_MAX, 1, 0, 0},
	{TRUE_LENGTH, 26, 1 << 17, 1 << 24, 1 << 17, 1 << 24},
	{TRUE_LENGTH, 26, 1 << 17, 1 << 24, 0, 0},
	{TRUE_LENGTH, 26, (1 << 17) + 1, 1, 0, 0},
	{TRUE_LENGTH, 26, 1, 1 << 24, 0, 0},
	{TRUE_LENGTH, 26, 1, (1 << 24) + 1, 0, 0},
	{TRUE_LENGTH, 26, 1, 1, 1, UINT32_MAX},
	{TRUE_LENGTH, 26, 1u << 31, 2, 1u << 31, 2},
};

/* By the head of bundle.h; wraps round as a careless program's would. */
static uint64_t length_of(const struct hostile *numbers)
{
	return 74 + numbers->settings + 64 + ((uint64_t)numbers->answers + numbers->texts) * 32 +
		32 + 64 + (uint64_t)numbers->answers * numbers->answers_size +
		(uint64_t)numbers->texts * numbers->texts_size + 8;
}

static void spoil_numbers(uint8_t *bytes, const struct hostile *numbers)
{
	uint64_t length = numbers->length == TRUE_LENGTH ? length_of(numbers) : numbers->length;
	put_number(bytes + 14, length, 8);
	put_number(bytes + 22, numbers->settings, 4);
	put_number(bytes + 26, numbers->answers, 4);
	put_number(bytes + 30, numbers->answers_size, 4);
	put_number(bytes + 34, numbers->texts, 4);
	put_number(bytes + 38, numbers->texts_size, 4);
}

/* In a process of little memory, with what stands behind the numbers short and long; 0 when refused. */
static int read_hostile(const struct hostile *numbers)
{
	enum { BEHIND = 9 << 20 }; /* more than the largest manifest */
	static uint8_t bytes[BEHIND];
	static struct found found;
	const struct rlimit small = {64 << 20, 64 << 20};
	memcpy(bytes, first.bytes.text, first.bytes.n);
	spoil_numbers(bytes, numbers);
	if (!SANITIZED && setrlimit(RLIMIT_AS, &small))
		return 99;
	static const size_t sizes[] = {74, 700, BEHIND};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int salvage = 0; salvage <= 1; salvage++) {
			read_bytes_of(bytes, sizes[i], salvage, &found);
			if (found.rc != CIPS_INTEGRITY || found.n_bundles)
				return 1 + (int)i;
		}
	return 0;
}

static void hostile_numbers_cost_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct timespec from, to;
		int status;
		clock_gettime(CLOCK_MONOTONIC, &from);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(read_hostile(&hostile[i]));
		assert_int_equal(waitpid(child, &status, 0), child);
		clock_gettime(CLOCK_MONOTONIC, &to);
		double seconds = (double)(to.tv_sec - from.tv_sec) +
			1e-9 * (double)(to.tv_nsec - from.tv_nsec);
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			fail_msg("case %zu: status %d", i, status);
		assert_true(seconds < (SANITIZED ? 10 : 1));
	}
}

/* Signed with a key that is right, and yet nothing that a station writes. */
static void signed_nonsense_is_refused(void **state)
{
	(void)state;
	static struct found found;
	struct sample sample;
	make_sample(&sample, "place Keld\nplace Oran\n", 3, 40, 2, 56);
	sample.settings[11] = '\0'; /* the size stays */
	cips_sealed_sign(sample.settings_signature, sample.sign_secret, sample.settings,
		sample.head.settings_size);
	sample.head.settings = sample.settings;
	cips_buf_release(&sample.bytes);
	bundle_again(&sample);
	read_bytes_of(sample.bytes.text, sample.bytes.n, false, &found);
	assert_int_equal(found.rc, CIPS_INTEGRITY);
	assert_false(parses(bytes_of(&sample), sample.manifest));
	free_sample(&sample);

	/* The settings are signed by somebody else. */
	make_sample(&sample, "cips-station 2\nplace Keld\n", 3, 40, 2, 56);
	memcpy(sample.settings_signature, first.settings_signature, CIPS_SIGNATURE_SIZE);
	cips_buf_release(&sample.bytes);
	bundle_again(&sample);
	read_bytes_of(sample.bytes.text, sample.bytes.n, false, &found);
	assert_int_equal(found.rc, CIPS_INTEGRITY);
	free_sample(&sample);
}

static void other_files_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		enum cips_rc rc;
		const char *says;
	} cases[] = {
		{"", CIPS_INPUT, "no bundle"},
		{"c", CIPS_INPUT, "no bundle"},
		{"cips bundle ", CIPS_INPUT, "no bundle"},
		{"cips bundle 1\n", CIPS_INTEGRITY, "cut short"},
		{"cips bundle 2\nwhatever", CIPS_INTEGRITY, "another format, this cips reads 1"},
		{"cips bundle 10\n", CIPS_INTEGRITY, "another format"},
		{"cips public key 1\n", CIPS_INPUT, "no bundle"},
	};
	static struct found found;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int salvage = 0; salvage <= 1; salvage++) {
			read_bytes_of(cases[i].bytes, strlen(cases[i].bytes), salvage, &found);
			assert_int_equal(found.rc, cases[i].rc);
			if (!strstr(found.err.text, cases[i].says))
				fail_msg("%s: %s", cases[i].bytes, found.err.text);
		}
}

/* A file that shrinks while it is read. */
static void a_file_that_ends_early_is_an_error(void **state)
{
	(void)state;
	static struct found found;
	for (size_t keep = 14; keep < first.bytes.n; keep += 7) {
		FILE *file = fmemopen(first.bytes.text, keep, "rb");
		assert_non_null(file);
		read_file(file, first.bytes.n, true, &found);
		assert_int_equal(found.rc, CIPS_SYSTEM);
		fclose(file);
	}
}

/* --- mutants ------------------------------------------------------------------------------------ */

enum { MUTANTS = SANITIZED ? 4000 : 20000, MUTANT_ROOM = 8192 };

static uint64_t chance = 88172645463325252u;

static uint32_t below(size_t n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (uint32_t)((chance >> 20) % n);
}

/* A piece of one of the samples, anywhere. */
static void splice(uint8_t *bytes, size_t n)
{
	const struct sample *from[] = {&first, &second, &other};
	const struct sample *sample = from[below(3)];
	size_t at = below(n), length = 1 + below(n - at), begin = below(sample->bytes.n);
	if (length > sample->bytes.n - begin)
		length = sample->bytes.n - begin;
	memcpy(bytes + at, sample->bytes.text + begin, length);
}

static size_t mutate(uint8_t *bytes, size_t n)
{
	static const uint64_t numbers[] = {0, 1, 2, 3, 4, 39, 40, 41, 56, 255, 256, 65535, 65536,
		1 << 17, 1 << 24, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX};
	size_t at = below(n), length = 1 + below(n - at);
	switch (below(7)) {
	case 0:
		bytes[at] ^= (uint8_t)(1 << below(8));
		return n;
	case 1:
		bytes[at] = (uint8_t)below(256);
		return n;
	case 2: /* out */
		memmove(bytes + at, bytes + at + length, n - at - length);
		return n - length ? n - length : n;
	case 3: /* twice */
		if (n + length > MUTANT_ROOM)
			return n;
		memmove(bytes + at + length, bytes + at, n - at);
		return n + length;
	case 4:
		at = 14 + 4 * below(7);
		if (at + 8 <= n)
			put_number(bytes + at, numbers[below(sizeof numbers / sizeof *numbers)],
				below(2) ? 8 : 4);
		return n;
	case 5:
		splice(bytes, n);
		return n;
	default:
		return 1 + below(n);
	}
}

static bool is_known(const uint8_t *digest)
{
	const struct sample *all[] = {&first, &second, &other};
	uint8_t known[CIPS_DIGEST_SIZE];
	for (size_t s = 0; s < 3; s++)
		for (size_t i = 0; i < all[s]->n_boxes; i++) {
			cips_sealed_box_digest(known, all[s]->boxes[i], all[s]->sizes[i]);
			if (memcmp(known, digest, sizeof known) == 0)
				return true;
		}
	return false;
}

/* Whether bytes are whole bundles one behind the other. */
static bool is_whole(const uint8_t *bytes, size_t n)
{
	const struct sample *all[] = {&first, &second, &other};
	for (size_t s = 0; s < 3; s++)
		if (n >= all[s]->bytes.n && memcmp(bytes, all[s]->bytes.text, all[s]->bytes.n) == 0)
			return n == all[s]->bytes.n ||
				is_whole(bytes + all[s]->bytes.n, n - all[s]->bytes.n);
	return false;
}

static void mutants_are_refused(void **state)
{
	(void)state;
	static struct found found;
	static uint8_t bytes[MUTANT_ROOM];
	size_t whole = 0, salvaged = 0, room;
	uint8_t *good = both(&first, &other, &room);
	for (int i = 0; i < MUTANTS; i++) {
		size_t n = room;
		memcpy(bytes, good, n);
		for (uint32_t k = 1 + below(4); k; k--)
			n = mutate(bytes, n);
		read_bytes_of(bytes, n, false, &found);
		assert_true(found.rc == CIPS_OK || found.rc == CIPS_INPUT ||
			found.rc == CIPS_INTEGRITY);
		assert_int_equal(found.rc == CIPS_OK, is_whole(bytes, n));
		whole += found.rc == CIPS_OK;
		read_bytes_of(bytes, n, true, &found);
		assert_true(found.rc == CIPS_OK || found.rc == CIPS_INPUT ||
			found.rc == CIPS_INTEGRITY);
		for (size_t b = 0; b < found.n_bundles; b++)
			for (size_t k = 0; k < found.n_boxes[b]; k++) {
				assert_true(is_known(found.digests[b][k]));
				salvaged++;
			}
	}
	/* Neither test is empty. */
	assert_true(whole > 0 && whole < MUTANTS / 4);
	assert_true(salvaged > MUTANTS);
	print_message("# %d mutants: %zu whole, %zu boxes salvaged\n", MUTANTS, whole, salvaged);
	free(good);
}

/* --- many boxes opened -------------------------------------------------------------------------- */

enum { MANY = 60, CONTENT = 70, TEXT = 200, BOX_ROOM = 400 };

/* Boxes of both kinds, for one key and for two; every seventh is damaged, one is for other keys. */
static void make_many(struct cips_box_task *tasks, const struct cips_box_maker *makers,
	const struct cips_secret_key *const *keys, const struct cips_public_key *stranger)
{
	static uint8_t boxes[MANY][BOX_ROOM], contents[MANY][TEXT];
	for (size_t i = 0; i < MANY; i++) {
		const struct cips_box_maker *maker = &makers[i % 4];
		struct cips_box_maker wrong = *maker;
		struct cips_box_head head = {
			.kind = i % 5 ? maker->kind : CIPS_BOX_DUMMY, .language = (uint8_t)i};
		uint8_t content[TEXT];
		randombytes_buf(content, sizeof content);
		wrong.keys = stranger;
		assert_true(cips_sealed_box_size(maker) <= BOX_ROOM);
		cips_sealed_box(i == 17 ? &wrong : maker, &head, content, boxes[i]);
		if (i % 7 == 3)
			boxes[i][below(cips_sealed_box_size(maker))] ^= 1;
		tasks[i] = (struct cips_box_task){
			.maker = maker, .keys = keys, .box = boxes[i], .content = contents[i]};
	}
}

static void assert_opened_alike(const struct cips_box_task *task)
{
	struct cips_box_head head;
	uint8_t content[TEXT];
	bool good = cips_sealed_box_open(task->maker, task->keys, task->box, &head, content);
	assert_int_equal(task->good, good);
	assert_memory_equal(task->content, content, task->maker->content);
	assert_int_equal(task->head.kind, head.kind);
	assert_int_equal(task->head.language, head.language);
	assert_memory_equal(task->head.settings, head.settings, sizeof head.settings);
}

static void threads_open_as_one_does(void **state)
{
	(void)state;
	static const unsigned threads[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 61, 64, 65, 1000};
	static struct cips_box_task tasks[MANY];
	struct cips_secret_key secrets[2], strangers[2];
	struct cips_public_key publics[2], others[2];
	const struct cips_secret_key *keys[] = {&secrets[0], &secrets[1]};
	for (int i = 0; i < 2; i++) {
		crypto_box_keypair(secrets[i].public.bytes, secrets[i].secret);
		crypto_box_keypair(strangers[i].public.bytes, strangers[i].secret);
		publics[i] = secrets[i].public;
		others[i] = strangers[i].public;
	}
	const struct cips_box_maker makers[] = {
		{CIPS_BOX_ANSWERS, publics, 1, CONTENT},
		{CIPS_BOX_TEXTS, publics, 2, TEXT},
		{CIPS_BOX_ANSWERS, publics, 2, 1},
		{CIPS_BOX_TEXTS, publics, 1, CONTENT},
	};
	make_many(tasks, makers, keys, others);
	for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
		size_t good = 0;
		for (size_t n = 0; n <= MANY; n += n < 10 ? 1 : 25)
			cips_sealed_boxes_open(tasks, n, threads[t]);
		for (size_t i = 0; i < MANY; i++) {
			memset(tasks[i].content, 0xa5, tasks[i].maker->content);
			tasks[i].good = i % 2;
		}
		cips_sealed_boxes_open(tasks, MANY, threads[t]);
		for (size_t i = 0; i < MANY; i++) {
			assert_opened_alike(&tasks[i]);
			good += tasks[i].good;
		}
		assert_int_equal(good, MANY - 9); /* 3, 10, ... 59, of which 17 is one */
	}
}

int main(void)
{
	struct cips_err err;
	if (cips_sealed_start(&err))
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_format_is_as_the_header_says),
		cmocka_unit_test(roots_are_those_of_another_program),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(a_manifest_is_read_again),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(salvage_takes_what_is_whole_before_a_cut),
		cmocka_unit_test(salvage_never_takes_what_is_damaged),
		cmocka_unit_test(exchanged_boxes_are_refused),
		cmocka_unit_test(exchanged_manifests_are_refused),
		cmocka_unit_test(parts_of_another_station_are_refused),
		cmocka_unit_test(hostile_numbers_cost_nothing),
		cmocka_unit_test(signed_nonsense_is_refused),
		cmocka_unit_test(other_files_are_told),
		cmocka_unit_test(a_file_that_ends_early_is_an_error),
		cmocka_unit_test(mutants_are_refused),
		cmocka_unit_test(threads_open_as_one_does),
	};
	return cmocka_run_group_tests(tests, make_samples, free_samples);
}
