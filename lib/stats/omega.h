/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one-factor model of a covariance matrix. Internal to lib/stats.
 */
#ifndef CIPS_STATS_OMEGA_H
#define CIPS_STATS_OMEGA_H

#include "stats/reliability.h"

/*
 * Omega of the covariances `s` (k x k, every variance above 0); see cips_stats_reliability(). *omega
 * is set only when it is found.
 */
enum cips_omega_state cips_stats_omega(const double *s, size_t k, double *omega);

#endif
