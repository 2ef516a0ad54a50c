/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Surveys from which little can be computed, each a test: a table of every kind is made of them, of
 * public data and with a minimum group, with and without the flagged responses, and written in every
 * format. Either it is there and has no "nan" and no "inf", or there are words that say why not and what
 * to do. (A figure that is not finite is written as undefined, report/table.c; that no table leans on
 * this is for the tests of stats.)
 */
#include "any_table.h"
#include "stations.h"

#include <ctype.h>

/* LEAD has three items, AUDI two, CODE one; one of them is turned, and "dk" is no answer. */
static const char form[] =
	"| survey |\n"
	"| | type | name | label | bind::cips:factor | bind::cips:polarity | bind::cips:use | "
	"parameters |\n"
	"| | select_one_from_file units.csv | unit | Where? | | | unit | value=unit label=name |\n"
	"| | select_one role | role | Your role? | | | breakdown | |\n"
	"| | select_one agree | a1 | A one | LEAD | | | |\n"
	"| | select_one agree | a2 | A two | LEAD | - | | |\n"
	"| | select_one agree | a3 | A three | LEAD | | | |\n"
	"| | select_one agree | b1 | B one | AUDI | | | |\n"
	"| | select_one agree | b2 | B two | AUDI | | | |\n"
	"| | select_one agree | c1 | C one | CODE | | | |\n"
	"| choices |\n"
	"| | list_name | name | label | missing |\n"
	"| | role | chief | Chief | |\n"
	"| | role | officer | Officer | |\n"
	"| | agree | no | No | |\n"
	"| | agree | partly | Partly | |\n"
	"| | agree | yes | Yes | |\n"
	"| | agree | dk | Don't know | dont_know |\n"
	"| settings |\n"
	"| | form_title | form_id | namespaces |\n"
	"| | Degenerate | degenerate | cips=\"https://example.org/cips\" |\n";

static const char units[] = "unit,parent,name\nALL,,The service\nN,ALL,North\nS,ALL,South\n";
static const char one_unit_only[] = "unit,parent,name\nN,,The only one\n";

/* Headcounts by unit and role. */
static const char enough[] = "1,degenerate,N,chief,100\n1,degenerate,S,officer,100\n";

/* People who answer alike. */
struct people {
	int n;
	const char *unit, *role;
	const char *answers; /* to the six items */
	const char *weight;
};

/* --- files -------------------------------------------------------------------------------------- */

static const char *write_file(const char *name, const char *head, const char *text)
{
	const char *path = in_folder(name);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fprintf(out, "%s%s", head, text);
	assert_int_equal(fclose(out), 0);
	return path;
}

static const char *write_answers(const struct people *people, size_t n)
{
	const char *path = in_folder("answers.csv");
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs("unit,role,a1,a2,a3,b1,b2,c1,weight,seconds\n", out);
	for (size_t k = 0; k < n; k++)
		for (int i = 0; i < people[k].n; i++)
			fprintf(out, "%s,%s,%s,%s,%d\n", people[k].unit, people[k].role,
				people[k].answers, people[k].weight, 60 + i);
	assert_int_equal(fclose(out), 0);
	return path;
}

/* What a test is about; people end with a number of 0. */
struct survey {
	const char *units;
	const char *headcounts;
	struct people people[8];
	bool unweightable; /* nothing can be raked to the headcounts */
};

static struct cips_survey *load(const struct survey *s, bool public_data)
{
	struct cips_findings *findings = cips_findings_new();
	struct cips_init_options options = {.public_data = public_data};
	struct cips_import_options import = {.wave = "1"};
	struct cips_import_result result;
	struct cips_survey *survey;
	size_t n = 0, loaded;
	while (n < sizeof s->people / sizeof *s->people && s->people[n].n)
		n++;
	unlink(in_folder("s.cips"));
	assert_done(cips_init(in_folder("s.cips"), &options, err));
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err));
	add_form(survey, write_file("form.md", "", form));
	assert_done(cips_units_load(
		survey, write_file("units.csv", "", s->units), &loaded, findings, err));
	assert_done(cips_headcount_load(survey,
		write_file(
			"headcounts.csv", "wave,instrument,unit,role,headcount\n", s->headcounts),
		&loaded, findings, err));
	assert_done(cips_import(
		survey, write_answers(s->people, n), NULL, &import, findings, &result, err));
	cips_findings_free(findings);
	return survey;
}

/* --- tables ------------------------------------------------------------------------------------- */

