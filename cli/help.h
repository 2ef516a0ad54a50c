/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help, manual and completion, all from the command table.
 */
#ifndef CIPS_CLI_HELP_H
#define CIPS_CLI_HELP_H

#include "commands.h"

void print_commands(FILE *out);

/* The commands that begin with the word, each with its arguments; whether there are any. */
bool print_group(const char *word, FILE *out);
void print_help(const struct command *command, FILE *out);
void print_manual(FILE *out);	  /* man page cips(1) */
void print_completion(FILE *out); /* for bash */

#endif
