/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A survey before it is made: how many answers each unit needs, how many must be asked, and what the
 * tables could show. Nothing of a person is in it: it rests on headcounts and, at most, on the
 * standard deviation of a whole earlier wave.
 */
#include "tables/tables.h"

#include "base/err.h"
#include "base/number.h"
#include "disclosure/mask.h"
#include "stats/power.h"
#include "tables/head_foot.h"
#include "tables/mask.h"
#include "tables/scores.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is taken where nothing is said. */
#define USUAL_MARGIN 5.0       /* percentage points */
#define USUAL_SCORE_MARGIN 0.5 /* points from 0 to 10 */
#define USUAL_PROPORTION 50.0  /* percent: no share needs more answers */
#define USUAL_SD 2.5	       /* a quarter of the scale from 0 to 10 */
#define USUAL_POWER 80.0       /* percent */

/* Sizes of two equal groups whose smallest gap is told, unless one is asked for. */
static const double usual_sizes[] = {10, 20, 30, 50, 100, 200, 500, 1000};
enum { USUAL_SIZES = sizeof usual_sizes / sizeof *usual_sizes };

struct plan {
	struct cips_plan_request request; /* with what is usual filled in */
	bool surveyed;			  /* the scope is of a survey file */
	struct cips_scope scope;
	const struct cips_version *version;
	struct cips_instrument *instrument;
	const char *wave;	 /* of the headcounts */
	const char *sd_from;	 /* "" given; else a factor and its wave, or NULL: the usual one */
	struct cips_groups rows; /* without respondents */
	size_t *direct;		 /* people by row */
	struct cips_document *document;
};

static void fill(double *number, double usual)
{
	if (*number <= 0)
		*number = usual;
}

/* --- where the people are ------------------------------------------------------------------- */

static void allocate_rows(struct plan *plan, size_t n)
{
	plan->rows.n = n;
	plan->rows.rows = cips_arena_alloc(&plan->rows.arena, n, sizeof *plan->rows.rows);
	plan->direct = cips_calloc(n, sizeof *plan->direct);
}

static void everybody(struct plan *plan, double people)
{
	allocate_rows(plan, 1);
	plan->rows.variable = "*";
	plan->rows.label = "All";
	plan->rows.rows[0] = (struct cips_group_row){
		.code = "*", .label = "All", .parent = -1, .end = 1, .headcount = people};
	plan->direct[0] = (size_t)people;
}

static void unit_rows(struct plan *plan, const char *language)
{
	const struct cips_units *units = plan->scope.units;
	allocate_rows(plan, units->n);
	plan->rows.variable = "unit";
	plan->rows.label = "Unit";
	for (size_t u = 0; u < units->n; u++)
		plan->rows.rows[u] = (struct cips_group_row){.code = units->list[u].code,
			.label = cips_model_unit_name(units, u, language),
			.parent = units->list[u].parent,
			.end = units->list[u].end,
			.depth = units->list[u].level};
}

static enum cips_rc find_language(struct plan *plan, const char **language, struct cips_err *err)
{
	const char *wanted = plan->request.language;
	int index = wanted ? cips_model_language(plan->instrument, wanted)
			   : (int)plan->instrument->default_language;
	if (index == CIPS_NONE) {
		cips_err_set(err, CIPS_USAGE, "the instrument %s has no language \"%s\"",
			plan->version->code, wanted);
		return cips_err_hint(err, "its languages are: %s",
			cips_model_languages(plan->instrument, &plan->scope.arena));
	}
	*language = plan->instrument->languages[index];
	return CIPS_OK;
}

static enum cips_rc no_headcounts(const struct plan *plan, struct cips_err *err)
{
	cips_err_set(err, CIPS_INPUT, "there are no headcounts for the instrument %s%s%s",
		plan->version->code, plan->wave ? " in wave " : "", plan->wave ? plan->wave : "");
	return cips_err_hint(err,
		"load them with cips headcount load, or give --population in place of --survey");
}

/* Puts the headcounts of the wave into the rows. */
static enum cips_rc count_people(struct plan *plan, struct cips_err *err)
{
	struct cips_headcount *lines;
	size_t n;
	double people = 0;
	enum cips_rc rc = cips_store_headcounts(plan->scope.file, plan->wave, plan->version->code,
		&plan->scope.arena, &lines, &n, err);
	for (size_t i = 0; i < n && !rc; i++) {
		int unit = cips_model_unit_by_id(plan->scope.units, lines[i].unit);
		plan->direct[unit < 0 ? 0 : unit] += (size_t)lines[i].headcount;
		people += lines[i].headcount;
	}
	for (size_t g = plan->rows.n; g-- > 0;) {
		struct cips_group_row *row = &plan->rows.rows[g];
		row->headcount += (double)plan->direct[g];
		if (g)
			plan->rows.rows[row->parent].headcount += row->headcount;
	}
	return rc ? rc : people > 0 ? CIPS_OK : no_headcounts(plan, err);
}

