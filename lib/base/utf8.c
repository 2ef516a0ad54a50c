/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include "base/buf.h"
#include "base/err.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Reads one character at text[*i]; returns -1 (and steps one byte) where it is not UTF-8. */
static utf8proc_int32_t next_char(const char *text, size_t n, size_t *i)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t step = utf8proc_iterate(
		(const utf8proc_uint8_t *)text + *i, (utf8proc_ssize_t)(n - *i), &c);
	if (step <= 0) {
		*i += 1;
		return -1;
	}
	*i += (size_t)step;
	return c;
}

size_t cips_utf8_check(const char *text, size_t n)
{
	size_t i = 0;
	while (i < n) {
		if ((unsigned char)text[i] < 0x80) {
			i++;
			continue;
		}
		size_t start = i;
		if (next_char(text, n, &i) < 0)
			return start;
	}
	return n;
}

size_t cips_utf8_length(const char *text, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
}

static bool is_blank(utf8proc_int32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 ||
		utf8proc_category(c) == UTF8PROC_CATEGORY_ZS;
}

/* Trims, and makes each run of white space one blank, in place. */
static void squeeze(char *text)
{
	size_t n = strlen(text), out = 0;
	bool blank = true;
	for (size_t i = 0; i < n;) {
		size_t start = i;
		if (is_blank(next_char(text, n, &i))) {
			if (!blank)
				text[out++] = ' ';
			blank = true;
			continue;
		}
		memmove(text + out, text + start, i - start);
		out += i - start;
		blank = false;
	}
	while (out && text[out - 1] == ' ')
		out--;
	text[out] = '\0';
}

static char *map(struct cips_arena *arena, const char *text, utf8proc_option_t options)
{
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped,
		UTF8PROC_NULLTERM | UTF8PROC_STABLE | options);
	if (n == UTF8PROC_ERROR_NOMEM)
		cips_out_of_memory(strlen(text));
	char *copy = n < 0 ? cips_arena_strdup(arena, text)
			   : cips_arena_strndup(arena, (const char *)mapped, (size_t)n);
	free(mapped);
	return copy;
}

char *cips_utf8_normalize(struct cips_arena *arena, const char *text)
{
	char *copy = map(arena, text, UTF8PROC_COMPOSE);
	squeeze(copy);
	return copy;
}

