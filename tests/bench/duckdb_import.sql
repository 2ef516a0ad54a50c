-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE r AS SELECT * FROM read_csv('r.csv');
