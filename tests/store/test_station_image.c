/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The attacker who has the disk: the raw image of a file system on which responses were put into a
 * station, freed blocks and all. He looks for older copies of the station's pages; each tells which
 * slots were used before it was made. He finds them where a journal was deleted, and none here.
 *
 * Needs root, mkfs.ext4 and loop devices.
 */
#include "station_attack.h"

#include <errno.h>
#include <sqlite3.h>
#include <sys/mount.h>

enum { N = 40, SLOTS = 64, TRIALS = 6, LEAKS = 2, ANCHOR = 8, FILTER = 1 << 16 };

static char image_path[128], mount_point[128];

/* --- the file system ------------------------------------------------------------------------ */

static bool run(const char *format, const char *argument, const char *other)
{
	char command[800];
	snprintf(command, sizeof command, format, argument, other);
	return system(command) == 0;
}

static bool mount_fresh(void)
{
	unlink(image_path);
	return run("truncate -s 24M '%s' && /sbin/mkfs.ext4 -q -F '%s' 2>/dev/null", image_path,
		       image_path) &&
		run("mount -o loop '%s' '%s' 2>/dev/null", image_path, mount_point);
}

/* What the disk holds in the end. */
static struct bytes unmount(void)
{
	assert_true(run("umount '%s'%s", mount_point, ""));
	return read_bytes(image_path);
}

/* --- older copies of pages ------------------------------------------------------------------ */

/* What speaks for each response having come late. */
struct signs {
	double late[N + 1];
	unsigned copies; /* that differ from the page as it is now */
};

/*
 * A copy of the page that begins at `page` in the file: boxes that are not yet in it came later.
 */
static void read_copy(
	const struct evidence *e, size_t page, const uint8_t *copy, struct signs *signs)
{
	if (memcmp(e->file.bytes + page, copy, PAGE) == 0)
		return;
	signs->copies++;
	for (uint32_t i = 1; i <= N; i++) {
		size_t offset = e->answers[i].offset;
		if (offset / PAGE * PAGE != page)
			continue;
		bool same = memcmp(e->file.bytes + offset, copy + offset % PAGE, 64) == 0;
		signs->late[i] += same ? -1 : 1;
	}
}

/* A copy of the page with the bits, which says it of all responses. */
static void read_bits_copy(const struct evidence *e, size_t page, size_t bits, const uint8_t *copy,
	struct signs *signs)
{
	if (memcmp(e->file.bytes + page, copy, PAGE) == 0)
		return;
	signs->copies++;
	for (uint32_t i = 1; i <= N; i++) {
		size_t slot = e->answers[i].slot;
		bool used = copy[bits % PAGE + slot / 8] >> slot % 8 & 1;
		signs->late[i] += used ? -1 : 1;
	}
}

/* Pages of the file that are recognised by ANCHOR bytes of theirs, wherever they stand. */
struct anchors {
	struct {
		uint64_t bytes;
		size_t at; /* in the file */
	} list[4096];
	size_t n;
	uint8_t filter[FILTER];
};

static uint64_t eight(const uint8_t *bytes)
{
	uint64_t value;
	memcpy(&value, bytes, sizeof value);
	return value;
}

static size_t hash(uint64_t bytes)
{
	return (size_t)(bytes * 0x9e3779b97f4a7c15u >> 48);
}

static void add_anchors(struct anchors *anchors, const struct bytes *file)
{
	for (size_t at = PAGE; at + PAGE <= file->n; at += 512) {
		uint64_t bytes = eight(file->bytes + at + 200);
		if (!bytes || anchors->n == 4096)
			continue;
		anchors->list[anchors->n].bytes = bytes;
		anchors->list[anchors->n++].at = at + 200;
		anchors->filter[hash(bytes)] = 1;
	}
}

/* Every page of the disk, at any place, that shares an anchor with a page of the file. */
static void scan(const struct evidence *e, const struct bytes *disk, struct signs *signs)
{
	struct anchors *anchors = calloc(1, sizeof *anchors);
	add_anchors(anchors, &e->file);
	for (size_t at = 0; at + ANCHOR <= disk->n; at++) {
		uint64_t bytes = eight(disk->bytes + at);
		if (!anchors->filter[hash(bytes)])
			continue;
		for (size_t k = 0; k < anchors->n; k++) {
			size_t in_page = anchors->list[k].at % PAGE;
			if (anchors->list[k].bytes == bytes && at >= in_page &&
				at - in_page + PAGE <= disk->n)
				read_copy(e, anchors->list[k].at - in_page,
					disk->bytes + at - in_page, signs);
		}
	}
	free(anchors);
}

/*
 * The bits of the answers as they are now, and the head of their page, which is the same in all
 * copies of it.
 */
