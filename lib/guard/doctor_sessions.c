/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who else is at the machine: by the login manager's list, or where there is none by the older list
 * of logins.
 */
#include "guard/doctor_parts.h"

#include <dirent.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

struct company {
	size_t others; /* logins of other users */
	size_t remote; /* logins over a network, whoever's */
};

/* One login of the login manager: lines of NAME=VALUE. */
static void read_session(const struct patient *patient, const char *path, struct company *company)
{
	char text[512];
	bool person = true, remote = false, other = false;
	FILE *in = fopen(path, "re");
	while (in && fgets(text, sizeof text, in)) {
		if (strncmp(text, "UID=", 4) == 0)
			other = strtoul(text + 4, NULL, 10) != patient->user;
		else if (strncmp(text, "REMOTE=", 7) == 0)
			remote = text[7] == '1';
		else if (strncmp(text, "CLASS=", 6) == 0)
			person = strncmp(text + 6, "user", 4) == 0;
	}
	if (in)
		fclose(in);
	company->remote += person && remote;
	company->others += person && other && !remote;
}

/* False when there is no list. */
static bool read_sessions(const struct patient *patient, struct company *company)
{
	static const char place[] = "/run/systemd/sessions";
	char path[PATH_MAX];
	DIR *listed = opendir(doctor_path(patient, path, "%s", place));
	if (!listed)
		return false;
	for (const struct dirent *entry; (entry = readdir(listed));) {
		if (*entry->d_name == '.' || strchr(entry->d_name, '.'))
			continue;
		read_session(patient, doctor_path(patient, path, "%s/%s", place, entry->d_name),
			company);
	}
	closedir(listed);
	return true;
}

static void read_logins(const struct patient *patient, struct company *company)
{
	char path[PATH_MAX];
	struct utmpx login;
	const struct passwd *self = getpwuid(patient->user);
	const char *name = self ? self->pw_name : "";
	FILE *in = fopen(doctor_path(patient, path, "/run/utmp"), "re");
	while (in && fread(&login, sizeof login, 1, in) == 1) {
		doctor_path(patient, path, "/proc/%d", (int)login.ut_pid);
		if (login.ut_type != USER_PROCESS || access(path, F_OK))
			continue; /* none, or one that ended without a word */
		bool remote = *login.ut_host && *login.ut_host != ':';
		bool other = strncmp(login.ut_user, name, sizeof login.ut_user) != 0;
		company->remote += remote;
		company->others += other && !remote;
	}
	if (in)
		fclose(in);
}

void doctor_sessions(const struct patient *patient, struct cips_checkup *line)
{
	struct company company = {0};
	if (!read_sessions(patient, &company))
		read_logins(patient, &company);
	if (company.remote)
		doctor_say(line, CIPS_HEALTH_WARN,
			"take the machine off the network, or stop the ssh server",
			"%zu login%s over the network", company.remote,
			company.remote == 1 ? "" : "s");
	else if (company.others)
		doctor_say(line, CIPS_HEALTH_WARN, "have them log out before people answer",
			"%zu login%s of other users", company.others,
			company.others == 1 ? "" : "s");
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "nobody else is logged in");
}
