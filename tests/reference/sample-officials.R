# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the invented answers of sample-surveys: officials-2023.csv and officials-2025.csv.
# Run by hand, base R only:
#
#	Rscript tests/reference/sample-officials.R sample-surveys
#
# Reads officials.md, units.csv and headcounts.csv from that folder. The effects built in are the
# tables `base`, `region_effect`, `manager_effect` and `wave_effect` below, in points of the 0-10
# scale; sample-surveys/README.md repeats them.
#
# How: each person has a latent view per factor (a general part, a part of the factor, a part of the
# item), cut into five answers. Within a wave, region and role the latent view is then moved until
# the mean factor score of the answers that were really given is the one asked for.

RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20230517)

base <- c(LEAD = 6.4, REGF = 5.6, TRAN = 6.0, AUTO = 6.2, REFO = 5.4,
	AUDI = 5.2, CODE = 6.8, HRMT = 4.6, MORA = 6.0, PRIV = 5.8)
factors <- names(base)

effect <- function(others = 0, ...) {
	points <- setNames(rep(others, length(factors)), factors)
	named <- c(...)
	points[names(named)] <- named
	points
}
region_effect <- list(
	HQ = effect(),
	NORTH = effect(+0.5),
	COAST = effect(-0.5),
	EAST = effect(AUDI = -1.4, MORA = -1.2),
	SOUTH = effect())
manager_effect <- effect(+0.4, LEAD = 1.0, AUDI = 1.0, CODE = 1.0, MORA = 1.0, AUTO = 0)
wave_effect <- list(
	"2023" = effect(),
	"2025" = effect(AUTO = 0.6, REFO = 0.6, MORA = -0.3))

# In 2023 nearly every manager answered but few of the staff; in 2025 the mix is close to the real
# one. The ferry post was not reached in 2023.
response_rate <- list(
	"2023" = list(manager = c(0.86, 0.98), staff = c(0.29, 0.44)),
	"2025" = list(manager = c(0.46, 0.66), staff = c(0.44, 0.66)))
not_reached <- list("2023" = "COVE", "2025" = character())

dont_know <- 0.04
refused <- 0.02
refused_sensitive <- 0.11
refused_demographic <- 0.02
blank <- 0.01

# --- the form ------------------------------------------------------------------------------------

# A sheet of the pipe tables as a data frame of strings.
read_sheet <- function(lines, sheet) {
	start <- match(sprintf("| %s |", sheet), lines)
	body <- lines[seq(start + 1, length(lines))]
	end <- match(FALSE, startsWith(body, "|  |"))
	if (!is.na(end))
		body <- body[seq_len(end - 1)]
	cells <- lapply(strsplit(body, "|", fixed = TRUE), function(x) trimws(x[-(1:2)]))
	table <- as.data.frame(do.call(rbind, cells[-1]))
	setNames(table, cells[[1]])
}

read_form <- function(path) {
	lines <- readLines(path, encoding = "UTF-8")
	survey <- read_sheet(lines, "survey")
	items <- survey[grepl("^select_", survey$type), ]
	list(
		names = items$name,
		list = setNames(sub("^\\S+ ", "", items$type), items$name),
		factor = setNames(items[["bind::cips:factor"]], items$name),
		negative = setNames(items[["bind::cips:polarity"]] == "-", items$name),
		sensitive = setNames(items[["bind::cips:sensitive"]] == "yes", items$name),
		choices = read_sheet(lines, "choices"))
}

substantive <- function(form, item) {
	own <- form$choices$list_name == form$list[[item]] & form$choices$missing == ""
	form$choices$name[own]
}

# --- who answers ---------------------------------------------------------------------------------

