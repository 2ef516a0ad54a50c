/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions of the doctor, each a function that fills one line. What cannot be looked up in a
 * file is in the patient already, so that a test can say what it likes.
 */
#ifndef CIPS_GUARD_DOCTOR_PARTS_H
#define CIPS_GUARD_DOCTOR_PARTS_H

#include "cips_types.h"

#include <limits.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

struct patient {
	const char *root;      /* "" for this machine */
	char folder[PATH_MAX]; /* of the station, resolved, without the root; "" when not there */
	char asked[PATH_MAX];  /* as it was asked for */
	char station[NAME_MAX + 1]; /* its name in the folder; "" for none */
	uid_t user;
	time_t now;
	unsigned long long free_bytes; /* in the folder */
	int rows, columns;	       /* of the terminal; 0: none */
	const char *term;	       /* its kind; NULL: not said */
	const char *codeset;	       /* of the locale in use */
};

/* A line comes zeroed with its name set; nothing said means CIPS_HEALTH_OK. */
typedef void doctor_check(const struct patient *patient, struct cips_checkup *line);

/* What was found, and what to do ("" for nothing). */
__attribute__((format(printf, 4, 5))) void doctor_say(struct cips_checkup *line,
	enum cips_health health, const char *fix, const char *format, ...);

/* A path of the machine, under its root. */
__attribute__((format(printf, 3, 4))) const char *doctor_path(
	const struct patient *patient, char out[PATH_MAX], const char *format, ...);

/*
 * The first line of a file of the machine without its line break, "" when there is none; false when
 * there is no such file.
 */
__attribute__((format(printf, 4, 5))) bool doctor_line(
	const struct patient *patient, char *out, size_t size, const char *format, ...);

/* Cuts a text to `size`. */
void doctor_copy(char *out, size_t size, const char *text);

/* Whether a block device ("dm-0") is encrypted, or rests on others that all are. */
bool doctor_encrypted(const struct patient *patient, const char *device);

/* doctor_place.c */
doctor_check doctor_folder, doctor_parents, doctor_station, doctor_copies, doctor_secret_key;
/* doctor_disk.c */
doctor_check doctor_file_system, doctor_disk, doctor_space, doctor_swap;
/* doctor_kernel.c */
doctor_check doctor_locked_memory, doctor_core_dumps, doctor_debuggers, doctor_landlock,
	doctor_seccomp, doctor_faked_keys, doctor_clock;
/* doctor_sessions.c */
doctor_check doctor_sessions;
/* doctor_terminal.c */
doctor_check doctor_terminal, doctor_screen, doctor_locale;

/* All of them, in their order: `patient` as cips_guard_doctor() would see it. */
void doctor_meet(struct patient *patient, const char *root, const char *station);
size_t doctor_ask(const struct patient *patient, const struct cips_checkup **lines);

#endif
