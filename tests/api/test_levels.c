/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table by the units of a level shows nothing that the same table by all units hides: the two can be
 * read together, and who knows one of them learns from the other no more than it says.
 *
 *	test_api_levels [SURVEYS [SEED]]
 *
 * A failure names its seed, and `test_api_levels 1 SEED` shows it again.
 */
#include "read_tidy.h"
#include "sanitized.h"
#include "small_groups.h"

enum { ENOUGH = 12 };			   /* that every table has something to compare */
enum { SURVEYS = SANITIZED ? 2 : ENOUGH }; /* in an ordinary run */

/* --- tables ------------------------------------------------------------------------------------- */

#define SCORES(rows_, per_)                                                       \
	{                                                                         \
		.kind = CROSSTAB, .what = rows_, .columns = "factor", .per = per_ \
	}
#define COUNTS(rows_, columns_, per_)                                              \
	{                                                                          \
		.kind = CROSSTAB, .what = rows_, .columns = columns_, .per = per_, \
		.measure = CIPS_MEASURE_ROW_PERCENT                                \
	}

/* Tables by a level, and by all units what they are held against. */
static const struct {
	struct table level, all;
} tables[] = {
	{SCORES("unit@1", NULL), SCORES("unit", NULL)},
	{SCORES("unit@2", NULL), SCORES("unit", NULL)},
	{SCORES("unit@1", "role"), SCORES("unit", "role")},
	{SCORES("unit@2", "place"), SCORES("unit", "place")},
	{SCORES("role", "unit@1"), SCORES("role", "unit")},
	{SCORES("a1", "unit@2"), SCORES("a1", "unit")},
	{{.kind = CROSSTAB,
		 .what = "unit@2",
		 .columns = "factor",
		 .measure = CIPS_MEASURE_POSITIVE},
		{.kind = CROSSTAB,
			.what = "unit",
			.columns = "factor",
			.measure = CIPS_MEASURE_POSITIVE}},
	{COUNTS("unit@1", "a1", NULL), COUNTS("unit", "a1", NULL)},
	{COUNTS("unit@2", "role", NULL), COUNTS("unit", "role", NULL)},
	{COUNTS("b1", "unit@1", NULL), COUNTS("b1", "unit", NULL)},
	{COUNTS("a1", "place", "unit@1"), COUNTS("a1", "place", "unit")},
	{COUNTS("unit@2", "c1", "place"), COUNTS("unit", "c1", "place")},
	{{.kind = GAP, .what = "unit@1"}, {.kind = GAP, .what = "unit"}},
	{{.kind = GAP, .what = "unit@2", .other = true},
		{.kind = GAP, .what = "unit", .other = true}},
	{{.kind = GAP, .what = "place=inside:outside", .per = "unit@1"},
		{.kind = GAP, .what = "place=inside:outside", .per = "unit"}},
	{{.kind = GAP, .what = "c1=no:yes", .per = "unit@1"},
		{.kind = GAP, .what = "c1=no:yes", .per = "unit"}},
	{{.kind = GAP, .what = "language=en:fr", .per = "unit@2"},
		{.kind = GAP, .what = "language=en:fr", .per = "unit"}},
	{{.kind = GAP, .what = "wave=1:2", .per = "unit@1"},
		{.kind = GAP, .what = "wave=1:2", .per = "unit"}},
	{{.kind = GAP, .what = "wave=1:2", .per = "unit@2"},
		{.kind = GAP, .what = "wave=1:2", .per = "unit"}},
	{{.kind = RESPONSE, .what = "unit@1"}, {.kind = RESPONSE, .what = "unit"}},
	{{.kind = RESPONSE, .what = "unit@2"}, {.kind = RESPONSE, .what = "unit"}},
	{{.kind = QUALITY, .what = "unit@1"}, {.kind = QUALITY, .what = "unit"}},
	{{.kind = QUALITY, .what = "unit@2"}, {.kind = QUALITY, .what = "unit"}},
	{{.kind = COMPARE, .what = "unit@1"}, SCORES("unit", NULL)},
	{{.kind = COMPARE, .what = "unit@2"}, SCORES("unit", NULL)},
	{{.kind = SHRINK, .what = "unit@2"}, SCORES("unit", NULL)},
	{{.kind = SHRINK, .what = "unit@1", .measure = CIPS_MEASURE_POSITIVE},
		{.kind = CROSSTAB,
			.what = "unit",
			.columns = "factor",
			.measure = CIPS_MEASURE_POSITIVE}},
	{{.kind = AGREEMENT, .what = "unit@1"}, SCORES("unit", NULL)},
	{{.kind = AGREEMENT, .what = "unit@2"}, SCORES("unit", NULL)},
	{{.kind = WEIGHT, .what = "unit@1"}, SCORES("unit", NULL)},
};

enum { TABLES = sizeof tables / sizeof *tables };

/* --- lines -------------------------------------------------------------------------------------- */

enum { KEY = 256 };

