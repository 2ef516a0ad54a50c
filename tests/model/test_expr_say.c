/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions in words. Each sentence was written down as a person of that language would say it
 * behind "only if", "uniquement si", "solo si", "apenas se".
 */
#include "build.h"
#include "model/expr_say.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum item {
	WITNESSED,
	REPORTED,
	GRADE,
	HELP,
	ORDER,
	AGE,
	YEARS,
	TRUST,
	HIRED,
	LEFT,
	COMMENT,
	UNIT,
	SECRET,
	ITEMS
};

static const struct {
	const char *name;
	enum cips_item_type type;
	const char *choices; /* name=label, separated by ; */
} items[ITEMS] = {
	[WITNESSED] = {"witnessed", CIPS_ITEM_SELECT_ONE, "yes=Yes;no=No;dk=Don't know"},
	[REPORTED] = {"reported", CIPS_ITEM_SELECT_ONE, "yes=Yes;no=No;other=Otro"},
	[GRADE] = {"grade", CIPS_ITEM_SELECT_ONE, "1=Low;2=Middle;3=High;98=Don't know"},
	[HELP] = {"help", CIPS_ITEM_SELECT_MULTIPLE, "law=Laws;it=Informática;none=None of these"},
	[ORDER] = {"order", CIPS_ITEM_RANK, "pay=Pay;law=Laws"},
	[AGE] = {"age", CIPS_ITEM_INTEGER, NULL},
	[YEARS] = {"years", CIPS_ITEM_DECIMAL, NULL},
	[TRUST] = {"trust", CIPS_ITEM_RANGE, "0=;1="},
	[HIRED] = {"hired", CIPS_ITEM_DATE, NULL},
	[LEFT] = {"left", CIPS_ITEM_DATE, NULL},
	[COMMENT] = {"comment", CIPS_ITEM_TEXT, NULL},
	[UNIT] = {"unit", CIPS_ITEM_SELECT_ONE, ""},
	[SECRET] = {"secret", CIPS_ITEM_CALCULATE, NULL},
};

static void fill_list(struct cips_arena *arena, struct cips_list *list, const char *choices)
{
	list->choices = cips_arena_alloc(arena, 8, sizeof *list->choices);
	while (*choices) {
		struct cips_choice *choice = &list->choices[list->n++];
		size_t n = strcspn(choices, ";"), name = strcspn(choices, "=");
		choice->name = cips_arena_strndup(arena, choices, name);
		choice->label.by_language = cips_arena_alloc(arena, 1, sizeof(char *));
		choice->label.by_language[0] =
			cips_arena_strndup(arena, choices + name + 1, n - name - 1);
		choices += n + (choices[n] == ';');
	}
}

static struct cips_instrument *new_form(void)
{
	struct cips_instrument *form = form_new().instrument;
	for (int i = 0; i < ITEMS; i++) {
		struct cips_item *item = &form->items[form->n_items++];
		*item = cips_model_item_blank();
		item->name = items[i].name;
		item->type = items[i].type;
		if (!items[i].choices)
			continue;
		item->list = (int)form->n_lists++;
		fill_list(&form->arena, &form->lists[item->list], items[i].choices);
	}
	form->lists[form->items[UNIT].list].from_units = true;
	cips_model_seal(form);
	return form;
}

static int find(void *context, const char *name, size_t n)
{
	(void)context;
	for (int i = 0; i < ITEMS; i++)
		if (strlen(items[i].name) == n && memcmp(items[i].name, name, n) == 0)
			return i;
	return CIPS_NONE;
}

/* What is said in a tongue; `self` is what `.` means. In the arena; NULL when nothing is. */
static const char *said(const struct cips_instrument *form, const char *text, int self,
	enum cips_tongue tongue, struct cips_arena *arena)
{
	static const struct cips_expr_scope scope = {
		.item = find, .allow_self = true, .allow_volatile = true};
	static const size_t numbers[ITEMS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0};
	struct cips_expr *expr = NULL;
	struct cips_expr_fault fault;
	if (!cips_model_expr_parse(text, &scope, arena, &expr, &fault))
		fail_msg("%s: %s", text, fault.text);
	const struct cips_say say = {form, 0, tongue, numbers, self};
	return cips_model_say(&say, expr, arena);
}

