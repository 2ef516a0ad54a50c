/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const struct option_row option_rows[OPTIONS] = {
#define OPTION(id, name, value, help) [OPTION_##id] = {name, value, help},
#include "options.def"
#undef OPTION
};

static enum cips_rc usage(struct cips_err *err, const char *hint, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err->rc = CIPS_USAGE;
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	snprintf(err->hint, sizeof err->hint, "%s", hint);
	return CIPS_USAGE;
}

static enum cips_rc unknown(const char *word, size_t n, struct cips_err *err)
{
	const char *names[OPTIONS];
	char typed[64], hint[100] = "cips-collect --help lists the options";
	for (int o = 0; o < OPTIONS; o++)
		names[o] = option_rows[o].name;
	snprintf(typed, sizeof typed, "%.*s", (int)(n < 60 ? n : 60), word);
	const char *guess =
		strcmp(typed, "-h") == 0 ? "--help" : cips_nearest(typed, names, OPTIONS);
	if (guess)
		snprintf(hint, sizeof hint, "did you mean \"%s\"?", guess);
	return usage(err, hint, "there is no option %s", typed);
}

/* Reads the option at argv[*i]; steps over its value. */
static enum cips_rc parse_option(
	int argc, char **argv, int *i, struct call *call, struct cips_err *err)
{
	const char *word = argv[*i], *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	for (int o = 0; o < OPTIONS; o++) {
		const struct option_row *row = &option_rows[o];
		if (strlen(row->name) != n || strncmp(row->name, word, n) != 0)
			continue;
		if (call->values[o])
			return usage(err, "give it once", "%s is given twice", row->name);
		if (!row->value && equals)
			return usage(err, "leave the value out", "%s takes no value", row->name);
		if (row->value && !equals && *i + 1 >= argc)
			return usage(
				err, row->help, "%s needs a value (%s)", row->name, row->value);
		call->values[o] = !row->value ? "" : equals ? equals + 1 : argv[++*i];
		return CIPS_OK;
	}
	return unknown(word, n, err);
}

static enum cips_rc check_idle(struct call *call, struct cips_err *err)
{
	const char *text = call->values[OPTION_IDLE];
	if (!text)
		return CIPS_OK;
	char *end;
	long seconds = strtol(text, &end, 10);
	if (*end || end == text || seconds < 20 || seconds > 86400)
		return usage(err, "give a whole number from 20 to 86400",
			"--idle does not take \"%.40s\"", text);
	call->idle_seconds = (int)seconds;
	return CIPS_OK;
}

static enum cips_rc check_colour(const struct call *call, struct cips_err *err)
{
	const char *when = call->values[OPTION_COLOR];
	if (when && strcmp(when, "auto") != 0 && strcmp(when, "always") != 0 &&
		strcmp(when, "never") != 0)
		return usage(err, "use one of: auto always never",
			"--color does not take \"%.40s\"", when);
	return CIPS_OK;
}

/* What belongs together. */
static enum cips_rc check(const struct call *call, struct cips_err *err)
{
	static const char how[] = "usage: cips-collect STATION or cips-collect --practice FORM";
	static const enum option stored[] = {OPTION_RESUME, OPTION_SPARE};
	if (call->values[OPTION_HELP] || call->values[OPTION_MAN] || call->values[OPTION_VERSION])
		return CIPS_OK;
	bool practice = call->values[OPTION_PRACTICE] != NULL;
	if (!call->station && !practice)
		return usage(err, how, "no station is named");
	if (call->station && practice)
		return usage(err, how, "a station and a form to practise with do not go together");
	if (!practice && call->values[OPTION_UNITS])
		return usage(err, "a station has its units", "--units goes with --practice only");
	for (size_t i = 0; practice && i < sizeof stored / sizeof *stored; i++)
		if (call->values[stored[i]])
			return usage(err, "nothing is stored when practising",
				"%s does not go with --practice", option_rows[stored[i]].name);
	return CIPS_OK;
}

enum cips_rc options_parse(int argc, char **argv, struct call *call, struct cips_err *err)
{
	bool options_end = false;
	*call = (struct call){0};
	for (int i = 1; i < argc; i++) {
		if (!options_end && strcmp(argv[i], "--") == 0) {
			options_end = true;
		} else if (!options_end && argv[i][0] == '-' && argv[i][1]) {
			enum cips_rc rc = parse_option(argc, argv, &i, call, err);
			if (rc)
				return rc;
		} else if (call->station) {
			return usage(err, "usage: cips-collect STATION",
				"there is one word too many: \"%.80s\"", argv[i]);
		} else {
			call->station = argv[i];
		}
	}
	enum cips_rc rc = check(call, err);
	if (!rc)
		rc = check_idle(call, err);
	return rc ? rc : check_colour(call, err);
}

bool options_no_colour(const struct call *call)
{
	const char *when = call->values[OPTION_COLOR], *none = getenv("NO_COLOR");
	if (call->values[OPTION_NO_COLOR] || (when && strcmp(when, "never") == 0))
		return true;
	return (!when || strcmp(when, "always") != 0) && none && *none;
}
