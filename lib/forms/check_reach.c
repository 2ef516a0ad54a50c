/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions that nobody can be shown, conditions that are true for everybody, and answers that
 * nobody can give. The instrument is sealed and has no errors.
 */
#include "forms/check.h"

#include "model/reach.h"

#include <string.h>

/* What today() gives here, 2026-01-01: that day is tried, and nothing is concluded from it. */
static const long some_day = 20454;

/* A condition and what was found out about it. */
struct condition {
	const char *what; /* "question" */
	const char *name;
	const struct cips_row *row;
	int around; /* the innermost group around it that has a condition, or CIPS_NONE */
	struct cips_reach_fact shown, relevant;
	struct cips_reach_reason reason;
};

static int gate_of(const struct cips_instrument *instrument, int group)
{
	while (group != CIPS_NONE && !instrument->groups[group].relevant)
		group = instrument->groups[group].parent;
	return group;
}

static bool is_never(struct cips_reach_fact fact)
{
	return cips_model_reach_verdict(fact) == CIPS_REACH_NEVER;
}

/* Whether it was not decided, and no interview is known in which it is so. */
static bool is_open(struct cips_reach_fact fact)
{
	return !fact.yes && !fact.complete;
}

/* --- what was not decided ------------------------------------------------------------------- */

static const char *reason_words(struct loader *loader, struct cips_reach_reason reason)
{
	const struct cips_instrument *instrument = loader->instrument;
	if (reason.why == CIPS_REACH_TOO_MUCH)
		return "the answers it depends on have too many combinations";
	if (reason.item == CIPS_NONE)
		return "it does not depend on answers alone";
	const struct cips_item *item = &instrument->items[reason.item];
	if (reason.why == CIPS_REACH_UNSTEADY)
		return cips_arena_printf(&loader->scratch,
			"the item \"%s\" does not depend on answers alone", item->name);
	return cips_arena_printf(&loader->scratch, "it depends on the %s item \"%s\"",
		cips_model_type_name(item->type), item->name);
}

/* The units are known only where the form is used; that is no shortcoming of the form. */
static bool waits_for_units(const struct loader *loader, struct cips_reach_reason reason)
{
	if (reason.why != CIPS_REACH_OPEN || reason.item == CIPS_NONE)
		return false;
	const struct cips_instrument *instrument = loader->instrument;
	const struct cips_list *list = cips_model_list(instrument, &instrument->items[reason.item]);
	return list && list->from_units;
}

static void not_decided(struct loader *loader, const struct cips_row *row, enum column_kind kind,
	const char *question, struct cips_reach_reason reason)
{
	if (waits_for_units(loader, reason))
		return;
	forms_fault(loader, CIPS_NOTE, "not-decided", &loader->survey, row, kind,
		"not decided %s: %s", question, reason_words(loader, reason));
	cips_findings_hint(loader->findings, "try it in a practice interview");
}

/* --- what is shown -------------------------------------------------------------------------- */

static void report_never(struct loader *loader, const struct condition *condition, const char *code)
{
	const struct cips_group *around = condition->around == CIPS_NONE
		? NULL
		: &loader->instrument->groups[condition->around];
	if (is_never(condition->relevant) || !around)
		forms_fault(loader, CIPS_WARNING, code, &loader->survey, condition->row,
			COLUMN_RELEVANT,
			"the %s \"%s\" can never be shown: no answers make its condition true",
			condition->what, condition->name);
	else
		forms_fault(loader, CIPS_WARNING, code, &loader->survey, condition->row,
			COLUMN_RELEVANT,
			"the %s \"%s\" can never be shown: its condition is never true where that "
			"of the group \"%s\" (row %ld) is",
			condition->what, condition->name, around->name, around->place.row);
	cips_findings_hint(
		loader->findings, "correct the condition, or take the %s out", condition->what);
}

static void check_condition(
	struct loader *loader, const struct condition *condition, const char *never_code)
{
	if (is_never(condition->shown)) {
		report_never(loader, condition, never_code);
	} else if (cips_model_reach_verdict(condition->relevant) == CIPS_REACH_ALWAYS) {
		forms_fault(loader, CIPS_WARNING, "relevant-always", &loader->survey,
			condition->row, COLUMN_RELEVANT,
			"the condition of the %s \"%s\" is true for everybody", condition->what,
			condition->name);
		cips_findings_hint(loader->findings, "remove it, or correct it");
	} else if (is_open(condition->shown)) {
		not_decided(loader, condition->row, COLUMN_RELEVANT,
			cips_arena_printf(&loader->scratch,
				"whether the %s \"%s\" can ever be shown", condition->what,
				condition->name),
			condition->reason);
	}
}

static void check_group(struct loader *loader, const struct cips_reach *reach, size_t index)
{
	const struct cips_group *group = &loader->instrument->groups[index];
	int around = gate_of(loader->instrument, group->parent);
	if (!group->relevant)
		return;
	if (around != CIPS_NONE && !reach->groups[around].shown.yes)
		return; /* said of that one */
	const struct condition condition = {
		.what = "group",
		.name = group->name,
		.row = loader->group_rows[index],
		.around = around,
		.shown = reach->groups[index].shown,
		.relevant = reach->groups[index].relevant,
		.reason = reach->groups[index].reason,
	};
	check_condition(loader, &condition, "group-never-shown");
}

