# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values for the figures of the sample survey, by R's survey package and stats::t.test, wilcox.test, p.adjust.
#
#   Rscript tests/figures/sample.R sample-surveys tests/figures
#
# writes one CSV (row,column,statistic,value) for each table that run.py compares with cips. Needs r-base-core,
# r-cran-survey, r-cran-lme4 and r-cran-metafor; the ordinary tests need none of them.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
args <- commandArgs(TRUE)
samples <- args[1]
out <- args[2]

# --- the form: items with factor and polarity ---------------------------------------------------
cells <- function(line) trimws(strsplit(sub("\\|\\s*$", "", sub("^\\|", "", line)), "\\|")[[1]])
lines <- readLines(file.path(samples, "officials.md"), encoding = "UTF-8")
start <- which(lines == "| survey |")
end <- which(lines == "| choices |")
header <- cells(lines[start + 1])
rows <- lapply(lines[(start + 2):(end - 1)], function(l) {
  x <- cells(l)
  c(x, rep("", length(header) - length(x)))[seq_along(header)]
})
rows <- Filter(function(r) any(nzchar(r)), rows)
survey_sheet <- as.data.frame(do.call(rbind, rows))
names(survey_sheet) <- header
scored <- survey_sheet[nzchar(survey_sheet[["bind::cips:factor"]]), ]
scales <- list(agree = c("strongly_disagree", "disagree", "neither", "agree", "strongly_agree"),
               often = c("never", "rarely", "sometimes", "often", "always"))
factors <- c("LEAD", "REGF", "TRAN", "AUTO", "REFO", "AUDI", "CODE", "HRMT", "MORA", "PRIV")

# item scores 0-10 of a file; NA where there is no valid answer
item_scores <- function(data) {
  sapply(seq_len(nrow(scored)), function(k) {
    list <- sub("select_one ", "", scored$type[k])
    s <- (match(data[[scored$name[k]]], scales[[list]]) - 1) * 2.5
    if (scored[["bind::cips:polarity"]][k] == "-") 10 - s else s
  })
}
asked_of_everybody <- function(f) which(scored[["bind::cips:factor"]] == f)
half <- function(m) ifelse(rowSums(!is.na(m)) >= ncol(m) / 2 & rowSums(!is.na(m)) > 0, rowMeans(m, na.rm = TRUE), NA)

load_wave <- function(file) {
  data <- read.csv(file.path(samples, file), colClasses = "character")
  items <- item_scores(data)
  scores <- sapply(factors, function(f) half(items[, asked_of_everybody(f), drop = FALSE]))
  positive <- sapply(factors, function(f) {
    m <- items[, asked_of_everybody(f), drop = FALSE]
    half(ifelse(is.na(m), NA, 100 * (m > 5)))
  })
  list(data = data, items = items, scores = scores, positive = positive)
}
w25 <- load_wave("officials-2025.csv")
w23 <- load_wave("officials-2023.csv")

units <- read.csv(file.path(samples, "units.csv"), colClasses = "character")
below <- function(u) c(u, unlist(lapply(units$unit[units$parent == u], below)))
members <- function(data, u) data$unit %in% below(u)
heads <- read.csv(file.path(samples, "headcounts.csv"), colClasses = c(headcount = "numeric"))
headcount <- function(wave, u) sum(heads$headcount[heads$wave == wave & heads$unit %in% below(u)])

result <- NULL
put <- function(row, column, ...) {
  v <- c(...)
  result <<- rbind(result, data.frame(row = row, column = column, statistic = names(v), value = sprintf("%.17g", v)))
}
save <- function(name) {
  write.csv(result[result$value != "NA" & result$value != "NaN", ], file.path(out, name), row.names = FALSE, quote = FALSE)
  result <<- NULL
}

# --- means of groups, each its own stratum ------------------------------------------------------
group_mean <- function(y, w = rep(1, length(y)), N = NA) {
  keep <- !is.na(y) & w > 0
  y <- y[keep]; w <- w[keep]; n <- length(y)
  if (n < 2) return(c(n_valid = n))
  fpc <- !is.na(N) && N >= n
  d <- if (fpc) svydesign(~1, weights = w, fpc = rep(N, n), data = data.frame(y)) else svydesign(~1, weights = w, data = data.frame(y))
  m <- svymean(~y, d)
  se <- as.numeric(SE(m)); mean <- as.numeric(coef(m))
  q <- qt(.975, n - 1)
  sd <- sqrt(n / (n - 1) * sum(w * (y - mean)^2) / sum(w))
  c(n_valid = n, score = mean, sd = sd, se = se, ci_low = mean - q * se, ci_high = mean + q * se)
}

# crosstab --rows unit: respondent rule, finite population correction
for (u in units$unit) for (f in factors)
  put(u, f, group_mean(w25$scores[members(w25$data, u), f], N = headcount(2025, u)))
save("crosstab-unit.csv")

# crosstab --rows role --measure positive --fpc no
for (r in c("manager", "staff")) for (f in factors) {
  g <- group_mean(w25$positive[w25$data$role == r, f])
  put(r, f, c(n_valid = g[["n_valid"]], positive = g[["score"]], se = g[["se"]], positive_low = g[["ci_low"]],
              positive_high = g[["ci_high"]]))
}
save("crosstab-role-positive.csv")

# weights of the weighted file: 1, 1.5, 2, 2.5, 3 in turn
weights <- 1 + ((seq_len(nrow(w25$data)) - 1) %% 5) / 2
for (u in units$unit) for (f in factors) {
  inside <- members(w25$data, u)
  put(u, f, group_mean(w25$scores[inside, f], weights[inside]))
}
save("crosstab-unit-weighted.csv")

