/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 while responses are put into a station: what was acknowledged is there once, what was not
 * is there once or not at all, and the next to open finds, or makes, a clean journal.
 *
 *	test_store_station_crash [KILLS]
 */
#include "station_build.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

enum { SLOTS = 600, EACH_LIFE = 40, CREATIONS = 12 };

static int kills = 200;

static void wait_microseconds(long microseconds)
{
	const struct timespec wait = {.tv_nsec = microseconds * 1000};
	nanosleep(&wait, NULL);
}

static void kill_now(pid_t child)
{
	int status;
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
}

/* --- putting -------------------------------------------------------------------------------- */

/* Puts numbers from `first` on and says each of them when it is stored. */
static void put_and_say(const char *path, uint32_t first, int to)
{
	struct cips_err error = {0};
	struct cips_station_file *file;
	uint8_t draft[DRAFT];
	reseed();
	if (cips_store_station_open(path, true, &file, &error))
		_exit(1);
	for (uint32_t number = first; number < first + EACH_LIFE; number++) {
		if (put_marked(file, number, &error))
			_exit(2);
		if (write(to, &number, sizeof number) != sizeof number)
			_exit(3);
		fill_bytes(draft, DRAFT);
		enum cips_rc rc = CIPS_OK;
		if (number % 3 == 0)
			rc = cips_store_station_put_draft(file, draft, below, &error);
		else if (number % 3 == 1)
			rc = cips_store_station_drop_draft(
				file, below(CIPS_STATION_DRAFTS), draft, &error);
		if (rc && rc != CIPS_POLICY)
			_exit(4);
	}
	for (;;)
		pause();
}

/* How many numbers from `first` on were acknowledged by a child that was killed. */
static uint32_t run_and_kill(const char *path, uint32_t first)
{
	int ends[2];
	uint32_t number, acknowledged = 0;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		put_and_say(path, first, ends[1]);
	}
	close(ends[1]);
	/* Most lives are cut at some moment of a later put, the others before or while opening. */
	uint32_t wanted = below(EACH_LIFE / 2);
	while (acknowledged < wanted && read(ends[0], &number, sizeof number) == sizeof number)
		assert_int_equal(number - acknowledged++, first);
	wait_microseconds(wanted ? below(600) : below(4000));
	kill_now(child);
	while (read(ends[0], &number, sizeof number) == sizeof number) {
		assert_int_equal(number, first + acknowledged);
		acknowledged++;
	}
	close(ends[0]);
	return acknowledged;
}

static void assert_sound(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	sqlite3_finalize(statement);
	sqlite3_close(db);
}

struct ledger {
	uint32_t next;	     /* number that comes next */
	uint8_t *owed;	     /* by number: it was acknowledged */
	unsigned long there; /* responses in the station */
	unsigned long hot;   /* lives that left something in the journal */
};

/* Whoever opens next, for writing or reading, finds all that was acknowledged. */
static void check(const char *path, struct ledger *ledger, bool write)
{
	unsigned long used, there = 0;
	ledger->hot += !journal_is_zeros(path);
	struct cips_station_file *file = open_station(path, write);
	assert_true(journal_is_zeros(path));
	assert_done(cips_store_station_used(file, &used, &err));
	for (int texts = 0; texts < 2; texts++) {
		struct tally tally = tally_station(file, texts, ledger->next + EACH_LIFE);
		there = 0;
		for (uint32_t i = 1; i < ledger->next + EACH_LIFE; i++) {
			if (tally.count[i] > 1 || (ledger->owed[i] && !tally.count[i]))
				fail_msg("number %u is there %u times%s", i, tally.count[i],
					ledger->owed[i] ? ", and was acknowledged" : "");
			there += tally.count[i];
		}
		free(tally.count);
		assert_int_equal(there, used);
	}
	ledger->there = there;
	cips_store_station_close(file);
}

/* Kills until the station is full or there were enough; how many there were. */
static int fill_under_fire(const char *path, int most, struct ledger *ledger)
{
	struct stat before[2], after[2];
	int round = 0;
	create_station(path, SLOTS);
	assert_int_equal(stat(path, &before[0]) || stat(journal_of(path), &before[1]), 0);
	*ledger = (struct ledger){.next = 1, .owed = calloc((size_t)(most + 2) * EACH_LIFE, 1)};
	for (; round < most && ledger->there + EACH_LIFE <= SLOTS; round++) {
		uint32_t n = run_and_kill(path, ledger->next);
		memset(ledger->owed + ledger->next, 1, n);
		check(path, ledger, round % 3 != 0);
		ledger->next += EACH_LIFE;
	}
	assert_int_equal(stat(path, &after[0]) || stat(journal_of(path), &after[1]), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(before[i].st_ino, after[i].st_ino);
		assert_int_equal(before[i].st_size, after[i].st_size);
	}
	assert_sound(path);
	free(ledger->owed);
	return round;
}

static void test_kills(void **state)
{
	(void)state;
	unsigned long stored = 0, hot = 0;
	reseed();
	for (int done = 0; done < kills;) {
		struct ledger ledger;
		done += fill_under_fire(in_folder("killed.station"), kills - done, &ledger);
		stored += ledger.there;
		hot += ledger.hot;
	}
	print_message("# %d kills: %lu stored, %lu left a journal\n", kills, stored, hot);
	assert_true(stored > (unsigned long)kills / 4);
	assert_true(kills < 100 || hot > 5);
}

/* --- creating ------------------------------------------------------------------------------- */

/* A station that was cut short while it was made is none; its name can be used again. */
static void test_killed_creation(void **state)
{
	(void)state;
	const char *path = in_folder("new.station");
	int complete = 0;
	for (int i = 0; i < CREATIONS; i++) {
		struct cips_err error = {0};
		struct cips_station_file *file;
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			create_station(path, 300);
			for (;;)
				pause();
		}
		wait_microseconds(1000 + 2000 * i);
		kill_now(child);
		enum cips_rc rc = cips_store_station_open(path, true, &file, &error);
		if (rc == CIPS_OK) {
			complete++;
			assert_done(put_marked(file, 1, &err));
		} else if (rc != CIPS_INPUT ||
			(!strstr(error.text, "no such file") &&
				!strstr(error.text, "the file is empty"))) {
			fail_msg("%d, %s", rc, error.text);
		}
		cips_store_station_close(file);
	}
	print_message("# %d of %d stations were complete\n", complete, CREATIONS);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kills),
		cmocka_unit_test(test_killed_creation),
	};
	if (argc > 1)
		kills = atoi(argv[1]);
	return cmocka_run_group_tests_name(
		"store station crash", tests, make_station_folder, remove_station_folder);
}
