/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which language is shown where another has no text: the column cips:fallback of the settings, such
 * as "pt > es > en, fr > en". A chain begins with the language that may lack a text; the others
 * stand in for it, nearest first. After them come the default language and the rest, as for a
 * language without a chain, so nothing is ever blank that has a text in some language.
 *
 * The standard converters pass over a column of the settings that they do not know, without a
 * warning.
 */
#include "forms/loader.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

struct chains {
	struct loader *loader;
	const char *cell;
	long row, column;
};

__attribute__((format(printf, 3, 4))) static void fault(
	const struct chains *chains, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct cips_findings *findings = chains->loader->findings;
	cips_findings_add(findings, CIPS_ERROR, code, "settings", chains->row, chains->column, "%s",
		cips_arena_vprintf(&chains->loader->scratch, format, args));
	cips_findings_value(findings, chains->cell);
	va_end(args);
}

/* The language that a piece of the cell names; the whole name goes before a part of it. */
static int find_language(const struct chains *chains, const char *wanted)
{
	const struct cips_instrument *instrument = chains->loader->instrument;
	for (size_t i = 0; i < instrument->n_languages; i++)
		if (strcasecmp(instrument->languages[i], wanted) == 0)
			return (int)i;
	int found = cips_model_language(instrument, wanted);
	if (found == CIPS_NONE) {
		fault(chains, "language-unknown", "the form has no language \"%s\"", wanted);
		cips_findings_hint(chains->loader->findings, "its languages are: %s",
			cips_model_languages(instrument, &chains->loader->scratch));
	}
	return found;
}

static bool contains(const struct cips_fallback *fallback, int language)
{
	for (size_t i = 0; i < fallback->n; i++)
		if ((int)fallback->languages[i] == language)
			return true;
	return false;
}

static int syntax_fault(const struct chains *chains, const char *text)
{
	fault(chains, "fallback-syntax", "%s", text);
	cips_findings_hint(chains->loader->findings, "write chains such as: pt > es > en, fr > en");
	return CIPS_NONE;
}

/* The language that stands in front of the next >; *rest goes behind it, or becomes NULL. */
static int next_language(const struct chains *chains, char **rest)
{
	char *piece = *rest;
	*rest = strchr(piece, '>');
	if (*rest)
		*(*rest)++ = '\0';
	const char *wanted = cips_utf8_normalize(&chains->loader->scratch, piece);
	if (!*wanted)
		return syntax_fault(chains, "there is a > without a language beside it");
	return find_language(chains, wanted);
}

/* Reads "pt > es > en"; all its faults are told. */
static void read_chain(const struct chains *chains, char *text)
{
	struct cips_instrument *instrument = chains->loader->instrument;
	size_t *languages =
		cips_arena_alloc(&instrument->arena, instrument->n_languages, sizeof *languages);
	struct cips_fallback fallback = {languages, 0};
	int own = next_language(chains, &text);
	if (!text)
		syntax_fault(chains, "a language has none behind it that stands in for it");
	while (text) {
		int found = next_language(chains, &text);
		if (found == CIPS_NONE)
			continue;
		if (found != own && !contains(&fallback, found)) {
			languages[fallback.n++] = (size_t)found;
			continue;
		}
		fault(chains, "fallback-cycle", "the chain comes back to %s",
			instrument->languages[found]);
		cips_findings_hint(chains->loader->findings, "name each language once in a chain");
	}
	if (own == CIPS_NONE)
		return;
	if (!instrument->fallback[own].n) {
		instrument->fallback[own] = fallback;
		return;
	}
	fault(chains, "fallback-duplicate", "%s has two chains", instrument->languages[own]);
	cips_findings_hint(chains->loader->findings, "keep one of them");
}

void forms_load_fallback(struct loader *loader)
{
	const struct cips_sheet *sheet = loader->settings.sheet;
	struct cips_instrument *instrument = loader->instrument;
	if (!sheet || sheet->n < 2)
		return;
	const struct cips_row *row = &sheet->rows[1];
	struct chains chains = {
		.loader = loader,
		.cell = forms_cell(&loader->settings, row, COLUMN_FALLBACK),
		.row = row->number,
		.column = forms_column_number(&loader->settings, COLUMN_FALLBACK),
	};
	if (!*chains.cell)
		return;
	instrument->fallback = cips_arena_alloc(
		&instrument->arena, instrument->n_languages, sizeof *instrument->fallback);
	char *text = cips_arena_strdup(&loader->scratch, chains.cell);
	for (char *chain = text, *next; chain; chain = next) {
		next = strpbrk(chain, ",;\n");
		if (next)
			*next++ = '\0';
		if (*cips_utf8_normalize(&loader->scratch, chain))
			read_chain(&chains, chain);
	}
}
