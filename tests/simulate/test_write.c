/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is simulated: the same bytes, means where they were asked for, and nothing that import
 * would refuse.
 */
#include "loaded.h"

#include "base/number.h"
#include "intake/import.h"
#include "sealed/digest.h"

#include <math.h>

enum { DAY = 20454 }; /* 2026-01-01 */

#define SAMPLES SOURCE_DIR "/sample-surveys/"

/* --- the file as rows ----------------------------------------------------------------------- */

struct table {
	char *text;
	const char *cells[4000][48]; /* row 0 is the header */
	size_t rows, columns;
};

static struct table table;

/* Cuts up the text; no cell of these files holds a comma or a quote. */
static void cut(char *text)
{
	table.rows = 0;
	table.text = text;
	while (*text) {
		size_t column = 0;
		for (char end = ','; end == ',';) {
			table.cells[table.rows][column++] = text;
			text += strcspn(text, ",\n");
			end = *text;
			*text++ = '\0';
		}
		table.columns = column;
		table.rows++;
	}
}

static size_t column(const char *name)
{
	for (size_t c = 0; c < table.columns; c++)
		if (strcmp(table.cells[0][c], name) == 0)
			return c;
	fail_msg("no column %s", name);
	return 0;
}

static size_t count(const char *name, const char *value)
{
	size_t n = 0, c = column(name);
	for (size_t r = 1; r < table.rows; r++)
		n += strcmp(table.cells[r][c], value) == 0;
	return n;
}

/* Mean item score of those in a group (NULL: all); choices 1...5, `negative`: turned around. */
static double mean(const char *name, bool negative, const char *group, const char *value)
{
	size_t n = 0, c = column(name), g = group ? column(group) : 0;
	double sum = 0;
	for (size_t r = 1; r < table.rows; r++) {
		const char *cell = table.cells[r][c];
		if (cell[0] < '1' || cell[0] > '5' || (group && strcmp(table.cells[r][g], value)))
			continue;
		sum += 2.5 * (negative ? '5' - cell[0] : cell[0] - '1');
		n++;
	}
	return sum / (double)n;
}

static char *simulate_lines(
	struct loaded *loaded, const char *lines, const struct cips_simulation *simulation)
{
	struct cips_recipe *recipe = make_recipe(loaded, lines);
	if (!recipe)
		fail_msg("%s", loaded->findings.list[loaded->findings.n - 1].text);
	char *text = simulate(recipe, simulation);
	cips_simulate_recipe_free(recipe);
	return text;
}

static void assert_within(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%g is not within %g of %g", value, tolerance, expected);
}

/* --- the same bytes ------------------------------------------------------------------------- */

/*
 * The digest was printed by this program; it is here so that a change of the draws, on this machine
 * or from one to another, is noticed. Whoever changes them on purpose changes it.
 */
static void test_digest(void **state)
{
	(void)state;
	static const char expected[] =
		"b8442de74815d7915430fe8ae28d53b5f8b57472d3b931e3433da4a15e4ac7d2";
	struct loaded loaded;
	struct cips_simulation simulation = {
		.n = 200, .seed = 42, .today = DAY, .straight_liners = -1};
	uint8_t sum[CIPS_DIGEST_SIZE];
	char hex[2 * CIPS_DIGEST_SIZE + 1];
	load(&loaded, HERE "form.md", HERE "units.csv");
	char *text = simulate_lines(&loaded,
		"effect,grade,manager,,1\neffect,unit,\"N,1\",LEAD,-0.7\nstraight_liners,,,,0.1\n",
		&simulation);
	cips_sealed_digest(sum, text, strlen(text));
	cips_sealed_hex(hex, sum, sizeof sum);
	assert_string_equal(hex, expected);
	free(text);
	unload(&loaded);
}

/* The first rows of a longer file are a shorter one; another seed gives other rows. */
static void test_prefix(void **state)
{
	(void)state;
	struct loaded loaded;
	struct cips_simulation simulation = {
		.n = 50, .seed = 3, .today = DAY, .straight_liners = -1};
	load(&loaded, HERE "form.md", HERE "units.csv");
	char *shorter = simulate_lines(&loaded, "", &simulation);
	simulation.n = 80;
	char *longer = simulate_lines(&loaded, "", &simulation);
	simulation.seed = 4;
	char *other = simulate_lines(&loaded, "", &simulation);
	assert_memory_equal(shorter, longer, strlen(shorter));
	assert_memory_not_equal(strchr(longer, '\n'), strchr(other, '\n'), strlen(shorter) / 2);
	assert_non_null(strstr(longer, "\nsimulated-3-000080,"));
	free(shorter);
	free(longer);
	free(other);
	unload(&loaded);
}

/* --- what was asked for --------------------------------------------------------------------- */

