/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread that works beside the caller's: on what the caller will wait for, and, whenever there is
 * nothing of that, on what can be done at any time. It is one and not two so that on two processors the
 * caller never has to share its own.
 *
 * What the thread uses, nobody else touches until wait() or finish() has returned. Where no thread is to
 * be had, the caller's does all of it. A helper is used by one thread.
 */
#ifndef CIPS_BASE_HELPER_H
#define CIPS_BASE_HELPER_H

#include <stdbool.h>

struct cips_helper;

struct cips_helper *cips_helper_new(void);

/* Nothing is under way any more. NULL is fine. */
void cips_helper_free(struct cips_helper *helper);

/* Has `work` done once; what was given before is done. */
void cips_helper_do(struct cips_helper *helper, void (*work)(void *context), void *context);

/* Waits for the end of that, if there is any. */
void cips_helper_wait(struct cips_helper *helper);

/*
 * Has `step` done over and over, between the other works, until it returns false. Each step is short:
 * they are what delays those. One such work at a time.
 */
void cips_helper_meanwhile(struct cips_helper *helper, bool (*step)(void *context), void *context);

/* Waits for the last step, if there is any. */
void cips_helper_finish(struct cips_helper *helper);

#endif
