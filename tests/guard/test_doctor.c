/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A healthy machine in a folder, and one sickness after the other in a fresh copy of it: each must
 * be named, with its cure, and nothing else.
 */
#include "guard/doctor.h"
#include "guard/doctor_parts.h"
#include "guard/locks.h"
#include "inside.h"

#include <fcntl.h>
#include <ftw.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <utmpx.h>

#define FOLDER "/home/officer/survey"
#define STATION FOLDER "/airport.station"

static char root[] = "/tmp/cips-machine-XXXXXX";

/* --- building a machine --------------------------------------------------------------------- */

static const char *at(const char *path)
{
	static char full[PATH_MAX];
	snprintf(full, sizeof full, "%s%s", root, path);
	return full;
}

static void make_folders(const char *path)
{
	char full[PATH_MAX];
	snprintf(full, sizeof full, "%s", at(path));
	for (char *slash = full + sizeof root; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0700);
		*slash = '/';
	}
}

static void put_bytes(const char *path, const void *bytes, size_t n)
{
	make_folders(path);
	FILE *out = fopen(at(path), "w");
	assert_non_null(out);
	assert_true(n == 0 || fwrite(bytes, n, 1, out) == 1);
	assert_int_equal(fchmod(fileno(out), 0600), 0);
	assert_int_equal(fclose(out), 0);
}

static void put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static void mount_it(const char *device, const char *type, const char *source, const char *options)
{
	char text[512];
	snprintf(text, sizeof text,
		"22 27 0:21 / /proc rw - proc proc rw\n"
		"27 1 8:9 / / rw,relatime shared:1 - ext3 /dev/sdz9 rw\n"
		"31 27 %s / /home rw,relatime shared:7 - %s %s rw%s\n"
		"32 27 8:7 / /hom rw,relatime - nfs server:/hom rw\n",
		device, type, source, options);
	put("/proc/self/mountinfo", text);
}

