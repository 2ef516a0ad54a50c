/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "messages.h"
#include "output.h"
#include "parse.h"
#include "passphrase.h"

#include <string.h>

static enum cips_rc read_options(const struct invocation *invocation, const char **keys,
	struct cips_station_options *options, struct cips_err *err)
{
	const char *const *given = invocation->options;
	*options = (struct cips_station_options){
		.instrument = given[OPTION_INSTRUMENT],
		.wave = given[OPTION_WAVE],
		.keys = keys,
		.n_keys = values_of(invocation, OPTION_KEY, keys),
		.place = given[OPTION_PLACE],
		.tokens = given[OPTION_TOKENS],
	};
	if (!given[OPTION_OUTPUT])
		return usage(err, "name the station: -o keld.station", "station new needs -o FILE");
	if (!options->wave)
		return usage(err, "name the wave: --wave 2025", "station new needs --wave WAVE");
	if (!options->n_keys)
		return usage(err, "cips key new NAME makes NAME.pub: --key NAME.pub",
			"station new needs --key NAME.pub");
	if (!given[OPTION_TARGET])
		return usage(err, "say how many responses are expected: --target 120",
			"station new needs --target N");
	enum cips_rc rc = read_count(invocation, OPTION_TARGET, &options->target, err);
	return rc ? rc : read_count(invocation, OPTION_SLOTS, &options->slots, err);
}

static const char *plural(unsigned long n)
{
	return n == 1 ? "" : "s";
}

static enum cips_rc say_created(const char *path, struct cips_err *err)
{
	struct cips_station *station;
	struct cips_station_facts facts;
	enum cips_rc rc = cips_station_look(path, &station, err);
	if (rc)
		return rc;
	rc = cips_station_read(station, &facts, err);
	if (!rc) {
		fputs("created ", stdout);
		print_clean(stdout, path);
		printf(": %s, wave %s, %lu slots for %lu response%s, sealed for %u key%s",
			facts.code, facts.wave, facts.slots, facts.target, plural(facts.target),
			facts.keys, plural(facts.keys));
		if (facts.tokens)
			printf(", %lu token%s", facts.tokens, plural(facts.tokens));
		putchar('\n');
	}
	cips_station_close(station);
	return rc;
}

static enum cips_rc make(const char *survey_file, const struct cips_station_options *options,
	const char *path, struct cips_err *err)
{
	struct cips_survey *survey;
	enum cips_rc rc = cips_open(survey_file, CIPS_WRITE, &survey, err);
	if (!rc)
		rc = cips_station_new(survey, options, path, err);
	cips_close(survey);
	return rc;
}

static enum cips_rc cmd_station_new(const struct invocation *invocation, struct cips_err *err)
{
	const char *keys[MAX_REPEATED], *path = invocation->options[OPTION_OUTPUT];
	char passphrase[PASSPHRASE_ROOM];
	struct cips_station_options options;
	enum cips_rc rc = read_options(invocation, keys, &options, err);
	if (!rc)
		rc = read_passphrase("the organiser", invocation->options[OPTION_PASSPHRASE_FILE],
			true, passphrase, sizeof passphrase, err);
	if (rc)
		return rc;
	options.passphrase = passphrase;
	rc = make(invocation->args[0], &options, path, err);
	explicit_bzero(passphrase, sizeof passphrase);
	return rc ? rc : say_created(path, err);
}

static void print_status(const struct cips_station_facts *facts)
{
	print_clean(stdout, facts->code);
	printf(" (");
	print_clean(stdout, facts->title);
	printf("), wave ");
	print_clean(stdout, facts->wave);
	if (*facts->place) {
		printf(", ");
		print_clean(stdout, facts->place);
	}
	printf("\n%lu response%s of %lu expected; %lu of %lu slots are free\n", facts->used,
		plural(facts->used), facts->target, facts->slots - facts->used, facts->slots);
	puts(facts->keys > 1 ? "sealed for two keys: both are needed to open"
			     : "sealed for one key");
	if (facts->tokens)
		printf("asks for a token: %lu of the %lu in its list were used here\n", facts->used,
			facts->tokens);
}

static enum cips_rc print_receipt(
	struct cips_station *station, const char *path, struct cips_err *err)
{
	static const char *const words[] = {
		[CIPS_RECEIPT_NONE] = "the centre has nothing of this station: bundle and send it",
		[CIPS_RECEIPT_OTHER] =
			("the centre has a bundle of this station, but not all that is in it now: "
			 "bundle and send it again"),
		[CIPS_RECEIPT_WHOLE] = "the centre has all that is in this station",
	};
	enum cips_receipt receipt;
	enum cips_rc rc = cips_station_receipt(station, path, &receipt, err);
	if (rc)
		return rc;
	puts(words[receipt]);
	return receipt == CIPS_RECEIPT_WHOLE ? CIPS_OK : CIPS_FINDINGS;
}

static enum cips_rc cmd_station_status(const struct invocation *invocation, struct cips_err *err)
{
	struct cips_station *station;
	struct cips_station_facts facts;
	enum cips_rc rc = cips_station_look(invocation->args[0], &station, err);
	if (rc)
		return rc;
	rc = cips_station_read(station, &facts, err);
	if (!rc)
		print_status(&facts);
	if (!rc && invocation->options[OPTION_RECEIPTS])
		rc = print_receipt(station, invocation->options[OPTION_RECEIPTS], err);
	cips_station_close(station);
	return rc;
}

const struct command command_station_new = {
	.name = "station new",
	.args = "FILE.cips --wave W --key A.pub --target N -o X.station",
	.min_args = 1,
	.max_args = 1,
	.summary = "make a station: a file that takes answers and seals them",
	.description =
		"A station carries the questionnaire, the units and its settings, signed, and "
		"slots that are all full of sealed boxes from the beginning; an answer "
		"overwrites one of them. It has public keys only: nobody at the post can open "
		"what is in it. With two keys both are needed to open. The passphrase is the "
		"organiser's: it ends the collecting. With --tokens the station asks each "
		"respondent for a token and takes each of them once; it keeps hashes of them "
		"only.",
	.examples =
		"cips station new arcadia.cips --wave 2025 --key wco.pub --target 120 -o keld.station\n"
		"cips station new arcadia.cips --instrument officials --wave 2025 --key wco.pub "
		"--key audit.pub --target 120 --place \"Keld Border Crossing\" -o keld.station\n"
		"cips station new arcadia.cips --wave 2025 --key wco.pub --target 120 "
		"--tokens slips.txt -o keld.station\n",
	.run = cmd_station_new,
	.options = {OPTION_INSTRUMENT, OPTION_WAVE, OPTION_KEY, OPTION_TARGET, OPTION_SLOTS,
		OPTION_PLACE, OPTION_TOKENS, OPTION_PASSPHRASE_FILE, OPTION_OUTPUT, OPTIONS},
};

const struct command command_station_status = {
	.name = "station status",
	.args = "X.station",
	.min_args = 1,
	.max_args = 1,
	.summary = "how many of a station's slots are used",
	.description =
		"Says what the station collects, for how many keys it seals, and how many answers "
		"it has taken. Nothing else can be read from it. The whole file is checked: "
		"form, units, sizes and signature. With --receipts, the list that the centre has "
		"signed, it says whether all that is in the station has arrived there: status 0 "
		"when it has, else 1.",
	.examples = "cips station status keld.station\n"
		    "cips station status keld.station --receipts receipts.txt\n",
	.run = cmd_station_status,
	.options = {OPTION_RECEIPTS, OPTIONS},
};
