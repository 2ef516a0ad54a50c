/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/xml_guard.h"

/* Attributes of a tag and of those around it; programs write a few dozen. */
enum { ATTRIBUTES_LIMIT = 256 };

static void refuse(struct xml_guard *guard, enum xml_verdict verdict)
{
	if (guard->verdict == XML_FINE)
		guard->verdict = verdict;
}

static void begin(struct xml_guard *guard)
{
	guard->place = XML_OPENED;
	guard->length = 0;
	guard->attributes = 0;
}

/* The byte behind <, which says what begins. */
static void opened(struct xml_guard *guard, unsigned c)
{
	guard->place = c == '!' ? XML_BANG : c == '?' ? XML_INSTRUCTION : XML_TAG;
	guard->closing = c == '/';
}

static void tag_ends(struct xml_guard *guard)
{
	guard->place = XML_TEXT;
	if (guard->closing) {
		if (guard->depth)
			guard->open -= guard->of_open[--guard->depth];
	} else if (guard->last[1] != '/') {
		if (guard->depth == XML_DEPTH) {
			refuse(guard, XML_COSTLY);
			return;
		}
		guard->open += guard->attributes;
		guard->of_open[guard->depth++] = guard->attributes;
	}
}

static void tag(struct xml_guard *guard, unsigned c)
{
	if (c == '>') {
		tag_ends(guard);
	} else if (c == '"' || c == '\'') {
		guard->place = XML_QUOTED;
		guard->quote = c;
	} else if (c == '=' && guard->open + ++guard->attributes > ATTRIBUTES_LIMIT) {
		refuse(guard, XML_COSTLY);
	}
}

/* <!-- and <![ begin what is passed over; anything else is a document type. */
static void bang(struct xml_guard *guard, unsigned c)
{
	if (guard->last[1] == '!' && c == '[')
		guard->place = XML_SECTION;
	else if (guard->last[1] == '-' && c == '-')
		guard->place = XML_COMMENT;
	else if (guard->last[1] != '!' || c != '-')
		refuse(guard, XML_DOCTYPE);
}

static bool ends(const struct xml_guard *guard, unsigned c)
{
	enum { SHORTEST = sizeof "<!----" - 1 }; /* its first dashes are not its last */
	switch (guard->place) {
	case XML_COMMENT:
		return guard->length >= SHORTEST && guard->last[0] == '-' &&
			guard->last[1] == '-' && c == '>';
	case XML_SECTION:
		return guard->last[0] == ']' && guard->last[1] == ']' && c == '>';
	case XML_INSTRUCTION:
		return guard->last[1] == '?' && c == '>';
	default:
		return false;
	}
}

/* A document begins with <, perhaps behind white space or a byte order mark. */
static void start(struct xml_guard *guard, unsigned c)
{
	static const unsigned char mark[] = {0xEF, 0xBB, 0xBF};
	bool marked = guard->wide ? guard->seen == 1 && c == 0xFEFF
				  : guard->seen < sizeof mark && c == mark[guard->seen];
	if (c == '<')
		begin(guard);
	else if (!marked && c != ' ' && c != '\t' && c != '\r' && c != '\n')
		refuse(guard, XML_FOREIGN);
}

static void step(struct xml_guard *guard, unsigned c)
{
	switch (guard->place) {
	case XML_START:
		start(guard, c);
		break;
	case XML_TEXT:
		if (c == '<')
			begin(guard);
		break;
	case XML_OPENED:
		opened(guard, c);
		break;
	case XML_TAG:
		tag(guard, c);
		break;
	case XML_QUOTED:
		if (c == guard->quote)
			guard->place = XML_TAG;
		break;
	case XML_BANG:
		bang(guard, c);
		break;
	case XML_COMMENT:
	case XML_SECTION:
	case XML_INSTRUCTION:
		if (ends(guard, c))
			guard->place = XML_TEXT;
		break;
	}
}

/*
 * The byte, or the unit of UTF-16 that it completes; false where it does not. UTF-16 begins with a
 * mark or with a <, so there is a zero or a part of the mark among its first two bytes.
 */
static bool unit_of(struct xml_guard *guard, unsigned char byte, unsigned *unit)
{
	if (guard->seen == 0) {
		guard->big = byte == 0xFE || byte == 0;
		guard->wide = guard->big || byte == 0xFF;
	} else if (guard->seen == 1 && !guard->wide && !byte) {
		guard->wide = true; /* the < of which this is the high byte was taken already */
		return false;
	}
	*unit = guard->big ? guard->half << 8 | byte : (unsigned)byte << 8 | guard->half;
	if (!guard->wide)
		*unit = byte;
	guard->half = byte;
	return !guard->wide || guard->seen % 2;
}

bool xml_guard_look(struct xml_guard *guard, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && guard->verdict == XML_FINE; i++, guard->seen++) {
		unsigned c, before = guard->last[1];
		if (!unit_of(guard, (unsigned char)bytes[i], &c))
			continue;
		if (!c)
			refuse(guard, XML_FOREIGN);
		step(guard, c);
		guard->length++;
		guard->last[0] = before;
		guard->last[1] = c;
	}
	return guard->verdict == XML_FINE;
}
