/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gettext decides by the environment, once for a process; to read four catalogues it is told
 * another LANGUAGE for each. That works in every locale but "C", so a neutral one is set meanwhile.
 */
#include "words.h"

#include <libintl.h>
#include <locale.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* The manual of gettext, "Being a gettext grok", names it: raised, it makes gettext look anew. */
extern int _nl_msg_cat_cntr;

#define DOMAIN "cips"

static const char *const english[SAYS] = {
#define SAY(id, text) [SAY_##id] = text,
#include "words.def"
#undef SAY
};

/* As catalogues hold them: the id is the context, so that equal words may part in translation. */
static const char *const keys[SAYS] = {
#define SAY(id, text) [SAY_##id] = #id "\004" text,
#include "words.def"
#undef SAY
};

static const char *const tags[TONGUES] = {"en", "fr", "es", "pt"};

/* Translations that were found; NULL: English. */
static char *said[TONGUES][SAYS];

/* Names of languages in themselves. */
static const struct {
	const char *tag;
	const char *name;
} autonyms[] = {
	{"am", "አማርኛ"},
	{"ar", "العربية"},
	{"az", "Azərbaycanca"},
	{"bg", "Български"},
	{"bn", "বাংলা"},
	{"bs", "Bosanski"},
	{"ca", "Català"},
	{"cs", "Čeština"},
	{"da", "Dansk"},
	{"de", "Deutsch"},
	{"dz", "རྫོང་ཁ"},
	{"el", "Ελληνικά"},
	{"en", "English"},
	{"es", "Español"},
	{"et", "Eesti"},
	{"fa", "فارسی"},
	{"fi", "Suomi"},
	{"fr", "Français"},
	{"ha", "Hausa"},
	{"he", "עברית"},
	{"hi", "हिन्दी"},
	{"hr", "Hrvatski"},
	{"hu", "Magyar"},
	{"hy", "Հայերեն"},
	{"id", "Bahasa Indonesia"},
	{"is", "Íslenska"},
	{"it", "Italiano"},
	{"ja", "日本語"},
	{"ka", "ქართული"},
	{"kk", "Қазақша"},
	{"km", "ខ្មែរ"},
	{"ko", "한국어"},
	{"ky", "Кыргызча"},
	{"lo", "ລາວ"},
	{"lt", "Lietuvių"},
	{"lv", "Latviešu"},
	{"mg", "Malagasy"},
	{"mk", "Македонски"},
	{"mn", "Монгол"},
	{"ms", "Bahasa Melayu"},
	{"my", "မြန်မာ"},
	{"nb", "Norsk bokmål"},
	{"ne", "नेपाली"},
	{"nl", "Nederlands"},
	{"no", "Norsk"},
	{"pl", "Polski"},
	{"ps", "پښتو"},
	{"pt", "Português"},
	{"ro", "Română"},
	{"ru", "Русский"},
	{"rw", "Ikinyarwanda"},
	{"si", "සිංහල"},
	{"sk", "Slovenčina"},
	{"sl", "Slovenščina"},
	{"so", "Soomaali"},
	{"sq", "Shqip"},
	{"sr", "Српски"},
	{"sv", "Svenska"},
	{"sw", "Kiswahili"},
	{"tg", "Тоҷикӣ"},
	{"th", "ไทย"},
	{"ti", "ትግርኛ"},
	{"tk", "Türkmençe"},
	{"tr", "Türkçe"},
	{"uk", "Українська"},
	{"ur", "اردو"},
	{"uz", "Oʻzbekcha"},
	{"vi", "Tiếng Việt"},
	{"zh", "中文"},
};

/* Whether a tag is that language, whatever region it names: "pt-BR" is "pt". */
static bool is_language(const char *tag, const char *language)
{
	size_t n = strlen(language);
	return strncasecmp(tag, language, n) == 0 && strchr("-_", tag[n]);
}

enum tongue words_tongue(const char *tag)
{
	for (int i = 0; i < TONGUES; i++)
		if (is_language(tag, tags[i]))
			return (enum tongue)i;
	return TONGUE_EN;
}

const char *words_tag(enum tongue tongue)
{
	return tags[tongue];
}

