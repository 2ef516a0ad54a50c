# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the scripts: which packages are needed, and how the build is set up.

BUILD_PACKAGES="gcc libc6-dev meson ninja-build pkg-config libsqlite3-dev libcsv-dev libgsl-dev libxml2-dev libzip-dev \
libutf8proc-dev libjansson-dev libsodium-dev libseccomp-dev libncurses-dev libfribidi-dev gettext"
TEST_PACKAGES="g++ libcmocka-dev libvterm-dev strace sqlite3 python3 git"

# Names the packages of $1 that are not installed.
missing_packages() {
	for package in $1; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
	done
}

# Installs what is missing; when that cannot be done, prints the line to run.
need_packages() {
	missing=$(missing_packages "$1" | tr '\n' ' ')
	[ -z "$missing" ] && return 0
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	echo "installing: $missing" >&2
	# shellcheck disable=SC2086
	if { [ -z "$as_root" ] || command -v sudo >/dev/null; } &&
		$as_root apt-get update -q >&2 &&
		DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $missing >&2; then
		return 0
	fi
	echo "these packages are needed and could not be installed; run this and start again:" >&2
	echo "  apt-get update && apt-get install $missing" >&2
	return 4
}

# Sets a build folder up once; the arguments behind its name go to meson.
configure() {
	folder=$1
	shift
	[ -f "$folder/build.ninja" ] || meson setup "$folder" "$@"
}
