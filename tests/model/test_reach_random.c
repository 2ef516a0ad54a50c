/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random forms: what is found out about them must agree with interviews. Small forms are gone
 * through answer by answer with the engine that interviews use, and the facts must be the same;
 * larger ones are answered by chance, and no interview may show what is called impossible.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "model/reach.h"
#include "trial.h"

enum { FORMS = 1000, INTERVIEWS = 100, SMALL = 150, VALUES = 12 };

/* --- chance --------------------------------------------------------------------------------- */

static uint64_t chance_state = 20240229;

static unsigned chance(unsigned n)
{
	chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(chance_state >> 33) % n;
}

/* --- making forms --------------------------------------------------------------------------- */

struct maker {
	struct form form;
	const char *names[32];
	int n;	     /* items so far */
	bool closed; /* choices and bounded whole numbers only */
};

static const char *print(struct maker *m, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *text = cips_arena_vprintf(&m->form.instrument->arena, format, args);
	va_end(args);
	return text;
}

static const char *const orders[] = {"=", "!=", "<", "<=", ">", ">="};

/* A condition on one item before this one. */
static const char *simple_condition(struct maker *m)
{
	int i = (int)chance((unsigned)m->n);
	const struct cips_item *item = &m->form.instrument->items[i];
	unsigned k = chance(4);
	const char *order = orders[chance(6)], *equality = orders[chance(2)];
	switch (item->type) {
	case CIPS_ITEM_SELECT_ONE:
	case CIPS_ITEM_RANK:
	case CIPS_ITEM_ACKNOWLEDGE:
		if (chance(3) == 0)
			return print(m, "selected(${%s}, 'c%u')", item->name, k);
		return print(m, "${%s} %s 'c%u'", item->name, equality, k);
	case CIPS_ITEM_SELECT_MULTIPLE:
		if (chance(3) == 0)
			return print(m, "count-selected(${%s}) %s %u", item->name, order, k);
		return print(m, "selected(${%s}, 'c%u')", item->name, k);
	case CIPS_ITEM_TEXT:
		return print(m, "${%s} %s '%c'", item->name, equality, 'a' + (int)k);
	case CIPS_ITEM_NOTE:
		return print(m, "${%s} = ''", item->name);
	default:
		return print(m, "${%s} %s %u", item->name, order, k);
	}
}

static const char *condition(struct maker *m, int depth)
{
	const char *name = m->names[chance((unsigned)m->n)];
	const char *other = m->names[chance((unsigned)m->n)];
	unsigned kind = chance(depth > 0 ? 12 : 5);
	const char *a = kind >= 6 && kind <= 10 ? condition(m, depth - 1) : NULL;
	const char *b = kind >= 7 && kind <= 10 ? condition(m, depth - 1) : NULL;
	switch (kind) {
	case 0:
		return print(m, "${%s} %s ''", name, chance(2) ? "=" : "!=");
	case 5:
		return print(m, "${%s} = ${%s}", name, other);
	case 6:
		return print(m, "not(%s)", a);
	case 7:
	case 8:
		return print(m, "(%s and %s)", a, b);
	case 9:
		return print(m, "(%s or %s)", a, b);
	case 10:
		return print(m, "if(%s, %s, %s)", a, b, chance(2) ? "true()" : "false()");
	default:
		return simple_condition(m);
	}
}

static const char *calculation(struct maker *m)
{
	const char *name = m->names[chance((unsigned)m->n)];
	switch (chance(3)) {
	case 0:
		return print(m, "if(%s, 1, 2)", condition(m, 1));
	case 1:
		return print(m, "coalesce(${%s}, %u)", name, chance(3));
	default:
		return print(
			m, "count-non-empty(${%s}, ${%s})", name, m->names[chance((unsigned)m->n)]);
	}
}

/* What the constraint says of the answer itself. */
static const char *own_constraint(struct maker *m, enum cips_item_type type)
{
	const char *order = orders[chance(6)];
	unsigned k = chance(4);
	switch (type) {
	case CIPS_ITEM_SELECT_MULTIPLE:
		return print(m, "count-selected(.) %s %u", order, k);
	case CIPS_ITEM_SELECT_ONE:
	case CIPS_ITEM_RANK:
		return print(m, ". %s 'c%u'", chance(2) ? "=" : "!=", k);
	case CIPS_ITEM_TEXT:
		return print(m, ". %s '%c'", chance(2) ? "=" : "!=", 'a' + (int)k);
	default:
		return print(m, ". %s %u", order, k);
	}
}

