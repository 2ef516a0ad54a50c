/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/text.h"

#include "base/utf8.h"

#include <string.h>

static bool blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char no_break_space[] = "\xc2\xa0";

struct cips_span cips_intake_trim(const char *text, size_t n)
{
	for (;;) {
		if (n && blank((unsigned char)text[0])) {
			text++;
			n--;
		} else if (n > 1 && memcmp(text, no_break_space, 2) == 0) {
			text += 2;
			n -= 2;
		} else {
			break;
		}
	}
	for (;;) {
		if (n && blank((unsigned char)text[n - 1]))
			n--;
		else if (n > 1 && memcmp(text + n - 2, no_break_space, 2) == 0)
			n -= 2;
		else
			break;
	}
	return (struct cips_span){text, n};
}

struct cips_span cips_intake_word(struct cips_span *rest)
{
	*rest = cips_intake_trim(rest->text, rest->n);
	struct cips_span word = {rest->text, 0};
	while (word.n < rest->n && !blank((unsigned char)word.text[word.n]))
		word.n++;
	rest->text += word.n;
	rest->n -= word.n;
	return word;
}

static bool is_token(const char *text, size_t n, size_t longest, const char *signs)
{
	if (n == 0 || n > longest)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = text[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || (c && strchr(signs, c));
		if (!plain)
			return false;
	}
	return true;
}

bool cips_intake_is_wave(const char *text, size_t n)
{
	return is_token(text, n, 32, "_.-");
}

bool cips_intake_is_mode(const char *text, size_t n)
{
	return is_token(text, n, 16, "_-");
}

size_t cips_intake_control(const char *text, size_t n)
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

const char *cips_intake_shown(struct cips_findings *findings, const char *text)
{
	return cips_utf8_printable(&findings->arena, text, 40);
}
