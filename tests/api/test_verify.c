/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A survey file in which one bit is wrong: either verify says so, or every table is the same to the
 * last byte. What verify says of other damage, and that its content is the same for the same answers.
 *
 * usage: test_api_verify [FLIPS [SEED]]
 */
#include "check.h"

#include "cips.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned long n_flips = 1500;
static uint64_t seed = 1;
static char folder[64];

#define assert_done(call)                                      \
	do {                                                   \
		struct cips_err error = {0}, *err = &error;    \
		if (call)                                      \
			fail_msg("%s: %s", #call, error.text); \
	} while (0)

/* --- a survey -------------------------------------------------------------------------------- */

/* The path of a file in the folder; four of them stay valid. */
static const char *in_folder(const char *name)
{
	static char paths[4][160];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof *paths, "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(in_folder(name), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static uint64_t draw(uint64_t *random, uint64_t n)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random % n;
}

/* People with ids and weights, or without, some of whom are alike. */
static void write_people(const char *name, bool ids, size_t n, uint64_t random)
{
	static const char *const units[] = {"HQ", "NORTH", "SOUTH", "NORTH"};
	static const char *const scale[] = {"1", "2", "3", "dk", "3", "2"};
	FILE *file = fopen(in_folder(name), "w");
	assert_non_null(file);
	fputs(ids ? "response_id,weight,unit,role,lead,tran,age,why\n"
		  : "unit,role,lead,tran,age,why\n",
		file);
	for (size_t i = 0; i < n; i++) {
		if (ids)
			fprintf(file, "p%zu,%g,", i, 0.5 + (double)draw(&random, 4));
		fprintf(file, "%s,%s,%s,%s,%s,%s\n", units[draw(&random, 4)],
			draw(&random, 3) ? "s" : "m", scale[draw(&random, 6)],
			scale[draw(&random, 6)], draw(&random, 2) ? "40" : "",
			draw(&random, 4) ? "" : "so");
	}
	fclose(file);
}

static struct cips_import_result import_by(
	struct cips_survey *survey, const char *name, const struct cips_import_options *options)
{
	struct cips_import_result result;
	struct cips_findings *findings = cips_findings_new();
	assert_done(cips_import(survey, in_folder(name), NULL, options, findings, &result, err));
	cips_findings_free(findings);
	return result;
}

static void import(struct cips_survey *survey, const char *name, const char *wave)
{
	import_by(survey, name, &(struct cips_import_options){.wave = wave});
}

static void add_basis(struct cips_survey *survey)
{
	struct cips_findings *findings = cips_findings_new();
	struct cips_added added;
	size_t n;
	assert_done(cips_instrument_add(
		survey, SOURCE_DIR "/tests/api/verify.md", NULL, &added, findings, err));
	assert_done(cips_units_load(survey, in_folder("units.csv"), &n, findings, err));
	assert_done(cips_headcount_load(survey, in_folder("heads.csv"), &n, findings, err));
	cips_findings_free(findings);
}

static void make_survey(const char *name, bool other_way)
{
	struct cips_survey *survey;
	struct cips_init_options options = {.title = "Survey", .public_data = true};
	unlink(in_folder(name));
	assert_done(cips_init(in_folder(name), &options, err));
	assert_done(cips_open(in_folder(name), CIPS_WRITE, &survey, err));
	add_basis(survey);
	import(survey, other_way ? "second.csv" : "first.csv", other_way ? "w2" : "w1");
	import(survey, other_way ? "first.csv" : "second.csv", other_way ? "w1" : "w2");
	cips_close(survey);
}

static int make_world(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/cips-verify-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	assert_done(cips_start(err));
	write_file(
		"units.csv", "unit,parent,name\nHQ,,Head office\nNORTH,HQ,North\nSOUTH,HQ,South\n");
	write_file("heads.csv",
		"wave,instrument,unit,headcount\nw1,small,HQ,20\nw1,small,NORTH,70\n"
		"w1,small,SOUTH,40\n");
	write_people("first.csv", true, 60, 11);
	write_people("second.csv", false, 60, 12);
	make_survey("s.cips", false);
	return 0;
}

static int end_world(void **state)
{
	(void)state;
	char command[96];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static void run_sql(const char *name, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;
	assert_int_equal(sqlite3_open(in_folder(name), &db), SQLITE_OK);
	sqlite3_exec(db, sql, NULL, NULL, &message);
	if (message)
		fail_msg("%s: %s", sql, message);
	sqlite3_close(db);
}

/* --- verify ---------------------------------------------------------------------------------- */

struct outcome {
	enum cips_rc rc;
	struct cips_verified verified;
	char findings[2000]; /* "[code] text", each on a line */
	struct cips_err err;
};

static struct outcome verify(const char *path)
{
	struct outcome outcome = {0};
	const struct cips_finding *finding;
	struct cips_findings *findings = cips_findings_new();
	outcome.rc = cips_verify(path, findings, &outcome.verified, &outcome.err);
	for (size_t i = 0; (finding = cips_findings_get(findings, i)); i++) {
		size_t n = strlen(outcome.findings);
		snprintf(outcome.findings + n, sizeof outcome.findings - n, "[%s] %s\n",
			finding->code, finding->text);
	}
	cips_findings_free(findings);
	return outcome;
}

static void test_content(void **state)
{
	(void)state;
	make_survey("other.cips", true);
	struct outcome one = verify(in_folder("s.cips")), other = verify(in_folder("other.cips"));
	assert_int_equal(one.rc, CIPS_OK);
	assert_int_equal(other.rc, CIPS_OK);
	assert_string_equal(one.verified.content, other.verified.content);
	assert_int_equal(one.verified.responses, 120);
	assert_int_equal(one.verified.from_answers, 60); /* those without ids */
	assert_int_equal(one.verified.headcounts, 3);
	assert_true(one.verified.texts > 10 && one.verified.checksums > 20);
}

/* Undone and imported again it is the same content, and another one in between. */
static void test_undo(void **state)
{
	(void)state;
	static const char *const names[] = {"first.csv", "second.csv"};
	static const char *const waves[] = {"w1", "w2"};
	struct outcome before = verify(in_folder("s.cips"));
	for (int i = 0; i < 2; i++) {
		struct cips_survey *survey;
		struct cips_undo_result undone;
		make_survey("undo.cips", false);
		assert_done(cips_open(in_folder("undo.cips"), CIPS_WRITE, &survey, err));
		assert_done(cips_batch_undo(survey, i ? "2" : "1", false, &undone, err));
		assert_int_equal(undone.gone, 60);
		struct outcome between = verify(in_folder("undo.cips"));
		assert_int_equal(between.rc, CIPS_OK);
		assert_string_not_equal(between.verified.content, before.verified.content);
		assert_int_equal(between.verified.responses, 60);
		import(survey, names[i], waves[i]);
		cips_close(survey);
		struct outcome after = verify(in_folder("undo.cips"));
		assert_int_equal(after.rc, CIPS_OK);
		assert_string_equal(after.verified.content, before.verified.content);
	}
}

/* Any of these is another content. */
static void test_other_content(void **state)
{
	(void)state;
	static const char *const changes[] = {
		"UPDATE response SET record = (SELECT record FROM response WHERE row = 2) WHERE row = 1",
		"UPDATE response SET weight = 9 WHERE row = 1",
		"UPDATE origin SET wave = 3 - wave",
		"UPDATE headcount SET headcount = headcount + 1 WHERE id = 1",
		"UPDATE unit_name SET name = 'Elsewhere' WHERE unit = 2",
		"UPDATE unit SET parent = 2 WHERE code = 'SOUTH'",
		"UPDATE free_text SET copies = copies + 1",
	};
	struct outcome before = verify(in_folder("s.cips"));
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		make_survey("changed.cips", false);
		struct outcome again = verify(in_folder("changed.cips"));
		assert_string_equal(again.verified.content, before.verified.content);
		run_sql("changed.cips", changes[i]);
		struct outcome after = verify(in_folder("changed.cips"));
		assert_int_equal(after.rc, CIPS_INTEGRITY);
		if (strcmp(after.verified.content, before.verified.content) == 0)
			fail_msg("the same content after: %s", changes[i]);
	}
}

/* What a file says of itself; without the checksums there is still a lot that shows. */
static void test_findings(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		const char *finding;
	} cases[] = {
		{"UPDATE response SET seconds = 5 WHERE row = 7",
			"[checksum] the table response is not as it was written\n"},
		{"UPDATE identity_block SET pairs ="
		 " cast(x'8000000000000000' || substr(pairs, 9) AS blob) WHERE upper ="
		 " (SELECT min(upper) FROM identity_block)",
			"[checksum] the table identity_block is not as it was written\n"},
		{"DELETE FROM checksum; UPDATE identity_block SET pairs = cast(substr(pairs, 13, 12)"
		 " || substr(pairs, 1, 12) || substr(pairs, 25) AS blob)",
			"[identity] the file is damaged: the index of identities is not in order\n"},
		{"UPDATE item_label SET label = 'Other' WHERE item = 1",
			"[checksum] the table item_label is not as it was written\n"},
		{"UPDATE survey SET min_group = 20", "[checksum] the table survey is not"},
		{"DROP VIEW labels_small", "[checksum] the table views is not"},
		{"DELETE FROM checksum WHERE name = 'unit'",
			"[checksum] the checksums of 1 tables are missing\n"},
		{"DELETE FROM checksum; DELETE FROM response WHERE row = 7",
			"[origin] the number of responses of 1 origins is not the one that was noted\n"
			"[identity] 1 identity is of no response\n"},
		{"DELETE FROM checksum; UPDATE identity_block SET pairs = substr(pairs, 13)"
		 " WHERE upper = (SELECT min(upper) FROM identity_block)",
			"[identity] 1 response without an identity\n"},
		{"DELETE FROM checksum; UPDATE response SET record = cast(x'010201020101' as blob)"
		 " WHERE row = 7",
			"wrong record\n"},
		{"DELETE FROM checksum; UPDATE response SET record ="
		 " cast(substr(record, 1, 3) || x'64' || substr(record, 5) as blob) WHERE row = 7",
			"[record] 1 response with an answer that the form does not have\n"},
		{"DELETE FROM checksum; UPDATE response SET record ="
		 " cast(x'0163' || substr(record, 3) as blob) WHERE row = 7",
			"[unit] 1 response from a unit that is not in the tree\n"},
		{"DELETE FROM checksum; UPDATE response SET numbers = NULL",
			"with a number where none is, or none where one is\n"},
		{"DELETE FROM checksum; UPDATE instrument_version SET form ="
		 " replace(form, 'Clear rules', 'Clear roles')",
			"[instrument] small@1 is not the form that was added\n"},
		{"DELETE FROM checksum; UPDATE batch SET code = 'x' WHERE id = 2",
			"[batch] batch 2 of the list has no code or no digest\n"},
		{"DELETE FROM checksum; PRAGMA foreign_keys = OFF; DELETE FROM wave WHERE id = 2",
			"[reference] a row of the table origin refers to one of wave that is not there\n"},
		{"DELETE FROM checksum; INSERT INTO sealed_box VALUES"
		 "(zeroblob(32), zeroblob(32), 0, zeroblob(90))",
			"[box] 1 sealed boxes are not as they came\n"
			"[box] 1 sealed boxes are of no station\n"},
		{"DELETE FROM checksum; INSERT INTO station VALUES"
		 "(printf('%064d', 1), printf('%064d', 2), 1, 1, 'no settings');",
			"[station] "},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		make_survey("bad.cips", false);
		run_sql("bad.cips", cases[i].sql);
		struct outcome outcome = verify(in_folder("bad.cips"));
		if (outcome.rc != CIPS_INTEGRITY || !strstr(outcome.findings, cases[i].finding))
			fail_msg("%s: %d, %s\n%s", cases[i].sql, outcome.rc, outcome.err.text,
				outcome.findings);
		assert_non_null(strstr(outcome.err.text, "not as it was written"));
	}
}

