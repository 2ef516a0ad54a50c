/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of the program: from a survey file and a request to a document. Here statistics, masks
 * and the table model meet; every figure passes the mask of its own base before it enters the
 * document.
 */
#ifndef CIPS_TABLES_TABLES_H
#define CIPS_TABLES_TABLES_H

#include "base/findings.h"
#include "cips_types.h"
#include "report/table.h"
#include "store/survey_file.h"

/* On success *out is the caller's; on failure it is NULL and `err` says why. */
enum cips_rc cips_tables_freq(struct cips_survey_file *file,
	const struct cips_freq_request *request, struct cips_document **out, struct cips_err *err);
enum cips_rc cips_tables_crosstab(struct cips_survey_file *file,
	const struct cips_crosstab_request *request, struct cips_document **out,
	struct cips_err *err);
enum cips_rc cips_tables_response(struct cips_survey_file *file,
	const struct cips_response_request *request, struct cips_document **out,
	struct cips_err *err);
enum cips_rc cips_tables_quality(struct cips_survey_file *file,
	const struct cips_quality_request *request, struct cips_document **out,
	struct cips_err *err);
enum cips_rc cips_tables_gap(struct cips_survey_file *file, const struct cips_gap_request *request,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_tables_scale(struct cips_survey_file *file,
	const struct cips_scale_request *request, struct cips_document **out, struct cips_err *err);
enum cips_rc cips_tables_agreement(struct cips_survey_file *file,
	const struct cips_agreement_request *request, struct cips_document **out,
	struct cips_err *err);
enum cips_rc cips_tables_shrink(struct cips_survey_file *file,
	const struct cips_shrink_request *request, struct cips_document **out,
	struct cips_err *err);
enum cips_rc cips_tables_drivers(struct cips_survey_file *file,
	const struct cips_drivers_request *request, struct cips_document **out,
	struct cips_err *err);
enum cips_rc cips_tables_compare_groups(struct cips_survey_file *file,
	const struct cips_compare_request *request, struct cips_document **out,
	struct cips_err *err);

/* `file` may be NULL: then the request says how many people there are. */
enum cips_rc cips_tables_plan(struct cips_survey_file *file,
	const struct cips_plan_request *request, struct cips_document **out, struct cips_err *err);
/* Keeps the weights as well: a change of the file must be open. Faults are added to the findings. */
enum cips_rc cips_tables_weight(struct cips_survey_file *file,
	const struct cips_weight_request *request, struct cips_findings *findings,
	struct cips_document **out, struct cips_err *err);
enum cips_rc cips_tables_weight_sets(
	struct cips_survey_file *file, struct cips_document **out, struct cips_err *err);

#endif
