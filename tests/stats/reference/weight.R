# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_weight.c: survey::rake run to 1e-13, survey::postStratify, and by formula the cost of weights.
suppressMessages(library(survey))
show <- function(name, x) cat(sprintf("%-12s", name), sprintf("%.17g", x), "\n")

# 60 people in three margins, by formula
i <- 0:59
people <- data.frame(a = (i * 7) %% 13 %% 4, b = (i * 5) %% 11 %% 3, c = (i %/% 3) %% 2)
start <- 1 + (i * 13) %% 5 / 4
cells <- function(v, n) data.frame(v = 0:(length(n) - 1), Freq = n)
margins <- list(cells("a", c(310, 120, 240, 330)), cells("b", c(500, 275, 225)), cells("c", c(640, 360)))
names(margins[[1]])[1] <- "a"; names(margins[[2]])[1] <- "b"; names(margins[[3]])[1] <- "c"
raked <- function(w) weights(rake(svydesign(~1, weights = w, data = people), list(~a, ~b, ~c), margins,
	control = list(maxit = 10000, epsilon = 1e-13)))

# the first of each combination of cells is enough: all others follow it
first <- !duplicated(people)
show("raked", raked(rep(1, 60))[first])
show("people", which(first) - 1)
show("from start", raked(start)[1:12])
show("stratified", weights(postStratify(svydesign(~1, weights = start, data = people), ~a, margins[[1]]))[1:8])

w <- raked(start)
show("loss", c(sum(w)^2 / sum(w^2), 60 * sum(w^2) / sum(w)^2, min(w), max(w)))
