/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/columns.h"

#include "base/suggest.h"
#include "base/utf8.h"

#include <string.h>

enum {
	S = SHEET_SURVEY,
	C = SHEET_CHOICES,
	T = SHEET_SETTINGS,
	F = SHEET_FACTORS,
};

/*
 * Names are matched in lower case, with "_" for blanks and ":" for one or two colons. A name that
 * ends in ":*" stands for whatever follows. The first name of a kind is the canonical one.
 */
static const struct known {
	const char *name;
	unsigned sheets;
	enum column_kind kind;
	enum treatment treatment;
	bool translated;
} table[] = {
	{"type", S, COLUMN_TYPE, COLUMN_READ, false},
	{"command", S, COLUMN_TYPE, COLUMN_READ, false},
	{"name", S | C, COLUMN_NAME, COLUMN_READ, false},
	{"value", S | C, COLUMN_NAME, COLUMN_READ, false},
	{"tag", S, COLUMN_NAME, COLUMN_READ, false},
	{"label", S | C | F, COLUMN_LABEL, COLUMN_READ, true},
	{"caption", S | C, COLUMN_LABEL, COLUMN_READ, true},
	{"hint", S, COLUMN_HINT, COLUMN_READ, true},
	{"guidance_hint", S, COLUMN_GUIDANCE, COLUMN_READ, true},
	{"required", S, COLUMN_REQUIRED, COLUMN_READ, false},
	{"bind:required", S, COLUMN_REQUIRED, COLUMN_READ, false},
	{"required_message", S, COLUMN_REQUIRED_MESSAGE, COLUMN_READ, true},
	{"requiredmsg", S, COLUMN_REQUIRED_MESSAGE, COLUMN_READ, true},
	{"bind:jr:requiredmsg", S, COLUMN_REQUIRED_MESSAGE, COLUMN_READ, true},
	{"relevant", S, COLUMN_RELEVANT, COLUMN_READ, false},
	{"relevance", S, COLUMN_RELEVANT, COLUMN_READ, false},
	{"bind:relevant", S, COLUMN_RELEVANT, COLUMN_READ, false},
	{"constraint", S, COLUMN_CONSTRAINT, COLUMN_READ, false},
	{"bind:constraint", S, COLUMN_CONSTRAINT, COLUMN_READ, false},
	{"constraint_message", S, COLUMN_CONSTRAINT_MESSAGE, COLUMN_READ, true},
	{"constraining_message", S, COLUMN_CONSTRAINT_MESSAGE, COLUMN_READ, true},
	{"constraintmsg", S, COLUMN_CONSTRAINT_MESSAGE, COLUMN_READ, true},
	{"bind:jr:constraintmsg", S, COLUMN_CONSTRAINT_MESSAGE, COLUMN_READ, true},
	{"calculation", S, COLUMN_CALCULATION, COLUMN_READ, false},
	{"calculate", S, COLUMN_CALCULATION, COLUMN_READ, false},
	{"bind:calculate", S, COLUMN_CALCULATION, COLUMN_READ, false},
	{"default", S, COLUMN_DEFAULT, COLUMN_READ, false},
	{"choice_filter", S, COLUMN_CHOICE_FILTER, COLUMN_READ, false},
	{"parameters", S, COLUMN_PARAMETERS, COLUMN_READ, false},
	{"appearance", S, COLUMN_APPEARANCE, COLUMN_READ, false},
	{"control:appearance", S, COLUMN_APPEARANCE, COLUMN_READ, false},
	{"body:appearance", S, COLUMN_APPEARANCE, COLUMN_READ, false},
	{"read_only", S, COLUMN_READ_ONLY, COLUMN_READ, false},
	{"readonly", S, COLUMN_READ_ONLY, COLUMN_READ, false},
	{"bind:readonly", S, COLUMN_READ_ONLY, COLUMN_READ, false},
	{"disabled", S, COLUMN_DISABLED, COLUMN_READ, false},
	{"bind:cips:factor", S, COLUMN_FACTOR, COLUMN_READ, false},
	{"bind:cips:polarity", S, COLUMN_POLARITY, COLUMN_READ, false},
	{"bind:cips:indicator", S, COLUMN_INDICATOR, COLUMN_READ, false},
	{"bind:cips:use", S, COLUMN_USE, COLUMN_READ, false},
	{"bind:cips:sensitive", S, COLUMN_SENSITIVE, COLUMN_READ, false},
	{"list_name", C, COLUMN_LIST_NAME, COLUMN_READ, false},
	{"score", C, COLUMN_SCORE, COLUMN_READ, false},
	{"missing", C, COLUMN_MISSING, COLUMN_READ, false},
	{"positive", C, COLUMN_POSITIVE, COLUMN_READ, false},
	{"factor", F, COLUMN_FACTOR, COLUMN_READ, false},
	{"form_title", T, COLUMN_FORM_TITLE, COLUMN_READ, false},
	{"title", T, COLUMN_FORM_TITLE, COLUMN_READ, false},
	{"set_form_title", T, COLUMN_FORM_TITLE, COLUMN_READ, false},
	{"form_id", T, COLUMN_FORM_ID, COLUMN_READ, false},
	{"id_string", T, COLUMN_FORM_ID, COLUMN_READ, false},
	{"set_form_id", T, COLUMN_FORM_ID, COLUMN_READ, false},
	{"version", T, COLUMN_VERSION, COLUMN_READ, false},
	{"default_language", T, COLUMN_DEFAULT_LANGUAGE, COLUMN_READ, false},
	{"cips:fallback", T, COLUMN_FALLBACK, COLUMN_READ, false},
	{"namespaces", T, COLUMN_NAMESPACES, COLUMN_READ, false},
	{"style", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"instance_name", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"public_key", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"submission_url", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"auto_send", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"auto_delete", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"allow_choice_duplicates", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"clean_text_values", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"name", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"flat", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"client_editable", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"instance_id", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"instance_xmlns", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"omit_instanceid", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"prefix", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"delimiter", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_keyword", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_separator", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_allow_media", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_date_format", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_datetime_format", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_response", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"add_none_option", T, COLUMN_NONE, COLUMN_REFUSED, false},
	{"attribute:*", T, COLUMN_NONE, COLUMN_IGNORED, false},
	{"media", S | C, COLUMN_NONE, COLUMN_REFUSED, true},
	{"media:*", S | C, COLUMN_NONE, COLUMN_REFUSED, false},
	{"image", S | C, COLUMN_NONE, COLUMN_REFUSED, true},
	{"big-image", S | C, COLUMN_NONE, COLUMN_REFUSED, true},
	{"audio", S | C, COLUMN_NONE, COLUMN_REFUSED, true},
	{"video", S | C, COLUMN_NONE, COLUMN_REFUSED, true},
	{"trigger", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"repeat_count", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"count", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"jr:count", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"save_to", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"intent", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"bind:type", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"bind:jr:preload", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"bind:jr:preloadparams", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"bind:entities:saveto", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"control:intent", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"body:intent", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"control:jr:count", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"body:jr:count", S, COLUMN_NONE, COLUMN_REFUSED, false},
	{"rows", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"compact_tag", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_field", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"sms_option", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"noapperrorstring", S, COLUMN_NONE, COLUMN_IGNORED, true},
	{"no_app_error_string", S, COLUMN_NONE, COLUMN_IGNORED, true},
	{"autoplay", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"bind:cips:*", S, COLUMN_NONE, COLUMN_UNKNOWN, false},
	{"bind:*", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"body:*", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"control:*", S, COLUMN_NONE, COLUMN_IGNORED, false},
	{"instance:*", S, COLUMN_NONE, COLUMN_IGNORED, false},
};

enum { KNOWN = sizeof table / sizeof *table };

/* How canonical headers are written where it differs from the name in the table. */
static const char *written(const struct known *known)
{
	switch (known->kind) {
	case COLUMN_FACTOR:
		return known->sheets == F ? "factor" : "bind::cips:factor";
	case COLUMN_POLARITY:
		return "bind::cips:polarity";
	case COLUMN_INDICATOR:
		return "bind::cips:indicator";
	case COLUMN_USE:
		return "bind::cips:use";
	case COLUMN_SENSITIVE:
		return "bind::cips:sensitive";
	default:
		return known->name;
	}
}

const char *forms_column_header(enum column_kind kind)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (table[i].kind == kind)
			return written(&table[i]);
	return "";
}

