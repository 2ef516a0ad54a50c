/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masks of tables of counts: some made by hand, and many random ones before two attackers. One goes
 * through the tables that agree with what is shown, in whole numbers that are not negative; the
 * other does linear algebra on larger tables, with trees and layers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "disclosure/cells.h"

enum { GROUPS = 12, CELLS = GROUPS * GROUPS * 4 };

struct axis {
	size_t n;
	int parent[GROUPS];
	bool answers;
};

/* A table as the room takes it, and for the attackers its atoms: the people directly in a cell. */
struct table {
	struct axis axis[CIPS_CELL_AXES];
	size_t direct[CELLS];
	size_t minimum;
	unsigned char mask[CELLS];
	size_t size;
};

static void make_mask(struct table *t)
{
	struct cips_cell_axis axes[CIPS_CELL_AXES];

	t->size = 1;
	for (int k = 0; k < CIPS_CELL_AXES; k++) {
		axes[k] = (struct cips_cell_axis){
			t->axis[k].parent, t->axis[k].n, t->axis[k].answers};
		t->size *= t->axis[k].n;
	}
	assert_true(t->size <= CELLS);
	memset(t->mask, 0xFF, sizeof(t->mask));
	cips_disclosure_cells(axes, t->direct, t->minimum, t->mask);
}

static void groups_of(const struct table *t, size_t cell, size_t group[CIPS_CELL_AXES])
{
	group[2] = cell % t->axis[2].n;
	group[1] = cell / t->axis[2].n % t->axis[1].n;
	group[0] = cell / t->axis[2].n / t->axis[1].n;
}

static bool is_inside(const struct axis *axis, size_t outer, size_t inner)
{
	for (int g = (int)inner; g >= 0; g = axis->parent[g])
		if (g == (int)outer)
			return true;
	return false;
}

/* Whether the people directly in cell `inner` are counted in cell `outer`. */
static bool counts(const struct table *t, size_t outer, size_t inner)
{
	size_t a[CIPS_CELL_AXES], b[CIPS_CELL_AXES];

	groups_of(t, outer, a);
	groups_of(t, inner, b);
	for (int k = 0; k < CIPS_CELL_AXES; k++)
		if (!is_inside(&t->axis[k], a[k], b[k]))
			return false;
	return true;
}

static size_t base_of(const struct table *t, size_t cell)
{
	size_t sum = 0;

	for (size_t i = 0; i < t->size; i++)
		sum += counts(t, cell, i) ? t->direct[i] : 0;
	return sum;
}

/* -- By hand -------------------------------------------------------------------------------- */

/*
 * Flat tables: rows divided by slashes. The mask has the margins first: all, then the sums of the
 * columns, then for each row its sum and its cells; # is hidden.
 */
static const struct example {
	const char *name, *cells, *mask;
	bool answers; /* the columns are */
} examples[] = {
	{"nothing small", "20 30 / 15 12", ".../.../...", true},
	{"zeros are shown", "20 0 11 / 15 12 0", "..../..../....", true},
	{"one small: a rectangle", "3 30 40 / 25 50 60 / 70 80 90", "..../.##./.##./....", true},
	{"the cheapest rectangle", "30 40 3 / 25 50 60 / 70 80 90", "..../.#.#/.#.#/....", true},
	{"two small in a row protect each other with a row of large ones",
		"3 4 40 / 25 50 60 / 70 80 90", "..../.###/.###/....", true},
	{"an empty cell does not help", "3 0 40 / 25 50 60", "..../.#.#/.#.#", true},
	{"a single row: the sums of the columns go", "3 30 40", ".##./.##.", true},
	{"a single column: the sums of the rows go", "3 / 30 / 40", "../##/##/..", false},
	{"a small row goes with its empty cells", "4 0 / 30 40 / 50 60", ".../###/###/...", true},
	{"everybody is hidden when there are few", "3 2 / 0 4", "###/###/###", true},
	{"too few to move: all but their number", "4 3 / 3 2", ".##/###/###", true},
	{"one answer of a group", "20 0 / 30 40", ".../.##/.##", true},
	{"one answer of a group, no secret", "20 0 / 30 40", ".../.../...", false},
	{"one answer of all", "20 0 / 30 0", ".##/###/###", true},
	{"nobody at all", "0 0 / 0 0", ".../.../...", true},
	{"one person", "1 0 / 0 0", "###/###/###", true},
	{"an empty row is shown", "20 30 / 0 0 / 15 12", ".../.../.../...", true},
};

