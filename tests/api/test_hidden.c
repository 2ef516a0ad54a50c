/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What few people answered cannot be told from any table: when some in groups under the minimum
 * change places, no figure, status or word of any table changes. In public data they do.
 *
 *	test_api_hidden [SURVEYS [SEED]]
 *
 * A failure names its seed, and `test_api_hidden 1 SEED` shows it again.
 */
#include "any_table.h"
#include "sanitized.h"
#include "small_groups.h"

#include <ctype.h>
#include <math.h>

enum { SURVEYS = SANITIZED ? 2 : 8 }; /* in an ordinary run */

/* --- tables ------------------------------------------------------------------------------------- */

#define SCORES(rows_, columns_)                                      \
	{                                                            \
		.kind = CROSSTAB, .what = rows_, .columns = columns_ \
	}
#define COUNTS(rows_, columns_)                                       \
	{                                                             \
		.kind = CROSSTAB, .what = rows_, .columns = columns_, \
		.measure = CIPS_MEASURE_COUNT                         \
	}

static const struct table tables[] = {
	{.kind = FREQ},
	{.kind = FREQ, .what = "unit"},
	{.kind = FREQ, .interval = CIPS_INTERVAL_KORN_GRAUBARD},
	SCORES("unit", "factor"),
	SCORES("unit@1", "factor"),
	SCORES("unit@2", "factor"),
	SCORES("role", "factor"),
	SCORES("mode", "factor"),
	SCORES("language", "factor"),
	{.kind = CROSSTAB, .what = "unit", .columns = "factor", .measure = CIPS_MEASURE_POSITIVE},
	{.kind = CROSSTAB, .what = "role", .columns = "factor", .measure = CIPS_MEASURE_NET},
	{.kind = CROSSTAB, .what = "unit", .columns = "factor", .per = "role"},
	{.kind = CROSSTAB, .what = "role", .columns = "factor", .per = "unit"},
	{.kind = CROSSTAB, .what = "place", .columns = "factor", .per = "unit@1"},
	{.kind = CROSSTAB, .what = "a1", .columns = "factor", .per = "role"},
	COUNTS("unit", "a1"),
	COUNTS("unit@1", "role"),
	COUNTS("unit", "role"),
	COUNTS("role", "unit"),
	COUNTS("role", "b1"),
	COUNTS("role", "place"),
	COUNTS("a1", "b2"),
	COUNTS("unit", "items"),
	COUNTS("role", "items"),
	COUNTS("mode", "role,place"),
	COUNTS("language", "mode"),
	{.kind = CROSSTAB,
		.what = "role",
		.columns = "a1",
		.per = "unit",
		.measure = CIPS_MEASURE_COLUMN_PERCENT},
	{.kind = CROSSTAB,
		.what = "unit",
		.columns = "a1",
		.per = "role",
		.measure = CIPS_MEASURE_ROW_PERCENT},
	{.kind = GAP, .what = "unit"},
	{.kind = GAP, .what = "unit", .other = true},
	{.kind = GAP, .what = "unit@1"},
	{.kind = GAP, .what = "unit@2"},
	{.kind = GAP, .what = "role=chief:officer"},
	{.kind = GAP, .what = "place=inside:outside", .other = true},
	{.kind = GAP, .what = "place=inside:outside", .per = "unit"},
	{.kind = GAP, .what = "role=chief:officer", .per = "unit@1"},
	{.kind = GAP, .what = "mode=paper:online"},
	{.kind = GAP, .what = "language=en:fr", .per = "unit"},
	{.kind = GAP, .what = "wave=1:2"},
	{.kind = GAP, .what = "wave=1:2", .per = "unit"},
	{.kind = GAP, .what = "wave=1:2", .standardize = "unit@1"},
	{.kind = GAP, .what = "wave=1:2", .standardize = "role"},
	{.kind = GAP, .what = "wave=1:2", .standardize = "unit@1,role"},
	{.kind = GAP, .what = "wave=1:2", .standardize = "unit@2"},
	{.kind = GAP, .what = "wave=1:2", .standardize = "role,place"},
	{.kind = GAP, .what = "wave=1:2", .between = "place=inside:outside"},
	{.kind = GAP, .what = "wave=1:2", .between = "role=chief:officer"},
	{.kind = COMPARE, .what = "role"},
	{.kind = COMPARE, .what = "unit@1", .other = true},
	{.kind = COMPARE, .what = "unit@2"},
	{.kind = COMPARE, .what = "mode"},
	{.kind = SHRINK, .what = "unit@1"},
	{.kind = SHRINK, .what = "unit@2", .other = true},
	{.kind = SHRINK, .what = "role", .measure = CIPS_MEASURE_POSITIVE},
	{.kind = DRIVERS, .what = "LEAD"},
	{.kind = DRIVERS, .what = "c1"},
	{.kind = SCALE},
	{.kind = AGREEMENT},
	{.kind = AGREEMENT, .what = "unit@1"},
	{.kind = AGREEMENT, .what = "unit@2"},
	{.kind = RESPONSE},
	{.kind = RESPONSE, .what = "role"},
	{.kind = RESPONSE, .what = "unit@1"},
	{.kind = RESPONSE, .what = "mode"},
	{.kind = QUALITY},
	{.kind = QUALITY, .what = "role"},
	{.kind = QUALITY, .what = "unit@1"},
	{.kind = PLAN},
	{.kind = WEIGHT, .what = "unit@1,role", .other = true},
	{.kind = WEIGHT, .what = "role"},
	{.kind = WEIGHT, .what = "unit@1"},
};

