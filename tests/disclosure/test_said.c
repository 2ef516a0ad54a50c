/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masks by what people said: trees made by hand, and an attacker who looks for people who all said
 * the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attacker.h"

/* --- a tree, and what people said ------------------------------------------------------------- */

struct tree {
	struct groups groups;
	struct cips_extremes direct[MOST]; /* of those in no child */
	struct cips_extremes said[MOST];   /* of all */
};

/* From what is direct: the rest of the tree, and its mask. */
static void complete(struct tree *tree)
{
	struct groups *g = &tree->groups;

	for (size_t i = 0; i < g->n; i++) {
		tree->said[i] = tree->direct[i];
		g->direct[i] = tree->direct[i].n;
	}
	for (size_t i = g->n; i-- > 0;) {
		g->base[i] = tree->said[i].n;
		if (g->parent[i] >= 0)
			tree->said[g->parent[i]] = cips_disclosure_join_extremes(
				&tree->said[g->parent[i]], &tree->said[i]);
	}
	memcpy(g->mask, g->before, sizeof(g->mask));
	cips_disclosure_mask_said(tree->said, tree->direct, g->parent, g->n, g->minimum, g->mask);
}

/* --- made by hand ----------------------------------------------------------------------------- */

/*
 * A word for each group: its parent's number (- for a root), a colon, and the people directly in it:
 * so many who said y (10), p (5) or n (0). Masks as in test_mask.c, under a minimum of 10.
 */
static const struct example {
	const char *name;
	const char *tree;
	const char *before; /* NULL: nothing hidden */
	const char *after;
} examples[] = {
	{"of several kinds", "-: 0:20y10n 0:15y2n", NULL, "..."},
	{"all of a group", "-: 0:20y 0:12y9n 0:30y30n", NULL, ".sc."},
	{"all but one", "-: 0:19y1n 0:12y9n 0:30y30n", NULL, ".sc."},
	{"all but one, who said more", "-: 0:1y19n 0:12y9n 0:30y30n", NULL, ".sc."},
	{"all but two", "-: 0:19y2n 0:12y9n 0:30y30n", NULL, "...."},
	{"all but two who differ", "-: 0:1y19p1n 0:12y9n 0:30y30n", NULL, "...."},
	{"in the middle", "-: 0:20p 0:12y9n 0:30y30n", NULL, ".sc."},
	{"everybody", "-: 0:20y 0:30y1n", NULL, "sss"},
	{"an empty group is not alike", "-: 0: 0:12y9n", NULL, "..."},
	{"few are hidden for being few", "-: 0:4y 0:7y2n 0:30y30n", NULL, ".ss."},
	{"few of two groups who say the same", "-: 0:4y 0:7y 0:20y10n 0:30y30n", NULL, ".ssc."},
	{"the same but for one", "-: 0:4y 0:6y1n 0:20y10n 0:30y30n", NULL, ".ssc."},
	{"the same but for two", "-: 0:4y1n 0:6y1n 0:20y10n 0:30y30n", NULL, ".ss.."},
	{"two large groups that say the same", "-: 0:40y 0:20y 0:25y10n 0:30y30n", NULL, ".ssc."},
	{"two large groups that do not", "-: 0:40y 0:20n 0:25y10n 0:30y30n", NULL, ".ss.."},
	{"people directly in a group", "-:15y 0:20y10n 0:40y30n", NULL, ".c."},
	{"people directly in a group, of two kinds", "-:13y2n 0:20y10n 0:40y30n", NULL, "..."},
	{"directly in a group and in one that is hidden", "-:15y 0:4y 0:20y10n 0:40y30n", NULL,
		".sc."},
	{"directly in a group, and others hidden", "-:15y 0:4n 0:20y10n 0:40y30n", NULL, ".s.."},
	{"the last group that is left", "-: 0:20y 0:30y 2:5n", NULL, ".scs"},
	{"within a group that shows", "-: 0: 0:40y30n 1:20y 1:12y9n 1:15y9n", NULL, "...sc."},
	{"what only protects others is hidden for its own sake", "-: 0:20y 0:1y 0:30y30n 0:40y40n",
		".c...", ".ssc."},
};

