/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/completion.h"

#include "model/record.h"

static bool counts(const struct cips_item *item)
{
	return item->width > 0 && item->type != CIPS_ITEM_TEXT;
}

struct cips_answered_share cips_tables_answered(const struct cips_frame *frame, size_t i)
{
	const struct cips_instrument *instrument = frame->source->instrument;
	const uint8_t *record = cips_frame_record(frame, i);
	struct cips_answered_share share = {0};
	for (size_t k = 0; k < instrument->n_items; k++) {
		const struct cips_item *item = &instrument->items[k];
		if (!counts(item))
			continue;
		enum cips_state state = cips_model_state(instrument, item, record);
		share.asked += state != CIPS_STATE_NOT_SHOWN;
		share.answered += state == CIPS_STATE_VALID || state == CIPS_STATE_DONT_KNOW ||
			state == CIPS_STATE_NOT_APPLICABLE;
	}
	return share;
}

enum cips_completion cips_tables_completion(struct cips_answered_share share)
{
	if (!share.asked || 2 * share.answered < share.asked)
		return CIPS_BREAK_OFF;
	return 5 * share.answered > 4 * share.asked ? CIPS_COMPLETE : CIPS_PARTIAL;
}
