/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cips-collect: opens everything, shuts itself in, and then runs the app until the organiser ends
 * it: draw, wait for a key, update, perform the effect, feed the outcome back. Starts no process,
 * ever.
 */
#include "options.h"
#include "plain.h"
#include "rescue.h"
#include "term.h"
#include "view.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

struct run {
	struct cips_station *station;
	struct cips_session *session;
	struct term *term; /* NULL: in lines */
	struct frame *frame;
	struct app app;
	enum cips_rc rc; /* why it ended */
};

/* --- what is said on stderr ----------------------------------------------------------------- */

static void say(const char *before, const char *text)
{
	if (!*text)
		return;
	char *clean = cips_printable(text);
	fprintf(stderr, "%s%s\n", before, clean);
	free(clean);
}

static void say_error(const struct cips_err *err)
{
	say("cips-collect: ", err->text);
	say("hint: ", err->hint);
}

/* What is wrong with a form to practise with; the notes do not matter here. */
static void say_findings(const struct cips_findings *findings)
{
	static const char *const severities[] = {"note", "warning", "error"};
	const struct cips_finding *f;
	for (size_t i = 0; (f = cips_findings_get(findings, i)); i++) {
		char line[1200];
		if (f->severity != CIPS_ERROR)
			continue;
		snprintf(line, sizeof line, "%s:%s%s%ld:%ld: %s: %s%s%s [%s]", f->file, f->sheet,
			*f->sheet ? ":" : "", f->line, f->column, severities[f->severity], f->item,
			*f->item ? ": " : "", f->text, f->code);
		say("", line);
		say("  hint: ", f->hint);
	}
}

/* --- opening -------------------------------------------------------------------------------- */

static enum cips_rc open_station(
	const struct call *call, struct cips_station **station, struct cips_err *err)
{
	const char *form = call->values[OPTION_PRACTICE];
	if (!form)
		return cips_station_open(call->station, station, err);
	struct cips_findings *findings = cips_findings_new();
	enum cips_rc rc =
		cips_station_practice(form, call->values[OPTION_UNITS], station, findings, err);
	say_findings(findings);
	cips_findings_free(findings);
	return rc;
}

/* The folder of a path: all that SQLite must reach for the station and its journal. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return strdup(".");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* From here on nothing else can be opened. Practising goes on where that cannot be done. */
static enum cips_rc shut_in(const struct call *call, struct cips_err *err)
{
	const char *folders[2];
	char *folder = NULL;
	size_t n = 0;
	if (call->station)
		folders[n++] = folder = folder_of(call->station);
	if (call->values[OPTION_SPARE])
		folders[n++] = call->values[OPTION_SPARE];
	enum cips_rc rc = cips_process_shut_in(folders, n, err);
	free(folder);
	bool may_go_on = !call->station || call->values[OPTION_ALLOW_UNSANDBOXED];
	if (rc != CIPS_POLICY || may_go_on)
		return rc == CIPS_POLICY ? CIPS_OK : rc;
	if (!*err->hint)
		snprintf(err->hint, sizeof err->hint,
			"cips doctor says more; --allow-unsandboxed collects all the same");
	return rc;
}

static bool wants_lines(const struct call *call)
{
	const char *accessible = getenv("ACCESSIBLE");
	return call->values[OPTION_PLAIN] || (accessible && strcmp(accessible, "1") == 0);
}

/* A terminal that only has letters of its own, whatever the environment says. */
static bool old_terminal(void)
{
	const char *name = getenv("TERM");
	return name && strncmp(name, "vt", 2) == 0;
}

/* CIPS_USAGE where the form has no language that --lang names. */
static enum cips_rc check_language(
	const struct cips_station *station, const char *wanted, struct cips_err *err)
{
	char list[200] = "use one of:";
	for (size_t i = 0; wanted && cips_station_language(station, i); i++) {
		const char *tag = cips_station_language_tag(station, i);
		size_t used = strlen(list);
		if (strcasecmp(tag, wanted) == 0)
			return CIPS_OK;
		snprintf(list + used, sizeof list - used, " %s", tag);
	}
	if (!wanted)
		return CIPS_OK;
	err->rc = CIPS_USAGE;
	snprintf(err->text, sizeof err->text, "the form has no language \"%.40s\"", wanted);
	snprintf(err->hint, sizeof err->hint, "%s", list);
	return CIPS_USAGE;
}

static struct app_options app_options(const struct call *call, const struct term *term)
{
	bool no_colour = options_no_colour(call) || !term || term_colours(term) < 8;
	return (struct app_options){
		.plain = !term,
		.assisted = call->values[OPTION_ASSISTED],
		.resume = call->values[OPTION_RESUME],
		.spare = call->values[OPTION_SPARE],
		.ascii = call->values[OPTION_ASCII] || (term && old_terminal()),
		.look = no_colour ? LOOK_MONO : LOOK_COLOUR,
		.look_fixed = no_colour,
		.idle_seconds = call->idle_seconds,
		.language = call->values[OPTION_LANG],
	};
}

/* --- running -------------------------------------------------------------------------------- */

static void fit_frame(struct run *run)
{
	if (run->frame && run->frame->rows == run->app.rows &&
		run->frame->columns == run->app.columns)
		return;
	frame_free(run->frame);
	run->frame = frame_new(run->app.rows, run->app.columns);
}