#define BY_UNIT                  \
	{                        \
		.strata = "unit" \
	}
#define BY_UNIT_JACKKNIFE                                           \
	{                                                           \
		.strata = "unit", .method = CIPS_VARIANCE_JACKKNIFE \
	}
#define BY_UNIT_BOOTSTRAP                                                                         \
	{                                                                                         \
		.strata = "unit", .method = CIPS_VARIANCE_BOOTSTRAP, .replicates = 100, .seed = 1 \
	}

static const struct table tables[] = {
	{.kind = FREQ},
	{.kind = FREQ, .weights = "none", .interval = CIPS_INTERVAL_LOGIT},
	{.kind = FREQ, .interval = CIPS_INTERVAL_KORN_GRAUBARD},
	{.kind = CROSSTAB, .what = "unit", .columns = "factor"},
	{.kind = CROSSTAB, .what = "unit", .columns = "factor", .weights = "none"},
	{.kind = CROSSTAB, .what = "role", .columns = "factor", .measure = CIPS_MEASURE_POSITIVE},
	{.kind = CROSSTAB,
		.what = "role",
		.columns = "factor",
		.measure = CIPS_MEASURE_NEGATIVE,
		.interval = CIPS_INTERVAL_LOGIT},
	{.kind = CROSSTAB,
		.what = "unit",
		.columns = "factor",
		.measure = CIPS_MEASURE_NET,
		.rule = CIPS_RULE_ITEM},
	{.kind = CROSSTAB,
		.what = "role",
		.columns = "factor",
		.measure = CIPS_MEASURE_POSITIVE,
		.rule = CIPS_RULE_ITEM},
	{.kind = FREQ, .design = BY_UNIT},
	{.kind = CROSSTAB, .what = "role", .columns = "factor", .design = BY_UNIT},
	{.kind = CROSSTAB,
		.what = "unit",
		.columns = "factor",
		.design = BY_UNIT_JACKKNIFE,
		.weights = "none"},
	{.kind = CROSSTAB, .what = "role", .columns = "factor", .design = BY_UNIT_BOOTSTRAP},
	{.kind = CROSSTAB,
		.what = "role",
		.columns = "items",
		.measure = CIPS_MEASURE_COUNT,
		.design = BY_UNIT},
	{.kind = GAP, .what = "unit", .design = BY_UNIT},
	{.kind = GAP, .what = "unit", .design = BY_UNIT_BOOTSTRAP},
	{.kind = GAP, .what = "role=chief:officer", .per = "unit", .design = BY_UNIT_JACKKNIFE},
	{.kind = GAP, .what = "wave=1:1", .standardize = "role"},
	{.kind = GAP, .what = "wave=1:1", .standardize = "role", .design = BY_UNIT},
	{.kind = GAP,
		.what = "wave=1:1",
		.standardize = "role",
		.weights = "none",
		.design = BY_UNIT_JACKKNIFE},
	{.kind = GAP, .what = "wave=1:1", .standardize = "role", .design = BY_UNIT_BOOTSTRAP},
	{.kind = GAP, .what = "wave=1:1", .between = "role=chief:officer"},
	{.kind = GAP,
		.what = "wave=1:1",
		.between = "role=chief:officer",
		.weights = "none",
		.design = BY_UNIT},
	{.kind = GAP,
		.what = "wave=1:1",
		.between = "role=chief:officer",
		.design = BY_UNIT_JACKKNIFE},
	{.kind = GAP,
		.what = "wave=1:1",
		.between = "role=chief:officer",
		.design = BY_UNIT_BOOTSTRAP},
	{.kind = CROSSTAB, .what = "role", .columns = "factor", .per = "unit"},
	{.kind = CROSSTAB, .what = "role", .columns = "a1", .measure = CIPS_MEASURE_COUNT},
	{.kind = CROSSTAB,
		.what = "a1",
		.columns = "b1",
		.weights = "none",
		.measure = CIPS_MEASURE_ROW_PERCENT},
	{.kind = CROSSTAB,
		.what = "a1",
		.columns = "role",
		.per = "unit",
		.measure = CIPS_MEASURE_COLUMN_PERCENT},
	{.kind = GAP, .what = "unit"},
	{.kind = GAP, .what = "unit", .weights = "none", .rule = CIPS_RULE_ITEM},
	{.kind = GAP, .what = "role=chief:officer", .per = "unit"},
	{.kind = GAP, .what = "role=chief:officer", .weights = "none", .other = true},
	{.kind = COMPARE, .what = "role"},
	{.kind = COMPARE, .what = "role", .weights = "none", .other = true},
	{.kind = SHRINK, .what = "role"},
	{.kind = SHRINK,
		.what = "role",
		.weights = "none",
		.measure = CIPS_MEASURE_POSITIVE,
		.other = true},
	{.kind = DRIVERS, .what = "LEAD"},
	{.kind = DRIVERS, .what = "c1", .weights = "none"},
	{.kind = SCALE},
	{.kind = AGREEMENT},
	{.kind = RESPONSE},
	{.kind = RESPONSE, .what = "role"},
	{.kind = QUALITY},
	{.kind = WEIGHT, .what = "unit,role", .other = true},
	{.kind = WEIGHT, .what = "role", .weights = "none"},
	{.kind = PLAN},
};

