/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Languages as people write them: "English (en)", "English" or "en".
 */
#ifndef CIPS_MODEL_LANGUAGE_H
#define CIPS_MODEL_LANGUAGE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether `wanted` means the language written as `written`: the same whole text, or the same code
 * in parentheses, or one is the code or the name of the other. ASCII case ignored. "" is a
 * language of its own.
 */
bool cips_model_language_matches(const char *written, const char *wanted);

/* "fr" of "Français (fr)", copied; the whole text where it has no code in parentheses. */
const char *cips_model_language_code(const char *written, struct cips_arena *arena);

/*
 * The languages that the program itself can speak: it has fixed words in them. (The wording of
 * questions is something else: cips_wording_rule says whether it counts.)
 */
enum cips_tongue { CIPS_TONGUE_EN, CIPS_TONGUE_FR, CIPS_TONGUE_ES, CIPS_TONGUE_PT, CIPS_TONGUES };

/* Room for the longest code of a language. */
enum { CIPS_LANGUAGE_CODE = 36 };

/*
 * The code of a language as a web page writes it: "pt-BR" for "Português (pt-BR)" or "pt_BR", ""
 * when the language names none.
 */
void cips_model_language_tag(char code[CIPS_LANGUAGE_CODE], const char *written);

/* The tongue for a language: by its code, without region; English for one that is not among them. */
enum cips_tongue cips_model_tongue(const char *written);

/* The code of a tongue: "en". */
const char *cips_model_tongue_code(enum cips_tongue tongue);

#endif
