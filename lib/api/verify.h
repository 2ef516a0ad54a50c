/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verifying a file: what its kinds have in common.
 */
#ifndef CIPS_API_VERIFY_H
#define CIPS_API_VERIFY_H

#include "api/content.h"
#include "cips.h"
#include "model/instrument.h"

struct cips_verifying {
	const char *path;
	struct cips_survey_file *file;
	struct cips_findings *findings;
	struct cips_verified *verified;
	struct cips_arena arena;
	struct cips_content content;
	struct cips_version *versions;
	struct cips_instrument **instruments; /* by version; NULL: it cannot be loaded */
	size_t n_versions;
	struct cips_wave *waves;
	size_t n_waves;
	struct cips_units *units;
};

/*
 * An error that the file is to blame for becomes a finding, and CIPS_OK is returned; any other stays
 * what it is.
 */
enum cips_rc cips_api_blame(
	struct cips_verifying *verifying, const char *code, enum cips_rc rc, struct cips_err *err);

/* Every response against its instrument and its identity. */
enum cips_rc cips_api_verify_responses(struct cips_verifying *verifying, struct cips_err *err);

/* What came from stations: their settings, boxes and the manifests of bundles. */
enum cips_rc cips_api_verify_arrived(struct cips_verifying *verifying, struct cips_err *err);

#endif
