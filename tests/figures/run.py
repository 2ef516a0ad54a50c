#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what cips prints in the tidy format with R's values, figure by figure. Prints TAP.

usage: run.py CIPS SOURCE_ROOT

Each case names a command and a CSV of reference values (row,column,statistic,value) with the R script that made it:
sample.R for the sample survey; stress.R for the awkward one in stress/ and language.R for the one in language/, whose values
name their row_variable as well, may be words or the status of a figure that must not be there, and are all compared.
Closed forms must agree to 1e-9 relative, p values and degrees of freedom to 1e-7. A figure that cips suppresses is passed
over, but at least two thirds of the reference values must have been compared.

With CIPS_SPI=FOLDER the real answers of 4,000 people (data set spi of the R package psychTools, with form.md and units.csv
beside responses.csv) are compared with the figures of spi.R as well; without it that case is a named skip.
"""
import csv, io, os, subprocess, sys, tempfile

cips, root = os.path.realpath(sys.argv[1]), sys.argv[2]
samples = os.path.join(root, "sample-surveys")
here = os.path.join(root, "tests", "figures")
stress = os.path.join(here, "stress")
languages = os.path.join(here, "language")
loose = {"p", "p_adjusted", "mann_whitney_p", "df"}
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
    got = {}
    for line in csv.DictReader(io.StringIO(tidy)):
        got[line["row"], line["column"], line["statistic"]] = line
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
            tolerance = p if key[2] in loose else closed_form
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
        for line in csv.DictReader(file):
            key, want = tuple(line[k] for k in key_of), line["value"]
            figure = got.get(key)
            if figure is None:
                problems.append(f"{key} is missing, R says {want}")
                continue
            have = figure["value"] or figure["status"]
            tolerance = 1e-7 if key[3] in loose else 1e-9
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


def weighted_copy(source, target):
    with open(source, newline="") as file, open(target, "w", newline="") as out:
        for i, line in enumerate(file):
            out.write(line.rstrip("\n") + (",weight" if i == 0 else f",{1 + ((i - 1) % 5) / 2}") + "\n")


with tempfile.TemporaryDirectory() as folder:
    survey = os.path.join(folder, "s.cips")
    weighted = os.path.join(folder, "w.cips")
    weighted_csv = os.path.join(folder, "weighted.csv")
    weighted_copy(os.path.join(samples, "officials-2025.csv"), weighted_csv)
    for path in (survey, weighted):
        run("init", path)
        run("instrument", "add", path, os.path.join(samples, "officials.md"))
        run("units", "load", path, os.path.join(samples, "units.csv"))
    run("headcount", "load", survey, os.path.join(samples, "headcounts.csv"))
    run("import", survey, os.path.join(samples, "officials-2023.csv"), "--wave", "2023")
    run("import", survey, os.path.join(samples, "officials-2025.csv"), "--wave", "2025")
    run("import", weighted, weighted_csv, "--wave", "2025")
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
    case("waves, on the units of both, Holm", "gap-wave.csv",
         "gap", survey, "--gap", "wave=2025:2023", "--adjust", "holm")

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
         "crosstab", survey, *w, "--rows", "role", "--columns", "factor", "--design", "unit")
    raked_case("raked units with their parts as strata", "crosstab-unit-design-raked.csv", "crosstab", survey, *w,
               "--rows", "unit", "--columns", "factor", "--design", "unit", "--weights", "rake", "--fpc", "no")

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
