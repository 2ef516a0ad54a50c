/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lib/base knows about sanitizers, for tests that see nothing else of it.
 */
#include "../lib/base/sanitized.h"
