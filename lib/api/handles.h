/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the opaque types of cips.h are inside.
 */
#ifndef CIPS_API_HANDLES_H
#define CIPS_API_HANDLES_H

#include "base/buf.h"
#include "cips.h"
#include "model/language.h"
#include "model/session.h"
#include "store/station_file.h"
#include "store/survey_file.h"

struct cips_survey {
	struct cips_survey_file *file;
};

/*
 * A station, or a form to practise with (then `file` is NULL). A session is the model's own.
 */
struct cips_station {
	struct cips_arena arena;
	struct cips_instrument *instrument;
	struct cips_units *units;	  /* NULL: none; those of `file`, else its own */
	struct cips_station_file *file;	  /* NULL: practice */
	char (*tags)[CIPS_LANGUAGE_CODE]; /* of its languages */
	struct cips_station_facts facts;
	struct cips_station_sealing *sealing; /* station.c; NULL: practice */
};

/* Fills what follows from instrument and units: tags, facts about the form. */
void cips_api_station_form(struct cips_station *station);

/* The canonical text of an instrument and its content hash. */
void cips_api_canonical(
	const struct cips_instrument *instrument, struct cips_buf *form, char digest[65]);

/* CIPS_INPUT for a form with errors among its findings. */
enum cips_rc cips_api_not_accepted(const char *path, struct cips_err *err);

/* CIPS_SYSTEM when `what` ("the table") did not all go into the stream. */
enum cips_rc cips_api_written(FILE *out, const char *what, struct cips_err *err);

#endif
