/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens in the station file: spent once, together with a response or not at all, whoever else
 * spends them and whenever it is killed; and stations that were made before there were tokens.
 *
 *	test_store_station_tokens [KILLS]
 */
#include "station_build.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

enum { PAGE = 4096 };

static int kills = 120;

/* --- spending ------------------------------------------------------------------------------- */

static void assert_spent_refused(struct cips_station_file *file, size_t place)
{
	struct cips_err error = {0};
	unsigned long before, after;
	assert_done(cips_store_station_used(file, &before, &err));
	assert_int_equal(spend_marked(file, 999, place, &error), CIPS_INPUT);
	assert_non_null(strstr(error.text, "used here already"));
	assert_string_not_equal(error.hint, "");
	assert_done(cips_store_station_used(file, &after, &err));
	assert_int_equal(before, after);
	assert_int_equal(fate_of(file, place), CIPS_TOKEN_SPENT);
}

static void test_once(void **state)
{
	(void)state;
	enum { TOKENS = 30, SLOTS = 20 };
	struct cips_err error = {0};
	const char *path = in_folder("once.station");
	create_with_tokens(path, SLOTS, TOKENS);
	struct cips_station_file *file = open_station(path, true);
	struct cips_station_file *other = open_station(path, true);
	const struct cips_station_content *content = cips_store_station_content(file);
	assert_int_equal(content->n_tokens, TOKENS);
	assert_memory_equal(content->tokens, token(1), TOKENS * CIPS_STATION_HASH);
	assert_memory_equal(content->token_salt, content->draft_salt, 16);
	for (size_t place = 1; place <= TOKENS; place++)
		assert_int_equal(fate_of(file, place), CIPS_TOKEN_GOOD);
	/* the first and the last in the list, and whoever uses it */
	for (uint32_t i = 0; i < SLOTS; i++) {
		size_t place = i % 2 ? TOKENS - i / 2 : 1 + i / 2;
		assert_done(spend_marked(i % 3 ? file : other, i + 1, place, &err));
		assert_spent_refused(file, place);
		assert_spent_refused(other, place);
	}
	/* without room a token is not spent */
	assert_int_equal(fate_of(file, TOKENS / 2), CIPS_TOKEN_GOOD);
	assert_int_equal(spend_marked(file, 99, TOKENS / 2, &error), CIPS_USAGE);
	assert_int_equal(fate_of(file, TOKENS / 2), CIPS_TOKEN_GOOD);
	assert_int_equal(fate_of(file, TOKENS + 1), CIPS_TOKEN_UNKNOWN);
	assert_int_equal(spend_marked(file, 99, TOKENS + 1, &error), CIPS_INPUT);
	assert_non_null(strstr(error.text, "none of this station"));
	cips_store_station_close(other);
	cips_store_station_close(file);
	file = open_station(path, false);
	assert_int_equal(fate_of(file, 1), CIPS_TOKEN_SPENT);
	assert_int_equal(fate_of(file, TOKENS / 2), CIPS_TOKEN_GOOD);
	struct tally tally = tally_station(file, false, SLOTS + 1);
	for (uint32_t i = 1; i <= SLOTS; i++)
		assert_int_equal(tally.count[i], 1);
	free(tally.count);
	cips_store_station_close(file);
	assert_true(journal_is_zeros(path));
}

/* One more bit than without, wherever it lies, and nothing is larger or elsewhere afterwards. */
static void test_in_place(void **state)
{
	(void)state;
	static const size_t sizes[] = {1, 7, 8, 9, 500, 40000, 65000};
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		const char *path = in_folder("place.station");
		struct stat before[2], after[2];
		create_with_tokens(path, 16, sizes[s]);
		assert_int_equal(stat(path, &before[0]) || stat(journal_of(path), &before[1]), 0);
		struct cips_station_file *file = open_station(path, true);
		for (uint32_t i = 0; i < 10 && i < sizes[s]; i++) {
			struct bytes old = read_bytes(path);
			size_t place = i ? 1 + (size_t)i * (sizes[s] - 1) / 9 : sizes[s];
			bool again = i && fate_of(file, place) == CIPS_TOKEN_SPENT;
			if (again) {
				assert_spent_refused(file, place);
			} else {
				assert_done(spend_marked(file, i + 1, place, &err));
			}
			struct bytes new = read_bytes(path);
			size_t pages = 0;
			assert_int_equal(old.n, new.n);
			for (size_t at = 0; at < old.n; at += PAGE)
				pages += memcmp(old.bytes + at, new.bytes + at, PAGE) != 0;
			/* the first, the answers, the texts on up to two, and the bits on up to two */
			assert_in_range(pages, again ? 0 : 3, 6);
			free(old.bytes);
			free(new.bytes);
			assert_true(journal_is_zeros(path));
		}
		cips_store_station_close(file);
		assert_int_equal(stat(path, &after[0]) || stat(journal_of(path), &after[1]), 0);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(before[i].st_ino, after[i].st_ino);
			assert_int_equal(before[i].st_size, after[i].st_size);
		}
	}
}