/* A change through the program is followed by the checksums, whatever it changes. */
static void test_followed(void **state)
{
	(void)state;
	struct cips_survey *survey;
	make_survey("followed.cips", false);
	run_sql("followed.cips", "DELETE FROM checksum");
	struct outcome none = verify(in_folder("followed.cips"));
	assert_true(none.rc == CIPS_OK && none.verified.checksums == 0);
	assert_done(cips_open(in_folder("followed.cips"), CIPS_WRITE, &survey, err));
	write_people("third.csv", false, 2000, 12); /* the first 60 are those of second.csv */
	import(survey, "third.csv", "w2");
	struct outcome third = verify(in_folder("followed.cips"));
	import(survey, "first.csv", "w3");
	add_basis(survey);
	cips_close(survey);
	struct outcome all = verify(in_folder("followed.cips"));
	assert_true(third.rc == CIPS_OK && third.verified.responses == 2060);
	assert_int_equal(third.verified.from_answers, 2000);
	assert_true(all.rc == CIPS_OK && all.verified.responses == 2120);
	assert_true(all.verified.checksums == third.verified.checksums);
}

/* What is wrong with a table is not made good by changing it. */
static void test_not_made_good(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		const char *says;
	} cases[] = {
		{"UPDATE headcount SET headcount = 71 WHERE headcount = 70", "the table headcount"},
		{"UPDATE unit_name SET name = 'Elsewhere' WHERE unit = 2", "the table unit_name"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cips_survey *survey;
		struct cips_findings *findings = cips_findings_new();
		struct cips_err units = {0}, heads = {0};
		size_t n;
		make_survey("wrong.cips", false);
		run_sql("wrong.cips", cases[i].sql);
		assert_done(cips_open(in_folder("wrong.cips"), CIPS_WRITE, &survey, err));
		import(survey, "first.csv", "w4"); /* touches neither */
		enum cips_rc of_units =
			cips_units_load(survey, in_folder("units.csv"), &n, findings, &units);
		enum cips_rc of_heads =
			cips_headcount_load(survey, in_folder("heads.csv"), &n, findings, &heads);
		assert_int_equal(of_units, i == 0 ? CIPS_OK : CIPS_INTEGRITY);
		assert_int_equal(of_heads, i == 0 ? CIPS_INTEGRITY : CIPS_OK);
		assert_non_null(strstr((i ? units : heads).text, cases[i].says));
		cips_close(survey);
		assert_non_null(strstr(verify(in_folder("wrong.cips")).findings, cases[i].says));
		cips_findings_free(findings);
	}
}

