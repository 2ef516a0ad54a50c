/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmocka with what it wants included before it.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
