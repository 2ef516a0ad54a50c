/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stations that ask for tokens: how they are made, what they take, what lies in their boxes, and
 * that no token is taken twice by one of them, whoever tries in whatever order and is killed.
 *
 *	test_api_tokens [SEQUENCES]
 */
#include "stations.h"

#include "api/tokens.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

enum { TOKENS = 12, STATIONS = 5 };

static unsigned sequences = 120;
static char tokens[TOKENS][CIPS_TOKEN_TEXT];
static const char small_form[] =
	"| survey |\n|  | type | name | label |\n"
	"|  | select_one yn | fair | Fair? |\n|  | text | say | Say it |\n"
	"| choices |\n|  | list_name | name | label |\n|  | yn | y | Yes |\n"
	"|  | yn | n | No |\n| settings |\n|  | form_title | form_id |\n"
	"|  | Small | small |\n";

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* A survey with the small form too, and slips. */
static int make_slips(void **state)
{
	struct cips_survey *survey;
	if (make_survey(state))
		return -1;
	write_file(in_folder("small.md"), small_form);
	assert_done(cips_open(in_folder("s.cips"), CIPS_WRITE, &survey, err));
	add_form(survey, in_folder("small.md"));
	cips_close(survey);
	assert_done(cips_token_new_file(TOKENS, NULL, in_folder("slips.txt"), err));
	FILE *file = fopen(in_folder("slips.txt"), "r");
	char line[256], word[256], more[256];
	size_t n = 0;
	while (fgets(line, sizeof line, file))
		if (sscanf(line, "%s %s", word, more) == 1) {
			assert_true(n < TOKENS);
			snprintf(tokens[n++], sizeof *tokens, "%.22s", word);
		}
	fclose(file);
	assert_int_equal(n, TOKENS);
	return 0;
}

static struct cips_station_options token_options(void)
{
	struct cips_station_options options = station_options("small");
	options.target = options.slots = TOKENS;
	options.tokens = in_folder("slips.txt");
	return options;
}

static enum cips_token_fate fate_of(struct cips_station *station, const char *text)
{
	enum cips_token_fate fate;
	assert_done(cips_station_token(station, text, &fate, err));
	return fate;
}

static enum cips_rc store(
	struct cips_station *station, const char *token, bool elsewhere, struct cips_err *err)
{
	struct cips_origin_said origin = {.token = token};
	struct cips_session *session = cips_session_new(station);
	cips_session_choose(session, 0, 1);
	cips_session_type(session, 1, "words", 5);
	enum cips_rc rc = elsewhere ? cips_station_store_elsewhere(station, session, &origin, err)
				    : cips_station_store(station, session, &origin, err);
	/* whatever came of it, the answers are still there */
	assert_string_equal(cips_session_typed(session, 1), "words");
	cips_session_free(session);
	return rc;
}

/* --- slips ---------------------------------------------------------------------------------- */

