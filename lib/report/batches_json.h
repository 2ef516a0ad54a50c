/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Batches as JSON, for scripts.
 */
#ifndef CIPS_REPORT_BATCHES_JSON_H
#define CIPS_REPORT_BATCHES_JSON_H

#include "cips_types.h"

#include <stdio.h>

/* Writes one object with a list of these batches. `undo` is null where nothing stands against it. */
void cips_report_batches_json(const struct cips_batch_facts *list, size_t n, FILE *out);

#endif