/* The first `n` bytes of a header in the form of the table's names. */
static char *key_of(struct cips_arena *arena, const char *header, size_t n)
{
	char *key = cips_utf8_fold(arena, cips_arena_strndup(arena, header, n));
	size_t out = 0;
	for (size_t i = 0; key[i]; i++) {
		bool after_colon = out && key[out - 1] == ':';
		if (key[i] == ':' && out && key[out - 1] == '_')
			out--;
		if ((key[i] == ':' || key[i] == ' ') && after_colon)
			continue;
		key[out++] = key[i] == ' ' ? '_' : key[i];
	}
	key[out] = '\0';
	return key;
}

static bool matches(const char *name, const char *key)
{
	size_t n = strlen(name);
	if (n > 2 && strcmp(name + n - 2, ":*") == 0)
		return strncmp(name, key, n - 1) == 0;
	return strcmp(name, key) == 0;
}

static const struct known *find(enum sheet_kind sheet, const char *key)
{
	for (size_t i = 0; i < KNOWN; i++)
		if ((table[i].sheets & sheet) && matches(table[i].name, key))
			return &table[i];
	return NULL;
}

/*
 * The known column that the header names, whole or up to a colon behind which a language follows:
 * then *language begins there.
 */
static const struct known *split(
	struct cips_arena *arena, enum sheet_kind sheet, const char *header, const char **language)
{
	const struct known *known = find(sheet, key_of(arena, header, strlen(header)));
	*language = "";
	if (known && !strchr(known->name, '*'))
		return known;
	for (const char *colon = strchr(header, ':'); colon; colon = strchr(colon, ':')) {
		const struct known *base =
			find(sheet, key_of(arena, header, (size_t)(colon - header)));
		colon += strspn(colon, ": \t\n");
		if (base && base->translated) {
			*language = colon;
			return base;
		}
	}
	return known;
}

