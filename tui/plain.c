/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a line to what it does. What is said is in plain_say.c, how a line is read in lines.c. The
 * help is said at once and is no overlay here.
 */
#include "plain.h"

#include "lines.h"
#include "plain_say.h"
#include "rescue.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* Where the app was when it was last said. */
struct place {
	enum screen screen;
	enum overlay overlay;
	size_t item;
	size_t language;
	bool unmasked;
};

struct plain {
	struct app *app;
	FILE *out;
	struct lines lines;
	struct place said;
	bool left;  /* the welcome screen has been left */
	bool ended; /* the organiser ended it */
};

static struct place place_of(const struct app *app)
{
	return (struct place){app->screen, app->overlay, app->item, app->language, app->unmasked};
}

static bool same_place(const struct place *a, const struct place *b)
{
	return a->screen == b->screen && a->overlay == b->overlay && a->language == b->language &&
		a->unmasked == b->unmasked && (a->screen != SCREEN_QUESTION || a->item == b->item);
}

/* --- doing ---------------------------------------------------------------------------------- */

/* Moves what was typed off the screen of a terminal. */
static void push_off(struct plain *plain)
{
	struct winsize size;
	int descriptor = fileno(plain->out);
	if (descriptor < 0 || !isatty(descriptor) || ioctl(descriptor, TIOCGWINSZ, &size) != 0)
		return;
	for (int row = 0; row < size.ws_row; row++)
		fputc('\n', plain->out);
}

static void forget(struct plain *plain)
{
	lines_forget(&plain->lines);
	push_off(plain);
	cips_process_wipe_stack();
}

/* Lets an event take its course, with all that follows from it. */
static void happen(struct plain *plain, struct event event)
{
	event.now = rescue_now();
	enum effect effect = app_update(plain->app, &event);
	while (effect != EFFECT_NONE) {
		if (effect == EFFECT_QUIT) {
			plain->ended = true;
			return;
		}
		event = app_perform(plain->app, effect, rescue_now());
		if (effect == EFFECT_FORGET)
			forget(plain);
		effect = app_update(plain->app, &event);
	}
}

static void act(struct plain *plain, enum action action)
{
	happen(plain, (struct event){.kind = EVENT_ACTION, .action = action});
}

static void choose(struct plain *plain, size_t number)
{
	happen(plain,
		(struct event){.kind = EVENT_ACTION, .action = ACTION_CHOOSE, .number = number});
}

static void press(struct plain *plain, enum press press, uint32_t character)
{
	happen(plain, (struct event){.kind = EVENT_PRESS, .press = press, .character = character});
}

/* --- answering ------------------------------------------------------------------------------ */

/*
 * The whole line as numbers, separated by blanks or commas; how many, 0 when it is something else.
 */
static size_t numbers_in(const char *line, size_t *numbers, size_t room)
{
	size_t n = 0;
	while (*line) {
		char *end;
		if (*line < '0' || *line > '9' || n == room)
			return 0;
		numbers[n++] = strtoul(line, &end, 10);
		line = end + strspn(end, " ,\t");
		if (*end && line == end)
			return 0;
	}
	return n;
}

/* Whether each number stands for a choice; says which does not. */
static bool all_offered(struct plain *plain, const size_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char text[24];
		if (plain_choice(plain->app, numbers[i]) >= 0)
			continue;
		snprintf(text, sizeof text, "%zu", numbers[i]);
		plain_words(plain->app, plain->out, SAY_LINE_NO_CHOICE, text);
		return false;
	}
	return true;
}