static void parse(const struct example *example, struct table *t)
{
	const char *p = example->cells;
	size_t columns = 1, row = 1, column = 1;

	*t = (struct table){.minimum = 10};
	for (const char *q = p; *q && *q != '/'; q++)
		columns += *q >= '0' && *q <= '9' && (q[1] == ' ' || !q[1]);
	for (; *p; p++) {
		int used;
		size_t count;

		if (*p == '/') {
			row++;
			column = 1;
		} else if (sscanf(p, "%zu%n", &count, &used) == 1 && *p != ' ') {
			t->direct[row * columns + column++] = count;
			p += used - 1;
		}
	}
	t->axis[0] = (struct axis){1, {-1}, false};
	t->axis[1] = (struct axis){row + 1, {-1}, false};
	t->axis[2] = (struct axis){columns, {-1}, example->answers};
}

static void made_by_hand(void **state)
{
	(void)state;
	for (size_t e = 0; e < sizeof(examples) / sizeof(examples[0]); e++) {
		struct table t;
		char mask[2 * CELLS] = "";
		size_t n = 0;

		parse(&examples[e], &t);
		make_mask(&t);
		for (size_t i = 0; i < t.size; i++) {
			if (i && i % t.axis[2].n == 0)
				mask[n++] = '/';
			mask[n++] = t.mask[i] == CIPS_MASK_SHOWN ? '.' : '#';
		}
		if (strcmp(mask, examples[e].mask) == 0)
			continue;
		print_error("%s: %s, not %s\n", examples[e].name, mask, examples[e].mask);
		fail();
	}
}

/* -- Random tables -------------------------------------------------------------------------- */

static uint32_t random_state;

/* xorshift (Marsaglia 2003) */
static size_t below(size_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % limit;
}

/* A root and up to `most` groups below, flat or as a tree. */
static void draw_axis(struct axis *axis, size_t most, bool tree)
{
	*axis = (struct axis){.n = 2 + below(most), .answers = below(2) == 0};
	axis->parent[0] = -1;
	for (size_t g = 1; g < axis->n; g++)
		axis->parent[g] = tree ? (int)below(g) : 0;
}

static bool has_children(const struct axis *axis, size_t group)
{
	for (size_t g = group + 1; g < axis->n; g++)
		if (axis->parent[g] == (int)group)
			return true;
	return false;
}

/* People in the leaves, and in inner groups of trees (but never in the root of a flat axis). */
static void draw_people(struct table *t, const size_t *sizes, size_t n_sizes, bool direct)
{
	for (size_t i = 0; i < t->size; i++) {
		size_t group[CIPS_CELL_AXES];
		bool inner = false;

		groups_of(t, i, group);
		for (int k = 0; k < CIPS_CELL_AXES; k++)
			inner = inner || has_children(&t->axis[k], group[k]);
		t->direct[i] = inner && (!direct || below(3)) ? 0 : sizes[below(n_sizes)];
	}
}

static void draw_table(struct table *t, size_t layers, size_t rows, size_t columns,
	const size_t *sizes, size_t n_sizes)
{
	bool tree = below(2) == 0;

	memset(t, 0, sizeof(*t));
	t->minimum = 2 + below(5);
	t->axis[0] = (struct axis){1, {-1}, false};
	if (layers > 1)
		draw_axis(&t->axis[0], layers, tree && below(2) == 0);
	draw_axis(&t->axis[1], rows, tree);
	draw_axis(&t->axis[2], columns, tree && below(4) == 0);
	t->size = t->axis[0].n * t->axis[1].n * t->axis[2].n;
	draw_people(t, sizes, n_sizes, tree);
}

/* -- The attacker who goes through all tables ------------------------------------------------ */

/* A sum of atoms of which something is known. */
struct equation {
	bool has[CELLS];
	size_t last; /* the last atom in it */
	size_t least, most;
};

