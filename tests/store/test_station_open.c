/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening and creating stations: what is refused, and that refusing changes nothing.
 */
#include "station_build.h"

#include <sys/mount.h>
#include <sys/wait.h>

enum { NOBODY = 65534 };

static enum cips_rc try_station(const char *path, bool write, struct cips_err *error)
{
	struct cips_station_file *file;
	enum cips_rc rc = cips_store_station_open(path, write, &file, error);
	assert_true((rc == CIPS_OK) == (file != NULL));
	cips_store_station_close(file);
	return rc;
}

/* --- refused, for reading as well ----------------------------------------------------------- */

static void make_survey(const char *path)
{
	create_file(path);
}

static void make_short(const char *path)
{
	struct bytes all = read_bytes(path);
	write_bytes(path, all.bytes, all.n - 1);
	free(all.bytes);
}

static void make_half(const char *path)
{
	struct bytes all = read_bytes(path);
	write_bytes(path, all.bytes, all.n / 8192 * 4096);
	free(all.bytes);
}

static void make_extra_table(const char *path)
{
	run_sql(path, "CREATE TABLE zebra(a)");
}

static void make_trigger(const char *path)
{
	run_sql(path,
		"CREATE TRIGGER evil AFTER UPDATE ON used BEGIN DELETE FROM answers_slot; END");
}

static void make_no_settings(const char *path)
{
	run_sql(path, "DELETE FROM station");
}

static void make_short_key(const char *path)
{
	run_sql(path, "UPDATE station SET sign_secret = x'00'");
}

static void make_many_slots(const char *path)
{
	run_sql(path, "UPDATE station SET slots = 1000000000000");
}

static void make_other_size(const char *path)
{
	run_sql(path, "UPDATE station SET answers_size = answers_size + 1");
}

static void make_lost_slot(const char *path)
{
	run_sql(path, "DELETE FROM texts_slot WHERE slot = 3");
}

static void make_odd_slot(const char *path)
{
	run_sql(path, "UPDATE answers_slot SET slot = 700 WHERE slot = 3");
}

static void make_short_box(const char *path)
{
	run_sql(path, "UPDATE draft_slot SET box = x'00' WHERE slot = 3");
}

static void make_lost_bits(const char *path)
{
	run_sql(path, "DELETE FROM used WHERE what = 2");
}

static void make_short_bits(const char *path)
{
	run_sql(path, "UPDATE used SET bits = x'00' WHERE what = 1");
}

static void make_free_pages(const char *path)
{
	run_sql(path, "CREATE TABLE t AS SELECT * FROM answers_slot; DROP TABLE t");
}

static void make_other_pages(const char *path)
{
	run_sql(path, "PRAGMA page_size = 8192; VACUUM");
}

