/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/bundle.h"

#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char FIRST_LINE[] = "cips bundle 1\n";
static const char FIRST_WORD[] = "cips bundle ";
static const char SIGNED[] = "cips bundle"; /* what is signed begins with it and its NUL */

/* Where things lie; see the head of bundle.h. */
enum {
	AT_LENGTH = sizeof FIRST_LINE - 1,
	AT_SETTINGS_SIZE = AT_LENGTH + 8,
	AT_ANSWERS = AT_SETTINGS_SIZE + 4,
	AT_ANSWERS_SIZE = AT_ANSWERS + 4,
	AT_TEXTS = AT_ANSWERS_SIZE + 4,
	AT_TEXTS_SIZE = AT_TEXTS + 4,
	AT_SIGN_PUBLIC = AT_TEXTS_SIZE + 4,
	AT_SETTINGS = AT_SIGN_PUBLIC + CIPS_KEY_SIZE,
	END = 8,
};

/* --- digests -------------------------------------------------------------------------------- */

static void digest_of(
	uint8_t *out, uint8_t first, const void *a, size_t n_a, const void *b, size_t n_b)
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, CIPS_DIGEST_SIZE);
	crypto_generichash_update(&state, &first, 1);
	crypto_generichash_update(&state, a, n_a);
	if (n_b)
		crypto_generichash_update(&state, b, n_b);
	crypto_generichash_final(&state, out, CIPS_DIGEST_SIZE);
}

void cips_sealed_box_digest(uint8_t out[CIPS_DIGEST_SIZE], const uint8_t *box, size_t size)
{
	digest_of(out, 0, box, size, NULL, 0);
}

void cips_sealed_merkle_root(uint8_t root[CIPS_DIGEST_SIZE], const uint8_t *digests, size_t n)
{
	uint8_t left[CIPS_DIGEST_SIZE], right[CIPS_DIGEST_SIZE];
	size_t half = 1;
	assert(n);
	if (n == 1) {
		memcpy(root, digests, CIPS_DIGEST_SIZE);
		return;
	}
	while (2 * half < n)
		half *= 2;
	cips_sealed_merkle_root(left, digests, half);
	cips_sealed_merkle_root(right, digests + half * CIPS_DIGEST_SIZE, n - half);
	digest_of(root, 1, left, sizeof left, right, sizeof right);
}

/* --- sizes ---------------------------------------------------------------------------------- */

static size_t boxes(const struct cips_bundle_head *head)
{
	return head->n_answers + head->n_texts;
}

static size_t manifest_size(const struct cips_bundle_head *head)
{
	return AT_SETTINGS + head->settings_size + CIPS_SIGNATURE_SIZE +
		(boxes(head) + 1) * CIPS_DIGEST_SIZE + CIPS_SIGNATURE_SIZE;
}

static uint64_t whole_size(const struct cips_bundle_head *head)
{
	return manifest_size(head) + (uint64_t)head->n_answers * head->answers_size +
		(uint64_t)head->n_texts * head->texts_size + END;
}

static void put(uint8_t *bytes, uint64_t number, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
}

static uint64_t take(const uint8_t *bytes, size_t n)
{
	uint64_t number = 0;
	for (size_t i = 0; i < n; i++)
		number |= (uint64_t)bytes[i] << 8 * i;
	return number;
}

/* --- writing -------------------------------------------------------------------------------- */

static void what_is_signed(
	uint8_t out[sizeof SIGNED + CIPS_DIGEST_SIZE], const uint8_t *manifest, size_t n)
{
	memcpy(out, SIGNED, sizeof SIGNED);
	cips_sealed_digest(out + sizeof SIGNED, manifest, n);
}

static void add(struct cips_buf *out, const void *bytes, size_t n)
{
	cips_buf_add(out, bytes, n);
}

