/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cips_buf_release(struct cips_buf *buf)
{
	free(buf->text);
	*buf = (struct cips_buf){0};
}

void cips_buf_clear(struct cips_buf *buf)
{
	buf->n = 0;
	if (buf->text)
		buf->text[0] = '\0';
}

/* Makes sure that `more` bytes and a NUL fit behind what is there. */
static void reserve(struct cips_buf *buf, size_t more)
{
	if (buf->room - buf->n > more)
		return;
	size_t room = buf->room ? buf->room : 128;
	while (room - buf->n <= more)
		room *= 2;
	buf->text = cips_realloc(buf->text, room, 1);
	buf->room = room;
}

void cips_buf_add(struct cips_buf *buf, const char *bytes, size_t n)
{
	reserve(buf, n);
	if (n)
		memcpy(buf->text + buf->n, bytes, n);
	buf->n += n;
	buf->text[buf->n] = '\0';
}

void cips_buf_puts(struct cips_buf *buf, const char *text)
{
	cips_buf_add(buf, text, strlen(text));
}

void cips_buf_putc(struct cips_buf *buf, char c)
{
	cips_buf_add(buf, &c, 1);
}

void cips_buf_printf(struct cips_buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n > 0) {
		reserve(buf, (size_t)n);
		vsnprintf(buf->text + buf->n, (size_t)n + 1, format, again);
		buf->n += (size_t)n;
	}
	va_end(again);
}

void cips_buf_csv(struct cips_buf *buf, const char *text, char delimiter)
{
	const char special[] = {'"', '\r', '\n', delimiter, '\0'};
	size_t n = strlen(text);
	bool blank_edge = n && (strchr(" \t", text[0]) || strchr(" \t", text[n - 1]));
	if (!blank_edge && !strpbrk(text, special)) {
		cips_buf_add(buf, text, n);
		return;
	}
	cips_buf_putc(buf, '"');
	for (; *text; text++) {
		if (*text == '"')
			cips_buf_putc(buf, '"');
		cips_buf_putc(buf, *text);
	}
	cips_buf_putc(buf, '"');
}

const char *cips_buf_text(const struct cips_buf *buf)
{
	return buf->text ? buf->text : "";
}

char *cips_buf_keep(struct cips_buf *buf, struct cips_arena *arena)
{
	char *text = cips_arena_strdup(arena, cips_buf_text(buf));
	cips_buf_release(buf);
	return text;
}
