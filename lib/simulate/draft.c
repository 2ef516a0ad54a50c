/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table says for each kind of line which of its cells it needs and what its value may be; so
 * when a line comes to the function that knows its kind, the shape of it is in order.
 */
#include "simulate/draft.h"

#include "base/map.h"
#include "base/number.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "model/words.h"

#include <string.h>

enum { SHOWN = 40 }; /* columns of a word in a message */

const char *const draft_silence_names[CIPS_SILENCES] = {
	"dont_know", "refused", "not_applicable", "skipped"};

static const char *const spread_names[CIPS_SPREADS] = {"person", "factor", "item"};

struct reading {
	struct draft *draft;
	struct cips_recipe *recipe;
	struct cips_findings *findings;
	const struct cips_effect_row *row;
	double value; /* of the row */
	struct cips_map seen;
};

/* --- findings ------------------------------------------------------------------------------- */

static const char *cell(const struct reading *reading, enum cips_effect_cell column)
{
	return reading->row->cells[column];
}

static const char *shown(struct reading *reading, enum cips_effect_cell column)
{
	return cips_utf8_printable(&reading->findings->arena, cell(reading, column), SHOWN);
}

__attribute__((format(printf, 4, 5))) static void fault(struct reading *reading,
	enum cips_effect_cell column, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	cips_findings_vadd(reading->findings, CIPS_ERROR, code, NULL, reading->row->line,
		reading->row->columns[column], format, args);
	va_end(args);
	cips_findings_item(reading->findings, cell(reading, CIPS_EFFECT_ITEM));
	cips_findings_value(reading->findings, cell(reading, column));
}

static void hint(struct reading *reading, const char *guess, const char *otherwise)
{
	if (guess)
		cips_findings_hint(reading->findings, "did you mean \"%s\"?", guess);
	else
		cips_findings_hint(reading->findings, "%s", otherwise);
}

/* --- looking names up ----------------------------------------------------------------------- */

static int find_item(struct reading *reading)
{
	const struct cips_instrument *instrument = reading->recipe->instrument;
	const char *name = cell(reading, CIPS_EFFECT_ITEM);
	const struct cips_item *item = cips_model_item(instrument, name);
	if (item)
		return (int)(item - instrument->items);
	fault(reading, CIPS_EFFECT_ITEM, "item-unknown", "there is no item \"%s\" in the form",
		shown(reading, CIPS_EFFECT_ITEM));
	hint(reading, cips_model_nearest_item(instrument, name), "give the name of an item");
	return CIPS_NONE;
}

static bool find_factor(struct reading *reading, int *factor)
{
	const struct cips_instrument *instrument = reading->recipe->instrument;
	const char *code = cell(reading, CIPS_EFFECT_FACTOR), *guess = NULL;
	*factor = CIPS_NONE;
	if (!*code)
		return true;
	for (size_t f = 0; f < instrument->n_factors; f++) {
		if (strcmp(instrument->factors[f].code, code) == 0) {
			*factor = (int)f;
			return true;
		}
		if (!guess)
			guess = cips_suggest_word(code, &instrument->factors[f].code, 1);
	}
	fault(reading, CIPS_EFFECT_FACTOR, "factor-unknown",
		"no item of the form has the factor \"%s\"", shown(reading, CIPS_EFFECT_FACTOR));
	hint(reading, guess, "give the code of a factor, or leave it empty for all");
	return false;
}

/* A word of a fixed list; -1 with a finding for another. */
static int find_word(struct reading *reading, enum cips_effect_cell column, const char *code,
	const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], cell(reading, column)) == 0)
			return (int)i;
	const char *all = words[0];
	for (size_t i = 1; i < n; i++)
		all = cips_arena_printf(&reading->findings->arena, "%s, %s", all, words[i]);
	fault(reading, column, code, "\"%s\" is not one of %s", shown(reading, column), all);
	const char *guess = cips_suggest_word(cell(reading, column), words, n);
	hint(reading, guess, "choose one of them");
	return -1;
}

