/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interview is a program of its own, cips-collect: it keeps answers in memory, and the less
 * else is in that memory the better. This command becomes that program.
 */
#include "commands.h"
#include "messages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 4096 };

/* Where it is, seen from the folder of the running program: installed, and in the build tree. */
static const char *const places[] = {"cips-collect", "../tui/cips-collect"};

/* The folder of the running program; where the system does not tell, the one it is installed in. */
static void own_folder(char folder[PATH])
{
	ssize_t n = readlink("/proc/self/exe", folder, PATH - 1);
	folder[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	else
		snprintf(folder, PATH, "%s", BINDIR);
}

static void pass_option(
	const struct invocation *invocation, enum option option, const char **argv, size_t *n)
{
	const char *value = invocation->options[option];
	if (!value)
		return;
	argv[(*n)++] = option_rows[option].name;
	if (option_rows[option].value)
		argv[(*n)++] = value;
}

/* The same words for the other program. */
static void pass_words(const struct invocation *invocation, const char **argv)
{
	size_t n = 0;
	argv[n++] = "cips-collect";
	for (size_t i = 0; invocation->command->options[i] != OPTIONS; i++)
		pass_option(invocation, invocation->command->options[i], argv, &n);
	pass_option(invocation, OPTION_COLOR, argv, &n);
	argv[n++] = "--";
	for (size_t i = 0; i < invocation->n_args; i++)
		argv[n++] = invocation->args[i];
	argv[n] = NULL;
}

static enum cips_rc cmd_collect(const struct invocation *invocation, struct cips_err *err)
{
	const char *argv[2 * MAX_OPTIONS + 8];
	char folder[PATH], path[PATH + 32];
	int reason = ENOENT;
	pass_words(invocation, argv);
	own_folder(folder);
	for (size_t i = 0; i < sizeof places / sizeof *places && reason == ENOENT; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, places[i]);
		execv(path, (char *const *)argv);
		reason = errno;
	}
	err->rc = CIPS_SYSTEM;
	if (reason == ENOENT) {
		snprintf(err->text, sizeof err->text,
			"cips-collect, which asks the questions, is not in %.400s", folder);
		snprintf(err->hint, sizeof err->hint,
			"it belongs beside cips: install cips as a whole");
	} else {
		snprintf(err->text, sizeof err->text, "%.400s cannot be started: %s", path,
			strerror(reason));
	}
	return CIPS_SYSTEM;
}

const struct command command_collect = {
	.name = "collect",
	.args = "X.station",
	.min_args = 0,
	.max_args = 1,
	.summary = "ask the questions at a terminal",
	.description =
		"Asks one respondent after the other and seals what they hand in, until the "
		"organiser ends it with the passphrase of the station. Starts cips-collect, "
		"whose manual lists the keys. With --practice a form is tried out and nothing is "
		"stored.",
	.examples = "cips collect keld.station\n"
		    "cips collect keld.station --resume --spare /media/stick\n"
		    "cips collect keld.station --plain --lang fr\n"
		    "cips collect --practice officials.md --units units.csv\n",
	.run = cmd_collect,
	.options = {OPTION_PRACTICE, OPTION_UNITS, OPTION_PLAIN, OPTION_ASSISTED, OPTION_RESUME,
		OPTION_SPARE, OPTION_SCREEN_LANG, OPTION_ASCII, OPTION_IDLE,
		OPTION_ALLOW_UNSANDBOXED, OPTIONS},
};
