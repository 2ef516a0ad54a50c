-- SPDX-License-Identifier: GPL-3.0-or-later
-- The same numbers as in duckdb_unpivot.sql by arithmetic in each row, a column a factor, and one pass of grouping.
CREATE TEMP MACRO good(x) AS CASE WHEN x <= 5 THEN x - 1 ELSE 0 END;
CREATE TEMP MACRO bad(x) AS CASE WHEN x <= 5 THEN 5 - x ELSE 0 END;
CREATE TEMP MACRO valid(x) AS CASE WHEN x <= 5 THEN 1 ELSE 0 END;
CREATE TEMP MACRO mean(sum, n) AS CASE WHEN n >= 3 THEN 2.5 * sum / n END;
CREATE TEMP MACRO factor(a, b, c, d, e, f) AS mean(good(a) + good(b) + good(c) + good(d) + bad(e) + bad(f),
	valid(a) + valid(b) + valid(c) + valid(d) + valid(e) + valid(f));
COPY (
	WITH people AS (
		SELECT unit,
			factor(lead_1, lead_2, lead_3, lead_4, lead_5, lead_6) AS lead,
			factor(regf_1, regf_2, regf_3, regf_4, regf_5, regf_6) AS regf,
			factor(tran_1, tran_2, tran_3, tran_4, tran_5, tran_6) AS tran,
			factor(auto_1, auto_2, auto_3, auto_4, auto_5, auto_6) AS auto,
			factor(refo_1, refo_2, refo_3, refo_4, refo_5, refo_6) AS refo,
			factor(audi_1, audi_2, audi_3, audi_4, audi_5, audi_6) AS audi,
			factor(code_1, code_2, code_3, code_4, code_5, code_6) AS code,
			factor(hrmt_1, hrmt_2, hrmt_3, hrmt_4, hrmt_5, hrmt_6) AS hrmt,
			factor(mora_1, mora_2, mora_3, mora_4, mora_5, mora_6) AS mora,
			factor(priv_1, priv_2, priv_3, priv_4, priv_5, priv_6) AS priv
		FROM r WHERE unit IS NOT NULL
	)
	SELECT unit, count(COLUMNS(* EXCLUDE unit)) AS "n_\0", avg(COLUMNS(* EXCLUDE unit)) AS "score_\0",
		stddev_samp(COLUMNS(* EXCLUDE unit)) AS "sd_\0"
	FROM people GROUP BY unit
) TO 'fast.csv' (HEADER);
