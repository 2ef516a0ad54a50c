/* SPDX-License-Identifier: GPL-3.0-or-later */
/* headcounts.csv, for a survey with units and an instrument. */
#include "../intake/survey.h"
#include "fuzz.h"

static struct survey survey;
static struct cips_units *units;

static void end_survey(void)
{
	cips_model_units_free(units);
	survey_end(&survey);
}

static void start_survey(void)
{
	struct cips_err err = {0};
	survey_new(&survey, true);
	must(cips_store_load_units(survey.file, &units, &err) == CIPS_OK && units);
	atexit(end_survey);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct cips_arena arena = {0};
	struct cips_headcount *rows;
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	size_t n_rows;
	if (!survey.file)
		start_survey();
	enum cips_rc rc = cips_intake_headcounts(fuzz_file("headcounts.csv", bytes, n), survey.file,
		units, &arena, &rows, &n_rows, &findings, &err);
	must(rc == CIPS_OK || rc == CIPS_INPUT);
	for (size_t i = 0; !rc && i < n_rows; i++)
		must(rows[i].headcount >= 0 && rows[i].headcount == floor(rows[i].headcount));
	cips_findings_release(&findings);
	cips_arena_release(&arena);
	return 0;
}
