/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_rc cmd_headcount_load(const struct invocation *invocation, struct cips_err *err)
{
	return load_table(invocation, cips_headcount_load, "headcount", err);
}

const struct command command_headcount_load = {
	.name = "headcount load",
	.args = "FILE.cips headcounts.csv",
	.min_args = 2,
	.max_args = 2,
	.summary = "load how many people each unit has",
	.description = "Columns: wave,instrument,unit[,BREAKDOWN...],headcount, where a breakdown "
		       "is an item with use breakdown. Headcounts give response rates and the "
		       "finite population correction.",
	.examples = "cips headcount load arcadia.cips headcounts.csv\n",
	.run = cmd_headcount_load,
	.options = {OPTIONS},
};