/*
 * With 3,900 people and a standard deviation under 3.2 the standard error of an item's mean is
 * under 0.052 in all and 0.075 in one of two groups; 4 of them are allowed.
 */
static void test_means(void **state)
{
	(void)state;
	struct loaded loaded;
	struct cips_simulation simulation = {
		.n = 3900, .seed = 1, .today = DAY, .straight_liners = -1};
	load(&loaded, HERE "form.md", HERE "units.csv");
	cut(simulate_lines(&loaded,
		"score,,,LEAD,7.9\nscore,,,AUDI,2\neffect,grade,manager,AUDI,3\n"
		"effect,unit,S,LEAD,1\nspread,person,,,1.5\n",
		&simulation));
	assert_within(mean("lead_1", false, "unit", "NB"), 7.9, 0.4);
	assert_within(mean("lead_1", false, "unit", "SA"), 8.9, 0.4);
	assert_within(mean("lead_1", false, NULL, NULL), 8.4, 0.2);
	assert_within(mean("lead_2", true, NULL, NULL), 8.4, 0.2);
	assert_within(mean("audi_1", false, "grade", "officer"), 2, 0.3);
	assert_within(mean("audi_1", false, "grade", "manager"), 5, 0.3);
	/* yes is worth 10, little 10 * 2 / 9, no 0 */
	double yes = (double)count("code_1", "yes"), little = (double)count("code_1", "little");
	double no = (double)count("code_1", "no");
	assert_within((10 * yes + 20 / 9.0 * little) / (yes + little + no), 6, 0.3);
	free(table.text);
	unload(&loaded);
}

/* Binomial standard errors with n = 3,900 are under 0.008; 4 of them are allowed. */
static void test_rates(void **state)
{
	(void)state;
	struct loaded loaded;
	struct cips_simulation simulation = {
		.n = 3900, .seed = 9, .today = DAY, .straight_liners = -1};
	load(&loaded, HERE "form.md", HERE "units.csv");
	cut(simulate_lines(&loaded,
		"share,mode,paper,,0.2\nshare,mode,web,,0.5\nrate,,dont_know,,0.1\n"
		"sensitive_rate,,refused,,0.3\nrate,consent,skipped,,0\nrate,lead_1,skipped,,0.25\n"
		"share,grade,manager,,0.85\nshare,help,pay,,0.9\nrate,help,skipped,,0\n",
		&simulation));
	double n = 3900;
	assert_within((double)count("mode", "paper") / n, 0.2, 0.032);
	assert_within((double)count("mode", "web") / n, 0.5, 0.032);
	assert_within((double)count("mode", "") / n, 0.3, 0.032);
	assert_within((double)count("lead_1", "dk") / n, 0.1, 0.032);
	assert_within((double)count("lead_1", "") / n, 0.25, 0.032);
	assert_within((double)count("lead_1", "no") / n, 0.02, 0.032);
	assert_within((double)count("audi_1", "no") / n, 0.3, 0.032);
	assert_within((double)count("grade", "manager") / n, 0.85, 0.032);
	assert_int_equal(count("consent", ""), 0);
	assert_int_equal(count("told", ""), 3900);
	assert_int_equal(count("never", ""), 3900);
	assert_int_equal(count("code", ""), 3900);
	assert_within((double)count("since", "") / n, 0.01, 0.032);
	assert_within((double)count("since", "2020") / n, 0.165, 0.032);
	assert_within((double)count("share", "") / n, 0.01, 0.032);
	assert_true(count("comment", "simulated text") > 100);
	assert_int_equal(count("factor_of", "1"), 3900);
	assert_int_equal(count("took", ""), 0);
	free(table.text);
	unload(&loaded);
}

/* Straight-liners give lead_1, lead_2 and audi_1 one answer; hardly anybody else does. */
static void test_straight_liners(void **state)
{
	(void)state;
	struct loaded loaded;
	struct cips_simulation simulation = {
		.n = 2000, .seed = 2, .today = DAY, .straight_liners = 1};
	load(&loaded, HERE "form.md", HERE "units.csv");
	for (int all = 1; all >= 0; all--) {
		simulation.straight_liners = all;
		cut(simulate_lines(&loaded,
			"straight_liners,,,,0.5\nscore,,,,9\nrate,consent,skipped,,0\n",
			&simulation));
		size_t equal = 0, a = column("lead_1"), b = column("lead_2"), c = column("audi_1");
		for (size_t r = 1; r < table.rows; r++)
			equal += strcmp(table.cells[r][a], table.cells[r][b]) == 0 &&
				strcmp(table.cells[r][a], table.cells[r][c]) == 0;
		if (all)
			assert_int_equal(equal, 2000);
		else
			assert_true(equal < 100);
		free(table.text);
	}
	unload(&loaded);
}