# --- item rule: mean of item means; its variance by linearization over the covariance of the item means --------
item_rule <- function(items) {
  items <- items[rowSums(!is.na(items)) > 0, , drop = FALSE]
  n <- nrow(items)
  if (n < 2) return(c(n_valid = n))
  frame <- as.data.frame(items)
  means <- colMeans(frame, na.rm = TRUE)
  # each item mean is the ratio sum(y)/sum(valid): svyratio gives their joint covariance
  numerator <- as.data.frame(lapply(frame, function(x) ifelse(is.na(x), 0, x)))
  denominator <- as.data.frame(lapply(frame, function(x) as.numeric(!is.na(x))))
  names(numerator) <- paste0("y", seq_along(frame)); names(denominator) <- paste0("v", seq_along(frame))
  d <- svydesign(~1, weights = rep(1, n), data = cbind(numerator, denominator))
  totals <- svytotal(as.formula(paste("~", paste(c(names(numerator), names(denominator)), collapse = "+"))), d)
  J <- ncol(frame)
  expr <- parse(text = paste0("(", paste(sprintf("y%d/v%d", 1:J, 1:J), collapse = "+"), ")/", J))[[1]]
  m <- svycontrast(totals, list(m = as.call(list(as.name("("), expr))))
  c(n_valid = n, score = mean(means), se = as.numeric(SE(m)))
}
for (u in c("SERVICE", "NORTH", "COAST", "EAST", "HQ", "ALDER")) for (f in factors)
  put(u, f, item_rule(w25$items[members(w25$data, u), asked_of_everybody(f), drop = FALSE]))
save("crosstab-unit-item-rule.csv")

# --- gaps ---------------------------------------------------------------------------------------
exact_j <- function(df) exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
gap <- function(a, b) {
  a <- a[!is.na(a)]; b <- b[!is.na(b)]
  if (length(a) < 2 || length(b) < 2) return(c(n_a = length(a), n_b = length(b)))
  t <- t.test(a, b)
  df <- length(a) + length(b) - 2
  pooled <- sqrt(((length(a) - 1) * var(a) + (length(b) - 1) * var(b)) / df)
  u <- suppressWarnings(wilcox.test(a, b, exact = FALSE, correct = FALSE))
  c(score_a = mean(a), score_b = mean(b), n_a = length(a), n_b = length(b), difference = mean(a) - mean(b), se = t$stderr,
    df = as.numeric(t$parameter), t = as.numeric(t$statistic), p = t$p.value, ci_low = t$conf.int[1], ci_high = t$conf.int[2],
    hedges_g = exact_j(df) * (mean(a) - mean(b)) / pooled,
    cliffs_delta = 2 * as.numeric(u$statistic) / (length(a) * length(b)) - 1, mann_whitney_p = u$p.value)
}
known <- w25$data$unit != ""
for (u in units$unit[-1]) for (f in factors) {
  inside <- members(w25$data, u)
  y <- w25$scores[, f]
  put(u, f, c(gap(y[inside], y[known & !inside]),
              difference_whole = mean(y[inside], na.rm = TRUE) - mean(y[known], na.rm = TRUE)))
}
save("gap-unit.csv")

ps <- sapply(factors, function(f) gap(w25$scores[w25$data$role == "manager", f], w25$scores[w25$data$role == "staff", f])["p"])
for (k in seq_along(factors)) {
  f <- factors[k]
  put("*", f, c(gap(w25$scores[w25$data$role == "manager", f], w25$scores[w25$data$role == "staff", f]),
                p_adjusted = p.adjust(ps, "BH")[[k]]))
}
save("gap-role.csv")

# waves: units with returns in both, and those of fewer than ten answers, which a table of units would hide
both <- intersect(w25$data$unit[w25$data$unit != ""], w23$data$unit)
a_both <- w25$data$unit %in% both; b_both <- w23$data$unit %in% both # of public data, which hides none
few <- function(data) names(which(table(data$unit[data$unit != ""]) < 10))
a_in <- w25$data$unit %in% c(both, few(w25$data)); b_in <- w23$data$unit %in% c(both, few(w23$data))
ps <- sapply(factors, function(f) gap(w25$scores[a_in, f], w23$scores[b_in, f])["p"])
for (k in seq_along(factors)) {
  f <- factors[k]
  put("*", f, c(gap(w25$scores[a_in, f], w23$scores[b_in, f]), p_adjusted = p.adjust(ps, "holm")[[k]]))
}
save("gap-wave.csv")

# the same change with the mix of 2023 by role: the contrast of the cell means, each cell of each wave a stratum
standardized <- function(f) {
  d <- rbind(data.frame(y = w25$scores[a_in, f], role = w25$data$role[a_in], wave = "a"),
             data.frame(y = w23$scores[b_in, f], role = w23$data$role[b_in], wave = "b"))
  d <- d[!is.na(d$y), ]
  n_a <- sum(d$wave == "a"); n_b <- sum(d$wave == "b")
  d <- d[d$role %in% c("manager", "staff"), ]
  d$cell <- paste(d$wave, d$role)
  means <- svyby(~y, ~cell, svydesign(~1, strata = ~cell, weights = ~1, data = d), svymean, covmat = TRUE)
  share <- prop.table(table(d$role[d$wave == "b"]))
  k <- c(share, -share)
  change <- svycontrast(means, setNames(k, paste(rep(c("a", "b"), each = 2), names(k))))
  est <- as.numeric(coef(change)); se <- as.numeric(SE(change))
  part <- (k * SE(means))^2
  df <- sum(part)^2 / sum(part^2 / (as.numeric(table(d$cell)) - 1))
  c(difference_standardized = est, se_standardized = se, df_standardized = df,
    p_standardized = 2 * pt(-abs(est / se), df),
    standardized_low = est - qt(0.975, df) * se, standardized_high = est + qt(0.975, df) * se,
    standardized_share_a = 100 * sum(d$wave == "a") / n_a, standardized_share_b = 100 * sum(d$wave == "b") / n_b)
}
ps <- sapply(factors, function(f) standardized(f)[["p_standardized"]])
for (k in seq_along(factors))
  put("*", factors[k], c(standardized(factors[k]), p_standardized_adjusted = p.adjust(ps, "BH")[[k]]))
