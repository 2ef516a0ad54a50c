/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse.h"

#include "messages.h"

#include <string.h>

bool takes_option(const struct command *command, enum option option)
{
	if (option == OPTION_COLOR || option == OPTION_HELP)
		return true;
	for (size_t i = 0; i < MAX_OPTIONS && command->options[i] != OPTIONS; i++)
		if (command->options[i] == option)
			return true;
	return false;
}

static bool may_repeat(const struct option_row *row)
{
	size_t n = row->value ? strlen(row->value) : 0;
	return n > 3 && strcmp(row->value + n - 3, "...") == 0;
}

size_t values_of(
	const struct invocation *invocation, enum option option, const char *values[MAX_REPEATED])
{
	size_t n = 0;
	for (size_t i = 0; i < invocation->n_repeated; i++)
		if (invocation->repeated[i].option == option)
			values[n++] = invocation->repeated[i].value;
	return n;
}

/* How many words of argv the command's name takes when they match it; 0 otherwise. */
static int match(const struct command *command, int argc, char **argv)
{
	const char *name = command->name;
	int words = 0;
	while (*name && words < argc) {
		size_t n = strcspn(name, " ");
		if (strlen(argv[words]) != n || strncmp(argv[words], name, n) != 0)
			return 0;
		name += n + (name[n] == ' ');
		words++;
	}
	return *name ? 0 : words;
}

static enum cips_rc unknown_command(int argc, char **argv, struct cips_err *err)
{
	const char *names[64];
	char typed[130], hint[160] = "cips help lists the commands";
	size_t n = 0;
	size_t seconds = 0;
	for (size_t i = 0; i < commands_n; i++) {
		size_t first = strcspn(commands[i]->name, " ");
		bool group =
			strlen(argv[0]) == first && strncmp(commands[i]->name, argv[0], first) == 0;
		if (group) {
			size_t used = seconds ? strlen(hint) : 0;
			snprintf(hint + used, sizeof hint - used, "%s%s",
				seconds++ ? ", " : "use one of: ", commands[i]->name);
		}
		names[n++] = commands[i]->name;
	}
	if (seconds && argc == 1)
		return usage(err, hint, "%s needs a second word", argv[0]);
	snprintf(typed, sizeof typed, "%.60s%s%.60s", argv[0], argc > 1 ? " " : "",
		argc > 1 ? argv[1] : "");
	const char *guess = cips_nearest(typed, names, n);
	if (!guess)
		guess = cips_nearest(argv[0], names, n);
	if (guess)
		return usage_guess(err, guess, "there is no command \"%s\"", typed);
	return usage(err, hint, "there is no command \"%s\"", seconds ? typed : argv[0]);
}

/* Whether `value` is one of the choices, which are separated by blanks. */
static bool is_choice(const char *choices, const char *value)
{
	size_t n = strlen(value);
	for (const char *p = choices; n && *p;) {
		size_t length = strcspn(p, " ");
		if (length == n && strncmp(p, value, n) == 0)
			return true;
		p += length + (p[length] == ' ');
	}
	return false;
}

static enum cips_rc unknown_option(
	const struct command *command, const char *word, size_t n, struct cips_err *err)
{
	const char *names[OPTIONS];
	char typed[64];
	size_t count = 0;
	for (int o = 0; o < OPTIONS; o++)
		if (takes_option(command, (enum option)o))
			names[count++] = option_rows[o].name;
	snprintf(typed, sizeof typed, "%.*s", (int)(n < 60 ? n : 60), word);
	const char *guess = strcmp(typed, "-h") == 0 ? "--help" : cips_nearest(typed, names, count);
	if (guess)
		return usage_guess(err, guess, "%s has no option %s", command->name, typed);
	char hint[128];
	snprintf(hint, sizeof hint, "cips %s --help lists its options", command->name);
	return usage(err, hint, "%s has no option %s", command->name, typed);
}

static enum cips_rc keep_value(
	struct invocation *invocation, enum option option, const char *value, struct cips_err *err)
{
	if (!invocation->options[option])
		invocation->options[option] = value;
	if (!may_repeat(&option_rows[option]))
		return CIPS_OK;
	if (invocation->n_repeated == MAX_REPEATED)
		return usage(
			err, "leave some out", "%s is given too often", option_rows[option].name);
	invocation->repeated[invocation->n_repeated++] = (struct repeated){option, value};
	return CIPS_OK;
}

/* Reads one option at argv[*i]; steps over its value. */
static enum cips_rc parse_option(
	int argc, char **argv, int *i, struct invocation *invocation, struct cips_err *err)
{
	const char *word = argv[*i];
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	for (int o = 0; o < OPTIONS; o++) {
		const struct option_row *row = &option_rows[o];
		if (strlen(row->name) != n || strncmp(row->name, word, n) != 0 ||
			!takes_option(invocation->command, (enum option)o))
			continue;
		if (invocation->options[o] && !may_repeat(row))
			return usage(err, "give it once", "%s is given twice", row->name);
		if (!row->value && equals)
			return usage(err, "leave the value out", "%s takes no value", row->name);
		if (row->value && !equals && *i + 1 >= argc)
			return usage(
				err, row->help, "%s needs a value (%s)", row->name, row->value);
		const char *value = !row->value ? "" : equals ? equals + 1 : argv[++*i];
		if (row->value && row->choices && !is_choice(row->choices, value))
			return usage_choices(
				err, row->choices, "%s does not take \"%s\"", row->name, value);
		return keep_value(invocation, (enum option)o, value, err);
	}
	return unknown_option(invocation->command, word, n, err);
}

static enum cips_rc check_args(const struct invocation *invocation, struct cips_err *err)
{
	const struct command *command = invocation->command;
	char hint[256];
	snprintf(hint, sizeof hint, "usage: cips %s %s", command->name, command->args);
	if (invocation->n_args < command->min_args)
		return usage(err, hint, "%s needs %s", command->name, command->args);
	if (invocation->n_args > command->max_args)
		return usage(err, hint, "there is one word too many: \"%s\"",
			invocation->args[command->max_args]);
	return CIPS_OK;
}

enum cips_rc parse(int argc, char **argv, const char **args, struct invocation *invocation,
	struct cips_err *err)
{
	int words = 0;
	*invocation = (struct invocation){.args = args};
	for (size_t c = 0; c < commands_n && !words; c++) {
		words = match(commands[c], argc, argv);
		invocation->command = commands[c];
	}
	if (!words)
		return unknown_command(argc, argv, err);
	bool options_end = false;
	for (int i = words; i < argc; i++) {
		if (options_end || argv[i][0] != '-' || !argv[i][1]) {
			args[invocation->n_args++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			options_end = true;
			continue;
		}
		enum cips_rc rc = parse_option(argc, argv, &i, invocation, err);
		if (rc)
			return rc;
	}
	return invocation->options[OPTION_HELP] ? CIPS_OK : check_args(invocation, err);
}
