/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small forms from a seed: every type, in one to five languages, with skips, constraints, required
 * answers, groups, batteries, filtered and long lists.
 */
#ifndef TESTS_TUI_FORM_MAKER_H
#define TESTS_TUI_FORM_MAKER_H

/* A form as pipe tables; the caller frees. */
char *form_make(unsigned seed);

#endif
