/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of an expression, and what people write in their place: names, references, and the
 * lookalikes from other languages and from word processors. Also how faults are worded. The text is
 * valid UTF-8 here.
 */
#include "model/expr_tree.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { QUOTE_WIDTH = 60 };

/*
 * What people write who think of another language or whose word processor improved the text. None
 * of these can stand anywhere outside quotes.
 */
static const struct {
	const char *text;
	const char *hint;
} lookalikes[] = {
	{"==", "equality is written ="},
	{"<>", "inequality is written !="},
	{"=!", "inequality is written !="},
	{"=<", "write <="},
	{"=>", "write >="},
	{"&&", "write and"},
	{"&", "write and, or concat(a, b) to join texts"},
	{"||", "write or"},
	{"|", "write or"},
	{"%", "the remainder is written mod"},
	{"^", "a power is written pow(x, y)"},
	{"[", "predicates are not available; an answer is written ${name}"},
	{"//", "paths are not available; an answer is written ${name}, a division div"},
	{"/", "paths are not available; an answer is written ${name}, a division div"},
	{"::", "axes are not available; an answer is written ${name}"},
	{"@", "attributes are not available; an answer is written ${name}"},
	{"\u2018", "use the straight quotation mark '"},
	{"\u2019", "use the straight quotation mark '"},
	{"\u201a", "use the straight quotation mark '"},
	{"\u201c", "use the straight quotation mark \""},
	{"\u201d", "use the straight quotation mark \""},
	{"\u201e", "use the straight quotation mark \""},
	{"\u00ab", "use the straight quotation mark \""},
	{"\u00bb", "use the straight quotation mark \""},
	{"`", "use the straight quotation mark '"},
	{"\u2212", "use the hyphen-minus -"},
	{"\u2013", "use the hyphen-minus -"},
	{"\u2014", "use the hyphen-minus -"},
	{"\u00d7", "multiplication is written *"},
	{"\u00f7", "division is written div"},
	{"\u2260", "write !="},
	{"\u2264", "write <="},
	{"\u2265", "write >="},
	{"\u00a0", "use an ordinary blank instead of the no-break space"},
	{"\u202f", "use an ordinary blank instead of the no-break space"},
	{"\u200b", "delete the invisible character"},
	{"\ufeff", "delete the invisible character"},
};

bool cips_expr_fault_set(
	struct cips_expr_fault *fault, size_t offset, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	*fault = (struct cips_expr_fault){.offset = offset, .code = code};
	vsnprintf(fault->text, sizeof fault->text, format, args);
	va_end(args);
	return false;
}

const char *cips_expr_quote(struct cips_arena *arena, const char *text, size_t n)
{
	char *copy = cips_arena_strndup(arena, text, n);
	return cips_arena_printf(arena, "\"%s\"", cips_utf8_printable(arena, copy, QUOTE_WIDTH));
}

size_t cips_expr_character_size(const char *p)
{
	size_t n = *p != '\0';
	while (n && ((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

bool cips_expr_starts_name(const char *p)
{
	unsigned char c = (unsigned char)*p, next = c ? (unsigned char)p[1] : 0;
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
	if (c == 0xc3) /* letters but for the signs of multiplication and division */
		return next != 0x97 && next != 0xb7;
	if (c == 0xef && next == 0xbb) /* byte order mark */
		return false;
	return c > 0xc3 && c != 0xe2; /* U+2000 to U+2FFF are punctuation and signs */
}

size_t cips_expr_name_size(const char *p)
{
	if (!cips_expr_starts_name(p))
		return 0;
	size_t n = cips_expr_character_size(p);
	while (cips_expr_starts_name(p + n) || cips_expr_is_digit(p[n]) || p[n] == '-' ||
		p[n] == '.')
		n += cips_expr_character_size(p + n);
	return n;
}

size_t cips_expr_qualified_name_size(const char *p)
{
	size_t n = cips_expr_name_size(p);
	size_t local = n && p[n] == ':' ? cips_expr_name_size(p + n + 1) : 0;
	return local ? n + 1 + local : n;
}

const char *cips_expr_lookalike(const char *at, size_t *n)
{
	/* Most of what is looked at begins like none of them. */
	if ((unsigned char)*at < 0x80 && !strchr("=<&|%^[/:@`", *at))
		return NULL;
	for (size_t i = 0; i < sizeof lookalikes / sizeof *lookalikes; i++) {
		*n = strlen(lookalikes[i].text);
		if (strncmp(at, lookalikes[i].text, *n) == 0)
			return lookalikes[i].hint;
	}
	return NULL;
}

size_t cips_expr_braced_name(const char *text, const char **name, size_t *n)
{
	if (text[0] != '$' || text[1] != '{')
		return 0;
	const char *start = text + 2;
	while (cips_expr_is_blank(*start))
		start++;
	size_t length = cips_expr_qualified_name_size(start);
	const char *end = start + length;
	while (cips_expr_is_blank(*end))
		end++;
	if (!length || *end != '}')
		return 0;
	*name = start;
	*n = length;
	return (size_t)(end + 1 - text);
}
