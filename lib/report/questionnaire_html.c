/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A questionnaire as one HTML file that needs nothing else: no script, no picture, no font. A
 * question is not broken over two sheets of paper, and a heading stays with what follows it.
 *
 * Invariant: at most one container (a list, a table) is open, and it belongs to the question, the
 * section or the head that is open; each of these closes what is inside it.
 */
#include "report/questionnaire_blocks.h"

#include "base/utf8.h"
#include "report/clean.h"

#include <string.h>
#include <strings.h>

/* Columns of a row of choices, and what each takes beside its text. */
enum { ROW_OF_CHOICES = 80, AROUND_CHOICE = 6 };

enum container {
	CONTAINER_NONE,
	CONTAINER_FIELDS,
	CONTAINER_TABLE,
	CONTAINER_CHOICES,
	CONTAINER_SHORT, /* choices that fit into a row */
	CONTAINER_PLACES,
	CONTAINER_STEPS,
};

static const struct {
	const char *open, *close;
} containers[] = {
	[CONTAINER_NONE] = {"", ""},
	[CONTAINER_FIELDS] = {"<dl>\n", "</dl>\n"},
	[CONTAINER_TABLE] = {"<table>\n", "</table>\n"},
	[CONTAINER_CHOICES] = {"<ul class=\"choices\">\n", "</ul>\n"},
	[CONTAINER_SHORT] = {"<ul class=\"choices short\">\n", "</ul>\n"},
	[CONTAINER_PLACES] = {"<ul class=\"places\">\n", "</ul>\n"},
	[CONTAINER_STEPS] = {"<ul class=\"steps\">\n", "</ul>\n"},
};

static const char style[] =
	"body{font:11pt/1.4 system-ui,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif;"
	"color:#111;background:#fff;max-width:46rem;margin:2rem auto;padding:0 1rem}\n"
	"h1{font-size:1.6em;line-height:1.2;margin:0 0 1rem}\n"
	"h2,h3,h4{font-size:1.2em;margin:2rem 0 .5rem;padding-bottom:.2rem;"
	"border-bottom:1px solid #888;break-after:avoid}\n"
	"h3,h4{font-size:1.05em;border-bottom-style:dotted}\n"
	"hr{border:0;border-top:1px solid #888;margin:2rem 0}\n"
	".q{margin:1.1rem 0;padding-inline-start:2.4rem;position:relative;break-inside:avoid}\n"
	".no{position:absolute;inset-inline-start:0;font-weight:600}\n"
	".ask{margin:0 0 .2rem;font-weight:600;white-space:pre-line}\n"
	".note .ask{font-weight:400}\n"
	".note{padding-inline-start:0}\n"
	".read .ask{font-weight:400}\n"
	".what{margin:0;color:#444}\n"
	".what b,dt{color:#111}\n"
	".skip{margin:.3rem 0;font-style:italic;break-after:avoid}\n"
	".hint,.how,.remark{margin:.1rem 0;color:#333}\n"
	".how,.remark{font-size:.9em}\n"
	"[dir=rtl] p[dir=ltr]{text-align:right}\n"
	"ul{list-style:none;margin:.4rem 0;padding:0}\n"
	".choices li{padding-inline-start:1.6em;margin:.3em 0}\n"
	".steps{display:flex;flex-wrap:wrap;gap:.4rem 1.1rem}\n"
	".steps li{white-space:nowrap}\n"
	".box{display:inline-block;box-sizing:border-box;width:1em;height:1em;"
	"border:1.5px solid #222;border-radius:2px;vertical-align:-.12em}\n"
	".choices .box{margin-inline:-1.6em .6em}\n"
	".short{display:flex;flex-wrap:wrap;column-gap:2em}\n"
	".places li{margin:.3em 0}\n"
	".places .box{width:1.9em;height:1.4em;margin-inline-end:.6em;vertical-align:-.3em}\n"
	".steps .box{margin-inline-end:.35em}\n"
	".line{height:1.9em;border-bottom:1px solid #444}\n"
	".number{width:10em;margin-top:.2rem}\n"
	".date{margin:.5rem 0}\n"
	".day,.year{display:inline-block;width:2.6em;height:1.7em;border-bottom:1px solid #444;"
	"vertical-align:bottom}\n"
	".year{width:4.5em}\n"
	"table{border-collapse:collapse;margin:.4rem 0}\n"
	"td{padding:.1rem .9rem .1rem 0;vertical-align:top}\n"
	".score{text-align:end;font-variant-numeric:tabular-nums}\n"
	".mark{color:#555}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.4rem 0}\n"
	"dt{font-weight:600}\n"
	"dd{margin:0}\n"
	"code{font:.9em ui-monospace,'DejaVu Sans Mono',monospace;overflow-wrap:anywhere}\n"
	"dd code{color:#444}\n"
	"@page{margin:18mm 16mm}\n"
	"@media print{body{margin:0;padding:0;max-width:none;font-size:10.5pt;line-height:1.3}\n"
	".q{margin:.9rem 0}.choices li{margin:.1em 0}}\n";

