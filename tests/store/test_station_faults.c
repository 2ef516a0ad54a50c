/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Disks that fail: whatever goes wrong at whatever moment, CIPS_OK means stored, and a try after a
 * failure stores once.
 *
 * Between SQLite and the system stands a layer that fails the n-th call, once or from then on,
 * without having done it, having done half of it, or having done it all.
 */
#include "station_build.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* --- the layer ------------------------------------------------------------------------------ */

enum manner { UNDONE, HALF_DONE, DONE, MANNERS };

static struct {
	bool armed;
	bool for_good;
	enum manner manner;
	int left; /* calls until it fails */
	bool hit;
} fault;

struct layer_file {
	sqlite3_file base;
	sqlite3_file *real; /* behind this one */
};

static sqlite3_vfs *real_vfs;

/* Whether this call fails. */
static bool fails(void)
{
	if (!fault.armed)
		return false;
	fault.left--;
	bool now = fault.for_good ? fault.left <= 0 : fault.left == 0;
	fault.hit = fault.hit || now;
	return now;
}

static sqlite3_file *real(sqlite3_file *file)
{
	return ((struct layer_file *)file)->real;
}

static int layer_close(sqlite3_file *file)
{
	return real(file)->pMethods->xClose(real(file));
}

static int layer_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	if (fails())
		return SQLITE_IOERR_READ;
	return real(file)->pMethods->xRead(real(file), to, n, at);
}

static int layer_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	if (!fails())
		return real(file)->pMethods->xWrite(real(file), from, n, at);
	if (fault.manner != UNDONE)
		real(file)->pMethods->xWrite(
			real(file), from, fault.manner == DONE ? n : (n + 1) / 2, at);
	return fault.left % 2 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int layer_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	if (fails())
		return SQLITE_IOERR_TRUNCATE;
	return real(file)->pMethods->xTruncate(real(file), size);
}

