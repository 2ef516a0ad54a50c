/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The floor of an import: libcsv parses a file for callbacks that do nothing.
 *
 *	bench_csv FILE.csv
 */
#include <csv.h>
#include <stdio.h>

enum { BLOCK = 1 << 18 };

static void on_field(void *bytes, size_t n, void *context)
{
	(void)bytes;
	(void)n;
	(void)context;
}

static void on_record(int end, void *context)
{
	(void)end;
	(void)context;
}

int main(int argc, char **argv)
{
	static char block[BLOCK];
	struct csv_parser parser;
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	size_t n;
	int status = 0;
	if (!file || csv_init(&parser, 0) != 0) {
		fprintf(stderr, "usage: bench_csv FILE.csv\n");
		return 2;
	}
	while (!status && (n = fread(block, 1, sizeof block, file)) > 0)
		if (csv_parse(&parser, block, n, on_field, on_record, NULL) != n)
			status = 3;
	if (ferror(file) || csv_fini(&parser, on_field, on_record, NULL) != 0)
		status = 3;
	csv_free(&parser);
	fclose(file);
	return status;
}
