/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/types.h"

#include "base/suggest.h"
#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

static const char no_media[] = "pictures, sound and files are not collected; ask in words";
static const char no_place[] = "a position would tell who answered; ask for the unit";
static const char no_time[] = "nothing finer than a day is kept; use date or text";
static const char no_metadata[] = "nothing finer than the wave is stored about an interview";
static const char no_person[] = "it would tell who answered";
static const char no_repeat[] = "repeats are not collected; write the items out";
static const char no_external[] =
	"choices stand in the sheet choices, or come from units.csv for the unit";
static const char no_program[] = "other programs are not called";

/*
 * Matched without regard to case, with "_" and blanks alike. The first row of a type is how the
 * standard writes it.
 */
static const struct known {
	const char *name;
	enum row_kind kind;
	enum cips_item_type item;
	bool takes_list;
	bool from_file;
	const char *why;
} table[] = {
	{"text", ROW_ITEM, CIPS_ITEM_TEXT, false, false, NULL},
	{"string", ROW_ITEM, CIPS_ITEM_TEXT, false, false, NULL},
	{"q_string", ROW_ITEM, CIPS_ITEM_TEXT, false, false, NULL},
	{"add_text_prompt", ROW_ITEM, CIPS_ITEM_TEXT, false, false, NULL},
	{"integer", ROW_ITEM, CIPS_ITEM_INTEGER, false, false, NULL},
	{"int", ROW_ITEM, CIPS_ITEM_INTEGER, false, false, NULL},
	{"q_int", ROW_ITEM, CIPS_ITEM_INTEGER, false, false, NULL},
	{"add_integer_prompt", ROW_ITEM, CIPS_ITEM_INTEGER, false, false, NULL},
	{"decimal", ROW_ITEM, CIPS_ITEM_DECIMAL, false, false, NULL},
	{"q_decimal", ROW_ITEM, CIPS_ITEM_DECIMAL, false, false, NULL},
	{"add_decimal_prompt", ROW_ITEM, CIPS_ITEM_DECIMAL, false, false, NULL},
	{"range", ROW_ITEM, CIPS_ITEM_RANGE, false, false, NULL},
	{"date", ROW_ITEM, CIPS_ITEM_DATE, false, false, NULL},
	{"q_date", ROW_ITEM, CIPS_ITEM_DATE, false, false, NULL},
	{"add_date_prompt", ROW_ITEM, CIPS_ITEM_DATE, false, false, NULL},
	{"note", ROW_ITEM, CIPS_ITEM_NOTE, false, false, NULL},
	{"q_note", ROW_ITEM, CIPS_ITEM_NOTE, false, false, NULL},
	{"add_note_prompt", ROW_ITEM, CIPS_ITEM_NOTE, false, false, NULL},
	{"acknowledge", ROW_ITEM, CIPS_ITEM_ACKNOWLEDGE, false, false, NULL},
	{"trigger", ROW_ITEM, CIPS_ITEM_ACKNOWLEDGE, false, false, NULL},
	{"q_acknowledge", ROW_ITEM, CIPS_ITEM_ACKNOWLEDGE, false, false, NULL},
	{"add_acknowledge_prompt", ROW_ITEM, CIPS_ITEM_ACKNOWLEDGE, false, false, NULL},
	{"calculate", ROW_ITEM, CIPS_ITEM_CALCULATE, false, false, NULL},
	{"q_calculate", ROW_ITEM, CIPS_ITEM_CALCULATE, false, false, NULL},
	{"add_calculate_prompt", ROW_ITEM, CIPS_ITEM_CALCULATE, false, false, NULL},
	{"hidden", ROW_ITEM, CIPS_ITEM_HIDDEN, false, false, NULL},
	{"select_one", ROW_ITEM, CIPS_ITEM_SELECT_ONE, true, false, NULL},
	{"select_one_from", ROW_ITEM, CIPS_ITEM_SELECT_ONE, true, false, NULL},
	{"select1", ROW_ITEM, CIPS_ITEM_SELECT_ONE, true, false, NULL},
	{"select_one_using", ROW_ITEM, CIPS_ITEM_SELECT_ONE, true, false, NULL},
	{"add_select_one_prompt_using", ROW_ITEM, CIPS_ITEM_SELECT_ONE, true, false, NULL},
	{"select_one_from_file", ROW_ITEM, CIPS_ITEM_SELECT_ONE, true, true, NULL},
	{"select_multiple", ROW_ITEM, CIPS_ITEM_SELECT_MULTIPLE, true, false, NULL},
	{"select_multiple_from", ROW_ITEM, CIPS_ITEM_SELECT_MULTIPLE, true, false, NULL},
	{"select_all_that_apply", ROW_ITEM, CIPS_ITEM_SELECT_MULTIPLE, true, false, NULL},
	{"select_all_that_apply_from", ROW_ITEM, CIPS_ITEM_SELECT_MULTIPLE, true, false, NULL},
	{"select_multiple_using", ROW_ITEM, CIPS_ITEM_SELECT_MULTIPLE, true, false, NULL},
	{"add_select_multiple_prompt_using", ROW_ITEM, CIPS_ITEM_SELECT_MULTIPLE, true, false,
		NULL},
	{"rank", ROW_ITEM, CIPS_ITEM_RANK, true, false, NULL},
	{"begin_group", ROW_BEGIN_GROUP, 0, false, false, NULL},
	{"end_group", ROW_END_GROUP, 0, false, false, NULL},
	{"begin_repeat", ROW_BEGIN_REPEAT, 0, false, false, no_repeat},
	{"begin_lgroup", ROW_BEGIN_REPEAT, 0, false, false, no_repeat},
	{"begin_looped_group", ROW_BEGIN_REPEAT, 0, false, false, no_repeat},
	{"begin_loop", ROW_BEGIN_REPEAT, 0, true, false, no_repeat},
	{"end_repeat", ROW_END_REPEAT, 0, false, false, no_repeat},
	{"end_lgroup", ROW_END_REPEAT, 0, false, false, no_repeat},
	{"end_looped_group", ROW_END_REPEAT, 0, false, false, no_repeat},
	{"end_loop", ROW_END_REPEAT, 0, false, false, no_repeat},
	{"image", ROW_REFUSED, 0, false, false, no_media},
	{"photo", ROW_REFUSED, 0, false, false, no_media},
	{"audio", ROW_REFUSED, 0, false, false, no_media},
	{"background-audio", ROW_REFUSED, 0, false, false, no_media},
	{"video", ROW_REFUSED, 0, false, false, no_media},
	{"file", ROW_REFUSED, 0, false, false, no_media},
	{"signature", ROW_REFUSED, 0, false, false, no_media},
	{"draw", ROW_REFUSED, 0, false, false, no_media},
	{"annotate", ROW_REFUSED, 0, false, false, no_media},
	{"barcode", ROW_REFUSED, 0, false, false, no_media},
	{"geopoint", ROW_REFUSED, 0, false, false, no_place},
	{"gps", ROW_REFUSED, 0, false, false, no_place},
	{"location", ROW_REFUSED, 0, false, false, no_place},
	{"geotrace", ROW_REFUSED, 0, false, false, no_place},
	{"geoshape", ROW_REFUSED, 0, false, false, no_place},
	{"start-geopoint", ROW_REFUSED, 0, false, false, no_place},
	{"background-geopoint", ROW_REFUSED, 0, false, false, no_place},
	{"osm", ROW_REFUSED, 0, true, false, no_place},
	{"time", ROW_REFUSED, 0, false, false, no_time},
	{"datetime", ROW_REFUSED, 0, false, false, no_time},
	{"start", ROW_REFUSED, 0, false, false, no_metadata},
	{"start_time", ROW_REFUSED, 0, false, false, no_metadata},
	{"end", ROW_REFUSED, 0, false, false, no_metadata},
	{"end_time", ROW_REFUSED, 0, false, false, no_metadata},
	{"today", ROW_REFUSED, 0, false, false, no_metadata},
	{"audit", ROW_REFUSED, 0, false, false, no_metadata},
	{"deviceid", ROW_REFUSED, 0, false, false, no_person},
	{"device_id", ROW_REFUSED, 0, false, false, no_person},
	{"imei", ROW_REFUSED, 0, false, false, no_person},
	{"phonenumber", ROW_REFUSED, 0, false, false, no_person},
	{"phone_number", ROW_REFUSED, 0, false, false, no_person},
	{"simserial", ROW_REFUSED, 0, false, false, no_person},
	{"subscriberid", ROW_REFUSED, 0, false, false, no_person},
	{"username", ROW_REFUSED, 0, false, false, no_person},
	{"email", ROW_REFUSED, 0, false, false, no_person},
	{"select_one_external", ROW_REFUSED, 0, true, false, no_external},
	{"select_multiple_from_file", ROW_REFUSED, 0, true, false, no_external},
	{"rank_from_file", ROW_REFUSED, 0, true, false, no_external},
	{"csv-external", ROW_REFUSED, 0, false, false, no_external},
	{"xml-external", ROW_REFUSED, 0, false, false, no_external},
	{"xform", ROW_REFUSED, 0, false, false, no_program},
	{"entity", ROW_REFUSED, 0, false, false, no_program},
};

