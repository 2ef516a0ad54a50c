/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What has arrived at the centre, for the centre and, signed, for the posts.
 *
 * A receipt list is text, a fact a line, in the order of the roots:
 *
 *	cips receipts 1
 *	survey HEX                      the id of the survey
 *	bundle HEX STATE HEX PLACE      Merkle root; whole or cut; the station's public key; where it is
 *	signed HEX HEX                  the centre's public key, its signature of all lines above
 */
#include "api/bundle.h"
#include "api/centre.h"
#include "api/stations_known.h"
#include "base/err.h"
#include "base/file.h"
#include "sealed/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char FIRST_LINE[] = "cips receipts 1\n";
static const char FIRST_WORD[] = "cips receipts ";
static const char SIGNED[] = "signed ";

enum { LARGEST_LIST = 64 << 20 };

/* --- for the centre --------------------------------------------------------------------------- */

struct cips_arrivals {
	struct cips_arena arena;
	struct cips_known_station *stations;
	struct cips_arrival *list;
	size_t n;
};

static void count_bundle(void *context, const struct cips_bundle_known *bundle)
{
	struct cips_arrivals *arrivals = context;
	const struct cips_known_station *station =
		cips_api_find_station(arrivals->stations, arrivals->n, bundle->sign_public);
	if (!station)
		return;
	struct cips_arrival *arrival = &arrivals->list[station - arrivals->stations];
	arrival->bundles++;
	arrival->cut += !bundle->whole;
}

enum cips_rc cips_arrivals(
	struct cips_survey *survey, struct cips_arrivals **out, struct cips_err *err)
{
	struct cips_arrivals *arrivals = cips_calloc(1, sizeof *arrivals);
	enum cips_rc rc = cips_api_known_stations(
		survey->file, &arrivals->arena, &arrivals->stations, &arrivals->n, err);
	if (!rc) {
		arrivals->list =
			cips_arena_alloc(&arrivals->arena, arrivals->n, sizeof *arrivals->list);
		for (size_t i = 0; i < arrivals->n; i++) {
			const struct cips_known_station *station = &arrivals->stations[i];
			const struct cips_station_settings *settings = &station->sealing.settings;
			bool known = station->has_settings;
			arrivals->list[i].instrument = known ? settings->instrument : "";
			arrivals->list[i].wave = known ? settings->wave : "";
			arrivals->list[i].place = known ? settings->place : "";
		}
		rc = cips_store_each_bundle(survey->file, count_bundle, arrivals, err);
	}
	if (rc) {
		cips_arrivals_free(arrivals);
		arrivals = NULL;
	}
	*out = arrivals;
	return rc;
}

void cips_arrivals_free(struct cips_arrivals *arrivals)
{
	if (!arrivals)
		return;
	cips_arena_release(&arrivals->arena);
	free(arrivals);
}

const struct cips_arrival *cips_arrivals_get(const struct cips_arrivals *arrivals, size_t i)
{
	return i < arrivals->n ? &arrivals->list[i] : NULL;
}

/* --- for the posts ---------------------------------------------------------------------------- */

struct receipts {
	struct cips_buf text;
	struct cips_known_station *stations;
	size_t n;
};

static void write_receipt(void *context, const struct cips_bundle_known *bundle)
{
	struct receipts *receipts = context;
	char root[CIPS_DIGEST_TEXT];
	const struct cips_known_station *station =
		cips_api_find_station(receipts->stations, receipts->n, bundle->sign_public);
	bool placed = station && station->has_settings;
	cips_sealed_hex(root, bundle->root, CIPS_DIGEST_SIZE);
	cips_buf_printf(&receipts->text, "bundle %s %s %s %s\n", root,
		bundle->whole ? "whole" : "cut", bundle->sign_public,
		placed ? station->sealing.settings.place : "");
}

