* SPDX-License-Identifier: GPL-3.0-or-later.
* The ordinal measures of test_contingency.c once more, from PSPP 1.6: pspp contingency.sps.
* Its CROSSTABS prints three decimals; they agree with the longer ones of contingency.R.
DATA LIST LIST /t r c n.
BEGIN DATA
1 1 1 12
1 1 2 5
1 2 1 7
1 2 2 16
2 1 1 1
2 1 2 3
2 1 3 10
2 1 4 6
2 2 1 2
2 2 2 3
2 2 3 10
2 2 4 7
2 3 1 1
2 3 2 6
2 3 3 14
2 3 4 12
2 4 1 0.0
2 4 2 1
2 4 3 9
2 4 4 11
3 1 1 120
3 1 2 90
3 1 3 40
3 2 1 80
3 2 2 110
3 2 3 70
3 3 1 33
3 3 2 65
3 3 3 140
END DATA.
WEIGHT BY n.
SORT CASES BY t.
SPLIT FILE BY t.
CROSSTABS /TABLES=r BY c /STATISTICS=CHISQ PHI GAMMA BTAU CTAU D /CELLS=COUNT.