static void slips_are_for_their_owner_alone(void **state)
{
	(void)state;
	struct stat facts;
	struct cips_err error = {0};
	assert_int_equal(stat(in_folder("slips.txt"), &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0600);
	assert_int_equal(cips_token_new_file(1, NULL, in_folder("slips.txt"), &error), CIPS_USAGE);
	assert_int_equal(cips_token_new_file(0, NULL, in_folder("x.txt"), &error), CIPS_USAGE);
	assert_int_equal(cips_token_new_file(100001, NULL, in_folder("x.txt"), &error), CIPS_USAGE);
	assert_int_equal(cips_token_new_file(1, "xx", in_folder("x.txt"), &error), CIPS_USAGE);
	assert_int_equal(access(in_folder("x.txt"), F_OK), -1);
}

/* In each language a slip has one line of one word. */
static void slips_of_each_language_make_a_station(void **state)
{
	(void)state;
	static const char *const languages[] = {"en", "fr", "es", "pt"};
	for (size_t i = 0; i < 4; i++) {
		const char *path = in_folder("languages.txt");
		struct cips_station_options options = token_options();
		unlink(path);
		assert_done(cips_token_new_file(TOKENS, languages[i], path, err));
		options.tokens = path;
		make_station(&options, in_folder("post/language.station"));
		struct cips_station *station = open_station(in_folder("post/language.station"));
		assert_int_equal(station->facts.tokens, TOKENS);
		cips_station_close(station);
	}
}

static void assert_list_refused(const char *list, const char *why)
{
	struct cips_station_options options = token_options();
	struct cips_err error = {0};
	const char *path = in_folder("post/refused.station");
	options.tokens = in_folder("list.txt");
	options.target = 2;
	if (list)
		write_file(options.tokens, list);
	else
		unlink(options.tokens);
	assert_int_equal(try_station(&options, path, &error), CIPS_INPUT);
	if (!strstr(error.text, why))
		fail_msg("\"%s\" does not say \"%s\"", error.text, why);
	assert_true(*error.hint);
	assert_int_equal(access(path, F_OK), -1);
}

static void a_list_that_is_none_makes_no_station(void **state)
{
	(void)state;
	char list[512], spoiled[CIPS_TOKEN_TEXT];
	const char *a = tokens[0], *b = tokens[1];
	memcpy(spoiled, b, sizeof spoiled);
	spoiled[6] = spoiled[6] == '7' ? '8' : '7';
	assert_list_refused(NULL, "no such file");
	assert_list_refused("", "no token in it");
	assert_list_refused("not one word of it\n\n   \n- - - -\n", "no token in it");
	snprintf(list, sizeof list, "%s\n", a);
	assert_list_refused(list, "1 tokens are too few for the 2 responses");
	snprintf(list, sizeof list, "first\f \n%s\n", a);
	assert_list_refused(list, "list.txt:1: this is no token");
	snprintf(list, sizeof list, "a slip says\n\n  %s\r\n\f\n\t%s", a, spoiled);
	assert_list_refused(list, "list.txt:5: this is no token");
	snprintf(list, sizeof list, "%s\nand\tso\n%s\n%.4s%s\n", a, b, a, a + 5);
	assert_list_refused(list, "list.txt:4: the same token is in line 1");
	char *long_line = malloc(2000);
	memset(long_line, 'A', 1999);
	memcpy(long_line, "a slip\n", 7);
	long_line[1999] = '\0';
	assert_list_refused(long_line, "list.txt:2: the line is too long");
	free(long_line);
}

/* --- one token ------------------------------------------------------------------------------ */

static void a_token_is_taken_once(void **state)
{
	(void)state;
	struct cips_station_options options = token_options();
	struct cips_station_facts facts;
	struct cips_err error = {0};
	char small[CIPS_TOKEN_TEXT + 8], other[CIPS_TOKEN_TEXT], spoiled[CIPS_TOKEN_TEXT];
	const char *path = in_folder("post/once.station");
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	assert_done(cips_station_read(station, &facts, err));
	assert_int_equal(facts.tokens, TOKENS);
	cips_sealed_token_new(other);
	memcpy(spoiled, tokens[0], sizeof spoiled);
	spoiled[0] = spoiled[0] == '7' ? '8' : '7';
	const struct {
		const char *text;
		enum cips_token_fate fate;
		const char *why;
	} wrong[] = {{NULL, CIPS_TOKEN_MISSING, "asks for a token"},
		{" - ", CIPS_TOKEN_MISSING, "asks for a token"},
		{spoiled, CIPS_TOKEN_MISTYPED, "a character is wrong"},
		{"12", CIPS_TOKEN_MISTYPED, "a character is wrong"},
		{other, CIPS_TOKEN_UNKNOWN, "none of this station"}};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(fate_of(station, wrong[i].text), wrong[i].fate);
		assert_int_equal(store(station, wrong[i].text, false, &error), CIPS_INPUT);
		assert_non_null(strstr(error.text, wrong[i].why));
	}
	assert_int_equal(used_slots(station), 0);
	snprintf(small, sizeof small, " %.4s %.17s", tokens[0], tokens[0] + 5);
	for (char *p = small; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
	assert_int_equal(fate_of(station, small), CIPS_TOKEN_GOOD);
	assert_done(store(station, small, false, err));
	for (int again = 0; again < 2; again++) {
		assert_int_equal(fate_of(station, tokens[0]), CIPS_TOKEN_SPENT);
		assert_int_equal(store(station, tokens[0], false, &error), CIPS_INPUT);
		assert_non_null(strstr(error.text, "used here already"));
		assert_int_equal(used_slots(station), 1);
		cips_station_close(station);
		station = open_station(path);
	}
	assert_done(store(station, tokens[1], false, err));
	assert_int_equal(used_slots(station), 2);
	cips_station_close(station);
}

static void without_a_list_no_token_is_asked_for(void **state)
{
	(void)state;
	struct cips_station_options options = station_options("small");
	make_station(&options, in_folder("post/open.station"));
	struct cips_station *station = open_station(in_folder("post/open.station"));
	assert_int_equal(station->facts.tokens, 0);
	assert_int_equal(fate_of(station, NULL), CIPS_TOKEN_GOOD);
	assert_int_equal(fate_of(station, "nonsense"), CIPS_TOKEN_GOOD);
	assert_done(store(station, NULL, false, err));
	assert_done(store(station, tokens[0], false, err));
	assert_done(store(station, tokens[0], false, err));
	assert_int_equal(used_slots(station), 3);
	cips_station_close(station);
}

/* Neither the tokens nor anything that leads to them is in the file. */
static void a_station_has_no_token(void **state)
{
	(void)state;
	struct cips_station_options options = token_options();
	const char *path = in_folder("post/none.station");
	static char bytes[4 << 20];
	char survey[CIPS_SURVEY_ID];
	make_station(&options, path);
	struct cips_station *station = open_station(path);
	assert_done(store(station, tokens[3], false, err));
	memcpy(survey, station->sealing->settings.survey, sizeof survey);
	cips_station_close(station);
	FILE *file = fopen(path, "r");
	size_t n = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	for (size_t i = 0; i < TOKENS; i++) {
		uint8_t token[CIPS_TOKEN_SIZE], nullifier[CIPS_NULLIFIER_SIZE];
		assert_true(cips_sealed_token_read(tokens[i], strlen(tokens[i]), token));
		cips_sealed_nullifier(nullifier, survey, "small", "2025", token);
		assert_null(memmem(bytes, n, nullifier, 8));
		assert_null(memmem(bytes, n, token, 6));
		assert_null(memmem(bytes, n, tokens[i], 9));
	}
}

/* --- changed lists -------------------------------------------------------------------------- */

static void change_list(const char *path, const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void a_changed_list_is_noticed(void **state)
{
	(void)state;
	static const char *const changes[] = {
		"UPDATE token SET salt = zeroblob(16)",
		"UPDATE token SET hashes = zeroblob(length(hashes))",
		("UPDATE token SET hashes = substr(hashes, 17); "
		 "UPDATE used SET bits = zeroblob(2) WHERE what = 4"),
		"DELETE FROM token; UPDATE used SET bits = x'' WHERE what = 4",
	};
	struct cips_station_options options = token_options();
	const char *path = in_folder("post/changed.station");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct cips_err error = {0};
		struct cips_station *station;
		make_station(&options, path);
		change_list(path, changes[i]);
		assert_int_equal(cips_station_look(path, &station, &error), CIPS_INTEGRITY);
		if (!strstr(error.text, "its tokens are not those that were signed"))
			fail_msg("%s: %s", changes[i], error.text);
	}
	/* and a list where none was signed */
	options.tokens = NULL;
	make_station(&options, path);
	change_list(path,
		"INSERT INTO token VALUES(1, zeroblob(16), zeroblob(16)); "
		"UPDATE used SET bits = x'00' WHERE what = 4");
	struct cips_err error = {0};
	struct cips_station *station;
	assert_int_equal(cips_station_look(path, &station, &error), CIPS_INTEGRITY);
	assert_non_null(strstr(error.text, "its tokens are not those that were signed"));
}

/* --- sequences over several stations ---------------------------------------------------------- */

struct bytes {
	char *bytes;
	size_t n;
};

/* What the test knows of the stations. */
struct model {
	struct cips_station *stations[STATIONS];
	struct bytes images[STATIONS];
	bool spent[STATIONS][TOKENS];	  /* in the file */
	bool elsewhere[STATIONS][TOKENS]; /* in a spare, by the process as it is open now */
	uint64_t random;
	unsigned refused, stored, killed, spared;
};

static const char *station_path(size_t i)
{
	char name[32];
	snprintf(name, sizeof name, "post/s%zu.station", i);
	return in_folder(name);
}

static const char *journal_path(size_t i)
{
	char name[40];
	snprintf(name, sizeof name, "post/s%zu.station-journal", i);
	return in_folder(name);
}

static void make_stations(struct model *model)
{
	for (size_t i = 0; i < STATIONS; i++) {
		struct cips_station_options options = token_options();
		make_station(&options, station_path(i));
		FILE *file = fopen(station_path(i), "r");
		model->images[i].bytes = malloc(4 << 20);
		model->images[i].n = fread(model->images[i].bytes, 1, 4 << 20, file);
		fclose(file);
	}
}

static void open_again(struct model *model, size_t i)
{
	cips_station_close(model->stations[i]);
	memset(model->elsewhere[i], 0, sizeof model->elsewhere[i]);
	model->stations[i] = open_station(station_path(i));
	assert_done(cips_station_set_spare(model->stations[i], in_folder("stick"), err));
}

static void begin_anew(struct model *model)
{
	memset(model->spent, 0, sizeof model->spent);
	for (size_t i = 0; i < STATIONS; i++) {
		cips_station_close(model->stations[i]);
		model->stations[i] = NULL;
		FILE *file = fopen(station_path(i), "r+");
		assert_int_equal(fwrite(model->images[i].bytes, 1, model->images[i].n, file),
			model->images[i].n);
		fclose(file);
		unlink(journal_path(i));
		open_again(model, i);
	}
}

static void try_token(struct model *model, size_t i, size_t t, bool elsewhere)
{
	struct cips_err error = {0};
	bool good = !model->spent[i][t] && !model->elsewhere[i][t];
	assert_int_equal(
		fate_of(model->stations[i], tokens[t]), good ? CIPS_TOKEN_GOOD : CIPS_TOKEN_SPENT);
	enum cips_rc rc = store(model->stations[i], tokens[t], elsewhere, &error);
	if (rc != (good ? CIPS_OK : CIPS_INPUT))
		fail_msg("station %zu, token %zu: %d, %s", i, t, rc, error.text);
	if (good && elsewhere)
		model->elsewhere[i][t] = true;
	else if (good)
		model->spent[i][t] = true;
	model->refused += !good;
	model->stored += good;
	model->spared += good && elsewhere;
}

/* Another process, which ends by itself or is killed at some moment. */
static void try_in_child(struct model *model, size_t i, size_t t)
{
	int ends[2], status;
	char byte;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct cips_err error = {0};
		struct cips_station *station;
		if (cips_station_open(station_path(i), &station, &error))
			_exit(9);
		enum cips_rc rc = store(station, tokens[t], false, &error);
		byte = (char)rc;
		if (write(ends[1], &byte, 1) != 1)
			_exit(8);
		_exit(0);
	}
	close(ends[1]);
	if (draw(&model->random, 2)) {
		const struct timespec wait = {
			.tv_nsec = 1000000 + (long)draw(&model->random, 8000) * 1000};
		nanosleep(&wait, NULL);
		kill(child, SIGKILL);
		model->killed++;
	}
	bool told = read(ends[0], &byte, 1) == 1;
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	enum cips_token_fate fate = fate_of(model->stations[i], tokens[t]);
	if (model->spent[i][t]) {
		assert_true(!told || byte == CIPS_INPUT);
		assert_int_equal(fate, CIPS_TOKEN_SPENT);
		return;
	}
	if (told) /* a spare is known to the process that made it alone */
		assert_int_equal(byte, CIPS_OK);
	unsigned long before = 0;
	for (size_t k = 0; k < TOKENS; k++)
		before += model->spent[i][k];
	bool counted = used_slots(model->stations[i]) == before + 1;
	assert_true(counted || !told);
	if (!model->elsewhere[i][t])
		assert_int_equal(fate, counted ? CIPS_TOKEN_SPENT : CIPS_TOKEN_GOOD);
	model->spent[i][t] = counted;
}

