/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tries each file of a folder, in the order of their names, and prints TAP.
 *
 *	replay_NAME FOLDER
 */
#include "fuzz.h"

#include <dirent.h>

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In memory of just its size, so that a sanitizer sees a step beyond its end. */
static void try_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	must(file && fseek(file, 0, SEEK_END) == 0);
	long n = ftell(file);
	uint8_t *bytes = malloc(n ? (size_t)n : 1);
	rewind(file);
	must(n >= 0 && bytes && fread(bytes, 1, (size_t)n, file) == (size_t)n);
	fclose(file);
	LLVMFuzzerTestOneInput(bytes, (size_t)n);
	free(bytes);
}

int main(int argc, char **argv)
{
	struct dirent **names;
	char path[4096];
	int n = argc == 2 ? scandir(argv[1], &names, not_hidden, alphasort) : -1;
	if (n <= 0) {
		printf("Bail out! %s: no folder with files\n", argc == 2 ? argv[1] : "usage");
		return 1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
		printf("# %s\n", names[i]->d_name);
		fflush(stdout);
		try_file(path);
		printf("ok %d - %s\n", i + 1, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return 0;
}
