/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "base/err.h"
#include "base/number.h"
#include "store/survey_file.h"

#include <string.h>

/* Completes an error with the codes there are, each once. */
static enum cips_rc hint_codes(
	const struct cips_version *list, size_t n, const char *before, struct cips_err *err)
{
	struct cips_buf codes = {0};
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(list[i - 1].code, list[i].code) != 0)
			cips_buf_printf(&codes, "%s%s", i ? ", " : "", list[i].code);
	cips_err_hint(err, "%s: %s", before, cips_buf_text(&codes));
	cips_buf_release(&codes);
	return err->rc;
}

static bool is_version(const struct cips_version *version, const char *wanted)
{
	long ordinal;
	if (strcmp(version->text, wanted) == 0)
		return true;
	if (cips_number_parse_long(wanted, &ordinal) && ordinal == (long)version->ordinal)
		return true;
	return strlen(wanted) >= 6 && strncmp(version->digest, wanted, strlen(wanted)) == 0;
}

/* The newest version with that code, or the one asked for behind the @; the version text wins. */
static enum cips_rc find_version(const struct cips_version *list, size_t n, const char *wanted,
	const struct cips_version **found, struct cips_err *err)
{
	*found = NULL;
	const char *at = strchr(wanted, '@');
	size_t length = at ? (size_t)(at - wanted) : strlen(wanted);
	bool known = false;
	for (size_t i = 0; i < n; i++) {
		const struct cips_version *version = &list[i];
		if (strlen(version->code) != length || strncmp(version->code, wanted, length) != 0)
			continue;
		known = true;
		bool better = !at || !*found || strcmp(version->text, at + 1) == 0;
		if ((!at || is_version(version, at + 1)) && better)
			*found = version;
	}
	if (*found)
		return CIPS_OK;
	if (known)
		cips_err_set(err, CIPS_USAGE, "instrument %.*s has no version \"%s\"", (int)length,
			wanted, at + 1);
	else
		cips_err_set(err, CIPS_USAGE, "there is no instrument \"%.*s\" in this survey file",
			(int)length, wanted);
	return hint_codes(list, n, "the instruments are", err);
}

static enum cips_rc only_version(const struct cips_version *list, size_t n,
	const struct cips_version **found, struct cips_err *err)
{
	if (!n) {
		cips_err_set(err, CIPS_INPUT, "the survey file has no instrument");
		return cips_err_hint(err, "add one: cips instrument add FILE.cips FORM");
	}
	const struct cips_version *last = &list[n - 1];
	if (strcmp(list[0].code, last->code) != 0) {
		cips_err_set(err, CIPS_USAGE, "the survey file has several instruments");
		return hint_codes(list, n, "choose one with --instrument", err);
	}
	*found = last;
	return CIPS_OK;
}

enum cips_rc cips_store_choose_version(const struct cips_version *list, size_t n,
	const char *wanted, const struct cips_version **found, struct cips_err *err)
{
	return wanted ? find_version(list, n, wanted, found, err)
		      : only_version(list, n, found, err);
}

enum cips_rc cips_store_wanted_version(struct cips_survey_file *file, const char *wanted,
	struct cips_arena *arena, const struct cips_version **found, struct cips_err *err)
{
	struct cips_version *list;
	size_t n;
	enum cips_rc rc = cips_store_versions(file, arena, &list, &n, err);
	return rc ? rc : cips_store_choose_version(list, n, wanted, found, err);
}
