# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_compare.c: Welch from t.test, weighted from a survey design of two
# strata, Hedges' g from effectsize (whose correction is the exact J, from lgamma).
suppressPackageStartupMessages({library(survey); library(effectsize)})
show <- function(name, ...) cat(sprintf("%-24s", name), sprintf("%.17g", c(...)), "\n")

exact_j <- function(df) sqrt(pi / (df / 2)) / beta((df - 1) / 2, 1 / 2)

welch <- function(name, a, b) {
	t95 <- t.test(a, b); t90 <- t.test(a, b, conf.level = 0.9)
	g <- hedges_g(a, b)$Hedges_g
	show(name, mean(a) - mean(b), t95$stderr, t95$statistic, t95$parameter, t95$p.value,
		t95$conf.int, t90$conf.int, g)
}
design_based <- function(name, a, wa, b, wb) {
	d <- data.frame(y = c(a, b), w = c(wa, wb), g = rep(c("a", "b"), c(length(a), length(b))))
	design <- svydesign(~1, strata = ~g, weights = ~w, data = d)
	df <- degf(design)
	means <- svyby(~y, ~g, design, svymean, covmat = TRUE)
	d <- svycontrast(means, c(a = 1, b = -1))
	est <- as.numeric(coef(d)); se <- as.numeric(SE(d))
	sd <- function(y, w) {
		n <- length(y)
		sqrt(n / (n - 1) * sum(w * (y - weighted.mean(y, w))^2) / sum(w))
	}
	pooled <- sqrt(((length(a) - 1) * sd(a, wa)^2 + (length(b) - 1) * sd(b, wb)^2) / df)
	show(name, est, se, est / se, df, 2 * pt(abs(est / se), df, lower.tail = FALSE),
		confint(d, df = df), confint(d, df = df, level = 0.9), exact_j(df) * est / pooled)
}

a <- c(2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5)
b <- c(1.25, 3.75, 2.5, 0, 5, 6.25, 2.5)
wa <- c(1, 2.5, 0.5, 1, 3, 1.25, 0.75, 2, 1, 4)
wb <- c(2, 1, 1, 3, 0.5, 0.25, 1.5)
i <- 0:199
many_a <- (i * 37) %% 41 / 4
many_b <- (i[1:60] * 17) %% 23 / 4

# difference, se, t, df, p, low, high, low90, high90, g
welch("welch a b", a, b)
welch("welch b a", b, a)
welch("welch many", many_a, many_b)
welch("welch pairs", c(1, 2), c(4, 6))
welch("welch constant side", b, rep(5, 10))
welch("welch identical", a, a)
welch("welch far", many_a, many_b + 20)
design_based("design a b", a, wa, b, wb)
design_based("design equal weights", a, rep(2, 10), b, rep(3, 7))

# df, J. From gamma() itself where it is finite, else through beta(), which does not cancel.
for (df in c(2, 3, 5, 10, 15, 100, 300)) {
	show("J", df, gamma(df / 2) / (sqrt(df / 2) * gamma((df - 1) / 2)))
}
for (df in c(1e3, 2e6)) show("J", df, exact_j(df))

# several groups: each a stratum, the contrast of their means from survey; unweighted df by Satterthwaite over the groups
contrast <- function(name, coefficient, groups, weights = NULL) {
	n <- lengths(groups)
	w <- if (is.null(weights)) rep(1, sum(n)) else unlist(weights)
	d <- data.frame(y = unlist(groups), w = w, g = factor(rep(seq_along(groups), n)))
	design <- svydesign(~1, strata = ~g, weights = ~w, data = d)
	means <- svyby(~y, ~g, design, svymean, covmat = TRUE)
	k <- svycontrast(means, coefficient)
	est <- as.numeric(coef(k)); se <- as.numeric(SE(k)); v <- coefficient^2 * SE(means)^2
	df <- if (is.null(weights)) sum(v)^2 / sum(v^2 / (n - 1)) else degf(design)
	sd2 <- sapply(split(d, d$g), function(x) nrow(x) / (nrow(x) - 1) * sum(x$w * (x$y - weighted.mean(x$y, x$w))^2) / sum(x$w))
	pooled <- sqrt(sum((n - 1) * sd2) / sum(n - 1))
	show(name, est, se, est / se, df, 2 * pt(abs(est / se), df, lower.tail = FALSE), confint(k, df = df),
		confint(k, df = df, level = 0.9), sqrt(2 * pi / sum(n - 1)) * exp(-lbeta((sum(n - 1) - 1) / 2, 0.5)) * est / pooled)
}
did <- c(1, -1, -1, 1)
four <- list(a, b, many_b, many_a)
contrast("did", did, four)
contrast("did weighted", did, list(a, b, rev(a), rev(b)), list(wa, wb, wa, wb))
contrast("standardized", c(0.7, 0.3, -0.7, -0.3), four)
