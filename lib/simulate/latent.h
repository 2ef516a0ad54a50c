/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Views lie on the scale of 0...10, where a bell-shaped variable is cut off at both ends; that moves
 * its mean inward. So the centre of the bell is put where the mean after the cut is the one wanted.
 */
#ifndef CIPS_SIMULATE_LATENT_H
#define CIPS_SIMULATE_LATENT_H

#include "base/arena.h"

/* The centres for the means 0, 0.05, ... 10 under that standard deviation, in the arena. */
double *cips_simulate_latent_new(struct cips_arena *arena, double sd);

/* The centre for a mean, which is brought into 0...10; between the nodes it runs straight. */
double cips_simulate_latent(const double *centres, double mean);

#endif