#define N "\u202f" /* within French quotation marks */

static const struct say_case {
	const char *text;
	int self;
	const char *words[CIPS_TONGUES];
} cases[] = {
	/* choices */
	{"${witnessed} = 'yes'", -1,
		{"you said “Yes” to question 1",
			"vous avez répondu «" N "Yes" N "» à la question 1",
			"respondió «Yes» a la pregunta 1", "respondeu “Yes” à pergunta 1"}},
	{"'yes' = ${witnessed}", -1,
		{"you said “Yes” to question 1",
			"vous avez répondu «" N "Yes" N "» à la question 1",
			"respondió «Yes» a la pregunta 1", "respondeu “Yes” à pergunta 1"}},
	{"${witnessed} != 'yes'", -1,
		{"you did not say “Yes” to question 1",
			"vous n’avez pas répondu «" N "Yes" N "» à la question 1",
			"no respondió «Yes» a la pregunta 1", "não respondeu “Yes” à pergunta 1"}},
	{"not(selected(${witnessed}, 'yes'))", -1,
		{"you did not say “Yes” to question 1",
			"vous n’avez pas répondu «" N "Yes" N "» à la question 1",
			"no respondió «Yes» a la pregunta 1", "não respondeu “Yes” à pergunta 1"}},
	{"${reported} = 'no' or ${reported} = 'other'", -1,
		{"you said “No” or “Otro” to question 2",
			"vous avez répondu «" N "No" N "» ou «" N "Otro" N "» à la question 2",
			"respondió «No» u «Otro» a la pregunta 2",
			"respondeu “No” ou “Otro” à pergunta 2"}},
	{"${witnessed} != 'yes' and ${witnessed} != 'dk'", -1,
		{"you said neither “Yes” nor “Don't know” to question 1",
			"vous n’avez répondu ni «" N "Yes" N "» ni «" N "Don't know" N
			"» à la question 1",
			"no respondió ni «Yes» ni «Don't know» a la pregunta 1",
			"não respondeu nem “Yes” nem “Don't know” à pergunta 1"}},
	{"${grade} >= 2 and ${grade} < 90", -1,
		{"you said “Middle” or “High” to question 3",
			"vous avez répondu «" N "Middle" N "» ou «" N "High" N "» à la question 3",
			"respondió «Middle» o «High» a la pregunta 3",
			"respondeu “Middle” ou “High” à pergunta 3"}},
	{"${grade} <= 2", -1,
		{"you said “Low” or “Middle” to question 3",
			"vous avez répondu «" N "Low" N "» ou «" N "Middle" N "» à la question 3",
			"respondió «Low» o «Middle» a la pregunta 3",
			"respondeu “Low” ou “Middle” à pergunta 3"}},
	{"${unit} = 'HQ'", -1,
		{"you said “HQ” to question 12",
			"vous avez répondu «" N "HQ" N "» à la question 12",
			"respondió «HQ» a la pregunta 12", "respondeu “HQ” à pergunta 12"}},
	{"selected(${help}, 'law')", -1,
		{"you chose “Laws” in question 4",
			"vous avez choisi «" N "Laws" N "» à la question 4",
			"eligió «Laws» en la pregunta 4", "escolheu “Laws” na pergunta 4"}},
	{"selected(${help}, 'law') and selected(${help}, 'it')", -1,
		{"you chose “Laws” and “Informática” in question 4",
			"vous avez choisi «" N "Laws" N "» et «" N "Informática" N
			"» à la question 4",
			"eligió «Laws» e «Informática» en la pregunta 4",
			"escolheu “Laws” e “Informática” na pergunta 4"}},
	{"not(selected(${help}, 'law') or selected(${help}, 'it'))", -1,
		{"you chose neither “Laws” nor “Informática” in question 4",
			"vous n’avez choisi ni «" N "Laws" N "» ni «" N "Informática" N
			"» à la question 4",
			"no eligió ni «Laws» ni «Informática» en la pregunta 4",
			"não escolheu nem “Laws” nem “Informática” na pergunta 4"}},
	{"${help} = 'none'", -1,
		{"you chose only “None of these” in question 4",
			"vous n’avez choisi que «" N "None of these" N "» à la question 4",
			"eligió solo «None of these» en la pregunta 4",
			"escolheu apenas “None of these” na pergunta 4"}},
	/* answered or not */
	{"${comment} != ''", -1,
		{"you answered question 11", "vous avez répondu à la question 11",
			"respondió a la pregunta 11", "respondeu à pergunta 11"}},
	{"${age} = ''", -1,
		{"you did not answer question 6", "vous n’avez pas répondu à la question 6",
			"no respondió a la pregunta 6", "não respondeu à pergunta 6"}},
	{"string-length(${comment}) > 0", -1,
		{"you answered question 11", "vous avez répondu à la question 11",
			"respondió a la pregunta 11", "respondeu à pergunta 11"}},
	{"count-selected(${help}) = 0", -1,
		{"you did not answer question 4", "vous n’avez pas répondu à la question 4",
			"no respondió a la pregunta 4", "não respondeu à pergunta 4"}},
	{"not(${comment})", -1,
		{"you did not answer question 11", "vous n’avez pas répondu à la question 11",
			"no respondió a la pregunta 11", "não respondeu à pergunta 11"}},
	/* how many */
	{"count-selected(.) <= 3", HELP,
		{"you chose at most 3 answers", "vous avez choisi au plus 3 réponses",
			"eligió como máximo 3 respuestas", "escolheu no máximo 3 respostas"}},
	{"count-selected(${help}) > 1", -1,
		{"you chose at least 2 answers in question 4",
			"vous avez choisi au moins 2 réponses à la question 4",
			"eligió al menos 2 respuestas en la pregunta 4",
			"escolheu pelo menos 2 respostas na pergunta 4"}},
	{"count-selected(.) >= 1 and count-selected(.) <= 3", HELP,
		{"you chose from 1 to 3 answers", "vous avez choisi de 1 à 3 réponses",
			"eligió de 1 a 3 respuestas", "escolheu de 1 a 3 respostas"}},
	{"count-selected(.) >= 2 and count-selected(.) <= 3", HELP,
		{"you chose from 2 to 3 answers", "vous avez choisi de 2 à 3 réponses",
			"eligió de 2 a 3 respuestas", "escolheu de 2 a 3 respostas"}},
	{"not(count-selected(.) = 1)", HELP,
		{"you did not choose exactly 1 answer",
			"vous n’avez pas choisi exactement 1 réponse",
			"no eligió exactamente 1 respuesta", "não escolheu exatamente 1 resposta"}},
	{"count-selected(.) <= 3 and (not(selected(., 'none')) or count-selected(.) = 1)", HELP,
		{"you chose at most 3 answers, and one of these is true: you did not choose “None of "
		 "these” or you chose exactly 1 answer",
			"vous avez choisi au plus 3 réponses, et si l’une de ces conditions est "
			"remplie\u00a0: vous n’avez pas choisi «" N "None of these" N
			"» ou vous avez choisi exactement 1 réponse",
			"eligió como máximo 3 respuestas, y se cumple una de estas condiciones: no "
			"eligió «None of these» o eligió exactamente 1 respuesta",
			"escolheu no máximo 3 respostas, e se for verdadeira uma destas condições: "
			"não escolheu “None of these” ou escolheu exatamente 1 resposta"}},
	{"string-length(.) <= 100", COMMENT,
		{"your answer has at most 100 characters",
			"votre réponse compte au plus 100 caractères",
			"su respuesta tiene como máximo 100 caracteres",
			"a sua resposta tiver no máximo 100 caracteres"}},
	/* numbers */
	{". >= 0 and . <= 50", AGE,
		{"your answer is between 0 and 50", "votre réponse est comprise entre 0 et 50",
			"su respuesta está entre 0 y 50", "a sua resposta estiver entre 0 e 50"}},
	{"${age} < 30", -1,
		{"your answer to question 6 is less than 30",
			"votre réponse à la question 6 est inférieure à 30",
			"su respuesta a la pregunta 6 es menor que 30",
			"a sua resposta à pergunta 6 for menor que 30"}},
	{"18 <= ${age}", -1,
		{"your answer to question 6 is 18 or more",
			"votre réponse à la question 6 est supérieure ou égale à 18",
			"su respuesta a la pregunta 6 es mayor o igual que 18",
			"a sua resposta à pergunta 6 for maior ou igual a 18"}},
	{"not(${years} > 2.5)", -1,
		{"your answer to question 7 is not more than 2.5",
			"votre réponse à la question 7 n’est pas supérieure à 2,5",
			"su respuesta a la pregunta 7 no es mayor que 2,5",
			"a sua resposta à pergunta 7 não for maior que 2,5"}},
	{"number(${trust}) != -1", -1,
		{"your answer to question 8 is not -1",
			"votre réponse à la question 8 n’est pas égale à -1",
			"su respuesta a la pregunta 8 no es igual a -1",
			"a sua resposta à pergunta 8 não for igual a -1"}},
	{"${years} <= ${age}", -1,
		{"your answer to question 7 is no more than your answer to question 6",
			"votre réponse à la question 7 est inférieure ou égale à votre réponse à la "
			"question 6",
			"su respuesta a la pregunta 7 es menor o igual que su respuesta a la "
			"pregunta 6",
			"a sua resposta à pergunta 7 for menor ou igual à sua resposta à pergunta "
			"6"}},
	{"coalesce(${age}, ${years}) > 5", -1,
		{"your answer to question 6 (or, if you left it blank, to question 7) is more than 5",
			"votre réponse à la question 6 (ou, à défaut, à la question 7) est "
			"supérieure à 5",
			"su respuesta a la pregunta 6 (o, en su defecto, a la pregunta 7) es mayor "
			"que 5",
			"a sua resposta à pergunta 6 (ou, na sua falta, à pergunta 7) for maior que "
			"5"}},
	{"coalesce(${reported}, ${witnessed}) = 'yes'", -1,
		{"your answer to question 2 (or, if you left it blank, to question 1) is “Yes”",
			"votre réponse à la question 2 (ou, à défaut, à la question 1) est «" N
			"Yes" N "»",
			"su respuesta a la pregunta 2 (o, en su defecto, a la pregunta 1) es «Yes»",
			"a sua resposta à pergunta 2 (ou, na sua falta, à pergunta 1) for “Yes”"}},
	/* dates */
	{". <= today()", HIRED,
		{"your answer is today or earlier",
			"votre réponse est la date d’aujourd’hui ou une date antérieure",
			"su respuesta es la fecha de hoy o una anterior",
			"a sua resposta for a data de hoje ou uma data anterior"}},
	{"${hired} > date('2024-03-01')", -1,
		{"your answer to question 9 is after 1 March 2024",
			"votre réponse à la question 9 est postérieure au 1er mars 2024",
			"su respuesta a la pregunta 9 es posterior al 1 de marzo de 2024",
			"a sua resposta à pergunta 9 for posterior a 1 de março de 2024"}},
	{". >= '2020-01-15' and . <= '2024-08-31'", HIRED,
		{"your answer is between 15 January 2020 and 31 August 2024",
			"votre réponse est comprise entre le 15 janvier 2020 et le 31 août 2024",
			"su respuesta está entre el 15 de enero de 2020 y el 31 de agosto de 2024",
			"a sua resposta estiver entre 15 de janeiro de 2020 e 31 de agosto de "
			"2024"}},
	{". >= ${hired}", LEFT,
		{"your answer is the date in question 9 or later",
			"votre réponse est la date de la question 9 ou une date postérieure",
			"su respuesta es la fecha de la pregunta 9 o una posterior",
			"a sua resposta for a data da pergunta 9 ou uma data posterior"}},
	/* texts */
	{"${comment} = 'none'", -1,
		{"your answer to question 11 is “none”",
			"votre réponse à la question 11 est «" N "none" N "»",
			"su respuesta a la pregunta 11 es «none»",
			"a sua resposta à pergunta 11 for “none”"}},
	{"not(contains(., '@'))", COMMENT,
		{"your answer does not contain “@”", "votre réponse ne contient pas «" N "@" N "»",
			"su respuesta no contiene «@»", "a sua resposta não contiver “@”"}},
	{"starts-with(${comment}, 'A')", -1,
		{"your answer to question 11 begins with “A”",
			"votre réponse à la question 11 commence par «" N "A" N "»",
			"su respuesta a la pregunta 11 empieza por «A»",
			"a sua resposta à pergunta 11 começar por “A”"}},
	/* joined */
	{"${witnessed} = 'yes' and ${age} > 30", -1,
		{"you said “Yes” to question 1 and your answer to question 6 is more than 30",
			"vous avez répondu «" N "Yes" N
			"» à la question 1 et si votre réponse à la question 6 est supérieure à 30",
			"respondió «Yes» a la pregunta 1 y su respuesta a la pregunta 6 es mayor "
			"que 30",
			"respondeu “Yes” à pergunta 1 e se a sua resposta à pergunta 6 for maior que "
			"30"}},
	{"${witnessed} = 'yes' or ${reported} = 'yes' or ${comment} != ''", -1,
		{"you said “Yes” to question 1, you said “Yes” to question 2 or you answered question "
		 "11",
			"vous avez répondu «" N "Yes" N
			"» à la question 1, si vous avez répondu «" N "Yes" N
			"» à la question 2 ou si vous avez répondu à la question 11",
			"respondió «Yes» a la pregunta 1, respondió «Yes» a la pregunta 2 o "
			"respondió a la pregunta 11",
			"respondeu “Yes” à pergunta 1, se respondeu “Yes” à pergunta 2 ou se "
			"respondeu à pergunta 11"}},
	{"${witnessed} = 'yes' and ${comment} != '' or ${reported} = 'no'", -1,
		{"you said “Yes” to question 1 and you answered question 11, or you said “No” to "
		 "question 2",
			"vous avez répondu «" N "Yes" N
			"» à la question 1 et si vous avez répondu à la question 11, ou si vous avez "
			"répondu «" N "No" N "» à la question 2",
			"respondió «Yes» a la pregunta 1 y respondió a la pregunta 11, o bien respondió "
			"«No» a la pregunta 2",
			"respondeu “Yes” à pergunta 1 e se respondeu à pergunta 11, ou se respondeu "
			"“No” à pergunta 2"}},
	{"not(${witnessed} = 'yes' and ${age} > 30)", -1,
		{"you did not say “Yes” to question 1 or your answer to question 6 is not more than "
		 "30",
			"vous n’avez pas répondu «" N "Yes" N
			"» à la question 1 ou si votre réponse à la question 6 n’est pas supérieure à "
			"30",
			"no respondió «Yes» a la pregunta 1 o su respuesta a la pregunta 6 no es "
			"mayor que 30",
			"não respondeu “Yes” à pergunta 1 ou se a sua resposta à pergunta 6 não for "
			"maior que 30"}},
	{"(${reported} = 'yes' or ${reported} = 'no') and ${age} > 30", -1,
		{"you said “Yes” or “No” to question 2 and your answer to question 6 is more than 30",
			NULL, NULL, NULL}},
	{"${age} > 30 and (${witnessed} = 'yes' or ${years} > 3)", -1,
		{"your answer to question 6 is more than 30, and one of these is true: you said “Yes” "
		 "to question 1 or your answer to question 7 is more than 3",
			NULL, NULL,
			"a sua resposta à pergunta 6 for maior que 30, e se for verdadeira uma "
			"destas condições: respondeu “Yes” à pergunta 1 ou a sua resposta à pergunta "
			"7 é maior que 3"}},
	{"(${age} > 30 or ${comment} = '') and (${witnessed} = 'yes' or ${years} > 3)", -1,
		{"one of these is true: your answer to question 6 is more than 30 or you did not "
		 "answer question 11; and one of these is true: you said “Yes” to question 1 or your "
		 "answer to question 7 is more than 3",
			NULL, NULL, NULL}},
};

