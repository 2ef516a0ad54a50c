/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/json.h"

#include "report/clean.h"

#include <stdlib.h>

json_t *cips_report_json_text(struct cips_arena *scratch, const char *text)
{
	return json_string(cips_report_clean_bytes(scratch, text));
}

json_t *cips_report_json_count(size_t n)
{
	return json_integer((json_int_t)n);
}

void cips_report_json_write(cips_report_json_maker *make, const void *what, FILE *out)
{
	struct cips_arena scratch = {0};
	json_malloc_t kept_malloc;
	json_free_t kept_free;
	json_get_alloc_funcs(&kept_malloc, &kept_free);
	json_set_alloc_funcs(cips_malloc, free); /* so nothing below is ever NULL */
	json_t *object = make(&scratch, what);
	/* ASCII only: no label can act on a terminal or turn the text around */
	json_dumpf(object, out,
		JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17) | JSON_ENSURE_ASCII);
	fputc('\n', out);
	json_decref(object);
	json_set_alloc_funcs(kept_malloc, kept_free);
	cips_arena_release(&scratch);
}
