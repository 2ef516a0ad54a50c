/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a station would send: the boxes of its file in the order of their bytes, and the manifest
 * that says so.
 */
#ifndef CIPS_API_BUNDLE_H
#define CIPS_API_BUNDLE_H

#include "api/handles.h"
#include "sealed/bundle.h"

struct cips_station_bundle {
	struct cips_bundle_head head;
	uint32_t *slots; /* from 1, in the order in which their boxes stand in the bundle */
	uint8_t *digests;
	struct cips_buf manifest;
};

/* The bundle of a station that is open; release it also after an error. */
enum cips_rc cips_api_station_bundle(
	struct cips_station *station, struct cips_station_bundle *bundle, struct cips_err *err);
void cips_api_station_bundle_release(struct cips_station_bundle *bundle);

#endif