static int find_unit(struct reading *reading)
{
	const struct cips_units *units = reading->recipe->units;
	const char *code = cell(reading, CIPS_EFFECT_CHOICE), *guess = NULL;
	int unit = cips_model_unit_by_code(units, code);
	for (size_t u = 0; unit < 0 && !guess && u < units->n; u++)
		guess = cips_suggest_word(code, &units->list[u].code, 1);
	if (unit < 0) {
		fault(reading, CIPS_EFFECT_CHOICE, "unit-unknown",
			"there is no unit \"%s\" in the tree", shown(reading, CIPS_EFFECT_CHOICE));
		hint(reading, guess, "give a code of the units file");
	}
	return unit;
}

/* The entry of a choice that is an answer, or -1 with a finding. */
static int find_choice(struct reading *reading, int index)
{
	const struct cips_instrument *instrument = reading->recipe->instrument;
	const struct cips_item *item = &instrument->items[index];
	const struct cips_list *list = cips_model_list(instrument, item);
	const char *name = cell(reading, CIPS_EFFECT_CHOICE);
	if (reading->recipe->items[index].from_units)
		return find_unit(reading);
	size_t position = cips_model_choice(list, name, strlen(name));
	if (!position) {
		fault(reading, CIPS_EFFECT_CHOICE, "choice-unknown", "\"%s\" is no choice of %s",
			shown(reading, CIPS_EFFECT_CHOICE), item->name);
		hint(reading, cips_model_nearest_choice(list, name), "give the name of a choice");
	} else if (list->choices[position - 1].missing != CIPS_SUBSTANTIVE) {
		fault(reading, CIPS_EFFECT_CHOICE, "choice-missing",
			"\"%s\" of %s means that there is no answer",
			shown(reading, CIPS_EFFECT_CHOICE), item->name);
		cips_findings_hint(reading->findings, "give a rate: rate,%s,%s,,%s", item->name,
			cell(reading, CIPS_EFFECT_CHOICE), cell(reading, CIPS_EFFECT_VALUE));
		position = 0;
	}
	return (int)position - 1;
}

/* --- the kinds of lines --------------------------------------------------------------------- */

static void set_wish(struct wish *wish, double value)
{
	*wish = (struct wish){true, value};
}

static void read_score(struct reading *reading)
{
	struct draft *draft = reading->draft;
	int factor, item = CIPS_NONE;
	bool of_item = *cell(reading, CIPS_EFFECT_ITEM) != '\0';
	if (of_item && (item = find_item(reading)) == CIPS_NONE)
		return;
	if (!find_factor(reading, &factor))
		return;
	if (of_item && factor != CIPS_NONE) {
		fault(reading, CIPS_EFFECT_FACTOR, "cell-unused",
			"an item has one factor, which the form names");
		cips_findings_hint(reading->findings, "leave the factor or the item empty");
	} else if (of_item && !reading->recipe->items[item].scored) {
		fault(reading, CIPS_EFFECT_ITEM, "item-not-scored", "%s is not scored",
			shown(reading, CIPS_EFFECT_ITEM));
		cips_findings_hint(reading->findings, "say how many give an answer with share");
	} else if (of_item) {
		set_wish(&draft->items[item].score, reading->value);
	} else {
		set_wish(factor == CIPS_NONE ? &draft->score : &draft->factor_scores[factor],
			reading->value);
	}
}

static void add_effect(struct cips_recipe *recipe, int item, size_t entry, int factor, double value)
{
	struct cips_item_recipe *plan = &recipe->items[item];
	size_t n = recipe->instrument->n_factors;
	if (!plan->effects)
		plan->effects = cips_arena_alloc(
			&recipe->arena, plan->n_entries * n, sizeof *plan->effects);
	for (size_t f = 0; f < n; f++)
		if (factor == CIPS_NONE || (size_t)factor == f)
			plan->effects[entry * n + f] += value;
}

/* The unit of an entry of the unit item, -1 where it is none of the tree. */
static int unit_of_entry(const struct cips_recipe *recipe, int item, size_t entry)
{
	if (recipe->items[item].from_units)
		return (int)entry;
	const struct cips_list *list =
		cips_model_list(recipe->instrument, &recipe->instrument->items[item]);
	return cips_model_unit_by_code(recipe->units, list->choices[entry].name);
}

