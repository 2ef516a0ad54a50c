/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What cips-collect was called with.
 */
#ifndef CIPS_TUI_OPTIONS_H
#define CIPS_TUI_OPTIONS_H

#include "app.h"

enum option {
#define OPTION(id, name, value, help) OPTION_##id,
#include "options.def"
#undef OPTION
	OPTIONS,
};

struct option_row {
	const char *name;
	const char *value; /* NULL: a switch */
	const char *help;
};

extern const struct option_row option_rows[OPTIONS];

struct call {
	const char *station;	     /* NULL: a form to practise with, or neither is needed */
	const char *values[OPTIONS]; /* the value; "" for a switch; NULL when not given */
	int idle_seconds;	     /* 0: not given */
};

/*
 * Options are never abbreviated; `--name value` and `--name=value` are the same. CIPS_USAGE with a
 * hint.
 */
enum cips_rc options_parse(int argc, char **argv, struct call *call, struct cips_err *err);

/* Whether colours are forbidden, by an option or by NO_COLOR. */
bool options_no_colour(const struct call *call);

/* The text of --help, and the manual page cips-collect(1). */
void manual_help(FILE *out);
void manual_page(FILE *out);

#endif
