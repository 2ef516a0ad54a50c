/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checkup_json.h"

#include "report/json.h"

enum { FORMAT_VERSION = 1 };

static json_t *line_object(struct cips_arena *scratch, const struct cips_checkup *line)
{
	static const char *const healths[] = {
		[CIPS_HEALTH_OK] = "ok", [CIPS_HEALTH_WARN] = "warn", [CIPS_HEALTH_FAIL] = "fail"};
	json_t *object = json_object();
	json_object_set_new(object, "health", json_string(healths[line->health]));
	json_object_set_new(object, "name", json_string(line->name));
	json_object_set_new(object, "text", cips_report_json_text(scratch, line->text));
	json_object_set_new(object, "fix", cips_report_json_text(scratch, line->fix));
	return object;
}

struct checkup {
	const struct cips_checkup *lines;
	size_t n;
};

static json_t *checkup_object(struct cips_arena *scratch, const void *what)
{
	const struct checkup *checkup = what;
	json_t *object = json_object(), *list = json_array();
	size_t counts[CIPS_HEALTH_FAIL + 1] = {0};
	for (size_t i = 0; i < checkup->n; i++) {
		counts[checkup->lines[i].health]++;
		json_array_append_new(list, line_object(scratch, &checkup->lines[i]));
	}
	json_object_set_new(object, "format", json_string("cips-doctor"));
	json_object_set_new(object, "version", json_integer(FORMAT_VERSION));
	json_object_set_new(object, "fails", cips_report_json_count(counts[CIPS_HEALTH_FAIL]));
	json_object_set_new(object, "warns", cips_report_json_count(counts[CIPS_HEALTH_WARN]));
	json_object_set_new(object, "lines", list);
	return object;
}

void cips_report_checkup_json(const struct cips_checkup *lines, size_t n, FILE *out)
{
	cips_report_json_write(checkup_object, &(struct checkup){lines, n}, out);
}
