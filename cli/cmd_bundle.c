/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"

#include <string.h>

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static enum cips_rc forward(const char *survey_file, const char *path, struct cips_bundled *bundled,
	struct cips_err *err)
{
	struct cips_survey *survey;
	enum cips_rc rc = cips_open(survey_file, CIPS_READ, &survey, err);
	if (!rc)
		rc = cips_forward(survey, path, bundled, err);
	cips_close(survey);
	return rc;
}

/* A survey file has arrived bundles to pass on, anything else is to be a station. */
static bool is_survey_file(const char *path)
{
	size_t n = strlen(path);
	return n > 5 && strcmp(path + n - 5, ".cips") == 0;
}

static enum cips_rc cmd_bundle(const struct invocation *invocation, struct cips_err *err)
{
	const char *from = invocation->args[0], *path = invocation->options[OPTION_OUTPUT];
	bool few = invocation->options[OPTION_FEW] != NULL;
	struct cips_bundled bundled;
	if (!path)
		return usage(err, "name the bundle: -o keld.bundle", "bundle needs -o FILE");
	enum cips_rc rc = is_survey_file(from) ? forward(from, path, &bundled, err)
					       : cips_bundle(from, few, path, &bundled, err);
	if (rc)
		return rc;
	say_wrote(path);
	printf("%zu bundle%s, %zu boxes, full and empty ones alike\ncontent %s\n", bundled.bundles,
		plural(bundled.bundles), bundled.boxes, bundled.content);
	if (bundled.left_out)
		fprintf(stderr, "%zu bundle%s left out: some boxes have not arrived\n",
			bundled.left_out, plural(bundled.left_out));
	return CIPS_OK;
}

const struct command command_bundle = {
	.name = "bundle",
	.args = "X.station -o X.bundle",
	.min_args = 1,
	.max_args = 1,
	.summary = "write what a station holds into a file that travels",
	.description =
		"Writes all boxes of a station, full and empty ones alike, in the order of their "
		"bytes, signed by the station: who carries the file learns neither answers nor "
		"how many there are, and cannot change or cut it unnoticed. The station stays as "
		"it is; keep it until a receipt of the centre names it. Fewer people than the "
		"minimum group are refused unless --few is given. Given a survey file, it writes "
		"the bundles that were merged into it, for the next office.",
	.examples = "cips bundle keld.station -o keld.bundle\n"
		    "cips bundle region.cips -o region.bundle\n",
	.run = cmd_bundle,
	.options = {OPTION_FEW, OPTION_OUTPUT, OPTIONS},
};