static int remove_one(const char *path, const struct stat *facts, int type, struct FTW *where)
{
	(void)facts;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_machine(void)
{
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void build_machine(void)
{
	remove_machine();
	assert_int_equal(mkdir(root, 0700), 0);
	put(STATION, "sealed");
	put(STATION "-journal", "");
	mount_it("8:1", "ext4", "/dev/sda1", "");
	put("/sys/devices/sda/queue/rotational", "1\n");
	put("/sys/devices/sda/sda1/dev", "8:1\n");
	put("/sys/dev/block/x", "");
	assert_int_equal(symlink("../../devices/sda/sda1", at("/sys/dev/block/8:1")), 0);
	put("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
	put("/proc/self/limits",
		"Limit                     Soft Limit           Hard Limit           Units\n"
		"Max locked memory         8388608              8388608              bytes\n");
	put("/proc/sys/kernel/core_pattern", "core\n");
	put("/proc/sys/kernel/yama/ptrace_scope", "1\n");
	put("/proc/sys/dev/tty/legacy_tiocsti", "0\n");
	char session[64];
	snprintf(session, sizeof session, "UID=%u\nREMOTE=0\nCLASS=user\n", (unsigned)geteuid());
	put("/run/systemd/sessions/1", session);
	put("/run/systemd/sessions/1.ref", "");
	put("/lib/terminfo/l/linux", "");
	put("/usr/lib/locale/C.utf8/x", "");
}

static void meet(struct patient *patient, const char *station)
{
	doctor_meet(patient, root, station);
	patient->now = 1750000000; /* June 2025 */
	patient->free_bytes = 1ULL << 30;
	patient->rows = 24;
	patient->columns = 80;
	patient->term = "linux";
	patient->codeset = "UTF-8";
}

/* --- sicknesses ----------------------------------------------------------------------------- */

static void open_folder(void)
{
	chmod(at(FOLDER), 0777);
}

static void readable_folder(void)
{
	chmod(at(FOLDER), 0755);
}

static void open_home(void)
{
	chmod(at("/home"), 0777);
}

static void readable_station(void)
{
	chmod(at(STATION), 0644);
}

static void no_station(void)
{
	unlink(at(STATION));
}

static void linked_station(void)
{
	unlink(at(STATION));
	assert_int_equal(symlink("/etc/passwd", at(STATION)), 0);
}

static void second_name(void)
{
	char from[PATH_MAX];
	snprintf(from, sizeof from, "%s", at(STATION));
	assert_int_equal(link(from, at("/home/officer/other")), 0);
}

static void copy(void)
{
	put(STATION ".bak", "sealed");
}

static void key(void)
{
	put(FOLDER "/centre.key", "secret");
}

static void network(void)
{
	mount_it("8:1", "nfs4", "server:/export", "");
}

static void btrfs(void)
{
	mount_it("0:44", "btrfs", "/dev/sda1", "");
	put("/sys/class/block/sda1/queue/rotational", "1\n");
}

static void fat(void)
{
	mount_it("8:1", "vfat", "/dev/sda1", "");
}

static void in_memory(void)
{
	mount_it("8:1", "tmpfs", "tmpfs", "");
}

static void data_journal(void)
{
	mount_it("8:1", "ext4", "/dev/sda1", ",data=journal");
}

static void unknown_type(void)
{
	mount_it("8:1", "newfs", "/dev/sda1", "");
}

static void no_mounts(void)
{
	unlink(at("/proc/self/mountinfo"));
}

static void flash(void)
{
	put("/sys/devices/sda/queue/rotational", "0\n");
}

static void no_queue(void)
{
	unlink(at("/sys/devices/sda/queue/rotational"));
}

static void swap_partition(void)
{
	put("/proc/swaps", "Filename\tType\tSize\n/dev/zram0 partition 1\n/dev/sda2 partition 1\n");
}

static void swap_volume(void)
{
	put("/proc/swaps", "Filename\tType\tSize\n/dev/dm-1 partition 100\n");
	put("/sys/class/block/dm-1/dm/uuid", "LVM-x\n");
	put("/sys/class/block/dm-1/slaves/sda2", "");
}

static void swap_file(void)
{
	put("/proc/swaps", "Filename\tType\tSize\n/home/swap\\040file file 100\n");
}

static void little_locked(void)
{
	put("/proc/self/limits", "Max locked memory         65536   65536   bytes\n");
}

static void collector(void)
{
	put("/proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P\n");
}

static void loose_debuggers(void)
{
	put("/proc/sys/kernel/yama/ptrace_scope", "0\n");
}

static void no_yama(void)
{
	unlink(at("/proc/sys/kernel/yama/ptrace_scope"));
}

static void legacy_tiocsti(void)
{
	put("/proc/sys/dev/tty/legacy_tiocsti", "1\n");
}

static void remote_session(void)
{
	put("/run/systemd/sessions/2", "UID=0\nREMOTE=1\nCLASS=user\n");
}

static void other_session(void)
{
	put("/run/systemd/sessions/2", "UID=12345\nREMOTE=0\nCLASS=user\n");
}

static void put_login(const char *user, const char *host)
{
	struct utmpx login = {.ut_type = USER_PROCESS, .ut_pid = 77};
	memcpy(login.ut_user, user, strlen(user));
	memcpy(login.ut_host, host, strlen(host));
	put_bytes("/run/utmp", &login, sizeof login);
	put("/proc/77/status", "");
	unlink(at("/run/systemd/sessions/1"));
	unlink(at("/run/systemd/sessions/1.ref"));
	rmdir(at("/run/systemd/sessions"));
}

static void remote_login(void)
{
	put_login("somebody", "10.0.0.7");
}

static void other_login(void)
{
	put_login("somebody", ":0");
}

static void early(struct patient *patient)
{
	patient->now = 0;
}

static void late(struct patient *patient)
{
	patient->now = 4200000000; /* 2103 */
}

static void full(struct patient *patient)
{
	patient->free_bytes = 1 << 20;
}

static void nearly_full(struct patient *patient)
{
	patient->free_bytes = 50 << 20;
}

static void no_term(struct patient *patient)
{
	patient->term = NULL;
}

static void dumb(struct patient *patient)
{
	patient->term = "dumb";
}

static void strange_term(struct patient *patient)
{
	patient->term = "teletype-33";
}

static void term_path(struct patient *patient)
{
	patient->term = "l/../l/linux";
}

static void small(struct patient *patient)
{
	patient->rows = 10;
	patient->columns = 40;
}

static void latin(struct patient *patient)
{
	patient->codeset = "ISO-8859-1";
}

static void somebody_else(struct patient *patient)
{
	patient->user = 4711;
}

static const struct sickness {
	void (*infect)(void);
	void (*upset)(struct patient *patient);
	const char *name;
	enum cips_health health;
	const char *text, *fix;
} sicknesses[] = {
	{open_folder, NULL, "folder", CIPS_HEALTH_FAIL, "may change", "chmod 700"},
	{readable_folder, NULL, "folder", CIPS_HEALTH_WARN, "may look", "chmod 700"},
	{open_home, NULL, "folders-above", CIPS_HEALTH_FAIL, "\"/home\"", "chmod go-w"},
	{readable_station, NULL, "station", CIPS_HEALTH_FAIL, "may open", "chmod 600"},
	{no_station, NULL, "station", CIPS_HEALTH_FAIL, "no station", "station new"},
	{linked_station, NULL, "station", CIPS_HEALTH_FAIL, "a link", "the file itself"},
	{second_name, NULL, "station", CIPS_HEALTH_WARN, "second name", "-samefile"},
	{copy, NULL, "copies", CIPS_HEALTH_WARN, "airport.station.bak", "remove"},
	{key, NULL, "secret-key", CIPS_HEALTH_FAIL, "centre.key", "shred"},
	{network, NULL, "file-system", CIPS_HEALTH_FAIL, "network", "disk of this machine"},
	{btrfs, NULL, "file-system", CIPS_HEALTH_WARN, "btrfs: old blocks", "ext4"},
	{fat, NULL, "file-system", CIPS_HEALTH_FAIL, "no owners", "ext4"},
	{in_memory, NULL, "file-system", CIPS_HEALTH_WARN, "goes off", "on a disk"},
	{data_journal, NULL, "file-system", CIPS_HEALTH_WARN, "keeps copies", "data=ordered"},
	{unknown_type, NULL, "file-system", CIPS_HEALTH_WARN, "newfs", "ext4"},
	{flash, NULL, "disk", CIPS_HEALTH_WARN, "wear levelling", "destroy the drive"},
	{no_queue, NULL, "disk", CIPS_HEALTH_WARN, "not known", "magnetic"},
	{NULL, full, "space", CIPS_HEALTH_FAIL, "only 1 MiB", "make room"},
	{NULL, nearly_full, "space", CIPS_HEALTH_WARN, "only 50 MiB", "make room"},
	{swap_partition, NULL, "swap", CIPS_HEALTH_FAIL, "/dev/sda2", "swapoff"},
	{swap_volume, NULL, "swap", CIPS_HEALTH_FAIL, "/dev/dm-1", "swapoff"},
	{swap_file, NULL, "swap", CIPS_HEALTH_FAIL, "/home/swap file", "swapoff"},
	{little_locked, NULL, "locked-memory", CIPS_HEALTH_WARN, "64 KiB", "limits.conf"},
	{collector, NULL, "core-dumps", CIPS_HEALTH_WARN, "systemd-coredump", "core_pattern"},
	{loose_debuggers, NULL, "debuggers", CIPS_HEALTH_WARN, "debug", "ptrace_scope=1"},
	{no_yama, NULL, "debuggers", CIPS_HEALTH_WARN, "debug", "Yama"},
	{legacy_tiocsti, NULL, "faked-keys", CIPS_HEALTH_WARN, "TIOCSTI", "legacy_tiocsti=0"},
	{remote_session, NULL, "sessions", CIPS_HEALTH_WARN, "1 login over", "network"},
	{other_session, NULL, "sessions", CIPS_HEALTH_WARN, "1 login of other", "log out"},
	{remote_login, NULL, "sessions", CIPS_HEALTH_WARN, "1 login over", "network"},
	{other_login, NULL, "sessions", CIPS_HEALTH_WARN, "1 login of other", "log out"},
	{NULL, early, "clock", CIPS_HEALTH_WARN, "1970", "set the clock"},
	{NULL, late, "clock", CIPS_HEALTH_WARN, "2103", "set the clock"},
	{NULL, no_term, "terminal", CIPS_HEALTH_WARN, "not set", "--plain"},
	{NULL, dumb, "terminal", CIPS_HEALTH_WARN, "dumb", "--plain"},
	{NULL, strange_term, "terminal", CIPS_HEALTH_WARN, "teletype-33", "ncurses-term"},
	{NULL, term_path, "terminal", CIPS_HEALTH_WARN, "not described", "ncurses-term"},
	{NULL, small, "screen", CIPS_HEALTH_WARN, "40 columns and 10 rows", "larger"},
	{NULL, latin, "locale", CIPS_HEALTH_WARN, "ISO-8859-1", "LC_ALL=C.UTF-8"},
};

static void check_line(const struct cips_checkup *line, const struct sickness *sickness, size_t i)
{
	bool sick = sickness && strcmp(line->name, sickness->name) == 0;
	enum cips_health wanted = sick ? sickness->health : CIPS_HEALTH_OK;
	if (line->health != wanted || !*line->text ||
		(sick &&
			(!strstr(line->text, sickness->text) || !strstr(line->fix, sickness->fix))))
		fail_msg("case %zu: %s is %d, not %d: %s (%s)", i, line->name, line->health, wanted,
			line->text, line->fix);
	if (wanted == CIPS_HEALTH_OK)
		assert_string_equal(line->fix, "");
}

/* The locks are this kernel's: where it has none, their lines fail rightly. */
static bool is_lock(const struct cips_checkup *line)
{
	if (strcmp(line->name, "landlock") == 0)
		return !cips_guard_landlock_version();
	return strcmp(line->name, "seccomp") == 0 && !cips_guard_seccomp_there();
}

static void examine(const struct patient *patient, const struct sickness *sickness, size_t i)
{
	const struct cips_checkup *lines;
	size_t n = doctor_ask(patient, &lines);
	bool named = !sickness;
	for (size_t k = 0; k < n; k++) {
		named = named || strcmp(lines[k].name, sickness->name) == 0;
		if (!is_lock(&lines[k]))
			check_line(&lines[k], sickness, i);
	}
	assert_true(named);
}

static void healthy(void **state)
{
	(void)state;
	struct patient patient;
	build_machine();
	meet(&patient, STATION);
	assert_string_equal(patient.folder, FOLDER);
	assert_string_equal(patient.station, "airport.station");
	examine(&patient, NULL, 0);
	meet(&patient, FOLDER);
	assert_string_equal(patient.folder, FOLDER);
	assert_string_equal(patient.station, "");
	examine(&patient, NULL, 1);
}

/* Swap that is as good as none. */
static void healthy_swap(void **state)
{
	(void)state;
	struct patient patient;
	build_machine();
	put("/proc/swaps",
		"Filename\tType\tSize\n/dev/zram0 partition 1\n/dev/dm-1 partition 1\n"
		"/home/swapfile file 1\n");
	put("/sys/class/block/dm-1/dm/uuid", "LVM-x\n");
	put("/sys/class/block/dm-1/slaves/dm-0", "");
	put("/sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-x\n");
	mount_it("8:1", "ext4", "/dev/dm-1", "");
	meet(&patient, STATION);
	examine(&patient, NULL, 0);
	/* a device that rests on itself must end all the same */
	put("/sys/class/block/dm-0/dm/uuid", "LVM-y\n");
	put("/sys/class/block/dm-0/slaves/dm-1", "");
	assert_false(doctor_encrypted(&patient, "dm-1"));
}

/* A login that ended without a word is nobody. */
static void stale_login(void **state)
{
	(void)state;
	struct patient patient;
	build_machine();
	put_login("somebody", "10.0.0.7");
	unlink(at("/proc/77/status"));
	rmdir(at("/proc/77"));
	meet(&patient, STATION);
	examine(&patient, NULL, 0);
}

static void each_sickness(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sicknesses / sizeof *sicknesses; i++) {
		struct patient patient;
		build_machine();
		if (sicknesses[i].infect)
			sicknesses[i].infect();
		meet(&patient, STATION);
		if (sicknesses[i].upset)
			sicknesses[i].upset(&patient);
		examine(&patient, &sicknesses[i], i);
	}
}

/* These touch more than one line. */
static const struct cips_checkup *line_of(const struct patient *patient, const char *name)
{
	const struct cips_checkup *lines;
	size_t n = doctor_ask(patient, &lines);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(lines[i].name, name) == 0)
			return &lines[i];
	}
	fail_msg("no line %s", name);
	return NULL;
}

