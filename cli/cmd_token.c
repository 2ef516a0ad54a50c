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

static enum cips_rc cmd_token_new(const struct invocation *invocation, struct cips_err *err)
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

const struct command command_token_new = {
	.name = "token new",
	.args = "-n N",
	.min_args = 0,
	.max_args = 0,
	.summary = "print slips with tokens: who draws one answers once",
	.description =
		"Prints N slips, each with a token, to be cut and drawn from a box, so that "
		"nobody knows who has which. Stations that are made with the same slips "
		"(station new --tokens) ask for a token at the end and take each of them once; "
		"one that is used at two stations is found when the boxes are opened. The last "
		"two characters of a token check the others: a slip of a finger is noticed. A "
		"file of slips is for its owner alone and overwrites none: print it, make the "
		"stations, and delete it. A box of under 50 slips protects nobody.",
	.examples = "cips token new -n 120 -o slips.txt\n"
		    "cips token new -n 120 --lang fr -o billets.txt\n",
	.run = cmd_token_new,
	.options = {OPTION_SLIPS, OPTION_SLIP_LANG, OPTION_OUTPUT, OPTIONS},
};
