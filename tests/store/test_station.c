/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a station file keeps, and that putting something into it changes nothing but the slots and
 * their bits.
 */
#include "station_build.h"

#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sqlite3.h>
#include <sys/ioctl.h>

enum { PAGE = 4096, CONSTANT_TIME = 946684800 };

/* --- content -------------------------------------------------------------------------------- */

static struct cips_units *three_units(void)
{
	const char *languages[] = {"", "fr"};
	const char *names[][2] = {{"All", "Tout"}, {"Port", ""}, {"Airport", "Aéroport"}};
	const struct cips_unit_row rows[] = {{.code = "1", .parent = "", .names = names[0]},
		{.code = "1.1", .parent = "1", .names = names[1]},
		{.code = "1.2", .parent = "1", .names = names[2]}};
	struct cips_findings findings = {0};
	struct cips_units *units = cips_model_units_new(rows, 3, languages, 2, &findings);
	assert_non_null(units);
	cips_findings_release(&findings);
	for (size_t i = 0; i < 3; i++)
		cips_model_unit_set_id(units, i, (unsigned)(7 * i + 2));
	return units;
}

static void test_content(void **state)
{
	(void)state;
	const char *path = in_folder("content.station");
	uint8_t bytes[4][64];
	for (size_t i = 0; i < 4; i++)
		fill_bytes(bytes[i], sizeof bytes[i]);
	struct cips_units *units = three_units();
	struct cips_station_content content = small_station(70);
	content.settings = "größer\n\"1\"\n";
	content.form = "a form\twith\nlines";
	content.signature = bytes[0];
	content.sign_public = bytes[1];
	content.sign_secret = bytes[2];
	content.draft_salt = bytes[3];
	content.units = units;
	struct cips_station_fill fill = filling(&content);
	assert_done(cips_store_station_create(path, &content, &fill, &err));
	cips_model_units_free(units);
	for (int write = 0; write < 2; write++) {
		unsigned long used = 99;
		struct cips_station_file *file = open_station(path, write);
		const struct cips_station_content *read = cips_store_station_content(file);
		assert_string_equal(read->settings, content.settings);
		assert_string_equal(read->form, content.form);
		assert_memory_equal(read->signature, bytes[0], 64);
		assert_memory_equal(read->sign_public, bytes[1], 32);
		assert_memory_equal(read->sign_secret, bytes[2], 64);
		assert_memory_equal(read->draft_salt, bytes[3], 16);
		assert_int_equal(read->slots, 70);
		assert_int_equal(read->answers_size, BOX);
		assert_int_equal(read->texts_size, TEXTS);
		assert_int_equal(read->draft_size, DRAFT);
		assert_int_equal(read->units->n, 3);
		assert_int_equal(read->units->list[2].id, 16);
		assert_string_equal(cips_model_unit_name(read->units, 2, "fr"), "Aéroport");
		assert_done(cips_store_station_used(file, &used, &err));
		assert_int_equal(used, 0);
		cips_store_station_close(file);
	}
}

struct collected {
	uint8_t *boxes;
	size_t n;
};

static void collect(void *context, const uint8_t *box, size_t size)
{
	struct collected *all = context;
	all->boxes = realloc(all->boxes, (all->n + 1) * size);
	memcpy(all->boxes + all->n++ * size, box, size);
}

static struct collected all_boxes(struct cips_station_file *file, bool texts)
{
	struct collected all = {0};
	assert_done(cips_store_station_each(file, texts, collect, &all, &err));
	return all;
}

static void test_no_texts(void **state)
{
	(void)state;
	const char *path = in_folder("no-texts.station");
	struct cips_station_content content = small_station(5);
	content.texts_size = 0;
	content.draft_size = 0;
	struct cips_station_fill fill = filling(&content);
	assert_done(cips_store_station_create(path, &content, &fill, &err));
	struct cips_station_file *file = open_station(path, true);
	assert_null(cips_store_station_content(file)->units);
	for (uint32_t i = 1; i <= 5; i++)
		assert_done(put_marked(file, i, &err));
	struct collected answers = all_boxes(file, false), texts = all_boxes(file, true);
	assert_int_equal(answers.n, 5);
	assert_int_equal(texts.n, 0);
	free(answers.boxes);
	cips_store_station_close(file);
}

