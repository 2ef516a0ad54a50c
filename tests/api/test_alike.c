/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all people of a group said alike cannot be told from any table by subtraction: an attacker who
 * knows who is in which group takes the sums that a table shows of people's values, and everything
 * that follows from them by linear algebra; among the sums that he gets is none of people who all
 * have the same value, or all but one, and none of a few. Nor does he get them when he is alone in a
 * group and knows his own value, nor does he learn that all of some people did not know. Where
 * answers make the groups of a table, its numbers of people do not tell that nobody of some people
 * gave another one, or that few gave one.
 *
 *	test_api_alike [SURVEYS [SEED]]
 *
 * A failure names its seed, and `test_api_alike 1 SEED` shows it again.
 */
#include "read_tidy.h"
#include "sanitized.h"
#include "small_groups.h"
#include "sums.h"

#include <math.h>

enum { SURVEYS = SANITIZED ? 2 : 10 }; /* in an ordinary run */

/* --- people who say the same -------------------------------------------------------------------- */

enum item { A1, A2, A3, B1, B2, C1, ITEMS };

static const char *const words[] = {"no", "partly", "yes", "dk", ""};

static void read_items(const struct person *person, char item[ITEMS][8])
{
	const char *text = person->answers;
	for (int k = 0; k < ITEMS; k++) {
		size_t n = strcspn(text, ",");
		snprintf(item[k], 8, "%.*s", (int)n, text);
		text += n + 1;
	}
}

/* Gives all items of a person the same answer; b2 is asked of those inside. */
static void say(struct person *person, const char *word)
{
	char answers[sizeof person->answers];
	const char *rest = person->answers;
	for (int k = 0; k < ITEMS; k++)
		rest += strcspn(rest, ",") + 1;
	snprintf(answers, sizeof answers, "%s,%s,%s,%s,%s,%s,%s", word, word, word, word,
		person->of[PLACE] == 0 ? word : "", word, rest);
	strcpy(person->answers, answers);
}

/* In some groups all people say the same, or all but one or two; in some surveys everybody does. */
static void make_alike(struct world *world)
{
	const char *of[UNITS + 1] = {0};
	int others[UNITS + 1];
	for (int u = 0; u <= UNITS; u++) {
		others[u] = (int)draw(&world->random, 3);
		if (one_in(world, 3))
			of[u] = words[draw(&world->random, one_in(world, 4) ? 4 : 3)];
		if (of[u] == words[2] && world->seed % 3 == 0)
			of[u] = words[3];
	}
	const char *role = one_in(world, 3) ? words[draw(&world->random, 3)] : NULL;
	const char *everybody = world->seed % 10 == 0 ? words[world->seed / 10 % 3] : NULL;
	int apart = (int)(world->seed / 30 % 3);
	for (int i = 0; i < world->n; i++) {
		struct person *person = &world->people[i];
		int unit = person->of[UNIT];
		if (everybody && i >= apart)
			say(person, everybody);
		else if (of[unit] && others[unit]-- <= 0)
			say(person, of[unit]);
		else if (role && person->of[ROLE] == 1)
			say(person, role);
	}
}

/* --- values ------------------------------------------------------------------------------------- */

/* The columns that are looked at, of one item and of three. */
static const struct {
	const char *code;
	enum item first, last;
} columns[] = {{"CODE", C1, C1}, {"LEAD", A1, A3}};

enum { COLUMNS = sizeof columns / sizeof *columns };

