/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The small CSV files: forms, units, headcounts, effects.
 */
#ifndef CIPS_INTAKE_SMALL_FILES_H
#define CIPS_INTAKE_SMALL_FILES_H

#include "forms/workbook.h"
#include "model/effects.h"
#include "model/units.h"
#include "store/survey_file.h"

/*
 * A form in one .csv (sheet name in column 1) as a workbook; false with findings when it cannot be
 * one.
 */
enum cips_rc cips_intake_form(const char *path, struct cips_workbook *out,
	struct cips_findings *findings, struct cips_err *err);

/*
 * units.csv: `unit,parent,name[,name::language...]`. *out is the tree without ids; CIPS_INPUT with
 * findings when it is none.
 */
enum cips_rc cips_intake_units(const char *path, struct cips_units **out,
	struct cips_findings *findings, struct cips_err *err);

/*
 * headcounts.csv: `wave,instrument,unit[,BREAKDOWN...],headcount`. Units must be in the tree,
 * instruments in the survey file, breakdowns items of the instrument with use breakdown and their
 * values choices of it ("" = all), headcounts whole numbers >= 0, lines unique. Rows live in the
 * arena.
 */
enum cips_rc cips_intake_headcounts(const char *path, struct cips_survey_file *file,
	const struct cips_units *units, struct cips_arena *arena, struct cips_headcount **rows,
	size_t *n, struct cips_findings *findings, struct cips_err *err);

/*
 * An effects file: `what,item,choice,factor,value`. The rows, which live in the arena, are read and
 * not understood: who simulates knows what they mean. Broken lines are findings, and the others are
 * still there. CIPS_INPUT when it is no such file.
 */
enum cips_rc cips_intake_effects(const char *path, struct cips_arena *arena,
	struct cips_effect_row **rows, size_t *n, struct cips_findings *findings,
	struct cips_err *err);

#endif
