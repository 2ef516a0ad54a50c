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
