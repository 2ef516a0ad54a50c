#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what cips prints in the tidy format with R's values, figure by figure. Prints TAP.

usage: run.py CIPS SOURCE_ROOT

Each case names a command and a CSV of reference values (row,column,statistic,value) with the R script that made it:
sample.R for the sample survey; stress.R for the awkward one in stress/, language.R for the one in language/, culture.R for
reliability and agreement in the first two, counts.R for tables of counts, and quality.R for the one in quality/.
Their values (and those of the sample in response.csv and plan.csv) name their row_variable as well, may be words or the status
of a figure that must not be there, and are all compared.
Closed forms must agree to 1e-9 relative, p values and degrees of freedom to 1e-7, omega to 1e-6, what shrinks
to 1e-4. A figure that cips suppresses is passed over, but at least two thirds of the reference values must have been compared.

With CIPS_SPI=FOLDER the real answers of 4,000 people (data set spi of the R package psychTools, with form.md and units.csv
beside responses.csv) are compared with the figures of spi.R as well; without it that case is a named skip.
"""
import csv, io, os, subprocess, sys, tempfile

cips, root = os.path.realpath(sys.argv[1]), sys.argv[2]
samples = os.path.join(root, "sample-surveys")
here = os.path.join(root, "tests", "figures")
stress = os.path.join(here, "stress")
languages = os.path.join(here, "language")
counts = os.path.join(here, "counts")
tolerances = dict.fromkeys(("p", "p_adjusted", "mann_whitney_p", "df", "f_p", "pearson_p", "lr_p", "fisher_p", "rao_scott_p",
                            "rao_scott_df1", "rao_scott_df2", "kruskal_wallis_p", "kruskal_wallis_p_adjusted", "welch_df2",
                            "welch_p", "welch_p_adjusted", "dunn_p", "dunn_p_adjusted",
                            "df_standardized", "p_standardized", "p_standardized_adjusted"), 1e-7) | {"omega": 1e-6} | dict.fromkeys(
    ("shrunken", "shrunken_low", "shrunken_high", "reliability", "prior_mean", "prior_a", "prior_b", "sd_between", "sd_within"),
    1e-4)
number = 0
failed = False


def report(name, problem, skip=""):
    global number, failed
    number += 1
    if skip:
        print(f"ok {number} - {name} # SKIP {skip}")
    elif problem:
        failed = True
        print(f"not ok {number} - {name}")
        print("\n".join("# " + line for line in problem[:12]))
    else:
        print(f"ok {number} - {name}")


def run(*args):
    done = subprocess.run([cips, *args], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"cips {' '.join(args)}: status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def compare(expected_path, tidy, closed_form, p):
    """The rows of a table in layers are called LAYER:ROW."""
    got = {}
    for line in csv.DictReader(io.StringIO(tidy)):
        row = f"{line['layer']}:{line['row']}" if line.get("layer") else line["row"]
        got[row, line["column"], line["statistic"]] = line
    problems, compared, total = [], 0, 0
    with open(expected_path, newline="") as file:
        for line in csv.DictReader(file):
            total += 1
            key = line["row"], line["column"], line["statistic"]
            figure = got.get(key)
            if figure is None:
                problems.append(f"{key} is missing")
                continue
            if figure["status"] in ("suppressed", "no_returns", "not_tested", "undefined"):
                continue
            want, have = float(line["value"]), float(figure["value"])
            tolerance = max(p, tolerances[key[2]]) if key[2] in tolerances else closed_form
            compared += 1
            if abs(want - have) > tolerance * max(abs(want), abs(have), 1e-3):
                problems.append(f"{key}: {have!r}, R says {want!r}")
    if compared < total * 2 / 3:
        problems.append(f"only {compared} of {total} figures could be compared")
    return problems


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def compare_all(expected_path, tidy):
    """Every figure, those included that must have a status and no value."""
    key_of = ("row_variable", "row", "column", "statistic")
    got = {tuple(line[k] for k in key_of): line for line in csv.DictReader(io.StringIO(tidy))}
    problems = []
    with open(expected_path, newline="") as file:
        expected = list(csv.DictReader(file))
        known = {tuple(line[k] for k in key_of) for line in expected}
        problems += [f"{key} is too much" for key in got if key[3] == "letters" and key not in known]
        for line in expected:
            key, want = tuple(line[k] for k in key_of), line["value"]
            figure = got.get(key)
            if figure is None:
                problems.append(f"{key} is missing, R says {want}")
                continue
            have = figure["value"] or figure["status"]
            tolerance = tolerances.get(key[3], 1e-9)
            if is_number(want) and is_number(have):
                want, have = float(want), float(have)
                if abs(want - have) > tolerance * max(abs(want), abs(have), 1e-3):
                    problems.append(f"{key}: {have!r}, R says {want!r}")
            elif want != have:
                problems.append(f"{key}: {have}, R says {want}")
    return problems


def stress_case(name, expected, *args, folder=stress):
    try:
        problems = compare_all(os.path.join(folder, expected), run(*args, "--format", "tidy"))
    except (RuntimeError, ValueError) as error:
        problems = [str(error)]
    report(name, problems)


def case(name, expected, *args, closed_form=1e-9, p=1e-7):
    try:
        problems = compare(os.path.join(here, expected), run(*args, "--format", "tidy"), closed_form, p)
    except (RuntimeError, ValueError) as error:
        problems = [str(error)]
    report(name, problems)


def alike_case(name, with_option, kept, *args):
    """A table without the flagged responses is that of a file that never had them, and not that of all."""
    table_of = lambda tidy: {tuple(line[k] for k in ("row_variable", "row", "column", "statistic")): line["value"] or line["status"]
                             for line in csv.DictReader(io.StringIO(tidy))}
    command, *options = args
    everybody = table_of(run(command, with_option, *options, "--format", "tidy"))
    without = table_of(run(command, with_option, *options, "--without-flagged", "--format", "tidy"))
    expected = table_of(run(command, kept, *options, "--format", "tidy"))
    same = lambda a, b: a == b or (is_number(a) and is_number(b) and abs(float(a) - float(b)) <= 1e-9 * max(abs(float(a)), 1))
    problems = [f"{key}: {without.get(key)}, of the others alone {expected.get(key)}"
                for key in sorted(without.keys() | expected.keys()) if not same(without.get(key), expected.get(key))]
    if without == everybody:
        problems.append("it is the table with everybody")
    report(name, problems)


def figures_of(tidy):
    """By factor and unit, (status, value) by statistic."""
    found = {}
    for line in csv.DictReader(io.StringIO(tidy)):
        factor, unit = (line["row"], line["column"]) if line["row_variable"] == "factor" else (line["column"], line["row"])
        found.setdefault((factor, unit), {})[line["statistic"]] = line["status"], line["value"]
    return found


def moments_of(figures):
    """n, sum and sum of squares about the mean of what a crosstab shows; of nobody where there is nobody; None when hidden."""
    status, n = figures["n_valid"]
    if status == "suppressed":
        return None
    if status == "no_returns" or n == "0":
        return 0, 0.0, 0.0
    n, mean, sd = int(n), float(figures["score"][1]), figures["sd"][1]
    return n, n * mean, (n - 1) * float(sd) ** 2 if sd else 0.0


def people_of_units(children, shown):
    """The people who named each unit, as far as subtraction of shown units gives them away."""
    for unit, below in children.items():
        parts = [shown[child] for child in below]
        if shown[unit] is None or None in parts:
            continue
        n, total, ss = shown[unit]
        squares = ss + (total * total / n if n else 0) - sum(p[2] + (p[1] * p[1] / p[0] if p[0] else 0) for p in parts)
        n, total = n - sum(p[0] for p in parts), total - sum(p[1] for p in parts)
        if n:
            yield n, total, squares - total * total / n


def analysis(groups):
    n, total = sum(g[0] for g in groups), sum(g[1] for g in groups)
    between = sum(g[1] * g[1] / g[0] for g in groups) - total * total / n
    within = sum(g[2] for g in groups)
    return {"n_valid": n, "units": len(groups), "k0": (n - sum(g[0] ** 2 for g in groups) / n) / (len(groups) - 1),
            "f_value": between / (len(groups) - 1) / (within / (n - len(groups)))}


def derived_case(name, survey, units, *args):
    """What agreement says of units follows from what a crosstab shows of them, and so gives away nothing else."""
    problems, compared = [], 0
    with open(units, newline="") as file:
        rows = list(csv.DictReader(file))
    children = {row["unit"]: [r["unit"] for r in rows if r["parent"] == row["unit"]] for row in rows}
    got = figures_of(run("agreement", survey, *args, "--format", "tidy"))
    table = figures_of(run("crosstab", survey, *args, "--rows", "unit", "--columns", "factor", "--format", "tidy"))
    for factor in sorted({key[0] for key in got if key[0] != "*"}):
        groups = list(people_of_units(children, {u: moments_of(table[factor, u]) for u in children}))
        if len(groups) < 2:
            if got[factor, "*"]["f_value"][0] == "shown":
                problems.append(f"{factor}: compared, though fewer than two units show")
            continue
        for statistic, want in analysis(groups).items():
            have = float(got[factor, "*"][statistic][1] or "nan")
            compared += 1
            if not abs(want - have) <= 1e-7 * max(abs(want), 1e-3):
                problems.append(f"{factor}, {statistic}: {have!r}, the crosstab says {want!r}")
    if not compared:
        problems.append("nothing could be compared")
    report(name, problems)


def weighted_copy(source, target):
    with open(source, newline="") as file, open(target, "w", newline="") as out:
        for i, line in enumerate(file):
            out.write(line.rstrip("\n") + (",weight" if i == 0 else f",{1 + ((i - 1) % 5) / 2}") + "\n")


def turned_copy(source, target):
    """The same people as another wave: in another office each, and with all answers turned, which no flag depends on."""
    office = {"north": "south", "south": "east", "east": "north"}
    with open(source, newline="") as file, open(target, "w", newline="") as out:
        rows = csv.DictReader(file)
        copy = csv.DictWriter(out, rows.fieldnames)
        copy.writeheader()
        for row in rows:
            row["office"] = office.get(row["office"], row["office"])
            copy.writerow({column: f"{value[0]}{6 - int(value[1])}" if value[:1] in ("a", "f") and value[1:].isdigit() else value
                           for column, value in row.items()})


with tempfile.TemporaryDirectory() as folder:
    survey = os.path.join(folder, "s.cips")
    weighted = os.path.join(folder, "w.cips")
    weighted_csv = os.path.join(folder, "weighted.csv")
    weighted_copy(os.path.join(samples, "officials-2025.csv"), weighted_csv)
    # the same without disclosure control, where strata may stay apart however few people they hold
    survey_apart = os.path.join(folder, "sa.cips")
    weighted_apart = os.path.join(folder, "wa.cips")
    for path in (survey, weighted, survey_apart, weighted_apart):
        run("init", path, *(("--public-data",) if path in (survey_apart, weighted_apart) else ()))
        run("instrument", "add", path, os.path.join(samples, "officials.md"))
        run("units", "load", path, os.path.join(samples, "units.csv"))
    for path in (survey, survey_apart):
        run("headcount", "load", path, os.path.join(samples, "headcounts.csv"))
        run("import", path, os.path.join(samples, "officials-2023.csv"), "--wave", "2023")
        run("import", path, os.path.join(samples, "officials-2025.csv"), "--wave", "2025")
    for path in (weighted, weighted_apart):
        run("import", path, weighted_csv, "--wave", "2025")
    w = ("--wave", "2025")

    case("unit scores with finite population correction", "crosstab-unit.csv",
         "crosstab", survey, *w, "--rows", "unit", "--columns", "factor")
    case("percent positive by role", "crosstab-role-positive.csv",
         "crosstab", survey, *w, "--rows", "role", "--columns", "factor", "--measure", "positive", "--fpc", "no")
    case("unit scores by the item rule", "crosstab-unit-item-rule.csv",
         "crosstab", survey, *w, "--rows", "unit", "--columns", "factor", "--score-rule", "item", "--fpc", "no")
    case("weighted unit scores", "crosstab-unit-weighted.csv",
         "crosstab", weighted, "--rows", "unit", "--columns", "factor")
    case("units against the rest", "gap-unit.csv", "gap", survey, *w, "--gap", "unit")
    case("managers and staff", "gap-role.csv", "gap", survey, *w, "--gap", "role=manager:staff")
    case("managers and staff, weighted", "gap-role-weighted.csv",
         "gap", weighted, "--gap", "role=manager:staff")
    stress_case("plan of the next wave", "plan.csv", "plan", "--survey", survey, "--response-rate", "40", folder=here)
    case("waves, on the units of both, Holm", "gap-wave.csv",
         "gap", survey, "--gap", "wave=2025:2023", "--adjust", "holm")
    case("waves, with the mix of the first by role", "gap-wave-standardized.csv",
         "gap", survey, "--gap", "wave=2025:2023", "--standardize", "role")
    case("did the gap between managers and staff change", "gap-wave-between.csv",
         "gap", survey, "--gap", "wave=2025:2023", "--between", "role=manager:staff")

    public = os.path.join(folder, "p.cips")
    run("init", public, "--public-data")
    run("instrument", "add", public, os.path.join(samples, "officials.md"))
    run("units", "load", public, os.path.join(samples, "units.csv"))
    run("headcount", "load", public, os.path.join(samples, "headcounts.csv"))
    run("import", public, os.path.join(samples, "officials-2025.csv"), "--wave", "2025")
    stress_case("response and refusals of public data", "response.csv", "response", public, folder=here)

    stress_case("reliability of the factors", "scale.csv", "scale", survey, *w, folder=here)
    stress_case("agreement in units as answered", "agreement.csv", "agreement", survey, *w, folder=here)
    stress_case("agreement in regions", "agreement-1.csv", "agreement", survey, *w, "--units", "unit@1", folder=here)

    derived_case("agreement follows from what a crosstab shows", survey, os.path.join(samples, "units.csv"), *w)
    derived_case("agreement follows from what a crosstab shows, of fewer people", survey,
                 os.path.join(samples, "units.csv"), "--wave", "2023")
    for seed in ("1", "2", "3"):
        trial, answers = os.path.join(folder, f"trial-{seed}.cips"), os.path.join(folder, f"trial-{seed}.csv")
        run("simulate", os.path.join(samples, "officials.md"), "--units", os.path.join(samples, "units.csv"),
            "-n", "240", "--seed", seed, "-o", answers)
        run("init", trial)
        run("instrument", "add", trial, os.path.join(samples, "officials.md"))
        run("units", "load", trial, os.path.join(samples, "units.csv"))
        run("import", trial, answers, "--wave", "1")
        derived_case(f"agreement follows from what a crosstab shows, of simulated people {seed}", trial,
                     os.path.join(samples, "units.csv"))
    case("logit intervals of weighted percentages", "freq-role-xlogit.csv", "freq", weighted, "role", "--interval", "logit")
    case("Korn and Graubard's", "freq-role-beta.csv", "freq", weighted, "role", "--interval", "korn-graubard")

    # raking ends within 1e-10 of its margins, so what rests on it agrees to 1e-7
    margins = ("--rake", "unit@1,role")
    raked_case = lambda name, expected, *args: case(name, expected, *args, closed_form=1e-7, p=1e-6)
    run("weight", survey, "--wave", "2025", *margins)
    raked_case("raked weights", "weight-raked.csv", "weight", survey, "--wave", "2023", *margins)
    raked_case("raked unit scores", "crosstab-unit-raked.csv", "crosstab", survey, "--wave", "2023", "--rows", "unit@1",
               "--columns", "factor", "--weights", "rake", "--fpc", "no")
    raked_case("waves made comparable by raking", "gap-wave-raked.csv",
               "gap", survey, "--gap", "wave=2025:2023", "--weights", "rake")

    case("managers and staff across the units as strata", "crosstab-role-design.csv",
         "crosstab", survey_apart, *w, "--rows", "role", "--columns", "factor", "--design", "unit")
    case("in layers, all strata together", "crosstab-role-tenure-together.csv",
         "crosstab", survey, *w, "--rows", "role", "--columns", "factor", "--per", "tenure", "--design", "unit")
    strata = ("--design", "unit")
    case("managers less staff across strata, weighted", "gap-role-design.csv",
         "gap", weighted_apart, "--gap", "role=manager:staff", *strata)
    case("each unit less everyone else, the units as strata", "gap-unit-design.csv",
         "gap", survey_apart, *w, "--gap", "unit", *strata)
    case("waves with units as strata", "gap-wave-design.csv", "gap", survey_apart, "--gap", "wave=2025:2023", *strata)
    change, mix, roles = ("gap", survey_apart, "--gap", "wave=2025:2023"), ("--standardize", "role"), ("--between", "role=manager:staff")
    case("waves with the mix of the first, by strata", "gap-wave-standardized-design.csv", *change, *mix, *strata)
    case("did a gap change, by strata", "gap-wave-between-design.csv", *change, *roles, *strata)
    case("waves with the mix of the first, the jackknife", "gap-wave-standardized-jackknife.csv",
         *change, *mix, "--design", "unit@1", "--variance", "jackknife")
    case("did a gap change, the jackknife", "gap-wave-between-jackknife.csv",
         *change, *roles, "--design", "unit@1", "--variance", "jackknife")
    case("the jackknife's standard errors", "gap-role-jackknife.csv",
         "gap", weighted_apart, "--gap", "role=manager:staff", *strata, "--variance", "jackknife")
    case("percentages by strata", "freq-tenure-design.csv", "freq", weighted_apart, "tenure", *strata)
    cross = ("--rows", "tenure", "--columns", "role", *strata)
    case("Rao and Scott by strata", "crosstab-tenure-role-design.csv", "crosstab", weighted_apart, *cross)
    case("Rao and Scott with headcounts", "crosstab-tenure-role-fpc.csv", "crosstab", survey_apart, *w, *cross, "--fpc", "yes")
    run("weight", survey_apart, "--wave", "2025", *margins)
    raked_case("raked units with their parts as strata", "crosstab-unit-design-raked.csv", "crosstab", survey_apart, *w,
               "--rows", "unit", "--columns", "factor", "--design", "unit", "--weights", "rake", "--fpc", "no")
    run("weight", survey_apart, "--wave", "2023", *margins)
    raked_case("raked waves with the mix of the first, by strata", "gap-wave-standardized-design-raked.csv",
               *change, *mix, *strata, "--weights", "rake")
    raked_case("did a gap change, raked, by strata", "gap-wave-between-design-raked.csv", *change, *roles, *strata, "--weights", "rake")
    case("key drivers of a factor", "drivers-factor.csv", "drivers", survey, *w, "--outcome", "MORA")
    case("key drivers of an item, weighted", "drivers-item-weighted.csv",
         "drivers", weighted, "--outcome", "code_gifts")

    case("several groups", "compare-tenure.csv", "compare", survey, *w, "--rows", "tenure")
    case("each pair of several groups, the table a family", "compare-unit-pairs.csv",
         "compare", survey, *w, "--rows", "unit@1", "--show", "pairs")
    case("each pair of weighted groups, Holm in each factor", "compare-tenure-weighted.csv",
         "compare", weighted, "--rows", "tenure", "--show", "pairs", "--adjust", "holm", "--family", "column")

    case("shrunken scores", "shrink-unit.csv", "shrink", survey, *w, "--rows", "unit@2")
    case("shrunken percentages of items", "shrink-unit-positive.csv",
         "shrink", survey, *w, "--rows", "unit@2", "--by", "indicator", "--measure", "positive")

    def awkward(name, *forms):
        path = os.path.join(folder, name)
        run("init", path, "--public-data")
        run("units", "load", path, os.path.join(stress, "units.csv"))
        for form in forms:
            run("instrument", "add", path, os.path.join(stress, form))
        return path

    first = awkward("first.cips", "stress.md")
    run("headcount", "load", first, os.path.join(stress, "headcounts.csv"))
    for part in ("wave-1.csv", "wave-1-bare.csv"):
        run("import", first, os.path.join(stress, part), "--wave", "1")
    table = ("crosstab", first, "--rows", "unit", "--columns", "factor")
    none = ("--weights", "none")
    stress_case("stress: unit scores, complete counts and more answers than heads", "unit.csv", *table, *none)
    stress_case("stress: the same on the scale to 100", "unit-100.csv", *table, *none, "--scale", "100")
    stress_case("stress: weights of zero and none", "unit-weighted.csv", *table)
    stress_case("stress: percent positive, weighted", "unit-positive.csv", *table, "--measure", "positive")
    stress_case("stress: percent negative", "unit-negative.csv", *table, *none, "--measure", "negative", "--fpc", "no")
    stress_case("stress: net percent, weighted", "unit-net.csv", *table, "--measure", "net", "--fpc", "no")
    stress_case("stress: item rule, weighted", "unit-item.csv", *table, "--score-rule", "item")

    stress_case("stress: units against the rest", "gap-unit.csv", "gap", first, *none, "--gap", "unit")
    stress_case("stress: the same on the scale to 100, Holm in each column", "gap-unit-100-holm-column.csv",
                "gap", first, *none, "--gap", "unit", "--scale", "100", "--adjust", "holm", "--family", "column")
    stress_case("stress: units against the rest, weighted, not adjusted", "gap-unit-weighted.csv",
                "gap", first, "--gap", "unit", "--adjust", "none")
    roles = ("gap", first, "--gap", "role=a:b")
    stress_case("stress: roles in each unit, the whole its own family", "gap-role-per-unit.csv",
                *roles, *none, "--per", "unit", "--adjust", "holm")
    stress_case("stress: roles by indicator", "gap-role-indicator.csv", *roles, *none, "--by", "indicator")
    stress_case("stress: roles by the item rule", "gap-role-item.csv", *roles, *none, "--score-rule", "item")
    stress_case("stress: roles by the item rule, weighted", "gap-role-item-weighted.csv", *roles, "--score-rule", "item")

    stress_case("stress: frequencies", "freq.csv", "freq", first, *none, "--fpc", "no")
    stress_case("stress: frequencies with finite population correction", "freq-fpc.csv", "freq", first, *none)
    stress_case("stress: weighted frequencies", "freq-weighted.csv", "freq", first)

    stress_case("stress: reliability, of few items, equal answers and nobody", "scale.csv", "scale", first)
    stress_case("stress: agreement, in units of one and of nobody, of equal answers", "agreement.csv", "agreement", first)

    several = awkward("several.cips", "stress.md", "other.md")
    for wave in ("1", "both"):
        for part in ("wave-1.csv", "wave-1-bare.csv"):
            run("import", several, os.path.join(stress, part), "--instrument", "stress", "--wave", wave)
    run("import", several, os.path.join(stress, "other.csv"), "--instrument", "other", "--wave", "1")
    instruments = ("gap", several, *none, "--gap", "instrument=stress:other", "--wave", "1")
    stress_case("stress: two instruments on what they share", "gap-instrument.csv", *instruments)
    run("instrument", "add", several, os.path.join(stress, "stress-2.md"))
    for wave in ("2", "both"):
        run("import", several, os.path.join(stress, "wave-2.csv"), "--instrument", "stress", "--wave", wave)
    waves = ("gap", several, *none, "--instrument", "stress", "--gap", "wave=2:1")
    stress_case("stress: two waves, the form changed between them", "gap-wave.csv", *waves)
    stress_case("stress: the same, whatever changed in wording", "gap-wave-any.csv", *waves, "--wording", "any")
    pooled = ("crosstab", several, *none, "--instrument", "stress", "--wave", "both", "--columns", "factor", "--rows")
    stress_case("stress: two versions in one wave, by unit", "pooled.csv", *pooled, "unit")
    stress_case("stress: two versions in one wave, by role", "pooled-role.csv", *pooled, "role")
    stress_case("stress: two versions that count positives differently", "pooled-positive.csv", *pooled, "unit",
                "--measure", "positive")

    def language_case(name, expected, *args):
        stress_case(name, expected, *args, folder=languages)

    four = os.path.join(folder, "four.cips")
    run("init", four)
    run("instrument", "add", four, os.path.join(languages, "form.md"))
    run("units", "load", four, os.path.join(languages, "units.csv"))
    run("import", four, os.path.join(languages, "answers.csv"), "--wave", "1")
    for variable in ("language", "mode", "assisted"):
        language_case(f"scores by {variable}", f"{variable}.csv",
                      "crosstab", four, "--rows", variable, "--columns", "factor")
    language_case("two languages, Holm", "gap-language.csv", "gap", four, "--gap", "language=fr:English", "--adjust", "holm")
    language_case("two modes, Holm", "gap-mode.csv", "gap", four, "--gap", "mode=paper:online", "--adjust", "holm")
    language_case("how many in each language", "freq.csv", "freq", four, "language")

    quality = os.path.join(here, "quality")
    careless = os.path.join(folder, "careless.cips")
    run("init", careless, "--public-data")
    run("instrument", "add", careless, os.path.join(quality, "form.md"))
    run("units", "load", careless, os.path.join(quality, "units.csv"))
    run("headcount", "load", careless, os.path.join(quality, "headcounts.csv"))
    run("import", careless, os.path.join(quality, "answers.csv"), "--wave", "1")
    stress_case("flags by unit and mode", "quality.csv", "quality", careless, folder=quality)
    stress_case("scores without what is flagged", "unflagged.csv",
                "crosstab", careless, "--rows", "unit", "--columns", "factor", "--without-flagged", folder=quality)
    stress_case("complete and partial returns", "response.csv", "response", careless, folder=quality)
    kept = os.path.join(folder, "kept.cips")
    run("init", kept, "--public-data")
    run("instrument", "add", kept, os.path.join(quality, "form.md"))
    run("units", "load", kept, os.path.join(quality, "units.csv"))
    run("headcount", "load", kept, os.path.join(quality, "headcounts.csv"))
    run("import", kept, os.path.join(quality, "kept.csv"), "--wave", "1")
    for command in ("freq", "crosstab --rows unit --columns factor", "crosstab --rows role --columns l1",
                    "gap --gap role=chief:officer", "scale", "agreement", "agreement --units unit@1", "response",
                    "response --rows role --state dont_know", "compare --rows unit@1", "shrink --rows unit@1",
                    "drivers --outcome LEAD"):
        alike_case(f"without what is flagged: {command}", careless, kept, *command.split())
    turned = os.path.join(folder, "turned.csv")
    for path, answers in ((careless, "answers.csv"), (kept, "kept.csv")):
        turned_copy(os.path.join(quality, answers), turned)
        run("import", path, turned, "--wave", "2")
    for command in ("--standardize role", "--standardize unit@1,role", "--standardize role --design unit",
                    "--between role=chief:officer"):
        alike_case(f"without what is flagged: gap of two waves {command}", careless, kept,
                   "gap", "--gap", "wave=2:1", *command.split())

    def counts_case(name, expected, *args):
        stress_case(name, expected, "crosstab", public_sample, *args, folder=counts)

    public_sample = os.path.join(folder, "public.cips")
    run("init", public_sample, "--public-data")
    run("instrument", "add", public_sample, os.path.join(samples, "officials.md"))
    run("units", "load", public_sample, os.path.join(samples, "units.csv"))
    run("import", public_sample, weighted_csv, "--wave", "2025")
    counts_case("counts: tenure by role", "tenure-role.csv", *none, "--rows", "tenure", "--columns", "role")
    counts_case("counts: two by two", "role-witnessed.csv", *none, "--rows", "role", "--columns", "witnessed")
    counts_case("counts: units by an ordered item", "unit-merit.csv", *none, "--rows", "unit@1", "--columns", "hrmt_merit")
    counts_case("counts: two ordered items", "merit-speak.csv", *none, "--rows", "hrmt_merit", "--columns", "mora_speak_up")
    counts_case("counts: tenure by role, weighted", "tenure-role-weighted.csv", "--rows", "tenure", "--columns", "role")
    counts_case("counts: units by an ordered item, weighted", "unit-merit-weighted.csv",
                "--rows", "unit@1", "--columns", "hrmt_merit")

    def hidden_case(name, *args):
        """No small count is shown, and no figure from which a hidden count would follow; tests only where nothing is hidden."""
        figures = list(csv.DictReader(io.StringIO(run("crosstab", survey, *w, *args, "--format", "tidy"))))
        where = lambda line: (line.get("layer"), line["row"], line["column"])
        shown = {where(line) for line in figures if line["statistic"] == "count" and line["status"] == "shown"}
        hidden = {where(line) for line in figures if line["statistic"] == "count"} - shown
        problems = []
        for line in figures:
            layer, row, column = where(line)
            margins = {"row_percent": [(row, "*")], "column_percent": [("*", column)], "total_percent": [("*", "*")],
                       "expected": [(row, "*"), ("*", column), ("*", "*")]}
            margins["adjusted_residual"] = margins["expected"]
            cell = (row, column) != ("*", "*")
            bases = [(layer, *margin) for margin in margins.get(line["statistic"], [])]
            if line["statistic"] == "count" and line["status"] == "shown" and 0 < float(line["value"]) < 10:
                problems.append(f"{where(line)}: {line['value']} people")
            if line["status"] != "shown":
                continue
            if cell and line["statistic"] != "count" and not {where(line), *bases} <= shown:
                problems.append(f"{where(line)}: {line['statistic']} of what is hidden")
            if not cell and line["statistic"] not in ("count", "row_percent", "column_percent", "total_percent"):
                if any(place[0] == layer for place in hidden):
                    problems.append(f"{layer}: {line['statistic']} of a table in which something is hidden")
        if not hidden or not shown:
            problems.append("nothing is hidden, or everything")
        report(name, problems)

    def turned_case(name, row, column, per):
        """A table and the same one turned round hide the same: else each would give away what the other hides."""
        def hidden(*variables):
            tidy = run("crosstab", survey, *w, "--rows", variables[0], "--columns", variables[1], "--per", variables[2],
                       "--format", "tidy")
            cells = set()
            for line in csv.DictReader(io.StringIO(tidy)):
                if line["statistic"] == "count" and line["status"] == "suppressed":
                    place = {variables[0]: line["row"], variables[1]: line["column"], variables[2]: line["layer"]}
                    cells.add(tuple(place[v] for v in (row, column, per)))
            return cells

        # the whole of a layer is not printed, and of a row it is: only what all of them print is compared
        tables = [{c for c in hidden(*order) if "*" not in c}
                  for order in ((row, column, per), (column, row, per), (per, column, row), (column, per, row))]
        report(name, [] if tables[0] and all(t == tables[0] for t in tables) else ["they hide different cells"])

    turned_case("counts: turned round the same is hidden", "unit@1", "hrmt_merit", "role")
    for arguments in ("unit lead_example", "unit@1 hrmt_merit", "lead_example mora_speak_up", "hrmt_merit unit",
                      "unit@1 lead_example role", "tenure mora_speak_up unit@1", "unit gender role", "language unit tenure"):
        variables = arguments.split()
        hidden_case(f"counts: what is hidden stays hidden, {arguments}", "--rows", variables[0], "--columns", variables[1],
                    *(("--per", variables[2]) if len(variables) > 2 else ()))

    spi = os.environ.get("CIPS_SPI")
    if spi:
        public = os.path.join(folder, "spi.cips")
        run("init", public, "--public-data")
        run("instrument", "add", public, os.path.join(spi, "form.md"))
        run("units", "load", public, os.path.join(spi, "units.csv"))
        run("import", public, os.path.join(spi, "responses.csv"), "--wave", "1")
        case("spi: unit by factor", "spi-crosstab.csv", "crosstab", public, "--rows", "unit", "--columns", "factor")
        for measure in ("positive", "negative", "net"):
            case(f"spi: percent {measure} by unit", f"spi-crosstab-{measure}.csv",
                 "crosstab", public, "--rows", "unit", "--columns", "factor", "--measure", measure)
        case("spi: units against the rest", "spi-gap.csv", "gap", public, "--gap", "unit")
    else:
        report("spi: 4,000 real people", [], skip="CIPS_SPI names no folder with the data")

print(f"1..{number}")
sys.exit(failed)