save("gap-wave-standardized.csv")

# did the gap between managers and staff change: the contrast of four means
between <- function(f) {
  cell <- function(w, inside, role) na.omit(w$scores[inside & w$data$role == role, f])
  y <- list(cell(w25, a_in, "manager"), cell(w25, a_in, "staff"), cell(w23, b_in, "manager"), cell(w23, b_in, "staff"))
  n <- lengths(y); v <- sapply(y, var) / n; m <- sapply(y, mean)
  est <- m[1] - m[2] - (m[3] - m[4]); se <- sqrt(sum(v)); df <- sum(v)^2 / sum(v^2 / (n - 1))
  g <- exact_j(sum(n - 1)) * est / sqrt(sum((n - 1) * sapply(y, var)) / sum(n - 1))
  c(gap_a = m[1] - m[2], gap_b = m[3] - m[4], n_a_first = n[1], n_a_second = n[2], n_b_first = n[3], n_b_second = n[4],
    difference = est, se = se, df = df, t = est / se, p = 2 * pt(-abs(est / se), df),
    ci_low = est - qt(0.975, df) * se, ci_high = est + qt(0.975, df) * se, hedges_g = g)
}
ps <- sapply(factors, function(f) between(f)[["p"]])
for (k in seq_along(factors)) put("*", factors[k], c(between(factors[k]), p_adjusted = p.adjust(ps, "BH")[[k]]))
save("gap-wave-between.csv")

# weighted managers and staff: two strata, design degrees of freedom
for (f in factors) {
  y <- w25$scores[, f]
  keep <- !is.na(y) & w25$data$role %in% c("manager", "staff")
  d <- svydesign(~1, strata = ~role, weights = ~w, data = data.frame(y = y, w = weights, role = w25$data$role)[keep, ])
  m <- svyby(~y, ~role, d, svymean, covmat = TRUE)
  diff <- svycontrast(m, c(manager = 1, staff = -1))
  df <- degf(d); se <- as.numeric(SE(diff)); delta <- as.numeric(coef(diff))
  put("*", f, c(difference = delta, se = se, df = df, t = delta / se, p = 2 * pt(-abs(delta / se), df),
                ci_low = delta - qt(.975, df) * se, ci_high = delta + qt(.975, df) * se))
}
save("gap-role-weighted.csv")

# --- response and item nonresponse, of a copy of the survey with public data ---------------------
save_all <- function(name) { # with the row variable: a document of several tables
  write.csv(result, file.path(out, name), row.names = FALSE, quote = FALSE)
  result <<- NULL
}
put_in <- function(variable, row, column, ...) {
  v <- c(...)
  result <<- rbind(result, data.frame(row_variable = variable, row = row, column = column, statistic = names(v),
                                      value = ifelse(is.na(v), "undefined", sprintf("%.17g", v))))
}
answers <- as.matrix(w25$data[, scored$name])
in_units <- w25$data$unit %in% units$unit
is_refused <- answers == "refused"

# refused answers among those asked for in some items: a ratio with the person as the sampling unit
ratio <- function(people, items, N) {
  part <- rowSums(is_refused[people, items, drop = FALSE])
  whole <- rep(length(items), sum(people))
  n <- sum(people)
  d <- svydesign(~1, weights = rep(1, n), fpc = rep(N, n), data = data.frame(part, whole))
  r <- svyratio(~part, ~whole, d)
  p <- as.numeric(coef(r)); v <- as.numeric(vcov(r))
  if (p == 0) neff <- n / (1 - n / N) else neff <- n * (p * (1 - p) / (n - 1)) / v
  w <- prop.test(p * neff, neff, correct = FALSE)$conf.int # Wilson
  c(n_asked = n, answers = sum(whole), refused = sum(part), share = 100 * p,
    ci_low = if (p == 0) 0 else 100 * w[1], ci_high = 100 * w[2])
}
against_others <- function(items, others) {
  d <- svydesign(~1, weights = rep(1, sum(in_units)), data = data.frame(
    ya = rowSums(is_refused[in_units, items]), xa = length(items), yb = rowSums(is_refused[in_units, others]),
    xb = length(others)))
  m <- svycontrast(svytotal(~ya + xa + yb + xb, d), list(m = quote(ya / xa - yb / xb)))
  a <- mean(is_refused[in_units, items]); b <- mean(is_refused[in_units, others])
  t <- (a - b) / as.numeric(SE(m))
  c(share_others = 100 * b, difference = 100 * (a - b), se = 100 * as.numeric(SE(m)), df = sum(in_units) - 1, t = t,
    p = 2 * pt(-abs(t), sum(in_units) - 1))
}
everything <- seq_len(nrow(scored))
tests <- sapply(factors, function(f) {
  items <- asked_of_everybody(f)
  against_others(items, setdiff(everything, items))
})
adjusted <- p.adjust(tests["p", ], "BH")
for (f in factors)
  put_in("factor", f, "*", ratio(in_units, asked_of_everybody(f), headcount(2025, "SERVICE")), tests[, f],
         p_adjusted = adjusted[[f]])
