/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The expressions of items and groups, parsed once all names are known.
 *
 * An expression may look back only: at items before its own, and in a constraint at its own. So
 * there are no cycles, and one pass in the order of the form computes everything.
 */
#include "forms/loader.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

/* One expression and where it stands. */
struct place {
	struct loader *loader;
	const struct cips_row *row; /* NULL: it follows from another item */
	enum column_kind kind;
	size_t node;		/* the item, or behind the items the group, that it belongs to */
	size_t limit;		/* references to items [0, limit) are allowed */
	bool filter;		/* a choice_filter: columns of the choices have a meaning */
	bool own;		/* `limit` is the item that the expression belongs to */
	const char *text;	/* as written */
	struct cips_map *named; /* names that were reported already */
};

static const char *item_name(const void *known, size_t i)
{
	return ((const struct cips_item *)known)[i].name;
}

static const char *plain(const void *known, size_t i)
{
	return ((const char *const *)known)[i];
}

static const char *function_of(enum column_kind kind)
{
	return forms_column_header(kind);
}

size_t forms_character_at(const char *text, size_t offset)
{
	size_t n = strlen(text);
	return cips_utf8_length(text, offset < n ? offset : n) + 1;
}

static int resolve_item(void *context, const char *name, size_t n)
{
	const struct place *place = context;
	size_t index;
	return cips_map_find(&place->loader->item_by_name, name, n, &index) ? (int)index
									    : CIPS_NONE;
}

static int resolve_column(void *context, const char *name, size_t n)
{
	const struct place *place = context;
	const struct cips_instrument *instrument = place->loader->instrument;
	for (size_t i = 0; i < instrument->n_attributes; i++)
		if (strlen(instrument->attributes[i]) == n &&
			memcmp(instrument->attributes[i], name, n) == 0) {
			place->loader->attribute_used[i] = true;
			return (int)i;
		}
	if (n == 4 && memcmp(name, "name", n) == 0)
		return (int)instrument->n_attributes;
	if (n == 5 && memcmp(name, "label", n) == 0)
		return (int)instrument->n_attributes + 1;
	return CIPS_NONE;
}

/* The unknown name that the fault is about: an identifier at its offset, with or without ${. */
static const char *unknown_name(struct loader *loader, const char *text, size_t offset, bool *item)
{
	const char *p = text + (offset < strlen(text) ? offset : strlen(text));
	*item = (p[0] == '$' && p[1] == '{') || (p > text && p[-1] == '{') ||
		(p > text + 1 && p[-1] == '{' && p[-2] == '$');
	if (p[0] == '$' && p[1] == '{')
		p += 2;
	while (isspace((unsigned char)*p))
		p++;
	size_t n = strcspn(p, "} \t\n()=<>!+*,'\"[]");
	return cips_arena_strndup(&loader->scratch, p, n);
}

static bool is_group(const struct cips_instrument *instrument, const char *name)
{
	for (size_t i = 0; i < instrument->n_groups; i++)
		if (strcmp(instrument->groups[i].name, name) == 0)
			return true;
	return false;
}

static void suggest_name(const struct place *place, size_t offset)
{
	struct loader *loader = place->loader;
	const struct cips_instrument *instrument = loader->instrument;
	bool item;
	const char *name = unknown_name(loader, place->text, offset, &item);
	if (is_group(instrument, name))
		cips_findings_hint(loader->findings,
			"\"%s\" is a group, which has no value; name an item", name);
	else if (item &&
		forms_did_you_mean(loader, name, instrument->items, instrument->n_items, item_name))
		return;
	else if (item)
		cips_findings_hint(loader->findings, "name an item of this form");
	else if (!place->filter)
		cips_findings_hint(
			loader->findings, "an item is written as ${name}, a text in quotes");
	else if (!forms_did_you_mean(
			 loader, name, instrument->attributes, instrument->n_attributes, plain))
		cips_findings_hint(loader->findings,
			"write the name of a column of the sheet choices, or ${name} for an item");
}

/* What to do where the parser has no advice of its own. */
static const char *advice(const char *code)
{
	if (strcmp(code, "function-refused") == 0)
		return "only calculate and hidden items, which are not stored, may use it";
	if (strcmp(code, "regex-invalid") == 0)
		return "correct the pattern";
	return "correct the expression";
}