static void nowhere(void **state)
{
	(void)state;
	struct patient patient;
	build_machine();
	meet(&patient, "/media/stick/x.station");
	const struct cips_checkup *line = line_of(&patient, "folder");
	assert_int_equal(line->health, CIPS_HEALTH_FAIL);
	assert_non_null(strstr(line->text, "/media/stick/x.station"));
	build_machine();
	no_mounts();
	meet(&patient, STATION);
	assert_int_equal(line_of(&patient, "file-system")->health, CIPS_HEALTH_WARN);
}

static void foreign_owner(void **state)
{
	(void)state;
	struct patient patient;
	build_machine();
	meet(&patient, STATION);
	somebody_else(&patient);
	assert_int_equal(line_of(&patient, "folder")->health, CIPS_HEALTH_FAIL);
	assert_non_null(strstr(line_of(&patient, "folder")->text, "another user"));
	assert_int_equal(line_of(&patient, "station")->health, CIPS_HEALTH_FAIL);
	assert_non_null(strstr(line_of(&patient, "station")->fix, "owner"));
}

struct lock {
	int call;
	const char *name;
};

/* On a kernel that does not know the call. */
static int asks_lame(void *context)
{
	const struct lock *lock = context;
	struct patient patient;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter || seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), lock->call, 0) ||
		seccomp_load(filter))
		return INSIDE_UNFIT;
	meet(&patient, STATION);
	const struct cips_checkup *line = line_of(&patient, lock->name);
	return line->health != CIPS_HEALTH_FAIL || !strstr(line->fix, "use a Linux kernel");
}

