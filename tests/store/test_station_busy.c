/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A journal that somebody left, and who has to wait for whom.
 */
#include "station_build.h"
#include "store/station_internal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>

/* --- a journal that somebody left ----------------------------------------------------------- */

static void leave_in_journal(const char *path)
{
	struct bytes journal = read_bytes(journal_of(path));
	fill_bytes(journal.bytes, journal.n);
	memset(journal.bytes, 0, 28);
	write_bytes(journal_of(path), journal.bytes, journal.n);
	free(journal.bytes);
}

/* Committed, and killed before the journal was cleaned. */
static void test_dirty_journal(void **state)
{
	(void)state;
	const char *path = in_folder("dirty.station");
	struct stat before, after;
	create_station(path, 8);
	assert_int_equal(stat(journal_of(path), &before), 0);
	for (int write = 0; write < 2; write++) {
		leave_in_journal(path);
		assert_false(journal_is_zeros(path));
		cips_store_station_close(open_station(path, write));
		assert_true(journal_is_zeros(path));
	}
	struct cips_station_file *file = open_station(path, true);
	leave_in_journal(path);
	unsigned long used;
	assert_done(cips_store_station_used(file, &used, &err));
	assert_true(journal_is_zeros(path));
	cips_store_station_close(file);
	assert_int_equal(stat(journal_of(path), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_size, after.st_size);
}

/* The station was copied without its journal, or somebody deleted or cut it. */
static void test_no_journal(void **state)
{
	(void)state;
	const char *path = in_folder("alone.station");
	struct stat before, after;
	create_station(path, 8);
	assert_int_equal(stat(journal_of(path), &before), 0);
	for (int round = 0; round < 4; round++) {
		struct cips_station_file *file = round > 1 ? open_station(path, true) : NULL;
		if (round % 2)
			assert_int_equal(unlink(journal_of(path)), 0);
		else
			assert_int_equal(truncate(journal_of(path), 100), 0);
		cips_store_station_close(open_station(path, false));
		if (!file)
			file = open_station(path, true);
		assert_done(put_marked(file, 1, &err));
		cips_store_station_close(file);
		assert_int_equal(stat(journal_of(path), &after), 0);
		assert_int_equal(before.st_size, after.st_size);
		assert_int_equal(after.st_mode & 0777, 0600);
		assert_true(journal_is_zeros(path));
	}
}

/* --- waiting -------------------------------------------------------------------------------- */

/* Holds the lock of the station for so long in another process, which may be ended before. */
static pid_t hold_lock(const char *path, int how, long milliseconds)
{
	int ready[2];
	char byte;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int fd = open(path, O_RDONLY);
		if (fd < 0 || flock(fd, how) != 0 || write(ready[1], "x", 1) != 1)
			_exit(1);
		const struct timespec wait = {milliseconds / 1000, milliseconds % 1000 * 1000000};
		nanosleep(&wait, NULL);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void end(pid_t child)
{
	int status;
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void test_waits(void **state)
{
	(void)state;
	const char *path = in_folder("waits.station");
	static const int kinds[] = {LOCK_EX, LOCK_SH};
	create_station(path, 8);
	struct cips_station_file *file = open_station(path, true);
	for (size_t i = 0; i < 2; i++) {
		struct cips_err error = {0};
		pid_t child = hold_lock(path, kinds[i], 300);
		assert_done(put_marked(file, (uint32_t)i + 1, &err));
		end(child);
		child = hold_lock(path, kinds[i], 60000);
		file->patience = 0;
		assert_int_equal(put_marked(file, 9, &error), CIPS_BUSY);
		assert_non_null(strstr(error.text, "another process is using the station"));
		end(child);
		file->patience = 10;
	}
	struct tally tally = tally_station(file, false, 10);
	assert_int_equal(tally.count[1] + tally.count[2], 2);
	assert_int_equal(tally.count[9], 0);
	free(tally.count);
	/* Readers do not keep each other out. */
	pid_t child = hold_lock(path, LOCK_SH, 60000);
	cips_store_station_close(open_station(path, false));
	end(child);
	cips_store_station_close(file);
}

/* A reader sees one state; who writes waits until it is closed. */
static void test_reader(void **state)
{
	(void)state;
	struct cips_err error = {0};
	unsigned long used;
	create_station(in_folder("reader.station"), 8);
	struct cips_station_file *writer = open_station(in_folder("reader.station"), true);
	assert_done(put_marked(writer, 1, &err));
	struct cips_station_file *reader = open_station(in_folder("reader.station"), false);
	writer->patience = 0;
	assert_int_equal(put_marked(writer, 2, &error), CIPS_BUSY);
	assert_done(cips_store_station_used(reader, &used, &err));
	assert_int_equal(used, 1);
	cips_store_station_close(reader);
	assert_done(put_marked(writer, 2, &err));
	assert_done(cips_store_station_used(writer, &used, &err));
	assert_int_equal(used, 2);
	cips_store_station_close(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dirty_journal),
		cmocka_unit_test(test_no_journal),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_reader),
	};
	return cmocka_run_group_tests_name(
		"store station busy", tests, make_station_folder, remove_station_folder);
}
