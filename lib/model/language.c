/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/language.h"

#include <string.h>
#include <strings.h>

struct piece {
	const char *text;
	size_t n;
};

static bool same(struct piece a, struct piece b)
{
	return a.n > 0 && a.n == b.n && strncasecmp(a.text, b.text, a.n) == 0;
}

/* Takes "Name (code)" apart; without parentheses the whole is the name and may be the code. */
static void take_apart(const char *text, struct piece *name, struct piece *code)
{
	size_t n = strlen(text);
	const char *open = strrchr(text, '(');
	*name = *code = (struct piece){text, n};
	if (!open || text[n - 1] != ')')
		return;
	*code = (struct piece){open + 1, (size_t)(text + n - 1 - (open + 1))};
	name->n = (size_t)(open - text);
	while (name->n && name->text[name->n - 1] == ' ')
		name->n--;
}

bool cips_model_language_matches(const char *written, const char *wanted)
{
	if (strcasecmp(written, wanted) == 0)
		return true;
	struct piece name_a, code_a, name_b, code_b;
	take_apart(written, &name_a, &code_a);
	take_apart(wanted, &name_b, &code_b);
	if (same(code_a, code_b))
		return true;
	bool both_whole = code_a.text != name_a.text && code_b.text != name_b.text;
	return !both_whole && same(name_a, name_b);
}

const char *cips_model_language_code(const char *written, struct cips_arena *arena)
{
	struct piece name, code;
	take_apart(written, &name, &code);
	return code.n ? cips_arena_strndup(arena, code.text, code.n)
		      : cips_arena_strdup(arena, written);
}

/* Whether `c` can stand in a code, which has two or three letters and perhaps more parts. */
static bool is_code(struct piece code)
{
	size_t letters = 0;
	for (size_t i = 0; i < code.n; i++) {
		char c = code.text[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9', joint = c == '-' || c == '_';
		if (!letter && !digit && !joint)
			return false;
		if (i == letters && letter)
			letters++;
	}
	bool ends = letters == code.n || code.text[letters] == '-' || code.text[letters] == '_';
	return code.n < CIPS_LANGUAGE_CODE && (letters == 2 || letters == 3) && ends;
}

void cips_model_language_tag(char code[CIPS_LANGUAGE_CODE], const char *written)
{
	struct piece name, found;
	take_apart(written, &name, &found);
	if (!is_code(found))
		found.n = 0;
	for (size_t i = 0; i < found.n; i++)
		code[i] = found.text[i] == '_' ? '-' : found.text[i];
	code[found.n] = '\0';
}

static const char *const tongues[CIPS_TONGUES] = {
	[CIPS_TONGUE_EN] = "en",
	[CIPS_TONGUE_FR] = "fr",
	[CIPS_TONGUE_ES] = "es",
	[CIPS_TONGUE_PT] = "pt",
};

enum cips_tongue cips_model_tongue(const char *written)
{
	char code[CIPS_LANGUAGE_CODE];
	cips_model_language_tag(code, written);
	size_t n = strcspn(code, "-");
	for (int t = 0; t < CIPS_TONGUES; t++)
		if (strlen(tongues[t]) == n && strncasecmp(tongues[t], code, n) == 0)
			return (enum cips_tongue)t;
	return CIPS_TONGUE_EN;
}

const char *cips_model_tongue_code(enum cips_tongue tongue)
{
	return tongues[tongue];
}
