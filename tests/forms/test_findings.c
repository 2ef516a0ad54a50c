/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small forms with one thing wrong with each, and the finding at its cell. A form is the rows of
 * its sheets: the sheet settings is added where a case has none. Rows are lines of the text, so the
 * first row of the survey is line 2.
 */
#include "help.h"

#define S "| survey |\n"
#define C "| choices |\n| | list_name | name | label | score | missing | positive |\n"
#define YN "| | yn | y | Yes |\n| | yn | n | No |\n"
#define Q "| | type | name | label |\n"
#define QX(column) "| | type | name | label | " column " |\n"
#define QB(columns) "| | type | name | label | bind::cips:" columns " |\n"
#define OK "| | text | ok | Fine |\n"
#define LONG "a1234567890123456789012345678901234567890123456789012345678901234567890"
#define NAMESPACES \
	"| settings |\n| | form_id | namespaces |\n| | f | cips=\"https://example.org/cips\" |\n"

struct bad_form {
	const char *form;
	enum cips_severity severity;
	const char *sheet;
	long row, column;
	const char *code;
	const char *hint; /* part of the hint or of the text; NULL: not looked at */
};

static const struct bad_form cases[] = {
	/* Sheets and settings. */
	{"| servey |\n" Q OK, CIPS_ERROR, "survey", 0, 0, "sheet-missing", NULL},
	{"| servey |\n" Q OK, CIPS_WARNING, "servey", 0, 0, "sheet-unknown", "\"survey\""},
	{S Q OK "| notes |\n| | x |\n", CIPS_NOTE, "notes", 0, 0, "sheet-ignored", NULL},
	{S Q, CIPS_ERROR, "survey", 0, 0, "survey-empty", NULL},
	{S QX("hint") "| | | | | only a remark |\n", CIPS_ERROR, "survey", 0, 0, "survey-empty",
		NULL},
	{S Q "| | begin group | g | G |\n| | end group |\n", CIPS_ERROR, "survey", 0, 0,
		"survey-empty", NULL},
	{S Q OK "| entities |\n| | dataset | label |\n| | people | a |\n", CIPS_ERROR, "entities",
		0, 0, "sheet-refused", NULL},
	{S Q "| | select_one yn | a | A |\n", CIPS_ERROR, "choices", 0, 0, "sheet-missing",
		"\"a\""},
	{S Q OK "| settings |\n| | version |\n| | 1 |\n", CIPS_ERROR, "settings", 6, 0,
		"form-id-missing", NULL},
	{S Q OK "| setings |\n| | form_id |\n| | f |\n", CIPS_ERROR, "settings", 0, 0,
		"form-id-missing", NULL},
	{S Q OK "| settings |\n| | version | form_id |\n| | 1 | my form |\n", CIPS_ERROR,
		"settings", 6, 2, "form-id-invalid", NULL},
	{S Q OK "| settings |\n| | form_id |\n| | f |\n| | g |\n", CIPS_WARNING, "settings", 7, 0,
		"row-ignored", NULL},
	{S Q OK "| settings |\n| | form_id | style |\n| | f | pages |\n", CIPS_NOTE, "settings", 5,
		2, "column-ignored", NULL},
	{S "| | type | name | label::English (en) |\n" OK
	   "| settings |\n| | form_id | default_language |\n| | f | English |\n",
		CIPS_ERROR, "settings", 6, 2, "language-unknown", NULL},
	{S "| | type | name | label::English (en) |\n" OK
	   "| settings |\n| | form_id | default_language |\n| | f | en |\n",
		CIPS_ERROR, "settings", 6, 2, "language-unknown", "\"English (en)\""},
	{S "| | type | name | label::English |\n" OK, CIPS_WARNING, "survey", 2, 3, "language-code",
		NULL},
	{S QB("use") "| | text | a | A |\n", CIPS_WARNING, "settings", 6, 0, "namespace-missing",
		"cips=\"https://example.org/cips\""},

	/* Columns. */
	{S "| | name | label |\n| | a | A |\n", CIPS_ERROR, "survey", 2, 0, "column-missing", NULL},
	{S Q OK "| choices |\n| | name | label |\n| | a | A |\n", CIPS_ERROR, "choices", 5, 0,
		"column-missing", NULL},
	{S QX("relevnat") "| | text | a | A |\n", CIPS_WARNING, "survey", 2, 4, "column-unknown",
		"\"relevant\""},
	{S QB("polarty") "| | text | a | A |\n", CIPS_WARNING, "survey", 2, 4, "column-unknown",
		"\"bind::cips:polarity\""},
	{S QX("remarks") "| | text | a | A |\n", CIPS_WARNING, "survey", 2, 4, "column-unknown",
		NULL},
	{S Q "| | select_one yn | a | A |\n| choices |\n| | list_name | name | label | scroe |\n"
	     "| | yn | y | Y | 1 |\n",
		CIPS_WARNING, "choices", 5, 4, "column-unknown", "\"score\""},
	{S QX("LABEL") "| | text | a | A | B |\n", CIPS_ERROR, "survey", 2, 4, "column-duplicate",
		NULL},
	{S QX("relevant | relevance") "| | text | a | A |\n", CIPS_ERROR, "survey", 2, 5,
		"column-duplicate", "column 4"},
	{S QX("media::image") "| | text | a | A | |\n| | text | b | B | b.png |\n", CIPS_ERROR,
		"survey", 4, 4, "column-refused", NULL},
	{S QX("media::image::French (fr)") "| | text | a | A | a.png |\n", CIPS_ERROR, "survey", 3,
		4, "column-refused", NULL},
	{S QX("media") "| | text | a | A | b.png |\n", CIPS_ERROR, "survey", 3, 4, "column-refused",
		NULL},
	{S QX("image:English (en)") "| | text | a | A | b.png |\n", CIPS_ERROR, "survey", 3, 4,
		"column-refused", NULL},
	{S QX("count") "| | text | a | A | 3 |\n", CIPS_ERROR, "survey", 3, 4, "column-refused",
		NULL},
	{S QX("bind::jr:preload") "| | text | a | A | timestamp |\n", CIPS_ERROR, "survey", 3, 4,
		"column-refused", NULL},
	{S Q OK "| settings |\n| | form_id | add_none_option |\n| | f | yes |\n", CIPS_ERROR,
		"settings", 6, 2, "column-refused", NULL},
	{S Q OK "| settings |\n| | form_id | public_key |\n| | f | abc |\n", CIPS_NOTE, "settings",
		5, 2, "column-ignored", NULL},
	{S Q OK "| settings |\n| | form_id | allow_choice_duplicates |\n| | f | yes |\n", CIPS_NOTE,
		"settings", 5, 2, "column-ignored", NULL},
	{S QX("trigger") "| | text | a | A | ${b} |\n", CIPS_ERROR, "survey", 3, 4,
		"column-refused", NULL},
	{S QX("body::accuracyThreshold") "| | text | a | A | 5 |\n", CIPS_NOTE, "survey", 2, 4,
		"column-ignored", NULL},
	{S Q "| | text | a | A | stray |\n", CIPS_WARNING, "survey", 3, 4, "column-unnamed", NULL},
	{S Q OK C YN "| | yn | x | X | | | | |\n| choises |\n", CIPS_NOTE, "choices", 6, 1,
		"list-unused", NULL},

	/* Types. */
	{S Q "| | txet | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-unknown", "\"text\""},
	{S Q "| | selct_one yn | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-unknown",
		"\"select_one\""},
	{S Q "| | text yn | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-unknown", "\"text\""},
	{S Q "| | | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-missing", NULL},
	{S QX("hint") OK "| | | | | words |\n", CIPS_NOTE, "survey", 4, 0, "row-ignored", NULL},
	{S Q OK "| | | | words |\n", CIPS_ERROR, "survey", 4, 1, "type-missing", "label"},
	{S Q "| | image | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-refused", "image"},
	{S Q "| | geopoint | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-refused", NULL},
	{S Q "| | begin repeat | a | A |\n| | text | b | B |\n| | end repeat |\n", CIPS_ERROR,
		"survey", 3, 1, "type-refused", "begin_repeat"},
	{S Q "| | dateTime | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-refused", NULL},
	{S Q "| | start | a |\n", CIPS_ERROR, "survey", 3, 1, "type-refused", "wave"},
	{S Q "| | device id | a |\n", CIPS_ERROR, "survey", 3, 1, "type-refused", NULL},
	{S Q "| | select_one_external yn | a | A |\n", CIPS_ERROR, "survey", 3, 1, "type-refused",
		NULL},
	{S Q "| | select_one_from_file towns.csv | a | A |\n", CIPS_ERROR, "survey", 3, 1,
		"file-refused", "towns.csv"},
	{S QB("use") "| | select_one_from_file units.csv | a | A | unit |\n", CIPS_ERROR, "survey",
		3, 0, "parameter-invalid", "value=unit label=name"},
	{S QX("parameters") "| | select_one_from_file units.csv | a | A | value=unit label=name "
			    "|\n",
		CIPS_ERROR, "survey", 3, 0, "use-missing", NULL},

	/* Names. */
	{S Q "| | text | | A |\n", CIPS_ERROR, "survey", 3, 2, "name-missing", NULL},
	{S Q "| | text | 1a | A |\n", CIPS_ERROR, "survey", 3, 2, "name-invalid", NULL},
	{S Q "| | text | a b | A |\n", CIPS_ERROR, "survey", 3, 2, "name-invalid", NULL},
	{S Q "| | text | é | A |\n", CIPS_ERROR, "survey", 3, 2, "name-invalid", NULL},
	{S Q "| | text | meta | A |\n", CIPS_ERROR, "survey", 3, 2, "name-reserved", "q_meta"},
	{S Q "| | text | " LONG " | A |\n", CIPS_ERROR, "survey", 3, 2, "name-too-long", "71"},
	{S Q "| | text | a | A |\n| | text | a | B |\n", CIPS_ERROR, "survey", 4, 2,
		"name-duplicate", "row 3"},
	{S Q "| | text | a | A |\n| | text | A | B |\n", CIPS_ERROR, "survey", 4, 2, "name-case",
		"row 3"},
	{S Q "| | text | Wave | A |\n", CIPS_ERROR, "survey", 3, 2, "name-reserved", NULL},
	{S Q "| | select_one yn or_other | a | A |\n| | text | a_other | B |\n" C YN, CIPS_ERROR,
		"survey", 4, 2, "name-duplicate", "or_other"},
	{S QB("indicator") "| | text | a | A | b |\n| | text | b | B |\n", CIPS_ERROR, "survey", 4,
		2, "indicator-duplicate", "row 3"},
	{S QB("indicator") "| | text | a | A | b c |\n", CIPS_ERROR, "survey", 3, 4,
		"indicator-invalid", NULL},

	/* Groups. */
	{S Q "| | begin group | g | G |\n" OK, CIPS_ERROR, "survey", 3, 1, "group-unclosed",
		"end_group"},
	{S Q OK "| | end group |\n", CIPS_ERROR, "survey", 4, 1, "group-unopened", NULL},
	{S Q "| | begin group | g | G |\n" OK "| | end repeat |\n", CIPS_ERROR, "survey", 5, 1,
		"group-mismatch", "row 3"},
	{S Q "| | begin group | g | G |\n" OK "| | end group | h |\n", CIPS_WARNING, "survey", 5, 2,
		"group-name", "row 3"},
	{S QX("required") "| | begin group | g | G | yes |\n" OK "| | end group |\n", CIPS_WARNING,
		"survey", 3, 4, "cell-ignored", "items"},
	{S QX("read_only") "| | begin group | g | G | yes |\n" OK "| | end group |\n", CIPS_WARNING,
		"survey", 3, 4, "cell-ignored", "items"},
	{S QX("relevant") "| | begin group | g | G |\n" OK "| | end group | | | 1 = 1 |\n",
		CIPS_WARNING, "survey", 5, 4, "cell-ignored", "begins"},
	{S QB("sensitive") "| | begin group | g | G | yes |\n" OK "| | end group |\n", CIPS_WARNING,
		"survey", 3, 4, "cell-ignored", NULL},
	{S Q "| | begin group | g | |\n" OK "| | end group |\n", CIPS_WARNING, "survey", 3, 3,
		"label-missing", NULL},
	{S Q "| | begin group | | G |\n" OK "| | end group |\n", CIPS_ERROR, "survey", 3, 2,
		"name-missing", NULL},
	{S Q "| | begin group | g | G |\n" OK "| | end group |\n| | begin group | g | G |\n"
	     "| | text | b | B |\n| | end group |\n",
		CIPS_ERROR, "survey", 6, 2, "name-duplicate", "row 3"},

	/* Lists and choices. */
	{S Q "| | select_one ny | a | A |\n" C YN, CIPS_ERROR, "survey", 3, 1, "list-unknown",
		"\"yn\""},
	{S Q "| | select_one | a | A |\n" C YN, CIPS_ERROR, "survey", 3, 1, "list-missing", NULL},
	{S Q "| | rank yn or_other | a | A |\n" C YN, CIPS_ERROR, "survey", 3, 1,
		"or-other-refused", NULL},
	{S Q "| | select_one yn | a | A |\n" C YN "| | yn | y | Again |\n", CIPS_ERROR, "choices",
		8, 2, "choice-duplicate", "row 6"},
	{S Q "| | select_multiple yn | a | A |\n" C YN "| | yn | may be | M |\n", CIPS_ERROR,
		"choices", 8, 2, "name-blank", "_"},
	{S Q "| | select_one yn | a | A |\n| | rank yn | b | B |\n" C YN "| | yn | may be | M |\n",
		CIPS_ERROR, "choices", 9, 2, "name-blank", "_"},
	{S Q "| | select_one yn | a | A |\n" C YN "| | y n | x | X |\n", CIPS_ERROR, "choices", 8,
		1, "name-blank", "_"},
	{S Q "| | select_one ${b} | a | A |\n" C YN, CIPS_ERROR, "survey", 3, 1, "list-refused",
		"choice_filter"},
	{S Q "| | select_one yn | a | A |\n" C YN "| | | z | Z |\n", CIPS_ERROR, "choices", 8, 1,
		"name-missing", NULL},
	{S Q "| | select_one yn | a | A |\n" C YN "| | yn | | Z |\n", CIPS_ERROR, "choices", 8, 2,
		"name-missing", NULL},
	{S Q "| | select_one yn | a | A |\n" C YN "| | yn | z | |\n", CIPS_WARNING, "choices", 8, 3,
		"label-missing", NULL},
	{S Q "| | select_one yn | a | A |\n" C YN "| | yn | z | yes |\n| | yn | w | Yes |\n",
		CIPS_WARNING, "choices", 9, 3, "label-duplicate", NULL},
	{S Q "| | select_one yn | a | A |\n" C "| | yn | y | Y | high |\n", CIPS_ERROR, "choices",
		6, 4, "score-invalid", NULL},
	{S Q "| | select_one yn | a | A |\n" C "| | yn | y | Y | 2,5 |\n", CIPS_ERROR, "choices", 6,
		4, "score-invalid", "point"},
	{S Q "| | select_one yn | a | A |\n" C "| | yn | y | Y | 1 |\n| | yn | n | N |\n",
		CIPS_ERROR, "choices", 7, 4, "score-mixed", NULL},
	{S Q "| | select_one yn | a | A |\n" C YN "| | yn | d | D | 3 | dont_know |\n",
		CIPS_WARNING, "choices", 8, 4, "score-unused", NULL},
	{S Q "| | select_one yn | a | A |\n" C YN "| | yn | d | D | | dontknow |\n", CIPS_ERROR,
		"choices", 8, 5, "missing-unknown", "\"dont_know\""},
	{S Q "| | select_one yn | a | A |\n" C YN "| | yn | d | D | | | maybe |\n", CIPS_ERROR,
		"choices", 8, 6, "positive-unknown", "neutral"},
	{S Q OK "| choices |\n| | list_name | name | label | x | x |\n| | l | a | A |\n",
		CIPS_ERROR, "choices", 5, 5, "column-duplicate", NULL},

	/* Texts. */
	{S Q "| | text | a | |\n", CIPS_ERROR, "survey", 3, 3, "label-missing", NULL},
	{S "| | type | name | label::English (en) | label::French (fr) |\n"
	   "| | text | a | A | B |\n| | text | b | B | |\n",
		CIPS_WARNING, "survey", 4, 4, "translation-missing", "French (fr)"},
	{S "| | type | name | label::English (en) | label::French (fr) | hint::French (fr) |\n"
	   "| | text | a | A | B | C |\n",
		CIPS_WARNING, "survey", 2, 5, "translation-missing", "hint::English (en)"},
	{S Q "| | text | a | A |\n| | text | b | Dear ${a} |\n", CIPS_WARNING, "survey", 4, 3,
		"text-reference", NULL},
	{S Q "| | text | a | #REF! |\n", CIPS_ERROR, "survey", 3, 3, "cell-error", "#REF!"},
	{S Q "| | text | a | A\x1B[2J |\n", CIPS_ERROR, "survey", 3, 3, "control-character", NULL},

	/* Values. */
	{S QX("required | read_only") "| | text | a | A | | maybe |\n", CIPS_ERROR, "survey", 3, 5,
		"not-yes-no", NULL},
	{S QX("default") "| | select_one yn | a | A | yy |\n" C YN, CIPS_ERROR, "survey", 3, 4,
		"default-invalid", "\"y\""},
	{S QX("default") "| | select_multiple yn | a | A | y z |\n" C YN, CIPS_ERROR, "survey", 3,
		4, "default-invalid", NULL},
	{S QX("default") "| | integer | a | A | 1.5 |\n", CIPS_ERROR, "survey", 3, 4,
		"default-invalid", NULL},
	{S QX("default") "| | date | a | A | today() |\n", CIPS_ERROR, "survey", 3, 4,
		"default-invalid", NULL},
	{S QX("read_only") "| | text | a | A |\n| | text | b | B | ${a} = 1 |\n", CIPS_ERROR,
		"survey", 4, 4, "not-yes-no", "expression"},
	{S QX("default") "| | text | a | A | today() |\n", CIPS_ERROR, "survey", 3, 4,
		"default-dynamic", "once"},
	{S QX("default") "| | text | a | A |\n| | text | b | B | ${a} |\n", CIPS_ERROR, "survey", 4,
		4, "default-dynamic", NULL},
	{S QX("default") "| | hidden | a | | 1 + 1 |\n", CIPS_ERROR, "survey", 3, 4,
		"default-dynamic", NULL},
	{S QX("appearance") "| | select_one yn | a | A | minimal search('towns') |\n" C YN,
		CIPS_ERROR, "survey", 3, 4, "appearance-refused", "choices"},
	{S QX("appearance") "| | text | a | A | ex:org.example.app(x='1') |\n", CIPS_ERROR,
		"survey", 3, 4, "appearance-refused", "program"},
	{S QX("parameters") "| | range | a | A | start==1 |\n", CIPS_ERROR, "survey", 3, 4,
		"parameter-invalid", NULL},
	{S QX("parameters") "| | range | a | A | tick_interval=2 |\n", CIPS_WARNING, "survey", 3, 4,
		"parameter-ignored", NULL},
	{S QX("parameters") "| | text | a | A | rows=many |\n", CIPS_ERROR, "survey", 3, 4,
		"parameter-invalid", "rows=3"},
	{S QX("parameters") "| | select_one yn | a | A | randomize=maybe |\n" C YN, CIPS_ERROR,
		"survey", 3, 4, "parameter-invalid", "randomize=true"},
	{S QX("parameters") "| | integer | a | A | incremental=yes |\n", CIPS_ERROR, "survey", 3, 4,
		"parameter-unknown", "integer"},
	{S QX("parameters") "| | range | a | A | strat=1 |\n", CIPS_ERROR, "survey", 3, 4,
		"parameter-unknown", "\"start\""},
	{S QX("parameters") "| | range | a | A | start |\n", CIPS_ERROR, "survey", 3, 4,
		"parameter-invalid", NULL},
	{S QX("parameters") "| | range | a | A | start=1 start=2 |\n", CIPS_ERROR, "survey", 3, 4,
		"parameter-duplicate", NULL},
	{S QX("parameters") "| | select_one yn | a | A | randomize=true |\n" C YN, CIPS_WARNING,
		"survey", 3, 4, "parameter-ignored", NULL},
	{S QX("parameters") "| | range | a | A | start=5 end=1 |\n", CIPS_ERROR, "survey", 3, 4,
		"range-invalid", NULL},
	{S QX("parameters") "| | range | a | A | step=0 |\n", CIPS_ERROR, "survey", 3, 4,
		"range-invalid", NULL},
	{S QX("parameters") "| | range | a | A | start=0 end=1 step=0.3 |\n", CIPS_ERROR, "survey",
		3, 4, "range-invalid", NULL},
	{S QX("parameters") "| | range | a | A | start=0 end=34596 |\n", CIPS_ERROR, "survey", 3, 4,
		"range-invalid", NULL},
	{S QX("parameters") "| | range | a | A | end=ten |\n", CIPS_ERROR, "survey", 3, 4,
		"range-invalid", "ten"},

	/* Expressions. */
	{S QX("relevant") "| | text | a | A |\n| | text | b | B | ${aa} = 1 |\n", CIPS_ERROR,
		"survey", 4, 4, "name-unknown", "\"a\""},
	{S QX("relevant") "| | begin group | g | G |\n| | text | a | A | 1 = ${g} |\n"
			  "| | end group |\n",
		CIPS_ERROR, "survey", 4, 4, "name-unknown", "group"},
	{S QX("relevant") "| | text | a | A | é = 1 |\n", CIPS_ERROR, "survey", 3, 4, NULL,
		"character 1"},
	{S QX("relevant") "| | text | a | A | 'é' = ${b} |\n| | text | b | B |\n", CIPS_ERROR,
		"survey", 3, 4, "reference-forward", "character 7"},
	{S QX("relevant") "| | text | a | A | ${a} = 1 |\n", CIPS_ERROR, "survey", 3, 4,
		"reference-self", NULL},
	{S QX("relevant") "| | begin group | g | G | ${a} = 1 |\n| | text | a | A |\n"
			  "| | end group |\n",
		CIPS_ERROR, "survey", 3, 4, "reference-cycle", "g -> a -> g"},
	{S QX("constraint") "| | integer | a | A | . < ${b} |\n| | integer | b | B |\n", CIPS_ERROR,
		"survey", 3, 4, "reference-forward", NULL},
	{S QX("required") "| | text | a | A | ${b} = 1 |\n| | text | b | B |\n", CIPS_ERROR,
		"survey", 3, 4, "reference-forward", NULL},
	{S QX("calculation") "| | calculate | a | | ${a} + 1 |\n", CIPS_ERROR, "survey", 3, 4,
		"reference-self", NULL},
	{S QX("calculation") "| | calculate | a | |\n", CIPS_ERROR, "survey", 3, 4,
		"calculation-missing", NULL},
	{S QX("relevant") "| | text | a | A | . = 1 |\n", CIPS_ERROR, "survey", 3, 4, NULL, NULL},
	{S QX("constraint") "| | text | a | A | random() < 1 |\n", CIPS_ERROR, "survey", 3, 4,
		"function-refused", NULL},
	{S QX("calculation") "| | text | a | A | uuid() |\n", CIPS_ERROR, "survey", 3, 4,
		"function-refused", NULL},
	{S QX("constraint") "| | text | a | A | strlen(.) < 1 |\n", CIPS_ERROR, "survey", 3, 4,
		"function-unknown", NULL},
	{S QX("constraint") "| | text | a | A | . > |\n", CIPS_ERROR, "survey", 3, 4,
		"expression-syntax", NULL},
	{S QX("relevant") "| | text | a | A |\n| | text | b | B | ${a} = «x» |\n", CIPS_ERROR,
		"survey", 4, 4, "expression-syntax", NULL},
	{S QX("relevant") "| | text | a | A | position(..) = 1 |\n", CIPS_ERROR, "survey", 3, 4,
		"function-refused", "repeats"},
	{S QX("calculation") "| | calculate | a | | pulldata('x', 'y', 'z', '1') |\n", CIPS_ERROR,
		"survey", 3, 4, "function-refused", "choices"},
	{S QX("constraint") "| | text | a | A | . != ${last-saved#a} |\n", CIPS_ERROR, "survey", 3,
		4, "expression-syntax", "another interview"},
	{S QX("choice_filter") "| | select_one yn | a | A | regoin = 1 |\n"
			       "| choices |\n| | list_name | name | label | region |\n"
			       "| | yn | y | Y | 1 |\n",
		CIPS_ERROR, "survey", 3, 4, "name-unknown", "\"region\""},
	{S QX("choice_filter") "| | text | a | A | 1 = 1 |\n", CIPS_ERROR, "survey", 3, 4,
		"choice-filter-misplaced", NULL},
	{S QX("choice_filter") "| | select_one yn or_other | a | A | name = 'y' |\n" C YN,
		CIPS_ERROR, "survey", 3, 1, "or-other-refused", NULL},

	/* Our own columns. */
	{S QB("factor") "| | select_one yn | a | A | LAED |\n" C YN, CIPS_ERROR, "survey", 3, 4,
		"factor-unknown", "\"LEAD\""},
	{S QB("factor") "| | select_one yn | a | A | WORRK |\n" C YN
			"| factors |\n| | factor | label |\n| | WORK | Work |\n",
		CIPS_ERROR, "survey", 3, 4, "factor-unknown", "\"WORK\""},
	{S QB("factor") "| | text | a | A | LEAD |\n", CIPS_WARNING, "survey", 3, 4,
		"factor-unused", NULL},
	{S QB("factor") "| | select_one yn or_other | a | A | LEAD |\n" C YN, CIPS_ERROR, "survey",
		3, 1, "or-other-scored", NULL},
	{S QB("factor") "| | select_one yn | a | A | LEAD |\n" C "| | yn | y | Y |\n", CIPS_ERROR,
		"survey", 3, 1, "scale-flat", NULL},
	{S QB("factor") "| | select_one yn | a | A | LEAD |\n" C
			"| | yn | y | Y | 2 |\n| | yn | n | N | 2 |\n",
		CIPS_ERROR, "survey", 3, 1, "scale-flat", NULL},
	{S QB("polarity") "| | select_one yn | a | A | minus |\n" C YN, CIPS_ERROR, "survey", 3, 4,
		"polarity-unknown", "+"},
	{S QB("polarity") "| | text | a | A | - |\n", CIPS_WARNING, "survey", 3, 4,
		"polarity-unused", NULL},
	{S QB("use") "| | select_one yn | a | A | breakdwon |\n" C YN, CIPS_ERROR, "survey", 3, 4,
		"use-unknown", "\"breakdown\""},
	{S QB("use") "| | integer | a | A | breakdown |\n", CIPS_ERROR, "survey", 3, 4, "use-type",
		"select_one"},
	{S QB("use") "| | text | a | A | weight |\n", CIPS_ERROR, "survey", 3, 4, "use-type", NULL},
	{S QB("use") "| | integer | a | A | seconds |\n| | integer | b | B | seconds |\n",
		CIPS_ERROR, "survey", 4, 4, "use-duplicate", "row 3"},
	{S QB("use") "| | select_one yn | a | A | unit |\n| | select_one yn | b | B | unit |\n" C
			YN,
		CIPS_ERROR, "survey", 4, 4, "use-duplicate", "row 3"},
	{S QB("sensitive") "| | text | a | A | perhaps |\n", CIPS_ERROR, "survey", 3, 4,
		"not-yes-no", NULL},
	{S Q OK "| factors |\n| | factor | label |\n| | X | A |\n| | X | B |\n", CIPS_ERROR,
		"factors", 7, 1, "factor-duplicate", "row 6"},
	{S Q OK "| factors |\n| | factor | label |\n| | | A |\n", CIPS_ERROR, "factors", 6, 1,
		"factor-missing", NULL},
	{S Q OK "| factors |\n| | factor | label |\n| | X | |\n", CIPS_WARNING, "factors", 6, 2,
		"label-missing", NULL},
};

