/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/grid.h"

#include "disclosure/mask.h"

#include <stdlib.h>
#include <string.h>

/* Counts the children of each group; then a group's begin where those of the one before it end. */
static void list_children(struct axis *axis)
{
	size_t begin = 0;
	axis->first = cips_malloc(axis->n * sizeof *axis->first);
	axis->end = cips_calloc(axis->n, sizeof *axis->end);
	axis->children = cips_malloc(axis->n * sizeof *axis->children);
	for (size_t g = 1; g < axis->n; g++)
		axis->end[axis->parent[g]]++;
	for (size_t g = 0; g < axis->n; g++) {
		axis->first[g] = begin;
		begin += axis->end[g];
		axis->end[g] = axis->first[g];
	}
	for (size_t g = 1; g < axis->n; g++)
		axis->children[axis->end[axis->parent[g]]++] = g;
}

static struct axis axis_of(const struct cips_groups *groups)
{
	struct axis axis = {.n = groups->n,
		.printed = groups->n,
		.parent = cips_malloc(2 * groups->n * sizeof *axis.parent),
		.leaf = cips_malloc(groups->n * sizeof *axis.leaf)};
	for (size_t g = 0; g < groups->n; g++)
		axis.parent[g] = groups->rows[g].parent;
	for (size_t g = 0; g < groups->n; g++) {
		bool inner = groups->rows[g].end > (int)g + 1;
		axis.leaf[g] = inner ? axis.n : g;
		if (inner)
			axis.parent[axis.n++] = (int)g;
	}
	list_children(&axis);
	return axis;
}

static void axis_release(struct axis *axis)
{
	free(axis->parent);
	free(axis->leaf);
	free(axis->first);
	free(axis->end);
	free(axis->children);
}

static void add_cell(struct grid *grid, size_t to, size_t from)
{
	grid->base[to] += grid->base[from];
	if (grid->said)
		grid->said[to] = cips_disclosure_join_extremes(&grid->said[to], &grid->said[from]);
}

static void roll_up(struct grid *grid)
{
	size_t width = grid->rows.n;
	for (size_t l = 0; l < grid->layers.n; l++)
		for (size_t r = width; r-- > 1;)
			add_cell(grid, l * width + (size_t)grid->rows.parent[r], l * width + r);
	for (size_t l = grid->layers.n; l-- > 1;)
		for (size_t r = 0; r < width; r++)
			add_cell(grid, (size_t)grid->layers.parent[l] * width + r, l * width + r);
}

/* The cells of a grid along one of its axes, and room to mask them. */
struct line {
	const struct axis *axis;
	size_t *base;
	struct cips_extremes *said;
	unsigned char *mask;
};

static struct line line_of(const struct axis *axis)
{
	return (struct line){axis, cips_malloc(axis->n * sizeof(size_t)),
		cips_malloc(axis->n * sizeof(struct cips_extremes)), cips_malloc(axis->n)};
}

static void line_release(struct line *line)
{
	free(line->base);
	free(line->said);
	free(line->mask);
}

/* Where a line of cells begins, how far they are apart, and the line that contains it; NULL: none. */
struct place {
	size_t first;
	size_t step;
	const unsigned char *outer;
};

/*
 * Masks a line. What only protects others along it may be the only thing that does so along the other
 * axis, where the line that contains this one shows: then nobody alone may know it, as if it were
 * hidden for its own sake.
 */
static void mask_line(
	struct grid *grid, struct line *line, const struct place *place, size_t minimum)
{
	size_t n = line->axis->n, step = place->step;
	unsigned char *mask = grid->mask + place->first;
	for (size_t i = 0; i < n; i++) {
		line->base[i] = grid->base[place->first + i * step];
		if (grid->said)
			line->said[i] = grid->said[place->first + i * step];
		bool protects = mask[i * step] && place->outer && !place->outer[i * step];
		line->mask[i] = protects ? CIPS_MASK_SMALL : mask[i * step];
	}
	if (grid->said)
		cips_disclosure_mask_said(
			line->said, NULL, line->axis->parent, n, minimum, line->mask);
	else
		cips_disclosure_mask(line->base, NULL, line->axis->parent, n, minimum, line->mask);
	for (size_t i = 0; i < n; i++)
		if (!mask[i * step])
			mask[i * step] = line->mask[i];
}

