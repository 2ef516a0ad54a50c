/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules that look at free texts. Where a response and its texts are sealed apart, nobody can say
 * any more whether such a rule holds.
 */
#ifndef CIPS_MODEL_TEXT_BOUND_H
#define CIPS_MODEL_TEXT_BOUND_H

#include "model/instrument.h"

/*
 * Marks the items (bound[0...n_items - 1]) whose being shown, whose constraint, choices or
 * calculation depend on what is written in a free text, through other items as well, and the free
 * texts themselves. Returns whether there is any that is no free text.
 */
bool cips_model_text_bound(const struct cips_instrument *instrument, bool *bound);

#endif
