/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Labels of choices that can be taken for something else: for the name of another choice, when a
 * file of answers is read, or for an answer where they are none.
 */
#include "forms/check.h"

#include "base/number.h"
#include "base/utf8.h"
#include "forms/scale_words.h"
#include "model/words.h"

#include <string.h>

/* The label's cell; `language` is one in which the choice has a label. */
static void label_fault(struct loader *loader, const char *code, const struct cips_choice *choice,
	size_t language, const char *text)
{
	cips_findings_add(loader->findings, CIPS_WARNING, code, "choices", choice->place.row,
		loader->choices.texts[COLUMN_LABEL][language] + 1L, "%s", text);
	cips_findings_value(loader->findings, choice->label.by_language[language]);
}

/* In a file of answers a cell is looked up among the names first. */
static void check_names(struct loader *loader, const struct cips_list *list)
{
	struct cips_map names = {0};
	for (size_t i = 0; i < list->n; i++)
		cips_map_put(&names, list->choices[i].name, i);
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		const char **labels = choice->label.by_language;
		for (size_t k = 0; labels && k < loader->instrument->n_languages; k++) {
			size_t other = i;
			if (!labels[k] ||
				!cips_map_get(&names,
					cips_utf8_normalize(&loader->scratch, labels[k]), &other) ||
				strcmp(list->choices[other].name, choice->name) == 0)
				continue;
			label_fault(loader, "label-is-name", choice, k,
				cips_arena_printf(&loader->scratch,
					"the label of \"%s\" is the name of another choice (row %ld)",
					choice->name, list->choices[other].place.row));
			cips_findings_hint(loader->findings,
				"in a file of labels it would be taken for that; rename one");
			break;
		}
	}
	cips_map_release(&names);
}

/* Names such as "na" and "99" tell something only beside other evidence: Namibia is "na" too. */
static bool is_odd_number(const struct cips_list *list, const char *name)
{
	double number, other;
	if (!cips_number_parse(name, &number))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		const char *known = list->choices[i].name;
		if (!forms_name_maybe_missing(known) &&
			(!cips_number_parse(known, &other) || other < 0 || other > 10))
			return false;
	}
	return true;
}

/* The whole label, or each part of "Don't know / no answer" and of "Does not apply (N/A)". */
static enum cips_missing label_missing(const char *label, bool likely, struct cips_arena *scratch)
{
	static const char between[] = "/(),";
	enum cips_missing kind = forms_label_missing(forms_plain_label(scratch, label), likely);
	if (kind)
		return kind;
	char *parts = cips_arena_strdup(scratch, label), *rest = NULL;
	size_t n = 0;
	for (char *part = strtok_r(parts, between, &rest); part;
		part = strtok_r(NULL, between, &rest)) {
		const char *plain = forms_plain_label(scratch, part);
		enum cips_missing one = forms_label_missing(plain, true);
		if (!one && strcmp(plain, "n") != 0 && strcmp(plain, "a") != 0 && *plain)
			return CIPS_SUBSTANTIVE;
		kind = kind ? kind : one;
		n++;
	}
	return n > 1 ? kind : CIPS_SUBSTANTIVE;
}

/* `scored`: the list is; `marked`: others of its choices are marked as no answers. */
static enum cips_missing missing_of(struct loader *loader, const struct cips_list *list,
	bool scored, bool marked, const struct cips_choice *choice)
{
	const char **labels = choice->label.by_language;
	enum cips_missing kind = CIPS_SUBSTANTIVE;
	bool likely = marked || (scored && !choice->has_score);
	struct cips_arena scratch = {0};
	for (size_t k = 0; labels && !kind && k < loader->instrument->n_languages; k++)
		if (labels[k])
			kind = label_missing(labels[k], likely, &scratch);
	cips_arena_release(&scratch);
	if (!kind)
		kind = forms_name_missing(choice->name, likely);
	/* On a scale, where it would get a score, less is enough to ask. */
	if (!kind && scored && !choice->has_score && forms_name_maybe_missing(choice->name)) {
		double number;
		if (!cips_number_parse(choice->name, &number) || is_odd_number(list, choice->name))
			kind = CIPS_MISSING_DONT_KNOW;
	}
	return kind;
}

static void check_missing(struct loader *loader, size_t index)
{
	const struct cips_list *list = &loader->instrument->lists[index];
	bool scored = forms_list_scored(loader, index);
	bool marked = forms_substantive(list) < list->n;
	for (size_t i = 0; loader->list_used[index] && i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		if (choice->missing != CIPS_SUBSTANTIVE ||
			forms_choice_has(loader, choice, COLUMN_MISSING))
			continue;
		enum cips_missing kind = missing_of(loader, list, scored, marked, choice);
		if (!kind)
			continue;
		enum column_kind column = loader->choices.at[COLUMN_MISSING] == CIPS_NONE
			? COLUMN_NAME
			: COLUMN_MISSING;
		cips_findings_add(loader->findings, CIPS_WARNING, "missing-unmarked", "choices",
			choice->place.row, forms_column_number(&loader->choices, column),
			"the choice \"%s\" of the list \"%s\" reads like no answer, but counts as "
			"one",
			choice->name, list->name);
		cips_findings_value(loader->findings, choice->name);
		cips_findings_hint(loader->findings, "write \"%s\" in the column missing",
			cips_model_missing_word(kind));
	}
}

void forms_check_labels(struct loader *loader)
{
	for (size_t i = 0; i < loader->n_listed; i++) {
		check_names(loader, &loader->instrument->lists[i]);
		check_missing(loader, i);
	}
}
