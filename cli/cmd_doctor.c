/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"

#include <string.h>

static void print_line(const struct cips_checkup *line)
{
	static const char *const words[] = {
		[CIPS_HEALTH_OK] = "ok", [CIPS_HEALTH_WARN] = "warn", [CIPS_HEALTH_FAIL] = "FAIL"};
	printf("%-4s %s: ", words[line->health], line->name);
	print_clean(stdout, line->text);
	putchar('\n');
	if (*line->fix)
		printf("     fix: %s\n", line->fix);
}

static void print_lines(const struct cips_checkup *lines, size_t n)
{
	size_t counts[CIPS_HEALTH_FAIL + 1] = {0};
	for (size_t i = 0; i < n; i++) {
		print_line(&lines[i]);
		counts[lines[i].health]++;
	}
	size_t fails = counts[CIPS_HEALTH_FAIL], warns = counts[CIPS_HEALTH_WARN];
	if (fails + warns)
		printf("%zu failed, %zu warning%s\n", fails, warns, warns == 1 ? "" : "s");
	else
		puts("all is well");
}

/* The lines are what was asked for: they go to stdout. */
static enum cips_rc cmd_doctor(const struct invocation *invocation, struct cips_err *err)
{
	const char *format = invocation->options[OPTION_LIST_FORMAT];
	const struct cips_checkup *lines;
	size_t n = cips_doctor(invocation->n_args ? invocation->args[0] : NULL, &lines);
	size_t unwell = 0;
	for (size_t i = 0; i < n; i++)
		unwell += lines[i].health != CIPS_HEALTH_OK;
	if (format && strcmp(format, "json") == 0) {
		enum cips_rc rc = cips_doctor_write_json(lines, n, stdout, err);
		if (rc)
			return rc;
	} else {
		print_lines(lines, n);
	}
	return unwell ? CIPS_FINDINGS : CIPS_OK;
}

const struct command command_doctor = {
	.name = "doctor",
	.args = "[FILE.station]",
	.min_args = 0,
	.max_args = 1,
	.summary = "is this machine fit to keep a secret",
	.description =
		"Looks at the station (or a folder for one; without it the working "
		"directory), at the disk below it, at what the kernel lets other programs "
		"do and what it can do for this one, and at the terminal. A line for each, "
		"and for what is not well a fix: fail means that answers or who gave them "
		"may come to light or be lost, warn that you should know. Run it as the user "
		"and in the terminal that will collect. The status is 0 when all is well, "
		"else 1.",
	.examples = "cips doctor airport.station\n"
		    "cips doctor --format json\n",
	.run = cmd_doctor,
	.options = {OPTION_LIST_FORMAT, OPTIONS},
};
