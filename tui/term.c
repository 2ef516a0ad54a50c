/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Painting is from stdscr, with one doupdate for a frame; reading is from a pad of its own, because
 * curses refreshes the window that is read from. Keys are read as bytes and put together here:
 * wget_wch() swallows what follows a byte that is no UTF-8.
 */
#define NCURSES_WIDECHAR 1
/* curses has structs of these names too. */
#define screen curses_screen
#define term curses_term
#include <curses.h>
#include <ncursesw/term.h>
#undef screen
#undef term
/* Macros that curses makes of common words. */
#undef columns
#undef lines

#include "term.h"

#include "rescue.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum { ESCAPE = 27, ESCAPE_WAIT = 25, SPLIT_WAIT = 50, REDRAW = 'L' & 31 };

struct term {
	SCREEN *screen;
	WINDOW *keys;
	int colours;
	bool coloured;	   /* start_color() was called */
	bool ours;	   /* the terminal was told not to order letters */
	char wipe[64];	   /* clears the screen and what has scrolled off it */
	char unordered[8]; /* has the terminal order letters again; "": it never stopped */
};

/* --- taking over and giving back ------------------------------------------------------------ */

static void refuse(struct cips_err *err, enum cips_rc rc, const char *text, const char *hint)
{
	err->rc = rc;
	snprintf(err->text, sizeof err->text, "%s", text);
	snprintf(err->hint, sizeof err->hint, "%s", hint);
}

/* A capability, "" where there is none. */
static const char *capability(const char *name)
{
	const char *text = tigetstr(name);
	return text && text != (const char *)-1 ? text : "";
}

/*
 * Terminals whose description came before E3 still know CSI 3 J; those of another family could take
 * it for something else.
 */
static const char *scrollback(const char *name)
{
	static const char *const families[] = {"xterm", "linux", "vt1", "vt2", "vt3", "vt4", "tmux",
		"screen", "rxvt", "vte", "gnome", "konsole", "foot"};
	const char *known = capability("E3");
	if (*known)
		return known;
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (strncmp(name, families[i], strlen(families[i])) == 0)
			return "\033[3J";
	return "";
}

/* A capability without the padding that only tputs() understands. */
static void append(char *out, size_t size, const char *sequence)
{
	size_t n = strlen(out);
	while (*sequence && n + 1 < size) {
		if (sequence[0] == '$' && sequence[1] == '<') {
			sequence += strcspn(sequence, ">");
			sequence += *sequence == '>';
			continue;
		}
		out[n++] = *sequence++;
	}
	out[n] = '\0';
}

static void write_all(const char *sequence)
{
	size_t n = strlen(sequence), done = 0;
	while (done < n) {
		ssize_t wrote = write(STDOUT_FILENO, sequence + done, n - done);
		if (wrote <= 0)
			return;
		done += (size_t)wrote;
	}
}

/* What a crash sends: all that curses would have undone, on both screens. */
static void set_farewell(const struct term *term)
{
	char farewell[256] = "";
	append(farewell, sizeof farewell, capability("sgr0"));
	append(farewell, sizeof farewell, term->wipe);
	append(farewell, sizeof farewell, capability("rmkx"));
	append(farewell, sizeof farewell, capability("cnorm"));
	append(farewell, sizeof farewell, capability("rmcup"));
	append(farewell, sizeof farewell, term->wipe);
	append(farewell, sizeof farewell, term->ours ? term->unordered : "");
	rescue_farewell(farewell, strlen(farewell));
}

/*
 * What the common terminals send whatever they call themselves, where their description is silent.
 */
