/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Surveys by chance from one seed, with groups under the minimum: units of two levels, demographics,
 * modes, languages, waves, weights, headcounts; and people of two such groups who change places: two
 * units of one parent, or two answers to a question that makes groups.
 */
#ifndef TESTS_API_SMALL_GROUPS_H
#define TESTS_API_SMALL_GROUPS_H

#include "stations.h"

enum {
	MINIMUM = 10,
	MOST_PEOPLE = 1000,
	UNITS = 13, /* the root, three regions, three units in each */
	WAVES = 2,
};

static const char form[] =
	"| survey |\n"
	"| | type | name | label::en (en) | relevant | bind::cips:factor | bind::cips:polarity | "
	"bind::cips:use | parameters | label::fr (fr) | label::es (es) |\n"
	"| | select_one_from_file units.csv | unit | Where? | | | | unit | value=unit label=name | Où ? | ¿Dónde? |\n"
	"| | select_one role | role | Your role? | | | | breakdown | |\n"
	"| | select_one place | place | Where do you sit? | | | | breakdown | |\n"
	"| | select_one agree | a1 | A one | | LEAD | | | |\n"
	"| | select_one agree | a2 | A two | | LEAD | - | | |\n"
	"| | select_one agree | a3 | A three | | LEAD | | | |\n"
	"| | select_one agree | b1 | B one | | AUDI | | | |\n"
	"| | select_one agree | b2 | B two | ${place} = 'inside' | AUDI | | | |\n"
	"| | select_one agree | c1 | C one | | CODE | | | |\n"
	"| | select_multiple topics | topics | Of what? | | | | | |\n"
	"| | integer | years | How long? | | | | | |\n"
	"| choices |\n"
	"| | list_name | name | label::en (en) | missing |\n"
	"| | role | chief | Chief | |\n"
	"| | role | officer | Officer | |\n"
	"| | role | clerk | Clerk | |\n"
	"| | role | guard | Guard | |\n"
	"| | place | inside | Inside | |\n"
	"| | place | outside | Outside | |\n"
	"| | topics | pay | Pay | |\n"
	"| | topics | rules | Rules | |\n"
	"| | agree | no | No | |\n"
	"| | agree | partly | Partly | |\n"
	"| | agree | yes | Yes | |\n"
	"| | agree | dk | Don't know | dont_know |\n"
	"| settings |\n"
	"| | form_title | form_id | namespaces |\n"
	"| | Hidden | hidden | cips=\"https://example.org/cips\" |\n";

static const char units_file[] = "unit,parent,name\n"
				 "ALL,,The service\n"
				 "N,ALL,North\nN1,N,North 1\nN2,N,North 2\nN3,N,North 3\n"
				 "E,ALL,East\nE1,E,East 1\nE2,E,East 2\nE3,E,East 3\n"
				 "S,ALL,South\nS1,S,South 1\nS2,S,South 2\nS3,S,South 3\n";

static const char *const unit_codes[UNITS + 1] = {
	"ALL", "N", "N1", "N2", "N3", "E", "E1", "E2", "E3", "S", "S1", "S2", "S3", ""};
static const char *const roles[] = {"chief", "officer", "clerk", "guard", ""};
static const char *const places[] = {"inside", "outside", ""};
static const char *const modes[] = {"paper", "online", "interview", ""};
static const char *const languages[] = {"en", "fr", "es", ""};

/* --- people ------------------------------------------------------------------------------------- */

/* What makes groups of people, as columns of a file; a code past the last is an empty cell. */
enum trait { UNIT, ROLE, PLACE, MODE, LANGUAGE, TRAITS };

static const struct {
	const char *column;
	const char *const *codes;
	int n;
} traits[TRAITS] = {
	{"unit", unit_codes, UNITS},
	{"role", roles, 4},
	{"place", places, 2},
	{"mode", modes, 3},
	{"language", languages, 3},
};

/* The group with a code; the whole has none. */
static inline int group_of(enum trait trait, const char *code)
{
	for (int g = 0; g < traits[trait].n; g++)
		if (strcmp(code, traits[trait].codes[g]) == 0)
			return g;
	return -1;
}

/* The group that contains a group of units; -1 for the whole. */
static inline int outer_of(int unit)
{
	return unit == 0 ? -1 : unit % 4 == 1 ? 0 : unit - (unit - 1) % 4;
}

