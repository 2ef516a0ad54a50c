/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever the bytes of a file: its import ends, the counts add up, what is counted as stored is
 * there, and what is not stored has a reason. Good files are changed at random, from a fixed seed;
 * the files of the corpus are read as well, in every encoding.
 */
#include "import_checks.h"

#include <dirent.h>

enum {
	MUTATIONS = 10000,
	STORED_EACH = 100, /* of these one is stored, the others are dry runs */
	MOST_CHANGES = 6,
};

static const char plain_file[] =
	"q1,hours,n,why,note\n1,2.5,3,fear,\"a, b\"\nAgree,,,,\n2,1,1,fear useless,\"x\ny\"\n"
	"dk,40,0,,caf\xc3\xa9\n4,38.5,12,useless,\n3,3,3,,\"say \"\"no\"\"\"\n";
static const char semicolons[] =
	"\xef\xbb\xbfq1;hours;n;note\r\n1;2,5;3;Plut\xc3\xb4t\r\nPlut\xc3\xb4t;0,5;;\r\n2;;;;\r\n";
static const char ticks[] =
	"response_id\tq1\twhy/fear\twhy/useless\tweight\na\t1\t1\t0\t1\nb\t2\t\t\t0.5\nc\tdk\t0\t1\t2\n";
static const char named_delimiter[] = "sep=|\nq1|note\n1|a\n2|b\n3|c\n4|d\n1|a\n1|a\n";
static const char old_mac[] = "q1,note\r1,\xe9t\xe9\r2,\x80\r";

static const char *const good_files[] = {plain_file, semicolons, ticks, named_delimiter, old_mac};

/* What does harm in a CSV. */
static const char harmful[] = "\"\",;\t|\n\r\0\xff\xc3\xa9\xed?1a ='";

static unsigned draw(uint64_t *seed, size_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((*seed >> 33) % n);
}

static char any_byte(uint64_t *seed)
{
	return draw(seed, 4) ? harmful[draw(seed, sizeof harmful - 1)] : (char)draw(seed, 256);
}

/* One change: a byte is replaced, put in, taken out, or a stretch is doubled or cut. */
static void change(uint64_t *seed, char *bytes, size_t *n, size_t room)
{
	size_t at = draw(seed, *n + 1), length = draw(seed, 20);
	if (length > *n - at)
		length = *n - at;
	switch (draw(seed, 5)) {
	case 0:
		if (at < *n)
			bytes[at] = any_byte(seed);
		break;
	case 1:
		if (*n < room) {
			memmove(bytes + at + 1, bytes + at, *n - at);
			bytes[at] = any_byte(seed);
			(*n)++;
		}
		break;
	case 2:
		memmove(bytes + at, bytes + at + length, *n - at - length);
		*n -= length;
		break;
	case 3:
		if (*n + length <= room) {
			memmove(bytes + at + length, bytes + at, *n - at);
			*n += length;
		}
		break;
	default:
		*n = draw(seed, 20) ? *n : at;
	}
}

static void write_bytes(const char *path, const char *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

static void test_mutations(void **state)
{
	(void)state;
	enum { ROOM = 1024 };
	uint64_t seed = 20260101;
	struct survey survey;
	survey_new(&survey, false);
	add_form(&survey, HERE "hard.md");
	char *path = survey_write(&survey, "input.csv", ""), bytes[ROOM];
	char *rejects = survey_write(&survey, "rejects.csv", NULL);
	for (int i = 0; i < MUTATIONS; i++) {
		const char *good = good_files[i % (int)(sizeof good_files / sizeof *good_files)];
		size_t n = strlen(good);
		memcpy(bytes, good, n);
		for (unsigned changes = draw(&seed, MOST_CHANGES + 1); changes; changes--)
			change(&seed, bytes, &n, ROOM);
		write_bytes(path, bytes, n);
		struct cips_import_options options = {.wave = "w1",
			.rejects = draw(&seed, 2) ? rejects : NULL,
			.dry_run = i % STORED_EACH != 0,
			.max_errors = draw(&seed, 10) ? 0 : 2};
		check_import(&survey, path, lines_of(bytes, n), &options);
	}
	assert_true(stored_in(&survey) > 0);
	free(path);
	free(rejects);
	survey_end(&survey);
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void test_corpus(void **state)
{
	(void)state;
	struct dirent **names;
	struct survey survey;
	int n = scandir(HERE "cases", &names, not_hidden, alphasort);
	assert_true(n > 70);
	survey_new(&survey, true);
	for (int i = 0; i < n; i++) {
		char path[400];
		size_t size;
		snprintf(path, sizeof path, HERE "cases/%s/input.csv", names[i]->d_name);
		char *bytes = slurp(path, &size);
		for (int e = 0; e <= CIPS_ENCODINGS; e++) {
			struct cips_import_options options = {.wave = "w1", .dry_run = true};
			if (e < CIPS_ENCODINGS)
				options.encoding = cips_intake_encoding_name((enum cips_encoding)e);
			/* In UTF-16 any two bytes may be the end of a line. */
			check_import(&survey, path, lines_of(bytes, size), &options);
		}
		free(bytes);
		free(names[i]);
	}
	free(names);
	survey_end(&survey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_corpus),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
