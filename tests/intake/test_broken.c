/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files as people send them, each with what must come of it: the status, the counts, the answers
 * that are stored, and every finding with its line and column, worked out by hand from the bytes.
 * The form is hard.md. Findings about columns that are not there are left out.
 */
#include "sanitized.h"
#include "survey.h"

#include <sys/resource.h>
#include <sys/wait.h>

struct hard_case {
	const char *name;
	const char *how; /* words: encoding=, delimiter=, decimal=, skip=, max=, rejects */
	const char *input;
	size_t size;
	const char *map; /* NULL: none */
	enum cips_rc rc;
	size_t read, stored, rejected; /* the others are not stored */
	const char *rows;
	const char *findings;
	const char
		*dialect; /* "encoding delimiter decimal line-ends skipped"; NULL: not looked at */
};

#define IN(bytes) bytes, sizeof(bytes) - 1, NULL
#define IN_MAP(bytes, map) bytes, sizeof(bytes) - 1, map

static const struct hard_case cases[] = {
	/* --- in order --- */
	{"plain", "", IN("q1,hours,why\n2,3.5,fear useless\n"), 0, 1, 1, 0,
		"q1=2 hours=3.5 why=fear,useless\n", "", "utf-8 , . LF 0"},
	{"a row of nothing", "", IN("q1,hours\n,\n1,\n"), 0, 1, 1, 0, "q1=1\n", "row-empty 2:0\n",
		NULL},
	{"no line end at the end", "", IN("q1\n1\n2"), 0, 2, 2, 0, "q1=1\nq1=2\n", "",
		"utf-8 , . LF 0"},
	{"blanks around cells", "", IN("q1,hours\n 1 ,\t2.5\n"), 0, 1, 1, 0, "q1=1 hours=2.5\n", "",
		NULL},
	{"no-break spaces around cells", "",
		IN("q1\n\xc2\xa0"
		   "1\xc2\xa0\n"),
		0, 1, 1, 0, "q1=1\n", "", NULL},
	{"quotes around everything", "", IN("\"q1\",\"hours\"\n\"1\",\"2\"\n"), 0, 1, 1, 0,
		"q1=1 hours=2\n", "", NULL},

	/* --- encodings --- */
	{"a label in UTF-8", "", IN("q1\nPlut\xc3\xb4t\n"), 0, 1, 1, 0, "q1=3\n", "",
		"utf-8 , . LF 0"},
	{"a label in parts", "", IN("q1\nPluto\xcc\x82t\n"), 0, 1, 1, 0, "q1=3\n", "", NULL},
	{"a label in windows-1252", "", IN("q1\nPlut\xf4t\n"), 0, 1, 1, 0, "q1=3\n", "",
		"windows-1252 , . LF 0"},
	{"a label in Latin-1, said", "encoding=latin-1", IN("q1\nPlut\xf4t\n"), 0, 1, 1, 0,
		"q1=3\n", "", "latin-1 , . LF 0"},
	{"a mark", "", IN("\xef\xbb\xbfq1\n1\n"), 0, 1, 1, 0, "q1=1\n", "", "utf-8 , . LF 0"},
	{"a mark before quotes", "", IN("\xef\xbb\xbf\"q1\"\n1\n"), 0, 1, 1, 0, "q1=1\n", "", NULL},
	{"a mark against what is said", "encoding=windows-1252",
		IN("\xef\xbb\xbfq1\nPlut\xc3\xb4t\n"), 0, 1, 1, 0, "q1=3\n", "", "utf-8 , . LF 0"},
	{"UTF-16, small end first, with a mark", "",
		IN("\xff\xfe"
		   "q\0001\0\n\0P\0l\0u\0t\0\xf4\0t\0\n\0"),
		0, 1, 1, 0, "q1=3\n", "", "utf-16le , . LF 0"},
	{"UTF-16, big end first, with a mark", "",
		IN("\xfe\xff\0q\0001\0\n\0P\0l\0u\0t\0\xf4\0t\0\n"), 0, 1, 1, 0, "q1=3\n", "",
		"utf-16be , . LF 0"},
	{"UTF-16, small end first, without a mark", "", IN("q\0001\0\n\0003\0\n\0"), 0, 1, 1, 0,
		"q1=3\n", "", "utf-16le , . LF 0"},
	{"UTF-16, big end first, without a mark", "", IN("\0q\0001\0\n\0003\0\n"), 0, 1, 1, 0,
		"q1=3\n", "", "utf-16be , . LF 0"},
	{"UTF-16, said", "encoding=utf-16le", IN("q\0001\0\r\0\n\0003\0"), 0, 1, 1, 0, "q1=3\n", "",
		"utf-16le , . CRLF 0"},
	{"UTF-8 said of windows-1252", "encoding=utf-8", IN("q1\nPlut\xf4t\n"), 3, 1, 0, 0, "",
		"csv-utf8 2:5\n", "utf-8 , . LF 0"},
	{"windows-1252 said of UTF-8", "encoding=windows-1252", IN("q1\nPlut\xc3\xb4t\n"), 3, 1, 0,
		0, "", "choice-unknown 2:1 q1\n", NULL},
	{"a byte that stands for nothing", "encoding=windows-1252", IN("q1,note\n1,a\n2,b\x81\n"),
		3, 2, 0, 0, "", "csv-encoding 3:4\n", NULL},
	{"a byte that is not UTF-8 among such as are", "rejects",
		IN("q1,note\n1,\xc3\xa9\xc3\xa8\n2,\xe9\n3,\xc3\xa9\n"), 1, 3, 2, 1, "q1=1\nq1=3\n",
		"csv-utf8 3:3\n", NULL},
	{"overlong", "", IN("q1,note\n1,\xc3\xa9\xc3\xa9\n2,\xc0\xaf\n"), 3, 2, 0, 0, "",
		"csv-utf8 3:3\n", NULL},
	{"a surrogate in UTF-8", "encoding=utf-8", IN("q1,note\n1,\xed\xa0\x80\n"), 3, 1, 0, 0, "",
		"csv-utf8 2:3\n", NULL},
	{"half a pair in UTF-16", "",
		IN("\xff\xfe"
		   "q\0001\0,\0n\0o\0t\0e\0\n\0001\0,\0a\0\x3d\xd8\n\0002\0,\0b\0\n\0"),
		3, 2, 0, 0, "", "csv-encoding 2:4\n", NULL},
	{"an odd byte at the end of UTF-16", "",
		IN("\xff\xfe"
		   "q\0001\0\n\0001\0\n\0002"),
		3, 2, 0, 0, "", "csv-encoding 3:1\n", NULL},
	{"an encoding that there is not", "encoding=klingon", IN("q1\n1\n"), 2, 0, 0, 0, "", "",
		NULL},

	/* --- NUL bytes --- */
	{"a NUL in the header", "", IN("q\0001,note\n1,a\n"), 3, 0, 0, 0, "", "csv-nul 1:2\n",
		NULL},
	{"a NUL early", "", IN("q1,note\n1\0,a\n2,b\n"), 3, 2, 0, 0, "", "csv-nul 2:2\n", NULL},
	{"a NUL late", "rejects", IN("q1,note\n1,a\n2,b\n3,c\n4,d\n1,e\0\n"), 1, 5, 4, 1,
		"q1=1\nq1=2\nq1=3\nq1=4\n", "csv-nul 6:4\n", NULL},
	{"a tail of NULs", "", IN("q1,note\n1,a\n\0\0\0\0"), 3, 2, 0, 0, "", "csv-nul 3:1\n", NULL},
	{"a NUL in quotes", "", IN("q1,note\n1,\"a\0b\"\n"), 3, 1, 0, 0, "", "csv-nul 2:5\n", NULL},

	/* --- lines --- */
	{"lone carriage returns", "", IN("q1,note\r1,a\r9,b\r"), 3, 2, 0, 0, "",
		"choice-unknown 3:1 q1\n", "utf-8 , . CR 0"},
	{"mixed line ends", "", IN("q1,note\r\n1,a\n2,b\r9,c"), 3, 3, 0, 0, "",
		"choice-unknown 4:1 q1\n", "utf-8 , . mixed 0"},
	{"blank lines are counted", "", IN("\r\nq1\r\n\r\n\r\n9\r\n"), 3, 1, 0, 0, "",
		"choice-unknown 5:1 q1\n", "utf-8 , . CRLF 0"},
	{"lines within quotes are counted", "", IN("note,q1\n\"a\nb\",1\nx,9\n"), 3, 2, 0, 0, "",
		"choice-unknown 4:3 q1\n", NULL},
	{"a cell behind lines in quotes", "", IN("note,q1\n\"a\nbc\",9\n"), 3, 1, 0, 0, "",
		"choice-unknown 3:5 q1\n", NULL},
	{"columns are characters, in UTF-8", "", IN("note,q1\n\xc3\xa9\xe2\x82\xac,9\n"), 3, 1, 0,
		0, "", "choice-unknown 2:4 q1\n", NULL},
	{"columns are characters, in windows-1252", "", IN("note,q1\n\xe9\x80,9\n"), 3, 1, 0, 0, "",
		"choice-unknown 2:4 q1\n", NULL},
	{"columns are characters, in UTF-16", "",
		IN("\xfe\xff\0n\0o\0t\0e\0,\0q\0001\0\n\xd8\x3d\xde\x00\0,\0009"), 3, 1, 0, 0, "",
		"choice-unknown 2:3 q1\n", NULL},
	{"a file of nothing", "", IN(""), 3, 0, 0, 0, "", "file-empty 0:0\n", NULL},
	{"a mark and nothing", "", IN("\xef\xbb\xbf"), 3, 0, 0, 0, "", "file-empty 0:0\n", NULL},
	{"line ends and nothing", "", IN("\n\r\n\r"), 3, 0, 0, 0, "", "file-empty 0:0\n", NULL},
	{"a header and nothing", "", IN("q1,hours\r\n"), 3, 0, 0, 0, "", "rows-missing 0:0\n",
		NULL},

	/* --- delimiters and decimal signs --- */
	{"tabs", "", IN("q1\thours\n1\t2.5\n"), 0, 1, 1, 0, "q1=1 hours=2.5\n", "",
		"utf-8 \t . LF 0"},
	{"bars", "", IN("q1|hours\n1|2.5\n"), 0, 1, 1, 0, "q1=1 hours=2.5\n", "", "utf-8 | . LF 0"},
	{"semicolons and decimal commas", "", IN("q1;hours\n1;3,5\n2;-0,25\n"), 0, 2, 2, 0,
		"q1=1 hours=3.5\nq1=2 hours=-0.25\n", "", "utf-8 ; , LF 0"},
	{"tabs and decimal commas", "", IN("q1\thours\n1\t3,5\n"), 0, 1, 1, 0, "q1=1 hours=3.5\n",
		"", "utf-8 \t , LF 0"},
	{"a comma that may part thousands", "", IN("q1;hours\n1;1,234\n"), 3, 1, 0, 0, "",
		"number-comma 2:3 hours\n", "utf-8 ; . LF 0"},
	{"such a comma beside one that cannot", "", IN("q1;hours\n1;1,234\n1;3,5\n"), 0, 2, 2, 0,
		"q1=1 hours=1.234\nq1=1 hours=3.5\n", "", "utf-8 ; , LF 0"},
	{"commas and points", "", IN("q1;hours\n1;3,5\n1;3.5\n"), 3, 2, 0, 0, "",
		"number-comma 2:3 hours\n", "utf-8 ; . LF 0"},
	{"decimal commas in a file with commas", "", IN("q1,hours\n1,\"3,5\"\n"), 3, 1, 0, 0, "",
		"number-comma 2:3 hours\n", "utf-8 , . LF 0"},
	{"decimal commas in a file with commas, said", "decimal=,", IN("q1,hours\n1,\"3,5\"\n"), 0,
		1, 1, 0, "q1=1 hours=3.5\n", "", "utf-8 , , LF 0"},
	{"a point where commas are said", "decimal=,", IN("q1;hours\n1;3.5\n1;3\n"), 3, 2, 0, 0, "",
		"number-point 2:3 hours\n", "utf-8 ; , LF 0"},
	{"commas where points are said", "decimal=.", IN("q1;hours\n1;3,5\n"), 3, 1, 0, 0, "",
		"number-comma 2:3 hours\n", "utf-8 ; . LF 0"},
	{"a whole number with a decimal comma", "", IN("q1;n\n1;30,0\n"), 0, 1, 1, 0, "q1=1 n=30\n",
		"", "utf-8 ; , LF 0"},
	{"points that part thousands", "", IN("q1;hours\n1;3,5\n2;1.234,5\n"), 3, 2, 0, 0, "",
		"number-invalid 3:3 hours\n", "utf-8 ; , LF 0"},
	{"a comma in a text is no decimal comma", "", IN("q1;note\n1;3,5\n"), 0, 1, 1, 0, "q1=1\n",
		"", "utf-8 ; . LF 0"},
	{"a delimiter said", "delimiter=;", IN("q1;hours\n1;2\n"), 0, 1, 1, 0, "q1=1 hours=2\n", "",
		NULL},
	{"the wrong delimiter said", "delimiter=|", IN("q1;hours\n1;2\n"), 3, 1, 0, 0, "",
		"column-unknown 1:1 q1;hours\n", NULL},

	/* --- above the header --- */
	{"a title above the header", "", IN("Survey 2026\nby us\nq1,hours\n1,2\n"), 3, 0, 0, 0, "",
		"header-below 1:0\n", NULL},
	{"a title with delimiters above", "", IN("Survey,2026,,\nq1;hours;n\n1;2;3\n"), 3, 0, 0, 0,
		"", "header-below 1:0\n", NULL},
	{"lines passed over are counted", "skip=2", IN("Survey 2026\n\nq1,hours\n9,2\n"), 3, 1, 0,
		0, "", "choice-unknown 4:1 q1\n", "utf-8 , . LF 2"},
	{"lines passed over, with lone carriage returns", "skip=1", IN("Title\rq1\r9\r"), 3, 1, 0,
		0, "", "choice-unknown 3:1 q1\n", "utf-8 , . CR 1"},
	{"more lines passed over than there are", "skip=9", IN("q1\n1\n"), 3, 0, 0, 0, "",
		"file-empty 0:0\n", NULL},
	{"a line that names the delimiter", "", IN("sep=;\r\nq1;note\r\n1;a,b,c\r\n"), 0, 1, 1, 0,
		"q1=1\n", "", "utf-8 ; . CRLF 1"},

	/* --- columns --- */
	{"a header nobody knows", "", IN("x,y\n1,2\n"), 3, 1, 0, 0, "",
		"column-unknown 1:1 x\ncolumn-unknown 1:3 y\n", NULL},
	{"a column without a name", "", IN("q1,hours,\n1,2,\n"), 3, 1, 0, 0, "",
		"column-unnamed 1:10\n", NULL},
	{"a column twice", "", IN("q1,hours,q1\n1,2,3\n"), 3, 1, 0, 0, "",
		"column-duplicate 1:10 q1\n", NULL},
	{"a row that is short and one that is long", "rejects", IN("q1,hours\n1\n2,3,4\n3,4\n"), 1,
		3, 1, 2, "q1=3 hours=4\n", "row-short 2:0\nrow-long 3:0\n", NULL},
	{"a line in the middle of a row", "", IN("q1,hours,n\n1,2\n,3\n"), 3, 2, 0, 0, "",
		"row-short 2:0\nrow-short 3:0\n", NULL},

	/* --- quotes --- */
	{"an open quote, and a fault below it", "", IN("q1,note\n1,\"x\n9,y\n2,z\n"), 3, 3, 0, 0,
		"", "csv-quote-open 2:3\nchoice-unknown 3:1 q1\n", NULL},
	{"an open quote keeps rejects from being stored", "rejects", IN("q1,note\n1,\"x\n2,y\n"), 3,
		2, 0, 0, "", "csv-quote-open 2:3\n", NULL},
	{"an open quote in the last cell of all", "", IN("q1,note\n1,x\n2,\""), 3, 2, 0, 0, "",
		"csv-quote-open 3:3\n", NULL},
	{"an open quote in the header", "", IN("q1,\"note\n1,x\n"), 3, 0, 0, 0, "",
		"csv-quote-open 1:4\n", NULL},
	{"an open quote that a later one closes", "rejects", IN("q1,note\n1,\"x\n2,\"y\"\n3,z\n"),
		1, 2, 1, 1, "q1=3\n", "csv-quote-stray 3:4\n", NULL},
	{"inches", "rejects", IN("q1,note\n1,5\" pipe\n2,ok\n"), 1, 2, 1, 1, "q1=2\n",
		"csv-quote-stray 2:4\n", NULL},
	{"text behind a closing quote", "", IN("q1,note\n1,\"a\" b\n"), 3, 1, 0, 0, "",
		"csv-quote-stray 2:6\n", NULL},
	{"a blank before a quote", "", IN("q1,note\n1, \"a\"\n"), 3, 1, 0, 0, "",
		"csv-quote-stray 2:4\n", NULL},
	{"quotes that are doubled", "", IN("q1,note\n1,\"say \"\"no\"\"\"\n"), 0, 1, 1, 0, "q1=1\n",
		"", NULL},
	{"a delimiter and a line end in quotes", "", IN("q1,note\n1,\"a,\r\nb\"\n"), 0, 1, 1, 0,
		"q1=1\n", "", NULL},
	{"faults of every kind in one pass", "",
		IN("q1,hours,note\n1,2\n9,x,\n1,2,a\"b\n1,2,\0\n5,6,7,8\n"), 3, 5, 0, 0, "",
		"row-short 2:0\nchoice-unknown 3:1 q1\nnumber-invalid 3:3 hours\ncsv-quote-stray 4:6\n"
		"csv-nul 5:5\nrow-long 6:0\n",
		NULL},

	/* --- as many errors as are wanted --- */
	{"one error, and no more is read", "max=1", IN("q1\n9\n8\n7\n"), 3, 1, 0, 0, "",
		"choice-unknown 2:1 q1\n", NULL},
	{"as many errors as there are", "max=2", IN("q1\n9\n1\n8\n"), 3, 3, 0, 0, "",
		"choice-unknown 2:1 q1\nchoice-unknown 4:1 q1\n", NULL},
	{"no more is read, and nothing is stored with rejects either", "max=1 rejects",
		IN("q1\n1\n9\n2\n"), 3, 2, 0, 0, "", "choice-unknown 3:1 q1\n", NULL},

	/* --- maps --- */
	{"foreign headers", "", IN_MAP("Q1,h\n1,2\n", "column,item\nQ1,q1\nh,hours\n"), 0, 1, 1, 0,
		"q1=1 hours=2\n", "", NULL},
	{"a column that is not read", "", IN_MAP("q1,Start\n1,x\n", "column,item\nStart,\n"), 0, 1,
		1, 0, "q1=1\n", "", NULL},
	{"foreign values", "",
		IN_MAP("Q\nyes\nno\n-9\n-1\n3\n",
			"column,item,value,choice\nQ,q1\nQ,,yes,4\nQ,,no,1\nQ,,-9,dont_know\nQ,,-1,\n"),
		0, 5, 5, 0, "q1=4\nq1=1\nq1=dk\n\nq1=3\n", "", NULL},
	{"foreign values under the own name", "",
		IN_MAP("q1\nyes\n", "column,item,value,choice\nq1,,yes,4\n"), 0, 1, 1, 0, "q1=4\n",
		"", NULL},
	{"codes that are turned round", "",
		IN_MAP("q1\n1\n2\n3\n4\n",
			"column,item,value,choice\nq1,,1,4\nq1,,2,3\nq1,,3,2\nq1,,4,1\n"),
		0, 4, 4, 0, "q1=4\nq1=3\nq1=2\nq1=1\n", "", NULL},
	{"codes that are turned round in part", "",
		IN_MAP("q1\n1\n4\n", "column,item,value,choice\nq1,,1,4\n"), 3, 2, 0, 0, "",
		"map map-value-open 2:7 q1\n", NULL},
	{"several values in a cell", "",
		IN_MAP("W\n1 2\n2\n", "column,item,value,choice\nW,why\nW,,1,fear\nW,,2,useless\n"),
		0, 2, 2, 0, "why=fear,useless\nwhy=useless\n", "", NULL},
	{"a column for each choice", "",
		IN_MAP("A,B\nx,\n,x\n",
			"column,item,value,choice\nA,why/fear\nA,,x,1\nB,why/useless\nB,,x,1\n"),
		0, 2, 2, 0, "why=fear\nwhy=useless\n", "", NULL},
	{"a value that is no number", "",
		IN_MAP("hours\nn/a\n2\n", "column,item,value,choice\nhours,,n/a,\n"), 0, 2, 2, 0,
		"\nhours=2\n", "", NULL},
	{"a value of several words, with other blanks", "",
		IN_MAP("q1\nyes  indeed\n", "column,item,value,choice\nq1,,yes indeed,4\n"), 0, 1,
		1, 0, "q1=4\n", "", NULL},
	{"a header in windows-1252, its map in UTF-8", "",
		IN_MAP("R\xe9ponse\n1\n", "column,item\nR\xc3\xa9ponse,q1\n"), 0, 1, 1, 0, "q1=1\n",
		"", "windows-1252 , . LF 0"},
	{"a map with semicolons", "", IN_MAP("Q\n1\n", "column;item\r\nQ;q1\r\n"), 0, 1, 1, 0,
		"q1=1\n", "", NULL},
	{"a column of the map that is not there", "",
		IN_MAP("q1\n1\n", "column,item\nOther,hours\n"), 0, 1, 1, 0, "q1=1\n",
		"map map-column-unused 2:0\n", NULL},
	{"an item that is not there", "", IN_MAP("Q\n1\n", "column,item\nQ,q7\n"), 3, 1, 0, 0, "",
		"map map-item-unknown 2:3 Q\n", NULL},
	{"a choice that is not there", "",
		IN_MAP("q1\n1\n", "column,item,value,choice\nq1,,yes,fine\n"), 3, 1, 0, 0, "",
		"map map-choice-unknown 2:9 q1\n", NULL},
	{"two columns for one item", "", IN_MAP("Q,q1\n1,2\n", "column,item\nQ,q1\n"), 3, 1, 0, 0,
		"", "column-duplicate 1:3 q1\n", NULL},
	{"guesses", "", IN_MAP("Q\n1\n", "column,item,value,choice\nQ,?q1\nQ,,1,?2\n"), 3, 0, 0, 0,
		"", "map map-guess 2:3 item\nmap map-guess 3:6 choice\n", NULL},
	{"a map of something else", "", IN_MAP("q1\n1\n", "unit,parent\nHQ,\n"), 3, 0, 0, 0, "",
		"map column-missing 1:0\nmap column-missing 1:0\nmap column-unknown 1:1\n"
		"map column-unknown 1:6\n",
		NULL},
	{"an open quote in a map", "", IN_MAP("q1\n1\n", "column,item\n\"q1,\n"), 3, 0, 0, 0, "",
		"map csv-quote-open 2:1\n", NULL},
};

