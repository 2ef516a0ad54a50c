/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"

const struct option_row option_rows[OPTIONS] = {
#define OPTION(id, name, value, choices, help) [OPTION_##id] = {name, value, choices, help},
#include "options.def"
#undef OPTION
};

/* What every command that reads answers takes. */
#define SELECTION                                                                     \
	OPTION_INSTRUMENT, OPTION_WAVE, OPTION_LANG, OPTION_SCALE, OPTION_SCORE_RULE, \
		OPTION_WEIGHTS, OPTION_FPC, OPTION_FORMAT, OPTION_OUTPUT

const struct command commands[] = {
	{
		.name = "init",
		.args = "FILE.cips",
		.min_args = 1,
		.max_args = 1,
		.summary = "create a survey file",
		.description =
			"Creates an empty survey file for one administration. The minimum group is "
			"frozen at the first response. An existing file is never overwritten.",
		.examples = "cips init arcadia.cips --title \"Customs Service of Arcadia\"\n"
			    "cips init open.cips --public-data\n",
		.run = cmd_init,
		.options = {OPTION_TITLE, OPTION_MIN_GROUP, OPTION_PUBLIC_DATA, OPTIONS},
	},
	{
		.name = "instrument check",
		.args = "FORM",
		.min_args = 1,
		.max_args = 1,
		.summary = "find everything that is wrong with a form",
		.description =
			"Reads an XLSForm (.md, .csv or .xlsx) and names every fault with its "
			"sheet, row and column, a code and a cure, all in one pass. An error keeps "
			"the form out of a survey file, a warning should be looked at, a note is "
			"for information. With --survey the form is also checked against the people "
			"of that file: units that do not exist, and demographics that together "
			"single people out. The status is 0 without findings, 1 with any, 3 where "
			"there is no file to check.",
		.examples = "cips instrument check officials.xlsx\n"
			    "cips instrument check officials.md --survey arcadia.cips\n"
			    "cips instrument check officials.md --format json\n",
		.run = cmd_instrument_check,
		.options = {OPTION_SURVEY, OPTION_FINDINGS_FORMAT, OPTION_OUTPUT, OPTIONS},
	},
	{
		.name = "instrument show",
		.args = "FORM",
		.min_args = 1,
		.max_args = 1,
		.summary = "print a questionnaire for reading or for paper",
		.description =
			"Prints every question with its choices, scores, factor and conditions, or "
			"with --paper the sheet that people fill in, with skips in words. What the "
			"program says itself it says in English, French, Spanish or Portuguese; in a "
			"form of another language in English. An .html file is ready for the printer. "
			"With --survey, FORM is CODE or CODE@VERSION.",
		.examples =
			"cips instrument show officials.md --lang en | less\n"
			"cips instrument show officials.md --lang fr --paper -o officials-fr.html\n"
			"cips instrument show officials --survey arcadia.cips\n",
		.run = cmd_instrument_show,
		.options = {OPTION_LANG, OPTION_PAPER, OPTION_SURVEY, OPTION_SHEET_FORMAT,
			OPTION_OUTPUT, OPTIONS},
	},
	{
		.name = "instrument diff",
		.args = "A B",
		.min_args = 2,
		.max_args = 2,
		.summary = "what changed between two forms",
		.description =
			"Lists every change from A to B: cosmetic, wording, scale, type, routing (who is "
			"asked), factor, moved, removed, new; then which indicators may be trended, and "
			"why not. Texts that differ in case, punctuation or white space only are "
			"cosmetic. Status 0 when both have the same content, else 1.",
		.examples = "cips instrument diff officials-2023.xlsx officials-2025.xlsx\n"
			    "cips instrument diff --survey arcadia.cips officials@1 officials\n"
			    "cips instrument diff old.md new.md --format json\n",
		.run = cmd_instrument_diff,
		.options = {OPTION_SURVEY, OPTION_FORMAT, OPTION_OUTPUT, OPTIONS},
	},
	{
		.name = "instrument add",
		.args = "FILE.cips FORM",
		.min_args = 2,
		.max_args = 2,
		.summary = "put a form into a survey file",
		.description =
			"A changed form becomes a new version of its instrument; the same content "
			"again changes nothing. Versions are told apart by a content hash, which "
			"is the same for .md, .csv and .xlsx.",
		.examples = "cips instrument add arcadia.cips officials.md\n",
		.run = cmd_instrument_add,
		.options = {OPTION_CODE, OPTIONS},
	},
	{
		.name = "units load",
		.args = "FILE.cips units.csv",
		.min_args = 2,
		.max_args = 2,
		.summary = "load the tree of organizational units",
		.description =
			"Columns: unit,parent,name[,name::language...]; the root has no parent. "
			"Loading again renames and adds; a unit with answers cannot be dropped.",
		.examples = "cips units load arcadia.cips units.csv\n",
		.run = cmd_units_load,
		.options = {OPTIONS},
	},
	{
		.name = "headcount load",
		.args = "FILE.cips headcounts.csv",
		.min_args = 2,
		.max_args = 2,
		.summary = "load how many people each unit has",
		.description =
			"Columns: wave,instrument,unit[,BREAKDOWN...],headcount, where a breakdown "
			"is an item with use breakdown. Headcounts give response rates and the "
			"finite population correction.",
		.examples = "cips headcount load arcadia.cips headcounts.csv\n",
		.run = cmd_headcount_load,
		.options = {OPTIONS},
	},
	{
		.name = "import",
		.args = "FILE.cips RESPONSES.csv",
		.min_args = 2,
		.max_args = 2,
		.summary = "import responses from a CSV file",
		.description =
			"Checks every row by the rules of the instrument and names every fault with "
			"its line and column, all in one pass. All or nothing, unless --rejects is "
			"given. The same file again changes nothing; a repaired rejects file joins "
			"the import that it came from. A response_id that is stored with other content "
			"is a fault; with --update the new content takes its place, and --dry-run "
			"lists the lines, the ids and the items that differ, never what was answered "
			"before. After an update only the latest batch can be undone.",
		.examples =
			"cips import arcadia.cips officials-2025.csv --instrument officials --wave 2025\n"
			"cips import arcadia.cips answers.csv --wave 2025 --rejects bad.csv\n"
			"cips import arcadia.cips answers.csv --wave 2025 --dry-run\n"
			"cips import arcadia.cips corrected.csv --wave 2025 --update --dry-run\n",
		.run = cmd_import,
		.options = {OPTION_INSTRUMENT, OPTION_WAVE, OPTION_REJECTS, OPTION_UPDATE,
			OPTION_DRY_RUN, OPTION_AS_OF, OPTION_DELIMITER, OPTION_PROGRESS, OPTIONS},
	},
	{
		.name = "batch list",
		.args = "FILE.cips",
		.min_args = 1,
		.max_args = 1,
		.summary = "what each import and each opening brought",
		.description =
			"A line for each batch in the order in which they came: its number, the start of "
			"its code, the instrument, the waves, how many responses it brought and how many "
			"of them no other batch did, rejected rows that were not brought again, and "
			"free texts. Neither files nor times are kept.",
		.examples = "cips batch list arcadia.cips\n"
			    "cips batch list arcadia.cips --format json\n",
		.run = cmd_batch_list,
		.options = {OPTION_LIST_FORMAT, OPTIONS},
	},
	{
		.name = "batch show",
		.args = "FILE.cips BATCH",
		.min_args = 2,
		.max_args = 2,
		.summary = "one batch, and what undoing it would do",
		.description =
			"BATCH is a number of the list, a code (a rejects file names it), or the start of "
			"a code with at least four digits.",
		.examples = "cips batch show arcadia.cips 2\n"
			    "cips batch show arcadia.cips 3f9c --format json\n",
		.run = cmd_batch_show,
		.options = {OPTION_LIST_FORMAT, OPTIONS},
	},
	{
		.name = "batch undo",
		.args = "FILE.cips BATCH",
		.min_args = 2,
		.max_args = 2,
		.summary = "take an import back",
		.description =
			"A response keeps every batch that brought it and goes with the last of them. Free "
			"texts are known by their batch alone and go with it; a wave that nothing refers to "
			"any more goes as well, and the same file can be imported again. What the batch "
			"updated has the answers from before again; where responses were updated, only "
			"the latest batch can be undone, then the one before it, and so on. The minimum "
			"group stays as it is. An opening cannot be undone, because its sealed boxes are "
			"gone.",
		.examples = "cips batch undo arcadia.cips 2 --dry-run\n"
			    "cips batch undo arcadia.cips 3f9c\n",
		.run = cmd_batch_undo,
		.options = {OPTION_DRY_RUN, OPTIONS},
	},
	{
		.name = "freq",
		.args = "FILE.cips [ITEM...]",
		.min_args = 1,
		.max_args = 1000,
		.summary = "frequencies of items",
		.description =
			"For each item the number and share of every answer with its 95 % interval, "
			"and apart from them who did not know, refused, or left it blank.",
		.examples = "cips freq arcadia.cips --wave 2025 lead_example\n"
			    "cips freq arcadia.cips --wave 2025 -o all.csv\n",
		.run = cmd_freq,
		.options = {SELECTION, OPTIONS},
	},
	{
		.name = "crosstab",
		.args = "FILE.cips --rows VAR --columns factor",
		.min_args = 1,
		.max_args = 1,
		.summary = "key factors by unit or group",
		.description =
			"Scores (or percentages positive, negative, net) of the key factors for each "
			"unit of the tree or each answer to an item. The formats tidy and json have "
			"standard errors and 95 % intervals too.",
		.examples =
			"cips crosstab arcadia.cips --wave 2025 --rows unit --columns factor\n"
			"cips crosstab arcadia.cips --wave 2025 --rows role --columns factor --measure net\n"
			"cips crosstab arcadia.cips --wave 2025 --rows unit@1 --columns factor -o t.json\n",
		.run = cmd_crosstab,
		.options = {OPTION_ROWS, OPTION_COLUMNS, OPTION_PER, OPTION_MEASURE, SELECTION,
			OPTIONS},
	},
	{
		.name = "gap",
		.args = "FILE.cips --gap GAP",
		.min_args = 1,
		.max_args = 1,
		.summary = "culture-gap tables",
		.description =
			"Differences between two groups on each key factor, tested and adjusted for "
			"many comparisons: a unit and everyone else, two answers to an item (managers "
			"and staff), two instruments (officials and private sector), two waves. Between waves "
			"an indicator whose wording, scale, type or skips changed is not compared, and "
			"the foot says why. With --wording any only type and scale must agree: for new "
			"words that mean the same.",
		.examples =
			"cips gap arcadia.cips --wave 2025 --gap unit\n"
			"cips gap arcadia.cips --wave 2025 --gap role=manager:staff --per unit@1\n"
			"cips gap arcadia.cips --gap wave=2025:2023\n"
			"cips gap arcadia.cips --gap wave=2025:2023 --wording any\n"
			"cips gap arcadia.cips --wave 2025 --gap instrument=officials:private\n",
		.run = cmd_gap,
		.options = {OPTION_GAP, OPTION_BY, OPTION_PER, OPTION_WORDING, OPTION_ADJUST,
			OPTION_FAMILY, SELECTION, OPTIONS},
	},
	{
		.name = "scale",
		.args = "FILE.cips",
		.min_args = 1,
		.max_args = 1,
		.summary = "how reliable each key factor is",
		.description =
			"For each key factor Cronbach's alpha with its 95 % interval and omega, and for "
			"each of its items the correlation with the others and what alpha would be "
			"without it. An item that runs against the others, as one with the wrong "
			"polarity does, is named. The figures rest on those who answered every item "
			"of the factor, and take no weights.",
		.examples = "cips scale arcadia.cips --wave 2025\n"
			    "cips scale arcadia.cips --wave 2025 --format tidy\n",
		.run = cmd_scale,
		.options = {SELECTION, OPTIONS},
	},
	{
		.name = "agreement",
		.args = "FILE.cips",
		.min_args = 1,
		.max_args = 1,
		.summary = "is there a unit culture, or only noise",
		.description =
			"For each key factor how much units differ (analysis of variance, ICC(1) with "
			"its 95 % interval, ICC(2)), how far the people of each unit agree (rwg(j), "
			"average deviation), and what the two say together. Units are those that "
			"people named, or with --units rolled up to a level of the tree. Hidden "
			"units are left out altogether. The figures take no weights.",
		.examples = "cips agreement arcadia.cips --wave 2025\n"
			    "cips agreement arcadia.cips --wave 2025 --units unit@1\n",
		.run = cmd_agreement,
		.options = {OPTION_UNIT_LEVEL, SELECTION, OPTIONS},
	},
	{
		.name = "key new",
		.args = "NAME",
		.min_args = 1,
		.max_args = 1,
		.summary = "make a pair of keys for sealed collection",
		.description =
			"Writes NAME.pub, which seals answers and goes with the stations, and NAME.key, "
			"which opens them. NAME.key is locked with a passphrase, taken as it is typed: "
			"without that file and its passphrase nobody can ever read the answers. Keep "
			"two copies of it at two places, never on a machine that collects, and rehearse "
			"with a few answers before the survey. The fingerprint is for reading out: who gets "
			"NAME.pub compares it with the one who made it. With two keys, made by two "
			"people, neither can open the answers alone.",
		.examples = "cips key new arcadia\n"
			    "cips key new auditor --passphrase-file passphrase.txt\n",
		.run = cmd_key_new,
		.options = {OPTION_PASSPHRASE_FILE, OPTIONS},
	},
	{
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
			"organiser's: it ends the collecting.",
		.examples =
			"cips station new arcadia.cips --wave 2025 --key wco.pub --target 120 -o keld.station\n"
			"cips station new arcadia.cips --instrument officials --wave 2025 --key wco.pub "
			"--key audit.pub --target 120 --place \"Keld Border Crossing\" -o keld.station\n",
		.run = cmd_station_new,
		.options = {OPTION_INSTRUMENT, OPTION_WAVE, OPTION_KEY, OPTION_TARGET, OPTION_SLOTS,
			OPTION_PLACE, OPTION_PASSPHRASE_FILE, OPTION_OUTPUT, OPTIONS},
	},
	{
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
	},
	{
		.name = "collect",
		.args = "X.station",
		.min_args = 0,
		.max_args = 1,
		.summary = "ask the questions at a terminal",
		.description =
			"Asks one respondent after the other and seals what they hand in, until the "
			"organiser ends it with the passphrase of the station. Starts cips-collect, "
			"whose manual lists the keys. With --practice a form is tried out and nothing is "
			"stored.",
		.examples = "cips collect keld.station\n"
			    "cips collect keld.station --resume --spare /media/stick\n"
			    "cips collect keld.station --plain --lang fr\n"
			    "cips collect --practice officials.md --units units.csv\n",
		.run = cmd_collect,
		.options = {OPTION_PRACTICE, OPTION_UNITS, OPTION_PLAIN, OPTION_ASSISTED,
			OPTION_RESUME, OPTION_SPARE, OPTION_SCREEN_LANG, OPTION_ASCII, OPTION_IDLE,
			OPTION_ALLOW_UNSANDBOXED, OPTIONS},
	},
	{
		.name = "bundle",
		.args = "X.station -o X.bundle",
		.min_args = 1,
		.max_args = 1,
		.summary = "write what a station holds into a file that travels",
		.description =
			"Writes all boxes of a station, full and empty ones alike, in the order of their "
			"bytes, signed by the station: who carries the file learns neither answers nor "
			"how many there are, and cannot change or cut it unnoticed. The station stays as "
			"it is; keep it until a receipt of the centre names it. Fewer people than the "
			"minimum group are refused unless --few is given. Given a survey file, it writes "
			"the bundles that were merged into it, for the next office.",
		.examples = "cips bundle keld.station -o keld.bundle\n"
			    "cips bundle region.cips -o region.bundle\n",
		.run = cmd_bundle,
		.options = {OPTION_FEW, OPTION_OUTPUT, OPTIONS},
	},
	{
		.name = "merge",
		.args = "FILE.cips [X.bundle...]",
		.min_args = 1,
		.max_args = 100000,
		.summary = "take bundles in: in any order, doubled, through other offices",
		.description =
			"Checks every bundle whole before anything is changed, then joins their boxes to "
			"those that have arrived before; what is there already adds nothing. Says which "
			"stations have sent nothing yet, and the content: two centres that read out the "
			"same have the same boxes. Without a bundle it only says so. A bundle that is cut, "
			"changed, of another survey or of a station that the survey file does not know "
			"keeps all of them out. No key is needed.",
		.examples = "cips merge arcadia.cips *.bundle\n"
			    "cips merge arcadia.cips keld.bundle -o receipts.txt\n"
			    "cips merge arcadia.cips half.bundle --salvage\n",
		.run = cmd_merge,
		.options = {OPTION_SALVAGE, OPTION_RECEIPTS_OUT, OPTIONS},
	},
	{
		.name = "open",
		.args = "FILE.cips --key NAME.key",
		.min_args = 1,
		.max_args = 1,
		.summary = "open the sealed answers of a wave",
		.description =
			"Opens the boxes that have arrived with the secret key, or with both where they are "
			"sealed for two, checks every response by the rules of its instrument and stores "
			"it like an imported one. Boxes that fail stay sealed, with the reason. Nothing "
			"is kept of stations and order. Opening closes the wave: no new station is made "
			"for it, and bundles that come later are opened as a supplement of at least the "
			"minimum group. Of responses with one token one is kept. With -o everything is "
			"done on a copy.",
		.examples =
			"cips open arcadia.cips --key wco.key\n"
			"cips open arcadia.cips --key wco.key --key audit.key --wave 2025 --dry-run\n"
			"cips open /media/cdrom/arcadia.cips --key wco.key -o opened.cips\n",
		.run = cmd_open,
		.options = {OPTION_OPENING_KEY, OPTION_OPENING_PASSPHRASES, OPTION_INSTRUMENT,
			OPTION_WAVE, OPTION_AS_OF, OPTION_DRY_RUN, OPTION_PROGRESS,
			OPTION_OPENING_COPY, OPTIONS},
	},
	{
		.name = "verify",
		.args = "FILE",
		.min_args = 1,
		.max_args = 1,
		.summary = "is a file as it was written",
		.description =
			"Holds a survey file against itself: the structure, the checksums of its tables, "
			"what rows refer to, the digests of forms, batches and sealed boxes, the "
			"signatures of bundles, every response against its form, and its identity. "
			"Prints what was checked, and the content as digits that two people can "
			"compare: they are the same for the same instruments, units, headcounts, answers "
			"and free texts, in whatever order and however many batches they came; titles, "
			"batches, weights and sealed boxes do not count. A station or a bundle is held "
			"against its signature. Nothing is changed. The status is 0 when all is well, "
			"else 6 with a line for each finding. Checksums find damage, not somebody who "
			"changes a survey file on purpose: for that compare the content.",
		.examples = "cips verify arcadia.cips\n"
			    "cips verify keld.bundle\n",
		.run = cmd_verify,
		.options = {OPTIONS},
	},
	{
		.name = "doctor",
		.args = "[FILE.station]",
		.min_args = 0,
		.max_args = 1,
		.summary = "is this machine fit to keep a secret",
		.description =
			"Looks at the station (or a folder for one; without it the working "
			"directory), at the disk below it, at what the kernel lets other programs "
			"do and what it can do for this one, and at the terminal. A line for each, "
			"and for what is not well a fix: fail means that answers or who gave them "
			"may come to light or be lost, warn that you should know. Run it as the user "
			"and in the terminal that will collect. The status is 0 when all is well, "
			"else 1.",
		.examples = "cips doctor airport.station\n"
			    "cips doctor --format json\n",
		.run = cmd_doctor,
		.options = {OPTION_LIST_FORMAT, OPTIONS},
	},
	{
		.name = "simulate",
		.args = "FORM -n N",
		.min_args = 1,
		.max_args = 1,
		.summary = "plausible answers for rehearsals, sizing and tests",
		.description =
			"Writes answers that import takes, as a CSV file. They are no data of anyone, "
			"which each response_id says. Skips, constraints and choice filters are "
			"obeyed; the same options give the same bytes on every machine (with --as-of, "
			"where the form asks for the day or for dates). "
			"The effects file is a CSV file that says what differs from the defaults, a line "
			"each; an empty cell stands for all:\n"
			"  score,ITEM,,FACTOR,MEAN  from 0 to 10, by default 6\n"
			"  effect,ITEM,CHOICE,FACTOR,POINTS  what a choice adds to it; of the unit item: "
			"what a unit adds with all below it\n"
			"  share,ITEM,CHOICE,,SHARE  of an item that is not scored, of language or of mode; "
			"choices without a line share what is left to 1, and above 1 the shares count "
			"against each other\n"
			"  rate,ITEM,STATE,,SHARE  of dont_know, refused, not_applicable or skipped; by "
			"default 0.03, 0.02, 0.01, 0.01\n"
			"  sensitive_rate,,STATE,,SHARE  of sensitive items; refused by default 0.08\n"
			"  spread,WHAT,,,SD  between persons, between the factors of a person, between the "
			"items of a factor: person, factor, item; by default 0.9, 0.7, 1.2\n"
			"  straight_liners,,,,SHARE  as --straight-liners",
		.examples =
			"cips simulate officials.md --units units.csv -n 300 --seed 7 -o trial.csv\n"
			"cips simulate officials.md --units units.csv -n 300 --effects gaps.csv -o trial.csv\n"
			"cips simulate form.md -n 1000 --wave 2025 --as-of 2025-10-01 --straight-liners 0.05\n",
		.run = cmd_simulate,
		.options = {OPTION_UNITS, OPTION_N, OPTION_SEED, OPTION_EFFECTS, OPTION_WAVE,
			OPTION_AS_OF, OPTION_STRAIGHT_LINERS, OPTION_OUTPUT, OPTIONS},
	},
	{
		.name = "help",
		.args = "[COMMAND...]",
		.min_args = 0,
		.max_args = 2,
		.summary = "show what a command does",
		.description = "Without a command: the list of commands.",
		.examples = "cips help gap\n"
			    "cips help --man | man -l -\n",
		.run = cmd_help,
		.options = {OPTION_MAN, OPTION_COMPLETION, OPTIONS},
	},
};

const size_t commands_n = sizeof commands / sizeof *commands;