# One row per respondent: unit, region, role. Never more than there are people.
respondents <- function(headcounts, region_of, wave) {
	there <- headcounts[headcounts$wave == wave, ]
	ends <- sapply(there$role, function(role) response_rate[[wave]][[role]])
	rate <- runif(nrow(there), ends[1, ], ends[2, ])
	rate[there$unit %in% not_reached[[wave]]] <- 0
	n <- pmin(there$headcount, round(there$headcount * rate))
	row <- rep(seq_len(nrow(there)), n)
	unit <- there$unit[row]
	data.frame(unit = unit, region = region_of[unit], role = there$role[row])
}

pick <- function(n, chances) sample(names(chances), n, replace = TRUE, prob = chances)

# Gender, tenure and age have no effect on any score.
demographics <- function(people) {
	n <- nrow(people)
	manager <- people$role == "manager"
	age <- ifelse(manager,
		pick(n, c(under_30 = 2, from_30_to_39 = 22, from_40_to_49 = 43, over_49 = 33)),
		pick(n, c(under_30 = 18, from_30_to_39 = 37, from_40_to_49 = 28, over_49 = 17)))
	tenure <- ifelse(manager,
		pick(n, c(under_2 = 2, from_2_to_5 = 10, from_6_to_15 = 45, over_15 = 43)),
		pick(n, c(under_2 = 15, from_2_to_5 = 30, from_6_to_15 = 38, over_15 = 17)))
	impossible <- age == "under_30" & tenure == "over_15"
	tenure[impossible] <- "from_6_to_15"
	gender <- pick(n, c(woman = 33, man = 66, other = 1))
	data.frame(unit = people$unit, role = people$role, gender = gender, tenure = tenure,
		age_band = age)
}

# --- what they answer ----------------------------------------------------------------------------

# Replaces some answers by "Don't know", "Prefer not to answer" and nothing.
lose <- function(answers, dont_know, refused) {
	u <- runif(length(answers))
	answers[u < dont_know + refused + blank] <- ""
	answers[u < dont_know + refused] <- "refused"
	answers[u < dont_know] <- "dont_know"
	answers
}

# Five equal steps, 1...5, of a latent view on the 0-10 scale.
cut_in_five <- function(view) pmin(pmax(round(view / 2.5), 0), 4) + 1

# Mean over people of their mean item score, where half of the items or more are answered.
factor_mean <- function(step, valid) {
	answered <- rowSums(valid)
	score <- rowSums(ifelse(valid, 2.5 * (step - 1), 0)) / answered
	mean(score[answered >= ncol(step) / 2])
}

# The step 1...5 (5 = best) of each person and item, so that each cell of people has its mean
# target as its mean factor score.
steps <- function(view, valid, cell, target) {
	step <- view
	for (one in unique(cell)) {
		rows <- cell == one
		low <- -5
		high <- 5
		for (halving in 1:40) {
			middle <- (low + high) / 2
			moved <- cut_in_five(view[rows, , drop = FALSE] + target[rows] + middle)
			if (factor_mean(moved, valid[rows, , drop = FALSE]) < mean(target[rows]))
				low <- middle
			else
				high <- middle
		}
		step[rows, ] <- moved
	}
	step
}

scored_answers <- function(form, people, known, wave) {
	n <- nrow(people)
	general <- rnorm(n, sd = 1.1)
	cell <- ifelse(known, paste(people$region, people$role), "unit or role not given")
	answers <- list()
	for (code in factors) {
		items <- form$names[form$factor == code]
		k <- length(items)
		own <- rnorm(n, sd = 1.3)
		easier <- seq(0.5, -0.5, length.out = k)
		view <- outer(general + own, easier, "+") + matrix(rnorm(n * k, sd = 1.5), n, k)
		shown <- sapply(items, function(item) {
			rate <- if (form$sensitive[[item]]) refused_sensitive else refused
			lose(rep("valid", n), dont_know, rate)
		})
		target <- base[[code]] + wave_effect[[wave]][[code]] +
			sapply(region_effect, `[[`, code)[people$region] +
			ifelse(people$role == "manager", manager_effect[[code]], 0)
		step <- steps(view, shown == "valid", cell, target)
		for (j in seq_len(k)) {
			names <- substantive(form, items[j])
			if (form$negative[[items[j]]])
				names <- rev(names)
			answers[[items[j]]] <-
				ifelse(shown[, j] == "valid", names[step[, j]], shown[, j])
		}
	}
	answers
}

