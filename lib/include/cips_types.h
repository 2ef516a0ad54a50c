/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words that every room and every caller of libcips share: return codes, errors, findings.
 *
 * An *error* ends an operation: it is written once, where it is detected, into the caller's
 * struct cips_err, and passed up untouched. A *finding* is a fault in somebody's data: findings are
 * collected in one pass and never end an operation on their own.
 */
#ifndef CIPS_TYPES_H
#define CIPS_TYPES_H

#include <stdbool.h>
#include <stddef.h>

/* Why an operation ended. The values are the exit statuses of the program. */
enum cips_rc {
	CIPS_OK = 0,
	CIPS_FINDINGS = 1,  /* done, and there are findings to read */
	CIPS_USAGE = 2,	    /* a wrong option or a missing value */
	CIPS_INPUT = 3,	    /* the input is not acceptable */
	CIPS_SYSTEM = 4,    /* input or output failed, disk full, memory exhausted */
	CIPS_BUSY = 5,	    /* another process holds the file */
	CIPS_INTEGRITY = 6, /* not ours, damaged, or of an unknown version */
	CIPS_POLICY = 7,    /* refused to protect somebody */
	CIPS_INTERNAL = 70, /* a mistake of ours */
};

/*
 * One error: what and why in `text`, what to do about it in `hint` ("" if there is nothing to say).
 */
struct cips_err {
	enum cips_rc rc;
	char text[640];
	char hint[320];
};

enum cips_severity {
	CIPS_NOTE,    /* for information; the input is accepted */
	CIPS_WARNING, /* accepted, but somebody should look */
	CIPS_ERROR,   /* this row, cell or form is not accepted */
};

/*
 * One fault in a file. `line` and `column` count from 1; 0 means "the whole file" or "the whole
 * line". In a workbook `sheet` is set and line and column are the row and column of the cell.
 * Strings belong to the list that holds the finding; those that do not apply are "".
 */
struct cips_finding {
	enum cips_severity severity;
	const char *code; /* stable and short, such as "choice-unknown" */
	const char *file;
	const char *sheet;
	long line;
	long column;
	const char *item;  /* the item or the column of the file that it is about */
	const char *value; /* the offending text, shortened */
	const char *text;  /* what is wrong, and why */
	const char *hint;  /* what to do */
	size_t more;	   /* > 0: it stands for so many more of its code, which are not listed */
};

/* How an import is done. Zero-initialize; only `wave` may be needed. */
struct cips_import_options {
	const char *wave; /* for rows without a `wave` column; NULL when the file has that column */
	const char *rejects; /* path of the rejects file, NULL: all or nothing */
	bool dry_run;	     /* the same work, and no byte is changed */
	bool update;	     /* other content of a response_id takes the place of what is stored */
	const char *as_of;   /* YYYY-MM-DD: what today() means; NULL: the day of the import */
	/* How the file is written. */
	char delimiter;	      /* 0: recognised */
	char decimal;	      /* '.' or ','; 0: recognised */
	const char *encoding; /* as "windows-1252"; NULL: recognised */
	const char
		*line_ends; /* "lf", "crlf" or "cr", and nothing else ends a line; NULL: any does */
	long skip_lines;    /* above the header */
	const char *map;    /* path of a map of columns and values; NULL: none */
	size_t max_errors;  /* reading ends with so many, and nothing is stored; 0: never */
	/* Called for each update with the names of what differs, separated by ", "; may be NULL. */
	void (*changed)(void *context, long line, const char *response_id, const char *items);
	void *changed_context;
	/*
	 * Called from time to time with the bytes done and in all, and the rows read; may be NULL.
	 */
	void (*progress)(void *context, size_t done, size_t total, size_t rows);
	void *progress_context;
};

