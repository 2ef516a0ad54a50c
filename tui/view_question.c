/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One question: its text on top, which stays, and below it what is answered, as a window around the
 * focus. Where the text leaves too little room both scroll together.
 */
#include "view_parts.h"

#include "bidi.h"

#include <stdio.h>
#include <string.h>

/* Rows for the answer that the text of a question may not take. */
enum { ANSWER_ROWS = 6 };

/* Columns of a field for something short. */
enum { SHORT_FIELD = 28 };

const char *question_choice(const struct app *app, size_t item, size_t choice)
{
	struct cips_choice_shown shown;
	cips_session_choice(app->session, item, choice, app->language, &shown);
	return shown.label;
}

static const char *cap_of(const struct app *app, enum action action)
{
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live);
	for (size_t i = 0; i < n; i++)
		if (live[i].action == action)
			return app->options.plain ? live[i].plain : legend_cap(app, live[i].cap);
	return "";
}

const char *question_failure(const struct app *app, char *out, size_t size)
{
	const char *said = body_say(app, SAY_FAILED);
	size_t n = strlen(said);
	*out = '\0';
	if (app->err.rc == CIPS_OK || n + 1 >= size)
		return out;
	memcpy(out, said, n + 1);
	if (!*app->err.text)
		return out;
	out[n++] = ' ';
	words_fill(out + n, size - n, app->tongue, SAY_UNSAVED_WHY, app->err.text, NULL);
	return out;
}

const char *question_fault(const struct app *app, char *out, size_t size)
{
	static const enum say words[] = {
		[CIPS_FAULT_REQUIRED] = SAY_FAULT_REQUIRED,
		[CIPS_FAULT_CONSTRAINT] = SAY_FAULT_CONSTRAINT,
		[CIPS_FAULT_NOT_OFFERED] = SAY_FAULT_NOT_OFFERED,
		[CIPS_FAULT_NUMBER] = SAY_FAULT_NUMBER,
		[CIPS_FAULT_WHOLE] = SAY_FAULT_WHOLE,
		[CIPS_FAULT_DATE] = SAY_FAULT_DATE,
		[CIPS_FAULT_UNFINISHED] = SAY_FAULT_UNFINISHED,
	};
	if (app->fault.kind == CIPS_FAULT_NONE)
		return question_failure(app, out, size);
	if (app->fault.message && *app->fault.message)
		snprintf(out, size, "%s", app->fault.message);
	else
		words_fill(out, size, app->tongue, words[app->fault.kind],
			cap_of(app, ACTION_DONT_KNOW), cap_of(app, ACTION_REFUSE), NULL);
	return out;
}

/* --- the answer as one text ----------------------------------------------------------------- */

static size_t add(char *out, size_t size, size_t n, const char *text)
{
	int more = snprintf(out + n, size - n, "%s", text);
	n += more > 0 ? (size_t)more : 0;
	return n < size ? n : size - 1;
}

/* The choices with a tick, or in the order of their places. */
static void join_choices(const struct app *app, size_t item, const struct cips_question *question,
	char *out, size_t size)
{
	size_t n = 0;
	bool ranked = question->kind == CIPS_QUESTION_RANK;
	for (size_t round = 1; round <= (ranked ? question->n_choices : 1); round++)
		for (size_t i = 0; i < question->n_choices; i++) {
			size_t place = ranked ? cips_session_place(app->session, item, i) : 0;
			if (ranked ? place != round : !cips_session_chosen(app->session, item, i))
				continue;
			n = add(out, size, n, n ? "; " : "");
			n = add(out, size, n, question_choice(app, item, i));
		}
}