static bool is_it(const struct cips_finding *f, const struct bad_form *c)
{
	return f->severity == c->severity && strcmp(f->sheet, c->sheet) == 0 && f->line == c->row &&
		f->column == c->column && (!c->code || strcmp(f->code, c->code) == 0) &&
		(!c->hint || strstr(f->hint, c->hint) || strstr(f->text, c->hint));
}

static void each_fault_has_its_cell(void **state)
{
	(void)state;
	int failed = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct bad_form *c = &cases[i];
		char form[2048];
		bool complete = strstr(c->form, "settings |\n") || strstr(c->form, "setings |\n");
		snprintf(form, sizeof form, "%s%s", c->form,
			complete ? "" : "| settings |\n| | form_id |\n| | f |\n");
		struct cips_findings findings = {0};
		struct cips_instrument *instrument = load_md(form, &findings);
		size_t found = 0;
		for (size_t k = 0; k < findings.n; k++)
			found += is_it(&findings.list[k], c);
		bool right = found == 1 && !instrument == (findings.errors > 0);
		/* Nothing else is wrong with a form that only gets a warning. */
		if (c->severity != CIPS_ERROR && strcmp(c->code, "sheet-unknown") != 0)
			right = right &&
				(findings.errors == 0 || strcmp(c->code, "namespace-missing") == 0);
		if (!right) {
			failed++;
			print_error("case %zu, %s at %s:%ld:%ld was found %zu times in\n%s", i,
				c->code ? c->code : "", c->sheet, c->row, c->column, found, form);
			print_findings(&findings);
		}
		cips_model_instrument_free(instrument);
		cips_findings_release(&findings);
	}
	assert_int_equal(failed, 0);
}