# Up to three kinds of help in the order of the form.
help_answers <- function(form, n) {
	kinds <- setdiff(substantive(form, "help_most"), "none")
	wanted <- c(training = 20, clear_rules = 18, systems = 16, checks = 12, protection = 22,
		rotation = 12)
	one <- function(count) {
		if (count == 0)
			return("none")
		chosen <- sample(kinds, count, prob = wanted[kinds])
		paste(kinds[kinds %in% chosen], collapse = " ")
	}
	answers <- sapply(sample(0:3, n, replace = TRUE, prob = c(5, 20, 30, 45)), one)
	answers[runif(n) < blank] <- ""
	answers
}

# Seeing corruption at work, reporting it, or why not: each asked only of those whom it concerns.
experience <- function(people) {
	n <- nrow(people)
	east <- people$region == "EAST"
	chance <- ifelse(people$role == "manager", 0.16, 0.22) + ifelse(east, 0.10, 0)
	witnessed <- lose(ifelse(runif(n) < chance, "yes", "no"), dont_know, refused_sensitive)
	chance <- ifelse(east, 0.20, 0.35)
	reported <- lose(ifelse(runif(n) < chance, "yes", "no"), 0, refused_sensitive)
	reported[witnessed != "yes"] <- ""
	why_not <- lose(pick(n, c(did_not_know = 12, no_result = 30, fear = 34, settled = 8,
		not_my_part = 11, other = 5)), 0, refused_sensitive)
	why_not[reported != "no"] <- ""
	list(witnessed = witnessed, reported = reported, why_not = why_not)
}

simulate <- function(form, people, wave) {
	n <- nrow(people)
	who <- demographics(people)
	who$unit <- lose(who$unit, 0, 0)
	for (item in c("role", "gender", "tenure", "age_band"))
		who[[item]] <- lose(who[[item]], 0, refused_demographic)
	known <- who$unit != "" & who$role %in% c("manager", "staff")
	mission <- lose(pick(n, c(control = 41, facilitate = 24, revenue = 23, protect = 12)),
		dont_know, refused)
	answers <- c(who, list(mission = mission), scored_answers(form, people, known, wave),
		experience(people), list(help_most = help_answers(form, n)))
	as.data.frame(answers)[form$names]
}

# --- writing -------------------------------------------------------------------------------------

# Ids say nothing; the rows stand in their order.
opaque_ids <- function(n) {
	digits <- matrix(sample(c(0:9, letters[1:6]), 12 * n, replace = TRUE), n)
	ids <- paste0("r-", apply(digits, 1, paste, collapse = ""))
	stopifnot(!anyDuplicated(ids))
	ids
}

write_wave <- function(answers, path) {
	table <- cbind(response_id = opaque_ids(nrow(answers)), answers)
	table <- table[order(table$response_id, method = "radix"), ]
	out <- file(path, "wb")
	write.table(table, out, sep = ",", quote = FALSE, row.names = FALSE, eol = "\n")
	close(out)
}

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 1)
	stop("usage: Rscript sample-officials.R FOLDER")
folder <- arguments[1]
form <- read_form(file.path(folder, "officials.md"))
units <- read.csv(file.path(folder, "units.csv"), colClasses = "character")
headcounts <- read.csv(file.path(folder, "headcounts.csv"), colClasses = "character")
headcounts$headcount <- as.integer(headcounts$headcount)
parent <- setNames(units$parent, units$unit)
region_of <- ifelse(parent == "SERVICE", units$unit, parent)

for (wave in names(wave_effect)) {
	people <- respondents(headcounts, region_of, wave)
	write_wave(simulate(form, people, wave),
		file.path(folder, sprintf("officials-%s.csv", wave)))
}