static void report_fault(const struct place *place, const struct cips_expr_fault *fault)
{
	struct loader *loader = place->loader;
	forms_fault(loader, CIPS_ERROR, fault->code, &loader->survey, place->row, place->kind,
		"%s, at character %zu of the %s", fault->text,
		forms_character_at(place->text, fault->offset), function_of(place->kind));
	if (*fault->hint)
		cips_findings_hint(loader->findings, "%s", fault->hint);
	else if (strcmp(fault->code, "name-unknown") == 0)
		suggest_name(place, fault->offset);
	else
		cips_findings_hint(loader->findings, "%s", advice(fault->code));
}

/* The byte at which ${name} stands in the text. */
static size_t find_reference(const char *text, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = strstr(text, "${"); p; p = strstr(p + 2, "${")) {
		const char *q = p + 2;
		while (isspace((unsigned char)*q))
			q++;
		if (strncmp(q, name, n) == 0 && (q[n] == '}' || isspace((unsigned char)q[n])))
			return (size_t)(p - text);
	}
	return 0;
}

static void report_self(const struct place *place, size_t character)
{
	struct loader *loader = place->loader;
	forms_fault(loader, CIPS_ERROR, "reference-self", &loader->survey, place->row, place->kind,
		"the item looks at its own answer, at character %zu of the %s", character,
		function_of(place->kind));
	cips_findings_hint(loader->findings, "only a constraint can do that, with a point: . > 0");
}

/*
 * Called for each reference. Those that look ahead are reported when all are known: what is behind
 * them may be a circle.
 */
static void note_reference(void *context, int reference)
{
	const struct place *place = context;
	struct loader *loader = place->loader;
	const char *name = loader->instrument->items[reference].name;
	size_t to = (size_t)reference;
	if (!cips_map_put(place->named, name, 0))
		return;
	size_t character = forms_character_at(place->text, find_reference(place->text, name));
	if (place->own && to == place->limit)
		report_self(place, character);
	if (to == place->node)
		return;
	loader->references = cips_arena_grow(&loader->scratch, loader->references,
		loader->n_references, &loader->references_room, sizeof *loader->references);
	loader->references[loader->n_references++] = (struct reference){
		.from = place->node,
		.to = to,
		.forward = to >= place->limit,
		.row = place->row,
		.kind = place->kind,
		.character = character,
	};
}

/* The text with each run of white space outside quotes as one blank: the canonical form. */
static const char *squeeze(struct loader *loader, const char *text)
{
	char *copy = cips_arena_strdup(&loader->instrument->arena, text);
	char quote = '\0', *out = copy;
	for (const char *p = text; *p; p++) {
		if (quote ? *p == quote : *p == '\'' || *p == '"')
			quote = quote ? '\0' : *p;
		bool blank = !quote && isspace((unsigned char)*p);
		if (!blank)
			*out++ = *p;
		else if (out > copy && out[-1] != ' ')
			*out++ = ' ';
	}
	*out = '\0';
	return copy;
}

/* What the character stands for that a word processor made of a plain one; NUL for another. */
static char plain_mark(const char *at, size_t *n)
{
	static const struct {
		const char *curly;
		char plain;
	} marks[] = {{"\u2018", '\''}, {"\u2019", '\''}, {"\u201c", '"'}, {"\u201d", '"'},
		{"\u00a0", ' '}};
	for (size_t i = 0; (*at & 0x80) && i < sizeof marks / sizeof *marks; i++) {
		*n = strlen(marks[i].curly);
		if (strncmp(at, marks[i].curly, *n) == 0)
			return marks[i].plain;
	}
	return '\0';
}

/*
 * The text of an expression as it was typed before a word processor made its quotation marks curly
 * and its blanks wide: as in the standard, these count as the plain ones, character by character,
 * but inside plain quotation marks they are part of a text.
 */
static const char *plain_marks(struct loader *loader, const char *text)
{
	char *copy = cips_arena_strdup(&loader->scratch, text), *out = copy;
	char quote = '\0';  /* the plain mark that ends the text we are in */
	bool curly = false; /* it was begun by a curly one */
	while (*text) {
		size_t n = 1;
		char plain = !quote || curly ? plain_mark(text, &n) : '\0';
		char c = plain ? plain : *text;
		if (quote ? c == quote : c == '\'' || c == '"') {
			curly = !quote && plain;
			quote = quote ? '\0' : c;
		}
		*out++ = c;
		text += plain ? n : 1;
	}
	*out = '\0';
	return copy;
}