/* What a measure makes of somebody's answers; false: there is no value. */
static bool value_of(const struct person *person, int column, enum cips_measure measure,
	bool item_rule, double *value)
{
	char item[ITEMS][8];
	int asked = 0, valid = 0;
	double sum = 0;
	read_items(person, item);
	for (int k = (int)columns[column].first; k <= (int)columns[column].last; k++, asked++)
		for (int w = 0; w < 3; w++) {
			if (strcmp(item[k], words[w]) != 0)
				continue;
			int level = k == A2 ? 2 - w : w;
			valid++;
			sum += measure == CIPS_MEASURE_SCORE	   ? 5 * level
				: measure == CIPS_MEASURE_POSITIVE ? 100 * (level == 2)
				: measure == CIPS_MEASURE_NEGATIVE ? 100 * (level == 0)
								   : 100 * (level - 1);
		}
	*value = valid ? sum / valid : 0;
	return valid && (item_rule || 2 * valid >= asked);
}

/* Whether somebody knows nothing about all items of a column. */
static bool is_silent(const struct person *person, int column)
{
	char item[ITEMS][8];
	read_items(person, item);
	for (int k = (int)columns[column].first; k <= (int)columns[column].last; k++)
		if (strcmp(item[k], words[3]) != 0)
			return false;
	return true;
}

/* --- what somebody knows ------------------------------------------------------------------------ */

/* People are one atom who are in the same group of both traits of a table. */
enum { ATOMS = (UNITS + 1) * 5 };

struct atoms {
	enum trait rows, layers; /* the same: only one */
	int n_rows, n_layers, n;
	int people[ATOMS];
	int with[ATOMS][3]; /* the values */
	double value[3];    /* the first ones seen; of the others nobody asks */
	int n_values;
	int other[ATOMS]; /* people with other values */
};

/* The atoms of a set that have people: of the others it is known. */
static const bool *with_people(const struct atoms *atoms, const bool *set)
{
	static bool some[ATOMS];
	for (int a = 0; a < atoms->n; a++)
		some[a] = set[a] && atoms->people[a] > 0;
	return some;
}

/* With `silence` those who were asked, of whom the silent ones have one value and the others many. */
static void count_atoms(const struct world *world, int wave, int column, const struct table *table,
	bool silence, struct atoms *atoms)
{
	for (int i = 0; i < world->n; i++) {
		const struct person *person = &world->people[i];
		double value;
		if (person->wave != wave)
			continue;
		if (silence)
			value = is_silent(person, column) ? 0 : i + 1;
		else if (!value_of(person, column, table->measure, table->rule == CIPS_RULE_ITEM,
				 &value))
			continue;
		int layer = atoms->layers == atoms->rows ? 0 : person->of[atoms->layers];
		int a = layer * atoms->n_rows + person->of[atoms->rows], v = 0;
		if (silence && atoms->n_values == 0)
			atoms->n_values++;
		while (v < atoms->n_values && fabs(atoms->value[v] - value) > 1e-6)
			v++;
		if (v == atoms->n_values && v < 3)
			atoms->value[atoms->n_values++] = value;
		atoms->people[a]++;
		if (v < 3)
			atoms->with[a][v]++;
	}
}

/* Whether the people of a set are alike but for `but` at most, or fewer than the minimum. */
static bool is_telling(const struct atoms *atoms, const bool *set, int but)
{
	int people = 0, with[3] = {0};
	for (int a = 0; a < atoms->n; a++) {
		if (!set[a])
			continue;
		people += atoms->people[a];
		for (int v = 0; v < 3; v++)
			with[v] += atoms->with[a][v];
	}
	if (people == 0 || people < MINIMUM)
		return people > 0;
	return people - with[0] <= but || people - with[1] <= but || people - with[2] <= but;
}

/* --- groups along an axis ----------------------------------------------------------------------- */

enum { CODES = UNITS + 1, MOST_SETS = 256 };

/* Sets of the codes of a trait. */
struct sets {
	int n;
	bool has[MOST_SETS][CODES];
};

static int outer_group(enum trait trait, int group)
{
	return trait == UNIT ? outer_of(group) : -1;
}

static bool *add_group(struct sets *sets, enum trait trait, int group)
{
	assert_true(sets->n < MOST_SETS);
	bool *set = sets->has[sets->n++];
	for (int c = 0; c < CODES; c++)
		set[c] = c <= traits[trait].n && lies_in(trait, c, group);
	return set;
}