static void define_keys(void)
{
	static const struct {
		const char *sequence;
		int key;
	} known[] = {
		{"\033[A", KEY_UP},
		{"\033OA", KEY_UP},
		{"\033[B", KEY_DOWN},
		{"\033OB", KEY_DOWN},
		{"\033[C", KEY_RIGHT},
		{"\033OC", KEY_RIGHT},
		{"\033[D", KEY_LEFT},
		{"\033OD", KEY_LEFT},
		{"\033[H", KEY_HOME},
		{"\033OH", KEY_HOME},
		{"\033[1~", KEY_HOME},
		{"\033[7~", KEY_HOME},
		{"\033[F", KEY_END},
		{"\033OF", KEY_END},
		{"\033[4~", KEY_END},
		{"\033[8~", KEY_END},
		{"\033[3~", KEY_DC},
		{"\033[5~", KEY_PPAGE},
		{"\033[6~", KEY_NPAGE},
		{"\033[Z", KEY_BTAB},
		{"\033OP", KEY_F(1)},
		{"\033OQ", KEY_F(2)},
		{"\033OR", KEY_F(3)},
		{"\033OS", KEY_F(4)},
		{"\033[11~", KEY_F(1)},
		{"\033[12~", KEY_F(2)},
		{"\033[13~", KEY_F(3)},
		{"\033[14~", KEY_F(4)},
		{"\033[15~", KEY_F(5)},
		{"\033[17~", KEY_F(6)},
		{"\033[18~", KEY_F(7)},
		{"\033[19~", KEY_F(8)},
		{"\033[20~", KEY_F(9)},
		{"\033[21~", KEY_F(10)},
		{"\033[23~", KEY_F(11)},
		{"\033[24~", KEY_F(12)},
		{"\033[[A", KEY_F(1)},
		{"\033[[B", KEY_F(2)},
		{"\033[[C", KEY_F(3)},
		{"\033[[D", KEY_F(4)},
		{"\033[[E", KEY_F(5)},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (key_defined(known[i].sequence) == 0)
			define_key(known[i].sequence, known[i].key);
	keyok(KEY_MOUSE, FALSE);
}

/* Everything from newterm() on; false when curses cannot. */
static bool begin(struct term *term)
{
	term->screen = newterm(NULL, stdout, stdin);
	if (!term->screen)
		return false;
	raw();
	noecho();
	nonl();
	set_escdelay(ESCAPE_WAIT);
	intrflush(stdscr, FALSE);
	leaveok(stdscr, FALSE);
	curs_set(1);
	term->keys = newpad(1, 1);
	keypad(term->keys, TRUE);
	meta(term->keys, TRUE);
	wtimeout(term->keys, 0);
	define_keys();
	/* An OSC on the console: no colour is redefined here. */
	orig_colors = NULL;
	term->colours = tigetnum("colors") > 0 ? tigetnum("colors") : 0;
	term->coloured = false;
	return true;
}

/* Empties the screen and what is left of it, and lets go of all memory of it. */
static void end(struct term *term)
{
	flushinp();
	werase(stdscr);
	clearok(stdscr, TRUE);
	wnoutrefresh(stdscr);
	doupdate();
	write_all(term->wipe);
	endwin();
	write_all(term->wipe);
	delwin(term->keys);
	delscreen(term->screen);
}

/*
 * Looks the terminal up before curses does, which would end the process, and what wipes it: for
 * lines that a respondent may have typed before.
 */
static bool look_up(const char *name, struct term *term, struct cips_err *err)
{
	static const char hint[] = "set TERM to the name of the terminal, such as linux or xterm";
	char text[160];
	int found;
	if (!name || !*name || strcmp(name, "dumb") == 0) {
		refuse(err, CIPS_USAGE, "TERM names no terminal with a screen", hint);
		return false;
	}
	if (setupterm(name, STDOUT_FILENO, &found) != OK) {
		char *shown = cips_printable(name);
		snprintf(text, sizeof text, "nothing is known here about the terminal \"%.80s\"",
			shown);
		free(shown);
		refuse(err, CIPS_USAGE, text, hint);
		return false;
	}
	bool able = *capability("cup") && *capability("clear");
	const char *forgotten = scrollback(name);
	append(term->wipe, sizeof term->wipe, capability("clear"));
	append(term->wipe, sizeof term->wipe, forgotten);
	if (*forgotten)
		append(term->unordered, sizeof term->unordered, "\033[8h");
	del_curterm(cur_term);
	if (!able)
		refuse(err, CIPS_USAGE, "this terminal cannot move its cursor", hint);
	return able;
}

/* Wipes the terminal and takes it; its settings can be given back from the first moment on. */
static bool take_over(struct term *term, struct cips_err *err)
{
	rescue_arm(STDIN_FILENO);
	write_all(term->wipe);
	if (begin(term)) {
		set_farewell(term);
		return true;
	}
	rescue_disarm();
	refuse(err, CIPS_SYSTEM, "the terminal cannot be taken over", "");
	return false;
}

struct term *term_open(struct cips_err *err)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		refuse(err, CIPS_USAGE, "input and output are not a terminal", "");
		return NULL;
	}
	/* With these set curses never asks for the size. */
	unsetenv("LINES");
	unsetenv("COLUMNS");
	struct term *term = calloc(1, sizeof *term);
	if (term && look_up(getenv("TERM"), term, err) && take_over(term, err))
		return term;
	if (!term)
		refuse(err, CIPS_SYSTEM, "memory is exhausted", "");
	free(term);
	return NULL;
}

