/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scales: whether the scores of a list rise with what its labels say. Only lists that are scored are
 * looked at, and the wording speaks only where it is understood for every answer of the list.
 *
 * A scale from "always" to "never", or from "yes" to "no", whose author wrote the scores is taken as
 * meant: how often a bad thing happens can be scored so. Agreement cannot, for there is the polarity
 * for it, and what is good in itself cannot.
 */
#include "forms/check.h"

#include "forms/scale_words.h"

enum { LONGEST_SCALE = 11 };

/* The answers of one list that count, in listed order. */
struct scale {
	const struct cips_list *list;
	size_t index;
	bool given; /* the scores were written, not implied by the order */
	size_t n;
	const struct cips_choice *choices[LONGEST_SCALE];
	double scores[LONGEST_SCALE];
	/* As the labels of one language say. */
	enum scale_family family;
	size_t language;
	int ranks[LONGEST_SCALE];
};

/* False where there is no scale to speak of, or its scores are incomplete, which is said elsewhere.
 */
static bool read_scale(struct loader *loader, size_t index, struct scale *scale)
{
	const struct cips_list *list = &loader->instrument->lists[index];
	*scale = (struct scale){.list = list, .index = index, .given = forms_has_scores(list)};
	size_t n = forms_substantive(list);
	if (n < 2 || n > LONGEST_SCALE || !forms_list_scored(loader, index))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		const struct cips_choice *choice = &list->choices[i];
		if (choice->missing != CIPS_SUBSTANTIVE)
			continue;
		if (scale->given && !choice->has_score)
			return false;
		scale->scores[scale->n] = scale->given ? choice->score : (double)scale->n;
		scale->choices[scale->n++] = choice;
	}
	return true;
}

static bool read_ranks(struct loader *loader, struct scale *scale, enum scale_family family)
{
	bool differ = false;
	for (size_t i = 0; i < scale->n; i++) {
		const char **labels = scale->choices[i]->label.by_language;
		const char *label = labels ? labels[scale->language] : NULL;
		if (!label ||
			!forms_label_rank(family, forms_plain_label(&loader->scratch, label),
				&scale->ranks[i]))
			return false;
		differ = differ || scale->ranks[i] != scale->ranks[0];
	}
	scale->family = family;
	return differ;
}

static bool understand(struct loader *loader, struct scale *scale, size_t language)
{
	scale->language = language;
	for (int family = 0; family < SCALE_FAMILIES; family++)
		if (read_ranks(loader, scale, (enum scale_family)family))
			return true;
	return false;
}

static int sign(double x)
{
	return (x > 0) - (x < 0);
}

/* +1 where the scores of two answers stand as their labels do, -1 against them, 0 neither. */
static int concord(const struct scale *scale, size_t a, size_t b)
{
	return sign(scale->scores[a] - scale->scores[b]) *
		sign((double)scale->ranks[a] - (double)scale->ranks[b]);
}

/* Where a fault of a scale is mended: at the score that was written, else at the label. */
static void scale_fault(struct loader *loader, const char *code, const struct scale *scale,
	size_t i, const char *text)
{
	const struct cips_choice *choice = scale->choices[i];
	long column = scale->given ? forms_column_number(&loader->choices, COLUMN_SCORE)
				   : loader->choices.texts[COLUMN_LABEL][scale->language] + 1L;
	cips_findings_add(loader->findings, CIPS_WARNING, code, "choices", choice->place.row,
		column, "%s", text);
	cips_findings_value(loader->findings, choice->label.by_language[scale->language]);
}

static void report_reversed(struct loader *loader, const struct scale *scale)
{
	size_t top = 0;
	for (size_t i = 1; i < scale->n; i++)
		if (scale->ranks[i] > scale->ranks[top])
			top = i;
	scale_fault(loader, "scale-reversed", scale, top,
		cips_arena_printf(&loader->scratch,
			"in the list \"%s\" \"%s\" has the lowest score: the scale runs backwards",
			scale->list->name,
			scale->choices[top]->label.by_language[scale->language]));
	cips_findings_hint(loader->findings, "%s%s",
		scale->given ? "turn the scores round"
			     : "list the choices from low to high, or write the scores",
		scale->family == SCALE_AGREEMENT
			? "; an item where agreement is bad has the polarity -"
			: "");
}