static const unsigned char *outer_line(
	const struct grid *grid, const struct axis *axis, size_t group, size_t step)
{
	return group ? grid->mask + (size_t)axis->parent[group] * step : NULL;
}

/* Masks the lines along both axes; in turn, for what one hides another one may have to protect. */
static void mask_lines(struct grid *grid, size_t minimum)
{
	size_t width = grid->rows.n, height = grid->layers.n;
	struct line along_rows = line_of(&grid->rows), along_layers = line_of(&grid->layers);
	unsigned char *before = cips_malloc(width * height);
	do {
		memcpy(before, grid->mask, width * height);
		for (size_t l = 0; l < height; l++)
			mask_line(grid, &along_rows,
				&(struct place){
					l * width, 1, outer_line(grid, &grid->layers, l, width)},
				minimum);
		for (size_t r = 0; r < width; r++)
			mask_line(grid, &along_layers,
				&(struct place){r, width, outer_line(grid, &grid->rows, r, 1)},
				minimum);
	} while (memcmp(before, grid->mask, width * height) != 0);
	line_release(&along_rows);
	line_release(&along_layers);
	free(before);
}

/* Copies the mask of the printed cells into the grid, or back. */
static void copy_mask(struct grid *grid, const struct cips_groups *rows,
	const struct cips_groups *layers, unsigned char *mask, bool back)
{
	for (size_t l = 0; l < layers->n; l++) {
		unsigned char *inside = grid->mask + l * grid->rows.n,
			      *outside = mask + l * rows->n;
		memcpy(back ? outside : inside, back ? inside : outside, rows->n);
	}
}

static void mask_grid(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, const struct cips_extremes *said, size_t minimum, unsigned char *mask)
{
	struct grid grid = {.rows = axis_of(rows), .layers = axis_of(layers)};
	size_t size = grid.rows.n * grid.layers.n;
	grid.base = cips_calloc(size, sizeof *grid.base);
	grid.said = said ? cips_calloc(size, sizeof *grid.said) : NULL;
	grid.mask = cips_calloc(size, 1);
	grid.safe = cips_calloc(size, 1);
	for (size_t l = 0; l < layers->n; l++)
		for (size_t r = 0; r < rows->n; r++) {
			size_t cell = grid.layers.leaf[l] * grid.rows.n + grid.rows.leaf[r];
			size_t given = l * rows->n + r;
			grid.base[cell] = said ? said[given].n : direct[given];
			if (said)
				grid.said[cell] = said[given];
		}
	roll_up(&grid);
	copy_mask(&grid, rows, layers, mask, false);
	do
		mask_lines(&grid, minimum);
	while (cips_tables_protect_sums(&grid, minimum));
	copy_mask(&grid, rows, layers, mask, true);
	axis_release(&grid.rows);
	axis_release(&grid.layers);
	free(grid.base);
	free(grid.said);
	free(grid.mask);
	free(grid.safe);
}

/*
 * The same turned round, and the mask back. Which cells protect others depends on the order of the axes,
 * so it is always that of their variables: else what a table shows and the same one turned round hides
 * would give both away.
 */
static void mask_turned(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, const struct cips_extremes *said, size_t minimum, unsigned char *mask)
{
	size_t size = rows->n * layers->n;
	size_t *people = cips_malloc(size * sizeof *people);
	struct cips_extremes *values = cips_malloc(size * sizeof *values);
	unsigned char *turned = cips_malloc(size);
	for (size_t l = 0; l < layers->n; l++)
		for (size_t r = 0; r < rows->n; r++) {
			size_t from = l * rows->n + r, to = r * layers->n + l;
			turned[to] = mask[from];
			if (said)
				values[to] = said[from];
			else
				people[to] = direct[from];
		}
	mask_grid(layers, rows, said ? NULL : people, said ? values : NULL, minimum, turned);
	for (size_t l = 0; l < layers->n; l++)
		for (size_t r = 0; r < rows->n; r++)
			mask[l * rows->n + r] = turned[r * layers->n + l];
	free(people);
	free(values);
	free(turned);
}

void cips_tables_mask_layers(const struct cips_groups *rows, const struct cips_groups *layers,
	const size_t *direct, const struct cips_extremes *said, size_t minimum, unsigned char *mask)
{
	bool turn =
		rows->variable && layers->variable && strcmp(rows->variable, layers->variable) > 0;
	(turn ? mask_turned : mask_grid)(rows, layers, direct, said, minimum, mask);
}