/* --- updates --------------------------------------------------------------------------------- */

enum { UPDATES = 12 };

/* Batch after batch is undone, and the content is each time what it was before that batch. */
static void test_updates(void **state)
{
	(void)state;
	struct cips_survey *survey;
	struct cips_undo_result undone;
	char contents[UPDATES + 1][CIPS_FINGERPRINT];
	size_t updated[UPDATES], total = 0;
	const struct cips_import_options update = {.wave = "w1", .update = true};
	make_survey("updates.cips", false);
	assert_done(cips_open(in_folder("updates.cips"), CIPS_WRITE, &survey, err));
	for (size_t i = 0; i < UPDATES; i++) {
		char name[32];
		struct outcome before = verify(in_folder("updates.cips"));
		assert_int_equal(before.rc, CIPS_OK);
		strcpy(contents[i], before.verified.content);
		snprintf(name, sizeof name, "update-%zu.csv", i);
		/* now and then the people of before, so that many are there already */
		write_people(name, true, 20 + 7 * i, i % 3 ? 11 : 100 + i);
		struct cips_import_result result = import_by(survey, name, &update);
		assert_int_equal(result.read,
			result.stored + result.rejected + result.already_there + result.not_stored);
		assert_true(result.updated <= result.stored);
		updated[i] = result.updated;
		total += result.updated;
		assert_true(import_by(survey, name, &update).updated == 0);
	}
	assert_true(total > 100);
	for (size_t i = UPDATES; i-- > 0;) {
		struct cips_err refused = {0};
		char latest[8];
		snprintf(latest, sizeof latest, "%zu", i + 3);
		assert_int_equal(
			cips_batch_undo(survey, "2", false, &undone, &refused), CIPS_POLICY);
		assert_non_null(strstr(refused.hint, latest));
		assert_done(cips_batch_undo(survey, latest, false, &undone, err));
		assert_int_equal(undone.put_back, updated[i]);
		struct outcome after = verify(in_folder("updates.cips"));
		if (after.rc)
			fail_msg("%s", after.findings);
		assert_string_equal(after.verified.content, contents[i]);
	}
	assert_done(cips_batch_undo(survey, "1", false, &undone, err));
	assert_int_equal(undone.gone, 60);
	cips_close(survey);
}

