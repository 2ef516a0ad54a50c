/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sheets settings and factors.
 */
#include "forms/loader.h"

#include "model/factors.h"

#include <string.h>

static const struct cips_row *settings_row(const struct loader *loader)
{
	const struct cips_sheet *sheet = loader->settings.sheet;
	return sheet && sheet->n > 1 ? &sheet->rows[1] : NULL;
}

static const char *setting(const struct loader *loader, enum column_kind kind)
{
	const struct cips_row *row = settings_row(loader);
	return row ? forms_cell(&loader->settings, row, kind) : "";
}

static bool can_be_form_id(const char *id)
{
	return forms_is_name(id) && strlen(id) <= NAME_LIMIT;
}

/* The name of the form's file, without folder and extension; "" where there is none. */
static const char *file_stem(struct loader *loader)
{
	const char *file = loader->findings->file ? loader->findings->file : "";
	const char *slash = strrchr(file, '/');
	const char *name = slash ? slash + 1 : file;
	const char *point = strrchr(name, '.');
	return cips_arena_strndup(
		&loader->scratch, name, point ? (size_t)(point - name) : strlen(name));
}

/* A form without form_id is called like its file, as in the standard. */
static void take_form_id(struct loader *loader)
{
	const struct cips_row *row = settings_row(loader);
	const char *stem = file_stem(loader);
	bool fits = can_be_form_id(stem);
	cips_findings_add(loader->findings, fits ? CIPS_WARNING : CIPS_ERROR, "form-id-missing",
		"settings", row ? row->number : 0,
		forms_column_number(&loader->settings, COLUMN_FORM_ID),
		fits ? "the form has no form_id; it is called \"%s\", like its file"
		     : "the form has no form_id",
		stem);
	cips_findings_hint(loader->findings,
		"give it a short name in the column form_id of the sheet settings");
	if (fits)
		loader->instrument->code = forms_keep(loader, stem);
}

static void load_form_id(struct loader *loader)
{
	const char *id = setting(loader, COLUMN_FORM_ID);
	loader->instrument->code = forms_keep(loader, id);
	if (!*id) {
		take_form_id(loader);
	} else if (!can_be_form_id(id)) {
		forms_fault(loader, CIPS_ERROR, "form-id-invalid", &loader->settings,
			settings_row(loader), COLUMN_FORM_ID, "\"%s\" cannot be a form_id", id);
		cips_findings_hint(loader->findings,
			"begin with a letter, go on with letters, digits, _ . or -, at most %d",
			NAME_LIMIT);
	}
}

static void load_title(struct loader *loader)
{
	struct cips_instrument *instrument = loader->instrument;
	const char *title = setting(loader, COLUMN_FORM_TITLE);
	instrument->title.by_language = cips_arena_alloc(
		&instrument->arena, instrument->n_languages, sizeof *instrument->title.by_language);
	instrument->title.by_language[instrument->default_language] =
		*title ? forms_keep(loader, title) : instrument->code;
}

void forms_load_settings(struct loader *loader)
{
	load_form_id(loader);
	load_title(loader);
	loader->instrument->version = forms_keep(loader, setting(loader, COLUMN_VERSION));
	const struct cips_sheet *sheet = loader->settings.sheet;
	if (!sheet || sheet->n < 3)
		return;
	cips_findings_add(loader->findings, CIPS_WARNING, "row-ignored", "settings",
		sheet->rows[2].number, 0, "the settings are one row; the others were left out");
	cips_findings_hint(loader->findings, "remove the rows below the first");
}

/* Factors. */

/* The names of a built-in factor where the sheet gives none. */
static void complete_label(struct cips_instrument *instrument, struct cips_text *label, int builtin)
{
	if (!label->by_language)
		label->by_language = cips_arena_alloc(
			&instrument->arena, instrument->n_languages, sizeof *label->by_language);
	for (size_t i = 0; i < instrument->n_languages; i++) {
		if (label->by_language[i])
			continue;
		char code[16] = "";
		const char *open = strrchr(instrument->languages[i], '(');
		size_t n = open ? strcspn(open + 1, ")") : 0;
		if (n < sizeof code)
			memcpy(code, open ? open + 1 : "", n);
		label->by_language[i] = cips_model_arusha_name((size_t)builtin, code);
	}
}