static const struct {
	const char *name;
	void (*make)(const char *path);
	enum cips_rc rc;
	const char *says;
} refusals[] = {
	{"no such file", make_nothing, CIPS_INPUT, "no such file"},
	{"a directory", make_directory, CIPS_INPUT, "this is a directory"},
	{"a pipe", make_pipe, CIPS_INPUT, "not a regular file"},
	{"an empty file", make_empty, CIPS_INPUT, "the file is empty"},
	{"a text", make_text, CIPS_INPUT, "this is not a station file"},
	{"another program's", make_foreign, CIPS_INTEGRITY,
		"an SQLite file of another program, not a station file"},
	{"a survey file", make_survey, CIPS_INPUT, "this is a survey file, not a station file"},
	{"newer", make_newer, CIPS_INTEGRITY, "format version 99, and this program knows versions"},
	{"no version", make_versionless, CIPS_INTEGRITY, "no format version"},
	{"one byte short", make_short, CIPS_INTEGRITY, "cut short"},
	{"half", make_half, CIPS_INTEGRITY, "damaged"},
	{"an extra table", make_extra_table, CIPS_INTEGRITY, "\"zebra\" is not as a station file"},
	{"a trigger", make_trigger, CIPS_INTEGRITY, "\"evil\" is not as"},
	{"no settings", make_no_settings, CIPS_INTEGRITY, "settings are missing"},
	{"a short key", make_short_key, CIPS_INTEGRITY, "settings are missing"},
	{"many slots", make_many_slots, CIPS_INTEGRITY, "settings are missing"},
	{"another size", make_other_size, CIPS_INTEGRITY, "a slot is missing"},
	{"a lost slot", make_lost_slot, CIPS_INTEGRITY, "a slot is missing"},
	{"an odd slot", make_odd_slot, CIPS_INTEGRITY, "a slot is missing"},
	{"a short box", make_short_box, CIPS_INTEGRITY, "a slot is missing"},
	{"lost bits", make_lost_bits, CIPS_INTEGRITY, "a row is missing"},
	{"short bits", make_short_bits, CIPS_INTEGRITY, "a slot is missing"},
	{"free pages", make_free_pages, CIPS_INTEGRITY, "arranged its pages anew"},
	{"other pages", make_other_pages, CIPS_INTEGRITY, "arranged its pages anew"},
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		char name[32];
		snprintf(name, sizeof name, "refused-%zu.station", i);
		const char *path = in_folder(name);
		create_station(path, 20);
		refusals[i].make(path);
		struct stat status = {0};
		bool regular = lstat(path, &status) == 0 && S_ISREG(status.st_mode);
		struct bytes before = regular ? read_bytes(path) : (struct bytes){0};
		for (int write = 0; write < 2; write++) {
			struct cips_err error = {0};
			enum cips_rc rc = try_station(path, write, &error);
			if (rc != refusals[i].rc || !strstr(error.text, refusals[i].says))
				fail_msg("%s: %d, %s", refusals[i].name, rc, error.text);
			assert_non_null(strstr(error.text, path));
			assert_string_not_equal(error.hint, "");
		}
		if (regular) {
			struct bytes after = read_bytes(path);
			assert_int_equal(after.n, before.n);
			assert_memory_equal(after.bytes, before.bytes, before.n);
			free(after.bytes);
		}
		free(before.bytes);
	}
}

static void test_station_for_survey(void **state)
{
	(void)state;
	create_station(in_folder("mistaken.station"), 8);
	for (int mode = CIPS_STORE_READ; mode <= CIPS_STORE_WRITE; mode++) {
		struct cips_err error = {0};
		struct cips_survey_file *file;
		assert_int_equal(cips_store_open(in_folder("mistaken.station"),
					 (enum cips_store_mode)mode, &file, &error),
			CIPS_INPUT);
		assert_non_null(strstr(error.text, "this is a station file, not a survey file"));
	}
	assert_true(journal_is_zeros(in_folder("mistaken.station")));
}

/* Wherever a bit is wrong, the station is used or refused: nothing crashes. */
static void test_flipped_bits(void **state)
{
	(void)state;
	const char *path = in_folder("flipped.station");
	create_station(path, 10);
	struct bytes whole = read_bytes(path);
	size_t refused = 0;
	for (int i = 0; i < 600; i++) {
		/* half of them where the schema and the rows of pages are */
		size_t at = i % 2 ? (size_t)below((uint32_t)whole.n)
				  : (size_t)below((uint32_t)whole.n / 4096) * 4096 + below(160);
		uint8_t bit = (uint8_t)(1 << below(8));
		whole.bytes[at] ^= bit;
		write_bytes(path, whole.bytes, whole.n);
		whole.bytes[at] ^= bit;
		struct cips_err error = {0};
		struct cips_station_file *file;
		enum cips_rc rc = cips_store_station_open(path, true, &file, &error);
		if (!rc)
			rc = put_marked(file, 1, &error);
		cips_store_station_close(file);
		if (rc != CIPS_OK && rc != CIPS_INPUT && rc != CIPS_INTEGRITY)
			fail_msg("byte %zu, bit %d: %d, %s", at, bit, rc, error.text);
		refused += rc != CIPS_OK;
	}
	assert_true(refused > 10);
	free(whole.bytes);
}

/* --- refused to whoever collects ------------------------------------------------------------ */

static void let_group_write(const char *path)
{
	assert_int_equal(chmod(path, 0660), 0);
}

