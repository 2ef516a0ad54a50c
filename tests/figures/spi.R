# SPDX-License-Identifier: GPL-3.0-or-later
# Factor scores, their precision and the gaps between units, of answers to an instrument in which
# everybody is asked everything: what the program must print for them, by R's own functions.
#
#   Rscript tests/figures/spi.R FOLDER tests/figures
#
# FOLDER holds responses.csv (data set spi of the R package psychTools) and form.md. Writes one CSV
# (row,column,statistic,value with 17 significant digits) for each table that run.py compares with
# cips: spi-crosstab.csv, spi-crosstab-MEASURE.csv and spi-gap.csv. Needs r-cran-effectsize.
# The units are the tree of education levels below. Unweighted, no finite population correction,
# every gap but the root's tested.
suppressPackageStartupMessages(library(effectsize))

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 2) stop("two arguments: the folder of the data, the folder of the figures")

units <- c(list(ALL = 1:8, SCHOOL = 1:2, COLLEGE = 3:5, GRADUATE = 6:8),
	setNames(as.list(1:8), 1:8))

# One sheet of a form in pipe tables: its name alone in a line, then rows with an empty first cell.
read_sheet <- function(lines, sheet) {
	cells <- lapply(strsplit(trimws(lines), "|", fixed = TRUE), function(x) trimws(x[-1]))
	name <- vapply(cells, function(x) if (length(x)) x[1] else "", "")
	start <- which(name == sheet)
	end <- c(which(nzchar(name) & seq_along(name) > start), length(lines) + 1)[1]
	rows <- Filter(function(x) length(x) > 1, cells[(start + 1):(end - 1)])
	width <- length(rows[[1]])
	table <- t(vapply(rows[-1], function(x) c(x, rep("", width))[1:width], character(width)))
	setNames(as.data.frame(table[, -1]), rows[[1]][-1])
}

form <- readLines(file.path(arguments[1], "form.md"))
survey <- read_sheet(form, "survey")
choices <- read_sheet(form, "choices")
items <- survey[nzchar(survey[["bind::cips:factor"]]), ]
answers <- read.csv(file.path(arguments[1], "responses.csv"), colClasses = "character",
	na.strings = "")
unit <- as.integer(answers[["education"]])

# Item scores 0...10, turned round under polarity "-".
item_scores <- function(item) {
	list_name <- sub("^select_one ", "", item[["type"]])
	list <- choices[choices$list_name == list_name, ]
	s <- as.numeric(list$score)
	given <- answers[[item[["name"]]]]
	stopifnot(all(is.na(given) | given %in% list$name))
	score <- 10 * (s[match(given, list$name)] - min(s)) / (max(s) - min(s))
	if (item[["bind::cips:polarity"]] == "-") 10 - score else score
}
scores <- sapply(seq_len(nrow(items)), function(i) item_scores(items[i, ]))

# One row a respondent: mean of the items, and the percentages of them that are positive and
# negative; missing where fewer than half of the items have an answer.
by_respondent <- function(x) {
	valid <- rowSums(!is.na(x))
	enough <- valid >= ncol(x) / 2 & valid > 0
	share <- function(hits) ifelse(enough, 100 * rowSums(hits, na.rm = TRUE) / valid, NA)
	data.frame(score = ifelse(enough, rowSums(x, na.rm = TRUE) / valid, NA),
		positive = share(x > 5), negative = share(x < 5))
}

group_statistics <- function(r) {
	r <- r[!is.na(r$score), ]
	interval <- t.test(r$score)
	c(n_valid = nrow(r), score = mean(r$score), sd = sd(r$score),
		se = interval$stderr, ci_low = interval$conf.int[1], ci_high = interval$conf.int[2],
		positive = mean(r$positive), negative = mean(r$negative),
		net = mean(r$positive - r$negative))
}

gap_statistics <- function(a, b) {
	welch <- t.test(a, b)
	above <- vapply(a, function(x) sum(x > b) - sum(x < b), 0)
	rank_test <- wilcox.test(a, b, correct = FALSE, exact = FALSE)
	c(n_a = length(a), n_b = length(b), score_a = mean(a), score_b = mean(b),
		difference = mean(a) - mean(b), difference_whole = mean(a) - mean(c(a, b)),
		se = welch$stderr, df = welch$parameter[[1]], t = welch$statistic[[1]],
		p = welch$p.value, ci_low = welch$conf.int[1], ci_high = welch$conf.int[2],
		hedges_g = hedges_g(a, b, ci = NULL)$Hedges_g,
		cliffs_delta = sum(above) / (length(a) * length(b)),
		mann_whitney_p = rank_test$p.value)
}

factors <- unique(items[["bind::cips:factor"]])
groups <- list()
gaps <- list()
for (factor in factors) {
	r <- by_respondent(scores[, items[["bind::cips:factor"]] == factor, drop = FALSE])
	known <- !is.na(unit) & !is.na(r$score)
	for (u in names(units)) {
		inside <- unit %in% units[[u]]
		cell <- paste(u, factor, sep = ",")
		groups[[cell]] <- group_statistics(r[inside, ])
		if (u != "ALL")
			gaps[[cell]] <- gap_statistics(r$score[known & inside], r$score[known & !inside])
	}
}
adjusted <- p.adjust(vapply(gaps, function(g) g[["p"]], 0), "BH")
for (cell in names(gaps)) gaps[[cell]] <- c(gaps[[cell]], p_adjusted = adjusted[[cell]])

# The statistics of all cells, or those named of them.
write_cells <- function(cells, name, statistics = names(cells[[1]])) {
	lines <- vapply(names(cells), function(cell)
		paste(sprintf("%s,%s,%.17g", cell, statistics, cells[[cell]][statistics]), collapse = "\n"), "")
	writeLines(c("row,column,statistic,value", lines), file.path(arguments[2], name))
}
measures <- c("positive", "negative", "net")
write_cells(groups, "spi-crosstab.csv", setdiff(names(groups[[1]]), measures))
for (measure in measures)
	write_cells(groups, sprintf("spi-crosstab-%s.csv", measure), c("n_valid", measure))
write_cells(gaps, "spi-gap.csv")
