-- SPDX-License-Identifier: GPL-3.0-or-later
-- Scores of factors by unit: the items are unpivoted and grouped. Codes above 5 are don't know and refused; items 5 and 6 of a
-- factor are those where agreement is bad; a person who answered fewer than half of them has no score.
COPY (
	WITH long AS (
		UNPIVOT (SELECT response_id, unit, COLUMNS('^[a-z]{4}_[1-6]$') FROM r)
		ON * EXCLUDE (response_id, unit) INTO NAME item VALUE answer
	), scored AS (
		SELECT response_id, unit, item[:4] AS factor,
			2.5 * CASE WHEN item[6:] >= '5' THEN 5 - answer ELSE answer - 1 END AS score
		FROM long WHERE answer <= 5
	), people AS (
		SELECT response_id, unit, factor, avg(score) AS mean FROM scored GROUP BY ALL HAVING count(*) >= 3
	)
	SELECT unit, upper(factor) AS factor, count(*) AS n_valid, avg(mean) AS score, stddev_samp(mean) AS sd
	FROM people WHERE unit IS NOT NULL GROUP BY ALL
) TO 'unpivot.csv' (HEADER);
