/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every statement of the catalogue prepares against a fresh file, and every setting of a connection
 * is one that SQLite knows.
 */
#include "build.h"

#include <sqlite3.h>

static const struct {
	const char *name;
	const char *sql;
} statements[] = {
#define STATEMENT(name, sql) {#name, sql},
#include "store/statements.def"
#undef STATEMENT
};

static sqlite3 *open_plainly(const char *path)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void test_prepare(void **state)
{
	(void)state;
	create_file(in_folder("fresh.cips"));
	sqlite3 *db = open_plainly(in_folder("fresh.cips"));
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
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

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

/* What other programs, file(1) among them, recognise a survey file by. */
static void test_marks(void **state)
{
	(void)state;
	char bytes[4];
	create_file(in_folder("marks.cips"));
	FILE *file = fopen(in_folder("marks.cips"), "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 68, SEEK_SET), 0);
	assert_int_equal(fread(bytes, 1, sizeof bytes, file), sizeof bytes);
	fclose(file);
	assert_memory_equal(bytes, "CIPS", 4);
	sqlite3 *db = open_plainly(in_folder("marks.cips"));
	assert_int_equal(number(db, "PRAGMA user_version"), 1);
	assert_int_equal(number(db,
				 "SELECT count(*) FROM sqlite_schema"
				 " WHERE type = 'table' AND sql NOT LIKE '%STRICT%'"),
		0);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prepare),
		cmocka_unit_test(test_marks),
	};
	return cmocka_run_group_tests_name("store statements", tests, make_folder, remove_folder);
}
