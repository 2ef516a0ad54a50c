/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the program itself says, in its four languages. words.def lists it in English; the
 * translations are gettext catalogues (po/), all read once at the start, because a process that has
 * shut itself in opens no file. A message has {1}, {2} where something is filled in; nothing here
 * is ever a format of printf.
 */
#ifndef CIPS_TUI_WORDS_H
#define CIPS_TUI_WORDS_H

#include <stddef.h>

enum say {
#define SAY(id, text) SAY_##id,
#include "words.def"
#undef SAY
	SAYS,
};

enum tongue { TONGUE_EN, TONGUE_FR, TONGUE_ES, TONGUE_PT, TONGUES };

/* The tongue for the code of a language, "pt-BR"; English for one that is not among them. */
enum tongue words_tongue(const char *tag);

/* The code of a tongue, and of a language its name in itself ("Français"), NULL when not known. */
const char *words_tag(enum tongue tongue);
const char *words_autonym(const char *tag);

/* Reads the catalogues from the folder `locale` (NULL: where they were built or installed). */
void words_load(const char *locale);

/* A message; English where there is no translation. */
const char *words_say(enum tongue tongue, enum say what);

/*
 * A message with its {1}, {2}, {3} filled in, cut to `size` at a character. Returns `out`. Ends
 * with NULL after the last value.
 */
char *words_fill(char *out, size_t size, enum tongue tongue, enum say what, ...)
	__attribute__((sentinel));

#endif
