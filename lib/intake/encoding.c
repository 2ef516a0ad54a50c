/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/encoding.h"

#include "base/arena.h"
#include "base/err.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	RAW = 1 << 16, /* bytes read at a time */
	LONGEST = 4,   /* bytes that a character has, at most */
};

/* `unit` is the least number of bytes of a character; those that iconv does not take go as one. */
static const struct {
	const char *name;
	const char *iconv;
	size_t unit;
} encodings[CIPS_ENCODINGS] = {
	[CIPS_UTF_8] = {"utf-8", "UTF-8", 1},
	[CIPS_UTF_16LE] = {"utf-16le", "UTF-16LE", 2},
	[CIPS_UTF_16BE] = {"utf-16be", "UTF-16BE", 2},
	[CIPS_WINDOWS_1252] = {"windows-1252", "CP1252", 1},
	[CIPS_LATIN_1] = {"latin-1", "ISO-8859-1", 1},
	[CIPS_WINDOWS_1250] = {"windows-1250", "CP1250", 1},
	[CIPS_WINDOWS_1251] = {"windows-1251", "CP1251", 1},
	[CIPS_WINDOWS_1256] = {"windows-1256", "CP1256", 1},
};

struct cips_decoder {
	FILE *file;
	enum cips_encoding encoding;
	iconv_t converter;
	char raw[RAW];
	size_t at, end; /* raw[at, end) was read and not converted */
	size_t taken;
};

const char *cips_intake_encoding_name(enum cips_encoding encoding)
{
	return encodings[encoding].name;
}

enum cips_encoding cips_intake_encoding(const char *name)
{
	int e = 0;
	while (e < CIPS_ENCODINGS && strcasecmp(encodings[e].name, name) != 0)
		e++;
	return (enum cips_encoding)e;
}

enum cips_rc cips_intake_decoder_open(
	FILE *file, enum cips_encoding encoding, struct cips_decoder **out, struct cips_err *err)
{
	*out = NULL;
	iconv_t converter = iconv_open("UTF-8", encodings[encoding].iconv);
	if (converter == (iconv_t)-1) {
		cips_err_set(err, CIPS_SYSTEM, "this machine cannot read text in %s",
			encodings[encoding].name);
		return cips_err_hint(err, "save the file as CSV in UTF-8");
	}
	*out = cips_calloc(1, sizeof **out);
	(*out)->file = file;
	(*out)->encoding = encoding;
	(*out)->converter = converter;
	return CIPS_OK;
}

void cips_intake_decoder_close(struct cips_decoder *decoder)
{
	if (!decoder)
		return;
	iconv_close(decoder->converter);
	free(decoder);
}

/* Reads on behind what is left; false at the end of the file. */
static bool refill(struct cips_decoder *decoder)
{
	memmove(decoder->raw, decoder->raw + decoder->at, decoder->end - decoder->at);
	decoder->end -= decoder->at;
	decoder->at = 0;
	size_t got = fread(decoder->raw + decoder->end, 1, RAW - decoder->end, decoder->file);
	decoder->end += got;
	decoder->taken += got;
	return got > 0;
}

/*
 * What cannot be converted, written to `out`: half of a surrogate pair as the three bytes that no
 * UTF-8 has, a byte as itself (a lone one over 0x7f is not UTF-8), a byte that is half a character
 * at the end as 0xff. Returns how many were written.
 */
static size_t put_broken(struct cips_decoder *decoder, char *out)
{
	const unsigned char *raw = (const unsigned char *)decoder->raw + decoder->at;
	size_t unit = encodings[decoder->encoding].unit;
	if (decoder->end - decoder->at < unit) {
		decoder->at = decoder->end;
		*out = (char)0xff;
		return 1;
	}
	decoder->at += unit;
	if (unit == 1) {
		*out = (char)raw[0];
		return 1;
	}
	bool little = decoder->encoding == CIPS_UTF_16LE;
	unsigned code = little ? raw[0] | (unsigned)raw[1] << 8 : raw[1] | (unsigned)raw[0] << 8;
	out[0] = (char)0xed;
	out[1] = (char)(0x80 | ((code >> 6) & 0x3f));
	out[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

size_t cips_intake_decode(struct cips_decoder *decoder, char *out, size_t room)
{
	char *to = out;
	size_t left = room;
	while (left >= LONGEST) {
		char *from = decoder->raw + decoder->at;
		size_t n = decoder->end - decoder->at;
		size_t done = iconv(decoder->converter, &from, &n, &to, &left);
		int why = done == (size_t)-1 ? errno : 0;
		decoder->at = decoder->end - n;
		if (why != EILSEQ) {
			/* What is left is nothing, or the start of a character. */
			if (why == E2BIG || to > out)
				break;
			if (refill(decoder))
				continue;
			if (decoder->at == decoder->end)
				break;
		}
		size_t put = put_broken(decoder, to);
		to += put;
		left -= put;
	}
	return (size_t)(to - out);
}

size_t cips_intake_decoder_taken(const struct cips_decoder *decoder)
{
	return decoder->taken;
}