static void add_people(struct cips_extremes *group, const char *text)
{
	size_t people;
	char said;
	int used;

	for (; sscanf(text, "%zu%c%n", &people, &said, &used) == 2; text += used)
		while (people--)
			cips_disclosure_add_value(group, said == 'y' ? 10 : said == 'p' ? 5 : 0);
}

static void read_tree(const struct example *example, struct tree *tree)
{
	static const char letters[] = ".sc";
	struct groups *g = &tree->groups;
	char parent[8], word[64] = "";
	int used;

	*tree = (struct tree){.groups.minimum = 10};
	for (const char *text = example->tree; *text; text += used) {
		assert_int_equal(sscanf(text, " %7[-0-9]:%n", parent, &used), 1);
		text += used;
		used = (int)strcspn(text, " ");
		snprintf(word, sizeof(word), "%.*s", used, text);
		g->parent[g->n] = parent[0] == '-' ? -1 : parent[0] - '0';
		add_people(&tree->direct[g->n++], word);
	}
	for (size_t i = 0; example->before && i < g->n; i++)
		g->before[i] = (unsigned char)(strchr(letters, example->before[i]) - letters);
}

static void made_by_hand(void **state)
{
	struct tree tree;

	(void)state;
	for (size_t e = 0; e < sizeof(examples) / sizeof(examples[0]); e++) {
		char after[MOST + 1] = "";

		read_tree(&examples[e], &tree);
		complete(&tree);
		for (size_t i = 0; i < tree.groups.n; i++)
			after[i] = ".sc"[tree.groups.mask[i]];
		if (strcmp(after, examples[e].after) == 0)
			continue;
		print_error("%s: %s, not %s\n", examples[e].name, after, examples[e].after);
		fail();
	}
}

/* Sums of the same answers in another order are the same score. */
static void rounding_makes_no_difference(void **state)
{
	struct cips_extremes group = {0}, other = {0};

	(void)state;
	for (int i = 0; i < 5; i++) {
		cips_disclosure_add_value(&group, (0.1 + 0.2 + 0.3) / 3);
		cips_disclosure_add_value(&group, (0.3 + 0.2 + 0.1) / 3);
		cips_disclosure_add_value(&other, 0.6 / 3);
	}
	assert_true(group.low < group.high);
	assert_true(cips_disclosure_is_unanimous(&group));
	group = cips_disclosure_join_extremes(&group, &other);
	assert_int_equal(group.n_low, 15);
	assert_int_equal(group.n_high, 15);
}

/* --- by chance -------------------------------------------------------------------------------- */

static void draw_tree(struct tree *tree, bool hidden_before)
{
	size_t direct[MOST];

	draw_groups(&tree->groups, hidden_before);
	memcpy(direct, tree->groups.direct, sizeof(direct));
	memset(tree->direct, 0, sizeof(tree->direct));
	for (size_t i = 0; i < tree->groups.n; i++) {
		size_t usual = below(3), of = below(2) ? 12 : 3;

		for (size_t k = 0; k < direct[i]; k++)
			cips_disclosure_add_value(
				&tree->direct[i], (double)(below(of) == 0 ? below(3) : usual));
	}
	complete(tree);
}

/*
 * The sets of people whose sum he gets and who all said the same, or (unless `all`) all but one. He
 * who knows what somebody said looks for sets without that one.
 */
