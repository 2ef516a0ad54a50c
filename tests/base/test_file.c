/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "base/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/cips-test-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[128];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
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

static void put(const char *name, const char *text)
{
	struct cips_file_out *out;
	struct cips_err err;
	assert_int_equal(cips_file_begin(path_of(name), &out, &err), CIPS_OK);
	fputs(text, cips_file_stream(out));
	assert_int_equal(cips_file_commit(out, &err), CIPS_OK);
}

static void test_refusals(void **state)
{
	(void)state;
	struct cips_buf buf = {0};
	struct cips_err err;
	assert_int_equal(cips_file_read(path_of("nothing"), "a form", 100, &buf, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "no such file"));
	assert_int_equal(cips_file_read(folder, "a form", 100, &buf, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "directory"));
	put("empty", "");
	assert_int_equal(cips_file_read(path_of("empty"), "a form", 100, &buf, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "empty"));
	put("large", "0123456789");
	assert_int_equal(cips_file_read(path_of("large"), "a form", 9, &buf, &err), CIPS_INPUT);
	assert_non_null(strstr(err.text, "larger"));
	cips_buf_release(&buf);
}

static void test_written_whole_or_not_at_all(void **state)
{
	(void)state;
	struct cips_file_out *out;
	struct cips_buf buf = {0};
	struct cips_err err;
	put("table", "old");
	assert_int_equal(cips_file_begin(path_of("table"), &out, &err), CIPS_OK);
	fputs("new", cips_file_stream(out));
	cips_file_rollback(out);
	assert_int_equal(cips_file_read(path_of("table"), "a table", 100, &buf, &err), CIPS_OK);
	assert_string_equal(buf.text, "old");
	put("table", "new");
	cips_buf_clear(&buf);
	assert_int_equal(cips_file_read(path_of("table"), "a table", 100, &buf, &err), CIPS_OK);
	assert_string_equal(buf.text, "new");
	cips_buf_release(&buf);
	assert_int_equal(cips_file_begin(folder, &out, &err), CIPS_USAGE);
	assert_int_equal(cips_file_begin(path_of("no/such/folder"), &out, &err), CIPS_SYSTEM);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(cips_file_name("a/b/c.csv"), "c.csv");
	assert_string_equal(cips_file_name("c.csv"), "c.csv");
	assert_true(cips_file_has_extension("FORM.XLSX", ".xlsx"));
	assert_false(cips_file_has_extension(".xlsx", ".xlsx"));
	assert_false(cips_file_has_extension("form.xls", ".xlsx"));
}

static mode_t mode_of(const char *path)
{
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 0777;
}

static void test_takes_nobodys_place(void **state)
{
	(void)state;
	struct cips_file_out *out;
	struct cips_buf buf = {0};
	struct cips_err err;
	mode_t mask = umask(022);
	for (int secret = 0; secret <= 1; secret++) {
		const char *name = secret ? "new-secret" : "new";
		assert_int_equal(cips_file_check_new(path_of(name), &err), CIPS_OK);
		assert_int_equal(cips_file_begin_new(path_of(name), secret, &out, &err), CIPS_OK);
		struct stat status;
		assert_int_equal(fstat(fileno(cips_file_stream(out)), &status), 0);
		assert_int_equal(status.st_mode & 0777, secret ? 0600 : 0644);
		fputs("mine", cips_file_stream(out));
		assert_int_equal(cips_file_commit(out, &err), CIPS_OK);
		assert_int_equal(mode_of(path_of(name)), secret ? 0600 : 0644);
		assert_int_equal(cips_file_check_new(path_of(name), &err), CIPS_USAGE);
		assert_int_equal(
			cips_file_begin_new(path_of(name), secret, &out, &err), CIPS_USAGE);
		assert_null(out);
	}
	umask(mask);
	/* somebody is faster */
	assert_int_equal(cips_file_begin_new(path_of("raced"), true, &out, &err), CIPS_OK);
	fputs("late", cips_file_stream(out));
	put("raced", "first");
	assert_int_equal(cips_file_commit(out, &err), CIPS_USAGE);
	assert_int_equal(cips_file_read(path_of("raced"), "a file", 100, &buf, &err), CIPS_OK);
	assert_string_equal(buf.text, "first");
	cips_buf_release(&buf);
	/* a link that leads nowhere is a name that is taken */
	assert_int_equal(symlink("nowhere", path_of("link")), 0);
	assert_int_equal(cips_file_begin_new(path_of("link"), true, &out, &err), CIPS_USAGE);
	assert_int_equal(cips_file_begin_new(path_of("no/such"), true, &out, &err), CIPS_SYSTEM);
}

/* A pipe (or a device, such as /dev/stdout) takes what is written, and stays what it is. */
static void test_into_a_pipe(void **state)
{
	(void)state;
	struct stat status;
	char got[16];
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	int reader = open(path_of("pipe"), O_RDWR);
	assert_true(reader >= 0);
	put("pipe", "answer");
	assert_int_equal(read(reader, got, sizeof got), 6);
	assert_memory_equal(got, "answer", 6);
	assert_int_equal(lstat(path_of("pipe"), &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	close(reader);

	struct cips_file_out *out;
	struct cips_err err;
	assert_int_equal(cips_file_begin("/dev/full", &out, &err), CIPS_OK);
	fputs("more than there is room for", cips_file_stream(out));
	assert_int_equal(cips_file_commit(out, &err), CIPS_SYSTEM);
	assert_non_null(strstr(err.text, "/dev/full"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_written_whole_or_not_at_all),
		cmocka_unit_test(test_takes_nobodys_place),
		cmocka_unit_test(test_into_a_pipe),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