void term_close(struct term *term)
{
	if (!term)
		return;
	term_direction(term, DIRECTION_UNKNOWN);
	end(term);
	rescue_disarm();
	free(term);
}

void term_forget(struct term *term)
{
	end(term);
	/* It could be opened once; should it be gone since, reading says so. */
	if (!begin(term)) {
		rescue_disarm();
		_exit(CIPS_SYSTEM);
	}
	set_farewell(term);
}

void term_direction(struct term *term, enum direction direction)
{
	bool ours = direction == DIRECTION_OURS;
	if (ours == term->ours || !*term->unordered)
		return;
	write_all(ours ? "\033[8l" : term->unordered);
	term->ours = ours;
	set_farewell(term);
}

int term_colours(const struct term *term)
{
	return term->colours;
}

void term_size(const struct term *term, int *rows, int *width)
{
	(void)term;
	getmaxyx(stdscr, *rows, *width);
}

/* --- painting ------------------------------------------------------------------------------- */

enum { PAIR_NONE, PAIR_ACCENT, PAIR_ALARM, PAIR_CONTRAST };

/*
 * What a role looks like. Colour never carries a meaning alone: without it bold, reverse and
 * underline say the same, and the text has its marks.
 */
static const struct {
	attr_t attributes;
	short pair; /* LOOK_COLOUR */
} looks[ROLES] = {
	[ROLE_PLAIN] = {A_NORMAL, PAIR_NONE},
	[ROLE_TITLE] = {A_REVERSE, PAIR_ACCENT},
	[ROLE_STRONG] = {A_BOLD, PAIR_NONE},
	[ROLE_QUIET] = {A_NORMAL, PAIR_ACCENT},
	[ROLE_FOCUS] = {A_REVERSE | A_BOLD, PAIR_NONE},
	[ROLE_CHOSEN] = {A_BOLD, PAIR_ACCENT},
	[ROLE_ERROR] = {A_BOLD, PAIR_ALARM},
	[ROLE_KEY] = {A_BOLD, PAIR_ACCENT},
	[ROLE_MARK] = {A_UNDERLINE, PAIR_NONE},
};

/* Only once a look wants colour: from then on curses sends colour sequences. */
static void start_colours(struct term *term)
{
	start_color();
	use_default_colors();
	init_pair(PAIR_ACCENT, COLOR_CYAN, -1);
	init_pair(PAIR_ALARM, COLOR_RED, -1);
	init_pair(PAIR_CONTRAST, COLOR_WHITE, COLOR_BLACK);
	term->coloured = true;
}