static enum cips_rc load_people(
	struct plan *plan, struct cips_survey_file *file, struct cips_err *err)
{
	const char *language = "";
	enum cips_rc rc = cips_tables_scope(file, &plan->scope, err);
	plan->surveyed = !rc;
	if (!rc)
		rc = cips_store_choose_version(plan->scope.versions, plan->scope.n_versions,
			plan->request.instrument, &plan->version, err);
	if (!rc)
		rc = cips_store_load_instrument(file, plan->version->id, &plan->instrument, err);
	if (!rc)
		rc = find_language(plan, &language, err);
	plan->wave = plan->request.wave;
	if (!rc && !plan->wave)
		rc = cips_store_headcount_wave(
			file, plan->version->code, &plan->scope.arena, &plan->wave, err);
	if (!rc && (!plan->wave || !plan->scope.units))
		rc = no_headcounts(plan, err);
	if (rc)
		return rc;
	unit_rows(plan, language);
	return count_people(plan, err);
}

/* --- how far answers lie apart -------------------------------------------------------------- */

/* The largest standard deviation of a factor, if enough people have a score on it. */
static void widest_factor(
	struct plan *plan, const struct cips_source *source, const struct cips_frame *frame)
{
	struct cips_scoring scoring = {CIPS_MEASURE_SCORE, CIPS_RULE_RESPONDENT, 10};
	struct cips_score_columns columns;
	struct cips_groups all;
	cips_tables_score_columns(source, false, &columns);
	cips_tables_everybody(frame, &all);
	struct cips_scores *scores = cips_calloc(columns.n, sizeof *scores);
	cips_tables_scores_of_all(frame, &all, NULL, &columns, &scoring, scores, NULL);
	for (size_t c = 0; c < columns.n; c++) {
		const struct cips_moments *moments = &scores[c].moments[0];
		struct cips_estimate e = cips_stats_mean(moments, 0);
		if (e.reason == CIPS_REASON_NONE && moments->n >= plan->scope.minimum &&
			e.sd > plan->request.sd) {
			plan->request.sd = e.sd;
			plan->sd_from = cips_arena_printf(&plan->scope.arena, "%s in wave %s",
				columns.list[c].code, source->wave->code);
		}
		cips_tables_scores_release(&scores[c]);
	}
	free(scores);
	cips_tables_groups_release(&all);
	cips_tables_score_columns_release(&columns);
}

/* From the last wave that has answers to the instrument. */
static void find_sd(struct plan *plan)
{
	for (size_t w = plan->scope.n_waves; w-- > 0 && !plan->sd_from;) {
		struct cips_source source;
		struct cips_frame frame;
		struct cips_err err;
		if (cips_tables_source(&plan->scope, plan->request.instrument,
			    plan->scope.waves[w].code, NULL, &source, &err))
			continue;
		if (!cips_tables_frame(&plan->scope, &source, "none", false, &frame, &err)) {
			widest_factor(plan, &source, &frame);
			cips_tables_frame_release(&frame);
		}
		cips_tables_source_release(&source);
	}
}

/* --- how many answers are needed ------------------------------------------------------------ */

static void copy_rows(struct plan *plan, struct cips_table *table)
{
	struct cips_arena *arena = &plan->document->arena;
	table->rows.variable = cips_arena_strdup(arena, plan->rows.variable);
	table->rows.label = cips_arena_strdup(arena, plan->rows.label);
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = "All"};
	for (size_t r = 0; r < plan->rows.n; r++)
		cips_tables_category(plan->document, &plan->rows, r, &table->rows.categories[r]);
}

static void put(struct plan *plan, struct cips_cell *cell, enum cips_statistic statistic,
	bool there, double number)
{
	cips_report_number_or(
		plan->document, cell, statistic, there, number, CIPS_STATUS_UNDEFINED);
}

