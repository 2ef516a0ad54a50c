/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate/latent.h"

/*
 * The bell is a binomial of 64 halves, which is near enough to it (and to a sum of three) and is
 * made of exactly rounded operations. A mean at the very end would need a centre at infinity; it
 * gets one that is LARGEST standard deviations beyond it.
 */
enum { NODES = 201, HALVES = 64, STEPS = 60 };
static const double nodes_per_point = 20, largest = 5;

struct bell {
	double at[HALVES + 1];
	double weight[HALVES + 1];
};

static void fill_bell(struct bell *bell, double sd)
{
	double weight = 0x1p-64;
	for (int k = 0; k <= HALVES; k++) {
		bell->at[k] = sd * (k - HALVES / 2) / 4; /* the variance is 16 */
		bell->weight[k] = weight;
		weight = weight * (HALVES - k) / (k + 1);
	}
}

static double cut_mean(const struct bell *bell, double centre)
{
	double sum = 0;
	for (int k = 0; k <= HALVES; k++) {
		double x = centre + bell->at[k];
		sum += bell->weight[k] * (x < 0 ? 0 : x > 10 ? 10 : x);
	}
	return sum;
}

double *cips_simulate_latent_new(struct cips_arena *arena, double sd)
{
	struct bell bell;
	double *centres = cips_arena_alloc(arena, NODES, sizeof *centres);
	fill_bell(&bell, sd);
	for (int i = 0; i < NODES; i++) {
		double wanted = i / nodes_per_point;
		double low = -largest * sd, high = 10 + largest * sd;
		for (int step = 0; step < STEPS; step++) {
			double middle = (low + high) / 2;
			if (cut_mean(&bell, middle) < wanted)
				low = middle;
			else
				high = middle;
		}
		centres[i] = (low + high) / 2;
	}
	return centres;
}

double cips_simulate_latent(const double *centres, double mean)
{
	mean = mean < 0 ? 0 : mean > 10 ? 10 : mean;
	double place = mean * nodes_per_point;
	int below = (int)place;
	if (below >= NODES - 1)
		return centres[NODES - 1];
	return centres[below] + (centres[below + 1] - centres[below]) * (place - below);
}
