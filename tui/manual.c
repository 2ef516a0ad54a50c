/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help and manual, from the option table and the list of keys.
 */
#include "options.h"

#include <string.h>

static const struct {
	const char *status;
	const char *meaning;
} statuses[] = {
	{"0", "done: the organiser ended it, or the input ended before anybody had begun"},
	{"1", "the input ended while somebody was answering; nothing of it was stored"},
	{"2", "wrong use, or the station is used up"},
	{"3", "a form to practise with that is not acceptable"},
	{"4", "system: input or output failed"},
	{"5", "busy: another process holds the station"},
	{"6", "integrity: a damaged, foreign or newer station"},
	{"7",
		"refused by policy: a secret key beside the station, a machine that cannot shut the "
		"program in"},
	{"128+n", "ended by signal n, with everything wiped"},
};

static const char *const examples[] = {
	"cips-collect kigali.station",
	"cips-collect --practice officials.md --units units.csv --lang fr",
	"cips-collect --plain kigali.station",
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* What the keyboard and the line mode know, one row a key. */
static const struct {
	const char *cap;
	const char *plain; /* NULL: typed in another way there */
	enum say help;
} keys[] = {
#define ACTION(id, presses, characters, cap, plain, legend, help) {cap, plain, help},
#include "keys.def"
#undef ACTION
};

/* Text from column `indent` on, in lines of at most 79. */
static void print_wrapped(const char *text, size_t indent, FILE *out)
{
	size_t column = indent;
	while (*text) {
		size_t n = strcspn(text, " ");
		if (column > indent && column + 1 + n > 79) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		}
		fprintf(out, "%s%.*s", column > indent ? " " : "", (int)n, text);
		column += n + (column > indent);
		text += n + (text[n] == ' ');
	}
	fputc('\n', out);
}

void manual_help(FILE *out)
{
	for (size_t i = 0; i < COUNT(examples); i++)
		fprintf(out, "  $ %s\n", examples[i]);
	fputs("\nusage: cips-collect STATION | --practice FORM [options]\n\n"
	      "Asks respondents one after the other, until the organiser ends it with the\n"
	      "passphrase of the station.\n\n",
		out);
	for (int o = 0; o < OPTIONS; o++) {
		char left[64];
		snprintf(left, sizeof left, "%s %s", option_rows[o].name,
			option_rows[o].value ? option_rows[o].value : "");
		fprintf(out, "  %-22s ", left);
		print_wrapped(option_rows[o].help, 25, out);
	}
}

/* Text for roff: hyphens as typed, and what is not ASCII by its number. */
static void print_roff(const char *text, FILE *out)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == '-')
			fputs("\\-", out);
		else if (*p == '\\')
			fputs("\\e", out);
		else if ((*p == '.' || *p == '\'') && p == (const unsigned char *)text)
			fprintf(out, "\\&%c", *p);
		else if (*p >= 0xe0 && p[1] && p[2]) {
			fprintf(out, "\\[u%04X]",
				((*p & 15U) << 12) | ((p[1] & 63U) << 6) | (p[2] & 63U));
			p += 2;
		} else
			fputc(*p, out);
	}
}

static void print_options(FILE *out)
{
	for (int o = 0; o < OPTIONS; o++) {
		fputs(".TP\n\\fB", out);
		print_roff(option_rows[o].name, out);
		fputs("\\fR", out);
		if (option_rows[o].value)
			fprintf(out, " \\fI%s\\fR", option_rows[o].value);
		fputc('\n', out);
		print_roff(option_rows[o].help, out);
		fputc('\n', out);
	}
}

static void print_keys(FILE *out)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		fputs(".TP\n.B ", out);
		print_roff(keys[i].cap, out);
		fputc('\n', out);
		print_roff(words_say(TONGUE_EN, keys[i].help), out);
		if (keys[i].plain) {
			fputs(" In lines: ", out);
			print_roff(keys[i].plain, out);
			fputc('.', out);
		}
		fputc('\n', out);
	}
}

void manual_page(FILE *out)
{
	fprintf(out, ".TH CIPS\\-COLLECT 1 %s \"cips %s\" \"User commands\"\n", CIPS_DATE,
		CIPS_VERSION);
	fputs(".SH NAME\ncips\\-collect \\- ask a survey at a terminal, sealed\n"
	      ".SH SYNOPSIS\n.B cips\\-collect\n.I STATION\n[options]\n.br\n.B cips\\-collect "
	      "\\-\\-practice\n.I FORM\n[options]\n"
	      ".SH DESCRIPTION\nAsks respondents one after the other at a terminal of at least 80 "
	      "columns and 24 rows, without a mouse and without a network. Each finished set of "
	      "answers is sealed for the keys of the station and stored without a time and without "
	      "an order; what is not handed in is wiped. Nothing but the organiser's passphrase ends "
	      "it.\n.PP\nA station that was made with slips (cips station new \\-\\-tokens) asks at the "
	      "end for the code of one, in capital or small letters, with or without hyphens, and "
	      "takes each code once.\n.PP\nWhere the terminal has no screen that can be used, it goes on in lines, as "
	      "with \\-\\-plain. Lines that were typed can be scrolled back to: for them, use a "
	      "terminal that keeps none, such as the console.\n.PP\n.EX\n",
		out);
	for (size_t i = 0; i < COUNT(examples); i++) {
		print_roff(examples[i], out);
		fputc('\n', out);
	}
	fputs(".EE\n.SH OPTIONS\n", out);
	print_options(out);
	fputs(".SH KEYS\nThe last lines of each screen show the keys that do something there.\n",
		out);
	print_keys(out);
	fputs(".SH \"EXIT STATUS\"\n", out);
	for (size_t i = 0; i < COUNT(statuses); i++)
		fprintf(out, ".TP\n.B %s\n%s\n", statuses[i].status, statuses[i].meaning);
	fputs(".SH ENVIRONMENT\n.TP\n.B TERM\nthe name of the terminal\n.TP\n.B NO_COLOR\nno "
	      "colour\n.TP\n.B ACCESSIBLE\n1: as \\-\\-plain\n.SH \"SEE ALSO\"\n.BR cips (1)\n",
		out);
}
