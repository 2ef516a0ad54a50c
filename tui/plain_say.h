/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the line mode says: a line at a time, with no escape sequence and no drawing in it.
 */
#ifndef CIPS_TUI_PLAIN_SAY_H
#define CIPS_TUI_PLAIN_SAY_H

#include "app.h"

#include <stdio.h>

/* A message, {1} being `value` (NULL: none). */
void plain_words(const struct app *app, FILE *out, enum say what, const char *value);

/* The place where the app is, with what can be answered there. */
void plain_place(const struct app *app, FILE *out);

/* Why the app did not go on from there; nothing when there is no reason. */
void plain_reason(const struct app *app, FILE *out);

/* The answer to the question in focus. */
void plain_answer(const struct app *app, FILE *out);

/* The live commands, each with what it does. */
void plain_help(const struct app *app, FILE *out);

/* The choice offered under a number, from 1; -1: none. */
int plain_choice(const struct app *app, size_t number);

/*
 * The offered choices in whose words the text occurs, whatever its case, each with its number; how
 * many there are.
 */
size_t plain_matches(const struct app *app, FILE *out, const char *text);

/* Whether two words are the same but for case and blanks. */
bool plain_same(const char *a, const char *b);

#endif