const char *question_answer(const struct app *app, size_t item, char *out, size_t size)
{
	struct cips_question question = app_question(app, item);
	enum cips_state state = cips_session_state(app->session, item);
	*out = '\0';
	if (question.kind >= CIPS_QUESTION_NUMBER)
		add(out, size, 0, cips_session_typed(app->session, item));
	else
		join_choices(app, item, &question, out, size);
	if (!*out && state == CIPS_STATE_DONT_KNOW)
		add(out, size, 0, body_say(app, SAY_DONT_KNOW));
	if (!*out && state == CIPS_STATE_REFUSED)
		add(out, size, 0, body_say(app, SAY_REFUSED));
	return out;
}

/* --- the text of the question --------------------------------------------------------------- */

/* How it is answered, where that does not show by itself. */
static void how_to_answer(struct body *body, const struct cips_question *question)
{
	static const enum say how[] = {
		[CIPS_QUESTION_MANY] = SAY_HOW_MANY,
		[CIPS_QUESTION_RANK] = SAY_HOW_RANK,
		[CIPS_QUESTION_DATE] = SAY_HOW_DATE,
		[CIPS_QUESTION_TEXT] = SAY_HOW_TEXT,
	};
	if (question->read_only)
		body_words(body, ROLE_QUIET, SAY_READ_ONLY);
	else if (question->kind == CIPS_QUESTION_NUMBER)
		body_words(body, ROLE_QUIET, question->whole ? SAY_HOW_WHOLE : SAY_HOW_NUMBER);
	else if (question->kind > CIPS_QUESTION_MANY ||
		(question->kind == CIPS_QUESTION_MANY && !*question->hint))
		body_words(body, ROLE_QUIET, how[question->kind]);
	if (question->sensitive && !question->read_only)
		body_words(body, ROLE_QUIET, SAY_SENSITIVE);
}

void body_fault(struct body *body, int column)
{
	char text[VIEW_TEXT];
	const struct app *app = body->app;
	enum voice voice = app->fault.message && *app->fault.message ? VOICE_FORM : VOICE_OURS;
	if (!*question_fault(app, text, sizeof text))
		return;
	body_puts(body, column, 1, ROLE_ERROR, voice, "!");
	body_wrap(body, column + 2, body->box.columns - column - 2, ROLE_ERROR, voice, text);
	body_next(body);
}

static void fill_head(struct body *body)
{
	struct cips_question question = app_question(body->app, body->app->item);
	body_paragraph(body, ROLE_STRONG, VOICE_FORM, question.label);
	body_paragraph(body, ROLE_QUIET, VOICE_FORM, question.hint);
	body_paragraph(body, ROLE_QUIET, VOICE_FORM, question.guidance);
	if (question.kind != CIPS_QUESTION_NOTE)
		how_to_answer(body, &question);
	if (body->app->fault.kind != CIPS_FAULT_NONE) {
		body_gap(body);
		body_fault(body, 0);
	}
	body_gap(body);
}

void question_fill_note(struct body *body)
{
	fill_head(body);
}

/* --- what is answered ----------------------------------------------------------------------- */

/* A state that no choice of the list says. */
static void fill_state(struct body *body, const struct cips_question *question)
{
	char text[256];
	const struct app *app = body->app;
	enum cips_state state = cips_session_state(app->session, app->item);
	bool unknown = state == CIPS_STATE_DONT_KNOW && question->dont_know < 0;
	bool refused = state == CIPS_STATE_REFUSED && question->refused < 0;
	if (!unknown && !refused)
		return;
	words_fill(text, sizeof text, app->tongue, SAY_ANSWER,
		body_say(app, unknown ? SAY_DONT_KNOW : SAY_REFUSED), NULL);
	body_gap(body);
	body_paragraph(body, ROLE_CHOSEN, VOICE_OURS, text);
}

