/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A questionnaire as Markdown. Every block is a paragraph, a heading or a line of a list, with an
 * empty line in front, except within a list or a table.
 */
#include "report/questionnaire_blocks.h"

#include "report/clean.h"

#include <string.h>

struct page {
	const struct questionnaire *q;
	FILE *out;
	enum block_kind before;
	size_t number;		   /* of the question, not printed yet; 0: none */
	struct cips_arena scratch; /* of one block */
};

static const char *clean(struct page *page, const char *text)
{
	return cips_report_clean_markdown(&page->scratch, text);
}

/* As it is written, between as many backticks as it takes. */
static void write_code(struct page *page, const char *text)
{
	const char *plain = cips_report_clean(&page->scratch, text, false);
	const char *fence = strchr(plain, '`') ? "`` " : "`";
	fprintf(page->out, "%s%s%s", fence, plain, *(fence + 1) ? " ``" : "`");
}

/* An item of a list. Lists of two kinds have two signs, or they would become one. */
static void begin_item(struct page *page, enum block_kind kind)
{
	fprintf(page->out, "%s%s ", page->before == kind ? "" : "\n",
		kind == BLOCK_FIELD ? "-" : "*");
}

static void write_field(struct page *page, const struct block *block)
{
	const char *colon = questionnaire_word(page->q->tongue, WORD_COLON);
	begin_item(page, BLOCK_FIELD);
	fprintf(page->out, "**%s**%s%s", clean(page, block->lead), colon, clean(page, block->text));
	if (*block->text && *block->formula)
		fputs(" — ", page->out);
	if (*block->formula)
		write_code(page, block->formula);
	fputc('\n', page->out);
}

static void write_question(struct page *page, const struct block *block)
{
	page->number = block->number;
	if (!*block->lead)
		return;
	fputc('\n', page->out);
	if (block->number)
		fprintf(page->out, "**%zu.** ", block->number);
	write_code(page, block->lead);
	fprintf(page->out, " · %s\n", clean(page, block->text));
	page->number = 0;
}

static void write_ask(struct page *page, const struct block *block)
{
	const char *text = cips_report_clean_paragraph(&page->scratch, block->text);
	if (page->number)
		fprintf(page->out, "\n**%zu.** %s\n", page->number, clean(page, block->text));
	else if (*text)
		fprintf(page->out, "\n%s\n", text);
	page->number = 0;
}

static void write_emphasis(struct page *page, const struct block *block, const char *lead)
{
	fprintf(page->out, "\n%s*%s*\n", lead, clean(page, block->text));
}

static void write_choice(struct page *page, const struct block *block)
{
	begin_item(page, BLOCK_CHOICE);
	if (page->q->paper) {
		fprintf(page->out, "☐ %s\n", clean(page, block->text));
		return;
	}
	write_code(page, block->lead);
	if (*block->score)
		fprintf(page->out, " (%s)", block->score);
	if (*block->text)
		fprintf(page->out, " %s", clean(page, block->text));
	if (*block->mark)
		fprintf(page->out, " *%s*", clean(page, block->mark));
	fputc('\n', page->out);
}

/* A row of numbers is one paragraph. */
static void write_step(struct page *page, const struct block *block, bool last)
{
	fprintf(page->out, "%s☐\u00a0%s%s", page->before == BLOCK_STEP ? " \u2003" : "\n",
		clean(page, block->text), last ? "\n" : "");
}

static void write_lines(struct page *page, const struct block *block)
{
	for (size_t i = 0; i < block->level; i++)
		fputs("\n\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\n",
			page->out);
	if (!block->level)
		fputs("\n\\_\\_\\_\\_\\_\\_\\_\\_\n", page->out);
}

static void write_block(struct page *page, const struct block *block, bool last)
{
	switch (block->kind) {
	case BLOCK_TITLE:
		fprintf(page->out, "# %s\n", clean(page, block->text));
		break;
	case BLOCK_FIELD:
		write_field(page, block);
		break;
	case BLOCK_SECTION:
		if (*block->text)
			fprintf(page->out, "\n%s %s\n", block->level == 1 ? "##" : "###",
				clean(page, block->text));
		break;
	case BLOCK_RULE:
		fputs("\n---\n", page->out);
		break;
	case BLOCK_QUESTION:
		write_question(page, block);
		break;
	case BLOCK_SKIP:
		write_emphasis(page, block, "→ ");
		break;
	case BLOCK_ASK:
		write_ask(page, block);
		break;
	case BLOCK_REMARK:
	case BLOCK_HINT:
	case BLOCK_INSTRUCTION:
		write_emphasis(page, block, "");
		break;
	case BLOCK_CHOICE:
		write_choice(page, block);
		break;
	case BLOCK_PLACE:
		begin_item(page, BLOCK_PLACE);
		fprintf(page->out, "\\_\\_\\_ %s\n", clean(page, block->text));
		break;
	case BLOCK_STEP:
		write_step(page, block, last);
		break;
	case BLOCK_LINES:
		write_lines(page, block);
		break;
	case BLOCK_DATE:
		fprintf(page->out, "\n\\_\\_\\_ / \\_\\_\\_ / \\_\\_\\_\\_\\_ (%s)\n",
			clean(page, block->text));
		break;
	}
	page->before = block->kind;
}

void questionnaire_write_md(
	const struct questionnaire *q, const struct cips_write_options *options, FILE *out)
{
	struct page page = {.q = q, .out = out};
	(void)options; /* Markdown has no width */
	for (size_t i = 0; i < q->n; i++) {
		bool last = i + 1 == q->n || q->blocks[i + 1].kind != q->blocks[i].kind;
		write_block(&page, &q->blocks[i], last);
		cips_arena_reset(&page.scratch);
	}
	cips_arena_release(&page.scratch);
}