/* What an import did. */
struct cips_import_result {
	size_t read;
	size_t stored;
	size_t updated;	 /* of these: in the place of what was stored */
	size_t rejected; /* in the rejects file */
	size_t already_there;
	size_t not_stored;	 /* good or bad, because the whole file was not accepted */
	size_t required_missing; /* required answers that were left blank, stored as skipped */
	char batch[33];		 /* its code; "" when nothing was stored */
	bool stopped;		 /* at max_errors, before the end of the file */
	/* How the file was read; `encoding` is NULL when it did not come to that. */
	const char *encoding;
	const char *line_ends; /* "LF", "CRLF", "CR", "mixed", "" where there are none */
	char delimiter;
	char decimal;
	bool had_bom;
	bool mapped; /* by the map given, or by that of the batch that rejected rows come from */
	long lines_skipped;
};

/* What a proposed map has in it. */
struct cips_map_proposal {
	size_t columns; /* of the file */
	size_t lines;	/* 0: every column and value is known, and no map was written */
	size_t guesses; /* lines with a ? that somebody must look at */
};

/* Whether a batch can be undone. */
enum cips_undo {
	CIPS_UNDO_CAN,
	CIPS_UNDO_OPENING, /* no: its sealed boxes are gone */
	CIPS_UNDO_EARLIER, /* no: after an update only the latest can be */
};

/* What an import or an opening brought, as far as it is still there. */
struct cips_batch_facts {
	size_t number;	  /* in the list, from 1; those behind one that is undone move up */
	const char *code; /* 32 hexadecimal digits */
	const char *instrument;
	unsigned version;   /* ordinal */
	const char *digest; /* of the version, hexadecimal */
	const char *waves;  /* of its responses, separated by ", "; "" */
	size_t responses;   /* that it brought */
	size_t alone;	    /* and no other batch */
	size_t updated;	    /* of others, whose answers took the place of earlier ones */
	size_t rejected;    /* rows that were not brought again */
	size_t texts;
	bool opening;
	enum cips_undo undo;
};

/* What undoing a batch did. */
struct cips_undo_result {
	char batch[33];
	size_t gone;	 /* responses */
	size_t left;	 /* that other batches brought as well */
	size_t put_back; /* of these: have the answers again that the batch had updated */
	size_t texts;
	size_t rejected; /* rows that can no longer join it */
};

/* What is simulated. Zero-initialize; `n` and straight_liners are needed. */
struct cips_simulate_options {
	unsigned long long n;	 /* responses, at least 1 */
	unsigned long long seed; /* under 2^63 */
	const char *units;	 /* units.csv, where the form takes its units from it; else NULL */
	const char *effects;	 /* an effects file; NULL: the defaults */
	const char *wave;	 /* for a column `wave`; NULL: none */
	const char *as_of;	 /* YYYY-MM-DD: what today() means; NULL: today */
	double straight_liners;	 /* the share of them, 0...1; under 0: as the effects say */
};

/* What an item of a response holds. */
enum cips_state {
	CIPS_STATE_VALID,
	CIPS_STATE_DONT_KNOW,
	CIPS_STATE_REFUSED,
	CIPS_STATE_NOT_APPLICABLE,
	CIPS_STATE_SKIPPED,
	CIPS_STATE_NOT_SHOWN,
	CIPS_STATES,
};

/* --- what a table is asked for -------------------------------------------------------------- */

enum cips_score_rule {
	CIPS_RULE_RESPONDENT, /* weighted mean over respondents of their factor scores */
	CIPS_RULE_ITEM,	      /* mean over items of the item means */
};

enum cips_measure {
	CIPS_MEASURE_SCORE,
	CIPS_MEASURE_POSITIVE,
	CIPS_MEASURE_NEGATIVE,
	CIPS_MEASURE_NET,
	/* of tables whose columns are no factors: */
	CIPS_MEASURE_COUNT,
	CIPS_MEASURE_ROW_PERCENT,
	CIPS_MEASURE_COLUMN_PERCENT,
	CIPS_MEASURE_TOTAL_PERCENT,
};

/* The finite population correction in intervals. */
enum cips_fpc {
	CIPS_FPC_DEFAULT, /* yes where headcounts are loaded */
	CIPS_FPC_YES,
	CIPS_FPC_NO,
};

/* Intervals of percentages. */
enum cips_interval {
	CIPS_INTERVAL_WILSON,
	CIPS_INTERVAL_LOGIT,
	CIPS_INTERVAL_KORN_GRAUBARD,
};