static const char *constraint(struct maker *m, enum cips_item_type type)
{
	const char *own = own_constraint(m, type);
	if (m->closed && type == CIPS_ITEM_INTEGER)
		return print(m, ". >= 0 and . <= 3 and (%s)", m->n ? condition(m, 1) : own);
	switch (m->n ? chance(5) : 0) {
	case 1:
		return print(m, "%s and %s", own, condition(m, 1));
	case 2:
		return print(m, "%s or %s", own, condition(m, 1));
	case 3:
		return print(m, ". != ${%s}", m->names[chance((unsigned)m->n)]);
	default:
		return own;
	}
}

static const char *filter(struct maker *m)
{
	const char *equality = orders[chance(2)];
	switch (m->n ? chance(4) : 0) {
	case 1:
		return print(m, "name != ${%s}", m->names[chance((unsigned)m->n)]);
	case 2:
		return print(m, "name = 'c1' or %s", condition(m, 1));
	case 3:
		return print(m, "name = 'c2' and %s", condition(m, 1));
	default:
		return print(m, "name %s 'c%u'", equality, chance(4));
	}
}

static void add_item(struct maker *m, const int *lists)
{
	static const enum cips_item_type types[] = {CIPS_ITEM_SELECT_ONE, CIPS_ITEM_SELECT_ONE,
		CIPS_ITEM_SELECT_ONE, CIPS_ITEM_INTEGER, CIPS_ITEM_SELECT_MULTIPLE,
		CIPS_ITEM_CALCULATE, CIPS_ITEM_TEXT, CIPS_ITEM_RANGE, CIPS_ITEM_DECIMAL,
		CIPS_ITEM_RANK, CIPS_ITEM_ACKNOWLEDGE, CIPS_ITEM_NOTE};
	enum cips_item_type type = types[chance(sizeof types / sizeof *types)];
	bool first = m->n == 0;
	if (first && (type == CIPS_ITEM_CALCULATE || type == CIPS_ITEM_NOTE))
		type = CIPS_ITEM_SELECT_ONE;
	if (m->closed && (type == CIPS_ITEM_TEXT || type == CIPS_ITEM_DECIMAL))
		type = CIPS_ITEM_INTEGER;
	bool several = type == CIPS_ITEM_SELECT_MULTIPLE || type == CIPS_ITEM_RANK;
	bool choices = several || type == CIPS_ITEM_SELECT_ONE;
	int list = type == CIPS_ITEM_RANGE	? lists[2]
		: type == CIPS_ITEM_ACKNOWLEDGE ? lists[3]
		: choices			? lists[several ? 1 : 0]
						: CIPS_NONE;
	m->names[m->n] = print(m, "q%d", m->n);
	struct cips_item *item = form_item(&m->form, type, m->names[m->n], list);
	if (!first && chance(2))
		item->relevant_text = condition(m, 2);
	if (type == CIPS_ITEM_CALCULATE)
		item->calculation_text = calculation(m);
	bool bounded = m->closed && type == CIPS_ITEM_INTEGER;
	if (bounded || (cips_model_stored(type) && type != CIPS_ITEM_ACKNOWLEDGE && chance(3) == 0))
		item->constraint_text = constraint(m, type);
	if (choices && chance(3) == 0)
		item->choice_filter_text = filter(m);
	if (cips_model_stored(type) && chance(3) == 0)
		item->required_text = first || chance(2) ? "true()" : condition(m, 1);
	m->n++;
}

static struct maker make_form(int n, bool closed)
{
	struct maker m = {.form = form_new(), .closed = closed};
	int lists[] = {form_list(&m.form, "c1 c2 c3"), form_list(&m.form, "c1 c2"),
		form_list(&m.form, "1 2 3"), form_list(&m.form, "OK")};
	while (m.n < n) {
		if (m.n && m.form.instrument->n_groups < 6 && chance(4) == 0)
			form_begin(&m.form, "g", chance(4) ? condition(&m, 1) : NULL);
		add_item(&m, lists);
		while (m.form.group != CIPS_NONE && chance(3) == 0)
			form_end(&m.form);
	}
	while (m.form.group != CIPS_NONE)
		form_end(&m.form);
	return m;
}

