# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values for a survey made to be awkward: skips, every kind of list, given scores, weights of zero and none, more
# answers than heads, complete counts, one person, nobody, equal answers, changed versions, instruments that share a little.
#
#   Rscript tests/figures/stress.R tests/figures/stress
#
# writes the answers (wave-1.csv, wave-2.csv, other.csv) beside the forms and one CSV of expected figures for each table that
# run.py asks cips for: row_variable,row,column,statistic,value, where value is a number, a word or the status of a figure
# that must not be there. Means, variances and tests are those of survey, stats and effectsize; the scores are computed here
# from the words of the answers, not from the forms.
suppressMessages({library(survey); library(effectsize)})
options(survey.lonely.psu = "adjust")
folder <- commandArgs(TRUE)[1]

# --- answers ------------------------------------------------------------------------------------
state <- 20251
draw <- function(n, k) { # n whole numbers 1...k; the same on every machine
  sapply(seq_len(n), function(i) {
    state <<- (state * 1103 + 12345) %% 1048576
    1 + floor(state / 1048576 * k)
  })
}
lists <- list(five = paste0("v", 1:5), four = paste0("f", 1:4), seven = paste0("s", 1:7), yesno = c("no", "yes"),
              three = c("t1", "t2", "t3"), given = c("g0", "g5", "g1", "g4"), steps = c("0", "0.5", "1", "1.5", "2", "2.5", "3"))
missing <- list(five = c("no_answer", "na"), three = "dk")
answer <- function(n, list, gaps = 6) { # one answer in `gaps` is left out, half of those in words
  words <- lists[[list]][draw(n, length(lists[[list]]))]
  hole <- draw(n, gaps) == 1
  reason <- c("", missing[[list]])[1 + draw(n, 1 + length(missing[[list]])) - 1]
  ifelse(hole, reason, words)
}
sizes <- c(ALL = 5, N1 = 12, N2 = 11, S1 = 15, E = 1, C = 6)
people <- function(prefix, sizes) {
  unit <- c(rep(names(sizes), sizes), rep("", 4))
  n <- length(unit)
  data.frame(response_id = sprintf("%s-%02d", prefix, seq_len(n)), unit = unit, role = c("a", "b", "b", "a", "")[draw(n, 5)],
             gate = c("yes", "no", "yes", "")[draw(n, 4)])
}
after_gate <- function(d, x) ifelse(d$gate == "yes", x, "")

first <- function(prefix, sizes) {
  d <- people(prefix, sizes); n <- nrow(d)
  d$l1 <- answer(n, "five", 3); d$l2 <- answer(n, "five", 3)
  d$l3 <- after_gate(d, answer(n, "four", 3)); d$l4 <- after_gate(d, answer(n, "yesno", 3))
  d$r1 <- answer(n, "seven"); d$r2 <- answer(n, "given"); d$r3 <- answer(n, "given")
  d$t1 <- answer(n, "steps"); d$t2 <- answer(n, "three"); d$c1 <- "v4"; d$m1 <- answer(n, "yesno", 9); d$p1 <- ""
  d$tools <- after_gate(d, c("pen", "ink", "pen map", "pen ink map", "")[draw(n, 5)])
  d$order <- c("pen ink map", "map ink pen", "ink map pen", "")[draw(n, 4)]
  alike <- d$unit == "C"
  d$gate[alike] <- "no"; d$l1[alike] <- "v5"; d$l2[alike] <- "v1"; d$l3[alike] <- d$l4[alike] <- d$tools[alike] <- ""
  d$weight <- c("1", "2.5", "0", "0.25", "4", "1", "0.7")[draw(n, 7)]
  d$weight[c(3, 20, 40)] <- ""
  d
}
second <- function(prefix, sizes) {
  d <- people(prefix, sizes); n <- nrow(d)
  d$l1 <- answer(n, "five", 3); d$l2 <- answer(n, "seven", 3); d$lead_three <- answer(n, "four", 3); d$l5 <- answer(n, "five", 9)
  d$r1 <- answer(n, "seven"); d$r2 <- answer(n, "given"); d$t1 <- answer(n, "steps"); d$t2 <- answer(n, "three")
  d$c1 <- answer(n, "four"); d$m1 <- answer(n, "yesno", 9); d$tools <- after_gate(d, c("pen", "ink", "pen map", "")[draw(n, 4)])
  d
}
private <- function(prefix, sizes) {
  d <- people(prefix, sizes); n <- nrow(d)
  d$first <- answer(n, "five", 3); d$l2 <- answer(n, "five", 3); d$l3 <- answer(n, "four", 3); d$r1 <- answer(n, "seven")
  d$r2 <- answer(n, "given"); d$own <- answer(n, "five"); d$t2 <- answer(n, "four"); d$m2 <- answer(n, "five")
  d
}
write <- function(d, name) write.csv(d, file.path(folder, name), row.names = FALSE, quote = FALSE)
one <- first("a", sizes)
two <- second("b", c(ALL = 3, N1 = 14, N2 = 7, C = 5, W = 4))
other <- private("c", c(N1 = 9, S1 = 12, C = 4))
bare <- one$weight == "" # in a file without weights
write(one[!bare, ], "wave-1.csv"); write(one[bare, names(one) != "weight"], "wave-1-bare.csv")
write(two, "wave-2.csv"); write(other, "other.csv")

