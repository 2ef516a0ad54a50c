/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cips.h"
#include "sealed/digest.h"
#include "stats/moments.h"

enum cips_rc cips_start(struct cips_err *err)
{
	cips_stats_start();
	return cips_sealed_start(err);
}