static void read_unit_effect(struct reading *reading, int item, int factor)
{
	struct cips_recipe *recipe = reading->recipe;
	int top = find_unit(reading);
	if (top < 0)
		return;
	for (size_t entry = 0; entry < recipe->items[item].n_entries; entry++) {
		int unit = unit_of_entry(recipe, item, entry);
		if (unit >= top && unit < recipe->units->list[top].end)
			add_effect(recipe, item, entry, factor, reading->value);
	}
}

static void read_effect(struct reading *reading)
{
	struct cips_recipe *recipe = reading->recipe;
	int factor, item = find_item(reading);
	if (item == CIPS_NONE || !find_factor(reading, &factor))
		return;
	const struct cips_item *of = &recipe->instrument->items[item];
	if (of->type != CIPS_ITEM_SELECT_ONE || recipe->items[item].scored ||
		!recipe->items[item].asked) {
		fault(reading, CIPS_EFFECT_ITEM, "item-not-grouping",
			"the answers to %s do not make groups of people", of->name);
		cips_findings_hint(
			reading->findings, "name the unit item or a select_one that is not scored");
		return;
	}
	if (recipe->units && cips_model_unit_coded(recipe->instrument, of)) {
		read_unit_effect(reading, item, factor);
		return;
	}
	int entry = find_choice(reading, item);
	if (entry >= 0)
		add_effect(recipe, item, (size_t)entry, factor, reading->value);
}

static void read_language_share(struct reading *reading)
{
	const struct cips_instrument *instrument = reading->recipe->instrument;
	struct draft *draft = reading->draft;
	int language = cips_model_language(instrument, cell(reading, CIPS_EFFECT_CHOICE));
	if (language == CIPS_NONE) {
		fault(reading, CIPS_EFFECT_CHOICE, "language-unknown",
			"the form has no language \"%s\"", shown(reading, CIPS_EFFECT_CHOICE));
		const char *all = cips_model_languages(instrument, &reading->findings->arena);
		if (*all)
			cips_findings_hint(reading->findings, "its languages are %s", all);
		else
			cips_findings_hint(reading->findings, "it names none; delete the line");
		return;
	}
	if (!draft->languages)
		draft->languages = cips_arena_alloc(
			&reading->recipe->arena, instrument->n_languages, sizeof *draft->languages);
	set_wish(&draft->languages[language], reading->value);
}

/* Whether import takes it for a mode. */
static bool is_mode(const char *text)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n = strspn(text, allowed);
	return n >= 1 && n <= 16 && !text[n];
}

static void read_mode_share(struct reading *reading)
{
	struct draft *draft = reading->draft;
	struct cips_arena *arena = &reading->recipe->arena;
	size_t room = draft->modes_room;
	if (!is_mode(cell(reading, CIPS_EFFECT_CHOICE))) {
		fault(reading, CIPS_EFFECT_CHOICE, "mode-invalid", "\"%s\" is no mode",
			shown(reading, CIPS_EFFECT_CHOICE));
		cips_findings_hint(reading->findings,
			"a mode is a word of up to 16 letters, digits, _ or -, as paper or web");
		return;
	}
	draft->mode_shares = cips_arena_grow(
		arena, draft->mode_shares, draft->n_modes, &room, sizeof *draft->mode_shares);
	draft->mode_names = cips_arena_grow(arena, draft->mode_names, draft->n_modes,
		&draft->modes_room, sizeof *draft->mode_names);
	draft->mode_names[draft->n_modes] =
		cips_arena_strdup(arena, cell(reading, CIPS_EFFECT_CHOICE));
	draft->mode_shares[draft->n_modes++] = reading->value;
}

