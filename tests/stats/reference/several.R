# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_several.c: kruskal.test, oneway.test; Games and Howell and Dunn by their formulas, with ptukey.
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
games_howell <- function(name, a, b, k) {
	va <- var(a) / length(a); vb <- var(b) / length(b)
	d <- mean(a) - mean(b); se <- sqrt(va + vb)
	df <- (va + vb)^2 / (va^2 / (length(a) - 1) + (if (length(b) > 1) vb^2 / (length(b) - 1) else 0))
	q <- uniroot(function(q) ptukey(q, k, df) - 0.95, c(0.01, 1e5), tol = 1e-14)$root
	show(paste(name, "games howell"), d, se, df, ptukey(abs(d) * sqrt(2) / se, k, df, lower.tail = FALSE),
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
for (x in list(c(3, 3, 10), c(4.5, 5, 20.5), c(0.5, 26, 2), c(8, 10, 1e5), c(20, 4, 60)))
	show("range", ptukey(x[1], x[2], x[3], lower.tail = FALSE))
for (x in list(c(0.95, 3, 10), c(0.95, 5, 20.5), c(0.95, 26, 2), c(0.99, 10, 1e5)))
	show("range quantile", uniroot(function(q) ptukey(q, x[2], x[3]) - x[1], c(0.01, 1e4), tol = 1e-14)$root)
for (x in list(c(4.2, 3, 45.7), c(2.5, 4, 900000.5), c(0.1, 2, 3.3))) show("f", pf(x[1], x[2], x[3], lower.tail = FALSE))
