/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hand-made trees, and an attacker who does linear algebra on random ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "attacker.h"

/* -- Hand-made trees ------------------------------------------------------------------------ */

/*
 * `tree` has a word for each group: its parent's number (- for a root), a colon, the number of
 * people in it, and after a plus those directly in it if it has children. `before` and `after` have
 * a letter for each: . shown, s small, c complement.
 */
struct example {
	const char *name;
	const char *tree;
	const char *before; /* NULL: nothing hidden */
	const char *after;
};

/* All under a minimum of 10. */
static const struct example examples[] = {
	{"nothing small shows everything", "-:60 0:20 0:40 1:10 1:10", NULL, "....."},
	{"nobody anywhere", "-:0 0:0 1:0", NULL, "..."},
	{"a root alone", "-:10", NULL, "."},
	{"a small root alone", "-:9", NULL, "s"},
	{"a small root hides everything but empty groups", "-:9 0:4 0:5 0:0 1:4", NULL, "sss.s"},
	{"one small: the smallest sibling joins", "-:60 0:4 0:30 0:12 0:14", NULL, ".s.c."},
	{"ties: the later one joins", "-:46 0:12 0:12 0:4 0:18", NULL, "..cs."},
	{"ties at the end", "-:46 0:4 0:18 0:12 0:12", NULL, ".s..c"},
	{"two small ones with enough people", "-:41 0:4 0:7 0:30", NULL, ".ss."},
	{"two small ones without enough people", "-:57 0:4 0:5 0:30 0:18", NULL, ".ss.c"},
	{"empty siblings protect nobody", "-:34 0:4 0:0 0:30 0:0", NULL, ".s.c."},
	{"small beside an empty one only", "-:14+10 0:4 0:0", NULL, ".s."},
	{"an empty child of a shown parent", "-:20 0:20 0:0", NULL, "..."},
	{"an only child that is its parent", "-:20 0:20", NULL, ".."},
	{"a chain of single children", "-:20 0:20 1:20 2:20", NULL, "...."},
	{"a chain that ends in two small ones", "-:12 0:12 1:12 2:5 2:7", NULL, "...ss"},
	{"few people directly in a parent", "-:40+3 0:17 0:20", NULL, ".c."},
	{"enough people directly in a parent", "-:47+10 0:17 0:20", NULL, "..."},
	{"few directly and one small", "-:40+3 0:4 0:33", NULL, ".sc"},
	{"few directly and one small make enough", "-:41+7 0:4 0:30", NULL, ".s."},
	{"an only child and few directly", "-:33+3 0:30", NULL, ".c"},
	{"the joining child takes everything under it",
		"-:64 0:4 0:24 0:36 2:12 2:12 2:0 3:18 3:18", NULL, ".sc.cc..."},
	{"a small one under a joining child", "-:64 0:4 0:24 0:36 2:5 2:19", NULL, ".sc.sc"},
	{"small ones on two levels", "-:80 0:4 0:36 0:40 2:3 2:16 2:17", NULL, ".sc.scc"},
	{"small ones under a shown child", "-:80 0:40 0:40 1:3 1:16 1:21", NULL, "...sc."},
	{"two roots do not touch", "-:30 -:30 0:4 0:26 1:15 1:15", NULL, "..sc.."},
	{"hidden before: a sibling joins", "-:80 0:20 0:25 0:35", ".s..", ".sc."},
	{"hidden before as complement: the same", "-:80 0:20 0:25 0:35", "..c.", ".cc."},
	{"hidden before, enough directly in the parent", "-:85+10 0:20 0:20 0:35", ".s..", ".s.."},
	{"hidden before, only child: the parent goes too", "-:60 0:20 0:22 0:18 1:20", "....s",
		".c.cs"},
	{"hidden before at the end of a chain: all of it goes", "-:20 0:20 1:20", "..s", "ccs"},
	{"hidden before: everything under it", "-:80 0:40 0:40 1:4 1:36 1:0 2:40", ".c.....",
		".ccsc.c"},
	{"one person and a large one", "-:60 0:1 0:15 0:20 0:24", NULL, ".sc.."},
	{"one person and few, who are enough with him only", "-:60 0:1 0:9 0:25 0:25", NULL,
		".ss.c"},
	{"one person and enough others", "-:60 0:1 0:4 0:6 0:49", NULL, ".sss."},
	{"it is not told that nobody is alone", "-:60 0:4 0:6 0:25 0:25", NULL, ".ss.c"},
	{"one person directly and few", "-:60+1 0:9 0:25 0:25", NULL, ".s.c"},
	{"two large ones, of which none is alone", "-:60+10 0:10 0:20 0:20", ".s..", ".s.."},
	{"small ones in a small group that are just enough", "-:60 0:12 0:48 1:4 1:8", NULL,
		"...ss"},
	{"one person and one hidden before", "-:91 0:1 0:20 0:30 0:40", "..s..", ".ssc."},
	{"one person and a complement", "-:91 0:1 0:20 0:30 0:40", "..c..", ".sc.."},
	{"one person and one hidden before under another name", "-:91 0:1 0:20 0:30 0:40 2:20",
		".....s", ".scc.s"},
	{"one person directly and one hidden before", "-:91+1 0:20 0:30 0:40", ".s..", ".sc."},
	{"one person and another, and one hidden before", "-:93 0:1 0:1 0:20 0:30 0:41", "...s..",
		".sss.."},
	{"two people of one group, and one hidden before", "-:90 0:2 0:20 0:30 0:38", "..s..",
		".ss.."},
	{"one person and one hidden before, and nobody else", "-:61 0:21 0:40 1:1 1:20", "....s",
		".ccss"},
	{"hidden before and empty stays hidden, protects nobody", "-:30 0:0 0:15 0:15", ".s..",
		".s.."},
};