# --- scores -------------------------------------------------------------------------------------
worth <- list(given = c(g0 = 0, g5 = 10, g1 = 2, g4 = 8), five = c(0, 2.5, 5, 7.5, 10), four = c(0, 10 / 3, 20 / 3, 10),
              seven = 0:6 / .6, yesno = c(0, 10), three = c(0, 5, 10), steps = 0:6 / .6)
says <- list(given = c(g0 = -1, g5 = 1, g1 = 0, g4 = 1), five = c(-1, -1, 0, 1, 1), four = c(-1, -1, 1, 1),
             seven = c(-1, -1, -1, 0, 1, 1, 1), yesno = c(-1, 1), three = c(-1, 0, 1), steps = c(-1, -1, -1, 0, 1, 1, 1))
item <- function(d, name, list, polarity = "+", asked = TRUE, sign = says[[list]]) {
  at <- match(d[[name]], lists[[list]])
  score <- unname(worth[[list]])[at]; sign <- unname(sign)[at]
  data.frame(asked = rep(asked, length.out = nrow(d)), score = if (polarity == "-") 10 - score else score,
             sign = if (polarity == "-") -sign else sign)
}
factors_first <- function(d, sign = says$given) {
  gate <- d$gate == "yes"
  list(LEAD = list(item(d, "l1", "five"), item(d, "l2", "five", "-"), item(d, "l3", "four", asked = gate),
                   item(d, "l4", "yesno", asked = gate)),
       REGF = list(item(d, "r1", "seven", "-"), item(d, "r2", "given", sign = sign), item(d, "r3", "given", "-", sign = sign)),
       TRAN = list(item(d, "t1", "steps"), item(d, "t2", "three")), CODE = list(item(d, "c1", "five")),
       MORA = list(item(d, "m1", "yesno", "-")), PRIV = list(item(d, "p1", "five", asked = FALSE)))
}
of_items <- function(items, what) do.call(cbind, lapply(items, function(i) i[[what]]))
as_measure <- function(items, measure) {
  s <- of_items(items, "sign")
  switch(measure, score = of_items(items, "score"), positive = 100 * (s > 0), negative = 100 * (s < 0), net = 100 * s)
}
half <- function(items, measure = "score") { # the respondent rule
  v <- as_measure(items, measure); asked <- rowSums(of_items(items, "asked")); valid <- rowSums(!is.na(v))
  ifelse(valid > 0 & valid >= asked / 2, rowMeans(v, na.rm = TRUE), NA)
}