static void let_others_write(const char *path)
{
	assert_int_equal(chmod(path, 0602), 0);
}

static void open_folder(const char *path)
{
	(void)path;
	assert_int_equal(chmod(in_folder("policy"), 0775), 0);
}

static void sticky_folder(const char *path)
{
	(void)path;
	assert_int_equal(chmod(in_folder("policy"), 01777), 0);
}

static void link_to_it(const char *path)
{
	char name[300];
	snprintf(name, sizeof name, "%s.real", path);
	assert_int_equal(rename(path, name), 0);
	assert_int_equal(symlink(name, path), 0);
}

static void second_name(const char *path)
{
	char name[300];
	snprintf(name, sizeof name, "%s.second", path);
	assert_int_equal(link(path, name), 0);
}

static void give_away(const char *path)
{
	assert_int_equal(chown(path, NOBODY, (gid_t)-1), 0);
}

static void give_folder_away(const char *path)
{
	(void)path;
	assert_int_equal(chown(in_folder("policy"), NOBODY, (gid_t)-1), 0);
}

static void link_journal(const char *path)
{
	char name[300];
	snprintf(name, sizeof name, "%s-moved", path);
	assert_int_equal(rename(journal_of(path), name), 0);
	assert_int_equal(symlink(name, journal_of(path)), 0);
}

static void let_others_write_journal(const char *path)
{
	assert_int_equal(chmod(journal_of(path), 0666), 0);
	FILE *journal = fopen(journal_of(path), "r+b");
	assert_int_equal(fseek(journal, 2000, SEEK_SET), 0);
	fputs("left", journal);
	fclose(journal);
}

static const struct {
	const char *name;
	void (*make)(const char *path);
	enum cips_rc rc;
	bool root;
	const char *says;
	const char *hint;
} policies[] = {
	{"group", let_group_write, CIPS_POLICY, false, "others may write to the file",
		"chmod go-w"},
	{"others", let_others_write, CIPS_POLICY, false, "others may write to the file",
		"chmod go-w"},
	{"folder", open_folder, CIPS_POLICY, false, "others may write to its folder", "chmod go-w"},
	{"sticky", sticky_folder, CIPS_POLICY, false, "others may write to its folder",
		"chmod go-w"},
	{"link", link_to_it, CIPS_POLICY, false, "this is a link", "give the file itself"},
	{"hard link", second_name, CIPS_POLICY, false, "second name", "delete"},
	{"owner", give_away, CIPS_POLICY, true, "the file belongs to nobody",
		"collect as its owner"},
	{"folder's owner", give_folder_away, CIPS_POLICY, true, "its folder belongs to nobody",
		"collect as its owner"},
	{"journal link", link_journal, CIPS_SYSTEM, false, "its journal beside it cannot be opened",
		"permission"},
	{"journal", let_others_write_journal, CIPS_POLICY, false, "-journal: others may write",
		"chmod go-w"},
};

static void test_policy(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
		struct cips_err error = {0};
		if (policies[i].root && geteuid() != 0) {
			print_message("# skipped: %s, for want of root\n", policies[i].name);
			continue;
		}
		char path[256], command[400];
		snprintf(path, sizeof path, "%s/policy/%zu.station", folder, i);
		assert_int_equal(mkdir(in_folder("policy"), 0755), 0);
		create_station(path, 8);
		policies[i].make(path);
		enum cips_rc rc = try_station(path, true, &error);
		if (rc != policies[i].rc || !strstr(error.text, policies[i].says) ||
			!strstr(error.hint, policies[i].hint))
			fail_msg("%s: %d, %s (%s)", policies[i].name, rc, error.text, error.hint);
		/* Who only reads takes no part, but has to know the journal. */
		if (policies[i].rc == CIPS_POLICY && try_station(path, false, &error))
			fail_msg("%s: %s", policies[i].name, error.text);
		snprintf(command, sizeof command, "rm -rf '%s/policy'", folder);
		assert_int_equal(system(command), 0);
	}
}

