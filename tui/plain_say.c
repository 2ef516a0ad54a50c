/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plain_say.h"

#include "view_parts.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

enum { SHORT_LIST = 30 }; /* a list that is longer is not read out */

/* Boxes, blocks, shapes, ornaments and braille, U+2500 to U+28FF: E2 94 80 to E2 A3 BF. */
static bool is_drawing(const unsigned char *p)
{
	return p[0] == 0xe2 && p[1] >= 0x94 && p[1] <= 0xa3 && p[2];
}

/* One line of text: everything goes through here. */
static void line_out(FILE *out, const char *text)
{
	char *clean = cips_printable(text);
	size_t n = strlen(clean), to = 0;
	for (size_t i = 0; i < n; i++) {
		if (is_drawing((unsigned char *)clean + i)) {
			clean[to++] = '-';
			i += 2;
		} else {
			clean[to++] = clean[i];
		}
	}
	clean[to] = '\0';
	fputs(clean, out);
	fputc('\n', out);
	explicit_bzero(clean, n);
	free(clean);
}

static void say(const struct app *app, FILE *out, enum say what)
{
	line_out(out, words_say(app->tongue, what));
}

void plain_words(const struct app *app, FILE *out, enum say what, const char *value)
{
	char text[VIEW_TEXT];
	if (!value)
		say(app, out, what);
	else
		line_out(
			out, words_fill(text, sizeof text, app->tongue, what, value, (char *)NULL));
}

static void numbered(FILE *out, size_t number, const char *text)
{
	fprintf(out, "%zu. ", number);
	line_out(out, text);
}

static void unless_empty(FILE *out, const char *text)
{
	if (*text)
		line_out(out, text);
}

/* --- the legend ----------------------------------------------------------------------------- */

static void legend(const struct app *app, FILE *out)
{
	struct live_key live[ACTIONS];
	char line[VIEW_TEXT] = "";
	size_t n = keys_live(app, live), used = 0;
	for (size_t i = 0; i < n; i++) {
		if (!live[i].plain || used >= sizeof line)
			continue;
		int wrote = snprintf(line + used, sizeof line - used, "%s%s %s", used ? ", " : "",
			live[i].plain, words_say(app->tongue, live[i].legend));
		used += (size_t)wrote;
	}
	unless_empty(out, line);
}

void plain_help(const struct app *app, FILE *out)
{
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live);
	say(app, out, SAY_HEAD_HELP);
	for (size_t i = 0; i < n; i++) {
		char line[VIEW_TEXT];
		if (!live[i].plain)
			continue;
		snprintf(line, sizeof line, "%s %s: %s", live[i].plain,
			words_say(app->tongue, live[i].legend),
			words_say(app->tongue, live[i].help));
		line_out(out, line);
	}
}

/* --- choices -------------------------------------------------------------------------------- */

static bool is_offered(const struct app *app, size_t choice)
{
	struct cips_choice_shown shown;
	cips_session_choice(app->session, app->item, choice, app->language, &shown);
	return shown.offered;
}

int plain_choice(const struct app *app, size_t number)
{
	size_t n = app_question(app, app->item).n_choices;
	for (size_t choice = 0, at = 0; choice < n; choice++)
		if (is_offered(app, choice) && ++at == number)
			return (int)choice;
	return -1;
}

/* Small letters; false for what is no UTF-8. */
static bool fold(wchar_t *out, size_t size, const char *text, bool blanks)
{
	size_t n = mbstowcs(out, text, size), to = 0;
	if (n == (size_t)-1 || n == size)
		return false;
	for (size_t i = 0; i < n; i++)
		if (blanks || !iswspace((wint_t)out[i]))
			out[to++] = (wchar_t)towlower((wint_t)out[i]);
	out[to] = L'\0';
	return true;
}

bool plain_same(const char *a, const char *b)
{
	wchar_t left[128], right[128];
	return fold(left, 128, a, false) && fold(right, 128, b, false) && wcscmp(left, right) == 0;
}

static bool contains(const char *text, const wchar_t *part)
{
	wchar_t folded[1024];
	return fold(folded, 1024, text, true) && wcsstr(folded, part) != NULL;
}

size_t plain_matches(const struct app *app, FILE *out, const char *text)
{
	wchar_t part[1024];
	size_t n = app_question(app, app->item).n_choices, number = 0, found = 0;
	if (!fold(part, 1024, text, true))
		return 0;
	for (size_t choice = 0; choice < n; choice++) {
		if (!is_offered(app, choice))
			continue;
		number++;
		const char *label = question_choice(app, app->item, choice);
		if (!contains(label, part))
			continue;
		if (found++ == 0)
			say(app, out, SAY_LINE_MATCHES);
		numbered(out, number, label);
	}
	explicit_bzero(part, sizeof part);
	return found;
}

