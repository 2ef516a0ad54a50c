/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "draws.h"
#include "messages.h"
#include "output.h"

static enum cips_rc make_drivers(const struct invocation *invocation, struct cips_survey *survey,
	struct cips_document **out, struct cips_err *err)
{
	struct cips_drivers_request request = {
		.selection = selection_of(invocation),
		.outcome = invocation->options[OPTION_OUTCOME],
	};
	enum cips_rc rc = read_draws(invocation, &request.seed, &request.replicates, err);
	return rc ? rc : cips_drivers(survey, &request, out, err);
}

enum cips_rc cmd_drivers(const struct invocation *invocation, struct cips_err *err)
{
	if (!invocation->options[OPTION_OUTCOME])
		return usage(err, option_rows[OPTION_OUTCOME].help, "drivers needs --outcome VAR");
	return tabulate(invocation, make_drivers, err);
}
