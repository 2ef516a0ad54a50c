/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The catalogues say all that words.def says, with the same places to fill, in few enough words.
 */
#include "check.h"

#include "words.h"

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *id;
	const char *text;
} messages[SAYS] = {
#define SAY(id, text) {#id, text},
#include "words.def"
#undef SAY
};

static const enum tongue others[] = {TONGUE_FR, TONGUE_ES, TONGUE_PT};

enum { OTHERS = sizeof others / sizeof *others };

/* --- the files ------------------------------------------------------------------------------ */

/* The strings in quotes of one message part, put together and with \" and \n undone. */
static void unquote(const char **p, char *out)
{
	for (;;) {
		while (**p == ' ' || **p == '\n')
			++*p;
		if (**p != '"')
			break;
		for (++*p; **p != '"'; ++*p) {
			if (**p == '\\')
				++*p;
			*out++ = **p;
		}
		++*p;
	}
	*out = '\0';
}

static char *read_po(enum tongue tongue)
{
	char path[512];
	snprintf(path, sizeof path, SOURCE_DIR "/tui/po/%s.po", words_tag(tongue));
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	char *text = calloc(1, 1 << 18);
	size_t n = fread(text, 1, (1 << 18) - 1, in);
	assert_true(n > 0 && n < (1 << 18) - 1);
	fclose(in);
	return text;
}

/* How often each place {1}..{9} is there. */
static void places(const char *text, int counts[10])
{
	memset(counts, 0, 10 * sizeof *counts);
	for (; *text; text++)
		if (text[0] == '{' && text[1] >= '1' && text[1] <= '9' && text[2] == '}')
			counts[text[1] - '0']++;
}

static void same_places(const char *id, const char *english, const char *other)
{
	int a[10], b[10];
	places(english, a);
	places(other, b);
	if (memcmp(a, b, sizeof a) != 0)
		fail_msg("%s: other places to fill: %s", id, other);
}

static void catalogues_are_complete(void **state)
{
	(void)state;
	for (int i = 0; i < OTHERS; i++) {
		char id[256], english[2048], other[2048];
		char *po = read_po(others[i]);
		const char *p = strstr(po, "\nmsgctxt ");
		assert_null(strstr(po, "#, fuzzy"));
		assert_null(strstr(po, "#~"));
		for (int m = 0; m < SAYS; m++) {
			if (!p)
				fail_msg("%s: %s is missing", words_tag(others[i]), messages[m].id);
			p += strlen("\nmsgctxt ");
			unquote(&p, id);
			assert_memory_equal(p, "msgid ", 6);
			p += 6;
			unquote(&p, english);
			assert_memory_equal(p, "msgstr ", 7);
			p += 7;
			unquote(&p, other);
			if (strcmp(id, messages[m].id) != 0)
				fail_msg("%s: %s stands where %s belongs", words_tag(others[i]), id,
					messages[m].id);
			assert_string_equal(english, messages[m].text);
			if (!*other)
				fail_msg("%s: %s is empty", words_tag(others[i]), id);
			same_places(id, english, other);
			p = strstr(p - 1, "\nmsgctxt ");
		}
		assert_null(p);
		free(po);
	}
}

/* --- what is read of them -------------------------------------------------------------------- */

/* Messages that are the same in another tongue because the word is. */
static bool may_be_same(const char *id)
{
	static const char *const ids[] = {"KEY_PAUSE", "KEY_MENU", "KEY_NO", "HEAD_LANGUAGES",
		"CAP_ENTER", "CAP_DELETE", "CAP_ESCAPE", "CAP_ERASE", "QUESTION"};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (strcmp(id, ids[i]) == 0)
			return true;
	return false;
}

/* In whatever locale the machine has; Debian without any package of locales has C.UTF-8. */
static void reads_in_any_locale(void **state)
{
	(void)state;
	static const char *const locales[] = {"C", "C.UTF-8"};
	for (size_t l = 0; l < sizeof locales / sizeof *locales; l++) {
		assert_non_null(setlocale(LC_ALL, locales[l]));
		setenv("LANGUAGE", "de", 1);
		words_load(LOCALE);
		assert_string_equal(getenv("LANGUAGE"), "de");
		assert_string_equal(setlocale(LC_MESSAGES, NULL), locales[l]);
		for (int m = 0; m < SAYS; m++)
			for (int i = 0; i < OTHERS; i++) {
				const char *said = words_say(others[i], (enum say)m);
				if (strcmp(said, messages[m].text) == 0 &&
					!may_be_same(messages[m].id))
					fail_msg("%s: %s is English", words_tag(others[i]),
						messages[m].id);
				same_places(messages[m].id, messages[m].text, said);
			}
		assert_string_equal(words_say(TONGUE_FR, SAY_KEY_HELP), "Aide");
		assert_string_equal(words_say(TONGUE_ES, SAY_KEY_HELP), "Ayuda");
		assert_string_equal(words_say(TONGUE_PT, SAY_KEY_HELP), "Ajuda");
		assert_string_equal(words_say(TONGUE_EN, SAY_KEY_HELP), "Help");
	}
}