struct attack {
	const struct table *table;
	struct equation *equations;
	size_t n;
	size_t value[CELLS]; /* of the atoms, in another table */
	size_t highest;
	size_t most[CELLS]; /* of the atoms: what each equation leaves room for */
	size_t steps;
	bool all_hidden; /* the empty cells too: then a hidden one may be empty */
};

/* What a printed cell says: its number, or that there is somebody in it, or nothing. */
static void know(struct attack *attack, size_t cell)
{
	const struct table *t = attack->table;
	struct equation *e = &attack->equations[attack->n++];
	size_t base = base_of(t, cell);
	bool hidden = t->mask[cell] != CIPS_MASK_SHOWN;
	size_t somebody = base > 0 && !attack->all_hidden;

	*e = (struct equation){
		.least = hidden ? somebody : base, .most = hidden ? attack->highest * CELLS : base};
	for (size_t i = 0; i < t->size; i++) {
		e->has[i] = counts(t, cell, i);
		if (e->has[i])
			e->last = i;
	}
}

/* A wish: the cell holds at least so many. */
static void wish(struct attack *attack, size_t cell, size_t least)
{
	know(attack, cell);
	attack->equations[attack->n - 1].least = least;
	attack->equations[attack->n - 1].most = attack->highest * CELLS;
}

static bool agrees(const struct attack *attack, size_t atom)
{
	for (size_t k = 0; k < attack->n; k++) {
		const struct equation *e = &attack->equations[k];
		size_t sum = 0, room = 0;

		if (!e->has[atom])
			continue;
		for (size_t i = 0; i <= atom; i++)
			sum += e->has[i] ? attack->value[i] : 0;
		for (size_t i = atom + 1; i <= e->last; i++)
			room += e->has[i] ? attack->most[i] : 0;
		if (sum > e->most || sum + room < e->least)
			return false;
	}
	return true;
}

static void limit_atoms(struct attack *attack)
{
	for (size_t i = 0; i < attack->table->size; i++) {
		attack->most[i] = attack->highest;
		for (size_t k = 0; k < attack->n; k++) {
			const struct equation *e = &attack->equations[k];

			if (e->has[i] && e->most < attack->most[i])
				attack->most[i] = e->most;
		}
	}
}

/* Whether there is a table, from atom `atom` on. False, too, when the steps are used up. */
static bool exists(struct attack *attack, size_t atom)
{
	const struct table *t = attack->table;

	if (atom == t->size)
		return true;
	if (attack->steps == 0)
		return false;
	attack->steps--;
	/* near the true number first */
	for (size_t i = 0; i <= 2 * attack->highest; i++) {
		size_t away = (i + 1) / 2, truth = t->direct[atom];

		if (i % 2 ? truth + away > attack->most[atom] : away > truth)
			continue;
		attack->value[atom] = i % 2 ? truth + away : truth - away;
		if (agrees(attack, atom) && exists(attack, atom + 1))
			return true;
	}
	attack->value[atom] = 0;
	return false;
}

static void start(struct attack *attack, const struct table *t, struct equation *equations)
{
	*attack = (struct attack){.table = t, .equations = equations, .steps = 400000};
	attack->highest = base_of(t, 0) + t->minimum;
	attack->all_hidden = true;
	for (size_t cell = 1; cell < t->size; cell++)
		attack->all_hidden = attack->all_hidden && t->mask[cell] != CIPS_MASK_SHOWN;
	for (size_t cell = 0; cell < t->size; cell++)
		know(attack, cell);
	limit_atoms(attack);
}

static void say(const struct table *t, size_t cell)
{
	for (size_t i = 0; i < t->size; i++)
		print_error("%s%zu%s", i % t->axis[2].n ? " " : "\n", base_of(t, i),
			t->mask[i] ? "#" : "");
	for (size_t i = 0; i < t->size; i++)
		print_error(" %zu", t->direct[i]);
	for (int k = 0; k < 3; k++)
		for (size_t g = 0; g < t->axis[k].n; g++)
			print_error("%s%d", g ? " " : " / ", t->axis[k].parent[g]);
	print_error("\nminimum %zu, cell %zu\n", t->minimum, cell);
}