/* --- answering ------------------------------------------------------------------------------ */

/* How many answers are tried: all, of the kinds of items and constants above. */
static unsigned n_values(const struct cips_item *item)
{
	switch (item->type) {
	case CIPS_ITEM_SELECT_ONE:
	case CIPS_ITEM_RANGE:
	case CIPS_ITEM_SELECT_MULTIPLE:
		return 3;
	case CIPS_ITEM_ACKNOWLEDGE:
		return 1;
	case CIPS_ITEM_RANK:
		return 4;
	case CIPS_ITEM_INTEGER:
	case CIPS_ITEM_TEXT:
		return 6;
	case CIPS_ITEM_DECIMAL:
		return 10;
	default:
		return 0;
	}
}

static const uint8_t ranks[][2] = {{1, 187}, {2, 187}, {1, 2}, {2, 1}};
static const char *const texts[] = {"a", "b", "c", "d", "1", "zz"};

static void answer(struct trial *trial, int index, unsigned value)
{
	const struct cips_item *item = &trial->form.instrument->items[index];
	uint8_t *bytes = trial->response->record + item->offset;
	if (item->width == 0)
		return;
	if (value == 0) {
		cips_model_set_state(item, trial->response->record, CIPS_BYTE_SKIPPED);
	} else if (item->type == CIPS_ITEM_SELECT_MULTIPLE) {
		bytes[0] = value & 1 ? 1 : 2;
		bytes[1] = value & 2 ? 1 : 2;
	} else if (item->type == CIPS_ITEM_RANK) {
		memcpy(bytes, ranks[value - 1], 2);
	} else if (item->number != CIPS_NONE) {
		bool whole = item->type == CIPS_ITEM_INTEGER;
		bytes[0] = 1;
		trial->response->numbers[item->number] =
			whole ? (double)value - 2 : (double)value / 2 - 1;
	} else if (item->text != CIPS_NONE) {
		bytes[0] = 1;
		trial->response->texts[item->text] = texts[value - 1];
	} else {
		bytes[0] = (uint8_t)value;
	}
}

static bool breaks(const struct trial *trial, int index)
{
	for (size_t b = 0; b < trial->n && b < 4; b++)
		if (trial->breaches[b].item == index)
			return true;
	return false;
}

/* --- agreement ------------------------------------------------------------------------------ */

struct counts {
	size_t never, always, sometimes, undecided;
	size_t stuck, no_answer;
	size_t incomplete, facts;
};

/* What an interview must not contradict; `exact`: nor leave out. */
static bool agrees(struct cips_reach_fact fact, struct cips_reach_fact seen, bool exact)
{
	if (fact.complete && ((seen.yes && !fact.yes) || (seen.no && !fact.no)))
		return false;
	/* Looking ends where it is known to be so in some cases and not in others. */
	return !exact || ((seen.yes || !fact.yes) && (seen.no || !fact.no));
}

static void say(const struct maker *m)
{
	const struct cips_instrument *instrument = m->form.instrument;
	for (size_t g = 0; g < instrument->n_groups; g++)
		print_error("group %zu of %d: items %d to %d, relevant %s\n", g,
			instrument->groups[g].parent, instrument->groups[g].first_item,
			instrument->groups[g].end_item - 1, instrument->groups[g].relevant_text);
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_item *item = &instrument->items[i];
		print_error("%s %s: relevant %s, constraint %s, filter %s, required %s, "
			    "calculation %s, group %d\n",
			cips_model_type_name(item->type), item->name, item->relevant_text,
			item->constraint_text, item->choice_filter_text, item->required_text,
			item->calculation_text, item->group);
	}
}

static void expect(const struct maker *m, const char *what, int item, struct cips_reach_fact fact,
	struct cips_reach_fact seen, bool exact)
{
	if (agrees(fact, seen, exact))
		return;
	say(m);
	fail_msg("q%d %s: found yes %d no %d complete %d, seen yes %d no %d", item, what, fact.yes,
		fact.no, fact.complete, seen.yes, seen.no);
}

