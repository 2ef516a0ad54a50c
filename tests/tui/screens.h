/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every kind of screen and overlay, reached by keys where keys lead there.
 */
#ifndef TESTS_TUI_SCREENS_H
#define TESTS_TUI_SCREENS_H

#include "drive.h"
#include "view.h"

/* The respondent's answers that must not show where they are masked. */
#define MARKER "zebra"

enum form { FORM_OFFICIALS, FORM_KINDS };

enum { SCREEN_SAYS = 8 };

struct shot {
	const char *name;
	enum form form;
	void (*reach)(struct drive *drive); /* from the trust screen, in the language */
	enum say says[SCREEN_SAYS];	    /* messages that are there in full; ends with 0 */
};

extern const struct shot shots[];
extern const size_t n_shots;

/* Opens the form and chooses the language; false when the form does not have it. */
bool shot_open(struct drive *drive, enum form form, const char *language);

/* The index of an item by its name. */
size_t shot_item(const struct drive *drive, const char *name);

#endif