void cips_sealed_bundle_manifest(const struct cips_bundle_head *head, const uint8_t *digests,
	const uint8_t sign_secret[CIPS_SIGN_SECRET_SIZE], struct cips_buf *out)
{
	uint8_t first[AT_SETTINGS], root[CIPS_DIGEST_SIZE];
	uint8_t message[sizeof SIGNED + CIPS_DIGEST_SIZE], signature[CIPS_SIGNATURE_SIZE];
	size_t from = out->n;
	memcpy(first, FIRST_LINE, AT_LENGTH);
	put(first + AT_LENGTH, whole_size(head), 8);
	put(first + AT_SETTINGS_SIZE, head->settings_size, 4);
	put(first + AT_ANSWERS, head->n_answers, 4);
	put(first + AT_ANSWERS_SIZE, head->answers_size, 4);
	put(first + AT_TEXTS, head->n_texts, 4);
	put(first + AT_TEXTS_SIZE, head->texts_size, 4);
	memcpy(first + AT_SIGN_PUBLIC, head->sign_public, CIPS_KEY_SIZE);
	add(out, first, sizeof first);
	add(out, head->settings, head->settings_size);
	add(out, head->settings_signature, CIPS_SIGNATURE_SIZE);
	add(out, digests, boxes(head) * CIPS_DIGEST_SIZE);
	cips_sealed_merkle_root(root, digests, boxes(head));
	add(out, root, sizeof root);
	what_is_signed(message, (const uint8_t *)out->text + from, out->n - from);
	cips_sealed_sign(signature, sign_secret, message, sizeof message);
	add(out, signature, sizeof signature);
}

void cips_sealed_bundle_end(const struct cips_bundle_head *head, uint8_t end[8])
{
	put(end, whole_size(head), END);
}

/* --- manifests ------------------------------------------------------------------------------ */

/* The numbers of the first bytes, if a bundle can have them. */
static bool read_numbers(const uint8_t *first, struct cips_bundle_head *head)
{
	*head = (struct cips_bundle_head){
		.settings_size = (size_t)take(first + AT_SETTINGS_SIZE, 4),
		.n_answers = (size_t)take(first + AT_ANSWERS, 4),
		.answers_size = (size_t)take(first + AT_ANSWERS_SIZE, 4),
		.n_texts = (size_t)take(first + AT_TEXTS, 4),
		.texts_size = (size_t)take(first + AT_TEXTS_SIZE, 4),
	};
	return head->settings_size <= CIPS_BUNDLE_SETTINGS && head->n_answers >= 1 &&
		head->n_answers <= CIPS_BUNDLE_MOST && head->n_texts <= CIPS_BUNDLE_MOST &&
		head->answers_size >= 1 && head->answers_size <= CIPS_BUNDLE_LARGEST &&
		!head->n_texts == !head->texts_size && head->texts_size <= CIPS_BUNDLE_LARGEST &&
		take(first + AT_LENGTH, 8) == whole_size(head);
}

/* The parts of a manifest whose numbers are read; false where they are not as signed. */
static bool read_signed(
	const uint8_t *bytes, struct cips_arena *arena, struct cips_bundle_manifest *manifest)
{
	struct cips_bundle_head *head = &manifest->head;
	uint8_t message[sizeof SIGNED + CIPS_DIGEST_SIZE], root[CIPS_DIGEST_SIZE];
	const uint8_t *settings = bytes + AT_SETTINGS;
	head->sign_public = bytes + AT_SIGN_PUBLIC;
	head->settings_signature = settings + head->settings_size;
	manifest->digests = head->settings_signature + CIPS_SIGNATURE_SIZE;
	manifest->root = manifest->digests + boxes(head) * CIPS_DIGEST_SIZE;
	manifest->bytes = bytes;
	manifest->size = manifest_size(head);
	const uint8_t *signature = manifest->root + CIPS_DIGEST_SIZE;
	what_is_signed(message, bytes, (size_t)(signature - bytes));
	cips_sealed_merkle_root(root, manifest->digests, boxes(head));
	if (memchr(settings, 0, head->settings_size) ||
		!cips_sealed_signed(signature, head->sign_public, message, sizeof message) ||
		!cips_sealed_signed(head->settings_signature, head->sign_public, settings,
			head->settings_size) ||
		memcmp(root, manifest->root, sizeof root) != 0)
		return false;
	head->settings = cips_arena_strndup(arena, (const char *)settings, head->settings_size);
	return true;
}

