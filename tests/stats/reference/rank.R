# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_rank.c: rank(), wilcox.test without continuity correction,
# effectsize::cliffs_delta.
suppressPackageStartupMessages(library(effectsize))
show <- function(name, ...) cat(sprintf("%-24s", name), sprintf("%.17g", c(...)), "\n")

mann_whitney <- function(name, a, b) {
	test <- wilcox.test(a, b, correct = FALSE, exact = FALSE)
	# wilcox.test does not print z; its p is 2 * pnorm(-|z|).
	n <- length(a) + length(b)
	ties <- sum(table(c(a, b))^3 - table(c(a, b)))
	sigma <- sqrt(length(a) * length(b) / 12 * (n + 1 - ties / (n * (n - 1))))
	show(name, sum(rank(c(a, b))[seq_along(a)]), ties, test$statistic,
		(test$statistic - length(a) * length(b) / 2) / sigma, test$p.value,
		suppressWarnings(cliffs_delta(a, b)$r_rank_biserial))
}
a <- c(2.5, 7.5, 5, 10, 0, 6.25, 3.75, 8.75, 5, 7.5)
b <- c(1.25, 3.75, 2.5, 0, 5, 6.25, 2.5)
i <- 0:199
show("mid-ranks", rank(c(a, b)))
# rank sum of a, ties, u, z, p, Cliff's delta
mann_whitney("a b", a, b)
mann_whitney("b a", b, a)
mann_whitney("many", (i * 37) %% 41 / 4, (i[1:60] * 17) %% 23 / 4)
mann_whitney("far", i, i + 150)
mann_whitney("without ties", c(1, 4, 6, 9), c(2, 3, 5))
mann_whitney("one against one", 2, 1)
mann_whitney("one against seven", 3, b)
