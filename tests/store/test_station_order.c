/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attackers with the station file and its journal, who guess in which order the responses came:
 * none does better than chance. They find it in a station that uses its slots one after the other.
 *
 *	test_store_station_order [TRIALS]
 */
#include "station_attack.h"

static int trials_of_each; /* 0: as the tables say */

/* --- ways to guess -------------------------------------------------------------------------- */

static double by_slot(const struct evidence *e, uint32_t i)
{
	return (double)e->answers[i].slot;
}

static double by_text_slot(const struct evidence *e, uint32_t i)
{
	return (double)e->texts[i].slot;
}

static double by_page(const struct evidence *e, uint32_t i)
{
	return (double)(e->answers[i].offset / PAGE);
}

static double by_place_in_page(const struct evidence *e, uint32_t i)
{
	return (double)(e->answers[i].offset % PAGE);
}

static double by_text_page(const struct evidence *e, uint32_t i)
{
	return (double)(e->texts[i].offset / PAGE);
}

static double number_at(const uint8_t *bytes)
{
	uint64_t value = 0;
	for (int i = 0; i < 6; i++)
		value = value << 8 | bytes[i];
	return (double)value;
}

static double by_content(const struct evidence *e, uint32_t i)
{
	return number_at(e->file.bytes + e->answers[i].offset + 16);
}

static double by_row_header(const struct evidence *e, uint32_t i)
{
	return number_at(e->file.bytes + e->answers[i].offset - 6);
}

static double by_free_bytes_of_page(const struct evidence *e, uint32_t i)
{
	return number_at(e->file.bytes + e->answers[i].offset / PAGE * PAGE);
}

/* Where the journal has the box, or what stands beside it in its page. */
static double by_journal(const struct evidence *e, uint32_t i)
{
	const uint8_t *box = e->file.bytes + e->answers[i].offset;
	const uint8_t *at = memmem(e->journal.bytes, e->journal.n, box, 24);
	if (!at) {
		const uint8_t *page = e->file.bytes + e->answers[i].offset / PAGE * PAGE;
		at = memmem(e->journal.bytes, e->journal.n, page + PAGE - 200, 24);
	}
	return at ? (double)(at - e->journal.bytes) : 0;
}

/* Neighbours may have come one after the other: far from the middle of all is late. */
static double by_distance(const struct evidence *e, uint32_t i)
{
	double sum = 0;
	for (uint32_t k = 1; k <= e->n; k++)
		sum += fabs((double)e->answers[i].slot - (double)e->answers[k].slot);
	return sum;
}

/* The counter of changes says how many there were, and perhaps where to begin. */
static double by_counter(const struct evidence *e, uint32_t i)
{
	size_t counter = (size_t)e->file.bytes[27] | (size_t)e->file.bytes[26] << 8;
	return (double)((e->answers[i].slot + 65536 - counter) % 64);
}

static const struct {
	const char *name;
	double (*score)(const struct evidence *evidence, uint32_t number);
} attacks[] = {
	{"slot", by_slot},
	{"slot of the texts", by_text_slot},
	{"page", by_page},
	{"place in the page", by_place_in_page},
	{"page of the texts", by_text_page},
	{"content", by_content},
	{"row header", by_row_header},
	{"page header", by_free_bytes_of_page},
	{"journal", by_journal},
	{"distance", by_distance},
	{"counter", by_counter},
};

enum { ATTACKS = sizeof attacks / sizeof *attacks };

/* --- trials --------------------------------------------------------------------------------- */

static void restore(const char *path, const struct bytes *image)
{
	FILE *file = fopen(path, "r+b");
	assert_int_equal(fwrite(image->bytes, 1, image->n, file), image->n);
	fclose(file);
}

static void shuffle(uint32_t *order, uint32_t n)
{
	for (uint32_t i = n; i > 1; i--) {
		uint32_t k = below(i), other = order[i - 1];
		order[i - 1] = order[k];
		order[k] = other;
	}
}

