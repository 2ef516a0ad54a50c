/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each case changes one text of the form below and names every change that must be found. */
#include "help.h"

#include "base/buf.h"
#include "forms/diff.h"

static const char form[] =
	"| survey |\n"
	"| | type | name | label::English (en) | label::French (fr) | hint::English (en) | required "
	"| relevant | constraint | calculation | default | choice_filter | parameters | appearance "
	"| bind::cips:factor | bind::cips:polarity | bind::cips:indicator | bind::cips:use |\n"
	"| | begin_group | g1 | First part | Partie 1 | | | | | | | | | | | | | |\n"
	"| | select_one yesno | gate | Did it happen? | Est-ce arrive ? "
	"| | | | | | | | | | | | | |\n"
	"| | calculate | open | | | | | | | if(${gate} = 'yes', 1, 0) | | | | | | | | |\n"
	"| | select_one agree | q1 | The rules are clear. | Les regles sont claires. "
	"| | | | | | | | | | LEAD | | clear | |\n"
	"| | select_one agree | q2 | Rules change in ${gate}, by 1.5 % | Les regles changent "
	"| | | ${open} = 1 | | | | | | | LEAD | - | | |\n"
	"| | select_one agree | q3 | My chief is fair | Mon chef est juste "
	"| | | | | | | | | | LEAD | | | |\n"
	"| | end_group | | | | | | | | | | | | | | | | |\n"
	"| | begin_group | g2 | Second part | Partie 2 | | | | | | | | | | | | | |\n"
	"| | integer | years | How many years? | Combien d'annees ? | Completed years | | | . < 60 | | | | | | | | | |\n"
	"| | range | pace | How fast? | A quelle vitesse ? | | | | | | | | start=0 end=4 step=1 | "
	"| REGF | | | |\n"
	"| | select_one town | town | Which town? | Quelle ville ? "
	"| | | | | | | region = ${gate} | | | | | | |\n"
	"| | text | note | Anything else? | Autre chose ? | | | | | | | | | | | | | |\n"
	"| | end_group | | | | | | | | | | | | | | | | |\n"
	"\n| choices |\n"
	"| | list_name | name | label::English (en) | label::French (fr) | score | missing | positive "
	"| region |\n"
	"| | yesno | no | No | Non | | | | |\n"
	"| | yesno | yes | Yes | Oui | | | | |\n"
	"| | agree | d | Disagree | Pas d'accord | 1 | | | |\n"
	"| | agree | n | Neither | Ni l'un ni l'autre | 2 | | | |\n"
	"| | agree | a | Agree | D'accord | 3 | | | |\n"
	"| | agree | dk | Don't know | Ne sait pas | | dont_know | | |\n"
	"| | often | d | Never | Jamais | 1 | | | |\n"
	"| | often | n | Sometimes | Parfois | 2 | | | |\n"
	"| | often | a | Always | Toujours | 3 | | | |\n"
	"| | often | dk | Don't know | Ne sait pas | | dont_know | | |\n"
	"| | town | t1 | Alder | Alder | | | | yes |\n"
	"| | town | t2 | Brine | Brine | | | | no |\n"
	"\n| settings |\n"
	"| | form_title | form_id | version | default_language | namespaces |\n"
	"| | A form | f | 1 | English (en) | cips=\"https://example.org/cips\" |\n";

#define LOOKS_AT "asked of others (what its relevance looks at changed)"

/* A row of the form, moved or taken out by the cases below. */
#define ROW_Q1                                                                         \
	"| | select_one agree | q1 | The rules are clear. | Les regles sont claires. " \
	"| | | | | | | | | | LEAD | | clear | |\n"
#define ROW_Q3                                                               \
	"| | select_one agree | q3 | My chief is fair | Mon chef est juste " \
	"| | | | | | | | | | LEAD | | | |\n"
#define ROW_N "| | agree | n | Neither | Ni l'un ni l'autre | 2 | | | |\n"
#define ROW_A "| | agree | a | Agree | D'accord | 3 | | | |\n"
#define END_GROUP "| | end_group | | | | | | | | | | | | | | | | |\n"