/* A row without a headcount is empty, but for the only one: then its people are without limit. */
static void write_needed(struct plan *plan, struct cips_cell *cell, double people, bool there)
{
	const struct cips_plan_request *ask = &plan->request;
	double share = there
		? cips_stats_needed_share(ask->proportion / 100, ask->margin / 100, people)
		: 0;
	double score = there ? cips_stats_needed_mean(ask->sd, ask->score_margin, people) : 0;
	double needed = fmax(share, score), rate = ask->response_rate / 100;
	double invite = there && rate > 0 ? ceil(needed / rate) : 0;
	bool reached = people <= 0 || invite <= people;
	put(plan, cell, CIPS_STAT_HEADCOUNT, people > 0, people);
	put(plan, cell, CIPS_STAT_NEEDED_SHARE, there, share);
	put(plan, cell, CIPS_STAT_NEEDED_SCORE, there, score);
	put(plan, cell, CIPS_STAT_NEEDED, there, needed);
	put(plan, cell, CIPS_STAT_INVITE, invite > 0, reached ? invite : people);
	if (invite > 0 && !reached)
		cips_report_word(plan->document, cell, CIPS_STAT_FINDING, "not_reached");
}

static void needed_table(struct plan *plan)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_HEADCOUNT, .header = "people"},
		{.statistic = CIPS_STAT_NEEDED_SHARE, .header = "for a share"},
		{.statistic = CIPS_STAT_NEEDED_SCORE, .header = "for a score"},
		{.statistic = CIPS_STAT_NEEDED, .header = "needed"},
		{.statistic = CIPS_STAT_INVITE, .header = "invite"},
		{.statistic = CIPS_STAT_FINDING, .header = "finding"},
	};
	struct cips_table *table = cips_report_table(plan->document, plan->rows.n, 1);
	bool rate = plan->request.response_rate > 0;
	copy_rows(plan, table);
	table->title = "Answers needed";
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views - (rate ? 0 : 2);
	for (size_t r = 0; r < plan->rows.n; r++) {
		double people = plan->rows.rows[r].headcount;
		write_needed(plan, &table->cells[r], people, people > 0 || !plan->surveyed);
	}
}

/* --- what a response rate gives ------------------------------------------------------------- */

/* The returns that are expected directly in each row, and with all below it. */
struct returns {
	size_t *direct;
	size_t *all;
	unsigned char *mask;
};

static struct returns expect(const struct plan *plan)
{
	size_t n = plan->rows.n;
	struct returns returns = {.direct = cips_calloc(n, sizeof *returns.direct),
		.all = cips_calloc(n, sizeof *returns.all),
		.mask = cips_calloc(n, 1)};
	for (size_t g = 0; g < n; g++)
		returns.direct[g] =
			(size_t)round((double)plan->direct[g] * plan->request.response_rate / 100);
	cips_tables_roll_up(&plan->rows, returns.direct, returns.all);
	cips_tables_mask(&plan->rows, returns.direct, plan->scope.minimum, returns.mask);
	return returns;
}

static void returns_release(struct returns *returns)
{
	free(returns->direct);
	free(returns->all);
	free(returns->mask);
}

static const char *visibility(const struct returns *returns, size_t g)
{
	if (!returns->all[g])
		return "no_returns";
	return returns->mask[g] == CIPS_MASK_SMALL	   ? "too_few"
		: returns->mask[g] == CIPS_MASK_COMPLEMENT ? "protects_others"
							   : "shown";
}

/* Margins are those of what is shown; a gap is tested where both sides have the minimum group. */
static void write_expected(
	struct plan *plan, struct cips_cell *cell, const struct returns *returns, size_t g)
{
	const struct cips_plan_request *ask = &plan->request;
	double n = (double)returns->all[g], rest = (double)(returns->all[0] - returns->all[g]);
	double people = plan->rows.rows[g].headcount, least = fmax((double)plan->scope.minimum, 2);
	bool shown = !returns->mask[g] && n > 0;
	bool tested = shown && n >= least && rest >= least;
	double g_value = tested ? cips_stats_detectable(n, rest, ask->power / 100) : 0;
	put(plan, cell, CIPS_STAT_EXPECTED_RETURNS, people > 0, n);
	put(plan, cell, CIPS_STAT_MARGIN_SHARE, shown,
		shown ? 100 * cips_stats_margin_share(ask->proportion / 100, n, people) : 0);
	put(plan, cell, CIPS_STAT_MARGIN_SCORE, shown && n >= 2,
		shown && n >= 2 ? cips_stats_margin_mean(ask->sd, n, people) : 0);
	if (plan->rows.n > 1) {
		put(plan, cell, CIPS_STAT_DETECTABLE_GAP, tested, g_value * ask->sd);
		put(plan, cell, CIPS_STAT_DETECTABLE_G, tested, g_value);
	}
	if (people > 0)
		cips_report_word(plan->document, cell, CIPS_STAT_VISIBLE, visibility(returns, g));
}

