/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The states of an answer that was asked for and is not valid, as tables count and name them.
 */
#ifndef CIPS_TABLES_STATES_H
#define CIPS_TABLES_STATES_H

#include "model/record.h"
#include "report/table.h"

enum { CIPS_MISSING_STATES = 4 };

struct cips_missing_state {
	enum cips_state state;
	enum cips_statistic count;
	enum cips_statistic percent; /* of all that were asked for */
	const char *label;
};

extern const struct cips_missing_state cips_tables_states[CIPS_MISSING_STATES];

/* Answers that were asked for: all but those not shown. `answers` has CIPS_STATES entries. */
size_t cips_tables_asked(const size_t *answers);

#endif