enum { KNOWN = sizeof table / sizeof *table };

/* The bytes of `text` that the known type takes, when it begins with it as a whole word; else 0. */
static size_t begins_with(const char *text, const char *name)
{
	size_t i = 0;
	for (; name[i]; i++) {
		int c = tolower((unsigned char)text[i]);
		if (c == ' ')
			c = '_';
		if (c != name[i])
			return 0;
	}
	return text[i] == '\0' || text[i] == ' ' ? i : 0;
}

/*
 * The longest known type that fits: with something behind it only where a list is taken, and with
 * nothing only where none is, unless there is no better one.
 */
static const struct known *find(const char *text, size_t *taken)
{
	const struct known *best = NULL;
	bool best_fits = false;
	*taken = 0;
	for (size_t i = 0; i < KNOWN; i++) {
		size_t n = begins_with(text, table[i].name);
		if (!n || (text[n] && !table[i].takes_list))
			continue;
		bool fits = (text[n] != '\0') == table[i].takes_list;
		if (!best || fits > best_fits || (fits == best_fits && n > *taken)) {
			best = &table[i];
			best_fits = fits;
			*taken = n;
		}
	}
	return best;
}

/* Cuts "or_other" off the end of the list's name, in place; whether it was there. */
static bool cut_or_other(char *list)
{
	static const char *const ends[] = {
		" or_other", " or other", " or specify other", " or_specify_other"};
	size_t n = strlen(list);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t length = strlen(ends[i]);
		if (n <= length || strcasecmp(list + n - length, ends[i]) != 0)
			continue;
		list[n - length] = '\0';
		return true;
	}
	return false;
}

