# SPDX-License-Identifier: GPL-3.0-or-later
# Answers with straight-lining, haste, duplicates, outliers and break-offs among them, and what cips quality and cips response
# must find in them: counted here in another way, distances by stats::mahalanobis().
#
#   Rscript tests/figures/quality.R tests/figures/quality
#
# writes answers.csv, kept.csv (those of them without a flag), quality.csv, response.csv and unflagged.csv into the folder
# (row_variable,row,column,statistic,value).
out <- commandArgs(TRUE)[1]
set.seed(20251128)
agree <- c("l1", "l2", "l3", "l4", "r1", "r2", "r3", "r4")
often <- c("o1", "o2", "o3", "o4")
three <- c("t1", "t2")
order <- c("l1", "l2", "l3", "l4", "o1", "o2", "o3", "r1", "r2", "r3", "r4", "o4", "t1", "t2") # of the form
turned <- c("l2", "l4", "o1", "r2", "t2")
prefix <- setNames(c(rep("a", 8), rep("f", 4), rep("c", 2)), c(agree, often, three))

# --- the answers --------------------------------------------------------------------------------
n <- 240
office <- sample(c("north", "south", "east", ""), n, TRUE, c(.45, .35, .17, .03))
role <- sample(c("chief", "officer"), n, TRUE, c(.3, .7))
raw <- sapply(order, function(k) {
  top <- if (k %in% three) 3 else 5
  x <- pmin(top, pmax(1, round((top + 1) / 2 + rnorm(n, if (k %in% turned) -.6 else .6))))
  x
})
colnames(raw) <- order
state <- matrix(sample(c("", "dk", "rf", "blank"), n * length(order), TRUE, c(.97, .01, .01, .01)), n, dimnames = list(NULL, order))
state[state == "rf" & col(state) > 12] <- "blank" # t1 and t2 cannot be refused
for (i in 1:7) raw[i, ] <- rep(c(3, 2, 4, 3, 3, 5, 3)[i], length(order)) # straight, t1 and t2 as far as they go
raw[1:7, three] <- pmin(raw[1:7, three], 3)
for (i in 8:10) raw[i, agree] <- c(4, 2, 4)[i - 7] # straight in the long battery only
raw[11, c("l1", "l2", "l3", "l4", "o1", "o2", "o3")] <- 4 # seven in a row: not yet
raw[12, c("l1", "l2", "l3", "l4", "o1", "o2", "o3", "r1")] <- 4 # eight in a row
state[c(1, 8, 12), "l3"] <- "dk" # passed over
raw[12, "r2"] <- 4
for (pair in list(c(20, 21), c(30, 31, 32))) for (i in pair[-1]) {
  raw[i, ] <- raw[pair[1], ]; state[i, ] <- state[pair[1], ]; role[i] <- role[pair[1]]
}
raw[40, ] <- ifelse(seq_along(order) %% 2 == 0, 5, 1); raw[41, ] <- ifelse(seq_along(order) %% 2 == 0, 1, 5)
raw[40:41, three] <- pmin(raw[40:41, three], 3)
state[50:55, 5:14] <- "blank" # broke off
state[56:60, 8:14] <- "rf"; state[56:60, three] <- "blank"
state[61:63, c("l1", "l2", "l3")] <- "rf"
shown <- matrix(TRUE, n, length(order), dimnames = list(NULL, order))
shown[, "o4"] <- role == "chief"
mode <- sample(c("online", "paper", "terminal", ""), n, TRUE, c(.4, .2, .3, .1))
seconds <- ifelse(mode == "paper", NA, round(exp(rnorm(n, ifelse(mode == "online", 6, 5), .6))))
seconds[sample(n, 15)] <- NA
years <- ifelse(runif(n) < .1, "", sample(0:40, n, TRUE))
cell <- function(k) ifelse(!shown[, k] | state[, k] == "blank", "", ifelse(state[, k] == "", paste0(prefix[[k]], raw[, k]), state[, k]))
answers <- data.frame(response_id = sprintf("q-%03d", 1:n), mode, seconds = ifelse(is.na(seconds), "", seconds), office, role,
                      sapply(order, cell), years, more = ifelse(runif(n) < .2, "words", ""))
write.csv(answers, file.path(out, "answers.csv"), row.names = FALSE, quote = FALSE)

# --- what is in them ----------------------------------------------------------------------------
d <- read.csv(file.path(out, "answers.csv"), colClasses = "character")
valid <- sapply(order, function(k) d[[k]] != "" & !d[[k]] %in% c("dk", "rf"))
code <- sapply(order, function(k) ifelse(valid[, k], as.numeric(sub("^[a-z]", "", d[[k]])), NA))
width <- setNames(ifelse(order %in% three, 4, 7), order) # choices, those for missing answers too
longest <- sapply(1:n, function(i) {
  k <- order[valid[i, ]]
  if (!length(k)) return(0)
  max(rle(paste(code[i, k], width[k]))$lengths)
})
answered <- rowSums(valid)
one_code <- function(i, items) { v <- code[i, items][valid[i, items]]; length(v) >= 8 && length(unique(v)) == 1 }
judged <- flagged <- matrix(FALSE, n, 6, dimnames = list(NULL, c("straight", "fast", "duplicate", "outlier", "unanswered", "any")))
judged[, "straight"] <- answered >= 8
flagged[, "straight"] <- judged[, "straight"] &
  (sapply(1:n, one_code, agree) | sapply(1:n, one_code, often) | (longest >= 8 & longest >= answered / 2))
