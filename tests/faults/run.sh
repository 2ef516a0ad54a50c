#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What happens when things break: an import killed at random moments, a disk that fills up, files one may not touch. Prints TAP.
#
# usage: run.sh CIPS SOURCE_ROOT [KILLS]
set -u
cips=$(realpath "$1")
root=$2
kills=${3:-200}
samples=$root/sample-surveys
work=$(mktemp -d)
chmod 755 "$work"
mounted=
# A process that dies leaves the same in memory as on a disk, and two hundred of them do not wait there.
memory=$(mktemp -d -p /dev/shm 2>/dev/null) || memory=$(mktemp -d)
trap '[ -z "$mounted" ] || umount "$mounted"; rm -rf "$work" "$memory"' EXIT
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

# The answers in a survey file, whatever their order, each with its identity: the first eight bytes of a pair, and four of the row.
content() {
	sqlite3 "$1" "with recursive places(k) as (select 0 union all select k + 1 from places where k < 337),
		identities(identity, response) as (select hex(substr(pairs, 12 * k + 1, 8)), hex(substr(pairs, 12 * k + 9, 4))
			from identity_block join places on 12 * k < length(pairs)),
		answers as materialized (select printf('%08X', row) as response, hex(record) as record, weight, seconds, numbers from response)
		select identity, record, weight, seconds, numbers from identities join answers using (response) order by identity" | sha256sum
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
clean=$memory/clean.cips
cp "$base" "$clean"
started=$(date +%s%N)
"$cips" import "$clean" "$csv" --wave 2025 >/dev/null || exit 1
took=$((($(date +%s%N) - started) / 1000000))
want=$(content "$clean")
[ "$want" != "$(content "$base")" ] || { # the query must see the answers
	echo "Bail out! the content of $clean cannot be read"
	exit 1
}
# Starts a command with the survey file $memory/victim.cips and kills it at a moment of its $took milliseconds, or soon after.
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
	"$cips" freq "$memory/victim.cips" role >/dev/null 2>&1
}
halves=0
wrong=0
early=0
k=0
while [ $k -lt "$kills" ]; do
	cp "$base" "$memory/victim.cips"
	kill_soon "$cips" import "$memory/victim.cips" "$csv" --wave 2025
	count=$(stored "$memory/victim.cips")
	[ "$count" = 0 ] || [ "$count" = "$rows" ] || halves=$((halves + 1))
	"$cips" import "$memory/victim.cips" "$csv" --wave 2025 >/dev/null 2>&1
	[ "$(content "$memory/victim.cips")" = "$want" ] || wrong=$((wrong + 1))
	rm -f "$memory/victim.cips" "$memory/victim.cips-journal"
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

# A quarter as often: what is killed is longer.
kills=$(((kills + 3) / 4))

