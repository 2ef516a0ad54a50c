/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "passphrase.h"

#include <string.h>

static void warn(const char *name)
{
	fflush(stdout);
	fputs("Without ", stderr);
	print_clean(stderr, name);
	fputs(".key and its passphrase nobody can ever read the answers.\n"
	      "Keep two copies of that file at two places, never on a machine that collects,\n"
	      "and rehearse with a few answers before the survey begins.\n",
		stderr);
}

static enum cips_rc cmd_key_new(const struct invocation *invocation, struct cips_err *err)
{
	const char *name = invocation->args[0];
	char passphrase[PASSPHRASE_ROOM], fingerprint[CIPS_FINGERPRINT];
	enum cips_rc rc =
		read_passphrase("the new secret key", invocation->options[OPTION_PASSPHRASE_FILE],
			true, passphrase, sizeof passphrase, err);
	if (rc)
		return rc;
	rc = cips_key_new(name, passphrase, fingerprint, err);
	explicit_bzero(passphrase, sizeof passphrase);
	if (rc)
		return rc;
	fputs("created ", stdout);
	print_clean(stdout, name);
	fputs(".key (secret: it opens) and ", stdout);
	print_clean(stdout, name);
	printf(".pub (public: it seals)\nfingerprint %s\n", fingerprint);
	warn(name);
	return CIPS_OK;
}

const struct command command_key_new = {
	.name = "key new",
	.args = "NAME",
	.min_args = 1,
	.max_args = 1,
	.summary = "make a pair of keys for sealed collection",
	.description =
		"Writes NAME.pub, which seals answers and goes with the stations, and NAME.key, "
		"which opens them. NAME.key is locked with a passphrase, taken as it is typed: "
		"without that file and its passphrase nobody can ever read the answers. Keep "
		"two copies of it at two places, never on a machine that collects, and rehearse "
		"with a few answers before the survey. The fingerprint is for reading out: who gets "
		"NAME.pub compares it with the one who made it. With two keys, made by two "
		"people, neither can open the answers alone.",
	.examples = "cips key new arcadia\n"
		    "cips key new auditor --passphrase-file passphrase.txt\n",
	.run = cmd_key_new,
	.options = {OPTION_PASSPHRASE_FILE, OPTIONS},
};