/* --- running -------------------------------------------------------------------------------- */

static char *path_in(const struct survey *survey, const char *name, const char *bytes, size_t n)
{
	char *path = survey_write(survey, name, "");
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
	return path;
}

static void read_how(struct cips_import_options *options, char *how)
{
	for (char *word = strtok(how, " "); word; word = strtok(NULL, " ")) {
		char *value = strchr(word, '=');
		if (value)
			value++;
		if (!strncmp(word, "encoding=", 9))
			options->encoding = value;
		else if (!strncmp(word, "delimiter=", 10))
			options->delimiter = *value;
		else if (!strncmp(word, "decimal=", 8))
			options->decimal = *value;
		else if (!strncmp(word, "skip=", 5))
			options->skip_lines = atol(value);
		else if (!strncmp(word, "max=", 4))
			options->max_errors = (size_t)atol(value);
		else
			assert_string_equal(word, "rejects");
	}
}

struct answers {
	const struct cips_instrument *instrument;
	struct cips_buf out;
};

static void add_answer(struct answers *answers, const char *name, const char *value)
{
	bool first = !answers->out.n || answers->out.text[answers->out.n - 1] == '\n';
	cips_buf_printf(&answers->out, "%s%s=%s", first ? "" : " ", name, value);
}

static void add_ticks(
	struct answers *answers, const struct cips_item *item, const struct cips_stored *response)
{
	const struct cips_list *list = cips_model_list(answers->instrument, item);
	char all[64] = "";
	for (size_t c = 0; c < list->n; c++)
		if (response->record[item->offset + c] == 1)
			snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s",
				*all ? "," : "", list->choices[c].name);
	if (*all)
		add_answer(answers, item->name, all);
}

