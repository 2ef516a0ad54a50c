/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The centre's pair of keys (Ed25519), with which it signs that bundles have arrived. It is made
 * with the first station, lies in the survey file, and every station of the survey has its public
 * half among its signed settings: so a post can tell a receipt of the centre from any other text.
 * It opens nothing.
 */
#ifndef CIPS_API_CENTRE_H
#define CIPS_API_CENTRE_H

#include "api/station_settings.h"
#include "store/survey_file.h"

/* The public half in hexadecimal; the pair is made where there is none. A transaction is open. */
enum cips_rc cips_api_centre_key(
	struct cips_survey_file *file, char hex[CIPS_DIGEST_TEXT], struct cips_err *err);

#endif
