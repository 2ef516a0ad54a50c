/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files as whole bytes, and what both kinds of file are spoiled with: each makes the thing to be
 * refused at `path` out of a good file.
 */
#ifndef TESTS_STORE_SPOIL_H
#define TESTS_STORE_SPOIL_H

#include "check.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct bytes {
	uint8_t *bytes;
	size_t n;
};

static inline struct bytes read_bytes(const char *path)
{
	struct bytes all = {0};
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	all.n = (size_t)ftell(file);
	rewind(file);
	all.bytes = malloc(all.n + 1);
	assert_int_equal(fread(all.bytes, 1, all.n, file), all.n);
	fclose(file);
	return all;
}

static inline void write_bytes(const char *path, const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

static inline void run_sql(const char *path, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_exec(db, sql, NULL, NULL, &message);
	if (message)
		fail_msg("%s: %s", sql, message);
	sqlite3_close(db);
}

static inline void make_nothing(const char *path)
{
	unlink(path);
}

static inline void make_directory(const char *path)
{
	unlink(path);
	assert_int_equal(mkdir(path, 0755), 0);
}

static inline void make_pipe(const char *path)
{
	unlink(path);
	assert_int_equal(mkfifo(path, 0644), 0);
}

static inline void make_empty(const char *path)
{
	write_bytes(path, "", 0);
}

static inline void make_text(const char *path)
{
	char text[2000];
	memset(text, 'x', sizeof text);
	write_bytes(path, text, sizeof text);
}

static inline void make_foreign(const char *path)
{
	unlink(path);
	run_sql(path, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
}

static inline void make_newer(const char *path)
{
	run_sql(path, "PRAGMA user_version = 99");
}

static inline void make_versionless(const char *path)
{
	run_sql(path, "PRAGMA user_version = 0");
}

#endif
