/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/findings.h"
#include "cips.h"

#include <stdlib.h>

struct cips_findings *cips_findings_new(void)
{
	return cips_calloc(1, sizeof(struct cips_findings));
}

void cips_findings_free(struct cips_findings *findings)
{
	if (!findings)
		return;
	cips_findings_release(findings);
	free(findings);
}

size_t cips_findings_count(const struct cips_findings *findings)
{
	return findings->found;
}

const struct cips_finding *cips_findings_get(const struct cips_findings *findings, size_t i)
{
	return cips_findings_at(findings, i);
}

size_t cips_findings_errors(const struct cips_findings *findings)
{
	return findings->errors;
}