put_in("factor", "*", "*", ratio(in_units, everything, headcount(2025, "SERVICE")))
for (u in units$unit) {
  inside <- members(w25$data, u)
  for (f in factors) put_in("unit", u, f, ratio(inside, asked_of_everybody(f), headcount(2025, u)))
  # nobody of the sample leaves much blank: all are complete
  put_in("unit", u, "*", c(headcount = headcount(2025, u), returns = sum(inside), complete = sum(inside), partial = 0,
                           break_off = 0, rr1 = 100 * sum(inside) / headcount(2025, u)))
}
for (r in c("manager", "staff")) {
  N <- sum(heads$headcount[heads$wave == 2025 & heads$role == r])
  n <- sum(w25$data$role == r)
  put_in("role", r, "*", c(headcount = N, returns = n, rr2 = 100 * n / N))
}
save_all("response.csv")

# --- plan: 40 % of the headcounts of 2025, the standard deviation of the widest factor ------------
sd_all <- max(sapply(factors, function(f) sd(w25$scores[, f], na.rm = TRUE)))
z <- qnorm(.975)
mean_margin <- function(n, N) qt(.975, n - 1) * sd_all * sqrt((1 - n / N) / n)
detectable <- function(na, nb) {
  df <- (1 / na + 1 / nb)^2 / (1 / na^2 / (na - 1) + 1 / nb^2 / (nb - 1))
  critical <- qt(.975, df)
  power <- function(ncp) pt(critical, df, ncp, lower.tail = FALSE) + pt(-critical, df, ncp) - .8
  uniroot(power, c(0, 30), tol = 1e-13)$root * sqrt(1 / na + 1 / nb)
}
direct <- function(u) floor(.4 * sum(heads$headcount[heads$wave == 2025 & heads$unit == u]) + .5)
expected <- function(u) sum(sapply(below(u), direct))
for (u in setdiff(units$unit, c("EASTRO", "WREN", "SALT", "REED", "COVE"))) { # too few, and the one that protects WREN
  N <- headcount(2025, u)
  n0 <- z^2 * .25 / .05^2
  share <- ceiling(n0 / (1 + (n0 - 1) / N))
  score <- 2
  while (mean_margin(score, N) > .5) score <- score + 1
  invite <- ceiling(max(share, score) / .4)
  n <- expected(u); rest <- expected("SERVICE") - n
  put_in("unit", u, "*", headcount = N, needed_share = share, needed_score = score, needed = max(share, score),
         invite = min(invite, N), expected_returns = n, margin_share = 100 * z * sqrt(.25 / n * (N - n) / (N - 1)),
         margin_score = mean_margin(n, N))
  if (rest > 0) put_in("unit", u, "*", detectable_g = detectable(n, rest), detectable_gap = detectable(n, rest) * sd_all)
}
for (n in c(10, 100)) put_in("n", n, "*", detectable_g = power.t.test(n, NULL, power = .8, strict = TRUE, tol = 1e-12)$delta)
save_all("plan.csv")
# --- raked weights: unit@1 and role, who is not known a class that keeps its share ----------------
top <- setdiff(units$unit[units$parent == units$unit[units$parent == ""]], "")
top_of <- function(u) { for (t in top) if (u %in% below(t)) return(t); if (u == "") "unknown" else units$unit[1] }
class_margin <- function(x, counts) {
  lost <- mean(x == "unknown")
  data.frame(x = c(names(counts), "unknown"), Freq = c(counts * (1 - lost), sum(counts) * lost))
}
raked <- function(wave, year) {
  x <- data.frame(a = sapply(wave$data$unit, top_of), b = ifelse(wave$data$role %in% c("manager", "staff"), wave$data$role, "unknown"))
  here <- heads[heads$wave == year, ]
  a <- class_margin(x$a, tapply(here$headcount, sapply(here$unit, top_of), sum))
  b <- class_margin(x$b, tapply(here$headcount, here$role, sum))
  names(a)[1] <- "a"; names(b)[1] <- "b"
  weights(rake(svydesign(~1, weights = rep(1, nrow(x)), data = x), list(~a, ~b), list(a, b),
               control = list(maxit = 10000, epsilon = 1e-14)))
}
r25 <- raked(w25, 2025); r23 <- raked(w23, 2023)
loss <- function(w) c(n_effective = sum(w)^2 / sum(w^2), deff = length(w) * sum(w^2) / sum(w)^2, weight_sum = sum(w),
                      weight_ratio = max(w) / min(w))
put("*", "*", loss(r23))
save("weight-raked.csv")
for (u in top) for (f in factors) {
  inside <- members(w23$data, u)
  put(u, f, group_mean(w23$scores[inside, f], r23[inside]))
}
save("crosstab-unit-raked.csv")
for (f in factors) {
  y <- c(w25$scores[a_in, f], w23$scores[b_in, f])
  d <- data.frame(y = y, w = c(r25[a_in], r23[b_in]), wave = rep(c("a", "b"), c(sum(a_in), sum(b_in))))
  d <- svydesign(~1, strata = ~wave, weights = ~w, data = d[!is.na(d$y), ])
  m <- svyby(~y, ~wave, d, svymean, covmat = TRUE)
  diff <- svycontrast(m, c(a = 1, b = -1))
  df <- degf(d); se <- as.numeric(SE(diff)); delta <- as.numeric(coef(diff))
  put("*", f, c(score_a = coef(m)[["a"]], score_b = coef(m)[["b"]], difference = delta, se = se, df = df, t = delta / se,
                p = 2 * pt(-abs(delta / se), df), ci_low = delta - qt(.975, df) * se, ci_high = delta + qt(.975, df) * se))
}
save("gap-wave-raked.csv")

