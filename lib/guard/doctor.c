/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guard/doctor.h"

#include "guard/doctor_parts.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const struct {
	const char *name;
	doctor_check *check;
} checks[] = {
	{"folder", doctor_folder},
	{"folders-above", doctor_parents},
	{"station", doctor_station},
	{"copies", doctor_copies},
	{"secret-key", doctor_secret_key},
	{"file-system", doctor_file_system},
	{"disk", doctor_disk},
	{"space", doctor_space},
	{"swap", doctor_swap},
	{"locked-memory", doctor_locked_memory},
	{"core-dumps", doctor_core_dumps},
	{"debuggers", doctor_debuggers},
	{"landlock", doctor_landlock},
	{"seccomp", doctor_seccomp},
	{"faked-keys", doctor_faked_keys},
	{"sessions", doctor_sessions},
	{"clock", doctor_clock},
	{"terminal", doctor_terminal},
	{"screen", doctor_screen},
	{"locale", doctor_locale},
};

enum { CHECKS = sizeof checks / sizeof *checks };

void doctor_say(struct cips_checkup *line, enum cips_health health, const char *fix,
	const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(line->text, sizeof line->text, format, args);
	va_end(args);
	doctor_copy(line->fix, sizeof line->fix, fix);
	line->health = health;
}

void doctor_copy(char *out, size_t size, const char *text)
{
	size_t n = strnlen(text, size - 1);
	memcpy(out, text, n);
	out[n] = '\0';
}

static const char *path_under(
	const struct patient *patient, char out[PATH_MAX], const char *format, va_list args)
{
	doctor_copy(out, PATH_MAX, patient->root);
	size_t n = strlen(out);
	vsnprintf(out + n, PATH_MAX - n, format, args);
	return out;
}

const char *doctor_path(const struct patient *patient, char out[PATH_MAX], const char *format, ...)
{
	va_list args;
	va_start(args, format);
	path_under(patient, out, format, args);
	va_end(args);
	return out;
}

bool doctor_line(const struct patient *patient, char *out, size_t size, const char *format, ...)
{
	char name[PATH_MAX];
	va_list args;
	va_start(args, format);
	FILE *in = fopen(path_under(patient, name, format, args), "re");
	va_end(args);
	*out = '\0';
	if (!in)
		return false;
	if (fgets(out, (int)size, in))
		out[strcspn(out, "\n")] = '\0';
	fclose(in);
	return true;
}

/* Takes the root away again from a resolved path. */
static void without_root(const struct patient *patient, const char *resolved, char out[PATH_MAX])
{
	char root[PATH_MAX] = "";
	size_t n = *patient->root && realpath(patient->root, root) ? strlen(root) : 0;
	const char *rest = strncmp(resolved, root, n) == 0 ? resolved + n : resolved;
	doctor_copy(out, PATH_MAX, *rest ? rest : "/");
}

/* The folder itself, or the folder that the station is in or would be in. */
static void find_place(struct patient *patient, const char *station)
{
	char path[PATH_MAX], resolved[PATH_MAX];
	struct stat facts;
	doctor_copy(patient->asked, sizeof patient->asked, station);
	doctor_path(patient, path, "%s%s", *patient->root && *station != '/' ? "/" : "", station);
	if (stat(path, &facts) || !S_ISDIR(facts.st_mode)) {
		char *slash = strrchr(path, '/');
		doctor_copy(patient->station, sizeof patient->station, slash ? slash + 1 : path);
		if (!slash)
			strcpy(path, ".");
		else
			slash[slash == path] = '\0';
	}
	struct statvfs space;
	if (!realpath(path, resolved))
		return;
	without_root(patient, resolved, patient->folder);
	if (statvfs(resolved, &space) == 0)
		patient->free_bytes = (unsigned long long)space.f_bavail * space.f_frsize;
}

static void measure_screen(struct patient *patient)
{
	struct winsize size;
	for (int fd = 0; fd < 3 && !patient->rows; fd++) {
		if (ioctl(fd, TIOCGWINSZ, &size) == 0) {
			patient->rows = size.ws_row;
			patient->columns = size.ws_col;
		}
	}
}

void doctor_meet(struct patient *patient, const char *root, const char *station)
{
	*patient = (struct patient){
		.root = root,
		.user = geteuid(),
		.now = time(NULL),
		.term = getenv("TERM"),
		.codeset = nl_langinfo(CODESET),
	};
	find_place(patient, station ? station : ".");
	measure_screen(patient);
}

size_t doctor_ask(const struct patient *patient, const struct cips_checkup **lines)
{
	static struct cips_checkup answers[CHECKS];
	memset(answers, 0, sizeof answers);
	for (size_t i = 0; i < CHECKS; i++) {
		answers[i].name = checks[i].name;
		checks[i].check(patient, &answers[i]);
	}
	*lines = answers;
	return CHECKS;
}

size_t cips_guard_doctor(const char *root, const char *station, const struct cips_checkup **lines)
{
	struct patient patient;
	doctor_meet(&patient, root, station);
	return doctor_ask(&patient, lines);
}
