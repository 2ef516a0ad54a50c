/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the kernel lets others do, and what it can do for us.
 */
#include "guard/doctor_parts.h"
#include "guard/locks.h"

#include <stdlib.h>
#include <string.h>

enum { LOCKED_WANTED = 1024 * 1024, YEAR_FIRST = 2024, YEAR_LAST = 2100 };

void doctor_locked_memory(const struct patient *patient, struct cips_checkup *line)
{
	static const char head[] = "Max locked memory";
	char path[PATH_MAX], text[256];
	FILE *in = fopen(doctor_path(patient, path, "/proc/self/limits"), "re");
	unsigned long long most = 0;
	while (in && fgets(text, sizeof text, in)) {
		const char *soft = text + sizeof head - 1;
		if (strncmp(text, head, sizeof head - 1) == 0)
			most = strstr(soft, "unlimited") == soft + strspn(soft, " ")
				? ULLONG_MAX
				: strtoull(soft, NULL, 10);
	}
	if (in)
		fclose(in);
	if (most < LOCKED_WANTED)
		doctor_say(line, CIPS_HEALTH_WARN,
			"raise it: \"* - memlock 8192\" in /etc/security/limits.conf",
			"only %llu KiB of memory may be kept from swap", most / 1024);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "answers can be kept from swap");
}

void doctor_core_dumps(const struct patient *patient, struct cips_checkup *line)
{
	char pattern[128];
	doctor_line(patient, pattern, sizeof pattern, "/proc/sys/kernel/core_pattern");
	if (*pattern == '|')
		doctor_say(line, CIPS_HEALTH_WARN, "as root: sysctl kernel.core_pattern=core",
			"dumps of programs that crash, such as the terminal, go to %s whatever the "
			"limit",
			pattern + 1);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "no program collects dumps");
}

void doctor_debuggers(const struct patient *patient, struct cips_checkup *line)
{
	char scope[8];
	doctor_line(patient, scope, sizeof scope, "/proc/sys/kernel/yama/ptrace_scope");
	if (*scope >= '1' && *scope <= '3')
		doctor_say(line, CIPS_HEALTH_OK, "", "programs cannot debug one another");
	else
		doctor_say(line, CIPS_HEALTH_WARN,
			*scope ? "as root: sysctl kernel.yama.ptrace_scope=1"
			       : "use a kernel with Yama, and kernel.yama.ptrace_scope=1",
			"programs of one user may debug one another; one that debugs the terminal "
			"reads the keys");
}

void doctor_landlock(const struct patient *patient, struct cips_checkup *line)
{
	(void)patient;
	int version = cips_guard_landlock_version();
	if (version)
		doctor_say(line, CIPS_HEALTH_OK, "", "Landlock %d is there", version);
	else
		doctor_say(line, CIPS_HEALTH_FAIL,
			"use a Linux kernel from 5.13 on, with landlock in its list lsm=",
			"the kernel cannot shut the program into its folder (Landlock)");
}

void doctor_seccomp(const struct patient *patient, struct cips_checkup *line)
{
	(void)patient;
	if (cips_guard_seccomp_there())
		doctor_say(line, CIPS_HEALTH_OK, "", "filters on calls are there");
	else
		doctor_say(line, CIPS_HEALTH_FAIL, "use a Linux kernel built with SECCOMP_FILTER",
			"the kernel cannot take calls away from the program (seccomp)");
}

/* A kernel without the switch is older than it; there the program's own filter is what helps. */
void doctor_faked_keys(const struct patient *patient, struct cips_checkup *line)
{
	char legacy[8];
	doctor_line(patient, legacy, sizeof legacy, "/proc/sys/dev/tty/legacy_tiocsti");
	if (*legacy == '1')
		doctor_say(line, CIPS_HEALTH_WARN, "as root: sysctl dev.tty.legacy_tiocsti=0",
			"programs may fake keys in the terminal they run in (TIOCSTI)");
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "%s",
			*legacy ? "no program can fake keys"
				: "this kernel has no switch against faked keys");
}

void doctor_clock(const struct patient *patient, struct cips_checkup *line)
{
	struct tm day;
	long year = gmtime_r(&patient->now, &day) ? day.tm_year + 1900L : 0;
	if (year < YEAR_FIRST || year > YEAR_LAST)
		doctor_say(line, CIPS_HEALTH_WARN,
			"set the clock: dates in answers are checked by it", "the clock says %ld",
			year);
	else
		doctor_say(line, CIPS_HEALTH_OK, "", "the clock says %ld", year);
}
