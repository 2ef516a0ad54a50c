/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum cips_rc cips_err_set(struct cips_err *err, enum cips_rc rc, const char *format, ...)
{
	if (!err)
		return rc;
	va_list args;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	err->rc = rc;
	err->hint[0] = '\0';
	return rc;
}

enum cips_rc cips_err_hint(struct cips_err *err, const char *format, ...)
{
	if (!err)
		return CIPS_INTERNAL;
	va_list args;
	va_start(args, format);
	vsnprintf(err->hint, sizeof err->hint, format, args);
	va_end(args);
	return err->rc;
}

enum cips_rc cips_err_system(struct cips_err *err, int errnum, const char *format, ...)
{
	if (!err)
		return CIPS_SYSTEM;
	va_list args;
	va_start(args, format);
	int n = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof err->text)
		snprintf(err->text + n, sizeof err->text - (size_t)n, ": %s", strerror(errnum));
	err->rc = CIPS_SYSTEM;
	err->hint[0] = '\0';
	return CIPS_SYSTEM;
}

_Noreturn void cips_out_of_memory(size_t wanted)
{
	fprintf(stderr, "cips: out of memory (%zu more bytes were wanted)\n", wanted);
	_exit(CIPS_SYSTEM);
}
