/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A first map (mapping.h) for a file with foreign headers and values.
 */
#ifndef CIPS_INTAKE_PROPOSE_H
#define CIPS_INTAKE_PROPOSE_H

#include "cips_types.h"
#include "store/survey_file.h"

/*
 * Writes to `map`, where no file may be, what the columns of `path` are likely to hold, and what
 * the values in its first MiB mean. What equals the name or a label of something, case aside, is
 * taken for certain; all else begins with ?. CIPS_INPUT when the file has no header.
 */
enum cips_rc cips_intake_propose_map(struct cips_survey_file *file,
	const struct cips_version *version, const char *path,
	const struct cips_import_options *options, const char *map,
	struct cips_map_proposal *proposal, struct cips_err *err);

#endif
