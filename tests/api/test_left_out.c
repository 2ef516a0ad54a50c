/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the flagged responses say cannot be told from tables with them and without them, of counts or
 * of people by answer: an attacker who has both of a table takes the counts that they show, of all
 * people and of those who are left, and everything that follows from them by linear algebra; among the
 * counts that he gets, of all people, of those who are left and of those left out, is none of a few,
 * and no answer of all people of a group.
 *
 *	test_api_left_out [SURVEYS [SEED]]
 *
 * A failure names its seed, and `test_api_left_out 1 SEED` shows it again.
 */
#include "read_tidy.h"
#include "sanitized.h"
#include "small_groups.h"
#include "sums.h"

enum { SURVEYS = SANITIZED ? 3 : 20 }; /* in an ordinary run */

/* --- the surveys -------------------------------------------------------------------------------- */

static const char *const words[] = {"no", "partly", "yes"};

enum { ITEMS = 6, PLACED = 4 }; /* b2 is asked of those inside */

/* Gives somebody answers, and a time by which he is careful or hasty; the rest stays as it is. */
static void set_answers(struct person *person, const char *const *said, bool hasty)
{
	char rest[sizeof person->answers], *seconds;
	const char *tail = person->answers;
	for (int k = 0; k < ITEMS; k++)
		tail = strchr(tail, ',') + 1;
	snprintf(rest, sizeof rest, "%s", tail);
	seconds = strrchr(rest, ',') + 1;
	snprintf(seconds, 8, "%d", hasty ? 5 : 200);
	char *to = person->answers;
	for (int k = 0; k < ITEMS; k++)
		to += sprintf(to, "%s,", k == PLACED && person->of[PLACE] != 0 ? "" : said[k]);
	strcpy(to, rest);
}

/* So many people of a unit, who are careful and say anything, or hasty and all say the same. */
static void add(struct world *world, int unit, int role, int place, int n, const char *word)
{
	const unsigned rare[TRAITS] = {1, 1, 1, 1, 1};
	int first = world->n;
	add_people(world, 0, unit, n, rare);
	for (int i = first; i < world->n; i++) {
		struct person *person = &world->people[i];
		const char *said[ITEMS];
		for (int k = 0; k < ITEMS; k++)
			said[k] = word ? word : words[draw(&world->random, 3)];
		person->of[ROLE] = role;
		person->of[PLACE] = place;
		person->of[MODE] = person->of[LANGUAGE] = 0;
		set_answers(person, said, word != NULL);
	}
}

/*
 * Few units and roles with many people in each, and hasty ones in some: ten or more, or a few; in some
 * surveys all of these say the same.
 */
static void draw_neat(struct world *world, uint64_t seed)
{
	*world = (struct world){.seed = seed, .random = seed * 2654435761u + 1, .waves = 1};
	world->weighted = one_in(world, 3);
	world->headcounts[0][0][0] = MOST_PEOPLE;
	int all = one_in(world, 5) ? (int)draw(&world->random, 3) : -1;
	for (int u = 0; u < 2; u++)
		for (int role = 0; role < 2; role++) {
			/* a post, or a region by itself */
			int unit = u ? 6 : 2 + (int)draw(&world->random, 2);
			if (one_in(world, 4))
				unit = u ? 5 : 1;
			for (int place = 0; place < 2; place++)
				add(world, unit, role, place, 60 + (int)draw(&world->random, 20),
					NULL);
			int place = (int)draw(&world->random, 2);
			for (int w = 0; w < 3; w++)
				if ((all < 0 || w == all) && !one_in(world, 4))
					add(world, unit, role, place,
						one_in(world, 12)
							? 1 + (int)draw(&world->random, 9)
							: 10 + (int)draw(&world->random, 4),
						words[w]);
		}
}

/* The same people with and without disclosure control, who is flagged being the same. */
struct pair {
	struct world world;
	struct cips_survey *secret, *public;
};

