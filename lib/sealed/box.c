/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/box.h"

#include "sealed/key_parts.h"
#include "sealed/secret.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Where things lie in what is sealed; see the head of box.h. */
enum {
	FORMAT = 1,
	AT_FORMAT = 0,
	AT_KIND = 1,
	AT_SETTINGS = 2,
	HEAD = AT_SETTINGS + CIPS_DIGEST_SIZE,
	AT_LANGUAGE = HEAD,
	AT_ASSISTED = HEAD + 1,
	AT_NULLIFIER = HEAD + 2,
	AT_ZEROS = AT_NULLIFIER + CIPS_NULLIFIER_SIZE,
	ANSWERS_HEAD = 32,
	STEP = 64,
	THREAD_STACK = 1 << 18,
	MOST_THREADS = 64,
};

_Static_assert(crypto_box_PUBLICKEYBYTES == CIPS_KEY_SIZE, "a public key fits");
_Static_assert(crypto_box_SECRETKEYBYTES == CIPS_KEY_SIZE, "a secret key fits");

static size_t content_at(const struct cips_box_maker *maker)
{
	return maker->kind == CIPS_BOX_ANSWERS ? HEAD + ANSWERS_HEAD : HEAD;
}

static size_t plain_size(const struct cips_box_maker *maker)
{
	return (content_at(maker) + maker->content + STEP - 1) / STEP * STEP;
}

static void check_maker(const struct cips_box_maker *maker)
{
	assert(maker->kind == CIPS_BOX_ANSWERS || maker->kind == CIPS_BOX_TEXTS);
	assert(maker->n_keys >= 1 && maker->n_keys <= CIPS_KEYS);
	(void)maker;
}

size_t cips_sealed_box_size(const struct cips_box_maker *maker)
{
	check_maker(maker);
	return plain_size(maker) + maker->n_keys * crypto_box_SEALBYTES;
}

/*
 * What is to be sealed. A dummy goes the same way with zeros for what it has not, so that the clock
 * does not tell it from a full box.
 */
static void write_plain(const struct cips_box_maker *maker, const struct cips_box_head *head,
	const uint8_t *content, uint8_t *plain)
{
	bool full = head->kind != CIPS_BOX_DUMMY;
	memset(plain, 0, plain_size(maker));
	plain[AT_FORMAT] = FORMAT;
	plain[AT_KIND] = (uint8_t)head->kind;
	memcpy(plain + AT_SETTINGS, head->settings, CIPS_DIGEST_SIZE);
	if (maker->kind == CIPS_BOX_ANSWERS) {
		plain[AT_LANGUAGE] = full ? head->language : 0;
		plain[AT_ASSISTED] = full && head->assisted;
		for (size_t i = 0; i < CIPS_NULLIFIER_SIZE; i++)
			plain[AT_NULLIFIER + i] = full ? head->nullifier[i] : 0;
	}
	if (maker->content)
		memcpy(plain + content_at(maker), content, maker->content);
}

/* A key that cannot seal is refused where it is read. */
static void seal(uint8_t *out, const uint8_t *in, size_t n, const struct cips_public_key *key)
{
	int failed = crypto_box_seal(out, in, n, key->bytes);
	assert(!failed);
	(void)failed;
}

void cips_sealed_box(const struct cips_box_maker *maker, const struct cips_box_head *head,
	const uint8_t *content, uint8_t *box)
{
	check_maker(maker);
	bool full = head->kind != CIPS_BOX_DUMMY;
	assert(!full || head->kind == maker->kind);
	size_t n = plain_size(maker);
	uint8_t *plain = cips_sealed_memory.take(n);
	uint8_t *zeros = cips_sealed_memory.take(maker->content);
	memset(zeros, 0, maker->content);
	write_plain(maker, head, full ? content : zeros, plain);
	if (maker->n_keys == 1) {
		seal(box, plain, n, &maker->keys[0]);
	} else {
		uint8_t *inner = cips_malloc(n + crypto_box_SEALBYTES);
		seal(inner, plain, n, &maker->keys[0]);
		seal(box, inner, n + crypto_box_SEALBYTES, &maker->keys[1]);
		free(inner);
	}
	cips_sealed_memory.give(zeros);
	cips_sealed_memory.give(plain);
}

/* --- opening -------------------------------------------------------------------------------- */

static bool unseal(uint8_t *out, const uint8_t *in, size_t n, const struct cips_secret_key *key)
{
	return crypto_box_seal_open(
		       out, in, n, cips_sealed_secret_key_public(key)->bytes, key->secret) == 0;
}

/* What opening needs beside the box: what lies in it, and in two boxes the inner one. */
struct scratch {
	uint8_t *plain;
	uint8_t *inner;
};