char *cips_utf8_fold(struct cips_arena *arena, const char *text)
{
	char *copy = map(arena, text, UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
	squeeze(copy);
	return copy;
}

/* Signs that are read aloud. */
static bool is_word_sign(utf8proc_int32_t c)
{
	return c == '%' || c == 0x2030 || c == '&';
}

/* Punctuation, separators and controls: what stands between words. */
static bool is_between_words(utf8proc_int32_t c)
{
	if (c < 0 || is_word_sign(c))
		return false;
	utf8proc_category_t category = utf8proc_category(c);
	return (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO) ||
		(category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_CF);
}

static bool is_digit(utf8proc_int32_t c)
{
	return c >= 0 && utf8proc_category(c) == UTF8PROC_CATEGORY_ND;
}

/* What becomes of `n` bytes between two digits: the sign of a number, else a blank. */
static char between_digits(const char *gap, size_t n)
{
	return n == 1 && strchr(".,:/", *gap) ? *gap : ' ';
}

char *cips_utf8_essence(struct cips_arena *arena, const char *text)
{
	char *copy = map(arena, text,
		UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	size_t n = strlen(copy), out = 0, gap = 0;
	bool digit = false;
	for (size_t i = 0; i < n;) {
		size_t start = i;
		utf8proc_int32_t c = next_char(copy, n, &i);
		if (is_between_words(c))
			continue;
		if (digit && is_digit(c) && start > gap)
			copy[out++] = between_digits(copy + gap, start - gap);
		memmove(copy + out, copy + start, i - start);
		out += i - start;
		gap = i;
		digit = is_digit(c);
	}
	copy[out] = '\0';
	return copy;
}

/*
 * The vowels and final consonants of Hangul, which terminals write into the syllable before them.
 */
static bool is_syllable_part(utf8proc_int32_t c)
{
	return (c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FF);
}

static size_t char_width(utf8proc_int32_t c)
{
	if (c >= ' ' && c < 0x7f)
		return 1; /* most of all text, and faster than the tables */
	if (is_syllable_part(c))
		return 0;
	if (c >= 0 && utf8proc_category(c) == UTF8PROC_CATEGORY_MC)
		return 1; /* beside its letter, as terminals have it */
	int width = c < 0 ? 1 : utf8proc_charwidth(c);
	return width < 0 ? 0 : (size_t)width;
}

size_t cips_utf8_width(const char *text)
{
	size_t width = 0;
	while (text[width] >= ' ' && text[width] < 0x7f)
		width++; /* most of all text, and faster than the tables */
	text += width;
	for (size_t i = 0, n = strlen(text); i < n;)
		width += char_width(next_char(text, n, &i));
	return width;
}

size_t cips_utf8_cut(const char *text, size_t width)
{
	size_t n = strlen(text), used = 0, safe = 0;
	utf8proc_int32_t last = 0, state = 0;
	for (size_t i = 0; i < n;) {
		size_t start = i;
		utf8proc_int32_t c = next_char(text, n, &i);
		if (start == 0 || c < 0 || last < 0 ||
			utf8proc_grapheme_break_stateful(last, c, &state))
			safe = start;
		used += char_width(c);
		if (used > width)
			return safe;
		last = c;
	}
	return n;
}

/* Characters that would act on a terminal or turn the text around, rather than show. */
static bool is_active(utf8proc_int32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return true;
	utf8proc_category_t category = utf8proc_category(c);
	return category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL ||
		category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CO;
}

char *cips_utf8_printable(struct cips_arena *arena, const char *text, size_t width)
{
	struct cips_buf buf = {0};
	size_t n = strlen(text);
	for (size_t i = 0; i < n;) {
		size_t start = i;
		utf8proc_int32_t c = next_char(text, n, &i);
		if (c < 0)
			cips_buf_printf(&buf, "\\x%02x", (unsigned char)text[start]);
		else if (!is_active(c))
			cips_buf_add(&buf, text + start, i - start);
		else if (c < 0x100)
			cips_buf_printf(&buf, "\\x%02x", (unsigned)c);
		else
			cips_buf_printf(&buf, "U+%04X", (unsigned)c);
	}
	char *shown = cips_arena_strdup(arena, cips_buf_text(&buf));
	cips_buf_release(&buf);
	if (cips_utf8_width(shown) <= width)
		return shown;
	size_t cut = cips_utf8_cut(shown, width > 3 ? width - 3 : 0);
	return cips_arena_printf(arena, "%.*s...", (int)cut, shown);
}

char *cips_utf8_to_ascii(struct cips_arena *arena, const char *text)
{
	static const struct {
		utf8proc_int32_t c;
		const char *ascii;
	} signs[] = {
		{0x2013, "-"},
		{0x2014, "-"},
		{0x2212, "-"},
		{0x2018, "'"},
		{0x2019, "'"},
		{0x201C, "\""},
		{0x201D, "\""},
		{0x2026, "..."},
		{0x00B7, "."},
		{0x00D7, "x"},
		{0x2264, "<="},
		{0x2265, ">="},
		{0x00B1, "+-"},
		{0x2192, "->"},
		{0x00DF, "ss"},
		{0x00C6, "AE"},
		{0x00E6, "ae"},
		{0x0152, "OE"},
		{0x0153, "oe"},
		{0x00A0, " "},
		{0x202F, ""},
		{0x00AB, "\""},
		{0x00BB, "\""},
		{0x00BF, ""},
		{0x00A1, ""},
		{0x2610, "[ ]"},
	};
	char *plain = map(arena, text, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
	struct cips_buf buf = {0};
	size_t n = strlen(plain);
	for (size_t i = 0; i < n;) {
		utf8proc_int32_t c = next_char(plain, n, &i);
		const char *ascii = "?";
		for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
			if (signs[k].c == c)
				ascii = signs[k].ascii;
		if (c >= 0 && c < 0x80)
			cips_buf_putc(&buf, (char)c);
		else
			cips_buf_puts(&buf, ascii);
	}
	return cips_buf_keep(&buf, arena);
}

/* --- what people type ----------------------------------------------------------------------- */

static const char no_break_space[] = "\xc2\xa0";

static bool blank_byte(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

const char *cips_utf8_trim(const char *text, size_t *n)
{
	const char *end = text + *n;
	for (size_t skip = 1; text < end && skip; text += skip)
		skip = blank_byte(*text)					 ? 1
			: end - text > 1 && memcmp(text, no_break_space, 2) == 0 ? 2
										 : 0;
	for (size_t skip = 1; text < end && skip; end -= skip)
		skip = blank_byte(end[-1])					    ? 1
			: end - text > 1 && memcmp(end - 2, no_break_space, 2) == 0 ? 2
										    : 0;
	*n = (size_t)(end - text);
	return text;
}

size_t cips_utf8_control(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		bool dos = c == '\r' && i + 1 < n && text[i + 1] == '\n';
		if ((c < ' ' && c != '\n' && c != '\t' && !dos) || c == 0x7f)
			return i;
		/* U+0080 to U+009F */
		if (c == 0xc2 && i + 1 < n && (unsigned char)text[i + 1] < 0xa0)
			return i;
	}
	return n;
}

/* What joins or parts the letters of one cluster, and is harmless inside it. */
static bool is_joiner(utf8proc_int32_t c)
{
	return c == 0x200C || c == 0x200D;
}

static bool shows_as_ascii(char c)
{
	return c >= ' ' && c <= '~';
}

size_t cips_utf8_cluster(const char *text, size_t n, int *width)
{
	/* nothing of ASCII joins what stands before it: most of any screen ends here */
	if (shows_as_ascii(*text) && (n == 1 || !((unsigned char)text[1] & 0x80))) {
		*width = 1;
		return 1;
	}
	size_t end = 0;
	utf8proc_int32_t last = next_char(text, n, &end), state = 0;
	*width = -1;
	if (last < 0 || is_active(last))
		return end;
	size_t columns = char_width(last);
	while (end < n) {
		size_t next = end;
		utf8proc_int32_t c = next_char(text, n, &next);
		if (c < 0 || (is_active(c) && !is_joiner(c)) ||
			utf8proc_grapheme_break_stateful(last, c, &state))
			break;
		columns += char_width(c);
		last = c;
		end = next;
	}
	*width = (int)columns;
	return end;
}