static void take_out(bool *set, enum trait trait, int group)
{
	for (int c = 0; c < traits[trait].n; c++)
		set[c] = set[c] && !lies_in(trait, c, group);
}

/* A group without two of those in it, or twice the same one. */
static void add_difference(struct sets *sets, enum trait trait, int group, int one, int other)
{
	bool *set = add_group(sets, trait, group);
	take_out(set, trait, one);
	take_out(set, trait, other);
}

/* Each group, and each without one, two or all of those in it. */
static void find_sets(struct sets *sets, enum trait trait)
{
	int n = traits[trait].n;
	sets->n = 0;
	for (int g = -1; g < n; g++) {
		add_group(sets, trait, g);
		bool *rest = add_group(sets, trait, g);
		for (int a = 0; a < n; a++) {
			if (a == g || outer_group(trait, a) != g)
				continue;
			take_out(rest, trait, a);
			for (int b = a; b < n; b++)
				if (outer_group(trait, b) == g)
					add_difference(sets, trait, g, a, b);
		}
	}
}

/* --- what a table shows ------------------------------------------------------------------------- */

/* A table, by people of which traits its figures are; the second one the same: by the first alone. */
static const struct {
	struct table table;
	enum trait rows, layers;
} tables[] = {
#define SCORES(rows_, measure_)                                       \
	{                                                             \
		.kind = CROSSTAB, .what = rows_, .columns = "factor", \
		.measure = CIPS_MEASURE_##measure_                    \
	}
#define LAYERS(rows_, per_)                                                       \
	{                                                                         \
		.kind = CROSSTAB, .what = rows_, .columns = "factor", .per = per_ \
	}
	{SCORES("unit", SCORE), UNIT, UNIT},
	{SCORES("unit", POSITIVE), UNIT, UNIT},
	{SCORES("unit", NEGATIVE), UNIT, UNIT},
	{SCORES("unit", NET), UNIT, UNIT},
	{SCORES("unit@1", SCORE), UNIT, UNIT},
	{SCORES("unit@2", POSITIVE), UNIT, UNIT},
	{SCORES("role", SCORE), ROLE, ROLE},
	{SCORES("language", POSITIVE), LANGUAGE, LANGUAGE},
	{LAYERS("unit", "role"), UNIT, ROLE},
	{LAYERS("role", "unit"), ROLE, UNIT},
	{LAYERS("place", "unit@1"), PLACE, UNIT},
	{LAYERS("role", "place"), ROLE, PLACE},
	{LAYERS("mode", "language"), MODE, LANGUAGE},
	{{.kind = GAP, .what = "unit"}, UNIT, UNIT},
	{{.kind = GAP, .what = "unit@2"}, UNIT, UNIT},
	{{.kind = GAP, .what = "role=chief:officer", .per = "unit"}, UNIT, ROLE},
	{{.kind = GAP, .what = "place=inside:outside", .per = "unit@1"}, UNIT, PLACE},
	{{.kind = GAP, .what = "language=en:fr"}, LANGUAGE, LANGUAGE},
	{{.kind = COMPARE, .what = "role"}, ROLE, ROLE},
	{{.kind = COMPARE, .what = "unit@1"}, UNIT, UNIT},
	{{.kind = RESPONSE, .what = "unit"}, UNIT, UNIT},
	{{.kind = RESPONSE, .what = "role"}, ROLE, ROLE},
	{{.kind = SHRINK, .what = "unit@2"}, UNIT, UNIT},
	{{.kind = SHRINK, .what = "role", .measure = CIPS_MEASURE_POSITIVE}, ROLE, ROLE},
};

enum { TABLES = sizeof tables / sizeof *tables };

