#!/bin/sh
# SPDX-License-Identifier: MIT
# What the modules of one build export, and what they need that nobody exports.
# usage: modpost.sh EXPORTS FOLDER MODULES.ORDER [Module.symvers of other builds...]
exports=$1 folder=$2 order=$3
shift 3

while read -r ko; do
	nm "$ko" | sed -n "s|.* __ksymtab_\(.*\)|0x00000000\t\1\t${ko%.ko}\tEXPORT_SYMBOL\t|p"
done <"$order" >"$folder/Module.symvers"

[ -e "$exports" ] || exit 0
for other in "$@"; do
	[ -e "$other" ] || echo "WARNING: Symbol version dump \"$other\" is missing." >&2
done
lists="$exports $folder/Module.symvers"
for other in "$@"; do
	[ -e "$other" ] && lists="$lists $other"
done
# Functions that clash with the C library's have link names of their own.
while read -r ko; do
	nm -u "$ko" | awk -v ko="$ko" '$1 == "U" { sub(/^ashlar_/, "", $2); print $2, ko }'
done <"$order" |
	awk 'FILENAME != "-" { known[NF > 1 ? $2 : $1] = 1; next }
		!($1 in known) {
			printf "WARNING: modpost: \"%s\" [%s] undefined!\n", $1, $2
		}' $lists - >&2
exit 0
