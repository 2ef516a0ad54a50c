/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "output.h"

enum cips_rc cmd_headcount_load(const struct invocation *invocation, struct cips_err *err)
{
	return load_table(invocation, cips_headcount_load, "headcount", err);
}
