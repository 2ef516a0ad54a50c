/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/handles.h"
#include "cips.h"
#include "guard/doctor.h"
#include "guard/guard.h"
#include "report/checkup_json.h"
#include "store/library.h"

#include <assert.h>
#include <string.h>

enum cips_rc cips_process_guard(struct cips_err *err)
{
	return cips_guard_process(err);
}

enum cips_rc cips_process_shut_in(const char *const *folders, size_t n, struct cips_err *err)
{
	return cips_guard_shut_in(folders, n, err);
}

void cips_process_wipe_stack(void)
{
	cips_guard_wipe_stack();
}

static void look_at_library(struct cips_checkup *line)
{
	const char *version = cips_store_library_version(), *harm = cips_store_library_harm_here();
	*line = (struct cips_checkup){.name = "sqlite"};
	snprintf(line->text, sizeof line->text, "SQLite %s%s%s", version, harm ? ": " : "",
		harm ? harm : "");
	if (harm) {
		line->health = CIPS_HEALTH_FAIL;
		snprintf(line->fix, sizeof line->fix,
			"use the SQLite of the distribution, from 3.40 on");
	}
}

size_t cips_doctor(const char *station, const struct cips_checkup **lines)
{
	static struct cips_checkup all[64];
	const struct cips_checkup *machine;
	size_t n = cips_guard_doctor("", station, &machine);
	assert(n < sizeof all / sizeof *all);
	memcpy(all, machine, n * sizeof *all);
	look_at_library(&all[n]);
	*lines = all;
	return n + 1;
}

enum cips_rc cips_doctor_write_json(
	const struct cips_checkup *lines, size_t n, FILE *out, struct cips_err *err)
{
	cips_report_checkup_json(lines, n, out);
	return cips_api_written(out, "the checkup", err);
}