/* --- all answers of a small form ------------------------------------------------------------ */

struct seen {
	struct cips_reach_fact shown[32], answer[32], stuck[32];
};

static struct cips_value item_value(void *context, int reference)
{
	return cips_model_interview_value(((struct trial *)context)->interview, reference);
}

static bool is_required(struct trial *trial, int index)
{
	const struct cips_expr *required = trial->form.instrument->items[index].required;
	struct cips_arena scratch = {0};
	struct cips_expr_host host = {.context = trial, .item = item_value, .today = today};
	bool is = required && cips_value_true(cips_model_expr_eval(required, &host, &scratch));
	cips_arena_release(&scratch);
	return is;
}

static void see(struct cips_reach_fact *fact, bool so)
{
	fact->yes |= so;
	fact->no |= !so;
}

/* Goes on from the answers to the items before `index`, none given to it or those after it. */
static void go_through(struct trial *trial, int index, bool dutiful, struct seen *seen)
{
	const struct cips_instrument *instrument = trial->form.instrument;
	if (index == (int)instrument->n_items)
		return;
	const struct cips_item *item = &instrument->items[index];
	finish(trial);
	bool shown = cips_model_interview_shown(trial->interview, index);
	bool required = shown && is_required(trial, index), any = false;
	see(&seen->shown[index], shown);
	if (!required || !dutiful)
		go_through(trial, index + 1, dutiful, seen);
	for (unsigned v = 1; shown && v <= n_values(item); v++) {
		answer(trial, index, v);
		finish(trial);
		if (!breaks(trial, index)) {
			any = true;
			go_through(trial, index + 1, dutiful, seen);
		}
	}
	answer(trial, index, 0);
	if (shown && n_values(item)) {
		see(&seen->answer[index], any);
		see(&seen->stuck[index], required && !any);
	}
}

static void compare_all(const struct maker *m, const struct cips_reach *reach)
{
	const struct cips_instrument *instrument = m->form.instrument;
	struct trial trial = {.form = m->form};
	trial.interview = cips_model_interview_new(instrument, NULL, today);
	trial.response = cips_model_interview_response(trial.interview);
	struct seen anybody = {0}, dutiful = {0};
	go_through(&trial, 0, false, &anybody);
	go_through(&trial, 0, true, &dutiful);
	bool dead_end = false; /* nobody who is dutiful gets past it in some cases */
	for (int i = 0; i < (int)instrument->n_items; i++) {
		const struct cips_reach_item *item = &reach->items[i];
		const struct cips_item *form_item = &instrument->items[i];
		expect(m, "shown", i, item->shown, anybody.shown[i], true);
		if (form_item->constraint || form_item->choice_filter) {
			expect(m, "answer", i, item->answer, anybody.answer[i], true);
			if (dead_end)
				assert_true(item->stuck.yes || !dutiful.stuck[i].yes ||
					!item->stuck.complete);
			else if (item->answer.no && form_item->required)
				expect(m, "stuck", i, item->stuck, dutiful.stuck[i], true);
			else
				assert_false(dutiful.stuck[i].yes && item->answer.complete);
		}
		dead_end |= dutiful.stuck[i].yes;
	}
	cips_model_interview_free(trial.interview);
}

static void count(struct counts *counts, const struct cips_instrument *instrument,
	const struct cips_reach *reach)
{
	for (size_t i = 0; i < instrument->n_items; i++) {
		const struct cips_reach_item *item = &reach->items[i];
		bool conditional =
			instrument->items[i].relevant || instrument->items[i].group != CIPS_NONE;
		enum cips_reach_verdict verdict = cips_model_reach_verdict(item->shown);
		counts->never += verdict == CIPS_REACH_NEVER;
		counts->always += conditional && verdict == CIPS_REACH_ALWAYS;
		counts->sometimes += verdict == CIPS_REACH_SOMETIMES;
		counts->undecided += verdict == CIPS_REACH_UNDECIDED;
		counts->stuck += item->stuck.yes;
		counts->no_answer += item->answer.no;
		counts->incomplete += !item->shown.complete;
		counts->facts++;
	}
}

