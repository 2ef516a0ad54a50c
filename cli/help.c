/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help.h"

#include "parse.h"

#include <string.h>

static const struct {
	int status;
	const char *meaning;
} statuses[] = {
	{CIPS_OK, "done"},
	{CIPS_FINDINGS, "done, with findings to read (rejected rows, failed checks)"},
	{CIPS_USAGE, "wrong use"},
	{CIPS_INPUT, "input not acceptable; nothing was stored"},
	{CIPS_SYSTEM, "system: input or output failed, disk full, no memory"},
	{CIPS_BUSY, "busy: another process holds the file"},
	{CIPS_INTEGRITY, "integrity: a damaged, foreign or newer file"},
	{CIPS_POLICY, "refused by policy (group too small, unsafe permissions)"},
	{CIPS_INTERNAL, "internal error"},
};
enum { STATUSES = sizeof statuses / sizeof *statuses };

void print_commands(FILE *out)
{
	fputs("cips: customs integrity perception surveys\n\nusage: cips COMMAND ...\n\n", out);
	for (size_t c = 0; c < commands_n; c++)
		fprintf(out, "  %-18s %s\n", commands[c]->name, commands[c]->summary);
	fputs("\ncips COMMAND --help shows the options of a command, cips --version the version.\n",
		out);
}

bool print_group(const char *word, FILE *out)
{
	size_t length = strlen(word), n = 0;
	for (size_t c = 0; c < commands_n; c++) {
		const struct command *command = commands[c];
		if (strncmp(command->name, word, length) != 0 || command->name[length] != ' ')
			continue;
		if (!n++)
			fprintf(out, "usage: cips %s COMMAND ...\n\n", word);
		fprintf(out, "  %-18s %s\n", command->name, command->summary);
	}
	if (n)
		fprintf(out, "\ncips %s COMMAND --help shows the options of a command.\n", word);
	return n > 0;
}

enum { WIDTH = 79 };

/* Text in lines of at most WIDTH columns; the first begins at column `indent`, and so do the
 * others. */
static void print_wrapped(const char *text, size_t indent, FILE *out)
{
	size_t column = indent;
	while (*text) {
		size_t n = strcspn(text, " ");
		if (column > indent && column + 1 + n > WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		}
		fprintf(out, "%s%.*s", column > indent ? " " : "", (int)n, text);
		column += n + (column > indent);
		text += n + (text[n] == ' ');
	}
	fputc('\n', out);
}

/* A description; a line of it that begins with blanks is indented by two, what follows it by four. */
static void print_description(const char *text, FILE *out)
{
	while (*text) {
		char line[1024];
		size_t n = strcspn(text, "\n"), blanks = strspn(text, " ");
		snprintf(line, sizeof line, "%.*s", (int)(n - blanks), text + blanks);
		fprintf(out, "%*s", blanks ? 2 : 0, "");
		print_wrapped(line, blanks ? 4 : 0, out);
		text += n + (text[n] == '\n');
	}
}