static void choices(const struct app *app, FILE *out, size_t n)
{
	size_t number = 0;
	for (size_t choice = 0; choice < n; choice++)
		number += is_offered(app, choice);
	if (number > SHORT_LIST) {
		char text[24];
		snprintf(text, sizeof text, "%zu", number);
		plain_words(app, out, SAY_LINE_MANY, text);
		return;
	}
	number = 0;
	for (size_t choice = 0; choice < n; choice++)
		if (is_offered(app, choice))
			numbered(out, ++number, question_choice(app, app->item, choice));
}

/* --- a question ----------------------------------------------------------------------------- */

/* How each kind is answered: the words for it, and what the form of the answer is. */
static const struct {
	enum say how;
	enum say line;
} ways[] = {
	[CIPS_QUESTION_NONE] = {SAYS, SAYS},
	[CIPS_QUESTION_NOTE] = {SAYS, SAY_LINE_ENTER},
	[CIPS_QUESTION_ONE] = {SAYS, SAY_LINE_ONE},
	[CIPS_QUESTION_MANY] = {SAY_HOW_MANY, SAY_LINE_SEVERAL},
	[CIPS_QUESTION_RANK] = {SAYS, SAY_LINE_RANK},
	[CIPS_QUESTION_NUMBER] = {SAY_HOW_NUMBER, SAY_LINE_TYPE},
	[CIPS_QUESTION_DATE] = {SAY_HOW_DATE, SAY_LINE_TYPE},
	[CIPS_QUESTION_TEXT] = {SAY_HOW_TEXT, SAY_LINE_TYPE},
};

static void how(const struct app *app, FILE *out, const struct cips_question *question)
{
	if (question->read_only) {
		say(app, out, SAY_READ_ONLY);
		say(app, out, SAY_LINE_ENTER);
		return;
	}
	if (question->sensitive)
		say(app, out, SAY_SENSITIVE);
	if (question->kind == CIPS_QUESTION_NUMBER && question->whole)
		say(app, out, SAY_HOW_WHOLE);
	else if (ways[question->kind].how != SAYS)
		say(app, out, ways[question->kind].how);
	if (ways[question->kind].line != SAYS)
		say(app, out, ways[question->kind].line);
}

void plain_answer(const struct app *app, FILE *out)
{
	char answer[VIEW_TEXT];
	const char *text = question_answer(app, app->item, answer, sizeof answer);
	if (cips_session_state(app->session, app->item) == CIPS_STATE_SKIPPED && !*text)
		text = words_say(app->tongue, SAY_NOT_ANSWERED);
	plain_words(app, out, SAY_ANSWER, text);
	explicit_bzero(answer, sizeof answer);
}

static void head(const struct app *app, FILE *out, const struct cips_question *question)
{
	char text[VIEW_TEXT], at[24], of[24];
	unless_empty(out, question->section);
	if (question->kind == CIPS_QUESTION_NOTE)
		return;
	snprintf(at, sizeof at, "%zu", cips_session_before(app->session, app->item) + 1);
	snprintf(of, sizeof of, "%zu", cips_session_asked(app->session));
	line_out(out,
		words_fill(text, sizeof text, app->tongue, SAY_QUESTION, at, of, (char *)NULL));
}

static void tell_question(const struct app *app, FILE *out)
{
	struct cips_question question = app_question(app, app->item);
	head(app, out, &question);
	unless_empty(out, question.label);
	unless_empty(out, question.hint);
	unless_empty(out, question.guidance);
	choices(app, out, question.n_choices);
	if (cips_session_state(app->session, app->item) != CIPS_STATE_SKIPPED &&
		question.kind != CIPS_QUESTION_NOTE)
		plain_answer(app, out);
	how(app, out, &question);
}

static void refusal(const struct app *app, FILE *out)
{
	if (app->screen == SCREEN_RESUME) {
		say(app, out, SAY_RESUME_WRONG);
	} else if (app->screen == SCREEN_ORGANISER) {
		say(app, out, SAY_ORGANISER_WRONG);
	} else {
		say(app, out, texts_token(app->fate));
		say(app, out, SAY_TOKEN_STAY);
	}
}

