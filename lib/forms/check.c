/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms/check.h"

void forms_check(struct loader *loader)
{
	forms_check_references(loader);
	forms_check_names(loader);
	forms_check_texts(loader);
	forms_check_lists(loader);
	forms_check_meanings(loader);
	forms_check_values(loader);
}

void forms_advise(struct loader *loader)
{
	forms_check_comparisons(loader);
	forms_check_labels(loader);
	forms_check_scales(loader);
	forms_check_factors(loader);
	forms_check_people(loader);
}