static bool finds(const struct tree *tree, const struct known *known, bool all, size_t without)
{
	const struct groups *g = &tree->groups;

	for (unsigned set = 1; set < 1u << g->n; set++) {
		struct cips_extremes said = {0};
		bool in[MOST] = {0};

		for (size_t i = 0; i < g->n; i++) {
			if (!(set >> i & 1) || i == without)
				continue;
			in[i] = g->direct[i] > 0;
			said = cips_disclosure_join_extremes(&said, &tree->direct[i]);
		}
		bool alike = all ? said.n > 0 && said.n_low == said.n
				 : cips_disclosure_is_unanimous(&said);

		if (alike && follows(known, MOST, in))
			return true;
	}
	return false;
}

static bool somebody_finds(const struct tree *tree, const struct known *known)
{
	for (size_t i = 0; i < tree->groups.n; i++) {
		struct known more = *known;
		bool in[MOST] = {0};

		if (tree->groups.direct[i] != 1)
			continue;
		in[i] = 1;
		learn(&more, MOST, in);
		if (finds(tree, &more, true, i))
			return true;
	}
	return false;
}

static void fail_tree(const struct tree *tree)
{
	const struct groups *g = &tree->groups;

	print_error("minimum %zu\n", g->minimum);
	for (size_t i = 0; i < g->n; i++)
		print_error(
			"%zu under %d: %zu people, %zu directly, %zu of them %g, %zu %g, before %d, "
			"after %d\n",
			i, g->parent[i], g->base[i], g->direct[i], tree->direct[i].n_low,
			tree->direct[i].low, tree->direct[i].n_high, tree->direct[i].high,
			g->before[i], g->mask[i]);
	fail();
}

static void nobody_finds_what_all_said(void **state)
{
	struct tree tree;

	(void)state;
	random_state = 28;
	for (int round = 0; round < 3000; round++) {
		draw_tree(&tree, round % 2);
		struct known known = what_is_shown(&tree.groups);

		if (small_set_follows(&tree.groups, &known) || finds(&tree, &known, false, MOST) ||
			somebody_finds(&tree, &known))
			fail_tree(&tree);
	}
}

/* The masks of the minimum group alone do not do: he finds something in many. */
static void without_it_he_does(void **state)
{
	struct tree tree;
	int found = 0;

	(void)state;
	random_state = 281;
	for (int round = 0; round < 300; round++) {
		draw_tree(&tree, false);
		struct groups *g = &tree.groups;

		memset(g->mask, 0, sizeof(g->mask));
		cips_disclosure_mask(g->base, g->direct, g->parent, g->n, g->minimum, g->mask);
		struct known known = what_is_shown(g);

		found += finds(&tree, &known, false, MOST);
	}
	assert_true(found > 30);
}

/* Where nobody says the same, the mask is that of the minimum group. */
static void others_are_hidden_as_before(void **state)
{
	struct tree tree;
	unsigned char mask[MOST];

	(void)state;
	random_state = 282;
	for (int round = 0; round < 3000; round++) {
		draw_tree(&tree, round % 2);
		struct groups *g = &tree.groups;

		for (size_t i = 0; i < g->n; i++) {
			size_t n = g->direct[i];

			tree.direct[i] = (struct cips_extremes){0};
			for (size_t k = 0; k < n; k++)
				cips_disclosure_add_value(&tree.direct[i], (double)(10 * i + k));
		}
		g->minimum = g->minimum < 3 ? 3 : g->minimum; /* of two, one is all but one */
		complete(&tree);
		memcpy(mask, g->before, sizeof(mask));
		cips_disclosure_mask(g->base, g->direct, g->parent, g->n, g->minimum, mask);
		if (memcmp(mask, g->mask, sizeof(mask)) != 0)
			fail_tree(&tree);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_by_hand),
		cmocka_unit_test(rounding_makes_no_difference),
		cmocka_unit_test(nobody_finds_what_all_said),
		cmocka_unit_test(without_it_he_does),
		cmocka_unit_test(others_are_hidden_as_before),
	};

	return cmocka_run_group_tests_name("disclosure said", tests, NULL, NULL);
}
