/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/helper.h"

#include "base/arena.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct cips_helper {
	pthread_t thread;
	bool running;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t given, done;
	void (*work)(void *context); /* NULL: none */
	void *work_context;
	bool (*step)(void *context); /* NULL: none */
	void *step_context;
	bool stop;
};

/* --- the thread ------------------------------------------------------------------------------- */

/* Both are called with the lock, and let go of it meanwhile. */
static void do_work(struct cips_helper *helper)
{
	pthread_mutex_unlock(&helper->lock);
	helper->work(helper->work_context);
	pthread_mutex_lock(&helper->lock);
	helper->work = NULL;
	pthread_cond_signal(&helper->done);
}

static void do_step(struct cips_helper *helper)
{
	pthread_mutex_unlock(&helper->lock);
	bool more = helper->step(helper->step_context);
	pthread_mutex_lock(&helper->lock);
	if (more)
		return;
	helper->step = NULL;
	pthread_cond_signal(&helper->done);
}

static void *help(void *context)
{
	struct cips_helper *helper = context;
	pthread_mutex_lock(&helper->lock);
	while (!helper->stop) {
		if (helper->work)
			do_work(helper);
		else if (helper->step)
			do_step(helper);
		else
			pthread_cond_wait(&helper->given, &helper->lock);
	}
	pthread_mutex_unlock(&helper->lock);
	return NULL;
}

/* --- its caller ------------------------------------------------------------------------------- */

struct cips_helper *cips_helper_new(void)
{
	struct cips_helper *helper = cips_calloc(1, sizeof *helper);
	pthread_mutex_init(&helper->lock, NULL);
	pthread_cond_init(&helper->given, NULL);
	pthread_cond_init(&helper->done, NULL);
	helper->running = pthread_create(&helper->thread, NULL, help, helper) == 0;
	return helper;
}

void cips_helper_free(struct cips_helper *helper)
{
	if (!helper)
		return;
	pthread_mutex_lock(&helper->lock);
	assert(!helper->work && !helper->step);
	helper->stop = true;
	pthread_cond_signal(&helper->given);
	pthread_mutex_unlock(&helper->lock);
	if (helper->running)
		pthread_join(helper->thread, NULL);
	pthread_cond_destroy(&helper->done);
	pthread_cond_destroy(&helper->given);
	pthread_mutex_destroy(&helper->lock);
	free(helper);
}

void cips_helper_do(struct cips_helper *helper, void (*work)(void *context), void *context)
{
	if (!helper->running) {
		work(context);
		return;
	}
	pthread_mutex_lock(&helper->lock);
	assert(!helper->work);
	helper->work_context = context;
	helper->work = work;
	pthread_cond_signal(&helper->given);
	pthread_mutex_unlock(&helper->lock);
}

void cips_helper_wait(struct cips_helper *helper)
{
	pthread_mutex_lock(&helper->lock);
	while (helper->work)
		pthread_cond_wait(&helper->done, &helper->lock);
	pthread_mutex_unlock(&helper->lock);
}

void cips_helper_meanwhile(struct cips_helper *helper, bool (*step)(void *context), void *context)
{
	pthread_mutex_lock(&helper->lock);
	assert(!helper->step);
	helper->step_context = context;
	helper->step = step;
	pthread_cond_signal(&helper->given);
	pthread_mutex_unlock(&helper->lock);
}

void cips_helper_finish(struct cips_helper *helper)
{
	pthread_mutex_lock(&helper->lock);
	while (helper->step && !helper->running)
		do_step(helper);
	while (helper->step)
		pthread_cond_wait(&helper->done, &helper->lock);
	pthread_mutex_unlock(&helper->lock);
}
