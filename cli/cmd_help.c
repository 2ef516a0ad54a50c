/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "help.h"
#include "messages.h"

#include <string.h>

static enum cips_rc cmd_help(const struct invocation *invocation, struct cips_err *err)
{
	if (invocation->options[OPTION_MAN]) {
		print_manual(stdout);
		return CIPS_OK;
	}
	if (invocation->options[OPTION_COMPLETION]) {
		print_completion(stdout);
		return CIPS_OK;
	}
	if (!invocation->n_args) {
		print_commands(stdout);
		return CIPS_OK;
	}
	char name[128];
	snprintf(name, sizeof name, "%.60s%s%.60s", invocation->args[0],
		invocation->n_args > 1 ? " " : "",
		invocation->n_args > 1 ? invocation->args[1] : "");
	size_t shown = 0, length = strlen(name);
	for (size_t c = 0; c < commands_n; c++) {
		bool same = strcmp(commands[c]->name, name) == 0;
		bool inside = strncmp(commands[c]->name, name, length) == 0 &&
			commands[c]->name[length] == ' ';
		if (!same && !inside)
			continue;
		if (shown++)
			putchar('\n');
		print_help(commands[c], stdout);
	}
	return shown
		? CIPS_OK
		: usage(err, "cips help lists the commands", "there is no command \"%s\"", name);
}

const struct command command_help = {
	.name = "help",
	.args = "[COMMAND...]",
	.min_args = 0,
	.max_args = 2,
	.summary = "show what a command does",
	.description = "Without a command: the list of commands.",
	.examples = "cips help gap\n"
		    "cips help --man | man -l -\n",
	.run = cmd_help,
	.options = {OPTION_MAN, OPTION_COMPLETION, OPTIONS},
};
