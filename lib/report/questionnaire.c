/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/questionnaire.h"

#include "base/buf.h"
#include "base/number.h"
#include "base/utf8.h"
#include "model/score.h"
#include "report/clean.h"
#include "report/wrap.h"

#include <string.h>
#include <strings.h>

/* Where the parts of an item begin. */
enum { BODY = 5, CHOICES = 7, WIDEST_NAME = 24 };

struct page {
	const struct cips_instrument *instrument;
	size_t language;
	FILE *out;
	size_t width;
	bool ascii;
	bool colour;
	struct cips_arena scratch; /* of one item */
};

static const char *clean(struct page *page, const char *text)
{
	return cips_report_clean(&page->scratch, text, page->ascii);
}

static const char *in_language(struct page *page, const struct cips_text *text)
{
	return clean(page, cips_model_text(page->instrument, text, page->language));
}

/* "Title: text" in the body of an item; nothing for an empty text. */
static void write_field(struct page *page, size_t indent, const char *title, const char *text)
{
	if (text && *text)
		cips_report_wrap(page->out,
			cips_arena_printf(&page->scratch, "%s: %s", title, clean(page, text)),
			page->width, indent, indent + CIPS_HANGING);
}

/* --- the head ------------------------------------------------------------------------------- */

static void write_languages(struct page *page)
{
	const struct cips_instrument *instrument = page->instrument;
	const char *here = instrument->languages[page->language];
	struct cips_buf buf = {0};
	if (!*here)
		return;
	cips_buf_puts(&buf, here);
	for (size_t l = 0; l < instrument->n_languages; l++)
		if (l != page->language)
			cips_buf_printf(&buf, "%s%s",
				strchr(cips_buf_text(&buf), ';') ? ", " : "; also ",
				instrument->languages[l]);
	write_field(page, 0, "Language", cips_buf_text(&buf));
	cips_buf_release(&buf);
}

static bool any_scored(const struct cips_instrument *instrument)
{
	for (size_t i = 0; i < instrument->n_items; i++)
		if (cips_model_scored(instrument, &instrument->items[i]))
			return true;
	return false;
}

static void write_head(struct page *page)
{
	const char *title = in_language(page, &page->instrument->title);
	if (*title)
		cips_report_heading(page->out, title, page->width, page->colour);
	write_field(page, 0, "Code", page->instrument->code);
	write_field(page, 0, "Version", page->instrument->version);
	write_languages(page);
	if (any_scored(page->instrument))
		cips_report_wrap(page->out,
			"The number beside a choice is its score; in a question with a factor from "
			"0 (worst) to 10 (best)",
			page->width, 0, CIPS_HANGING);
}

/* --- groups --------------------------------------------------------------------------------- */

static void write_group_heading(struct page *page, const struct cips_group *group, const char *more)
{
	const char *label = in_language(page, &group->label);
	const char *heading = cips_arena_printf(
		&page->scratch, "%s%s", *label ? label : clean(page, group->name), more);
	size_t width = cips_utf8_width(heading);
	fputc('\n', page->out);
	cips_report_heading(page->out, heading, page->width, page->colour);
	cips_report_repeat(page->out, group->parent == CIPS_NONE ? '=' : '-',
		width < page->width ? width : page->width);
	fputc('\n', page->out);
}

/* The groups that begin at item `i`, and where the form goes on after one has ended. */
static void write_groups(struct page *page, size_t i)
{
	const struct cips_instrument *instrument = page->instrument;
	const struct cips_item *item = &instrument->items[i];
	bool opened = false;
	for (size_t g = 0; g < instrument->n_groups; g++) {
		const struct cips_group *group = &instrument->groups[g];
		if (group->first_item != (int)i || group->end_item <= (int)i)
			continue;
		opened = true;
		write_group_heading(page, group, "");
		write_field(page, 0, "Shown if", group->relevant_text);
	}
	if (opened || i == 0 || item->group == instrument->items[i - 1].group)
		return;
	if (item->group != CIPS_NONE)
		write_group_heading(page, &instrument->groups[item->group], " (continued)");
	else
		fputs("\n* * *\n", page->out);
}

