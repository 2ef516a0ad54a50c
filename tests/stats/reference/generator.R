# SPDX-License-Identifier: GPL-3.0-or-later
# Draws of GSL's mt19937 in R, whose own generator it is but for the way it is seeded; for drivers.R and shrink.R.

# The state of MT19937 as Matsumoto and Nishimura fill it from a seed (2002), for R's own MT19937.
multiply <- function(a, b) { # modulo 2^32, exact in doubles
	high <- a %/% 65536; low <- a %% 65536
	((high * b) %% 65536 * 65536 + low * b) %% 4294967296
}
exclusive_or <- function(a, b) {
	bitwXor32 <- function(x, y) bitwXor(as.integer(x), as.integer(y))
	bitwXor32(a %/% 65536, b %/% 65536) * 65536 + bitwXor32(a %% 65536, b %% 65536)
}
seed_generator <- function(seed) {
	state <- numeric(624)
	state[1] <- seed %% 4294967296
	for (k in 2:624) {
		x <- exclusive_or(state[k - 1], state[k - 1] %/% 2^30)
		high <- x %/% 65536; low <- x %% 65536
		# 1812433253 * x mod 2^32 in parts under 2^53
		product <- ((1812433253 * high) %% 65536 * 65536 + 1812433253 * low) %% 4294967296
		state[k] <- (product + k - 1) %% 4294967296
	}
	signed <- ifelse(state >= 2147483648, state - 4294967296, state)
	signed[signed == -2147483648] <- NA
	RNGkind("Mersenne-Twister")
	set.seed(1)
	.Random.seed <<- c(.Random.seed[1], 624L, as.integer(signed))
}
next_word <- function() round(runif(1) / 2.3283064365386963e-10)
draw_below <- function(n) { # gsl_rng_uniform_int
	scale <- 4294967295 %/% n
	repeat { k <- next_word() %/% scale; if (k < n) return(k) }
}
