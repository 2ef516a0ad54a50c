# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values for tables by language, mode and assistance.
#
#   Rscript tests/figures/language.R tests/figures/language
#
# writes the answers beside the form and one CSV of expected figures for each table that run.py asks cips for, as stress.R
# does. Forty people answered in English, 30 in French, 14 in Portuguese, 4 in Spanish and 3 in a language that is not known;
# languages are written in each of the ways that the import takes. Spanish is under the minimum group of 10, and Portuguese
# must go with it: the whole less English, French and Portuguese would be Spanish.
folder <- commandArgs(TRUE)[1]
state <- 77
draw <- function(n, k) { # n whole numbers 1...k; the same on every machine
  sapply(seq_len(n), function(i) {
    state <<- (state * 1103 + 12345) %% 1048576
    1 + floor(state / 1048576 * k)
  })
}
written <- list(en = c("en", "English", "English (en)"), fr = c("Français (fr)", "fr", "français"), pt = "Português", es = "ES")
language <- rep(c("en", "fr", "pt", "es", ""), c(40, 30, 14, 4, 3))
n <- length(language)
d <- data.frame(office = c("north", "south", "south")[draw(n, 3)])
d$language <- sapply(seq_len(n), function(i) if (language[i] == "") "" else { w <- written[[language[i]]]; w[1 + i %% length(w)] })
d$mode <- c("paper", "online", "online", "")[draw(n, 4)]
d$assisted <- c("yes", "no", "", "no")[draw(n, 4)]
for (item in c("example", "speaks", "clear")) {
  step <- pmin(3, draw(n, 3) + (language == "fr" & draw(n, 2) == 1))
  d[[item]] <- ifelse(draw(n, 12) == 1, c("dk", "")[draw(n, 2)], c("no", "partly", "yes")[step])
}
write.csv(d[order(draw(n, 1000)), ], file.path(folder, "answers.csv"), row.names = FALSE, quote = FALSE, fileEncoding = "UTF-8")

score <- sapply(d[c("example", "speaks", "clear")], function(x) unname(c(no = 0, partly = 5, yes = 10)[x]))
factors <- data.frame(LEAD = rowMeans(score[, 1:2], na.rm = TRUE), REGF = score[, 3]) # one of two answers is half of them

lines <- character()
put <- function(...) lines <<- c(lines, paste(..., sep = ","))
write <- function(name) {
  writeLines(c("row_variable,row,column,statistic,value", lines), file.path(folder, name))
  lines <<- character()
}
num <- function(x) sprintf("%.17g", x)
values <- function(variable, row, group) for (f in names(factors)) {
  x <- factors[group, f]; x <- x[!is.na(x)]
  figures <- c(n_asked = sum(group), n_valid = length(x), score = mean(x), sd = sd(x), ci_low = t.test(x)$conf.int[1], ci_high = t.test(x)$conf.int[2])
  for (s in names(figures)) put(variable, row, f, s, num(figures[[s]]))
}
hidden <- function(variable, row) for (f in names(factors)) for (s in c("n_asked", "n_valid", "score", "sd", "ci_low", "ci_high", "skipped"))
  put(variable, row, f, s, "suppressed")

for (l in c("en", "fr")) values("language", l, language == l)
values("language", "*", language != "")
hidden("language", "pt"); hidden("language", "es")
write("language.csv")
for (m in c("online", "paper")) values("mode", m, d$mode == m)
values("mode", "*", d$mode != "")
write("mode.csv")
values("assisted", "yes", d$assisted == "yes"); values("assisted", "no", d$assisted != "yes"); values("assisted", "*", rep(TRUE, n))
write("assisted.csv")

gap <- function(name, a, b) {
  p <- sapply(names(factors), function(f) t.test(factors[a, f], factors[b, f])$p.value)
  for (f in names(factors)) {
    x <- na.omit(factors[a, f]); y <- na.omit(factors[b, f])
    t <- t.test(x, y)
    w <- suppressWarnings(wilcox.test(x, y, exact = FALSE, correct = FALSE))
    figures <- c(n_a = length(x), n_b = length(y), score_a = mean(x), score_b = mean(y), difference = mean(x) - mean(y),
                 se = t$stderr, t = unname(t$statistic), df = unname(t$parameter), p = t$p.value, ci_low = t$conf.int[1],
                 ci_high = t$conf.int[2], p_adjusted = unname(p.adjust(p, "holm")[f]),
                 cliffs_delta = unname(2 * w$statistic / (length(x) * length(y)) - 1), mann_whitney_p = w$p.value)
    for (s in names(figures)) put("*", "*", f, s, num(figures[[s]]))
  }
  write(name)
}
gap("gap-language.csv", language == "fr", language == "en")
gap("gap-mode.csv", d$mode == "paper", d$mode == "online")
# in the order of the form; percentages of the 88 whose language is known
for (l in c("en", "fr")) {
  put("language", l, "*", "count", sum(language == l))
  put("language", l, "*", "total_percent", num(100 * sum(language == l) / sum(language != "")))
  ci <- 100 * prop.test(sum(language == l), sum(language != ""), correct = FALSE)$conf.int # Wilson's
  put("language", l, "*", "ci_low", num(ci[1])); put("language", l, "*", "ci_high", num(ci[2]))
}
for (l in c("pt", "es")) for (s in c("count", "total_percent", "ci_low", "ci_high")) put("language", l, "*", s, "suppressed")
write("freq.csv")