static void step(struct model *model)
{
	struct cips_err error = {0};
	char other[CIPS_TOKEN_TEXT];
	size_t i = draw(&model->random, STATIONS), t = draw(&model->random, TOKENS);
	switch (draw(&model->random, 10)) {
	case 0:
		open_again(model, i);
		break;
	case 1:
		try_in_child(model, i, t);
		break;
	case 2:
		try_token(model, i, t, true);
		break;
	case 3:
		cips_sealed_token_new(other);
		if (draw(&model->random, 2))
			other[20] = other[20] == '0' ? '1' : '0';
		assert_int_equal(store(model->stations[i], other, draw(&model->random, 2), &error),
			CIPS_INPUT);
		break;
	default:
		try_token(model, i, t, false);
	}
}

struct seen {
	struct opening opening;
	uint8_t nullifiers[TOKENS][CIPS_NULLIFIER_SIZE];
	size_t n;
};

static void note_nullifier(
	struct opening *opening, const struct cips_box_head *head, const uint8_t *content)
{
	struct seen *seen = (struct seen *)opening;
	(void)content;
	if (head->kind != CIPS_BOX_ANSWERS)
		return;
	assert_true(seen->n < TOKENS);
	memcpy(seen->nullifiers[seen->n++], head->nullifier, CIPS_NULLIFIER_SIZE);
}