s <- as.numeric(d$seconds)
timed <- !is.na(s)
medians <- tapply(s[timed], d$mode[timed], median)
counts <- table(d$mode[timed])
judged[, "fast"] <- timed & counts[match(d$mode, names(counts))] >= 10
judged[is.na(judged[, "fast"]), "fast"] <- FALSE
flagged[, "fast"] <- judged[, "fast"] & s < medians[match(d$mode, names(medians))] / 3
judged[, "duplicate"] <- judged[, "straight"] & !flagged[, "straight"]
vector <- apply(d[, order], 1, paste, collapse = "|")
# an item that was not shown is another thing than one left blank
vector <- paste(vector, shown[, "o4"])
chance <- sapply(1:n, function(i) {
  p <- sapply(order, function(k) mean(d[[k]] == d[[k]][i] & shown[, k] == shown[i, k]))
  (n - 1) * prod(p)
})
times <- ave(rep(1, n), ifelse(judged[, "duplicate"], vector, paste("not judged", 1:n)), FUN = sum)
flagged[, "duplicate"] <- judged[, "duplicate"] & times > 1 & chance < .01
everybody <- setdiff(order, "o4") # asked of all
top <- ifelse(everybody %in% three, 3, 5)
score <- sapply(seq_along(everybody), function(j) {
  x <- 10 * (code[, everybody[j]] - 1) / (top[j] - 1)
  if (everybody[j] %in% turned) 10 - x else x
})
complete <- rowSums(is.na(score)) == 0
distance <- mahalanobis(score[complete, ], colMeans(score[complete, ]), cov(score[complete, ]))
judged[, "outlier"] <- complete
flagged[complete, "outlier"] <- pchisq(distance, ncol(score), lower.tail = FALSE) < .001
questions <- c("office", "role", order, "years")
asked <- cbind(TRUE, TRUE, shown, TRUE)
colnames(asked) <- questions
has_answer <- sapply(questions, function(k) d[[k]] != "" & d[[k]] != "rf") & asked
share <- rowSums(has_answer) / rowSums(asked)
judged[, "unanswered"] <- TRUE
flagged[, "unanswered"] <- share < .5
judged[, "any"] <- TRUE
flagged[, "any"] <- rowSums(flagged[, 1:5]) > 0
message(paste(colnames(judged), colSums(judged), colSums(flagged), collapse = "; "))

result <- NULL
put <- function(variable, row, column, ...) {
  v <- c(...)
  result <<- rbind(result, data.frame(row_variable = variable, row = row, column = column, statistic = names(v),
                                      value = ifelse(is.na(v), "undefined", sprintf("%.17g", v))))
}
save <- function(name) {
  write.csv(result, file.path(out, name), row.names = FALSE, quote = FALSE)
  result <<- NULL
}
flags <- function(people, k) {
  c(n_judged = sum(judged[people, k]), flagged = sum(flagged[people, k]),
    flagged_percent = 100 * sum(flagged[people, k]) / sum(judged[people, k]))
}
group <- function(variable, row, people, ...) {
  for (k in colnames(judged)) put(variable, row, k, flags(people, k))
  put(variable, row, "*", n_asked = sum(people), longest_string = mean(longest[people & judged[, "straight"]]), ...)
}
known <- d$office != ""
for (k in colnames(judged)) put("flag", k, "*", flags(known, k))
group("unit", "all", known)
for (u in c("north", "south", "east")) group("unit", u, d$office == u)
for (m in c("online", "terminal")) group("mode", m, d$mode == m, median_seconds = as.numeric(medians[m]))
save("quality.csv")

heads <- read.csv(file.path(out, "headcounts.csv"))
class <- ifelse(share > .8, "complete", ifelse(share >= .5, "partial", "break_off"))
returns <- function(variable, row, people, N) {
  k <- table(factor(class[people], c("complete", "partial", "break_off")))
  rate <- if (sum(people) <= N) 1 else NA # no rate of more returns than people
  put(variable, row, "*", headcount = N, returns = sum(people), complete = k[["complete"]], partial = k[["partial"]],
      break_off = k[["break_off"]], rr1 = rate * 100 * k[["complete"]] / N,
      rr2 = rate * 100 * (k[["complete"]] + k[["partial"]]) / N)
}
returns("unit", "all", known, sum(heads$headcount))
for (u in c("north", "south", "east")) returns("unit", u, d$office == u, sum(heads$headcount[heads$unit == u]))
for (r in c("chief", "officer")) returns("role", r, d$role == r, sum(heads$headcount[heads$role == r]))
save("response.csv")

# --- scores of those without any flag -----------------------------------------------------------
write.csv(answers[!flagged[, "any"], ], file.path(out, "kept.csv"), row.names = FALSE, quote = FALSE)
by_factor <- list(LEAD = c("l1", "l2", "l3", "l4"), REGF = c("r1", "r2", "r3", "r4"), CODE = three)
scores <- sapply(by_factor, function(items) {
  m <- score[, match(items, everybody)]
  ifelse(rowSums(!is.na(m)) >= length(items) / 2, rowMeans(m, na.rm = TRUE), NA)
})
for (u in c("all", "north", "south", "east")) for (f in names(by_factor)) {
  y <- scores[(if (u == "all") known else d$office == u) & !flagged[, "any"], f]
  y <- y[!is.na(y)]
  put("unit", u, f, n_valid = length(y), score = mean(y), sd = sd(y))
}
save("unflagged.csv")