static struct cips_factor *add_factor(struct loader *loader, const char *code)
{
	struct cips_instrument *instrument = loader->instrument;
	instrument->factors = cips_arena_grow(&instrument->arena, instrument->factors,
		instrument->n_factors, &loader->factors_room, sizeof *instrument->factors);
	cips_map_put(&loader->factor_by_code, code, instrument->n_factors);
	struct cips_factor *factor = &instrument->factors[instrument->n_factors++];
	*factor = (struct cips_factor){.code = forms_keep(loader, code)};
	return factor;
}

static void load_factor(struct loader *loader, const struct cips_row *row)
{
	const struct table *table = &loader->factors;
	const char *code = forms_cell(table, row, COLUMN_FACTOR);
	if (!*code) {
		forms_fault(loader, CIPS_ERROR, "factor-missing", table, row, COLUMN_FACTOR,
			"the row has no factor");
		cips_findings_hint(
			loader->findings, "write the code of the factor, or empty the row");
		return;
	}
	size_t first;
	if (cips_map_get(&loader->factor_by_code, code, &first)) {
		forms_fault(loader, CIPS_ERROR, "factor-duplicate", table, row, COLUMN_FACTOR,
			"the factor \"%s\" is in row %ld already", code,
			loader->instrument->factors[first].place.row);
		cips_findings_hint(loader->findings, "remove one of the two");
		return;
	}
	if (!forms_is_name(code) || strlen(code) > NAME_LIMIT) {
		forms_fault(loader, CIPS_ERROR, "name-invalid", table, row, COLUMN_FACTOR,
			"\"%s\" cannot be the code of a factor", code);
		cips_findings_hint(loader->findings,
			"begin with a letter, go on with letters, digits, _ . or -");
	}
	struct cips_factor *factor = add_factor(loader, code);
	factor->place = forms_place(table, row, COLUMN_FACTOR);
	factor->label = forms_text(loader, table, row, COLUMN_LABEL);
	int builtin = cips_model_arusha(code);
	if (builtin >= 0) {
		complete_label(loader->instrument, &factor->label, builtin);
	} else if (!factor->label.by_language) {
		forms_fault(loader, CIPS_WARNING, "label-missing", table, row, COLUMN_LABEL,
			"the factor \"%s\" has no label", code);
		cips_findings_hint(loader->findings, "tables will show its code");
	}
}

/* Adds the built-in factors that items name and the sheet does not, in the Declaration's order. */
static void add_builtin_factors(struct loader *loader)
{
	const struct cips_sheet *sheet = loader->survey.sheet;
	bool named[CIPS_ARUSHA_FACTORS] = {0};
	for (size_t i = 1; sheet && i < sheet->n; i++) {
		const struct cips_row *row = &sheet->rows[i];
		int builtin = cips_model_arusha(forms_cell(&loader->survey, row, COLUMN_FACTOR));
		bool disabled = forms_yes(forms_cell(&loader->survey, row, COLUMN_DISABLED)) == 1;
		if (builtin >= 0 && !disabled)
			named[builtin] = true;
	}
	for (int i = 0; i < CIPS_ARUSHA_FACTORS; i++) {
		const char *code = cips_arusha_factors[i].code;
		if (!named[i] || cips_map_get(&loader->factor_by_code, code, NULL))
			continue;
		complete_label(loader->instrument, &add_factor(loader, code)->label, i);
	}
}

void forms_load_factors(struct loader *loader)
{
	const struct cips_sheet *sheet = loader->factors.sheet;
	for (size_t i = 1; sheet && i < sheet->n; i++)
		load_factor(loader, &sheet->rows[i]);
	add_builtin_factors(loader);
}
