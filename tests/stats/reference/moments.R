# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_moments.c: the sums by their definition.
y <- c(2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5)
w <- c(1, 2.5, 0.5, 1, 3, 1.25, 0.75, 2, 1, 4)
group <- c(0, 1, 0, 1, 1, 0, 0, 1, 1, 0)
sums <- function(name, y, w) {
	m <- weighted.mean(y, w)
	cat(sprintf("%-12s", name), sprintf("%.17g", c(sum(w), sum(w^2), m, sum(w * (y - m)^2),
		sum(w^2 * (y - m)), sum(w^2 * (y - m)^2), min(y), max(y), max(w))), "\n")
}
# sum_w, sum_w2, mean, ss, s2, ss2, low, high, largest_w
for (g in 0:1) sums(paste("equal", g), y[group == g], rep(1, sum(group == g)))
for (g in 0:1) sums(paste("weighted", g), y[group == g], w[group == g])
sums("equal all", y, rep(1, 10))
sums("weighted all", y, w)
