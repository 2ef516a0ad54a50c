# SPDX-License-Identifier: GPL-3.0-or-later
# Scores of factors by unit with standard errors, by survey::svyby.
#
#   Rscript svyby.R r.csv factors.rds    # prepares the factor means of each person
#   Rscript svyby.R factors.rds          # what is measured
args <- commandArgs(TRUE)
factors <- c("lead", "regf", "tran", "auto", "refo", "audi", "code", "hrmt", "mora", "priv")
if (length(args) == 2) {
  d <- read.csv(args[1], na.strings = "")
  scored <- function(item) {
    x <- d[[item]]
    x[x > 5] <- NA
    2.5 * (if (grepl("[56]$", item)) 5 - x else x - 1)
  }
  means <- sapply(factors, function(f) {
    scores <- sapply(paste0(f, "_", 1:6), scored)
    ifelse(rowSums(!is.na(scores)) >= 3, rowMeans(scores, na.rm = TRUE), NA)
  })
  saveRDS(data.frame(unit = d$unit, means), args[2], compress = FALSE)
} else {
  suppressMessages(library(survey))
  design <- suppressWarnings(svydesign(ids = ~1, data = readRDS(args[1])))
  result <- lapply(factors, function(f) svyby(as.formula(paste0("~", f)), ~unit, design, svymean, na.rm = TRUE))
  print(head(result[[1]]))
}
