/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keeps what was written, and for how long.
 */
#include "guard/doctor_parts.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MIB = 1024 * 1024, SPACE_NEEDED = 16, SPACE_WANTED = 100, DEVICES_DEEP = 8 };

/* Says so when there is nothing to look at, which the line of the folder has as a fault. */
static bool no_folder(const struct patient *patient, struct cips_checkup *line)
{
	if (!*patient->folder)
		doctor_say(line, CIPS_HEALTH_OK, "", "not looked at: there is no folder");
	return !*patient->folder;
}

/* --- mounts --------------------------------------------------------------------------------- */

/* The mount that holds a path of the machine. */
struct mounted {
	char device[32]; /* "8:1" */
	char type[64];
	char source[PATH_MAX];
	char options[1024]; /* of the file system */
};

/* A blank in a path is \040 in mountinfo. */
static void decode(char *path)
{
	char *to = path;
	for (const char *from = path; *from; to++) {
		if (from[0] == '\\' && from[1] && from[2] && from[3]) {
			const char digits[] = {from[1], from[2], from[3], '\0'};
			*to = (char)strtol(digits, NULL, 8);
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

static bool is_below(const char *path, const char *mount)
{
	size_t n = strlen(mount);
	return strncmp(path, mount, n) == 0 &&
		(path[n] == '\0' || path[n] == '/' || strcmp(mount, "/") == 0);
}

/* One line of mountinfo; the length of its mount point if that holds the path, else 0. */
static size_t read_mount(char *line, const char *path, struct mounted *out)
{
	char *rest = strstr(line, " - "), *at = NULL, *point = NULL, *device = NULL;
	if (!rest)
		return 0;
	*rest = '\0';
	char *word = strtok_r(line, " ", &at);
	for (int i = 0; word && i < 5; i++, word = strtok_r(NULL, " ", &at)) {
		device = i == 2 ? word : device;
		point = i == 4 ? word : point;
	}
	if (!point)
		return 0;
	decode(point);
	if (!is_below(path, point))
		return 0;
	char *type = strtok_r(rest + 3, " \n", &at), *source = strtok_r(NULL, " \n", &at);
	char *options = strtok_r(NULL, " \n", &at);
	doctor_copy(out->device, sizeof out->device, device);
	doctor_copy(out->type, sizeof out->type, type ? type : "");
	doctor_copy(out->source, sizeof out->source, source ? source : "");
	doctor_copy(out->options, sizeof out->options, options ? options : "");
	return strlen(point);
}

/* The longest mount point wins, and of two that are equal the later. */
static bool find_mount(const struct patient *patient, const char *path, struct mounted *out)
{
	char name[PATH_MAX], *line = NULL;
	size_t room = 0, best = 0;
	FILE *in = fopen(doctor_path(patient, name, "/proc/self/mountinfo"), "re");
	while (in && getline(&line, &room, in) > 0) {
		struct mounted one;
		size_t n = read_mount(line, path, &one);
		if (n && n >= best) {
			best = n;
			*out = one;
		}
	}
	free(line);
	if (in)
		fclose(in);
	return best > 0;
}

/* --- file systems --------------------------------------------------------------------------- */

enum kind { OVERWRITES, NETWORK, KEEPS_OLD, IN_MEMORY, NO_OWNERS };

static const struct {
	const char *type;
	enum kind kind;
} file_systems[] = {
	{"ext2", OVERWRITES},
	{"ext3", OVERWRITES},
	{"ext4", OVERWRITES},
	{"xfs", OVERWRITES},
	{"jfs", OVERWRITES},
	{"reiserfs", OVERWRITES},
	{"nfs", NETWORK},
	{"nfs4", NETWORK},
	{"cifs", NETWORK},
	{"smb3", NETWORK},
	{"smbfs", NETWORK},
	{"ncpfs", NETWORK},
	{"afs", NETWORK},
	{"ceph", NETWORK},
	{"9p", NETWORK},
	{"virtiofs", NETWORK},
	{"glusterfs", NETWORK},
	{"fuse.glusterfs", NETWORK},
	{"fuse.sshfs", NETWORK},
	{"fuse.rclone", NETWORK},
	{"lustre", NETWORK},
	{"ocfs2", NETWORK},
	{"gfs2", NETWORK},
	{"btrfs", KEEPS_OLD},
	{"zfs", KEEPS_OLD},
	{"overlay", KEEPS_OLD},
	{"f2fs", KEEPS_OLD},
	{"nilfs2", KEEPS_OLD},
	{"bcachefs", KEEPS_OLD},
	{"jffs2", KEEPS_OLD},
	{"ubifs", KEEPS_OLD},
	{"tmpfs", IN_MEMORY},
	{"ramfs", IN_MEMORY},
	{"vfat", NO_OWNERS},
	{"msdos", NO_OWNERS},
	{"exfat", NO_OWNERS},
	{"ntfs", NO_OWNERS},
	{"ntfs3", NO_OWNERS},
	{"fuseblk", NO_OWNERS},
};

static const struct {
	enum cips_health health;
	const char *text, *fix;
} kinds[] = {
	[OVERWRITES] = {CIPS_HEALTH_OK, "what is overwritten is gone", ""},
	[NETWORK] = {CIPS_HEALTH_FAIL, "a network carries the file, and its locks do not hold",
		"put the station on a disk of this machine"},
	[KEEPS_OLD] = {CIPS_HEALTH_WARN,
		"old blocks stay where they were, so the order of the answers can be found",
		"put the station on ext4 or XFS"},
	[IN_MEMORY] = {CIPS_HEALTH_WARN, "the answers are gone when the machine goes off",
		"put the station on a disk"},
	[NO_OWNERS] = {CIPS_HEALTH_FAIL, "it knows no owners, so every user may open the station",
		"put the station on ext4 or XFS"},
};

void doctor_file_system(const struct patient *patient, struct cips_checkup *line)
{
	struct mounted mounted;
	if (no_folder(patient, line))
		return;
	if (!find_mount(patient, patient->folder, &mounted)) {
		doctor_say(line, CIPS_HEALTH_WARN, "make /proc readable",
			"what file system the folder is on cannot be found");
		return;
	}
	if (strstr(mounted.options, "data=journal")) {
		doctor_say(line, CIPS_HEALTH_WARN, "mount it with data=ordered",
			"%s with data=journal: its journal keeps copies of what was overwritten",
			mounted.type);
		return;
	}
	for (size_t i = 0; i < sizeof file_systems / sizeof *file_systems; i++) {
		if (strcmp(file_systems[i].type, mounted.type) == 0) {
			enum kind kind = file_systems[i].kind;
			doctor_say(line, kinds[kind].health, kinds[kind].fix, "%s: %s",
				mounted.type, kinds[kind].text);
			return;
		}
	}
	doctor_say(line, CIPS_HEALTH_WARN, "put the station on ext4 or XFS",
		"whether %s overwrites in place is not known", mounted.type);
}

/* --- devices -------------------------------------------------------------------------------- */

/* A partition has the queue of its disk. Returns '0', '1', or '?'. */
static char rotational(const struct patient *patient, const char *place, const char *device)
{
	char word[8];
	if (!doctor_line(patient, word, sizeof word, "%s/%s/queue/rotational", place, device))
		doctor_line(patient, word, sizeof word, "%s/%s/../queue/rotational", place, device);
	return *word ? *word : '?';
}

void doctor_disk(const struct patient *patient, struct cips_checkup *line)
{
	struct mounted mounted;
	char turns = '?';
	if (no_folder(patient, line))
		return;
	if (find_mount(patient, patient->folder, &mounted)) {
		turns = rotational(patient, "/sys/dev/block", mounted.device);
		if (turns == '?' && strncmp(mounted.source, "/dev/", 5) == 0)
			turns = rotational(patient, "/sys/class/block", mounted.source + 5);
	}
	if (turns == '1')
		doctor_say(line, CIPS_HEALTH_OK, "", "the disk overwrites in place");
	else if (turns == '0')
		doctor_say(line, CIPS_HEALTH_WARN,
			"after the survey destroy the drive, or keep it where nobody reads its chips",
			"solid-state: wear levelling keeps old blocks, which a laboratory can read");
	else
		doctor_say(line, CIPS_HEALTH_WARN, "prefer a magnetic disk of this machine",
			"whether the disk overwrites in place is not known");
}

void doctor_space(const struct patient *patient, struct cips_checkup *line)
{
	unsigned long long free_mib = patient->free_bytes / MIB;
	const char *fix = "make room, or use another disk";
	if (no_folder(patient, line))
		return;
	if (free_mib < SPACE_NEEDED)
		doctor_say(line, CIPS_HEALTH_FAIL, fix, "only %llu MiB are free", free_mib);
	else if (free_mib < SPACE_WANTED)
		doctor_say(line, CIPS_HEALTH_WARN, fix, "only %llu MiB are free", free_mib);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "%llu MiB are free", free_mib);
}

/* --- swap ----------------------------------------------------------------------------------- */

static bool slaves_encrypted(const struct patient *patient, const char *device, int deep);

static bool device_encrypted(const struct patient *patient, const char *device, int deep)
{
	char uuid[64];
	if (doctor_line(patient, uuid, sizeof uuid, "/sys/class/block/%s/dm/uuid", device) &&
		strncmp(uuid, "CRYPT-", 6) == 0)
		return true;
	return deep < DEVICES_DEEP && slaves_encrypted(patient, device, deep + 1);
}

static bool slaves_encrypted(const struct patient *patient, const char *device, int deep)
{
	char path[PATH_MAX];
	size_t n = 0, encrypted = 0;
	DIR *listed = opendir(doctor_path(patient, path, "/sys/class/block/%s/slaves", device));
	for (const struct dirent *entry; listed && (entry = readdir(listed));) {
		if (*entry->d_name == '.')
			continue;
		n++;
		encrypted += device_encrypted(patient, entry->d_name, deep);
	}
	if (listed)
		closedir(listed);
	return n && n == encrypted;
}

bool doctor_encrypted(const struct patient *patient, const char *device)
{
	return device_encrypted(patient, device, 0);
}

/* A place for swap, as /proc/swaps names it; one in a file is as safe as the disk below it. */
static bool swap_is_safe(const struct patient *patient, char *path, bool file)
{
	struct mounted mounted;
	decode(path);
	const char *device = path;
	if (file)
		device = find_mount(patient, path, &mounted) ? mounted.source : "";
	if (strncmp(device, "/dev/", 5) != 0)
		return false;
	return strncmp(device + 5, "zram", 4) == 0 || doctor_encrypted(patient, device + 5);
}

void doctor_swap(const struct patient *patient, struct cips_checkup *line)
{
	char path[PATH_MAX], text[PATH_MAX + 256];
	size_t n = 0;
	FILE *in = fopen(doctor_path(patient, path, "/proc/swaps"), "re");
	bool safe = true;
	while (in && safe && fgets(text, sizeof text, in)) {
		char *at, *name = strtok_r(text, " \t\n", &at),
			  *type = strtok_r(NULL, " \t\n", &at);
		if (!name || !type || *name != '/')
			continue; /* the head of the table */
		n++;
		safe = swap_is_safe(patient, name, strcmp(type, "file") == 0);
		if (!safe)
			doctor_say(line, CIPS_HEALTH_FAIL,
				"swapoff -a while people answer, or encrypt the swap",
				"memory may be written to \"%s\", which is not encrypted", name);
	}
	if (in)
		fclose(in);
	if (safe)
		doctor_say(line, CIPS_HEALTH_OK, "", "%s",
			n ? "swap is encrypted or in memory" : "there is no swap");
}