/* --- nothing that import would refuse ------------------------------------------------------- */

struct survey {
	char folder[64], path[96], csv[96];
	struct cips_survey_file *file;
	struct cips_version version;
};

static void check_rc(enum cips_rc rc, const struct cips_err *err)
{
	if (rc)
		fail_msg("%d: %s (%s)", rc, err->text, err->hint);
}

static void survey_new(struct survey *survey, struct loaded *loaded)
{
	static const uint8_t key[CIPS_HASH_KEY_SIZE] = "sixteen bytes..";
	struct cips_err err = {0};
	struct cips_buf text = {0};
	bool added;
	*survey = (struct survey){.folder = "/tmp/cips-simulate-XXXXXX"};
	assert_non_null(mkdtemp(survey->folder));
	snprintf(survey->path, sizeof survey->path, "%s/s.cips", survey->folder);
	snprintf(survey->csv, sizeof survey->csv, "%s/r.csv", survey->folder);
	check_rc(cips_sealed_start(&err), &err);
	check_rc(cips_store_create(survey->path, "Test", 10, false,
			 "0123456789abcdef0123456789abcdef", key, &err),
		&err);
	check_rc(cips_store_open(survey->path, CIPS_STORE_WRITE, &survey->file, &err), &err);
	cips_forms_write(loaded->instrument, &text);
	check_rc(cips_store_begin(survey->file, &err), &err);
	check_rc(cips_store_add_instrument(survey->file, "form", loaded->instrument, text.text,
			 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			 &survey->version, &added, &err),
		&err);
	check_rc(cips_store_set_units(survey->file, loaded->units, &err), &err);
	check_rc(cips_store_commit(survey->file, &err), &err);
	cips_buf_release(&text);
}

static void survey_end(struct survey *survey)
{
	cips_store_close(survey->file);
	unlink(survey->csv);
	unlink(survey->path);
	assert_int_equal(rmdir(survey->folder), 0);
}

static void import(struct survey *survey, const char *text, size_t n)
{
	struct cips_findings findings = {0};
	struct cips_import_options options = {.as_of = "2026-01-01"};
	struct cips_import_result result;
	struct cips_err err = {0};
	FILE *file = fopen(survey->csv, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	enum cips_rc rc = cips_intake_import(
		survey->file, &survey->version, survey->csv, &options, &findings, &result, &err);
	if (findings.n)
		fail_msg("%ld:%ld %s %s: %s", findings.list[0].line, findings.list[0].column,
			findings.list[0].item, findings.list[0].value, findings.list[0].text);
	check_rc(rc, &err);
	assert_int_equal(result.stored, n);
	cips_findings_release(&findings);
}

static void test_import(void **state)
{
	(void)state;
	static const struct {
		const char *form, *units;
		const char *lines;
	} forms[] = {
		{HERE "form.md", HERE "units.csv",
			"rate,comment,skipped,,0\nrate,code,skipped,,0\n"},
		{HERE "listed.md", HERE "units.csv", "effect,unit,S,,1\n"},
		{SOURCE_DIR "/tests/intake/form.md", SOURCE_DIR "/tests/intake/units.csv",
			"share,language,fr,,0.4\nshare,mode,paper,,1\n"},
		{SAMPLES "officials.md", SAMPLES "units.csv", "effect,role,manager,LEAD,2\n"},
	};
	for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
		struct loaded loaded;
		struct survey survey;
		load(&loaded, forms[f].form, forms[f].units);
		survey_new(&survey, &loaded);
		for (uint64_t seed = 1; seed <= 4; seed++) {
			struct cips_simulation simulation = {.n = 400,
				.seed = seed,
				.today = DAY,
				.wave = "w1",
				.straight_liners = (double)seed / 8};
			char *text = simulate_lines(&loaded, forms[f].lines, &simulation);
			import(&survey, text, 400);
			free(text);
		}
		survey_end(&survey);
		unload(&loaded);
	}
}

/* A form that lists its units needs no tree to be simulated; what it gives is the same. */
static void test_without_tree(void **state)
{
	(void)state;
	struct loaded with, without;
	struct cips_simulation simulation = {.n = 100, .seed = 5, .today = DAY};
	load(&with, HERE "listed.md", HERE "units.csv");
	load(&without, HERE "listed.md", NULL);
	assert_false(cips_simulate_needs_units(without.instrument));
	char *a = simulate_lines(&with, "effect,unit,SA,,1\n", &simulation);
	char *b = simulate_lines(&without, "effect,unit,SA,,1\n", &simulation);
	assert_string_equal(a, b);
	free(a);
	free(b);
	unload(&with);
	unload(&without);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_means),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_straight_liners),
		cmocka_unit_test(test_import),
		cmocka_unit_test(test_without_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
