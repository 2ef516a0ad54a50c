/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/station_settings.h"

#include "base/err.h"
#include "base/number.h"
#include "base/utf8.h"
#include "intake/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char FIRST_WORD[] = "cips-station ";
static const char NONE[] = "none";

/* How a value is written; all that is optional is "none" where it is not there. */
enum kind { KIND_TEXT, KIND_DIGITS, KIND_NUMBER, KIND_KEY, KIND_LOCK };

struct line {
	const char *key;
	enum kind kind;
	size_t at;     /* where it lies in the struct */
	size_t digits; /* hexadecimal */
	bool optional;
	unsigned since; /* the format that has it; 0: all */
};

#define AT(member) offsetof(struct cips_station_settings, member)

/* In the order in which they stand. */
static const struct line lines[] = {
	{"survey", KIND_DIGITS, AT(survey), CIPS_SURVEY_ID - 1, false, 0},
	{"instrument", KIND_TEXT, AT(instrument), 0, false, 0},
	{"form", KIND_DIGITS, AT(form), CIPS_DIGEST_TEXT - 1, false, 0},
	{"units", KIND_DIGITS, AT(units), CIPS_DIGEST_TEXT - 1, true, 0},
	{"wave", KIND_TEXT, AT(wave), 0, false, 0},
	{"key", KIND_KEY, AT(keys[0]), 0, false, 0},
	{"second-key", KIND_KEY, AT(keys[1]), 0, true, 0},
	{"target", KIND_NUMBER, AT(target), 0, false, 0},
	{"slots", KIND_NUMBER, AT(slots), 0, false, 0},
	{"answers-bytes", KIND_NUMBER, AT(answers), 0, false, 0},
	{"texts-bytes", KIND_NUMBER, AT(texts), 0, false, 0},
	{"draft-bytes", KIND_NUMBER, AT(draft), 0, false, 0},
	{"minimum-group", KIND_NUMBER, AT(min_group), 0, false, 0},
	{"centre", KIND_DIGITS, AT(centre), CIPS_DIGEST_TEXT - 1, false, 2},
	{"tokens", KIND_DIGITS, AT(tokens), CIPS_DIGEST_TEXT - 1, true, 2},
	{"lock", KIND_LOCK, AT(lock), 0, false, 0},
	{"place", KIND_TEXT, AT(place), 0, false, 0},
};
enum { LINES = sizeof lines / sizeof *lines };

static bool has_line(const struct cips_station_settings *settings, const struct line *line)
{
	return settings->format >= line->since;
}

enum { LEAST_GROUP = 5 }; /* no survey file has a smaller one */

/* --- writing -------------------------------------------------------------------------------- */

static void write_value(
	const struct cips_station_settings *settings, const struct line *line, struct cips_buf *out)
{
	const char *at = (const char *)settings + line->at;
	char hex[2 * CIPS_KEY_SIZE + 1];
	switch (line->kind) {
	case KIND_TEXT:
		cips_buf_puts(out, *(const char *const *)(const void *)at);
		break;
	case KIND_NUMBER:
		cips_buf_printf(out, "%lu", *(const unsigned long *)(const void *)at);
		break;
	case KIND_KEY:
		cips_sealed_hex(hex, (const uint8_t *)at, CIPS_KEY_SIZE);
		cips_buf_puts(out, line->optional && settings->n_keys < CIPS_KEYS ? NONE : hex);
		break;
	case KIND_DIGITS:
	case KIND_LOCK:
		cips_buf_puts(out, *at ? at : NONE);
	}
}

void cips_api_settings_write(const struct cips_station_settings *settings, struct cips_buf *out)
{
	cips_buf_printf(out, "%s%u\n", FIRST_WORD, settings->format);
	for (size_t i = 0; i < LINES; i++) {
		if (!has_line(settings, &lines[i]))
			continue;
		cips_buf_printf(out, "%s ", lines[i].key);
		write_value(settings, &lines[i], out);
		cips_buf_putc(out, '\n');
	}
}

/* --- reading -------------------------------------------------------------------------------- */

