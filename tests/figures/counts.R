# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values for tables of counts of the sample survey: chisq.test, fisher.test, kruskal.test, prop.test, p.adjust,
# survey::svychisq, differences of survey::svyby, and formulas over all pairs of people.
#
#   Rscript tests/figures/counts.R sample-surveys tests/figures/counts
#
# writes one CSV (row_variable,row,column,statistic,value) for each table that run.py compares with cips, where the status of
# a figure that must not be there stands in place of its value. Weights are those that run.py gives the sample. Needs
# r-base-core and r-cran-survey; the ordinary tests need neither.
suppressMessages(library(survey))
args <- commandArgs(TRUE)
samples <- args[1]
out <- args[2]
d <- read.csv(file.path(samples, "officials-2025.csv"), colClasses = "character")
d$w <- 1 + ((seq_len(nrow(d)) - 1) %% 5) / 2
units <- read.csv(file.path(samples, "units.csv"), colClasses = "character")
parent <- setNames(units$parent, units$unit)
region_of <- function(u) sapply(u, function(x) {
  while (!is.na(x) && nzchar(x) && x %in% units$unit && !(parent[[x]] %in% c("SERVICE", ""))) x <- parent[[x]]
  if (is.na(x) || !(x %in% units$unit)) NA else x
})
d$region <- unname(region_of(d$unit))
agree <- c("strongly_disagree", "disagree", "neither", "agree", "strongly_agree")
levels_of <- list(role = c("manager", "staff"), tenure = c("under_2", "from_2_to_5", "from_6_to_15", "over_15"),
                  witnessed = c("yes", "no"), region = c("HQ", "NORTH", "COAST", "EAST", "SOUTH"), hrmt_merit = agree,
                  mora_speak_up = agree)
number <- function(x) sprintf("%.17g", x)

ordinal <- function(i, j, m) {
  n <- length(i)
  s <- sign(outer(i, i, "-")) * sign(outer(j, j, "-"))
  cc <- rowSums(s > 0); dd <- rowSums(s < 0); P <- sum(cc); Q <- sum(dd)
  wr <- as.numeric(sum(outer(i, i, "!="))); wc <- as.numeric(sum(outer(j, j, "!=")))
  ri <- tabulate(i)[i]; cj <- tabulate(j)[j]; diff <- cc - dd; w <- sqrt(wr * wc); b <- (P - Q) / w; q <- m
  list(gamma = (P - Q) / (P + Q), gamma_ase1 = 4 / (P + Q)^2 * sqrt(sum((Q * cc - P * dd)^2)), tau_b = b,
       tau_b_ase1 = sqrt(sum((2 * w * diff + b * (ri * wc + cj * wr))^2) - n^3 * b^2 * (wr + wc)^2) / w^2,
       tau_c = q * (P - Q) / (n^2 * (q - 1)),
       tau_c_ase1 = 2 * q / ((q - 1) * n^2) * sqrt(sum(diff^2) - (P - Q)^2 / n),
       somers_d_rows = (P - Q) / wc, somers_d_rows_ase1 = 2 / wc^2 * sqrt(sum((wc * diff - (P - Q) * (n - cj))^2)),
       somers_d_columns = (P - Q) / wr, somers_d_columns_ase1 = 2 / wr^2 * sqrt(sum((wr * diff - (P - Q) * (n - ri))^2)))
}

# The letters of a table: from the shares of the columns in each row and the p of each pair.
letters_of <- function(n, w, x, weighted) {
  pairs <- NULL
  for (r in rownames(n)) for (a in seq_len(ncol(n))) for (b in seq_len(ncol(n))) if (a < b) {
    if (weighted) {
      g <- x$column %in% colnames(n)[c(a, b)]
      y <- data.frame(y = as.numeric(x$row[g] == r), k = factor(x$column[g], levels = colnames(n)[c(a, b)]), w = x$w[g])
      m <- svyby(~y, ~k, svydesign(~1, strata = ~k, weights = ~w, data = y), svymean)
      t <- (coef(m)[1] - coef(m)[2]) / sqrt(sum(SE(m)^2))
      p <- 2 * pt(-abs(t), nrow(y) - 2); larger <- coef(m)[1] > coef(m)[2]
    } else {
      p <- suppressWarnings(prop.test(n[r, c(a, b)], colSums(n)[c(a, b)], correct = FALSE))$p.value
      larger <- n[r, a] / sum(n[, a]) > n[r, b] / sum(n[, b])
    }
    pairs <- rbind(pairs, data.frame(r, big = if (larger) a else b, small = if (larger) b else a, p))
  }
  pairs$p <- p.adjust(pairs$p, "BH")
  pairs <- pairs[which(pairs$p < 0.05), ]
  pairs <- pairs[order(pairs$small), ]
  pairs$letter <- ifelse(pairs$p < 0.01, LETTERS[pairs$small], letters[pairs$small])
  if (!nrow(pairs)) return(NULL)
  aggregate(letter ~ r + big, pairs, paste, collapse = "")
}