/* The variance of means and differences under a design. */
enum cips_variance_method {
	CIPS_VARIANCE_TAYLOR, /* linearization */
	CIPS_VARIANCE_JACKKNIFE,
	CIPS_VARIANCE_BOOTSTRAP,
};

/*
 * How people were drawn: a design with units as strata. Zero-initialize for none: then each group is
 * its own stratum.
 */
struct cips_sampling {
	const char *strata; /* "unit" or "unit@LEVEL"; NULL: none, and nothing else here counts */
	enum cips_variance_method method;
	size_t replicates;  /* of the bootstrap: 100...100000 */
	unsigned long seed; /* of the bootstrap, under 2^32 */
};

enum cips_adjust {
	CIPS_ADJUST_BH,
	CIPS_ADJUST_HOLM,
	CIPS_ADJUST_NONE,
};

/* What the figures of a table are about. Zero-initialize for the defaults. */
struct cips_selection {
	const char *instrument; /* CODE or CODE@VERSION; NULL: the only one in the file */
	const char *wave;	/* NULL: the only one */
	const char *language;	/* of labels; NULL: the instrument's default */
	bool scale_100;		/* scores from 0 to 100, not from 0 to 10 */
	enum cips_score_rule score_rule;
	/* "none", "given", the name of a kept set; NULL: "given" where responses have weights */
	const char *weights;
	enum cips_fpc fpc;
	/*
	 * Leave out responses with a flag of cips_quality(). Those stay in where they are fewer
	 * than the minimum group, and where fewer of a group of the table are left out, or left,
	 * only the whole is shown: by subtraction from the table with them, few people would show.
	 */
	bool without_flagged;
	enum cips_interval interval; /* of percentages of one item */
	struct cips_sampling design; /* of freq, crosstab and gap */
};

struct cips_freq_request {
	struct cips_selection selection;
	const char *const *items; /* names, or as rows below; NULL with n_items 0: every item */
	size_t n_items;
};

struct cips_crosstab_request {
	struct cips_selection selection;
	/*
	 * "unit", "unit@LEVEL", "language", "mode", "assisted" or the name of a select_one item
	 */
	const char *rows;
	const char *columns;	   /* "factor", or as rows; "VAR,VAR" or "items": a table of each */
	const char *per;	   /* as rows, for layers; NULL: none */
	enum cips_measure measure; /* a score or its signs for factors, else a count or percentage
				      */
	enum cips_adjust adjust;   /* of the p values behind the letters of a table of counts */
	/*
	 * Of tables of counts, only the figures that the formats text, md and csv show: of many tables
	 * it saves most of the memory, and time
	 */
	bool shown_only;
};

/* Which changes of a question keep two waves from being compared. */
enum cips_wording_rule {
	CIPS_WORDING_SAME, /* of wording, scale, type, and who is asked */
	CIPS_WORDING_ANY,  /* of scale and type only: the caller has judged that wordings agree */
};

struct cips_gap_request {
	struct cips_selection selection;
	/*
	 * "unit", "unit@LEVEL", "instrument=A:B", "wave=A:B", "ITEM=A:B"; as ITEM also "language",
	 * "mode" and "assisted"
	 */
	const char *gap;
	bool by_indicator;
	const char *per; /* "unit", "unit@LEVEL"; NULL: none */
	enum cips_adjust adjust;
	bool family_column;		/* the family of a p value is its column, not the table */
	enum cips_wording_rule wording; /* for wave=A:B */
	/*
	 * For wave=A:B: beside the change, the same with the mix of B by these variables, "VAR" or
	 * "VAR,VAR" of unit@LEVEL and items with use breakdown; NULL: no such table
	 */
	const char *standardize;
	/*
	 * For wave=A:B: "ITEM=A:B", the gap whose change is asked for (the one in wave A minus the
	 * one in wave B); NULL: the change of the scores
	 */
	const char *between;
};

struct cips_scale_request {
	struct cips_selection selection;
};

struct cips_agreement_request {
	struct cips_selection selection;
	const char *units; /* "unit@LEVEL": rolled up; NULL or "unit": as answered */
};