/* Whether the answers to an item are drawn by shares. */
static bool check_shared(struct reading *reading, int index)
{
	const struct cips_item *item = &reading->recipe->instrument->items[index];
	const struct cips_item_recipe *plan = &reading->recipe->items[index];
	if (plan->scored) {
		fault(reading, CIPS_EFFECT_ITEM, "item-scored",
			"%s is scored: its answers follow from its score", item->name);
		cips_findings_hint(reading->findings, "give its mean: score,%s,,,7.5", item->name);
	} else if (!plan->asked || !plan->n_entries) {
		fault(reading, CIPS_EFFECT_ITEM, "item-without-choices",
			"%s is not answered by choosing", item->name);
		cips_findings_hint(reading->findings, "delete the line");
	} else if (plan->ticks && reading->value > 1) {
		fault(reading, CIPS_EFFECT_VALUE, "value-range", "%s is no chance of a tick in %s",
			shown(reading, CIPS_EFFECT_VALUE), item->name);
		cips_findings_hint(reading->findings, "give a number from 0 to 1");
	} else {
		return true;
	}
	return false;
}

static void read_share(struct reading *reading)
{
	struct cips_recipe *recipe = reading->recipe;
	const char *name = cell(reading, CIPS_EFFECT_ITEM);
	/* No item can have one of these names: they are columns of every file of answers. */
	if (strcmp(name, "language") == 0) {
		read_language_share(reading);
		return;
	}
	if (strcmp(name, "mode") == 0) {
		read_mode_share(reading);
		return;
	}
	int item = find_item(reading);
	if (item == CIPS_NONE || !check_shared(reading, item))
		return;
	int entry = find_choice(reading, item);
	if (entry < 0)
		return;
	struct wish **shares = &reading->draft->items[item].shares;
	if (!*shares)
		*shares = cips_arena_alloc(
			&recipe->arena, recipe->items[item].n_entries, sizeof **shares);
	set_wish(&(*shares)[entry], reading->value);
}

static void read_rate(struct reading *reading)
{
	struct cips_recipe *recipe = reading->recipe;
	int silence = find_word(
		reading, CIPS_EFFECT_CHOICE, "state-unknown", draft_silence_names, CIPS_SILENCES);
	if (silence < 0)
		return;
	if (!*cell(reading, CIPS_EFFECT_ITEM)) {
		set_wish(&reading->draft->silence[silence], reading->value);
		return;
	}
	int item = find_item(reading);
	if (item == CIPS_NONE)
		return;
	if (silence != CIPS_SILENCE_SKIPPED && !recipe->items[item].listed[silence]) {
		fault(reading, CIPS_EFFECT_CHOICE, "state-without-choice",
			"%s has no choice that says %s", cell(reading, CIPS_EFFECT_ITEM),
			draft_silence_names[silence]);
		cips_findings_hint(reading->findings, "those who do not answer it are skipped");
		return;
	}
	set_wish(&reading->draft->items[item].silence[silence], reading->value);
}

static void read_sensitive_rate(struct reading *reading)
{
	int silence = find_word(
		reading, CIPS_EFFECT_CHOICE, "state-unknown", draft_silence_names, CIPS_SILENCES);
	if (silence >= 0)
		set_wish(&reading->draft->sensitive[silence], reading->value);
}

static void read_spread(struct reading *reading)
{
	int spread =
		find_word(reading, CIPS_EFFECT_ITEM, "spread-unknown", spread_names, CIPS_SPREADS);
	if (spread >= 0)
		reading->recipe->spread[spread] = reading->value;
}

static void read_straight_liners(struct reading *reading)
{
	reading->recipe->straight_liners = reading->value;
}

/* --- a line --------------------------------------------------------------------------------- */

enum need { UNUSED, ALLOWED, NEEDED };

static const double no_limit = 1e12;

