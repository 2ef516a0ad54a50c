/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checks that need more than one row, each about one kind of thing.
 */
#ifndef CIPS_FORMS_CHECK_H
#define CIPS_FORMS_CHECK_H

#include "forms/loader.h"

void forms_check_names(struct loader *loader);	  /* check_names.c */
void forms_check_texts(struct loader *loader);	  /* check_texts.c */
void forms_check_lists(struct loader *loader);	  /* check_lists.c */
void forms_check_meanings(struct loader *loader); /* check_meanings.c */
void forms_check_values(struct loader *loader);	  /* check_values.c */

#endif
