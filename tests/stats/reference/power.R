# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_power.c: stats::power.t.test (strict: both tails), pt() with ncp, and the
# formulas of Cochran (1977) and of Student's interval written out and searched one by one.
show <- function(name, ...) cat(sprintf("%-18s", name), sprintf("%.17g", c(...)), "\n")
z <- qnorm(.975)
share <- function(p, e, N) { n0 <- z^2 * p * (1 - p) / e^2; ceiling(if (is.finite(N)) n0 / (1 + (n0 - 1) / N) else n0) }
show("share", share(.5, .05, Inf), share(.5, .05, 1000), share(.5, .05, 100), share(.5, .03, 1e5), share(.1, .02, 2400), share(.5, .05, 9))
mean_margin <- function(sd, n, N) qt(.975, n - 1) * sd * sqrt((1 - n / N) / n)
needed <- function(sd, e, N) { n <- 2; while (mean_margin(sd, n, N) > e) n <- n + 1; n }
show("mean", needed(2, .5, Inf), needed(2, .5, 100), needed(2.5, .25, 2400), needed(2, .5, 12), needed(1, 3, Inf))
show("mean margin", mean_margin(2, 2, Inf), mean_margin(2, 30, 90), mean_margin(1.7, 871, 2400))
show("share margin", z * sqrt(.25 / 384), z * sqrt(.25 / 30 * 60 / 89))
strict <- function(d, n) power.t.test(n, d, strict = TRUE, tol = 1e-14)$power
show("power", strict(.5, 64), strict(.2, 20), strict(1, 2), strict(0.001, 500))
# pt() with ncp sums a series that ends at 1e-12 or so
show("pt", 1 - pt(qt(.975, 1), 1, 3) + pt(-qt(.975, 1), 1, 3), 1 - pt(qt(.975, 7.5), 7.5, 2) + pt(-qt(.975, 7.5), 7.5, 2))
detect <- function(na, nb, power) {
	df <- (1 / na + 1 / nb)^2 / (1 / na^2 / (na - 1) + 1 / nb^2 / (nb - 1))
	crit <- qt(.975, df)
	f <- function(ncp) pt(crit, df, ncp, lower.tail = FALSE) + pt(-crit, df, ncp) - power
	uniroot(f, c(0, 30), tol = 1e-13)$root * sqrt(1 / na + 1 / nb)
}
show("detectable", sapply(c(2, 10, 30, 100, 1000), function(n) detect(n, n, .8)), detect(10, 861, .8), detect(30, 15, .9))
show("power.t.test", sapply(c(10, 30, 100), function(n) power.t.test(n, NULL, power = .8, strict = TRUE, tol = 1e-12)$delta))
show("large", sapply(c(6e3, 6e4, 1e7), function(n) detect(n, n, .8)))
