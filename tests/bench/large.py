#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One import of a very large file: how fast it is, how much memory it takes, and whether every row is there. Prints TAP.

usage: large.py CIPS [--gb N]

Writes N gigabytes (10^9 bytes, by default 10) of answers to 60 items from 240 units, simulated a million at a time with another
seed each so that no id comes twice, and the first thousand people once more at the end. Imports them in one go into a new survey
file. Needs twice N on the disk of $TMPDIR.
"""
import argparse, itertools, os, re, shutil, sqlite3, subprocess, sys, tempfile, time

sys.dont_write_bytecode = True  # the source stays as it is
from sixty import write_form, write_units

LEAST_SPEED, MOST_MEMORY = 40, 64  # MB/s, MiB
AT_ONCE, AGAIN = 1_000_000, 1_000
BLOCK = 1 << 20
tests = failed = 0


def check(good, what):
    global tests, failed
    tests += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {tests} - {what}", flush=True)


def give_up(words, status, text):
    sys.exit(f"Bail out! {' '.join(words)}: status {status}: {text.strip()[:500]}")


def simulated(cips, people, seed, out):
    """Appends answers to the file, straight from the program that makes them; the header only to an empty file."""
    words = [cips, "simulate", "form.md", "--units", "units.csv", "-n", str(people), "--seed", str(seed), "--wave", "2025"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        header = process.stdout.readline()
        if not out.tell():
            out.write(header)
        shutil.copyfileobj(process.stdout, out, BLOCK)
    if process.returncode:
        give_up(words, process.returncode, "")


def write_answers(cips, size):
    """Some bytes more than `size`; how many people they are."""
    people = 0
    with open("answers.csv", "wb") as out:
        for seed in itertools.count(1):
            a_person = out.tell() / people if people else size / AGAIN
            wanted = int((size - out.tell()) / a_person) + 1
            if wanted <= 0:
                break
            now = min(wanted, AT_ONCE) if people else AGAIN
            simulated(cips, now, seed, out)
            people += now
        simulated(cips, AGAIN, 1, out)
    return people


def once(words):
    """What a process printed, its seconds by the clock and of the processor, and its peak of memory in MiB."""
    with open("out.txt", "wb") as out, open("err.txt", "wb") as err:
        start = time.monotonic()
        process = subprocess.Popen(words, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        with open("err.txt", errors="replace") as err:
            give_up(words, process.returncode, err.read())
    with open("out.txt") as out:
        return out.read(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(cips, size):
    write_form("form.md")
    write_units("units.csv")
    for words in (["init", "s.cips"], ["instrument", "add", "s.cips", "form.md"], ["units", "load", "s.cips", "units.csv"]):
        once([cips, *words])
    people = write_answers(cips, size)
    size = os.path.getsize("answers.csv")
    print(f"# {people} people, {size / 1e6:.0f} MB")
    told, seconds, processor, memory = once([cips, "import", "s.cips", "answers.csv", "--wave", "2025"])
    speed = size / 1e6 / seconds
    counts = {what: int(n) for what, n in re.findall(r"(read|stored|rejected|already there|not stored) (\d+)", told)}
    expected = {"read": people + AGAIN, "stored": people, "rejected": 0, "already there": AGAIN, "not stored": 0}
    check(counts == expected, f"{told.strip()}, as expected")
    with sqlite3.connect("s.cips") as survey:
        rows, identities = survey.execute("SELECT (SELECT count(*) FROM response), sum(length(pairs)) / 12 FROM identity_block").fetchone()
    check(rows == identities == people, f"the survey file has {rows} responses, {os.path.getsize('s.cips') / 1e6:.0f} MB")
    check(speed >= LEAST_SPEED, f"{seconds:.0f} s ({processor:.0f} s of the processor): {speed:.0f} MB/s, at least {LEAST_SPEED}")
    check(memory <= MOST_MEMORY, f"{memory:.0f} MiB of memory, at most {MOST_MEMORY}")
    print(f"1..{tests}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cips")
    parser.add_argument("--gb", type=float, default=10)
    options = parser.parse_args()
    cips = os.path.realpath(options.cips)
    folder = tempfile.mkdtemp(prefix="cips-large-")
    try:
        os.chdir(folder)
        measure(cips, options.gb * 1e9)
    finally:
        os.chdir("/")
        shutil.rmtree(folder)
    sys.exit(1 if failed else 0)


main()