/* Whether the attacker has given up before he was through; counted, for there may be few such. */
static bool undecided_after(const struct attack *attack, size_t *undecided)
{
	*undecided += attack->steps == 0;
	return attack->steps == 0;
}

/* Whether a hidden small cell could hold the minimum, as far as the attacker can tell. */
static bool could_be_large(const struct table *t, size_t cell, size_t *undecided)
{
	static struct equation equations[CELLS + 1];
	struct attack attack;

	start(&attack, t, equations);
	wish(&attack, cell, t->minimum);
	return exists(&attack, 0) || undecided_after(&attack, undecided);
}

/* -- Lines of one answer -------------------------------------------------------------------- */

/* The cell in place of `cell` with group `g` on axis `k`. */
static size_t with_group(const struct table *t, size_t cell, int k, size_t g)
{
	size_t group[CIPS_CELL_AXES];

	groups_of(t, cell, group);
	group[k] = g;
	return (group[0] * t->axis[1].n + group[1]) * t->axis[2].n + group[2];
}

/* The people of a line outside one answer: could there be any, as far as the attacker can tell? */
static bool could_differ(const struct table *t, size_t line, size_t answer, size_t *undecided)
{
	static struct equation equations[CELLS + 1];
	struct attack attack;
	struct equation *e;

	start(&attack, t, equations);
	wish(&attack, line, 1);
	e = &equations[attack.n - 1];
	e->last = 0;
	for (size_t i = 0; i < t->size; i++) {
		e->has[i] = e->has[i] && !counts(t, answer, i);
		if (e->has[i])
			e->last = i;
	}
	return exists(&attack, 0) || undecided_after(&attack, undecided);
}

static void check_lines(const struct table *t, int k, size_t *undecided)
{
	for (size_t line = 0; line < t->size; line++) {
		size_t group[CIPS_CELL_AXES], base = base_of(t, line);

		groups_of(t, line, group);
		if (group[k] || !base || t->mask[0] != CIPS_MASK_SHOWN)
			continue;
		for (size_t g = 1; g < t->axis[k].n; g++) {
			size_t answer = with_group(t, line, k, g);

			if (has_children(&t->axis[k], g) || base_of(t, answer) < base)
				continue;
			if (could_differ(t, line, answer, undecided))
				continue;
			say(t, answer);
			fail_msg("all of a line gave the same answer, and it shows");
		}
	}
}

static void nobody_finds_a_small_group(void **state)
{
	static const size_t sizes[] = {0, 0, 1, 1, 2, 3, 4, 6, 9};
	size_t hidden = 0, shown = 0, small = 0, undecided = 0;
	struct table t;

	(void)state;
	random_state = 20251128;
	for (int round = 0; round < 1500; round++) {
		draw_table(&t, 1, 3, 3, sizes, sizeof(sizes) / sizeof(sizes[0]));
		t.axis[2].parent[1] = 0; /* columns: at most one below another */
		make_mask(&t);
		for (size_t cell = 0; cell < t.size; cell++) {
			size_t base = base_of(&t, cell);

			hidden += t.mask[cell] != CIPS_MASK_SHOWN;
			shown += t.mask[cell] == CIPS_MASK_SHOWN;
			if (base == 0 || base >= t.minimum)
				continue;
			small++;
			if (t.mask[cell] == CIPS_MASK_SHOWN ||
				(base_of(&t, 0) >= t.minimum &&
					!could_be_large(&t, cell, &undecided))) {
				say(&t, cell);
				fail_msg("a small group shows");
			}
		}
		for (int k = 1; k < CIPS_CELL_AXES; k++)
			if (t.axis[k].answers)
				check_lines(&t, k, &undecided);
	}
	print_message("# %zu small, %zu hidden, %zu shown, %zu undecided\n", small, hidden, shown,
		undecided);
	/* the mask hides, and does not hide everything */
	assert_true(small > 4000);
	assert_true(undecided * 60 < small);
	assert_true(shown * 4 > hidden);
}

