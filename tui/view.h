/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The app drawn into a frame. Reads the app and the session, changes nothing.
 *
 * First row: the survey, and its place or that it is practice. Second: section, progress, language.
 * Then the body, as a window of lines that follows the focus; below it why it does not go forward.
 * Last rows: the legend, all the keys that are live.
 */
#ifndef CIPS_TUI_VIEW_H
#define CIPS_TUI_VIEW_H

#include "app.h"
#include "frame.h"

/* Fills the whole frame, whose size is the app's. The cursor is on the focus. */
void view_draw(const struct app *app, struct frame *frame);

#endif
