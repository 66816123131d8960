#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What checking accesses costs: the benchmark module with `ashlar run --access` beside `ashlar run`.
# usage: access.sh BUILD [MODULE.c]
#
# REPEAT times (3) in turn on one CPU, the minimum of each case; then the median of all ratios and
# the largest, with the load of the host when it began and when it ended.
set -u
usage="usage: access.sh BUILD [MODULE.c]"
here=$(cd "$(dirname "$0")" && pwd)
. "$here/table.inc"
build=$(cd "${1:?$usage}" && pwd) || exit 2
module=$(realpath "${2:-$here/modules/kbench.c}")
cpu=${CPU:-$(taskset -cp $$ | sed 's/.*[ ,-]//')}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
load_before=$(cut -d' ' -f1 /proc/loadavg)

once() { # NAME OPTION...
	taskset -c "$cpu" "$build/ashlar" run "${@:2}" "$module" >"$scratch/log" 2>&1 || {
		tail -n 5 "$scratch/log" >&2
		exit 1
	}
	cat "$scratch/log" >>"$scratch/$1"
}

for ((round = 1; round <= ${REPEAT:-3}; round++)); do
	once plain
	once checked --access
done

for kind in plain checked; do
	figures "$scratch/$kind" >"$scratch/$kind.figures"
done
awk -v load="$load_before, $(cut -d' ' -f1 /proc/loadavg)" '
	BEGIN { printf "%-36s%12s%12s%8s\n", "ns", "plain", "checked", "times" }
	FILENAME == ARGV[1] {
		plain[$1] = $2
		next
	}
	plain[$1] > 0 {
		times = $2 / plain[$1]
		printf "%-36s%12.1f%12.1f%8.2f\n", $1, plain[$1], $2, times
		# Sorted as they come.
		for (k = ++nr; k > 1 && sorted[k - 1] > times; k--)
			sorted[k] = sorted[k - 1]
		sorted[k] = times
	}
	END {
		printf "\n%d cases: median %.2f, at most %.2f; load %s\n", nr,
			sorted[int((nr + 1) / 2)], sorted[nr], load
	}' "$scratch/plain.figures" "$scratch/checked.figures"
