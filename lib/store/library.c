/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/library.h"

#include <sqlite3.h>
#include <stddef.h>

/* STRICT tables, and the version that is tested. */
enum { OLDEST = 3040000 };

static const struct {
	const char *option, *harm;
} harmful[] = {
	{"TEMP_STORE=0", "it keeps temporary tables in files"},
	{"ENABLE_SQLLOG", "it can write every statement to a log"},
	{"DISABLE_DIRSYNC", "it does not sync folders, so what was saved may be lost"},
};

const char *cips_store_library_version(void)
{
	return sqlite3_libversion();
}

const char *cips_store_library_harm(int version, int (*built_with)(const char *option))
{
	if (version < OLDEST)
		return "it is older than 3.40";
	for (size_t i = 0; i < sizeof harmful / sizeof *harmful; i++) {
		if (built_with(harmful[i].option))
			return harmful[i].harm;
	}
	return NULL;
}

const char *cips_store_library_harm_here(void)
{
	return cips_store_library_harm(sqlite3_libversion_number(), sqlite3_compileoption_used);
}
