/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed/key.h"

#include "cips.h"

enum cips_rc cips_key_new(const char *name, const char *passphrase,
	char fingerprint[CIPS_FINGERPRINT], struct cips_err *err)
{
	struct cips_public_key key;
	enum cips_rc rc = cips_sealed_key_new(name, passphrase, &key, err);
	if (!rc)
		cips_sealed_fingerprint(&key, fingerprint);
	return rc;
}
