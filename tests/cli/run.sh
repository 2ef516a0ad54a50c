#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Scenarios of the program: one folder each, with `cmd` (a shell script that calls cips), and what it must print and return:
# `stdout`, `stderr`, `status` (0 if absent). A file that is absent is not compared. Prints TAP.
#
# usage: run.sh CIPS CASES SOURCE_ROOT [NAME...]
# CIPS_CLI=write writes what was printed into the folders instead; read the difference before it is kept.
set -u
program=$(realpath "$1")
cases=$2
root=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

mkdir "$work/bin"
ln -s "$program" "$work/bin/cips"
PATH=$work/bin:$PATH
SAMPLES=$root/sample-surveys
LC_ALL=C.UTF-8
TZ=UTC
export PATH SAMPLES LC_ALL TZ
unset COLUMNS NO_COLOR CLICOLOR CLICOLOR_FORCE

# A survey file with the sample survey in it, for scenarios that only read or begin with it.
sample="$work/sample.cips"
if ! {
	cips init "$sample" --title "Customs Service of Arcadia" &&
		cips instrument add "$sample" "$SAMPLES/officials.md" &&
		cips units load "$sample" "$SAMPLES/units.csv" &&
		cips headcount load "$sample" "$SAMPLES/headcounts.csv" &&
		cips import "$sample" "$SAMPLES/officials-2023.csv" --wave 2023 &&
		cips import "$sample" "$SAMPLES/officials-2025.csv" --wave 2025
} >"$work/log" 2>&1; then
	sed 's/^/# /' "$work/log"
	echo "Bail out! the sample survey does not load"
	exit 1
fi

check() {
	case=$1
	mkdir "$work/run"
	cp "$sample" "$work/run/sample.cips"
	cp -r "$case/." "$work/run/"
	(cd "$work/run" && sh ./cmd) >"$work/stdout" 2>"$work/stderr" </dev/null
	echo $? >"$work/status"
	rm -rf "$work/run"
	if [ "${CIPS_CLI:-}" = write ]; then
		cp "$work/stdout" "$work/stderr" "$case/"
		if [ "$(cat "$work/status")" = 0 ]; then rm -f "$case/status"; else cp "$work/status" "$case/"; fi
		return 0
	fi
	wrong=0
	for part in stdout stderr; do
		[ -f "$case/$part" ] || continue
		diff -u "$case/$part" "$work/$part" >"$work/diff" && continue
		head -30 "$work/diff" | sed 's/^/# /'
		wrong=1
	done
	wanted=0
	[ -f "$case/status" ] && wanted=$(cat "$case/status")
	if [ "$(cat "$work/status")" != "$wanted" ]; then
		echo "# status $(cat "$work/status"), not $wanted"
		sed 's/^/# /' "$work/stderr" | head -5
		wrong=1
	fi
	return $wrong
}

for case in "$cases"/*/; do
	name=$(basename "$case")
	[ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
	n=$((n + 1))
	if check "${case%/}"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		failed=1
	fi
done
echo "1..$n"
exit $failed
