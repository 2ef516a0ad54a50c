/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many processes on one station, some of which are killed or stopped for a while: nothing that was
 * acknowledged is lost, nothing is there twice, and nobody waits long.
 *
 *	test_store_station_many [PUTS OF EACH]
 */
#include "sanitized.h"
#include "station_build.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

enum {
	PROCESSES = 32,
	VICTIMS = 6,  /* are killed */
	SLEEPERS = 6, /* are stopped and go on */
	FIRST_NUMBER = 1,
	MICROSECONDS = 1000000,
	/* of the 99th percentile; sanitizers take several times as long for everything */
	LONGEST = (SANITIZED ? 5 : 1) * MICROSECONDS,
};

static int puts_of_each = 16;

/* What a process did, in memory that all share: number i is its own i-th. */
struct diary {
	volatile uint32_t begun;
	volatile uint32_t stored;
	volatile uint32_t failed;
	bool disturbed;
	uint32_t microseconds[]; /* of each put */
};

static char *diaries;

static struct diary *diary_of(int i)
{
	size_t size = sizeof(struct diary) + (size_t)puts_of_each * sizeof(uint32_t);
	return (struct diary *)(diaries + (size_t)i * ((size + 7) / 8 * 8));
}

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * MICROSECONDS + time.tv_nsec / 1000;
}

static void nap(uint32_t microseconds)
{
	const struct timespec wait = {
		microseconds / MICROSECONDS, (long)(microseconds % MICROSECONDS) * 1000};
	nanosleep(&wait, NULL);
}

static uint32_t number_of(int process, uint32_t i)
{
	return FIRST_NUMBER + (uint32_t)(process * puts_of_each) + i;
}

static void collect(const char *path, int process)
{
	struct diary *diary = diary_of(process);
	struct cips_err error = {0};
	struct cips_station_file *file;
	reseed();
	if (cips_store_station_open(path, true, &file, &error))
		_exit(1);
	for (uint32_t i = 0; i < (uint32_t)puts_of_each; i++) {
		int64_t start = now();
		diary->begun++;
		if (put_marked(file, number_of(process, i), &error))
			diary->failed++;
		else
			diary->stored++;
		diary->microseconds[i] = (uint32_t)(now() - start);
		nap(below(20000));
	}
	cips_store_station_close(file);
	_exit(0);
}

/* Kills some and stops some, at random moments. */
static void disturb(const pid_t *children)
{
	for (int i = 0; i < VICTIMS + SLEEPERS; i++) {
		diary_of(i)->disturbed = true;
		nap(below(30000));
		if (i % 2) {
			kill(children[i], SIGKILL);
		} else {
			kill(children[i], SIGSTOP);
			nap(below(40000));
			kill(children[i], SIGCONT);
		}
	}
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* The 99th percentile of those that were not disturbed themselves. */
static uint32_t slow(void)
{
	uint32_t *all = calloc((size_t)(PROCESSES * puts_of_each), sizeof *all);
	size_t n = 0;
	for (int process = 0; process < PROCESSES; process++)
		for (uint32_t i = 0; i < diary_of(process)->stored; i++)
			if (!diary_of(process)->disturbed)
				all[n++] = diary_of(process)->microseconds[i];
	assert_true(n > 0);
	qsort(all, n, sizeof *all, by_size);
	uint32_t p99 = all[n * 99 / 100];
	print_message("# %zu puts, half within %.1f ms, 99 %% within %.1f ms, all within %.1f ms\n",
		n, all[n / 2] / 1e3, p99 / 1e3, all[n - 1] / 1e3);
	free(all);
	return p99;
}

static void check_numbers(const char *path)
{
	struct cips_station_file *file = open_station(path, true);
	uint32_t end = number_of(PROCESSES, 0);
	assert_true(journal_is_zeros(path));
	for (int texts = 0; texts < 2; texts++) {
		struct tally tally = tally_station(file, texts, end);
		for (int process = 0; process < PROCESSES; process++) {
			const struct diary *diary = diary_of(process);
			assert_int_equal(diary->failed, 0);
			for (uint32_t i = 0; i < (uint32_t)puts_of_each; i++) {
				unsigned n = tally.count[number_of(process, i)];
				bool there = i < diary->stored, begun = i < diary->begun;
				if (n > begun || n < there)
					fail_msg("process %d, put %u: there %u times", process, i,
						n);
			}
		}
		free(tally.count);
	}
	cips_store_station_close(file);
}

/* How long the 99th percentile waited, when nothing else is wrong. */
static uint32_t crowd(void)
{
	const char *path = in_folder("many.station");
	pid_t children[PROCESSES];
	size_t size = (size_t)PROCESSES *
		(sizeof(struct diary) + 8 + (size_t)puts_of_each * sizeof(uint32_t));
	diaries = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(diaries != MAP_FAILED);
	create_station(path, (unsigned long)(PROCESSES * puts_of_each));
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0)
			collect(path, i);
	}
	disturb(children);
	for (int i = 0; i < PROCESSES; i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		if (!diary_of(i)->disturbed)
			assert_int_equal(status, 0);
	}
	check_numbers(path);
	uint32_t p99 = slow();
	munmap(diaries, size);
	return p99;
}

/* A machine that was busy with something else gets another chance to be quick. */
static void test_many(void **state)
{
	(void)state;
	uint32_t p99 = LONGEST;
	for (int chances = 3; chances && p99 >= LONGEST; chances--)
		p99 = crowd();
	assert_true(p99 < LONGEST);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
	};
	if (argc > 1)
		puts_of_each = atoi(argv[1]);
	return cmocka_run_group_tests_name(
		"store station many", tests, make_station_folder, remove_station_folder);
}