/* "  $ line" for each line. */
static void print_examples(const char *lines, FILE *out)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n");
		fprintf(out, "  $ %.*s\n", (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}

/* An option and its meaning; what it takes stands beside that, or below where there is no room. */
static void print_option(const struct option_row *row, FILE *out)
{
	enum { INDENT = 25 };
	char left[64], choices[128] = "", line[256];
	snprintf(left, sizeof left, "%s %s", row->name, row->value ? row->value : "");
	if (row->choices)
		snprintf(choices, sizeof choices, "(one of: %s)", row->choices);
	bool beside = INDENT + strlen(row->help) + 1 + strlen(choices) <= WIDTH;
	snprintf(line, sizeof line, "%s%s%s", row->help, *choices && beside ? " " : "",
		beside ? choices : "");
	fprintf(out, "  %-22s ", left);
	print_wrapped(line, INDENT, out);
	if (!beside && *choices)
		fprintf(out, "%*s%s\n", INDENT, "", choices);
}

void print_help(const struct command *command, FILE *out)
{
	print_examples(command->examples, out);
	fprintf(out, "\nusage: cips %s %s [options]\n\n", command->name, command->args);
	print_description(command->description, out);
	fputc('\n', out);
	for (size_t i = 0; command->options[i] != OPTIONS; i++)
		print_option(&option_rows[command->options[i]], out);
	print_option(&option_rows[OPTION_COLOR], out);
	print_option(&option_rows[OPTION_HELP], out);
}

/* --- manual --------------------------------------------------------------------------------- */

/* Text for roff: hyphens as typed, no line may begin with a control character. */
static void print_roff(const char *text, FILE *out)
{
	for (bool fresh = true; *text; text++) {
		if (fresh && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		if (*text == '-')
			fputs("\\-", out);
		else if (*text == '\\')
			fputs("\\e", out);
		else
			fputc(*text, out);
		fresh = *text == '\n';
	}
}

static void print_manual_option(const struct option_row *row, FILE *out)
{
	fputs(".TP\n\\fB", out);
	print_roff(row->name, out);
	fputs("\\fR", out);
	if (row->value)
		fprintf(out, " \\fI%s\\fR", row->value);
	fputc('\n', out);
	print_roff(row->help, out);
	if (row->choices) {
		fputs(" (one of: ", out);
		print_roff(row->choices, out);
		fputc(')', out);
	}
	fputc('\n', out);
}

static void print_manual_command(const struct command *command, FILE *out)
{
	fputs(".SS \"cips ", out);
	print_roff(command->name, out);
	fputs("\"\n.B cips ", out);
	print_roff(command->name, out);
	fputs("\n.I ", out);
	print_roff(command->args, out);
	fputs("\n[options]\n.PP\n", out);
	print_roff(command->description, out);
	fputs("\n.PP\n.EX\n", out);
	print_roff(command->examples, out);
	fputs(".EE\n", out);
	for (size_t i = 0; command->options[i] != OPTIONS; i++)
		print_manual_option(&option_rows[command->options[i]], out);
}

void print_manual(FILE *out)
{
	fprintf(out, ".TH CIPS 1 %s \"cips %s\" \"User commands\"\n", CIPS_DATE, CIPS_VERSION);
	fputs(".SH NAME\ncips \\- customs integrity perception surveys\n", out);
	fputs(".SH SYNOPSIS\n.B cips\n.I COMMAND\n[arguments] [options]\n", out);
	fputs(".SH DESCRIPTION\ncips keeps survey instruments and responses in one file, imports "
	      "responses from CSV with every error named, collects them sealed at a terminal, and "
	      "tabulates them by key factor of the Revised Arusha Declaration and by organizational "
	      "unit, without betraying small groups.\n",
		out);
	fputs(".SH COMMANDS\n", out);
	for (size_t c = 0; c < commands_n; c++)
		print_manual_command(commands[c], out);
	fputs(".SH \"OPTIONS OF EVERY COMMAND\"\n", out);
	print_manual_option(&option_rows[OPTION_COLOR], out);
	print_manual_option(&option_rows[OPTION_HELP], out);
	fputs(".SH \"EXIT STATUS\"\n", out);
	for (int s = 0; s < STATUSES; s++)
		fprintf(out, ".TP\n.B %d\n%s\n", statuses[s].status, statuses[s].meaning);
	fputs(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nno colour\n.TP\n.B COLUMNS\nwidth of text tables "
	      "where the terminal does not tell\n",
		out);
}

/* --- completion ----------------------------------------------------------------------------- */

/* Options of different commands may share a name; the first of them is that of most commands. */
static bool is_first_of_its_name(int option)
{
	for (int o = 0; o < option; o++)
		if (strcmp(option_rows[o].name, option_rows[option].name) == 0)
			return false;
	return true;
}

/* The values of an option: one of those that are accepted, else a file. */
static void print_completed_value(const char *command, const struct option_row *row, FILE *out)
{
	if (!row->value)
		return;
	if (command)
		fprintf(out, "\t'%s:%s')\n", command, row->name);
	else
		fprintf(out, "\t*:%s)\n", row->name);
	if (row->choices)
		fprintf(out, "\t\tCOMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n", row->choices);
	else
		fputs("\t\tCOMPREPLY=($(compgen -f -- \"$cur\"))\n", out);
	fputs("\t\treturn ;;\n", out);
}

/* Whether a command is the first in the table with its first word. */
static bool is_first_of_its_word(size_t c)
{
	return c == 0 ||
		strncmp(commands[c]->name, commands[c - 1]->name,
			strcspn(commands[c]->name, " ") + 1) != 0;
}

/* The first words of commands with two, as a pattern of case. */
static void print_first_words(FILE *out)
{
	const char *between = "";
	for (size_t c = 0; c < commands_n; c++) {
		size_t n = strcspn(commands[c]->name, " ");
		if (!commands[c]->name[n] || !is_first_of_its_word(c))
			continue;
		fprintf(out, "%s%.*s", between, (int)n, commands[c]->name);
		between = " | ";
	}
}

void print_completion(FILE *out)
{
	fputs("# bash completion for cips\n_cips()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tlocal command=${COMP_WORDS[1]} words files=yes\n"
	      "\tcase $command in ",
		out);
	print_first_words(out);
	fputs(")\n\t\tcommand=\"$command ${COMP_WORDS[2]}\" ;;\n\tesac\n"
	      "\tcase $command:$prev in\n",
		out);
	for (int o = 0; o < OPTIONS; o++)
		if (!is_first_of_its_name(o))
			for (size_t c = 0; c < commands_n; c++)
				if (takes_option(commands[c], (enum option)o))
					print_completed_value(
						commands[c]->name, &option_rows[o], out);
	for (int o = 0; o < OPTIONS; o++)
		if (is_first_of_its_name(o))
			print_completed_value(NULL, &option_rows[o], out);
	fputs("\tesac\n\tcase $command in\n", out);
	for (size_t c = 0; c < commands_n; c++) {
		fprintf(out, "\t'%s')\n\t\twords='", commands[c]->name);
		for (int o = 0; o < OPTIONS; o++)
			if (takes_option(commands[c], (enum option)o))
				fprintf(out, "%s ", option_rows[o].name);
		fputs("' ;;\n", out);
	}
	fputs("\tesac\n\tif [[ $COMP_CWORD == 1 ]]; then\n\t\twords='", out);
	for (size_t c = 0; c < commands_n; c++)
		if (is_first_of_its_word(c))
			fprintf(out, "%.*s ", (int)strcspn(commands[c]->name, " "),
				commands[c]->name);
	fputs("'\n\telif [[ $COMP_CWORD == 2 ]]; then\n\t\tcase ${COMP_WORDS[1]} in\n", out);
	for (size_t c = 0; c < commands_n; c++) {
		const char *blank = strchr(commands[c]->name, ' ');
		if (!blank)
			continue;
		/* ;;& goes on to the next pattern: a first word has several second words */
		fprintf(out, "\t\t%.*s) files= words+='%s ' ;;&\n",
			(int)(blank - commands[c]->name), commands[c]->name, blank + 1);
	}
	fputs("\t\tesac\n\tfi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	      "\t[[ $cur == -* || $COMP_CWORD == 1 || ! $files ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n}\n"
	      "complete -o filenames -F _cips cips\n",
		out);
}
