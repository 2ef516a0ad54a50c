/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "output.h"

static enum cips_rc make_freq(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_freq_request request = {
		.selection = selection_of(invocation),
		.items = invocation->args + 1,
		.n_items = invocation->n_args - 1,
	};
	enum cips_rc rc = read_design(invocation, &request.selection.design, err);
	return rc ? rc : cips_freq(survey, &request, out, err);
}

enum cips_rc cmd_freq(const struct invocation *invocation, struct cips_err *err)
{
	return tabulate(invocation, make_freq, err);
}