# --- writing ------------------------------------------------------------------------------------
result <- NULL
put <- function(variable, row, column, ...) {
  v <- list(...); v <- if (length(v) == 1 && is.list(v[[1]])) v[[1]] else do.call(c, lapply(v, as.list))
  if (!length(v)) return(invisible())
  text <- sapply(v, function(x) if (is.numeric(x)) sprintf("%.17g", x) else x)
  result <<- rbind(result, data.frame(row_variable = variable, row = row, column = column, statistic = names(v), value = text))
}
save <- function(name) {
  stopifnot(!any(result$value %in% c("NA", "NaN", "Inf")))
  write.csv(result, file.path(folder, name), row.names = FALSE, quote = FALSE)
  result <<- NULL
}
all_of <- function(value, names) as.list(setNames(rep(value, length(names)), names))

# --- groups -------------------------------------------------------------------------------------
tree <- read.csv(file.path(folder, "units.csv"), colClasses = "character")
heads <- read.csv(file.path(folder, "headcounts.csv"))
below <- function(u) c(u, unlist(lapply(tree$unit[tree$parent == u], below)))
inside <- function(d, u) d$unit %in% below(u)
headcount <- function(u) sum(heads$headcount[heads$unit %in% below(u)])

wilson <- function(p, n) {
  if (!is.finite(n)) return(c(p, p)) # a complete count
  if (all.equal(n, round(n)) == TRUE) { # as prop.test has it, where it can
    check <- suppressWarnings(prop.test(p * n, n, correct = FALSE))$conf.int
  } else check <- NULL
  z <- qnorm(.975)
  ends <- (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n)
  if (!is.null(check)) stopifnot(all.equal(as.numeric(check), ends, tolerance = 1e-7))
  if (p < 1e-12) ends[1] <- 0
  if (p > 1 - 1e-12) ends[2] <- 1
  ends
}
share <- function(chose, w, N) { # the percentage of one item: p, its interval, n_effective and n
  keep <- !is.na(w) & w > 0
  chose <- chose[keep]; w <- w[keep]; n <- length(w)
  kish <- sum(w)^2 / sum(w^2); f <- if (!is.na(N) && N >= n) n / N else 0
  p <- sum(w * chose) / sum(w)
  n_effective <- kish / (1 - f)
  if (n > 1 && p > 1e-12 && p < 1 - 1e-12) {
    d <- if (f > 0) svydesign(~1, weights = ~w, fpc = ~N, data = data.frame(y = 1 * chose, w, N = N))
         else svydesign(~1, weights = ~w, data = data.frame(y = 1 * chose, w))
    m <- svymean(~y, d)
    v <- as.numeric(vcov(m))
    n_effective <- if (v < 1e-20) Inf else n * (p * (1 - p) / (n - 1)) / v
  }
  ends <- wilson(p, n_effective)
  list(p = p, ends = ends, n_effective = if (is.finite(n_effective)) n_effective else kish,
       deff = n / n_effective, n = n, chose = chose, w = w)
}
estimate <- c("sd", "se", "n_effective", "deff")
# a factor of a single item under positive or negative is a percentage: Wilson's interval
of_one_item <- function(figures, y, w, N, names, items) {
  if (length(items) != 1 || !names[1] %in% c("positive", "negative") || figures$n_valid == 0) return(figures)
  x <- share(y[!is.na(y)] > 50, w[!is.na(y)], N)
  figures[[names[2]]] <- 100 * x$ends[1]; figures[[names[3]]] <- 100 * x$ends[2]
  if (figures$n_valid > 1) { figures$n_effective <- x$n_effective; figures$deff <- x$deff }
  figures
}
group <- function(y, w, N = NA, names = c("score", "ci_low", "ci_high"), items = 1:2)
  of_one_item(moments(y, w, N, names), y, w, N, names, items)
