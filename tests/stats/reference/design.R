# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_design.c: survey::svymean of subsets of a stratified design, lone people centred on the mean.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
i <- 0:39
d <- data.frame(y = (i * 7) %% 11, w = 1 + (i * 5) %% 7 / 2, h = c(rep(0:3, c(12, 15, 10, 2)), 4), g = (i * 3) %% 5 %% 3)
d$N <- c(30, 15, 25, 2, 6)[d$h + 1]
none <- (i * 11) %% 13 == 4                # no value; they count in their stratum
show <- function(name, design, inside) {
	part <- subset(design, inside)
	m <- svymean(~y, part)
	cat(sprintf("%-16s", name), sprintf("%.17g", c(coef(m), vcov(m), degf(part))), "\n")
}
for (fpc in c(FALSE, TRUE)) {
	design <- if (fpc) svydesign(~1, strata = ~h, weights = ~w, fpc = ~N, data = d)
	          else svydesign(~1, strata = ~h, weights = ~w, data = d)
	show(paste("all", fpc), design, !none)
	for (g in 0:2) show(paste("group", g, fpc), design, !none & d$g == g)
}

# Differences of domains: groups of d, people of odd and even numbers as the two sides. The lone stratum is left out of the
# replicates, since as.svrepdesign has no rule for it.
d$side <- ifelse(i %% 2 == 0, "a", "b")
contrast <- function(name, design, a, b) {
	z <- update(design, a = a, b = b)
	cat(sprintf("%-26s", name))
	both <- subset(z, a | b)
	if (inherits(z, "svyrep.design")) {
		f <- function(w, data) (if (any(data$b)) -sum((w * data$y)[data$b]) / sum(w[data$b]) else 0) + sum((w * data$y)[data$a]) / sum(w[data$a])
		r <- withReplicates(z, f)
		cat(sprintf("%.17g", c(coef(r), vcov(r))), "\n")
		return(invisible())
	}
	m <- svyby(~y, ~a, subset(z, a | b), svymean, covmat = TRUE)
	r <- svycontrast(m, c(-1, 1))
	cat(sprintf("%.17g", c(coef(r), vcov(r), degf(both))), "\n")
}
replicates <- function(design) as.svrepdesign(design, type = "JKn", mse = TRUE)
for (fpc in c(FALSE, TRUE)) {
	full <- if (fpc) svydesign(~1, strata = ~h, weights = ~w, fpc = ~N, data = d) else svydesign(~1, strata = ~h, weights = ~w, data = d)
	keep <- d[d$h < 4, ]
	part <- if (fpc) svydesign(~1, strata = ~h, weights = ~w, fpc = ~N, data = keep) else svydesign(~1, strata = ~h, weights = ~w, data = keep)
	known <- !none[d$h < 4]
	for (g in 0:2) {
		contrast(paste("group and rest", g, fpc), full, !none & d$g == g, !none & d$g != g)
		contrast(paste("side a and b", g, fpc), full, !none & d$g == g & d$side == "a", !none & d$g == g & d$side == "b")
		contrast(paste("jackknife mean", g, fpc), replicates(part), known & keep$g == g, rep(FALSE, nrow(keep)))
		contrast(paste("jackknife rest", g, fpc), replicates(part), known & keep$g == g, known & keep$g != g)
		contrast(paste("jackknife side", g, fpc), replicates(part), known & keep$g == g & keep$side == "a", known & keep$g == g & keep$side == "b")
	}
}

# Sums of coefficients times the means of groups, which a replicate takes anew: shares of cells, and one group less another.
shares <- list(shares = c(0.5, 0.3, 0.2), gap = c(0, 1, -1))
for (name in names(shares)) for (fpc in c(FALSE, TRUE)) {
	k <- shares[[name]]
	strata <- function(d) if (fpc) svydesign(~1, strata = ~h, weights = ~w, fpc = ~N, data = d) else svydesign(~1, strata = ~h, weights = ~w, data = d)
	inside <- !none & k[d$g + 1] != 0
	part <- subset(strata(d), inside)
	r <- svycontrast(svyby(~y, ~g, part, svymean, covmat = TRUE), k[k != 0])
	keep <- d$h < 4
	mean_of <- function(w, g) { at <- (!none & d$g == g)[keep]; sum((w * d$y[keep])[at]) / sum(w[at]) }
	j <- withReplicates(replicates(strata(d[keep, ])), function(w, data) sum(k * sapply(0:2, function(g) mean_of(w, g))))
	cat(sprintf("%-22s", paste("contrast", name, fpc)), sprintf("%.17g", c(coef(r), vcov(r), degf(part), coef(j), vcov(j))), "\n")
}
