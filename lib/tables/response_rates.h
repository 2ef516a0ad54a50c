/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of returns and response rates of one set of groups.
 *
 * A return is a stored response. With the headcount as the number of eligible people, all of whom
 * were asked to take part, nobody is of unknown eligibility: RR1 = complete / headcount and RR2 =
 * (complete + partial) / headcount (AAPOR, Standard Definitions, 9th edition, 2016; RR3 to RR6 are
 * then the same two). Who counts as complete is said in tables/completion.h.
 *
 * Hidden, with what protects it: a group with fewer returns than the minimum group, and one with
 * fewer people than that, whether or not they answered, for that nobody of a few took part is known
 * of each of them. Without the flagged responses the rule of tables/left_out.h holds besides.
 */
#ifndef CIPS_TABLES_RESPONSE_RATES_H
#define CIPS_TABLES_RESPONSE_RATES_H

#include "report/table.h"
#include "tables/groups.h"

/*
 * Adds the table; completion[i] is the enum cips_completion of respondent i. More returns than
 * people in a group are a finding, named in the table's foot, and leave no rate.
 */
void cips_tables_response_rates(struct cips_document *document, struct cips_scope *scope,
	const struct cips_frame *frame, const struct cips_groups *groups,
	const unsigned char *completion);

#endif