moments <- function(y, w, N, names) {
  keep <- !is.na(y) & !is.na(w) & w > 0
  y <- y[keep]; w <- w[keep]; n <- length(y)
  if (n == 0) return(c(list(n_valid = 0), all_of("undefined", c(names, estimate))))
  if (n == 1) return(c(list(n_valid = 1), setNames(list(y), names[1]), all_of("undefined", c(names[-1], estimate))))
  d <- if (!is.na(N) && N >= n) svydesign(~1, weights = ~w, fpc = ~N, data = data.frame(y, w, N = N))
       else svydesign(~1, weights = ~w, data = data.frame(y, w))
  m <- svymean(~y, d, deff = "replace"); mean <- coef(m)[[1]]; se <- SE(m)[[1]]; t <- qt(.975, degf(d)) * se
  flat <- length(unique(y)) == 1
  variance <- as.numeric(svyvar(~y, d)); design <- if (flat) 1 else deff(m)[[1]]
  if (!flat) stopifnot(all.equal(design, se^2 / (variance / n)))
  kish <- sum(w)^2 / sum(w^2)
  c(list(n_valid = n, weight_sum = sum(w), sd = if (flat) 0 else sqrt(variance), se = if (flat || se < 1e-12) 0 else se),
    setNames(list(mean, mean - if (flat) 0 else t, mean + if (flat) 0 else t), names),
    list(n_effective = if (flat) n else if (design < 1e-20) kish else n / design, deff = if (design < 1e-20) 0 else design))
}
given <- suppressWarnings(as.numeric(one$weight))
equal <- rep(1, nrow(one))
parts <- factors_first(one)

table_of <- function(name, w, N = function(u) NA, measure = "score", scale = 1, names = c("score", "ci_low", "ci_high")) {
  for (u in tree$unit) for (f in names(parts)) {
    if (u == "W") next # nobody
    put("unit", u, f, group(half(parts[[f]], measure)[inside(one, u)] * scale, w[inside(one, u)], N(u), names, parts[[f]]))
  }
  save(name)
}
table_of("unit.csv", equal, headcount)
table_of("unit-100.csv", equal, headcount, scale = 10)
table_of("unit-weighted.csv", given, headcount)
table_of("unit-positive.csv", given, headcount, "positive", names = c("positive", "positive_low", "positive_high"))
table_of("unit-negative.csv", equal, measure = "negative", names = c("negative", "ci_low", "ci_high"))
table_of("unit-net.csv", given, measure = "net", names = c("net", "ci_low", "ci_high"))

# item rule: the linear variable whose weighted mean is the estimate and whose variance is the estimate's (svyratio for each
# item mean, their influence added up)
linear <- function(items, w, measure) {
  v <- as_measure(items, measure)
  keep <- rowSums(!is.na(v)) > 0 & !is.na(w) & w > 0
  v <- v[keep, , drop = FALSE]; w <- w[keep]
  v <- v[, colSums(!is.na(v)) > 0, drop = FALSE]
  if (!nrow(v)) return(list(y = numeric(0), w = w))
  m <- apply(v, 2, function(x) weighted.mean(x, w * !is.na(x), na.rm = TRUE))
  u <- sapply(seq_along(m), function(j) ifelse(is.na(v[, j]), 0, (v[, j] - m[j]) / sum(w[!is.na(v[, j])])))
  u <- matrix(u, nrow = length(w))
  if (length(w) > 1) { # the same, from the totals
    frame <- data.frame(ifelse(is.na(v), 0, v), 1 * !is.na(v)); J <- length(m)
    names(frame) <- c(paste0("y", 1:J), paste0("v", 1:J))
    t <- svytotal(reformulate(names(frame)), svydesign(~1, weights = ~w, data = cbind(frame, w = w)))
    e <- str2lang(paste0("(", paste(sprintf("y%d/v%d", 1:J, 1:J), collapse = "+"), ")/", J))
    se <- sqrt(max(0, as.numeric(vcov(svycontrast(t, list(m = e))))))
    stopifnot(all.equal(se, sqrt(length(w) / (length(w) - 1) * sum((w * rowMeans(u))^2)), tolerance = 1e-7))
  }
  list(y = mean(m) + sum(w) * rowMeans(u), w = w)
}
for (u in setdiff(tree$unit, "W")) for (f in names(parts)) {
  here <- inside(one, u)
  l <- linear(lapply(parts[[f]], function(i) i[here, ]), given[here], "score")
  y <- if (length(l$y) && diff(range(l$y)) < 1e-9) rep(mean(l$y), length(l$y)) else l$y
  if (length(y) || f != "PRIV") put("unit", u, f, group(y, l$w, headcount(u)))
}
save("unit-item.csv")