/* Ways of making any of them. */
static const struct table ways[] = {
	{0},
	{.weights = "none"},
	{.weights = "none", .fpc = CIPS_FPC_NO},
	{.fpc = CIPS_FPC_NO, .interval = CIPS_INTERVAL_LOGIT},
	{.weights = "rake"},
	{.weights = "poststratify"},
	{.rule = CIPS_RULE_ITEM},
	{.without_flagged = true},
	{.without_flagged = true, .weights = "none", .rule = CIPS_RULE_ITEM},
	{.design.strata = "unit"},
	{.design.strata = "unit", .weights = "none"},
	{.design.strata = "unit@1"},
	{.design.strata = "unit@2", .fpc = CIPS_FPC_NO},
	{.design = {.strata = "unit", .method = CIPS_VARIANCE_JACKKNIFE}},
	{.design = {.strata = "unit@1", .method = CIPS_VARIANCE_JACKKNIFE}, .weights = "none"},
	{.design = {.strata = "unit",
		 .method = CIPS_VARIANCE_BOOTSTRAP,
		 .replicates = 100,
		 .seed = 1}},
	{.design = {.strata = "unit@1",
		 .method = CIPS_VARIANCE_BOOTSTRAP,
		 .replicates = 100,
		 .seed = 1},
		.weights = "none"},
	{.weights = "rake", .design.strata = "unit"},
};

enum { TABLES = sizeof tables / sizeof *tables, WAYS = sizeof ways / sizeof *ways };

static struct table table_in_a_way(const struct table *table, const struct table *way, int waves)
{
	struct table made = *table;
	bool of_waves = table->kind == GAP && strncmp(table->what, "wave=", 5) == 0;
	made.wave = of_waves ? NULL : waves == 2 ? "2" : "1";
	made.weights = way->weights;
	made.design = way->design;
	made.fpc = way->fpc;
	made.without_flagged = way->without_flagged;
	if (way->rule)
		made.rule = way->rule;
	if (way->interval)
		made.interval = way->interval;
	return made;
}

static void write_document(const struct cips_document *document, const char *format, FILE *out)
{
	assert_done(cips_write(document, format, &(struct cips_write_options){0}, out, err));
}