bool cips_sealed_bundle_parse(const uint8_t *bytes, size_t n, struct cips_arena *arena,
	struct cips_bundle_manifest *manifest)
{
	*manifest = (struct cips_bundle_manifest){0};
	return n > AT_SETTINGS && memcmp(bytes, FIRST_LINE, AT_LENGTH) == 0 &&
		read_numbers(bytes, &manifest->head) && n == manifest_size(&manifest->head) &&
		read_signed(bytes, arena, manifest);
}

/* --- reading: what is wrong with a file -------------------------------------------------------- */

/* `what` completes "the bundle ... "; the place is that of its first byte. */
static enum cips_rc damaged(
	const struct cips_bundle_reader *reader, const char *what, struct cips_err *err)
{
	cips_err_set(err, CIPS_INTEGRITY, "the bundle at byte %llu %s",
		(unsigned long long)reader->at, what);
	return cips_err_hint(err, "have it made or copied again from the station");
}

static enum cips_rc cut(struct cips_bundle_reader *reader, struct cips_err *err)
{
	reader->cut = true;
	damaged(reader, "is cut short", err);
	return cips_err_hint(err,
		"copy it again; if the station is lost, --salvage takes the boxes that are whole");
}

static enum cips_rc cannot_read(struct cips_err *err)
{
	cips_err_system(err, errno ? errno : EIO, "it cannot be read");
	return cips_err_hint(err, "check the stick and copy the file to this machine first");
}

/* What begins in another way: a file of something else, or a newer bundle. */
static enum cips_rc foreign(const struct cips_bundle_reader *reader, const uint8_t *first, size_t n,
	struct cips_err *err)
{
	size_t word = sizeof FIRST_WORD - 1;
	if (n > word && memcmp(first, FIRST_WORD, word) == 0) {
		cips_err_set(err, CIPS_INTEGRITY,
			"the bundle at byte %llu has another format, this cips reads 1",
			(unsigned long long)reader->at);
		return cips_err_hint(err, "use a newer version of cips");
	}
	if (reader->at)
		return damaged(reader, "does not begin as one", err);
	cips_err_set(err, CIPS_INPUT, "this is no bundle");
	return cips_err_hint(
		err, "a bundle is made at the post: cips bundle X.station -o X.bundle");
}

/* --- reading --------------------------------------------------------------------------------- */

static uint64_t left(const struct cips_bundle_reader *reader)
{
	return reader->size - reader->at;
}

static enum cips_rc read_manifest(
	struct cips_bundle_reader *reader, const uint8_t *first, struct cips_err *err)
{
	struct cips_bundle_manifest *manifest = &reader->manifest;
	size_t size = manifest_size(&manifest->head);
	if (left(reader) < size)
		return cut(reader, err);
	if (left(reader) < whole_size(&manifest->head) && !reader->salvage)
		return cut(reader, err);
	uint8_t *bytes = cips_arena_alloc(&reader->arena, size, 1);
	memcpy(bytes, first, AT_SETTINGS);
	if (fread(bytes + AT_SETTINGS, 1, size - AT_SETTINGS, reader->file) != size - AT_SETTINGS)
		return cannot_read(err);
	return read_signed(bytes, &reader->arena, manifest)
		? CIPS_OK
		: damaged(reader, "is not as its station signed it", err);
}

/* Goes behind the bundle at hand; its arena is used again. */
static void step_over(struct cips_bundle_reader *reader)
{
	if (reader->manifest.bytes)
		reader->at += whole_size(&reader->manifest.head);
	if (reader->at > reader->size)
		reader->at = reader->size;
	cips_arena_reset(&reader->arena);
	reader->manifest = (struct cips_bundle_manifest){0};
	reader->next = reader->lost = 0;
	reader->cut = false;
}

