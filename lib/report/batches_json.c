/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/batches_json.h"

#include "report/json.h"

enum { FORMAT_VERSION = 1 };

static json_t *batch_object(struct cips_arena *scratch, const struct cips_batch_facts *batch)
{
	static const char *const refusals[] = {[CIPS_UNDO_CAN] = NULL,
		[CIPS_UNDO_OPENING] = "opening",
		[CIPS_UNDO_EARLIER] = "earlier"};
	const char *refusal = refusals[batch->undo];
	json_t *object = json_object();
	json_object_set_new(object, "number", cips_report_json_count(batch->number));
	json_object_set_new(object, "batch", cips_report_json_text(scratch, batch->code));
	json_object_set_new(
		object, "instrument", cips_report_json_text(scratch, batch->instrument));
	json_object_set_new(object, "version", json_integer(batch->version));
	json_object_set_new(object, "content", cips_report_json_text(scratch, batch->digest));
	json_object_set_new(object, "waves", cips_report_json_text(scratch, batch->waves));
	json_object_set_new(object, "responses", cips_report_json_count(batch->responses));
	json_object_set_new(object, "alone", cips_report_json_count(batch->alone));
	json_object_set_new(object, "updated", cips_report_json_count(batch->updated));
	json_object_set_new(object, "rejected", cips_report_json_count(batch->rejected));
	json_object_set_new(object, "texts", cips_report_json_count(batch->texts));
	json_object_set_new(object, "opening", json_boolean(batch->opening));
	json_object_set_new(object, "undo", refusal ? json_string(refusal) : json_null());
	return object;
}

struct batches {
	const struct cips_batch_facts *list;
	size_t n;
};

static json_t *batches_object(struct cips_arena *scratch, const void *what)
{
	const struct batches *batches = what;
	json_t *object = json_object(), *list = json_array();
	for (size_t i = 0; i < batches->n; i++)
		json_array_append_new(list, batch_object(scratch, &batches->list[i]));
	json_object_set_new(object, "format", json_string("cips-batches"));
	json_object_set_new(object, "version", json_integer(FORMAT_VERSION));
	json_object_set_new(object, "batches", list);
	return object;
}

void cips_report_batches_json(const struct cips_batch_facts *list, size_t n, FILE *out)
{
	cips_report_json_write(batches_object, &(struct batches){list, n}, out);
}