static void print_counts(const char *what, const struct counts *c)
{
	print_message("# %s: %zu items, %zu never shown, %zu always, %zu sometimes, %zu undecided, "
		      "%zu not complete, %zu stuck, %zu without answer\n",
		what, c->facts, c->never, c->always, c->sometimes, c->undecided, c->incomplete,
		c->stuck, c->no_answer);
}

static struct counts go_through_small_forms(bool closed)
{
	struct counts counts = {0};
	for (int f = 0; f < SMALL; f++) {
		struct maker m = make_form(3 + f % 3, closed);
		form_seal(&m.form);
		struct cips_reach *reach =
			cips_model_reach_new(m.form.instrument, NULL, today, CIPS_REACH_LIMIT);
		compare_all(&m, reach);
		count(&counts, m.form.instrument, reach);
		cips_model_reach_free(reach);
		cips_model_instrument_free(m.form.instrument);
	}
	print_counts(closed ? "small closed forms" : "small forms", &counts);
	assert_true(counts.never >= 50);
	assert_true(counts.always >= 30);
	assert_true(counts.sometimes >= 100);
	assert_true(counts.stuck >= 5);
	assert_true(counts.no_answer >= 20);
	return counts;
}

/* Nothing is left undecided where all answers are choices or bounded whole numbers. */
static void small_closed_forms_are_decided(void **state)
{
	(void)state;
	struct counts counts = go_through_small_forms(true);
	assert_int_equal(counts.incomplete, 0);
}

static void small_forms_are_decided_mostly(void **state)
{
	(void)state;
	struct counts counts = go_through_small_forms(false);
	assert_true(counts.undecided * 20 < counts.facts);
}

/* --- interviews of larger forms ------------------------------------------------------------- */

/* Leaves out answers that break a rule, first things first, until none does. */
static void mend(struct trial *trial)
{
	finish(trial);
	while (trial->n) {
		int first = trial->breaches[0].item;
		for (size_t b = 1; b < trial->n && b < 4; b++)
			if (trial->breaches[b].item < first)
				first = trial->breaches[b].item;
		answer(trial, first, 0);
		finish(trial);
	}
}

static void interview_once(
	const struct maker *m, struct trial *trial, const struct cips_reach *reach)
{
	const struct cips_instrument *instrument = m->form.instrument;
	cips_model_interview_clear(trial->interview);
	for (int i = 0; i < (int)instrument->n_items; i++)
		if (chance(5))
			answer(trial, i, chance(n_values(&instrument->items[i]) + 1));
	mend(trial);
	for (int i = 0; i < (int)instrument->n_items; i++) {
		bool shown = cips_model_interview_shown(trial->interview, i);
		const struct cips_item *item = &instrument->items[i];
		struct cips_reach_fact seen = {.yes = shown, .no = !shown};
		expect(m, "shown", i, reach->items[i].shown, seen, false);
		bool answered = item->width &&
			cips_model_state(instrument, item, trial->response->record) ==
				CIPS_STATE_VALID;
		if (answered)
			expect(m, "answer", i, reach->items[i].answer,
				(struct cips_reach_fact){.yes = true}, false);
	}
}

static void interviews_contradict_nothing(void **state)
{
	(void)state;
	struct counts counts = {0};
	for (int f = 0; f < FORMS; f++) {
		struct maker m = make_form(6 + (int)chance(8), f % 2);
		struct trial trial = begin(m.form, NULL);
		struct cips_reach *reach =
			cips_model_reach_new(m.form.instrument, NULL, today, CIPS_REACH_LIMIT);
		for (int i = 0; i < INTERVIEWS; i++)
			interview_once(&m, &trial, reach);
		count(&counts, m.form.instrument, reach);
		cips_model_reach_free(reach);
		end(&trial);
	}
	print_counts("larger forms", &counts);
	assert_true(counts.never >= 300);
	assert_true(counts.always >= 200);
	assert_true(counts.sometimes >= 2000);
	assert_true(counts.stuck >= 100);
	assert_true(counts.undecided * 10 < counts.facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_closed_forms_are_decided),
		cmocka_unit_test(small_forms_are_decided_mostly),
		cmocka_unit_test(interviews_contradict_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
