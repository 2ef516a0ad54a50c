/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a stranger's XML may cost, seen from its bytes before they are parsed. The parser compares
 * each attribute of a tag with all those before it, and goes through the name spaces of all tags
 * around it: both grow with the square of the file. It also reads any encoding that a file declares,
 * and builds the entities of a document type. No spreadsheet program writes such things, so they end
 * the reading here.
 *
 * The guard follows well-formed UTF-8 and UTF-16 exactly, as the format wants them. Where a text is
 * not well-formed it may lose the thread, but there the parser ends as well.
 */
#ifndef CIPS_FORMS_XML_GUARD_H
#define CIPS_FORMS_XML_GUARD_H

#include <stdbool.h>
#include <stddef.h>

enum xml_verdict {
	XML_FINE,
	XML_COSTLY,  /* tags too deep or with too many attributes */
	XML_DOCTYPE, /* a document type */
	XML_FOREIGN, /* neither in UTF-8 nor in UTF-16 */
};

enum { XML_DEPTH = 64 };

/* Zero-initialize for each document. */
struct xml_guard {
	enum xml_verdict verdict;
	enum xml_place {
		XML_START,
		XML_TEXT,
		XML_OPENED, /* behind < */
		XML_TAG,
		XML_QUOTED,
		XML_BANG, /* behind <!, of which the next bytes say what it is */
		XML_COMMENT,
		XML_SECTION,
		XML_INSTRUCTION,
	} place;
	size_t seen;	   /* bytes of the document */
	bool wide;	   /* UTF-16 */
	bool big;	   /* with the high byte first */
	unsigned half;	   /* the first byte of a pair */
	size_t length;	   /* of the markup at hand */
	size_t attributes; /* of the tag at hand */
	bool closing;	   /* it is an end tag */
	size_t depth;
	size_t of_open[XML_DEPTH]; /* attributes of the tags that are open, some are name spaces */
	size_t open;		   /* all of those */
	unsigned quote;
	unsigned last[2]; /* the two units before */
};

/* Looks at the next bytes; false when the verdict is (or was) not fine. */
bool xml_guard_look(struct xml_guard *guard, const char *bytes, size_t n);

#endif
