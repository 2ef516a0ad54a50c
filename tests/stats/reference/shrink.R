# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_shrink.c: the random intercept by lme4, its predictions by metafor with the variances of lme4, and
# both again by optimize() on the restricted likelihood of all values (not of the means); the beta-binomial by optim(); ranks
# by draws of the same generator as GSL's mt19937 (means) and by rbeta() (shares).
suppressPackageStartupMessages({library(lme4); library(metafor)})
show <- function(name, ...) cat(sprintf("%-28s", name), sprintf("%.17g,", c(...)), "\n")
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "generator.R"))

# -2 restricted log-likelihood of the values themselves, the variances free
restricted <- function(y, g) {
	Z <- model.matrix(~ 0 + g); n <- length(y); one <- rep(1, n)
	function(ratio) {
		V <- diag(n) + ratio * Z %*% t(Z); W <- solve(V)
		m <- sum(W %*% y) / sum(W); q <- as.numeric(t(y - m) %*% W %*% (y - m))
		(n - 1) * log(q) + as.numeric(determinant(V)$modulus) + log(sum(W))
	}
}
means <- function(name, y, g, seed) {
	g <- factor(g)
	fit <- suppressMessages(lmer(y ~ 1 + (1 | g), control = lmerControl(optCtrl = list(xtol_rel = 1e-14, ftol_rel = 1e-15),
		check.conv.singular = "ignore")))
	between <- as.numeric(VarCorr(fit)$g); within <- sigma(fit)^2
	own <- optimize(restricted(y, g), c(0, 5), tol = 1e-12)$minimum
	show(paste(name, "mean, between, within"), fixef(fit), between, within)
	show(paste(name, "ratio lme4, optimize"), between / within, own)
	m <- as.vector(tapply(y, g, mean)); n <- as.vector(tapply(y, g, length))
	known <- rma(yi = m, vi = within / n, tau2 = between)
	b <- blup(known)
	show(paste(name, "estimate"), b$pred)
	show(paste(name, "ranef"), fixef(fit) + ranef(fit)$g[, 1])
	z <- qnorm(.975)
	show(paste(name, "low"), b$pred - z * b$se)
	show(paste(name, "high"), b$pred + z * b$se)
	left <- 1 - between / (between + within / n); wsum <- sum(1 / (between + within / n))
	seed_generator(seed)
	ranks <- replicate(500, {
		normal <- function() { repeat { k <- next_word(); if (k > 0) break }; qnorm(k / 4294967296) }
		shift <- normal() * sqrt(1 / wsum)
		rank(-(b$pred + left * shift + sapply(left, function(l) sqrt(between * l) * normal())))
	})
	show(paste(name, "rank low"), floor(apply(ranks, 1, quantile, .025)))
	show(paste(name, "rank high"), ceiling(apply(ranks, 1, quantile, .975)))
}
i <- 0:119
unit <- c(rep(1, 40), rep(2, 25), rep(3, 20), rep(4, 15), rep(5, 12), rep(6, 7), rep(7, 1))
y <- (i * 37) %% 41 / 4 + c(0, 2, -1, 3, 0.5, -2, 4)[unit]
means("seven", y, unit, 11)
means("seven pooled", (i * 37) %% 41 / 4, unit, 11)
i <- 0:59
means("balanced", (i * 17) %% 23 / 2 + (i %/% 10) * 0.8, i %/% 10, 3)
b <- anova(lm(y ~ g, data.frame(y = (i * 17) %% 23 / 2 + (i %/% 10) * 0.8, g = factor(i %/% 10))))$"Mean Sq"
show("balanced anova", (b[1] - b[2]) / 10, b[2])

shares <- function(name, x, n) {
	loss <- function(t) { a <- exp(t[1]); b <- exp(t[2]); -sum(lbeta(x + a, n - x + b) - lbeta(a, b)) }
	gradient <- function(t) { a <- exp(t[1]); b <- exp(t[2])
		-c(a * sum(digamma(x + a) - digamma(a) - digamma(n + a + b) + digamma(a + b)),
			b * sum(digamma(n - x + b) - digamma(b) - digamma(n + a + b) + digamma(a + b))) }
	o <- optim(c(1, 1), loss, gradient, method = "BFGS", control = list(reltol = 1e-16, maxit = 10000))
	a <- exp(o$par[1]); b <- exp(o$par[2])
	show(paste(name, "a, b, mean"), a, b, a / (a + b))
	show(paste(name, "estimate"), (x + a) / (n + a + b))
	p <- a / (a + b); mean <- (x + a) / (n + a + b)
	of_mean <- 1 / sum(1 / (p * (1 - p) / n * (1 + (n - 1) / (a + b + 1))))
	v <- mean * (1 - mean) / (n + a + b + 1) + ((a + b) / (n + a + b))^2 * of_mean
	size <- mean * (1 - mean) / v - 1
	show(paste(name, "low"), qbeta(.025, size * mean, size * (1 - mean)))
	show(paste(name, "high"), qbeta(.975, size * mean, size * (1 - mean)))
	set.seed(1)
	ranks <- replicate(20000, rank(-rbeta(length(x), x + a, n - x + b)))
	show(paste(name, "rank low"), apply(ranks, 1, quantile, .025))
	show(paste(name, "rank high"), apply(ranks, 1, quantile, .975))
}
shares("shares", c(30, 12, 0, 9, 5, 3, 18), c(40, 25, 20, 15, 12, 7, 20))
shares("shares in halves", c(30, 12, 0, 9, 5, 3, 18) * 0.75, c(40, 25, 20, 15, 12, 7, 20) * 0.75)
show("pooled share", qbeta(c(.025, .975), 119 / 2, 119 / 2))