static void load_pair(struct pair *pair, uint64_t seed)
{
	if (seed % 3 == 0)
		draw_world(&pair->world, seed);
	else
		draw_neat(&pair->world, seed);
	pair->secret = load(&pair->world, "secret.cips", false);
	pair->public = load(&pair->world, "public.cips", true);
}

static void close_pair(struct pair *pair)
{
	cips_close(pair->secret);
	cips_close(pair->public);
}

/* --- tables ------------------------------------------------------------------------------------- */

/* A variable of a table: groups that are a trait, or the answers to an item. */
struct axis {
	const char *name;
	enum trait trait; /* TRAITS: answers */
	int n;		  /* codes */
};

enum axis_name { NONE, BY_UNIT, BY_REGION, BY_POST, BY_ROLE, BY_PLACE, BY_A1, BY_B1, BY_B2, BY_C1 };

static const struct axis axes[] = {
	[NONE] = {"*", TRAITS, 1},
	[BY_UNIT] = {"unit", UNIT, UNITS},
	[BY_REGION] = {"unit@1", UNIT, UNITS},
	[BY_POST] = {"unit@2", UNIT, UNITS},
	[BY_ROLE] = {"role", ROLE, 4},
	[BY_PLACE] = {"place", PLACE, 2},
	[BY_A1] = {"a1", TRAITS, 3},
	[BY_B1] = {"b1", TRAITS, 3},
	[BY_B2] = {"b2", TRAITS, 3},
	[BY_C1] = {"c1", TRAITS, 3},
};

/* Without columns: tables of scores, or the gaps between any two answers, by layer if there are some. */
enum kind_of_counts { COUNTS, PEOPLE, GAPS };

static const struct {
	enum kind_of_counts kind;
	enum axis_name layers, rows, columns;
} tables[] = {
	{COUNTS, NONE, BY_ROLE, BY_A1},
	{COUNTS, NONE, BY_A1, BY_ROLE},
	{COUNTS, NONE, BY_UNIT, BY_A1},
	{COUNTS, NONE, BY_UNIT, BY_B1},
	{COUNTS, NONE, BY_REGION, BY_C1},
	{COUNTS, NONE, BY_UNIT, BY_ROLE},
	{COUNTS, NONE, BY_ROLE, BY_PLACE},
	{COUNTS, NONE, BY_A1, BY_B1},
	{COUNTS, NONE, BY_ROLE, BY_B2},
	{COUNTS, NONE, BY_PLACE, BY_REGION},
	{COUNTS, BY_ROLE, BY_REGION, BY_A1},
	{COUNTS, BY_PLACE, BY_ROLE, BY_B1},
	{COUNTS, BY_REGION, BY_ROLE, BY_C1},
	{PEOPLE, NONE, BY_A1, NONE},
	{PEOPLE, NONE, BY_C1, NONE},
	{PEOPLE, BY_ROLE, BY_A1, NONE},
	{PEOPLE, BY_A1, BY_REGION, NONE},
	{GAPS, NONE, BY_C1, NONE},
	{GAPS, BY_UNIT, BY_B1, NONE},
};

enum { TABLES = sizeof tables / sizeof *tables };

/* The code at a place of an axis; "*" for the whole, which is place -1. */
static const char *code_at(const struct axis *axis, int place)
{
	return place < 0	       ? "*"
		: axis->trait < TRAITS ? traits[axis->trait].codes[place]
				       : words[place];
}

static int place_of(const struct axis *axis, const char *code)
{
	int place = axis->n;
	while (place-- > 0 && strcmp(code_at(axis, place), code) != 0)
		;
	return place;
}

static bool contains(const struct axis *axis, int place, int code)
{
	return place < 0 ||
		(axis->trait < TRAITS ? lies_in(axis->trait, code, place) : place == code);
}

/* --- counts ------------------------------------------------------------------------------------- */

/*
 * The parts of people that nobody divides: one code of each axis, left or left out. A cell is a group
 * of each axis and holds many of them.
 */
struct cell {
	int layer, row, column; /* -1: the whole */
};

enum part { LEFT, OUT, BOTH };

