/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command table: one row is one command. The parser, `--help`, the manual and the completion
 * are made from it.
 */
#ifndef CIPS_CLI_COMMANDS_H
#define CIPS_CLI_COMMANDS_H

#include "cips.h"

enum option {
#define OPTION(id, name, value, choices, help) OPTION_##id,
#include "options.def"
#undef OPTION
	OPTIONS
};

struct option_row {
	const char *name;
	const char *value;   /* NULL: a switch */
	const char *choices; /* NULL: any value */
	const char *help;
};

extern const struct option_row option_rows[OPTIONS];

/* The value of an option that may be given more than once. */
struct repeated {
	enum option option;
	const char *value;
};

enum { MAX_REPEATED = 8 };

/* What the user typed, after parsing. */
struct invocation {
	const struct command *command;
	const char *const *args; /* the words that are no options */
	size_t n_args;
	const char *options[OPTIONS]; /* the value; "" for a switch; NULL when not given */
	struct repeated repeated[MAX_REPEATED]; /* as typed; their first ones are in options too */
	size_t n_repeated;
	bool colour; /* on stdout */
};

enum { MAX_OPTIONS = 24 };

struct command {
	const char *name; /* "instrument add" */
	const char *args; /* "FILE.cips FORM" */
	size_t min_args;
	size_t max_args;
	const char *summary;	 /* one line */
	const char *description; /* a paragraph for help and manual */
	const char *examples;	 /* lines */
	enum cips_rc (*run)(const struct invocation *invocation, struct cips_err *err);
	enum option options[MAX_OPTIONS]; /* besides --color and --help; ends with OPTIONS */
};

/* All of them, in the order of the help. */
extern const struct command *const commands[];
extern const size_t commands_n;

/* The options of every command that reads answers. */
#define SELECTION                                                                     \
	OPTION_INSTRUMENT, OPTION_WAVE, OPTION_LANG, OPTION_SCALE, OPTION_SCORE_RULE, \
		OPTION_WEIGHTS, OPTION_FPC, OPTION_FORMAT, OPTION_OUTPUT

/* What every table of them takes. */
#define TABLE SELECTION, OPTION_WITHOUT_FLAGGED

/* How people were drawn. */
#define DESIGN OPTION_DESIGN, OPTION_VARIANCE, OPTION_DRAW_SEED, OPTION_REPLICATES

/* The commands, each in the file of its first word. */
#define COMMAND(id) extern const struct command command_##id;
#include "commands.def"
#undef COMMAND

#endif