/* Whether a word, small or large, is in a text by itself; "-inf" is, "information" is not. */
static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = text; (at = strcasestr(at, word)); at += n)
		if ((at == text || !isalpha((unsigned char)at[-1])) &&
			!isalpha((unsigned char)at[n]))
			return true;
	return false;
}

static void check_text(const struct table *t, const char *format, const char *text)
{
	static const char *const words[] = {"nan", "inf", "infinity"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has_word(text, words[i]))
			fail_msg("table %d, %s, has \"%s\":\n%s", (int)(t - tables), format,
				words[i], text);
}

static void check_written(const struct table *t, const struct cips_document *document)
{
	static const char *const formats[] = {"text", "csv", "tidy", "json", "md"};
	const struct cips_write_options options = {.width = 80};
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		char *text;
		size_t n;
		FILE *out = open_memstream(&text, &n);
		assert_done(cips_write(document, formats[f], &options, out, err));
		assert_int_equal(fclose(out), 0);
		assert_true(n > 0);
		check_text(t, formats[f], text);
		free(text);
	}
}

/* The words of a refusal: from the error, or from findings with an error among them. */
static void check_refused(
	const struct table *t, const struct cips_findings *findings, const struct cips_err *err)
{
	if (cips_findings_errors(findings)) {
		for (size_t i = 0; cips_findings_get(findings, i); i++) {
			assert_true(*cips_findings_get(findings, i)->hint);
			check_text(t, "a finding", cips_findings_get(findings, i)->text);
		}
		return;
	}
	if (!*err->text || !*err->hint)
		fail_msg("table %d is refused with \"%s\", hint \"%s\"", (int)(t - tables),
			err->text, err->hint);
	check_text(t, "the error", err->text);
}

/* Weights and plans need headcounts; without the flagged responses nobody may be left. */
static bool may_refuse(const struct survey *s, const struct table *t, bool without_flagged)
{
	bool by_headcounts = t->kind == WEIGHT || t->kind == PLAN;
	return by_headcounts ? s->unweightable : without_flagged;
}

static void check_table(const struct survey *s, struct cips_survey *survey, const struct table *t,
	bool without_flagged)
{
	struct cips_findings *findings = cips_findings_new();
	struct cips_document *document = NULL;
	struct cips_err err = {0};
	struct table asked = *t;
	asked.without_flagged = without_flagged;
	enum cips_rc rc = make_table(survey, &asked, findings, &document, &err);
	if (rc) {
		if (!may_refuse(s, t, without_flagged))
			fail_msg("table %d: status %d: %s", (int)(t - tables), rc, err.text);
		assert_true(rc == CIPS_USAGE || rc == CIPS_INPUT || rc == CIPS_POLICY);
		check_refused(t, findings, &err);
	} else {
		if (t->kind == WEIGHT && t->other)
			assert_false(s->unweightable);
		check_written(t, document);
	}
	cips_document_free(document);
	cips_findings_free(findings);
}

static void check_survey(const struct survey *s)
{
	for (int public_data = 0; public_data < 2; public_data++) {
		struct cips_survey *survey = load(s, public_data);
		for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
			check_table(s, survey, &tables[t], false);
			check_table(s, survey, &tables[t], true);
		}
		cips_close(survey);
	}
}

/* --- the surveys -------------------------------------------------------------------------------- */

#define SOME_OF(unit, role, weight)                                     \
	{4, unit, role, "no,yes,partly,no,partly,no", weight},          \
		{4, unit, role, "partly,no,yes,yes,no,partly", weight}, \
	{                                                               \
		4, unit, role, "yes,partly,dk,partly,yes,yes", weight   \
	}

