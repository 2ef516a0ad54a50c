/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folder and the files in it.
 */
#include "guard/doctor_parts.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static bool look_at(const struct patient *patient, const char *path, struct stat *facts)
{
	char name[PATH_MAX];
	return lstat(doctor_path(patient, name, "%s", path), facts) == 0;
}

static const char *in_folder(const struct patient *patient, char out[PATH_MAX], const char *name)
{
	size_t n = (size_t)snprintf(
		out, PATH_MAX, "%s%s%s", patient->folder, patient->folder[1] ? "/" : "", name);
	return n < PATH_MAX ? out : "";
}

void doctor_folder(const struct patient *patient, struct cips_checkup *line)
{
	struct stat facts;
	const unsigned int change = S_IWGRP | S_IWOTH, look = S_IRWXG | S_IRWXO;
	if (!*patient->folder || !look_at(patient, patient->folder, &facts))
		doctor_say(line, CIPS_HEALTH_FAIL, "make the folder, or name another",
			"there is no folder for \"%s\"", patient->asked);
	else if (facts.st_uid != patient->user)
		doctor_say(line, CIPS_HEALTH_FAIL,
			"run as the owner of the folder, or make a folder of your own",
			"\"%s\" belongs to another user (%u)", patient->folder,
			(unsigned)facts.st_uid);
	else if (facts.st_mode & change)
		doctor_say(line, CIPS_HEALTH_FAIL, "chmod 700 the folder",
			"other users may change what is in \"%s\"", patient->folder);
	else if (facts.st_mode & look)
		doctor_say(line, CIPS_HEALTH_WARN, "chmod 700 the folder",
			"other users may look into \"%s\"", patient->folder);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "\"%s\" is yours alone", patient->folder);
}

/* Whoever may change a folder above can put another in its place. */
void doctor_parents(const struct patient *patient, struct cips_checkup *line)
{
	char path[PATH_MAX];
	struct stat facts;
	memcpy(path, patient->folder, sizeof path);
	for (char *slash; (slash = strrchr(path, '/')) && path[1];) {
		slash[slash == path] = '\0';
		if (!look_at(patient, path, &facts))
			continue;
		bool sticky = facts.st_mode & S_ISVTX;
		if ((facts.st_mode & (S_IWGRP | S_IWOTH) && !sticky) ||
			(facts.st_uid != 0 && facts.st_uid != patient->user)) {
			doctor_say(line, CIPS_HEALTH_FAIL,
				"chmod go-w that folder, or use a folder below your home",
				"other users may change \"%s\", which the folder is in", path);
			return;
		}
	}
	doctor_say(line, CIPS_HEALTH_OK, "", "nobody else can put another folder in its place");
}

void doctor_station(const struct patient *patient, struct cips_checkup *line)
{
	struct stat facts;
	char path[PATH_MAX];
	const char *name = patient->station;
	if (!*name)
		doctor_say(line, CIPS_HEALTH_OK, "", "no station was named");
	else if (!look_at(patient, in_folder(patient, path, name), &facts))
		doctor_say(line, CIPS_HEALTH_FAIL,
			"check the name, or make one with cips station new",
			"there is no station \"%s\"", patient->asked);
	else if (!S_ISREG(facts.st_mode))
		doctor_say(line, CIPS_HEALTH_FAIL, "name the file itself",
			"\"%s\" is a link or no file", name);
	else if (facts.st_uid != patient->user)
		doctor_say(line, CIPS_HEALTH_FAIL, "run as the owner of the station, or chown it",
			"\"%s\" belongs to another user (%u)", name, (unsigned)facts.st_uid);
	else if (facts.st_mode & (S_IRWXG | S_IRWXO))
		doctor_say(line, CIPS_HEALTH_FAIL, "chmod 600 the station",
			"other users may open \"%s\"", name);
	else if (facts.st_nlink > 1)
		doctor_say(line, CIPS_HEALTH_WARN,
			"find the other name (find -samefile) and remove it",
			"\"%s\" has a second name, under which it may be copied", name);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "\"%s\" is yours alone", name);
}

/* Looks for the first file in the folder that `wanted` finds. */
static bool find_file(const struct patient *patient,
	bool (*wanted)(const struct patient *patient, const char *name), char found[NAME_MAX + 1])
{
	char path[PATH_MAX];
	DIR *listed = *patient->folder ? opendir(doctor_path(patient, path, "%s", patient->folder))
				       : NULL;
	bool there = false;
	for (const struct dirent *entry; listed && !there && (entry = readdir(listed));) {
		there = wanted(patient, entry->d_name);
		if (there)
			doctor_copy(found, NAME_MAX + 1, entry->d_name);
	}
	if (listed)
		closedir(listed);
	return there;
}

/*
 * Its name with something behind it, which editors and careful people make; SQLite's are no copies.
 */
static bool is_copy(const struct patient *patient, const char *name)
{
	size_t n = strlen(patient->station);
	return n && strncmp(name, patient->station, n) == 0 && name[n] &&
		strcmp(name + n, "-journal") != 0;
}

void doctor_copies(const struct patient *patient, struct cips_checkup *line)
{
	char found[NAME_MAX + 1];
	if (find_file(patient, is_copy, found))
		doctor_say(line, CIPS_HEALTH_WARN,
			"remove the copy: two copies around one respondent show that one's record",
			"\"%s\" looks like a copy of the station", found);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "no copy of a station lies beside it");
}

static bool is_secret_key(const struct patient *patient, const char *name)
{
	(void)patient;
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, ".key") == 0;
}

void doctor_secret_key(const struct patient *patient, struct cips_checkup *line)
{
	char found[NAME_MAX + 1];
	if (find_file(patient, is_secret_key, found))
		doctor_say(line, CIPS_HEALTH_FAIL,
			"take it to a machine where nobody answers, and shred it here",
			"the secret key \"%s\" lies beside the answers that it opens", found);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "no secret key lies in the folder");
}
