/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cips: one program, one command a task. The exit status is the enum cips_rc of the command.
 */
#include "help.h"
#include "messages.h"
#include "parse.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* Everything was said on stdout, or it was not. */
static enum cips_rc flush_output(enum cips_rc rc, struct cips_err *err)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return rc;
	err->rc = CIPS_SYSTEM;
	err->hint[0] = '\0';
	snprintf(err->text, sizeof err->text, "standard output cannot be written: %s",
		strerror(errno));
	return CIPS_SYSTEM;
}

static enum cips_rc run(int argc, char **argv, const char **args, struct cips_err *err)
{
	struct invocation invocation;
	if (argc == 0 || (argc == 1 && strcmp(argv[0], "--help") == 0)) {
		print_commands(argc ? stdout : stderr);
		if (argc)
			return CIPS_OK;
		err->text[0] = '\0';
		return CIPS_USAGE;
	}
	if (argc == 1 && strcmp(argv[0], "--version") == 0) {
		printf("cips %s\n", CIPS_VERSION);
		return CIPS_OK;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0 && print_group(argv[0], stdout))
		return CIPS_OK;
	enum cips_rc rc = parse(argc, argv, args, &invocation, err);
	if (rc)
		return rc;
	if (invocation.options[OPTION_HELP]) {
		print_help(invocation.command, stdout);
		return CIPS_OK;
	}
	invocation.colour = colour_wanted(invocation.options[OPTION_COLOR], stdout);
	rc = cips_start(err);
	return rc ? rc : invocation.command->run(&invocation, err);
}

int main(int argc, char **argv)
{
	/* Letters as the user's; numbers always with a decimal point. */
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	const char **args = calloc((size_t)argc + 1, sizeof *args);
	if (!args)
		return CIPS_SYSTEM;
	struct cips_err err = {0};
	enum cips_rc rc = run(argc - 1, argv + 1, args, &err);
	rc = flush_output(rc, &err);
	free(args);
	if (rc > CIPS_FINDINGS && *err.text)
		print_error(&err);
	return (int)rc;
}