/* --- what may be answered ------------------------------------------------------------------- */

struct refusal {
	const char *code;
	enum column_kind kind;
	const char *before, *after; /* the name of the item */
	const char *hint;
};

/* Why an item has no answer that is allowed, whoever is asked. */
static const struct refusal *refusal_of(const struct cips_reach_item *found)
{
	static const struct refusal refusals[] = {
		{"constraint-unmeetable", COLUMN_CONSTRAINT, "no answer to ",
			" meets the constraint", "correct the constraint"},
		{"required-impossible", COLUMN_REQUIRED, "",
			" requires an answer, and no choice is left to give",
			"correct the choice_filter, or do not require an answer"},
		{"choice-filter-empty", COLUMN_CHOICE_FILTER, "no choice of ",
			" passes the choice_filter", "correct the choice_filter"},
		{"answer-impossible", COLUMN_CONSTRAINT, "no choice of ",
			" that passes the choice_filter meets the constraint",
			"correct one of the two"},
	};
	if (is_never(found->constraint))
		return &refusals[0];
	if (found->stuck.yes)
		return &refusals[1];
	return is_never(found->filter) ? &refusals[2] : &refusals[3];
}

static void check_stuck(struct loader *loader, const struct cips_reach_item *found,
	const struct cips_item *item, const struct cips_row *row)
{
	bool always = cips_model_reach_verdict(found->stuck) == CIPS_REACH_ALWAYS;
	const char *example = found->stuck_example;
	forms_fault(loader, always ? CIPS_ERROR : CIPS_WARNING, "required-impossible",
		&loader->survey, row, COLUMN_REQUIRED,
		"\"%s\" requires an answer where none is allowed%s%s", item->name,
		*example ? ", as when " : "", example);
	cips_findings_hint(loader->findings,
		"correct the %s, or require an answer only where there is one to give",
		item->choice_filter ? "choice_filter" : "constraint");
}

/* Whether something was said of the cell: that is why, then. */
static bool was_said(const struct loader *loader, const struct cips_row *row, enum column_kind kind)
{
	long column = forms_column_number(&loader->survey, kind);
	for (size_t i = 0; i < loader->findings->n; i++) {
		const struct cips_finding *finding = &loader->findings->list[i];
		if (finding->line == row->number && finding->column == column &&
			strcmp(finding->sheet, loader->survey.name) == 0)
			return true;
	}
	return false;
}

static void check_answer(struct loader *loader, const struct cips_reach_item *found,
	const struct cips_item *item, const struct cips_row *row)
{
	if (is_never(found->answer)) {
		const struct refusal *refusal = refusal_of(found);
		if (was_said(loader, row, refusal->kind))
			return;
		forms_fault(loader, CIPS_ERROR, refusal->code, &loader->survey, row, refusal->kind,
			"%s\"%s\"%s", refusal->before, item->name, refusal->after);
		cips_findings_hint(loader->findings, "%s", refusal->hint);
	} else if (found->stuck.yes) {
		check_stuck(loader, found, item, row);
	} else if (is_open(found->answer)) {
		not_decided(loader, row,
			item->constraint ? COLUMN_CONSTRAINT : COLUMN_CHOICE_FILTER,
			cips_arena_printf(
				&loader->scratch, "whether \"%s\" can have an answer", item->name),
			found->reason);
	}
}

/* --- everything ----------------------------------------------------------------------------- */

static const char *kind_of(enum cips_item_type type)
{
	if (type == CIPS_ITEM_NOTE)
		return "note";
	return cips_model_stored(type) ? "question" : "calculation";
}

static void check_item(struct loader *loader, const struct cips_reach *reach, size_t index)
{
	const struct cips_item *item = &loader->instrument->items[index];
	const struct cips_reach_item *found = &reach->items[index];
	int around = gate_of(loader->instrument, item->group);
	const struct cips_row *row = loader->item_rows[index];
	if (around != CIPS_NONE && !reach->groups[around].shown.yes)
		return; /* said of the group */
	const struct condition condition = {
		.what = kind_of(item->type),
		.name = item->name,
		/* NAME_other hangs on the item before it. */
		.row = row ? row : loader->item_rows[index - 1],
		.around = around,
		.shown = found->shown,
		.relevant = found->relevant,
		.reason = found->reason,
	};
	if (item->relevant)
		check_condition(loader, &condition, "never-shown");
	if (found->shown.yes && row)
		check_answer(loader, found, item, row);
}

void forms_check_reach(struct loader *loader)
{
	const struct cips_instrument *instrument = loader->instrument;
	struct cips_reach *reach = cips_model_reach_new(instrument,
		loader->people ? loader->people->units : NULL, some_day, CIPS_REACH_LIMIT);
	for (size_t g = 0; g < instrument->n_groups; g++)
		check_group(loader, reach, g);
	for (size_t i = 0; i < instrument->n_items; i++)
		check_item(loader, reach, i);
	cips_model_reach_free(reach);
}