/* --- what is refused ------------------------------------------------------------------------ */

static const struct {
	const char *sql;
	const char *says;
} damages[] = {
	{"DELETE FROM token", "tokens are damaged"},
	{"UPDATE token SET salt = x'00'", "tokens are damaged"},
	{"UPDATE token SET hashes = x''", "tokens are damaged"},
	{"UPDATE token SET hashes = substr(hashes, 2)", "tokens are damaged"},
	{"UPDATE token SET hashes = substr(hashes, 17 * 16 + 1)", "tokens are damaged"},
	{"UPDATE token SET hashes = zeroblob(16 * 100001)", "tokens are damaged"},
	{"UPDATE used SET bits = x'00' WHERE what = 4", "tokens are damaged"},
	{"DELETE FROM used WHERE what = 4", "a row is missing"},
	/* somebody makes a token good again */
	{"UPDATE used SET bits = zeroblob(length(bits)) WHERE what = 4", "as many tokens"},
	{"UPDATE used SET bits = x'ffffff' WHERE what = 4", "as many tokens"},
	{"DROP TABLE token", "is not as a station file"},
};

static void test_damaged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
		const char *path = in_folder("damaged.station");
		create_with_tokens(path, 16, 24);
		struct cips_station_file *file = open_station(path, true);
		assert_done(spend_marked(file, 1, 5, &err));
		cips_store_station_close(file);
		run_sql(path, damages[i].sql);
		for (int write = 0; write < 2; write++) {
			struct cips_err error = {0};
			enum cips_rc rc = cips_store_station_open(path, write, &file, &error);
			if (rc != CIPS_INTEGRITY || !strstr(error.text, damages[i].says))
				fail_msg("%s: %d, %s", damages[i].sql, rc, error.text);
		}
	}
}

/* --- several at once, and killed ------------------------------------------------------------- */

static void reseed_with(uint32_t number)
{
	reseed();
	chance += number;
}

/* All want the same tokens: each is had once. */
static void test_race(void **state)
{
	(void)state;
	enum { PEOPLE = 8, TOKENS = 25 };
	const char *path = in_folder("race.station");
	create_with_tokens(path, PEOPLE * TOKENS, TOKENS);
	pid_t people[PEOPLE];
	for (uint32_t person = 0; person < PEOPLE; person++) {
		people[person] = fork();
		assert_true(people[person] >= 0);
		if (people[person])
			continue;
		reseed_with(person);
		struct cips_err error = {0};
		struct cips_station_file *file = open_station(path, true);
		for (size_t place = 1; place <= TOKENS; place++) {
			enum cips_rc rc = spend_marked(
				file, 1 + person * TOKENS + (uint32_t)place, place, &error);
			if (rc != CIPS_OK && rc != CIPS_INPUT)
				_exit(1);
		}
		cips_store_station_close(file);
		_exit(0);
	}
	for (int person = 0; person < PEOPLE; person++) {
		int status;
		assert_int_equal(waitpid(people[person], &status, 0), people[person]);
		assert_int_equal(status, 0);
	}
	struct cips_station_file *file = open_station(path, false);
	struct tally tally = tally_station(file, false, PEOPLE * TOKENS + 2);
	for (size_t place = 1; place <= TOKENS; place++) {
		unsigned had = 0;
		for (size_t person = 0; person < PEOPLE; person++)
			had += tally.count[1 + person * TOKENS + place];
		assert_int_equal(had, 1);
		assert_int_equal(fate_of(file, place), CIPS_TOKEN_SPENT);
	}
	free(tally.count);
	cips_store_station_close(file);
}

enum { LIST = 300 };