/* --- flipped bits ---------------------------------------------------------------------------- */

typedef enum cips_rc make_table(
	struct cips_survey *survey, struct cips_document **out, struct cips_err *err);

static enum cips_rc freq_of(const char *wave, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_freq_request request = {.selection = {.wave = wave}};
	return cips_freq(survey, &request, out, err);
}

static enum cips_rc freq_1(
	struct cips_survey *survey, struct cips_document **out, struct cips_err *err)
{
	return freq_of("w1", survey, out, err);
}

static enum cips_rc freq_2(
	struct cips_survey *survey, struct cips_document **out, struct cips_err *err)
{
	return freq_of("w2", survey, out, err);
}

static enum cips_rc crosstab(
	struct cips_survey *survey, struct cips_document **out, struct cips_err *err)
{
	struct cips_crosstab_request request = {
		.selection = {.wave = "w1"}, .rows = "unit", .columns = "factor", .per = "role"};
	return cips_crosstab(survey, &request, out, err);
}

static enum cips_rc gap(
	struct cips_survey *survey, struct cips_document **out, struct cips_err *err)
{
	struct cips_gap_request request = {.gap = "wave=w1:w2"};
	return cips_gap(survey, &request, out, err);
}

static make_table *const tables[] = {freq_1, freq_2, crosstab, gap};

