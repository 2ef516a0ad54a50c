/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What several commands have in common: reading options, writing a document, loading a table.
 */
#ifndef CIPS_CLI_OUTPUT_H
#define CIPS_CLI_OUTPUT_H

#include "commands.h"

/* Whether the option was given with this value. */
bool option_is(const struct invocation *invocation, enum option option, const char *value);

/*
 * A whole number from 1, `n` as it was where the option is not given; what the library makes of a
 * large one it says itself.
 */
enum cips_rc read_count(const struct invocation *invocation, enum option option, unsigned long *n,
	struct cips_err *err);

/* The selection from the options that all of them take. */
struct cips_selection selection_of(const struct invocation *invocation);

/* The method of --adjust. */
enum cips_adjust adjust_of(const struct invocation *invocation);

/* How text is laid out on this terminal. */
struct cips_write_options layout_of(const struct invocation *invocation);

/* Checks --format and -o before any work is done; *format is the one to write. */
enum cips_rc choose_format(
	const struct invocation *invocation, const char **format, struct cips_err *err);

/* Writes the document to stdout or to the file of -o, and frees it. */
enum cips_rc write_document(const struct invocation *invocation, const char *format,
	struct cips_document *document, struct cips_err *err);

/* Says on stderr that the file has been written. */
void say_wrote(const char *path);

/*
 * Opens the survey file named first, has `make` make a document of it, and writes that to stdout or
 * to the file of -o, in the format asked for.
 */
typedef enum cips_rc make_function(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err);
enum cips_rc tabulate(
	const struct invocation *invocation, make_function *make, struct cips_err *err);

/*
 * Loads the table named second into the survey file named first, and says how many `what` there
 * were.
 */
typedef enum cips_rc load_function(struct cips_survey *survey, const char *path, size_t *n,
	struct cips_findings *findings, struct cips_err *err);
enum cips_rc load_table(const struct invocation *invocation, load_function *load_file,
	const char *what, struct cips_err *err);

#endif
