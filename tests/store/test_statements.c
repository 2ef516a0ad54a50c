/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every statement of the catalogues prepares against a fresh file of its kind, or against the last one
 * that had its tables, and every setting of a connection is one that SQLite knows.
 */
#include "station_build.h"

#include <sqlite3.h>

struct named {
	const char *name;
	const char *sql;
};

#define STATEMENT(name, sql) {#name, sql},
static const struct named shared[] = {
#include "store/shared_statements.def"
};

static const struct named of_survey[] = {
#include "store/statements.def"
};

static const struct named former[] = {
#include "store/former_statements.def"
};

static const struct named of_station[] = {
#include "store/station_statements.def"
};
#undef STATEMENT

static sqlite3 *open_plainly(const char *path)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void prepare_all(const char *path, const struct named *statements, size_t n)
{
	sqlite3 *db = open_plainly(path);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
	for (size_t i = 0; i < n; i++) {
		sqlite3_stmt *statement;
		const char *rest;
		if (sqlite3_prepare_v2(db, statements[i].sql, -1, &statement, &rest))
			fail_msg("%s: %s", statements[i].name, sqlite3_errmsg(db));
		if (*rest)
			fail_msg("%s: more than one statement", statements[i].name);
		sqlite3_finalize(statement);
	}
	sqlite3_close(db);
}

static void test_prepare(void **state)
{
	(void)state;
	const char *survey = in_folder("fresh.cips"), *station = in_folder("fresh.station");
	create_file(survey);
	create_station(station, 8);
	prepare_all(survey, shared, sizeof shared / sizeof *shared);
	prepare_all(survey, of_survey, sizeof of_survey / sizeof *of_survey);
	prepare_all(
		SOURCE_DIR "/tests/store/format-6.cips", former, sizeof former / sizeof *former);
	prepare_all(station, shared, sizeof shared / sizeof *shared);
	prepare_all(station, of_station, sizeof of_station / sizeof *of_station);
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

/* What other programs, file(1) among them, recognise our files by. */
static void check_marks(const char *path, const char *mark_of_kind, int format)
{
	char bytes[4];
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 68, SEEK_SET), 0);
	assert_int_equal(fread(bytes, 1, sizeof bytes, file), sizeof bytes);
	fclose(file);
	assert_memory_equal(bytes, mark_of_kind, 4);
	sqlite3 *db = open_plainly(path);
	assert_int_equal(number(db, "PRAGMA user_version"), format);
	assert_int_equal(number(db,
				 "SELECT count(*) FROM sqlite_schema"
				 " WHERE type = 'table' AND sql NOT LIKE '%STRICT%'"),
		0);
	sqlite3_close(db);
}

static void test_marks(void **state)
{
	(void)state;
	create_file(in_folder("marks.cips"));
	create_station(in_folder("marks.station"), 8);
	check_marks(in_folder("marks.cips"), "CIPS", 7);
	check_marks(in_folder("marks.station"), "CIST", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prepare),
		cmocka_unit_test(test_marks),
	};
	return cmocka_run_group_tests_name("store statements", tests, make_folder, remove_folder);
}