static bool is_among(size_t number, const size_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

/* Ticks what is among the numbers and nothing else. */
static void tick(struct plain *plain, const size_t *numbers, size_t n)
{
	struct app *app = plain->app;
	int choice;
	for (size_t number = 1; (choice = plain_choice(app, number)) >= 0; number++)
		if (cips_session_chosen(app->session, app->item, (size_t)choice) !=
			is_among(number, numbers, n))
			choose(plain, number);
}

/* In the order of the numbers; one that comes twice counts where it came first. */
static void rank(struct plain *plain, const size_t *numbers, size_t n)
{
	act(plain, ACTION_CLEAR);
	for (size_t i = 0; i < n; i++)
		if (!is_among(numbers[i], numbers, i))
			choose(plain, numbers[i]);
}

/* Part of the words of a choice instead of its number. */
static void look_for(struct plain *plain, const char *line)
{
	if (!plain_matches(plain->app, plain->out, line))
		plain_words(plain->app, plain->out, SAY_LINE_NO_MATCH, line);
}

static void answer_choices(struct plain *plain, enum cips_question_kind kind, const char *line)
{
	enum { ROOM = LINE_BYTES / 2 };
	size_t numbers[ROOM];
	size_t n = numbers_in(line, numbers, ROOM);
	if (!n) {
		look_for(plain, line);
		return;
	}
	if (kind == CIPS_QUESTION_ONE && n > 1) {
		plain_words(plain->app, plain->out, SAY_LINE_ONE, NULL);
		return;
	}
	if (!all_offered(plain, numbers, n))
		return;
	if (kind == CIPS_QUESTION_ONE)
		choose(plain, numbers[0]);
	else if (kind == CIPS_QUESTION_MANY)
		tick(plain, numbers, n);
	else
		rank(plain, numbers, n);
	act(plain, ACTION_FORWARD);
	explicit_bzero(numbers, sizeof numbers);
}

/* Types a line, character by character; what is no character is left out. */
static void type(struct plain *plain, const char *line)
{
	mbstate_t state = {0};
	size_t rest = strlen(line);
	while (rest) {
		wchar_t character;
		size_t n = mbrtowc(&character, line, rest, &state);
		if (n == 0 || n > rest) {
			state = (mbstate_t){0};
			n = 1;
		} else {
			press(plain, PRESS_CHARACTER, (uint32_t)character);
		}
		line += n;
		rest -= n;
	}
}

static void answer_typed(struct plain *plain, const char *line)
{
	struct app *app = plain->app;
	char limit[24];
	if (plain->lines.cut || strlen(line) > CIPS_TYPED_BYTES ||
		mbstowcs(NULL, line, 0) > CIPS_TYPED_CHARACTERS) {
		snprintf(limit, sizeof limit, "%d", CIPS_TYPED_CHARACTERS);
		plain_words(app, plain->out, SAY_LINE_LONG, limit);
		return;
	}
	press(plain, PRESS_END, 0);
	while (*cips_session_typed(app->session, app->item)) {
		size_t before = strlen(cips_session_typed(app->session, app->item));
		press(plain, PRESS_ERASE, 0);
		if (strlen(cips_session_typed(app->session, app->item)) == before)
			break;
	}
	type(plain, line);
	act(plain, ACTION_FORWARD);
}

static void answer_question(struct plain *plain, const char *line)
{
	struct app *app = plain->app;
	struct cips_question question = app_question(app, app->item);
	if (question.read_only || question.kind == CIPS_QUESTION_NOTE)
		plain_words(app, plain->out, SAY_LINE_ENTER, NULL);
	else if (question.kind <= CIPS_QUESTION_RANK)
		answer_choices(plain, question.kind, line);
	else
		answer_typed(plain, line);
}

/* Words, a passphrase or a token. */
static void enter(struct plain *plain, const char *line)
{
	while (plain->app->entry_n) {
		size_t before = plain->app->entry_n;
		press(plain, PRESS_ERASE, 0);
		if (plain->app->entry_n == before)
			break;
	}
	type(plain, line);
	act(plain, ACTION_FORWARD);
}

static void confirm(struct plain *plain, const char *line)
{
	if (strcmp(line, "1") == 0)
		act(plain, ACTION_FORWARD);
	else if (strcmp(line, "2") == 0)
		act(plain, ACTION_BACK);
	else
		plain_words(plain->app, plain->out, SAY_LINE_CONFIRM, NULL);
}

/* A number of a list, or the one character of a key. */
static void pick(struct plain *plain, const char *line)
{
	size_t number;
	enum action action = line[1]
		? ACTION_NONE
		: keys_action(plain->app, PRESS_CHARACTER, (unsigned char)*line);
	if (numbers_in(line, &number, 1) == 1 && number >= 1 && number <= keys_numbers(plain->app))
		choose(plain, number);
	else if (action != ACTION_NONE && action != ACTION_CHOOSE)
		act(plain, action);
	else
		plain_words(plain->app, plain->out, SAY_LINE_UNKNOWN, line);
}

/* --- commands ------------------------------------------------------------------------------- */

/* The live action that is called so, in English or as the legend says it. */
static enum action command_of(const struct app *app, const char *word)
{
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live);
	for (size_t i = 0; i < n; i++)
		if (live[i].plain &&
			(plain_same(word, live[i].plain + 1) ||
				plain_same(word, words_say(app->tongue, live[i].legend))))
			return live[i].action;
	return ACTION_NONE;
}

