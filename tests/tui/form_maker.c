/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form_maker.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const languages[] = {
	"English (en)", "Français (fr)", "Español (es)", "Português (pt)", "العربية (ar)"};

struct maker {
	FILE *out;
	uint64_t random;
	unsigned n_languages;
	unsigned n;	  /* items so far */
	unsigned one[64]; /* those with a list, which others can depend on */
	unsigned n_one;
	bool in_group;
};

static unsigned roll(struct maker *maker, unsigned n)
{
	maker->random = maker->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(maker->random >> 33) % n;
}

static void texts(struct maker *maker, const char *what, unsigned number)
{
	for (unsigned i = 0; i < maker->n_languages; i++)
		fprintf(maker->out, " %s %u %.2s |", what, number, languages[i]);
}

/* Where an earlier answer decides: "" when there is none to depend on. */
static void relevance(struct maker *maker)
{
	if (maker->n_one && roll(maker, 4) == 0)
		fprintf(maker->out, " ${q%u} = 'c%u' |", maker->one[roll(maker, maker->n_one)],
			1 + roll(maker, 2));
	else
		fprintf(maker->out, " |");
}

static void row(struct maker *maker, const char *type, const char *constraint, bool asks)
{
	unsigned q = ++maker->n;
	fprintf(maker->out, "|  | %s | q%u |", type, q);
	texts(maker, "Question", q);
	relevance(maker);
	fprintf(maker->out, " %s |", constraint);
	fprintf(maker->out, " %s | | |\n", asks && roll(maker, 4) == 0 ? "yes" : "");
}

/* What is offered depends on the first answer. */
static void filtered(struct maker *maker)
{
	fprintf(maker->out, "|  | select_%s kin | q%u |", roll(maker, 2) ? "one" : "multiple",
		++maker->n);
	texts(maker, "Question", maker->n);
	fprintf(maker->out, " | | | | of = ${q1} |\n");
}

static void one(struct maker *maker, const char *type)
{
	row(maker, type, "", true);
	if (maker->n_one < 64)
		maker->one[maker->n_one++] = maker->n;
}

static void battery(struct maker *maker)
{
	unsigned n = 2 + roll(maker, 6);
	const char *type = roll(maker, 2) ? "select_one five" : "select_one two";
	for (unsigned i = 0; i < n; i++)
		one(maker, type);
}

static void group(struct maker *maker)
{
	if (maker->in_group) {
		fprintf(maker->out, "|  | end_group | |\n");
	} else {
		fprintf(maker->out, "|  | begin_group | g%u |", ++maker->n);
		texts(maker, "Group", maker->n);
		fprintf(maker->out, "\n");
	}
	maker->in_group = !maker->in_group;
}

static void computed(struct maker *maker)
{
	fprintf(maker->out, "|  | calculate | q%u |", ++maker->n);
	for (unsigned i = 0; i < maker->n_languages; i++)
		fprintf(maker->out, " |");
	fprintf(maker->out, " | | | 1 + 1 | |\n");
}

static void item(struct maker *maker)
{
	static const struct {
		const char *type;
		const char *constraint;
	} typed[] = {{"text", ""}, {"text", "string-length(.) > 2"}, {"integer", ". > 3"},
		{"integer", ""}, {"decimal", ". < 100"}, {"date", ""}, {"select_multiple five", ""},
		{"select_multiple long", "count-selected(.) < 3"}, {"rank two", ""},
		{"rank five", ""}, {"acknowledge", ""}};
	unsigned dice = roll(maker, 20);
	if (dice == 0)
		row(maker, "note", "", false);
	else if (dice == 1)
		computed(maker);
	else if (dice == 2)
		group(maker);
	else if (dice == 3 && roll(maker, 2))
		filtered(maker);
	else if (dice == 3)
		one(maker, "select_one long");
	else if (dice < 6)
		battery(maker);
	else if (dice < 9)
		one(maker, roll(maker, 2) ? "select_one five" : "select_one two");
	else
		row(maker, typed[dice - 9].type, typed[dice - 9].constraint, true);
}

static void choices(struct maker *maker, const char *list, unsigned n)
{
	for (unsigned i = 1; i <= n; i++) {
		fprintf(maker->out, "|  | %s | c%u |", list, i);
		for (unsigned l = 0; l < maker->n_languages; l++)
			fprintf(maker->out, " %c choice %u %.2s |", 'A' + (int)(i + l) % 26, i,
				languages[l]);
		fprintf(maker->out, " c%u |\n", 1 + i % 2);
	}
}

static void labels(struct maker *maker)
{
	for (unsigned i = 0; i < maker->n_languages; i++)
		fprintf(maker->out, " label::%s |", languages[i]);
}

char *form_make(unsigned seed)
{
	char *text = NULL;
	size_t size = 0;
	struct maker maker = {.out = open_memstream(&text, &size), .random = seed};
	roll(&maker, 2);
	maker.n_languages = 1 + roll(&maker, 5);
	fprintf(maker.out, "| survey |\n|  | type | name |");
	labels(&maker);
	fprintf(maker.out, " relevant | constraint | required | calculation | choice_filter |\n");
	unsigned n = 1 + roll(&maker, 12);
	one(&maker, "select_one two");
	for (unsigned i = 0; i < n; i++)
		item(&maker);
	if (maker.in_group) {
		row(&maker, "text", "", true);
		group(&maker);
	}
	fprintf(maker.out, "| choices |\n|  | list_name | name |");
	labels(&maker);
	fprintf(maker.out, " of |\n");
	choices(&maker, "two", 2);
	choices(&maker, "kin", 12);
	choices(&maker, "five", 5);
	choices(&maker, "long", 14);
	fprintf(maker.out,
		"| settings |\n|  | form_title | form_id | default_language |\n"
		"|  | Form | form | English (en) |\n");
	fclose(maker.out);
	return text;
}
