/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The factor of an item; and the ten key factors of the Revised Arusha Declaration, built in.
 */
#ifndef CIPS_MODEL_FACTORS_H
#define CIPS_MODEL_FACTORS_H

#include "model/instrument.h"
#include "model/language.h"

enum { CIPS_ARUSHA_FACTORS = 10 };

struct cips_arusha_factor {
	const char *code; /* LEAD REGF TRAN AUTO REFO AUDI CODE HRMT MORA PRIV, in the Declaration's
			     order */
	const char *names[CIPS_TONGUES];
};

extern const struct cips_arusha_factor cips_arusha_factors[CIPS_ARUSHA_FACTORS];

/* The factor's name for a language code ("fr"), in English for one that is not built in. */
const char *cips_model_arusha_name(size_t factor, const char *language_code);

/* The code of the item's factor; "" for none. */
const char *cips_model_factor_code(
	const struct cips_instrument *instrument, const struct cips_item *item);

/* Index of the built-in factor with that code, or -1. */
int cips_model_arusha(const char *code);

#endif