static enum cips_rc sign_list(
	struct cips_survey_file *file, struct cips_buf *text, struct cips_err *err)
{
	struct cips_centre centre;
	bool found;
	enum cips_rc rc = cips_store_centre(file, &centre, &found, err);
	if (!rc && !found) {
		cips_err_set(err, CIPS_INPUT,
			"no station of this survey could check a receipt: none was made yet");
		rc = cips_err_hint(err, "make one: cips station new");
	}
	if (!rc) {
		uint8_t signature[CIPS_SIGNATURE_SIZE];
		char hex[2 * CIPS_SIGNATURE_SIZE + 1];
		cips_sealed_sign(signature, centre.sign_secret, text->text, text->n);
		cips_sealed_hex(hex, centre.sign_public, sizeof centre.sign_public);
		cips_buf_printf(text, "%s%s ", SIGNED, hex);
		cips_sealed_hex(hex, signature, sizeof signature);
		cips_buf_printf(text, "%s\n", hex);
	}
	cips_sealed_wipe(&centre, sizeof centre);
	return rc;
}

static enum cips_rc save(const char *path, const struct cips_buf *text, struct cips_err *err)
{
	struct cips_file_out *out;
	enum cips_rc rc = cips_file_begin(path, &out, err);
	if (rc)
		return rc;
	cips_file_timeless(out);
	fwrite(text->text, 1, text->n, cips_file_stream(out));
	return cips_file_commit(out, err);
}

enum cips_rc cips_receipts_write(struct cips_survey *survey, const char *path, struct cips_err *err)
{
	struct cips_arena arena = {0};
	struct receipts receipts = {0};
	cips_buf_printf(
		&receipts.text, "%ssurvey %s\n", FIRST_LINE, cips_store_settings(survey->file)->id);
	enum cips_rc rc =
		cips_api_known_stations(survey->file, &arena, &receipts.stations, &receipts.n, err);
	if (!rc)
		rc = cips_store_each_bundle(survey->file, write_receipt, &receipts, err);
	if (!rc)
		rc = sign_list(survey->file, &receipts.text, err);
	if (!rc)
		rc = save(path, &receipts.text, err);
	cips_buf_release(&receipts.text);
	cips_arena_release(&arena);
	return rc;
}

/* --- at a post ---------------------------------------------------------------------------------- */

static enum cips_rc not_signed(const char *path, struct cips_err *err)
{
	cips_err_set(err, CIPS_INTEGRITY, "%s: this list is not as the centre signed it", path);
	return cips_err_hint(err,
		"have it sent again, and keep the station until a list of the centre names it");
}

static bool read_hex(uint8_t *out, const char *hex, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char digits[3] = {hex[2 * i], hex[2 * i] ? hex[2 * i + 1] : '\0', '\0'};
		if (strspn(digits, "0123456789abcdef") != 2)
			return false;
		out[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return true;
}

/* The list is signed by the centre that the station was made for. */
static enum cips_rc check_list(
	const char *path, const struct cips_buf *text, const char *centre, struct cips_err *err)
{
	uint8_t sign_public[CIPS_KEY_SIZE], signature[CIPS_SIGNATURE_SIZE];
	enum { WORD = sizeof SIGNED - 1, KEY = 2 * CIPS_KEY_SIZE, LINE = WORD + KEY + 1 };
	if (strncmp(text->text, FIRST_LINE, strlen(FIRST_LINE)) != 0) {
		bool newer = strncmp(text->text, FIRST_WORD, strlen(FIRST_WORD)) == 0;
		cips_err_set(err, newer ? CIPS_INTEGRITY : CIPS_INPUT, "%s: this is %s", path,
			newer ? "a receipt list of a newer format" : "no receipt list");
		return cips_err_hint(err,
			newer ? "use a newer version of cips"
			      : "the centre makes one: cips merge FILE -o FILE");
	}
	const char *last = strstr(text->text, "\nsigned ");
	if (!last || !read_hex(sign_public, centre, sizeof sign_public))
		return not_signed(path, err);
	last++;
	bool good = strlen(last) == LINE + 2 * CIPS_SIGNATURE_SIZE + 1 &&
		strncmp(last + WORD, centre, KEY) == 0 && last[WORD + KEY] == ' ' &&
		read_hex(signature, last + LINE, sizeof signature) &&
		strcmp(last + LINE + 2 * CIPS_SIGNATURE_SIZE, "\n") == 0 &&
		strlen(text->text) == text->n &&
		cips_sealed_signed(signature, sign_public, text->text, (size_t)(last - text->text));
	return good ? CIPS_OK : not_signed(path, err);
}

static bool skip_word(const char **at, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(*at, word, n) != 0)
		return false;
	*at += n;
	return true;
}

