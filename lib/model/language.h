/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Languages as people write them: "English (en)", "English" or "en".
 */
#ifndef CIPS_MODEL_LANGUAGE_H
#define CIPS_MODEL_LANGUAGE_H

#include "base/arena.h"

#include <stdbool.h>

/*
 * Whether `wanted` means the language written as `written`: the same whole text, or the same code
 * in parentheses, or one is the code or the name of the other. ASCII case ignored. "" is a
 * language of its own.
 */
bool cips_model_language_matches(const char *written, const char *wanted);

/* "fr" of "Français (fr)", copied; the whole text where it has no code in parentheses. */
const char *cips_model_language_code(const char *written, struct cips_arena *arena);

#endif