/* Whether a code lies in a group of the trait; group -1: the whole, whose people are all known. */
static inline bool lies_in(enum trait trait, int code, int group)
{
	if (code == traits[trait].n || group < 0)
		return code < traits[trait].n;
	while (trait == UNIT && code > 0 && code != group)
		code = outer_of(code);
	return code == group;
}

struct person {
	int of[TRAITS];
	int wave;
	char answers[128]; /* and weight and seconds */
};

struct world {
	uint64_t seed, random;
	bool weighted;
	int waves;
	struct person people[MOST_PEOPLE];
	int n;
	int headcounts[WAVES][UNITS][4];
};

static bool one_in(struct world *world, unsigned n)
{
	return draw(&world->random, n) == 0;
}

/* The first are common, the others rare, in some surveys. */
static int draw_trait(struct world *world, enum trait trait, unsigned rare)
{
	if (one_in(world, 60))
		return traits[trait].n;
	if (!one_in(world, rare))
		return 0;
	return (int)draw(&world->random, (unsigned)traits[trait].n);
}

static void draw_answers(struct world *world, struct person *person)
{
	static const char *const answers[] = {"no", "partly", "yes", "dk", ""};
	static const char *const topics[] = {"pay", "rules", "pay rules", ""};
	bool straight = one_in(world, 12), silent = one_in(world, 12);
	unsigned leaning = draw(&world->random, 3);
	char *to = person->answers;
	for (int item = 0; item < 6; item++) {
		unsigned drawn = one_in(world, 2) ? leaning : draw(&world->random, 3);
		if (straight)
			drawn = leaning;
		else if (one_in(world, silent ? 2 : 20))
			drawn = 3 + draw(&world->random, 2);
		if (item == 4 && person->of[PLACE] != 0)
			drawn = 4;
		to += sprintf(to, "%s,", answers[drawn]);
	}
	to += sprintf(to, "%s,%u,", topics[draw(&world->random, 4)], draw(&world->random, 30));
	if (world->weighted)
		to += sprintf(
			to, "%u.%04u,", draw(&world->random, 3), draw(&world->random, 9999) + 1);
	sprintf(to, "%u", 20 + draw(&world->random, 300));
}

static void add_people(struct world *world, int wave, int unit, int n, const unsigned *rare)
{
	for (int i = 0; i < n; i++) {
		struct person *person = &world->people[world->n++];
		assert_true(world->n < MOST_PEOPLE);
		*person = (struct person){.wave = wave, .of[UNIT] = unit};
		for (enum trait trait = ROLE; trait < TRAITS; trait++)
			person->of[trait] = draw_trait(world, trait, rare[trait]);
		draw_answers(world, person);
	}
}

static int draw_size(struct world *world, int unit)
{
	if (unit == UNITS)
		return one_in(world, 3) ? (int)draw(&world->random, 15) : 0;
	if (unit % 4 == 1 || unit == 0)
		return one_in(world, 4) ? (int)draw(&world->random, 15) : 0;
	if (one_in(world, 2))
		return (int)draw(&world->random, MINIMUM);
	return 10 + (int)draw(&world->random, one_in(world, 2) ? 10 : 40);
}

static void draw_world(struct world *world, uint64_t seed)
{
	*world = (struct world){.seed = seed, .random = seed * 2654435761u + 1};
	world->weighted = one_in(world, 2);
	world->waves = one_in(world, 2) ? 2 : 1;
	unsigned rare[TRAITS];
	for (enum trait trait = 0; trait < TRAITS; trait++)
		rare[trait] = 1 + draw(&world->random, 14);
	for (int wave = 0; wave < world->waves; wave++)
		for (int unit = 0; unit <= UNITS; unit++)
			add_people(world, wave, unit, draw_size(world, unit), rare);
	for (int i = 0; i < world->n; i++) {
		const struct person *person = &world->people[i];
		if (person->of[UNIT] < UNITS && person->of[ROLE] < 4)
			world->headcounts[person->wave][person->of[UNIT]][person->of[ROLE]]++;
	}
	for (int wave = 0; wave < world->waves; wave++)
		for (int unit = 0; unit < UNITS; unit++)
			for (int role = 0; role < 4; role++)
				if (world->headcounts[wave][unit][role] || one_in(world, 2))
					world->headcounts[wave][unit][role] +=
						1 + (int)draw(&world->random, 20);
}

/* --- changing places ---------------------------------------------------------------------------- */

static int size_of(const struct world *world, int wave, enum trait trait, int code)
{
	int n = 0;
	for (int i = 0; i < world->n; i++)
		n += world->people[i].wave == wave && world->people[i].of[trait] == code;
	return n;
}

