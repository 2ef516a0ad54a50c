* SPDX-License-Identifier: GPL-3.0-or-later.
* All items by unit: counts and chi-square.
GET FILE='small.sav'.
CROSSTABS /TABLES=lead_1 TO priv_6 BY unit /CELLS=COUNT /STATISTICS=CHISQ.