static int layer_sync(sqlite3_file *file, int flags)
{
	bool failing = fails();
	if (!failing || fault.manner == DONE)
		real(file)->pMethods->xSync(real(file), flags);
	return failing ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int layer_size(sqlite3_file *file, sqlite3_int64 *size)
{
	if (fails())
		return SQLITE_IOERR_FSTAT;
	return real(file)->pMethods->xFileSize(real(file), size);
}

static int layer_lock(sqlite3_file *file, int level)
{
	if (fails())
		return SQLITE_IOERR_LOCK;
	return real(file)->pMethods->xLock(real(file), level);
}

static int layer_unlock(sqlite3_file *file, int level)
{
	return real(file)->pMethods->xUnlock(real(file), level);
}

static int layer_reserved(sqlite3_file *file, int *is)
{
	if (fails())
		return SQLITE_IOERR_CHECKRESERVEDLOCK;
	return real(file)->pMethods->xCheckReservedLock(real(file), is);
}

static int layer_control(sqlite3_file *file, int what, void *argument)
{
	return real(file)->pMethods->xFileControl(real(file), what, argument);
}

static int layer_sector(sqlite3_file *file)
{
	return real(file)->pMethods->xSectorSize(real(file));
}

static int layer_traits(sqlite3_file *file)
{
	return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static const sqlite3_io_methods layer_methods = {
	.iVersion = 1,
	.xClose = layer_close,
	.xRead = layer_read,
	.xWrite = layer_write,
	.xTruncate = layer_truncate,
	.xSync = layer_sync,
	.xFileSize = layer_size,
	.xLock = layer_lock,
	.xUnlock = layer_unlock,
	.xCheckReservedLock = layer_reserved,
	.xFileControl = layer_control,
	.xSectorSize = layer_sector,
	.xDeviceCharacteristics = layer_traits,
};

static int layer_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	struct layer_file *layer = (struct layer_file *)file;
	(void)vfs;
	layer->real = (sqlite3_file *)(layer + 1);
	layer->base.pMethods = NULL;
	if (fails())
		return SQLITE_CANTOPEN;
	int code = real_vfs->xOpen(real_vfs, name, layer->real, flags, out_flags);
	if (layer->real->pMethods)
		layer->base.pMethods = &layer_methods;
	return code;
}

static int layer_access(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
	(void)vfs;
	if (fails())
		return SQLITE_IOERR_ACCESS;
	return real_vfs->xAccess(real_vfs, name, flags, result);
}

/* The layer is what everything opens from now on. */
static void put_layer(void)
{
	static sqlite3_vfs layer;
	real_vfs = sqlite3_vfs_find(NULL);
	layer = *real_vfs;
	layer.zName = "layer";
	layer.szOsFile = (int)sizeof(struct layer_file) + real_vfs->szOsFile;
	layer.xOpen = layer_open;
	layer.xAccess = layer_access;
	assert_int_equal(sqlite3_vfs_register(&layer, 1), SQLITE_OK);
}

static void arm(int left, enum manner manner, bool for_good)
{
	fault.armed = true;
	fault.for_good = for_good;
	fault.manner = manner;
	fault.left = left;
	fault.hit = false;
}

/* --- every call of a put fails -------------------------------------------------------------- */

enum next { AGAIN, SEALED_AGAIN, NOT_AGAIN, OTHER, NEXTS };

static unsigned count_of(struct cips_station_file *file, uint32_t number, bool texts)
{
	struct tally tally = tally_station(file, texts, number + 1);
	unsigned count = tally.count[number];
	free(tally.count);
	return count;
}

static void assert_count(struct cips_station_file *file, uint32_t number, unsigned least,
	unsigned most, const char *what, int ordinal)
{
	for (int texts = 0; texts < 2; texts++) {
		unsigned n = count_of(file, number, texts);
		if (n < least || n > most)
			fail_msg("%s, call %d: %s of number %u are there %u times", what, ordinal,
				texts ? "texts" : "answers", number, n);
	}
}

struct boxes {
	uint8_t answers[BOX];
	uint8_t texts[TEXTS];
};

/* Number n comes with token n, where tokens are asked for; `number` 0: the same boxes once more. */
static enum cips_rc put_boxes(
	struct cips_station_file *file, struct boxes *boxes, uint32_t number, struct cips_err *err)
{
	if (number) {
		mark(boxes->answers, BOX, number);
		mark(boxes->texts, TEXTS, number);
	}
	if (!cips_store_station_content(file)->n_tokens)
		return cips_store_station_put(file, boxes->answers, boxes->texts, below, err);
	return cips_store_station_spend(
		file, token(marked(boxes->answers)), boxes->answers, boxes->texts, below, err);
}

/* A token is spent if its number is there, and only then. */
static void assert_token(struct cips_station_file *file, uint32_t number, int ordinal)
{
	if (!cips_store_station_content(file)->n_tokens)
		return;
	bool spent = fate_of(file, number) == CIPS_TOKEN_SPENT;
	if (spent != (count_of(file, number, false) > 0))
		fail_msg("call %d: token %u is %s", ordinal, number, spent ? "spent" : "not spent");
}

/* One put with a failure, and what its caller does next. False when nothing failed any more. */
static bool fail_once(const char *path, struct cips_station_file **file, int ordinal,
	enum manner manner, bool for_good, enum next next, uint32_t number)
{
	struct boxes boxes;
	struct cips_err error = {0};
	char what[64];
	snprintf(what, sizeof what, "manner %d, %s, next %d", manner,
		for_good ? "for good" : "once", next);
	arm(ordinal, manner, for_good);
	enum cips_rc first = put_boxes(*file, &boxes, number, &error);
	bool hit = fault.hit;
	fault.armed = false;
	if (first && (!error.text[0] || !error.hint[0] || first == CIPS_INTERNAL))
		fail_msg("%s, call %d: %d, \"%s\"", what, ordinal, first, error.text);
	if (first && cips_store_station_content(*file)->n_tokens)
		assert_int_equal(fate_of(*file, number), CIPS_TOKEN_GOOD);
	if (!first) {
		assert_count(*file, number, 1, 1, what, ordinal);
	} else if (next == AGAIN || next == SEALED_AGAIN) {
		assert_done(put_boxes(*file, &boxes, next == AGAIN ? 0 : number, &err));
		assert_count(*file, number, 1, 1, what, ordinal);
	} else if (next == OTHER) {
		/* Somebody else's answers come: what was not stored must not take their place. */
		assert_done(put_boxes(*file, &boxes, number + 1, &err));
		assert_count(*file, number, 0, 0, what, ordinal);
		assert_count(*file, number + 1, 1, 1, what, ordinal);
	} else {
		cips_store_station_close(*file);
		*file = open_station(path, true);
		assert_count(*file, number, 0, 1, what, ordinal);
	}
	assert_token(*file, number, ordinal);
	assert_token(*file, number + 1, ordinal);
	assert_true(journal_is_zeros(path));
	return hit;
}

/* Every call in turn, until a put comes to its end before the one that would fail. */
static int fail_each(enum manner manner, bool for_good, enum next next, size_t tokens)
{
	enum { SLOTS = 160 };
	const char *path = in_folder("faults.station");
	struct stat before, after;
	int ordinal = 1;
	create_with_tokens(path, SLOTS, tokens);
	assert_int_equal(stat(path, &before), 0);
	struct cips_station_file *file = open_station(path, true);
	while (fail_once(path, &file, ordinal, manner, for_good, next, 2 * (uint32_t)ordinal))
		assert_true(++ordinal < SLOTS);
	cips_store_station_close(file);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_true(ordinal > 20);
	return ordinal - 1;
}

static void test_every_call(void **state)
{
	(void)state;
	static const size_t tokens[] = {0, 400};
	int failures = 0;
	for (int manner = 0; manner < MANNERS; manner++)
		for (int next = 0; next < NEXTS; next++)
			for (int i = 0; i < 4; i++)
				failures += fail_each(
					(enum manner)manner, i % 2, (enum next)next, tokens[i / 2]);
	print_message("# %d failures\n", failures);
}

/* Neither opening nor creating leaves anything wrong behind. */
static void test_opening(void **state)
{
	(void)state;
	const char *path = in_folder("opening.station");
	create_station(path, 20);
	for (int for_good = 0; for_good < 2; for_good++)
		for (int ordinal = 1, more = 1; more; ordinal++) {
			struct cips_err error = {0};
			struct cips_station_file *file;
			arm(ordinal, UNDONE, for_good);
			enum cips_rc rc = cips_store_station_open(path, true, &file, &error);
			more = fault.hit;
			fault.armed = false;
			assert_true(rc ? file == NULL && error.text[0] : file != NULL);
			assert_true(rc != CIPS_INTERNAL);
			cips_store_station_close(file);
			cips_store_station_close(open_station(path, true));
			assert_true(journal_is_zeros(path));
		}
}

static void test_creating(void **state)
{
	(void)state;
	const char *path = in_folder("creating.station");
	struct cips_station_content content = small_station(10);
	struct cips_station_fill fill = filling(&content);
	for (int ordinal = 1, more = 1; more; ordinal++) {
		struct cips_err error = {0};
		arm(ordinal, UNDONE, true);
		enum cips_rc rc = cips_store_station_create(path, &content, &fill, &error);
		more = fault.hit;
		fault.armed = false;
		assert_true(rc != CIPS_INTERNAL);
		if (rc) {
			assert_int_not_equal(access(path, F_OK), 0);
			assert_int_not_equal(access(journal_of(path), F_OK), 0);
		} else {
			cips_store_station_close(open_station(path, true));
			unlink(path);
			unlink(journal_of(path));
		}
	}
}

/* --- a full disk ---------------------------------------------------------------------------- */

/* A limit on the size of files, in a process of its own: our own writes fail as well. */
static int put_under_limits(const char *path)
{
	struct cips_err error = {0};
	struct rlimit limit;
	static const rlim_t limits[] = {0, 100, 4096, 8192, 20000};
	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 1;
	struct cips_station_file *file = open_station(path, true);
	for (uint32_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		const struct rlimit small = {limits[i], limit.rlim_max};
		if (setrlimit(RLIMIT_FSIZE, &small) != 0)
			return 2;
		enum cips_rc rc = put_marked(file, i + 1, &error);
		if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
			return 3;
		if (rc != CIPS_SYSTEM || !error.hint[0])
			return 4;
		if (put_marked(file, i + 1, &error) != CIPS_OK || count_of(file, i + 1, false) != 1)
			return 5;
		if (!journal_is_zeros(path))
			return 6;
	}
	cips_store_station_close(file);
	return 0;
}

static void test_limits(void **state)
{
	(void)state;
	int status;
	create_station(in_folder("limits.station"), 10);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(put_under_limits(in_folder("limits.station")));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* On a real file system without room: creating says so and leaves nothing, putting needs none. */
static void test_full(void **state)
{
	(void)state;
	const char *stick = in_folder("stick");
	char path[256], ballast[256];
	struct cips_err error = {0};
	struct cips_station_content content = small_station(64);
	struct cips_station_fill fill = filling(&content);
	snprintf(path, sizeof path, "%s/x.station", stick);
	snprintf(ballast, sizeof ballast, "%s/ballast", stick);
	assert_int_equal(mkdir(stick, 0755), 0);
	if (mount("none", stick, "tmpfs", 0, "mode=755,size=300k") != 0) {
		print_message("# skipped: a full stick, for want of root\n");
		return;
	}
	content.slots = 600;
	enum cips_rc large = cips_store_station_create(path, &content, &fill, &error);
	bool gone = access(path, F_OK) != 0 && access(journal_of(path), F_OK) != 0;
	content.slots = 64;
	enum cips_rc small = cips_store_station_create(path, &content, &fill, NULL);
	FILE *file = fopen(ballast, "wb");
	while (fputc(0, file) != EOF && fflush(file) == 0)
		continue;
	fclose(file);
	struct cips_station_file *station = small ? NULL : open_station(path, true);
	enum cips_rc rc = CIPS_OK;
	for (uint32_t i = 1; i <= 64 && station && !rc; i++)
		rc = put_marked(station, i, NULL);
	cips_store_station_close(station);
	assert_int_equal(umount(stick), 0);
	assert_int_equal(large, CIPS_SYSTEM);
	assert_non_null(strstr(error.text, "disk is full"));
	assert_true(gone);
	assert_int_equal(small, CIPS_OK);
	assert_int_equal(rc, CIPS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_call),
		cmocka_unit_test(test_opening),
		cmocka_unit_test(test_creating),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_full),
	};
	put_layer();
	return cmocka_run_group_tests_name(
		"store station faults", tests, make_station_folder, remove_station_folder);
}