static void conditions_have_words(void **state)
{
	(void)state;
	struct cips_instrument *form = new_form();
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int w = 0; w < CIPS_TONGUES; w++) {
			const char *expected = cases[i].words[w];
			if (!expected)
				continue;
			const char *got = said(
				form, cases[i].text, cases[i].self, (enum cips_tongue)w, &arena);
			if (!got || strcmp(got, expected) != 0)
				fail_msg("%s: \"%s\" instead of \"%s\"", cases[i].text,
					got ? got : "(nothing)", expected);
		}
	cips_arena_release(&arena);
	cips_model_instrument_free(form);
}

static void what_has_no_words_is_left_to_the_formula(void **state)
{
	static const char *const formulas[] = {
		"true()",
		"${age}",
		"${age} + 1 > 30",
		"${age} > ${years} * 2",
		"if(${age} > 3, 'a', 'b') = 'a'",
		"${secret} = 1",
		"${grade} > 98",
		"${witnessed} = ''  and ${secret} = 1",
		"${order} = 'pay law'",
		"${help} != 'law'",
		"${hired} > '2024-13-01'",
		"${comment} > 'a'",
		"selected(${help}, ${comment})",
		"selected('a b', ${witnessed})",
		"count-selected(${help}) > 1.5 = true()",
		"count-selected(${help}) = 1.5",
		"count-selected(${help}) >= 0",
		"string-length(${help} = 'law') > 3",
		"coalesce(${age}, 3) > 5",
		"count-non-empty(${age}, ${years}) > 1",
		"${age} = 1 or (${witnessed} = 'yes' and (${comment} = '' or ${years} > 3))",
	};
	(void)state;
	struct cips_instrument *form = new_form();
	struct cips_arena arena = {0};
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		const char *got = said(form, formulas[i], CIPS_NONE, CIPS_TONGUE_EN, &arena);
		if (got)
			fail_msg("%s: \"%s\"", formulas[i], got);
	}
	struct cips_say say = {form, 0, CIPS_TONGUE_EN, NULL, CIPS_NONE};
	assert_null(cips_model_say(&say, NULL, &arena));
	cips_arena_release(&arena);
	cips_model_instrument_free(form);
}