/* The same attacker finds what a mask of the small cells alone would leave open. */
static void the_attacker_finds_what_is_open(void **state)
{
	struct table t;
	size_t undecided = 0;

	(void)state;
	parse(&(struct example){"", "1 5 / 4 3", NULL, false}, &t);
	t.minimum = 3;
	make_mask(&t);
	assert_true(could_be_large(&t, 4, &undecided));
	for (size_t i = 0; i < t.size; i++)
		t.mask[i] = base_of(&t, i) < t.minimum;
	assert_false(could_be_large(&t, 4, &undecided));
	assert_int_equal(undecided, 0);
}

/* -- The attacker who does linear algebra ---------------------------------------------------- */

#define PRIME 2147483647u

static uint64_t power(uint64_t x, uint64_t n)
{
	uint64_t result = 1;

	for (; n; n >>= 1) {
		if (n & 1)
			result = result * x % PRIME;
		x = x * x % PRIME;
	}
	return result;
}

/* Rows in echelon form; pivot[i] is the column of row i. */
struct span {
	uint64_t row[CELLS][CELLS];
	size_t pivot[CELLS];
	size_t n;
	size_t width;
};

/* Takes the rows of the span out of `row`; whether something is left, and where. */
static bool reduce(const struct span *span, uint64_t *row, size_t *first)
{
	for (size_t i = 0; i < span->n; i++) {
		uint64_t factor = row[span->pivot[i]];

		for (size_t c = span->pivot[i]; factor && c < span->width; c++)
			row[c] = (row[c] + (PRIME - factor) * span->row[i][c]) % PRIME;
	}
	for (*first = 0; *first < span->width; ++*first)
		if (row[*first])
			return true;
	return false;
}

static void cell_row(const struct table *t, size_t cell, uint64_t *row)
{
	for (size_t i = 0; i < t->size; i++)
		row[i] = counts(t, cell, i);
}

static void show(struct span *span, const struct table *t, size_t cell)
{
	uint64_t *row = span->row[span->n];
	size_t first;

	cell_row(t, cell, row);
	if (!reduce(span, row, &first))
		return;
	uint64_t inverse = power(row[first], PRIME - 2);

	for (size_t c = first; c < span->width; c++)
		row[c] = row[c] * inverse % PRIME;
	/* earlier rows have nothing in this column either */
	for (size_t i = 0; i < span->n; i++) {
		uint64_t factor = span->row[i][first];

		for (size_t c = 0; factor && c < span->width; c++)
			span->row[i][c] = (span->row[i][c] + (PRIME - factor) * row[c]) % PRIME;
	}
	span->pivot[span->n++] = first;
}

/* The small numbers: of cells, and of the people directly in one. */
static void nothing_small_can_be_subtracted(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 3, 5, 8, 13, 21, 34};
	static struct span span;
	static uint64_t row[CELLS];
	struct table t;
	size_t small = 0, first;

	(void)state;
	random_state = 4711;
	for (int round = 0; round < 400; round++) {
		draw_table(&t, round % 3 ? 1 : 3, 7, 5, sizes, sizeof(sizes) / sizeof(sizes[0]));
		make_mask(&t);
		span.n = 0;
		span.width = t.size;
		for (size_t cell = 0; cell < t.size; cell++)
			if (t.mask[cell] == CIPS_MASK_SHOWN)
				show(&span, &t, cell);
		for (size_t cell = 0; cell < t.size; cell++) {
			size_t base = base_of(&t, cell);

			if (base > 0 && base < t.minimum) {
				small++;
				cell_row(&t, cell, row);
				assert_true(t.mask[cell] != CIPS_MASK_SHOWN);
				assert_true(reduce(&span, row, &first));
			}
			if (t.direct[cell] > 0 && t.direct[cell] < t.minimum) {
				memset(row, 0, sizeof(row));
				row[cell] = 1;
				assert_true(reduce(&span, row, &first));
			}
		}
	}
	print_message("# %zu small\n", small);
	assert_true(small > 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_by_hand),
		cmocka_unit_test(the_attacker_finds_what_is_open),
		cmocka_unit_test(nobody_finds_a_small_group),
		cmocka_unit_test(nothing_small_can_be_subtracted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
