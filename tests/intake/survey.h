/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A survey file in a folder of its own, with the instrument form.md and the units of units.csv; and
 * what a test wants to know about it.
 */
#ifndef TEST_INTAKE_SURVEY_H
#define TEST_INTAKE_SURVEY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "forms/load.h"
#include "intake/csv.h"
#include "intake/import.h"
#include "intake/small_files.h"
#include "sealed/digest.h"
#include "store/survey_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HERE SOURCE_DIR "/tests/intake/"

struct survey {
	char folder[64];
	char path[96];
	struct cips_survey_file *file;
	struct cips_version version;
};

static inline void print_findings(const struct cips_findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct cips_finding *f = &findings->list[i];
		print_error("%s:%s:%ld:%ld %s %s (%s)\n", f->file, f->sheet, f->line, f->column,
			f->code, f->text, f->hint);
	}
}

static inline void check_rc(enum cips_rc rc, const struct cips_err *err)
{
	if (rc)
		fail_msg("%d: %s (%s)", rc, err->text, err->hint);
}

static inline void add_form(struct survey *survey, const char *path)
{
	struct cips_findings findings = {0};
	struct cips_workbook workbook = {0};
	struct cips_err err = {0};
	struct cips_buf text = {0};
	uint8_t sum[CIPS_DIGEST_SIZE];
	char digest[2 * CIPS_DIGEST_SIZE + 1];
	bool added;
	check_rc(cips_intake_form(path, &workbook, &findings, &err), &err);
	struct cips_instrument *instrument = cips_forms_load(&workbook, &findings);
	if (!instrument) {
		print_findings(&findings);
		fail_msg("the form cannot be loaded");
	}
	cips_forms_write(instrument, &text);
	cips_sealed_digest(sum, text.text, text.n);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(digest + 2 * i, 3, "%02x", sum[i]);
	check_rc(cips_store_begin(survey->file, &err), &err);
	check_rc(cips_store_add_instrument(survey->file, instrument->code, instrument, text.text,
			 digest, &survey->version, &added, &err),
		&err);
	check_rc(cips_store_commit(survey->file, &err), &err);
	cips_buf_release(&text);
	cips_model_instrument_free(instrument);
	cips_forms_workbook_release(&workbook);
	cips_findings_release(&findings);
}

static inline void add_units(struct survey *survey, const char *path)
{
	struct cips_findings findings = {0};
	struct cips_units *units;
	struct cips_err err = {0};
	check_rc(cips_intake_units(path, &units, &findings, &err), &err);
	check_rc(cips_store_begin(survey->file, &err), &err);
	check_rc(cips_store_set_units(survey->file, units, &err), &err);
	check_rc(cips_store_commit(survey->file, &err), &err);
	cips_model_units_free(units);
	cips_findings_release(&findings);
}

/* A new survey file; its key is the same each time, so that identities can be compared. */
static inline void survey_new(struct survey *survey, bool units)
{
	static const uint8_t key[16] = "sixteen bytes...";
	struct cips_err err = {0};
	memset(survey, 0, sizeof *survey);
	/* What is tested here does not depend on a disk, and ten thousand imports wait for one. */
	snprintf(survey->folder, sizeof survey->folder, "%s/cips-intake-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(survey->folder));
	snprintf(survey->path, sizeof survey->path, "%s/s.cips", survey->folder);
	check_rc(cips_sealed_start(&err), &err);
	check_rc(cips_store_create(survey->path, "Test", 10, false,
			 "0123456789abcdef0123456789abcdef", key, &err),
		&err);
	check_rc(cips_store_open(survey->path, CIPS_STORE_WRITE, &survey->file, &err), &err);
	add_form(survey, HERE "form.md");
	if (units)
		add_units(survey, HERE "units.csv");
}

static inline void survey_end(struct survey *survey)
{
	char command[128];
	cips_store_close(survey->file);
	snprintf(command, sizeof command, "rm -r %s", survey->folder);
	assert_int_equal(system(command), 0);
}

/* The path of a file in the survey's folder, with this content unless it is NULL. */
static inline char *survey_write(const struct survey *survey, const char *name, const char *content)
{
	char *path = cips_malloc(256);
	snprintf(path, 256, "%s/%s", survey->folder, name);
	if (content) {
		FILE *file = fopen(path, "wb");
		assert_non_null(file);
		fputs(content, file);
		fclose(file);
	}
	return path;
}

/* The whole of a file; the caller frees. "" when there is none. */
static inline char *slurp(const char *path, size_t *n)
{
	struct cips_buf text = {0};
	FILE *file = fopen(path, "rb");
	char chunk[4096];
	size_t got;
	while (file && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
		cips_buf_add(&text, chunk, got);
	if (file)
		fclose(file);
	cips_buf_puts(&text, "");
	if (n)
		*n = text.n;
	return text.text;
}

struct dump {
	struct cips_buf *lines;
	size_t n, room;
};

static inline void dump_response(void *context, const struct cips_stored *response)
{
	struct dump *dump = context;
	if (dump->n == dump->room) {
		dump->room = dump->room ? 2 * dump->room : 64;
		dump->lines = cips_realloc(dump->lines, dump->room, sizeof *dump->lines);
	}
	struct cips_buf *line = &dump->lines[dump->n++];
	*line = (struct cips_buf){0};
	cips_buf_printf(line,
		"%016llx wave %ld %s %s %d %g %g:", (unsigned long long)response->identity,
		response->wave, response->language, response->mode, response->assisted,
		response->weight, response->seconds);
	for (size_t i = 0; i < response->record_size; i++)
		cips_buf_printf(line, " %u", response->record[i]);
	for (size_t i = 0; i < response->n_numbers; i++)
		cips_buf_printf(line, " %g", response->numbers[i]);
	cips_buf_putc(line, '\n');
}

static inline int compare_lines(const void *a, const void *b)
{
	const struct cips_buf *x = a, *y = b;
	return strcmp(x->text, y->text);
}

/* All responses of the version, one a line, sorted; the caller frees. */
static inline char *survey_dump(struct survey *survey)
{
	struct dump dump = {0};
	struct cips_err err = {0};
	struct cips_buf all = {0};
	check_rc(cips_store_each(survey->file, survey->version.id, 0, dump_response, &dump, &err),
		&err);
	if (dump.n)
		qsort(dump.lines, dump.n, sizeof *dump.lines, compare_lines);
	for (size_t i = 0; i < dump.n; i++) {
		cips_buf_puts(&all, dump.lines[i].text);
		cips_buf_release(&dump.lines[i]);
	}
	free(dump.lines);
	cips_buf_puts(&all, "");
	return all.text;
}

#endif
