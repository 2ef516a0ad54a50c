# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values for `cips scale` and `cips agreement`, of the sample survey and of the awkward one in stress/.
#
#   Rscript tests/figures/culture.R sample-surveys tests/figures
#
# writes scale.csv and agreement*.csv beside this script and in stress/: row_variable,row,column,statistic,value, where value is
# a number, a word or the status of a figure that must not be there. Alpha, its interval and the item statistics are those of
# psych::alpha; omega comes from the one-factor model by the EM algorithm run to the end (factanal stops at 1e-7).
suppressPackageStartupMessages(library(psych))
args <- commandArgs(TRUE)
samples <- args[1]; out <- args[2]
stress <- file.path(out, "stress")

result <- NULL
put <- function(row, column, ...) {
  v <- c(...)
  text <- if (is.numeric(v)) sprintf("%.17g", v) else v
  result <<- rbind(result, data.frame(row_variable = "factor", row = row, column = column, statistic = names(v), value = text))
}
save <- function(path) {
  stopifnot(!any(result$value %in% c("NA", "NaN", "Inf", "-Inf")))
  write.csv(result, path, row.names = FALSE, quote = FALSE)
  result <<- NULL
}
all_of <- function(value, names) setNames(rep(value, length(names)), names)

# --- the two surveys: for each factor the item scores 0-10 (NA: no valid answer) and what their choices are worth -------------
turn <- function(x, polarity) if (polarity == "-") 10 - x else x
scale_of <- function(codes, worth = seq(0, 10, length.out = length(codes))) setNames(worth, codes)
item <- function(data, name, codes, polarity = "+")
  list(name = name, score = turn(unname(codes[as.character(data[[name]])]), polarity), worth = turn(unname(codes), polarity))

sample_survey <- function() {
  data <- read.csv(file.path(samples, "officials-2025.csv"), colClasses = "character")
  rows <- strsplit(grep("^\\| *\\| select_one (agree|often) ", readLines(file.path(samples, "officials.md")), value = TRUE), "\\|")
  header <- trimws(strsplit(readLines(file.path(samples, "officials.md"), 2)[2], "\\|")[[1]])
  cell <- function(row, name) trimws(c(row, rep("", 40))[match(name, header)])
  codes <- list(agree = scale_of(c("strongly_disagree", "disagree", "neither", "agree", "strongly_agree")),
                often = scale_of(c("never", "rarely", "sometimes", "often", "always")))
  items <- lapply(rows, function(r) {
    i <- item(data, cell(r, "name"), codes[[sub("select_one ", "", cell(r, "type"))]], cell(r, "bind::cips:polarity"))
    i$factor <- cell(r, "bind::cips:factor"); i
  })
  items <- Filter(function(i) nzchar(i$factor), items)
  list(data = data, factors = split(items, factor(sapply(items, `[[`, "factor"), unique(sapply(items, `[[`, "factor")))),
       units = read.csv(file.path(samples, "units.csv"), colClasses = "character"), minimum = 10)
}
stress_survey <- function() {
  d <- rbind(read.csv(file.path(stress, "wave-1.csv"), colClasses = "character")[, 1:15],
             read.csv(file.path(stress, "wave-1-bare.csv"), colClasses = "character")[, 1:15])
  five <- scale_of(paste0("v", 1:5)); four <- scale_of(paste0("f", 1:4)); seven <- scale_of(paste0("s", 1:7))
  yesno <- scale_of(c("no", "yes")); three <- scale_of(paste0("t", 1:3)); given <- c(g0 = 0, g5 = 10, g1 = 2, g4 = 8)
  steps <- scale_of(c("0", "0.5", "1", "1.5", "2", "2.5", "3"))
  d$p1 <- ""
  factors <- list(LEAD = list(item(d, "l1", five), item(d, "l2", five, "-"), item(d, "l3", four), item(d, "l4", yesno)),
                  REGF = list(item(d, "r1", seven, "-"), item(d, "r2", given), item(d, "r3", given, "-")),
                  TRAN = list(item(d, "t1", steps), item(d, "t2", three)), CODE = list(item(d, "c1", five)),
                  MORA = list(item(d, "m1", yesno, "-")), PRIV = list(item(d, "p1", five)))
  gate <- d$gate == "yes"
  # l3 and l4 are asked behind the gate only
  list(data = d, factors = factors, asked = function(f) if (f == "LEAD") 2 + 2 * gate else rep(length(factors[[f]]), nrow(d)),
       units = read.csv(file.path(stress, "units.csv"), colClasses = "character"), minimum = 0)
}
matrix_of <- function(items) do.call(cbind, lapply(items, `[[`, "score"))

# --- scale ------------------------------------------------------------------------------------------------------------------
em_omega <- function(s) { # a fit that factanal ends at its lower bound of .005 is improper
  bound <- tryCatch(min(factanal(covmat = s, factors = 1)$uniquenesses), error = function(e) 0)
  if (bound < 0.00501) return("undefined")
  l <- sqrt(diag(s)) * 0.7; u <- diag(s) / 2
  for (i in 1:1000000) {
    b <- (l / u) / (1 + sum(l^2 / u)); xz <- as.vector(s %*% b)
    l2 <- xz / (1 - sum(b * l) + sum(b * xz)); u2 <- diag(s) - l2 * xz
    done <- max(abs(l2 - l), abs(u2 - u)) < 1e-15 * max(u)
    l <- l2; u <- u2
    if (done) break
  }
  stopifnot(done)
  sum(l)^2 / (sum(l)^2 + sum(u))
}
reliability <- function(survey) for (f in names(survey$factors)) {
  items <- survey$factors[[f]]; x <- matrix_of(items); names <- sapply(items, `[[`, "name")
  valid <- !is.na(x); x <- x[rowSums(valid) == ncol(x), , drop = FALSE]
  pairs <- crossprod(valid)
  nobody <- !any(valid)
  put(f, "*", n_listwise = nrow(x), n_pairwise = min(pairs), items = ncol(x))
  figures <- c("alpha", "alpha_low", "alpha_high", "omega")
  if (ncol(x) < 2 || nrow(x) < 2) {
    put(f, "*", all_of(if (nobody) "no_returns" else "undefined", figures))
    for (n in names) put(f, n, all_of(if (nobody) "no_returns" else "undefined", c("item_rest_r", "alpha_if_deleted")))
    next
  }
  a <- suppressWarnings(suppressMessages(alpha(as.data.frame(x), check.keys = FALSE, warnings = FALSE)))
  df <- nrow(x) - 1
  put(f, "*", alpha = a$total$raw_alpha, alpha_low = 1 - (1 - a$total$raw_alpha) * qf(0.975, df, df * (ncol(x) - 1)),
      alpha_high = 1 - (1 - a$total$raw_alpha) * qf(0.025, df, df * (ncol(x) - 1)))
  put(f, "*", omega = if (ncol(x) > 2) em_omega(cov(x)) else "undefined")
  for (j in seq_along(names)) {
    put(f, names[j], item_rest_r = cor(x[, j], rowSums(x[, -j, drop = FALSE])))
    put(f, names[j], alpha_if_deleted = if (ncol(x) > 2) a$alpha.drop$raw_alpha[j] else "undefined")
  }
}
reliability(sample_survey()); save(file.path(out, "scale.csv"))
reliability(stress_survey()); save(file.path(stress, "scale.csv"))