struct counts {
	enum kind_of_counts kind;
	const struct axis *layers, *rows, *columns;
	int n; /* parts */
};

static void find_parts(const struct counts *t, struct cell cell, enum part part, bool *set)
{
	int next = 0;
	for (int l = 0; l < t->layers->n; l++)
		for (int r = 0; r < t->rows->n; r++)
			for (int c = 0; c < t->columns->n; c++)
				for (int p = LEFT; p <= OUT; p++)
					set[next++] = contains(t->layers, cell.layer, l) &&
						contains(t->rows, cell.row, r) &&
						contains(t->columns, cell.column, c) &&
						(part == BOTH || (int)part == p);
	assert_int_equal(next, t->n);
}

/* What a table says of each cell: the count, -1 where it does not. */
enum { GROUPS = UNITS + 1 };

struct said {
	int count[GROUPS][GROUPS][GROUPS]; /* by place, the whole first */
};

static int *said_of(struct said *said, struct cell cell)
{
	return &said->count[cell.layer + 1][cell.row + 1][cell.column + 1];
}

/* Reads a table of counts, or of people by layer and row. */
static void read_cells(
	struct cips_survey *survey, const struct counts *t, bool without_flagged, struct said *said)
{
	bool layered = strcmp(t->layers->name, "*") != 0, people = t->kind != COUNTS;
	const struct table table = {.kind = CROSSTAB,
		.what = t->rows->name,
		.columns = people ? "factor" : t->columns->name,
		.per = layered ? t->layers->name : NULL,
		.wave = "1",
		.measure = people ? CIPS_MEASURE_SCORE : CIPS_MEASURE_COUNT,
		.without_flagged = without_flagged};
	char *tidy = tidy_of(survey, &table), *text = tidy, *field[FIELDS];
	memset(said, -1, sizeof *said);
	for (int n; (n = next_line(&text, field)) > 0;) {
		if (n < 7 || strcmp(field[n - 3], people ? "n_asked" : "count") != 0 ||
			strcmp(field[n - 1], "shown") != 0)
			continue;
		struct cell cell = {layered ? place_of(t->layers, field[1]) : -1,
			place_of(t->rows, field[n - 6]), place_of(t->columns, field[n - 4])};
		*said_of(said, cell) = atoi(field[n - 2]);
	}
	free(tidy);
}

/* Reads the people on the sides of the gap between two answers. */
static void read_gap(struct cips_survey *survey, const struct counts *t, bool without_flagged,
	int a, int b, struct said *said)
{
	char what[32];
	bool layered = strcmp(t->layers->name, "*") != 0;
	const struct table table = {.kind = GAP,
		.what = what,
		.per = layered ? t->layers->name : NULL,
		.wave = "1",
		.without_flagged = without_flagged};
	snprintf(what, sizeof what, "%s=%s:%s", t->rows->name, words[a], words[b]);
	char *tidy = tidy_of(survey, &table), *text = tidy, *field[FIELDS];
	for (int n; (n = next_line(&text, field)) > 0;) {
		bool of_b = n == 7 && strcmp(field[4], "n_b") == 0;
		if (n != 7 || strcmp(field[3], "*") != 0 || strcmp(field[6], "shown") != 0 ||
			(!of_b && strcmp(field[4], "n_a") != 0))
			continue;
		struct cell cell = {layered ? place_of(t->layers, field[1]) : -1, of_b ? b : a, -1};
		*said_of(said, cell) = atoi(field[5]);
	}
	free(tidy);
}

static void read_table(
	struct cips_survey *survey, const struct counts *t, bool without_flagged, struct said *said)
{
	if (t->kind != GAPS) {
		read_cells(survey, t, without_flagged, said);
		return;
	}
	memset(said, -1, sizeof *said);
	for (int b = 1; b < t->rows->n; b++)
		for (int a = 0; a < b; a++)
			read_gap(survey, t, without_flagged, a, b, said);
}

