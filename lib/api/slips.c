/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slips with tokens, to be printed, cut and drawn from a box. The file of the slips is also what a
 * station is made with, so that no second list of the tokens need ever be written: a line of one
 * word is a token, and no other line of a slip has only one.
 */
#include "api/handles.h"

#include "base/err.h"
#include "base/file.h"
#include "sealed/secret.h"
#include "sealed/token.h"

#include <string.h>

enum { BUFFER = 1 << 16 };

static const char CUT[] =
	"- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n";

/* What a slip says: above the token what it is, below what to do with it. */
static const struct {
	const char *language;
	const char *above;
	const char *below;
} slips[] = {
	{"en", "Your code for the survey\n",
		"The machine asks for it at the end, when you hand in your answers. It counts\n"
		"once, so that everybody answers once. Draw it yourself from a box with at\n"
		"least 50 slips: then nobody knows who has which, and nothing ties it to you.\n"
		"Show it to nobody. When your answers are saved, throw it away.\n"},
	{"fr", "Votre code pour l'enquête\n",
		"Le poste le demande à la fin, quand vous remettez vos réponses. Il compte\n"
		"une fois, pour que chacun réponde une fois. Tirez-le vous-même d'une boîte\n"
		"d'au moins 50 billets : ainsi personne ne sait qui a lequel, et rien ne le\n"
		"relie à vous. Ne le montrez à personne. Vos réponses enregistrées, jetez-le.\n"},
	{"es", "Su código para la encuesta\n",
		"El equipo lo pide al final, cuando usted entrega sus respuestas. Cuenta una\n"
		"vez, para que cada persona responda una vez. Sáquelo usted mismo de una caja\n"
		"con al menos 50 papeletas: así nadie sabe quién tiene cuál, y nada lo une a\n"
		"usted. No lo muestre a nadie. Guardadas sus respuestas, tírelo.\n"},
	{"pt", "O seu código para a pesquisa\n",
		"O computador pede-o no fim, quando entrega as suas respostas. Conta uma vez,\n"
		"para que cada pessoa responda uma vez. Tire-o de uma caixa com pelo menos 50\n"
		"papéis: assim ninguém sabe quem tem qual, e nada o liga a si. Não o mostre a\n"
		"ninguém. Guardadas as suas respostas, deite-o fora.\n"},
};

enum { LANGUAGES = sizeof slips / sizeof *slips };

static enum cips_rc check(
	unsigned long n, const char *language, size_t *which, struct cips_err *err)
{
	if (!n || n > CIPS_STATION_TOKENS) {
		cips_err_set(err, CIPS_USAGE, "%lu tokens cannot be made", n);
		return cips_err_hint(err, "make 1 to %d at a time", CIPS_STATION_TOKENS);
	}
	for (*which = 0; language && *which < LANGUAGES; (*which)++)
		if (strcmp(slips[*which].language, language) == 0)
			return CIPS_OK;
	if (!language)
		return CIPS_OK;
	cips_err_set(err, CIPS_USAGE, "no slip is written in \"%.40s\"", language);
	return cips_err_hint(err, "use one of: en fr es pt");
}

static void print_slips(unsigned long n, size_t which, FILE *out)
{
	char text[CIPS_TOKEN_TEXT];
	for (unsigned long i = 0; i < n; i++) {
		cips_sealed_token_new(text);
		fprintf(out, "%s\n%s\n        %s\n\n%s\n", i ? "" : CUT, slips[which].above, text,
			slips[which].below);
		fputs(CUT, out);
	}
	cips_sealed_wipe(text, sizeof text);
}

enum cips_rc cips_token_new(unsigned long n, const char *language, FILE *out, struct cips_err *err)
{
	size_t which;
	enum cips_rc rc = check(n, language, &which, err);
	if (rc)
		return rc;
	print_slips(n, which, out);
	return cips_api_written(out, "the slips", err);
}

enum cips_rc cips_token_new_file(
	unsigned long n, const char *language, const char *path, struct cips_err *err)
{
	size_t which;
	struct cips_file_out *file;
	enum cips_rc rc = check(n, language, &which, err);
	if (!rc)
		rc = cips_file_begin_new(path, true, &file, err);
	if (rc)
		return rc;
	char *buffer = cips_sealed_memory.take(BUFFER);
	setvbuf(cips_file_stream(file), buffer, _IOFBF, BUFFER);
	print_slips(n, which, cips_file_stream(file));
	rc = cips_file_commit(file, err);
	cips_sealed_memory.give(buffer);
	return rc;
}
