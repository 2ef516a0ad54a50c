/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the checks must not say of sound forms, what they say of the people of a survey file, and how
 * labels are understood.
 */
#include "help.h"

#include "forms/scale_words.h"

#define S "| survey |\n"
#define FACTOR "| | type | name | label | bind::cips:factor | bind::cips:polarity |\n"
#define TWO(list) \
	"| | select_one " list " | a | A | LEAD | |\n| | select_one " list " | b | B | LEAD | |\n"
#define CHOICES "| choices |\n| | list_name | name | label | score | missing |\n"
#define NAMESPACES \
	"| settings |\n| | form_id | namespaces |\n| | f | cips=\"https://example.org/cips\" |\n"

/* Forms in which nothing is wrong. */
static const char *const sound[] = {
	/* comparisons with choices that exist, or with nothing */
	S
	"| | type | name | label | relevant |\n"
	"| | select_one n | a | A | |\n"
	"| | select_multiple n | m | M | ${a} = 1 or ${a} = '2' |\n"
	"| | text | t | T | ${a} = '' or ${m} = '1 2' or selected(${m}, '2') or coalesce(${a}, 'none') = 'none' |\n"
	"| | text | u | U | ${t} = 'whatever' or selected('1 2', ${a}) |\n" CHOICES
	"| | n | 1 | One | | |\n| | n | 2 | Two | | |\n" SETTINGS,
	/* a range takes numbers however they are written; acknowledge has one answer; or_other two
	   items */
	S "| | type | name | label | parameters | relevant |\n"
	  "| | range | r | R | start=0 end=1 step=0.5 | |\n"
	  "| | acknowledge | k | K | | ${r} = .5 or ${r} = '0.50' |\n"
	  "| | select_one n or_other | o | O | | ${k} = 'OK' |\n"
	  "| | text | t | T | | ${o} = 'other' |\n" CHOICES
	  "| | n | 1 | One | | |\n| | n | 2 | Two | | |\n" SETTINGS,
	/* cascades */
	S
	"| | type | name | label | choice_filter |\n"
	"| | select_one n | a | A | |\n"
	"| | select_one p | b | B | in = ${a} or in = 2 or name = 'p1' |\n"
	"| choices |\n| | list_name | name | label | in |\n| | n | 1 | One | |\n| | n | 2 | Two | |\n"
	"| | p | p1 | P1 | 1 |\n| | p | p2 | P2 | 2 |\n" SETTINGS,
	/* a middle that is listed last, and scored in the middle */
	S FACTOR TWO("l") CHOICES "| | l | d | Disagree | 0 | |\n| | l | a | Agree | 2 | |\n"
				  "| | l | n | Neutral | 1 | |\n" NAMESPACES,
	/* how often, scored from always down by its author */
	S FACTOR TWO("l") CHOICES "| | l | a | Always | 0 | |\n| | l | o | Often | 1 | |\n"
				  "| | l | n | Never | 2 | |\n" NAMESPACES,
	/* so can be whether, how many and how much */
	S FACTOR TWO("l") CHOICES
	"| | l | y | Yes | 0 | |\n| | l | p | Partly | 1 | |\n| | l | n | No | 2 | |\n" NAMESPACES,
	S FACTOR TWO("l") CHOICES "| | l | m | Most | 0 | |\n| | l | s | Some | 1 | |\n"
				  "| | l | n | None | 2 | |\n" NAMESPACES,
	/* what can be refused or left without answer by others */
	S
	"| | type | name | label |\n| | select_one p | p | P |\n| | select_one l | l | L |\n" CHOICES
	"| | p | granted | Granted | | |\n| | p | refused | Refused | | |\n"
	"| | l | answer | An answer | | |\n| | l | no_answer | No answer | | |\n" SETTINGS,
	/* no answers that are marked, and names that are countries */
	S "| | type | name | label |\n| | select_one c | c | C |\n" CHOICES
	  "| | c | na | Namibia | | |\n| | c | dk | Denmark | | |\n| | c | 99 | Other | | |\n"
	  "| | c | x | Don't know | | dont_know |\n" SETTINGS,
	/* items without a factor that need none */
	S FACTOR TWO("l") "| | select_one l | c | C | | |\n| | select_one m | d | D | | |\n" CHOICES
			  "| | l | d | Low | | |\n| | l | a | High | | |\n| | m | x | X | | |\n"
			  "| | m | y | Y | | |\n" NAMESPACES,
};

static void sound_forms_have_no_findings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
		struct cips_findings findings = {0};
		cips_model_instrument_free(load_md(sound[i], &findings));
		if (findings.n) {
			print_findings(&findings);
			fail_msg("form %zu has findings", i);
		}
		cips_findings_release(&findings);
	}
}

/* What was accepted once can be read for ever, whatever is asked of forms today. */
static void stored_forms_are_not_lectured(void **state)
{
	(void)state;
	struct cips_instrument *instrument = NULL;
	struct cips_err err;
	assert_int_equal(
		cips_forms_reload(S
			"| | type | name | label | relevant |\n| | select_one n | a | A | |\n"
			"| | text | t | T | ${a} = 'gone' |\n" CHOICES
			"| | n | 1 | One | | |\n| | n | 2 | Two | | |\n" SETTINGS,
			&instrument, &err),
		CIPS_OK);
	cips_model_instrument_free(instrument);
}