/* What a line of a tidy table is about, as the table by all units has it, and whether it shows. */
struct line {
	char key[KEY];
	bool shown, suppressed;
	bool of_table; /* of no row and no column: what all that shows makes together */
};

/* The row of everybody in a table by a level is that of the root. */
static const char *code_of(const char *variable, const char *code)
{
	return strncmp(variable, "unit@", 5) == 0 && strcmp(code, "*") == 0 ? "ALL" : code;
}

static const char *variable_of(const char *variable)
{
	return strncmp(variable, "unit@", 5) == 0 ? "unit" : variable;
}

static bool read_line(char **text, enum kind kind, struct line *line)
{
	char *field[FIELDS];
	int n = next_line(text, field);
	if (n == 0)
		return false;
	*line = (struct line){0};
	if (n < 7)
		return true;
	char *const *at = field + n - 7;
	bool turned = kind == AGREEMENT;
	if (kind == WEIGHT && strcmp(at[4], "count") != 0)
		return true;
	char *const *row = turned ? at + 2 : at, *const *column = turned ? at : at + 2;
	snprintf(line->key, sizeof line->key, "%s,%s,%s,%s,%s,%s,%s",
		n > 7 ? variable_of(field[0]) : "", n > 7 ? code_of(field[0], field[1]) : "",
		variable_of(row[0]), code_of(row[0], row[1]),
		kind == WEIGHT ? "factor" : variable_of(column[0]), code_of(column[0], column[1]),
		turned			 ? "score"
			: kind == WEIGHT ? "n_asked"
					 : at[4]);
	line->shown = strcmp(field[n - 1], "shown") == 0;
	line->suppressed = strcmp(field[n - 1], "suppressed") == 0;
	line->of_table = strcmp(at[1], "*") == 0 && strcmp(at[3], "*") == 0;
	return true;
}

static unsigned compared[TABLES], hidden;

/* Finds a line of a table that is suppressed; false where it shows or is not there. */
static bool is_suppressed(int t, const char *tidy, const char *key)
{
	char *copy = strdup(tidy), *text = copy;
	struct line line;
	bool suppressed = false;
	while (!suppressed && read_line(&text, tables[t].all.kind, &line))
		if (strcmp(line.key, key) == 0) {
			compared[t]++;
			suppressed = line.suppressed;
			break;
		}
	free(copy);
	return suppressed;
}

static void compare(const struct world *world, int t, const char *level, const char *all)
{
	char *copy = strdup(level), *text = copy;
	struct line line;
	while (read_line(&text, tables[t].level.kind, &line)) {
		hidden += line.suppressed;
		if (!line.shown || line.of_table || strstr(line.key, ",letters"))
			continue;
		if (is_suppressed(t, all, line.key))
			fail_msg(
				"seed %lu, table %d (kind %d, %s): %s shows, and is hidden by all units",
				(unsigned long)world->seed, t, (int)tables[t].level.kind,
				tables[t].level.what, line.key);
	}
	free(copy);
}

/* --- the surveys -------------------------------------------------------------------------------- */

static unsigned long n_surveys = SURVEYS, first_seed = 1;

static void compare_tables(struct world *world, struct cips_survey *survey)
{
	for (int t = 0; t < TABLES; t++) {
		struct table level = tables[t].level, all = tables[t].all;
		bool of_waves = level.kind == GAP && strncmp(level.what, "wave=", 5) == 0;
		level.wave = all.wave = of_waves ? NULL : world->waves == 2 ? "2" : "1";
		/* agreement is of people who count the same, and so are the numbers beside weights */
		if (level.kind == AGREEMENT || level.kind == WEIGHT || one_in(world, 2))
			level.weights = all.weights = "none";
		if (level.kind != COMPARE && level.kind != SHRINK && level.kind != AGREEMENT &&
			one_in(world, 4))
			level.rule = all.rule = CIPS_RULE_ITEM;
		else if (level.kind == GAP && one_in(world, 3))
			level.design.strata = all.design.strata = "unit@1";
		char *of_level = tidy_of(survey, &level), *of_all = tidy_of(survey, &all);
		compare(world, t, of_level, of_all);
		free(of_level);
		free(of_all);
	}
}

static void a_level_shows_what_all_units_show(void **state)
{
	(void)state;
	static struct world world;
	memset(compared, 0, sizeof compared);
	hidden = 0;
	for (unsigned long i = 0; i < n_surveys; i++) {
		draw_world(&world, first_seed + i);
		struct cips_survey *survey = load(&world, "levels.cips", false);
		compare_tables(&world, survey);
		cips_close(survey);
	}
	for (int t = 0; t < TABLES && n_surveys >= ENOUGH; t++)
		if (!compared[t])
			fail_msg("table %d (kind %d, %s) shows nothing that can be compared", t,
				(int)tables[t].level.kind, tables[t].level.what);
	assert_true(hidden > 50 * n_surveys);
}

/* --- main --------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_level_shows_what_all_units_show),
	};
	if (argc > 1)
		n_surveys = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		first_seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests_name("api levels", tests, make_fast_folder, remove_survey);
}