const char *words_autonym(const char *tag)
{
	for (size_t i = 0; i < sizeof autonyms / sizeof *autonyms; i++)
		if (is_language(tag, autonyms[i].tag))
			return autonyms[i].name;
	return NULL;
}

static char *copy(const char *text)
{
	char *own = text ? strdup(text) : NULL;
	if (text && !own) {
		fputs("cips: memory is exhausted\n", stderr);
		exit(4);
	}
	return own;
}

/* The folder beside the program when the catalogues are there, as in a build tree. */
static const char *beside_program(char *path, size_t size)
{
	static const char sample[] = "/po/fr/LC_MESSAGES/" DOMAIN ".mo";
	ssize_t n = readlink("/proc/self/exe", path, size);
	if (n < 0 || (size_t)n >= size)
		return NULL;
	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n == 0 || (size_t)n + sizeof sample > size)
		return NULL;
	strcpy(path + n - 1, sample);
	if (access(path, R_OK) != 0)
		return NULL;
	strcpy(path + n - 1, "/po");
	return path;
}

/* A locale in which gettext translates; Debian has C.UTF-8 without any package of locales. */
static void set_any_locale(void)
{
	static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", ""};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (setlocale(LC_MESSAGES, names[i]) && strcmp(setlocale(LC_MESSAGES, NULL), "C"))
			return;
}

static void read_catalogue(enum tongue tongue)
{
	setenv("LANGUAGE", tags[tongue], 1);
	_nl_msg_cat_cntr++;
	for (int i = 0; i < SAYS; i++) {
		const char *found = dcgettext(DOMAIN, keys[i], LC_MESSAGES);
		free(said[tongue][i]);
		said[tongue][i] = found == keys[i] ? NULL : copy(found);
	}
}

void words_load(const char *locale)
{
	char path[4096];
	char *messages = copy(setlocale(LC_MESSAGES, NULL)), *language = copy(getenv("LANGUAGE"));
	if (!locale)
		locale = beside_program(path, sizeof path);
	set_any_locale();
	bindtextdomain(DOMAIN, locale ? locale : LOCALE_DIR);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	for (int i = TONGUE_EN + 1; i < TONGUES; i++)
		read_catalogue((enum tongue)i);
	if (language)
		setenv("LANGUAGE", language, 1);
	else
		unsetenv("LANGUAGE");
	_nl_msg_cat_cntr++;
	if (messages)
		setlocale(LC_MESSAGES, messages);
	free(messages);
	free(language);
}

const char *words_say(enum tongue tongue, enum say what)
{
	return said[tongue][what] ? said[tongue][what] : english[what];
}

/* Appends as much as there is room for, never a part of a character; false when that is not all. */
static bool append(char *out, size_t size, size_t *n, const char *text, size_t bytes)
{
	size_t fits = bytes < size - 1 - *n ? bytes : size - 1 - *n;
	while (fits && fits < bytes && ((unsigned char)text[fits] & 0xC0) == 0x80)
		fits--;
	memcpy(out + *n, text, fits);
	*n += fits;
	return fits == bytes;
}

/* The number of the place "{1}" that a text begins with; 0: it does not. */
static size_t place_of(const char *text)
{
	bool is = text[0] == '{' && text[1] >= '1' && text[1] <= '9' && text[2] == '}';
	return is ? (size_t)(text[1] - '0') : 0;
}

char *words_fill(char *out, size_t size, enum tongue tongue, enum say what, ...)
{
	const char *values[9];
	size_t n_values = 0, n = 0;
	va_list args;
	va_start(args, what);
	for (const char *value; n_values < 9 && (value = va_arg(args, const char *));)
		values[n_values++] = value;
	va_end(args);
	bool room = true;
	for (const char *p = words_say(tongue, what); *p && room;) {
		size_t place = place_of(p), bytes = place ? 3 : strcspn(p + 1, "{") + 1;
		const char *text = place == 0 ? p : place <= n_values ? values[place - 1] : "";
		room = append(out, size, &n, text, place ? strlen(text) : bytes);
		p += bytes;
	}
	out[n] = '\0';
	return out;
}