/* The next cell, from the whole of each axis on; false after the last. */
static bool next_cell(const struct counts *t, struct cell *cell)
{
	if (++cell->column < t->columns->n)
		return true;
	cell->column = -1;
	if (++cell->row < t->rows->n)
		return true;
	cell->row = -1;
	return ++cell->layer < t->layers->n;
}

/* --- the attack --------------------------------------------------------------------------------- */

struct attack {
	struct counts t;
	struct said truth[3]; /* by part */
	struct known known;
	int learnt; /* of those who are left */
	bool full, closed;
};

static void learn_table(struct attack *attack, struct said *said, enum part part)
{
	struct cell cell = {-1, -1, -1};
	bool set[MOST_PARTS];
	do {
		int count = *said_of(said, cell);
		if (count < 0)
			continue;
		assert_int_equal(count, *said_of(&attack->truth[part], cell));
		find_parts(&attack->t, cell, part, set);
		learn(&attack->known, attack->t.n, set);
		attack->learnt += part == LEFT;
	} while (next_cell(&attack->t, &cell));
}

static bool is_known(const struct attack *attack, struct cell cell, enum part part)
{
	bool set[MOST_PARTS];
	find_parts(&attack->t, cell, part, set);
	return follows(&attack->known, attack->t.n, set);
}

/* Whether all of the people of a line said what those of a cell in it say; `whole`: of the line. */
static bool all_say(
	const struct attack *attack, struct cell cell, struct cell whole, enum part part)
{
	struct said *truth = (struct said *)&attack->truth[part];
	int n = *said_of(truth, cell);
	return n > 0 && n == *said_of(truth, whole) && is_known(attack, cell, part) &&
		is_known(attack, whole, part);
}

/* Whether what is known of a cell tells of few people, or what all of some said. */
static bool tells(const struct attack *attack, struct cell cell, enum part part)
{
	struct said *truth = (struct said *)&attack->truth[part];
	int n = *said_of(truth, cell);
	struct cell row = cell, column = cell, rest = cell;
	row.column = column.row = rest.layer = -1;
	if (n > 0 && n < MINIMUM)
		return is_known(attack, cell, part);
	return (attack->t.columns->trait == TRAITS && cell.column >= 0 &&
		       all_say(attack, cell, row, part)) ||
		(attack->t.rows->trait == TRAITS && cell.row >= 0 &&
			all_say(attack, cell, column, part)) ||
		(attack->t.layers->trait == TRAITS && cell.layer >= 0 &&
			all_say(attack, cell, rest, part));
}

/* Those left out are those of all who are not left. */
static void subtract(struct attack *attack)
{
	struct cell cell = {-1, -1, -1};
	do {
		int all = *said_of(&attack->truth[BOTH], cell);
		int left = *said_of(&attack->truth[LEFT], cell);
		*said_of(&attack->truth[OUT], cell) = all < 0 || left < 0 ? -1 : all - left;
	} while (next_cell(&attack->t, &cell));
}

/* The same by all units, or by another level of them, where it is by regions. */
static struct counts by_units(const struct counts *t, enum axis_name units)
{
	struct counts other = *t;
	const struct axis **axis[] = {&other.layers, &other.rows, &other.columns};
	for (int k = 0; k < 3; k++)
		if (*axis[k] == &axes[BY_REGION])
			*axis[k] = &axes[units];
	return other;
}

/* The counts of a part of the people, by all units and by the level. */
static void read_truth(struct cips_survey *survey, const struct counts *t, bool without_flagged,
	struct said *truth)
{
	static struct said level;
	struct cell cell = {-1, -1, -1};
	const struct counts fine = by_units(t, BY_UNIT);
	read_cells(survey, &fine, without_flagged, truth);
	read_cells(survey, t, without_flagged, &level);
	do
		if (*said_of(truth, cell) < 0)
			*said_of(truth, cell) = *said_of(&level, cell);
	while (next_cell(t, &cell));
}

/* What a table with and without the flagged shows of the people. */
static void learn_both(struct attack *attack, struct cips_survey *survey, const struct counts *t)
{
	static struct said said;
	read_table(survey, t, false, &said);
	learn_table(attack, &said, BOTH);
	read_table(survey, t, true, &said);
	learn_table(attack, &said, LEFT);
}

