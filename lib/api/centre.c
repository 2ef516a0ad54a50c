/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/centre.h"

#include "sealed/secret.h"

enum cips_rc cips_api_centre_key(
	struct cips_survey_file *file, char hex[CIPS_DIGEST_TEXT], struct cips_err *err)
{
	struct cips_centre centre;
	bool found;
	enum cips_rc rc = cips_store_centre(file, &centre, &found, err);
	if (!rc && !found) {
		cips_sealed_sign_new(centre.sign_public, centre.sign_secret);
		rc = cips_store_set_centre(file, &centre, err);
	}
	if (!rc)
		cips_sealed_hex(hex, centre.sign_public, sizeof centre.sign_public);
	cips_sealed_wipe(&centre, sizeof centre);
	return rc;
}
