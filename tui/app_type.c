/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is typed into a question, character by character. The text itself is in the session; here is
 * only the caret, which stands between two clusters.
 */
#include "app_parts.h"

#include <string.h>

bool app_is_typed(enum cips_question_kind kind)
{
	return kind == CIPS_QUESTION_NUMBER || kind == CIPS_QUESTION_DATE ||
		kind == CIPS_QUESTION_TEXT;
}

bool app_is_typable(uint32_t c)
{
	bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
	bool surrogate = c >= 0xD800 && c <= 0xDFFF;
	return !control && !surrogate && c <= 0x10FFFF;
}

static size_t encode(uint32_t c, char bytes[4])
{
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	if (c < 0x80) {
		bytes[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3F));
	bytes[0] = (char)(lead[n] | c);
	return n;
}

size_t app_add(char *text, size_t n, size_t size, uint32_t character)
{
	char bytes[4];
	size_t more = encode(character, bytes);
	if (n + more >= size)
		return n;
	memcpy(text + n, bytes, more);
	text[n + more] = '\0';
	return n + more;
}

size_t app_cluster_before(const char *text, size_t n, size_t caret)
{
	size_t before = 0, end = 0;
	while (end < caret && end < n) {
		int width;
		before = end;
		end += cips_text_cluster(text + end, n - end, &width);
	}
	return before;
}

static size_t cluster_behind(const char *text, size_t n, size_t caret)
{
	size_t end = 0;
	while (end <= caret && end < n) {
		int width;
		end += cips_text_cluster(text + end, n - end, &width);
	}
	return end;
}

/* Puts other bytes in the place of [from, caret); the caret is behind them if that was accepted. */
static void replace(struct app *app, size_t from, const char *bytes, size_t n_bytes)
{
	char text[CIPS_TYPED_BYTES];
	const char *typed = cips_session_typed(app->session, app->item);
	size_t n = strlen(typed), rest = n - app->caret;
	if (from + n_bytes + rest > sizeof text)
		return;
	memcpy(text, typed, from);
	memcpy(text + from, bytes, n_bytes);
	memcpy(text + from + n_bytes, typed + app->caret, rest);
	if (cips_session_type(app->session, app->item, text, from + n_bytes + rest))
		app->caret = from + n_bytes;
	explicit_bzero(text, sizeof text);
}

static size_t moved_caret(const struct app *app, const char *typed, enum press press)
{
	size_t n = strlen(typed);
	switch (press) {
	case PRESS_LEFT:
		return app_cluster_before(typed, n, app->caret);
	case PRESS_RIGHT:
		return cluster_behind(typed, n, app->caret);
	case PRESS_HOME:
		return 0;
	case PRESS_END:
		return n;
	default:
		return app->caret;
	}
}

void app_type(struct app *app, const struct deed *deed)
{
	const char *typed = cips_session_typed(app->session, app->item);
	if (deed->action == ACTION_SIDE) {
		app->caret = moved_caret(app, typed, deed->press);
	} else if (deed->action == ACTION_ERASE) {
		replace(app, app_cluster_before(typed, strlen(typed), app->caret), "", 0);
	} else {
		char bytes[4];
		replace(app, app->caret, bytes, encode(deed->character, bytes));
		explicit_bzero(bytes, sizeof bytes);
	}
}