/* French puts a blank before these signs, and no line may begin with one. */
static void french_signs_stay_with_their_word(void **state)
{
	(void)state;
	static const char *const torn[] = {" :", " ;", " ?", " !", " »", "« "};
	for (int m = 0; m < SAYS; m++)
		for (size_t i = 0; i < sizeof torn / sizeof *torn; i++)
			if (strstr(words_say(TONGUE_FR, (enum say)m), torn[i]))
				fail_msg(
					"%s: an ordinary blank in \"%s\"", messages[m].id, torn[i]);
}

static void without_catalogues_it_is_english(void **state)
{
	(void)state;
	words_load("/nowhere");
	assert_string_equal(words_say(TONGUE_FR, SAY_KEY_HELP), "Help");
	words_load(LOCALE);
	assert_string_equal(words_say(TONGUE_FR, SAY_KEY_HELP), "Aide");
}

/* --- how long they are ----------------------------------------------------------------------- */

static int words_in(const char *text)
{
	int count = 0;
	for (bool inside = false; *text; text++) {
		/* A sign between blanks, as in French before a colon, is no word. */
		bool blank = *text == ' ' || *text == '\n' || *text == '\'';
		bool sign = !inside && strchr(":;?!", *text);
		count += !blank && !sign && !inside;
		inside = !blank && !sign;
	}
	return count;
}

/* The trust screen: at most 60 words with either kind of keys, and no long sentence. */
static void trust_is_short(void **state)
{
	(void)state;
	static const enum say parts[] = {SAY_TRUST_STORED, SAY_TRUST_NOT, SAY_TRUST_WHO,
		SAY_TRUST_SKIP, SAY_TRUST_DETAILS, SAY_LINE_ENTER};
	for (int t = 0; t < TONGUES; t++) {
		int all = words_in(words_say((enum tongue)t, SAY_HEAD_TRUST));
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
			int n = words_in(words_say((enum tongue)t, parts[i]));
			assert_in_range(n, 1, 22);
			all += n;
		}
		int two = all + words_in(words_say((enum tongue)t, SAY_TRUST_WHO_TWO)) -
			words_in(words_say((enum tongue)t, SAY_TRUST_WHO));
		if (all > 60 || two > 60)
			fail_msg("%s: %d words, %d with two keys", words_tag((enum tongue)t), all,
				two);
		/* one sentence more, where tokens are asked for */
		assert_in_range(words_in(words_say((enum tongue)t, SAY_TRUST_TOKEN)), 1, 15);
	}
}

/* --- small things ---------------------------------------------------------------------------- */

static void fills(void **state)
{
	(void)state;
	char text[64];
	assert_string_equal(
		words_fill(text, sizeof text, TONGUE_EN, SAY_QUESTION, "12", "48", NULL),
		"Question 12 of 48");
	assert_string_equal(words_fill(text, sizeof text, TONGUE_FR, SAY_ANSWER, "{2}%s", NULL),
		"Votre réponse : {2}%s");
	assert_string_equal(words_fill(text, sizeof text, TONGUE_EN, SAY_QUESTION, "12", NULL),
		"Question 12 of ");
	/* Cut at a character: "é" of "réponse" is two bytes. */
	assert_string_equal(words_fill(text, 9, TONGUE_FR, SAY_ANSWER, "x", NULL), "Votre r");
	assert_string_equal(words_fill(text, 1, TONGUE_FR, SAY_ANSWER, "x", NULL), "");
}

static void names_languages(void **state)
{
	(void)state;
	assert_int_equal(words_tongue("fr"), TONGUE_FR);
	assert_int_equal(words_tongue("pt-BR"), TONGUE_PT);
	assert_int_equal(words_tongue("PT_br"), TONGUE_PT);
	assert_int_equal(words_tongue("fry"), TONGUE_EN);
	assert_int_equal(words_tongue(""), TONGUE_EN);
	assert_string_equal(words_autonym("fr"), "Français");
	assert_string_equal(words_autonym("ar-DZ"), "العربية");
	assert_null(words_autonym("xx"));
	assert_null(words_autonym(""));
	for (int t = 0; t < TONGUES; t++)
		assert_int_equal(words_tongue(words_tag((enum tongue)t)), t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(catalogues_are_complete),
		cmocka_unit_test(reads_in_any_locale),
		cmocka_unit_test(french_signs_stay_with_their_word),
		cmocka_unit_test(without_catalogues_it_is_english),
		cmocka_unit_test(trust_is_short),
		cmocka_unit_test(fills),
		cmocka_unit_test(names_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