/* --- choices -------------------------------------------------------------------------------- */

static const char *const missing_marks[] = {
	[CIPS_SUBSTANTIVE] = "",
	[CIPS_MISSING_DONT_KNOW] = "[don't know]",
	[CIPS_MISSING_REFUSED] = "[refused]",
	[CIPS_MISSING_NOT_APPLICABLE] = "[not applicable]",
};

/*
 * What choice `c` (from 0) is worth: of a scored item the item score, else what the form says; ""
 * for nothing.
 */
static const char *choice_score(struct page *page, const struct cips_score_key *key,
	const struct cips_choice *choice, size_t c)
{
	char number[CIPS_NUMBER_SIZE];
	if (key->n)
		return key->valid[c + 1] ? cips_arena_strdup(&page->scratch,
						   cips_number_fixed(number, key->score[c + 1], 1))
					 : "";
	return choice->has_score
		? cips_arena_strdup(&page->scratch, cips_number_format(number, choice->score))
		: "";
}

/* The columns that names and scores of a list take. */
struct choice_widths {
	size_t name;
	size_t score;
};

static void write_choice(struct page *page, const struct cips_choice *choice, const char *score,
	struct choice_widths widths)
{
	const char *name = clean(page, choice->name);
	size_t name_width = cips_utf8_width(name);
	size_t label_at = CHOICES + widths.name + 2 + (widths.score ? widths.score + 2 : 0);
	if (name_width > widths.name) { /* a line of its own */
		fprintf(page->out, "%*s%s\n", CHOICES, "", name);
		name = "";
		name_width = 0;
	}
	const char *label = in_language(page, &choice->label);
	const char *mark = missing_marks[choice->missing];
	const char *line = cips_arena_printf(&page->scratch, "%s%*s%*s%s%s%s%s", name,
		(int)(widths.name - name_width + 2), "", (int)widths.score, score,
		widths.score ? "  " : "", label, *label && *mark ? " " : "", mark);
	size_t blanks = strspn(line, " ");
	cips_report_wrap(page->out, line + blanks, page->width, CHOICES + blanks, label_at);
}

static void write_list(
	struct page *page, const struct cips_item *item, const struct cips_list *list)
{
	struct cips_score_key key = {0};
	struct choice_widths widths = {0};
	const char **scores = cips_arena_alloc(&page->scratch, list->n, sizeof *scores);
	if (cips_model_scored(page->instrument, item))
		key = cips_model_score_key(page->instrument, item, &page->scratch);
	for (size_t c = 0; c < list->n; c++) {
		size_t name = cips_utf8_width(clean(page, list->choices[c].name));
		scores[c] = choice_score(page, &key, &list->choices[c], c);
		if (name > widths.name && name <= WIDEST_NAME)
			widths.name = name;
		if (strlen(scores[c]) > widths.score)
			widths.score = strlen(scores[c]);
	}
	for (size_t c = 0; c < list->n; c++)
		write_choice(page, &list->choices[c], scores[c], widths);
}

static void write_range(struct page *page, const struct cips_item *item)
{
	char from[CIPS_NUMBER_SIZE], to[CIPS_NUMBER_SIZE], step[CIPS_NUMBER_SIZE];
	cips_report_wrap(page->out,
		cips_arena_printf(&page->scratch, "%s to %s in steps of %s",
			cips_number_format(from, item->range_start),
			cips_number_format(to, item->range_end),
			cips_number_format(step, item->range_step)),
		page->width, CHOICES, CHOICES);
}

static void write_choices(struct page *page, const struct cips_item *item)
{
	const struct cips_list *list = cips_model_list(page->instrument, item);
	if (item->type == CIPS_ITEM_RANGE)
		write_range(page, item);
	else if (list && list->from_units)
		cips_report_wrap(
			page->out, "the units of the survey file", page->width, CHOICES, CHOICES);
	else if (list && item->type != CIPS_ITEM_ACKNOWLEDGE)
		write_list(page, item, list);
}

