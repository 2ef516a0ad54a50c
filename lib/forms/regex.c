/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/regex.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/utf8.h"

#include <libxml/xmlerror.h>
#include <libxml/xmlregexp.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A pattern longer than this, or that repeats something more often, is a mistake or an attack: what
 * is compiled from it grows with both.
 */
enum { LONGEST_PATTERN = 1000, MOST_REPEATS = 1000 };

enum { REASON_SIZE = 100 };

/* The patterns of constant regex() calls: text to position in `compiled`. */
static struct {
	struct cips_map by_text;
	xmlRegexpPtr *compiled;
	size_t n;
} kept;

/* --- from the dialect of forms to that of XML Schema ---------------------------------------- */

struct translation {
	const char *at;
	struct cips_buf out;
	const char *why; /* NULL while all is well */
	bool in_class;
	bool fresh; /* at the start of the pattern, a group or an alternative */
};

/* What a class escape stands for inside brackets; \s, \p and the others are XML Schema's own. */
static const char *class_of(char letter)
{
	return letter == 'd' ? "0-9" : letter == 'w' ? "a-zA-Z0-9_" : NULL;
}

static void translate_escape(struct translation *t)
{
	char c = t->at[1];
	bool negated = c == 'D' || c == 'W';
	const char *members = class_of(negated ? (char)(c - 'D' + 'd') : c);
	if (c == '\0' || (c >= '1' && c <= '9')) {
		t->why = c ? "back-references are not available" : "a single \\ at the end";
		return;
	}
	if (members && !t->in_class)
		cips_buf_printf(&t->out, negated ? "[^%s]" : "[%s]", members);
	else if (members && !negated)
		cips_buf_puts(&t->out, members);
	else if (c == 'b' || c == 'B' || c == 'A' || c == 'z' || c == 'Z')
		t->why = "word boundaries and anchors are not available";
	else if (strchr("$/@'\"#%&,:;<>=!_`~ ", c))
		cips_buf_putc(&t->out, c); /* needs no escape in XML Schema, which allows none */
	else
		cips_buf_add(&t->out, t->at, 2);
	t->at += 2;
	if ((c == 'p' || c == 'P') && *t->at == '{') {
		size_t n = strcspn(t->at, "}") + 1;
		if (n > strlen(t->at))
			n--; /* unclosed: libxml2 says so */
		cips_buf_add(&t->out, t->at, n);
		t->at += n;
	}
}

static void translate_group(struct translation *t)
{
	if (t->at[1] == '?' && t->at[2] != ':') {
		t->why = "look-around and inline options (?...) are not available";
		return;
	}
	cips_buf_putc(&t->out, '(');
	t->at += t->at[1] == '?' ? 3 : 1;
	t->fresh = true;
}

/* "^" or "$": says what is so anyway at the ends, and can match nowhere else. */
static void translate_anchor(struct translation *t)
{
	char next = t->at[1];
	bool at_end = next == '\0' || next == '|' || next == ')';
	if (*t->at == '^' ? !t->fresh : !at_end)
		t->why = "^ can only start a pattern and $ only end it; write \\^ or \\$ for the "
			 "character";
	t->at++;
}

/* "{n}", "{n,}" or "{n,m}": what libxml2 does not check. Whether it is well formed it does. */
static void check_repeats(struct translation *t)
{
	char *end;
	long least = strtol(t->at + 1, &end, 10), most = least;
	if (*end == ',' && end[1] != '}')
		most = strtol(end + 1, NULL, 10);
	if (least > MOST_REPEATS || most > MOST_REPEATS)
		t->why = "more than 1000 repeats";
	else if (most < least)
		t->why = "in {n,m} the second number is the smaller one";
}

/* One of * + ? { } outside brackets. */
static void translate_quantifier(struct translation *t)
{
	if (*t->at == '{')
		check_repeats(t);
	else if (t->at[1] == '?' || t->at[1] == '+')
		t->why = "lazy and possessive quantifiers are not available";
	cips_buf_putc(&t->out, *t->at++);
}

