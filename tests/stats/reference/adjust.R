# SPDX-License-Identifier: GPL-3.0-or-later
# Reference values of test_adjust.c: p.adjust.
families <- list(
	mixed = c(0.01, 0.04, 0.03, 0.005, 0.8, 0.5, 0.03, 0.2),
	large = c(0.9, 0.95, 1, 0.6),
	tiny = c(1e-300, 0.5, 0, 1e-12))
for (name in names(families)) for (method in c("BH", "holm"))
	cat(sprintf("%-6s %-5s", name, method), sprintf("%.17g", p.adjust(families[[name]], method)), "\n")