static void scan_bits(const struct evidence *e, const struct bytes *disk, struct signs *signs)
{
	enum { HEAD = 14 };
	uint8_t bits[SLOTS / 8] = {0};
	for (uint32_t i = 1; i <= N; i++)
		bits[e->answers[i].slot / 8] |= (uint8_t)(1 << e->answers[i].slot % 8);
	const uint8_t *now = memmem(e->file.bytes, e->file.n, bits, sizeof bits);
	assert_non_null(now);
	size_t at = (size_t)(now - e->file.bytes), page = at / PAGE * PAGE;
	const uint8_t *end = disk->bytes + disk->n, *found = disk->bytes;
	while ((found = memmem(found, (size_t)(end - found), e->file.bytes + page, HEAD)) != NULL) {
		if (found + PAGE <= end)
			read_bits_copy(e, page, at, found, signs);
		found++;
	}
}

static double guess(const struct evidence *e, const struct bytes *disk, unsigned *copies)
{
	struct signs signs = {{0}, 0};
	scan(e, disk, &signs);
	scan_bits(e, disk, &signs);
	*copies += signs.copies;
	return pairs_right(signs.late, N);
}

/* --- putting -------------------------------------------------------------------------------- */

static void put_as_we_do(const char *path)
{
	struct cips_station_file *file = open_station(path, true);
	for (uint32_t number = 1; number <= N; number++)
		assert_done(put_marked(file, number, &err));
	cips_store_station_close(file);
}

/* The same with SQLite as it comes: the journal is deleted after each response. */
static void put_with_deletion(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *box, *bits;
	uint8_t bytes[BOX], used[SLOTS / 8] = {0};
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(
				 db, "UPDATE answers_slot SET box = ? WHERE slot = ?", -1, &box, 0),
		SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "UPDATE used SET bits = ? WHERE what = 1", -1, &bits, 0),
		SQLITE_OK);
	for (uint32_t number = 1; number <= N; number++) {
		uint32_t slot = below(SLOTS);
		while (used[slot / 8] >> slot % 8 & 1)
			slot = (slot + 1) % SLOTS;
		used[slot / 8] |= (uint8_t)(1 << slot % 8);
		mark(bytes, BOX, number);
		sqlite3_bind_blob(box, 1, bytes, BOX, SQLITE_STATIC);
		sqlite3_bind_int64(box, 2, slot + 1);
		sqlite3_bind_blob(bits, 1, used, sizeof used, SQLITE_STATIC);
		assert_int_equal(sqlite3_exec(db, "BEGIN", 0, 0, 0), SQLITE_OK);
		assert_int_equal(sqlite3_step(box), SQLITE_DONE);
		assert_int_equal(sqlite3_step(bits), SQLITE_DONE);
		assert_int_equal(sqlite3_exec(db, "COMMIT", 0, 0, 0), SQLITE_OK);
		sqlite3_reset(box);
		sqlite3_reset(bits);
		usleep(1000);
	}
	sqlite3_finalize(box);
	sqlite3_finalize(bits);
	sqlite3_close(db);
}

static double trial(void (*put)(const char *path), unsigned *copies)
{
	char path[200], copy[128];
	snprintf(path, sizeof path, "%s/x.station", mount_point);
	snprintf(copy, sizeof copy, "%s/copy.station", folder);
	assert_true(mount_fresh());
	assert_int_equal(chmod(mount_point, 0755), 0);
	create_station(path, SLOTS);
	put(path);
	assert_true(run("cp '%s' '%s'", path, copy));
	if (access(journal_of(path), F_OK) == 0)
		assert_true(run("cp '%s' '%s'", journal_of(path), journal_of(copy)));
	else
		assert_true(run("truncate -s 65536 '%s'%s", journal_of(copy), ""));
	struct bytes disk = unmount();
	struct evidence evidence = gather(copy, N);
	double right = guess(&evidence, &disk, copies);
	release(&evidence);
	free(disk.bytes);
	return right;
}

static bool can_mount(void)
{
	if (geteuid() != 0 || access("/sbin/mkfs.ext4", X_OK) != 0 || !mount_fresh()) {
		print_message("# skipped: the image of a disk, for want of root, mkfs.ext4 or loop "
			      "devices\n");
		return false;
	}
	free(unmount().bytes);
	return true;
}

static void test_disk(void **state)
{
	(void)state;
	double ours = 0, deleted = 0;
	unsigned copies[2] = {0};
	snprintf(image_path, sizeof image_path, "%s/disk.img", folder);
	snprintf(mount_point, sizeof mount_point, "%s/disk", folder);
	assert_int_equal(mkdir(mount_point, 0755), 0);
	if (!can_mount())
		return;
	for (int i = 0; i < TRIALS; i++)
		ours += trial(put_as_we_do, &copies[0]) / TRIALS;
	for (int i = 0; i < LEAKS; i++)
		deleted += trial(put_with_deletion, &copies[1]) / LEAKS;
	print_message("# ours: %u copies, %.1f %% of the pairs; with a deleted journal: %u copies, "
		      "%.1f %%\n",
		copies[0], 100 * ours, copies[1], 100 * deleted);
	assert_int_equal(copies[0], 0);
	assert_true(fabs(ours - 0.5) <= tolerance(N, TRIALS));
	assert_true(deleted > 0.7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disk),
	};
	return cmocka_run_group_tests_name(
		"store station image", tests, make_station_folder, remove_station_folder);
}
