/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/words.h"

const char *const cips_reserved_columns[CIPS_RESERVED_COLUMNS] = {
	[CIPS_RESERVED_RESPONSE_ID] = "response_id",
	[CIPS_RESERVED_WAVE] = "wave",
	[CIPS_RESERVED_MODE] = "mode",
	[CIPS_RESERVED_WEIGHT] = "weight",
	[CIPS_RESERVED_SECONDS] = "seconds",
	[CIPS_RESERVED_LANGUAGE] = "language",
	[CIPS_RESERVED_ASSISTED] = "assisted",
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