/* The people of a cell, as atoms. */
static void cell_of(const struct atoms *atoms, const bool *rows, const bool *layers, bool *set)
{
	for (int l = 0; l < atoms->n_layers; l++)
		for (int r = 0; r < atoms->n_rows; r++)
			set[l * atoms->n_rows + r] = rows[r] && (!layers || layers[l]);
}

/*
 * The people whose number a line of the table is: in a row and, of a table in layers, in one of them;
 * of a gap, on one of its sides.
 */
static bool people_of(const struct atoms *atoms, const struct table *table, int n,
	char *const *field, int column, bool silence, bool *set)
{
	static struct sets sets;
	enum trait trait = atoms->rows;
	const char *statistic = field[n - 3];
	bool b = strcmp(statistic, "n_b") == 0;
	char what[64] = "", *sides[3] = {0}, *rest = what;
	if (silence ? strcmp(statistic, "n_asked") != 0
		    : strcmp(statistic, "n_valid") != 0 && strcmp(statistic, "n_a") != 0 && !b)
		return false;
	if (strcmp(field[n - 4], columns[column].code) != 0)
		return false;
	sets.n = 0;
	snprintf(what, sizeof what, "%s", table->what);
	for (int k = 0; k < 3; k++)
		sides[k] = strsep(&rest, "=:");
	const char *row = field[n - 6], *layer = n > 7 ? field[1] : sides[b ? 2 : 1];
	bool one = atoms->layers == atoms->rows;
	if (one && sides[1])
		row = layer;
	bool *rows = add_group(&sets, trait, group_of(trait, row));
	if (one && b && !sides[1])
		for (int c = 0; c < traits[trait].n; c++)
			rows[c] = !rows[c];
	bool *layers = one ? NULL : add_group(&sets, atoms->layers, group_of(atoms->layers, layer));
	cell_of(atoms, rows, layers, set);
	return true;
}

static int count_people(const struct atoms *atoms, const bool *set)
{
	int n = 0;
	for (int a = 0; a < atoms->n; a++)
		n += set[a] ? atoms->people[a] : 0;
	return n;
}

/* Learns the sums that a table shows; it must show them of the people who are thought to be in it. */
static int read_table(const struct atoms *atoms, const struct table *table, const char *tidy,
	int column, bool silence, struct known *known)
{
	char *copy = strdup(tidy), *text = copy, *field[FIELDS];
	bool set[ATOMS];
	int learnt = 0;
	known->n = 0;
	for (int n; (n = next_line(&text, field)) > 0;) {
		if (n < 7 || !people_of(atoms, table, n, field, column, silence, set) ||
			strcmp(field[n - 1], "shown") != 0)
			continue;
		assert_int_equal(atoi(field[n - 2]), count_people(atoms, set));
		learn(known, atoms->n, with_people(atoms, set));
		learnt++;
	}
	free(copy);
	return learnt;
}

/* --- the attack --------------------------------------------------------------------------------- */

/* Whether the sum of a telling set follows, of people without those of atom `self`. */
static bool finds(const struct atoms *atoms, const struct known *known, int but, int self)
{
	static struct sets rows, layers;
	bool set[ATOMS], one = atoms->layers == atoms->rows;
	find_sets(&rows, atoms->rows);
	find_sets(&layers, atoms->layers);
	for (int r = 0; r < rows.n; r++)
		for (int l = 0; l < (one ? 1 : layers.n); l++) {
			cell_of(atoms, rows.has[r], one ? NULL : layers.has[l], set);
			if (self >= 0)
				set[self] = false;
			if (is_telling(atoms, set, but) &&
				follows(known, atoms->n, with_people(atoms, set)))
				return true;
		}
	return false;
}

/* Takes one row so often from another that nothing of an atom remains. */
static void take_row(int64_t *row, const int64_t *other, int n, int atom)
{
	int64_t factor = row[atom] * inverse(other[atom]) % PRIME;
	for (int a = 0; a < n; a++)
		row[a] = ((row[a] - factor * other[a]) % PRIME + PRIME) % PRIME;
}

