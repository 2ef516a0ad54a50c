/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Responses from a CSV into a survey file: one pass, every record checked by the rules of its
 * instrument, all findings at once (contract section 4).
 */
#ifndef CIPS_INTAKE_IMPORT_H
#define CIPS_INTAKE_IMPORT_H

#include "cips_types.h"
#include "store/survey_file.h"

/*
 * Imports `path` as responses of `version`. CIPS_OK: everything stored or already there.
 * CIPS_FINDINGS: stored, and rows went to the rejects file, or there are warnings to read.
 * CIPS_INPUT: nothing was stored, the findings say why. Other codes: nothing was stored, `err` says
 * why. In every case result->read = stored + rejected + already_there + not_stored.
 */
enum cips_rc cips_intake_import(struct cips_survey_file *file, const struct cips_version *version,
	const char *path, const struct cips_import_options *options, struct cips_findings *findings,
	struct cips_import_result *result, struct cips_err *err);

#endif
