/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_rc make_scale(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_scale_request request = {.selection = selection_of(invocation)};
	return cips_scale(survey, &request, out, err);
}

enum cips_rc cmd_scale(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_scale, err);
}