# --- gaps ---------------------------------------------------------------------------------------
tests <- c("se", "df", "t", "p", "ci_low", "ci_high", "hedges_g", "cliffs_delta", "mann_whitney_p")
nobody <- all_of("no_returns", c("n_a", "n_b", "score_a", "score_b", "difference", tests, "class"))
gap <- function(a, b, wa = NULL, wb = NULL, ranks = TRUE) {
  weighted <- !is.null(wa)
  if (!weighted) { wa <- rep(1, length(a)); wb <- rep(1, length(b)) }
  keep <- function(x, w) !is.na(x) & !is.na(w) & w > 0
  ka <- keep(a, wa); kb <- keep(b, wb); a <- a[ka]; b <- b[kb]; wa <- wa[ka]; wb <- wb[kb]
  na <- length(a); nb <- length(b)
  if (na + nb == 0) return(nobody)
  side <- list(n_a = na, n_b = nb, score_a = if (na) weighted.mean(a, wa) else "no_returns",
               score_b = if (nb) weighted.mean(b, wb) else "no_returns")
  side$difference <- if (na && nb) side$score_a - side$score_b else "no_returns"
  flat <- length(unique(a)) == 1 && length(unique(b)) == 1
  if (na < 2 || nb < 2 || flat) {
    none <- all_of("not_tested", c(tests, "class"))
    if (weighted) none$cliffs_delta <- none$mann_whitney_p <- "undefined"
    return(c(side, none))
  }
  both <- data.frame(y = c(a, b), g = rep(c("a", "b"), c(na, nb)), w = c(wa, wb))
  design <- svydesign(~1, strata = ~g, weights = ~w, data = both)
  if (weighted) {
    means <- svyby(~y, ~g, design, svymean, covmat = TRUE)
    d <- svycontrast(means, c(a = 1, b = -1)); se <- SE(d)[[1]]; df <- degf(design); t <- coef(d)[[1]] / se
    r <- list(se = se, df = df, t = t, p = 2 * pt(-abs(t), df), ci_low = coef(d)[[1]] - qt(.975, df) * se,
              ci_high = coef(d)[[1]] + qt(.975, df) * se)
    variance <- sapply(c("a", "b"), function(k) as.numeric(svyvar(~y, subset(svydesign(~1, weights = ~w, data = both[both$g == k, ]), TRUE))))
    pooled <- sqrt(((na - 1) * variance[[1]] + (nb - 1) * variance[[2]]) / (na + nb - 2))
    j <- exp(lgamma((na + nb - 2) / 2) - lgamma((na + nb - 3) / 2)) / sqrt((na + nb - 2) / 2)
    r$hedges_g <- j * side$difference / pooled
    r$cliffs_delta <- r$mann_whitney_p <- "undefined"
  } else {
    w <- t.test(a, b)
    r <- list(se = w$stderr, df = w$parameter[[1]], t = w$statistic[[1]], p = w$p.value, ci_low = w$conf.int[1],
              ci_high = w$conf.int[2], hedges_g = effectsize::hedges_g(a, b, pooled_sd = TRUE)[[1]])
    if (ranks) {
      u <- wilcox.test(round(a, 9), round(b, 9), exact = FALSE, correct = FALSE)
      r$cliffs_delta <- 2 * u$statistic[[1]] / (na * nb) - 1
      r$mann_whitney_p <- u$p.value
    }
  }
  if (!ranks) r$cliffs_delta <- r$mann_whitney_p <- if (weighted) "undefined" else NULL
  c(side, r)
}
is_tested <- function(g) is.numeric(g$p)
reading <- function(g, adjusted, limit) {
  half90 <- qt(.95, g$df) * g$se
  sign <- if (g$difference > 0) "positive" else "negative"
  if (adjusted < .05 && abs(g$hedges_g) >= .5) paste0("strong_", sign)
  else if (adjusted < .05 && abs(g$hedges_g) >= .2) paste0("weak_", sign)
  else if (g$difference - half90 >= -limit && g$difference + half90 <= limit) "similar" else "inconclusive"
}
# gaps: list of list(row, column, figures, same = key of the identical group, alone = TRUE for the whole)
put_gaps <- function(variable, gaps, method = "BH", by_column = FALSE, limit = .5) {
  member <- sapply(gaps, function(g) is_tested(g$figures) && is.null(g$same) && !isTRUE(g$alone))
  p <- rep(NA, length(gaps))
  scope <- sapply(gaps, function(g) if (by_column) g$column else "")
  for (s in unique(scope)) for (alone in c(FALSE, TRUE)) {
    k <- which(scope == s & if (alone) sapply(gaps, function(g) isTRUE(g$alone) && is_tested(g$figures)) else member)
    p[k] <- p.adjust(sapply(gaps[k], function(g) g$figures$p), method)
  }
  key <- sapply(gaps, function(g) paste(g$row, g$column))
  for (i in seq_along(gaps)) {
    g <- gaps[[i]]
    if (is_tested(g$figures)) {
      a <- if (is.null(g$same)) p[i] else p[match(g$same, key)]
      g$figures <- c(g$figures, list(p_adjusted = a, class = reading(g$figures, a, limit)))
    }
    put(variable, g$row, g$column, g$figures)
  }
}
units_gap <- function(score, d, w = NULL, scale = 1) {
  known <- d$unit != ""
  gaps <- list()
  for (u in setdiff(tree$unit, c("ALL", "W"))) for (f in names(score)) {
    y <- score[[f]] * scale; h <- inside(d, u)
    if (all(is.na(y))) { put("unit", u, f, nobody); next }
    use <- if (is.null(w)) rep(1, nrow(d)) else w
    g <- if (is.null(w)) gap(y[h], y[known & !h]) else gap(y[h], y[known & !h], w[h], w[known & !h])
    ok <- known & !is.na(y) & !is.na(use) & use > 0
    if (is.numeric(g$score_a)) g$difference_whole <- g$score_a - weighted.mean(y[ok], use[ok])
    gaps <- c(gaps, list(list(row = u, column = f, figures = g, same = if (u == "S1") paste("S", f))))
  }
  gaps
}
scores <- lapply(parts, half)
put_gaps("unit", units_gap(scores, one)); save("gap-unit.csv")
put_gaps("unit", units_gap(scores, one, scale = 10), "holm", TRUE, limit = 5); save("gap-unit-100-holm-column.csv")
put_gaps("unit", units_gap(scores, one, given), "none"); save("gap-unit-weighted.csv")

