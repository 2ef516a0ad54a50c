/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of answers: an import of it, which changes nothing, and a first map for it. */
#include "../intake/import_checks.h"
#include "fuzz.h"
#include "intake/propose.h"

static struct survey survey;
static char *map;

static void end_survey(void)
{
	free(map);
	survey_end(&survey);
}

static void start_survey(void)
{
	survey_new(&survey, false);
	add_form(&survey, HERE "hard.md");
	map = survey_write(&survey, "map.csv", NULL);
	atexit(end_survey);
}

static void propose(const char *path, const struct cips_import_options *options)
{
	struct cips_map_proposal proposal;
	struct cips_err err = {0};
	enum cips_rc rc = cips_intake_propose_map(
		survey.file, &survey.version, path, options, map, &proposal, &err);
	must(rc <= CIPS_INPUT);
	if (!rc)
		unlink(map);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (!survey.file)
		start_survey();
	const char *path = fuzz_file("answers.csv", bytes, n);
	const struct cips_import_options options = {.wave = "w1", .dry_run = true};
	check_import(&survey, path, lines_of((const char *)bytes, n), &options);
	propose(path, &options);
	return 0;
}
