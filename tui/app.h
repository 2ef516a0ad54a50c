/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interview as a state machine. app_update() takes what happened and says what is to be done
 * about it; it touches nothing but the app and the session, has no clock and does no input or
 * output. Whoever runs it (main.c, plain.c, a test) performs the effect and feeds the outcome back,
 * so that "saved" can only be shown after it was.
 */
#ifndef CIPS_TUI_APP_H
#define CIPS_TUI_APP_H

#include "cips.h"
#include "keys.h"
#include "words.h"

/* No item. */
#define APP_NOWHERE SIZE_MAX

enum screen {
	SCREEN_WELCOME,	  /* the languages; the first screen, and the last of a respondent */
	SCREEN_PICTURE,	  /* can this terminal show a language that is written from the right? */
	SCREEN_TRUST,	  /* what is stored, and what is not */
	SCREEN_DETAILS,	  /* the same at length */
	SCREEN_QUESTION,  /* one question, or a battery */
	SCREEN_REVIEW,	  /* all answers */
	SCREEN_CONFIRM,	  /* hand in? */
	SCREEN_TOKEN,	  /* typing the code of a slip, where the station asks for one */
	SCREEN_UNSAVED,	  /* it could not be stored: again, or elsewhere */
	SCREEN_THANKS,	  /* stored */
	SCREEN_PAUSED,	  /* the six words of a draft */
	SCREEN_RESUME,	  /* typing the six words */
	SCREEN_ORGANISER, /* typing the passphrase */
	SCREEN_FULL,	  /* the station is used up */
	SCREENS,
};

/* What lies over a screen and takes the keys. */
enum overlay {
	OVERLAY_NONE,
	OVERLAY_HELP,
	OVERLAY_MENU,	   /* the live keys as a list */
	OVERLAY_LANGUAGES, /* another language, everything else kept */
	OVERLAY_WARNING,   /* nobody has pressed a key for long */
	OVERLAY_HIDDEN,	   /* F12: a neutral screen until F12 and then Enter */
	OVERLAYS,
};

enum look { LOOK_COLOUR, LOOK_CONTRAST, LOOK_MONO, LOOKS };

/* How a text that is written from the right comes to be shown so. */
enum direction {
	DIRECTION_UNKNOWN,
	DIRECTION_TERMINAL, /* the terminal orders and joins the letters */
	DIRECTION_OURS,	    /* we do, and tell the terminal not to */
	DIRECTION_NONE,	    /* neither works here */
};

enum event_kind {
	EVENT_PRESS,  /* a key */
	EVENT_ACTION, /* what a key would do, from the line mode */
	EVENT_RESIZE,
	EVENT_TICK,    /* time has passed */
	EVENT_OUTCOME, /* of the effect */
};

struct event {
	enum event_kind kind;
	long long now; /* milliseconds of a clock that only goes forward */
	enum press press;
	uint32_t character;
	enum action action;
	size_t number; /* of ACTION_CHOOSE, from 1 */
	int rows, columns;
	enum cips_rc rc; /* of an outcome */
};

enum effect {
	EFFECT_NONE,
	EFFECT_STORE, /* with app->entry as the token; CIPS_INPUT: app->fate says what is wrong with it */
	EFFECT_STORE_ELSEWHERE,
	EFFECT_FORGET,	    /* wipe the session, the screen and what the terminal remembers */
	EFFECT_SAVE_DRAFT,  /* into app->code */
	EFFECT_LOAD_DRAFT,  /* with app->entry as the words; CIPS_INPUT when none opens */
	EFFECT_UNLOCK,	    /* is app->entry the passphrase? CIPS_INPUT when not */
	EFFECT_DROP_DRAFTS, /* no words open anything any more */
	EFFECT_READ_FACTS,  /* how full is the station? into app->facts */
	EFFECT_PLAIN,	    /* go on in line mode until the respondent has finished */
	EFFECT_QUIT,
};

enum {
	APP_ROWS = 24, /* the least that the screens need */
	APP_COLUMNS = 80,
	APP_IDLE_SECONDS = 180,
	APP_WARNING_SECONDS = 60,
	APP_THANKS_SECONDS = 20,
	APP_DRAFT_HOURS = 24, /* that drafts wait, from the first that does */
	APP_ENTRY = CIPS_PASSPHRASE_BYTES + 1,
};

