# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_reliability.c and of the F distribution: alpha with its interval, alpha without an item and the
# item-rest correlation from psych::alpha, omega from the one-factor model by the EM algorithm run to the end (and, as a check,
# from factanal). R's own qf takes a chi-square above 400,000 degrees of freedom, so quantiles come from qbeta.
suppressPackageStartupMessages(library(psych))
show <- function(name, ...) cat(sprintf("%-28s", name), sprintf("%.17g", c(...)), "\n")

em_omega <- function(s) {
	l <- sqrt(diag(s)) * 0.7; u <- diag(s) / 2
	for (i in 1:500000) {
		b <- (l / u) / (1 + sum(l^2 / u))
		xz <- as.vector(s %*% b)
		l2 <- xz / (1 - sum(b * l) + sum(b * xz))
		u2 <- diag(s) - l2 * xz
		done <- max(abs(l2 - l), abs(u2 - u)) < 1e-15 * max(u)
		l <- l2; u <- u2
		if (done) break
	}
	c(omega = sum(l)^2 / (sum(l)^2 + sum(u)), least = min(u / diag(s)))
}
factanal_omega <- function(s) {
	fit <- factanal(covmat = s, factors = 1, rotation = "none", control = list(opt = list(factr = 10)))
	l <- fit$loadings[, 1] * sqrt(diag(s)); u <- fit$uniquenesses * diag(s)
	sum(l)^2 / (sum(l)^2 + sum(u))
}
reliability <- function(name, x) {
	a <- suppressWarnings(suppressMessages(alpha(as.data.frame(x), check.keys = FALSE, warnings = FALSE)))
	ci <- alpha.ci(a$total$raw_alpha, n.obs = nrow(x), n.var = ncol(x), digits = 16)
	stopifnot(all.equal(ci$lower.ci, 1 - (1 - a$total$raw_alpha) * qf(0.975, nrow(x) - 1, (nrow(x) - 1) * (ncol(x) - 1))))
	show(paste(name, "alpha"), a$total$raw_alpha, ci$lower.ci, ci$upper.ci)
	if (ncol(x) > 2) show(paste(name, "without"), a$alpha.drop$raw_alpha)
	show(paste(name, "item-rest"), sapply(seq_len(ncol(x)), function(j) cor(x[, j], rowSums(x[, -j, drop = FALSE]))))
	if (ncol(x) > 2 && nrow(x) > ncol(x)) {
		o <- em_omega(cov(x))
		show(paste(name, "omega, least"), o, tryCatch(factanal_omega(cov(x)), error = function(e) NA))
	}
}
items <- cbind(c(1, 3, 1, 3, 2, 4, 4, 4, 3, 5, 3, 4, 2, 5), c(2, 1, 3, 3, 4, 2, 5, 3, 4, 5, 2, 2, 1, 4),
	c(1, 3, 2, 4, 2, 3, 4, 5, 5, 3, 1, 4, 2, 5), c(3, 2, 1, 2, 3, 4, 3, 5, 4, 4, 3, 3, 1, 3))
reliability("four items", items)
turned <- items; turned[, 4] <- 6 - turned[, 4]
reliability("one turned", turned)
reliability("three items", items[, 1:3])
reliability("two items", items[, c(2, 4)])
heywood <- cbind(c(1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 2, 4, 1, 5), items[, -1])
reliability("heywood", heywood)
reliability("two people", rbind(c(1, 2, 4), c(3, 5, 4.5)))

# a published covariance matrix: six tests of ability (Bartholomew 1987), shipped with R
o <- em_omega(ability.cov$cov)
show("ability omega, least", o, factanal_omega(ability.cov$cov))
cat(sprintf("%.17g", ability.cov$cov), sep = ", "); cat("\n")

# three items are just identified: loadings in closed form
r <- matrix(c(1, .5, .4, .5, 1, .3, .4, .3, 1), 3); d <- c(1, 2, 3)
l <- d * sqrt(c(.5 * .4 / .3, .5 * .3 / .4, .4 * .3 / .5))
show("closed form", sum(l)^2 / (sum(l)^2 + sum(d^2 - l^2)))

quantile <- function(p, a, b) { # by the smaller of x and 1 - x
	x <- qbeta(p, a / 2, b / 2, lower.tail = FALSE); y <- qbeta(p, b / 2, a / 2)
	(if (x < 0.9) x / (1 - x) else (1 - y) / y) * b / a
}
for (d in list(c(1, 1), c(1, 2), c(3.5, 17.2), c(9, 18), c(651, 1302), c(14, 200679), c(19, 860), c(239, 999760), c(1e6, 1e6), c(999999, 2999997)))
	show(paste("F", d[1], d[2]), quantile(0.025, d[1], d[2]), quantile(0.975, d[1], d[2]),
		pf(1.02, d[1], d[2], lower.tail = FALSE))