/* The answer that stands against most others, and the first of these. */
static void report_order(struct loader *loader, const struct scale *scale)
{
	size_t worst = 0, most = 0, other = 0;
	for (size_t i = 0; i < scale->n; i++) {
		size_t against = 0;
		for (size_t k = 0; k < scale->n; k++)
			against += concord(scale, i, k) < 0;
		if (against > most) {
			worst = i;
			most = against;
		}
	}
	while (concord(scale, worst, other) >= 0)
		other++;
	scale_fault(loader, "score-order", scale, worst,
		cips_arena_printf(&loader->scratch,
			"in the list \"%s\" \"%s\" scores %s than \"%s\"", scale->list->name,
			scale->choices[worst]->label.by_language[scale->language],
			scale->scores[worst] > scale->scores[other] ? "higher" : "lower",
			scale->choices[other]->label.by_language[scale->language]));
	cips_findings_hint(loader->findings,
		scale->given ? "order the scores as the labels are ordered"
			     : "order the choices from low to high, or write the scores");
}

/* Whether scores that were written backwards are a mistake, whatever is asked. */
static bool runs_one_way(enum scale_family family)
{
	return family == SCALE_AGREEMENT || forms_family_valenced(family);
}

/* Whether the labels of one language contradict the scores. */
static bool check_wording(struct loader *loader, const struct scale *scale)
{
	size_t with = 0, against = 0;
	for (size_t i = 0; i < scale->n; i++)
		for (size_t k = 0; k < i; k++) {
			with += concord(scale, i, k) > 0;
			against += concord(scale, i, k) < 0;
		}
	if (!against || (!with && scale->given && !runs_one_way(scale->family)))
		return false;
	if (with)
		report_order(loader, scale);
	else
		report_reversed(loader, scale);
	return true;
}

/* Scores of a list whose wording says nothing should at least go one way. */
static void check_monotone(struct loader *loader, const struct scale *scale)
{
	size_t up = 0, down = 0;
	for (size_t i = 1; i < scale->n; i++) {
		up += scale->scores[i] > scale->scores[i - 1];
		down += scale->scores[i] < scale->scores[i - 1];
	}
	if (!scale->given || !up || !down)
		return;
	int way = up >= down ? 1 : -1;
	for (size_t i = 1; i < scale->n; i++) {
		const struct cips_choice *choice = scale->choices[i];
		if (sign(scale->scores[i] - scale->scores[i - 1]) != -way)
			continue;
		cips_findings_add(loader->findings, CIPS_WARNING, "score-not-monotone", "choices",
			choice->place.row, forms_column_number(&loader->choices, COLUMN_SCORE),
			"the scores of the list \"%s\" go up and down: \"%s\" breaks their order",
			scale->list->name, choice->name);
		cips_findings_value(loader->findings, choice->name);
		cips_findings_hint(loader->findings,
			"check the score, or list the choices in the order of their scores");
		return;
	}
}

/* What is good is good whatever is asked: such a scale has no use for the polarity -. */
static void check_polarity(struct loader *loader, const struct scale *scale)
{
	const struct cips_instrument *instrument = loader->instrument;
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		if (item->list != (int)scale->index || item->factor == CIPS_NONE ||
			!item->negative || !loader->item_rows[i] || !forms_is_scale(item))
			continue;
		forms_fault(loader, CIPS_WARNING, "polarity-suspect", &loader->survey,
			loader->item_rows[i], COLUMN_POLARITY,
			"the polarity - makes the best answers of the list \"%s\", a scale of %s, "
			"the worst",
			scale->list->name, forms_family_name(scale->family));
		cips_findings_hint(loader->findings, "empty the polarity");
	}
}

static void check_scale(struct loader *loader, struct scale *scale)
{
	bool understood = false;
	for (size_t k = 0; k < loader->instrument->n_languages; k++) {
		if (!understand(loader, scale, k))
			continue;
		if (!understood && forms_family_valenced(scale->family))
			check_polarity(loader, scale);
		understood = true;
		if (check_wording(loader, scale))
			return; /* once is enough: the other languages say the same */
	}
	if (!understood)
		check_monotone(loader, scale);
}

void forms_check_scales(struct loader *loader)
{
	for (size_t i = 0; i < loader->n_listed; i++) {
		struct scale scale;
		if (read_scale(loader, i, &scale))
			check_scale(loader, &scale);
	}
}
