#!/bin/sh
# SPDX-License-Identifier: MIT
# An archive that defines nothing but what a list names.
# usage: static_library.sh OUTPUT SCRATCH COMPILER... -- ARCHIVE... SYMS
#
# All objects become one, and in that one every other symbol becomes local: an archive of many
# objects could not hide what they share.
set -eu
output=$1
scratch=$2
shift 2
compiler=
while [ "$1" != -- ]; do
	compiler="$compiler $1"
	shift
done
shift
archives=
while [ $# -gt 1 ]; do
	archives="$archives $1"
	shift
done
mkdir -p "$scratch"
# shellcheck disable=SC2086 # lists of words
$compiler -r -nostdlib -o "$scratch/ashlar.o" -Wl,--whole-archive $archives -Wl,--no-whole-archive
sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$1" >"$scratch/keep"
# The compiler's own, which may be for another machine than this.
"$($compiler -print-prog-name=objcopy)" --keep-global-symbols="$scratch/keep" "$scratch/ashlar.o"
rm -f "$output"
"$($compiler -print-prog-name=ar)" rcs "$output" "$scratch/ashlar.o"