/*
 * Solves what is known for other atoms, in an order by chance: each row is then one of these and some
 * of those that are left.
 */
static void solve_again(uint64_t *random, const struct atoms *atoms, struct known *known)
{
	int order[ATOMS], n = 0;
	for (int a = 0; a < atoms->n; a++) {
		int b = (int)draw(random, (unsigned)a + 1);
		order[a] = order[b];
		order[b] = a;
	}
	for (int i = 0; i < atoms->n; i++) {
		int a = order[i], with = n;
		while (with < known->n && !known->row[with][a])
			with++;
		if (with == known->n)
			continue;
		for (int j = 0; j < atoms->n; j++) {
			int64_t x = known->row[with][j];
			known->row[with][j] = known->row[n][j];
			known->row[n][j] = x;
		}
		for (int k = 0; k < known->n; k++)
			if (k != n && known->row[k][a])
				take_row(known->row[k], known->row[n], atoms->n, a);
		n++;
	}
}

/* Whether a row, which may take people away, is about few people or such as are alike. */
static bool is_telling_row(const struct atoms *atoms, const int64_t *row)
{
	bool set[ATOMS];
	for (int a = 0; a < atoms->n; a++)
		set[a] = row[a] != 0;
	return is_telling(atoms, set, 1);
}

/* The same for sums of any cells: the rows of a few solutions, and of two of these rows each. */
static bool finds_any(uint64_t random, const struct atoms *atoms, struct known *known)
{
	int64_t row[ATOMS];
	for (int tried = 0; tried < 4; tried++) {
		solve_again(&random, atoms, known);
		for (int k = 0; k < known->n; k++) {
			if (is_telling_row(atoms, known->row[k]))
				return true;
			for (int other = 0; other < k; other++) {
				int a = (int)draw(&random, (unsigned)atoms->n);
				while (a < atoms->n && !(known->row[k][a] && known->row[other][a]))
					a++;
				if (a == atoms->n)
					continue;
				memcpy(row, known->row[k], sizeof row);
				take_row(row, known->row[other], atoms->n, a);
				if (is_telling_row(atoms, row))
					return true;
			}
		}
	}
	return false;
}

/* Whether the groups of a table are as fine as atoms, so that somebody can be alone in one. */
static bool is_fine(const struct table *table)
{
	return !strchr(table->what, '@') && !(table->per && strchr(table->per, '@'));
}

/* The same for one who is alone in a cell; of a few of these. */
static bool somebody_finds(const struct atoms *atoms, const struct known *known)
{
	static struct known more;
	for (int a = 0, tried = 0; a < atoms->n && tried < 4; a++) {
		bool set[ATOMS] = {0};
		if (atoms->people[a] != 1)
			continue;
		set[a] = true;
		more = *known;
		if (follows(&more, atoms->n, with_people(atoms, set)))
			continue; /* others know him too: that is not for him to find */
		learn(&more, atoms->n, with_people(atoms, set));
		if (finds(atoms, &more, 0, a))
			return true;
		tried++;
	}
	return false;
}

static unsigned attacked, alike;

static void attack_column(const struct world *world, int wave, int t, const struct table *table,
	const char *tidy, int column, bool silence, bool public_data)
{
	static struct known known;
	struct atoms atoms = {.rows = tables[t].rows, .layers = tables[t].layers};
	atoms.n_rows = traits[atoms.rows].n + 1;
	atoms.n_layers = atoms.layers == atoms.rows ? 1 : traits[atoms.layers].n + 1;
	atoms.n = atoms.n_rows * atoms.n_layers;
	count_atoms(world, wave, column, table, silence, &atoms);
	attacked += read_table(&atoms, table, tidy, column, silence, &known) > 0;
	bool found = finds(&atoms, &known, 1, -1);
	alike += found;
	if (public_data)
		return;
	bool alone = is_fine(table) && somebody_finds(&atoms, &known);
	found = found || finds_any(world->seed, &atoms, &known);
	if (found || alone)
		fail_msg("seed %lu, table %d (kind %d, %s), %s, rule %d: %s tells %s",
			(unsigned long)world->seed, t, (int)table->kind, table->what,
			columns[column].code, (int)table->rule,
			found ? "it" : "with one's own answer it",
			silence ? "who did not know" : "what people said");
}

