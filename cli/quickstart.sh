#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds cips (installing what is missing on a Debian 12 machine) and does its main job on the sample survey: instrument,
# units, headcounts, two waves of responses, and the culture-gap tables.
set -eu
cd "$(dirname "$0")/.."
. tests/setup.sh

need_packages "$BUILD_PACKAGES" || exit 4
configure build >&2 || exit 4
meson compile -C build >&2 || exit 4

cips=build/cli/cips
out=build/quickstart
samples=sample-surveys
rm -rf "$out"
mkdir -p "$out"

run() {
	echo "\$ cips $*"
	"$cips" "$@"
}

run instrument check "$samples/officials.md"
run instrument show "$samples/officials.md" --paper --lang fr -o "$out/officials-fr.html"
run init "$out/arcadia.cips" --title "Customs Service of Arcadia"
run instrument add "$out/arcadia.cips" "$samples/officials.md"
run units load "$out/arcadia.cips" "$samples/units.csv"
run headcount load "$out/arcadia.cips" "$samples/headcounts.csv"
run import "$out/arcadia.cips" "$samples/officials-2023.csv" --instrument officials --wave 2023
run import "$out/arcadia.cips" "$samples/officials-2025.csv" --instrument officials --wave 2025
run crosstab "$out/arcadia.cips" --wave 2025 --rows unit --columns factor -o "$out/factors-2025.csv"
run gap "$out/arcadia.cips" --gap wave=2025:2023 -o "$out/change.md"
run gap "$out/arcadia.cips" --wave 2025 --gap role=manager:staff
run gap "$out/arcadia.cips" --wave 2025 --gap unit --format tidy -o "$out/gap-2025.csv"
run gap "$out/arcadia.cips" --wave 2025 --gap unit

echo
echo "# the private sector beside the officials"
run instrument add "$out/arcadia.cips" "$samples/private.md"
run import "$out/arcadia.cips" "$samples/private-2025.csv" --instrument private --wave 2025
run gap "$out/arcadia.cips" --wave 2025 --gap instrument=officials:private

echo
echo "written: $out/arcadia.cips (the survey file), $out/officials-fr.html (the questionnaire on paper),"
echo "$out/factors-2025.csv, $out/change.md, $out/gap-2025.csv"

echo
echo "# what an officer sees (q on the first screen ends it, nothing is stored):"
echo "\$ $cips collect --practice $samples/officials.md --units $samples/units.csv"
