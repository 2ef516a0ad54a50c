/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The `parameters` column: key=value pairs between blanks, commas or semicolons. They are kept in
 * one normalized order, so that the same parameters are the same text.
 */
#include "forms/loader.h"

#include "base/number.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
	RANGE = 1 << CIPS_ITEM_RANGE,
	SELECT = 1 << CIPS_ITEM_SELECT_ONE | 1 << CIPS_ITEM_SELECT_MULTIPLE | 1 << CIPS_ITEM_RANK,
	TEXT = 1 << CIPS_ITEM_TEXT,
};

static const char in_order[] = "choices are shown in the order of the form";
static const char in_full[] = "the steps of a range are shown as they are";

static const struct known {
	const char *key;
	unsigned types;
	bool from_file;	     /* only there */
	const char *instead; /* it has no effect; what happens instead */
} table[] = {
	{"start", RANGE, false, NULL}, {"end", RANGE, false, NULL}, {"step", RANGE, false, NULL},
	{"tick_interval", RANGE, false, in_full}, {"tick_labelset", RANGE, false, in_full},
	{"placeholder", RANGE, false, in_full}, {"value", SELECT, true, NULL},
	{"label", SELECT, true, NULL}, {"randomize", SELECT, false, in_order},
	{"seed", SELECT, false, in_order},
	{"rows", TEXT, false, NULL}, /* a matter of looks, like an appearance */
};

enum { KNOWN = sizeof table / sizeof *table };

struct pairs {
	const char *values[KNOWN]; /* NULL: not given */
};

static const char *key_name(const void *known, size_t i)
{
	return ((const struct known *)known)[i].key;
}

static int find(const char *key, const struct cips_item *item, bool from_file)
{
	for (int i = 0; i < KNOWN; i++)
		if (strcmp(table[i].key, key) == 0 && (table[i].types >> item->type & 1) &&
			(!table[i].from_file || from_file))
			return i;
	return CIPS_NONE;
}

static bool is_yes_no(const char *value)
{
	return strcasecmp(value, "true") == 0 || strcasecmp(value, "false") == 0;
}

static bool is_whole(const char *value)
{
	long number;
	return cips_number_parse_long(value, &number);
}

/* The bounds of a range are looked at when its steps are made. */
static void check_value(
	struct loader *loader, const struct cips_row *row, int index, const char *value)
{
	static const struct {
		const char *key;
		bool (*fits)(const char *value);
		const char *needs;
	} needs[] = {
		{"randomize", is_yes_no, "true or false"},
		{"rows", is_whole, "a whole number"},
	};
	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
		if (strcmp(needs[i].key, table[index].key) != 0 || needs[i].fits(value))
			continue;
		forms_fault(loader, CIPS_ERROR, "parameter-invalid", &loader->survey, row,
			COLUMN_PARAMETERS, "the parameter \"%s\" is \"%s\", not %s",
			table[index].key, value, needs[i].needs);
		cips_findings_hint(loader->findings, "write %s=%s", table[index].key,
			needs[i].fits == is_whole ? "3" : "true");
	}
}

static void read_pair(struct loader *loader, const struct cips_item *item,
	const struct cips_row *row, bool from_file, char *pair, struct pairs *pairs)
{
	char *equals = strchr(pair, '=');
	if (!equals || equals == pair || !equals[1] || strchr(equals + 1, '=')) {
		forms_fault(loader, CIPS_ERROR, "parameter-invalid", &loader->survey, row,
			COLUMN_PARAMETERS, "\"%s\" is not a parameter and its value", pair);
		cips_findings_hint(loader->findings, "write key=value, without blanks around =");
		return;
	}
	*equals = '\0';
	for (char *p = pair; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	int index = find(pair, item, from_file);
	if (index == CIPS_NONE) {
		forms_fault(loader, CIPS_ERROR, "parameter-unknown", &loader->survey, row,
			COLUMN_PARAMETERS, "the type %s has no parameter \"%s\"",
			cips_model_type_name(item->type), pair);
		if (!forms_did_you_mean(loader, pair, table, KNOWN, key_name))
			cips_findings_hint(loader->findings, "remove it");
		return;
	}
	if (pairs->values[index]) {
		forms_fault(loader, CIPS_ERROR, "parameter-duplicate", &loader->survey, row,
			COLUMN_PARAMETERS, "the parameter \"%s\" is given twice", pair);
		cips_findings_hint(loader->findings, "keep one of the two");
	} else if (table[index].instead) {
		forms_fault(loader, CIPS_WARNING, "parameter-ignored", &loader->survey, row,
			COLUMN_PARAMETERS, "the parameter \"%s\" has no effect here", pair);
		cips_findings_hint(loader->findings, "%s", table[index].instead);
	}
	check_value(loader, row, index, equals + 1);
	pairs->values[index] = equals + 1;
}

/* Blanks around = are forgiven, in place. */
static void join_pairs(char *text)
{
	char *out = text;
	for (const char *p = text; *p; p++) {
		if (*p == '=')
			while (out > text && isspace((unsigned char)out[-1]))
				out--;
		if (!isspace((unsigned char)*p) || out == text || out[-1] != '=')
			*out++ = *p;
	}
	*out = '\0';
}

void forms_load_parameters(
	struct loader *loader, struct cips_item *item, const struct cips_row *row, bool from_file)
{
	char *text = cips_arena_strdup(
		&loader->scratch, forms_cell(&loader->survey, row, COLUMN_PARAMETERS));
	struct pairs pairs = {{NULL}};
	char *rest = NULL;
	join_pairs(text);
	for (char *pair = strtok_r(text, " ,;\t\n", &rest); pair;
		pair = strtok_r(NULL, " ,;\t\n", &rest))
		read_pair(loader, item, row, from_file, pair, &pairs);
	item->parameters = "";
	for (int i = 0; i < KNOWN; i++)
		if (pairs.values[i])
			item->parameters = cips_arena_printf(&loader->instrument->arena,
				"%s%s%s=%s", item->parameters, *item->parameters ? " " : "",
				table[i].key, pairs.values[i]);
}

const char *forms_parameter(struct cips_arena *arena, const char *parameters, const char *key)
{
	size_t n = strlen(key);
	for (const char *p = parameters; *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (strncmp(p, key, n) == 0 && p[n] == '=')
			return cips_arena_strndup(arena, p + n + 1, strcspn(p + n + 1, " "));
	return NULL;
}
