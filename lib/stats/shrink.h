/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Empirical Bayes: the figures of many units, each drawn towards what is usual among them, the more
 * the fewer people it rests on; and how sure their order is.
 *
 * The spread of the units is estimated once and then taken as known, so intervals are a little
 * short where there are few units (Morris 1983).
 */
#ifndef CIPS_STATS_SHRINK_H
#define CIPS_STATS_SHRINK_H

#include "stats/moments.h"

/* With fewer units their spread says nothing. */
enum { CIPS_SHRINK_LEAST = 3 };

/* One unit. */
struct cips_shrunken {
	double estimate;
	double reliability; /* the weight of its own figure, 0...1; the rest is the usual one */
	double low, high;   /* 95 % */
	double rank_low, rank_high; /* 95 %, whole numbers, 1 for the highest; without any spread
				       of the units from 1 to their number */
};

/* Where random numbers come from: GSL's mt19937. */
struct cips_draws {
	unsigned long seed; /* under 2^32 */
	size_t replicates;  /* at least 2 */
};

/* The units as a normal distribution of means. */
struct cips_normal_prior {
	enum cips_reason reason; /* FEW_VALUES: under CIPS_SHRINK_LEAST units; ONE_VALUE in each
				    unit; NO_VARIANCE: within each unit all values are equal. Then
				    nothing is set. */
	double mean;
	double between; /* variance of the units' true means, 0 or more */
	double within;	/* variance within units, the same for all */
};

/*
 * y_ij = mean + u_i + e_ij, both normal, by REML (Patterson and Thompson 1971; lme4's lmer(y ~ 1 +
 * (1 | unit))), to 1e-8 of the ratio of the variances. Units have values; one variance within units
 * serves all, so that a unit whose few people agree by chance is not left as it is. estimate = mean
 * + reliability (own mean - mean), reliability = between / (between + within / n), the best linear
 * unbiased prediction; its variance holds that of `mean` (Henderson 1975). With weights n is Kish's
 * effective n, and the likelihood is a pseudo-likelihood. Ranks: from draws of all units together
 * (Goldstein and Spiegelhalter 1996), normal quantiles of the generator's uniform numbers, for each
 * draw one for `mean` and then one for each unit; quantiles of type 7, rounded outward.
 */
struct cips_normal_prior cips_stats_shrink_means(const struct cips_moments *units, size_t n,
	struct cips_draws draws, struct cips_shrunken *shrunken);

/* The units as a beta distribution of percentages. */
struct cips_beta_prior {
	enum cips_reason reason; /* FEW_VALUES: under CIPS_SHRINK_LEAST units; ONE_VALUE in each
				    unit; NO_VARIANCE: all answers are equal. Then nothing is set. */
	bool pooled; /* the units differ no more than chance would make them: a and b are infinite,
			and not set */
	double a, b;
	double mean; /* 0...1: a / (a + b), or the share of all units together */
};

/*
 * Beta-binomial by maximum likelihood (Kleinman 1973; Griffiths 1973): the true shares of the units
 * follow Beta(a, b). `units` are moments of a 0/1 variable. estimate = (x + a) / (n + a + b), in
 * 0...1, reliability = n / (n + a + b). Interval: of the beta distribution with the mean of the
 * posterior Beta(x + a, n - x + b) and its variance, to which that of a / (a + b) is added as for
 * means; ranks: from draws of the posteriors. a + b is at least 0.1: with less of it each unit is of
 * one mind. Where the likelihood still rises at a + b = 1e6 the units are pooled: all have one share
 * and one interval. With weights n is Kish's effective n, and x the share times that.
 */
struct cips_beta_prior cips_stats_shrink_shares(const struct cips_moments *units, size_t n,
	struct cips_draws draws, struct cips_shrunken *shrunken);

#endif
