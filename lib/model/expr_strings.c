/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions on text, and on the lists of names separated by blanks that are the answers to a
 * select_multiple. Positions count characters, from 0. Bytes that are no UTF-8 count as part of the
 * character before them, so nothing here runs past the end of a text.
 */
#include "model/expr_tree.h"

#include <math.h>
#include <string.h>

static const char *after_character(const char *p)
{
	p++;
	while (((unsigned char)*p & 0xc0) == 0x80)
		p++;
	return p;
}

static size_t count_characters(const char *text)
{
	size_t n = 0;
	for (; *text; text = after_character(text))
		n++;
	return n;
}

/* The text after `n` characters; the end when there are fewer. */
static const char *skip_characters(const char *text, size_t n)
{
	while (n-- && *text)
		text = after_character(text);
	return text;
}

/* Operands from `first`, with `separator` between them; an empty one leaves its place empty. */
static struct cips_value join_from(
	const struct cips_expr_call *call, size_t first, const char *separator)
{
	size_t n = call->expr->n - first, bytes = 0;
	const char **parts = cips_arena_alloc(call->scratch, n, sizeof *parts);
	for (size_t i = 0; i < n; i++) {
		parts[i] = cips_expr_arg_text(call, first + i);
		bytes += strlen(parts[i]) + strlen(separator);
	}
	char *text = cips_arena_alloc(call->scratch, bytes + 1, 1), *end = text;
	for (size_t i = 0; i < n; i++) {
		if (i)
			end = stpcpy(end, separator);
		end = stpcpy(end, parts[i]);
	}
	return cips_expr_string(text);
}

struct cips_value cips_expr_do_concat(const struct cips_expr_call *call)
{
	return join_from(call, 0, "");
}

struct cips_value cips_expr_do_join(const struct cips_expr_call *call)
{
	return join_from(call, 1, cips_expr_arg_text(call, 0));
}

struct cips_value cips_expr_do_contains(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0);
	return cips_expr_boolean(strstr(text, cips_expr_arg_text(call, 1)) != NULL);
}

struct cips_value cips_expr_do_starts_with(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0), *start = cips_expr_arg_text(call, 1);
	return cips_expr_boolean(strncmp(text, start, strlen(start)) == 0);
}

struct cips_value cips_expr_do_ends_with(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0), *tail = cips_expr_arg_text(call, 1);
	size_t n = strlen(text), m = strlen(tail);
	return cips_expr_boolean(m <= n && strcmp(text + n - m, tail) == 0);
}

/* A position that may count from the end, cut to the text. */
static size_t position(double wanted, size_t n)
{
	if (wanted < 0)
		wanted += (double)n;
	if (!(wanted > 0))
		return 0;
	return wanted >= (double)n ? n : (size_t)wanted;
}

/*
 * substr(text, start, end?): from start up to but without end (ODK); both may count from the end.
 */
struct cips_value cips_expr_do_substr(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0);
	size_t n = count_characters(text);
	double start = trunc(cips_expr_arg_number(call, 1));
	double end = call->expr->n > 2 ? trunc(cips_expr_arg_number(call, 2)) : (double)n;
	if (isnan(start) || isnan(end))
		return cips_expr_string("");
	size_t from = position(start, n), to = position(end, n);
	if (from >= to)
		return cips_expr_string("");
	const char *first = skip_characters(text, from);
	const char *last = skip_characters(first, to - from);
	return cips_expr_string(cips_arena_strndup(call->scratch, first, (size_t)(last - first)));
}

struct cips_value cips_expr_do_substring_before(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0);
	const char *found = strstr(text, cips_expr_arg_text(call, 1));
	size_t n = found ? (size_t)(found - text) : 0;
	return cips_expr_string(cips_arena_strndup(call->scratch, text, n));
}

struct cips_value cips_expr_do_substring_after(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0), *mark = cips_expr_arg_text(call, 1);
	const char *found = strstr(text, mark);
	return cips_expr_string(found ? found + strlen(mark) : "");
}

