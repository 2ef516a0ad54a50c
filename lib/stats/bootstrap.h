/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bootstraps of design.h. */
#ifndef CIPS_STATS_BOOTSTRAP_H
#define CIPS_STATS_BOOTSTRAP_H

#include "stats/design.h"

/* Sets the variance of each group whose sides are not empty; the rest of `out` stays. */
void cips_stats_bootstrap(const struct cips_strata *strata, const struct cips_variance *variance,
	const struct cips_domains *domains, struct cips_against against,
	struct cips_precision *out);

/* The variance of a contrast, no group of which is empty. */
double cips_stats_bootstrap_contrast(const struct cips_strata *strata,
	const struct cips_variance *variance, const struct cips_domains *domains,
	const double *coefficient);

#endif