static enum cips_rc next_manifest(
	struct cips_bundle_reader *reader, bool *found, struct cips_err *err)
{
	uint8_t first[AT_SETTINGS];
	step_over(reader);
	*found = false;
	if (reader->at && !left(reader))
		return CIPS_OK;
	size_t n = left(reader) < sizeof first ? (size_t)left(reader) : sizeof first;
	errno = 0;
	if (fseeko(reader->file, (off_t)reader->at, SEEK_SET) != 0 ||
		fread(first, 1, n, reader->file) != n)
		return cannot_read(err);
	if (n < AT_LENGTH || memcmp(first, FIRST_LINE, AT_LENGTH) != 0)
		return foreign(reader, first, n, err);
	if (n < sizeof first)
		return cut(reader, err);
	if (!read_numbers(first, &reader->manifest.head))
		return damaged(reader, "has numbers that no bundle has", err);
	enum cips_rc rc = read_manifest(reader, first, err);
	*found = !rc;
	reader->bundles += *found;
	return rc;
}

enum cips_rc cips_sealed_bundle_next(
	struct cips_bundle_reader *reader, bool *found, struct cips_err *err)
{
	enum cips_rc rc = next_manifest(reader, found, err), first = rc;
	while (rc == CIPS_INTEGRITY && reader->salvage) {
		reader->unreadable++;
		if (!reader->manifest.bytes) /* nobody knows where it ends */
			reader->at = reader->size;
		rc = next_manifest(reader, found, err);
	}
	return rc || *found || reader->bundles ? rc : first;
}

/* Where box `index` lies, from the beginning of the bundle, and its size. */
static uint64_t place_of(const struct cips_bundle_head *head, size_t index, size_t *size)
{
	uint64_t at = manifest_size(head);
	*size = index < head->n_answers ? head->answers_size : head->texts_size;
	if (index <= head->n_answers)
		return at + (uint64_t)index * head->answers_size;
	return at + (uint64_t)head->n_answers * head->answers_size +
		(uint64_t)(index - head->n_answers) * head->texts_size;
}

static enum cips_rc check_end(struct cips_bundle_reader *reader, struct cips_err *err)
{
	uint8_t end[END], expected[END];
	if (left(reader) < whole_size(&reader->manifest.head)) {
		reader->cut = true;
		return reader->salvage ? CIPS_OK : cut(reader, err);
	}
	cips_sealed_bundle_end(&reader->manifest.head, expected);
	if (fread(end, 1, END, reader->file) != END)
		return cannot_read(err);
	if (memcmp(end, expected, END) == 0 || reader->salvage)
		return CIPS_OK;
	return damaged(reader, "does not end as it should", err);
}

static bool as_signed(const struct cips_bundle_reader *reader, size_t index, size_t size)
{
	uint8_t digest[CIPS_DIGEST_SIZE];
	cips_sealed_box_digest(digest, reader->box, size);
	return memcmp(digest, reader->manifest.digests + index * CIPS_DIGEST_SIZE, sizeof digest) ==
		0;
}

static void make_room(struct cips_bundle_reader *reader)
{
	const struct cips_bundle_head *head = &reader->manifest.head;
	size_t size = head->answers_size > head->texts_size ? head->answers_size : head->texts_size;
	if (size <= reader->room)
		return;
	reader->box = cips_realloc(reader->box, size, 1);
	reader->room = size;
}

enum cips_rc cips_sealed_bundle_box(
	struct cips_bundle_reader *reader, size_t *index, bool *found, struct cips_err *err)
{
	const struct cips_bundle_head *head = &reader->manifest.head;
	make_room(reader);
	*found = false;
	errno = 0;
	while (reader->next < boxes(head)) {
		size_t size;
		*index = reader->next++;
		if (left(reader) < place_of(head, *index, &size) + size) {
			reader->lost++; /* in a file that is cut: this one and all behind it */
			continue;
		}
		if (fread(reader->box, 1, size, reader->file) != size)
			return cannot_read(err);
		*found = as_signed(reader, *index, size);
		if (*found)
			return CIPS_OK;
		reader->lost++;
		if (!reader->salvage)
			return damaged(reader, "has a box that is not as it was signed", err);
	}
	return check_end(reader, err);
}

void cips_sealed_bundle_release(struct cips_bundle_reader *reader)
{
	cips_arena_release(&reader->arena);
	free(reader->box);
	reader->box = NULL;
	reader->room = 0;
}
