/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view_parts.h"

#include <string.h>

/* Keys whose name is another on another keyboard; `always`: also where signs can be shown. */
static const struct {
	const char *cap;
	enum say name;
	bool always;
} caps[] = {
	{"↑↓", SAY_CAP_UP_DOWN, false},
	{"←→", SAY_CAP_LEFT_RIGHT, false},
	{"⌫", SAY_CAP_ERASE, false},
	{"Enter", SAY_CAP_ENTER, true},
	{"Space", SAY_CAP_SPACE, true},
	{"Del", SAY_CAP_DELETE, true},
	{"Esc", SAY_CAP_ESCAPE, true},
};

const char *legend_cap(const struct app *app, const char *cap)
{
	for (size_t i = 0; i < sizeof caps / sizeof *caps; i++)
		if ((app->ascii || caps[i].always) && strcmp(cap, caps[i].cap) == 0)
			return body_say(app, caps[i].name);
	return cap;
}

enum { GAP_MOST = 2, EDGE = 1 };

/*
 * What begins a new row, and how many rows it may take, from the calmest plan to the one that takes
 * anything: the hands, what else there is to do, and last what is at the same place on all screens.
 */
static const struct plan {
	enum action starts[LAYOUT_LEGEND_ROWS + 1];
	int rows[LAYOUT_LEGEND_ROWS];
} plans[] = {
	{{ACTION_MOVE, ACTION_DONT_KNOW, ACTION_HELP, ACTIONS}, {1, 1, 1}},
	{{ACTION_MOVE, ACTION_HELP, ACTIONS}, {2, 1}},
	{{ACTION_MOVE, ACTIONS}, {LAYOUT_LEGEND_ROWS}},
};

struct entry {
	const char *cap;
	const char *word;
	int cap_columns;
	int columns; /* of both, with the blank between */
};

static struct entry entry_of(const struct app *app, const struct live_key *key)
{
	struct entry entry = {legend_cap(app, key->cap), body_say(app, key->legend), 0, 0};
	entry.cap_columns = frame_width(entry.cap, strlen(entry.cap));
	entry.columns = entry.cap_columns + 1 + frame_width(entry.word, strlen(entry.word));
	return entry;
}

static void put_entry(struct frame *frame, int row, int column, const struct entry *entry)
{
	frame_put(frame, row, column, entry->cap_columns, ROLE_KEY, entry->cap, strlen(entry->cap));
	frame_put(frame, row, column + entry->cap_columns + 1, frame->columns, ROLE_PLAIN,
		entry->word, strlen(entry->word));
}

/* Lays the entries out from a row on; nothing is drawn without a frame. Returns the rows. */
static int lay_out(const struct app *app, struct frame *frame, int row, const struct live_key *live,
	size_t n, int gap)
{
	int rows = n ? 1 : 0, column = EDGE;
	for (size_t i = 0; i < n; i++) {
		struct entry entry = entry_of(app, &live[i]);
		if (column > EDGE && column + entry.columns > app->columns - EDGE) {
			rows++;
			column = EDGE;
		}
		if (frame)
			put_entry(frame, row + rows - 1, column, &entry);
		column += entry.columns + gap;
	}
	return rows;
}

/* With as much air as leaves it in so many rows; returns them. */
static int lay_out_airy(const struct app *app, struct frame *frame, int row,
	const struct live_key *live, size_t n, int most)
{
	int gap = GAP_MOST;
	while (gap > 1 && lay_out(app, NULL, 0, live, n, gap) > most)
		gap--;
	return lay_out(app, frame, row, live, n, gap);
}

/* As planned; returns the rows, more than there may be where it does not fit. */
static int lay_out_plan(const struct app *app, struct frame *frame, int row,
	const struct live_key *live, size_t n, const struct plan *plan)
{
	int rows = 0;
	for (size_t group = 0, from = 0, to = 0; plan->starts[group] != ACTIONS;
		group++, from = to) {
		while (to < n && live[to].action < plan->starts[group + 1])
			to++;
		int used = lay_out_airy(
			app, frame, row + rows, live + from, to - from, plan->rows[group]);
		rows += used <= plan->rows[group] ? used : used + LAYOUT_LEGEND_ROWS;
	}
	return rows;
}

int legend_draw(const struct app *app, struct frame *frame)
{
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live), plan = 0, last = sizeof plans / sizeof *plans - 1;
	while (plan < last &&
		lay_out_plan(app, NULL, 0, live, n, &plans[plan]) > LAYOUT_LEGEND_ROWS)
		plan++;
	int rows = lay_out_plan(app, NULL, 0, live, n, &plans[plan]);
	lay_out_plan(app, frame, app->rows - rows, live, n, &plans[plan]);
	return app->rows - rows - 1;
}
