/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The real program at a terminal, and beside it the same app in the test: both get the same keys,
 * and what the terminal shows must be what the app draws, the cursor included.
 */
#ifndef TESTS_TUI_BESIDE_H
#define TESTS_TUI_BESIDE_H

#include "app.h"
#include "frame.h"
#include "pty_run.h"

/* A key, and what a terminal sends for it. */
struct key {
	const char *bytes;
	enum press press;
	uint32_t character;
};

struct beside {
	struct pty *pty;
	struct cips_station *station;
	struct cips_session *session;
	struct app app;
	struct frame *frame;
	long long now;
	bool ended; /* the app has asked to end */
};

/* How long a picture may take to come, in milliseconds. */
enum { BESIDE_PATIENCE = 5000 };

/* Practises with a form; `extra` are further options, NULL at the end, or NULL. */
void beside_start(struct beside *beside, const char *term, int rows, int columns, const char *form,
	const char *units, const char *const *extra);
void beside_end(struct beside *beside);

/* The key goes to both. */
void beside_press(struct beside *beside, const struct key *key);

/* Characters, one after the other; ASCII. */
void beside_type(struct beside *beside, const char *text);
void beside_resize(struct beside *beside, int rows, int columns);

/* Waits until the terminal shows what the app draws; prints both and fails when it does not. */
void beside_check(struct beside *beside);

/* The keys that have a name. */
extern const struct key beside_keys[];
extern const size_t beside_keys_n;
const struct key *beside_key(enum press press);

/* Presses Enter until the app is on that screen. */
void beside_reach(struct beside *beside, enum screen screen);

/* The path of a file of the tests or the samples. */
#define TEST_FORM SOURCE_DIR "/tests/tui/collect/form.md"
#define OFFICIALS SOURCE_DIR "/sample-surveys/officials.md"
#define UNITS SOURCE_DIR "/sample-surveys/units.csv"

#endif
