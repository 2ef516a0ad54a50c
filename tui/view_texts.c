/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Screens that are read, and the fields of those that take an entry.
 */
#include "view_parts.h"

#include <stdio.h>
#include <string.h>

/* The keys of a list of keys stand in so many columns. */
enum { KEY_COLUMNS = 14 };

/* A field for a token has so many. */
enum { TOKEN_COLUMNS = 32 };

/* --- before the questions ------------------------------------------------------------------- */

static const char *cap_of(const struct app *app, enum action action)
{
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live);
	for (size_t i = 0; i < n; i++)
		if (live[i].action == action)
			return legend_cap(app, live[i].cap);
	return "";
}

/* What a key does here, in more words than the legend has. */
static void by_key(struct body *body, enum action action, enum say what)
{
	const char *cap = cap_of(body->app, action);
	body_puts(body, 0, KEY_COLUMNS - 1, ROLE_KEY, VOICE_OURS, cap);
	body_puts(body, KEY_COLUMNS, body->box.columns - KEY_COLUMNS, ROLE_STRONG, VOICE_OURS,
		body_say(body->app, what));
	body_next(body);
}

static void spaced(struct body *body, enum say what)
{
	body_words(body, ROLE_PLAIN, what);
	body_gap(body);
}

void texts_fill_trust(struct body *body)
{
	char text[256];
	const struct app *app = body->app;
	const char *cap = cap_of(app, ACTION_DETAILS);
	if (app->facts.practice) {
		body_words(body, ROLE_STRONG, SAY_TRUST_PRACTICE);
		body_gap(body);
	}
	spaced(body, SAY_TRUST_STORED);
	spaced(body, SAY_TRUST_NOT);
	spaced(body, app->facts.keys > 1 ? SAY_TRUST_WHO_TWO : SAY_TRUST_WHO);
	spaced(body, SAY_TRUST_SKIP);
	if (app->facts.tokens)
		spaced(body, SAY_TRUST_TOKEN);
	if (*cap)
		body_paragraph(body, ROLE_QUIET, VOICE_OURS,
			words_fill(text, sizeof text, app->tongue, SAY_TRUST_DETAILS, cap, NULL));
	body_gap(body);
	body_words(body, ROLE_STRONG, SAY_LINE_ENTER);
}

static void bullet(struct body *body, enum say what)
{
	body_puts(body, 0, 1, ROLE_QUIET, VOICE_OURS, body_sign(body->app, SIGN_DOT));
	body_wrap(
		body, 2, body->box.columns - 2, ROLE_PLAIN, VOICE_OURS, body_say(body->app, what));
	body_next(body);
}

void texts_fill_details(struct body *body)
{
	spaced(body, SAY_DETAILS_SEALED);
	spaced(body, SAY_DETAILS_ORDER);
	spaced(body, SAY_DETAILS_ALSO);
	if (body->app->facts.tokens)
		spaced(body, SAY_DETAILS_TOKEN);
	spaced(body, SAY_DETAILS_POINT);
	spaced(body, SAY_DETAILS_IDLE);
	spaced(body, SAY_DETAILS_RECEIPT);
	if (body->app->options.resume)
		spaced(body, SAY_DETAILS_DRAFT);
	body_words(body, ROLE_STRONG, SAY_DETAILS_LIMITS);
	bullet(body, SAY_DETAILS_WATCHED);
	bullet(body, SAY_DETAILS_TAMPERED);
	bullet(body, SAY_DETAILS_COPIES);
	if (body->app->facts.tokens)
		bullet(body, SAY_DETAILS_ISSUER);
	bullet(body, SAY_DETAILS_POWER);
}

/* "peace", a word whose letters all show whether they are joined and in order. */
static const char sample[] = "السلام";

void texts_fill_picture(struct body *body)
{
	body_words(body, ROLE_PLAIN, SAY_PICTURE_LOOK);
	body_gap(body);
	body_puts(body, 8, 24, ROLE_STRONG, VOICE_OURS, sample);
	body_next(body);
	body_gap(body);
	body_cursor(body, 0, VOICE_OURS);
	body_words(body, ROLE_STRONG, SAY_PICTURE_ASK);
	body_gap(body);
	by_key(body, ACTION_YES, SAY_PICTURE_YES);
	by_key(body, ACTION_NO, SAY_PICTURE_NO);
}

/* --- handing in ----------------------------------------------------------------------------- */

