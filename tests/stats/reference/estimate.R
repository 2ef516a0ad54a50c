# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_estimate.c: means from survey::svymean, Wilson from prop.test.
suppressPackageStartupMessages(library(survey))
show <- function(name, ...) cat(sprintf("%-28s", name), sprintf("%.17g", c(...)), "\n")

y <- c(2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5)
w <- c(1, 2.5, 0.5, 1, 3, 1.25, 0.75, 2, 1, 4)
u <- c(1, 0, 1, 1, 0, 1, 0, 1, 1, 1)

mean_of <- function(name, y, w, headcount) {
	d <- data.frame(y = y, w = w, N = headcount)
	design <- if (is.na(headcount)) svydesign(~1, weights = ~w, data = d)
	          else svydesign(~1, weights = ~w, fpc = ~N, data = d)
	m <- svymean(~y, design)
	n <- length(y); se <- as.numeric(SE(m))
	sd <- sqrt(n / (n - 1) * sum(w * (y - coef(m))^2) / sum(w))
	deff <- se^2 / (sd^2 / n)
	show(name, coef(m), sd, se, confint(m, df = degf(design)), deff, n / deff)
}
# mean, sd, se, low, high, deff, n_effective
mean_of("mean equal", y, rep(1, 10), NA)
mean_of("mean equal, 25 heads", y, rep(1, 10), 25)
mean_of("mean weighted", y, w, NA)
mean_of("mean weighted, 25 heads", y, w, 25)
mean_of("mean of two", y[1:2], rep(1, 2), NA)
mean_of("mean weighted of two", y[1:2], w[1:2], NA)

wilson <- function(p, n) {
	z <- qnorm(0.975)
	centre <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
	half <- z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
	c(centre - half, centre + half)
}
percentage_of <- function(name, u, w, headcount) {
	d <- data.frame(u = u, w = w, N = headcount)
	design <- if (is.na(headcount)) svydesign(~1, weights = ~w, data = d)
	          else svydesign(~1, weights = ~w, fpc = ~N, data = d)
	m <- svymean(~u, design)
	n <- length(u); p <- as.numeric(coef(m))
	n_effective <- n * (p * (1 - p) / (n - 1)) / as.numeric(vcov(m))
	show(name, 100 * p, 100 * wilson(p, n_effective), n_effective)
}
# percent, low, high, n_effective
prop_test <- function(yes, n) {
	interval <- suppressWarnings(prop.test(yes, n, correct = FALSE)$conf.int)
	show(paste("prop.test", yes, "of", n), 100 * yes / n, 100 * interval, n)
}
prop_test(7, 10)
prop_test(431, 1203)
prop_test(0, 10)
prop_test(10, 10)
prop_test(1, 1)
percentage_of("percent weighted", u, w, NA)
percentage_of("percent weighted, 25 heads", u, w, 25)
percentage_of("percent equal, 25 heads", u, rep(1, 10), 25)
kish <- sum(w)^2 / sum(w^2)
show("percent all, weighted", 100, 100 * wilson(1, kish), kish)
show("percent none, weighted, 25", 0, 100 * wilson(0, kish / (1 - 10 / 25)), kish / (1 - 10 / 25))

# level, df, quantile
for (level in c(0.9, 0.95)) for (df in c(1, 1.5, 2, 9, 17.3456, 29.99, 30.5, 99, 1234.567, 1e6))
	show("t quantile", level, df, qt((1 - level) / 2, df, lower.tail = FALSE))

# --- svyciprop: logit by the delta method, and Korn-Graubard with n* held at n -------------------------
intervals <- function(name, u, w, headcount) {
	d <- data.frame(u = u, w = w, N = headcount)
	design <- if (is.na(headcount)) svydesign(~1, weights = ~w, data = d)
	          else svydesign(~1, weights = ~w, fpc = ~N, data = d)
	m <- svymean(~u, design)
	p <- as.numeric(coef(m)); n <- length(u)
	logit <- as.numeric(confint(svyciprop(~u, design, method = "xlogit", df = degf(design))))
	star <- p * (1 - p) / as.numeric(vcov(m))
	free <- as.numeric(confint(svyciprop(~u, design, method = "beta", df = degf(design))))
	capped <- min(star, n)
	beta <- c(qbeta(0.025, capped * p, capped * (1 - p) + 1), qbeta(0.975, capped * p + 1, capped * (1 - p)))
	stopifnot(star > n || all(abs(beta - free) < 1e-12))
	show(name, 100 * logit, 100 * beta)
}
# logit low, high, Korn-Graubard low, high
intervals("intervals weighted", u, w, NA)
intervals("intervals weighted, 25 heads", u, w, 25)
intervals("intervals equal", u, rep(1, 10), NA)
intervals("intervals equal, 25 heads", u, rep(1, 10), 25)
exact <- function(x, n) c(if (x > 0) qbeta(0.025, x, n - x + 1) else 0, if (x < n) qbeta(0.975, x + 1, n - x) else 1)
show("exact all, weighted", 100 * exact(kish, kish))
show("exact none, weighted, 25", 100 * exact(0, min(10, kish / (1 - 10 / 25))))