static void all_faults_in_one_pass(void **state)
{
	(void)state;
	struct cips_findings f = {0};
	struct cips_instrument *instrument =
		load_md(S QX("relevant") "| | txet | a | A |\n"
					 "| | image | b | B |\n"
					 "| | text | c | | ${nobody} = 1 |\n"
					 "| | select_one none | d | D | 1 + |\n"
					 "| | text | d | D |\n" C "| | yn | y | Y | x |\n",
			&f);
	assert_null(instrument);
	static const char *const codes[] = {"type-unknown", "type-refused", "name-unknown",
		"label-missing", "list-unknown", "expression-syntax", "name-duplicate",
		"score-invalid", "form-id-missing"};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (!finding(&f, codes[i]))
			fail_msg("%s was not found", codes[i]);
	assert_int_equal(f.errors, sizeof codes / sizeof *codes);
	cips_findings_release(&f);
}

/* What is found carries the item, the value and something to do about it. */
static void findings_are_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_findings findings = {0};
		cips_model_instrument_free(load_md(cases[i].form, &findings));
		for (size_t k = 0; k < findings.n; k++) {
			const struct cips_finding *f = &findings.list[k];
			size_t n = strlen(f->text);
			assert_true(n > 0 && f->text[n - 1] != '.');
			if (f->severity != CIPS_NOTE && !*f->hint)
				fail_msg("%s has no hint", f->code);
		}
		cips_findings_release(&findings);
	}
	struct cips_findings f = {0};
	load_md(S QX("default") "| | integer | age | A | x\x1B |\n" SETTINGS, &f);
	const struct cips_finding *found = finding(&f, "default-invalid");
	assert_non_null(found);
	assert_string_equal(found->item, "age");
	assert_string_equal(found->value, "x\\x1b");
	cips_findings_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_has_its_cell),
		cmocka_unit_test(all_faults_in_one_pass),
		cmocka_unit_test(findings_are_complete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
