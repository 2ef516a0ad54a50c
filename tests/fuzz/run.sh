#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Looks for bytes that break a parser, with libFuzzer and the address and undefined-behaviour sanitizers of clang. It begins with
# the files of tests/fuzz/corpus/TARGET and keeps what leads further in build-fuzz/corpus/TARGET. Bytes that break something are
# left in build-fuzz: mend it, and put them into the corpus.
#
# usage: run.sh TARGET [SECONDS [OPTION OF LIBFUZZER...]]
set -eu
cd "$(dirname "$0")/../.."
. tests/setup.sh
target=$1
seconds=${2:-300}
shift $(($# < 2 ? $# : 2))
corpus=tests/fuzz/corpus/$target
[ -d "$corpus" ] || { echo "the targets are: $(ls tests/fuzz/corpus | tr '\n' ' ')" >&2; exit 2; }

need_packages "$BUILD_PACKAGES $TEST_PACKAGES clang libclang-rt-14-dev"
CC=clang configure build-fuzz -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link \
	-Dbuildtype=debugoptimized >&2
ninja -C build-fuzz "tests/fuzz/fuzz_$target" >&2
mkdir -p "build-fuzz/corpus/$target"
exec "build-fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
	-artifact_prefix="build-fuzz/$target-" "$@" "build-fuzz/corpus/$target" "$corpus"
