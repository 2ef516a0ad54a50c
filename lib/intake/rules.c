/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of the form that a row breaks, as findings. A rule that looks at a cell which is at
 * fault itself is not reported: whether it is broken is known once the cell is repaired.
 */
#include "intake/row.h"

#include <string.h>

enum { BREACHES = 256 };

struct doubt {
	struct cips_row_reader *reader;
	bool found;
};

static void visit(void *context, int index);

static void visit_expr(struct doubt *doubt, const struct cips_expr *expr)
{
	if (expr && !doubt->found)
		cips_model_expr_references(expr, visit, doubt);
}

/* What decides whether an item is shown. */
static void visit_relevance(struct doubt *doubt, const struct cips_item *item)
{
	const struct cips_instrument *instrument = doubt->reader->instrument;
	visit_expr(doubt, item->relevant);
	for (int g = item->group; g != CIPS_NONE; g = instrument->groups[g].parent)
		visit_expr(doubt, instrument->groups[g].relevant);
}

static void visit(void *context, int index)
{
	struct doubt *doubt = context;
	const struct cips_item *item = &doubt->reader->instrument->items[index];
	if (doubt->reader->visited[index])
		return;
	doubt->reader->visited[index] = true;
	doubt->found |= doubt->reader->bad[index];
	visit_relevance(doubt, item);
	visit_expr(doubt, item->calculation);
}

/* Whether a breach depends on a cell that is at fault. */
static bool doubtful(struct cips_row_reader *reader, const struct cips_breach *breach)
{
	if (!reader->n_bad)
		return false;
	const struct cips_item *item = &reader->instrument->items[breach->item];
	struct doubt doubt = {.reader = reader, .found = reader->bad[breach->item]};
	memset(reader->visited, 0, reader->instrument->n_items * sizeof *reader->visited);
	visit_relevance(&doubt, item);
	if (breach->kind == CIPS_BREACH_CONSTRAINT)
		visit_expr(&doubt, item->constraint);
	if (breach->kind == CIPS_BREACH_FILTERED)
		visit_expr(&doubt, item->choice_filter);
	return doubt.found;
}

/* The condition that keeps an item from being shown: its own, else that of a group around it. */
static const char *relevant_text(
	const struct cips_instrument *instrument, const struct cips_item *item)
{
	if (item->relevant)
		return item->relevant_text;
	for (int g = item->group; g != CIPS_NONE; g = instrument->groups[g].parent)
		if (instrument->groups[g].relevant)
			return instrument->groups[g].relevant_text;
	return "";
}

static void report_not_shown(
	struct cips_row_reader *reader, size_t column, const struct cips_item *item)
{
	cips_intake_row_fault(reader, column, "not-shown",
		"%s is answered, but this respondent could not have been shown it", item->name);
	cips_findings_hint(
		reader->findings, "it is shown when %s", relevant_text(reader->instrument, item));
}

static void report_constraint(
	struct cips_row_reader *reader, size_t column, const struct cips_item *item)
{
	const struct cips_instrument *instrument = reader->instrument;
	const char *message = cips_model_text(
		instrument, &item->constraint_message, instrument->default_language);
	const struct cips_field *field = &reader->record->fields[column];
	struct cips_span cell = cips_intake_trim(field->text, field->n);
	cips_intake_row_fault(reader, column, "constraint-broken",
		"the form does not allow \"%s\" for %s", cips_intake_row_shown(reader, cell),
		item->name);
	if (*message)
		cips_findings_hint(reader->findings, "%s", message);
	else
		cips_findings_hint(reader->findings, "the rule is %s", item->constraint_text);
}

/* The name of a choice, or the code of a unit. */
static const char *choice_name(
	struct cips_row_reader *reader, const struct cips_item *item, unsigned code)
{
	const struct cips_list *list = cips_model_list(reader->instrument, item);
	if (cips_model_unit_coded(reader->instrument, item) && reader->units) {
		int unit = cips_model_unit_by_id(reader->units, code);
		return unit >= 0 ? reader->units->list[unit].code : "";
	}
	return code >= 1 && code <= list->n ? list->choices[code - 1].name : "";
}

static void report_filtered(struct cips_row_reader *reader, size_t column,
	const struct cips_item *item, unsigned choice)
{
	cips_intake_row_fault(reader, column, "choice-filtered",
		"the choice \"%s\" of %s is not offered to this respondent",
		choice_name(reader, item, choice), item->name);
	cips_findings_hint(reader->findings, "it is offered when %s", item->choice_filter_text);
}

/* The column that an item was read from; for one column per choice the first that is ticked. */
static size_t column_of(struct cips_row_reader *reader, const struct cips_breach *breach)
{
	const struct cips_columns *columns = reader->columns;
	const uint8_t *record = cips_model_interview_response(reader->interview)->record;
	const struct cips_item *item = &reader->instrument->items[breach->item];
	for (size_t c = 0; c < columns->n; c++) {
		const struct cips_column *column = &columns->list[c];
		if (column->item != breach->item)
			continue;
		if (column->kind == CIPS_COLUMN_ITEM)
			return c;
		if (column->kind == CIPS_COLUMN_TICK &&
			(breach->choice ? breach->choice == column->choice
					: record[item->offset + column->choice - 1] == 1))
			return c;
	}
	return 0;
}

static void report(struct cips_row_reader *reader, const struct cips_breach *breach)
{
	const struct cips_item *item = &reader->instrument->items[breach->item];
	size_t column = column_of(reader, breach);
	switch (breach->kind) {
	case CIPS_BREACH_NOT_SHOWN:
		report_not_shown(reader, column, item);
		break;
	case CIPS_BREACH_CONSTRAINT:
		report_constraint(reader, column, item);
		break;
	case CIPS_BREACH_FILTERED:
		report_filtered(reader, column, item, breach->choice);
		break;
	}
}

void cips_intake_rules(struct cips_row_reader *reader)
{
	struct cips_breach breaches[BREACHES];
	size_t n = cips_model_interview_finish(
		reader->interview, breaches, BREACHES, &reader->values.required_missing);
	bool doubts[BREACHES];
	if (n > BREACHES)
		n = BREACHES;
	for (size_t i = 0; i < n; i++)
		doubts[i] = doubtful(reader, &breaches[i]);
	for (size_t i = 0; i < n; i++)
		if (!doubts[i])
			report(reader, &breaches[i]);
}
