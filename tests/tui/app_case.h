/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form with each kind of question, for the tests that go through the app key by key.
 */
#ifndef TESTS_TUI_APP_CASE_H
#define TESTS_TUI_APP_CASE_H

#include "drive.h"

#include <locale.h>

/* The keys, as drive_keys() takes them: ~ Enter, < F2, ^ up, _ down. */
static const char form[] =
	"| survey |\n"
	"|  | type | name | label::English (en) | label::Français (fr) | label::العربية (ar) |"
	" relevant | constraint | required |\n"
	"|  | note | hello | Hello | Bonjour | N | | | |\n"
	"|  | select_one yes_no | smokes | Smokes? | Fume ? | S | | | yes |\n"
	"|  | text | why | Why? | Pourquoi ? | W | ${smokes} = 'yes' | | |\n"
	"|  | integer | age | Age? | Âge ? | A | | . > 17 | |\n"
	"|  | select_multiple towns | seen | Seen? | Vu ? | V | | | |\n"
	"|  | rank yes_no | order | Order? | Ordre ? | O | | | |\n"
	"|  | select_one towns | town | Town? | Ville ? | T | | | |\n"
	"|  | select_one agree | a1 | One | Un | 1 | | | |\n"
	"|  | select_one agree | a2 | Two | Deux | 2 | | | |\n"
	"|  | select_one agree | a3 | Three | Trois | 3 | | | yes |\n"
	"| choices |\n"
	"|  | list_name | name | label::English (en) | label::Français (fr) | label::العربية (ar) |\n"
	"|  | yes_no | yes | Yes | Oui | Y |\n"
	"|  | yes_no | no | No | Non | N |\n"
	"|  | agree | low | Low | Bas | L |\n"
	"|  | agree | mid | Mid | Moyen | M |\n"
	"|  | agree | high | High | Haut | H |\n"
	"|  | towns | t1 | Arras | Arras | 1 |\n"
	"|  | towns | t2 | Épinal | Épinal | 2 |\n"
	"|  | towns | t3 | Lille | Lille | 3 |\n"
	"|  | towns | t4 | Lyon | Lyon | 4 |\n"
	"|  | towns | t5 | Metz | Metz | 5 |\n"
	"|  | towns | t6 | Nantes | Nantes | 6 |\n"
	"|  | towns | t7 | Paris | Paris | 7 |\n"
	"|  | towns | t8 | Reims | Reims | 8 |\n"
	"|  | towns | t9 | Rouen | Rouen | 9 |\n"
	"|  | towns | t10 | Tours | Tours | 10 |\n"
	"| settings |\n"
	"|  | form_title | form_id | default_language |\n"
	"|  | Form | form | English (en) |\n";

enum { HELLO, SMOKES, WHY, AGE, SEEN, ORDER, TOWN, A1, A2, A3 };

static struct drive d;

static inline void open_with(const struct app_options *options)
{
	drive_text(&d, form, options);
	d.facts = (struct cips_station_facts){.languages = d.facts.languages,
		.slots = 64,
		.code = "form",
		.title = "Form",
		.wave = "",
		.place = "",
		.version = ""};
	d.app.facts = d.facts;
}

static inline int open_form(void **state)
{
	(void)state;
	open_with(&(struct app_options){.resume = true, .spare = true});
	return 0;
}

static inline int close_form(void **state)
{
	(void)state;
	drive_finish(&d);
	return 0;
}

#define on_screen(name) assert_int_equal(d.app.screen, SCREEN_##name)
#define under(name) assert_int_equal(d.app.overlay, OVERLAY_##name)
#define at_item(name)                               \
	do {                                        \
		on_screen(QUESTION);                \
		assert_int_equal(d.app.item, name); \
	} while (0)

static inline void to_questions(void)
{
	drive_keys(&d, "1~");
	at_item(HELLO);
}

/* Everything that has to be answered, and the review. */
static inline void to_review(void)
{
	to_questions();
	drive_keys(&d, "~2~~~~~13");
	assert_int_equal(d.app.item, A3);
	drive_keys(&d, "2~");
	on_screen(REVIEW);
}

static inline size_t review_rows(void)
{
	size_t n;
	app_review_item(&d.app, 0, &n);
	return n;
}

static inline void to_battery(void)
{
	to_questions();
	drive_keys(&d, "~2~~~~~");
	at_item(A1);
	assert_int_equal(d.app.n_page, 3);
}

static inline int start(void **state)
{
	struct cips_err err;
	(void)state;
	setlocale(LC_CTYPE, "C.UTF-8");
	return cips_start(&err) == CIPS_OK ? 0 : -1;
}

#define WITH_FORM(test) cmocka_unit_test_setup_teardown(test, open_form, close_form)

#endif
