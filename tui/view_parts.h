/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the view share. A part of the screen is a list of lines that a filler makes;
 * it runs twice, first to count and to find the focus, then to draw the lines that the window
 * shows. Nothing is kept between two pictures, and no text is copied to the heap.
 */
#ifndef CIPS_TUI_VIEW_PARTS_H
#define CIPS_TUI_VIEW_PARTS_H

#include "frame.h"
#include "layout.h"

/* Whose words: ours, in one of our tongues, or the form's, in the respondent's language. */
enum voice { VOICE_OURS, VOICE_FORM };

struct body {
	const struct app *app;
	struct frame *frame; /* NULL: only counting */
	struct box box;
	int skip;	   /* lines above the window */
	int line;	   /* the one that is written next */
	int focus;	   /* first line of the focus, -1: nothing is in focus */
	int focus_end;	   /* behind its last line */
	int cursor_line;   /* -1: not here */
	int cursor_column; /* from the left of the box */
};

typedef void (*body_filler)(struct body *body);

/* What is drawn with, in the app's set of characters. */
enum sign {
	SIGN_RULE,
	SIGN_TOP_LEFT,
	SIGN_TOP_RIGHT,
	SIGN_BOTTOM_LEFT,
	SIGN_BOTTOM_RIGHT,
	SIGN_SIDE,
	SIGN_MASK,
	SIGN_DOT,
	SIGN_CUT,
	SIGN_ABOVE,
	SIGN_BELOW,
	SIGN_BETWEEN,
	SIGNS,
};

enum { VIEW_TEXT = 4096 }; /* room for a text that is put together */

/* --- view_body.c: lines in a window --- */

/* Whether lines of the form are laid out from the right by us. */
bool body_mirrored(const struct app *app);
const char *body_sign(const struct app *app, enum sign sign);
const char *body_say(const struct app *app, enum say what);

/* Puts one line of text at a column of the current line, in at most so many columns. */
void body_put(struct body *body, int column, int columns, enum role role, enum voice voice,
	const char *text, size_t n);
void body_puts(struct body *body, int column, int columns, enum role role, enum voice voice,
	const char *text);
void body_next(struct body *body);

/* Wraps a text from a column on, over as many lines as it takes. The first goes on the current. */
void body_wrap(struct body *body, int column, int columns, enum role role, enum voice voice,
	const char *text);

/* A paragraph over the whole width; nothing for "". */
void body_paragraph(struct body *body, enum role role, enum voice voice, const char *text);
void body_words(struct body *body, enum role role, enum say what);
void body_gap(struct body *body);

/* Gives columns of lines [from, current line) another role; of lines as the form's lie. */
void body_role(struct body *body, int from, int column, int columns, enum role role);

/* The cursor goes to a column of the current line. */
void body_cursor(struct body *body, int column, enum voice voice);

/* The lines that a filler makes in so many columns. */
int body_count(const struct app *app, struct box box, body_filler fill);

/* Shows what a filler makes in a box: around its focus, else from app->scroll on. */
void body_show(const struct app *app, struct frame *frame, struct box box, body_filler fill);

/* One of several things to choose from: "> 1. (*) label". */
struct item {
	bool focus;
	bool cursor;	  /* nothing is in focus, and here it would begin */
	size_t number;	  /* 0: none */
	size_t of;	  /* the highest number of the list */
	const char *mark; /* NULL: none */
	int indent;	  /* of the label */
	enum role role;
	enum voice voice;
	const char *label;
};
void body_item(struct body *body, const struct item *item);

/* A framed field with what is typed, and the cursor at byte `caret` of it. */
void body_field(struct body *body, int columns, const char *text, size_t caret, enum voice voice);

/* --- view_legend.c --- */

/* What a key is called: as on keyboards of the tongue, in words where signs are not to be had. */
const char *legend_cap(const struct app *app, const char *cap);

/* Draws the legend into the last rows; returns the row above it. */
int legend_draw(const struct app *app, struct frame *frame);

/* --- view_question.c --- */

/* That the last effect failed, and why; "" when it did not. For a pause, and going on after one. */
const char *question_failure(const struct app *app, char *out, size_t size);

/*
 * Why it does not go forward, or why the pause failed, in words that the line mode says too; "" when
 * nothing is wrong.
 */
const char *question_fault(const struct app *app, char *out, size_t size);

/* The same in the body, from a column on. */
void body_fault(struct body *body, int column);

/* What a choice is called. */
const char *question_choice(const struct app *app, size_t item, size_t choice);

/* The answer to an item as one text, "" when there is none. */
const char *question_answer(const struct app *app, size_t item, char *out, size_t size);

void question_draw(const struct app *app, struct frame *frame, struct box box);
void question_fill_note(struct body *body);

/* --- view_battery.c --- */
void battery_draw(const struct app *app, struct frame *frame, struct box box);

/* Wraps the key of a grid, "1 Never   2 Rarely"; returns the rows. */
int battery_key_rows(const struct app *app, size_t item, int columns);

/* --- view_lists.c: languages, menu, review --- */
void lists_fill_welcome(struct body *body);
void lists_fill_languages(struct body *body);
void lists_fill_menu(struct body *body);
void lists_fill_review(struct body *body);

/* The name of a language of the form, in itself; "" where the form names none. */
const char *lists_language(const struct app *app, size_t language, char *out, size_t size);

/* The same to choose from: the title of a form that names no language. */
const char *lists_offer(const struct app *app, size_t language, char *out, size_t size);

/* What the first screen asks for: with one language there is nothing to choose. */
enum say lists_invitation(const struct app *app);

/* --- view_texts.c: what is only read --- */

/* What is wrong with a token that was refused; the line mode and the help say the same. */
enum say texts_token(enum cips_token_fate fate);

void texts_fill_trust(struct body *body);
void texts_fill_details(struct body *body);
void texts_fill_help(struct body *body);
void texts_fill_picture(struct body *body);
void texts_fill_confirm(struct body *body);
void texts_fill_token(struct body *body);
void texts_fill_unsaved(struct body *body);
void texts_fill_thanks(struct body *body);
void texts_fill_paused(struct body *body);
void texts_fill_resume(struct body *body);
void texts_fill_organiser(struct body *body);
void texts_fill_full(struct body *body);
void texts_fill_warning(struct body *body);

#endif
