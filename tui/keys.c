/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When each action of keys.def is live: on which screens, under which overlays, and under what
 * condition. Nothing else decides it; what is live is what the legend shows.
 */
#include "app_parts.h"

#include <string.h>

#define PRESSES(...)        \
	{                   \
		__VA_ARGS__ \
	}
#define ACTION(id, presses, characters, cap, plain, legend, help) \
	[ACTION_##id] = {presses, characters, {ACTION_##id, cap, plain, legend, help}},
static const struct {
	enum press presses[6];
	const char *characters;
	struct live_key key;
} keys[ACTIONS] = {
#include "keys.def"
};
#undef ACTION

/* --- conditions ------------------------------------------------------------------------------- */

static struct cips_question question(const struct app *app)
{
	return app_question(app, app->item);
}

static bool asks(const struct app *app)
{
	return app->overlay == OVERLAY_NONE && app->screen == SCREEN_QUESTION;
}

static bool many_languages(const struct app *app)
{
	return app->facts.languages > 1;
}

static bool drawn(const struct app *app)
{
	return !app->options.plain;
}

static bool can_look(const struct app *app)
{
	return drawn(app) && !app->options.look_fixed;
}

static bool answerable(const struct app *app)
{
	struct cips_question q = question(app);
	return q.kind != CIPS_QUESTION_NOTE && q.kind != CIPS_QUESTION_NONE && !q.read_only;
}

static bool enters(const struct app *app)
{
	return app->screen == SCREEN_RESUME || app->screen == SCREEN_ORGANISER ||
		app->screen == SCREEN_TOKEN;
}

static bool types(const struct app *app)
{
	return enters(app) || (answerable(app) && app_is_typed(question(app).kind));
}

static bool chooses(const struct app *app)
{
	return answerable(app) && app_is_choice(question(app).kind);
}

/* A long list is searched by letters. */
static bool jumps(const struct app *app)
{
	return app->n_page == 1 && !app->options.plain && chooses(app) && app_offered(app) > 9;
}

static bool moves_over(const struct app *app)
{
	switch (app->overlay) {
	case OVERLAY_MENU:
		return true;
	case OVERLAY_LANGUAGES:
		return many_languages(app);
	default:
		return app->overflow > 0;
	}
}

static bool moves(const struct app *app)
{
	if (app->overlay != OVERLAY_NONE)
		return moves_over(app);
	switch (app->screen) {
	case SCREEN_WELCOME:
		return many_languages(app);
	case SCREEN_REVIEW:
	case SCREEN_CONFIRM:
		return true;
	case SCREEN_QUESTION:
		if (question(app).kind != CIPS_QUESTION_NOTE)
			return app->n_page > 1 || app_offered(app) > 0;
		return app->overflow > 0;
	default:
		return app->overflow > 0;
	}
}

static bool has_side(const struct app *app)
{
	if (app->n_page > 1)
		return chooses(app);
	return types(app) && *cips_session_typed(app->session, app->item);
}

static bool numbers(const struct app *app)
{
	return keys_numbers(app) > 0;
}

static bool marks(const struct app *app)
{
	if (!chooses(app) || !app_is_offered(app, app->focus))
		return false;
	return question(app).kind != CIPS_QUESTION_ONE || !app_is_chosen(app, app->focus);
}

static bool erases(const struct app *app)
{
	return enters(app) ? app->entry_n > 0 : types(app) && app->caret > 0;
}

static bool goes_forward(const struct app *app)
{
	if (app->overlay == OVERLAY_HIDDEN)
		return app->waking;
	if (app->overlay == OVERLAY_NONE && app->screen == SCREEN_PICTURE)
		return app->direction == DIRECTION_NONE;
	return app->overlay != OVERLAY_NONE || !enters(app) || app->entry_n > 0 ||
		app->screen == SCREEN_TOKEN;
}

static bool tries(const struct app *app)
{
	return app->direction != DIRECTION_NONE;
}

/* Something to take away, be it unfinished or no longer offered. */
static bool has_answer(const struct app *app)
{
	bool any = cips_session_state(app->session, app->item) != CIPS_STATE_SKIPPED ||
		*cips_session_typed(app->session, app->item);
	for (size_t i = 0, n = question(app).n_choices; !any && i < n; i++)
		any = cips_session_chosen(app->session, app->item, i);
	return any;
}

static bool clears(const struct app *app)
{
	return enters(app) ? app->entry_n > 0 : answerable(app) && has_answer(app);
}

static bool can_undo(const struct app *app)
{
	return cips_session_can_undo(app->session);
}

static bool can_redo(const struct app *app)
{
	return cips_session_can_redo(app->session);
}

static bool hides(const struct app *app)
{
	return drawn(app) && !(app->overlay == OVERLAY_HIDDEN && app->waking);
}

static bool pauses(const struct app *app)
{
	return app->options.resume;
}

static bool resumes(const struct app *app)
{
	return app->options.resume && !app->running;
}

static bool has_spare(const struct app *app)
{
	return app->options.spare;
}

static bool practises(const struct app *app)
{
	return app->facts.practice;
}

static bool collects(const struct app *app)
{
	return !app->facts.practice;
}

/* --- the rules -------------------------------------------------------------------------------- */

#define ON(screen) (1u << SCREEN_##screen)
#define UNDER(overlay) (1u << OVERLAY_##overlay)

enum {
	EVERYWHERE = (1u << SCREENS) - 1,
	NOT_FIRST = EVERYWHERE & ~(ON(WELCOME) | ON(FULL)),
	ENTRIES = ON(RESUME) | ON(ORGANISER) | ON(TOKEN),
	ANSWERS = ON(QUESTION) | ON(REVIEW),
	LISTS = UNDER(MENU) | UNDER(LANGUAGES),
	READABLE = UNDER(HELP) | LISTS,
};

static const struct {
	unsigned screens;  /* where nothing lies over them */
	unsigned overlays; /* whatever they lie over */
	bool (*when)(const struct app *app);
} rules[ACTIONS] = {
	[ACTION_MOVE] = {ON(WELCOME) | ON(DETAILS) | ON(CONFIRM) | ANSWERS, READABLE, moves},
	[ACTION_SIDE] = {ON(QUESTION), 0, has_side},
	[ACTION_CHOOSE] = {ON(WELCOME) | ON(CONFIRM) | ANSWERS, LISTS, numbers},
	[ACTION_MARK] = {ON(QUESTION), 0, marks},
	[ACTION_TYPE] = {ON(QUESTION) | ENTRIES, 0, types},
	[ACTION_JUMP] = {ON(QUESTION), 0, jumps},
	[ACTION_ERASE] = {ON(QUESTION) | ENTRIES, 0, erases},
	[ACTION_FORWARD] = {EVERYWHERE & ~(ON(UNSAVED) | ON(FULL)), READABLE | UNDER(HIDDEN),
		goes_forward},
	[ACTION_BACK] = {NOT_FIRST & ~ON(THANKS), READABLE, NULL},
	[ACTION_HELP] = {EVERYWHERE, 0, NULL},
	[ACTION_LANGUAGE] = {EVERYWHERE, UNDER(HELP) | UNDER(MENU) | UNDER(WARNING),
		many_languages},
	[ACTION_LOOK] = {EVERYWHERE, READABLE, can_look},
	[ACTION_DETAILS] = {ON(TRUST), 0, NULL},
	[ACTION_UNMASK] = {ON(REVIEW), 0, NULL},
	[ACTION_ASCII] = {EVERYWHERE, READABLE, drawn},
	[ACTION_DONT_KNOW] = {ON(QUESTION), 0, answerable},
	[ACTION_REFUSE] = {ON(QUESTION), 0, answerable},
	[ACTION_CLEAR] = {ON(QUESTION) | ENTRIES, 0, clears},
	[ACTION_REVIEW] = {ON(QUESTION), 0, NULL},
	[ACTION_UNDO] = {ANSWERS, 0, can_undo},
	[ACTION_REDO] = {ANSWERS, 0, can_redo},
	[ACTION_PAUSE] = {ANSWERS, 0, pauses},
	[ACTION_RESUME] = {ON(WELCOME), 0, resumes},
	[ACTION_AGAIN] = {ON(UNSAVED), 0, NULL},
	[ACTION_ELSEWHERE] = {ON(UNSAVED), 0, has_spare},
	[ACTION_YES] = {ON(PICTURE), 0, tries},
	[ACTION_NO] = {ON(PICTURE), 0, tries},
	[ACTION_PLAIN] = {ON(WELCOME), 0, drawn},
	[ACTION_ORGANISER] = {ON(WELCOME) | ON(FULL) | ON(THANKS), 0, collects},
	[ACTION_QUIT] = {ON(WELCOME) | ON(THANKS), 0, practises},
	[ACTION_MENU] = {EVERYWHERE, 0, drawn},
	[ACTION_STAY] = {0, UNDER(WARNING), NULL},
	[ACTION_HIDE] = {EVERYWHERE, READABLE | UNDER(WARNING) | UNDER(HIDDEN), hides},
};

/* By the rules, at any size. */
static bool allowed(const struct app *app, enum action action)
{
	bool bare = app->overlay == OVERLAY_NONE;
	unsigned where = bare ? 1u << app->screen : 1u << app->overlay;
	if (!(where & (bare ? rules[action].screens : rules[action].overlays)))
		return false;
	return !rules[action].when || rules[action].when(app);
}

/*
 * Where the screen is too small nothing can be read, but it can be hidden, and the warning ended.
 */
bool keys_allows(const struct app *app, enum action action)
{
	bool small = app_too_small(app) && action != ACTION_HIDE &&
		app->overlay != OVERLAY_HIDDEN && app->overlay != OVERLAY_WARNING;
	return !small && allowed(app, action);
}

/* Letters are for a text or for the list: what else they stand for is in the menu. */
static bool by_key(const struct app *app, enum action action)
{
	return action != ACTION_PAUSE || app->options.plain || !asks(app) ||
		!(types(app) || jumps(app));
}

/* Things in the menu are chosen by their number there. */
static bool in_menu(enum action action)
{
	switch (action) {
	case ACTION_MOVE:
	case ACTION_SIDE:
	case ACTION_CHOOSE:
	case ACTION_MARK:
	case ACTION_TYPE:
	case ACTION_JUMP:
	case ACTION_ERASE:
	case ACTION_MENU:
		return false;
	default:
		return true;
	}
}

size_t keys_numbers(const struct app *app)
{
	struct live_key live[ACTIONS];
	size_t rows;
	if (app->overlay == OVERLAY_MENU)
		return keys_menu(app, live);
	if (app->overlay == OVERLAY_LANGUAGES || app->screen == SCREEN_WELCOME)
		return app->facts.languages;
	if (app->screen == SCREEN_QUESTION)
		return chooses(app) ? app_offered(app) : 0;
	if (app->screen == SCREEN_CONFIRM)
		return 2;
	if (!app->options.plain)
		return 0;
	app_review_item(app, 0, &rows);
	return rows + 1;
}

/* The digits that choose something now, and Esc where it leaves what lies over the screen. */
static const char *cap_of(const struct app *app, enum action action)
{
	static const char *const digits[] = {
		"", "1", "1-2", "1-3", "1-4", "1-5", "1-6", "1-7", "1-8", "1-9"};
	if (action == ACTION_CHOOSE) {
		size_t n = keys_numbers(app);
		return digits[n < 9 ? n : 9];
	}
	if (action == ACTION_BACK && app->overlay != OVERLAY_NONE)
		return "Esc";
	return keys[action].key.cap;
}

/* A key that goes to and fro is called for what it does now. */
static struct live_key key_of(const struct app *app, enum action action)
{
	struct live_key key = keys[action].key;
	if (action == ACTION_UNMASK && app->unmasked) {
		key.plain = "/mask";
		key.legend = SAY_KEY_MASK;
	}
	return key;
}

size_t keys_live(const struct app *app, struct live_key live[ACTIONS])
{
	size_t n = 0;
	for (enum action action = ACTION_NONE + 1; action < ACTIONS; action++) {
		if (!keys_allows(app, action) || !by_key(app, action))
			continue;
		live[n] = key_of(app, action);
		live[n++].cap = cap_of(app, action);
	}
	return n;
}

size_t keys_menu(const struct app *app, struct live_key live[ACTIONS])
{
	struct app below = *app;
	size_t n = 0;
	below.overlay = OVERLAY_NONE;
	for (enum action action = ACTION_NONE + 1; action < ACTIONS; action++) {
		if (in_menu(action) && allowed(&below, action))
			live[n++] = key_of(&below, action);
	}
	explicit_bzero(&below, sizeof below);
	return n;
}

/* --- from a key to its action ----------------------------------------------------------------- */

/* Where there is text to read, the page keys turn its pages. */
static bool reads(const struct app *app)
{
	return app->overlay == OVERLAY_HELP ||
		(app->overlay == OVERLAY_NONE && app->screen == SCREEN_DETAILS);
}

static bool has_press(const struct app *app, enum action action, enum press press)
{
	bool page = press == PRESS_PAGE_UP || press == PRESS_PAGE_DOWN;
	if (page && reads(app) != (action == ACTION_MOVE))
		return false;
	if (press == PRESS_ESCAPE && app->overlay != OVERLAY_NONE)
		return action == ACTION_BACK;
	for (size_t i = 0; i < sizeof keys[0].presses / sizeof keys[0].presses[0]; i++) {
		if (keys[action].presses[i] == press)
			return true;
	}
	return false;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC0;
}

static bool has_character(const struct app *app, enum action action, uint32_t character)
{
	if (action == ACTION_TYPE)
		return app_is_typable(character);
	if (action == ACTION_JUMP)
		return is_letter(character);
	if (action == ACTION_CHOOSE && character > '0' && character <= '9')
		return character - '0' <= keys_numbers(app);
	for (const char *c = keys[action].characters; *c; c++) {
		if ((unsigned char)*c == character)
			return true;
	}
	return false;
}

enum action keys_action(const struct app *app, enum press press, uint32_t character)
{
	for (enum action action = ACTION_NONE + 1; press != PRESS_NONE && action < ACTIONS;
		action++) {
		bool meant = press == PRESS_CHARACTER ? has_character(app, action, character)
						      : has_press(app, action, press);
		if (meant && keys_allows(app, action) && by_key(app, action))
			return action;
	}
	return app->overlay == OVERLAY_WARNING && press != PRESS_NONE ? ACTION_STAY : ACTION_NONE;
}
