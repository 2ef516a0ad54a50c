/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line mode: the same app, said in lines. No escape sequence, no drawing, one announcement for
 * each change; a number chooses, a line answers, /words are the keys. Works on pipes.
 */
#ifndef CIPS_TUI_PLAIN_H
#define CIPS_TUI_PLAIN_H

#include "app.h"

#include <stdio.h>

/*
 * Runs until the organiser ends it or the input ends; with `once`, until the welcome screen comes
 * again.
 */
enum cips_rc plain_run(struct app *app, FILE *in, FILE *out, bool once);

#endif
