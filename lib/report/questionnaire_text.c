/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A questionnaire as plain text, in lines of a terminal or of a sheet of paper.
 */
#include "report/questionnaire_blocks.h"

#include "base/utf8.h"
#include "report/clean.h"
#include "report/wrap.h"

#include <string.h>

/* Where the parts of a question begin, and how long lines to write on are. */
enum { BODY = 5, CHOICES = 7, WIDEST_NAME = 24, LONGEST_LINE = 60, SHORT_LINE = 16 };

struct page {
	const struct questionnaire *q;
	FILE *out;
	size_t width;
	bool ascii;
	bool colour;
	size_t indent;		   /* of what is said of the whole, a section or a question */
	size_t number;		   /* of the question, not printed yet; 0: none */
	struct cips_arena scratch; /* of one block */
};

static const char *clean(struct page *page, const char *text)
{
	return cips_report_clean(&page->scratch, text, page->ascii);
}

/* A paragraph of a question; the first one has the number in front. */
static void write_body(struct page *page, const char *text)
{
	const char *body = clean(page, text);
	if (!*body)
		return;
	if (page->number)
		body = cips_arena_printf(&page->scratch, "%zu.%*s%s", page->number,
			page->number < 10 ? 2 : 1, "", body);
	cips_report_wrap(page->out, body, page->width,
		!page->number		     ? page->indent
			: page->number < 100 ? 1
					     : 0,
		page->indent);
	page->number = 0;
}

static void write_field(struct page *page, const struct block *block)
{
	const char *colon = questionnaire_word(page->q->tongue, WORD_COLON);
	const char *text = *block->text ? block->text : block->formula;
	const char *line = cips_arena_printf(&page->scratch, "%s%s%s", clean(page, block->lead),
		page->ascii ? ": " : colon, clean(page, text));
	size_t hanging = page->indent + CIPS_HANGING;
	cips_report_wrap(page->out, line, page->width, page->indent, hanging);
	if (*block->text && *block->formula)
		cips_report_wrap(page->out, clean(page, block->formula), page->width, hanging,
			hanging + CIPS_HANGING);
}

static void write_section(struct page *page, const struct block *block)
{
	const char *text = clean(page, block->text);
	size_t width = cips_utf8_width(text);
	fputc('\n', page->out);
	page->indent = 0;
	if (!*text)
		return;
	cips_report_heading(page->out, text, page->width, page->colour);
	cips_report_repeat(page->out, block->level == 1 ? '=' : '-',
		width < page->width ? width : page->width);
	fputc('\n', page->out);
}

static void write_question(struct page *page, const struct block *block)
{
	fputc('\n', page->out);
	page->indent = BODY;
	page->number = block->number;
	if (*block->lead)
		write_body(page,
			cips_arena_printf(&page->scratch, "%s · %s", block->lead, block->text));
}

/* Who goes on; it stands before the number of a question. */
static void write_skip(struct page *page, const struct block *block)
{
	const char *text = clean(page, cips_arena_printf(&page->scratch, "→ %s", block->text));
	cips_report_wrap(page->out, text, page->width, page->indent, page->indent + CIPS_HANGING);
}

/* --- choices -------------------------------------------------------------------------------- */

/* The columns that names and scores take in the choices that begin at `block`. */
struct widths {
	size_t name;
	size_t score;
};

static struct widths measure(struct page *page, const struct block *block, size_t n)
{
	struct widths widths = {0};
	for (; n-- && block->kind == BLOCK_CHOICE; block++) {
		size_t name = cips_utf8_width(clean(page, block->lead));
		if (name > widths.name && name <= WIDEST_NAME)
			widths.name = name;
		if (strlen(block->score) > widths.score)
			widths.score = strlen(block->score);
	}
	return widths;
}

static void write_choice_row(struct page *page, const struct block *block, struct widths widths)
{
	const char *name = clean(page, block->lead);
	size_t name_width = cips_utf8_width(name);
	size_t label_at = CHOICES + widths.name + 2 + (widths.score ? widths.score + 2 : 0);
	if (name_width > widths.name) { /* a line of its own */
		fprintf(page->out, "%*s%s\n", CHOICES, "", name);
		name = "";
		name_width = 0;
	}
	const char *line = cips_arena_printf(&page->scratch, "%s%*s%*s%s%s%s%s", name,
		(int)(widths.name - name_width + 2), "", (int)widths.score, block->score,
		widths.score ? "  " : "", clean(page, block->text),
		*block->text && *block->mark ? " " : "", clean(page, block->mark));
	size_t blanks = strspn(line, " ");
	cips_report_wrap(page->out, line + blanks, page->width, CHOICES + blanks, label_at);
}

