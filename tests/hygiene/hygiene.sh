#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The house keeps its own rules: include edges, headers that compile alone, libraries in one room only, the top level,
# no floating ends. Prints TAP.
#
# usage: hygiene.sh SOURCE_ROOT CC LIBRARY
set -u
root=$1
cc=$2
library=$(realpath "$3")
cd "$root" || exit 1
edges=tests/edges.txt
n=0
failed=0

# report NAME LINES: one TAP line; the lines say what is wrong.
report() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		failed=1
		echo "not ok $n - $1"
		echo "$2" | sed 's/^/# /'
	fi
}

sources() {
	find lib cli tui -name '*.[ch]' 2>/dev/null | sort
}

room_of() {
	case $1 in
	lib/include/*) echo types ;;
	lib/*) echo "$1" | cut -d/ -f2 ;;
	*) echo "$1" | cut -d/ -f1 ;;
	esac
}

# --- include edges --------------------------------------------------------------------------------
wrong=$(sources | while read -r file; do
	room=$(room_of "$file")
	allowed=" $room $(sed -n "s/^$room: //p" "$edges") "
	sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file" | while read -r header; do
		case $header in
		cips_types.h) target=types ;;
		cips.h) target=cips ;;
		*/*) target=${header%%/*} ;;
		*) target=$room ;;
		esac
		[ "$room" = types ] && [ "$target" = types ] && continue
		case $allowed in
		*" $target "*) ;;
		*) echo "$file includes $header, and $room may not include $target" ;;
		esac
	done
done)
report "include lines follow $edges" "$wrong"

wrong=$(grep -E '^[a-z]+: ' "$edges" | while IFS=': ' read -r room targets; do
	folder=lib/$room
	[ -d "$folder" ] || folder=$room
	for target in $targets; do
		case $target in
		types) pattern='cips_types\.h' ;;
		cips) pattern='cips\.h' ;;
		*) pattern="$target/.*" ;;
		esac
		grep -qr "^#include \"$pattern\"" "$folder" || echo "no file of $room includes $target"
	done
done)
report "each edge is used" "$wrong"

# --- libraries in one room only -------------------------------------------------------------------
wrong=$(sed -n 's/^only \(.*\): \(.*\)$/\1 \2/p' "$edges" | while read -r header room; do
	sources | xargs grep -l "#include <[^>]*$header" 2>/dev/null | while read -r file; do
		[ "$(room_of "$file")" = "$room" ] || echo "$file includes <$header>, which belongs to $room"
	done
done)
report "each library is included by its room only" "$wrong"

# --- headers alone --------------------------------------------------------------------------------
wrong=$(sources | grep '\.h$' | while read -r header; do
	echo "#include \"$root/$header\"" | "$cc" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only \
		-Ilib -Ilib/include $(pkg-config --cflags libxml-2.0) -x c - 2>&1 | head -3
done)
report "each header compiles alone" "$wrong"

wrong=$(for header in cips.h cips_types.h; do
	echo "#include \"$header\"" | "$cc" -Wall -Wextra -Wpedantic -Werror -fsyntax-only -Ilib/include -x c++ - 2>&1 | head -3
done)
report "the public headers are C++ too" "$wrong"

# A comment of the header may name a function; a declaration alone has its name before a bracket outside comments.
declared=$(awk '/^\/\*/ {c = 1} !c {print} /\*\// {c = 0}' lib/include/cips.h | grep -o 'cips_[a-z_0-9]*(' | tr -d '(' | sort -u)
exported=$(nm -D --defined-only "$library" | awk '$3 !~ /^(_init|_fini|__)/ {print $3}' | sort -u)
wrong=
[ "$declared" = "$exported" ] || wrong="declared: $declared
exported: $exported"
report "the shared library shows what cips.h declares and no more" "$wrong"

# --- traps ----------------------------------------------------------------------------------------
traps=tests/traps.txt

# is_held HOLDER: whether the test that a line of the traps names is there.
is_held() {
	name=${1#* }
	case $1 in
	"open: "?*) return 0 ;;
	"cli "*) [ -f "tests/cli/$name/cmd" ] ;;
	"intake "*) [ -d "tests/intake/cases/$name" ] ;;
	"figures "*) grep -q -F "$name" tests/figures/run.py ;;
	*/*" "*)
		room=${1%%/*}
		program=${1#*/}
		grep -q -F "cmocka_unit_test($name)" "tests/$room/test_${program%% *}.c" 2>/dev/null &&
			grep -q -F "'${program%% *}'" "tests/$room/meson.build"
		;;
	*) return 1 ;;
	esac
}

wrong=$(
	for trap in $(seq 35); do
		[ "$(grep -c "^$trap | [^|]" $traps)" -eq 1 ] || echo "$traps: trap $trap is not there once"
	done
	for kind in 'one respondent' 'one unit' 'all the same answers' 'nobody answered' 'a stratum with one person' \
		'headcount smaller than respondents' 'headcount zero' 'a margin that cannot be met' 'weights of zero' \
		'a factor with one or two items' 'an item constant in one group' 'a singular covariance' '0 % and 100 %'; do
		grep -q "^$kind | " $traps || echo "$traps: \"$kind\" is not there"
	done
	grep -v -E '^(#|$)' $traps | while IFS='|' read -r trap _ holders; do
		echo "$holders" | tr ';' '\n' | sed 's/^ *//; s/ *$//' | while read -r holder; do
			is_held "$holder" || echo "$traps: ${trap% }: there is no test \"$holder\""
		done
	done
)
report "each trap of statistics has its test" "$wrong"

# --- shape ----------------------------------------------------------------------------------------
wrong=$(ls -A | grep -v -x -E 'cli|lib|tui|tests|sample-surveys|meson\.build|README\.md|LICENSE|\..*|build.*')
report "the top level is the agreed one" "$wrong"

wrong=$(sources | while read -r file; do
	head -1 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$file has no licence line"
done)
report "each source file names its licence" "$wrong"

wrong=$(find lib cli tests -name '*.[ch]' -exec awk 'length($0) > 120 {print FILENAME ":" FNR ": a line of " length($0)}' {} +)
report "no line is over 120 columns" "$wrong"

wrong=$(sources | xargs grep -n -E '\b(TODO|FIXME|XXX)\b' 2>/dev/null)
report "nothing waits to be done" "$wrong"

wrong=$(sources | grep -v -E '^lib/store/' | xargs grep -n -E '"(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA) ' 2>/dev/null)
report "SQL lives in the store only" "$wrong"

echo "1..$n"
exit $failed
