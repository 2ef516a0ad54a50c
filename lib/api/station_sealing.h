/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a station needs to seal answers: the makers of its boxes, its settings and their digest.
 * Only public keys and sizes: nothing here opens anything.
 */
#ifndef CIPS_API_STATION_SEALING_H
#define CIPS_API_STATION_SEALING_H

#include "api/handles.h"
#include "api/station_settings.h"
#include "sealed/box.h"

struct cips_station_sealing {
	struct cips_station_settings settings;
	uint8_t digest[CIPS_DIGEST_SIZE]; /* of the settings as signed */
	struct cips_box_maker answers;
	struct cips_box_maker texts;
	bool read_only;	    /* cips_station_look(): nothing is stored */
	const char *path;   /* of the station file */
	const char *folder; /* for a spare, NULL: none */
	const char *spare;  /* the station in it that this process made, NULL: none yet */
	uint8_t *
		spent_elsewhere; /* a bit for each token that was spent in a spare; NULL: none was */
};

/* The sizes of what an instrument's answers, texts and drafts are packed in. */
void cips_api_settings_sizes(
	const struct cips_instrument *instrument, struct cips_station_settings *settings);

/* The makers and the digest that follow from the settings, whose canonical text is `text`. */
void cips_api_sealing_start(struct cips_station_sealing *sealing, const char *text);

/* The content of a station file as far as its sizes follow from the settings. */
void cips_api_sealing_sizes(
	const struct cips_station_sealing *sealing, struct cips_station_content *content);

/* A station file with a sealed dummy in each of its slots. */
enum cips_rc cips_api_station_create(const char *path, const struct cips_station_sealing *sealing,
	const struct cips_station_content *content, struct cips_err *err);

/* A number below `n`, each as likely as any other. */
uint32_t cips_api_draw(uint32_t n);

/*
 * CIPS_POLICY when a secret key lies in the folder, or too many files to look at all of them.
 */
enum cips_rc cips_api_no_secret_key(const char *folder, struct cips_err *err);

/* The folder of a path, in the arena. */
const char *cips_api_folder_of(const char *path, struct cips_arena *arena);

#endif