# two roles, in every unit: the whole is a family of its own
role_gap <- function(ya, yb, wa = NULL, wb = NULL) if (is.null(wa)) gap(ya, yb) else gap(ya, yb, wa, wb)
gaps <- list()
for (u in setdiff(tree$unit, "W")) for (f in setdiff(names(parts), "PRIV")) {
  a <- inside(one, u) & one$role == "a"; b <- inside(one, u) & one$role == "b"
  gaps <- c(gaps, list(list(row = u, column = f, figures = gap(scores[[f]][a], scores[[f]][b]), alone = u == "ALL",
                            same = if (u == "S1") paste("S", f))))
}
put_gaps("unit", gaps, "holm"); save("gap-role-per-unit.csv")

# by indicator
indicators <- unlist(lapply(parts, function(p) p), recursive = FALSE)
names(indicators) <- c("l1", "l2", "l3", "l4", "r1", "r2", "r3", "t1", "t2", "c1", "m1", "p1")
a <- one$role == "a"; b <- one$role == "b"
put_gaps("*", lapply(setdiff(names(indicators), "p1"), function(k)
  list(row = "*", column = k, figures = gap(indicators[[k]]$score[a], indicators[[k]]$score[b]))))
save("gap-role-indicator.csv")

# the item rule, weighted and not
for (weights in list(NULL, given)) {
  w <- if (is.null(weights)) equal else weights
  gaps <- lapply(c("LEAD", "REGF", "TRAN", "MORA"), function(f) {
    side <- function(rows) linear(lapply(parts[[f]], function(i) i[rows, ]), w[rows], "score")
    x <- side(a); y <- side(b)
    g <- if (is.null(weights)) gap(x$y, y$y, ranks = FALSE) else gap(x$y, y$y, x$w, y$w)
    list(row = "*", column = f, figures = g)
  })
  put_gaps("*", gaps); save(if (is.null(weights)) "gap-role-item.csv" else "gap-role-item-weighted.csv")
}

