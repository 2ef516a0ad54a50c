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

extern const struct command commands[];
extern const size_t commands_n;

/* The commands, each in the file of its first word. */
enum cips_rc cmd_init(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_instrument_check(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_instrument_show(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_instrument_diff(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_instrument_add(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_units_load(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_headcount_load(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_import(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_batch_list(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_batch_show(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_batch_undo(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_freq(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_crosstab(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_response(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_quality(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_plan(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_gap(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_weight(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_agreement(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_scale(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_compare(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_shrink(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_drivers(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_key_new(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_simulate(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_station_new(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_station_status(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_bundle(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_merge(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_open(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_token_new(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_collect(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_doctor(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_verify(const struct invocation *invocation, struct cips_err *err);
enum cips_rc cmd_help(const struct invocation *invocation, struct cips_err *err);

#endif