/* Each token that was spent at a station has left its nullifier there once, and no other has. */
static void check_boxes(struct model *model, struct seen *seen, size_t i)
{
	const struct cips_station_settings *settings = &model->stations[i]->sealing->settings;
	seen->n = 0;
	seen->opening.each = note_nullifier;
	open_boxes(&seen->opening, model->stations[i]);
	size_t spent = 0;
	for (size_t t = 0; t < TOKENS; t++) {
		uint8_t token[CIPS_TOKEN_SIZE], wanted[CIPS_NULLIFIER_SIZE];
		size_t found = 0;
		cips_sealed_token_read(tokens[t], strlen(tokens[t]), token);
		cips_sealed_nullifier(wanted, settings->survey, "small", "2025", token);
		for (size_t k = 0; k < seen->n; k++)
			found += memcmp(seen->nullifiers[k], wanted, sizeof wanted) == 0;
		assert_int_equal(found, model->spent[i][t]);
		spent += model->spent[i][t];
	}
	assert_int_equal(seen->n, spent);
	assert_int_equal(used_slots(model->stations[i]), spent);
}

static void clean_stick(void)
{
	char command[64];
	snprintf(command, sizeof command, "rm -f %s/stick/*", folder);
	assert_int_equal(system(command), 0);
}

static void no_station_takes_a_token_twice(void **state)
{
	(void)state;
	static struct model model = {.random = 20251123};
	static struct seen seen;
	make_stations(&model);
	open_keys(&seen.opening);
	for (unsigned n = 0; n < sequences; n++) {
		begin_anew(&model);
		for (unsigned steps = 10 + draw(&model.random, 20); steps; steps--)
			step(&model);
		for (size_t i = 0; i < STATIONS; i++)
			if (n % 10 == 0 || i == n % STATIONS)
				check_boxes(&model, &seen, i);
		clean_stick();
	}
	print_message("# %u sequences: %u stored (%u in spares), %u refused, %u killed\n",
		sequences, model.stored, model.spared, model.refused, model.killed);
	assert_true(model.refused > sequences && model.killed > sequences / 2);
	for (size_t i = 0; i < STATIONS; i++) {
		cips_station_close(model.stations[i]);
		free(model.images[i].bytes);
	}
	close_keys(&seen.opening);
}

