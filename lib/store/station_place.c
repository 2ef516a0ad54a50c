/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a station may lie: in a file and a folder that nobody else can change, on a file system
 * that overwrites in place and knows locks.
 */
#include "store/station_internal.h"

#include "base/err.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#define OTHER_PLACE \
	"put the station on a disk of this machine or a stick with ext4, XFS, FAT or exFAT"

/* --- file systems --------------------------------------------------------------------------- */

enum trouble { NETWORK, KEEPS_COPIES };

static const char *const troubles[] = {
	[NETWORK] = "is on another machine, whose locks and disk nobody here can vouch for",
	[KEEPS_COPIES] = "writes every change to a new place and leaves the old one to be found",
};

static const struct {
	unsigned long magic;
	const char *name;
	enum trouble trouble;
} unfit[] = {
	{0x6969, "NFS", NETWORK},
	{0x517b, "SMB", NETWORK},
	{0xff534d42, "CIFS", NETWORK},
	{0xfe534d42, "SMB", NETWORK},
	{0x73757245, "Coda", NETWORK},
	{0x5346414f, "AFS", NETWORK},
	{0x6b414653, "AFS", NETWORK},
	{0x564c, "NCP", NETWORK},
	{0xc36400, "Ceph", NETWORK},
	{0x01161970, "GFS2", NETWORK},
	{0x7461636f, "OCFS2", NETWORK},
	{0x0bd00bd0, "Lustre", NETWORK},
	{0x47504653, "GPFS", NETWORK},
	{0x9123683e, "Btrfs", KEEPS_COPIES},
	{0x2fc12fc1, "ZFS", KEEPS_COPIES},
	{0xca451a4e, "bcachefs", KEEPS_COPIES},
	{0xf2f52010, "F2FS", KEEPS_COPIES},
	{0x3434, "NILFS", KEEPS_COPIES},
};

enum { FUSE = 0x65735546 };

static enum cips_rc refuse_system(
	const char *path, const char *name, enum trouble trouble, struct cips_err *err)
{
	cips_err_set(err, CIPS_POLICY, "%s: the file system there (%s) %s", path, name,
		troubles[trouble]);
	return cips_err_hint(err, OTHER_PLACE);
}

/* What FUSE mounts from a disk (NTFS, exFAT) has the number of that disk, sshfs has none. */
static enum cips_rc check_system(
	const char *path, const char *folder, const struct stat *status, struct cips_err *err)
{
	struct statfs system;
	if (statfs(folder, &system) != 0)
		return CIPS_OK;
	unsigned long magic = (unsigned long)system.f_type & 0xffffffffu;
	if (magic == FUSE && major(status->st_dev) == 0)
		return refuse_system(path, "FUSE without a disk", NETWORK, err);
	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
		if (unfit[i].magic == magic)
			return refuse_system(path, unfit[i].name, unfit[i].trouble, err);
	return CIPS_OK;
}

/* --- people --------------------------------------------------------------------------------- */

static enum cips_rc refuse_owner(
	const char *path, const char *what, const struct stat *status, struct cips_err *err)
{
	const struct passwd *user = getpwuid(status->st_uid);
	cips_err_set(err, CIPS_POLICY, "%s: %s belongs to %s, who could change it, and not to you",
		path, what, user ? user->pw_name : "another user");
	return cips_err_hint(err, "collect as its owner, or copy the station to a folder of yours");
}

static enum cips_rc refuse_writers(
	const char *path, const char *what, const char *which, struct cips_err *err)
{
	cips_err_set(err, CIPS_POLICY, "%s: others may write to %s", path, what);
	return cips_err_hint(err, "chmod go-w '%s'", which);
}

static enum cips_rc check_folder(const char *path, const char *folder, struct cips_err *err)
{
	struct stat status;
	if (stat(folder, &status) != 0)
		return cips_err_system(err, errno, "%s: cannot look at its folder", path);
	if (status.st_uid != geteuid() && status.st_uid != 0)
		return refuse_owner(path, "its folder", &status, err);
	if (status.st_mode & (S_IWGRP | S_IWOTH))
		return refuse_writers(path, "its folder", folder, err);
	return check_system(path, folder, &status, err);
}

enum cips_rc cips_store_check_folder(const char *path, const char *absolute, struct cips_err *err)
{
	char folder[PATH_MAX];
	size_t n = (size_t)(strrchr(absolute, '/') - absolute);
	memcpy(folder, absolute, n);
	strcpy(folder + n, n ? "" : "/");
	return check_folder(path, folder, err);
}

enum cips_rc cips_store_station_check_folder(const char *folder, struct cips_err *err)
{
	return check_folder(folder, folder, err);
}

enum cips_rc cips_store_check_own(const char *path, const struct stat *status, struct cips_err *err)
{
	if (status->st_uid != geteuid())
		return refuse_owner(path, "the file", status, err);
	if (status->st_mode & (S_IWGRP | S_IWOTH))
		return refuse_writers(path, "the file", path, err);
	if (status->st_nlink == 1)
		return CIPS_OK;
	cips_err_set(err, CIPS_POLICY, "%s: the file has a second name (a hard link)", path);
	return cips_err_hint(err, "delete the other name");
}

enum cips_rc cips_store_check_no_link(const char *path, const char *absolute, struct cips_err *err)
{
	struct stat status;
	if (lstat(path, &status) != 0 || !S_ISLNK(status.st_mode))
		return CIPS_OK;
	cips_err_set(err, CIPS_POLICY, "%s: this is a link, which others may turn elsewhere", path);
	return cips_err_hint(err, "give the file itself: %s", absolute);
}
