/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/expr_say_words.h"

#include "base/buf.h"
#include "base/number.h"
#include "base/utf8.h"

#include <string.h>

static const char *const phrases[SAY_PHRASES][CIPS_TONGUES] = {
#define PHRASE(id, en, fr, es, pt) [SAY_##id] = {en, fr, es, pt},
#include "model/expr_say_words.def"
#undef PHRASE
};

const char *cips_say_phrase(const struct say_words *words, enum say_phrase phrase, const char *one,
	const char *two, const char *three)
{
	const char *const values[] = {one, two, three};
	struct cips_buf buf = {0};
	for (const char *p = phrases[phrase][words->tongue]; *p; p++) {
		if (*p == '%') {
			cips_buf_puts(&buf, values[*++p - '1']);
		} else if (*p == '{') {
			const char *bar = strchr(p, '|'), *end = strchr(p, '}');
			if (words->listed)
				cips_buf_add(&buf, bar + 1, (size_t)(end - bar - 1));
			else
				cips_buf_add(&buf, p + 1, (size_t)(bar - p - 1));
			p = end;
		} else {
			cips_buf_putc(&buf, *p);
		}
	}
	return cips_buf_keep(&buf, words->arena);
}

const char *cips_say_join(const struct say_words *words, const char *const *pieces, size_t n,
	enum say_phrase joint, enum say_phrase last)
{
	struct cips_buf buf = {0};
	for (size_t i = 0; i < n; i++) {
		if (i)
			cips_buf_puts(&buf, phrases[i + 1 < n ? joint : last][words->tongue]);
		cips_buf_puts(&buf, pieces[i]);
	}
	return cips_buf_keep(&buf, words->arena);
}

/* Whether the word sounds like it begins with the vowel: "Otro", "Hora"; Spanish avoids "o otro". */
static bool begins_with(const struct say_words *words, const char *label, char vowel)
{
	char *plain = cips_utf8_to_ascii(words->arena, cips_utf8_fold(words->arena, label));
	if (plain[0] == 'h')
		plain++;
	bool diphthong = vowel == 'i' && plain[0] && strchr("aeo", plain[1]);
	return plain[0] == vowel && !(diphthong && plain[1]);
}

const char *cips_say_choices(
	const struct say_words *words, const char *const *labels, size_t n, enum say_phrase last)
{
	const char **quoted = cips_arena_alloc(words->arena, n, sizeof *quoted);
	for (size_t i = 0; i < n; i++)
		quoted[i] = cips_say_phrase(words, SAY_QUOTED, labels[i], NULL, NULL);
	if (last == SAY_CHOICE_OR && begins_with(words, labels[n - 1], 'o'))
		last = SAY_CHOICE_OR_BEFORE_O;
	else if (last == SAY_CHOICE_AND && begins_with(words, labels[n - 1], 'i'))
		last = SAY_CHOICE_AND_BEFORE_I;
	return cips_say_join(
		words, quoted, n, last == SAY_CHOICE_NOR ? last : SAY_CHOICE_COMMA, last);
}

const char *cips_say_number(const struct say_words *words, double number)
{
	char text[CIPS_NUMBER_SIZE];
	cips_number_format(text, number);
	char *point = strchr(text, '.');
	if (point && words->tongue != CIPS_TONGUE_EN)
		*point = ',';
	return cips_arena_strdup(words->arena, text);
}

const char *cips_say_date(const struct say_words *words, double days)
{
	int year, month, day;
	cips_date_split((long)days, &year, &month, &day);
	const char *first = phrases[SAY_FIRST_DAY][words->tongue];
	return cips_say_phrase(words, SAY_DATE,
		day == 1 ? first : cips_arena_printf(words->arena, "%d", day),
		phrases[SAY_JANUARY + month - 1][words->tongue],
		cips_arena_printf(words->arena, "%d", year));
}
