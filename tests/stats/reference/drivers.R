# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_drivers.c, from lm() and svd() alone: LMG by its definition, as the mean increase of R^2 over all
# orders in which the predictors can enter; Johnson's weights through the singular vectors of the standardized data; the
# bootstrap with draws of the same generator as GSL's mt19937, whose state is filled by hand.
show <- function(name, ...) cat(sprintf("%-24s", name), sprintf("%.17g,", c(...)), "\n")

r_squared <- function(X, y, w, set) {
	if (length(set) == 0) return(0)
	summary(lm(y ~ X[, set, drop = FALSE], weights = w))$r.squared
}
orders <- function(v) {
	if (length(v) == 1) return(list(v))
	do.call(c, lapply(v, function(first) lapply(orders(setdiff(v, first)), function(rest) c(first, rest))))
}
lmg <- function(X, y, w = rep(1, length(y))) {
	p <- ncol(X)
	fits <- new.env()
	fit <- function(set) {
		key <- paste0("k", paste(sort(set), collapse = "-"))
		if (is.null(fits[[key]])) fits[[key]] <- r_squared(X, y, w, sort(set))
		fits[[key]]
	}
	all <- orders(seq_len(p))
	gain <- sapply(all, function(order) {
		g <- numeric(p)
		for (i in seq_len(p)) g[order[i]] <- fit(order[seq_len(i)]) - fit(order[seq_len(i - 1)])
		g
	})
	if (p == 1) gain <- matrix(gain, 1)
	rowMeans(gain)
}
johnson <- function(X, y, w = rep(1, length(y))) {
	centre <- function(x) { x <- x - weighted.mean(x, w); x <- x * sqrt(w); x / sqrt(sum(x^2)) }
	Z <- apply(X, 2, centre); v <- centre(y)
	s <- svd(Z)
	nearest <- s$u %*% t(s$v)                # orthogonal variables nearest to the predictors
	lambda <- s$v %*% diag(s$d, length(s$d)) %*% t(s$v)
	as.numeric(lambda^2 %*% (t(nearest) %*% v)^2)
}
beta <- function(X, y, w = rep(1, length(y))) {
	sd <- function(x) sqrt(weighted.mean((x - weighted.mean(x, w))^2, w))
	coef(lm(y ~ X, weights = w))[-1] * apply(X, 2, sd) / sd(y)
}
vif <- function(X, w = rep(1, nrow(X))) sapply(seq_len(ncol(X)), function(k)
	1 / (1 - summary(lm(X[, k] ~ X[, -k], weights = w))$r.squared))
correlation <- function(X, y, w = rep(1, length(y))) sapply(seq_len(ncol(X)), function(k) cov.wt(cbind(X[, k], y), w, cor = TRUE)$cor[1, 2])
whole <- function(X, y, w = rep(1, length(y))) {
	s <- summary(lm(y ~ X, weights = w))
	c(s$r.squared, s$adj.r.squared)
}
everything <- function(name, X, y, w = rep(1, length(y))) {
	show(paste(name, "R2, adjusted"), whole(X, y, w))
	show(paste(name, "lmg"), lmg(X, y, w))
	show(paste(name, "johnson"), johnson(X, y, w))
	show(paste(name, "r"), correlation(X, y, w))
	show(paste(name, "beta"), beta(X, y, w))
	show(paste(name, "vif"), vif(X, w))
}

# --- the swiss fertility data of the datasets package (Mosteller and Tukey 1977) ----------------
everything("swiss", as.matrix(swiss[, -1]), swiss$Fertility)

# --- formula data: 120 people, four factors that share something --------------------------------
i <- 0:119
shared <- i * 37 %% 101 / 10
X <- cbind((i * 37) %% 101 / 10 + (i * 17) %% 23, (i * 37) %% 101 / 10 + (i * 29) %% 31,
	(i * 37) %% 101 / 5 + (i * 7) %% 13, (i * 11) %% 19)
y <- X[, 1] + 0.5 * X[, 2] - 0.25 * X[, 4] + (i * 53) %% 47
w <- 0.5 + (i %% 7) / 2
everything("formula", X, y)
everything("formula weighted", X, y, w)

# --- bootstrap with the generator's own draws ---------------------------------------------------
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "generator.R"))
bootstrap <- function(name, X, y, w, seed, replicates) {
	seed_generator(seed)
	n <- length(y)
	runs <- replicate(replicates, {
		rows <- replicate(n, draw_below(n)) + 1
		lmg(X[rows, , drop = FALSE], y[rows], w[rows])
	})
	R2 <- colSums(runs)
	shares <- sweep(runs, 2, R2, "/")
	ranks <- apply(runs, 2, function(x) rank(-round(x, 12), ties.method = "min"))
	q <- function(m) apply(m, 1, quantile, c(.025, .975))
	show(paste(name, "R2"), quantile(R2, c(.025, .975)))
	show(paste(name, "importance"), q(runs))
	show(paste(name, "share"), q(shares))
	show(paste(name, "rank"), q(ranks))
}
seed_generator(4357)
show("first words of 4357", replicate(3, next_word()))
bootstrap("boot", X, y, rep(1, 120), 7, 100)
bootstrap("boot weighted", X, y, w, 42, 100)