static void attack(struct world *world, struct cips_survey *survey, bool public_data)
{
	int wave = world->waves - 1;
	for (int t = 0; t < TABLES; t++) {
		struct table table = tables[t].table;
		table.wave = wave ? "2" : "1";
		if (table.kind != COMPARE && table.kind != SHRINK && one_in(world, 3))
			table.rule = CIPS_RULE_ITEM;
		char *tidy = tidy_of(survey, &table);
		for (int c = 0; c < COLUMNS; c++)
			for (int silence = 0; silence <= 1; silence++)
				attack_column(
					world, wave, t, &table, tidy, c, silence, public_data);
		free(tidy);
	}
}

/* --- answers that make groups ------------------------------------------------------------------- */

/* Tables in which people count by their answer to an item and, unless it is TRAITS, by a trait. */
static const struct {
	struct table table;
	enum item item;
	enum trait by;
} counted[] = {
	{LAYERS("a1", "unit"), A1, UNIT},
	{LAYERS("unit", "a1"), A1, UNIT},
	{LAYERS("c1", "role"), C1, ROLE},
	{LAYERS("unit@2", "c1"), C1, UNIT},
	{SCORES("a1", SCORE), A1, TRAITS},
	{SCORES("c1", POSITIVE), C1, TRAITS},
	{{.kind = GAP, .what = "c1=no:yes"}, C1, TRAITS},
	{{.kind = GAP, .what = "a1=partly:yes", .per = "unit"}, A1, UNIT},
	{{.kind = GAP, .what = "a3=no:dk", .per = "unit@1"}, A3, UNIT},
	{{.kind = COMPARE, .what = "c1"}, C1, TRAITS},
	{{.kind = SHRINK, .what = "c1"}, C1, TRAITS},
	{{.kind = RESPONSE, .what = "a1"}, A1, TRAITS},
	{{.kind = QUALITY, .what = "a3"}, A3, TRAITS},
};

enum { COUNTED = sizeof counted / sizeof *counted, ANSWERS = 3 };

/* How many people of each group gave each answer, and what is known of it. */
struct answered {
	int groups; /* with that of those in no group */
	int people[CODES][ANSWERS];
	struct known known;
};

/* Unlike above, whether anybody is in an atom is what he wants to know. */
static void set_row(const struct answered *answered, const bool *groups, const bool *answers,
	int64_t row[ATOMS])
{
	memset(row, 0, ATOMS * sizeof *row);
	for (int g = 0; g < answered->groups; g++)
		for (int w = 0; w < ANSWERS; w++)
			row[g * ANSWERS + w] = groups[g] && answers[w];
}

static int count_answers(const struct answered *answered, const bool *groups, const bool *answers)
{
	int n = 0;
	for (int g = 0; g < answered->groups; g++)
		for (int w = 0; w < ANSWERS; w++)
			n += groups[g] && answers[w] ? answered->people[g][w] : 0;
	return n;
}

static void learn_row(struct known *known, int64_t row[ATOMS])
{
	int pivot;
	if (reduce(known, ATOMS, row, &pivot))
		return;
	int64_t scale = inverse(row[pivot]);
	for (int a = 0; a < ATOMS; a++)
		known->row[known->n][a] = row[a] * scale % PRIME;
	known->pivot[known->n++] = pivot;
}

