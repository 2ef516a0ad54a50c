/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help.h"

/* Everything that an instrument can hold. */
static const char everything[] =
	"| survey |\n"
	"| | type | name | label::English (en) | label::French (fr) | hint::French (fr) | "
	"guidance_hint::English (en) | required | required_message::English (en) | relevant | "
	"constraint | constraint_message::English (en) | calculation | default | choice_filter | "
	"parameters | appearance | read_only | bind::cips:factor | bind::cips:polarity | "
	"bind::cips:indicator | bind::cips:use | bind::cips:sensitive |\n"
	"| | begin group | g | G | G | | | | | | | | | | | | field-list |\n"
	"| | select_one_from_file units.csv | u | U | U | | | | | | | | | | | value=unit "
	"label=name | minimal | | | | | unit |\n"
	"| | select_one yn | a | A \\| B | Été | indice | guide | yes | needed | | | | | y | | | | "
	"| LEAD | - | lead_1 | | yes |\n"
	"| | end group |\n"
	"| | begin group | empty | E | E | | | | | 1 = 1 |\n"
	"| | end group |\n"
	"| | begin group | h | H | H | | | | | ${a} = 'y' |\n"
	"| | begin group | i | I | I |\n"
	"| | select_multiple yn or_other | b | Line\u2028break | B | | | ${a} = 'n' |\n"
	"| | end group |\n"
	"| | end group |\n"
	"| | range | r | R | R | | | | | | | | | 1.5 | | start=0 end=2 step=0.5 | | | OWN |\n"
	"| | acknowledge | k | K | K |\n"
	"| | rank yn | o | O | O |\n"
	"| | integer | n | N | N | | | | | | . >= 0 and . < 120 | no |\n"
	"| | decimal | w | W | W | | | | | | | | | | | | | yes | | | | weight |\n"
	"| | date | d | D | D | | | | | | . <= today() | | | 2024-01-31 |\n"
	"| | calculate | c | | | | | | | | | | ${n} * 2 |\n"
	"| | hidden | hid | | | | | | | | | | | x |\n"
	"| | select_one area | t | T | T | | | | | | | | | | zone = ${a} |\n"
	"| | text | x | X | X | | | | | | regex(., '[a-z]+\\|\\d+') |\n"
	"| | note | z | Z | Z |\n"
	"| choices |\n"
	"| | list_name | name | label::English (en) | label::French (fr) | score | missing | positive "
	"| zone |\n"
	"| | yn | y | Yes | Oui | 1 | | no |\n"
	"| | area | p | P | P | | | | y |\n"
	"| | yn | n | No | Non | 2.50 | | yes |\n"
	"| | yn | dk | Don't know | Ne sait pas | | dont_know |\n"
	"| | spare | s | S | S |\n"
	"| factors |\n| | factor | label::English (en) | label::French (fr) |\n"
	"| | OWN | Ours | Notre |\n| | ALSO | Also | Aussi |\n"
	"| settings |\n| | form_id | form_title | version | default_language | namespaces |\n"
	"| | all | All \\| of it | 7 | French (fr) | cips=\"https://example.org/cips\" |\n";

/* The canonical text of `form` after `rounds` rounds of writing and reading. */
static char *rounds(const char *form, int n)
{
	struct cips_err err = {0};
	struct cips_instrument *instrument = load_md(form, NULL);
	assert_non_null(instrument);
	char *text = canonical(instrument);
	cips_model_instrument_free(instrument);
	for (int i = 0; i < n; i++) {
		if (cips_forms_reload(text, &instrument, &err))
			fail_msg("%s", err.text);
		free(text);
		text = canonical(instrument);
		cips_model_instrument_free(instrument);
	}
	return text;
}

static void writing_what_was_read_changes_nothing(void **state)
{
	(void)state;
	static const char *const forms[] = {
		everything,
		"| survey |\n| | type | name | label |\n| | text | a | A |\n" SETTINGS,
		"| survey |\n| | type | name | label | label::French (fr) |\n| | text | a | | A |\n" SETTINGS,
		"| survey |\n| | type | name | hint::Z (zz) | label::A (aa) |\n"
		"| | text | a | H | A |\n" SETTINGS,
		"| survey |\n| | type | name | label::A (aa) | hint::Z (zz) |\n"
		"| | text | a | A | |\n" SETTINGS,
		"| survey |\n| | type | name | label |\n| | begin group | a | A |\n"
		"| | begin group | b | B |\n| | end group |\n| | text | t | T |\n"
		"| | begin group | c | C |\n| | end group |\n| | end group |\n"
		"| | begin group | d | D |\n| | end group |\n" SETTINGS,
		"| survey |\n| | type | name | label |\n| | begin group | a | A |\n"
		"| | select_one - or_other | t | T |\n| | end group |\n"
		"| | begin group | b | B |\n| | text | u | U |\n| | end group |\n"
		"| choices |\n| | list_name | name | label |\n| | - | - | - |\n"
		"| | - | other | Something else |\n| | - | \\| | - |\n" SETTINGS,
	};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		char *once = rounds(forms[i], 0), *again = rounds(forms[i], 2);
		assert_string_equal(once, again);
		free(once);
		free(again);
	}
}

