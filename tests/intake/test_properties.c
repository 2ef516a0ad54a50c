/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for every import: the counts add up, the same file twice changes nothing, a dry run
 * changes nothing, and rejects that are repaired and brought again lead to the same responses as
 * the clean file. The files are made from a fixed seed, with many equal rows and every kind of
 * fault.
 */
#include "survey.h"

enum { ROWS = 400, ROUNDS = 12 };

struct outcome {
	enum cips_rc rc;
	struct cips_import_result result;
	struct cips_findings findings;
	struct cips_err err;
};

static struct outcome import(
	struct survey *survey, const char *path, const char *rejects, bool dry_run)
{
	struct outcome o = {0};
	struct cips_import_options options = {
		.wave = "w1", .rejects = rejects, .dry_run = dry_run, .as_of = "2030-01-01"};
	o.rc = cips_intake_import(
		survey->file, &survey->version, path, &options, &o.findings, &o.result, &o.err);
	const struct cips_import_result *r = &o.result;
	assert_int_equal(r->read, r->stored + r->rejected + r->already_there + r->not_stored);
	if (o.rc > CIPS_INPUT) {
		print_findings(&o.findings);
		check_rc(o.rc, &o.err);
	}
	return o;
}

static unsigned draw(uint64_t *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % n;
}

/* A row as a person would have written it and, one time in five, with a fault in it. */
static void add_row(uint64_t *seed, bool ids, int i, struct cips_buf *clean, struct cips_buf *dirty)
{
	static const char *const units[] = {"N1", "N2", "S1", "S2", ""};
	static const char *const faults[] = {"N7,1,2,30", "N1,9,2,30", "N1,1,2,3.5", "N1,1,2",
		"N1,1,2,30,5", "N1,1\",2,30", "N1,1,2,\xff", "S1,1,2,99"};
	struct cips_buf row = {0};
	cips_buf_printf(&row, "%s,%u,%u,%s", units[draw(seed, 5)], 1 + draw(seed, 2),
		1 + draw(seed, 2), draw(seed, 2) ? "" : "30");
	if (ids) {
		cips_buf_printf(clean, "r%d,", i);
		cips_buf_printf(dirty, "r%d,", i);
	}
	cips_buf_printf(clean, "%s\n", row.text);
	cips_buf_printf(dirty, "%s\n", draw(seed, 5) ? row.text : faults[draw(seed, 8)]);
	cips_buf_release(&row);
}

static void make_files(uint64_t seed, bool ids, struct cips_buf *clean, struct cips_buf *dirty)
{
	const char *header = ids ? "response_id,unit,q1,q2,age\n" : "unit,q1,q2,age\n";
	cips_buf_puts(clean, header);
	cips_buf_puts(dirty, header);
	for (int i = 0; i < ROWS; i++)
		add_row(&seed, ids, i, clean, dirty);
}

/* The line of a text, from 1; *n is its length without the end. */
static const char *line_of(const char *text, long line, size_t *n)
{
	while (--line)
		text = strchr(text, '\n') + 1;
	*n = strcspn(text, "\n");
	return text;
}

/*
 * What a person does to a rejects file: puts the clean row before the columns of each row, or of
 * every second one.
 */
static char *repair(const char *rejects, const char *clean, const char *batch, bool half)
{
	struct cips_buf out = {0};
	size_t n;
	bool header = true, skip = false;
	for (const char *at = rejects; *at; at += n + 1) {
		n = strcspn(at, "\n");
		char *copy = cips_malloc(n + 1);
		memcpy(copy, at, n);
		copy[n] = '\0';
		const char *origin = strstr(copy, batch);
		if (header || (half && skip)) {
			cips_buf_printf(&out, "%s\n", copy);
		} else {
			assert_non_null(origin);
			size_t length;
			const char *row = line_of(clean, atol(origin + 33), &length);
			cips_buf_add(&out, row, length);
			cips_buf_printf(&out, ",%s\n", origin);
		}
		skip = !skip;
		header = false;
		free(copy);
	}
	return out.text;
}

