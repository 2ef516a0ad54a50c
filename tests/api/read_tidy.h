/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables in the format tidy, to be read line by line.
 */
#ifndef TESTS_API_READ_TIDY_H
#define TESTS_API_READ_TIDY_H

#include "any_table.h"
#include "stations.h"

enum { FIELDS = 10 };

/* The table, or "" where it is refused; the caller frees it. */
static inline char *tidy_of(struct cips_survey *survey, const struct table *table)
{
	struct cips_findings *findings = cips_findings_new();
	struct cips_document *document = NULL;
	struct cips_err error = {0};
	char *text;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	if (!make_table(survey, table, findings, &document, &error))
		assert_done(
			cips_write(document, "tidy", &(struct cips_write_options){0}, out, err));
	assert_int_equal(fclose(out), 0);
	cips_document_free(document);
	cips_findings_free(findings);
	return text;
}

/* Cuts the next line into its fields; how many there are, 0 at the end. */
static inline int next_line(char **text, char *field[FIELDS])
{
	int n = 0;
	char *line = strsep(text, "\n");
	while (line && *line && n < FIELDS)
		field[n++] = strsep(&line, ",");
	return n;
}

#endif
