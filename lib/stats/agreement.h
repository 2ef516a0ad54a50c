/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is there a unit culture, or only noise? How much units differ, and how far their people agree.
 * Unweighted.
 */
#ifndef CIPS_STATS_AGREEMENT_H
#define CIPS_STATS_AGREEMENT_H

#include "stats/moments.h"

/* One-way analysis of variance over units. */
struct cips_unit_variance {
	enum cips_reason reason; /* NO_VALUES: fewer than two units, nothing but `units` and `n` is
				    set; ONE_VALUE: no unit has two values, NO_VARIANCE: all values
				    within each unit are equal: k0 is set besides */
	size_t units;		 /* with at least one value */
	size_t n;
	double k0; /* (n - sum n_j^2 / n) / (units - 1) */
	double f;
	double p;	  /* upper tail with units - 1 and n - units degrees of freedom */
	double icc1;	  /* may be negative */
	double low, high; /* 95 % interval of icc1 */
	bool has_icc2;	  /* the means of the units differ */
	double icc2;
};

/*
 * ICC(1) = (MSB - MSW) / (MSB + (k0 - 1) MSW), ICC(2) = (MSB - MSW) / MSB (Bartko 1976; Bliese
 * 2000), with k0 for units of unequal size (Snedecor and Cochran). The interval of ICC(1) is (F/q -
 * 1) / (F/q + k0 - 1) with the .975 and .025 quantiles q of F (Shrout and Fleiss 1979): exact for
 * units of one size, near otherwise. `units` are unweighted moments; empty ones do not count.
 */
struct cips_unit_variance cips_stats_unit_variance(const struct cips_moments *units, size_t n);

/* The answers of the people of one unit to one item: how many gave which choice. */
struct cips_item_counts {
	size_t choices;
	const double *value; /* what each choice is worth; at least two differ */
	const size_t *count;
};

struct cips_agreement {
	enum cips_reason reason; /* NO_VALUES or ONE_VALUE: so many people */
	double rwg_j;		 /* 0 where it would be below */
	bool below_zero; /* answers spread wider than at random, as in a unit of two minds */
	double ad_mean;	 /* in the units of the values */
};

/*
 * rwg(j) = k (1 - q) / (k (1 - q) + q) over k items (James, Demaree and Wolf 1984), q = the mean
 * over items of s^2 / sigma^2: s^2 with the divisor n - 1, sigma^2 the variance of a choice taken at
 * random, each as likely (for A choices at even distances d: (A^2 - 1) d^2 / 12). With items of one
 * scale that is their mean variance over sigma^2. For one item it is rwg = 1 - q.
 *
 * AD = the mean over items of the mean of |x - mean| (Burke, Finkelstein and Dusig 1999).
 *
 * All items have the same people (asserted).
 */
struct cips_agreement cips_stats_agreement(const struct cips_item_counts *items, size_t k);

/* The median; sorts `values`, of which there is at least one. */
double cips_stats_median(double *values, size_t n);

enum cips_culture {
	CIPS_CULTURE_UNDECIDED,
	CIPS_CULTURE_UNIT,	  /* units differ, and their people agree */
	CIPS_CULTURE_DIFFERENT,	  /* units differ, but their people do not agree */
	CIPS_CULTURE_NO_EVIDENCE, /* units do not differ by more than chance */
};

/* The median rwg(j) from which people are said to agree (LeBreton and Senter 2008). */
#define CIPS_RWG_AGREES 0.70

/*
 * The reading of one factor. Units differ when the whole interval of ICC(1) lies above 0. Undecided
 * where there is no ICC(1), or units differ and the median is not known (`rwg_j` NULL).
 */
enum cips_culture cips_stats_culture(
	const struct cips_unit_variance *variance, const double *rwg_j);

/* "undecided", "unit_culture", "units_differ", "no_evidence". */
const char *cips_stats_culture_name(enum cips_culture culture);

#endif