static const struct {
	const char *name;
	const char *from, *to; /* in the second form */
	const char *changes;   /* "class kind/name/part/language", a line each */
	const char *indicator;
	const char *why; /* "" when it may be trended */
} cases[] = {
	{"nothing", "", "", "", "clear", ""},
	{"a full stop less", "The rules are clear.", "The rules are clear",
		"cosmetic item/q1/label/en\n", "clear", ""},
	{"capitals, blanks and quotes", "The rules are clear.", "the  RULES are \"clear\"",
		"cosmetic item/q1/label/en\n", "clear", ""},
	{"new words in one language", "Les regles sont claires.", "Les regles sont nettes.",
		"wording item/q1/label/fr\n", "clear", "wording changed in fr"},
	{"an accent is another letter", "Les regles sont claires.",
		"Les r\xC3\xA9gles sont claires.", "wording item/q1/label/fr\n", "clear",
		"wording changed in fr"},
	{"a number is a word", "by 1.5 %", "by 15 %", "wording item/q2/label/en\n", "q2",
		"wording changed in en"},
	{"a translation taken out", "| Les regles sont claires. |", "| |",
		"cosmetic item/q1/label/fr\n", "clear", ""},
	{"a hint", "| My chief is fair | Mon chef est juste | |",
		"| My chief is fair | Mon chef est juste | Think of this year |",
		"cosmetic item/q3/hint/en\n", "q3", ""},
	{"a hint in other words", "Completed years", "Years in this unit",
		"wording item/years/hint/en\n", "years", "wording of the hint changed in en"},
	{"a hint in another look", "Completed years", "completed years.",
		"cosmetic item/years/hint/en\n", "years", ""},
	{"another name, the same indicator", "| q1 |", "| rules |", "cosmetic item/q1/name\n",
		"clear", ""},
	{"another name without an indicator", "| q3 |", "| q4 |", "removed item/q3\nnew item/q4\n",
		"q3", "only in A"},
	{"another indicator", "| clear |", "| plain |", "scale item/q1/indicator\n", "clear",
		"another indicator (plain)"},
	{"label of a group", "First part", "Part one", "cosmetic group/g1/label/en\n", "clear", ""},
	{"name of a group", "| g1 |", "| part1 |", "cosmetic group/g1/name\n", "clear", ""},
	{"label of a choice", "| Neither |", "| Undecided |",
		"wording list/agree/choice n: label/en\n", "clear",
		"wording of choices changed in en"},
	{"look of a choice", "| Neither |", "| NEITHER! |",
		"cosmetic list/agree/choice n: label/en\n", "clear", ""},
	{"a choice less", ROW_N, "", "scale list/agree/choice n\n", "clear",
		"the number of choices differs"},
	{"a choice more", ROW_A, ROW_A "| | agree | aa | Fully | Tout a fait | 4 | | | |\n",
		"scale list/agree/choice aa\n", "clear", "the number of choices differs"},
	{"choices in another order", ROW_N ROW_A, ROW_A ROW_N,
		"scale list/agree/order of choices\n", "clear",
		"the choices or their order differ"},
	{"another score", "D'accord | 3 |", "D'accord | 4 |", "scale list/agree/choice a: score\n",
		"clear", "the scores of the choices differ"},
	{"missing no more", "| dont_know | | |\n| | often", "| refused | | |\n| | often",
		"scale list/agree/choice dk: missing\n", "clear", ""},
	{"another positive", "D'accord | 3 | | |", "D'accord | 3 | | neutral |",
		"scale list/agree/choice a: positive\n", "clear", ""},
	{"another list", "select_one agree | q3", "select_one often | q3", "wording item/q3/list\n",
		"q3", "wording of choices changed in en, fr"},
	{"the polarity", "| LEAD | - | | |", "| LEAD | | | |", "scale item/q2/polarity\n", "q2",
		"the polarity differs"},
	{"another factor", "| LEAD | | clear |", "| REGF | | clear |", "factor item/q1/factor\n",
		"clear", ""},
	{"no factor", "| LEAD | | clear |", "| | | clear |", "factor item/q1/factor\n", "clear",
		"one of them is not scored"},
	{"the type", "| integer | years", "| decimal | years", "type item/years/type\n", "years",
		"the type differs (integer, decimal)"},
	{"the use", "| | | | | | | region = ${gate} | | | | | | |",
		"| | | | | | | region = ${gate} | | | | | | breakdown |", "type item/town/use\n",
		"town", "the use differs"},
	{"steps of a range", "step=1", "step=2", "scale item/pace/parameters\n", "pace",
		"the number of choices differs"},
	{"relevance", "${open} = 1", "${open} = 0", "routing item/q2/relevant\n", "q2",
		"asked of others (relevance changed)"},
	{"relevance written otherwise", "${open} = 1", "( ${open}=1 )",
		"cosmetic item/q2/relevant\n", "q2", ""},
	{"a calculation that a relevance needs", "'yes', 1, 0", "'no', 1, 0",
		"routing item/open/calculation\n", "q2", LOOKS_AT},
	{"who has a calculation that a relevance needs", "| calculate | open | | | | | |",
		"| calculate | open | | | | | ${gate} = 'yes' |", "routing item/open/relevant\n",
		"q2", LOOKS_AT},
	{"who is asked what a calculation needs", "Est-ce arrive ? | | | |",
		"Est-ce arrive ? | | | 1 = 1 |", "routing item/gate/relevant\n", "q2", LOOKS_AT},
	{"words of what a calculation needs", "Did it happen?", "Did it rain?",
		"wording item/gate/label/en\n", "q2", LOOKS_AT},
	{"choices exchanged in what a calculation needs",
		"no | No | Non | | | | |\n| | yesno | yes | Yes | Oui",
		"no | Yes | Oui | | | | |\n| | yesno | yes | No | Non",
		"wording list/yesno/choice no: label/en\n"
		"wording list/yesno/choice no: label/fr\n"
		"wording list/yesno/choice yes: label/en\n"
		"wording list/yesno/choice yes: label/fr\n",
		"q2", LOOKS_AT},
	{"words of a choice in what a calculation needs", "| Yes | Oui |", "| Yes, it did | Oui |",
		"wording list/yesno/choice yes: label/en\n", "q2", ""},
	{"relevance of a group", "| Partie 1 | | | |", "| Partie 1 | | | 1 = 1 |",
		"routing group/g1/relevant\n", "clear", "asked of others (relevance changed)"},
	{"a constraint", ". < 60", ". < 70", "routing item/years/constraint\n", "years",
		"other answers allowed (constraint changed)"},
	{"required", "Mon chef est juste | | |", "Mon chef est juste | | yes |",
		"routing item/q3/required\n", "q3", ""},
	{"a choice filter", "region = ${gate}", "region != ${gate}",
		"routing item/town/choice_filter\n", "town",
		"other choices offered (choice_filter changed)"},
	{"a column of the choice filter", "| no |\n\n", "| yes |\n\n",
		"routing item/town/columns of the choice_filter\n", "town",
		"other choices offered (choice_filter changed)"},
	{"a default answer", "| Completed years | | | . < 60 | | |",
		"| Completed years | | | . < 60 | | 5 |", "wording item/years/default\n", "years",
		"the default answer changed"},
	{"an item less", ROW_Q3, "", "removed item/q3\n", "q3", "only in A"},
	{"the version text", "| f | 1 |", "| f | 2 |", "cosmetic settings/settings/version\n",
		"clear", ""},
	{"the title", "| A form |", "| The form |", "cosmetic settings/settings/form_title/en\n",
		"clear", ""},
};

