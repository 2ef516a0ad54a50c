# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_several.c: kruskal.test, oneway.test; Games and Howell and Dunn by their formulas.
show <- function(name, ...) cat(sprintf("%-24s", name), sprintf("%.17g,", c(...)), "\n")

kruskal <- function(name, ...) {
	k <- kruskal.test(list(...))
	n <- length(unlist(list(...)))
	show(paste(name, "kruskal"), k$statistic, k$parameter, k$p.value, k$statistic / (n - 1))
}
welch <- function(name, ...) {
	groups <- list(...)
	o <- oneway.test(y ~ g, data.frame(y = unlist(groups), g = factor(rep(seq_along(groups), lengths(groups)))))
	show(paste(name, "welch"), o$statistic, o$parameter, o$p.value)
}
# The studentized range by two integrals. ptukey is not exact enough: 7e-4 off for 2 means and df 2, where the range is a
# t test, 1e-8 for 26 means and df 60, and from df 25000 on it takes df for infinite.
range_above <- function(w, k) 1 - k * sum(sapply(c(-9, 0, 3), function(from)
	integrate(function(z) dnorm(z) * (pnorm(z) - pnorm(z - w))^(k - 1), from, c(0, 3, 9)[from == c(-9, 0, 3)],
		rel.tol = 1e-13, abs.tol = 1e-17, stop.on.error = FALSE)$value))
studentized_above <- function(q, k, df) { # over log s, cut where the density is
	density <- function(t) exp(df * (t - expm1(2 * t) / 2))
	ends <- seq(-10 / sqrt(2 * df) - 38 / df, 9 / sqrt(2 * df), length.out = 20)
	over <- function(f) sum(sapply(1:19, function(i)
		integrate(f, ends[i], ends[i + 1], rel.tol = 1e-12, abs.tol = 0, stop.on.error = FALSE)$value))
	over(function(t) density(t) * sapply(q * exp(t), range_above, k)) / over(density)
}
studentized_quantile <- function(level, k, df)
	uniroot(function(q) studentized_above(q, k, df) - (1 - level), c(1, 30), tol = 1e-12)$root
games_howell <- function(name, a, b, k) {
	va <- var(a) / length(a); vb <- var(b) / length(b)
	d <- mean(a) - mean(b); se <- sqrt(va + vb)
	df <- (va + vb)^2 / (va^2 / (length(a) - 1) + (if (length(b) > 1) vb^2 / (length(b) - 1) else 0))
	q <- studentized_quantile(0.95, k, df)
	show(paste(name, "games howell"), d, se, df, studentized_above(abs(d) * sqrt(2) / se, k, df),
		d - q * se / sqrt(2), d + q * se / sqrt(2))
}
dunn <- function(name, i, j, ...) {
	groups <- list(...)
	y <- unlist(groups); g <- rep(seq_along(groups), lengths(groups)); n <- length(y)
	r <- rank(y); t <- table(y)
	variance <- n * (n + 1) / 12 - sum(t^3 - t) / (12 * (n - 1))
	z <- (mean(r[g == i]) - mean(r[g == j])) / sqrt(variance * (1 / sum(g == i) + 1 / sum(g == j)))
	show(paste(name, "dunn", i, j), z, 2 * pnorm(abs(z), lower.tail = FALSE))
}

a <- c(2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5)
b <- c(1.25, 3.75, 2.5, 0, 5, 6.25, 2.5)
c3 <- c(5, 5, 7.5, 10, 8.75, 10)
i <- 0:199
many_a <- (i * 37) %% 41 / 4
many_b <- (i[1:60] * 17) %% 23 / 4
constant <- rep(5, 4)

kruskal("three", a, b, c3)
welch("three", a, b, c3)
games_howell("three a b", a, b, 3)
games_howell("three c b", c3, b, 3)
dunn("three", 1, 2, a, b, c3)
dunn("three", 3, 2, a, b, c3)
kruskal("two", a, b)
welch("two", a, b)
games_howell("two", a, b, 2)   # as Welch's t test
show("two t.test", t.test(a, b)$p.value, t.test(a, b)$conf.int)
kruskal("many", many_a, many_b, a)
welch("many", many_a, many_b, a)
games_howell("many", many_a, many_b, 26)
kruskal("far", many_a, many_b + 20, a)
welch("far", many_a, many_b + 20, a)
kruskal("constant", a, constant, b)
games_howell("constant", a, constant, 3)
dunn("constant", 1, 2, a, constant, b)
kruskal("like", a, a, a)
# the studentized range by itself: q, means, df
for (x in list(c(3, 3, 10), c(4.5, 5, 20.5), c(0.5, 26, 2), c(3.2, 26, 60), c(8, 10, 1e5), c(20, 4, 60)))
	show("range", studentized_above(x[1], x[2], x[3]))
show("range of two", 2 * pt(-c(3, 25) / sqrt(2), 2), 2 * pt(-3 / sqrt(2), 30000)) # q, df
for (x in list(c(0.95, 3, 10), c(0.95, 5, 20.5), c(0.95, 26, 2), c(0.99, 10, 1e5)))
	show("range quantile", studentized_quantile(x[1], x[2], x[3]))
for (x in list(c(4.2, 3, 45.7), c(2.5, 4, 900000.5), c(0.1, 2, 3.3))) show("f", pf(x[1], x[2], x[3], lower.tail = FALSE))