static const struct kind {
	const char *name;
	enum need needs[CIPS_EFFECT_CELLS]; /* what, item, choice, factor, value */
	double least, most;
	const char *range;
	void (*read)(struct reading *reading);
} kinds[] = {
	{"score", {NEEDED, ALLOWED, UNUSED, ALLOWED, NEEDED}, 0, 10, "from 0 to 10", read_score},
	{"effect", {NEEDED, NEEDED, NEEDED, ALLOWED, NEEDED}, -10, 10, "from -10 to 10",
		read_effect},
	{"share", {NEEDED, NEEDED, NEEDED, UNUSED, NEEDED}, 0, no_limit, "from 0", read_share},
	{"rate", {NEEDED, ALLOWED, NEEDED, UNUSED, NEEDED}, 0, 1, "from 0 to 1", read_rate},
	{"sensitive_rate", {NEEDED, UNUSED, NEEDED, UNUSED, NEEDED}, 0, 1, "from 0 to 1",
		read_sensitive_rate},
	{"spread", {NEEDED, NEEDED, UNUSED, UNUSED, NEEDED}, 0, 10, "from 0 to 10", read_spread},
	{"straight_liners", {NEEDED, UNUSED, UNUSED, UNUSED, NEEDED}, 0, 1, "from 0 to 1",
		read_straight_liners},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct kind *find_kind(struct reading *reading)
{
	const char *names[KINDS];
	for (int k = 0; k < KINDS; k++)
		names[k] = kinds[k].name;
	int found = find_word(reading, CIPS_EFFECT_WHAT, "what-unknown", names, KINDS);
	return found < 0 ? NULL : &kinds[found];
}

static bool check_cells(struct reading *reading, const struct kind *kind)
{
	bool good = true;
	for (enum cips_effect_cell c = CIPS_EFFECT_ITEM; c < CIPS_EFFECT_CELLS; c++) {
		bool there = *cell(reading, c) != '\0';
		if (there && kind->needs[c] == UNUSED) {
			fault(reading, c, "cell-unused", "a line of kind %s has no %s", kind->name,
				cips_effect_columns[c]);
			cips_findings_hint(reading->findings, "leave the cell empty");
		} else if (!there && kind->needs[c] == NEEDED) {
			fault(reading, c, "cell-missing", "a line of kind %s needs a %s",
				kind->name, cips_effect_columns[c]);
			cips_findings_hint(reading->findings, "fill in the cell");
		} else {
			continue;
		}
		good = false;
	}
	return good;
}

static bool read_value(struct reading *reading, const struct kind *kind)
{
	const char *text = cell(reading, CIPS_EFFECT_VALUE);
	bool number = cips_number_parse(text, &reading->value);
	if (number && reading->value >= kind->least && reading->value <= kind->most)
		return true;
	if (number)
		fault(reading, CIPS_EFFECT_VALUE, "value-range", "%s takes no value of %s",
			kind->name, shown(reading, CIPS_EFFECT_VALUE));
	else
		fault(reading, CIPS_EFFECT_VALUE, "number-invalid", "\"%s\" is no number",
			shown(reading, CIPS_EFFECT_VALUE));
	cips_findings_hint(reading->findings, "give a number %s", kind->range);
	return false;
}

/* Whether no line before spoke of the same. */
static bool check_unique(struct reading *reading)
{
	const char *key = "";
	for (enum cips_effect_cell c = 0; c < CIPS_EFFECT_VALUE; c++)
		key = cips_arena_printf(&reading->recipe->arena, "%s\x1f%s", key, cell(reading, c));
	if (cips_map_put(&reading->seen, key, (size_t)reading->row->line))
		return true;
	size_t line = 0;
	cips_map_get(&reading->seen, key, &line);
	fault(reading, CIPS_EFFECT_WHAT, "row-duplicate", "line %zu speaks of the same", line);
	cips_findings_hint(reading->findings, "keep one of the two lines");
	return false;
}

static void read_row(struct reading *reading)
{
	const struct kind *kind = find_kind(reading);
	if (!kind || !check_cells(reading, kind))
		return;
	bool good = read_value(reading, kind);
	if (check_unique(reading) && good)
		kind->read(reading);
}

void draft_read(struct draft *draft, const struct cips_effect_row *rows, size_t n,
	struct cips_findings *findings)
{
	struct reading reading = {.draft = draft, .recipe = draft->recipe, .findings = findings};
	for (size_t i = 0; i < n; i++) {
		reading.row = &rows[i];
		read_row(&reading);
	}
	cips_map_release(&reading.seen);
}
