/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loaded.h"

#include <math.h>

static struct loaded loaded;

static int start(void **state)
{
	(void)state;
	load(&loaded, HERE "form.md", HERE "units.csv");
	return 0;
}

static int end(void **state)
{
	(void)state;
	unload(&loaded);
	return 0;
}

/* Each faulty line, the line and column of its finding, and the code. */
static void test_faults(void **state)
{
	(void)state;
	static const struct {
		const char *lines;
		long line, column;
		const char *code;
	} cases[] = {
		{"scores,,,,6\n", 2, 1, "what-unknown"},
		{",,,,6\n", 2, 1, "what-unknown"},
		{"score,,,,six\n", 2, 10, "number-invalid"},
		{"score,,,,\n", 2, 10, "cell-missing"},
		{"score,,,,11\n", 2, 10, "value-range"},
		{"score,,,,-0.1\n", 2, 10, "value-range"},
		{"score,,,LEED,6\n", 2, 9, "factor-unknown"},
		{"score,,1,,6\n", 2, 8, "cell-unused"},
		{"score,lead_1,,LEAD,6\n", 2, 15, "cell-unused"},
		{"score,lead_3,,,6\n", 2, 7, "item-unknown"},
		{"score,grade,,,6\n", 2, 7, "item-not-scored"},
		{"score,,,,6\nscore,,,,6\n", 3, 1, "row-duplicate"},
		{"effect,grade,,LEAD,1\n", 2, 14, "cell-missing"},
		{"effect,,manager,LEAD,1\n", 2, 8, "cell-missing"},
		{"effect,grade,boss,LEAD,1\n", 2, 14, "choice-unknown"},
		{"effect,grade,refused,LEAD,1\n", 2, 14, "choice-missing"},
		{"effect,grade,manager,LEAD,-11\n", 2, 27, "value-range"},
		{"effect,lead_1,1,LEAD,1\n", 2, 8, "item-not-grouping"},
		{"effect,help,pay,LEAD,1\n", 2, 8, "item-not-grouping"},
		{"effect,unit,WEST,LEAD,1\n", 2, 13, "unit-unknown"},
		{"share,lead_1,1,,0.5\n", 2, 7, "item-scored"},
		{"share,age,30,,0.5\n", 2, 7, "item-without-choices"},
		{"share,grade,manager,LEAD,0.5\n", 2, 21, "cell-unused"},
		{"share,grade,manager,,-1\n", 2, 22, "value-range"},
		{"share,help,pay,,1.5\n", 2, 17, "value-range"},
		{"share,language,fr,,0.5\n", 2, 16, "language-unknown"},
		{"share,mode,by hand,,0.5\n", 2, 12, "mode-invalid"},
		{"share,grade,manager,,0\nshare,grade,officer,,0\n", 0, 0, "share-sum"},
		{"rate,,silent,,0.5\n", 2, 7, "state-unknown"},
		{"rate,,,,0.5\n", 2, 7, "cell-missing"},
		{"rate,lead_1,refused,,1.5\n", 2, 22, "value-range"},
		{"rate,grade,dont_know,,0.5\n", 2, 12, "state-without-choice"},
		{"rate,lead_1,refused,,0.6\nrate,lead_1,dont_know,,0.6\n", 0, 0, "rate-sum"},
		{"sensitive_rate,audi_1,refused,,0.5\n", 2, 16, "cell-unused"},
		{"sensitive_rate,,quiet,,0.5\n", 2, 17, "state-unknown"},
		{"spread,people,,,1\n", 2, 8, "spread-unknown"},
		{"spread,item,,,-1\n", 2, 15, "value-range"},
		{"straight_liners,,,,2\n", 2, 20, "value-range"},
		{"score,,,,6,7\n", 2, 0, "row-long"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cips_findings_release(&loaded.findings);
		assert_null(make_recipe(&loaded, cases[i].lines));
		const struct cips_finding *f = &loaded.findings.list[0];
		if (loaded.findings.n != 1 || f->line != cases[i].line ||
			f->column != cases[i].column || strcmp(f->code, cases[i].code) != 0)
			fail_msg("%s: %zu findings, %ld:%ld %s", cases[i].lines, loaded.findings.n,
				f->line, f->column, f->code);
		assert_true(*f->hint);
	}
}

/* All faults of a file in one pass. */
static void test_all_faults(void **state)
{
	(void)state;
	cips_findings_release(&loaded.findings);
	assert_null(make_recipe(&loaded,
		"score,,,,12\nefect,,,,1\nshare,grade,boss,,x\n"
		"rate,age,skipped,,0.5\nspread,itm,,,1\n"));
	assert_int_equal(loaded.findings.n, 4);
	assert_string_equal(loaded.findings.list[1].hint, "did you mean \"effect\"?");
	assert_string_equal(loaded.findings.list[3].hint, "did you mean \"item\"?");
}

static const struct cips_item_recipe *item(const struct cips_recipe *recipe, const char *name)
{
	return &recipe->items[cips_model_item(loaded.instrument, name) - loaded.instrument->items];
}

static double share(const struct cips_recipe *recipe, const char *name, size_t entry)
{
	const double *upto = item(recipe, name)->shares.upto;
	return upto[entry] - (entry ? upto[entry - 1] : 0);
}

static struct cips_recipe *good_recipe(const char *lines)
{
	cips_findings_release(&loaded.findings);
	struct cips_recipe *recipe = make_recipe(&loaded, lines);
	if (!recipe)
		fail_msg("%s", loaded.findings.list[0].text);
	return recipe;
}

static void assert_near(double a, double b)
{
	if (fabs(a - b) > 1e-12)
		fail_msg("%.17g is not %.17g", a, b);
}

static void test_defaults(void **state)
{
	(void)state;
	struct cips_recipe *recipe = good_recipe("");
	assert_near(item(recipe, "lead_1")->base, 6);
	assert_near(share(recipe, "grade", 0), 0.5);
	assert_near(share(recipe, "grade", 2), 0);			 /* refused is no answer */
	static const double units[] = {0, 0, 0.25, 0.25, 0, 0.25, 0.25}; /* ALL N NA NB S SA SB */
	for (size_t u = 0; u < 7; u++)
		assert_near(share(recipe, "unit", u), units[u]);
	assert_near(item(recipe, "help")->ticks[1], 1 / 3.0);
	assert_near(item(recipe, "help")->ticks[4], 0);
	static const double open[] = {0.03, 0.05, 0.06, 0.07},
			    sensitive[] = {0.03, 0.11, 0.12, 0.13};
	for (int s = 0; s < CIPS_SILENCES; s++) {
		assert_near(item(recipe, "lead_1")->silence[s], open[s]);
		assert_near(item(recipe, "audi_1")->silence[s], sensitive[s]);
	}
	assert_near(item(recipe, "grade")->silence[3], 0.02); /* required; can be refused */
	assert_near(item(recipe, "age")->silence[3], 0.01);
	assert_near(item(recipe, "comment")->silence[3], 0.95);
	assert_false(item(recipe, "told")->asked);
	assert_int_equal(item(recipe, "lead_1")->battery, item(recipe, "lead_2")->battery);
	assert_int_equal(item(recipe, "lead_1")->battery, item(recipe, "audi_1")->battery);
	assert_int_equal(item(recipe, "audi_2")->battery, CIPS_NONE);
	assert_int_equal(item(recipe, "code_2")->battery, CIPS_NONE);
	cips_simulate_recipe_free(recipe);
}

/* The line that says more wins, whatever comes first. */
static void test_precedence(void **state)
{
	(void)state;
	struct cips_recipe *recipe = good_recipe("score,lead_1,,,9\nscore,,,LEAD,8\nscore,,,,7\n"
						 "rate,audi_1,refused,,0.4\n"
						 "sensitive_rate,,refused,,0.3\n"
						 "rate,,refused,,0.1\nrate,,dont_know,,0\n");
	assert_near(item(recipe, "lead_1")->base, 9);
	assert_near(item(recipe, "lead_2")->base, 8);
	assert_near(item(recipe, "audi_1")->base, 7);
	assert_near(item(recipe, "audi_1")->silence[1], 0.4);
	assert_near(item(recipe, "lead_1")->silence[1], 0.1);
	cips_simulate_recipe_free(recipe);
	recipe = good_recipe("sensitive_rate,,refused,,0.3\nrate,,refused,,0.1\n");
	assert_near(item(recipe, "audi_1")->silence[1], 0.33);
	cips_simulate_recipe_free(recipe);
}

static void test_shares(void **state)
{
	(void)state;
	struct cips_recipe *recipe = good_recipe("share,grade,manager,,0.85\nshare,unit,NB,,0\n"
						 "share,unit,S,,0.4\nshare,post,gate,,30\n"
						 "share,post,desk,,10\nshare,help,pay,,0.7\n");
	assert_near(share(recipe, "grade", 0), 0.15);
	assert_near(share(recipe, "grade", 1), 0.85);
	static const double units[] = {0, 0, 0.2, 0, 0.4, 0.2, 0.2};
	for (size_t u = 0; u < 7; u++)
		assert_near(share(recipe, "unit", u), units[u]);
	assert_near(share(recipe, "post", 0), 0.75);
	assert_near(share(recipe, "post", 1), 0.25);
	assert_near(share(recipe, "post", 2), 0);
	assert_near(item(recipe, "help")->ticks[1], 0.7);
	assert_near(item(recipe, "help")->ticks[0], 1 / 3.0);
	cips_simulate_recipe_free(recipe);
}

/* A unit's effect is that of the units below it too, and adds to theirs. */
static void test_effects(void **state)
{
	(void)state;
	struct cips_recipe *recipe = good_recipe("effect,unit,\"N,1\",,0.5\neffect,unit,NA,LEAD,1\n"
						 "effect,grade,manager,AUDI,-2\n");
	size_t n = loaded.instrument->n_factors;
	const double *effects = item(recipe, "unit")->effects;
	static const double lead[] = {0, 0.5, 1.5, 0.5, 0, 0, 0};
	size_t f = 0;
	while (strcmp(loaded.instrument->factors[f].code, "LEAD") != 0)
		f++;
	for (size_t u = 0; u < 7; u++)
		assert_near(effects[u * n + f], lead[u]);
	assert_near(item(recipe, "grade")->effects[n + f], 0);
	assert_null(item(recipe, "post")->effects);
	cips_simulate_recipe_free(recipe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_all_faults),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_effects),
	};
	return cmocka_run_group_tests(tests, start, end);
}
