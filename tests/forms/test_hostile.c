/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forms from somebody who wants the check to take long: each has many of one thing. The time of the
 * processor is bounded so widely that only a cost which grows with the square of the form, tens of
 * seconds here, can reach the bound.
 */
#include "help.h"

#include "../sanitized.h"

#include "base/buf.h"
#include "forms/types.h"
#include "forms/xml_guard.h"

#include <malloc.h>
#include <time.h>

enum { SECONDS = SANITIZED ? 40 : 4 };

#define Q "| survey |\n| | type | name | label | relevant |\n"

/* The rows of a case: `row` is a format for a number, written `n` times between the others. */
static const struct costly {
	const char *what, *before, *row;
	int n;
	const char *after;
	const char *code; /* of a finding that is there, NULL: none is asked for */
} costly[] = {
	{"items", Q, "| | text | q%d | Q |\n", 100000, "", NULL},
	{"choices", Q "| | select_one c | q | Q |\n| choices |\n| | list_name | name | label |\n",
		"| | c | c%d | C |\n", 150000, "", NULL},
	{"factors", Q "| | text | q | Q |\n| factors |\n| | factor | label |\n", "| | F%d | L |\n",
		80000, "", NULL},
	{"unknown references", Q, "| | text | q%d | Q | ${p%1$dx} = 'a' |\n", 10000, "",
		"name-unknown"},
	{"references in a label", Q "| | text | r | ", "${q%dx} ", 20000, " |\n", "text-reference"},
};

static char *written(const struct costly *form)
{
	struct cips_buf out = {0};
	cips_buf_puts(&out, form->before);
	for (int i = 0; i < form->n; i++) {
		char row[128];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(row, sizeof row, form->row, i);
#pragma GCC diagnostic pop
		cips_buf_puts(&out, row);
	}
	cips_buf_puts(&out, form->after);
	cips_buf_puts(&out, SETTINGS);
	char *text = strdup(out.text);
	cips_buf_release(&out);
	return text;
}

static void costs_grow_with_the_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof costly / sizeof *costly; i++) {
		char *text = written(&costly[i]);
		struct cips_findings findings = {0};
		clock_t begun = clock();
		cips_model_instrument_free(load_md(text, &findings));
		double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
		if (seconds > SECONDS)
			fail_msg("%s: %.1f s", costly[i].what, seconds);
		bool found = !costly[i].code;
		for (size_t k = 0; k < findings.n && !found; k++)
			found = strcmp(findings.list[k].code, costly[i].code) == 0;
		if (!found) {
			print_findings(&findings);
			fail_msg("%s: no finding", costly[i].what);
		}
		cips_findings_release(&findings);
		free(text);
	}
}

/* Guessing what a type was meant to be looks at its first words alone. */
static void a_type_of_many_words(void **state)
{
	(void)state;
	enum { WORDS = 8000 };
	char *cell = malloc(2 * WORDS + 1);
	for (int i = 0; i < WORDS; i++)
		memcpy(cell + 2 * i, "x ", 3);
	struct cips_arena arena = {0};
	struct mallinfo2 before = mallinfo2();
	assert_null(forms_type_suggest(&arena, cell));
	struct mallinfo2 after = mallinfo2();
	assert_true(after.uordblks + after.hblkhd < before.uordblks + before.hblkhd + (1 << 20));
	assert_string_equal(forms_type_suggest(&arena, "selct multiple list"), "select_multiple");
	cips_arena_release(&arena);
	free(cell);
}

/* Whatever cell a message quotes, it stays short and keeps its end. */
static void messages_are_short(void **state)
{
	(void)state;
	enum { LENGTH = 5000 };
	static const char *const forms[] = {
		Q "| | %s | q | Q |\n",
		Q "| | select_one %s | q | Q |\n| choices |\n| | list_name | name | label |\n"
		  "| | l | a | A |\n",
		Q "| | text | %s! | Q |\n",
		"| survey |\n| | type | name | label | bind::cips:factor |\n| | text | q | Q | %s |\n",
		"| survey |\n| | type | name | label | default |\n| | integer | q | Q | %s |\n",
		"| survey |\n| | type | name | label | required |\n| | integer | q | Q | %s |\n",
		Q "| | text | q | Q |\n| %s |\n| | a |\n",
	};
	char long_word[LENGTH + 1];
	for (size_t i = 0; i < LENGTH; i += 2)
		memcpy(long_word + i, "\xC3\xA9", 3);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct cips_buf text = {0};
		const char *at = strstr(forms[i], "%s");
		cips_buf_add(&text, forms[i], (size_t)(at - forms[i]));
		cips_buf_puts(&text, long_word);
		cips_buf_puts(&text, at + 2);
		cips_buf_puts(&text, SETTINGS);
		struct cips_findings findings = {0};
		cips_model_instrument_free(load_md(text.text, &findings));
		bool quoted = false;
		for (size_t k = 0; k < findings.n; k++) {
			const struct cips_finding *f = &findings.list[k];
			const char *cut = strstr(f->text, "\xC3\xA9...");
			assert_true(strlen(f->text) < 640 && strlen(f->hint) < 640);
			assert_true(strlen(f->item) < 640);
			quoted = quoted || (cut && cut[strlen("\xC3\xA9...")] == '"');
		}
		if (!quoted) {
			print_findings(&findings);
			fail_msg("form %zu: nothing is quoted and cut", i);
		}
		cips_findings_release(&findings);
		cips_buf_release(&text);
	}
}

