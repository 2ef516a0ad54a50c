/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the words on the command line to an invocation.
 */
#ifndef CIPS_CLI_PARSE_H
#define CIPS_CLI_PARSE_H

#include "commands.h"

/*
 * Parses argv. `args` has room for argc words and holds those that are no options. Options are
 * never abbreviated; `--name value` and `--name=value` are the same, and `--` ends them. CIPS_USAGE
 * with a hint otherwise.
 */
enum cips_rc parse(int argc, char **argv, const char **args, struct invocation *invocation,
	struct cips_err *err);

/*
 * The values of an option that may be given more than once, in their order: at most MAX_REPEATED.
 */
size_t values_of(
	const struct invocation *invocation, enum option option, const char *values[MAX_REPEATED]);

/* Whether the command takes the option (--color and --help go with all). */
bool takes_option(const struct command *command, enum option option);

#endif