static short pair_of(const struct term *term, enum look look, unsigned char role)
{
	if (look == LOOK_MONO || !term->coloured)
		return PAIR_NONE;
	return look == LOOK_CONTRAST ? PAIR_CONTRAST : looks[role].pair;
}

static attr_t attributes_of(enum look look, unsigned char role)
{
	attr_t attributes = looks[role].attributes;
	return look == LOOK_CONTRAST ? attributes | A_BOLD : attributes;
}

/*
 * The characters of a cell as curses takes them: one that has a place and those that sit on it. One
 * that the terminal would give another width than the frame did is replaced.
 */
static void spell(const struct cell *cell, wchar_t text[CCHARW_MAX + 1])
{
	mbstate_t state = {0};
	const char *bytes = cell->text;
	size_t n = 0;
	wchar_t character;
	for (size_t length; n < CCHARW_MAX && *bytes; bytes += length, n++) {
		length = mbrtowc(&character, bytes, strlen(bytes), &state);
		if (length == 0 || length > CELL_BYTES || (n && wcwidth(character) != 0))
			break;
		text[n] = character;
	}
	if (!*cell->text)
		text[n++] = L' ';
	if (!n || wcwidth(text[0]) != cell->width) {
		text[0] = L'?';
		n = 1;
	}
	text[n] = L'\0';
}

static void paint_cell(
	const struct term *term, int row, int column, const struct cell *cell, enum look look)
{
	wchar_t text[CCHARW_MAX + 1];
	cchar_t painted;
	spell(cell, text);
	setcchar(&painted, text, attributes_of(look, cell->role), pair_of(term, look, cell->role),
		NULL);
	mvadd_wch(row, column, &painted);
}

void term_draw(struct term *term, const struct frame *frame, enum look look)
{
	int rows, width;
	getmaxyx(stdscr, rows, width);
	if (look != LOOK_MONO && term->colours >= 8 && !term->coloured)
		start_colours(term);
	werase(stdscr);
	for (int row = 0; row < rows && row < frame->rows; row++)
		for (int column = 0; column < width && column < frame->columns; column++) {
			const struct cell *cell = &frame->cells[row * frame->columns + column];
			if (cell->width > 0)
				paint_cell(term, row, column, cell, look);
		}
	move(frame->cursor_row < rows ? frame->cursor_row : rows - 1,
		frame->cursor_column < width ? frame->cursor_column : width - 1);
	wnoutrefresh(stdscr);
	doupdate();
}

/* --- reading -------------------------------------------------------------------------------- */

/* The next byte of something begun, or ERR when it does not come. */
static int next_byte(struct term *term)
{
	wtimeout(term->keys, SPLIT_WAIT);
	int key = wgetch(term->keys);
	wtimeout(term->keys, 0);
	return key;
}

/* Takes in a sequence to its end: CSI and SS3 up to a letter, and three bytes behind CSI M. */
static void skip_sequence(struct term *term, int introducer)
{
	int key = next_byte(term);
	if (key == 'M' && introducer == '[')
		for (int i = 0; i < 3; i++)
			next_byte(term);
	while (key != ERR && key < 0x40)
		key = next_byte(term);
}

/* The same for what goes on up to BEL or ST: OSC, DCS and their kind. */
static void skip_string(struct term *term)
{
	int key;
	do
		key = next_byte(term);
	while (key != ERR && key != '\a' && key != ESCAPE);
	if (key == ESCAPE)
		next_byte(term);
}

/*
 * What follows Escape at once is a sequence that no key of ours has: it is taken in to its end, so
 * that its letters are not typed. Whether it was the key alone.
 */
static bool escape_alone(struct term *term)
{
	int key = wgetch(term->keys);
	if (key == ERR)
		return true;
	if (key == ESCAPE)
		return escape_alone(term);
	if (key == '[' || key == 'O')
		skip_sequence(term, key);
	else if (strchr("]PX^_", key))
		skip_string(term);
	return false;
}

