/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/scale_words.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	bool valenced;
} families[] = {
#define FAMILY(id, name, valenced) {name, valenced},
#include "forms/scale_words.def"
};

static const struct {
	enum scale_family family;
	int rank;
	const char *texts;
} ranks[] = {
#define RANK(family, rank, texts) {SCALE_##family, rank, texts},
#include "forms/scale_words.def"
};

struct missing {
	enum cips_missing kind;
	bool sure;
	const char *texts;
};

static const struct missing labels[] = {
#define MISSING(kind, texts) {CIPS_MISSING_##kind, true, texts},
#define MAYBE(kind, texts) {CIPS_MISSING_##kind, false, texts},
#include "forms/scale_words.def"
};

static const struct missing names[] = {
#define MISSING_NAME(kind, texts) {CIPS_MISSING_##kind, true, texts},
#define MAYBE_NAME(kind, texts) {CIPS_MISSING_##kind, false, texts},
#include "forms/scale_words.def"
};

const char *forms_family_name(enum scale_family family)
{
	return families[family].name;
}

bool forms_family_valenced(enum scale_family family)
{
	return families[family].valenced;
}

/*
 * The bytes of an ending for another gender or number at `p`, as in satisfait(e), bon(ne),
 * satisfecho/a, content.e; 0 when there is none. Short words are left alone: n/a.
 */
static size_t ending(const char *start, const char *p)
{
	static const char *const endings[] = {"ne", "es", "as", "os", "e", "a", "o", "s"};
	if (!strchr("(/.", *p) || p - start < 3 || !isalpha((unsigned char)p[-1]) ||
		!isalpha((unsigned char)p[-2]) || !isalpha((unsigned char)p[-3]))
		return 0;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);
		if (strncmp(p + 1, endings[i], n) == 0 && !isalnum((unsigned char)p[1 + n]))
			return 1 + n;
	}
	return 0;
}

/* What stands in front of an answer and does not change it. */
static const char *without_front(const char *plain)
{
	static const char *const fronts[] = {"i ", "je suis ", "estoy ", "estou "};
	size_t digits = strspn(plain, "0123456789");
	if (digits && plain[digits] == ' ')
		plain += digits + 1;
	for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
		if (strncmp(plain, fronts[i], strlen(fronts[i])) == 0)
			return plain + strlen(fronts[i]);
	return plain;
}

const char *forms_plain_label(struct cips_arena *arena, const char *label)
{
	const char *folded = cips_utf8_to_ascii(arena, cips_utf8_fold(arena, label));
	char *text = cips_arena_strdup(arena, folded), *out = text;
	for (const char *p = folded; *p;) {
		size_t skipped = ending(folded, p);
		bool letter = isalnum((unsigned char)*p);
		if (!skipped && letter)
			*out++ = *p;
		else if (!skipped && out > text && out[-1] != ' ')
			*out++ = ' ';
		p += skipped ? skipped : 1;
	}
	while (out > text && out[-1] == ' ')
		out--;
	*out = '\0';
	return without_front(text);
}

/* Whether one of the texts, which are parted by |, is the one that is looked for. */
static bool is_among(
	const char *texts, const char *wanted, bool (*same)(const char *, const char *, size_t))
{
	for (;;) {
		size_t n = strcspn(texts, "|");
		if (same(wanted, texts, n))
			return true;
		if (!texts[n])
			return false;
		texts += n + 1;
	}
}

static bool same_text(const char *wanted, const char *text, size_t n)
{
	return strncmp(wanted, text, n) == 0 && !wanted[n];
}

bool forms_label_rank(enum scale_family family, const char *plain, int *rank)
{
	for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
		if (ranks[i].family != family || !is_among(ranks[i].texts, plain, same_text))
			continue;
		*rank = ranks[i].rank;
		return true;
	}
	return false;
}

enum cips_missing forms_label_missing(const char *plain, bool likely)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if ((likely || labels[i].sure) && is_among(labels[i].texts, plain, same_text))
			return labels[i].kind;
	return CIPS_SUBSTANTIVE;
}

static bool same_name(const char *name, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (tolower((unsigned char)name[i]) != text[i] &&
			!(name[i] == '-' && text[i] == '_'))
			return false;
	return name[n] == '\0';
}

enum cips_missing forms_name_missing(const char *name, bool likely)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if ((likely || names[i].sure) && is_among(names[i].texts, name, same_name))
			return names[i].kind;
	return CIPS_SUBSTANTIVE;
}

bool forms_name_maybe_missing(const char *name)
{
	static const char *const maybe[] = {"dk", "na", "n_a", "ns", "nc", "nr", "nsnc", "nsnr",
		"ref", "rf", "88", "97", "98", "99", "888", "997", "998", "999", "-88", "-97",
		"-98", "-99", "-888", "-999"};
	for (size_t i = 0; i < sizeof maybe / sizeof *maybe; i++)
		if (same_name(name, maybe[i], strlen(maybe[i])))
			return true;
	return false;
}