void plain_reason(const struct app *app, FILE *out)
{
	char text[VIEW_TEXT];
	if (app->screen == SCREEN_QUESTION || app->screen == SCREEN_REVIEW)
		unless_empty(out, question_fault(app, text, sizeof text));
	else if (app->refused)
		refusal(app, out);
	else if (app->err.rc != CIPS_OK && app->screen != SCREEN_UNSAVED)
		unless_empty(out, app->err.text);
}

/* --- the other screens ---------------------------------------------------------------------- */

static void languages(const struct app *app, FILE *out)
{
	char name[256];
	for (size_t i = 0; i < app->facts.languages; i++)
		numbered(out, i + 1, lists_offer(app, i, name, sizeof name));
}

static void tell_welcome(const struct app *app, FILE *out)
{
	unless_empty(out, app->facts.title);
	if (app->facts.practice)
		say(app, out, SAY_PRACTICE);
	say(app, out, lists_invitation(app));
	languages(app, out);
}

static void tell_trust(const struct app *app, FILE *out)
{
	if (app->facts.practice)
		say(app, out, SAY_TRUST_PRACTICE);
	say(app, out, SAY_TRUST_STORED);
	say(app, out, SAY_TRUST_NOT);
	say(app, out, app->facts.keys == 2 ? SAY_TRUST_WHO_TWO : SAY_TRUST_WHO);
	say(app, out, SAY_TRUST_SKIP);
	if (app->facts.tokens)
		say(app, out, SAY_TRUST_TOKEN);
	plain_words(app, out, SAY_TRUST_DETAILS, "/details");
	say(app, out, SAY_LINE_ENTER);
}

static void tell_details(const struct app *app, FILE *out)
{
	static const enum say texts[] = {SAY_DETAILS_SEALED, SAY_DETAILS_ORDER, SAY_DETAILS_ALSO,
		SAY_DETAILS_TOKEN, SAY_DETAILS_POINT, SAY_DETAILS_LIMITS, SAY_DETAILS_WATCHED,
		SAY_DETAILS_TAMPERED, SAY_DETAILS_COPIES, SAY_DETAILS_ISSUER, SAY_DETAILS_POWER,
		SAY_DETAILS_IDLE, SAY_DETAILS_RECEIPT};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool of_tokens = texts[i] == SAY_DETAILS_TOKEN || texts[i] == SAY_DETAILS_ISSUER;
		if (app->facts.tokens || !of_tokens)
			say(app, out, texts[i]);
	}
	if (app->options.resume)
		say(app, out, SAY_DETAILS_DRAFT);
	say(app, out, SAY_LINE_ENTER);
}

/* The answer of a row of the review: masked, unless asked for. */
static const char *review_answer(
	const struct app *app, size_t item, char *text, size_t size, struct cips_fault *fault)
{
	cips_session_fault(app->session, item, app->language, fault);
	if (cips_session_state(app->session, item) == CIPS_STATE_SKIPPED)
		return words_say(app->tongue, SAY_NOT_ANSWERED);
	return app->unmasked ? question_answer(app, item, text, size) : "****";
}

/* What stands between a question and its answer: a question that ends with a sign needs no other. */
static const char *after_label(const char *label)
{
	size_t n = strlen(label);
	return n && strchr(".?!:", label[n - 1]) ? " " : ": ";
}

static void tell_review(const struct app *app, FILE *out)
{
	size_t n = 0;
	say(app, out, app->unmasked ? SAY_REVIEW_SHOWN : SAY_REVIEW);
	for (size_t item = app_review_first(app); item != APP_NOWHERE;
		item = app_review_next(app, item)) {
		char answer[VIEW_TEXT / 2], line[VIEW_TEXT];
		struct cips_fault fault;
		struct cips_question question = app_question(app, item);
		const char *text = review_answer(app, item, answer, sizeof answer, &fault);
		snprintf(line, sizeof line, "%s%s%s%s%s", question.label,
			after_label(question.label), text,
			fault.kind == CIPS_FAULT_NONE ? "" : ", ",
			fault.kind == CIPS_FAULT_NONE ? ""
						      : words_say(app->tongue, SAY_REVIEW_MEND));
		numbered(out, ++n, line);
		explicit_bzero(answer, sizeof answer);
		explicit_bzero(line, sizeof line);
	}
	numbered(out, n + 1, words_say(app->tongue, SAY_HAND_IN));
	say(app, out, SAY_LINE_REVIEW);
}