static void no_locks(void **state)
{
	(void)state;
	if (!cips_guard_seccomp_there())
		SKIP("this kernel runs without seccomp filters");
	struct lock locks[] = {
		{SCMP_SYS(landlock_create_ruleset), "landlock"}, {SCMP_SYS(seccomp), "seccomp"}};
	build_machine();
	for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
		assert_int_equal(inside(asks_lame, &locks[i]), 0);
}

/* The size is the terminal's. */
static int measures(void *context)
{
	(void)context;
	struct winsize size = {.ws_row = 33, .ws_col = 101};
	struct patient patient;
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	if (master < 0 || grantpt(master) || unlockpt(master))
		return INSIDE_UNFIT;
	int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0 || ioctl(slave, TIOCSWINSZ, &size) || dup2(slave, 0) < 0)
		return INSIDE_UNFIT;
	doctor_meet(&patient, root, STATION);
	return patient.rows != 33 || patient.columns != 101;
}

static void real_machine(void **state)
{
	(void)state;
	const struct cips_checkup *lines;
	assert_int_equal(inside(measures, NULL), 0);
	size_t n = cips_guard_doctor("", NULL, &lines);
	assert_true(n > 15);
	for (size_t i = 0; i < n; i++)
		assert_true(
			*lines[i].text && (lines[i].health == CIPS_HEALTH_OK) == !*lines[i].fix);
}

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	(void)state;
	remove_machine();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(healthy),
		cmocka_unit_test(healthy_swap),
		cmocka_unit_test(stale_login),
		cmocka_unit_test(each_sickness),
		cmocka_unit_test(nowhere),
		cmocka_unit_test(foreign_owner),
		cmocka_unit_test(no_locks),
		cmocka_unit_test(real_machine),
	};
	return cmocka_run_group_tests(tests, make_root, remove_root);
}