/* The answers of a response; what was not answered is left out, and texts lie elsewhere. */
static void add_response(void *context, const struct cips_stored *response)
{
	struct answers *answers = context;
	for (size_t i = 0; i < answers->instrument->n_items; i++) {
		const struct cips_item *item = &answers->instrument->items[i];
		unsigned byte = response->record[item->offset];
		char number[32];
		if (item->type == CIPS_ITEM_SELECT_ONE && byte && byte < 187) {
			add_answer(answers, item->name,
				cips_model_list(answers->instrument, item)->choices[byte - 1].name);
		} else if (item->type == CIPS_ITEM_SELECT_MULTIPLE) {
			add_ticks(answers, item, response);
		} else if (item->number >= 0 && !isnan(response->numbers[item->number])) {
			snprintf(number, sizeof number, "%g", response->numbers[item->number]);
			add_answer(answers, item->name, number);
		}
	}
	cips_buf_putc(&answers->out, '\n');
}

static char *stored_rows(struct survey *survey)
{
	struct answers answers = {0};
	struct cips_instrument *instrument;
	struct cips_err err = {0};
	check_rc(cips_store_load_instrument(survey->file, survey->version.id, &instrument, &err),
		&err);
	answers.instrument = instrument;
	check_rc(cips_store_each(survey->file, survey->version.id, 0, add_response, &answers, &err),
		&err);
	cips_model_instrument_free(instrument);
	cips_buf_puts(&answers.out, "");
	return answers.out.text;
}

