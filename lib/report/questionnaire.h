/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A questionnaire printed for reading: every item with its type, choices, conditions and scoring,
 * in one language.
 */
#ifndef CIPS_REPORT_QUESTIONNAIRE_H
#define CIPS_REPORT_QUESTIONNAIRE_H

#include "model/instrument.h"
#include "report/write.h"

/* `language` is an index into instrument->languages. */
void cips_report_questionnaire(const struct cips_instrument *instrument, size_t language,
	const struct cips_write_options *options, FILE *out);

#endif