/* The form with the first `from` replaced; free() it. */
static char *changed_form(const char *text, const char *from, const char *to)
{
	struct cips_buf buf = {0};
	const char *at = strstr(text, from);
	if (!at)
		fail_msg("the form does not have: %s", from);
	cips_buf_add(&buf, text, (size_t)(at - text));
	cips_buf_printf(&buf, "%s%s", to, at + strlen(from));
	char *copy = strdup(cips_buf_text(&buf));
	cips_buf_release(&buf);
	return copy;
}

static void list_changes(const struct cips_diff *diff, struct cips_buf *out)
{
	for (size_t i = 0; i < diff->changes.n; i++) {
		const struct cips_change *c = &diff->changes.list[i];
		cips_buf_printf(out, "%s %s/%s%s%s%s%s\n", cips_model_change_name(c->change),
			c->kind, c->name, *c->part ? "/" : "", c->part, *c->language ? "/" : "",
			c->language);
	}
}

static const struct cips_indicator_diff *indicator(const struct cips_diff *diff, const char *name)
{
	for (size_t i = 0; i < diff->n_indicators; i++)
		if (strcmp(diff->indicators[i].indicator, name) == 0)
			return &diff->indicators[i];
	return NULL;
}

/* Compares two texts of forms; the changes are to be released, the rest lives in the arena. */
struct compared {
	struct cips_instrument *a, *b;
	struct cips_arena arena;
	struct cips_diff diff;
	struct cips_buf changes;
};