static char *findings_found(const struct cips_findings *findings)
{
	struct cips_buf out = {0};
	for (size_t i = 0; i < findings->n; i++) {
		const struct cips_finding *f = &findings->list[i];
		bool map = strstr(f->file, "map.csv") != NULL;
		if (!map && strcmp(f->code, "column-missing") == 0)
			continue;
		cips_buf_printf(&out, "%s%s %ld:%ld%s%s\n", map ? "map " : "", f->code, f->line,
			f->column, *f->item ? " " : "", f->item);
	}
	cips_buf_puts(&out, "");
	return out.text;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines in the order of their bytes: responses are stored in an order that says nothing. */
static char *sorted(const char *text)
{
	char *lines[64], *copy = cips_malloc(strlen(text) + 1);
	struct cips_buf out = {0};
	size_t n = 0;
	strcpy(copy, text);
	for (char *at = copy, *end; (end = strchr(at, '\n')); at = end + 1) {
		*end = '\0';
		assert_true(n < 64);
		lines[n++] = at;
	}
	qsort(lines, n, sizeof *lines, compare_texts);
	for (size_t i = 0; i < n; i++)
		cips_buf_printf(&out, "%s\n", lines[i]);
	cips_buf_puts(&out, "");
	free(copy);
	return out.text;
}

static int failed;

static void expect(const char *name, const char *what, const char *got, const char *expected)
{
	if (strcmp(got, expected) == 0)
		return;
	print_error("%s: %s: got\n%sexpected\n%s", name, what, got, expected);
	failed++;
}

static void check_dialect(const struct hard_case *c, const struct cips_import_result *result)
{
	char got[80];
	if (!c->dialect)
		return;
	snprintf(got, sizeof got, "%s %c %c %s %ld", result->encoding, result->delimiter,
		result->decimal, result->line_ends, result->lines_skipped);
	expect(c->name, "dialect", got, c->dialect);
}

static void check_case(struct survey *survey, const struct hard_case *c)
{
	char how[64];
	struct cips_import_options options = {.wave = "w1"};
	struct cips_import_result result;
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	snprintf(how, sizeof how, "%s", c->how);
	read_how(&options, how);
	char *path = path_in(survey, "input.csv", c->input, c->size);
	char *map = c->map ? path_in(survey, "map.csv", c->map, strlen(c->map)) : NULL;
	char *rejects = survey_write(survey, "rejects.csv", NULL);
	options.map = map;
	options.rejects = strstr(c->how, "rejects") ? rejects : NULL;
	enum cips_rc rc = cips_intake_import(
		survey->file, &survey->version, path, &options, &findings, &result, &err);
	char *found = findings_found(&findings), *stored = stored_rows(survey);
	char *rows = sorted(stored), *expected = sorted(c->rows);
	expect(c->name, "findings", found, c->findings);
	expect(c->name, "rows", rows, expected);
	if (rc != c->rc || result.read != c->read || result.stored != c->stored ||
		result.rejected != c->rejected ||
		result.not_stored != c->read - c->stored - c->rejected || result.already_there) {
		failed++;
		print_error("%s: %d read %zu stored %zu rejected %zu not stored %zu\n", c->name, rc,
			result.read, result.stored, result.rejected, result.not_stored);
	}
	check_dialect(c, &result);
	cips_findings_release(&findings);
	free(found);
	free(stored);
	free(rows);
	free(expected);
	free(path);
	free(map);
	free(rejects);
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct survey survey;
		survey_new(&survey, false);
		add_form(&survey, HERE "hard.md");
		check_case(&survey, &cases[i]);
		survey_end(&survey);
	}
	assert_int_equal(failed, 0);
	print_message("# %zu files\n", sizeof cases / sizeof *cases);
}

