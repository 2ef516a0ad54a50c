/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checkup_json.h"

#include "report/clean.h"

#include <jansson.h>
#include <stdlib.h>

enum { FORMAT_VERSION = 1 };

static json_t *text(struct cips_arena *scratch, const char *bytes)
{
	return json_string(cips_report_clean_bytes(scratch, bytes));
}

static json_t *line_object(struct cips_arena *scratch, const struct cips_checkup *line)
{
	static const char *const healths[] = {
		[CIPS_HEALTH_OK] = "ok", [CIPS_HEALTH_WARN] = "warn", [CIPS_HEALTH_FAIL] = "fail"};
	json_t *object = json_object();
	json_object_set_new(object, "health", json_string(healths[line->health]));
	json_object_set_new(object, "name", json_string(line->name));
	json_object_set_new(object, "text", text(scratch, line->text));
	json_object_set_new(object, "fix", text(scratch, line->fix));
	return object;
}

static json_t *checkup_object(
	struct cips_arena *scratch, const struct cips_checkup *lines, size_t n)
{
	json_t *object = json_object(), *list = json_array();
	size_t counts[CIPS_HEALTH_FAIL + 1] = {0};
	for (size_t i = 0; i < n; i++) {
		counts[lines[i].health]++;
		json_array_append_new(list, line_object(scratch, &lines[i]));
	}
	json_object_set_new(object, "format", json_string("cips-doctor"));
	json_object_set_new(object, "version", json_integer(FORMAT_VERSION));
	json_object_set_new(object, "fails", json_integer((json_int_t)counts[CIPS_HEALTH_FAIL]));
	json_object_set_new(object, "warns", json_integer((json_int_t)counts[CIPS_HEALTH_WARN]));
	json_object_set_new(object, "lines", list);
	return object;
}

void cips_report_checkup_json(const struct cips_checkup *lines, size_t n, FILE *out)
{
	struct cips_arena scratch = {0};
	json_malloc_t kept_malloc;
	json_free_t kept_free;
	json_get_alloc_funcs(&kept_malloc, &kept_free);
	json_set_alloc_funcs(cips_malloc, free); /* so nothing below is ever NULL */
	json_t *object = checkup_object(&scratch, lines, n);
	json_dumpf(object, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII);
	fputc('\n', out);
	json_decref(object);
	json_set_alloc_funcs(kept_malloc, kept_free);
	cips_arena_release(&scratch);
}
