/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON: one object with everything that was found, for programs. Keys stand in a fixed order; the
 * figures of a table are in the order of cips_report_each_figure().
 */
#include "report/figure.h"
#include "report/json.h"
#include "report/writers.h"

#include <math.h>

enum { FORMAT_VERSION = 1 };

struct json {
	struct cips_arena *scratch;
	json_t *figures; /* of the table being written */
};

static json_t *text(struct json *json, const char *bytes)
{
	return cips_report_json_text(json->scratch, bytes);
}

/* A whole number is written as one: 812, not 812.0. */
static json_t *number(double value)
{
	if (value == floor(value) && fabs(value) < 9007199254740992.0)
		return json_integer((json_int_t)value);
	return json_real(value);
}

static json_t *texts(struct json *json, const char *const *list, size_t n)
{
	json_t *array = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, text(json, list[i]));
	return array;
}

static json_t *layer_object(struct json *json, const struct cips_table *table)
{
	if (!table->layer_variable)
		return json_null();
	json_t *layer = json_object();
	json_object_set_new(layer, "variable", text(json, table->layer_variable));
	json_object_set_new(layer, "code", text(json, table->layer));
	return layer;
}

static json_t *category_object(struct json *json, const struct cips_category *category)
{
	json_t *object = json_object();
	json_object_set_new(object, "code", text(json, category->code));
	json_object_set_new(object, "label", text(json, category->label));
	json_object_set_new(object, "depth", json_integer(category->depth));
	return object;
}

static json_t *axis_object(struct json *json, const struct cips_axis *axis)
{
	json_t *object = json_object(), *categories = json_array();
	json_object_set_new(object, "variable", text(json, axis->variable));
	json_object_set_new(object, "label", text(json, axis->label));
	for (size_t i = 0; i < axis->n; i++) {
		json_t *category = category_object(json, &axis->categories[i]);
		if (axis->reasons && axis->reasons[i])
			json_object_set_new(category, "reason", text(json, axis->reasons[i]));
		json_array_append_new(categories, category);
	}
	json_object_set_new(object, "categories", categories);
	return object;
}

static json_t *value_of(struct json *json, const struct cips_figure *figure)
{
	if (figure->status != CIPS_STATUS_SHOWN)
		return json_null();
	return figure->is_word ? text(json, figure->word) : number(figure->number);
}

static void add_figure(
	void *context, const char *row, const char *column, const struct cips_figure *figure)
{
	struct json *json = context;
	json_t *object = json_object();
	json_object_set_new(object, "row", text(json, row));
	json_object_set_new(object, "column", text(json, column));
	json_object_set_new(
		object, "statistic", json_string(cips_report_statistic_name(figure->statistic)));
	json_object_set_new(object, "value", value_of(json, figure));
	json_object_set_new(object, "status", json_string(cips_report_status_name(figure->status)));
	json_array_append_new(json->figures, object);
}

static json_t *table_object(struct json *json, const struct cips_table *table)
{
	json_t *object = json_object();
	json_object_set_new(object, "title", text(json, table->title));
	json_object_set_new(object, "layer", layer_object(json, table));
	json_object_set_new(object, "rows", axis_object(json, &table->rows));
	json_object_set_new(object, "columns", axis_object(json, &table->columns));
	json->figures = json_array();
	cips_report_each_figure(table, add_figure, json);
	json_object_set_new(object, "figures", json->figures);
	json_object_set_new(object, "notes", texts(json, table->notes, table->n_notes));
	return object;
}

static json_t *document_object(struct cips_arena *scratch, const void *what)
{
	const struct cips_document *document = what;
	struct json started = {.scratch = scratch}, *json = &started;
	json_t *object = json_object(), *tables = json_array();
	json_object_set_new(object, "format", json_string("cips-table"));
	json_object_set_new(object, "version", json_integer(FORMAT_VERSION));
	json_object_set_new(object, "command", text(json, document->command));
	json_object_set_new(object, "title", text(json, document->title));
	json_object_set_new(
		object, "subtitle", texts(json, document->subtitle, document->n_subtitle));
	json_object_set_new(object, "minimum_group", json_integer(document->minimum));
	for (size_t t = 0; t < document->n; t++)
		json_array_append_new(tables, table_object(json, document->tables[t]));
	json_object_set_new(object, "tables", tables);
	json_object_set_new(object, "notes", texts(json, document->notes, document->n_notes));
	return object;
}

void cips_report_write_json(
	const struct cips_document *document, const struct cips_write_options *options, FILE *out)
{
	(void)options;
	cips_report_json_write(document_object, document, out);
}
