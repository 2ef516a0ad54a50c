/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A growing text. The bytes are always NUL-terminated once something was added.
 */
#ifndef CIPS_BASE_BUF_H
#define CIPS_BASE_BUF_H

#include "base/arena.h"

#include <stddef.h>

/* Zero-initialize to start empty. */
struct cips_buf {
	char *text;
	size_t n;
	size_t room;
};

void cips_buf_release(struct cips_buf *buf);
void cips_buf_clear(struct cips_buf *buf);
void cips_buf_add(struct cips_buf *buf, const char *bytes, size_t n);
void cips_buf_puts(struct cips_buf *buf, const char *text);
void cips_buf_putc(struct cips_buf *buf, char c);
__attribute__((format(printf, 2, 3))) void cips_buf_printf(
	struct cips_buf *buf, const char *format, ...);

/*
 * Appends one field of a line of CSV, quoted only where needed: by its edges and what is in it, not
 * by what a spreadsheet would make of it.
 */
void cips_buf_csv(struct cips_buf *buf, const char *text, char delimiter);

/* The text, "" when nothing was added; valid until the next change. */
const char *cips_buf_text(const struct cips_buf *buf);

/* The text moved into the arena; the buffer is released. */
char *cips_buf_keep(struct cips_buf *buf, struct cips_arena *arena);

#endif