/* The place of the character of `n` bytes among the characters of `set`, or -1. */
static long find_character(const char *set, const char *character, size_t n)
{
	long place = 0;
	for (; *set; place++) {
		const char *next = after_character(set);
		if ((size_t)(next - set) == n && memcmp(set, character, n) == 0)
			return place;
		set = next;
	}
	return -1;
}

struct cips_value cips_expr_do_translate(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0), *from = cips_expr_arg_text(call, 1);
	const char *to = cips_expr_arg_text(call, 2);
	size_t longest = 1; /* bytes that one of the text can become */
	for (const char *p = to, *next; *p; p = next) {
		next = after_character(p);
		if ((size_t)(next - p) > longest)
			longest = (size_t)(next - p);
	}
	char *out = cips_arena_alloc(call->scratch, strlen(text) * longest + 1, 1), *end = out;
	while (*text) {
		const char *next = after_character(text);
		size_t n = (size_t)(next - text);
		long place = find_character(from, text, n);
		if (place >= 0) {
			text = skip_characters(to, (size_t)place);
			n = *text ? (size_t)(after_character(text) - text) : 0;
		}
		memcpy(end, text, n);
		end += n;
		text = next;
	}
	return cips_expr_string(out);
}

struct cips_value cips_expr_do_string_length(const struct cips_expr_call *call)
{
	return cips_expr_number((double)count_characters(cips_expr_arg_text(call, 0)));
}

/* The next word of a list, or NULL; moves `list` behind it. */
static const char *next_word(const char **list, size_t *n)
{
	const char *p = *list;
	while (cips_expr_is_blank(*p))
		p++;
	const char *word = p;
	while (*p && !cips_expr_is_blank(*p))
		p++;
	*list = p;
	*n = (size_t)(p - word);
	return *n ? word : NULL;
}

struct cips_value cips_expr_do_normalize_space(const struct cips_expr_call *call)
{
	const char *text = cips_expr_arg_text(call, 0), *word;
	char *out = cips_arena_alloc(call->scratch, strlen(text) + 1, 1), *end = out;
	size_t n;
	while ((word = next_word(&text, &n))) {
		if (end > out)
			*end++ = ' ';
		memcpy(end, word, n);
		end += n;
	}
	return cips_expr_string(out);
}

/*
 * Whether the name stands among the words. As on the tablets, a name may have blanks in it (a
 * select_one allows that), and an empty one is selected where there is no answer.
 */
struct cips_value cips_expr_do_selected(const struct cips_expr_call *call)
{
	const char *list = cips_expr_arg_text(call, 0), *name = cips_expr_arg_text(call, 1), *word;
	size_t n, wanted;
	while (cips_expr_is_blank(*name))
		name++;
	for (wanted = strlen(name); wanted && cips_expr_is_blank(name[wanted - 1]); wanted--)
		;
	if (!wanted)
		return cips_expr_boolean(!next_word(&list, &n));
	while ((word = next_word(&list, &n)))
		if (strncmp(word, name, wanted) == 0 &&
			(!word[wanted] || cips_expr_is_blank(word[wanted])))
			return cips_expr_boolean(true);
	return cips_expr_boolean(false);
}

struct cips_value cips_expr_do_selected_at(const struct cips_expr_call *call)
{
	const char *list = cips_expr_arg_text(call, 0), *word;
	double wanted = trunc(cips_expr_arg_number(call, 1));
	size_t n;
	for (double place = 0; (word = next_word(&list, &n)); place++)
		if (place == wanted)
			return cips_expr_string(cips_arena_strndup(call->scratch, word, n));
	return cips_expr_string("");
}

struct cips_value cips_expr_do_count_selected(const struct cips_expr_call *call)
{
	const char *list = cips_expr_arg_text(call, 0);
	size_t n, count = 0;
	while (next_word(&list, &n))
		count++;
	return cips_expr_number((double)count);
}