/* The choices of a question for reading; returns how many blocks they are. */
static size_t write_choice_rows(struct page *page, const struct block *block, size_t n)
{
	struct widths widths = measure(page, block, n);
	size_t i = 0;
	for (; i < n && block[i].kind == BLOCK_CHOICE; i++)
		write_choice_row(page, &block[i], widths);
	return i;
}

static void write_box(struct page *page, const char *box, const char *text)
{
	const char *line = cips_arena_printf(&page->scratch, "%s %s", box, clean(page, text));
	cips_report_wrap(page->out, line, page->width, CHOICES, CHOICES + cips_utf8_width(box) + 1);
}

/* Numbers with a box each, in rows; returns how many blocks they are. */
static size_t write_steps(struct page *page, const struct block *block, size_t n)
{
	size_t i = 0, used = 0;
	for (; i < n && block[i].kind == BLOCK_STEP; i++) {
		const char *cell = cips_arena_printf(&page->scratch, "%s %s",
			page->ascii ? "[ ]" : "☐", clean(page, block[i].text));
		size_t width = cips_utf8_width(cell) + 3;
		bool fits = used && used + width <= page->width;
		fprintf(page->out, "%s%*s%s", used && !fits ? "\n" : "", fits ? 3 : CHOICES, "",
			cell);
		used = fits ? used + width : CHOICES + width - 3;
	}
	fputc('\n', page->out);
	return i;
}

/* --- room for answers ------------------------------------------------------------------------ */

static void write_lines(struct page *page, const struct block *block)
{
	size_t room = page->width > BODY + 10 ? page->width - BODY : 10;
	for (size_t i = 0; i < block->level; i++) {
		fprintf(page->out, "\n%*s", BODY, "");
		cips_report_repeat(page->out, '_', room < LONGEST_LINE ? room : LONGEST_LINE);
		fputc('\n', page->out);
	}
	if (block->level)
		return;
	fprintf(page->out, "%*s", CHOICES, "");
	cips_report_repeat(page->out, '_', SHORT_LINE);
	fputc('\n', page->out);
}

static void write_date(struct page *page, const struct block *block)
{
	const char *line = cips_arena_printf(
		&page->scratch, "____ / ____ / ________ (%s)", clean(page, block->text));
	cips_report_wrap(page->out, line, page->width, CHOICES, CHOICES);
}

/* Writes a block, or a row of them; returns how many. */
static size_t write_block(struct page *page, const struct block *block, size_t n)
{
	switch (block->kind) {
	case BLOCK_TITLE:
		cips_report_heading(page->out, clean(page, block->text), page->width, page->colour);
		break;
	case BLOCK_FIELD:
		write_field(page, block);
		break;
	case BLOCK_REMARK:
		cips_report_wrap(page->out, clean(page, block->text), page->width, 0, CIPS_HANGING);
		break;
	case BLOCK_SECTION:
		write_section(page, block);
		break;
	case BLOCK_RULE:
		fputs("\n* * *\n", page->out);
		break;
	case BLOCK_QUESTION:
		write_question(page, block);
		break;
	case BLOCK_SKIP:
		write_skip(page, block);
		break;
	case BLOCK_ASK:
	case BLOCK_HINT:
	case BLOCK_INSTRUCTION:
		write_body(page, block->text);
		break;
	case BLOCK_CHOICE:
		if (!page->q->paper)
			return write_choice_rows(page, block, n);
		write_box(page, page->ascii ? "[ ]" : "☐", block->text);
		break;
	case BLOCK_PLACE:
		write_box(page, "___", block->text);
		break;
	case BLOCK_STEP:
		return write_steps(page, block, n);
	case BLOCK_LINES:
		write_lines(page, block);
		break;
	case BLOCK_DATE:
		write_date(page, block);
		break;
	}
	return 1;
}

void questionnaire_write_text(
	const struct questionnaire *q, const struct cips_write_options *options, FILE *out)
{
	struct page page = {
		.q = q,
		.out = out,
		.width = options->width ? options->width : CIPS_USUAL_WIDTH,
		.ascii = options->ascii,
		.colour = options->colour,
	};
	for (size_t i = 0; i < q->n;) {
		i += write_block(&page, &q->blocks[i], q->n - i);
		cips_arena_reset(&page.scratch);
	}
	cips_arena_release(&page.scratch);
}