/* All that a table says, or why there is none; the caller frees it. */
static char *text_of(struct cips_survey *survey, const struct table *table, const char *format)
{
	struct cips_findings *findings = cips_findings_new();
	struct cips_document *document = NULL;
	struct cips_err err = {0};
	char *text;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	if (make_table(survey, table, findings, &document, &err))
		fprintf(out, "%s\n%s\n", err.text, err.hint);
	else
		write_document(document, format, out);
	for (size_t i = 0; cips_findings_get(findings, i); i++)
		fprintf(out, "%s\n", cips_findings_get(findings, i)->text);
	assert_int_equal(fclose(out), 0);
	cips_document_free(document);
	cips_findings_free(findings);
	return text;
}

/* --- comparing ---------------------------------------------------------------------------------- */

/* A number at `text` up to the last digits, and what is behind it; one that is all but 0 is 0. */
static double number_at(const char *text, char **end)
{
	double x = strtod(text, end);
	return fabs(x) < 1e-9 ? 0 : x;
}

static bool starts_number(const char *text)
{
	return isdigit((unsigned char)*text) || (*text == '-' && isdigit((unsigned char)text[1]));
}

/* Where two texts differ but for the last digits of their numbers; NULL: nowhere. */
static const char *difference(const char *a, const char *b)
{
	while (*a || *b) {
		if (starts_number(a) && starts_number(b)) {
			char *end_a, *end_b;
			double x = number_at(a, &end_a), y = number_at(b, &end_b);
			if (fabs(x - y) > 1e-9 * fabs(x))
				return a;
			a = end_a;
			b = end_b;
		} else if (*a++ != *b++) {
			return a - 1;
		}
	}
	return NULL;
}

/* A line of a tidy table: what it is about, its value and its status; of a refusal, its words. */
struct line {
	char text[1024];
	const char *value;
	const char *status;
};

/* Cuts off what is behind the last comma; "" without one. */
static const char *cut(char *text)
{
	char *comma = strrchr(text, ',');
	if (!comma)
		return "";
	*comma = 0;
	return comma + 1;
}

static const char *read_one(const char *text, struct line *line)
{
	size_t n = strcspn(text, "\n");
	assert_true(n < sizeof line->text);
	memcpy(line->text, text, n);
	line->text[n] = 0;
	line->status = cut(line->text);
	line->value = cut(line->text);
	return text + n + (text[n] == '\n');
}

/* Passes over the letters, which follow from which groups are there to be compared. */
static const char *read_line(const char *text, struct line *line)
{
	do
		text = read_one(text, line);
	while (*text && strstr(line->text, ",letters"));
	return text;
}

static bool is_hidden(const struct line *line)
{
	return strcmp(line->status, "suppressed") == 0;
}

static bool is_something(const struct line *line)
{
	return strcmp(line->status, "shown") == 0 && strtod(line->value, NULL) != 0;
}

/*
 * The same of two tidy tables by counts. Which cells are hidden to protect others follows from the
 * counts of all that are hidden, so a count may be shown in one of them only, and with it the
 * figures that need it; but not that a cell is empty.
 */
static const char *difference_of_counts(const char *a, const char *b)
{
	struct line x, y;
	while (*a && *b) {
		const char *at = a;
		a = read_line(a, &x);
		b = read_line(b, &y);
		if (strstr(x.text, ",letters") || strstr(y.text, ",letters"))
			continue; /* the last line */
		if (strcmp(x.text, y.text) != 0)
			return at;
		if (is_hidden(&x) != is_hidden(&y)) {
			const struct line *seen = is_hidden(&x) ? &y : &x;
			if (strstr(x.text, ",count") && !is_something(seen))
				return at;
		} else if (strcmp(x.status, y.status) != 0 || difference(x.value, y.value)) {
			return at;
		}
	}
	return NULL;
}

/* --- the surveys -------------------------------------------------------------------------------- */

static unsigned long n_surveys = SURVEYS, first_seed = 1;

static bool is_made_weight(const char *weights)
{
	return weights && strcmp(weights, "none") != 0;
}

/*
 * Whether a table goes by which of two hidden groups somebody is in, and says so: weights made of
 * the headcounts by role, and freq, which counts each answer to an item however few gave it.
 */