/* --- in place ------------------------------------------------------------------------------- */

/* Where the blocks of a file lie, as text; "" where the file system does not tell. */
static void extents(const char *path, char text[4096])
{
	enum { MOST = 64 };
	struct fiemap *map = calloc(1, sizeof *map + MOST * sizeof map->fm_extents[0]);
	map->fm_length = FIEMAP_MAX_OFFSET;
	map->fm_flags = FIEMAP_FLAG_SYNC;
	map->fm_extent_count = MOST;
	int fd = open(path, O_RDONLY), n = 0;
	assert_true(fd >= 0);
	text[0] = 0;
	if (ioctl(fd, FS_IOC_FIEMAP, map) == 0)
		for (unsigned i = 0; i < map->fm_mapped_extents; i++)
			n += snprintf(text + n, (size_t)(4096 - n), "%llx+%llx ",
				(unsigned long long)map->fm_extents[i].fe_physical,
				(unsigned long long)map->fm_extents[i].fe_length);
	close(fd);
	free(map);
}

/* What must stay as it is of a file and its journal, whatever is put into it. */
struct fixed {
	ino_t inode;
	off_t size;
	char extents[4096];
};

static struct fixed look(const char *path)
{
	struct stat status;
	struct fixed fixed;
	memset(&fixed, 0, sizeof fixed);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	fixed.inode = status.st_ino;
	fixed.size = status.st_size;
	extents(path, fixed.extents);
	return fixed;
}

static void assert_no_time(const char *path)
{
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mtime, CONSTANT_TIME);
	assert_int_equal(status.st_atime, CONSTANT_TIME);
}

static void assert_same(const struct fixed *a, const struct fixed *b)
{
	assert_int_equal(a->inode, b->inode);
	assert_int_equal(a->size, b->size);
	assert_string_equal(a->extents, b->extents);
}

/* Marks which bytes of the file held the box that is another one afterwards. */
static void allow_box(const struct bytes *before, uint8_t *allowed, const struct collected *old,
	const struct collected *new, size_t size)
{
	size_t differ = 0;
	assert_int_equal(old->n, new->n);
	for (size_t i = 0; i < old->n; i++) {
		const uint8_t *box = old->boxes + i * size;
		if (memcmp(box, new->boxes + i *size, size) == 0)
			continue;
		const uint8_t *at = memmem(before->bytes, before->n, box, size);
		assert_non_null(at);
		memset(allowed + (at - before->bytes), 1, size);
		differ++;
	}
	assert_int_equal(differ, 1);
}

/*
 * A response changes its two boxes, one bit for each, and the counters of SQLite: no other byte. On
 * a disk, which has blocks to look at.
 */
static void test_in_place(void **state)
{
	(void)state;
	char disk[] = "/tmp/cips-station-XXXXXX", path[256];
	assert_non_null(mkdtemp(disk));
	snprintf(path, sizeof path, "%s/place.station", disk);
	create_station(path, 40);
	const char *journal = journal_of(path);
	assert_no_time(path);
	assert_no_time(journal);
	struct fixed file_before = look(path), journal_before = look(journal);
	for (uint32_t i = 1; i <= 40; i++) {
		struct cips_station_file *file = open_station(path, true);
		struct bytes before = read_bytes(path);
		uint8_t *allowed = calloc(before.n, 1);
		struct collected old[] = {all_boxes(file, false), all_boxes(file, true)};
		assert_done(put_marked(file, i, &err));
		assert_no_time(path);
		assert_no_time(journal);
		struct collected new[] = {all_boxes(file, false), all_boxes(file, true)};
		struct bytes after = read_bytes(path);
		allow_box(&before, allowed, &old[0], &new[0], BOX);
		allow_box(&before, allowed, &old[1], &new[1], TEXTS);
		memset(allowed + 24, 1, 4);
		memset(allowed + 92, 1, 4);
		size_t bits = 0;
		assert_int_equal(after.n, before.n);
		for (size_t at = 0; at < before.n; at++)
			if (!allowed[at] && before.bytes[at] != after.bytes[at])
				bits += (size_t)__builtin_popcount(
					before.bytes[at] ^ after.bytes[at]);
		assert_int_equal(bits, 2);
		cips_store_station_close(file);
		for (int k = 0; k < 2; k++) {
			free(old[k].boxes);
			free(new[k].boxes);
		}
		free(before.bytes);
		free(after.bytes);
		free(allowed);
		assert_true(journal_is_zeros(path));
	}
	struct fixed file_after = look(path), journal_after = look(journal);
	assert_same(&file_before, &file_after);
	assert_same(&journal_before, &journal_after);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(journal), 0);
	assert_int_equal(rmdir(disk), 0);
}

