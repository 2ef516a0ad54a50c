/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/text.h"

#include "base/utf8.h"

#include <string.h>

static bool blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool visible(char c)
{
	return c > ' ' && c <= '~';
}

struct cips_span cips_intake_trim(const char *text, size_t n)
{
	/* Most cells neither begin nor end with a blank, or with what may be a part of one. */
	if (n && visible(text[0]) && visible(text[n - 1]))
		return (struct cips_span){text, n};
	const char *start = cips_utf8_trim(text, &n);
	return (struct cips_span){start, n};
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

const char *cips_intake_shown(struct cips_findings *findings, const char *text)
{
	return cips_utf8_printable(&findings->arena, text, 40);
}
