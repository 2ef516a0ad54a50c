/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The corpus: a folder for each case, cases/NAME/
 *
 *	input.csv   what is imported
 *	options     words: wave=W, rejects, dry-run, update, no-units, notes (list notes about columns that
 *	            are not there), as_of=DATE, form=NAME.md; without it wave=w1
 *	before.csv  imported first, if there is one
 *	expected    what comes of it: the counts, the findings, the rejects file
 *
 * With UPDATE_EXPECTED set in the environment the expectations are written anew, to be read before
 * they are kept.
 */
#include "survey.h"

#include <dirent.h>

struct options {
	struct cips_import_options import;
	bool no_units;
	bool notes;
	const char *form; /* instead of form.md */
	char *text;
};

static void read_options(struct options *options, const char *path)
{
	*options = (struct options){.text = slurp(path, NULL)};
	if (!*options->text)
		options->import.wave = "w1";
	for (char *word = strtok(options->text, " \n"); word; word = strtok(NULL, " \n")) {
		if (!strncmp(word, "wave=", 5))
			options->import.wave = word + 5;
		else if (!strncmp(word, "as_of=", 6))
			options->import.as_of = word + 6;
		else if (!strncmp(word, "form=", 5))
			options->form = word + 5;
		else if (!strcmp(word, "rejects"))
			options->import.rejects = "";
		else if (!strcmp(word, "dry-run"))
			options->import.dry_run = true;
		else if (!strcmp(word, "update"))
			options->import.update = true;
		else if (!strcmp(word, "no-units"))
			options->no_units = true;
		else if (!strcmp(word, "notes"))
			options->notes = true;
		else
			assert_string_equal(word, "none");
	}
}

static void print_finding(struct cips_buf *out, const struct cips_finding *f)
{
	static const char *const severities[] = {"note", "warning", "error"};
	cips_buf_printf(out, "%ld:%ld %s %s", f->line, f->column, severities[f->severity], f->code);
	if (*f->item)
		cips_buf_printf(out, " [%s]", f->item);
	if (*f->value)
		cips_buf_printf(out, " <%s>", f->value);
	cips_buf_printf(out, "\n\t%s\n", f->text);
	if (*f->hint)
		cips_buf_printf(out, "\t-> %s\n", f->hint);
}

static void print_outcome(struct cips_buf *out, const struct options *options, enum cips_rc rc,
	const struct cips_import_result *r, const struct cips_findings *findings,
	const struct cips_err *err)
{
	cips_buf_printf(out,
		"rc %d read %zu stored %zu rejected %zu already_there %zu not_stored %zu "
		"required_missing %zu\n",
		rc, r->read, r->stored, r->rejected, r->already_there, r->not_stored,
		r->required_missing);
	if (r->updated)
		cips_buf_printf(out, "updated %zu\n", r->updated);
	assert_int_equal(r->read, r->stored + r->rejected + r->already_there + r->not_stored);
	if (err->rc) {
		const char *slash = strrchr(err->text, '/');
		cips_buf_printf(out, "%s\n", slash ? slash + 1 : err->text);
		if (*err->hint)
			cips_buf_printf(out, "-> %s\n", err->hint);
	}
	for (size_t i = 0; i < findings->n; i++)
		if (options->notes || findings->list[i].severity != CIPS_NOTE ||
			strcmp(findings->list[i].code, "column-missing") != 0)
			print_finding(out, &findings->list[i]);
}

/* The rejects file, its random batch code made a word. */
static void print_rejects(struct cips_buf *out, const char *path, const char *batch)
{
	char *text = slurp(path, NULL);
	if (!*text) {
		free(text);
		return;
	}
	cips_buf_puts(out, "--- rejects\n");
	for (char *at = text, *found; *at; at = found + (*found ? 32 : 0)) {
		found = *batch ? strstr(at, batch) : NULL;
		if (!found)
			found = at + strlen(at);
		cips_buf_add(out, at, (size_t)(found - at));
		cips_buf_puts(out, *found ? "BATCH" : "");
	}
	free(text);
}

static void import_before(struct survey *survey, const char *folder)
{
	char path[512];
	struct cips_import_options options = {.wave = "w1"};
	struct cips_findings findings = {0};
	struct cips_import_result result;
	struct cips_err err = {0};
	snprintf(path, sizeof path, "%s/before.csv", folder);
	if (access(path, F_OK) != 0)
		return;
	enum cips_rc rc = cips_intake_import(
		survey->file, &survey->version, path, &options, &findings, &result, &err);
	print_findings(rc > CIPS_FINDINGS ? &findings : &(struct cips_findings){0});
	assert_in_range(rc, CIPS_OK, CIPS_FINDINGS);
	cips_findings_release(&findings);
}

/* Runs a case and returns what came of it. */
static char *run_case(const char *folder)
{
	struct survey survey;
	struct options options;
	struct cips_findings findings = {0};
	struct cips_import_result result;
	struct cips_err err = {0};
	struct cips_buf out = {0};
	char path[512];
	snprintf(path, sizeof path, "%s/options", folder);
	read_options(&options, path);
	survey_new(&survey, !options.no_units);
	import_before(&survey, folder);
	if (options.form) {
		snprintf(path, sizeof path, HERE "%s", options.form);
		add_form(&survey, path);
	}
	char *rejects = survey_write(&survey, "rejects.csv", NULL);
	if (options.import.rejects)
		options.import.rejects = rejects;
	snprintf(path, sizeof path, "%s/input.csv", folder);
	enum cips_rc rc = cips_intake_import(
		survey.file, &survey.version, path, &options.import, &findings, &result, &err);
	print_outcome(&out, &options, rc, &result, &findings, &err);
	print_rejects(&out, rejects, result.batch);
	cips_findings_release(&findings);
	survey_end(&survey);
	free(rejects);
	free(options.text);
	return out.text;
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void test_corpus(void **state)
{
	(void)state;
	struct dirent **names;
	int n = scandir(HERE "cases", &names, not_hidden, alphasort), failed = 0;
	assert_true(n >= 35);
	for (int i = 0; i < n; i++) {
		char folder[300], path[400];
		snprintf(folder, sizeof folder, HERE "cases/%s", names[i]->d_name);
		snprintf(path, sizeof path, "%s/expected", folder);
		char *got = run_case(folder), *expected = slurp(path, NULL);
		if (getenv("UPDATE_EXPECTED")) {
			FILE *file = fopen(path, "wb");
			assert_non_null(file);
			fputs(got, file);
			fclose(file);
		} else if (strcmp(got, expected) != 0) {
			print_error("%s: got\n%s", names[i]->d_name, got);
			failed++;
		}
		free(got);
		free(expected);
		free(names[i]);
	}
	free(names);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
