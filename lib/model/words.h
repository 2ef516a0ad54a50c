/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words of the contract that several rooms read and write.
 */
#ifndef CIPS_MODEL_WORDS_H
#define CIPS_MODEL_WORDS_H

#include "model/effects.h"
#include "model/instrument.h"

/* The columns that every file of answers may have, so that no item can have their names. */
enum cips_reserved {
	CIPS_RESERVED_RESPONSE_ID,
	CIPS_RESERVED_WAVE,
	CIPS_RESERVED_MODE,
	CIPS_RESERVED_WEIGHT,
	CIPS_RESERVED_SECONDS,
	CIPS_RESERVED_LANGUAGE,
	CIPS_RESERVED_ASSISTED,
	CIPS_RESERVED_COLUMNS,
};

extern const char *const cips_reserved_columns[CIPS_RESERVED_COLUMNS];

/* How the column bind::cips:use writes a use; "" for none. */
const char *cips_model_use_word(enum cips_use use);

/* What the columns `missing` and `positive` of the choices write; "" where they are empty. */
const char *cips_model_missing_word(enum cips_missing missing);
const char *cips_model_positive_word(enum cips_positive positive);

/* Whether a cell says no more than yes: "yes", "true", "true()" or "1", ASCII case ignored. */
bool cips_model_is_yes(const char *text);

/* The header of an effects file: "what", "item", ... */
extern const char *const cips_effect_columns[CIPS_EFFECT_CELLS];

#endif