# --- intervals of percentages, weighted ----------------------------------------------------------
for (method in c("xlogit", "beta")) {
  valid <- w25$data$role %in% c("manager", "staff")
  for (r in c("manager", "staff")) {
    d <- svydesign(~1, weights = ~w, data = data.frame(u = as.numeric(w25$data$role == r), w = weights)[valid, ])
    p <- svyciprop(~u, d, method = method, df = degf(d))
    # the number of cases for "beta" is below n here, so holding it at n changes nothing
    stopifnot(coef(p) * (1 - coef(p)) / vcov(svymean(~u, d)) <= sum(valid))
    put(r, "*", c(total_percent = 100 * as.numeric(coef(p)), ci_low = 100 * confint(p)[1], ci_high = 100 * confint(p)[2]))
  }
  save(paste0("freq-role-", method, ".csv"))
}

# --- strata: the units people sit in; managers and staff are domains that cut across them ---------
stratum <- ifelse(w25$data$unit == "", "unknown", w25$data$unit)
sits <- tapply(heads$headcount[heads$wave == 2025], heads$unit[heads$wave == 2025], sum)
in_stratum <- ifelse(stratum == "unknown", Inf, sits[stratum])
in_stratum <- ifelse(in_stratum < table(stratum)[stratum], Inf, in_stratum)
strata_of <- function(w, fpc) {
  full <- data.frame(w = w, h = stratum, N = as.numeric(in_stratum), w25$scores)
  if (fpc) svydesign(~1, strata = ~h, weights = ~w, fpc = ~N, data = full) else svydesign(~1, strata = ~h, weights = ~w, data = full)
}
domain <- function(design, inside, f) {
  part <- subset(design, inside & !is.na(w25$scores[, f]))
  m <- svymean(as.formula(paste0("~", f)), part)
  df <- degf(part); se <- as.numeric(SE(m)); mean <- as.numeric(coef(m))
  c(score = mean, se = se, ci_low = mean - qt(.975, df) * se, ci_high = mean + qt(.975, df) * se)
}
plain <- strata_of(rep(1, nrow(w25$data)), TRUE)
for (r in c("manager", "staff")) for (f in factors) put(r, f, domain(plain, w25$data$role == r, f))
save("crosstab-role-design.csv")

# the same in layers, under disclosure control: domains of one stratum of all
everybody <- data.frame(w = 1, N = sum(sits[unique(stratum[stratum != "unknown"])]), w25$scores)
together <- svydesign(~1, weights = ~w, fpc = ~N, data = everybody)
for (t in setdiff(unique(w25$data$tenure), c("dont_know", "refused", ""))) for (r in c("manager", "staff")) for (f in factors)
  put(paste(t, r, sep = ":"), f, domain(together, w25$data$tenure == t & w25$data$role == r, f))
save("crosstab-role-tenure-together.csv")

# differences under the design: domains of one design, or of the designs of two waves taken together
difference_by <- function(design, y, a, b) {
  z <- update(design, y = y, side = ifelse(a, "a", ifelse(b, "b", NA)))
  part <- subset(z, (a | b) & !is.na(y))
  m <- svycontrast(svyby(~y, ~side, part, svymean, covmat = TRUE), c(a = 1, b = -1))
  df <- degf(part); se <- as.numeric(SE(m)); delta <- as.numeric(coef(m))
  c(difference = delta, se = se, df = df, t = delta / se, p = 2 * pt(-abs(delta / se), df), ci_low = delta - qt(.975, df) * se,
    ci_high = delta + qt(.975, df) * se)
}
by_weight <- strata_of(weights, FALSE)
for (f in factors) put("*", f, difference_by(by_weight, w25$scores[, f], w25$data$role == "manager", w25$data$role == "staff"))
save("gap-role-design.csv")
known <- members(w25$data, "SERVICE")
unweighted <- strata_of(rep(1, nrow(w25$data)), FALSE)
for (u in setdiff(units$unit, "SERVICE")) for (f in factors)
  put(u, f, difference_by(unweighted, w25$scores[, f], members(w25$data, u), known & !members(w25$data, u)))
save("gap-unit-design.csv")
both <- data.frame(h = c(paste("a", stratum), paste("b", ifelse(w23$data$unit == "", "unknown", w23$data$unit))))
both <- svydesign(~1, strata = ~h, weights = ~1, data = both)
for (f in factors)
  put("*", f, difference_by(both, c(w25$scores[, f], w23$scores[, f]), c(a_both, rep(FALSE, nrow(w23$data))),
                            c(rep(FALSE, nrow(w25$data)), b_both)))
save("gap-wave-design.csv")

# the change with the mix of 2023 by role, and that of the gap between managers and staff: contrasts of four domains of these designs
kept <- c(a_both, b_both)
role <- c(w25$data$role, w23$data$role)
cell <- ifelse(kept & role %in% c("manager", "staff"), paste(rep(c("a", "b"), c(nrow(w25$data), nrow(w23$data))), role), NA)
contrast_by <- function(design, y, k) {
  part <- subset(update(design, y = y, cell = cell), !is.na(y) & !is.na(cell))
  m <- svycontrast(svyby(~y, ~cell, part, svymean, covmat = TRUE), k)
  df <- degf(part); se <- as.numeric(SE(m)); delta <- as.numeric(coef(m))
  c(difference = delta, se = se, df = df, t = delta / se, p = 2 * pt(-abs(delta / se), df), ci_low = delta - qt(.975, df) * se,
    ci_high = delta + qt(.975, df) * se)
}
shares_of <- function(y, w) {
  here <- !is.na(y) & cell %in% c("b manager", "b staff")
  share <- tapply(w[here], cell[here], sum) / sum(w[here])
  c("a manager" = share[["b manager"]], "a staff" = share[["b staff"]], -share)
}
gap_of_gaps <- c("a manager" = 1, "a staff" = -1, "b manager" = -1, "b staff" = 1)
# replicates have no rule for people alone in a stratum, so there the strata are larger
large <- paste(rep(c("a", "b"), c(nrow(w25$data), nrow(w23$data))), sapply(c(w25$data$unit, w23$data$unit), top_of))
stopifnot(all(table(large) > 1))
jackknife <- as.svrepdesign(svydesign(~1, strata = ~large, weights = ~1, data = data.frame(large)), type = "JKn", mse = TRUE)
replicated <- function(y, k)
  as.numeric(SE(withReplicates(jackknife, function(w, data) sum(sapply(names(k), function(name) {
    here <- !is.na(y) & cell %in% name
    k[[name]] * sum((w * y)[here]) / sum(w[here])
  })))))
