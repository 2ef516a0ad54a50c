# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_mahalanobis.c: stats::mahalanobis with the sample covariance, where that
# is singular with MASS::ginv(); pchisq.
show <- function(name, ...) cat(sprintf("%-16s", name), sprintf("%.17g", c(...)), "\n")
i <- 0:39
x <- cbind((i * 7) %% 5, (i * 11) %% 7, (i * i) %% 6, (i * 3 + i %% 4) %% 9)
d <- mahalanobis(x, colMeans(x), cov(x))
show("four columns", d[c(1, 2, 8, 27, 40)], sum(d))
# a constant column and one that is the sum of two others
y <- cbind(x, 3, x[, 1] + x[, 2])
e <- mahalanobis(y, colMeans(y), MASS::ginv(cov(y)), inverted = TRUE)
show("rank four of six", e[c(1, 2, 8, 27, 40)])
far <- x + 1e6
f <- mahalanobis(far, colMeans(far), cov(far))
show("far", f[c(1, 2, 8, 27, 40)])
show("new row", mahalanobis(c(10, 10, 10, 10), colMeans(x), cov(x)))
show("chi2", pchisq(c(0, 5, 40, 59.7, 300), c(1, 4, 30, 31, 60), lower.tail = FALSE))
