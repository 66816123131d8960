#!/bin/sh
# SPDX-License-Identifier: MIT
# The release of Linux that an era stands for.  usage: era.sh ERA
# Prints its three numbers; or, with status 2, why there is none.
era=$1 kdir=$(dirname "$0")

number() {
	sed -n "s/^$1 := \([0-9]*\)\$/\1/p" "$kdir/release.mk"
}
newest_major=$(number VERSION) newest_minor=$(number PATCHLEVEL) newest_sub=$(number SUBLEVEL)
newest=$newest_major.$newest_minor.$newest_sub

refuse() {
	echo "no release of Linux that is known here: 2.6, 3.x, 4.x, 5.x and 6.x are, and any" \
		"from 2.6.0 to $newest"
	exit 2
}

# Of each series a long-term release.
case $era in
2.6) release=2.6.32 ;;
3.x) release=3.10.0 ;;
4.x) release=4.19.0 ;;
5.x) release=5.15.0 ;;
6.x) release=$newest ;;
*) release=$era ;;
esac
printf '%s\n' "$release" | grep -qxE '[0-9]{1,3}\.[0-9]{1,3}(\.[0-9]{1,3})?' || refuse

IFS=. read -r major minor sub <<END
$release
END
: "${sub:=0}"
# The last release of each series.
case $major in
2) [ "$minor" = 6 ] && [ "$sub" -le 39 ] || refuse ;;
3) [ "$minor" -le 19 ] || refuse ;;
4) [ "$minor" -le 20 ] || refuse ;;
5) [ "$minor" -le 19 ] || refuse ;;
"$newest_major") [ "$minor" -le "$newest_minor" ] || refuse ;;
*) refuse ;;
esac
echo "$((major)) $((minor)) $((sub))"