struct cips_drivers_request {
	struct cips_selection selection;
	const char *outcome; /* a factor, or an item that orders its respondents */
	unsigned long seed;  /* of the bootstrap, under 2^32 */
	size_t replicates;   /* 100...100000 */
};

struct cips_compare_request {
	struct cips_selection selection;
	const char *rows; /* as of a crosstab, but not the whole tree of units */
	bool by_indicator;
	bool pairs; /* each pair of groups, else the groups with letters */
	enum cips_adjust adjust;
	bool family_column; /* as of a gap, of the p values that are adjusted pair by pair */
};

struct cips_shrink_request {
	struct cips_selection selection;
	const char *rows; /* as of a crosstab, but not the whole tree of units */
	bool by_indicator;
	enum cips_measure measure; /* SCORE, POSITIVE or NEGATIVE */
	unsigned long seed;	   /* of the ranks, under 2^32 */
	size_t replicates;	   /* 100...100000 */
};

/* How weights are made. Zero-initialize; `variables` is needed, and `selection` as for a table. */
struct cips_weight_request {
	struct cips_selection selection; /* its weights are those that the new ones start from */
	const char *variables; /* "unit@1,role": unit, unit@LEVEL, items with use breakdown */
	bool rake;	  /* each variable is a margin; else post-stratify by all of them crossed */
	const char *name; /* of the set; NULL: "rake" or "poststratify" */
	size_t collapse;  /* cells with fewer respondents go into the parent unit; 0: never */
	double trim_low;  /* bounds as multiples of the mean weight; both 0: none */
	double trim_high;
};

/* What weights are made with when nothing is said. */
enum { CIPS_COLLAPSE_DEFAULT = 5 };

struct cips_response_request {
	struct cips_selection selection; /* its weights are not used: people are counted */
	const char *rows;      /* as in struct cips_crosstab_request; NULL: unit, or everybody where
			     there are no units */
	enum cips_state state; /* of answers, tested between factors; VALID (0): REFUSED */
};

struct cips_quality_request {
	struct cips_selection selection; /* its weights are not used: people are counted */
	const char *rows;		 /* as in struct cips_response_request */
};

/*
 * What is planned. Zero-initialize: a 0 stands for what is usual, said beside it. Numbers are
 * finite and not negative, percentages of proportion below 100, of response_rate at most 100.
 */
struct cips_plan_request {
	const char *instrument; /* of a survey file, as in struct cips_selection */
	const char *wave;	/* of its headcounts; NULL: those that were loaded last */
	const char *language;	/* of the names of units */
	double population;	/* without a survey file; a whole number, 0: without limit */
	double margin;		/* of a share, in percentage points; 5 */
	double score_margin;	/* of a score from 0 to 10; 0.5 */
	double proportion;	/* the share, in percent; 50 */
	double sd;	      /* of scores from 0 to 10; the largest of a factor in the last wave of
				the survey file that has answers, else 2.5 */
	double power;	      /* in percent, above 5 and below 100; 80 */
	double response_rate; /* in percent; 0: not known */
	unsigned long n;      /* answers in each of two groups, at least 2; 0: several sizes */
};

/* --- collecting ----------------------------------------------------------------------------- */

/* How a question is answered. */
enum cips_question_kind {
	CIPS_QUESTION_NONE,   /* computed: nobody is asked */
	CIPS_QUESTION_NOTE,   /* read, not answered */
	CIPS_QUESTION_ONE,    /* one of the choices */
	CIPS_QUESTION_MANY,   /* any of the choices */
	CIPS_QUESTION_RANK,   /* the choices in an order */
	CIPS_QUESTION_NUMBER, /* typed */
	CIPS_QUESTION_DATE,   /* typed, YYYY-MM-DD */
	CIPS_QUESTION_TEXT,   /* typed */
};

/*
 * A question in one language. Texts are "" where there are none; they live as long as the session.
 */