static enum cips_receipt look_at_line(const char *line, const char *root, const char *sign_public)
{
	enum { DIGITS = 2 * CIPS_DIGEST_SIZE };
	const char *at = line;
	if (!skip_word(&at, "bundle ") || strspn(at, "0123456789abcdef") != DIGITS)
		return CIPS_RECEIPT_NONE;
	bool same = strncmp(at, root, DIGITS) == 0;
	at += DIGITS;
	bool whole = skip_word(&at, " whole ");
	if ((!whole && !skip_word(&at, " cut ")) || strncmp(at, sign_public, DIGITS) != 0)
		return CIPS_RECEIPT_NONE;
	return same && whole ? CIPS_RECEIPT_WHOLE : CIPS_RECEIPT_OTHER;
}

/* What the lines of a list that was checked say of a station and what is in it. */
static enum cips_receipt look_up(const char *text, const char *root, const char *sign_public)
{
	enum cips_receipt receipt = CIPS_RECEIPT_NONE;
	for (const char *line = strchr(text, '\n'); line && receipt != CIPS_RECEIPT_WHOLE;
		line = strchr(line + 1, '\n')) {
		enum cips_receipt found = look_at_line(line + 1, root, sign_public);
		if (found != CIPS_RECEIPT_NONE)
			receipt = found;
	}
	return receipt;
}

static enum cips_rc find_receipt(struct cips_station *station, const char *text,
	enum cips_receipt *receipt, struct cips_err *err)
{
	struct cips_station_bundle bundle = {0};
	uint8_t root[CIPS_DIGEST_SIZE];
	char hex[CIPS_DIGEST_TEXT], key[CIPS_DIGEST_TEXT];
	enum cips_rc rc = cips_api_station_bundle(station, &bundle, err);
	if (!rc) {
		cips_sealed_merkle_root(
			root, bundle.digests, bundle.head.n_answers + bundle.head.n_texts);
		cips_sealed_hex(hex, root, sizeof root);
		cips_sealed_hex(key, bundle.head.sign_public, CIPS_KEY_SIZE);
		*receipt = look_up(text, hex, key);
	}
	cips_api_station_bundle_release(&bundle);
	return rc;
}

/* From a stick, like a bundle: never waits for a pipe. */
static enum cips_rc read_list(const char *path, struct cips_buf *text, struct cips_err *err)
{
	struct stat status;
	if (stat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
		return cips_file_read(path, "a receipt list", LARGEST_LIST, text, err);
	cips_err_set(err, CIPS_INPUT, "%s: this is no regular file", path);
	return cips_err_hint(err, "give the path of a receipt list");
}

enum cips_rc cips_station_receipt(struct cips_station *station, const char *path,
	enum cips_receipt *receipt, struct cips_err *err)
{
	struct cips_buf text = {0};
	const char *centre = station->sealing->settings.centre;
	if (!*centre) {
		cips_err_set(err, CIPS_INPUT,
			"%s was made by an earlier version and does not know who signs for it",
			station->sealing->path);
		return cips_err_hint(err, "ask the centre whether its bundle has arrived");
	}
	enum cips_rc rc = read_list(path, &text, err);
	if (!rc)
		rc = check_list(path, &text, centre, err);
	if (!rc)
		rc = find_receipt(station, text.text, receipt, err);
	cips_buf_release(&text);
	return rc;
}