/* How it was started. */
struct app_options {
	bool plain;
	bool assisted;
	bool resume; /* drafts are offered */
	bool spare;  /* there is a folder for EFFECT_STORE_ELSEWHERE */
	bool ascii;
	enum look look;
	bool look_fixed;      /* no colour at all: NO_COLOR, a terminal without */
	int idle_seconds;     /* 0: APP_IDLE_SECONDS */
	const char *language; /* code of the first screen's; NULL or unknown: the form's default */
};

struct app {
	struct cips_station *station; /* borrowed */
	struct cips_session *session; /* borrowed */
	struct app_options options;
	struct cips_station_facts facts;

	enum screen screen;
	enum overlay overlay;
	enum overlay under;  /* what the warning or the hidden screen covers */
	enum overlay behind; /* OVERLAY_LANGUAGES: what comes back behind it, the help or nothing */
	enum effect doing;   /* the last effect that was asked for: what an outcome is of */
	enum screen from;    /* where SCREEN_PICTURE and SCREEN_PAUSED came from */
	bool running;	     /* a respondent has begun */
	int rows, columns;
	enum look look;
	bool ascii;
	size_t language;
	enum tongue tongue;
	/* found out once for the terminal; on SCREEN_PICTURE the one that is being tried */
	enum direction direction;
	size_t wanted; /* SCREEN_PICTURE: the language that is to be shown */

	/* SCREEN_QUESTION: the page is `n_page` questions, 1 unless a battery */
	size_t item; /* the one in focus */
	size_t page; /* the first of the page */
	size_t n_page;
	int focus;		 /* choice in focus, -1: none yet */
	size_t caret;		 /* byte offset in what is typed */
	bool editing;		 /* came from the review and goes back there */
	bool handing;		 /* editing: and there to "hand in" */
	struct cips_fault fault; /* why it did not go forward; CIPS_FAULT_NONE */

	/*
	 * lists: SCREEN_WELCOME, _REVIEW (the last row is "hand in"), _CONFIRM (yes, no),
	 * OVERLAY_MENU, _LANGUAGES
	 */
	size_t row;
	size_t overlay_row;
	size_t scroll;	     /* SCREEN_DETAILS, OVERLAY_HELP, a note: lines left out at the top */
	size_t scroll_under; /* that of the screen while the help lies over it */
	size_t overflow;     /* layout_overflow() as it was last; 0 where nothing scrolls */
	bool unmasked;	     /* SCREEN_REVIEW shows the answers */
	bool waking;	     /* OVERLAY_HIDDEN: F12 was pressed, Enter is awaited */

	char entry[APP_ENTRY]; /* typed outside the session: words, passphrase, token */
	size_t entry_n;
	bool refused;		    /* the last entry was not accepted */
	enum cips_token_fate fate;  /* of the token that was stored with last */
	char code[CIPS_DRAFT_CODE]; /* SCREEN_PAUSED */
	struct cips_err err; /* of the last effect, until the next key; CIPS_OK: it did not fail */

	long long now;
	long long last_press;
	long long shown_since; /* when the screen appeared */
	long long drafts_due;  /* when the drafts go; 0: none was saved since they last went */
	bool ending;	       /* the organiser ends it when they have gone */
};

/* At the welcome screen. Reads the facts, so the station must be open. */
void app_start(struct app *app, struct cips_station *station, struct cips_session *session,
	const struct app_options *options, int rows, int columns, long long now);

enum effect app_update(struct app *app, const struct event *event);

/* Milliseconds until a tick is due, -1: none is. */
long long app_wait(const struct app *app);

/* Milliseconds until the answers are wiped if no key is pressed. */
long long app_left(const struct app *app);

/* Question `i` of the page on SCREEN_QUESTION, 0 the first; APP_NOWHERE behind the last. */
size_t app_page_item(const struct app *app, size_t i);

/* The items of the review in form order: the first, and the one behind; APP_NOWHERE: none. */
size_t app_review_first(const struct app *app);
size_t app_review_next(const struct app *app, size_t item);

/* How many of them are left blank. */
size_t app_review_blanks(const struct app *app);

/* Rows of the review before "hand in": item `i` of it, in form order; *n of them in all. */
size_t app_review_item(const struct app *app, size_t i, size_t *n);

/* Whether the screen is smaller than APP_ROWS x APP_COLUMNS: then one message is all there is. */
bool app_too_small(const struct app *app);

/* A question in the language of the respondent. */
struct cips_question app_question(const struct app *app, size_t item);

/*
 * effects.c: performs an effect with the library and gives the event to feed back. Not the ones
 * about the terminal.
 */
struct event app_perform(struct app *app, enum effect effect, long long now);

#endif