struct row_type forms_type_parse(struct cips_arena *arena, const char *cell)
{
	size_t taken;
	char *text = cips_utf8_normalize(arena, cell);
	const struct known *known = find(text, &taken);
	struct row_type type = {.kind = ROW_UNKNOWN, .list = "", .word = text, .why = ""};
	if (!known)
		return type;
	type.kind = known->kind;
	type.item = known->item;
	type.takes_list = known->takes_list;
	type.from_file = known->from_file;
	type.word = known->name;
	type.why = known->why ? known->why : "";
	if (known->takes_list && text[taken]) {
		type.or_other = cut_or_other(text + taken);
		type.list = text + taken + strspn(text + taken, " ");
	}
	return type;
}

static const char *name_of(const void *known, size_t i)
{
	(void)known;
	return table[i].name;
}

const char *forms_type_suggest(struct cips_arena *arena, const char *cell)
{
	enum { LONGEST = 40 }; /* bytes; more than a type has, even with a slip in it */
	const char *text = cips_utf8_normalize(arena, cell);
	const char *near = cips_suggest(text, NULL, KNOWN, name_of);
	/* A list may stand behind the word or the two words that are misspelt. */
	for (const char *p = strchr(text, ' '); !near && p && p - text <= LONGEST;
		p = strchr(p + 1, ' '))
		near = cips_suggest(
			cips_arena_strndup(arena, text, (size_t)(p - text)), NULL, KNOWN, name_of);
	return near;
}
