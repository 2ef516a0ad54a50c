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

enum cips_rc cmd_key_new(const struct invocation *invocation, struct cips_err *err)
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
