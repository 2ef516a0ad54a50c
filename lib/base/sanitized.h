/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the program runs under the address sanitizer, which costs time and memory of its own.
 */
#ifndef CIPS_BASE_SANITIZED_H
#define CIPS_BASE_SANITIZED_H

#if defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
