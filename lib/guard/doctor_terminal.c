/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the screens can be shown. Without them there is the plain mode, so nothing fails.
 */
#include "guard/doctor_parts.h"

#include <string.h>
#include <unistd.h>

enum { ROWS = 24, COLUMNS = 80 };

#define PLAIN_FIX "set TERM to the kind of the terminal, or collect with --plain"

/* A description lies in a folder named by its first letter, or by the number of that. */
static bool is_described(const struct patient *patient, const char *term)
{
	static const char *const places[] = {
		"/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo"};
	char path[PATH_MAX];
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		doctor_path(patient, path, "%s/%c/%s", places[i], *term, term);
		if (access(path, R_OK) == 0)
			return true;
		doctor_path(patient, path, "%s/%02x/%s", places[i], (unsigned char)*term, term);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

void doctor_terminal(const struct patient *patient, struct cips_checkup *line)
{
	const char *term = patient->term;
	if (!term || !*term)
		doctor_say(line, CIPS_HEALTH_WARN, PLAIN_FIX, "TERM is not set");
	else if (strcmp(term, "dumb") == 0)
		doctor_say(
			line, CIPS_HEALTH_WARN, PLAIN_FIX, "the terminal \"dumb\" has no screens");
	else if (strchr(term, '/') || !is_described(patient, term))
		doctor_say(line, CIPS_HEALTH_WARN,
			"install its description (ncurses-term), or collect with --plain",
			"the terminal \"%s\" is not described on this machine", term);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "the terminal \"%s\" is known", term);
}

void doctor_screen(const struct patient *patient, struct cips_checkup *line)
{
	if (!patient->rows || !patient->columns)
		doctor_say(line, CIPS_HEALTH_OK, "", "not looked at: this is no terminal");
	else if (patient->rows < ROWS || patient->columns < COLUMNS)
		doctor_say(line, CIPS_HEALTH_WARN, "make the window larger, or the letters smaller",
			"the screen has %d columns and %d rows; 80 and 24 are wanted",
			patient->columns, patient->rows);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "the screen has %d columns and %d rows",
			patient->columns, patient->rows);
}

void doctor_locale(const struct patient *patient, struct cips_checkup *line)
{
	char path[PATH_MAX];
	if (strcmp(patient->codeset, "UTF-8") == 0) {
		doctor_say(line, CIPS_HEALTH_OK, "", "letters of every language can be shown");
		return;
	}
	bool there = access(doctor_path(patient, path, "/usr/lib/locale/C.utf8"), F_OK) == 0;
	doctor_say(line, CIPS_HEALTH_WARN,
		there ? "export LC_ALL=C.UTF-8" : "install a UTF-8 locale (package locales)",
		"the locale has %s letters, not UTF-8", patient->codeset);
}
