/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the opaque types of cips.h are inside.
 */
#ifndef CIPS_API_HANDLES_H
#define CIPS_API_HANDLES_H

#include "base/buf.h"
#include "cips.h"
#include "store/survey_file.h"

struct cips_survey {
	struct cips_survey_file *file;
};

/* The canonical text of an instrument and its content hash. */
void cips_api_canonical(
	const struct cips_instrument *instrument, struct cips_buf *form, char digest[65]);

/* CIPS_INPUT for a form with errors among its findings. */
enum cips_rc cips_api_not_accepted(const char *path, struct cips_err *err);

/* CIPS_SYSTEM when `what` ("the table") did not all go into the stream. */
enum cips_rc cips_api_written(FILE *out, const char *what, struct cips_err *err);

#endif