/* --- XML ------------------------------------------------------------------------------------ */

static enum xml_verdict verdict(const char *bytes, size_t n, size_t step)
{
	struct xml_guard guard = {0};
	for (size_t i = 0; i < n; i += step)
		xml_guard_look(&guard, bytes + i, n - i < step ? n - i : step);
	return guard.verdict;
}

static void check_guard(const char *bytes, size_t n, enum xml_verdict wanted, const char *what)
{
	static const size_t steps[] = {1, 7, 1 << 20};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (verdict(bytes, n, steps[i]) != wanted)
			fail_msg("%s, %zu bytes at once: %d", what, steps[i],
				(int)verdict(bytes, n, steps[i]));
}

static void the_guard_judges(void **state)
{
	(void)state;
	static const struct {
		const char *xml;
		enum xml_verdict verdict;
	} cases[] = {
		{"<a/>", XML_FINE},
		{"\xEF\xBB\xBF \n<?xml version='1.0'?><a b = '>' c=\"<'\">x</a>", XML_FINE},
		{"<a><!-- <!DOCTYPE \" ' --><![CDATA[<!DOCTYPE ]] > ]]></a>", XML_FINE},
		{"<a><!--> <!DOCTYPE --></a>", XML_FINE},
		{"<a><!----><!DOCTYPE x></a>", XML_DOCTYPE},
		{"<a><!--->--><!DOCTYPE x></a>", XML_DOCTYPE},
		{"<a b='<!--'/><!DOCTYPE x>", XML_DOCTYPE},
		{"<?p \"?><!DOCTYPE x>", XML_DOCTYPE},
		{"<![CDATA[ \" ]]]><!DOCTYPE x>", XML_DOCTYPE},
		{"<?xml version='1.0'?>\n<!DOCTYPE a>", XML_DOCTYPE},
		{"Lo\xA7\x94\x93", XML_FOREIGN}, /* <?xml in EBCDIC */
		{"a<b/>", XML_FOREIGN},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_guard(cases[i].xml, strlen(cases[i].xml), cases[i].verdict, cases[i].xml);
}

/* The same text in the other encodings; only UTF-16 is read. */
static void the_guard_knows_encodings(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		const char *mark;
		size_t marked, width,
			at; /* bytes of a unit, and where in it the character stands */
		enum xml_verdict verdict;
	} cases[] = {
		{"UTF-16LE, marked", "\xFF\xFE", 2, 2, 0, XML_DOCTYPE},
		{"UTF-16LE", "", 0, 2, 0, XML_DOCTYPE},
		{"UTF-16BE, marked", "\xFE\xFF", 2, 2, 1, XML_DOCTYPE},
		{"UTF-16BE", "", 0, 2, 1, XML_DOCTYPE},
		{"UTF-32LE", "", 0, 4, 0, XML_FOREIGN},
		{"UTF-32BE", "", 0, 4, 3, XML_FOREIGN},
		{"UTF-32LE, marked", "\xFF\xFE\0\0", 4, 4, 0, XML_FOREIGN},
	};
	static const char text[] = "<?xml version='1.0'?><!DOCTYPE a>";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char wide[4 * sizeof text + 4] = "";
		memcpy(wide, cases[i].mark, cases[i].marked);
		for (size_t k = 0; text[k]; k++)
			wide[cases[i].marked + k * cases[i].width + cases[i].at] = text[k];
		check_guard(wide, cases[i].marked + strlen(text) * cases[i].width, cases[i].verdict,
			cases[i].what);
	}
	/* U+3C21 has the bytes of <! and U+2222 that of quotes */
	static const char misleading[] = "\xFF\xFE<\0a\0>\0!<\"\"<\0/\0a\0>\0";
	check_guard(misleading, sizeof misleading - 1, XML_FINE, "other letters");
}

static void the_guard_bounds_tags(void **state)
{
	(void)state;
	static const struct {
		const char *begin, *part, *end;
		size_t n, tags;
		enum xml_verdict verdict;
	} cases[] = {
		{"<a", " b=''", "/>", 250, 5000, XML_FINE},
		{"<a", " b='/'", "></a>", 250, 5000, XML_FINE},
		{"<a", " b=''", "/>", 260, 1, XML_COSTLY},
		{"<a", " b=''", ">", 60, 4, XML_FINE},
		{"<a", " b='/'", ">", 60, 5, XML_COSTLY},
		{"<a", "", ">", 0, 60, XML_FINE},
		{"<a", "", ">", 0, 70, XML_COSTLY},
		{"<a b='", "A1=B2 ", "'/>", 400000, 1, XML_FINE},
		{"<!--", "a=b ", "-->", 400000, 1, XML_FINE},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_buf xml = {0};
		cips_buf_puts(&xml, "<x>");
		for (size_t t = 0; t < cases[i].tags; t++) {
			cips_buf_puts(&xml, cases[i].begin);
			for (size_t k = 0; k < cases[i].n; k++)
				cips_buf_puts(&xml, cases[i].part);
			cips_buf_puts(&xml, cases[i].end);
		}
		check_guard(xml.text, xml.n, cases[i].verdict, cases[i].begin);
		cips_buf_release(&xml);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(costs_grow_with_the_form),
		cmocka_unit_test(a_type_of_many_words),
		cmocka_unit_test(messages_are_short),
		cmocka_unit_test(the_guard_judges),
		cmocka_unit_test(the_guard_knows_encodings),
		cmocka_unit_test(the_guard_bounds_tags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
