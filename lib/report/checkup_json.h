/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the doctor found, as JSON for those who look after many machines.
 */
#ifndef CIPS_REPORT_CHECKUP_JSON_H
#define CIPS_REPORT_CHECKUP_JSON_H

#include "cips_types.h"

#include <stdio.h>

/* One object: how many lines fail or warn, and all lines in their order. */
void cips_report_checkup_json(const struct cips_checkup *lines, size_t n, FILE *out);

#endif