static void compare(struct compared *c, const char *a, const char *b)
{
	*c = (struct compared){.a = load_md(a, NULL), .b = load_md(b, NULL)};
	assert_non_null(c->a);
	assert_non_null(c->b);
	cips_forms_diff(c->a, c->b, &c->arena, &c->diff);
	list_changes(&c->diff, &c->changes);
}

static void release(struct compared *c)
{
	cips_buf_release(&c->changes);
	cips_arena_release(&c->arena);
	cips_model_instrument_free(c->a);
	cips_model_instrument_free(c->b);
}

static void test_each_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct compared c;
		char *second = changed_form(form, cases[i].from, cases[i].to);
		compare(&c, form, second);
		if (strcmp(cips_buf_text(&c.changes), cases[i].changes) != 0)
			fail_msg("%s: found\n%s", cases[i].name, cips_buf_text(&c.changes));
		const struct cips_indicator_diff *found = indicator(&c.diff, cases[i].indicator);
		assert_non_null(found);
		if (strcmp(found->trend.why, cases[i].why) != 0)
			fail_msg("%s: %s: %s", cases[i].name, cases[i].indicator, found->trend.why);
		assert_int_equal(found->trend.may, !*cases[i].why);
		free(second);
		release(&c);
	}
}

/* Backwards the same things have changed: no class depends on which form is first. */
static void test_backwards(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct compared c, back;
		char *second = changed_form(form, cases[i].from, cases[i].to);
		compare(&c, form, second);
		compare(&back, second, form);
		assert_int_equal(c.diff.changes.n, back.diff.changes.n);
		size_t classes[CIPS_CHANGE_NEW + 1] = {0}, classes_back[CIPS_CHANGE_NEW + 1] = {0};
		for (size_t k = 0; k < c.diff.changes.n; k++) {
			classes[c.diff.changes.list[k].change]++;
			classes_back[back.diff.changes.list[k].change]++;
		}
		assert_int_equal(classes[CIPS_CHANGE_REMOVED], classes_back[CIPS_CHANGE_NEW]);
		classes[CIPS_CHANGE_REMOVED] = classes[CIPS_CHANGE_NEW] = 0;
		classes_back[CIPS_CHANGE_REMOVED] = classes_back[CIPS_CHANGE_NEW] = 0;
		if (memcmp(classes, classes_back, sizeof classes) != 0)
			fail_msg("%s", cases[i].name);
		free(second);
		release(&c);
		release(&back);
	}
}

/* One item that goes to another place is one change, wherever it goes. */
static void test_moved(void **state)
{
	(void)state;
	struct compared c;
	char *without = changed_form(form, ROW_Q1, "");
	char *last = changed_form(without, ROW_Q3, ROW_Q3 ROW_Q1);
	compare(&c, form, last);
	assert_string_equal(cips_buf_text(&c.changes), "moved item/q1/place\n");
	assert_string_equal(c.diff.changes.list[0].before, "in group g1, after open");
	assert_string_equal(c.diff.changes.list[0].after, "in group g1, after q3");
	assert_true(indicator(&c.diff, "clear")->trend.may);
	release(&c);
	free(last);
	char *outside = changed_form(without, END_GROUP, END_GROUP ROW_Q1);
	compare(&c, form, outside);
	assert_string_equal(cips_buf_text(&c.changes), "moved item/q1/place\n");
	assert_string_equal(c.diff.changes.list[0].after, "after q3");
	release(&c);
	free(outside);
	free(without);
}

/* A name in another item's label and condition counts by what it measures. */
static void test_renamed_reference(void **state)
{
	(void)state;
	struct compared c;
	char *text = strdup(form);
	static const char *const steps[][2] = {
		{"| gate | Did it happen? | Est-ce arrive ? | | | | | | | | | | | | | |",
			"| door | Did it happen? | Est-ce arrive ? | | | | | | | | | | | | gate | |"},
		{"${gate}", "${door}"},
		{"${gate}", "${door}"},
		{"${gate}", "${door}"},
	};
	for (size_t i = 0; i < 4; i++) {
		char *next = changed_form(text, steps[i][0], steps[i][1]);
		free(text);
		text = next;
	}
	compare(&c, form, text);
	assert_string_equal(cips_buf_text(&c.changes),
		"cosmetic item/gate/name\n"
		"cosmetic item/open/calculation\n"
		"cosmetic item/q2/label/en\n"
		"cosmetic item/town/choice_filter\n");
	for (size_t i = 0; i < c.diff.n_indicators; i++)
		assert_true(c.diff.indicators[i].trend.may);
	release(&c);
	free(text);
}

