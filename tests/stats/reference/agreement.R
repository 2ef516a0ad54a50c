# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_agreement.c: the analysis of variance from anova(lm()), ICC of units of one size from psych::ICC on the
# data of Shrout and Fleiss (1979), rwg(j) and AD from the package multilevel; what these do not have, by its definition.
suppressPackageStartupMessages({library(psych); library(multilevel)})
show <- function(name, ...) cat(sprintf("%-20s", name), sprintf("%.17g", c(...)), "\n")

# k0, F, p, ICC(1), its interval, ICC(2)
units <- function(name, y, unit) {
	n <- length(y); unit <- factor(unit); J <- nlevels(unit)
	a <- anova(lm(y ~ unit)); F <- a[1, 4]
	k0 <- (n - sum(table(unit)^2) / n) / (J - 1)
	icc <- function(F) (F - 1) / (F + k0 - 1)
	show(name, k0, F, pf(F, J - 1, n - J, lower.tail = FALSE), icc(F), icc(F / qf(0.975, J - 1, n - J)),
		icc(F / qf(0.025, J - 1, n - J)), (a[1, 3] - a[2, 3]) / a[1, 3])
}
judges <- rbind(c(9, 2, 5, 8), c(6, 1, 3, 2), c(8, 4, 6, 8), c(7, 1, 2, 6), c(10, 5, 6, 9), c(6, 2, 4, 7))
units("shrout and fleiss", as.vector(t(judges)), rep(1:6, each = 4))
print(ICC(judges, lmer = FALSE)$results[c(1, 4), ], digits = 15)
y <- c(2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5, 1.25, 3.75, 2.5)
units("unequal", y, c(1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4))
units("negative", c(1, 5, 9, 2, 5, 8.5, 1.5, 5, 9), rep(1:3, each = 3))

# one unit: rwg(j), AD (in steps of 1 to 5), then both of the first item alone
x <- data.frame(a = c(4, 4, 5, 3, 4, 4), b = c(5, 4, 4, 4, 3, 5), c = c(2, 4, 3, 4, 4, 5))
one <- rep(1, nrow(x))
show("three items", rwg.j(x, one, ranvar = 2)$rwg.j, ad.m(x, one)$AD.M)
show("one item", rwg(x$a, one, ranvar = 2)$rwg, ad.m(x$a, one)$AD.M)
# choices worth 0 1 4 5 and 0 10: q from the variance of each item's own choices
p <- c(0, 1, 5, 4, 4, 1); r <- c(0, 10, 10, 10, 10, 0)
null <- function(v) mean((v - mean(v))^2)
q <- mean(c(var(p) / null(c(0, 1, 4, 5)), var(r) / null(c(0, 10))))
show("two scales, q", q, 2 * (1 - q) / (2 * (1 - q) + q), mean(c(mean(abs(p - mean(p))), mean(abs(r - mean(r))))))
r <- c(10, 10, 10, 10, 10, 0); p <- c(4, 1, 4, 4, 4, 1)
q <- mean(c(var(p) / null(c(0, 1, 4, 5)), var(r) / null(c(0, 10))))
show("two scales, q", q, 2 * (1 - q) / (2 * (1 - q) + q), mean(c(mean(abs(p - mean(p))), mean(abs(r - mean(r))))))