static void tell_confirm(const struct app *app, FILE *out)
{
	char count[24];
	size_t blank = app_review_blanks(app);
	snprintf(count, sizeof count, "%zu", blank);
	say(app, out, SAY_CONFIRM_ASK);
	say(app, out, app->facts.practice ? SAY_CONFIRM_PRACTICE : SAY_CONFIRM_AFTER);
	if (blank)
		plain_words(app, out, SAY_CONFIRM_BLANK, count);
	numbered(out, 1, words_say(app->tongue, SAY_CONFIRM_YES));
	numbered(out, 2, words_say(app->tongue, SAY_CONFIRM_NO));
	say(app, out, SAY_LINE_CONFIRM);
}

static void tell_token(const struct app *app, FILE *out)
{
	say(app, out, SAY_TOKEN_ASK);
	say(app, out, SAY_TOKEN_HOW);
	say(app, out, SAY_LINE_TOKEN);
}

static void tell_unsaved(const struct app *app, FILE *out)
{
	say(app, out, SAY_UNSAVED);
	plain_words(app, out, SAY_UNSAVED_WHY, app->err.text);
	say(app, out, SAY_UNSAVED_DO);
	if (app->options.spare)
		say(app, out, SAY_UNSAVED_SPARE);
}

static void tell_thanks(const struct app *app, FILE *out)
{
	say(app, out, SAY_THANKS);
	say(app, out, app->facts.practice ? SAY_THANKS_PRACTICE : SAY_THANKS_SAVED);
	say(app, out, SAY_LINE_ENTER);
}

static void tell_paused(const struct app *app, FILE *out)
{
	say(app, out, SAY_PAUSED);
	line_out(out, app->code);
	say(app, out, SAY_PAUSED_KEEP);
	plain_words(app, out, SAY_PAUSED_DONE, words_say(app->tongue, SAY_CAP_ENTER));
}

static void tell_resume(const struct app *app, FILE *out)
{
	say(app, out, SAY_RESUME_ASK);
}

static void tell_organiser(const struct app *app, FILE *out)
{
	say(app, out, SAY_ORGANISER_ASK);
}

static void tell_full(const struct app *app, FILE *out)
{
	say(app, out, SAY_FULL);
	say(app, out, SAY_FULL_DO);
}

static void tell_picture(const struct app *app, FILE *out)
{
	say(app, out, SAY_PICTURE_ASK);
}

static void tell_warning(const struct app *app, FILE *out)
{
	char seconds[24];
	snprintf(seconds, sizeof seconds, "%lld", (app_left(app) + 999) / 1000);
	say(app, out, SAY_HEAD_WARNING);
	plain_words(app, out, SAY_WARNING, seconds);
	say(app, out, SAY_LINE_STAY);
}

static const struct {
	enum say head; /* SAYS: it says so itself */
	void (*tell)(const struct app *app, FILE *out);
} screens[SCREENS] = {
	[SCREEN_WELCOME] = {SAYS, tell_welcome},
	[SCREEN_PICTURE] = {SAY_HEAD_PICTURE, tell_picture},
	[SCREEN_TRUST] = {SAY_HEAD_TRUST, tell_trust},
	[SCREEN_DETAILS] = {SAY_HEAD_DETAILS, tell_details},
	[SCREEN_QUESTION] = {SAYS, tell_question},
	[SCREEN_REVIEW] = {SAY_HEAD_REVIEW, tell_review},
	[SCREEN_CONFIRM] = {SAY_HEAD_CONFIRM, tell_confirm},
	[SCREEN_TOKEN] = {SAY_HEAD_TOKEN, tell_token},
	[SCREEN_UNSAVED] = {SAY_HEAD_UNSAVED, tell_unsaved},
	[SCREEN_THANKS] = {SAYS, tell_thanks},
	[SCREEN_PAUSED] = {SAY_HEAD_PAUSED, tell_paused},
	[SCREEN_RESUME] = {SAY_HEAD_RESUME, tell_resume},
	[SCREEN_ORGANISER] = {SAY_HEAD_ORGANISER, tell_organiser},
	[SCREEN_FULL] = {SAY_HEAD_FULL, tell_full},
};

void plain_place(const struct app *app, FILE *out)
{
	fputc('\n', out);
	if (app->overlay == OVERLAY_WARNING) {
		tell_warning(app, out);
		return;
	}
	if (app->overlay == OVERLAY_LANGUAGES) {
		say(app, out, SAY_HEAD_LANGUAGES);
		languages(app, out);
	} else {
		if (screens[app->screen].head != SAYS)
			say(app, out, screens[app->screen].head);
		screens[app->screen].tell(app, out);
	}
	legend(app, out);
}
