/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An interview to try rules on, with answers by the names of items. Included after cmocka.h.
 */
#ifndef TESTS_MODEL_TRIAL_H
#define TESTS_MODEL_TRIAL_H

#include "build.h"
#include "model/interview.h"

static const long today = 20000; /* 2024-10-04 */

/* An interview on a form of its own. */
struct trial {
	struct form form;
	struct cips_units *units;
	struct cips_interview *interview;
	struct cips_response *response;
	struct cips_breach breaches[4];
	size_t n;
	size_t missing;
};

static inline struct trial begin(struct form form, struct cips_units *units)
{
	form_seal(&form);
	struct trial trial = {.form = form, .units = units};
	trial.interview = cips_model_interview_new(form.instrument, units, today);
	trial.response = cips_model_interview_response(trial.interview);
	return trial;
}

static inline void end(struct trial *trial)
{
	cips_model_interview_free(trial->interview);
	cips_model_units_free(trial->units);
	cips_model_instrument_free(trial->form.instrument);
}

static inline void finish(struct trial *trial)
{
	trial->n =
		cips_model_interview_finish(trial->interview, trial->breaches, 4, &trial->missing);
}

static inline const struct cips_item *item_of(const struct trial *trial, const char *name)
{
	const struct cips_item *item = cips_model_item(trial->form.instrument, name);
	if (!item)
		fail_msg("no item %s", name);
	return item;
}

static inline int index_of(const struct trial *trial, const char *name)
{
	return (int)(item_of(trial, name) - trial->form.instrument->items);
}

static inline void choose(struct trial *trial, const char *name, unsigned code)
{
	cips_model_set_code(item_of(trial, name), trial->response->record, code);
}

static inline void tick(struct trial *trial, const char *name, const char *bytes)
{
	const struct cips_item *item = item_of(trial, name);
	for (size_t k = 0; k < item->width; k++)
		trial->response->record[item->offset + k] = (uint8_t)(bytes[k] - '0');
}

static inline void enter(struct trial *trial, const char *name, double number)
{
	const struct cips_item *item = item_of(trial, name);
	trial->response->record[item->offset] = 1;
	trial->response->numbers[item->number] = number;
}

static inline void write_text(struct trial *trial, const char *name, const char *text)
{
	const struct cips_item *item = item_of(trial, name);
	trial->response->record[item->offset] = 1;
	trial->response->texts[item->text] = text;
}

static inline enum cips_state state_of(struct trial *trial, const char *name)
{
	return cips_model_state(
		trial->form.instrument, item_of(trial, name), trial->response->record);
}

/* The value as text, "" when empty; the kind is checked as well. */
static inline void check_value(
	struct trial *trial, const char *name, enum cips_value_kind kind, const char *text)
{
	struct cips_value value =
		cips_model_interview_value(trial->interview, index_of(trial, name));
	struct cips_arena arena = {0};
	const char *found = cips_value_text(value, &arena);
	if (value.kind != kind || strcmp(found, text) != 0)
		fail_msg("%s: kind %d, \"%s\"", name, (int)value.kind, found);
	cips_arena_release(&arena);
}

static inline void check_breach(const struct trial *trial, size_t i, enum cips_breach_kind kind,
	const char *name, unsigned choice)
{
	assert_true(i < trial->n);
	assert_int_equal(trial->breaches[i].kind, kind);
	assert_int_equal(trial->breaches[i].item, index_of(trial, name));
	assert_int_equal(trial->breaches[i].choice, choice);
}

#endif