/* Whether a choice_filter can name the column: an XML name without colon. */
static bool is_attribute_name(const char *header)
{
	if (!*header || strchr("-.0123456789", *header))
		return false;
	for (const char *p = header; *p; p++)
		if ((unsigned char)*p < 0x80 &&
			!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"0123456789_-.",
				*p))
			return false;
	return true;
}

struct column forms_column_parse(
	struct cips_arena *arena, enum sheet_kind sheet, const char *header)
{
	struct column column = {.header = header, .language = "", .text = -1};
	const char *language;
	if (!*header) {
		column.treatment = COLUMN_EMPTY;
		return column;
	}
	const struct known *known = split(arena, sheet, header, &language);
	if (known) {
		column.kind = known->kind;
		column.treatment = known->treatment;
		column.translated = known->translated && known->treatment == COLUMN_READ;
		column.language = cips_utf8_normalize(arena, language);
	} else if (sheet == SHEET_CHOICES && is_attribute_name(header)) {
		column.kind = COLUMN_ATTRIBUTE;
		column.treatment = COLUMN_READ;
	} else {
		column.treatment = COLUMN_UNKNOWN;
	}
	return column;
}

struct candidates {
	const char *names[KNOWN];
	size_t n;
};

static const char *candidate(const void *known, size_t i)
{
	return ((const struct candidates *)known)->names[i];
}

/* A column of ours by its last part, as "factor" for "bind:cips:factor"; NULL when it is none. */
static const char *suggest_ours(const char *key, enum sheet_kind sheet)
{
	static const char ours[] = "bind:cips:";
	const char *colon = strrchr(key, ':');
	const char *last = colon ? colon + 1 : key;
	for (size_t i = 0; i < KNOWN; i++)
		if ((table[i].sheets & sheet) && strncmp(table[i].name, ours, strlen(ours)) == 0 &&
			strcmp(table[i].name + strlen(ours), last) == 0)
			return table[i].name;
	return NULL;
}

const char *forms_column_suggest(
	struct cips_arena *arena, enum sheet_kind sheet, const char *header)
{
	struct candidates candidates = {.n = 0};
	for (size_t i = 0; i < KNOWN; i++)
		if ((table[i].sheets & sheet) && table[i].treatment == COLUMN_READ)
			candidates.names[candidates.n++] = table[i].name;
	const char *key = key_of(arena, header, strlen(header));
	const char *near = cips_suggest(key, &candidates, candidates.n, candidate);
	const char *colon = strchr(header, ':');
	if (!near && colon)
		near = cips_suggest(key_of(arena, header, (size_t)(colon - header)), &candidates,
			candidates.n, candidate);
	if (!near)
		near = suggest_ours(key, sheet);
	for (size_t i = 0; near && i < KNOWN; i++)
		if ((table[i].sheets & sheet) && strcmp(table[i].name, near) == 0)
			return written(&table[i]);
	return NULL;
}