/*
 * Attacks a table of one of the two surveys, and those by posts and by all units where it is by regions;
 * whether something tells, which goes to `found`.
 */
static bool attack_table(
	struct attack *attack, const struct pair *pair, int table, bool public, struct cell *found)
{
	struct cips_survey *survey = public ? pair->public : pair->secret;
	*attack = (struct attack){
		.t = {tables[table].kind, &axes[tables[table].layers], &axes[tables[table].rows],
			&axes[tables[table].columns], 0}};
	attack->t.n = 2 * attack->t.layers->n * attack->t.rows->n * attack->t.columns->n;
	assert_true(attack->t.n <= MOST_PARTS);
	read_truth(pair->public, &attack->t, false, &attack->truth[BOTH]);
	read_truth(pair->public, &attack->t, true, &attack->truth[LEFT]);
	subtract(attack);
	learn_both(attack, survey, &attack->t);
	attack->full = attack->learnt > 1;
	attack->closed = attack->learnt == 1;
	const struct counts posts = by_units(&attack->t, BY_POST);
	const struct counts units = by_units(&attack->t, BY_UNIT);
	learn_both(attack, survey, &posts);
	learn_both(attack, survey, &units);
	*found = (struct cell){-1, -1, -1};
	do
		for (enum part part = LEFT; part <= BOTH; part++)
			if (tells(attack, *found, part))
				return true;
	while (next_cell(&attack->t, found));
	return false;
}

/* Whether so few were left out of the survey that it leaves out nobody. */
static bool leaves_out(struct cips_survey *survey)
{
	static struct said with, without;
	const struct counts t = {COUNTS, &axes[NONE], &axes[BY_ROLE], &axes[BY_PLACE], 0};
	read_table(survey, &t, false, &with);
	read_table(survey, &t, true, &without);
	struct cell all = {-1, -1, -1};
	return *said_of(&with, all) - *said_of(&without, all) >= MINIMUM;
}

static unsigned long n_surveys = SURVEYS, first_seed = 1;
static unsigned attacked, open, closed;

static void attack_survey(const struct pair *pair, struct attack *attack)
{
	for (int t = 0; t < TABLES; t++) {
		struct cell found;
		if (attack_table(attack, pair, t, false, &found))
			fail_msg("seed %lu, table %d (%s by %s): the cell %s, %s tells",
				(unsigned long)pair->world.seed, t, attack->t.rows->name,
				attack->t.columns->name, code_at(attack->t.rows, found.row),
				code_at(attack->t.columns, found.column));
		attacked++;
		open += attack->full;
		closed += attack->closed;
	}
}

static void nobody_finds_who_was_left_out(void **state)
{
	(void)state;
	static struct pair pair;
	static struct attack attack;
	attacked = open = closed = 0;
	for (unsigned long i = 0; i < n_surveys; i++) {
		load_pair(&pair, first_seed + i);
		if (leaves_out(pair.public))
			attack_survey(&pair, &attack);
		close_pair(&pair);
	}
	printf("# %u tables attacked, %u without the flagged responses in full, %u closed\n",
		attacked, open, closed);
	if (n_surveys > 1) {
		assert_true(open > n_surveys / 2);
		assert_true(closed > n_surveys / 2);
	}
}

static void in_public_data_he_does(void **state)
{
	(void)state;
	static struct pair pair;
	static struct attack attack;
	unsigned found = 0;
	struct cell cell;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		load_pair(&pair, seed);
		for (int t = 0; t < TABLES; t++)
			found += attack_table(&attack, &pair, t, true, &cell);
		close_pair(&pair);
	}
	assert_true(found > TABLES);
}

/* --- main --------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_finds_who_was_left_out),
		cmocka_unit_test(in_public_data_he_does),
	};
	if (argc > 1)
		n_surveys = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		first_seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests_name("api left out", tests, make_fast_folder, remove_survey);
}
