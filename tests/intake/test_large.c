/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form far larger than a survey of this kind: 600 rows in four languages, with relevance,
 * constraints and long lists. In each container it is checked in a tenth of a second and in 32 MiB.
 * The memory is held to that figure here; the time to ten times that, because machines differ.
 */
#include "base/file.h"
#include "forms/load.h"
#include "intake/small_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "../forms/containers.h"
#include "../sanitized.h"

enum { ROWS = 600, LISTS = 40, CHOICES = 12, KIB_LIMIT = 32 * 1024 };

static const double seconds_limit = 1.0;
static const char *const languages[] = {
	"English (en)", "French (fr)", "Spanish (es)", "Portuguese (pt)"};
enum { LANGUAGES = 4, COLUMNS = 8 + 2 * LANGUAGES };

static void add_row(
	struct cips_workbook *form, const char *sheet, const char *const *cells, size_t n)
{
	struct cips_sheet *at = cips_forms_sheet(form, sheet);
	cips_forms_add_row(form, at, (long)at->n + 1, cells, n);
}

static const char *text(struct cips_arena *arena, const char *what, int i, int language)
{
	return cips_arena_printf(arena,
		"%s %d (%s): how much do you agree that the rules of this service are applied in "
		"the same way to everybody?",
		what, i, languages[language]);
}

/* One item of the survey: a scale, a number with bounds, or a text, shown to some. */
static void add_item(struct cips_workbook *form, struct cips_arena *arena, int i)
{
	const char *cells[COLUMNS] = {0};
	for (int k = 0; k < COLUMNS; k++)
		cells[k] = "";
	bool scale = i % 5 < 3, number = i % 5 == 3;
	cells[0] = scale ? cips_arena_printf(arena, "select_one list%d", i % LISTS)
		: number ? "integer"
			 : "text";
	cells[1] = cips_arena_printf(arena, "item_%d", i);
	cells[2] = i % 3 ? "yes" : "";
	if (i > 10)
		cells[3] = cips_arena_printf(arena,
			"${item_%d} = 'c1' or (selected(${item_%d}, 'c2') and ${item_%d} != '')",
			i - i % 5 - 5, i - i % 5 - 4, i - i % 5 - 3);
	cells[4] = number ? ". >= 0 and . <= 100 and (${item_0} = 'c1' or . < 50)"
		: scale	  ? ""
			  : "string-length(.) < 200 and regex(., '^[^0-9]*$')";
	cells[5] = i % 7 ? "" : "minimal";
	for (int k = 0; k < LANGUAGES; k++) {
		cells[8 + k] = text(arena, "Question", i, k);
		cells[8 + LANGUAGES + k] = i % 4 ? "" : text(arena, "Hint", i, k);
	}
	add_row(form, "survey", cells, COLUMNS);
}

static void add_headers(struct cips_workbook *form, struct cips_arena *arena)
{
	const char *survey[COLUMNS] = {"type", "name", "required", "relevant", "constraint",
		"appearance", "default", "parameters"};
	const char *choices[2 + LANGUAGES] = {"list_name", "name"};
	for (int k = 0; k < LANGUAGES; k++) {
		survey[8 + k] = cips_arena_printf(arena, "label::%s", languages[k]);
		survey[8 + LANGUAGES + k] = cips_arena_printf(arena, "hint::%s", languages[k]);
		choices[2 + k] = survey[8 + k];
	}
	add_row(form, "survey", survey, COLUMNS);
	add_row(form, "choices", choices, 2 + LANGUAGES);
}

static void build(struct cips_workbook *form)
{
	static const char *const settings[] = {"form_id", "form_title", "default_language"};
	static const char *const setting[] = {"large", "A large form", "English (en)"};
	struct cips_arena arena = {0};
	add_headers(form, &arena);
	for (int i = 0; i < ROWS; i++)
		add_item(form, &arena, i);
	for (int i = 0; i < LISTS * CHOICES; i++) {
		const char *cells[2 + LANGUAGES] = {
			cips_arena_printf(&arena, "list%d", i / CHOICES),
			cips_arena_printf(&arena, "c%d", i % CHOICES + 1)};
		for (int k = 0; k < LANGUAGES; k++)
			cells[2 + k] = cips_arena_printf(
				&arena, "Answer %d in %s", i % CHOICES + 1, languages[k]);
		add_row(form, "choices", cells, 2 + LANGUAGES);
	}
	add_row(form, "settings", settings, 3);
	add_row(form, "settings", setting, 3);
	cips_arena_release(&arena);
}

static char folder[256];

static const char *place(const char *extension)
{
	static char path[300];
	snprintf(path, sizeof path, "%s/large%s", folder, extension);
	return path;
}

/* Written by a process of its own, so that what it needs is not counted below. */
static void write_forms(void)
{
	struct cips_workbook form = {0};
	struct cips_buf out = {0};
	build(&form);
	put_md(&out, &form);
	write_container(place(".md"), &out);
	put_csv(&out, &form);
	write_container(place(".csv"), &out);
	char *path = write_xlsx(&form, CELLS_SHARED);
	assert_int_equal(rename(path, place(".xlsx")), 0);
	free(path);
	cips_forms_workbook_release(&form);
}

/* The exit status of a process that loads the form: 0 when it is sound. */
static int check_form(const char *path)
{
	struct cips_workbook workbook = {0};
	struct cips_findings findings = {0};
	struct cips_instrument *instrument = NULL;
	struct cips_err err;
	if (!cips_intake_form(path, &workbook, &findings, &err))
		instrument = cips_forms_load(&workbook, &findings);
	bool sound = instrument && !findings.errors && instrument->n_items == ROWS;
	cips_model_instrument_free(instrument);
	cips_findings_release(&findings);
	cips_forms_workbook_release(&workbook);
	return !sound;
}

static void run(void (*act)(void), const char *path, struct rusage *usage)
{
	pid_t child = fork();
	int status;
	assert_true(child >= 0);
	if (child == 0) {
		if (act)
			act();
		_exit(act ? 0 : check_form(path));
	}
	assert_int_equal(wait4(child, &status, 0, usage), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void checks_in_little_time_and_memory(void **state)
{
	(void)state;
	static const char *const extensions[] = {".md", ".csv", ".xlsx"};
	struct rusage usage;
	if (SANITIZED) {
		print_message("# skipped: a sanitizer's own time and memory would be measured\n");
		return;
	}
	run(write_forms, NULL, &usage);
	for (size_t i = 0; i < 3; i++) {
		struct timespec a, b;
		clock_gettime(CLOCK_MONOTONIC, &a);
		run(NULL, place(extensions[i]), &usage);
		clock_gettime(CLOCK_MONOTONIC, &b);
		double seconds =
			(double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
		print_message(
			"# %s: %.0f ms, %ld KiB\n", extensions[i], seconds * 1e3, usage.ru_maxrss);
		assert_true(seconds < seconds_limit);
		assert_true(usage.ru_maxrss < KIB_LIMIT);
		unlink(place(extensions[i]));
	}
}

static int open_folder(void **state)
{
	(void)state;
	const char *base = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/cips_large_XXXXXX", base ? base : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int close_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_in_little_time_and_memory),
	};
	return cmocka_run_group_tests(tests, open_folder, close_folder);
}
