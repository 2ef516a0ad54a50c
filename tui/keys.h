/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a key does now. keys.def is the one list from which the legend, the help, the menu, the line
 * mode's commands and the manual are made; a key that is not live does nothing.
 */
#ifndef CIPS_TUI_KEYS_H
#define CIPS_TUI_KEYS_H

#include "words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;

/* A key of the keyboard. What types a character, the blank included, is PRESS_CHARACTER. */
enum press {
	PRESS_NONE,
	PRESS_CHARACTER,
	PRESS_ENTER,
	PRESS_ESCAPE,
	PRESS_TAB,
	PRESS_BACK_TAB,
	PRESS_ERASE, /* backspace */
	PRESS_DELETE,
	PRESS_UP,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_HOME,
	PRESS_END,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_F1,
	PRESS_F12 = PRESS_F1 + 11,
};

/* What it stands for. */
enum action {
	ACTION_NONE,
#define ACTION(id, presses, characters, cap, plain, legend, help) ACTION_##id,
#include "keys.def"
#undef ACTION
	ACTIONS,
};

/* One entry of the legend. */
struct live_key {
	enum action action;
	const char *cap;   /* what is printed on the key: "F1", "1-5" */
	const char *plain; /* what the line mode takes for it: "/h"; NULL: nothing */
	enum say legend;   /* one or two words */
	enum say help;	   /* a sentence */
};

/* The keys that act on the screen as it is, in the order of the legend; at most ACTIONS. */
size_t keys_live(const struct app *app, struct live_key live[ACTIONS]);

/*
 * The live action of a key; ACTION_NONE when it has none. Under OVERLAY_WARNING a key without an
 * action of its own there is ACTION_STAY.
 */
enum action keys_action(const struct app *app, enum press press, uint32_t character);

/*
 * What OVERLAY_MENU lists: the actions of the screen below that need no more than a word. All of
 * them act, also those whose key types a letter there.
 */
size_t keys_menu(const struct app *app, struct live_key live[ACTIONS]);

/* Whether an action can be done now, by a key or by its word. */
bool keys_allows(const struct app *app, enum action action);

/* How many things a number can choose now: choices offered, languages, lines of the menu. */
size_t keys_numbers(const struct app *app);

#endif