static uint32_t the_first(uint32_t n)
{
	(void)n;
	return 0;
}

static void put_all(const char *path, uint32_t n, cips_station_random random)
{
	uint8_t answers[BOX], texts[TEXTS];
	struct cips_station_file *file = open_station(path, true);
	for (uint32_t number = 1; number <= n; number++) {
		mark(answers, BOX, number);
		mark(texts, TEXTS, number);
		assert_done(cips_store_station_put(file, answers, texts, random, &err));
	}
	cips_store_station_close(file);
}

struct result {
	double right; /* mean share of pairs */
	double either;
};

static void attack(const char *path, uint32_t n, struct result results[ATTACKS])
{
	struct evidence evidence = gather(path, n);
	double *scores = calloc(n + 1, sizeof *scores);
	for (size_t a = 0; a < ATTACKS; a++) {
		for (uint32_t i = 1; i <= n; i++)
			scores[i] = attacks[a].score(&evidence, i);
		double right = pairs_right(scores, n);
		results[a].right += right;
		results[a].either += better_of(right);
	}
	free(scores);
	release(&evidence);
}

static void run_trials(uint32_t n, unsigned long slots, int trials, cips_station_random random,
	struct result results[ATTACKS])
{
	char path[256];
	snprintf(path, sizeof path, "%s/%u.station", folder, n);
	memset(results, 0, ATTACKS * sizeof *results);
	create_station(path, slots);
	struct bytes fresh = read_bytes(path);
	for (int trial = 0; trial < trials; trial++) {
		restore(path, &fresh);
		put_all(path, n, random);
		attack(path, n, results);
	}
	free(fresh.bytes);
	for (size_t a = 0; a < ATTACKS; a++) {
		results[a].right /= trials;
		results[a].either /= trials;
	}
}

static const struct {
	uint32_t n;
	unsigned long slots; /* 1.5 times as many, rounded up to 16, at least 64 */
	int trials;
} cases[] = {{8, 64, 150}, {15, 64, 100}, {40, 64, 50}, {200, 304, 12}};

static void test_no_better_than_chance(void **state)
{
	(void)state;
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		struct result results[ATTACKS];
		uint32_t n = cases[c].n;
		int trials = trials_of_each ? trials_of_each : cases[c].trials;
		double chance_either = better_of_chance(n), far = tolerance(n, trials), most = 0;
		run_trials(n, cases[c].slots, trials, below, results);
		for (size_t a = 0; a < ATTACKS; a++) {
			most = fmax(most, results[a].either - chance_either);
			if (fabs(results[a].right - 0.5) > far ||
				results[a].either > chance_either + far)
				fail_msg("%u responses: the %s tells %.1f %% of the pairs, "
					 "%.1f %% in either direction, chance is %.1f %%",
					n, attacks[a].name, 100 * results[a].right,
					100 * results[a].either, 100 * chance_either);
		}
		print_message("# %u responses, %d trials: the best guess is %.1f points from "
			      "chance (%.1f %%), %.1f are allowed\n",
			n, trials, 100 * most, 100 * chance_either, 100 * far);
	}
}

/* The same attackers where there is something to find. */
static void test_find_what_is_there(void **state)
{
	(void)state;
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		struct result results[ATTACKS];
		run_trials(cases[c].n, cases[c].slots, 2, the_first, results);
		assert_true(results[0].right > 0.99);
		assert_true(results[1].right > 0.99);
		assert_true(results[2].right > (cases[c].n > 8 ? 0.8 : 0.5));
	}
}

/* --- tokens --------------------------------------------------------------------------------- */

/*
 * Who has drawn which token is the most that somebody can know of an order: in which one the tokens
 * were used, the time of each. He guesses the slot of each token, by laying them beside the slots
 * in some order, and which of two tokens has the slot further on.
 */
