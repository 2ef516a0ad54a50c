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

enum { GAP_MOST = 3, EDGE = 1 };

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

/* Lays the entries out from a row on; nothing is drawn without a frame. Returns the rows. */
static int lay_out(const struct app *app, struct frame *frame, int row,
	const struct live_key live[ACTIONS], size_t n, int gap)
{
	int rows = n ? 1 : 0, column = EDGE;
	for (size_t i = 0; i < n; i++) {
		struct entry entry = entry_of(app, &live[i]);
		if (column > EDGE && column + entry.columns > app->columns - EDGE) {
			rows++;
			column = EDGE;
		}
		if (frame) {
			int at = row + rows - 1;
			frame_put(frame, at, column, entry.cap_columns, ROLE_KEY, entry.cap,
				strlen(entry.cap));
			frame_put(frame, at, column + entry.cap_columns + 1, app->columns,
				ROLE_PLAIN, entry.word, strlen(entry.word));
		}
		column += entry.columns + gap;
	}
	return rows;
}

int legend_draw(const struct app *app, struct frame *frame)
{
	struct live_key live[ACTIONS];
	size_t n = keys_live(app, live);
	int gap = GAP_MOST, rows = lay_out(app, NULL, 0, live, n, gap);
	while (rows > LAYOUT_LEGEND_ROWS && gap > 1)
		rows = lay_out(app, NULL, 0, live, n, --gap);
	lay_out(app, frame, app->rows - rows, live, n, gap);
	return app->rows - rows - 1;
}