struct cips_question {
	enum cips_question_kind kind;
	const char *name;
	const char *label;
	const char *hint;
	const char *guidance;
	const char *section; /* label of the innermost group around it that has one */
	int group;	     /* the innermost group, -1: none */
	size_t n_choices;    /* with those that the choice_filter leaves out now */
	int battery;   /* consecutive questions with the same number here (not -1) ask with the same
				choices, all of them offered, and may stand in one grid */
	bool required; /* as the answers are now */
	bool whole;    /* NUMBER: no decimals */
	bool sensitive;
	bool read_only; /* shown, cannot be changed */
	int dont_know;	/* ONE, MANY, RANK: the choice that says so and is offered now, -1: none */
	int refused;	/* likewise */
};

/* One of the choices of a question. */
struct cips_choice_shown {
	const char *label; /* the name of a choice that has none */
	unsigned level;	   /* of a unit: how deep in the tree, 0 for its root; else 0 */
	bool offered;	   /* the choice_filter lets it through, as the answers are now */
};

/* What is wrong with an answer. */
enum cips_fault_kind {
	CIPS_FAULT_NONE,
	CIPS_FAULT_REQUIRED,	/* nothing is answered */
	CIPS_FAULT_CONSTRAINT,	/* the rule of the form says no */
	CIPS_FAULT_NOT_OFFERED, /* the choice_filter no longer lets the choice through */
	CIPS_FAULT_NUMBER,	/* what is typed is no number */
	CIPS_FAULT_WHOLE,	/* it has decimals */
	CIPS_FAULT_DATE,	/* it is no date, or not one of the calendar */
	CIPS_FAULT_UNFINISHED,	/* RANK: some choices have a place and some have none */
};

struct cips_fault {
	enum cips_fault_kind kind;
	const char *message; /* what the form says about it in that language, "" */
};

/* A typed answer can have so many characters and bytes, and no more is taken. */
enum { CIPS_TYPED_CHARACTERS = 500, CIPS_TYPED_BYTES = 2000 };

/* The longest passphrase of an organiser. */
enum { CIPS_PASSPHRASE_BYTES = 255 };

/* What a new station is like. Zero-initialize; target, a key and the passphrase are needed. */
struct cips_station_options {
	const char *instrument; /* CODE or CODE@VERSION; NULL: the only one */
	const char *wave;
	const char *const
		*keys; /* paths of .pub files, 1 or 2: with two, both are needed to open */
	size_t n_keys;
	unsigned long target; /* responses that are expected */
	unsigned long slots;  /* responses that it can hold; 0: 1.5 x target, in 16s, at least 64 */
	const char *place;    /* for the organiser, such as "Kigali airport"; NULL: "" */
	const char *tokens;   /* path of the slips of cips_token_new(); NULL: it asks for none */
	const char *passphrase; /* of the organiser, as it can be typed: ends the collecting */
};

/* What everybody at the station may know. */
struct cips_station_facts {
	bool practice; /* nothing is stored */
	const char *code;
	const char *title; /* of the instrument, in its default language */
	const char *version;
	const char *wave;
	const char *place;
	size_t languages;
	unsigned long target;
	unsigned long slots;
	unsigned long used;
	unsigned keys;	      /* that are needed to open */
	unsigned long tokens; /* in its list, `used` of which are spent; 0: it asks for none */
};

/* What a station that asks for tokens says of one. */
enum cips_token_fate {
	CIPS_TOKEN_GOOD,     /* it can be spent, or none is asked for */
	CIPS_TOKEN_MISSING,  /* there is nothing but blanks */
	CIPS_TOKEN_MISTYPED, /* no token reads so */
	CIPS_TOKEN_UNKNOWN,  /* it is not in the list of this station */
	CIPS_TOKEN_SPENT,    /* it was used here */
};

/* How the answers that a station stores came about. */
struct cips_origin_said {
	size_t language;   /* of the form, in which the respondent finished */
	bool assisted;	   /* somebody helped at the keyboard */
	const char *token; /* as typed; NULL where none is asked for */
};

/* Room for the fingerprint of a key: eight groups of four hexadecimal digits. */
enum { CIPS_FINGERPRINT = 40 };

/* --- from station to centre ----------------------------------------------------------------- */

