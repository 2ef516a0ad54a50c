/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/parallel.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
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
