# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values for `cips scale` and `cips agreement`, of the sample survey and of the awkward one in stress/.
#
#   Rscript tests/figures/culture.R sample-surveys tests/figures
#
# writes scale.csv and agreement*.csv beside this script and in stress/: row_variable,row,column,statistic,value, where value is
# a number, a word or the status of a figure that must not be there. Alpha, its interval and the item statistics are those of
# psych::alpha; omega comes from the one-factor model by the EM algorithm run to the end (factanal stops at 1e-7).
# The analysis of variance is anova(lm()); k0, ICC, rwg(j) and AD are the published formulas, the last two checked against the
# package multilevel, where all items have one scale. (Its ICC1 takes the mean size of units, not k0.)
suppressPackageStartupMessages({library(psych); library(multilevel)})
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

# --- agreement --------------------------------------------------------------------------------------------------------------
half <- function(x, asked) {
  valid <- rowSums(!is.na(x))
  ifelse(valid > 0 & valid >= asked / 2, rowMeans(x, na.rm = TRUE), NA)
}
variance_of_units <- function(f, y, unit) {
  keep <- !is.na(y) & !is.na(unit); y <- y[keep]; unit <- factor(unit[keep])
  n <- length(y); J <- nlevels(unit)
  if (n == 0) return(put(f, "*", n_valid = 0, units = 0))
  put(f, "*", n_valid = n, units = J)
  k0 <- (n - sum(table(unit)^2) / n) / (J - 1)
  put(f, "*", k0 = k0)
  figures <- c("f_value", "f_p", "icc1", "icc1_low", "icc1_high", "icc2")
  if (max(tapply(y, unit, function(v) diff(range(v)))) == 0) return(put(f, "*", all_of("undefined", figures)))
  a <- anova(lm(y ~ unit)); F <- a[1, "F value"]
  icc <- function(F) (F - 1) / (F + k0 - 1)
  put(f, "*", f_value = F, f_p = pf(F, J - 1, n - J, lower.tail = FALSE), icc1 = icc(F), icc1_low = icc(F / qf(0.975, J - 1, n - J)),
      icc1_high = icc(F / qf(0.025, J - 1, n - J)), icc2 = (a[1, 3] - a[2, 3]) / a[1, 3])
  icc(F / qf(0.975, J - 1, n - J))
}
within_unit <- function(items, x) { # complete answers of one unit
  if (nrow(x) < 2) return(NULL)
  q <- mean(mapply(function(i, j) var(x[, j]) / mean((i$worth - mean(i$worth))^2), items, seq_along(items)))
  k <- length(items)
  ad <- mean(apply(x, 2, function(v) mean(abs(v - mean(v)))))
  rwg <- k * (1 - q) / (k * (1 - q) + q)
  if (k > 1 && length(unique(lapply(items, function(i) sort(i$worth)))) == 1) {
    A <- length(items[[1]]$worth); steps <- 1 + x * (A - 1) / 10
    check <- rwg.j(as.data.frame(steps), rep(1, nrow(x)), ranvar = (A^2 - 1) / 12)$rwg.j
    stopifnot(q > 1 || isTRUE(all.equal(check, rwg)), isTRUE(all.equal(ad.m(as.data.frame(steps), rep(1, nrow(x)))$AD.M * 10 / (A - 1), ad)))
  }
  c(rwg_j = if (q > 1) 0 else rwg, ad_mean = ad)
}
agreement <- function(survey, columns, unit, shown = columns) for (f in names(survey$factors)) {
  items <- survey$factors[[f]]; x <- matrix_of(items)
  y <- half(x, if (is.null(survey$asked)) ncol(x) else survey$asked(f))
  seen <- ifelse(unit %in% shown, unit, NA)
  low <- variance_of_units(f, y, seen)
  all <- NULL
  for (u in columns) {
    if (!u %in% shown) { put(f, u, all_of("suppressed", c("rwg_j", "ad_mean"))); next }
    inside <- which(unit == u)
    stopifnot(survey$minimum == 0 || sum(!is.na(y[inside])) >= survey$minimum)
    complete <- inside[rowSums(!is.na(x[inside, , drop = FALSE])) == ncol(x)]
    a <- within_unit(items, x[complete, , drop = FALSE])
    if (is.null(a)) put(f, u, all_of(if (all(is.na(y[inside]))) "no_returns" else "undefined", c("rwg_j", "ad_mean")))
    else { put(f, u, a); all <- rbind(all, a) }
  }
  if (is.null(all)) next
  put(f, "*", rwg_j = median(all[, 1]), ad_mean = median(all[, 2]))
  if (is.numeric(low)) put(f, "*", class = if (low <= 0) "no_evidence" else if (median(all[, 1]) >= 0.7) "unit_culture" else "units_differ")
}
# Hidden are the units under ten, and what protects them: the whole rest of their region, its own people included.
s <- sample_survey()
columns <- c("OPER", "SYST", "AUDIT", "PEOPLE", "NORTH", "KELD", "TARN", "FELL", "COAST", "ALDER", "BRINE", "ALDAIR", "EASTRO", "MIRE",
             "OAKS", "WREN", "SOUTH", "DUNE", "MERE", "SALT", "REED", "COVE")
agreement(s, columns, s$data$unit, setdiff(columns, c("EASTRO", "WREN", "SOUTH", "SALT", "REED", "COVE")))
save(file.path(out, "agreement.csv"))
up <- function(u) { # the region of a unit
  while (nzchar(u) && !u %in% c("", "HQ", "NORTH", "COAST", "EAST", "SOUTH")) u <- s$units$parent[match(u, s$units$unit)]
  u
}
agreement(s, c("HQ", "NORTH", "COAST", "EAST", "SOUTH"), sapply(s$data$unit, up)); save(file.path(out, "agreement-1.csv"))
s <- stress_survey()
agreement(s, c("ALL", "N1", "N2", "S1", "E", "C", "W"), s$data$unit); save(file.path(stress, "agreement.csv"))