renamed <- function(x) setNames(x[names(x) != "t"], c("difference_standardized", "se_standardized", "df_standardized", "p_standardized",
                                                      "standardized_low", "standardized_high"))
score_of <- function(f) c(w25$scores[, f], w23$scores[, f])
once <- rep(1, length(cell))
for (f in factors) put("*", f, renamed(contrast_by(both, score_of(f), shares_of(score_of(f), once))))
save("gap-wave-standardized-design.csv")
for (f in factors) put("*", f, contrast_by(both, score_of(f), gap_of_gaps))
save("gap-wave-between-design.csv")
both_raked <- svydesign(~1, strata = ~h, weights = ~w, data = cbind(both$variables, w = c(r25, r23)))
for (f in factors) put("*", f, renamed(contrast_by(both_raked, score_of(f), shares_of(score_of(f), c(r25, r23)))))
save("gap-wave-standardized-design-raked.csv")
for (f in factors) put("*", f, contrast_by(both_raked, score_of(f), gap_of_gaps))
save("gap-wave-between-design-raked.csv")
for (f in c("LEAD", "MORA")) put("*", f, c(se_standardized = replicated(score_of(f), shares_of(score_of(f), once))))
save("gap-wave-standardized-jackknife.csv")
for (f in c("LEAD", "MORA")) put("*", f, c(se = replicated(score_of(f), gap_of_gaps)))
save("gap-wave-between-jackknife.csv")

# the jackknife, where it is defined without a rule for people alone in a stratum
stopifnot(all(table(stratum) > 1))
jackknife <- as.svrepdesign(by_weight, type = "JKn", mse = TRUE)
for (f in c("LEAD", "MORA")) {
  y <- w25$scores[, f]
  mean_of <- function(w, inside) sum((w * y)[inside]) / sum(w[inside])
  a <- w25$data$role == "manager" & !is.na(y); b <- w25$data$role == "staff" & !is.na(y)
  put("*", f, c(se = as.numeric(SE(withReplicates(jackknife, function(w, data) mean_of(w, a) - mean_of(w, b))))))
}
save("gap-role-jackknife.csv")

# percentages and tests of independence by the design
tenures <- c("under_2", "from_2_to_5", "from_6_to_15", "over_15")
for (r in tenures) {
  z <- update(by_weight, u = as.numeric(w25$data$tenure == r))
  m <- svymean(~u, subset(z, w25$data$tenure %in% tenures))
  n <- sum(w25$data$tenure %in% tenures); p <- as.numeric(coef(m)); v <- as.numeric(vcov(m))
  effective <- n * (p * (1 - p) / (n - 1)) / v
  wilson <- prop.test(p * effective, effective, correct = FALSE)$conf.int
  put(r, "*", c(total_percent = 100 * p, n_effective = effective, deff = n / effective, ci_low = 100 * wilson[1],
                ci_high = 100 * wilson[2]))
}
save("freq-tenure-design.csv")
independence <- function(design) {
  z <- update(design, row = factor(ifelse(w25$data$tenure %in% tenures, w25$data$tenure, NA)),
              column = factor(ifelse(w25$data$role %in% c("manager", "staff"), w25$data$role, NA)))
  x <- svychisq(~row + column, subset(z, !is.na(row) & !is.na(column)), statistic = "F")
  c(rao_scott_f = as.numeric(x$statistic), rao_scott_df1 = as.numeric(x$parameter[1]),
    rao_scott_df2 = as.numeric(x$parameter[2]), rao_scott_p = as.numeric(x$p.value))
}
put("*", "*", independence(by_weight))
save("crosstab-tenure-role-design.csv")
put("*", "*", independence(plain))
save("crosstab-tenure-role-fpc.csv")
raked25 <- strata_of(r25, FALSE)
for (u in c(units$unit[1], top)) for (f in factors) put(u, f, domain(raked25, members(w25$data, u), f))
save("crosstab-unit-design-raked.csv")
# --- key drivers: LMG by R^2 of all subsets of the other factors, Johnson's weights by svd() -------------
drivers <- function(y, X, w = rep(1, length(y))) {
  asked <- length(y); force(w)
  keep <- !is.na(y) & rowSums(is.na(X)) == 0
  y <- y[keep]; X <- X[keep, , drop = FALSE]; w <- w[keep]
  p <- ncol(X)
  r2 <- sapply(0:(2^p - 1), function(mask) {
    set <- which(bitwAnd(mask, 2^(0:(p - 1))) > 0)
    if (!length(set)) return(0)
    1 - sum(w * lm.wfit(cbind(1, X[, set]), y, w)$residuals^2) / sum(w * (y - weighted.mean(y, w))^2)
  })
  size <- sapply(0:(2^p - 1), function(mask) sum(bitwAnd(mask, 2^(0:(p - 1))) > 0))
  fit <- lm(y ~ X, weights = w)
  centre <- function(x) { x <- (x - weighted.mean(x, w)) * sqrt(w); x / sqrt(sum(x^2)) }
  Z <- apply(X, 2, centre); v <- centre(y)
  s <- svd(Z)
  johnson <- (s$v %*% diag(s$d) %*% t(s$v))^2 %*% (s$v %*% t(s$u) %*% v)^2
  put("*", "*", c(n_asked = asked, n_listwise = length(y), r_squared = summary(fit)$r.squared,
                  r_squared_adjusted = summary(fit)$adj.r.squared))
  for (k in seq_len(p)) {
    without <- which(bitwAnd(0:(2^p - 1), 2^(k - 1)) == 0)
    lmg <- sum((r2[without + 2^(k - 1)] - r2[without]) / (p * choose(p - 1, size[without])))
    put(colnames(X)[k], "*", c(importance = lmg, share = 100 * lmg / summary(fit)$r.squared, johnson = johnson[k],
      r = sum(Z[, k] * v), beta = solve(crossprod(Z), crossprod(Z, v))[k], vif = solve(crossprod(Z))[k, k]))
  }
}
drivers(w25$scores[, "MORA"], w25$scores[, setdiff(factors, "MORA")])
save("drivers-factor.csv")
drivers(w25$items[, which(scored$name == "code_gifts")], w25$scores[, setdiff(factors, "CODE")], weights)
save("drivers-item-weighted.csv")