/* What the instrument holds is the same before and after, not only its text. */
static void everything_is_kept(void **state)
{
	(void)state;
	struct cips_err err = {0};
	struct cips_instrument *a = load_md(everything, NULL), *b = NULL;
	char *text = canonical(a);
	assert_int_equal(cips_forms_reload(text, &b, &err), CIPS_OK);
	assert_int_equal(a->n_items, b->n_items);
	assert_int_equal(a->n_groups, b->n_groups);
	assert_int_equal(a->n_lists, b->n_lists);
	assert_int_equal(a->n_factors, b->n_factors);
	assert_int_equal(a->n_languages, b->n_languages);
	assert_int_equal(a->n_attributes, b->n_attributes);
	assert_int_equal(a->record_size, b->record_size);
	assert_string_equal(a->version, b->version);
	for (size_t i = 0; i < a->n_items; i++) {
		const struct cips_item *x = &a->items[i], *y = &b->items[i];
		assert_string_equal(x->name, y->name);
		assert_int_equal(x->type, y->type);
		assert_int_equal(x->group, y->group);
		assert_int_equal(x->factor, y->factor);
		assert_int_equal(x->negative, y->negative);
		assert_int_equal(x->use, y->use);
		assert_int_equal(x->sensitive, y->sensitive);
		assert_int_equal(x->read_only, y->read_only);
		assert_int_equal(x->or_other, y->or_other);
		assert_string_equal(x->indicator, y->indicator);
		assert_string_equal(x->default_value, y->default_value);
		assert_string_equal(x->parameters, y->parameters);
		assert_string_equal(x->appearance, y->appearance);
		assert_string_equal(x->required_text, y->required_text);
		assert_string_equal(x->relevant_text, y->relevant_text);
		assert_string_equal(x->constraint_text, y->constraint_text);
		assert_string_equal(x->calculation_text, y->calculation_text);
		assert_string_equal(x->choice_filter_text, y->choice_filter_text);
		assert_int_equal(x->list, y->list);
	}
	for (size_t i = 0; i < a->n_groups; i++) {
		assert_int_equal(a->groups[i].first_item, b->groups[i].first_item);
		assert_int_equal(a->groups[i].end_item, b->groups[i].end_item);
		assert_int_equal(a->groups[i].parent, b->groups[i].parent);
	}
	assert_string_equal(item(b, "b")->label.by_language[1], "Line\nbreak");
	assert_string_equal(item(b, "x")->constraint_text, "regex(., '[a-z]+|\\d+')");
	free(text);
	cips_model_instrument_free(a);
	cips_model_instrument_free(b);
}

/* The text of a small form, byte for byte: survey files hold it, so it must not change. */
static void the_text_is_fixed(void **state)
{
	(void)state;
	char *text = rounds(
		"| survey |\n| | name | type | label::English (en) | bind::cips:factor |\n"
		"| | a | select one  yn or other | Is \\| it? | |\n"
		"| | b | select_one yn | B | CODE |\n| | r | range | R | |\n"
		"| choices |\n| | name | list name | label::English (en) |\n| | y | yn | Yes |\n"
		"| | n | yn | No |\n"
		"| settings |\n| | form_id | namespaces |\n| | f | cips=\"https://example.org/cips\" "
		"|\n",
		0);
	assert_string_equal(text,
		"| survey |\n"
		"|  | type | name | label::English (en) | parameters | bind::cips:factor |\n"
		"|  | select_one yn or_other | a | Is \\| it? |  |  |\n"
		"|  | select_one yn | b | B |  | CODE |\n"
		"|  | range | r | R | start=1 end=10 step=1 |  |\n"
		"\n"
		"| choices |\n"
		"|  | list_name | name | label::English (en) |\n"
		"|  | yn | y | Yes |\n"
		"|  | yn | n | No |\n"
		"\n"
		"| factors |\n"
		"|  | factor | label::English (en) |\n"
		"|  | CODE | Code of Conduct |\n"
		"\n"
		"| settings |\n"
		"|  | form_title | form_id | default_language | namespaces |\n"
		"|  | f | f | English (en) | cips=\"https://example.org/cips\" |\n");
	free(text);
}

static void a_damaged_text_is_an_error(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "nothing", "| survey |\n",
		"| survey |\n| | type | name | label |\n| | text | a | A |\n", "| survey |\n\xFF"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct cips_err err = {0};
		struct cips_instrument *instrument = NULL;
		assert_int_equal(cips_forms_reload(texts[i], &instrument, &err), CIPS_INTEGRITY);
		assert_null(instrument);
		assert_true(*err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writing_what_was_read_changes_nothing),
		cmocka_unit_test(everything_is_kept),
		cmocka_unit_test(the_text_is_fixed),
		cmocka_unit_test(a_damaged_text_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
