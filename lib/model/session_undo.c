/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A change is kept as what its item had before it. Taking it back exchanges that with what the item
 * has now, and so does putting it back again: the slot always holds the other side.
 */
#include "model/session_parts.h"

#include <string.h>

void cips_session_changes_start(struct cips_session *session)
{
	struct session_changes *changes = &session->changes;
	const struct cips_instrument *instrument = session->instrument;
	for (size_t i = 0; i < instrument->n_items; i++) {
		size_t text = session->questions[i].text == CIPS_NONE ? 0 : SESSION_TEXT;
		size_t size = instrument->items[i].width + text;
		changes->slot_size = size > changes->slot_size ? size : changes->slot_size;
	}
	changes->slots = cips_arena_alloc(&session->arena, SESSION_CHANGES, changes->slot_size);
	changes->typing = CIPS_NONE;
}

void cips_session_changes_forget(struct cips_session *session)
{
	struct session_changes *changes = &session->changes;
	memset(changes->slots, 0, SESSION_CHANGES * changes->slot_size);
	memset(changes->items, 0, sizeof changes->items);
	changes->first = changes->n = changes->done = 0;
	changes->typing = CIPS_NONE;
}

static size_t slot_of(const struct session_changes *changes, size_t change)
{
	return (changes->first + change) % SESSION_CHANGES;
}

static void exchange(uint8_t *a, uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t byte = a[i];
		a[i] = b[i];
		b[i] = byte;
	}
}

/* Exchanges what the item has with the slot of the change. */
static int turn(struct cips_session *session, size_t change)
{
	struct session_changes *changes = &session->changes;
	size_t slot = slot_of(changes, change);
	const struct cips_item *item = &session->instrument->items[changes->items[slot]];
	uint8_t *kept = changes->slots + slot * changes->slot_size;
	char *text = cips_session_text(session, &session->answers, (size_t)changes->items[slot]);
	exchange(kept, session->answers.record + item->offset, item->width);
	if (text)
		exchange(kept + item->width, (uint8_t *)text, SESSION_TEXT);
	changes->typing = CIPS_NONE;
	session->followed = false;
	return changes->items[slot];
}

void cips_session_changes_note(struct cips_session *session, size_t index, bool typing)
{
	struct session_changes *changes = &session->changes;
	const struct cips_item *item = &session->instrument->items[index];
	if (typing && changes->typing == (int)index)
		return;
	changes->n = changes->done;
	if (changes->n == SESSION_CHANGES) {
		changes->first = slot_of(changes, 1);
		changes->n--;
	}
	size_t slot = slot_of(changes, changes->n);
	uint8_t *kept = changes->slots + slot * changes->slot_size;
	const char *text = cips_session_text(session, &session->answers, index);
	memset(kept, 0, changes->slot_size);
	memcpy(kept, session->answers.record + item->offset, item->width);
	if (text)
		memcpy(kept + item->width, text, SESSION_TEXT);
	changes->items[slot] = (int)index;
	changes->done = ++changes->n;
	changes->typing = typing ? (int)index : CIPS_NONE;
}

bool cips_model_session_can_undo(const struct cips_session *session)
{
	return session->changes.done > 0;
}

bool cips_model_session_can_redo(const struct cips_session *session)
{
	return session->changes.done < session->changes.n;
}

int cips_model_session_undo(struct cips_session *session)
{
	struct session_changes *changes = &session->changes;
	return cips_model_session_can_undo(session) ? turn(session, --changes->done) : CIPS_NONE;
}

int cips_model_session_redo(struct cips_session *session)
{
	struct session_changes *changes = &session->changes;
	return cips_model_session_can_redo(session) ? turn(session, changes->done++) : CIPS_NONE;
}