static size_t parse_tree(const char *text, size_t *base, size_t *direct, int *parent)
{
	size_t n = 0;
	int used;

	for (; sscanf(text, " %*[-0-9]:%*u%n", (used = 0, &used)) >= 0 && used > 0; n++) {
		assert_true(n < MOST);
		direct[n] = 0;
		if (sscanf(text, " -:%zu+%zu", &base[n], &direct[n]) >= 1)
			parent[n] = -1;
		else
			sscanf(text, " %d:%zu+%zu", &parent[n], &base[n], &direct[n]);
		text += used;
		text += strspn(text, "+0123456789");
	}
	return n;
}

static void hand_made_trees(void **state)
{
	static const char letters[] = ".sc";
	size_t base[MOST], direct[MOST];
	int parent[MOST];

	(void)state;
	for (size_t e = 0; e < sizeof(examples) / sizeof(examples[0]); e++) {
		const struct example *example = &examples[e];
		unsigned char mask[MOST] = {0};
		char after[MOST + 1] = "";
		size_t n = parse_tree(example->tree, base, direct, parent);

		assert_int_equal(n, strlen(example->after));
		for (size_t i = 0; example->before && i < n; i++)
			mask[i] = (unsigned char)(strchr(letters, example->before[i]) - letters);
		cips_disclosure_mask(base, direct, parent, n, 10, mask);
		for (size_t i = 0; i < n; i++)
			after[i] = letters[mask[i]];
		if (strcmp(after, example->after) == 0)
			continue;
		print_error("%s: %s, not %s\n", example->name, after, example->after);
		fail();
	}
}

static void no_groups_at_all(void **state)
{
	(void)state;
	cips_disclosure_mask(NULL, NULL, NULL, 0, 10, NULL);
}

static void direct_may_be_missing(void **state)
{
	static const size_t base[] = {60, 4, 30, 26};
	static const int parent[] = {-1, 0, 0, 0};
	unsigned char mask[4] = {0};

	(void)state;
	cips_disclosure_mask(base, NULL, parent, 4, 10, mask);
	assert_memory_equal(mask, "\0\1\0\2", 4);
}

/* -- The attacker --------------------------------------------------------------------------- */

/* Groups that were hidden for another reason; `all`: or only to protect others. */
static bool hidden_before_follows(const struct groups *g, const struct known *known, bool all)
{
	bool in[MOST];

	for (size_t i = 0; i < g->n; i++) {
		if (!g->before[i] || g->base[i] == 0)
			continue;
		if (g->before[i] == CIPS_MASK_COMPLEMENT && !all)
			continue;
		set_of_group(g, i, in);
		if (follows(known, MOST, in))
			return true;
	}
	return false;
}

static void print_groups(const struct groups *g)
{
	print_error("minimum %zu\n", g->minimum);
	for (size_t i = 0; i < g->n; i++)
		print_error("%zu under %d: %zu people, %zu directly, before %d, after %d\n", i,
			g->parent[i], g->base[i], g->direct[i], g->before[i], g->mask[i]);
}

