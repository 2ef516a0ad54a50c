/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files app*.c and keys.c share. Each screen has one function that does what is live on
 * it; none of them checks whether it is, keys.c has done so.
 */
#ifndef CIPS_TUI_APP_PARTS_H
#define CIPS_TUI_APP_PARTS_H

#include "app.h"

/* One thing to do: an action with what it needs. */
struct deed {
	enum action action;
	enum press press;   /* MOVE, SIDE: which way */
	uint32_t character; /* TYPE, JUMP */
	size_t number;	    /* CHOOSE, from 1 */
};

/* --- app.c --- */

/* Another screen, at its beginning. */
void app_go(struct app *app, enum screen screen);

/* Does something on the screen, whatever lies over it. */
enum effect app_do(struct app *app, const struct deed *deed);

/* --- app_screens.c: all but the questions, the review and what is typed --- */

enum effect app_welcome_do(struct app *app, const struct deed *deed);
enum effect app_picture_do(struct app *app, const struct deed *deed);
enum effect app_trust_do(struct app *app, const struct deed *deed);
enum effect app_details_do(struct app *app, const struct deed *deed);
enum effect app_paused_do(struct app *app, const struct deed *deed);
enum effect app_thanks_do(struct app *app, const struct deed *deed);
enum effect app_full_do(struct app *app, const struct deed *deed);

/* The first screen for the next respondent: nothing of the last one is left. */
void app_rest(struct app *app);
void app_forget(struct app *app);

bool app_full(const struct app *app);

/*
 * Another language. False when the picture test has to come first: then its screen is shown, which
 * goes on from where it was.
 */
bool app_speak(struct app *app, size_t language);

/* --- app_time.c --- */

/* What is due by now. */
enum effect app_pass_time(struct app *app);

/* Whether it is so late that the answers must be gone, whatever has happened. */
bool app_expired(const struct app *app);

/* --- app_overlay.c --- */

void app_open(struct app *app, enum overlay overlay);
enum effect app_overlay_do(struct app *app, const struct deed *deed);

/* Lines that a list or a text moves by: up and down by one, the page keys by half a screen. */
size_t app_step(const struct app *app, size_t row, size_t last, enum press press);

/* --- app_page.c: the questions in their order --- */

/* A note or a question that is asked now. */
bool app_visits(const struct app *app, size_t item);
size_t app_next(const struct app *app, size_t item);	 /* APP_NOWHERE: none */
size_t app_previous(const struct app *app, size_t item); /* likewise */
size_t app_first(const struct app *app);

/* The page that holds the item, with the item in focus. */
void app_show(struct app *app, size_t item);

/* The first question of a page in focus. */
void app_show_page(struct app *app, size_t item);

/* Lays the page again around its item, after anything that may have changed what belongs to it. */
void app_settle_page(struct app *app);

/* --- app_choice.c: choices of the item in focus --- */

size_t app_offered(const struct app *app);		   /* how many */
int app_nth_offered(const struct app *app, size_t number); /* from 1; -1: none */
bool app_is_offered(const struct app *app, int choice);
bool app_is_chosen(const struct app *app, int choice);
int app_first_chosen(const struct app *app);
int app_neighbour(const struct app *app, enum press press); /* of the focus */
int app_choice_by_letter(const struct app *app, uint32_t character);
bool app_is_choice(enum cips_question_kind kind);
void app_mark(struct app *app, int choice); /* choose, tick or rank, and focus */

/* --- app_question.c --- */

enum effect app_question_do(struct app *app, const struct deed *deed);
enum effect app_undo(struct app *app, bool redo);

/* --- app_review.c --- */

enum effect app_review_do(struct app *app, const struct deed *deed);
enum effect app_confirm_do(struct app *app, const struct deed *deed);
enum effect app_unsaved_do(struct app *app, const struct deed *deed);

/* The review with an item in focus; APP_NOWHERE: with "hand in". */
void app_show_review(struct app *app, size_t item);

/* --- app_type.c: text and the caret in it --- */

bool app_is_typed(enum cips_question_kind kind);
void app_type(struct app *app, const struct deed *deed); /* TYPE, ERASE or SIDE in a question */

/* Adds a character to what has `n` bytes and room for `size` with the NUL; the new length. */
size_t app_add(char *text, size_t n, size_t size, uint32_t character);

/* Where the cluster before `caret` begins. */
size_t app_cluster_before(const char *text, size_t n, size_t caret);

/* Whether it may stand in a text: no control character, no surrogate. */
bool app_is_typable(uint32_t character);

/* --- app_entry.c --- */

enum effect app_entry_do(struct app *app, const struct deed *deed);
void app_show_entry(struct app *app, enum screen screen);
void app_wipe_entry(struct app *app);

/* --- app_outcome.c --- */

enum effect app_outcome(struct app *app, enum cips_rc rc);

#endif