static void codes_are_read_from_the_names_of_languages(void **state)
{
	static const struct {
		const char *written;
		const char *code;
		enum cips_tongue tongue;
	} languages[] = {
		{"English (en)", "en", CIPS_TONGUE_EN},
		{"Français (fr)", "fr", CIPS_TONGUE_FR},
		{"Español (ES)", "ES", CIPS_TONGUE_ES},
		{"Português (pt-BR)", "pt-BR", CIPS_TONGUE_PT},
		{"pt_PT", "pt-PT", CIPS_TONGUE_PT},
		{"fra", "fra", CIPS_TONGUE_EN},
		{"العربية (ar)", "ar", CIPS_TONGUE_EN},
		{"French", "", CIPS_TONGUE_EN},
		{"French (of Canada)", "", CIPS_TONGUE_EN},
		{"", "", CIPS_TONGUE_EN},
		{"x (\"><script>)", "", CIPS_TONGUE_EN},
		{"x (en-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)", "", CIPS_TONGUE_EN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		char code[CIPS_LANGUAGE_CODE];
		cips_model_language_tag(code, languages[i].written);
		assert_string_equal(code, languages[i].code);
		assert_int_equal(cips_model_tongue(languages[i].written), languages[i].tongue);
	}
	assert_string_equal(cips_model_tongue_code(CIPS_TONGUE_PT), "pt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_have_words),
		cmocka_unit_test(what_has_no_words_is_left_to_the_formula),
		cmocka_unit_test(codes_are_read_from_the_names_of_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
