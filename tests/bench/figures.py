#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time and memory of cips, side by side with other programs that do the same on this machine.

usage: figures.py CIPS BENCH_CSV [--size N] [--runs N] [--keep FOLDER]

Simulates answers to 60 items from 240 units (1,000,000 people, or --size), and imports and tabulates them with cips and with
what is installed of: DuckDB (a package of node, see duckdb.js), the sqlite3 shell, PSPP, and the R package survey. What is not
there is named and passed over. With --keep the files stay in FOLDER, which must be empty or new.

Each command runs as a whole process, start included, --runs times, the programs of a comparison in turn (A B A B), one that
takes over a minute once. Shown are medians of seconds by the clock and of processor seconds (user and system), and the largest
peak of memory; what a process has of less than this program itself, some 15 MiB, cannot be seen. Goals are of seconds by the
clock, to be judged on a machine that has nothing else to do; a line at the end says whether it had. A missed goal is named and
no failure; a command that fails is one.
"""
import argparse, collections, csv, os, shutil, statistics, subprocess, sys, tempfile, time

sys.dont_write_bytecode = True  # the source stays as it is
from sixty import POSTS, factors, write_form, write_headcounts, write_units

here = os.path.dirname(os.path.realpath(__file__))
SMALL, TYPICAL = 100_000, 5_000
A_MINUTE = 60

Figures = collections.namedtuple("Figures", "wall cpu mib")
missed, absent = [], []

# What perf finds in a library or a room belongs to this part of an import; the rest (libc, the kernel) serves all of them.
parts = {"libcsv": "parsing", "cips: intake": "checking and coding", "cips: model": "checking and coding",
         "cips: base": "checking and coding", "libutf8proc": "checking and coding", "libsodium": "digests",
         "cips: sealed": "digests", "cips: store": "storing", "libsqlite3": "storing"}


class Failed(Exception):
    pass


def once(words, output="out.txt"):
    """Runs one process to its end: seconds by the clock and of the processor, and MiB."""
    with open(output, "wb") as out, open("err.txt", "wb") as err:
        start = time.monotonic()
        process = subprocess.Popen(words, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        with open("err.txt", errors="replace") as err:
            raise Failed(f"{' '.join(words)[:200]}: status {process.returncode}: {err.read().strip()[:500]}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(commands, runs):
    """Figures of each of {name: (words, what to do before)}; the commands take turns."""
    seen = {name: [] for name in commands}
    for _ in range(runs):
        for name, (words, before) in commands.items():
            if seen[name] and seen[name][-1].wall > A_MINUTE:
                continue
            before()
            seen[name].append(once(words, f"{name.split()[0]}.out"))
    return {name: Figures(statistics.median(f.wall for f in all_of), statistics.median(f.cpu for f in all_of),
                          max(f.mib for f in all_of)) for name, all_of in seen.items()}


def line(what, ours, peer, theirs, ratio, of_cpu, goal, reached):
    print(f"{what:34} {ours:>23}  {peer:22} {theirs:>23} {ratio:>7} {of_cpu:>7} {goal:>9}  {reached}", flush=True)


def show(figures):
    return f"{figures.wall:8.3f} {figures.cpu:8.3f} {figures.mib:5.0f}"


def judged(what, good):
    if not good:
        missed.append(what)
    return "reached" if good else "MISSED"


def compare(what, ours, peers, runs):
    """One line a peer; peers: {name: (words, before, largest ratio)}, where words None stands for a peer that is absent."""
    there = {name: peer for name, peer in peers.items() if peer[0]}
    figures = in_turn({"cips": ours} | {name: peer[:2] for name, peer in there.items()}, runs)
    for name, (words, _, goal) in peers.items():
        if not words:
            line(what, show(figures["cips"]), name, "not installed", "", "", f"<= {goal}", "")
            continue
        ratio, of_cpu = (ours / theirs for ours, theirs in zip(figures["cips"][:2], figures[name]))
        reached = judged(f"{what} / {name}", ratio <= goal)
        line(what, show(figures["cips"]), name, show(figures[name]), f"{ratio:.3f}", f"{of_cpu:.3f}", f"<= {goal}", reached)
    return figures


def at_most(what, figure, goal, unit, beside=""):
    line(what, f"{figure:.3f} {unit}" if figure < 10 else f"{figure:.1f} {unit}", beside, "", "", "", f"<= {goal:g}",
         judged(what, figure <= goal))


def in_time(what, words, before, goal, runs):
    """A command of cips within so many milliseconds."""
    figures = in_turn({"cips": (words, before)}, runs)["cips"]
    at_most(what, 1000 * figures.wall, goal, "ms", f"{1000 * figures.cpu:.1f} ms cpu")


# --- what is there --------------------------------------------------------------------------------
def works(*words):
    try:
        return subprocess.run(words, capture_output=True).returncode == 0
    except OSError:
        return False


def peers_here():
    """{peer: the words to start it, or None}."""
    node = ["node", os.path.join(here, "duckdb.js")]
    found = {"DuckDB": node if works(*node) else None,
             "sqlite3": ["sqlite3"] if works("sqlite3", "--version") else None,
             "PSPP": ["pspp"] if works("pspp", "--version") else None,
             "R survey": ["Rscript"] if works("Rscript", "-e", "q(status = !requireNamespace('survey', quietly = TRUE))")
             else None}
    absent.extend(name for name, words in found.items() if not words)
    return found


# --- the survey -----------------------------------------------------------------------------------
def prepare(cips, sizes):
    """An empty survey file, and answers of each size: {name: people}."""
    write_form("form.md")
    write_units("units.csv")
    for words in (["init", "empty.cips"], ["instrument", "add", "empty.cips", "form.md"],
                  ["units", "load", "empty.cips", "units.csv"]):
        once([cips, *words])
    for name, people in sizes.items():
        figures = once([cips, "simulate", "form.md", "--units", "units.csv", "-n", str(people), "--seed", "1", "--wave", "2025",
                        "-o", name + ".csv"])
        with open(name + ".csv") as made:
            columns = made.readline().count(",") + 1
        print(f"{name}.csv: {people} people x {columns} columns, {os.path.getsize(name + '.csv') / 1e6:.1f} MB, "
              f"simulated in {figures.wall:.1f} s", flush=True)


def importing(cips, name, *options):
    """The words of an import, and what makes the empty file that it fills."""
    survey = name + ".cips"

    def before():
        for end in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(survey + end):
                os.remove(survey + end)
        shutil.copyfile("empty.cips", survey)
        os.sync()  # what an earlier command wrote is not to be this one's burden
    return [cips, "import", survey, name + ".csv", "--instrument", "sixty", "--wave", "2025", *options], before


def without(*files):
    def before():
        for name in files:
            if os.path.exists(name):
                os.remove(name)
        os.sync()
    return before


def nothing():
    pass


# --- what is measured -----------------------------------------------------------------------------
def measure_import(cips, bench_csv, there, runs):
    duckdb, sqlite = there["DuckDB"], there["sqlite3"]
    figures = compare("import", importing(cips, "r"), {
        "DuckDB read_csv": (duckdb and [*duckdb, "r.duckdb", os.path.join(here, "duckdb_import.sql")],
                            without("r.duckdb", "r.duckdb.wal"), 0.5),
        "sqlite3 .import": (sqlite and [*sqlite, "r.sqlite", ".import --csv r.csv r"], without("r.sqlite"), 0.25),
        "empty libcsv callbacks": ([bench_csv, "r.csv"], nothing, 2.5)}, runs)
    at_most("import, memory", figures["cips"].mib, 64, "MiB")
    at_most("survey file / CSV", os.path.getsize("r.cips") / os.path.getsize("r.csv"), 0.75, "")
    return figures


def rooms_of_symbols(cips):
    """{function: room} by the static libraries of the build folder that `cips` lies in."""
    folder = os.path.join(os.path.dirname(os.path.dirname(cips)), "lib")
    rooms = {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.startswith("libcips_") and name.endswith(".a"):
            listing = subprocess.run(["nm", "--defined-only", os.path.join(folder, name)], capture_output=True, text=True).stdout
            for words in map(str.split, listing.splitlines()):
                if len(words) == 3 and words[1] in "tT":
                    rooms.setdefault(words[2].split(".")[0], name[len("libcips_"):-2])
    return rooms


def profile_import(cips):
    """Where the processor is during an import: by library, and in cips itself by room. None where perf cannot say."""
    words, before = importing(cips, "r")
    before()
    if not works("perf", "record", "-q", "-F", "4999", "-o", "perf.data", "--", *words):
        return None
    listing = subprocess.run(["perf", "script", "-i", "perf.data", "-F", "ip,sym,dso"], capture_output=True, text=True).stdout
    rooms = rooms_of_symbols(cips)
    share = collections.Counter()
    for sample in listing.splitlines():
        words = sample.replace("(deleted)", "").split()
        if len(words) < 3:
            continue
        symbol, place = words[1].split(".")[0].split("+")[0], os.path.basename(words[-1].strip("()"))
        if place == os.path.basename(cips):
            place = "cips: " + rooms.get(symbol, "other")
        elif "kernel" in place or "unknown" in place:
            place = "kernel"
        share[place.split(".so")[0]] += 1
    total = sum(share.values())
    return {place: n / total for place, n in share.most_common() if n >= 0.005 * total} if total else None


def show_import_parts(cips, figures, runs):
    print("\nwhere the time of an import goes")
    dry = in_turn({"dry": importing(cips, "r", "--dry-run"), "cips": importing(cips, "r")}, runs)
    floor, whole = figures["empty libcsv callbacks"].wall, dry["cips"].wall
    print(f"  whole {whole:.2f} s; with --dry-run, which does all but keep the pages, {dry['dry'].wall:.2f} s; "
          f"libcsv alone {floor:.2f} s ({100 * floor / whole:.0f} %)")
    shares = profile_import(cips)
    if shares is None:
        print("  perf: not installed, or not allowed to look")
    else:
        together = collections.Counter()
        for place, share in shares.items():
            together[parts.get(place, "libc, kernel and others")] += share
        for title, shown in (("samples of perf", dict(together.most_common())), ("by library and room", shares)):
            print(f"  {title}: " + ", ".join(f"{name} {100 * share:.0f} %" for name, share in shown.items()))


def same_numbers(cips, survey, path):
    """Whether the scores of the posts in `path`, which SQL wrote, are those of cips. Hidden figures are passed over."""
    once([cips, "crosstab", survey, "--rows", "unit", "--columns", "factor", "--format", "tidy"], "ours.csv")
    ours = {}
    with open("ours.csv") as table:
        for row in csv.DictReader(table):
            if row["status"] == "shown" and row["statistic"] in ("score", "n_valid", "sd"):
                ours[row["row"], row["column"], row["statistic"]] = float(row["value"])
    compared = 0
    with open(path) as table:
        for row in csv.DictReader(table):
            for name in factors:
                for statistic, column in (("n_valid", "n_"), ("score", "score_"), ("sd", "sd_")):
                    key = row["unit"], name.upper(), statistic
                    if not row["unit"].startswith("P") or key not in ours:
                        continue
                    if abs(ours[key] - float(row[column + name])) > 1e-9 * max(1, abs(ours[key])):
                        raise Failed(f"{path}: {key} is {row[column + name]}, and in cips {ours[key]}")
                    compared += 1
    if compared < POSTS:
        raise Failed(f"{path}: only {compared} figures could be compared with those of cips")
    print(f"  the same numbers by cips and by SQL: {compared} compared", flush=True)


def measure_tables(cips, there, size, runs):
    duckdb, rscript = there["DuckDB"], there["R survey"]
    svyby = os.path.join(here, "svyby.R")
    if rscript:
        once([*rscript, svyby, "r.csv", "factors.rds"])
    table = [cips, "crosstab", "r.cips", "--rows", "unit", "--columns", "factor", "--format", "tidy"]
    figures = compare("factor x unit, 240 units", (table, nothing), {
        "DuckDB unpivot": (duckdb and [*duckdb, "r.duckdb", os.path.join(here, "duckdb_unpivot.sql")], nothing, 0.1),
        "DuckDB fastest": (duckdb and [*duckdb, "r.duckdb", os.path.join(here, "duckdb_fast.sql")], nothing, 0.5),
        "R svyby": (rscript and [*rscript, svyby, "factors.rds"], nothing, 0.01)}, runs)
    if duckdb:
        same_numbers(cips, "r.cips", "fast.csv")
    largest = {"crosstab unit factor": figures["cips"]}
    measure_weights(cips, size, runs)
    make_waves(cips, "r")
    for name, words in (tables("r.cips") | tables_of_copies("r")).items():
        largest[name] = once([cips, *words])
    print("  each table over r.csv: " + ", ".join(f"{name} {f.wall:.2f} s {f.mib:.0f} MiB" for name, f in largest.items()))
    at_most("any table, memory", max(f.mib for f in largest.values()), 256, "MiB")


def raking(cips, name, people):
    """The words that rake a copy of a survey file to three margins of headcounts, which it has then."""
    copy = name + "-weighted.cips"
    shutil.copyfile(name + ".cips", copy)
    write_headcounts("headcounts.csv", people)
    once([cips, "headcount", "load", copy, "headcounts.csv"])
    return [cips, "weight", copy, "--rake", "unit,role,gender", "--name", "rake"]


def measure_weights(cips, people, runs):
    figures = in_turn({"cips": (raking(cips, "r", people), nothing)}, runs)["cips"]
    at_most("raking to three margins", figures.wall, 2, "s", f"{figures.cpu:.2f} s cpu, {figures.mib:.0f} MiB")
    gap = [cips, "gap", "r-weighted.cips", "--gap", "unit", "--weights"]
    compare("gap unit, weighted", ([*gap, "rake"], nothing), {"cips, unweighted": ([*gap, "none"], nothing, 2)}, runs)


def make_waves(cips, name):
    """A survey file with the people of another one in two waves, every other one of them in each."""
    shutil.copyfile("empty.cips", name + "-waves.cips")
    with open(name + ".csv") as people:
        header = people.readline()
        column = header.rstrip().split(",").index("wave")
        with open("2025.csv", "w") as later, open("2023.csv", "w") as earlier:
            later.write(header)
            earlier.write(header)
            for i, row in enumerate(people):
                if i % 2:
                    cells = row.split(",")
                    cells[column] = "2023"
                    earlier.write(",".join(cells))
                else:
                    later.write(row)
    for wave in ("2025", "2023"):
        once([cips, "import", name + "-waves.cips", wave + ".csv", "--instrument", "sixty", "--wave", wave])


def measure_counts(cips, there, runs):
    words, before = importing(cips, "small")
    before()
    once(words)
    pspp = there["PSPP"]
    if pspp:
        once([*pspp, "-o", "prepare.txt", os.path.join(here, "pspp_prepare.sps")])
    compare("60 items x unit, chi-square", ([cips, "crosstab", "small.cips", "--rows", "unit", "--columns", "items"], nothing), {
        "PSPP CROSSTABS": (pspp and [*pspp, "-o", "crosstabs.txt", os.path.join(here, "pspp_crosstabs.sps")], nothing, 0.05)},
        runs)


def tables(survey):
    """A table of each kind."""
    kinds = {"freq": "freq", "crosstab role factor": "crosstab --rows role --columns factor",
             "crosstab role positive": "crosstab --rows role --columns factor --measure positive",
             "crosstab unit factor per role": "crosstab --rows unit --columns factor --per role",
             "crosstab unit item": "crosstab --rows unit --columns lead_1",
             "crosstab item item": "crosstab --rows lead_1 --columns mora_1", "gap unit": "gap --gap unit",
             "gap role": "gap --gap role=m:s", "gap role per unit": "gap --gap role=m:s --per unit",
             "gap role per region": "gap --gap role=m:s --per unit@1", "response": "response",
             "response by regions": "response --rows unit@1",
             "quality": "quality", "scale": "scale", "agreement": "agreement", "compare regions": "compare --rows unit@1",
             "compare pairs": "compare --rows unit@1 --show pairs", "shrink": "shrink --rows unit@1",
             "drivers": "drivers --outcome MORA"}
    return on_survey(survey, kinds)


def on_survey(survey, kinds):
    return {name: [words.split()[0], survey, *words.split()[1:]] for name, words in kinds.items()}


def tables_of_copies(name):
    """Tables of the copy with weights and of the one with two waves."""
    return on_survey(name + "-weighted.cips", {
        "gap unit, weighted": "gap --gap unit --weights rake",
        "crosstab unit factor, weighted": "crosstab --rows unit --columns factor --weights rake",
        "drivers, weighted": "drivers --outcome MORA --weights rake"}) | on_survey(name + "-waves.cips", {
            "gap wave": "gap --gap wave=2025:2023", "gap wave per unit": "gap --gap wave=2025:2023 --per unit"})


def measure_typical(cips, runs):
    words, before = importing(cips, "typical")
    before()
    once(words)
    commands = {"crosstab unit factor": ["crosstab", "typical.cips", "--rows", "unit", "--columns", "factor"]}
    once(raking(cips, "typical", TYPICAL))
    make_waves(cips, "typical")
    commands |= tables("typical.cips") | tables_of_copies("typical")
    print(f"\na typical country: {TYPICAL} people, process start included")
    for name, words in commands.items():
        in_time(name, [cips, *words], nothing, 50, runs)
    if works(cips, "help", "report"):
        in_time("report (HTML)", [cips, "report", "typical.cips", "-o", "report.html"], without("report.html"), 500, runs)
    else:
        print("report (HTML): this cips has no command report")


def busy_seconds():
    """Seconds that all processors have worked, and that what we started has."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, softirq = map(int, stat.readline().split()[1:8])
    of_ours = os.times()
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK"), sum(of_ours[:4])


