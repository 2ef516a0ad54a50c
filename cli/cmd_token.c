/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

enum { SMALL_BOX = 50 }; /* slips: with fewer, chance hides nobody */

static void warn(unsigned long n)
{
	if (n >= SMALL_BOX)
		return;
	fprintf(stderr,
		"warning: %lu slip%s: a small box protects nobody. Who hands the slips out can guess\n"
		"who has which; put those of several posts together, so that each person draws\n"
		"from %d or more.\n",
		n, n == 1 ? "" : "s", SMALL_BOX);
}

enum cips_rc cmd_token_new(const struct invocation *invocation, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_OUTPUT];
	const char *language = invocation->options[OPTION_SLIP_LANG];
	unsigned long n = 0;
	if (!invocation->options[OPTION_SLIPS])
		return usage(err, "say how many people may answer: -n 120", "token new needs -n N");
	enum cips_rc rc = read_count(invocation, OPTION_SLIPS, &n, err);
	if (!rc)
		rc = path ? cips_token_new_file(n, language, path, err)
			  : cips_token_new(n, language, stdout, err);
	if (rc)
		return rc;
	if (path)
		say_wrote(path);
	warn(n);
	return CIPS_OK;
}