/* From the outermost box inwards. */
static bool unseal_all(const struct cips_box_maker *maker,
	const struct cips_secret_key *const *keys, const uint8_t *box,
	const struct scratch *scratch)
{
	size_t n = plain_size(maker) + crypto_box_SEALBYTES;
	if (maker->n_keys == 1)
		return unseal(scratch->plain, box, n, keys[0]);
	return unseal(scratch->inner, box, n + crypto_box_SEALBYTES, keys[1]) &&
		unseal(scratch->plain, scratch->inner, n, keys[0]);
}

/* Whether write_plain() could have written this; fills the head. */
static bool read_head(
	const struct cips_box_maker *maker, const uint8_t *plain, struct cips_box_head *head)
{
	size_t at = content_at(maker), end = at + maker->content;
	if (plain[AT_FORMAT] != FORMAT ||
		(plain[AT_KIND] != maker->kind && plain[AT_KIND] != CIPS_BOX_DUMMY))
		return false;
	*head = (struct cips_box_head){.kind = (enum cips_box_kind)plain[AT_KIND]};
	memcpy(head->settings, plain + AT_SETTINGS, CIPS_DIGEST_SIZE);
	if (!sodium_is_zero(plain + end, plain_size(maker) - end))
		return false;
	if (head->kind == CIPS_BOX_DUMMY)
		return sodium_is_zero(plain + HEAD, end - HEAD);
	if (maker->kind != CIPS_BOX_ANSWERS)
		return true;
	head->language = plain[AT_LANGUAGE];
	head->assisted = plain[AT_ASSISTED] == 1;
	memcpy(head->nullifier, plain + AT_NULLIFIER, CIPS_NULLIFIER_SIZE);
	return plain[AT_ASSISTED] <= 1 &&
		sodium_is_zero(plain + AT_ZEROS, HEAD + ANSWERS_HEAD - AT_ZEROS);
}

static bool open_box(const struct cips_box_maker *maker, const struct cips_secret_key *const *keys,
	const uint8_t *box, struct cips_box_head *head, uint8_t *content,
	const struct scratch *scratch)
{
	bool good = unseal_all(maker, keys, box, scratch) && read_head(maker, scratch->plain, head);
	if (good && maker->content)
		memcpy(content, scratch->plain + content_at(maker), maker->content);
	if (!good) {
		sodium_memzero(head, sizeof *head);
		if (maker->content)
			sodium_memzero(content, maker->content);
	}
	return good;
}

static struct scratch take_scratch(size_t plain)
{
	return (struct scratch){.plain = cips_sealed_memory.take(plain),
		.inner = cips_malloc(plain + crypto_box_SEALBYTES)};
}

static void give_scratch(struct scratch *scratch)
{
	cips_sealed_memory.give(scratch->plain);
	free(scratch->inner);
}

bool cips_sealed_box_open(const struct cips_box_maker *maker,
	const struct cips_secret_key *const *keys, const uint8_t *box, struct cips_box_head *head,
	uint8_t *content)
{
	check_maker(maker);
	struct scratch scratch = take_scratch(plain_size(maker));
	bool good = open_box(maker, keys, box, head, content, &scratch);
	give_scratch(&scratch);
	return good;
}

/* --- many ----------------------------------------------------------------------------------- */

/* What one thread does: its share of the boxes, with memory of its own. */
struct share {
	struct cips_box_task *tasks;
	size_t n;
	pthread_t thread;
	bool started;
};

static void *open_share(void *context)
{
	const struct share *share = context;
	size_t largest = 0;
	for (size_t i = 0; i < share->n; i++) {
		check_maker(share->tasks[i].maker);
		size_t size = plain_size(share->tasks[i].maker);
		largest = size > largest ? size : largest;
	}
	struct scratch scratch = take_scratch(largest);
	for (size_t i = 0; i < share->n; i++) {
		struct cips_box_task *task = &share->tasks[i];
		task->good = open_box(
			task->maker, task->keys, task->box, &task->head, task->content, &scratch);
	}
	give_scratch(&scratch);
	return NULL;
}

/* A small stack: where all memory is locked, all of it counts. */
static bool start(struct share *share)
{
	pthread_attr_t attributes;
	if (pthread_attr_init(&attributes) != 0)
		return false;
	bool started = pthread_attr_setstacksize(&attributes, THREAD_STACK) == 0 &&
		pthread_create(&share->thread, &attributes, open_share, share) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}

void cips_sealed_boxes_open(struct cips_box_task *tasks, size_t n, unsigned threads)
{
	struct share shares[MOST_THREADS];
	assert(threads >= 1);
	if (threads > MOST_THREADS)
		threads = MOST_THREADS;
	for (unsigned i = 0; i < threads; i++) {
		size_t from = n * i / threads, to = n * (i + 1) / threads;
		shares[i] = (struct share){.tasks = tasks + from, .n = to - from};
		/* The last share is the caller's, and so is one that finds no thread. */
		shares[i].started = i + 1 < threads && start(&shares[i]);
		if (!shares[i].started)
			open_share(&shares[i]);
	}
	for (unsigned i = 0; i < threads; i++)
		if (shares[i].started)
			pthread_join(shares[i].thread, NULL);
}
