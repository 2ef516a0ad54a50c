# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_ratio.c: two ratios over the same people from survey::svytotal and
# svycontrast with the person as the sampling unit; svyratio for each of them.
suppressPackageStartupMessages(library(survey))
show <- function(name, ...) cat(sprintf("%-16s", name), sprintf("%.17g", c(...)), "\n")

compare <- function(name, ya, xa, yb, xb) {
	n <- length(ya)
	d <- svydesign(~1, weights = rep(1, n), data = data.frame(ya, xa, yb, xb))
	m <- svycontrast(svytotal(~ya + xa + yb + xb, d), list(m = quote(ya / xa - yb / xb)))
	a <- as.numeric(coef(svyratio(~ya, ~xa, d)))
	b <- as.numeric(coef(svyratio(~yb, ~xb, d)))
	se <- as.numeric(SE(m)); t <- (a - b) / se; q <- qt(.975, n - 1) * se
	show(name, a, b, a - b, se, t, n - 1, 2 * pt(-abs(t), n - 1), a - b - q, a - b + q)
}

ya <- c(1, 0, 2, 0, 0, 3, 1, 0, 1, 0)
xa <- c(3, 3, 3, 2, 3, 3, 1, 3, 2, 3)
yb <- c(0, 0, 1, 0, 2, 0, 0, 1, 0, 0)
xb <- c(5, 6, 6, 4, 6, 5, 6, 6, 0, 6)
# a, b, difference, se, t, df, p, low, high
compare("ten", ya, xa, yb, xb)
i <- 0:119
compare("many", (i * 7) %% 3, rep(3, 120), (i * 5) %% 4, 5 + i %% 2)
