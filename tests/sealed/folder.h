/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder for one test program, and files in it.
 */
#ifndef TESTS_SEALED_FOLDER_H
#define TESTS_SEALED_FOLDER_H

#include "check.h"

#include <stdio.h>
#include <stdlib.h>

static char folder[] = "/tmp/cips-test-XXXXXX";

static const char *path_of(const char *name)
{
	static char paths[4][128];
	static int next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const void *bytes, size_t n)
{
	FILE *file = fopen(path_of(name), "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static size_t get(const char *name, char *bytes, size_t room)
{
	FILE *file = fopen(path_of(name), "rb");
	assert_non_null(file);
	size_t n = fread(bytes, 1, room - 1, file);
	bytes[n] = '\0';
	fclose(file);
	return n;
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	char command[160];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

#endif