/* "(*)", "[x]", "[2]" */
static const char *mark_of(
	const struct app *app, const struct cips_question *question, size_t choice, char mark[32])
{
	bool chosen = cips_session_chosen(app->session, app->item, choice);
	if (question->kind == CIPS_QUESTION_ONE)
		return chosen ? "(*)" : "( )";
	if (question->kind == CIPS_QUESTION_MANY)
		return chosen ? "[x]" : "[ ]";
	size_t place = cips_session_place(app->session, app->item, choice);
	if (!place)
		return question->n_choices > 9 ? "[  ]" : "[ ]";
	snprintf(mark, 32, question->n_choices > 9 ? "[%2zu]" : "[%zu]", place);
	return mark;
}

static void fill_choices(struct body *body, const struct cips_question *question)
{
	const struct app *app = body->app;
	struct cips_choice_shown shown;
	size_t number = 0, offered = 0;
	for (size_t i = 0; i < question->n_choices; i++) {
		cips_session_choice(app->session, app->item, i, app->language, &shown);
		offered += shown.offered;
	}
	for (size_t i = 0; i < question->n_choices; i++) {
		char mark[32];
		cips_session_choice(app->session, app->item, i, app->language, &shown);
		if (!shown.offered)
			continue;
		number++;
		bool chosen = cips_session_chosen(app->session, app->item, i) ||
			cips_session_place(app->session, app->item, i) > 0;
		struct item item = {.focus = app->focus == (int)i,
			.cursor = app->focus < 0 && number == 1,
			.number = number,
			.of = offered,
			.mark = mark_of(app, question, i, mark),
			.indent = (int)shown.level * 2,
			.role = chosen ? ROLE_CHOSEN : ROLE_PLAIN,
			.voice = VOICE_FORM,
			.label = question_choice(app, app->item, i)};
		body_item(body, &item);
	}
}

static void fill_field(struct body *body, const struct cips_question *question)
{
	const struct app *app = body->app;
	const char *typed = cips_session_typed(app->session, app->item);
	bool text = question->kind == CIPS_QUESTION_TEXT;
	size_t characters = 0;
	/* What is typed goes the way of its first letter. */
	bool from_right = !*typed || bidi_from_right(typed, strlen(typed));
	body_field(body, text ? body->box.columns : SHORT_FIELD, typed, app->caret,
		from_right ? VOICE_FORM : VOICE_OURS);
	if (!text)
		return;
	for (const char *p = typed; *p; p++)
		characters += ((unsigned char)*p & 0xC0) != 0x80;
	char used[24], most[24], line[128];
	snprintf(used, sizeof used, "%zu", characters);
	snprintf(most, sizeof most, "%d", CIPS_TYPED_CHARACTERS);
	words_fill(line, sizeof line, app->tongue, SAY_CHARACTERS, used, most, NULL);
	/* What is typed from here on is not taken: that must not go unseen. */
	body_paragraph(body, characters < CIPS_TYPED_CHARACTERS ? ROLE_QUIET : ROLE_ERROR,
		VOICE_OURS, line);
}

static void fill_answer(struct body *body)
{
	struct cips_question question = app_question(body->app, body->app->item);
	if (question.kind >= CIPS_QUESTION_NUMBER)
		fill_field(body, &question);
	else
		fill_choices(body, &question);
	fill_state(body, &question);
}

static void fill_all(struct body *body)
{
	fill_head(body);
	fill_answer(body);
}

void question_draw(const struct app *app, struct frame *frame, struct box box)
{
	struct cips_question question = app_question(app, app->item);
	if (question.kind == CIPS_QUESTION_NOTE || question.kind == CIPS_QUESTION_NONE) {
		body_show(app, frame, box, fill_head);
		return;
	}
	int head = body_count(app, box, fill_head), answer = body_count(app, box, fill_answer);
	int least = answer < ANSWER_ROWS ? answer : ANSWER_ROWS;
	if (head + least > box.rows) {
		body_show(app, frame, box, fill_all);
		return;
	}
	struct box upper = box, lower = box;
	upper.rows = head;
	lower.top += head;
	lower.rows -= head;
	body_show(app, frame, upper, fill_head);
	body_show(app, frame, lower, fill_answer);
}