/* Spends tokens at random, the spent ones too, and says which it did, until it is killed. */
static void spend_and_say(const char *path, uint32_t life, int to)
{
	reseed_with(life);
	struct cips_station_file *file = open_station(path, true);
	for (;;) {
		struct cips_err error = {0};
		uint32_t place = 1 + below(LIST);
		bool spent = fate_of(file, place) == CIPS_TOKEN_SPENT;
		enum cips_rc rc = spend_marked(file, place, place, &error);
		if (rc != (spent ? CIPS_INPUT : CIPS_OK))
			_exit(1);
		if (!spent && write(to, &place, sizeof place) != sizeof place)
			_exit(2);
	}
}

static void run_and_kill(const char *path, uint32_t life, bool owed[LIST + 1])
{
	int ends[2], status;
	uint32_t place, wanted = below(12);
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		spend_and_say(path, life, ends[1]);
	}
	close(ends[1]);
	for (uint32_t n = 0; n < wanted && read(ends[0], &place, sizeof place) == sizeof place; n++)
		owed[place] = true;
	const struct timespec wait = {.tv_nsec = (long)below(600) * 1000};
	nanosleep(&wait, NULL);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (read(ends[0], &place, sizeof place) == sizeof place)
		owed[place] = true;
	close(ends[0]);
}

/* What was acknowledged is there, once, and its token spent; of the rest both or neither. */
static void check_list(const char *path, const bool owed[LIST + 1], bool write)
{
	struct cips_station_file *file = open_station(path, write);
	struct tally tally = tally_station(file, false, LIST + 1);
	for (uint32_t place = 1; place <= LIST; place++) {
		bool spent = fate_of(file, place) == CIPS_TOKEN_SPENT;
		if (tally.count[place] != spent || (owed[place] && !spent))
			fail_msg("token %u: %u responses, %s%s", place, tally.count[place],
				spent ? "spent" : "not spent",
				owed[place] ? ", and was acknowledged" : "");
	}
	free(tally.count);
	cips_store_station_close(file);
}

static void test_kills(void **state)
{
	(void)state;
	reseed();
	for (int done = 0; done < kills;) {
		const char *path = in_folder("killed.station");
		bool owed[LIST + 1] = {false};
		create_with_tokens(path, 280, LIST);
		for (int life = 0; life < 15 && done < kills; life++, done++) {
			run_and_kill(path, (uint32_t)life, owed);
			check_list(path, owed, life % 3 != 0);
			assert_true(journal_is_zeros(path));
		}
	}
}

/* --- before there were tokens ---------------------------------------------------------------- */

static int64_t format_of(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t format = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return format;
}

/*
 * A station of format 1, with four slots of which one is used, is read and filled as it is: it
 * stays what the program that made it can read.
 */
static void test_format_1(void **state)
{
	(void)state;
	const char *path = in_folder("format-1.station");
	struct bytes original = read_bytes(SOURCE_DIR "/tests/store/format-1.station");
	struct cips_err error = {0};
	unsigned long used;
	write_bytes(path, original.bytes, original.n);
	assert_int_equal(chmod(path, 0600), 0);
	for (int write = 0; write < 2; write++) {
		struct cips_station_file *file = open_station(path, write);
		assert_int_equal(cips_store_station_content(file)->n_tokens, 0);
		assert_int_equal(cips_store_station_content(file)->slots, 4);
		assert_done(cips_store_station_used(file, &used, &err));
		assert_int_equal(used, 1);
		cips_store_station_close(file);
		struct bytes now = read_bytes(path);
		assert_int_equal(now.n, original.n);
		assert_memory_equal(now.bytes, original.bytes, now.n);
		free(now.bytes);
	}
	struct cips_station_file *file = open_station(path, true);
	for (uint32_t i = 1; i <= 3; i++)
		assert_done(put_marked(file, i, &err));
	assert_int_equal(put_marked(file, 9, &error), CIPS_USAGE);
	struct tally tally = tally_station(file, true, 4);
	assert_int_equal(tally.count[1] + tally.count[2] + tally.count[3], 3);
	free(tally.count);
	cips_store_station_close(file);
	assert_int_equal(format_of(path), 1);
	struct bytes now = read_bytes(path);
	assert_int_equal(now.n, original.n);
	free(now.bytes);
	free(original.bytes);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_in_place),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_race),
		cmocka_unit_test(test_kills),
		cmocka_unit_test(test_format_1),
	};
	if (argc > 1)
		kills = atoi(argv[1]);
	return cmocka_run_group_tests_name(
		"store station tokens", tests, make_station_folder, remove_station_folder);
}
