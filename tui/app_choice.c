/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choices of the item in focus. Only those that are offered count: numbers, focus and letters
 * pass over the others.
 */
#include "app_parts.h"

#include <ctype.h>

bool app_is_choice(enum cips_question_kind kind)
{
	return kind == CIPS_QUESTION_ONE || kind == CIPS_QUESTION_MANY ||
		kind == CIPS_QUESTION_RANK;
}

static size_t n_choices(const struct app *app)
{
	struct cips_question question = app_question(app, app->item);
	return app_is_choice(question.kind) ? question.n_choices : 0;
}

static struct cips_choice_shown choice_at(const struct app *app, size_t choice)
{
	struct cips_choice_shown shown;
	cips_session_choice(app->session, app->item, choice, app->language, &shown);
	return shown;
}

size_t app_offered(const struct app *app)
{
	size_t n = n_choices(app), offered = 0;
	for (size_t i = 0; i < n; i++)
		offered += choice_at(app, i).offered;
	return offered;
}

int app_nth_offered(const struct app *app, size_t number)
{
	size_t n = n_choices(app);
	for (size_t i = 0; i < n; i++) {
		if (choice_at(app, i).offered && --number == 0)
			return (int)i;
	}
	return -1;
}

bool app_is_offered(const struct app *app, int choice)
{
	return choice >= 0 && (size_t)choice < n_choices(app) &&
		choice_at(app, (size_t)choice).offered;
}

bool app_is_chosen(const struct app *app, int choice)
{
	return choice >= 0 && cips_session_chosen(app->session, app->item, (size_t)choice);
}

int app_first_chosen(const struct app *app)
{
	size_t n = n_choices(app);
	int chosen = -1;
	size_t best = 0;
	bool ranks = app_question(app, app->item).kind == CIPS_QUESTION_RANK;
	for (size_t i = 0; i < n; i++) {
		if (!app_is_chosen(app, (int)i) || !app_is_offered(app, (int)i))
			continue;
		size_t place = ranks ? cips_session_place(app->session, app->item, i) : 1;
		if (chosen < 0 || place < best) {
			chosen = (int)i;
			best = place;
		}
	}
	return chosen;
}

/* The next choice that is offered in a direction, or `from` itself. */
static int walk(const struct app *app, int from, int by)
{
	int n = (int)n_choices(app);
	for (int i = from + by; i >= 0 && i < n; i += by) {
		if (app_is_offered(app, i))
			return i;
	}
	return from;
}

int app_neighbour(const struct app *app, enum press press)
{
	int n = (int)n_choices(app), end;
	switch (press) {
	case PRESS_DOWN:
	case PRESS_RIGHT:
		return walk(app, app->focus, 1);
	case PRESS_UP:
	case PRESS_LEFT:
		end = walk(app, n, -1);
		if (app->focus < 0)
			return end < n ? end : -1;
		return walk(app, app->focus, -1);
	case PRESS_HOME:
		return walk(app, -1, 1);
	case PRESS_END:
		end = walk(app, n, -1);
		return end < n ? end : -1;
	default:
		return app->focus;
	}
}

/* A letter of Latin-1 without its accent, lower case; others as they are. */
static uint32_t plain_letter(uint32_t c)
{
	static const char letters[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts"
				      "aaaaaaaceeeeiiiidnooooo*ouuuuyty";
	if (c < 0x80)
		return (uint32_t)tolower((int)c);
	return c >= 0xC0 && c <= 0xFF ? (unsigned char)letters[c - 0xC0] : c;
}

/* The first character of a text in UTF-8. */
static uint32_t first_letter(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t more = *p < 0xC0 ? 0 : *p < 0xE0 ? 1 : *p < 0xF0 ? 2 : 3;
	uint32_t c = more ? *p & (0x3Fu >> more) : *p;
	for (size_t i = 1; i <= more && (p[i] & 0xC0) == 0x80; i++)
		c = c << 6 | (p[i] & 0x3F);
	return plain_letter(c);
}

int app_choice_by_letter(const struct app *app, uint32_t character)
{
	int n = (int)n_choices(app);
	uint32_t wanted = plain_letter(character);
	for (int step = 1; step <= n; step++) {
		int i = (app->focus + step) % n;
		if (app_is_offered(app, i) &&
			first_letter(choice_at(app, (size_t)i).label) == wanted)
			return i;
	}
	return app->focus;
}

void app_mark(struct app *app, int choice)
{
	size_t item = app->item, at = (size_t)choice;
	app->focus = choice;
	switch (app_question(app, item).kind) {
	case CIPS_QUESTION_ONE:
		if (!app_is_chosen(app, choice))
			cips_session_choose(app->session, item, at);
		break;
	case CIPS_QUESTION_MANY:
		cips_session_tick(app->session, item, at, !app_is_chosen(app, choice));
		break;
	case CIPS_QUESTION_RANK:
		cips_session_rank(app->session, item, at);
		break;
	default:
		break;
	}
}