static void command(struct plain *plain, const char *line)
{
	struct app *app = plain->app;
	enum action action = command_of(app, line + 1);
	if (action == ACTION_NONE) {
		plain_words(app, plain->out, SAY_LINE_UNKNOWN, line);
	} else if (action == ACTION_HELP) {
		plain_help(app, plain->out);
	} else if (action == ACTION_DONT_KNOW || action == ACTION_REFUSE) {
		act(plain, action);
		act(plain, ACTION_FORWARD);
	} else {
		act(plain, action);
		if (action == ACTION_CLEAR)
			plain_answer(app, plain->out);
	}
}

/* Two slashes are one that is typed. */
static bool is_command(const struct plain *plain)
{
	return plain->lines.line[0] == '/' && plain->lines.line[1] != '/';
}

static void obey(struct plain *plain)
{
	struct app *app = plain->app;
	const char *line = plain->lines.line;
	if (app->overlay == OVERLAY_WARNING)
		act(plain, ACTION_STAY);
	else if (is_command(plain))
		command(plain, line);
	else if (app->overlay == OVERLAY_NONE && app->screen == SCREEN_CONFIRM)
		confirm(plain, line);
	else if (!*line)
		act(plain, ACTION_FORWARD);
	else if (app->overlay == OVERLAY_NONE && app->screen == SCREEN_QUESTION)
		answer_question(plain, line + (line[0] == '/'));
	else if (app->overlay == OVERLAY_NONE &&
		(app->screen == SCREEN_RESUME || app->screen == SCREEN_ORGANISER ||
			app->screen == SCREEN_TOKEN))
		enter(plain, line + (line[0] == '/'));
	else
		pick(plain, line);
}

/* --- running -------------------------------------------------------------------------------- */

static void announce(struct plain *plain)
{
	struct place place = place_of(plain->app);
	bool same = same_place(&place, &plain->said);
	if (!same)
		plain_place(plain->app, plain->out);
	plain_reason(plain->app, plain->out);
	plain->said = place;
	plain->left |= place.screen != SCREEN_WELCOME;
	lines_echo(&plain->lines, place.screen != SCREEN_ORGANISER);
}

static bool is_over(const struct plain *plain, bool once)
{
	return plain->ended || (once && plain->left && plain->app->screen == SCREEN_WELCOME);
}

static bool prompt(struct plain *plain)
{
	fputs("> ", plain->out);
	return fflush(plain->out) == 0;
}

/*
 * A line, or time that passed; false at the end. A tick that changed nothing is not worth a word.
 */
static bool step(struct plain *plain)
{
	for (;;) {
		enum line read = lines_read(&plain->lines, app_wait(plain->app));
		struct place before = place_of(plain->app), after;
		if (read == LINE_END)
			return false;
		if (read == LINE_READ) {
			obey(plain);
			return true;
		}
		happen(plain, (struct event){.kind = EVENT_TICK});
		after = place_of(plain->app);
		if (plain->ended || !same_place(&before, &after)) {
			fputc('\n', plain->out);
			return true;
		}
	}
}

enum cips_rc plain_run(struct app *app, FILE *in, FILE *out, bool once)
{
	struct plain plain = {.app = app, .out = out};
	enum cips_rc rc = CIPS_OK;
	plain.said.screen = SCREENS;
	lines_open(&plain.lines, in);
	for (announce(&plain); !is_over(&plain, once); announce(&plain))
		if (!prompt(&plain) || !step(&plain)) {
			rc = app->running ? CIPS_FINDINGS : CIPS_OK;
			cips_session_clear(app->session);
			break;
		}
	fputc('\n', out);
	fflush(out);
	lines_close(&plain.lines);
	explicit_bzero(&plain, sizeof plain);
	return rc;
}