/* Learns how many people are in some groups and gave some answers; none at all is none of each. */
static void learn_count(struct answered *answered, const bool *groups, const bool *answers)
{
	int64_t row[ATOMS], one[ATOMS];
	set_row(answered, groups, answers, row);
	for (int a = 0; a < ATOMS && count_answers(answered, groups, answers) == 0; a++)
		if (row[a]) {
			memset(one, 0, sizeof one);
			one[a] = 1;
			learn_row(&answered->known, one);
		}
	learn_row(&answered->known, row);
}

static bool is_known(const struct answered *answered, const bool *groups, const bool *answers)
{
	int64_t row[ATOMS];
	int pivot;
	set_row(answered, groups, answers, row);
	return reduce(&answered->known, ATOMS, row, &pivot);
}

static int answer_of(const char *code)
{
	for (int w = 0; w < ANSWERS; w++)
		if (strcmp(code, words[w]) == 0)
			return w;
	return -1;
}

/* The answers whose people a line counts, by the code of its row, its layer or its side; -1: of all. */
static bool is_count(const struct table *table, char *const *field, int n, const char **answer)
{
	static char what[64];
	char *sides[3], *rest = what;
	const char *statistic = field[n - 3], *column = field[n - 4];
	bool b = strcmp(statistic, "n_b") == 0,
	     rows = strcmp(field[n - 7], "a1") == 0 || strcmp(field[n - 7], "a3") == 0 ||
		strcmp(field[n - 7], "c1") == 0;
	*answer = rows ? field[n - 6] : n > 7 ? field[1] : NULL;
	switch (table->kind) {
	case CROSSTAB:
		return strcmp(statistic, "n_asked") == 0 && strcmp(column, "AUDI") != 0;
	case GAP:
		snprintf(what, sizeof what, "%s", table->what);
		for (int k = 0; k < 3; k++)
			sides[k] = strsep(&rest, "=:");
		*answer = sides[b ? 2 : 1];
		return strcmp(column, "*") == 0 && (b || strcmp(statistic, "n_a") == 0) &&
			answer_of(*answer) >= 0;
	case COMPARE:
	case SHRINK:
		return strcmp(statistic, "n_valid") == 0 && strcmp(column, "CODE") == 0;
	case RESPONSE:
		return rows && strcmp(statistic, "returns") == 0;
	default:
		return rows && strcmp(statistic, "n_asked") == 0;
	}
}

static void read_counts(
	struct answered *answered, const struct table *table, enum trait by, const char *tidy)
{
	char *copy = strdup(tidy), *text = copy, *field[FIELDS];
	const char *answer;
	for (int n; (n = next_line(&text, field)) > 0;) {
		struct sets sets = {0};
		bool answers[ANSWERS];
		if (n < 7 || strcmp(field[n - 1], "shown") != 0 ||
			!is_count(table, field, n, &answer))
			continue;
		bool per_answer = table->per && answer == field[1] && n > 7;
		const char *code = per_answer ? field[n - 6] : n > 7 ? field[1] : field[n - 6];
		for (int w = 0; w < ANSWERS; w++)
			answers[w] = answer_of(answer) < 0 || answer_of(answer) == w;
		const bool *groups = by == TRAITS ? (bool[CODES]){true}
						  : add_group(&sets, by, group_of(by, code));
		assert_int_equal(atoi(field[n - 2]), count_answers(answered, groups, answers));
		learn_count(answered, groups, answers);
	}
	free(copy);
}

static void count_answered(const struct world *world, int wave, enum item item, enum trait by,
	struct answered *answered)
{
	answered->groups = by == TRAITS ? 1 : traits[by].n + 1;
	for (int i = 0; i < world->n; i++) {
		char said[ITEMS][8];
		read_items(&world->people[i], said);
		int w = answer_of(said[item]);
		if (world->people[i].wave == wave && w >= 0)
			answered->people[by == TRAITS ? 0 : world->people[i].of[by]][w]++;
	}
}

