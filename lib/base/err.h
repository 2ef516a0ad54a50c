/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filling in struct cips_err, and the one way out when memory is exhausted.
 */
#ifndef CIPS_BASE_ERR_H
#define CIPS_BASE_ERR_H

#include "cips_types.h"

/*
 * Writes the error (printf-like; cut to the buffer) and returns `rc`, so that a function can end
 * with `return cips_err_set(...)`. `err` may be NULL. Clears the hint.
 */
__attribute__((format(printf, 3, 4))) enum cips_rc cips_err_set(
	struct cips_err *err, enum cips_rc rc, const char *format, ...);

/*
 * Adds the hint to the error that was just set; returns err->rc (CIPS_INTERNAL if `err` is NULL).
 */
__attribute__((format(printf, 2, 3))) enum cips_rc cips_err_hint(
	struct cips_err *err, const char *format, ...);

/* As cips_err_set with CIPS_SYSTEM and ": " and the text of `errnum` appended. */
__attribute__((format(printf, 3, 4))) enum cips_rc cips_err_system(
	struct cips_err *err, int errnum, const char *format, ...);

/*
 * Memory is exhausted. Says so on stderr and ends the process with status 4 (CIPS_SYSTEM); files
 * are changed only inside transactions, so nothing is left half done. Every allocation of libcips
 * ends here rather than in a branch of its own.
 */
_Noreturn void cips_out_of_memory(size_t wanted);

#endif