struct used_token {
	double when;  /* it was used */
	double place; /* in the list */
};

static double by_use(const struct used_token *token)
{
	return token->when;
}

static double by_place(const struct used_token *token)
{
	return token->place;
}

static double by_place_in_byte(const struct used_token *token)
{
	return fmod(token->place, 8) * MOST_TOKENS + token->place;
}

static double (*const token_guesses[])(const struct used_token *token) = {
	by_use, by_place, by_place_in_byte};

enum { TOKEN_GUESSES = sizeof token_guesses / sizeof *token_guesses };

static size_t rank_of(const double *scores, uint32_t i, uint32_t n)
{
	size_t rank = 0;
	for (uint32_t k = 1; k <= n; k++)
		rank += scores[k] < scores[i];
	return rank;
}

struct linked {
	double found; /* tokens whose slot was guessed, of a trial */
	double right; /* share of pairs */
};

/* Number i was put for tokens[i]. */
static void link_tokens(const struct evidence *e, const struct used_token *tokens,
	struct linked results[TOKEN_GUESSES])
{
	double slots[64], scores[64], along[64];
	for (uint32_t i = 1; i <= e->n; i++)
		slots[i] = by_slot(e, i);
	for (size_t g = 0; g < TOKEN_GUESSES; g++) {
		for (uint32_t i = 1; i <= e->n; i++)
			scores[i] = token_guesses[g](&tokens[i]);
		for (uint32_t i = 1; i <= e->n; i++) {
			results[g].found += rank_of(scores, i, e->n) == rank_of(slots, i, e->n);
			along[rank_of(scores, i, e->n) + 1] = slots[i];
		}
		results[g].right += pairs_right(along, e->n);
	}
}

static void spend_all(
	const char *path, uint32_t n, uint32_t n_tokens, bool in_order, struct used_token *tokens)
{
	uint32_t places[256];
	uint8_t answers[BOX], texts[TEXTS];
	for (uint32_t i = 0; i < n_tokens; i++)
		places[i] = i + 1;
	if (!in_order)
		shuffle(places, n_tokens);
	struct cips_station_file *file = open_station(path, true);
	for (uint32_t number = 1; number <= n; number++) {
		mark(answers, BOX, number);
		mark(texts, TEXTS, number);
		tokens[number] = (struct used_token){number, places[number - 1]};
		assert_done(cips_store_station_spend(file, token(places[number - 1]), answers,
			texts, in_order ? the_first : below, &err));
	}
	cips_store_station_close(file);
}

static void run_token_trials(
	uint32_t n, int trials, bool in_order, struct linked results[TOKEN_GUESSES])
{
	enum { TOKENS = 120 };
	const char *path = in_folder("tokens.station");
	memset(results, 0, TOKEN_GUESSES * sizeof *results);
	create_with_tokens(path, 64, TOKENS);
	struct bytes fresh = read_bytes(path);
	for (int trial = 0; trial < trials; trial++) {
		struct used_token tokens[64];
		restore(path, &fresh);
		spend_all(path, n, TOKENS, in_order, tokens);
		struct evidence evidence = gather(path, n);
		link_tokens(&evidence, tokens, results);
		release(&evidence);
	}
	free(fresh.bytes);
	for (size_t g = 0; g < TOKEN_GUESSES; g++) {
		results[g].found /= trials;
		results[g].right /= trials;
	}
}

/*
 * A guess that is chance finds one token, whatever their number: the fixed points of a random
 * permutation have mean and variance one (de Montmort 1713).
 */