# --- several groups: kruskal.test, oneway.test; Games and Howell and Dunn by their formulas --------------
omnibus <- function(group, levels) {
  tests <- sapply(factors, function(f) {
    keep <- group %in% levels & !is.na(w25$scores[, f])
    g <- factor(group[keep], levels); y <- round(w25$scores[keep, f], 9)
    k <- kruskal.test(y, g); o <- oneway.test(y ~ g)
    c(h = unname(k$statistic), df = unname(k$parameter), p = k$p.value, e = unname(k$statistic) / (length(y) - 1),
      f = unname(o$statistic), df1 = unname(o$parameter[1]), df2 = unname(o$parameter[2]), wp = o$p.value)
  })
  for (f in factors) {
    t <- tests[, f]; k <- match(f, factors)
    put("*", f, c(kruskal_wallis_h = t[["h"]], kruskal_wallis_df = t[["df"]], kruskal_wallis_p = t[["p"]],
      kruskal_wallis_p_adjusted = p.adjust(tests["p", ], "BH")[[k]], epsilon_squared = t[["e"]], welch_f = t[["f"]],
      welch_df1 = t[["df1"]], welch_df2 = t[["df2"]], welch_p = t[["wp"]],
      welch_p_adjusted = p.adjust(tests["wp", ], "BH")[[k]]))
  }
}
each_pair <- function(group, levels, test) {
  pairs <- combn(levels, 2)
  do.call(rbind, lapply(factors, function(f) do.call(rbind, lapply(seq_len(ncol(pairs)), function(k)
    data.frame(row = paste(pairs[, k], collapse = ":"), column = f, t(test(group, levels, pairs[1, k], pairs[2, k], f)))))))
}
tenures <- c("under_2", "from_2_to_5", "from_6_to_15", "over_15")
omnibus(w25$data$tenure, tenures)
for (f in factors) for (t in tenures) {
  y <- w25$scores[w25$data$tenure == t, f]; y <- y[!is.na(y)]
  put(t, f, c(n_valid = length(y), score = mean(y), sd = sd(y)))
}
save("compare-tenure.csv")

regions <- c("HQ", "NORTH", "COAST", "EAST", "SOUTH")
region <- rep("", nrow(w25$data))
for (r in regions) region[members(w25$data, r)] <- r
omnibus(region, regions)
by_means_and_ranks <- function(group, levels, i, j, f) {
  keep <- group %in% levels & !is.na(w25$scores[, f])
  y <- w25$scores[keep, f]; g <- group[keep]
  a <- y[g == i]; b <- y[g == j]
  t <- t.test(a, b); k <- length(levels)
  q <- uniroot(function(q) ptukey(q, k, t$parameter) - 0.95, c(0.01, 100), tol = 1e-13)$root
  n <- length(y); r <- rank(round(y, 9)); ties <- table(round(y, 9))
  variance <- n * (n + 1) / 12 - sum(ties^3 - ties) / (12 * (n - 1))
  z <- (mean(r[g == i]) - mean(r[g == j])) / sqrt(variance * (1 / sum(g == i) + 1 / sum(g == j)))
  c(difference = mean(a) - mean(b), se = t$stderr, df = unname(t$parameter),
    p = ptukey(abs(unname(t$statistic)) * sqrt(2), k, unname(t$parameter), lower.tail = FALSE),
    ci_low = mean(a) - mean(b) - q * t$stderr / sqrt(2), ci_high = mean(a) - mean(b) + q * t$stderr / sqrt(2),
    dunn_z = z, dunn_p = 2 * pnorm(-abs(z)))
}
put_pairs <- function(pairs) for (k in seq_len(nrow(pairs))) put(pairs$row[k], pairs$column[k], unlist(pairs[k, -(1:2)]))
pairs <- each_pair(region, regions, by_means_and_ranks)
pairs$dunn_p_adjusted <- p.adjust(pairs$dunn_p, "BH")
put_pairs(pairs)
save("compare-unit-pairs.csv")