/* A list that took the place of another is that one under a new name. */
static void test_renamed_list(void **state)
{
	(void)state;
	struct compared c;
	char *text = changed_form(form, "select_one yesno", "select_one answer");
	for (size_t i = 0; i < 2; i++) {
		char *next = changed_form(text, "| yesno |", "| answer |");
		free(text);
		text = next;
	}
	compare(&c, form, text);
	assert_string_equal(cips_buf_text(&c.changes), "cosmetic list/yesno/name\n");
	assert_true(indicator(&c.diff, "gate")->trend.may);
	release(&c);
	free(text);
}

#define ONE(language, label)                                                             \
	"| survey |\n| | type | name | label" language "|\n| | text | q | " label " |\n" \
	"| settings |\n| | form_id |\n| | f |\n"

/* Languages that only one of the two has are no change of wording, but some must be in common. */
static void test_languages(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b, *changes, *why;
	} pairs[] = {
		{ONE("", "Why?"), ONE("::English (en)", "Why"),
			"cosmetic settings/settings/default_language\n"
			"cosmetic item/q/label/en\n",
			""},
		{ONE("::English (en)", "Why?"), ONE("::en", "How?"),
			"cosmetic settings/settings/default_language\nwording item/q/label/en\n",
			"wording changed in en"},
		{ONE("::English (en)", "Why?"), ONE("::French (fr)", "Pourquoi ?"),
			"cosmetic settings/settings/default_language\n"
			"cosmetic settings/settings/language\ncosmetic settings/settings/language\n"
			"wording item/q/label\n",
			"no language in common"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct compared c;
		compare(&c, pairs[i].a, pairs[i].b);
		assert_string_equal(cips_buf_text(&c.changes), pairs[i].changes);
		assert_string_equal(indicator(&c.diff, "q")->trend.why, pairs[i].why);
		release(&c);
	}
}

static void test_factors(void **state)
{
	(void)state;
	struct compared c;
	char *one = changed_form(form, "| LEAD | | clear |", "| REGF | | clear |");
	char *two = changed_form(one, "My chief is fair", "My chief is good");
	compare(&c, form, two);
	assert_int_equal(c.diff.n_factors, 2);
	const struct cips_factor_diff *lead = &c.diff.factors[0], *regf = &c.diff.factors[1];
	if (strcmp(lead->code, "LEAD") != 0) {
		lead = &c.diff.factors[1];
		regf = &c.diff.factors[0];
	}
	assert_int_equal(lead->in_a, 3);
	assert_int_equal(lead->in_b, 2);
	assert_int_equal(lead->in_both, 2);
	assert_int_equal(lead->trended, 1); /* q2; the wording of q3 changed */
	assert_int_equal(regf->in_a, 1);
	assert_int_equal(regf->in_b, 2);
	assert_int_equal(regf->trended, 1);
	assert_string_equal(indicator(&c.diff, "clear")->trend.remark,
		"factor scores change: in LEAD, then in REGF");
	release(&c);
	free(one);
	free(two);
}

/* What the analyst vouches for: only type and scale count. */
static void test_any_wording(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
		bool may;
	} rules[] = {
		{"My chief is fair", "My chief is good", true},
		{"Mon chef est juste | | | |", "Mon chef est juste | | | ${gate} = 'no' |", true},
		{"D'accord | 3 |", "D'accord | 4 |", false},
		{"| LEAD | | | |\n" END_GROUP, "| LEAD | - | | |\n" END_GROUP, false},
	};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct compared c;
		char *second = changed_form(form, rules[i].from, rules[i].to);
		compare(&c, form, second);
		struct cips_pair pair = cips_model_pair(c.a, c.b, &c.arena);
		const struct cips_item *a = item(c.a, "q3"), *b = item(c.b, "q3");
		assert_false(cips_model_trend(&pair, a, b, CIPS_WORDING_SAME).may);
		if (cips_model_trend(&pair, a, b, CIPS_WORDING_ANY).may != rules[i].may)
			fail_msg("rule %zu", i);
		free(second);
		release(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_change),
		cmocka_unit_test(test_backwards),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_renamed_reference),
		cmocka_unit_test(test_renamed_list),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_factors),
		cmocka_unit_test(test_any_wording),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
