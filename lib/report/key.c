/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/key.h"

#include "base/buf.h"
#include "report/layout.h"

#include <string.h>

static bool same_columns(const struct cips_table *a, const struct cips_table *b)
{
	if (b->layout.kind != CIPS_LAYOUT_GRID || a->columns.n != b->columns.n)
		return false;
	for (size_t c = 0; c < a->columns.n; c++) {
		const struct cips_category *x = &a->columns.categories[c];
		const struct cips_category *y = &b->columns.categories[c];
		if (strcmp(x->code, y->code) != 0 ||
			strcmp(cips_report_category_name(x), cips_report_category_name(y)) != 0)
			return false;
	}
	return true;
}

const char *cips_report_key(
	struct cips_arena *arena, const struct cips_document *document, size_t t)
{
	const struct cips_table *table = document->tables[t];
	if (table->layout.kind != CIPS_LAYOUT_GRID)
		return "";
	for (size_t later = t + 1; later < document->n; later++)
		if (same_columns(table, document->tables[later]))
			return "";
	struct cips_buf buf = {0};
	for (size_t c = 0; c < table->columns.n; c++) {
		const struct cips_category *category = &table->columns.categories[c];
		const char *name = cips_report_category_name(category);
		if (strcmp(name, category->code) == 0)
			continue;
		cips_buf_printf(&buf, "%s%s %s", buf.n ? "; " : "", category->code, name);
	}
	return cips_buf_keep(&buf, arena);
}
