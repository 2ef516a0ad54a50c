/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/changes.h"

#include <math.h>
#include <string.h>

static void add_name(struct cips_buf *out, bool differs, const char *name)
{
	if (differs)
		cips_buf_printf(out, "%s%s", out->n ? ", " : "", name);
}

static bool other_number(double a, double b)
{
	return a != b && !(isnan(a) && isnan(b));
}

static bool other_item(const struct cips_item *item, const struct cips_stored *before,
	const struct cips_stored *after)
{
	if (item->width &&
		memcmp(before->record + item->offset, after->record + item->offset, item->width))
		return true;
	return item->number >= 0 &&
		other_number(before->numbers[item->number], after->numbers[item->number]);
}

void cips_intake_changes(struct cips_buf *out, const struct cips_instrument *instrument,
	const struct cips_stored *before, const struct cips_stored *after)
{
	if (before->version != after->version) {
		add_name(out, true, "version");
		return;
	}
	for (size_t i = 0; i < instrument->n_items; i++)
		add_name(out, other_item(&instrument->items[i], before, after),
			instrument->items[i].name);
	add_name(out, other_number(before->weight, after->weight), "weight");
	add_name(out, other_number(before->seconds, after->seconds), "seconds");
	add_name(out, strcmp(before->language, after->language) != 0, "language");
	add_name(out, strcmp(before->mode, after->mode) != 0, "mode");
	add_name(out, before->assisted != after->assisted, "assisted");
}
