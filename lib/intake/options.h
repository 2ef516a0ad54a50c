/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command that reads or writes a file of answers is told beside the file.
 */
#ifndef CIPS_INTAKE_OPTIONS_H
#define CIPS_INTAKE_OPTIONS_H

#include "cips_types.h"

/*
 * The wave must be a code of a wave, `as_of` a date; either may be NULL. *today is what today()
 * means, in days since 1970-01-01: that date, else the day on the clock. CIPS_USAGE with a hint.
 */
enum cips_rc cips_intake_options(
	const char *wave, const char *as_of, long *today, struct cips_err *err);

#endif