void texts_fill_confirm(struct body *body)
{
	char number[24], text[256];
	const struct app *app = body->app;
	size_t open = app_review_blanks(app);
	body_words(body, ROLE_STRONG, SAY_CONFIRM_ASK);
	body_gap(body);
	body_words(
		body, ROLE_PLAIN, app->facts.practice ? SAY_CONFIRM_PRACTICE : SAY_CONFIRM_AFTER);
	if (open) {
		snprintf(number, sizeof number, "%zu", open);
		body_paragraph(body, ROLE_PLAIN, VOICE_OURS,
			words_fill(
				text, sizeof text, app->tongue, SAY_CONFIRM_BLANK, number, NULL));
	}
	body_gap(body);
	static const enum say rows[] = {SAY_CONFIRM_YES, SAY_CONFIRM_NO};
	for (size_t i = 0; i < 2; i++) {
		struct item item = {.focus = app->row == i,
			.number = i + 1,
			.of = 2,
			.label = body_say(app, rows[i])};
		body_item(body, &item);
	}
}

void texts_fill_unsaved(struct body *body)
{
	char text[VIEW_TEXT];
	const struct app *app = body->app;
	body_words(body, ROLE_STRONG, SAY_UNSAVED);
	body_gap(body);
	body_words(body, ROLE_PLAIN, SAY_UNSAVED_DO);
	if (app->options.spare)
		body_words(body, ROLE_PLAIN, SAY_UNSAVED_SPARE);
	body_gap(body);
	words_fill(text, sizeof text, app->tongue, SAY_UNSAVED_WHY, app->err.text, NULL);
	body_paragraph(body, ROLE_QUIET, VOICE_OURS, *app->err.text ? text : "");
	body_paragraph(body, ROLE_QUIET, VOICE_OURS, app->err.hint);
}

void texts_fill_thanks(struct body *body)
{
	const struct app *app = body->app;
	body_words(body, ROLE_STRONG, SAY_THANKS);
	body_gap(body);
	body_words(body, ROLE_PLAIN, app->facts.practice ? SAY_THANKS_PRACTICE : SAY_THANKS_SAVED);
	body_gap(body);
	body_words(body, ROLE_QUIET, SAY_THANKS_LEAVE);
}

/* --- token, words and passphrase ------------------------------------------------------------------- */

void texts_fill_paused(struct body *body)
{
	const struct app *app = body->app;
	const char *word = app->code;
	body_words(body, ROLE_PLAIN, SAY_PAUSED);
	body_gap(body);
	for (size_t number = 1; *word; number++) {
		char text[CIPS_DRAFT_CODE + 8];
		size_t n = strcspn(word, " ");
		snprintf(text, sizeof text, "%zu.  %.*s", number, (int)n, word);
		body_puts(body, 4, body->box.columns - 4, ROLE_STRONG, VOICE_OURS, text);
		explicit_bzero(text, sizeof text);
		body_next(body);
		word += n + strspn(word + n, " ");
	}
	body_gap(body);
	body_words(body, ROLE_PLAIN, SAY_PAUSED_KEEP);
	body_gap(body);
	char done[256];
	body_paragraph(body, ROLE_STRONG, VOICE_OURS,
		words_fill(done, sizeof done, app->tongue, SAY_PAUSED_DONE,
			cap_of(app, ACTION_FORWARD), NULL));
}

/* What was typed is not it, or the station could not be read. */
static void refusal(struct body *body, enum say what)
{
	char text[VIEW_TEXT];
	const char *said = body->app->refused ? body_say(body->app, what)
					      : question_failure(body->app, text, sizeof text);
	if (!*said)
		return;
	body_gap(body);
	body_puts(body, 0, 1, ROLE_ERROR, VOICE_OURS, "!");
	body_wrap(body, 2, body->box.columns - 2, ROLE_ERROR, VOICE_OURS, said);
	body_next(body);
}

enum say texts_token(enum cips_token_fate fate)
{
	static const enum say words[] = {
		[CIPS_TOKEN_GOOD] = SAYS,
		[CIPS_TOKEN_MISSING] = SAY_TOKEN_MISSING,
		[CIPS_TOKEN_MISTYPED] = SAY_TOKEN_MISTYPED,
		[CIPS_TOKEN_UNKNOWN] = SAY_TOKEN_UNKNOWN,
		[CIPS_TOKEN_SPENT] = SAY_TOKEN_SPENT,
	};
	return words[fate];
}