/* --- far too large -------------------------------------------------------------------------- */

/* Files that no survey has, how they begin and what they go on with, and the finding that ends it. */
static const struct {
	const char *name;
	const char *start;
	const char *again;
	int times;
	const char *finding;
} large[] = {
	{"a million columns", "q1", ",a", 1000000, "csv-too-many-columns 1:8194\n"},
	{"a row of a million columns", "q1\n1", ",1", 1000000, "csv-too-many-columns 2:8193\n"},
	{"a field of two MiB", "q1,note\n1,", "abcdefgh", 1 << 18, "csv-field-too-long 2:3\n"},
	{"a line of 32 MiB", "q1,note\n1,", "abcdefgh", 1 << 22, "csv-record-too-long 2:0\n"},
	{"a quote that stays open for 16 MiB", "note,q1\n\"x,1\n", "abc,1\nd,2\n", 1600000,
		"csv-quote-open 2:1\n"},
	{"a quote that swallows pairs of quotes", "note,q1\n\"x,1\n", "\"\"\"\",1\n", 1000000,
		"csv-quote-open 2:1\n"},
};

static void write_large(const char *path, size_t i)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	fputs(large[i].start, file);
	for (int k = 0; k < large[i].times; k++)
		fputs(large[i].again, file);
	assert_int_equal(fclose(file), 0);
}