# --- frequencies --------------------------------------------------------------------------------
whole <- sum(heads$headcount)
percent <- function(variable, choice, chose, w, N, weighted) {
  x <- share(chose, w, N)
  figures <- list(count = sum(x$chose), total_percent = 100 * x$p, ci_low = 100 * x$ends[1], ci_high = 100 * x$ends[2],
                  n_effective = x$n_effective, deff = x$deff)
  if (weighted) figures$weighted_count <- sum(x$w * x$chose)
  put(variable, choice, "*", figures)
}
freq <- function(w, N, weighted) {
  there <- !is.na(w)
  d <- one[there, ]; w <- w[there]
  for (v in list(c("l1", "five"), c("r2", "given"), c("t1", "steps"), c("t2", "three"), c("c1", "five"), c("m1", "yesno"))) {
    name <- v[1]; list <- v[2]; x <- d[[name]]; valid <- x %in% lists[[list]]
    for (choice in lists[[list]]) percent(name, choice, x[valid] == choice, w[valid], N, weighted)
    put(name, "*", "*", list(n_asked = nrow(d), n_valid = sum(valid & w > 0), weight_sum = sum(w[valid]),
                             dont_know = sum(x == "dk"), refused = sum(x == "no_answer"), not_applicable = sum(x == "na"),
                             skipped = sum(x == "")))
    put(name, "skipped", "*", list(count = sum(x == "")))
  }
  gate <- d$gate == "yes"
  ticked <- gate & d$tools != ""
  ticks <- strsplit(d$tools, " ")
  for (choice in c("pen", "ink", "map")) {
    percent("tools", choice, sapply(ticks, function(t) choice %in% t)[ticked], w[ticked], N, weighted)
    percent("order", choice, startsWith(d$order, choice)[d$order != ""], w[d$order != ""], N, weighted)
  }
  put("tools", "*", "*", list(n_asked = sum(gate), n_valid = sum(ticked & w > 0), skipped = sum(gate & !ticked)))
  known <- d$unit != ""
  for (u in tree$unit) percent("unit", u, inside(d, u)[known], w[known], N, weighted)
  for (v in list(c("l1", "LEAD", 1), c("r2", "REGF", 2), c("m1", "MORA", 1)))
    put(v[1], "*", "*", group(parts[[v[2]]][[as.integer(v[3])]]$score[there], w, N)[c("score", "sd", "se", "ci_low", "ci_high", "n_effective", "deff")])
}
freq(equal, NA, FALSE); save("freq.csv")
freq(equal, whole, FALSE); save("freq-fpc.csv")
freq(given, whole, TRUE); save("freq-weighted.csv")

# --- two waves, the second with a changed form ---------------------------------------------------
# l2 and c1 went to another scale, r3 and l4 left, l5 is new, l3 has another name: LEAD is l1 and l3, REGF r1 and r2; nothing
# of CODE and PRIV is left to compare. Units without returns in one of the waves (S1, E; W) are out.
shared_one <- list(LEAD = list(parts$LEAD[[1]], parts$LEAD[[3]]), REGF = parts$REGF[1:2], TRAN = parts$TRAN, MORA = parts$MORA)
shared_two <- list(LEAD = list(item(two, "l1", "five"), item(two, "lead_three", "four")),
                   REGF = list(item(two, "r1", "seven", "-"), item(two, "r2", "given")),
                   TRAN = list(item(two, "t1", "steps"), item(two, "t2", "three")), MORA = list(item(two, "m1", "yesno", "-")))