static int parent_of(int unit)
{
	return (unit - 1) / 4;
}

/* Whether people of the two may change places unseen. */
static bool are_hidden(const struct world *world, int wave, enum trait trait, int a, int b)
{
	int n_a = size_of(world, wave, trait, a), n_b = size_of(world, wave, trait, b);
	if (trait == UNIT &&
		(a == 0 || b == 0 || a % 4 == 1 || b % 4 == 1 || parent_of(a) != parent_of(b)))
		return false;
	return n_a > 0 && n_b > 0 && n_a < MINIMUM && n_b < MINIMUM;
}

static struct person *find(
	struct world *world, int wave, enum trait trait, int code, unsigned number)
{
	for (int i = 0;; i = (i + 1) % world->n)
		if (world->people[i].wave == wave && world->people[i].of[trait] == code &&
			!number--)
			return &world->people[i];
}

/* Exchanges the codes of one or two people of each of two hidden groups, where there are two. */
static inline bool change_places(struct world *world, enum trait trait)
{
	int pairs[2 * 64][3], n = 0;
	for (int wave = 0; wave < world->waves; wave++)
		for (int a = 0; a < traits[trait].n; a++)
			for (int b = a + 1; b < traits[trait].n; b++)
				if (are_hidden(world, wave, trait, a, b)) {
					pairs[n][0] = wave;
					pairs[n][1] = a;
					pairs[n++][2] = b;
				}
	if (!n)
		return false;
	const int *pair = pairs[draw(&world->random, (unsigned)n)];
	for (int times = one_in(world, 2) ? 2 : 1; times--;) {
		struct person *a =
			find(world, pair[0], trait, pair[1], draw(&world->random, MINIMUM));
		struct person *b =
			find(world, pair[0], trait, pair[2], draw(&world->random, MINIMUM));
		a->of[trait] = pair[2];
		b->of[trait] = pair[1];
	}
	return true;
}

/* --- files -------------------------------------------------------------------------------------- */

static const char *write_text(const char *name, const char *text)
{
	const char *path = in_folder(name);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
	return path;
}

static const char *write_answers(const struct world *world)
{
	const char *path = in_folder("answers.csv");
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs("response_id,wave", out);
	for (enum trait trait = 0; trait < TRAITS; trait++)
		fprintf(out, ",%s", traits[trait].column);
	fprintf(out, ",a1,a2,a3,b1,b2,c1,topics,years,%sseconds\n",
		world->weighted ? "weight," : "");
	for (int i = 0; i < world->n; i++) {
		const struct person *person = &world->people[i];
		fprintf(out, "p%d,%d", i, person->wave + 1);
		for (enum trait trait = 0; trait < TRAITS; trait++)
			fprintf(out, ",%s", traits[trait].codes[person->of[trait]]);
		fprintf(out, ",%s\n", person->answers);
	}
	assert_int_equal(fclose(out), 0);
	return path;
}

static const char *write_headcounts(const struct world *world)
{
	const char *path = in_folder("headcounts.csv");
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs("wave,instrument,unit,role,headcount\n", out);
	for (int wave = 0; wave < world->waves; wave++)
		for (int unit = 0; unit < UNITS; unit++)
			for (int role = 0; role < 4; role++)
				if (world->headcounts[wave][unit][role])
					fprintf(out, "%d,hidden,%s,%s,%d\n", wave + 1,
						unit_codes[unit], roles[role],
						world->headcounts[wave][unit][role]);
	assert_int_equal(fclose(out), 0);
	return path;
}

static struct cips_survey *load(const struct world *world, const char *name, bool public_data)
{
	struct cips_findings *findings = cips_findings_new();
	struct cips_import_result result;
	struct cips_survey *survey;
	size_t n;
	unlink(in_folder(name));
	assert_done(cips_init(in_folder(name),
		&(struct cips_init_options){.title = "Survey", .public_data = public_data}, err));
	assert_done(cips_open(in_folder(name), CIPS_WRITE, &survey, err));
	add_form(survey, write_text("form.md", form));
	assert_done(
		cips_units_load(survey, write_text("units.csv", units_file), &n, findings, err));
	assert_done(cips_headcount_load(survey, write_headcounts(world), &n, findings, err));
	assert_done(cips_import(survey, write_answers(world), NULL,
		&(struct cips_import_options){0}, findings, &result, err));
	cips_findings_free(findings);
	return survey;
}

#endif
