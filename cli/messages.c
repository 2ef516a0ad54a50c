/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "messages.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* `hint` goes into the one %s of its format. */
static enum cips_rc fill(struct cips_err *err, const char *hint_format, const char *hint,
	const char *format, va_list args)
{
	err->rc = CIPS_USAGE;
	vsnprintf(err->text, sizeof err->text, format, args);
	snprintf(err->hint, sizeof err->hint, hint_format, hint);
	return CIPS_USAGE;
}

enum cips_rc usage(struct cips_err *err, const char *hint, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum cips_rc rc = fill(err, "%s", hint, format, args);
	va_end(args);
	return rc;
}

enum cips_rc usage_guess(struct cips_err *err, const char *guess, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum cips_rc rc = fill(err, "did you mean \"%s\"?", guess, format, args);
	va_end(args);
	return rc;
}

enum cips_rc usage_choices(struct cips_err *err, const char *choices, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum cips_rc rc = fill(err, "use one of: %s", choices, format, args);
	va_end(args);
	return rc;
}

void print_clean(FILE *out, const char *text)
{
	char *clean = cips_printable(text);
	fputs(clean, out);
	free(clean);
}

void print_error(const struct cips_err *err)
{
	fputs("cips: ", stderr);
	print_clean(stderr, err->text);
	fputc('\n', stderr);
	if (*err->hint) {
		fputs("hint: ", stderr);
		print_clean(stderr, err->hint);
		fputc('\n', stderr);
	}
}

/* --- findings ------------------------------------------------------------------------------- */

/* How many findings of a kind are shown before the rest is counted only. */
enum { SHOWN_OF_A_KIND = 20, SHOWN_NOTES_OF_A_KIND = 3 };

static const char *const severities[] = {
	[CIPS_NOTE] = "note", [CIPS_WARNING] = "warning", [CIPS_ERROR] = "error"};

static void print_finding(const struct cips_finding *f, FILE *out)
{
	print_clean(out, f->file);
	if (*f->sheet) {
		fputc(':', out);
		print_clean(out, f->sheet);
	}
	if (f->line)
		fprintf(out, ":%ld", f->line);
	if (f->column)
		fprintf(out, ":%ld", f->column);
	fprintf(out, ": %s: ", severities[f->severity]);
	if (*f->item) {
		print_clean(out, f->item);
		fputs(": ", out);
	}
	print_clean(out, f->text);
	fprintf(out, " [%s]\n", f->code);
	if (*f->hint) {
		fputs("  hint: ", out);
		print_clean(out, f->hint);
		fputc('\n', out);
	}
}

/* The findings of one kind met so far. */
struct kind {
	const char *code;
	enum cips_severity severity;
	size_t n;
};

static size_t shown_of(const struct kind *kind)
{
	return kind->severity == CIPS_NOTE ? SHOWN_NOTES_OF_A_KIND : SHOWN_OF_A_KIND;
}

static struct kind *kind_of(struct kind *kinds, size_t *n, const struct cips_finding *f)
{
	for (size_t k = 0; k < *n; k++)
		if (strcmp(kinds[k].code, f->code) == 0 && kinds[k].severity == f->severity)
			return &kinds[k];
	kinds[*n] = (struct kind){.code = f->code, .severity = f->severity};
	return &kinds[(*n)++];
}

void print_findings(const struct cips_findings *findings, FILE *out)
{
	enum { KINDS = 256 };
	struct kind kinds[KINDS];
	size_t n = 0;
	const struct cips_finding *f;
	for (size_t i = 0; (f = cips_findings_get(findings, i)); i++) {
		struct kind *kind = n < KINDS ? kind_of(kinds, &n, f) : NULL;
		if (kind && f->more)
			kind->n += f->more;
		else if (!kind || kind->n++ < shown_of(kind))
			print_finding(f, out);
	}
	for (size_t k = 0; k < n; k++)
		if (kinds[k].n > shown_of(&kinds[k]))
			fprintf(out, "... and %zu more of the kind [%s]\n",
				kinds[k].n - shown_of(&kinds[k]), kinds[k].code);
}

/* --- progress ------------------------------------------------------------------------------- */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void draw_progress(void *context, size_t done, size_t total, size_t rows)
{
	enum { BAR = 24 };
	struct progress *progress = context;
	double t = now();
	if (progress->started <= 0)
		progress->started = t;
	double elapsed = t - progress->started;
	if (!progress->shown || t - progress->drawn < 0.1 || elapsed < 0.2 || !total)
		return;
	progress->drawn = t;
	double share = (double)done / (double)total;
	char bar[BAR + 1];
	for (int i = 0; i < BAR; i++)
		bar[i] = i < (int)(share * BAR) ? '#' : '.';
	bar[BAR] = '\0';
	double left = share > 0 ? elapsed * (1 - share) / share : 0;
	fprintf(stderr, "\r[%s] %3.0f %%  %zu rows, %.0f rows/s, %.0f s left ", bar, 100 * share,
		rows, (double)rows / elapsed, left);
	fflush(stderr);
}

void clear_progress(struct progress *progress)
{
	if (progress->drawn > 0)
		fprintf(stderr, "\r%72s\r", "");
}

bool progress_wanted(const char *when)
{
	if (when && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return isatty(STDERR_FILENO);
}

static bool set(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

bool colour_wanted(const char *when, FILE *out)
{
	if (when && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	if (set("NO_COLOR"))
		return false;
	const char *force = getenv("CLICOLOR_FORCE");
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	const char *wanted = getenv("CLICOLOR");
	if (wanted && strcmp(wanted, "0") == 0)
		return false;
	const char *terminal = getenv("TERM");
	return isatty(fileno(out)) && terminal && strcmp(terminal, "dumb") != 0;
}