def show_company(before):
    """Seconds by the clock mean little where others had the processors: a program with threads then loses the most."""
    all_of, ours = (now - then for now, then in zip(busy_seconds(), before))
    others = max(0, 1 - ours / all_of) if all_of else 0
    print(f"\nthe machine: {os.cpu_count()} processors; {100 * others:.0f} % of their work was for others", end="")
    print("; ratios by the clock are not to be trusted" if others > 0.1 else "")


def measure(cips, bench_csv, size, runs):
    there = peers_here()
    for name in absent:
        print(f"{name}: not installed, passed over")
    prepare(cips, {"r": size, "small": min(SMALL, size), "typical": TYPICAL})
    print(f"{runs} runs in turn, medians\n")
    line("what", "cips: wall   cpu s   MiB", "peer", "wall   cpu s   MiB", "ratio", "of cpu", "goal", "")
    started = busy_seconds()
    imported = measure_import(cips, bench_csv, there, runs)
    measure_tables(cips, there, size, runs)
    measure_counts(cips, there, runs)
    measure_typical(cips, max(runs, 7))
    show_import_parts(cips, imported, runs)
    show_company(started)
    print("\nmissed: " + ("; ".join(missed) if missed else "no goal"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cips")
    parser.add_argument("bench_csv")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep")
    options = parser.parse_args()
    cips, bench_csv = os.path.realpath(options.cips), os.path.realpath(options.bench_csv)
    folder = options.keep or tempfile.mkdtemp(prefix="cips-bench-")
    try:
        os.makedirs(folder, exist_ok=True)
        if os.listdir(folder):
            sys.exit(f"{folder} is not empty")
        os.chdir(folder)
        measure(cips, bench_csv, options.size, options.runs)
    except (Failed, OSError) as problem:
        sys.exit(f"failed: {problem}")
    finally:
        if not options.keep:
            os.chdir("/")
            shutil.rmtree(folder)


main()
