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

/* What every table of them takes. */
#define TABLE SELECTION, OPTION_WITHOUT_FLAGGED

/* How people were drawn. */
#define DESIGN OPTION_DESIGN, OPTION_VARIANCE, OPTION_DRAW_SEED, OPTION_REPLICATES

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
			"before. After an update only the latest batch can be undone. How the file is "
			"written is recognised and told, and can be said instead. A map says what foreign "
			"headers and values mean: a line column,item for a column (without an item it is "
			"not read), a line column,,value,choice for a value of it (without a choice it "
			"counts as blank).",
		.examples =
			"cips import arcadia.cips officials-2025.csv --instrument officials --wave 2025\n"
			"cips import arcadia.cips answers.csv --wave 2025 --rejects bad.csv\n"
			"cips import arcadia.cips answers.csv --wave 2025 --dry-run\n"
			"cips import arcadia.cips corrected.csv --wave 2025 --update --dry-run\n"
			"cips import arcadia.cips portal.csv --propose-map map.csv\n"
			"cips import arcadia.cips portal.csv --wave 2025 --map map.csv --decimal ,\n",
		.run = cmd_import,
		.options = {OPTION_INSTRUMENT, OPTION_WAVE, OPTION_REJECTS, OPTION_UPDATE,
			OPTION_DRY_RUN, OPTION_MAX_ERRORS, OPTION_AS_OF, OPTION_ENCODING,
			OPTION_DELIMITER, OPTION_DECIMAL, OPTION_SKIP_LINES, OPTION_MAP,
			OPTION_PROPOSE_MAP, OPTION_PROGRESS, OPTIONS},
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
			"and apart from them who did not know, refused, or left it blank. With "
			"--design the units are the strata that people were drawn from.",
		.examples = "cips freq arcadia.cips --wave 2025 lead_example\n"
			    "cips freq arcadia.cips --wave 2025 -o all.csv\n",
		.run = cmd_freq,
		.options = {TABLE, OPTION_INTERVAL, DESIGN, OPTIONS},
	},
	{
		.name = "crosstab",
		.args = "FILE.cips --rows VAR --columns VAR",
		.min_args = 1,
		.max_args = 1,
		.summary = "key factors by unit or group, or two variables crossed",
		.description =
			"With --columns factor: scores (or percentages positive, negative, net) of the key "
			"factors for each unit of the tree or each answer to an item. The formats tidy and "
			"json have standard errors and 95 % intervals too; with --design the units are the "
			"strata that people were drawn from, and the groups domains that may cut across "
			"them. With another variable as columns: "
			"counts or percentages of its answers for each row, with tests of independence and "
			"measures of association below, and letters that say which columns differ. tidy and "
			"json have all percentages, expected counts and adjusted residuals. Under weights or "
			"a --design the test is that of Rao and Scott. Small counts are "
			"hidden so that nobody can work them out; tests then are hidden too.",
		.examples =
			"cips crosstab arcadia.cips --wave 2025 --rows unit --columns factor\n"
			"cips crosstab arcadia.cips --wave 2025 --rows role --columns factor --measure net\n"
			"cips crosstab arcadia.cips --wave 2025 --rows tenure --columns role --measure "
			"column-percent\n"
			"cips crosstab arcadia.cips --wave 2025 --rows unit@1 --columns lead_example "
			"-o t.json\n"
			"cips crosstab arcadia.cips --wave 2025 --rows role --columns items -o t.md\n"
			"cips crosstab arcadia.cips --wave 2025 --rows role --columns factor --design unit "
			"-o t.json\n"
			"cips crosstab arcadia.cips --wave 2025 --rows role --columns factor --design unit "
			"--variance jackknife --format tidy\n",
		.run = cmd_crosstab,
		.options = {OPTION_ROWS, OPTION_COLUMNS, OPTION_PER, OPTION_MEASURE, OPTION_ADJUST,
			TABLE, OPTION_INTERVAL, DESIGN, OPTIONS},
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
			"words that mean the same. --standardize shows what of a change between waves is left "
			"when both have the mix of people of B; --between whether a gap between two "
			"groups changed. Where the mix of modes (paper, online) differs between waves, the "
			"foot says so. With --design the units are the strata that people were drawn from, "
			"and --variance gives a second opinion on the standard errors.",
		.examples =
			"cips gap arcadia.cips --wave 2025 --gap unit\n"
			"cips gap arcadia.cips --wave 2025 --gap role=manager:staff --per unit@1\n"
			"cips gap arcadia.cips --wave 2025 --gap role=manager:staff --design unit\n"
			"cips gap arcadia.cips --gap wave=2025:2023\n"
			"cips gap arcadia.cips --gap wave=2025:2023 --wording any\n"
			"cips gap arcadia.cips --gap wave=2025:2023 --standardize role\n"
			"cips gap arcadia.cips --gap wave=2025:2023 --between role=manager:staff\n"
			"cips gap arcadia.cips --wave 2025 --gap instrument=officials:private\n",
		.run = cmd_gap,
		.options = {OPTION_GAP, OPTION_BY, OPTION_PER, OPTION_WORDING, OPTION_STANDARDIZE,
			OPTION_BETWEEN, OPTION_ADJUST, OPTION_FAMILY, TABLE, DESIGN, OPTIONS},
	},
	{
		.name = "response",
		.args = "FILE.cips",
		.min_args = 1,
		.max_args = 1,
		.summary = "response rates, and answers that were not given",
		.description =
			"Returns and response rates (AAPOR RR1 and RR2, with the headcounts as eligible "
			"people) for each unit, or the groups of --rows, and for each breakdown of the "
			"headcounts. Then for each key factor who did not know, refused, found it not "
			"applicable or left it blank, and whether that factor is refused more than the "
			"others. Weights and scores play no part in it.",
		.examples = "cips response arcadia.cips --wave 2025\n"
			    "cips response arcadia.cips --wave 2025 --rows role --state dont_know\n"
			    "cips response arcadia.cips --wave 2025 -o response.json\n",
		.run = cmd_response,
		.options = {OPTION_ROWS, OPTION_STATE, TABLE, OPTIONS},
	},
	{
		.name = "quality",
		.args = "FILE.cips",
		.min_args = 1,
		.max_args = 1,
		.summary = "responses that look careless: straight-lining, speed, duplicates",
		.description =
			"How many responses straight-line, were given too fast for their mode, repeat "
			"another one, lie far from all others (Mahalanobis) or are hardly answered, for "
			"each unit, or the groups of --rows, and for each mode. The foot states each "
			"rule. A flag is a reason to look, not a proof: no table leaves a response out by "
			"it unless asked to with --without-flagged (which has no place here, where the "
			"flags are the figures), and none is named.",
		.examples = "cips quality arcadia.cips --wave 2025\n"
			    "cips quality arcadia.cips --wave 2025 --rows language\n"
			    "cips quality arcadia.cips --wave 2025 --format tidy\n",
		.run = cmd_quality,
		.options = {OPTION_ROWS, SELECTION, OPTIONS},
	},
	{
		.name = "plan",
		.args = "",
		.min_args = 0,
		.max_args = 0,
		.summary = "sample sizes, detectable gaps, what the tables will be able to show",
		.description =
			"How many answers a share and a score need for a margin of error, with the finite "
			"population correction, and how many people to invite for them at an expected "
			"response rate; the smallest gap that a comparison finds; and which units the "
			"tables would hide at that rate. With --survey for each unit of its headcounts, "
			"and with the standard deviation of the last wave that has answers.",
		.examples =
			"cips plan --population 2400 --margin 3\n"
			"cips plan --survey arcadia.cips --response-rate 40\n"
			"cips plan --survey arcadia.cips --wave 2025 --score-margin 0.3 --sd 1.8\n"
			"cips plan -n 30 --power 90\n",
		.run = cmd_plan,
		.options = {OPTION_PLAN_SURVEY, OPTION_INSTRUMENT, OPTION_WAVE, OPTION_POPULATION,
			OPTION_RESPONSE_RATE, OPTION_MARGIN, OPTION_SCORE_MARGIN, OPTION_PROPORTION,
			OPTION_SD, OPTION_POWER, OPTION_PLAN_N, OPTION_LANG, OPTION_FORMAT,
			OPTION_OUTPUT, OPTIONS},
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
		.options = {TABLE, OPTIONS},
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
		.options = {OPTION_UNIT_LEVEL, TABLE, OPTIONS},
	},
	{
		.name = "weight",
		.args = "FILE.cips [--rake VAR,...|--poststratify VAR,...]",
		.min_args = 1,
		.max_args = 1,
		.summary = "weights from headcounts, kept as a named set",
		.description =
			"Makes weights with which the respondents of an instrument and a wave agree with "
			"its headcounts: by each variable (--rake) or by all of them crossed "
			"(--poststratify), and keeps them in the survey file under a name, in the place of "
			"those that had it. Every table takes them with --weights NAME. Respondents who "
			"are not known in a variable keep their share of the weights. What cannot be "
			"weighted, as people of whom nobody answered, is named with its cell and cure, and "
			"then nothing is changed. With --trim the bounds hold, and how far that leaves the "
			"margins is said. Weights are for the responses that there were: after an import or "
			"an opening they are refused until they are made again. Without --rake and "
			"--poststratify: the sets there are.",
		.examples =
			"cips weight arcadia.cips --wave 2025 --rake unit@1,role\n"
			"cips weight arcadia.cips --wave 2025 --poststratify unit,role --name fine --collapse 8\n"
			"cips weight arcadia.cips --wave 2025 --rake unit,role --trim 0.3,3\n"
			"cips weight arcadia.cips\n",
		.run = cmd_weight,
		.options = {OPTION_RAKE, OPTION_POSTSTRATIFY, OPTION_NAME, OPTION_COLLAPSE,
			OPTION_TRIM, OPTION_INSTRUMENT, OPTION_WAVE, OPTION_LANG,
			OPTION_WEIGHT_START, OPTION_FORMAT, OPTION_OUTPUT, OPTIONS},
	},
	{
		.name = "compare",
		.args = "FILE.cips --rows VAR",
		.min_args = 1,
		.max_args = 1,
		.summary = "whether several groups differ, and which from which",
		.description =
			"For each key factor: do the groups differ at all (Kruskal and Wallis; Welch's "
			"analysis of variance), and which from which (Games and Howell; Dunn). A group has "
			"the letters of those that score significantly lower. Hidden groups are in no test. "
			"--show pairs has the difference of each two groups with its interval. At most 26 "
			"groups; for each unit against everyone else use gap.",
		.examples = "cips compare arcadia.cips --wave 2025 --rows tenure\n"
			    "cips compare arcadia.cips --wave 2025 --rows unit@1 --show pairs "
			    "--adjust holm\n"
			    "cips compare arcadia.cips --wave 2025 --rows age_band --by indicator "
			    "-o age.json\n",
		.run = cmd_compare,
		.options = {OPTION_FLAT_ROWS, OPTION_BY, OPTION_SHOW, OPTION_ADJUST, OPTION_FAMILY,
			TABLE, OPTIONS},
	},
	{
		.name = "shrink",
		.args = "FILE.cips --rows VAR",
		.min_args = 1,
		.max_args = 1,
		.summary = "scores of small units, with chance taken out",
		.description =
			"Beside the score of each unit the same drawn towards what is usual among the units, "
			"the more the fewer people it rests on (empirical Bayes), and in place of a rank "
			"the ranks that it may well have. Means are taken as normal; percentages of one "
			"item, with --by indicator, as beta-binomial. Hidden units stay hidden, and "
			"what is usual is estimated from the others alone.",
		.examples = "cips shrink arcadia.cips --wave 2025 --rows unit@2\n"
			    "cips shrink arcadia.cips --wave 2025 --rows unit@2 --by indicator "
			    "--measure positive\n"
			    "cips shrink arcadia.cips --wave 2025 --rows unit@2 --replicates 10000 "
			    "-o shrunken.csv\n",
		.run = cmd_shrink,
		.options = {OPTION_FLAT_ROWS, OPTION_BY, OPTION_SHRUNKEN_MEASURE, OPTION_DRAW_SEED,
			OPTION_REPLICATES, TABLE, OPTIONS},
	},
	{
		.name = "drivers",
		.args = "FILE.cips --outcome VAR",
		.min_args = 1,
		.max_args = 1,
		.summary = "which factors go with an outcome",
		.description =
			"Divides the part of an outcome's variance that goes with the key factors (R²) "
			"among them: what each adds to R², averaged over all orders in which they can "
			"enter a regression (LMG), with bootstrap intervals, and Johnson's relative "
			"weights beside it. The outcome is a factor or an item; where it is an item, its "
			"own factor is left out. Only respondents with a value in all of them count, at "
			"least 100 and ten for each factor. It shows what goes together, not what causes "
			"what.",
		.examples = "cips drivers arcadia.cips --wave 2025 --outcome MORA\n"
			    "cips drivers arcadia.cips --wave 2025 --outcome code_gifts\n"
			    "cips drivers arcadia.cips --wave 2025 --outcome witnessed --seed 7 "
			    "--replicates 5000 -o drivers.json\n",
		.run = cmd_drivers,
		.options = {OPTION_OUTCOME, OPTION_DRAW_SEED, OPTION_REPLICATES, TABLE, OPTIONS},
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
			OPTION_PLACE, OPTION_TOKENS, OPTION_PASSPHRASE_FILE, OPTION_OUTPUT,
			OPTIONS},
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
		.name = "token new",
		.args = "-n N",
		.min_args = 0,
		.max_args = 0,
		.summary = "print slips with tokens: who draws one answers once",
		.description =
			"Prints N slips, each with a token, to be cut and drawn from a box, so that "
			"nobody knows who has which. Stations that are made with the same slips "
			"(station new --tokens) ask for a token at the end and take each of them once; "
			"one that is used at two stations is found when the boxes are opened. The last "
			"two characters of a token check the others: a slip of a finger is noticed. A "
			"file of slips is for its owner alone and overwrites none: print it, make the "
			"stations, and delete it. A box of under 50 slips protects nobody.",
		.examples = "cips token new -n 120 -o slips.txt\n"
			    "cips token new -n 120 --lang fr -o billets.txt\n",
		.run = cmd_token_new,
		.options = {OPTION_SLIPS, OPTION_SLIP_LANG, OPTION_OUTPUT, OPTIONS},
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