/* --- spares --------------------------------------------------------------------------------- */

static struct cips_station *open_spare(const char *name)
{
	struct cips_station *station;
	char path[64];
	snprintf(path, sizeof path, "stick/%s", name);
	assert_done(cips_station_look(in_folder(path), &station, err));
	return station;
}

static void a_spare_spends_with_its_station(void **state)
{
	(void)state;
	struct cips_station_options options = token_options();
	struct cips_err error = {0};
	const char *path = in_folder("post/main.station");
	options.target = options.slots = 3;
	make_station(&options, path);
	clean_stick();
	struct cips_station *station = open_station(path);
	assert_done(cips_station_set_spare(station, in_folder("stick"), err));
	assert_done(store(station, tokens[0], false, err));
	/* spent here: no spare is even made */
	assert_int_equal(store(station, tokens[0], true, &error), CIPS_INPUT);
	assert_int_equal(access(in_folder("stick/main-spare-1.station"), F_OK), -1);
	for (size_t t = 1; t < 6; t++) { /* the first spare is used up in between */
		assert_done(store(station, tokens[t], true, err));
		assert_int_equal(fate_of(station, tokens[t]), CIPS_TOKEN_SPENT);
		assert_int_equal(store(station, tokens[t], true, &error), CIPS_INPUT);
		assert_int_equal(store(station, tokens[t], false, &error), CIPS_INPUT);
	}
	assert_done(store(station, tokens[6], false, err));
	assert_int_equal(used_slots(station), 2);
	cips_station_close(station);
	struct cips_station *first = open_spare("main-spare-1.station");
	struct cips_station *second = open_spare("main-spare-2.station");
	assert_int_equal(first->facts.tokens, TOKENS);
	assert_int_equal(used_slots(first), 3);
	assert_int_equal(used_slots(second), 2);
	assert_int_equal(fate_of(first, tokens[1]), CIPS_TOKEN_SPENT);
	assert_int_equal(fate_of(first, tokens[0]), CIPS_TOKEN_GOOD);
	cips_station_close(first);
	cips_station_close(second);
}