#define check(condition, g)                         \
	do {                                        \
		if (!(condition)) {                 \
			print_groups(g);            \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

/* Whether he who is alone directly in group `self` finds few others, or a group hidden before. */
static bool follows_for(const struct groups *g, const struct known *known, size_t self)
{
	struct known more = *known;
	struct groups others = *g;
	bool in[MOST] = {0};

	in[self] = 1;
	learn(&more, MOST, in);
	/* he knows what sets are with him that he is in, so he looks for sets of others */
	others.direct[self] = 0;
	for (size_t i = 0; i < g->n; i++)
		others.base[i] -= is_under(g, self, i);
	return small_set_follows(&others, &more) || hidden_before_follows(&others, &more, false);
}

static bool follows_for_somebody(const struct groups *g, const struct known *known)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->direct[i] == 1 && follows_for(g, known, i))
			return true;
	return false;
}

static void the_attacker_learns_nothing(void **state)
{
	struct groups g;

	(void)state;
	random_state = 20231;
	for (int round = 0; round < 3000; round++) {
		draw_groups(&g, round % 2);
		struct known known = what_is_shown(&g);

		check(!small_set_follows(&g, &known), &g);
		check(!hidden_before_follows(&g, &known, true), &g);
		check(!follows_for_somebody(&g, &known), &g);
	}
}

/* The attacker himself: without the mask he finds what is small. */
static void the_attacker_is_able(void **state)
{
	struct groups g;
	int found = 0;

	(void)state;
	random_state = 4711;
	for (int round = 0; round < 200; round++) {
		draw_groups(&g, false);
		/* Small groups hidden, complements not: what a naive table prints. */
		for (size_t i = 0; i < g.n; i++) {
			if (g.mask[i] == CIPS_MASK_COMPLEMENT)
				g.mask[i] = CIPS_MASK_SHOWN;
		}
		struct known known = what_is_shown(&g);

		found += small_set_follows(&g, &known);
	}
	assert_true(found > 20);
}

/* -- Properties ----------------------------------------------------------------------------- */

static bool something_to_hide(const struct groups *g)
{
	for (size_t i = 0; i < g->n; i++) {
		if (is_small(g, g->base[i]) || is_small(g, g->direct[i]))
			return true;
	}
	return false;
}

/* Whether a large group, or the same people in one below it, was hidden for another reason. */
static bool is_secret(const struct groups *g, size_t group)
{
	for (size_t i = group; i < g->n; i++)
		if (g->before[i] == CIPS_MASK_SMALL && is_under(g, i, group) &&
			g->base[i] == g->base[group])
			return !is_small(g, g->base[i]);
	return false;
}

/* Whether the hidden part of a parent is too few people, one child, or open to one in a small group. */
static bool is_open(const struct groups *g, size_t parent)
{
	size_t people = g->direct[parent], n = people > 0, children = 0,
	       large = people >= g->minimum;
	size_t few = large ? 0 : people;
	bool secret = false;

	for (size_t i = parent + 1; i < g->n; i++) {
		if (g->parent[i] != (int)parent || g->mask[i] == CIPS_MASK_SHOWN || g->base[i] == 0)
			continue;
		people += g->base[i];
		few += is_small(g, g->base[i]) ? g->base[i] : 0;
		large += !is_small(g, g->base[i]);
		n++;
		children++;
		secret = secret || is_secret(g, i);
	}
	if (is_small(g, people) || (n == 1 && children == 1))
		return true;
	return few > 0 && (people == g->minimum || (few == 1 && large == 1 && secret));
}

static void check_group(const struct groups *g, size_t i)
{
	bool under_hidden = g->parent[i] >= 0 && g->mask[g->parent[i]] != CIPS_MASK_SHOWN;

	if (g->before[i])
		check(g->mask[i] == g->before[i], g);
	else if (g->base[i] == 0)
		check(g->mask[i] == CIPS_MASK_SHOWN, g);
	else if (is_small(g, g->base[i]))
		check(g->mask[i] == CIPS_MASK_SMALL, g);
	else
		check(g->mask[i] != CIPS_MASK_SMALL, g);
	if (under_hidden && g->base[i] > 0)
		check(g->mask[i] != CIPS_MASK_SHOWN, g);
	if (g->mask[i] == CIPS_MASK_SHOWN && !is_leaf(g, i))
		check(!is_open(g, i), g);
}

