/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/words.h"

#include <strings.h>

const char *const cips_reserved_columns[CIPS_RESERVED_COLUMNS] = {
	[CIPS_RESERVED_RESPONSE_ID] = "response_id",
	[CIPS_RESERVED_WAVE] = "wave",
	[CIPS_RESERVED_MODE] = "mode",
	[CIPS_RESERVED_WEIGHT] = "weight",
	[CIPS_RESERVED_SECONDS] = "seconds",
	[CIPS_RESERVED_LANGUAGE] = "language",
	[CIPS_RESERVED_ASSISTED] = "assisted",
};

const char *const cips_effect_columns[CIPS_EFFECT_CELLS] = {
	[CIPS_EFFECT_WHAT] = "what",
	[CIPS_EFFECT_ITEM] = "item",
	[CIPS_EFFECT_CHOICE] = "choice",
	[CIPS_EFFECT_FACTOR] = "factor",
	[CIPS_EFFECT_VALUE] = "value",
};

const char *cips_model_use_word(enum cips_use use)
{
	static const char *const words[] = {
		[CIPS_USE_NONE] = "",
		[CIPS_USE_UNIT] = "unit",
		[CIPS_USE_BREAKDOWN] = "breakdown",
		[CIPS_USE_WEIGHT] = "weight",
		[CIPS_USE_SECONDS] = "seconds",
	};
	return words[use];
}

const char *cips_model_missing_word(enum cips_missing missing)
{
	static const char *const words[] = {
		[CIPS_SUBSTANTIVE] = "",
		[CIPS_MISSING_DONT_KNOW] = "dont_know",
		[CIPS_MISSING_REFUSED] = "refused",
		[CIPS_MISSING_NOT_APPLICABLE] = "not_applicable",
	};
	return words[missing];
}

const char *cips_model_positive_word(enum cips_positive positive)
{
	static const char *const words[] = {
		[CIPS_POSITIVE_BY_SCORE] = "",
		[CIPS_POSITIVE_YES] = "yes",
		[CIPS_POSITIVE_NEUTRAL] = "neutral",
		[CIPS_POSITIVE_NO] = "no",
	};
	return words[positive];
}

bool cips_model_is_yes(const char *text)
{
	static const char *const words[] = {"yes", "true", "true()", "1"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}
