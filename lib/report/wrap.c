/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/wrap.h"

#include "base/utf8.h"

#include <string.h>

/* Too narrow a room is widened to this, rather than set one letter under the other. */
enum { NARROWEST = 10 };

/* Where to break a text of which `fits` bytes fit: behind the last word that is whole. */
static size_t break_at(const char *text, size_t fits, bool names)
{
	if (text[fits] == ' ' || text[fits] == '\0')
		return fits;
	for (size_t i = fits; i > 0; i--)
		if (text[i - 1] == ' ' || (names && text[i - 1] == '_'))
			return i;
	return fits;
}

const char *cips_report_next_line(const char **rest, size_t width, bool names, size_t *n)
{
	const char *line = *rest + strspn(*rest, " ");
	if (!*line)
		return NULL;
	size_t fits = cips_utf8_cut(line, width);
	if (!fits) /* a character wider than the line */
		fits = cips_utf8_cut(line, 2);
	if (!fits)
		fits = strlen(line);
	size_t end = break_at(line, fits, names);
	*rest = line + end;
	while (end && line[end - 1] == ' ')
		end--;
	*n = end;
	return line;
}

void cips_report_repeat(FILE *out, char c, size_t n)
{
	while (n--)
		fputc(c, out);
}

static size_t room(size_t width, size_t indent)
{
	return width > indent + NARROWEST ? width - indent : NARROWEST;
}

void cips_report_wrap(FILE *out, const char *text, size_t width, size_t first, size_t other)
{
	size_t n, indent = first;
	const char *line;
	while ((line = cips_report_next_line(&text, room(width, indent), false, &n))) {
		cips_report_repeat(out, ' ', indent);
		fprintf(out, "%.*s\n", (int)n, line);
		indent = other;
	}
}

void cips_report_heading(FILE *out, const char *text, size_t width, bool colour)
{
	size_t n;
	const char *line;
	while ((line = cips_report_next_line(&text, room(width, 0), false, &n)))
		fprintf(out, "%s%.*s%s\n", colour ? CIPS_BOLD : "", (int)n, line,
			colour ? CIPS_PLAIN : "");
}
