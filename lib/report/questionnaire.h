/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A questionnaire printed in one language: for reading (every item with its type, choices,
 * conditions and scoring) or as the sheet of paper that a respondent fills in.
 */
#ifndef CIPS_REPORT_QUESTIONNAIRE_H
#define CIPS_REPORT_QUESTIONNAIRE_H

#include "model/instrument.h"
#include "report/write.h"

struct questionnaire;

/* One row is one format. */
struct cips_questionnaire_writer {
	const char *name;      /* "text", "md", "html" */
	const char *extension; /* of a file to be written: ".txt" */
	void (*write)(const struct questionnaire *questionnaire,
		const struct cips_write_options *options, FILE *out);
};

extern const struct cips_questionnaire_writer cips_questionnaire_writers[];
extern const size_t cips_questionnaire_writers_n;

/* By name, or by the extension of a path; NULL when there is none. */
const struct cips_questionnaire_writer *cips_report_questionnaire_writer(const char *name);
const struct cips_questionnaire_writer *cips_report_questionnaire_writer_for(const char *path);

/*
 * `language` is an index into instrument->languages; its code chooses the fixed words (English for
 * a language that there are none for). `paper`: what a respondent gets.
 */
void cips_report_questionnaire(const struct cips_instrument *instrument, size_t language,
	bool paper, const struct cips_questionnaire_writer *writer,
	const struct cips_write_options *options, FILE *out);

#endif