/* What was written into a file of bundles. */
struct cips_bundled {
	size_t bundles;
	size_t boxes;			/* full and empty ones alike */
	size_t left_out;		/* bundles of which some boxes have not come: of forward */
	char content[CIPS_FINGERPRINT]; /* of all boxes, for reading out */
};

/* What a merge did. Bundles and boxes as they stand in the files, doubled ones included. */
struct cips_merge_result {
	size_t bundles;
	size_t known_bundles; /* that had arrived before */
	size_t boxes;
	size_t new_boxes;
	size_t lost_boxes;		/* with salvage: not there, or not as signed */
	char content[CIPS_FINGERPRINT]; /* of all boxes that have ever arrived */
};

/* A station that was made for a survey, and whether something of it has arrived. */
struct cips_arrival {
	const char *instrument; /* "" in the next two as well: made by an earlier version */
	const char *wave;
	const char *place;
	size_t bundles; /* different ones */
	size_t cut;	/* of which some boxes have not come */
};

/* What a receipt list says of a station. */
enum cips_receipt {
	CIPS_RECEIPT_NONE,  /* nothing of it has arrived */
	CIPS_RECEIPT_OTHER, /* a bundle of it has, but none with all that is in it now */
	CIPS_RECEIPT_WHOLE, /* all that is in it now */
};

/* How boxes are opened. Zero-initialize; keys and passphrases are needed, as many of each. */
struct cips_opening_options {
	const char *instrument;	 /* a CODE; NULL: the only one with sealed boxes */
	const char *wave;	 /* likewise */
	const char *const *keys; /* paths of .key files, in any order */
	const char *const *passphrases;
	size_t n_keys;
	const char *as_of; /* YYYY-MM-DD: what today() means; NULL: today */
	bool dry_run;	   /* the same work, and no byte is changed */
	unsigned threads;  /* 0: as many as there are processors */
	/* Called from time to time with the boxes done and in all; may be NULL. */
	void (*progress)(void *context, size_t done, size_t total, size_t answers);
	void *progress_context;
};

/* What an opening did; boxes = empty + stored + doubled + failed + texts + failed_texts. */
struct cips_opening_result {
	char instrument[65];
	char wave[33];
	size_t boxes;	     /* that are sealed for these keys */
	size_t empty;	     /* of answers or texts */
	size_t stored;	     /* responses */
	size_t doubled;	     /* of a token that was used before: dropped */
	size_t failed;	     /* answers that break a rule, with a finding: kept sealed */
	size_t texts;	     /* of one person each */
	size_t failed_texts; /* kept sealed */
	size_t other_keys;   /* boxes of the same wave that are sealed for other keys */
	bool supplement;     /* the wave was opened before */
	char batch[33];	     /* its code; "" when nothing was stored */
};

/* What was verified of a file; what its kind does not have is 0. */
struct cips_verified {
	const char *kind; /* "survey file", "station", "bundle" */
	size_t checksums; /* of tables; 0: a file of an earlier version, not changed since */
	size_t instruments;
	size_t units;
	size_t headcounts;
	size_t batches;
	size_t responses;
	size_t from_answers; /* whose identity follows from their answers */
	size_t texts;
	size_t stations;
	size_t bundles;
	size_t boxes;
	char content[CIPS_FINGERPRINT]; /* of a survey file: instruments, units, headcounts,
					   answers and texts, in whatever order they came */
};

/* Room for the code of a draft: six words with blanks between them. */
enum { CIPS_DRAFT_CODE = 40 };

/* How well this machine keeps a secret: one line of cips_doctor(). */
enum cips_health { CIPS_HEALTH_OK, CIPS_HEALTH_WARN, CIPS_HEALTH_FAIL };

struct cips_checkup {
	enum cips_health health;
	const char *name; /* stable and short, such as "swap" */
	char text[240];	  /* what was found */
	char fix[240];	  /* what to do, "" when nothing */
};

/* How a text is laid out for the eye; the other formats take no notice. */
struct cips_write_options {
	size_t width; /* columns; 0: 80 */
	bool ascii;   /* no character outside ASCII */
	bool colour;
};

#endif
