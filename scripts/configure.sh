#!/bin/sh
# SPDX-License-Identifier: MIT
# Make a build folder ready for ninja.  usage: configure.sh FOLDER
#
# Does nothing when it is ready.  Another compiler than it was made with ($CC), or other options
# ($MESON_ARGS), make it anew: Meson cannot change a compiler in place.
set -u
build=$1
cd "$(dirname "$0")/.." || exit 2

want="${CC:-} ${MESON_ARGS:-}"
have=$(cat "$build/.configured-with" 2>/dev/null || echo none)
if [ -e "$build/build.ninja" ] && { [ "$want" = "$have" ] || [ "$want" = " " ]; }; then
	exit 0
fi

scripts/deps.sh build || exit 2
[ "$have" = none ] || rm -rf "$build"
mkdir -p "$build"
echo "configuring $build"
# shellcheck disable=SC2086 # options are words
if ! meson setup "$build" ${MESON_ARGS:-} >"$build/configure.log" 2>&1; then
	tail -n 20 "$build/configure.log" >&2
	exit 2
fi
echo "$want" >"$build/.configured-with"
