/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Unicode Bidirectional Algorithm and the joining of Arabic letters are fribidi's; this brings
 * lines to it and back. Characters here are code points. What was in a line is wiped before a
 * function returns, for it may be an answer.
 */
#include "bidi.h"

#include <fribidi.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { MOST = 1000, FORM_BYTES = 4 };

struct line {
	FriBidiStrIndex n;
	FriBidiChar text[MOST];
	FriBidiCharType types[MOST];
	FriBidiBracketType brackets[MOST];
	FriBidiLevel levels[MOST];
	FriBidiArabicProp joining[MOST];
};

/* --- UTF-8 ---------------------------------------------------------------------------------- */

/* The bytes of the character at `text`, 0 when they are not UTF-8. */
static size_t read_character(const unsigned char *text, size_t n, FriBidiChar *out)
{
	static const FriBidiChar least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t wanted = text[0] < 0x80	   ? 1
		: (text[0] & 0xe0) == 0xc0 ? 2
		: (text[0] & 0xf0) == 0xe0 ? 3
		: (text[0] & 0xf8) == 0xf0 ? 4
					   : 0;
	if (!wanted || wanted > n)
		return 0;
	FriBidiChar c = wanted == 1 ? text[0] : text[0] & (0xffU >> (wanted + 1));
	for (size_t i = 1; i < wanted; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (text[i] & 0x3f);
	}
	if (c < least[wanted] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return wanted;
}

static size_t write_character(FriBidiChar c, char out[FORM_BYTES])
{
	static const unsigned int first[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(first[n == 1 ? 0 : n] | c);
	return n;
}

/* False for a line that is too long or no UTF-8. */
static bool read_line(struct line *line, const char *text, size_t n)
{
	line->n = 0;
	for (size_t at = 0, bytes; at < n; at += bytes) {
		if (line->n == MOST)
			return false;
		bytes = read_character(
			(const unsigned char *)text + at, n - at, &line->text[line->n]);
		if (!bytes)
			return false;
		line->n++;
	}
	fribidi_get_bidi_types(line->text, line->n, line->types);
	return true;
}

/* As it is, cut between characters. */
static size_t copy(const char *text, size_t n, char *out, size_t size)
{
	if (!size)
		return 0;
	if (n >= size) {
		n = size - 1;
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(out, text, n);
	out[n] = '\0';
	return n;
}

/* Without what shows nothing; SIZE_MAX when there is no room. */
static size_t write_line(struct line *line, char *out, size_t size)
{
	FriBidiStrIndex left = fribidi_remove_bidi_marks(line->text, line->n, NULL, NULL, NULL);
	size_t n = 0;
	for (FriBidiStrIndex i = 0; i < left; i++) {
		char bytes[FORM_BYTES];
		size_t more = write_character(line->text[i], bytes);
		if (n + more >= size)
			return SIZE_MAX;
		memcpy(out + n, bytes, more);
		n += more;
	}
	if (n < size)
		out[n] = '\0';
	return n;
}

/* --- directions ----------------------------------------------------------------------------- */

static bool anything_from_right(const struct line *line)
{
	for (FriBidiStrIndex i = 0; i < line->n; i++) {
		if (FRIBIDI_IS_RTL(line->types[i]) || line->types[i] == FRIBIDI_TYPE_AN)
			return true;
	}
	return false;
}

/* False when fribidi has no memory for it. */
static bool order(struct line *line, bool from_right)
{
	FriBidiParType direction = from_right ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
	const FriBidiFlags flags = FRIBIDI_FLAGS_DEFAULT | FRIBIDI_FLAGS_ARABIC;
	fribidi_get_bracket_types(line->text, line->n, line->types, line->brackets);
	if (!fribidi_get_par_embedding_levels_ex(
		    line->types, line->brackets, line->n, &direction, line->levels))
		return false;
	fribidi_get_joining_types(line->text, line->n, line->joining);
	fribidi_join_arabic(line->types, line->n, line->levels, line->joining);
	fribidi_shape(flags, line->levels, line->n, line->joining, line->text);
	return fribidi_reorder_line(flags, line->types, line->n, 0, direction, line->levels,
		       line->text, NULL) != 0;
}

size_t bidi_line(const char *text, size_t n, bool from_right, char *out, size_t size)
{
	struct line line;
	size_t written = SIZE_MAX;
	if (read_line(&line, text, n) && anything_from_right(&line) && order(&line, from_right))
		written = write_line(&line, out, size);
	explicit_bzero(&line, sizeof line);
	return written == SIZE_MAX ? copy(text, n, out, size) : written;
}

bool bidi_from_right(const char *text, size_t n)
{
	for (size_t at = 0, bytes; at < n; at += bytes) {
		FriBidiChar c;
		bytes = read_character((const unsigned char *)text + at, n - at, &c);
		if (!bytes)
			return false;
		FriBidiCharType type = fribidi_get_bidi_type(c);
		if (FRIBIDI_IS_LETTER(type))
			return FRIBIDI_IS_RTL(type);
	}
	return false;
}

/* --- languages ------------------------------------------------------------------------------ */

static const char *const scripts[] = {"Arab", "Aran", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm"};
static const char *const languages[] = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ps",
	"sd", "syr", "ug", "ur", "yi", "nqo"};

static bool is_one_of(const char *part, size_t n, const char *const *list, size_t n_list)
{
	for (size_t i = 0; i < n_list; i++) {
		if (strlen(list[i]) == n && strncasecmp(list[i], part, n) == 0)
			return true;
	}
	return false;
}

/* A script that is named (four letters: "az-Arab", "ar-Latn") decides. */
bool bidi_language(const char *tag)
{
	size_t n = strcspn(tag, "-_");
	bool from_right = is_one_of(tag, n, languages, sizeof languages / sizeof *languages);
	for (const char *part = tag + n; *part; part += n) {
		part++;
		n = strcspn(part, "-_");
		if (n == 4 && (part[0] < '0' || part[0] > '9'))
			return is_one_of(part, n, scripts, sizeof scripts / sizeof *scripts);
	}
	return from_right;
}