/* --- people --------------------------------------------------------------------------------- */

#define PEOPLE                                                                    \
	S "| | type | name | label | parameters | bind::cips:use | relevant |\n"  \
	  "| | select_one_from_file units.csv | u | U | value=unit label=name | " \
	  "unit | |\n| | select_one r | role | R | | breakdown | |\n"             \
	  "| | select_one g | gender | G | | breakdown | ${u} != 'NROTH' |\n"     \
	  "| choices |\n| | list_name | name | label | missing |\n"               \
	  "| | r | m | Manager | |\n| | r | s | Staff | |\n"                      \
	  "| | r | x | Prefer not to say | refused |\n"                           \
	  "| | g | w | Woman | |\n| | g | m | Man | |\n" NAMESPACES

static double count(void *context, const char *instrument)
{
	assert_string_equal(instrument, "f");
	return *(const double *)context;
}

static struct cips_units *small_tree(void)
{
	static const char *names[] = {"Name"};
	static const char *languages[] = {""};
	const struct cips_unit_row rows[] = {
		{"ALL", "", names, 2, 1, 5},
		{"NORTH", "ALL", names, 3, 1, 5},
		{"SOUTH", "ALL", names, 4, 1, 5},
	};
	struct cips_findings none = {0};
	struct cips_units *units = cips_model_units_new(rows, 3, languages, 1, &none);
	cips_findings_release(&none);
	return units;
}

/* The finding with the code about that many people, in `text` (""); its row. */
static long about(double people, unsigned minimum, const char *code, char text[400])
{
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_units *units = small_tree();
	const struct cips_forms_people known = {units, minimum, count, &people};
	assert_true(cips_forms_read_md(PEOPLE, strlen(PEOPLE), &workbook, &findings));
	cips_model_instrument_free(cips_forms_load_for(&workbook, &known, &findings));
	const struct cips_finding *found = finding(&findings, code);
	long row = found ? found->line : 0;
	snprintf(text, 400, "%s; %s", found ? found->text : "", found ? found->hint : "");
	cips_model_units_free(units);
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
	return row;
}

/* 3 units, 2 roles (the refusal is none), 2 genders: 3, 6 and 12 groups. */
static void demographics_are_multiplied(void **state)
{
	(void)state;
	char text[400];
	assert_int_equal(about(120, 10, "demographics-identify", text), 0);
	assert_int_equal(about(119, 10, "demographics-identify", text), 5);
	assert_non_null(strstr(text,
		"u (3) x role (2) x gender (2): 12 groups for 119 people, 9.9 each; the minimum "
		"group is 10"));
	assert_int_equal(about(59, 10, "demographics-identify", text), 4);
	assert_int_equal(about(29, 10, "demographics-identify", text), 3);
	assert_int_equal(about(1161, 500, "demographics-identify", text), 3);
	assert_non_null(strstr(text, "1,161 people, 387.0 each"));
	/* Public data have no minimum, and without headcounts nothing is known. */
	assert_int_equal(about(29, 0, "demographics-identify", text), 0);
	assert_int_equal(about(0, 10, "demographics-identify", text), 0);
}

static void units_of_the_tree_are_the_choices(void **state)
{
	(void)state;
	char text[400];
	assert_int_equal(about(1000, 10, "choice-unknown", text), 5);
	assert_non_null(strstr(text, "did you mean \"NORTH\"?"));
}

/* --- wording -------------------------------------------------------------------------------- */

static const struct {
	const char *label, *plain;
} plain[] = {
	{"Strongly agree", "strongly agree"},
	{"5 = Strongly agree", "strongly agree"},
	{"1. Never", "never"},
	{"  Ni d’accord,  ni en désaccord ", "ni d accord ni en desaccord"},
	{"Plutôt satisfait(e)", "plutot satisfait"},
	{"Satisfait·e", "satisfait"},
	{"Bon(ne)", "bon"},
	{"Muy satisfecho/a", "muy satisfecho"},
	{"Je suis tout à fait d'accord", "tout a fait d accord"},
	{"N/A", "n a"},
	{"DON'T KNOW!", "don t know"},
	{"Às vezes", "as vezes"},
	{"", ""},
	{"!?", ""},
};

static void labels_are_made_plain(void **state)
{
	(void)state;
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		assert_string_equal(forms_plain_label(&arena, plain[i].label), plain[i].plain);
	cips_arena_release(&arena);
}

/* Each text of the table must be one that a label can become. */
static void the_words_are_plain_themselves(void **state)
{
	(void)state;
	static const char *const texts[] = {
#define FAMILY(id, name, valenced)
#define RANK(family, rank, texts) texts,
#define MISSING(kind, texts) texts,
#define MAYBE(kind, texts) texts,
#include "forms/scale_words.def"
	};
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *rest = cips_arena_strdup(&arena, texts[i]), *text;
		while ((text = strsep(&rest, "|")))
			assert_string_equal(forms_plain_label(&arena, text), text);
	}
	cips_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_forms_have_no_findings),
		cmocka_unit_test(stored_forms_are_not_lectured),
		cmocka_unit_test(demographics_are_multiplied),
		cmocka_unit_test(units_of_the_tree_are_the_choices),
		cmocka_unit_test(labels_are_made_plain),
		cmocka_unit_test(the_words_are_plain_themselves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