static bool is_hex(const char *text, size_t digits)
{
	return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

static void read_bytes(uint8_t *out, const char *hex, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
		out[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
}

static bool read_number(const char *text, unsigned long *number)
{
	long value;
	if (!cips_number_parse_long(text, &value) || value < 0)
		return false;
	*number = (unsigned long)value;
	return true;
}

/* What is not said is zero already. */
static bool read_value(const char *text, const struct line *line, struct cips_arena *arena,
	struct cips_station_settings *settings)
{
	char *at = (char *)settings + line->at;
	if (line->optional && strcmp(text, NONE) == 0)
		return true;
	switch (line->kind) {
	case KIND_TEXT:
		*(const char **)(void *)at = cips_arena_strdup(arena, text);
		return cips_utf8_check(text, strlen(text)) == strlen(text);
	case KIND_NUMBER:
		return read_number(text, (unsigned long *)(void *)at);
	case KIND_KEY:
		if (!is_hex(text, 2 * CIPS_KEY_SIZE))
			return false;
		read_bytes((uint8_t *)at, text, CIPS_KEY_SIZE);
		settings->n_keys++;
		return true;
	case KIND_DIGITS:
		if (!is_hex(text, line->digits))
			return false;
		memcpy(at, text, line->digits);
		return true;
	case KIND_LOCK:
		if (strlen(text) >= CIPS_LOCK_SIZE)
			return false;
		memcpy(at, text, strlen(text));
		return true;
	}
	return false;
}

/* Reads one line and steps behind it. */
static bool read_line(const char **text, const struct line *line, struct cips_arena *arena,
	struct cips_station_settings *settings)
{
	size_t key = strlen(line->key), n = strcspn(*text, "\n");
	if (n <= key || strncmp(*text, line->key, key) != 0 || (*text)[key] != ' ' || !(*text)[n])
		return false;
	const char *value = cips_arena_strndup(arena, *text + key + 1, n - key - 1);
	*text += n + 1;
	return read_value(value, line, arena, settings);
}

/* What is written in another way than ours (a leading zero, a line more) was not written by us. */
static bool written_so(const struct cips_station_settings *settings, const char *text)
{
	struct cips_buf again = {0};
	cips_api_settings_write(settings, &again);
	bool same = strcmp(cips_buf_text(&again), text) == 0;
	cips_buf_release(&again);
	return same;
}

/* One word or line that a screen shows as it is. */
static bool is_plain(const char *text)
{
	return *text && cips_api_is_place(text);
}

/* What no station is made with, whoever signed it. */
static bool makes_sense(const struct cips_station_settings *settings)
{
	const struct cips_public_key *keys = settings->keys;
	return is_plain(settings->instrument) && cips_api_is_place(settings->place) &&
		cips_intake_is_wave(settings->wave, strlen(settings->wave)) &&
		settings->target >= 1 && settings->target <= settings->slots &&
		settings->slots <= CIPS_STATION_MOST &&
		(!settings->min_group || settings->min_group >= LEAST_GROUP) &&
		(settings->n_keys < CIPS_KEYS || memcmp(&keys[0], &keys[1], sizeof *keys) != 0);
}

/* The first line says the format; steps behind it. */
static enum cips_rc read_format(
	const char **text, struct cips_station_settings *settings, struct cips_err *err)
{
	size_t word = strlen(FIRST_WORD);
	if (strncmp(*text, FIRST_WORD, word) != 0)
		return cips_err_set(err, CIPS_INTEGRITY, "its settings are damaged");
	const char *format = *text + word;
	size_t n = strcspn(format, "\n");
	for (unsigned i = 1; i <= CIPS_SETTINGS_FORMAT; i++)
		if (n == 1 && format[n] && format[0] == (char)('0' + i))
			settings->format = i;
	*text = format + n + 1;
	if (settings->format)
		return CIPS_OK;
	cips_err_set(err, CIPS_INTEGRITY, "its settings have format %.*s, this cips reads up to %d",
		(int)(n < 10 ? n : 10), format, CIPS_SETTINGS_FORMAT);
	return cips_err_hint(err, "use the cips that made the station, or a newer one");
}

enum cips_rc cips_api_settings_read(const char *text, struct cips_arena *arena,
	struct cips_station_settings *settings, struct cips_err *err)
{
	const char *rest = text;
	*settings = (struct cips_station_settings){0};
	enum cips_rc rc = read_format(&rest, settings, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < LINES; i++)
		if (has_line(settings, &lines[i]) && !read_line(&rest, &lines[i], arena, settings))
			return cips_err_set(err, CIPS_INTEGRITY,
				"its settings are damaged: the line \"%s\"", lines[i].key);
	if (!written_so(settings, text))
		return cips_err_set(err, CIPS_INTEGRITY, "its settings are damaged");
	if (!makes_sense(settings))
		return cips_err_set(
			err, CIPS_INTEGRITY, "its settings are none that a station is made with");
	return CIPS_OK;
}

/* --- what goes into them --------------------------------------------------------------------- */

/* The tree as CSV: the same for the same tree. */
static void write_units(const struct cips_units *units, struct cips_buf *out)
{
	cips_buf_puts(out, "id,unit,parent");
	for (size_t l = 0; l < units->n_languages; l++) {
		cips_buf_putc(out, ',');
		cips_buf_csv(out, units->languages[l], ',');
	}
	for (size_t u = 0; u < units->n; u++) {
		const struct cips_unit *unit = &units->list[u];
		cips_buf_printf(out, "\n%u,", unit->id);
		cips_buf_csv(out, unit->code, ',');
		cips_buf_putc(out, ',');
		cips_buf_csv(out, unit->parent < 0 ? "" : units->list[unit->parent].code, ',');
		for (size_t l = 0; l < units->n_languages; l++) {
			cips_buf_putc(out, ',');
			cips_buf_csv(out, unit->names[l], ',');
		}
	}
	cips_buf_putc(out, '\n');
}

void cips_api_units_digest(const struct cips_units *units, char digest[CIPS_DIGEST_TEXT])
{
	struct cips_buf text = {0};
	uint8_t hash[CIPS_DIGEST_SIZE];
	write_units(units, &text);
	cips_sealed_digest(hash, text.text, text.n);
	cips_sealed_hex(digest, hash, sizeof hash);
	cips_buf_release(&text);
}

bool cips_api_is_place(const char *text)
{
	size_t n = strlen(text);
	if (cips_utf8_check(text, n) != n || cips_utf8_length(text, n) > CIPS_PLACE_CHARACTERS)
		return false;
	struct cips_arena arena = {0};
	bool same = strcmp(cips_utf8_printable(&arena, text, n + 1), text) == 0;
	cips_arena_release(&arena);
	return same;
}
