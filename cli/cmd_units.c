/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

static enum cips_rc cmd_units_load(const struct invocation *invocation, struct cips_err *err)
{
	return load_table(invocation, cips_units_load, "unit", err);
}

const struct command command_units_load = {
	.name = "units load",
	.args = "FILE.cips units.csv",
	.min_args = 2,
	.max_args = 2,
	.summary = "load the tree of organizational units",
	.description = "Columns: unit,parent,name[,name::language...]; the root has no parent. "
		       "Loading again renames and adds; a unit with answers cannot be dropped.",
	.examples = "cips units load arcadia.cips units.csv\n",
	.run = cmd_units_load,
	.options = {OPTIONS},
};
