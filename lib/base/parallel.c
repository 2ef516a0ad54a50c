/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/parallel.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

struct part {
	void (*run)(void *context, size_t part);
	void *context;
	size_t number;
	pthread_t thread;
	bool started;
};

size_t cips_parallel_parts(void)
{
	cpu_set_t processors;
	if (sched_getaffinity(0, sizeof processors, &processors) != 0)
		return 1;
	int n = CPU_COUNT(&processors);
	return n < 1 ? 1 : n > CIPS_PARALLEL_MOST ? CIPS_PARALLEL_MOST : (size_t)n;
}

static void *run_part(void *context)
{
	const struct part *part = context;
	part->run(part->context, part->number);
	return NULL;
}

void cips_parallel(size_t parts, void (*run)(void *context, size_t part), void *context)
{
	struct part list[CIPS_PARALLEL_MOST];
	assert(parts <= CIPS_PARALLEL_MOST);
	for (size_t i = 0; i < parts; i++)
		list[i] = (struct part){.run = run, .context = context, .number = i};
	for (size_t i = 1; i < parts; i++)
		list[i].started = pthread_create(&list[i].thread, NULL, run_part, &list[i]) == 0;
	for (size_t i = 0; i < parts; i++)
		if (!list[i].started)
			run_part(&list[i]);
	for (size_t i = 0; i < parts; i++)
		if (list[i].started)
			pthread_join(list[i].thread, NULL);
}

/* What is done one by one, and the next of it. */
struct turns {
	void (*run)(void *context, size_t i);
	void *context;
	size_t n;
	atomic_size_t next;
};

static void take_turns(void *context, size_t part)
{
	struct turns *turns = context;
	(void)part;
	for (size_t i; (i = atomic_fetch_add(&turns->next, 1)) < turns->n;)
		turns->run(turns->context, i);
}

void cips_parallel_each(size_t n, void (*run)(void *context, size_t i), void *context)
{
	struct turns turns = {.run = run, .context = context, .n = n};
	size_t parts = cips_parallel_parts();
	cips_parallel(parts < n ? parts : n, take_turns, &turns);
}
