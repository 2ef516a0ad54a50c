/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index of identities as a table that SQL can ask: each block is taken apart into its pairs of
 * eight bytes of identity and four of row.
 */
#ifndef CIPS_TEST_IDENTITIES_H
#define CIPS_TEST_IDENTITIES_H

/* Before a SELECT: identities(upper, place, identity, response), `identity` in hexadecimal. */
#define WITH_IDENTITIES                                                                            \
	"WITH RECURSIVE places(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM places WHERE k < 337)," \
	" identities(upper, place, identity, response) AS MATERIALIZED (SELECT upper, k,"          \
	" hex(substr(pairs, 12 * k + 1, 8)), (SELECT sum(instr('123456789ABCDEF',"                 \
	" substr(hex(substr(pairs, 12 * k + 9, 4)), column1, 1)) << 4 * (8 - column1))"            \
	" FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8)))"                                   \
	" FROM identity_block JOIN places ON 12 * k < length(pairs))"

#endif
