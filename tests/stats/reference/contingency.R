# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_contingency.c: chisq.test, fisher.test, kruskal.test, prop.test, survey::svychisq; Cramer's V,
# Bergsma's correction and the ordinal measures with their ASE1 from formulas written down here, which go over all pairs of
# people and therefore share nothing with the sums of rectangles of the program. contingency.sps has the latter from PSPP.
suppressPackageStartupMessages(library(survey))
show <- function(name, ...) cat(sprintf("%-24s", name), sprintf("%.17g", c(...)), "\n")

tables <- list(
	two = matrix(c(12, 5, 7, 16), 2, byrow = TRUE),
	job = matrix(c(1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11), 4, byrow = TRUE),
	wide = matrix(c(30, 22, 41, 18, 9, 25, 31, 20, 33, 14), 2, byrow = TRUE),
	zeros = matrix(c(4, 0, 0, 0, 5, 1, 0, 2, 6), 3, byrow = TRUE),
	large = matrix(c(120, 90, 40, 80, 110, 70, 33, 65, 140), 3, byrow = TRUE))

independence <- function(name, m) {
	x <- suppressWarnings(chisq.test(m, correct = FALSE))
	df <- x$parameter; n <- sum(m); e <- x$expected; r <- nrow(m); k <- ncol(m)
	g2 <- 2 * sum(ifelse(m > 0, m * log(m / e), 0))
	v <- sqrt(x$statistic / (n * min(r - 1, k - 1)))
	phi2 <- max(0, x$statistic / n - (r - 1) * (k - 1) / (n - 1))
	corrected <- sqrt(phi2 / min(r - (r - 1)^2 / (n - 1) - 1, k - (k - 1)^2 / (n - 1) - 1))
	show(paste("independence", name), x$statistic, df, x$p.value, g2, pchisq(g2, df, lower.tail = FALSE), v, corrected)
	show(paste("residuals", name), x$stdres[1, 1], x$stdres[nrow(m), ncol(m)])
	show(paste("kruskal", name), unlist(kruskal.test(rep(col(m), m), rep(row(m), m))[c("statistic", "p.value")]))
}

# Every pair of people; c and d by person.
ordinal <- function(name, m) {
	i <- rep(row(m), m); j <- rep(col(m), m); n <- length(i)
	s <- sign(outer(i, i, "-")) * sign(outer(j, j, "-"))
	cc <- rowSums(s > 0); dd <- rowSums(s < 0); P <- sum(cc); Q <- sum(dd)
	wr <- as.numeric(sum(outer(i, i, "!="))); wc <- as.numeric(sum(outer(j, j, "!=")))
	ri <- tabulate(i)[i]; cj <- tabulate(j)[j]; d <- cc - dd
	gamma <- (P - Q) / (P + Q)
	gamma_se <- 4 / (P + Q)^2 * sqrt(sum((Q * cc - P * dd)^2))
	w <- sqrt(wr * wc); b <- (P - Q) / w
	b_se <- sqrt(sum((2 * w * d + b * (ri * wc + cj * wr))^2) - n^3 * b^2 * (wr + wc)^2) / w^2
	q <- min(dim(m)); t_c <- q * (P - Q) / (n^2 * (q - 1))
	c_se <- 2 * q / ((q - 1) * n^2) * sqrt(sum(d^2) - (P - Q)^2 / n)
	d_rows <- (P - Q) / wc; d_columns <- (P - Q) / wr
	r_se <- 2 / wc^2 * sqrt(sum((wc * d - (P - Q) * (n - cj))^2))
	k_se <- 2 / wr^2 * sqrt(sum((wr * d - (P - Q) * (n - ri))^2))
	show(paste("ordinal", name), gamma, gamma_se, b, b_se, t_c, c_se, d_rows, r_se, d_columns, k_se)
}

for (name in names(tables)) {
	independence(name, tables[[name]])
	ordinal(name, tables[[name]])
}
few <- matrix(c(2, 0, 1, 3, 1, 4, 0, 2, 3, 1, 2, 0), 3, byrow = TRUE)
show("fisher few", fisher.test(few)$p.value, fisher.test(t(few))$p.value)
for (name in c("two", "job", "zeros")) show(paste("fisher", name), fisher.test(tables[[name]], workspace = 2e7)$p.value)
for (b in c(0, 13, 10000)) show(paste("99 % of", b), binom.test(b, 10000, conf.level = 0.99)$conf.int)

# Weighted: 60 people, row and column by formula, weights too; the second table leaves a cell empty.
design_based <- function(name, row, column, w) {
	d <- data.frame(row = factor(row), column = factor(column), w = w)
	x <- svychisq(~row + column, svydesign(ids = ~1, weights = ~w, data = d), statistic = "F")
	p <- prop.table(xtabs(w ~ row + column, d)); e <- outer(rowSums(p), colSums(p))
	show(paste("rao-scott", name), x$statistic, x$parameter, x$p.value, sqrt(sum((p - e)^2 / e) / (min(dim(p)) - 1)))
}
i <- 0:59
design_based("full", (i * 7 + i %/% 11) %% 3, (i * i + i %/% 5) %% 4, 1 + (i %% 5) / 2)
design_based("scaled", (i * 7 + i %/% 11) %% 3, (i * i + i %/% 5) %% 4, 1000 * (1 + (i %% 5) / 2))
row <- (i * 7 + i %/% 11) %% 3; column <- (i * i + i %/% 5) %% 4
keep <- !(row == 0 & column == 1)
design_based("empty cell", row[keep], column[keep], (1 + (i %% 7) / 3)[keep])
keep <- !((row == 0 & column == 1) | (row == 1 & column %in% c(0, 2)) | (row == 2 & column == 3))
design_based("empty cells", row[keep], column[keep], (1 + (i %% 7) / 3)[keep])
keep <- !((row == 0 & column %in% 0:1) | (row == 1 & column %in% 1:2) | (row == 2 & column %in% 2:3))
design_based("empty cells that link all", row[keep], column[keep], (1 + (i %% 7) / 3)[keep])
design_based("equal", row, column, rep(2, 60))

for (x in list(c(12, 40, 5, 33), c(0, 20, 6, 25), c(30, 30, 10, 20))) {
	t <- suppressWarnings(prop.test(c(x[1], x[3]), c(x[2], x[4]), correct = FALSE))
	show("proportions", t$p.value)
}

# Weighted, in strata of 20, 25, 14 and 1 people of whom some are in no cell; with headcounts, and without weights.
stratified <- function(name, w, N) {
	i <- 0:59
	d <- data.frame(row = (i * 7 + i %/% 11) %% 3, column = (i * i + i %/% 5) %% 4, h = rep(0:3, c(20, 25, 14, 1)), w = w)
	d$N <- N[d$h + 1]
	design <- if (any(is.na(N))) svydesign(~1, strata = ~h, weights = ~w, data = d) else svydesign(~1, strata = ~h, weights = ~w, fpc = ~N, data = d)
	part <- subset(design, i %% 9 != 4)
	x <- svychisq(~row + column, part, statistic = "F")
	p <- prop.table(svytable(~row + column, part)); e <- outer(rowSums(p), colSums(p))
	show(paste("strata", name), x$statistic, x$parameter, x$p.value, sqrt(sum((p - e)^2 / e) / (min(dim(p)) - 1)))
}
options(survey.lonely.psu = "adjust")
stratified("weights", 1 + (i %% 5) / 2, c(NA, NA, NA, NA))
stratified("headcounts", 1 + (i %% 5) / 2, c(50, 30, 14, 4))
stratified("no weights", rep(1, 60), c(NA, NA, NA, NA))