/* Whether it is known of people that they all gave one answer, or of an answer that few gave it. */
static bool tells(const struct answered *answered, enum trait by)
{
	static struct sets sets;
	sets = (struct sets){.n = 1, .has = {{true}}};
	if (by != TRAITS)
		find_sets(&sets, by);
	for (int s = 0; s < sets.n; s++)
		for (int w = 0; w < ANSWERS; w++) {
			bool one[ANSWERS] = {0}, others[ANSWERS] = {true, true, true};
			one[w] = true;
			others[w] = false;
			int n = count_answers(answered, sets.has[s], one);
			bool few = n > 0 && n < MINIMUM;
			bool all = n > 0 && !count_answers(answered, sets.has[s], others);
			if ((few && is_known(answered, sets.has[s], one)) ||
				(all && is_known(answered, sets.has[s], others)))
				return true;
		}
	return false;
}

static void attack_counts(struct world *world, struct cips_survey *survey, bool public_data)
{
	static struct answered answered;
	int wave = world->waves - 1;
	for (int t = 0; t < COUNTED; t++) {
		struct table table = counted[t].table;
		table.wave = wave ? "2" : "1";
		table.weights = "none";
		char *tidy = tidy_of(survey, &table);
		answered = (struct answered){0};
		count_answered(world, wave, counted[t].item, counted[t].by, &answered);
		read_counts(&answered, &table, counted[t].by, tidy);
		attacked += answered.known.n > 0;
		bool told = tells(&answered, counted[t].by);
		alike += told;
		if (told && !public_data)
			fail_msg("seed %lu, counted table %d (kind %d, %s) tells who answered what",
				(unsigned long)world->seed, t, (int)table.kind, table.what);
		free(tidy);
	}
}

static unsigned long n_surveys = SURVEYS, first_seed = 1;

static struct cips_survey *draw_survey(struct world *world, uint64_t seed, bool public_data)
{
	draw_world(world, seed);
	make_alike(world);
	return load(world, "alike.cips", public_data);
}

static void attack_seed(uint64_t seed)
{
	static struct world world;
	struct cips_survey *survey = draw_survey(&world, seed, false);
	attack(&world, survey, false);
	cips_close(survey);
}

/* Surveys in which lines of layers that are safe, each by itself, told together of a few people. */
static const uint64_t told[] = {99, 217, 331, 1549};
static bool ordinary = true; /* with these */

static void nobody_finds_what_all_said(void **state)
{
	(void)state;
	attacked = 0;
	for (size_t i = 0; i < sizeof told / sizeof *told && ordinary; i++)
		attack_seed(told[i]);
	for (unsigned long i = 0; i < n_surveys; i++)
		attack_seed(first_seed + i);
	printf("# %u columns attacked\n", attacked);
	assert_true(attacked > 10 * n_surveys);
}

static void nobody_finds_who_answered_what(void **state)
{
	(void)state;
	static struct world world;
	attacked = 0;
	for (unsigned long i = 0; i < n_surveys; i++) {
		struct cips_survey *survey = draw_survey(&world, first_seed + i, false);
		attack_counts(&world, survey, false);
		cips_close(survey);
	}
	printf("# %u tables of answers attacked\n", attacked);
	assert_true(attacked > n_surveys);
}

static void in_public_data_he_does(void **state)
{
	(void)state;
	static struct world world;
	attacked = alike = 0;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct cips_survey *survey = draw_survey(&world, seed, true);
		attack(&world, survey, true);
		cips_close(survey);
	}
	assert_true(alike > attacked / 2);
	attacked = alike = 0;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct cips_survey *survey = draw_survey(&world, seed, true);
		attack_counts(&world, survey, true);
		cips_close(survey);
	}
	assert_true(alike > attacked / 4);
}

/* --- main --------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_finds_what_all_said),
		cmocka_unit_test(nobody_finds_who_answered_what),
		cmocka_unit_test(in_public_data_he_does),
	};
	ordinary = argc == 1;
	if (argc > 1)
		n_surveys = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		first_seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests_name("api alike", tests, make_fast_folder, remove_survey);
}