by_design <- function(group, levels, i, j, f) {
  keep <- group %in% c(i, j) & !is.na(w25$scores[, f])
  d <- svydesign(~1, strata = ~g, weights = ~w, data = data.frame(y = w25$scores[, f], w = weights, g = group)[keep, ])
  m <- svyby(~y, ~g, d, svymean, covmat = TRUE)
  diff <- svycontrast(m, setNames(c(1, -1), c(i, j))); df <- degf(d)
  delta <- as.numeric(coef(diff)); se <- as.numeric(SE(diff))
  c(difference = delta, se = se, df = df, p = 2 * pt(-abs(delta / se), df),
    ci_low = delta - qt(.975, df) * se, ci_high = delta + qt(.975, df) * se)
}
pairs <- each_pair(w25$data$tenure, tenures, by_design)
for (f in factors) pairs$p_adjusted[pairs$column == f] <- p.adjust(pairs$p[pairs$column == f], "holm")
put_pairs(pairs)
save("compare-tenure-weighted.csv")

# --- shrunken scores: lmer() and metafor's blup(); percentages of items: optim() -------------------------
# Units that a crosstab by all units hides are not in the prior: those with fewer than 10 values, those of an item whose
# people all (or all but one) are positive or not, and in a region that hides a single one and nobody else, 10 people or
# fewer of whom some are in small units, or people who are all alike again, the smallest of the others (disclosure/mask.h).
suppressMessages({library(lme4); library(metafor)})
posts <- units$unit[units$parent %in% regions]
place <- rep("", nrow(w25$data))
for (u in posts) place[members(w25$data, u)] <- u
shown_posts <- function(valid, positive = NULL) {
  alike <- function(rows) !is.null(positive) && (sum(positive[rows]) <= 1 || sum(!positive[rows]) <= 1)
  n <- sapply(posts, function(u) sum(valid & members(w25$data, u)))
  hidden <- n < 10 | sapply(posts, function(u) alike(valid & members(w25$data, u)))
  for (region in regions) {
    direct <- valid & w25$data$unit == region
    repeat {
      own <- units$parent[match(posts, units$unit)] == region & n > 0
      parts <- c(n[own & hidden], if (any(direct)) sum(direct))
      single <- sum(own & hidden) == 1 && !any(direct)
      few <- sum(parts) < 10 || (any(parts < 10) && sum(parts) <= 10)
      if (!length(parts) || !(few || single || alike(direct | (valid & place %in% posts[own & hidden])))) break
      smallest <- posts[own & !hidden][which.min(n[own & !hidden])]
      hidden[posts == smallest] <- TRUE
    }
  }
  posts[!hidden]
}
for (f in factors) {
  valid <- !is.na(w25$scores[, f])
  shown <- shown_posts(valid)
  keep <- place %in% shown & valid
  d <- data.frame(y = w25$scores[keep, f], g = factor(place[keep], shown))
  fit <- suppressMessages(lmer(y ~ 1 + (1 | g), d, control = lmerControl(optCtrl = list(xtol_rel = 1e-14, ftol_rel = 1e-15))))
  between <- as.numeric(VarCorr(fit)$g); within <- sigma(fit)^2
  m <- as.vector(tapply(d$y, d$g, mean)); n <- as.vector(tapply(d$y, d$g, length))
  b <- blup(rma(yi = m, vi = within / n, tau2 = between))
  put("*", f, c(groups = length(shown), prior_mean = unname(fixef(fit)), sd_between = sqrt(between), sd_within = sqrt(within)))
  for (k in seq_along(shown)) put(shown[k], f, c(n_valid = n[k], score = m[k], shrunken = b$pred[k],
    shrunken_low = b$pred[k] - qnorm(.975) * b$se[k], shrunken_high = b$pred[k] + qnorm(.975) * b$se[k],
    reliability = between / (between + within / n[k])))
}
save("shrink-unit.csv")
indicators <- ifelse(nzchar(scored[["bind::cips:indicator"]]), scored[["bind::cips:indicator"]], scored$name)
for (k in seq_along(indicators)) {
  valid <- !is.na(w25$items[, k])
  in_each <- function(rows) as.vector(table(factor(place[rows], posts)))
  x <- in_each(valid & w25$items[, k] > 5); n <- in_each(valid)
  shown <- shown_posts(valid, w25$items[, k] > 5)
  x <- x[posts %in% shown]; n <- n[posts %in% shown]
  loss <- function(t) { a <- exp(t[1]); b <- exp(t[2]); -sum(lbeta(x + a, n - x + b) - lbeta(a, b)) }
  gradient <- function(t) { a <- exp(t[1]); b <- exp(t[2])
    -c(a * sum(digamma(x + a) - digamma(a) - digamma(n + a + b) + digamma(a + b)),
       b * sum(digamma(n - x + b) - digamma(b) - digamma(n + a + b) + digamma(a + b))) }
  o <- optim(c(2, 1), loss, gradient, method = "BFGS", control = list(reltol = 1e-16, maxit = 10000))
  a <- exp(o$par[1]); b <- exp(o$par[2])
  if (a + b > 1e4) next # no more than chance
  p <- a / (a + b); mean <- (x + a) / (n + a + b)
  v <- mean * (1 - mean) / (n + a + b + 1) + ((a + b) / (n + a + b))^2 / sum(1 / (p * (1 - p) / n * (1 + (n - 1) / (a + b + 1))))
  size <- mean * (1 - mean) / v - 1
  put("*", indicators[k], c(groups = length(n), prior_mean = 100 * p, prior_a = a, prior_b = b))
  for (u in seq_along(n)) put(shown[u], indicators[k], c(n_valid = n[u], positive = 100 * x[u] / n[u],
    shrunken = 100 * mean[u], shrunken_low = 100 * qbeta(.025, size[u] * mean[u], size[u] * (1 - mean[u])),
    shrunken_high = 100 * qbeta(.975, size[u] * mean[u], size[u] * (1 - mean[u])), reliability = n[u] / (n[u] + a + b)))
}
save("shrink-unit-positive.csv")