/* As it is printed: in capitals, a hyphen after each four; returns where the cursor stands. */
static size_t group_token(const struct app *app, char *out, size_t size)
{
	enum { GROUP = 4 };
	size_t n = 0, characters = 0;
	for (size_t i = 0; i < app->entry_n && n + 2 < size; i++) {
		char c = app->entry[i];
		bool begins = ((unsigned char)c & 0xC0) != 0x80;
		if (begins && characters && characters % GROUP == 0)
			out[n++] = '-';
		characters += begins;
		out[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	out[n] = '\0';
	return n;
}

void texts_fill_token(struct body *body)
{
	char text[APP_ENTRY * 2];
	const struct app *app = body->app;
	body_words(body, ROLE_STRONG, SAY_TOKEN_ASK);
	body_gap(body);
	size_t n = group_token(app, text, sizeof text);
	body_field(body, TOKEN_COLUMNS, text, n, VOICE_OURS);
	explicit_bzero(text, sizeof text);
	refusal(body, texts_token(app->fate));
	if (app->refused) {
		body_wrap(body, 2, body->box.columns - 2, ROLE_PLAIN, VOICE_OURS,
			body_say(app, SAY_TOKEN_STAY));
		body_next(body);
	}
	body_gap(body);
	body_words(body, ROLE_QUIET, SAY_TOKEN_HOW);
}

void texts_fill_resume(struct body *body)
{
	const struct app *app = body->app;
	body_words(body, ROLE_STRONG, SAY_RESUME_ASK);
	body_gap(body);
	body_field(body, body->box.columns, app->entry, app->entry_n, VOICE_OURS);
	refusal(body, SAY_RESUME_WRONG);
}

static void put_facts(struct body *body)
{
	char used[24], target[24], slots[24], text[256];
	const struct app *app = body->app;
	if (app->facts.practice)
		return;
	snprintf(used, sizeof used, "%lu", app->facts.used);
	snprintf(target, sizeof target, "%lu", app->facts.target);
	snprintf(slots, sizeof slots, "%lu", app->facts.slots);
	body_gap(body);
	body_paragraph(body, ROLE_QUIET, VOICE_OURS,
		words_fill(text, sizeof text, app->tongue, SAY_ORGANISER_FACTS, used, target, slots,
			NULL));
}

/* As many dots as characters were typed. */
void texts_fill_organiser(struct body *body)
{
	char dots[APP_ENTRY * 4] = "";
	const struct app *app = body->app;
	const char *dot = body_sign(app, SIGN_DOT);
	size_t n = 0, size = strlen(dot);
	for (size_t i = 0; i < app->entry_n; i++)
		if (((unsigned char)app->entry[i] & 0xC0) != 0x80) {
			memcpy(dots + n, dot, size);
			n += size;
		}
	dots[n] = '\0';
	body_words(body, ROLE_STRONG, SAY_ORGANISER_ASK);
	body_gap(body);
	body_field(body, body->box.columns, dots, n, VOICE_OURS);
	refusal(body, SAY_ORGANISER_WRONG);
	put_facts(body);
}

void texts_fill_full(struct body *body)
{
	body_words(body, ROLE_STRONG, SAY_FULL);
	body_gap(body);
	body_words(body, ROLE_PLAIN, SAY_FULL_DO);
	put_facts(body);
}

/* --- over a screen -------------------------------------------------------------------------- */

/* The keys that act on the screen below the overlay. */
static size_t keys_below(const struct app *app, struct live_key live[ACTIONS])
{
	struct app below = *app;
	below.overlay = OVERLAY_NONE;
	below.overflow = layout_overflow(&below); /* not that of the help */
	size_t n = keys_live(&below, live);
	explicit_bzero(&below, sizeof below);
	return n;
}

/* What may be wrong with a token, in the words that say so. */
static void help_token(struct body *body)
{
	body_gap(body);
	for (int fate = CIPS_TOKEN_MISTYPED; fate <= CIPS_TOKEN_SPENT; fate++)
		bullet(body, texts_token((enum cips_token_fate)fate));
}

void texts_fill_help(struct body *body)
{
	const struct app *app = body->app;
	struct live_key live[ACTIONS];
	size_t n = keys_below(app, live);
	for (size_t i = 0; i < n; i++) {
		body_puts(body, 0, KEY_COLUMNS - 1, ROLE_KEY, VOICE_OURS,
			legend_cap(app, live[i].cap));
		body_wrap(body, KEY_COLUMNS, body->box.columns - KEY_COLUMNS, ROLE_PLAIN,
			VOICE_OURS, body_say(app, live[i].help));
		body_next(body);
	}
	if (app->screen == SCREEN_TOKEN)
		help_token(body);
}

void texts_fill_warning(struct body *body)
{
	char seconds[24], text[256];
	const struct app *app = body->app;
	snprintf(seconds, sizeof seconds, "%lld", (app_left(app) + 999) / 1000);
	body_paragraph(body, ROLE_STRONG, VOICE_OURS,
		words_fill(text, sizeof text, app->tongue, SAY_WARNING, seconds, NULL));
	body_gap(body);
	body_words(body, ROLE_PLAIN, SAY_WARNING_KEY);
}