struct page {
	const struct questionnaire *q;
	FILE *out;
	enum container open;
	bool in_question;
	size_t number;	/* of the question, not printed yet; 0: none */
	char words[64]; /* attributes of what is in our words, not in those of the form */
	struct cips_arena scratch; /* of one block */
};

static const char *clean(struct page *page, const char *text)
{
	return cips_report_clean_html(&page->scratch, text);
}

static void enter(struct page *page, enum container container)
{
	if (page->open == container)
		return;
	fputs(containers[page->open].close, page->out);
	fputs(containers[container].open, page->out);
	page->open = container;
}

static void end_question(struct page *page)
{
	enter(page, CONTAINER_NONE);
	if (page->in_question)
		fputs("</div>\n", page->out);
	page->in_question = false;
}

/* --- the frame ------------------------------------------------------------------------------- */

static bool is_right_to_left(const char *code)
{
	static const char *const codes[] = {
		"ar", "arc", "ckb", "dv", "fa", "he", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"};
	size_t n = strcspn(code, "-");
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strlen(codes[i]) == n && strncasecmp(codes[i], code, n) == 0)
			return true;
	return false;
}

static const char *title_of(const struct questionnaire *q)
{
	bool titled = q->n && q->blocks[0].kind == BLOCK_TITLE;
	return titled ? q->blocks[0].text : q->instrument->code;
}

/* Our words have attributes of their own where the form is in none of our languages. */
static void begin_page(struct page *page)
{
	const struct questionnaire *q = page->q;
	const char *tongue = cips_model_tongue_code(q->tongue);
	char code[CIPS_LANGUAGE_CODE];
	cips_model_language_tag(code, q->instrument->languages[q->language]);
	if (*code && strncasecmp(code, tongue, strlen(tongue)) != 0)
		snprintf(page->words, sizeof page->words, " lang=\"%s\" dir=\"ltr\"", tongue);
	fputs("<!DOCTYPE html>\n<html", page->out);
	if (*code)
		fprintf(page->out, " lang=\"%s\" dir=\"%s\"", code,
			is_right_to_left(code) ? "rtl" : "ltr");
	fprintf(page->out,
		">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<title>%s</title>\n<style>\n%s</style>\n</head>\n<body class=\"%s\">\n<main>\n",
		clean(page, title_of(q)), style, q->paper ? "paper" : "read");
}

/* --- blocks ---------------------------------------------------------------------------------- */

static void write_number(struct page *page)
{
	if (page->number)
		fprintf(page->out, "<span class=\"no\">%zu.</span> ", page->number);
	page->number = 0;
}

static void write_question(struct page *page, const struct block *block)
{
	end_question(page);
	page->in_question = true;
	page->number = block->number;
	fprintf(page->out, "<div class=\"q%s\"", block->number || *block->lead ? "" : " note");
	if (block->number)
		fprintf(page->out, " id=\"q%zu\"", block->number);
	fputs(">\n", page->out);
	if (!*block->lead)
		return;
	fputs("<p class=\"what\">", page->out);
	write_number(page);
	fprintf(page->out, "<b>%s</b> · %s</p>\n", clean(page, block->lead),
		clean(page, block->text));
}

/* A paragraph of a class; nothing for an empty text. */
static void write_paragraph(
	struct page *page, const struct block *block, const char *name, const char *lead)
{
	if (!*block->text)
		return;
	enter(page, CONTAINER_NONE);
	fprintf(page->out, "<p class=\"%s\"%s>%s", name, block->own_words ? page->words : "", lead);
	if (block->kind == BLOCK_ASK)
		write_number(page);
	fprintf(page->out, "%s</p>\n", clean(page, block->text));
}

static void write_field(struct page *page, const struct block *block)
{
	enter(page, CONTAINER_FIELDS);
	fprintf(page->out, "<dt%s>%s</dt><dd>", page->words, clean(page, block->lead));
	if (*block->text && block->own_words && *page->words)
		fprintf(page->out, "<span%s>%s</span>", page->words, clean(page, block->text));
	else
		fputs(clean(page, block->text), page->out);
	if (*block->formula)
		fprintf(page->out, "%s<code dir=\"ltr\">%s</code>", *block->text ? "<br>" : "",
			clean(page, block->formula));
	fputs("</dd>\n", page->out);
}