static void test_tokens_lead_to_no_slot(void **state)
{
	(void)state;
	static const uint32_t sizes[] = {8, 15, 40};
	int trials = trials_of_each ? trials_of_each : 100;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct linked results[TOKEN_GUESSES];
		run_token_trials(sizes[i], trials, false, results);
		for (size_t g = 0; g < TOKEN_GUESSES; g++) {
			if (fabs(results[g].found - 1) > 4 / sqrt(trials) ||
				fabs(results[g].right - 0.5) > tolerance(sizes[i], trials))
				fail_msg("%u tokens, guess %zu: %.2f found, %.1f %% of the pairs",
					sizes[i], g, results[g].found, 100 * results[g].right);
			print_message("# %u tokens, guess %zu: %.2f found, %.1f %% of the pairs\n",
				sizes[i], g, results[g].found, 100 * results[g].right);
		}
		run_token_trials(sizes[i], 2, true, results);
		assert_true(results[0].found > sizes[i] - 0.5 && results[0].right > 0.99);
		assert_true(results[1].found > sizes[i] - 0.5 && results[1].right > 0.99);
	}
}

/* --- proof ---------------------------------------------------------------------------------- */

/* Which slots the next put is to use, and which are used. */
static struct plan {
	size_t next[2]; /* answers, texts */
	bool used[2][64];
	int kind;
} plan;

static uint32_t as_planned(uint32_t n)
{
	uint32_t rank = 0;
	int kind = plan.kind++ % 2;
	for (size_t i = 0; i < plan.next[kind]; i++)
		rank += !plan.used[kind][i];
	plan.used[kind][plan.next[kind]] = true;
	assert_true(rank < n);
	return rank;
}

/*
 * The same boxes in the same slots, in whatever order they came and whoever of them spent which of
 * the tokens, make the same file and journal, byte for byte: there is nothing in them that knows an
 * order, or which token a box was put for.
 */
static void test_same_bytes(void **state)
{
	(void)state;
	enum { N = 40, TOKENS = 90, ORDERS = 6 };
	const char *path = in_folder("same.station");
	static uint8_t answers[N][BOX], texts[N][TEXTS];
	uint32_t order[N], slots[2][64], tokens[TOKENS];
	struct bytes first[2] = {{0}};
	create_with_tokens(path, 64, TOKENS);
	for (uint32_t i = 0; i < TOKENS; i++)
		tokens[i] = i + 1;
	shuffle(tokens, TOKENS);
	struct bytes fresh = read_bytes(path);
	for (uint32_t i = 0; i < 64; i++)
		slots[0][i] = slots[1][i] = i;
	shuffle(slots[0], 64);
	shuffle(slots[1], 64);
	for (uint32_t i = 0; i < N; i++) {
		order[i] = i;
		mark(answers[i], BOX, i + 1);
		mark(texts[i], TEXTS, i + 1);
	}
	for (int trial = 0; trial < ORDERS; trial++) {
		restore(path, &fresh);
		plan = (struct plan){0};
		struct cips_station_file *file = open_station(path, true);
		for (uint32_t k = 0; k < N; k++) {
			uint32_t i = order[k];
			plan.next[0] = slots[0][i];
			plan.next[1] = slots[1][i];
			assert_done(cips_store_station_spend(
				file, token(tokens[k]), answers[i], texts[i], as_planned, &err));
		}
		cips_store_station_close(file);
		struct bytes images[2] = {read_bytes(path), read_bytes(journal_of(path))};
		for (int k = 0; k < 2; k++) {
			if (trial) {
				assert_int_equal(images[k].n, first[k].n);
				assert_memory_equal(images[k].bytes, first[k].bytes, first[k].n);
				free(images[k].bytes);
			} else {
				first[k] = images[k];
			}
		}
		shuffle(order, N);
		shuffle(tokens, N);
	}
	free(first[0].bytes);
	free(first[1].bytes);
	free(fresh.bytes);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_find_what_is_there),
		cmocka_unit_test(test_no_better_than_chance),
		cmocka_unit_test(test_tokens_lead_to_no_slot),
	};
	if (argc > 1) {
		trials_of_each = atoi(argv[1]);
		reseed();
	}
	return cmocka_run_group_tests_name(
		"store station order", tests, make_station_folder, remove_station_folder);
}
