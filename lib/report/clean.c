/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/clean.h"

#include "base/buf.h"
#include "base/number.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/*
 * Characters that show nothing and do no harm. They stay where `csv` or `terminal` says so, and go
 * otherwise; all others of their kind are made visible.
 */
static const struct harmless {
	const char *bytes;
	bool terminal;
	bool csv;
} harmless[] = {
	{"\xE2\x80\x8C", true, true},	/* U+200C zero width non-joiner */
	{"\xE2\x80\x8D", true, true},	/* U+200D zero width joiner */
	{"\xC2\xAD", false, true},	/* U+00AD soft hyphen */
	{"\xEF\xBB\xBF", false, false}, /* U+FEFF byte order mark */
	{"\xE2\x80\x8E", false, true},	/* U+200E left-to-right mark */
	{"\xE2\x80\x8F", false, true},	/* U+200F right-to-left mark */
	{"\xD8\x9C", false, true},	/* U+061C Arabic letter mark */
	{"\t", false, true},
	{"\r", false, true},
	{"\n", false, true},
};

static const struct harmless *harmless_at(const char *p)
{
	for (size_t k = 0; k < sizeof harmless / sizeof *harmless; k++)
		if (strncmp(p, harmless[k].bytes, strlen(harmless[k].bytes)) == 0)
			return &harmless[k];
	return NULL;
}

static void add_printable(
	struct cips_arena *arena, struct cips_buf *buf, const char *text, size_t n)
{
	if (n)
		cips_buf_puts(buf,
			cips_utf8_printable(arena, cips_arena_strndup(arena, text, n), SIZE_MAX));
}

/* The text with what is active in it made visible, but for the characters above. */
static char *make_visible(struct cips_arena *arena, const char *text, bool csv)
{
	struct cips_buf buf = {0};
	const char *from = text;
	for (const char *p = text; *p;) {
		const struct harmless *found = harmless_at(p);
		if (!found) {
			p++;
			continue;
		}
		add_printable(arena, &buf, from, (size_t)(p - from));
		if (csv ? found->csv : found->terminal)
			cips_buf_puts(&buf, found->bytes);
		p += strlen(found->bytes);
		from = p;
	}
	add_printable(arena, &buf, from, strlen(from));
	return cips_buf_keep(&buf, arena);
}

const char *cips_report_clean_bytes(struct cips_arena *arena, const char *text)
{
	if (!text)
		return "";
	size_t n = strlen(text);
	return cips_utf8_check(text, n) == n ? text : make_visible(arena, text, true);
}

/* The bytes of the no-break space that `text` begins with, 0 if there is none. */
static size_t no_break_space(const char *text)
{
	if (strncmp(text, "\xC2\xA0", 2) == 0)
		return 2;
	return strncmp(text, "\xE2\x80\xAF", 3) == 0 ? 3 : 0;
}

/*
 * Normalized as labels are for comparing, but no-break spaces between two words stay: the French
 * question mark must not begin a line. Narrow ones become wide, which every console can show.
 */
static char *squeeze(struct cips_arena *arena, const char *text)
{
	struct cips_buf buf = {0};
	const char *glue = "";
	for (;;) {
		size_t n = 0;
		while (text[n] && !no_break_space(text + n))
			n++;
		const char *words = cips_utf8_normalize(arena, cips_arena_strndup(arena, text, n));
		if (*words) {
			cips_buf_puts(&buf, glue);
			cips_buf_puts(&buf, words);
			glue = "\xC2\xA0";
		}
		if (!text[n])
			break;
		text += n + no_break_space(text + n);
	}
	return cips_buf_keep(&buf, arena);
}

/* Whether there is nothing to clean: words of printable ASCII with one space between them. */
static bool is_clean(const char *text)
{
	char last = ' ';
	while (*text == ' ' ? last != ' ' : *text > ' ' && *text < 0x7f)
		last = *text++;
	return !*text && last != ' ';
}

char *cips_report_clean(struct cips_arena *arena, const char *text, bool ascii)
{
	if (text && is_clean(text))
		return cips_arena_strdup(arena, text);
	const char *valid = cips_report_clean_bytes(arena, text);
	char *visible = make_visible(arena, squeeze(arena, valid), false);
	return ascii ? cips_utf8_to_ascii(arena, visible) : visible;
}

char *cips_report_clean_html(struct cips_arena *arena, const char *text)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
	struct cips_buf buf = {0};
	for (const char *p = make_visible(arena, text ? text : "", true); *p; p++) {
		const char *entity = NULL;
		for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
			if (entities[i].c == *p)
				entity = entities[i].entity;
		if (entity)
			cips_buf_puts(&buf, entity);
		else
			cips_buf_putc(&buf, *p);
	}
	return cips_buf_keep(&buf, arena);
}

/*
 * Whether the byte at `i` opens a heading, a list, a quotation or a code block at the start of a
 * line.
 */
static bool opens_block(const char *text, size_t i)
{
	size_t digits = strspn(text, "0123456789");
	if (i == digits && digits)
		return text[i] == '.' || text[i] == ')';
	return i == 0 && strchr("#+->=", text[0]);
}

static char *escape_markdown(struct cips_arena *arena, const char *text, bool paragraph)
{
	struct cips_buf buf = {0};
	const char *plain = cips_report_clean(arena, text, false);
	for (size_t i = 0; plain[i]; i++) {
		if (strchr("\\`*_|<[]~", plain[i]) || (paragraph && opens_block(plain, i)))
			cips_buf_putc(&buf, '\\');
		cips_buf_putc(&buf, plain[i]);
	}
	return cips_buf_keep(&buf, arena);
}

char *cips_report_clean_markdown(struct cips_arena *arena, const char *text)
{
	return escape_markdown(arena, text, false);
}

char *cips_report_clean_paragraph(struct cips_arena *arena, const char *text)
{
	return escape_markdown(arena, text, true);
}

/* What a spreadsheet evaluates when a file is opened (OWASP, "CSV injection"). */
static bool is_formula(const char *text)
{
	double number;
	return text[0] && strchr("=+-@\t\r", text[0]) && !cips_number_parse(text, &number);
}

static bool is_plain(const char *text)
{
	while (*text >= ' ' && *text < 0x7f)
		text++;
	return !*text;
}

void cips_report_csv_field(struct cips_arena *scratch, FILE *out, const char *text, bool first)
{
	if (!text)
		text = "";
	if (!is_plain(text))
		text = make_visible(scratch, text, true);
	if (!first)
		fputc(',', out);
	const char *guard = is_formula(text) ? "'" : "";
	if (!strpbrk(text, ",\"\r\n")) {
		fprintf(out, "%s%s", guard, text);
		return;
	}
	fprintf(out, "\"%s", guard);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}