/* --- items ---------------------------------------------------------------------------------- */

/* Whether an expression as written says no more than "yes". */
static bool is_plain_yes(const char *text)
{
	static const char *const yes[] = {"", "yes", "true", "true()", "1"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (strcasecmp(text, yes[i]) == 0)
			return true;
	return false;
}

/* "3.  name · select_one · required": what the item is. */
static void write_item_head(struct page *page, const struct cips_item *item, size_t number)
{
	static const char *const uses[] = {
		[CIPS_USE_NONE] = NULL,
		[CIPS_USE_UNIT] = "use unit",
		[CIPS_USE_BREAKDOWN] = "use breakdown",
		[CIPS_USE_WEIGHT] = "use weight",
		[CIPS_USE_SECONDS] = "use seconds",
	};
	const char *marks[] = {
		cips_model_type_name(item->type),
		item->required && is_plain_yes(item->required_text) ? "required" : NULL,
		item->read_only ? "read only" : NULL,
		uses[item->use],
		item->sensitive ? "sensitive" : NULL,
	};
	struct cips_buf buf = {0};
	cips_buf_puts(&buf, item->name);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i])
			cips_buf_printf(&buf, " · %s", marks[i]);
	const char *head = clean(page, cips_buf_text(&buf));
	cips_report_wrap(page->out,
		cips_arena_printf(
			&page->scratch, "%zu.%*s%s", number, number < 10 ? 2 : 1, "", head),
		page->width, number < 100 ? 1 : 0, BODY);
	cips_buf_release(&buf);
}

static void write_factor(struct page *page, const struct cips_item *item)
{
	if (item->factor == CIPS_NONE)
		return;
	const struct cips_factor *factor = &page->instrument->factors[item->factor];
	write_field(page, BODY, "Factor",
		cips_arena_printf(&page->scratch, "%s %s (polarity %s)", factor->code,
			cips_model_text(page->instrument, &factor->label, page->language),
			item->negative ? "-: agreement is bad" : "+"));
	if (item->indicator && strcmp(item->indicator, item->name) != 0)
		write_field(page, BODY, "Indicator", item->indicator);
}

static void write_conditions(struct page *page, const struct cips_item *item)
{
	const struct {
		const char *title;
		const char *text;
	} fields[] = {
		{"Required if",
			item->required && !is_plain_yes(item->required_text) ? item->required_text
									     : ""},
		{"Shown if", item->relevant_text},
		{"Allowed if", item->constraint_text},
		{"Otherwise says",
			cips_model_text(
				page->instrument, &item->constraint_message, page->language)},
		{"Choices if", item->choice_filter_text},
		{"Calculated as", item->calculation_text},
		{"Default", item->default_value},
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		write_field(page, BODY, fields[i].title, fields[i].text);
}

static void write_item(struct page *page, size_t i)
{
	const struct cips_instrument *instrument = page->instrument;
	const struct cips_item *item = &instrument->items[i];
	write_groups(page, i);
	fputc('\n', page->out);
	write_item_head(page, item, i + 1);
	cips_report_wrap(page->out, in_language(page, &item->label), page->width, BODY, BODY);
	write_field(page, BODY, "Hint", cips_model_text(instrument, &item->hint, page->language));
	write_field(page, BODY, "Guidance",
		cips_model_text(instrument, &item->guidance, page->language));
	write_choices(page, item);
	write_factor(page, item);
	write_conditions(page, item);
}

void cips_report_questionnaire(const struct cips_instrument *instrument, size_t language,
	const struct cips_write_options *options, FILE *out)
{
	struct page page = {
		.instrument = instrument,
		.language = language,
		.out = out,
		.width = options->width ? options->width : CIPS_USUAL_WIDTH,
		.ascii = options->ascii,
		.colour = options->colour,
	};
	write_head(&page);
	for (size_t i = 0; i < instrument->n_items; i++) {
		write_item(&page, i);
		cips_arena_reset(&page.scratch);
	}
	cips_arena_release(&page.scratch);
}
