/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What came from the stations. Boxes are known by the digest of their bytes, manifests are signed by
 * their station, and its settings are known by their digest.
 */
#include "api/stations_known.h"
#include "api/verify.h"
#include "base/findings.h"
#include "sealed/bundle.h"

#include <string.h>

struct arrived {
	struct cips_verifying *verifying;
	struct cips_known_station *stations;
	size_t n;
	size_t bad_boxes, strange_boxes, bad_bundles;
};

static bool known_settings(const struct arrived *arrived, const uint8_t *digest)
{
	for (size_t i = 0; i < arrived->n; i++)
		if (arrived->stations[i].has_settings &&
			memcmp(arrived->stations[i].sealing.digest, digest, CIPS_DIGEST_SIZE) == 0)
			return true;
	return false;
}

static bool check_box(void *context, const struct cips_sealed_box *box)
{
	struct arrived *arrived = context;
	uint8_t digest[CIPS_DIGEST_SIZE];
	cips_sealed_box_digest(digest, box->bytes, box->size);
	arrived->verifying->verified->boxes++;
	arrived->bad_boxes += memcmp(digest, box->digest, sizeof digest) != 0;
	arrived->strange_boxes += !known_settings(arrived, box->settings);
	return true;
}

static void check_bundle(void *context, const struct cips_bundle_known *bundle)
{
	struct arrived *arrived = context;
	struct cips_arena arena = {0};
	struct cips_bundle_manifest manifest;
	char hex[CIPS_DIGEST_TEXT];
	bool good = cips_sealed_bundle_parse(
		bundle->manifest, bundle->manifest_size, &arena, &manifest);
	if (good) {
		cips_sealed_hex(hex, manifest.head.sign_public, CIPS_KEY_SIZE);
		good = strcmp(hex, bundle->sign_public) == 0 &&
			memcmp(manifest.root, bundle->root, CIPS_DIGEST_SIZE) == 0 &&
			cips_api_find_station(arrived->stations, arrived->n, hex);
	}
	arrived->verifying->verified->bundles++;
	arrived->bad_bundles += !good;
	cips_arena_release(&arena);
}

static void report(const struct arrived *arrived, const char *code, size_t n, const char *what)
{
	if (n)
		cips_findings_add(arrived->verifying->findings, CIPS_ERROR, code, NULL, 0, 0,
			"%zu %s", n, what);
}

enum cips_rc cips_api_verify_arrived(struct cips_verifying *verifying, struct cips_err *err)
{
	struct arrived arrived = {.verifying = verifying};
	enum cips_rc rc = cips_api_blame(verifying, "station",
		cips_api_known_stations(
			verifying->file, &verifying->arena, &arrived.stations, &arrived.n, err),
		err);
	if (!arrived.stations)
		arrived.n = 0;
	verifying->verified->stations = arrived.n;
	if (!rc)
		rc = cips_api_blame(verifying, "box",
			cips_store_each_box(verifying->file, NULL, check_box, &arrived, err), err);
	if (!rc)
		rc = cips_api_blame(verifying, "bundle",
			cips_store_each_bundle(verifying->file, check_bundle, &arrived, err), err);
	report(&arrived, "box", arrived.bad_boxes, "sealed boxes are not as they came");
	report(&arrived, "box", arrived.strange_boxes, "sealed boxes are of no station");
	report(&arrived, "bundle", arrived.bad_bundles,
		"manifests of bundles are not as their station signed them");
	return rc;
}