static void write_section(struct page *page, const struct block *block)
{
	size_t level = block->level < 3 ? block->level + 1 : 4;
	end_question(page);
	if (*block->text)
		fprintf(page->out, "<h%zu>%s</h%zu>\n", level, clean(page, block->text), level);
}

/* Whether the choices that begin here fit into a row. In several rows a scale would lose its order. */
static bool are_short(const struct page *page, const struct block *block)
{
	const struct block *end = page->q->blocks + page->q->n;
	size_t columns = 0;
	for (; block < end && block->kind == BLOCK_CHOICE; block++)
		columns += cips_utf8_width(block->text) + AROUND_CHOICE;
	return columns <= ROW_OF_CHOICES;
}

static void write_choice(struct page *page, const struct block *block)
{
	if (page->q->paper) {
		if (page->open != CONTAINER_CHOICES && page->open != CONTAINER_SHORT)
			enter(page, are_short(page, block) ? CONTAINER_SHORT : CONTAINER_CHOICES);
		fprintf(page->out, "<li><span class=\"box\"></span>%s</li>\n",
			clean(page, block->text));
		return;
	}
	enter(page, CONTAINER_TABLE);
	fprintf(page->out, "<tr><td><code>%s</code></td><td class=\"score\">%s</td><td>%s",
		clean(page, block->lead), block->score, clean(page, block->text));
	if (*block->mark)
		fprintf(page->out, "%s<span class=\"mark\"%s>%s</span>", *block->text ? " " : "",
			page->words, clean(page, block->mark));
	fputs("</td></tr>\n", page->out);
}

static void write_lines(struct page *page, const struct block *block)
{
	enter(page, CONTAINER_NONE);
	if (!block->level)
		fputs("<div class=\"line number\"></div>\n", page->out);
	for (size_t i = 0; i < block->level; i++)
		fputs("<div class=\"line\"></div>\n", page->out);
}

static void write_block(struct page *page, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_TITLE:
		fprintf(page->out, "<h1>%s</h1>\n", clean(page, block->text));
		break;
	case BLOCK_FIELD:
		write_field(page, block);
		break;
	case BLOCK_REMARK:
		write_paragraph(page, block, "remark", "");
		break;
	case BLOCK_SECTION:
		write_section(page, block);
		break;
	case BLOCK_RULE:
		end_question(page);
		fputs("<hr>\n", page->out);
		break;
	case BLOCK_QUESTION:
		write_question(page, block);
		break;
	case BLOCK_SKIP:
		write_paragraph(page, block, "skip", "→ ");
		break;
	case BLOCK_ASK:
		write_paragraph(page, block, "ask", "");
		break;
	case BLOCK_HINT:
		write_paragraph(page, block, "hint", "");
		break;
	case BLOCK_INSTRUCTION:
		write_paragraph(page, block, "how", "");
		break;
	case BLOCK_CHOICE:
		write_choice(page, block);
		break;
	case BLOCK_PLACE:
		enter(page, CONTAINER_PLACES);
		fprintf(page->out, "<li><span class=\"box\"></span>%s</li>\n",
			clean(page, block->text));
		break;
	case BLOCK_STEP:
		enter(page, CONTAINER_STEPS);
		fprintf(page->out, "<li><span class=\"box\"></span>%s</li>\n",
			clean(page, block->text));
		break;
	case BLOCK_LINES:
		write_lines(page, block);
		break;
	case BLOCK_DATE:
		enter(page, CONTAINER_NONE);
		fprintf(page->out,
			"<p class=\"date\"><span class=\"day\"></span> / <span class=\"day\"></span> "
			"/ <span class=\"year\"></span> <span class=\"how\"%s>(%s)</span></p>\n",
			page->words, clean(page, block->text));
		break;
	}
}

void questionnaire_write_html(
	const struct questionnaire *q, const struct cips_write_options *options, FILE *out)
{
	struct page page = {.q = q, .out = out};
	(void)options; /* a page has the width of its paper */
	begin_page(&page);
	for (size_t i = 0; i < q->n; i++) {
		write_block(&page, &q->blocks[i]);
		cips_arena_reset(&page.scratch);
	}
	end_question(&page);
	fputs("</main>\n</body>\n</html>\n", out);
	cips_arena_release(&page.scratch);
}
