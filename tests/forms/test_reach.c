/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forms without a fault but one: a question that nobody is shown, a condition that everybody meets,
 * an answer that nobody can give. Each is found once, at its cell. The survey's rows begin at
 * line 5, after two questions on role and years.
 */
#include "help.h"

#define HEAD                                                                                        \
	"| survey |\n"                                                                              \
	"| | type | name | label | relevant | constraint | choice_filter | required | calculation " \
	"|\n"                                                                                       \
	"| | select_one role | role | Role | | | | yes | |\n"                                       \
	"| | integer | years | Years | | . >= 0 and . <= 40 | | | |\n"
#define FOOT                                                                                        \
	"| choices |\n| | list_name | name | label | for |\n| | role | officer | Officer | few |\n" \
	"| | role | manager | Manager | many |\n| | role | other | Other | none |\n" SETTINGS

enum { RELEVANT = 4, CONSTRAINT, FILTER, REQUIRED };

struct reach_case {
	const char *rows;
	enum cips_severity severity;
	const char *code; /* NULL: there is no finding */
	long row, column;
	const char *text; /* part of it */
};

static const struct reach_case cases[] = {
	/* Nothing to say. */
	{"| | text | a | A | ${role} = 'manager' | | | | |\n", CIPS_NOTE, NULL, 0, 0, NULL},
	{"| | text | a | A | | | | yes | |\n| | text | b | B | regex(${a}, '[A-Z].*') | | | | |\n",
		CIPS_NOTE, NULL, 0, 0, NULL},
	{"| | date | a | A | | . <= today() | | yes | |\n", CIPS_NOTE, NULL, 0, 0, NULL},
	{"| | select_one role | a | A | ${role} != '' | . != ${role} | | yes | |\n", CIPS_NOTE,
		NULL, 0, 0, NULL},
	{"| | select_one role or_other | a | A | | | | | |\n", CIPS_NOTE, NULL, 0, 0, NULL},
	{"| | integer | a | A | | . <= ${years} | | | |\n", CIPS_NOTE, NULL, 0, 0, NULL},
	/* Never shown. */
	{"| | text | a | A | ${role} = 'officer' and ${role} = 'manager' | | | | |\n", CIPS_WARNING,
		"never-shown", 5, RELEVANT, "the question \"a\""},
	{"| | note | a | A | ${years} > 40 | | | | |\n", CIPS_WARNING, "never-shown", 5, RELEVANT,
		"the note \"a\""},
	{"| | calculate | a | | ${years} > 40 | | | | 1 |\n", CIPS_WARNING, "never-shown", 5,
		RELEVANT, "the calculation \"a\""},
	{"| | begin_group | g | G | ${years} > 10 | | | | |\n"
	 "| | text | a | A | ${years} < 5 | | | | |\n| | text | b | B | | | | | |\n"
	 "| | end_group | | | | | | | |\n",
		CIPS_WARNING, "never-shown", 6, RELEVANT, "of the group \"g\" (row 5) is"},
	/* A group is named once, not with all that is in it. */
	{"| | begin_group | g | G | ${years} > 40 | | | | |\n| | text | a | A | | | | | |\n"
	 "| | begin_group | h | H | ${role} = 'other' | | | | |\n"
	 "| | text | b | B | ${years} = 3 | . = 1 | | | |\n"
	 "| | end_group | | | | | | | |\n| | end_group | | | | | | | |\n",
		CIPS_WARNING, "group-never-shown", 5, RELEVANT, "the group \"g\""},
	{"| | begin_group | g | G | ${years} > 10 | | | | |\n| | text | a | A | | | | | |\n"
	 "| | begin_group | h | H | ${years} < 10 | | | | |\n| | text | b | B | | | | | |\n"
	 "| | end_group | | | | | | | |\n| | end_group | | | | | | | |\n",
		CIPS_WARNING, "group-never-shown", 7, RELEVANT, "of the group \"g\" (row 5) is"},
	/* For everybody. */
	{"| | text | a | A | ${role} != 'officer' or ${role} != 'other' | | | | |\n", CIPS_WARNING,
		"relevant-always", 5, RELEVANT, "\"a\""},
	{"| | begin_group | g | G | true() | | | | |\n| | text | a | A | | | | | |\n"
	 "| | end_group | | | | | | | |\n",
		CIPS_WARNING, "relevant-always", 5, RELEVANT, "\"g\""},
	/* No answer. */
	{"| | integer | a | A | | . > 5 and . < 5 | | | |\n", CIPS_ERROR, "constraint-unmeetable",
		5, CONSTRAINT, "\"a\""},
	{"| | integer | a | A | | . > 5 and . < 5 | | yes | |\n", CIPS_ERROR,
		"constraint-unmeetable", 5, CONSTRAINT, "\"a\""},
	{"| | select_one role | a | A | ${years} > 40 or ${role} = 'other' | string-length(.) > 20 | | | |\n",
		CIPS_ERROR, "constraint-unmeetable", 5, CONSTRAINT, "\"a\""},
	{"| | select_one role | a | A | | | for = 'few' and for = 'many' | | |\n", CIPS_ERROR,
		"choice-filter-empty", 5, FILTER, "\"a\""},
	{"| | select_one role | a | A | | | for = 'few' and for = 'many' | yes | |\n", CIPS_ERROR,
		"required-impossible", 5, REQUIRED, "no choice is left"},
	{"| | select_one role | a | A | | . = 'other' | for = 'few' | | |\n", CIPS_ERROR,
		"answer-impossible", 5, CONSTRAINT, "\"a\""},
	{"| | select_one role | a | A | | | for = 'few' and ${years} > 3 | ${role} = 'other' | "
	 "|\n",
		CIPS_WARNING, "required-impossible", 5, REQUIRED,
		"as when role = other, years is empty"},
	{"| | select_multiple role | a | A | | count-selected(.) > 2 | name != ${role} | yes | |\n",
		CIPS_ERROR, "required-impossible", 5, REQUIRED, NULL},
	/* Not decided. */
	{"| | text | a | A | | | | | |\n| | text | b | B | string-length(${a}) = 77 | | | | |\n",
		CIPS_NOTE, "not-decided", 6, RELEVANT, "it depends on the text item \"a\""},
	{"| | text | a | A | | string-length(.) = 77 | | | |\n", CIPS_NOTE, "not-decided", 5,
		CONSTRAINT, "whether \"a\" can have an answer"},
	{"| | text | a | A | today() < '2020-01-01' | | | | |\n", CIPS_NOTE, "not-decided", 5,
		RELEVANT, "does not depend on answers alone"},
};