/* In a process of its own: 0 when the import ends with that finding alone. */
static int import_large(struct survey *survey, const char *path, const char *finding)
{
	struct cips_import_options options = {.wave = "w1"};
	struct cips_import_result result;
	struct cips_findings findings = {0};
	struct cips_err err = {0};
	enum cips_rc rc = cips_intake_import(
		survey->file, &survey->version, path, &options, &findings, &result, &err);
	char *found = findings_found(&findings);
	return rc == CIPS_INPUT && strcmp(found, finding) == 0 ? 0 : 1;
}

static void test_large(void **state)
{
	(void)state;
	enum { KIB_LIMIT = 64 << 10 };
	for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
		struct survey survey;
		struct rusage usage;
		int status;
		survey_new(&survey, false);
		add_form(&survey, HERE "hard.md");
		char *path = survey_write(&survey, "input.csv", "");
		write_large(path, i);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(import_large(&survey, path, large[i].finding));
		assert_int_equal(wait4(child, &status, 0, &usage), child);
		double seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
			(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
		print_message(
			"# %s: %.0f ms, %ld KiB\n", large[i].name, 1e3 * seconds, usage.ru_maxrss);
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			fail_msg("%s: another outcome", large[i].name);
		assert_true(SANITIZED || (seconds < 1 && usage.ru_maxrss < KIB_LIMIT));
		free(path);
		survey_end(&survey);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
