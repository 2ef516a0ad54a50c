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

/* Languages that the program has words of its own in. */
enum cips_wording {
	CIPS_WORDING_EN,
	CIPS_WORDING_FR,
	CIPS_WORDING_ES,
	CIPS_WORDING_PT,
	CIPS_WORDINGS
};

/* Room for the longest code of a language. */
enum { CIPS_LANGUAGE_CODE = 36 };

/*
 * The code of a language as a web page writes it: "pt-BR" for "Português (pt-BR)" or "pt_BR", ""
 * when the language names none.
 */
void cips_model_language_tag(char code[CIPS_LANGUAGE_CODE], const char *written);

/* The words for a language: by its code, without region; English for one that is not among them. */
enum cips_wording cips_model_wording(const char *written);

/* The code of a wording: "en". */
const char *cips_model_wording_code(enum cips_wording wording);

#endif
