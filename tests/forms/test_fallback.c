/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which language is shown where one has no text: what a form declares, and what holds without.
 */
#include "help.h"

#define SURVEY                                                                           \
	"| survey |\n| | type | name | label::English (en) | label::Español (es) | "    \
	"label::Français (fr) | label::Português, Brasil (pt-BR) |\n"                  \
	"| | text | all | en | es | fr | pt |\n| | text | no_pt | en | es | fr | |\n"    \
	"| | text | only_fr | | | fr | |\n| | text | en_fr | en | | fr | |\n| | text | " \
	"es_pt | | es | | pt |\n"
#define SETTINGS_WITH(chain)                                                                            \
	"| settings |\n| | form_id | default_language | cips:fallback |\n| | f | English (en) | " chain \
	" |\n"

/* What a reader of the language is shown of an item. */
static const char *shown(
	const struct cips_instrument *instrument, const char *language, const char *name)
{
	int l = cips_model_language(instrument, language);
	assert_int_not_equal(l, CIPS_NONE);
	return cips_model_text(instrument, &item(instrument, name)->label, (size_t)l);
}

struct shown_case {
	const char *language, *item, *declared, *without;
};

static void a_chain_is_followed_then_the_default(void **state)
{
	static const struct shown_case cases[] = {
		{"pt-BR", "all", "pt", "pt"},
		{"pt-BR", "no_pt", "es", "en"},
		{"pt-BR", "only_fr", "fr", "fr"},
		{"pt-BR", "en_fr", "fr", "en"},
		{"es", "only_fr", "fr", "fr"},
		{"es", "en_fr", "en", "en"}, /* a chain is of one language only */
		{"fr", "es_pt", "pt", "es"},
		{"en", "es_pt", "es", "es"},
	};
	(void)state;
	struct cips_instrument *declared =
		load_md(SURVEY SETTINGS_WITH("pt-BR > es > Français, fr>pt-BR"), NULL);
	struct cips_instrument *without = load_md(SURVEY SETTINGS_WITH(""), NULL);
	assert_null(without->fallback);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct shown_case *c = &cases[i];
		assert_string_equal(shown(declared, c->language, c->item), c->declared);
		assert_string_equal(shown(without, c->language, c->item), c->without);
	}
	cips_model_instrument_free(declared);
	cips_model_instrument_free(without);
}

static void a_text_that_is_blank_is_none(void **state)
{
	(void)state;
	const char *blank[] = {"", NULL, "fr", ""};
	struct cips_text text = {blank};
	struct cips_instrument *instrument = load_md(SURVEY SETTINGS_WITH("es > pt-BR"), NULL);
	assert_string_equal(cips_model_text(instrument, &text, 0), "fr");
	assert_string_equal(cips_model_text(instrument, &text, 1), "fr");
	assert_int_equal(cips_model_shown_language(instrument, &text, 1), 2);
	blank[2] = "";
	assert_int_equal(cips_model_shown_language(instrument, &text, 1), CIPS_NONE);
	assert_string_equal(cips_model_text(instrument, &text, 1), "");
	cips_model_instrument_free(instrument);
}

static void the_canonical_text_keeps_it(void **state)
{
	(void)state;
	struct cips_instrument *instrument =
		load_md(SURVEY SETTINGS_WITH("  FR >pt-br;\u2028 pt-BR>es >Français (fr), "), NULL);
	char *once = canonical(instrument), *twice;
	cips_model_instrument_free(instrument);
	const char *wanted = "| Français (fr) > pt-BR, pt-BR > Español (es) > Français (fr) |";
	if (!strstr(once, wanted))
		fail_msg("%s", once);
	instrument = load_md(once, NULL);
	twice = canonical(instrument);
	assert_string_equal(once, twice);
	assert_string_equal(shown(instrument, "fr", "es_pt"), "pt");
	cips_model_instrument_free(instrument);
	free(once);
	free(twice);
}

static void without_it_the_canonical_text_has_no_column_for_it(void **state)
{
	(void)state;
	struct cips_instrument *instrument = load_md(SURVEY SETTINGS_WITH(""), NULL);
	char *text = canonical(instrument);
	assert_null(strstr(text, "fallback"));
	cips_model_instrument_free(instrument);
	free(text);
}

static void faults_are_told_at_the_cell(void **state)
{
	static const struct {
		const char *chain, *code, *text, *hint;
		size_t errors;
	} cases[] = {
		{"de > en", "language-unknown", "\"de\"", "Français (fr)", 1},
		{"de > it, fr > ru > en", "language-unknown", "\"de\"", "English (en)", 3},
		{"fr > en > fr", "fallback-cycle", "Français (fr)", "once", 1},
		{"fr > fr", "fallback-cycle", "Français (fr)", "once", 1},
		{"fr > en > es > en", "fallback-cycle", "English (en)", "once", 1},
		{"fr > en, pt-BR > es, Français > es", "fallback-duplicate", "Français (fr)", "one",
			1},
		{"fr", "fallback-syntax", "none behind", "fr > en", 1},
		{"fr > > en", "fallback-syntax", "beside", "fr > en", 1},
		{"> en", "fallback-syntax", "beside", "fr > en", 1},
		{"fr > en >", "fallback-syntax", "beside", "fr > en", 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char form[2000];
		struct cips_findings findings = {0};
		snprintf(form, sizeof form, SURVEY SETTINGS_WITH("%s"), cases[i].chain);
		assert_null(load_md(form, &findings));
		const struct cips_finding *f = finding(&findings, cases[i].code);
		if (!f || findings.errors != cases[i].errors || !strstr(f->text, cases[i].text) ||
			!strstr(f->hint, cases[i].hint)) {
			print_findings(&findings);
			fail_msg("%s", cases[i].chain);
		}
		assert_string_equal(f->sheet, "settings");
		assert_int_equal(f->line, 10);
		assert_int_equal(f->column, 3);
		cips_findings_release(&findings);
	}
}

static void a_missing_translation_says_what_is_shown(void **state)
{
	(void)state;
	struct cips_findings findings = {0};
	struct cips_instrument *instrument = load_md(SURVEY SETTINGS_WITH("pt-BR > es"), &findings);
	const struct cips_finding *f = finding(&findings, "translation-missing");
	assert_non_null(f);
	assert_string_equal(f->item, "no_pt");
	assert_string_equal(f->hint, "translate it; until then Español (es) is shown");
	cips_model_instrument_free(instrument);
	cips_findings_release(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_is_followed_then_the_default),
		cmocka_unit_test(a_text_that_is_blank_is_none),
		cmocka_unit_test(the_canonical_text_keeps_it),
		cmocka_unit_test(without_it_the_canonical_text_has_no_column_for_it),
		cmocka_unit_test(faults_are_told_at_the_cell),
		cmocka_unit_test(a_missing_translation_says_what_is_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
