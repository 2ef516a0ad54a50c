/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/lines.h"

#include "base/arena.h"
#include "base/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 18 }; /* bytes read at a time */

void cips_intake_lines_begin(struct cips_lines *lines, FILE *file, struct cips_decoder *decoder,
	const struct cips_dialect *dialect, size_t limit)
{
	*lines = (struct cips_lines){.file = file,
		.decoder = decoder,
		.ends = dialect->ends,
		.ends_said = dialect->ends_said,
		.limit = limit,
		.block = cips_malloc(2 * BLOCK),
		.room = 2 * BLOCK,
		.line = 1};
}

void cips_intake_lines_release(struct cips_lines *lines)
{
	cips_intake_decoder_close(lines->decoder);
	free(lines->block);
}

bool cips_intake_lines_refill(struct cips_lines *lines, struct cips_err *err)
{
	size_t gone = lines->start;
	memmove(lines->block, lines->block + gone, lines->end - gone);
	lines->consumed += gone;
	lines->start = 0;
	lines->at -= gone;
	lines->end -= gone;
	lines->newline = lines->newline > gone ? lines->newline - gone : 0;
	if (lines->room - lines->end < BLOCK) {
		lines->room *= 2;
		lines->block = cips_realloc(lines->block, lines->room, 1);
	}
	char *to = lines->block + lines->end;
	size_t got = lines->decoder ? cips_intake_decode(lines->decoder, to, BLOCK)
				    : fread(to, 1, BLOCK, lines->file);
	lines->end += got;
	lines->at_end = got == 0;
	if (got == 0 && ferror(lines->file)) {
		cips_err_system(
			err, errno ? errno : EIO, "cannot read on after line %ld", lines->line - 1);
		return false;
	}
	return true;
}

/*
 * The offset of the first \n at or after `at`, `end` where there is none. It is looked for once,
 * also in a file whose lines end in \r alone.
 */
static size_t next_newline(struct cips_lines *lines)
{
	bool known = lines->newline >= lines->at && lines->newline < lines->end &&
		lines->block[lines->newline] == '\n';
	if (known || lines->newline == lines->end)
		return lines->newline;
	/* Up to `newline` there was none when the block ended there. */
	size_t from = lines->newline > lines->at ? lines->newline : lines->at;
	const char *found = memchr(lines->block + from, '\n', lines->end - from);
	lines->newline = found ? (size_t)(found - lines->block) : lines->end;
	return lines->newline;
}

/* The end of the line at `at` where only what was said ends one, 0 when it is not there yet. */
static size_t said_end(const struct cips_lines *lines)
{
	static const char *const ends[] = {
		[CIPS_LINES_LF] = "\n",
		[CIPS_LINES_CRLF] = "\r\n",
		[CIPS_LINES_CR] = "\r",
	};
	const char *end = ends[lines->ends];
	const char *found =
		memmem(lines->block + lines->at, lines->end - lines->at, end, strlen(end));
	return found ? (size_t)(found - lines->block) + strlen(end) : 0;
}

size_t cips_intake_line_end(struct cips_lines *lines)
{
	if (lines->ends_said)
		return said_end(lines);
	size_t newline = next_newline(lines);
	const char *found = memchr(lines->block + lines->at, '\r', newline - lines->at);
	if (!found)
		return newline == lines->end ? 0 : newline + 1;
	size_t after = (size_t)(found - lines->block) + 1;
	if (after == newline && newline < lines->end)
		return after + 1;
	/* A \r at the end of what was read may be the first half of a \r\n. */
	return after < lines->end || lines->at_end ? after : 0;
}

long cips_intake_lines_seen(const struct cips_lines *lines, size_t from, size_t n)
{
	const char *line = lines->block + from;
	long seen = 0;
	if (!lines->ends_said)
		return 1;
	for (size_t i = 0; i < n; i++)
		seen += line[i] == '\n' || (line[i] == '\r' && (i + 1 == n || line[i + 1] != '\n'));
	return seen;
}

enum cips_line_status cips_intake_line(struct cips_lines *lines, size_t *n, struct cips_err *err)
{
	for (;;) {
		size_t end = lines->at < lines->end ? cips_intake_line_end(lines) : 0;
		if (!end && lines->at_end)
			end = lines->end;
		size_t known = end ? end : lines->end;
		if (known - lines->start > lines->limit)
			return CIPS_LINE_TOO_LONG;
		if (end > lines->at) {
			*n = end - lines->at;
			return CIPS_LINE_READ;
		}
		if (lines->at_end)
			return CIPS_LINE_NONE;
		if (!cips_intake_lines_refill(lines, err))
			return CIPS_LINE_FAILED;
	}
}

size_t cips_intake_without_end(const char *line, size_t n)
{
	while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	return n;
}

size_t cips_intake_lines_position(const struct cips_lines *lines)
{
	return lines->decoder ? cips_intake_decoder_taken(lines->decoder)
			      : lines->consumed + lines->at;
}