static void same_file(const char *path, const char *before, size_t n)
{
	size_t now_n;
	char *now = slurp(path, &now_n);
	assert_int_equal(now_n, n);
	assert_memory_equal(now, before, n);
	free(now);
}

static void clean_import(struct survey *survey, const char *text)
{
	char *path = survey_write(survey, "clean.csv", text);
	struct outcome o = import(survey, path, NULL, false);
	assert_in_range(o.rc, CIPS_OK, CIPS_FINDINGS);
	assert_int_equal(o.result.stored, ROWS);
	assert_int_equal(strlen(o.result.batch), 32);
	cips_findings_release(&o.findings);
	/* again */
	size_t n;
	char *before = slurp(survey->path, &n);
	o = import(survey, path, NULL, false);
	assert_int_equal(o.result.already_there, ROWS);
	same_file(survey->path, before, n);
	cips_findings_release(&o.findings);
	free(before);
	free(path);
}

/* Brings the rejects again until none are left; returns how often. */
static int bring_rejects(
	struct survey *survey, const char *rejects, const char *clean, bool half, const char *batch)
{
	for (int round = 1;; round++) {
		char *text = slurp(rejects, NULL);
		char *repaired = repair(text, clean, batch, half && round < 4);
		char *path = survey_write(survey, "repaired.csv", repaired);
		unlink(rejects);
		struct outcome o = import(survey, path, rejects, false);
		assert_in_range(o.rc, CIPS_OK, CIPS_FINDINGS);
		assert_string_equal(o.result.stored ? o.result.batch : batch, batch);
		/* what was brought is not brought again */
		struct outcome again = import(survey, path, rejects, true);
		assert_int_equal(again.result.stored, 0);
		assert_int_equal(again.result.rejected, o.result.rejected);
		size_t left = o.result.rejected;
		cips_findings_release(&o.findings);
		cips_findings_release(&again.findings);
		free(path);
		free(text);
		free(repaired);
		if (!left)
			return round;
	}
}

static void check_round(uint64_t seed, bool ids)
{
	struct survey clean_survey, survey;
	struct cips_buf clean = {0}, dirty = {0};
	make_files(seed, ids, &clean, &dirty);
	survey_new(&clean_survey, true);
	survey_new(&survey, true);
	clean_import(&clean_survey, clean.text);
	char *path = survey_write(&survey, "dirty.csv", dirty.text);
	char *rejects = survey_write(&survey, "rejects.csv", NULL);
	size_t n;
	char *before = slurp(survey.path, &n);

	struct outcome o = import(&survey, path, NULL, false);
	assert_int_equal(o.rc, CIPS_INPUT);
	assert_int_equal(o.result.not_stored, ROWS);
	assert_string_equal(o.result.batch, "");
	cips_findings_release(&o.findings);
	same_file(survey.path, before, n);

	struct outcome dry = import(&survey, path, rejects, true);
	assert_int_equal(dry.rc, CIPS_FINDINGS);
	same_file(survey.path, before, n);
	assert_int_not_equal(access(rejects, F_OK), 0);

	o = import(&survey, path, rejects, false);
	assert_int_equal(o.rc, CIPS_FINDINGS);
	assert_int_equal(o.result.stored, dry.result.stored);
	assert_int_equal(o.result.rejected, dry.result.rejected);
	assert_int_equal(o.findings.n, dry.findings.n);
	assert_true(o.result.rejected > 0);
	char batch[33];
	memcpy(batch, o.result.batch, sizeof batch);
	cips_findings_release(&o.findings);
	cips_findings_release(&dry.findings);

	free(before);
	before = slurp(survey.path, &n);
	o = import(&survey, path, rejects, false);
	assert_int_equal(o.result.stored, 0);
	same_file(survey.path, before, n);
	cips_findings_release(&o.findings);

	assert_true(bring_rejects(&survey, rejects, clean.text, seed % 2 == 0, batch) < 20);
	char *expected = survey_dump(&clean_survey), *got = survey_dump(&survey);
	assert_string_equal(got, expected);

	/*
	 * The original brought once more has nothing new, though its bad rows are as bad as ever.
	 */
	o = import(&survey, path, rejects, false);
	assert_int_equal(o.result.stored, 0);
	cips_findings_release(&o.findings);
	free(expected);
	free(got);
	free(before);
	free(path);
	free(rejects);
	cips_buf_release(&clean);
	cips_buf_release(&dirty);
	survey_end(&survey);
	survey_end(&clean_survey);
}

