#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What happens when things break: an import killed at random moments, a disk that fills up, files one may not touch. Prints TAP.
#
# usage: run.sh CIPS SOURCE_ROOT [KILLS]
set -u
cips=$(realpath "$1")
root=$2
kills=${3:-50}
samples=$root/sample-surveys
work=$(mktemp -d)
chmod 755 "$work"
mounted=
trap '[ -z "$mounted" ] || umount "$mounted"; rm -rf "$work"' EXIT
n=0
failed=0

ok() {
	n=$((n + 1))
	echo "ok $n - $1"
}
not_ok() {
	n=$((n + 1))
	failed=1
	echo "not ok $n - $1"
	echo "# $2"
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# The answers in a survey file, whatever their order.
content() {
	sqlite3 "$1" 'select identity, hex(record), weight, seconds, numbers
		from response join response_identity on response.row = response order by identity' | sha256sum
}
stored() {
	sqlite3 "$1" 'select count(*) from response'
}

# A survey file without responses, and a CSV of 12 times the sample's rows with ids of their own.
base=$work/base.cips
{
	"$cips" init "$base" && "$cips" instrument add "$base" "$samples/officials.md" &&
		"$cips" units load "$base" "$samples/units.csv"
} >/dev/null || exit 1
csv=$work/many.csv
head -1 "$samples/officials-2025.csv" >"$csv"
i=0
while [ $i -lt 12 ]; do
	tail -n +2 "$samples/officials-2025.csv" | sed "s/^/$i-/" >>"$csv"
	i=$((i + 1))
done
rows=$(($(wc -l <"$csv") - 1))

# --- killed at random moments ---------------------------------------------------------------------
clean=$work/clean.cips
cp "$base" "$clean"
started=$(date +%s%N)
"$cips" import "$clean" "$csv" --wave 2025 >/dev/null || exit 1
took=$((($(date +%s%N) - started) / 1000000))
want=$(content "$clean")
[ "$want" != "$(content "$base")" ] || { # the query must see the answers
	echo "Bail out! the content of $clean cannot be read"
	exit 1
}
# Starts a command with the survey file $work/victim.cips and kills it at a moment of its $took milliseconds, or soon after.
seed=1
kill_soon() {
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	delay=$((seed % (took + took / 5 + 1)))
	"$@" >/dev/null 2>&1 &
	victim=$!
	sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
	kill -9 $victim 2>/dev/null && early=$((early + 1))
	wait $victim 2>/dev/null
	# the next reader recovers the file
	"$cips" freq "$work/victim.cips" role >/dev/null 2>&1
}
halves=0
wrong=0
early=0
k=0
while [ $k -lt "$kills" ]; do
	cp "$base" "$work/victim.cips"
	kill_soon "$cips" import "$work/victim.cips" "$csv" --wave 2025
	count=$(stored "$work/victim.cips")
	[ "$count" = 0 ] || [ "$count" = "$rows" ] || halves=$((halves + 1))
	"$cips" import "$work/victim.cips" "$csv" --wave 2025 >/dev/null 2>&1
	[ "$(content "$work/victim.cips")" = "$want" ] || wrong=$((wrong + 1))
	rm -f "$work/victim.cips" "$work/victim.cips-journal"
	k=$((k + 1))
done 2>/dev/null
if [ $halves = 0 ]; then
	ok "$kills imports killed, $early of them before their end: all of a file or nothing"
else
	not_ok "an import killed leaves all of a file or nothing" "$halves of $kills left a part"
fi
if [ $wrong = 0 ]; then
	ok "the same import again completes the content"
else
	not_ok "the same import again completes the content" "$wrong of $kills differ"
fi

# --- an undo killed -------------------------------------------------------------------------------
few=$work/few.csv
head -500 "$csv" >"$few"
both=$work/both.cips
cp "$clean" "$both"
"$cips" import "$both" "$few" --wave 2025 >/dev/null || exit 1
started=$(date +%s%N)
cp "$both" "$work/victim.cips"
"$cips" batch undo "$work/victim.cips" 1 >/dev/null || exit 1
took=$((($(date +%s%N) - started) / 1000000))
halves=0
wrong=0
early=0
k=0
while [ $k -lt "$kills" ]; do
	cp "$both" "$work/victim.cips"
	kill_soon "$cips" batch undo "$work/victim.cips" 1
	case $(stored "$work/victim.cips") in
	"$rows") "$cips" batch undo "$work/victim.cips" 1 >/dev/null 2>&1 ;;
	499) ;;
	*) halves=$((halves + 1)) ;;
	esac
	"$cips" import "$work/victim.cips" "$csv" --wave 2025 >/dev/null 2>&1
	[ "$(content "$work/victim.cips")" = "$want" ] || wrong=$((wrong + 1))
	rm -f "$work/victim.cips" "$work/victim.cips-journal"
	k=$((k + 1))
done 2>/dev/null
if [ $halves = 0 ] && [ $wrong = 0 ]; then
	ok "$kills undos killed, $early of them before their end: all of a batch or nothing, and the import brings it back"