static struct event outcome(enum cips_rc rc)
{
	return (struct event){.kind = EVENT_OUTCOME, .now = rescue_now(), .rc = rc};
}

static struct event forget(struct run *run)
{
	struct event done = app_perform(&run->app, EFFECT_FORGET, rescue_now());
	frame_clear(run->frame);
	cips_process_wipe_stack();
	term_forget(run->term);
	return done;
}

/* One respondent in lines; then the screen again. False when it cannot go on, or was ended there. */
static bool go_plain(struct run *run)
{
	struct cips_err err = {0};
	struct event size = {.kind = EVENT_RESIZE};
	term_close(run->term);
	run->app.options.plain = true;
	run->rc = plain_run(&run->app, stdin, stdout, true);
	run->app.options.plain = false;
	/* Opened in any case: that wipes what was typed in lines and has scrolled off the screen. */
	run->term = term_open(&err);
	if (run->rc || !run->term || run->app.doing == EFFECT_QUIT)
		return false;
	term_size(run->term, &size.rows, &size.columns);
	size.now = rescue_now();
	app_update(&run->app, &size);
	return true;
}

/* Performs an effect and what follows from it; false when it is the end. */
static bool perform(struct run *run, enum effect effect)
{
	while (effect != EFFECT_NONE) {
		struct event event;
		if (effect == EFFECT_QUIT)
			return false;
		if (effect == EFFECT_PLAIN) {
			if (!go_plain(run))
				return false;
			event = outcome(CIPS_OK);
		} else if (effect == EFFECT_FORGET) {
			event = forget(run);
		} else {
			event = app_perform(&run->app, effect, rescue_now());
		}
		effect = app_update(&run->app, &event);
	}
	return true;
}

static void run_screen(struct run *run)
{
	struct event event;
	do {
		fit_frame(run);
		view_draw(&run->app, run->frame);
		term_direction(run->term, run->app.direction);
		term_draw(run->term, run->frame, run->app.look);
		if (!term_read(run->term, app_wait(&run->app), &event)) {
			run->rc = run->app.running ? CIPS_FINDINGS : CIPS_OK;
			return;
		}
	} while (perform(run, app_update(&run->app, &event)));
}

/* Whoever sends a signal knows that it ended, and a draft that was saved is not lost. */
static void say_cut_short(const struct run *run, struct cips_err *err)
{
	if (run->rc != CIPS_FINDINGS || rescue_asked() || run->app.screen == SCREEN_PAUSED)
		return;
	snprintf(err->text, sizeof err->text,
		"the input ended before the answers were handed in: nothing of them is stored");
	snprintf(err->hint, sizeof err->hint, "begin again from the first question");
}

static enum cips_rc run_all(struct run *run, const struct call *call, struct cips_err *err)
{
	int rows = APP_ROWS, width = APP_COLUMNS;
	/* First, so that a terminal that can be opened now can be opened again for the next. */
	enum cips_rc rc = shut_in(call, err);
	if (rc)
		return rc;
	if (!wants_lines(call)) {
		run->term = term_open(err);
		if (!run->term) {
			say_error(err);
			say("", "going on in lines");
			err->text[0] = '\0';
		}
	}
	if (run->term)
		term_size(run->term, &rows, &width);
	struct app_options options = app_options(call, run->term);
	app_start(&run->app, run->station, run->session, &options, rows, width, rescue_now());
	if (run->term)
		run_screen(run);
	else
		run->rc = plain_run(&run->app, stdin, stdout, false);
	say_cut_short(run, err);
	return run->rc;
}

/* The characters of the environment where they are UTF-8, else UTF-8 without a language. */
static void take_locale(void)
{
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static enum cips_rc collect(const struct call *call, struct cips_err *err)
{
	struct run run = {0};
	enum cips_rc rc = cips_process_guard(err);
	if (!rc)
		rc = cips_start(err);
	if (rc)
		return rc;
	rescue_start();
	take_locale();
	words_load(NULL);
	rc = open_station(call, &run.station, err);
	if (!rc && call->values[OPTION_SPARE])
		rc = cips_station_set_spare(run.station, call->values[OPTION_SPARE], err);
	if (!rc)
		rc = check_language(run.station, call->values[OPTION_LANG], err);
	if (rc)
		goto out;
	run.session = cips_session_new(run.station);
	rc = run_all(&run, call, err);
out:
	term_close(run.term);
	frame_free(run.frame);
	cips_session_free(run.session);
	cips_station_close(run.station);
	explicit_bzero(&run, sizeof run);
	cips_process_wipe_stack();
	return rc;
}

/* What is only printed; false when there is none of it. */
static bool print_asked(const struct call *call)
{
	if (call->values[OPTION_HELP])
		manual_help(stdout);
	else if (call->values[OPTION_MAN])
		manual_page(stdout);
	else if (call->values[OPTION_VERSION])
		printf("cips-collect %s\n", CIPS_VERSION);
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	struct call call;
	struct cips_err err = {0};
	enum cips_rc rc = options_parse(argc, argv, &call, &err);
	if (!rc && print_asked(&call))
		return fflush(stdout) == 0 ? CIPS_OK : CIPS_SYSTEM;
	if (!rc)
		rc = collect(&call, &err);
	if (rc)
		say_error(&err);
	return rescue_asked() ? 128 + rescue_asked() : (int)rc;
}
