/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"

#include "messages.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 40, LARGEST_WIDTH = 1000 };

bool option_is(const struct invocation *invocation, enum option option, const char *value)
{
	const char *given = invocation->options[option];
	return given && strcmp(given, value) == 0;
}

enum cips_rc read_count(const struct invocation *invocation, enum option option, unsigned long *n,
	struct cips_err *err)
{
	const char *text = invocation->options[option];
	if (!text)
		return CIPS_OK;
	errno = 0;
	*n = strtoul(text, NULL, 10);
	if (*text && !text[strspn(text, "0123456789")] && !errno && *n)
		return CIPS_OK;
	return usage(err, "a whole number, 1 or more", "%s does not take \"%s\"",
		option_rows[option].name, text);
}

struct cips_selection selection_of(const struct invocation *invocation)
{
	const char *const *options = invocation->options;
	return (struct cips_selection){
		.instrument = options[OPTION_INSTRUMENT],
		.wave = options[OPTION_WAVE],
		.language = options[OPTION_LANG],
		.scale_100 = option_is(invocation, OPTION_SCALE, "100"),
		.score_rule = option_is(invocation, OPTION_SCORE_RULE, "item")
			? CIPS_RULE_ITEM
			: CIPS_RULE_RESPONDENT,
		.weights = options[OPTION_WEIGHTS],
		.without_flagged = options[OPTION_WITHOUT_FLAGGED] != NULL,
		.fpc = option_is(invocation, OPTION_FPC, "yes")	  ? CIPS_FPC_YES
			: option_is(invocation, OPTION_FPC, "no") ? CIPS_FPC_NO
								  : CIPS_FPC_DEFAULT,
		.interval = option_is(invocation, OPTION_INTERVAL, "logit") ? CIPS_INTERVAL_LOGIT
			: option_is(invocation, OPTION_INTERVAL, "korn-graubard")
			? CIPS_INTERVAL_KORN_GRAUBARD
			: CIPS_INTERVAL_WILSON,
	};
}

enum cips_adjust adjust_of(const struct invocation *invocation)
{
	return option_is(invocation, OPTION_ADJUST, "holm")    ? CIPS_ADJUST_HOLM
		: option_is(invocation, OPTION_ADJUST, "none") ? CIPS_ADJUST_NONE
							       : CIPS_ADJUST_BH;
}

/* COLUMNS, else what the terminal says, else 80. */
static size_t terminal_width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");
	long width = columns ? strtol(columns, NULL, 10) : 0;
	if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width <= 0)
		width = USUAL_WIDTH;
	return (size_t)(width < LEAST_WIDTH	? LEAST_WIDTH
			: width > LARGEST_WIDTH ? LARGEST_WIDTH
						: width);
}

struct cips_write_options layout_of(const struct invocation *invocation)
{
	return (struct cips_write_options){
		.width = terminal_width(),
		.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.colour = invocation->colour,
	};
}

enum cips_rc choose_format(
	const struct invocation *invocation, const char **format, struct cips_err *err)
{
	const char *path = invocation->options[OPTION_OUTPUT];
	*format = invocation->options[OPTION_FORMAT];
	if (*format)
		return CIPS_OK;
	*format = path ? cips_format_of(path) : "text";
	if (*format)
		return CIPS_OK;
	return usage(err, "use .txt, .csv, .json or .md, or say it with --format",
		"the extension of \"%s\" stands for no format", path);
}

void say_wrote(const char *path)
{
	fputs("wrote ", stderr);
	print_clean(stderr, path);
	fputc('\n', stderr);
}

enum cips_rc write_document(const struct invocation *invocation, const char *format,
	struct cips_document *document, struct cips_err *err)
{
	struct cips_write_options options = layout_of(invocation);
	const char *path = invocation->options[OPTION_OUTPUT];
	enum cips_rc rc;
	if (path) {
		options.colour = false;
		rc = cips_write_file(document, format, &options, path, err);
		if (!rc)
			say_wrote(path);
	} else {
		rc = cips_write(document, format, &options, stdout, err);
	}
	cips_document_free(document);
	return rc;
}

enum cips_rc tabulate(
	const struct invocation *invocation, make_function *make, struct cips_err *err)
{
	struct cips_survey *survey;
	struct cips_document *document;
	const char *format;
	enum cips_rc rc = choose_format(invocation, &format, err);
	if (!rc)
		rc = cips_open(invocation->args[0], CIPS_READ, &survey, err);
	if (rc)
		return rc;
	rc = make(invocation, survey, &document, err);
	cips_close(survey);
	if (rc)
		return rc;
	/* the other formats carry it in their foot */
	bool bare = strcmp(format, "csv") == 0 || strcmp(format, "tidy") == 0;
	bool public_data = !cips_document_minimum(document);
	rc = write_document(invocation, format, document, err);
	if (!rc && bare && public_data)
		fputs("public data: no disclosure control was applied\n", stderr);
	return rc;
}

enum cips_rc load_table(const struct invocation *invocation, load_function *load_file,
	const char *what, struct cips_err *err)
{
	struct cips_survey *survey;
	size_t n;
	enum cips_rc rc = cips_open(invocation->args[0], CIPS_WRITE, &survey, err);
	if (rc)
		return rc;
	struct cips_findings *findings = cips_findings_new();
	rc = load_file(survey, invocation->args[1], &n, findings, err);
	print_findings(findings, stderr);
	if (!rc)
		printf("loaded %zu %s%s\n", n, what, n == 1 ? "" : "s");
	cips_findings_free(findings);
	cips_close(survey);
	return rc;
}