static void translate_one(struct translation *t)
{
	char c = *t->at;
	bool was_fresh = t->fresh;
	if (c != '^')
		t->fresh = false;
	if (c == '\\') {
		translate_escape(t);
	} else if (t->in_class) {
		t->in_class = c != ']';
		cips_buf_putc(&t->out, c);
		t->at++;
	} else if (c == '(') {
		translate_group(t);
	} else if (c == '^' || c == '$') {
		translate_anchor(t);
	} else if (strchr("*+?{}", c) && !was_fresh) {
		translate_quantifier(t);
	} else {
		t->in_class = c == '[';
		t->fresh = c == '|';
		cips_buf_putc(&t->out, c);
		t->at++;
	}
}

/* --- libxml2 -------------------------------------------------------------------------------- */

/* libxml2 writes to stderr unless somebody listens; the first complaint is the reason. */
static void listen(void *context, xmlErrorPtr error)
{
	char *why = context;
	if (why && !*why && error->message)
		snprintf(why, REASON_SIZE, "%s", error->message);
}

static xmlRegexpPtr compile_translated(const char *pattern, char *why, size_t why_size)
{
	char said[REASON_SIZE] = "";
	xmlStructuredErrorFunc old = xmlStructuredError;
	void *old_context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(said, listen);
	xmlRegexpPtr regex = xmlRegexpCompile((const xmlChar *)pattern);
	xmlSetStructuredErrorFunc(old_context, old);
	said[strcspn(said, "\n")] = '\0';
	if (!regex)
		snprintf(why, why_size, "%s", *said ? said : "it cannot be read");
	return regex;
}

static xmlRegexpPtr compile(const char *pattern, char *why, size_t why_size)
{
	size_t n = strlen(pattern);
	if (n > LONGEST_PATTERN || cips_utf8_check(pattern, n) < n) {
		snprintf(why, why_size, "%s",
			n > LONGEST_PATTERN ? "it is longer than 1000 bytes"
					    : "it is not valid UTF-8");
		return NULL;
	}
	struct translation t = {.at = pattern, .fresh = true};
	while (*t.at && !t.why)
		translate_one(&t);
	xmlRegexpPtr regex = NULL;
	if (t.why)
		snprintf(why, why_size, "%s", t.why);
	else
		regex = compile_translated(cips_buf_text(&t.out), why, why_size);
	cips_buf_release(&t.out);
	return regex;
}

static bool matches(xmlRegexpPtr regex, const char *text)
{
	size_t n = strlen(text);
	if (cips_utf8_check(text, n) < n)
		return false;
	return xmlRegexpExec(regex, (const xmlChar *)text) == 1;
}

/* --- the engine ----------------------------------------------------------------------------- */

static void free_kept(void)
{
	for (size_t i = 0; i < kept.n; i++)
		xmlRegFreeRegexp(kept.compiled[i]);
	free(kept.compiled);
	cips_map_release(&kept.by_text);
}

static const void *engine_compile(const char *pattern, char *why, size_t why_size)
{
	size_t i;
	if (cips_map_get(&kept.by_text, pattern, &i))
		return kept.compiled[i];
	xmlRegexpPtr regex = compile(pattern, why, why_size);
	if (!regex)
		return NULL;
	if (kept.n == 0)
		atexit(free_kept);
	kept.compiled = cips_realloc(kept.compiled, kept.n + 1, sizeof(xmlRegexpPtr));
	cips_map_put(&kept.by_text, pattern, kept.n);
	kept.compiled[kept.n++] = regex;
	return regex;
}

static bool engine_match(const void *compiled, const char *text)
{
	/* libxml2 does not write to a compiled pattern but asks for it without const. */
	return matches((xmlRegexpPtr)(uintptr_t)compiled, text);
}

static bool engine_match_once(const char *pattern, const char *text)
{
	char why[REASON_SIZE];
	xmlRegexpPtr regex = compile(pattern, why, sizeof why);
	if (!regex)
		return false;
	bool matched = matches(regex, text);
	xmlRegFreeRegexp(regex);
	return matched;
}

const struct cips_regex_engine cips_forms_regex_engine = {
	.compile = engine_compile,
	.match = engine_match,
	.match_once = engine_match_once,
};
