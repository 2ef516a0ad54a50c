/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the form says that the choices of an item have an order.
 *
 * It does so by their scores: those of a scored item, which without a column `score` stand in
 * listed order (contract, "Scoring"); or a `score` given to every substantive choice, whatever the
 * use of the item, so that age or tenure can be ordered too. Scores must rise or fall all the way:
 * with two equal ones, or up and down, the choices are taken as mere names. Polarity does not
 * matter: low to high is the order of the scores as they are listed. Units, languages and modes
 * have no order.
 */
#ifndef CIPS_TABLES_ORDER_H
#define CIPS_TABLES_ORDER_H

#include "tables/frame.h"

enum cips_order {
	CIPS_UNORDERED,
	CIPS_ASCENDING,	 /* the listed choices run from low to high */
	CIPS_DESCENDING, /* from high to low */
};

/* Of the groups of a variable, as cips_tables_groups() takes it. */
enum cips_order cips_tables_order(const struct cips_frame *frame, const char *variable);

#endif