static struct cips_expr *parse(struct place *place, bool self, bool is_volatile)
{
	struct loader *loader = place->loader;
	struct cips_expr_scope scope = {
		.context = place,
		.item = resolve_item,
		.column = place->filter ? resolve_column : NULL,
		.allow_self = self,
		.allow_volatile = is_volatile,
	};
	struct cips_expr *expr = NULL;
	struct cips_expr_fault fault = {0};
	struct cips_map named = {0};
	place->named = &named;
	if (!cips_model_expr_parse(
		    place->text, &scope, &loader->instrument->arena, &expr, &fault)) {
		expr = NULL;
		report_fault(place, &fault);
	} else {
		cips_model_expr_references(expr, note_reference, place);
	}
	cips_map_release(&named);
	return expr;
}

/* Reads one column of an item. */
static void load_column(struct loader *loader, size_t index, enum column_kind kind,
	const char **text, struct cips_expr **expr)
{
	const struct cips_item *item = &loader->instrument->items[index];
	const struct cips_row *row = loader->item_rows[index];
	bool constraint = kind == COLUMN_CONSTRAINT;
	struct place place = {
		.loader = loader,
		.row = row,
		.kind = kind,
		.node = index,
		.limit = index + constraint,
		.filter = kind == COLUMN_CHOICE_FILTER,
		.own = !constraint,
		.text = plain_marks(loader, forms_cell(&loader->survey, row, kind)),
	};
	if (!*place.text)
		return;
	*expr = parse(&place, constraint, !cips_model_stored(item->type));
	*text = squeeze(loader, place.text);
}

/* `required` is yes, no, or an expression. */
static void load_required(struct loader *loader, size_t index)
{
	struct cips_item *item = &loader->instrument->items[index];
	const char *cell = forms_cell(&loader->survey, loader->item_rows[index], COLUMN_REQUIRED);
	struct cips_expr_scope nothing = {0};
	struct cips_expr_fault fault;
	switch (forms_yes(cell)) {
	case 1:
		item->required_text = "yes";
		cips_model_expr_parse(
			"true()", &nothing, &loader->instrument->arena, &item->required, &fault);
		break;
	case 0:
		break;
	default:
		load_column(loader, index, COLUMN_REQUIRED, &item->required_text, &item->required);
	}
}

/* The relevance of NAME_other was written by us and names the item before it. */
static void load_implied(struct loader *loader, size_t index)
{
	struct cips_item *item = &loader->instrument->items[index];
	struct place place = {.loader = loader};
	struct cips_expr_scope scope = {.context = &place, .item = resolve_item};
	struct cips_expr_fault fault;
	cips_model_expr_parse(
		item->relevant_text, &scope, &loader->instrument->arena, &item->relevant, &fault);
}

static void load_item(struct loader *loader, size_t index)
{
	struct cips_item *item = &loader->instrument->items[index];
	load_required(loader, index);
	load_column(loader, index, COLUMN_RELEVANT, &item->relevant_text, &item->relevant);
	load_column(loader, index, COLUMN_CONSTRAINT, &item->constraint_text, &item->constraint);
	load_column(loader, index, COLUMN_CALCULATION, &item->calculation_text, &item->calculation);
	load_column(loader, index, COLUMN_CHOICE_FILTER, &item->choice_filter_text,
		&item->choice_filter);
}

static void load_group(struct loader *loader, size_t index)
{
	struct cips_group *group = &loader->instrument->groups[index];
	struct place place = {
		.loader = loader,
		.row = loader->group_rows[index],
		.kind = COLUMN_RELEVANT,
		.node = loader->instrument->n_items + index,
		.limit = (size_t)group->first_item,
		.text = plain_marks(loader,
			forms_cell(&loader->survey, loader->group_rows[index], COLUMN_RELEVANT)),
	};
	if (!*place.text)
		return;
	group->relevant = parse(&place, false, false);
	group->relevant_text = squeeze(loader, place.text);
}

void forms_load_expressions(struct loader *loader)
{
	struct cips_instrument *instrument = loader->instrument;
	for (size_t i = 0; i < instrument->n_items; i++)
		cips_map_put(&loader->item_by_name, instrument->items[i].name, i);
	for (size_t i = 0; i < instrument->n_groups; i++)
		load_group(loader, i);
	for (size_t i = 0; i < instrument->n_items; i++) {
		if (loader->item_rows[i])
			load_item(loader, i);
		else
			load_implied(loader, i);
	}
}
