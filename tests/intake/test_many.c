/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of more rows than an import remembers: what stands in them twice is found all the same, and
 * what is said of it is what is said in a small file.
 */
#include "survey.h"

enum {
	MANY_IDS = 20000,
	MANY_ANSWERS = 540000,
};

struct outcome {
	enum cips_rc rc;
	struct cips_import_result r;
	struct cips_findings findings;
	struct cips_err err;
};

static struct outcome import(
	struct survey *survey, const char *path, const struct cips_import_options *options)
{
	struct outcome o = {.rc = CIPS_OK};
	o.rc = cips_intake_import(
		survey->file, &survey->version, path, options, &o.findings, &o.r, &o.err);
	return o;
}

static void check_counts(
	const struct outcome *o, size_t read, size_t stored, size_t rejected, size_t already_there)
{
	assert_int_equal(o->r.read, read);
	assert_int_equal(o->r.stored, stored);
	assert_int_equal(o->r.rejected, rejected);
	assert_int_equal(o->r.already_there, already_there);
	assert_int_equal(o->r.not_stored, read - stored - rejected - already_there);
}

static size_t stored_in(struct survey *survey)
{
	size_t n;
	struct cips_err err = {0};
	check_rc(cips_store_count(survey->file, 0, 0, &n, &err), &err);
	return n;
}

static FILE *begin_file(struct survey *survey, char **path)
{
	*path = survey_write(survey, "many.csv", NULL);
	FILE *file = fopen(*path, "wb");
	assert_non_null(file);
	return file;
}

/* Ids one after the other, and behind all that is remembered: three late ones, and an early one. */
static char *write_ids(struct survey *survey)
{
	char *path;
	FILE *file = begin_file(survey, &path);
	fputs("response_id,q1\n", file);
	for (int i = 1; i <= MANY_IDS; i++)
		fprintf(file, "r%d,1\n", i);
	fputs("late,1\nlate,1\nlate,2\nr5,2\nr5,1\n", file);
	fclose(file);
	return path;
}

static void check_conflicts(const struct outcome *o)
{
	static const struct {
		long line;
		const char *text;
	} expected[] = {
		{MANY_IDS + 4, "the response_id \"late\" is on line 20002 with other content"},
		{MANY_IDS + 5, "the response_id \"r5\" is on line 6 with other content"},
	};
	size_t found = 0;
	for (size_t i = 0; i < o->findings.n; i++) {
		const struct cips_finding *f = &o->findings.list[i];
		if (f->severity != CIPS_ERROR)
			continue;
		assert_true(found < 2);
		assert_string_equal(f->code, "id-conflict");
		assert_int_equal(f->line, expected[found].line);
		assert_string_equal(f->text, expected[found].text);
		found++;
	}
	assert_int_equal(found, 2);
}

static void test_ids(void **state)
{
	(void)state;
	struct survey survey;
	survey_new(&survey, false);
	add_form(&survey, HERE "hard.md");
	char *path = write_ids(&survey), *bad = survey_write(&survey, "bad.csv", NULL);
	size_t read = MANY_IDS + 5;
	struct cips_import_options options = {.wave = "w1"};
	struct outcome o = import(&survey, path, &options);
	assert_int_equal(o.rc, CIPS_INPUT);
	check_counts(&o, read, 0, 0, 0);
	check_conflicts(&o);
	assert_int_equal(stored_in(&survey), 0);
	cips_findings_release(&o.findings);

	options.rejects = bad;
	for (int time = 1; time <= 3; time++) {
		options.dry_run = time == 1;
		bool again = time == 3;
		o = import(&survey, path, &options);
		assert_int_equal(o.rc, CIPS_FINDINGS);
		check_counts(&o, read, again ? 0 : MANY_IDS + 1, 2, again ? MANY_IDS + 3 : 2);
		check_conflicts(&o);
		assert_int_equal(stored_in(&survey), time == 1 ? 0 : MANY_IDS + 1);
		cips_findings_release(&o.findings);
	}
	free(path);
	free(bad);
	survey_end(&survey);
}

/* Numbers one after the other, and behind all that is remembered equals of a late and an early one. */
static char *write_answers(struct survey *survey)
{
	char *path;
	FILE *file = begin_file(survey, &path);
	fputs("hours\n", file);
	for (int i = 1; i <= MANY_ANSWERS; i++)
		fprintf(file, "%d\n", i);
	fprintf(file, "%d\n5\n%d\n5\n", MANY_ANSWERS, MANY_ANSWERS);
	fclose(file);
	return path;
}

static void test_answers(void **state)
{
	(void)state;
	struct survey survey;
	survey_new(&survey, false);
	add_form(&survey, HERE "hard.md");
	char *path = write_answers(&survey);
	size_t read = MANY_ANSWERS + 4;
	struct cips_import_options options = {.wave = "w1"};
	struct outcome o = import(&survey, path, &options);
	check_rc(o.rc, &o.err);
	check_counts(&o, read, read, 0, 0);
	cips_findings_release(&o.findings);

	/* Other bytes, the same people: two more of the late number are new, the others are known. */
	FILE *file = fopen(path, "ab");
	fprintf(file, "%d\n\n%d\n", MANY_ANSWERS, MANY_ANSWERS);
	fclose(file);
	o = import(&survey, path, &options);
	check_rc(o.rc, &o.err);
	check_counts(&o, read + 2, 2, 0, read);
	assert_int_equal(stored_in(&survey), read + 2);
	cips_findings_release(&o.findings);
	free(path);
	survey_end(&survey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
