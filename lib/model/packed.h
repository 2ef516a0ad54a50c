/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response as bytes, in two parts of fixed size: the answers, and the free texts apart from them.
 * What a station seals and the centre opens.
 *
 * The answers are the record (model/record.h), then each number as eight bytes of its IEEE 754
 * form, lowest first, zero where there is none. The texts are, for each text of the instrument, two
 * bytes of length, lowest first, and CIPS_TYPED_BYTES bytes, zero behind the text.
 */
#ifndef CIPS_MODEL_PACKED_H
#define CIPS_MODEL_PACKED_H

#include "model/record.h"

size_t cips_model_packed_size(const struct cips_instrument *instrument);
size_t cips_model_packed_texts_size(const struct cips_instrument *instrument); /* 0: has no texts */

void cips_model_pack(const struct cips_instrument *instrument, const struct cips_response *response,
	uint8_t *answers);

/* Whether any text was there; `texts` is filled in either case. */
bool cips_model_pack_texts(const struct cips_instrument *instrument,
	const struct cips_response *response, uint8_t *texts);

/*
 * Back again, into a response of the instrument; strings in the arena. False, and nothing there,
 * for bytes that pack() does not give: a code over its list, a number where the record has none or
 * that the item cannot have, a length too large, bytes behind a text, what is no UTF-8 or a control
 * character. unpack() leaves no texts, unpack_texts() touches nothing else.
 */
bool cips_model_unpack(const struct cips_record_check *check, const uint8_t *answers,
	struct cips_response *response);
bool cips_model_unpack_texts(const struct cips_instrument *instrument, const uint8_t *texts,
	struct cips_arena *arena, struct cips_response *response);

#endif