static bool goes_by(const struct table *table, enum trait trait, const struct world *world)
{
	if (trait != ROLE)
		return false;
	if (table->kind == WEIGHT)
		return strstr(table->what, "role") != NULL;
	if (is_made_weight(table->weights))
		return true;
	bool weighted = world->weighted && !table->weights;
	return table->kind == FREQ && (weighted || table->without_flagged);
}

/* Makes the sets of weights. */
static void weigh(struct cips_survey *survey, const struct world *world)
{
	for (int t = 0; t < TABLES; t++)
		for (int wave = 0; tables[t].kind == WEIGHT && wave < world->waves; wave++) {
			struct table table = table_in_a_way(&tables[t], ways, wave + 1);
			free(text_of(survey, &table, "json"));
		}
}

/* Files with the same answers of the same people, some of them in each other's place. */
struct pair {
	const struct world *world;
	enum trait trait;
	struct cips_survey *a, *b;
};

static unsigned made, changed;

static void fail_table(const struct pair *pair, const struct table *table, int t, int way,
	const char *a, const char *b, const char *at)
{
	size_t from = at - a > 120 ? (size_t)(at - a) - 120 : 0;
	const char *there = strlen(b) > from ? b + from : "";
	fail_msg("seed %lu, two %ss exchanged: table %d (kind %d, %s), way %d tells them apart:\n"
		 "%.240s\nand:\n%.240s",
		(unsigned long)pair->world->seed, traits[pair->trait].column, t, (int)table->kind,
		table->what ? table->what : "all", way, a + from, there);
}

static void compare_table(const struct pair *pair, int t, int way, int wave, bool public_data)
{
	struct table table = table_in_a_way(&tables[t], &ways[way], wave);
	if (goes_by(&table, pair->trait, pair->world) ||
		(table.kind == WEIGHT && is_made_weight(table.weights)))
		return;
	/* where answers make the groups, scores are hidden like counts of them */
	bool counts = table.measure >= CIPS_MEASURE_COUNT ||
		(table.kind == CROSSTAB && strcmp(table.what, "a1") == 0);
	const char *format = counts ? "tidy" : "json";
	char *a = text_of(pair->a, &table, format), *b = text_of(pair->b, &table, format);
	const char *at = counts ? difference_of_counts(a, b) : difference(a, b);
	made++;
	changed += at != NULL;
	if (at && !public_data)
		fail_table(pair, &table, t, way, a, b, at);
	free(a);
	free(b);
}

/* Compares one in so many of all tables. */
static void compare(struct world *world, enum trait trait, unsigned share, bool public_data)
{
	static struct world other;
	other = *world;
	if (!change_places(&other, trait))
		return;
	struct pair pair = {world, trait, load(world, "a.cips", public_data),
		load(&other, "b.cips", public_data)};
	weigh(pair.a, world);
	weigh(pair.b, world);
	for (int t = 0; t < TABLES; t++)
		for (int way = 0; way < WAYS; way++)
			if (one_in(world, share))
				compare_table(&pair, t, way,
					1 + (int)draw(&world->random, (unsigned)world->waves),
					public_data);
	cips_close(pair.a);
	cips_close(pair.b);
}

static void nothing_that_is_shown_changes(void **state)
{
	(void)state;
	static struct world world;
	made = 0;
	for (unsigned long i = 0; i < n_surveys; i++) {
		draw_world(&world, first_seed + i);
		for (enum trait trait = 0; trait < TRAITS; trait++)
			compare(&world, trait, 24, false);
	}
	printf("# %u tables of each of two files\n", made);
	assert_true(made > 0);
}

static void in_public_data_it_does(void **state)
{
	(void)state;
	static struct world world;
	made = changed = 0;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		draw_world(&world, seed);
		compare(&world, UNIT, 24, true);
	}
	assert_true(changed > made / 10);
}

/* --- main --------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_is_shown_changes),
		cmocka_unit_test(in_public_data_it_does),
	};
	if (argc > 1)
		n_surveys = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		first_seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests_name("api hidden", tests, make_fast_folder, remove_survey);
}