else
	not_ok "an undo killed takes all of a batch or nothing" "$halves of $kills took a part, $wrong do not come back"
fi

# --- an update killed -----------------------------------------------------------------------------
corrected=$work/corrected.csv
sed 's/,never,/,always,/; s/,agree,/,disagree,/' "$csv" >"$corrected"
cp "$clean" "$work/victim.cips"
started=$(date +%s%N)
"$cips" import "$work/victim.cips" "$corrected" --wave 2025 --update >/dev/null || exit 1
took=$((($(date +%s%N) - started) / 1000000))
after=$(content "$work/victim.cips")
[ "$after" != "$want" ] || {
	echo "Bail out! the update changes nothing"
	exit 1
}
halves=0
wrong=0
early=0
k=0
while [ $k -lt "$kills" ]; do
	cp "$clean" "$work/victim.cips"
	kill_soon "$cips" import "$work/victim.cips" "$corrected" --wave 2025 --update
	now=$(content "$work/victim.cips")
	if [ "$now" = "$want" ]; then
		"$cips" import "$work/victim.cips" "$corrected" --wave 2025 --update >/dev/null 2>&1
		now=$(content "$work/victim.cips")
	fi
	[ "$now" = "$after" ] || halves=$((halves + 1))
	# killed again on the way back
	kill_soon "$cips" batch undo "$work/victim.cips" 2
	now=$(content "$work/victim.cips")
	if [ "$now" = "$after" ]; then
		"$cips" batch undo "$work/victim.cips" 2 >/dev/null 2>&1
		now=$(content "$work/victim.cips")
	fi
	[ "$now" = "$want" ] && "$cips" verify "$work/victim.cips" >/dev/null 2>&1 || wrong=$((wrong + 1))
	rm -f "$work/victim.cips" "$work/victim.cips-journal"
	k=$((k + 1))
done 2>/dev/null
if [ $halves = 0 ] && [ $wrong = 0 ]; then
	ok "$kills updates and their undos killed, $early of them before their end: all of each or nothing"
else
	not_ok "an update killed changes all or nothing" "$halves of $kills changed a part, $wrong were not undone whole"
fi

# --- a full disk ----------------------------------------------------------------------------------
full() { # full NAME FOLDER COMMAND...: the import must end with 4 and store nothing
	name=$1
	file=$2/full.cips
	shift 2
	cp "$base" "$file"
	"$@" "$cips" import "$file" "$csv" --wave 2025 >"$work/out" 2>"$work/err"
	status=$?
	if [ $status != 4 ]; then
		not_ok "$name" "status $status: $(cat "$work/err")"
	elif [ "$(stored "$file")" != 0 ]; then
		not_ok "$name" "$(stored "$file") responses were stored"
	else
		ok "$name: $(head -1 "$work/err")"
	fi
}
limited() {
	(
		trap '' XFSZ
		ulimit -f 1200
		exec "$@"
	)
}
full "a file that may not grow stores nothing" "$work" limited
mkdir "$work/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=700k tmpfs "$work/small" 2>/dev/null; then
	mounted=$work/small
	full "a full file system stores nothing" "$work/small" env
	umount "$mounted"
	mounted=
else
	skip "a full file system stores nothing" "no small file system can be mounted here"
fi

# --- permissions ----------------------------------------------------------------------------------
if [ "$(id -u)" != 0 ]; then
	as_nobody=
elif command -v setpriv >/dev/null; then
	as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
else
	as_nobody=none
fi
refuse() { # refuse NAME WANTED-STATUS WANTED-WORDS COMMAND...
	name=$1
	status=$2
	words=$3
	shift 3
	if [ "$as_nobody" = none ]; then
		skip "$name" "there is no setpriv to become another user"
		return
	fi
	# shellcheck disable=SC2086
	$as_nobody "$@" >/dev/null 2>"$work/err"
	got=$?
	if [ $got = "$status" ] && { [ -z "$words" ] || grep -q "$words" "$work/err"; }; then
		ok "$name"
	else
		not_ok "$name" "status $got: $(head -2 "$work/err" | tr '\n' ' ')"
	fi
}
cp "$cips" "$work/cips" # nobody may not look into the build folder of root
chmod 755 "$work/cips"
cp "$clean" "$work/readable.cips"
chmod 644 "$work/readable.cips"
cp "$clean" "$work/secret.cips"
chmod 600 "$work/secret.cips"
mkdir "$work/locked"
cp "$clean" "$work/locked/s.cips"
chmod 644 "$work/locked/s.cips"
chmod 555 "$work/locked"
refuse "a survey file that one may not read" 4 "may not" "$work/cips" freq "$work/secret.cips"
refuse "an import into a file that one may only read" 4 "." "$work/cips" import "$work/readable.cips" "$samples/officials-2023.csv" --wave 2023
refuse "a table into a folder that one may not write to" 4 "cannot write" "$work/cips" freq "$work/readable.cips" role -o "$work/locked/t.csv"
refuse "a table of a file on a read-only medium" 0 "" "$work/cips" freq "$work/locked/s.cips" role
chmod 755 "$work/locked"

echo "1..$n"
exit $failed