static void test_rounds(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++)
		check_round(seed, seed % 3 == 0);
}

/* Which answers and states a row leaves in the record; see form.md and model/record.h. */
static void test_content(void **state)
{
	(void)state;
	struct survey survey;
	survey_new(&survey, true);
	struct outcome o = import(&survey, HERE "cases/all-types/input.csv", NULL, false);
	assert_int_equal(o.rc, CIPS_OK);
	cips_findings_release(&o.findings);
	char *dump = survey_dump(&survey);
	/*
	 * unit N1 is the third in the tree, S2 the seventh; 187 skipped, 0 not shown. Days:
	 * 2015-02-28 is 16494 (GNU date -d 2015-02-28 +%s, / 86400).
	 */
	assert_non_null(
		strstr(dump, " 1 3 1 1 1 5 1 1 2 1 2 1 3 1 1 3 1 2 0 0 1 44 37.5 16494 nan\n"));
	assert_non_null(strstr(dump,
		" 1 7 2 1 4 2 2 0 0 0 187 187 187 187 187 187 187 3 1 1 187 51 nan nan 12\n"));
	free(dump);
	survey_end(&survey);
}

static void on_progress(void *context, size_t done, size_t total, size_t rows)
{
	size_t *calls = context;
	assert_true(done <= total);
	assert_true(rows > 0);
	++*calls;
}

/* More findings than anybody reads are counted, not kept. */
static void test_many_findings(void **state)
{
	(void)state;
	struct survey survey;
	struct cips_buf text = {0};
	size_t calls = 0;
	survey_new(&survey, true);
	cips_buf_puts(&text, "unit,q1,q2,comment\n");
	for (int i = 0; i < 12000; i++)
		cips_buf_printf(&text, "X%d,7,1,%0200d\n", i, i);
	char *path = survey_write(&survey, "bad.csv", text.text);
	struct cips_import_options options = {
		.wave = "w1", .progress = on_progress, .progress_context = &calls};
	struct outcome o = {0};
	o.rc = cips_intake_import(
		survey.file, &survey.version, path, &options, &o.findings, &o.result, &o.err);
	assert_int_equal(o.rc, CIPS_INPUT);
	assert_int_equal(o.result.not_stored, 12000);
	assert_true(o.findings.errors >= 24000);
	assert_true(o.findings.n < 2 * CIPS_FINDINGS_LISTED + 100);
	assert_int_equal(
		cips_findings_at(&o.findings, o.findings.n)->more, 12000 - CIPS_FINDINGS_LISTED);
	assert_true(calls >= 2);
	cips_findings_release(&o.findings);
	cips_buf_release(&text);
	free(path);
	survey_end(&survey);
}

/* The rejects never replace the file that is read, nor a survey file. */
static void test_rejects_path(void **state)
{
	(void)state;
	struct survey survey;
	survey_new(&survey, true);
	char *path = survey_write(&survey, "in.csv", "q1,q2\n9,1\n");
	struct outcome o = {0};
	struct cips_import_options options = {.wave = "w1", .rejects = path};
	o.rc = cips_intake_import(
		survey.file, &survey.version, path, &options, &o.findings, &o.result, &o.err);
	assert_int_equal(o.rc, CIPS_USAGE);
	cips_findings_release(&o.findings);
	options.rejects = survey.path;
	o = (struct outcome){0};
	o.rc = cips_intake_import(
		survey.file, &survey.version, path, &options, &o.findings, &o.result, &o.err);
	assert_int_equal(o.rc, CIPS_USAGE);
	cips_findings_release(&o.findings);
	free(path);
	survey_end(&survey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_many_findings),
		cmocka_unit_test(test_rejects_path),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
