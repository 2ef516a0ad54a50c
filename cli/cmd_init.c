/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"

#include <stdlib.h>
#include <string.h>

static enum cips_rc cmd_init(const struct invocation *invocation, struct cips_err *err)
{
	const char *const *options = invocation->options;
	struct cips_init_options init = {
		.title = options[OPTION_TITLE],
		.public_data = options[OPTION_PUBLIC_DATA] != NULL,
	};
	if (options[OPTION_MIN_GROUP]) {
		char *end;
		unsigned long n = strtoul(options[OPTION_MIN_GROUP], &end, 10);
		if (!*options[OPTION_MIN_GROUP] || *end || n < 1 || n > 1000000 ||
			options[OPTION_MIN_GROUP][0] == '-')
			return usage(err, "a whole number, 5 or more",
				"--min-group does not take \"%s\"", options[OPTION_MIN_GROUP]);
		init.min_group = (unsigned)n;
	}
	enum cips_rc rc = cips_init(invocation->args[0], &init, err);
	if (rc)
		return rc;
	fputs("created ", stdout);
	print_clean(stdout, invocation->args[0]);
	puts(init.public_data ? " (public data: no disclosure control)" : "");
	return CIPS_OK;
}

const struct command command_init = {
	.name = "init",
	.args = "FILE.cips",
	.min_args = 1,
	.max_args = 1,
	.summary = "create a survey file",
	.description = "Creates an empty survey file for one administration. The minimum group is "
		       "frozen at the first response. An existing file is never overwritten.",
	.examples = "cips init arcadia.cips --title \"Customs Service of Arcadia\"\n"
		    "cips init open.cips --public-data\n",
	.run = cmd_init,
	.options = {OPTION_TITLE, OPTION_MIN_GROUP, OPTION_PUBLIC_DATA, OPTIONS},
};