static void note_hidden(struct plan *plan, struct cips_table *table, const struct returns *returns)
{
	const char *list = "";
	size_t hidden = 0, people = 0;
	for (size_t g = 0; g < plan->rows.n; g++) {
		if (!returns->mask[g])
			continue;
		hidden++;
		people += returns->direct[g];
		list = cips_arena_printf(&plan->document->arena, "%s%s%s", list, *list ? ", " : "",
			plan->rows.rows[g].code);
	}
	if (hidden)
		cips_report_table_note(plan->document, table,
			"Hidden are %zu of %zu rows: %s. The people directly in them, some %zu, count in "
			"what is above them. Too few: fewer than %zu answers are expected; protects "
			"others: with it such a row could be had by subtraction.",
			hidden, plan->rows.n, list, people, plan->scope.minimum);
}

static void expected_table(struct plan *plan)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_EXPECTED_RETURNS, .header = "answers"},
		{.statistic = CIPS_STAT_MARGIN_SHARE, .header = "+- share", .decimals = 1},
		{.statistic = CIPS_STAT_MARGIN_SCORE, .header = "+- score", .decimals = 2},
		{.statistic = CIPS_STAT_DETECTABLE_GAP, .header = "gap", .decimals = 2},
		{.statistic = CIPS_STAT_DETECTABLE_G, .header = "g", .decimals = 2},
		{.statistic = CIPS_STAT_VISIBLE, .header = "in tables"},
	};
	/* everybody has no others to differ from, and is not hidden */
	static const size_t n_alone = 3;
	char rate[CIPS_NUMBER_SIZE];
	struct cips_table *table = cips_report_table(plan->document, plan->rows.n, 1);
	struct returns returns = expect(plan);
	copy_rows(plan, table);
	table->title =
		cips_arena_printf(&plan->document->arena, "What a response rate of %s %% gives",
			cips_number_format(rate, plan->request.response_rate));
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = plan->rows.n > 1 ? sizeof views / sizeof *views : n_alone;
	for (size_t g = 0; g < plan->rows.n; g++)
		write_expected(plan, &table->cells[g], &returns, g);
	note_hidden(plan, table, &returns);
	returns_release(&returns);
}

/* --- gaps between two groups ---------------------------------------------------------------- */

static void gap_table(struct plan *plan)
{
	static const struct cips_view views[] = {
		{.statistic = CIPS_STAT_DETECTABLE_GAP, .header = "gap", .decimals = 2},
		{.statistic = CIPS_STAT_DETECTABLE_G, .header = "g", .decimals = 2},
	};
	const struct cips_plan_request *ask = &plan->request;
	struct cips_arena *arena = &plan->document->arena;
	size_t n = ask->n ? 1 : USUAL_SIZES;
	struct cips_table *table = cips_report_table(plan->document, n, 1);
	table->title = "The smallest gap between two groups of one size that is found";
	table->rows.variable = "n";
	table->rows.label = "Answers in each group";
	table->columns.categories[0] = (struct cips_category){.code = "*", .label = "All"};
	table->layout.kind = CIPS_LAYOUT_LINES;
	table->layout.views = views;
	table->layout.n_views = sizeof views / sizeof *views;
	for (size_t i = 0; i < n; i++) {
		double size = ask->n ? (double)ask->n : usual_sizes[i];
		double g = cips_stats_detectable(size, size, ask->power / 100);
		table->rows.categories[i].code = table->rows.categories[i].label =
			cips_arena_printf(arena, "%.0f", size);
		put(plan, &table->cells[i], CIPS_STAT_DETECTABLE_GAP, true, g * ask->sd);
		put(plan, &table->cells[i], CIPS_STAT_DETECTABLE_G, true, g);
	}
}

/* --- the document --------------------------------------------------------------------------- */

/* A number as it was given, in the arena of the document. */
static const char *said(const struct plan *plan, double number)
{
	char text[CIPS_NUMBER_SIZE];
	return cips_arena_strdup(&plan->document->arena, cips_number_format(text, number));
}