table_of <- function(file, row, column, weighted = FALSE, ordered = FALSE, ranks = FALSE, row_name = row) {
  x <- data.frame(row = d[[row]], column = d[[column]], w = if (weighted) d$w else 1)
  x <- x[x$row %in% levels_of[[row]] & x$column %in% levels_of[[column]], ]
  x$row <- factor(x$row, levels_of[[row]]); x$column <- factor(x$column, levels_of[[column]])
  n <- table(x$row, x$column); w <- xtabs(w ~ row + column, x); W <- sum(w)
  figures <- NULL
  put <- function(r, c, statistic, value)
    figures <<- rbind(figures, data.frame(row_variable = row_name, row = r, column = c, statistic,
                                          value = if (is.character(value)) value else number(value)))
  put("*", "*", "count", sum(n))
  for (r in rownames(n)) { put(r, "*", "count", sum(n[r, ])); put(r, "*", "total_percent", 100 * sum(w[r, ]) / W) }
  for (k in colnames(n)) { put("*", k, "count", sum(n[, k])); put("*", k, "row_percent", 100 * sum(w[, k]) / W) }
  test <- suppressWarnings(chisq.test(n, correct = FALSE))
  for (r in rownames(n)) for (k in colnames(n)) {
    put(r, k, "count", n[r, k])
    if (weighted) put(r, k, "weighted_count", w[r, k])
    put(r, k, "row_percent", 100 * w[r, k] / sum(w[r, ]))
    put(r, k, "column_percent", 100 * w[r, k] / sum(w[, k]))
    put(r, k, "total_percent", 100 * w[r, k] / W)
    put(r, k, "expected", sum(w[r, ]) * sum(w[, k]) / W)
    put(r, k, "adjusted_residual", if (weighted) "undefined" else test$stdres[r, k])
  }
  a <- letters_of(n, w, x, weighted)
  for (i in seq_len(NROW(a))) put(a$r[i], colnames(n)[a$big[i]], "letters", a$letter[i])
  m <- min(dim(n))
  if (weighted) {
    f <- svychisq(~row + column, svydesign(~1, weights = ~w, data = x), statistic = "F")
    p <- w / W; e <- outer(rowSums(p), colSums(p))
    put("*", "*", "rao_scott_f", f$statistic); put("*", "*", "rao_scott_df1", f$parameter[1])
    put("*", "*", "rao_scott_df2", f$parameter[2]); put("*", "*", "rao_scott_p", f$p.value)
    put("*", "*", "cramers_v", sqrt(sum((p - e)^2 / e) / (m - 1)))
    for (s in c("pearson_chi2", "pearson_p", "lr_chi2", "fisher_p", "cramers_v_corrected")) put("*", "*", s, "undefined")
  } else {
    N <- sum(n); X <- test$statistic; g2 <- 2 * sum(ifelse(n > 0, n * log(n / test$expected), 0)); df <- test$parameter
    put("*", "*", "pearson_chi2", X); put("*", "*", "pearson_df", df); put("*", "*", "pearson_p", test$p.value)
    put("*", "*", "lr_chi2", g2); put("*", "*", "lr_p", pchisq(g2, df, lower.tail = FALSE))
    put("*", "*", "cramers_v", sqrt(X / (N * (m - 1))))
    r <- nrow(n); k <- ncol(n)
    put("*", "*", "cramers_v_corrected", sqrt(max(0, X / N - df / (N - 1)) /
      (min(r - (r - 1)^2 / (N - 1), k - (k - 1)^2 / (N - 1)) - 1)))
    # where expected counts are small cips draws tables: test_contingency.c compares that
    sparse <- any(test$expected < 1) || mean(test$expected < 5) > 0.2
    if (all(dim(n) == 2)) put("*", "*", "fisher_p", fisher.test(n)$p.value)
    else if (!sparse) put("*", "*", "fisher_p", "not_tested")
  }
  if (ordered) {
    o <- ordinal(as.integer(x$row), as.integer(x$column), m)
    for (s in names(o)) put("*", "*", s, o[[s]])
  }
  if (ranks) {
    h <- kruskal.test(as.integer(x$column), x$row)
    put("*", "*", "kruskal_wallis_h", h$statistic); put("*", "*", "kruskal_wallis_p", h$p.value)
  }
  write.csv(figures, file.path(out, file), row.names = FALSE, quote = FALSE)
}

table_of("tenure-role.csv", "tenure", "role")
table_of("role-witnessed.csv", "role", "witnessed")
table_of("unit-merit.csv", "region", "hrmt_merit", ranks = TRUE, row_name = "unit@1")
table_of("merit-speak.csv", "hrmt_merit", "mora_speak_up", ordered = TRUE, ranks = TRUE)
table_of("tenure-role-weighted.csv", "tenure", "role", weighted = TRUE)
table_of("unit-merit-weighted.csv", "region", "hrmt_merit", weighted = TRUE, row_name = "unit@1")