static int64_t pragma(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

/* The journal was made large enough for whatever sizes there are. */
static void test_sizes(void **state)
{
	(void)state;
	static const struct {
		unsigned long slots;
		size_t answers, texts, draft;
	} cases[] = {
		{1, 1, 1, 1},
		{8, 4061, 4062, 4096},
		{9, 4060, 0, 20000},
		{64, 5000, 9000, 100},
		{600, 720, 2192, 4096},
		{6000, 300, 0, 0},
		{40000, 64, 64, 64},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[256];
		snprintf(path, sizeof path, "%s/size-%zu.station", folder, i);
		struct cips_station_content content = small_station(cases[i].slots);
		content.answers_size = cases[i].answers;
		content.texts_size = cases[i].texts;
		content.draft_size = cases[i].draft;
		struct cips_station_fill fill = filling(&content);
		assert_done(cips_store_station_create(path, &content, &fill, &err));
		struct fixed file_before = look(path), journal_before = look(journal_of(path));
		struct cips_station_file *file = open_station(path, true);
		uint8_t *box = calloc(1, 20000), *read = calloc(1, 20000);
		uint8_t *text = cases[i].texts ? box : NULL;
		for (unsigned n = 0; n < 60 && n < cases[i].slots; n++) {
			fill_bytes(box, 20000);
			assert_done(cips_store_station_put(file, box, text, below, &err));
		}
		for (unsigned n = 0; n < CIPS_STATION_DRAFTS && cases[i].draft; n++) {
			fill_bytes(box, 20000);
			assert_done(cips_store_station_put_draft(file, box, below, &err));
		}
		for (unsigned n = 0; n < CIPS_STATION_DRAFTS && cases[i].draft; n++) {
			fill_bytes(box, 20000);
			assert_done(cips_store_station_drop_draft(file, n, box, &err));
			assert_done(cips_store_station_draft(file, n, read, &err));
			assert_memory_equal(read, box, cases[i].draft);
		}
		free(box);
		free(read);
		cips_store_station_close(file);
		struct fixed file_after = look(path), journal_after = look(journal_of(path));
		assert_same(&file_before, &file_after);
		assert_same(&journal_before, &journal_after);
		assert_true(journal_is_zeros(path));
		assert_int_equal(pragma(path, "PRAGMA freelist_count"), 0);
		assert_int_equal(pragma(path, "PRAGMA auto_vacuum"), 0);
		assert_int_equal(pragma(path, "PRAGMA page_size"), PAGE);
	}
}

/* --- filling up ----------------------------------------------------------------------------- */

static void test_used_up(void **state)
{
	(void)state;
	struct cips_err error = {0};
	unsigned long used;
	create_station(in_folder("full.station"), 21);
	struct cips_station_file *file = open_station(in_folder("full.station"), true);
	struct cips_station_file *other = open_station(in_folder("full.station"), true);
	for (uint32_t i = 1; i <= 21; i++) {
		assert_done(put_marked(i % 2 ? file : other, i, &err));
		assert_done(cips_store_station_used(i % 3 ? file : other, &used, &err));
		assert_int_equal(used, i);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(put_marked(i ? file : other, 99, &error), CIPS_USAGE);
		assert_non_null(strstr(error.text, "all 21 places for answers are used"));
		assert_non_null(strstr(error.hint, "station new"));
	}
	for (int texts = 0; texts < 2; texts++) {
		struct tally tally = tally_station(file, texts, 100);
		for (uint32_t i = 1; i < 100; i++)
			assert_int_equal(tally.count[i], i <= 21);
		free(tally.count);
	}
	cips_store_station_close(other);
	cips_store_station_close(file);
	assert_true(journal_is_zeros(in_folder("full.station")));
}

static void test_drafts(void **state)
{
	(void)state;
	struct cips_err error = {0};
	uint8_t draft[DRAFT], read[DRAFT];
	unsigned at[CIPS_STATION_DRAFTS + 1] = {0}, found = 0;
	create_station(in_folder("drafts.station"), 8);
	struct cips_station_file *file = open_station(in_folder("drafts.station"), true);
	for (uint32_t i = 1; i <= CIPS_STATION_DRAFTS; i++) {
		mark(draft, DRAFT, i);
		assert_done(cips_store_station_put_draft(file, draft, below, &err));
	}
	mark(draft, DRAFT, 77);
	assert_int_equal(cips_store_station_put_draft(file, draft, below, &error), CIPS_POLICY);
	assert_non_null(strstr(error.text, "places for drafts are taken"));
	for (unsigned i = 0; i < CIPS_STATION_DRAFTS; i++) {
		assert_done(cips_store_station_draft(file, i, read, &err));
		assert_in_range(marked(read), 1, CIPS_STATION_DRAFTS);
		found += at[marked(read)] == 0;
		at[marked(read)] = i;
	}
	assert_int_equal(found, CIPS_STATION_DRAFTS);
	fill_bytes(read, DRAFT);
	assert_done(cips_store_station_drop_draft(file, at[5], read, &err));
	assert_done(cips_store_station_put_draft(file, draft, below, &err));
	assert_done(cips_store_station_draft(file, at[5], read, &err));
	assert_int_equal(marked(read), 77);
	unsigned long used = 9;
	assert_done(cips_store_station_used(file, &used, &err));
	assert_int_equal(used, 0);
	cips_store_station_close(file);
}

/* Every slot is as likely to be the first: chi-square over 20 slots, 0.001 in each tail. */
static void test_uniform(void **state)
{
	(void)state;
	enum { SLOTS = 20, TRIALS = 400 };
	double counts[2][SLOTS] = {{0}};
	create_station(in_folder("uniform.station"), SLOTS);
	struct bytes fresh = read_bytes(in_folder("uniform.station"));
	for (int trial = 0; trial < TRIALS; trial++) {
		FILE *copy = fopen(in_folder("uniform.station"), "r+b");
		assert_int_equal(fwrite(fresh.bytes, 1, fresh.n, copy), fresh.n);
		fclose(copy);
		struct cips_station_file *file = open_station(in_folder("uniform.station"), true);
		assert_done(put_marked(file, 1, &err));
		for (int texts = 0; texts < 2; texts++) {
			struct collected all = all_boxes(file, texts);
			for (size_t i = 0; i < SLOTS; i++)
				counts[texts][i] +=
					marked(all.boxes + i * (texts ? TEXTS : BOX)) == 1;
			free(all.boxes);
		}
		cips_store_station_close(file);
	}
	free(fresh.bytes);
	for (int texts = 0; texts < 2; texts++) {
		double square = 0, expected = (double)TRIALS / SLOTS;
		for (size_t i = 0; i < SLOTS; i++)
			square += (counts[texts][i] - expected) * (counts[texts][i] - expected) /
				expected;
		/* R: qchisq(c(0.001, 0.999), 19) */
		assert_true(square > 5.407 && square < 43.820);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_no_texts),
		cmocka_unit_test(test_in_place),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_used_up),
		cmocka_unit_test(test_drafts),
		cmocka_unit_test(test_uniform),
	};
	return cmocka_run_group_tests_name(
		"store station", tests, make_station_folder, remove_station_folder);
}
