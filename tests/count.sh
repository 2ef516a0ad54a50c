#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Counts the single tests in meson's log: each TAP line is one. The last line says "N passed, N failed, N skipped", and the
# status is 1 when one failed or none ran.
#
# usage: count.sh build/meson-logs/testlog.json
python3 - "$1" <<'PY'
import json, re, sys
passed = failed = skipped = 0
for line in open(sys.argv[1], encoding="utf-8"):
    test = json.loads(line)
    good = bad = skips = 0
    for out in test.get("stdout", "").splitlines():
        if re.match(r"ok \d+.*# SKIP", out, re.I):
            skips += 1
        elif re.match(r"ok \d+", out):
            good += 1
        elif re.match(r"not ok \d+", out):
            bad += 1
            print("failed:", test["name"], out)
    # a program that ended badly counts as a failure even when its TAP lines do not say so
    if test["result"] not in ("OK", "SKIP") and not bad:
        bad = 1
        print("failed:", test["name"], test["result"])
    passed, failed, skipped = passed + good, failed + bad, skipped + skips
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not passed else 0)
PY