static void invariants_of_the_header(void **state)
{
	struct groups g, again;

	(void)state;
	random_state = 99;
	for (int round = 0; round < 20000; round++) {
		draw_groups(&g, round % 2);
		for (size_t i = 0; i < g.n; i++)
			check_group(&g, i);
		again = g;
		memcpy(again.mask, g.before, sizeof(again.mask));
		cips_disclosure_mask(
			again.base, again.direct, again.parent, again.n, again.minimum, again.mask);
		assert_memory_equal(again.mask, g.mask, sizeof(g.mask));
		/* A mask is its own mask. */
		cips_disclosure_mask(
			again.base, again.direct, again.parent, again.n, again.minimum, again.mask);
		assert_memory_equal(again.mask, g.mask, sizeof(g.mask));
	}
}

static void nothing_small_shows_everything(void **state)
{
	static const unsigned char all_shown[MOST];
	struct groups g;
	int seen = 0;

	(void)state;
	random_state = 7;
	for (int round = 0; round < 20000; round++) {
		draw_groups(&g, false);
		if (something_to_hide(&g))
			continue;
		seen++;
		check(memcmp(g.mask, all_shown, sizeof(all_shown)) == 0, &g);
	}
	assert_true(seen > 100);
}

/*
 * Nothing is hidden for protection that could as well be shown: a child of a shown parent only where
 * the rest of the hidden part would not do, or its own.
 */
static void complements_are_needed(void **state)
{
	struct groups g;
	size_t complements = 0;

	(void)state;
	random_state = 31337;
	for (int round = 0; round < 20000; round++) {
		draw_groups(&g, false);
		for (size_t i = 0; i < g.n; i++) {
			if (g.mask[i] != CIPS_MASK_COMPLEMENT || g.parent[i] < 0 ||
				g.mask[g.parent[i]] != CIPS_MASK_SHOWN)
				continue;
			size_t parent = (size_t)g.parent[i];

			complements++;
			g.mask[i] = CIPS_MASK_SHOWN;
			check(is_open(&g, parent) || (!is_leaf(&g, i) && is_open(&g, i)), &g);
			g.mask[i] = CIPS_MASK_COMPLEMENT;
		}
	}
	assert_true(complements > 1000);
}

/* -- Size ----------------------------------------------------------------------------------- */

enum { MANY = 5000 };

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* One parent of all, and a chain where each is the only child; bounds a quadratic walk breaks. */
static void many_groups_are_quick(void **state)
{
	static size_t base[MANY];
	static int wide[MANY], deep[MANY];
	static unsigned char mask[MANY];

	(void)state;
	base[0] = 0;
	for (int i = 1; i < MANY; i++) {
		wide[i] = 0;
		base[i] = (size_t)(i % 50);
		base[0] += base[i];
	}
	wide[0] = -1;
	double start = milliseconds();

	for (int round = 0; round < 20; round++) {
		memset(mask, 0, sizeof(mask));
		cips_disclosure_mask(base, NULL, wide, MANY, 10, mask);
	}
	assert_int_equal(mask[0], CIPS_MASK_SHOWN);
	assert_int_equal(mask[1], CIPS_MASK_SMALL);
	for (int i = 0; i < MANY; i++) {
		deep[i] = i - 1;
		base[i] = 30;
	}
	for (int round = 0; round < 20; round++) {
		memset(mask, 0, sizeof(mask));
		mask[MANY - 1] = CIPS_MASK_SMALL;
		cips_disclosure_mask(base, NULL, deep, MANY, 10, mask);
	}
	for (int i = 0; i < MANY - 1; i++)
		assert_int_equal(mask[i], CIPS_MASK_COMPLEMENT);
	double taken = (milliseconds() - start) / 40;

	print_message("# %.3f ms\n", taken);
	assert_true(taken < 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hand_made_trees),
		cmocka_unit_test(no_groups_at_all),
		cmocka_unit_test(direct_may_be_missing),
		cmocka_unit_test(the_attacker_is_able),
		cmocka_unit_test(the_attacker_learns_nothing),
		cmocka_unit_test(invariants_of_the_header),
		cmocka_unit_test(nothing_small_shows_everything),
		cmocka_unit_test(complements_are_needed),
		cmocka_unit_test(many_groups_are_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