static void check_case(const struct reach_case *c, size_t number)
{
	char form[2048];
	struct cips_findings findings = {0};
	snprintf(form, sizeof form, "%s%s%s", HEAD, c->rows, FOOT);
	struct cips_instrument *instrument = load_md(form, &findings);
	const struct cips_finding *f = c->code ? finding(&findings, c->code) : NULL;
	bool right = findings.n == (c->code != NULL) && (f != NULL) == (c->code != NULL);
	if (right && f)
		right = f->severity == c->severity && f->line == c->row && f->column == c->column &&
			(!c->text || strstr(f->text, c->text)) && *f->hint && *f->item;
	if (!right || !instrument != (findings.errors > 0)) {
		print_findings(&findings);
		fail_msg("case %zu, %s:\n%s", number, c->code ? c->code : "nothing", form);
	}
	cips_model_instrument_free(instrument);
	cips_findings_release(&findings);
}

static void each_fault_is_found_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_case(&cases[i], i);
}

/* The units come with the survey file: a question about one of them is no fault of the form. */
static void units_are_waited_for(void **state)
{
	(void)state;
	struct cips_findings findings = {0};
	cips_model_instrument_free(load_md(
		"| survey |\n"
		"| | type | name | label | relevant | parameters | bind::cips:use |\n"
		"| | select_one_from_file units.csv | a | A | | value=unit label=name | unit |\n"
		"| | text | b | B | ${a} = 'HQ' | | |\n"
		"| settings |\n| | form_id | namespaces |\n"
		"| | f | cips=\"https://example.org/cips\" |\n",
		&findings));
	print_findings(&findings);
	assert_int_equal(findings.n, 0);
	cips_findings_release(&findings);
}

/* What was accepted once is not judged again. */
static void stored_forms_are_not_gone_through(void **state)
{
	(void)state;
	struct cips_instrument *instrument = NULL;
	struct cips_err err = {0};
	assert_int_equal(cips_forms_reload(HEAD "| | text | a | A | false() | | | | |\n" FOOT,
				 &instrument, &err),
		CIPS_OK);
	assert_non_null(instrument);
	cips_model_instrument_free(instrument);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_found_once),
		cmocka_unit_test(units_are_waited_for),
		cmocka_unit_test(stored_forms_are_not_gone_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