/* --- before there were tokens ----------------------------------------------------------------- */

static void note_answers(
	struct opening *opening, const struct cips_box_head *head, const uint8_t *content)
{
	static const uint8_t none[CIPS_NULLIFIER_SIZE];
	assert_memory_equal(head->nullifier, none, sizeof none);
	if (head->kind == CIPS_BOX_ANSWERS)
		opening->n_found += content[0] == 1 || content[0] == 2;
}

/* A station of store format 1 collects on, and the key that it was made for opens all of it. */
static void an_old_station_collects_on(void **state)
{
	(void)state;
	char command[400];
	struct cips_secret_key *key;
	const char *path = in_folder("post/old.station");
	snprintf(command, sizeof command,
		"cp %s/tests/store/format-1.station %s && cp %s/tests/api/format-1/old.key %s/keys && "
		"chmod 600 %s %s/keys/old.key",
		SOURCE_DIR, path, SOURCE_DIR, folder, path, folder);
	assert_int_equal(system(command), 0);
	struct cips_station *station = open_station(path);
	assert_int_equal(station->facts.tokens, 0);
	assert_int_equal(used_slots(station), 1);
	assert_done(store(station, "any word", false, err));
	assert_done(cips_sealed_secret_key_open(in_folder("keys/old.key"), PASSPHRASE, &key, err));
	struct opening opening = {.keys = {key}, .each = note_answers};
	open_boxes(&opening, station);
	assert_int_equal(opening.answers, 2);
	assert_int_equal(opening.n_found, 2);
	assert_int_equal(opening.texts, 2);
	cips_sealed_secret_key_free(key);
	cips_station_close(station);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_are_for_their_owner_alone),
		cmocka_unit_test(slips_of_each_language_make_a_station),
		cmocka_unit_test(a_list_that_is_none_makes_no_station),
		cmocka_unit_test(a_token_is_taken_once),
		cmocka_unit_test(without_a_list_no_token_is_asked_for),
		cmocka_unit_test(a_station_has_no_token),
		cmocka_unit_test(a_changed_list_is_noticed),
		cmocka_unit_test(no_station_takes_a_token_twice),
		cmocka_unit_test(a_spare_spends_with_its_station),
		cmocka_unit_test(an_old_station_collects_on),
	};
	if (argc > 1)
		sequences = (unsigned)atoi(argv[1]);
	use_memory();
	return cmocka_run_group_tests(tests, make_slips, remove_survey);
}
