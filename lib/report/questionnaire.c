/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/questionnaire.h"

#include "base/buf.h"
#include "base/file.h"
#include "report/questionnaire_blocks.h"

#include <string.h>

const struct cips_questionnaire_writer cips_questionnaire_writers[] = {
	{"text", ".txt", questionnaire_write_text},
	{"md", ".md", questionnaire_write_md},
	{"html", ".html", questionnaire_write_html},
};

const size_t cips_questionnaire_writers_n =
	sizeof cips_questionnaire_writers / sizeof *cips_questionnaire_writers;

const struct cips_questionnaire_writer *cips_report_questionnaire_writer(const char *name)
{
	for (size_t i = 0; i < cips_questionnaire_writers_n; i++)
		if (strcmp(cips_questionnaire_writers[i].name, name) == 0)
			return &cips_questionnaire_writers[i];
	return NULL;
}

const struct cips_questionnaire_writer *cips_report_questionnaire_writer_for(const char *path)
{
	for (size_t i = 0; i < cips_questionnaire_writers_n; i++)
		if (cips_file_has_extension(path, cips_questionnaire_writers[i].extension))
			return &cips_questionnaire_writers[i];
	return NULL;
}

void cips_report_questionnaire(const struct cips_instrument *instrument, size_t language,
	bool paper, const struct cips_questionnaire_writer *writer,
	const struct cips_write_options *options, FILE *out)
{
	struct questionnaire questionnaire = {
		.instrument = instrument,
		.language = language,
		.tongue = cips_model_tongue(instrument->languages[language]),
		.paper = paper,
	};
	questionnaire_walk(&questionnaire);
	writer->write(&questionnaire, options, out);
	cips_arena_release(&questionnaire.arena);
}

/* --- words ---------------------------------------------------------------------------------- */

static const char *const words[QUESTIONNAIRE_WORDS][CIPS_TONGUES] = {
#define WORDS(id, en, fr, es, pt) [WORD_##id] = {en, fr, es, pt},
#include "report/questionnaire_words.def"
#undef WORDS
};

const char *questionnaire_word(enum cips_tongue tongue, enum questionnaire_word word)
{
	return words[word][tongue];
}

const char *questionnaire_fill(struct cips_arena *arena, enum cips_tongue tongue,
	enum questionnaire_word word, const char *one, const char *two, const char *three)
{
	const char *const values[] = {one, two, three};
	struct cips_buf buf = {0};
	for (const char *p = words[word][tongue]; *p; p++) {
		if (*p == '%')
			cips_buf_puts(&buf, values[*++p - '1']);
		else
			cips_buf_putc(&buf, *p);
	}
	return cips_buf_keep(&buf, arena);
}
