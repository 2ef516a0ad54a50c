/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a passphrase: from the terminal without showing it, or from a file. Never from the
 * command line or the environment, which other processes can read.
 */
#ifndef CIPS_CLI_PASSPHRASE_H
#define CIPS_CLI_PASSPHRASE_H

#include "cips.h"

enum { PASSPHRASE_ROOM = 1024 };

/*
 * Reads one line into `out` (`size` bytes with the NUL), without its end. From `file` ("-":
 * standard input; the value of --passphrase-file), or (NULL) from the terminal, asked for as
 * "Passphrase of `what`: ", `twice` for a new one. CIPS_USAGE when there is no terminal to ask at,
 * CIPS_INPUT when the line is empty or too long, or the two are not the same. A signal that ends or
 * stops the program does so with the terminal as it was. The caller wipes `out` with
 * explicit_bzero() when it is done; on failure it is wiped already.
 */
enum cips_rc read_passphrase(const char *what, const char *file, bool twice, char *out, size_t size,
	struct cips_err *err);

#endif
