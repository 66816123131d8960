#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Benchmark modules on Ashlar, and beside it on Linux.  usage: kbench.sh BUILD LOG MODULE.c...
#
# A module prints lines "kbench: NAME VALUE", nanoseconds times 100, such as modules/kbench.c
# does.  LOG is what they printed on Linux, or - for none; with one, its column and the ratio are
# added.
# REPEAT times (3) on one CPU, the minimum of each case.  Also as Markdown in BUILD/bench/.
set -u
usage="usage: kbench.sh BUILD LOG MODULE.c..."
. "$(dirname "$0")/table.inc"
build=$(cd "${1:?$usage}" && pwd) || exit 2
log=${2:?$usage}
: "${3:?$usage}"
shift 2
[ "$log" = - ] && log=/dev/null
cpu=${CPU:-$(taskset -cp $$ | sed 's/.*[ ,-]//')}
repeat=${REPEAT:-3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

[ -r "$log" ] || {
	echo "bench: cannot read $log" >&2
	exit 2
}
for ((round = 1; round <= repeat; round++)); do
	[ -t 2 ] && printf '\rround %d of %d: %-12s' $round "$repeat" modules >&2
	for module in "$@"; do
		taskset -c "$cpu" "$build/ashlar" run --fast "$module" >"$scratch/log" 2>&1 || {
			echo >&2
			tail -n 5 "$scratch/log" >&2
			exit 1
		}
		cat "$scratch/log" >>"$scratch/ashlar"
	done
done
[ -t 2 ] && printf '\r%40s\r' '' >&2

mkdir -p "$build/bench"
figures "$scratch/ashlar" >"$scratch/ours"
figures "$log" >"$scratch/linux"
beside_linux ns "$build/bench/kbench.md" "$scratch/ours" "$scratch/linux" \
	ours=%.2f linux=%.2f ratio=%.2f lacking=show