static void write_head(struct plan *plan)
{
	struct cips_document *document = plan->document;
	if (!plan->surveyed) {
		document->title = "Plan of a survey";
		if (plan->request.population > 0)
			cips_report_subtitle(
				document, "%s people", said(plan, plan->request.population));
		else
			cips_report_subtitle(document, "a population without limit");
		return;
	}
	cips_tables_head(document, &plan->scope, "Plan of a survey");
	cips_report_subtitle(document, "headcounts of %s, wave %s: %s people", plan->version->code,
		plan->wave, said(plan, plan->rows.rows[0].headcount));
}

static void foot_sd(struct plan *plan)
{
	char sd[CIPS_NUMBER_SIZE];
	cips_number_fixed(sd, plan->request.sd, 2);
	if (!plan->sd_from)
		cips_report_note(plan->document,
			"Standard deviation of a factor score: %s, a quarter of the scale, for want of "
			"a better one (--sd, or a survey file with answers).",
			sd);
	else if (*plan->sd_from)
		cips_report_note(plan->document,
			"Standard deviation of a factor score: %s, the largest of any factor (%s).",
			sd, plan->sd_from);
	else
		cips_report_note(
			plan->document, "Standard deviation of a factor score: %s, as given.", sd);
}

static void write_foot(struct plan *plan)
{
	const struct cips_plan_request *ask = &plan->request;
	struct cips_document *document = plan->document;
	cips_report_note(document,
		"For a share: answers from which a share of %s %% has a 95 %% margin of +-%s percentage "
		"points (normal approximation; Cochran 1977, section 4.4). For a score: from which the "
		"mean of a score from 0 to 10 has one of +-%s (Student's t). Both with the finite "
		"population correction where the people are known; needed: the larger of the two.",
		said(plan, ask->proportion), said(plan, ask->margin),
		said(plan, ask->score_margin));
	foot_sd(plan);
	if (plan->rows.n > 1)
		cips_report_note(document,
			"Each row is a population of its own: what its units need adds up to more than "
			"what it needs itself.");
	if (ask->response_rate > 0)
		cips_report_note(document,
			"Invite: needed divided by the response rate of %s %%, rounded up; not reached: "
			"even if all are invited, fewer answer than are needed. The margins count chance, "
			"not that those who stay away may think otherwise.",
			said(plan, ask->response_rate));
	if (ask->response_rate > 0 && plan->rows.n > 1)
		cips_report_note(document,
			"Answers: the same rate everywhere, rounded in each unit; in the field they vary. "
			"Gap and g: the smallest gap to everyone else that is found with that many.");
	cips_report_note(document,
		"Found: with a probability of %s %%, by Welch's test at the two-sided level of 5 %%, not "
		"adjusted for many comparisons, if both groups have that standard deviation. Gap in "
		"points from 0 to 10; g is Hedges' g.",
		said(plan, ask->power));
	if (plan->surveyed && plan->scope.minimum)
		cips_report_note(document,
			"Minimum group: %zu. The plan rests on headcounts; no answers are in it but, where it "
			"says so, for the standard deviation of a whole wave.",
			plan->scope.minimum);
}

static void release(struct plan *plan)
{
	free(plan->direct);
	cips_arena_release(&plan->rows.arena);
	cips_model_instrument_free(plan->instrument);
	if (plan->surveyed)
		cips_tables_scope_release(&plan->scope);
}

enum cips_rc cips_tables_plan(struct cips_survey_file *file,
	const struct cips_plan_request *request, struct cips_document **out, struct cips_err *err)
{
	struct plan plan = {.request = *request};
	enum cips_rc rc = CIPS_OK;
	*out = NULL;
	fill(&plan.request.margin, USUAL_MARGIN);
	fill(&plan.request.score_margin, USUAL_SCORE_MARGIN);
	fill(&plan.request.proportion, USUAL_PROPORTION);
	fill(&plan.request.power, USUAL_POWER);
	if (file)
		rc = load_people(&plan, file, err);
	else
		everybody(&plan, request->population);
	if (!rc) {
		if (plan.request.sd > 0)
			plan.sd_from = "";
		else if (file)
			find_sd(&plan);
		fill(&plan.request.sd, USUAL_SD);
		plan.document = *out = cips_report_document_new("plan");
		needed_table(&plan);
		if (plan.request.response_rate > 0 && plan.rows.rows[0].headcount > 0)
			expected_table(&plan);
		gap_table(&plan);
		write_head(&plan);
		write_foot(&plan);
	}
	release(&plan);
	return rc;
}
