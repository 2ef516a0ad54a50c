/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SQLite that runs, which may be another than the one the program was built with.
 */
#ifndef CIPS_STORE_LIBRARY_H
#define CIPS_STORE_LIBRARY_H

/* "3.40.1" */
const char *cips_store_library_version(void);

/*
 * What about a version ("3.40.1" is 3040001) or its build would harm a station, NULL for nothing.
 * `built_with` says whether an option was used in the build. And the same of the one that runs.
 */
const char *cips_store_library_harm(int version, int (*built_with)(const char *option));
const char *cips_store_library_harm_here(void);

#endif
