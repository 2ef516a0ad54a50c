/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine of regex(): XML Schema regular expressions, by libxml2. As on the tablets the whole
 * text has to match.
 *
 * Forms are written for engines of the Perl family, so what means the same there is accepted:
 * "^" and "$" at the ends (or the ends of an alternative), (?:...), a backslash before any
 * punctuation, and \d and \w for the ASCII characters that they are there. Look-around, lazy
 * quantifiers and back-references are refused.
 */
#ifndef CIPS_FORMS_REGEX_H
#define CIPS_FORMS_REGEX_H

#include "model/expr.h"

/*
 * For cips_model_set_regex(). Compiled patterns are kept, one for each different text, and freed
 * when the process exits. Not for several threads at once.
 */
extern const struct cips_regex_engine cips_forms_regex_engine;

#endif