# --- an undo killed -------------------------------------------------------------------------------
few=$work/few.csv
head -500 "$csv" >"$few"
both=$work/both.cips
cp "$clean" "$both"
"$cips" import "$both" "$few" --wave 2025 >/dev/null || exit 1
started=$(date +%s%N)
cp "$both" "$memory/victim.cips"
"$cips" batch undo "$memory/victim.cips" 1 >/dev/null || exit 1
took=$((($(date +%s%N) - started) / 1000000))
halves=0
wrong=0
early=0
k=0
while [ $k -lt "$kills" ]; do
	cp "$both" "$memory/victim.cips"
	kill_soon "$cips" batch undo "$memory/victim.cips" 1
	case $(stored "$memory/victim.cips") in
	"$rows") "$cips" batch undo "$memory/victim.cips" 1 >/dev/null 2>&1 ;;
	499) ;;
	*) halves=$((halves + 1)) ;;
	esac
	"$cips" import "$memory/victim.cips" "$csv" --wave 2025 >/dev/null 2>&1
	[ "$(content "$memory/victim.cips")" = "$want" ] || wrong=$((wrong + 1))
	rm -f "$memory/victim.cips" "$memory/victim.cips-journal"
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
cp "$clean" "$memory/victim.cips"
started=$(date +%s%N)
"$cips" import "$memory/victim.cips" "$corrected" --wave 2025 --update >/dev/null || exit 1
took=$((($(date +%s%N) - started) / 1000000))
after=$(content "$memory/victim.cips")
[ "$after" != "$want" ] || {
	echo "Bail out! the update changes nothing"
	exit 1
}
halves=0
wrong=0
early=0
k=0
while [ $k -lt "$kills" ]; do
	cp "$clean" "$memory/victim.cips"
	kill_soon "$cips" import "$memory/victim.cips" "$corrected" --wave 2025 --update
	now=$(content "$memory/victim.cips")
	if [ "$now" = "$want" ]; then
		"$cips" import "$memory/victim.cips" "$corrected" --wave 2025 --update >/dev/null 2>&1
		now=$(content "$memory/victim.cips")
	fi
	[ "$now" = "$after" ] || halves=$((halves + 1))
	# killed again on the way back
	kill_soon "$cips" batch undo "$memory/victim.cips" 2
	now=$(content "$memory/victim.cips")
	if [ "$now" = "$after" ]; then
		"$cips" batch undo "$memory/victim.cips" 2 >/dev/null 2>&1
		now=$(content "$memory/victim.cips")
	fi
	[ "$now" = "$want" ] && "$cips" verify "$memory/victim.cips" >/dev/null 2>&1 || wrong=$((wrong + 1))
	rm -f "$memory/victim.cips" "$memory/victim.cips-journal"
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

# --- others at the same file ----------------------------------------------------------------------
expect() { # expect NAME WANTED-STATUS STATUS WORDS: and $work/err has the words
	if [ "$3" = "$2" ] && grep -q "$4" "$work/err"; then
		ok "$1"
	else
		not_ok "$1" "status $3: $(head -2 "$work/err" | tr '\n' ' ')"
	fi
}
cp "$base" "$work/busy.cips"
mkfifo "$work/hold"
sqlite3 "$work/busy.cips" >"$work/held" 2>&1 <"$work/hold" &
exec 3>"$work/hold"
printf "begin immediate;\nselect 'held';\n" >&3
while ! grep -q held "$work/held"; do sleep 0.05; done
"$cips" import "$work/busy.cips" "$csv" --wave 2025 >"$work/out" 2>"$work/err"
expect "an import into a file that another program is changing" 5 $? "busy.cips"
exec 3>&-
wait
[ "$(stored "$work/busy.cips")" = 0 ] && ok "it has stored nothing" || not_ok "it has stored nothing" "it has"
"$cips" import "$work/busy.cips" "$csv" --wave 2025 >"$work/out" 2>"$work/err"
[ "$(content "$work/busy.cips")" = "$want" ] && ok "and stores all once it may" ||
	not_ok "and stores all once it may" "$(head -1 "$work/err")"

# Some 330,000 rows, so that there is time to take the survey file away.
cp "$base" "$work/gone.cips"
cp "$csv" "$work/slow.csv"
i=0
while [ $i -lt 30 ]; do
	sed "1d;s/^/x$i-/" "$csv" >>"$work/slow.csv"
	i=$((i + 1))
done
"$cips" import "$work/gone.cips" "$work/slow.csv" --wave 2025 >"$work/out" 2>"$work/err" &
importing=$!
while [ ! -s "$work/gone.cips-journal" ] && kill -0 $importing 2>/dev/null; do sleep 0.01; done
mv "$work/gone.cips" "$work/aside.cips"
wait $importing
expect "a survey file that is moved away during an import" 4 $? "deleted or replaced"
[ "$(stored "$work/aside.cips")" = 0 ] && ok "nothing was stored in it" || not_ok "nothing was stored in it" "something was"
[ ! -e "$work/gone.cips" ] && ok "and no other was made" || not_ok "and no other was made" "there is one"

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
