/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the writers of JSON share. Internal to lib/report.
 */
#ifndef CIPS_REPORT_JSON_H
#define CIPS_REPORT_JSON_H

#include "base/arena.h"

#include <jansson.h>
#include <stdio.h>

/* A text of anybody's, made valid; `scratch` holds it meanwhile. */
json_t *cips_report_json_text(struct cips_arena *scratch, const char *text);

json_t *cips_report_json_count(size_t n);

/*
 * Writes the object that `make` makes of `what`. Inside make() nothing of jansson is ever NULL.
 */
typedef json_t *cips_report_json_maker(struct cips_arena *scratch, const void *what);
void cips_report_json_write(cips_report_json_maker *make, const void *what, FILE *out);

#endif