/* A character from its first byte on; 0 for what is none. */
static uint32_t character_from(struct term *term, int byte)
{
	int more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
	if (byte < 0x80)
		return (uint32_t)byte;
	if (byte < 0xc2 || byte > 0xf4)
		return 0;
	char bytes[4] = {(char)byte};
	for (int i = 1; i <= more; i++) {
		byte = next_byte(term);
		if (byte == ERR)
			return 0;
		if (byte < 0x80 || byte > 0xbf) {
			ungetch(byte);
			return 0;
		}
		bytes[i] = (char)byte;
	}
	mbstate_t state = {0};
	wchar_t character;
	size_t n = mbrtowc(&character, bytes, (size_t)more + 1, &state);
	return n == (size_t)more + 1 ? (uint32_t)character : 0;
}

static const struct {
	int key;
	enum press press;
} presses[] = {
	{'\r', PRESS_ENTER},
	{'\n', PRESS_ENTER},
	{KEY_ENTER, PRESS_ENTER},
	{'\t', PRESS_TAB},
	{KEY_BTAB, PRESS_BACK_TAB},
	{'\b', PRESS_ERASE},
	{127, PRESS_ERASE},
	{KEY_BACKSPACE, PRESS_ERASE},
	{KEY_DC, PRESS_DELETE},
	{KEY_UP, PRESS_UP},
	{KEY_DOWN, PRESS_DOWN},
	{KEY_LEFT, PRESS_LEFT},
	{KEY_RIGHT, PRESS_RIGHT},
	{KEY_HOME, PRESS_HOME},
	{KEY_END, PRESS_END},
	{KEY_PPAGE, PRESS_PAGE_UP},
	{KEY_NPAGE, PRESS_PAGE_DOWN},
};

static enum press press_of(int key)
{
	for (size_t i = 0; i < sizeof presses / sizeof *presses; i++)
		if (presses[i].key == key)
			return presses[i].press;
	for (int f = 1; f <= 12; f++)
		if (key == KEY_F(f))
			return (enum press)(PRESS_F1 + f - 1);
	return PRESS_NONE;
}

/* What came from curses as an event; false for what means nothing. */
static bool understand(struct term *term, int key, struct event *event)
{
	if (key == KEY_RESIZE) {
		event->kind = EVENT_RESIZE;
		getmaxyx(stdscr, event->rows, event->columns);
		return true;
	}
	event->kind = EVENT_PRESS;
	event->press = press_of(key);
	if (event->press != PRESS_NONE)
		return true;
	if (key == ESCAPE) {
		event->press = PRESS_ESCAPE;
		return escape_alone(term);
	}
	if (key == REDRAW) {
		clearok(curscr, TRUE);
		doupdate();
	}
	if (key < ' ' || key > 0xff)
		return false;
	event->press = PRESS_CHARACTER;
	event->character = character_from(term, key);
	return event->character >= ' ' && (event->character < 0x7f || event->character > 0x9f);
}

/*
 * Whether bytes wait that curses has not read: none, though there is something to read, is the end.
 */
static bool at_end(void)
{
	int waiting = 0;
	return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
}

bool term_read(struct term *term, long long wait, struct event *event)
{
	long long until = wait < 0 ? -1 : rescue_now() + wait;
	bool readable = false;
	*event = (struct event){0};
	for (;;) {
		if (rescue_asked())
			return false;
		int key = wgetch(term->keys);
		event->now = rescue_now();
		if (key != ERR) {
			readable = false;
			if (understand(term, key, event))
				return true;
			continue;
		}
		if (readable && at_end())
			return false;
		long long left = until < 0 ? -1 : until > event->now ? until - event->now : 0;
		enum rescue_wait ended = rescue_wait(STDIN_FILENO, left);
		if (ended == RESCUE_GONE)
			return false;
		if (ended == RESCUE_ELAPSED) {
			event->kind = EVENT_TICK;
			event->now = rescue_now();
			return true;
		}
		readable = ended == RESCUE_READY;
	}
}
