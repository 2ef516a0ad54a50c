/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_rc make_agreement(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_agreement_request request = {
		.selection = selection_of(invocation),
		.units = invocation->options[OPTION_UNIT_LEVEL],
	};
	return cips_agreement(survey, &request, out, err);
}

enum cips_rc cmd_agreement(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_agreement, err);
}