/* All tables of a file as tidy text, one after the other; NULL when one cannot be made. */
static char *tabulate(const char *path)
{
	struct cips_survey *survey;
	struct cips_err err = {0};
	char *text = NULL;
	size_t size;
	enum cips_rc rc = cips_open(path, CIPS_READ, &survey, &err);
	if (rc)
		return NULL;
	FILE *out = open_memstream(&text, &size);
	assert_non_null(out);
	for (size_t i = 0; i < sizeof tables / sizeof *tables && !rc; i++) {
		struct cips_document *document = NULL;
		rc = tables[i](survey, &document, &err);
		if (!rc)
			rc = cips_write(
				document, "tidy", &(struct cips_write_options){0}, out, &err);
		cips_document_free(document);
	}
	fclose(out);
	cips_close(survey);
	if (!rc)
		return text;
	free(text);
	return NULL;
}

static void flip(int fd, off_t at, int bit)
{
	uint8_t byte;
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= (uint8_t)(1 << bit);
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
}

/* Pages so small that there is little in the file that says nothing. */
static void test_flipped_bits(void **state)
{
	(void)state;
	struct stat status;
	unsigned long reported = 0;
	uint64_t random = seed * UINT64_C(0x9e3779b97f4a7c15);
	make_survey("flips.cips", false);
	run_sql("flips.cips", "PRAGMA page_size = 512; VACUUM");
	char *path = strdup(in_folder("flips.cips"));
	char *good = tabulate(path);
	assert_non_null(good);
	assert_int_equal(verify(path).rc, CIPS_OK);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0 && fstat(fd, &status) == 0);
	for (unsigned long i = 0; i < n_flips; i++) {
		off_t at = (off_t)draw(&random, (uint64_t)status.st_size);
		int bit = (int)draw(&random, 8);
		flip(fd, at, bit);
		struct outcome outcome = verify(path);
		if (outcome.rc != CIPS_OK && outcome.rc != CIPS_INTEGRITY &&
			outcome.rc != CIPS_INPUT)
			fail_msg("byte %ld, bit %d: %d, %s", (long)at, bit, outcome.rc,
				outcome.err.text);
		reported += outcome.rc != CIPS_OK;
		if (outcome.rc == CIPS_OK) {
			char *table = tabulate(path);
			if (!table || strcmp(table, good) != 0)
				fail_msg("byte %ld, bit %d: not reported, and %s", (long)at, bit,
					table ? "another table" : "no table");
			free(table);
		}
		flip(fd, at, bit);
	}
	assert_true(reported > n_flips / 3);
	assert_int_equal(verify(path).rc, CIPS_OK);
	print_message("# %lu of %lu flips reported\n", reported, n_flips);
	close(fd);
	free(good);
	free(path);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_other_content),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_followed),
		cmocka_unit_test(test_not_made_good),
		cmocka_unit_test(test_updates),
		cmocka_unit_test(test_flipped_bits),
	};
	if (argc > 1)
		n_flips = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests_name("api verify", tests, make_world, end_world);
}