static void test_create_refused(void **state)
{
	(void)state;
	struct cips_station_content content = small_station(8);
	struct cips_station_fill fill = filling(&content);
	static const struct {
		const char *name;
		enum cips_rc rc;
		const char *says;
	} cases[] = {
		{"there.station", CIPS_USAGE, "there is a file of that name already"},
		{"dangling.station", CIPS_USAGE, "there is a file of that name already"},
		{"stale.station", CIPS_USAGE, "there is a journal of another file"},
		{"missing/new.station", CIPS_SYSTEM, "cannot create: No such file"},
		{"open/new.station", CIPS_POLICY, "others may write to its folder"},
	};
	write_bytes(in_folder("there.station"), "mine", 4);
	write_bytes(in_folder("stale.station-journal"), "mine", 4);
	assert_int_equal(symlink("nowhere", in_folder("dangling.station")), 0);
	assert_int_equal(mkdir(in_folder("open"), 0755), 0);
	assert_int_equal(chmod(in_folder("open"), 0777), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_err error = {0};
		enum cips_rc rc = cips_store_station_create(
			in_folder(cases[i].name), &content, &fill, &error);
		if (rc != cases[i].rc || !strstr(error.text, cases[i].says))
			fail_msg("%s: %d, %s", cases[i].name, rc, error.text);
	}
	struct bytes there = read_bytes(in_folder("there.station"));
	assert_int_equal(there.n, 4);
	free(there.bytes);
	assert_int_not_equal(access(in_folder("stale.station"), F_OK), 0);
	assert_int_not_equal(access(in_folder("open/new.station"), F_OK), 0);
}

/* A relative name without a folder, from inside the folder. */
static void test_relative(void **state)
{
	(void)state;
	char before[4096];
	assert_non_null(getcwd(before, sizeof before));
	assert_int_equal(chdir(folder), 0);
	create_station("here.station", 8);
	struct cips_station_file *file = open_station("here.station", true);
	assert_done(put_marked(file, 1, &err));
	cips_store_station_close(file);
	assert_true(journal_is_zeros("here.station"));
	assert_int_equal(chdir(before), 0);
}

/* --- permissions and media ------------------------------------------------------------------ */

/* In a process that is root's or nobody's; root may do everything. */
static int open_as_nobody(const char *path)
{
	struct cips_err error = {0};
	struct cips_station_file *file;
	if (geteuid() == 0 && setuid(NOBODY) != 0)
		return 1;
	if (cips_store_station_open(path, true, &file, &error) != CIPS_SYSTEM ||
		!strstr(error.text, "cannot open for writing"))
		return 2;
	return cips_store_station_open(path, false, &file, &error) == CIPS_OK ? 0 : 3;
}

static void test_not_writable(void **state)
{
	(void)state;
	const char *path = in_folder("0444.station");
	int status;
	create_station(path, 8);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(journal_of(path), 0444), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(open_as_nobody(path));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void test_read_only_medium(void **state)
{
	(void)state;
	const char *mount_point = in_folder("medium");
	struct cips_err error = {0};
	assert_int_equal(mkdir(mount_point, 0755), 0);
	if (mount("none", mount_point, "tmpfs", 0, "mode=755") != 0) {
		print_message("# skipped: a read-only medium, for want of root\n");
		return;
	}
	const char *path = in_folder("medium/x.station");
	create_station(path, 8);
	assert_int_equal(mount("none", mount_point, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL), 0);
	enum cips_rc writing = try_station(path, true, &error);
	enum cips_rc reading = try_station(path, false, NULL);
	assert_int_equal(umount(mount_point), 0);
	assert_int_equal(writing, CIPS_SYSTEM);
	assert_non_null(strstr(error.text, "Read-only file system"));
	assert_non_null(strstr(error.hint, "medium that can be written"));
	assert_int_equal(reading, CIPS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_station_for_survey),
		cmocka_unit_test(test_flipped_bits),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_create_refused),
		cmocka_unit_test(test_relative),
		cmocka_unit_test(test_not_writable),
		cmocka_unit_test(test_read_only_medium),
	};
	return cmocka_run_group_tests_name(
		"store station open", tests, make_station_folder, remove_station_folder);
}