static void one_respondent(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {{1, "N", "chief", "no,yes,partly,no,yes,no", "1"}},
		.unweightable = true});
}

static void one_unit(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = one_unit_only,
		.headcounts = "1,degenerate,N,chief,100\n",
		.people = {SOME_OF("N", "chief", "1")}});
}

static void the_same_answers_of_everybody(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {{130, "N", "chief", "yes,yes,yes,yes,yes,yes", "1"}},
		.unweightable = true});
}

static void nobody_answered(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {{12, "N", "chief", "dk,dk,dk,dk,dk,dk", "1"},
			{12, "S", "officer", ",,,,,", "1"}}});
}

static void a_stratum_of_one(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = "1,degenerate,N,chief,100\n1,degenerate,S,officer,1\n",
		.people = {SOME_OF("N", "chief", "1"),
			{1, "S", "officer", "yes,no,yes,no,yes,no", "1"}}});
}

static void more_respondents_than_people(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = "1,degenerate,N,chief,5\n1,degenerate,S,officer,12\n",
		.people = {SOME_OF("N", "chief", "1"), SOME_OF("S", "officer", "1")}});
}

static void a_headcount_of_zero(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = "1,degenerate,N,chief,0\n1,degenerate,S,officer,30\n",
		.people = {SOME_OF("N", "chief", "1"), SOME_OF("S", "officer", "1")},
		.unweightable = true});
}

static void headcounts_of_zero_only(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = "1,degenerate,N,chief,0\n1,degenerate,S,officer,0\n",
		.people = {SOME_OF("N", "chief", "1"), SOME_OF("S", "officer", "1")},
		.unweightable = true});
}

/* All who answered in N are chiefs, and all people there are officers. */
static void a_margin_that_cannot_be_met(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = "1,degenerate,N,officer,100\n1,degenerate,S,chief,50\n",
		.people = {SOME_OF("N", "chief", "1"), SOME_OF("S", "officer", "1")},
		.unweightable = true});
}

static void all_but_one(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {{150, "N", "chief", "yes,yes,yes,yes,yes,yes", "1"},
			{1, "N", "chief", "no,no,no,no,no,no", "1"}},
		.unweightable = true});
}

static void weights_of_zero(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {SOME_OF("N", "chief", "0"), SOME_OF("S", "officer", "0")},
		.unweightable = true});
}

static void a_group_of_weight_zero(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {SOME_OF("N", "chief", "0"), SOME_OF("S", "officer", "1")},
		.unweightable = true});
}

static void an_overwhelming_weight(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {SOME_OF("N", "chief", "1"), SOME_OF("S", "officer", "1e-9"),
			{1, "S", "officer", "yes,no,yes,no,yes,no", "1e12"}}});
}

static void items_constant_in_a_group(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {{12, "N", "chief", "yes,no,yes,yes,no,yes", "1"},
			SOME_OF("S", "officer", "1")}});
}

/* Each item follows from any other: for the regression as well, which needs a hundred people. */
static void a_singular_covariance(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {{60, "N", "chief", "yes,no,yes,yes,yes,yes", "1"},
			{60, "S", "officer", "no,yes,no,no,no,no", "1"}}});
}

static void none_and_all(void **state)
{
	(void)state;
	check_survey(&(struct survey){.units = units,
		.headcounts = enough,
		.people = {{12, "N", "chief", "yes,yes,yes,yes,yes,yes", "1"},
			{12, "S", "officer", "no,no,no,no,no,no", "1"}}});
}

/* --- main --------------------------------------------------------------------------------------- */

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_respondent),
		cmocka_unit_test(one_unit),
		cmocka_unit_test(the_same_answers_of_everybody),
		cmocka_unit_test(nobody_answered),
		cmocka_unit_test(a_stratum_of_one),
		cmocka_unit_test(more_respondents_than_people),
		cmocka_unit_test(a_headcount_of_zero),
		cmocka_unit_test(headcounts_of_zero_only),
		cmocka_unit_test(a_margin_that_cannot_be_met),
		cmocka_unit_test(all_but_one),
		cmocka_unit_test(weights_of_zero),
		cmocka_unit_test(a_group_of_weight_zero),
		cmocka_unit_test(an_overwhelming_weight),
		cmocka_unit_test(items_constant_in_a_group),
		cmocka_unit_test(a_singular_covariance),
		cmocka_unit_test(none_and_all),
	};
	return cmocka_run_group_tests_name(
		"api degenerate", tests, make_fast_folder, remove_survey);
}
