/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is this machine fit to keep a secret? One line per question, each with a cure.
 *
 * Everything is looked up under `root` ("" for this machine), so that tests can show it sick
 * machines.
 */
#ifndef CIPS_GUARD_DOCTOR_H
#define CIPS_GUARD_DOCTOR_H

#include "cips_types.h"

/* `station` is the path of a station or a folder for one, NULL: the working directory. */
size_t cips_guard_doctor(const char *root, const char *station, const struct cips_checkup **lines);

#endif
