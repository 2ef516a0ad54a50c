#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds cips and runs all tests, on a machine where nothing but Debian 12 needs to be installed. The last line counts them.
set -u
cd "$(dirname "$0")/.." || exit 4
. tests/setup.sh

need_packages "$BUILD_PACKAGES $TEST_PACKAGES" || exit 4
CC=${CC:-gcc}
export CC
configure build || exit 4
meson compile -C build || exit 4
meson test -C build --no-rebuild --print-errorlogs
sh tests/count.sh build/meson-logs/testlog.json