common <- setdiff(intersect(one$unit, two$unit), "")
in_one <- one$unit %in% common; in_two <- two$unit %in% common
gaps <- lapply(names(shared_one), function(f)
  list(row = "*", column = f, figures = gap(half(shared_two[[f]])[in_two], half(shared_one[[f]])[in_one])))
put_gaps("*", gaps)
put("*", "*", "CODE", list(difference = "not_comparable", class = "not_comparable", p = "not_comparable"))
save("gap-wave-any.csv")
# The wording of l3 changed, and so did who is asked it: unless told otherwise LEAD is l1 alone.
shared_one$LEAD <- shared_one$LEAD[1]; shared_two$LEAD <- shared_two$LEAD[1]
gaps <- lapply(names(shared_one), function(f)
  list(row = "*", column = f, figures = gap(half(shared_two[[f]])[in_two], half(shared_one[[f]])[in_one])))
put_gaps("*", gaps)
put("*", "*", "CODE", list(difference = "not_comparable", class = "not_comparable", p = "not_comparable"))
save("gap-wave.csv")

# --- two instruments: l1 under another name, l3, r2; the rest has another scale, another polarity or another meaning ------
shared_one <- list(LEAD = list(parts$LEAD[[1]], parts$LEAD[[3]]), REGF = parts$REGF[2])
shared_other <- list(LEAD = list(item(other, "first", "five"), item(other, "l3", "four")), REGF = list(item(other, "r2", "given")))
gaps <- lapply(names(shared_one), function(f)
  list(row = "*", column = f, figures = gap(half(shared_one[[f]]), half(shared_other[[f]]))))
put_gaps("*", gaps)
for (f in c("TRAN", "CODE", "MORA", "PRIV"))
  put("*", "*", f, list(difference = "not_comparable", score_a = "not_comparable", class = "not_comparable"))
save("gap-instrument.csv")

# --- one wave, answers to two versions of the form: the first half of each wave's file, brought to the second form --------
pooled <- rbind(data.frame(v = 1, unit = one$unit, role = one$role), data.frame(v = 2, unit = two$unit, role = two$role))
stack <- function(x, y) rbind(x, y)
nothing <- function(d) data.frame(asked = rep(FALSE, nrow(d)), score = NA, sign = NA)
neutral <- replace(says$given, "g4", 0)
both <- list(
  LEAD = list(stack(parts$LEAD[[1]], item(two, "l1", "five")), stack(nothing(one), item(two, "l2", "seven", "-")),
              stack(parts$LEAD[[3]], item(two, "lead_three", "four")), stack(nothing(one), item(two, "l5", "five"))),
  REGF = list(stack(parts$REGF[[1]], item(two, "r1", "seven", "-")), stack(parts$REGF[[2]], item(two, "r2", "given"))),
  TRAN = list(stack(parts$TRAN[[1]], item(two, "t1", "steps")), stack(parts$TRAN[[2]], item(two, "t2", "three"))),
  CODE = list(stack(nothing(one), item(two, "c1", "four"))), MORA = list(stack(parts$MORA[[1]], item(two, "m1", "yesno", "-"))))
for (u in tree$unit) for (f in names(both)) put("unit", u, f, group(half(both[[f]])[inside(pooled, u)], rep(1, sum(inside(pooled, u)))))
save("pooled.csv")
for (r in c("a", "b")) for (f in names(both)) put("role", r, f, group(half(both[[f]])[pooled$role == r], rep(1, sum(pooled$role == r))))
save("pooled-role.csv")
# g4 is neutral in the second form: r2 of the first cannot be pooled where positives are counted
both$REGF[[2]] <- stack(nothing(one), item(two, "r2", "given", sign = neutral))
for (f in names(both))
  put("unit", "ALL", f, group(half(both[[f]], "positive")[inside(pooled, "ALL")], rep(1, sum(inside(pooled, "ALL"))),
                              names = c("positive", "positive_low", "positive_high"), items = both[[f]]))
save("pooled-positive.csv")
