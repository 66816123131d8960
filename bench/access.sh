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

awk -v plain="$scratch/plain" -v load="$load_before, $(cut -d' ' -f1 /proc/loadavg)" '
	match($0, /kbench: [a-z0-9_]+ [0-9]+/) {
		split(substr($0, RSTART, RLENGTH), word, " ")
		name = word[2]
		kind = FILENAME == plain ? "plain" : "checked"
		if (!(name in seen)) order[++cases] = name
		seen[name] = 1
		if (!((kind, name) in least) || word[3] / 100 < least[kind, name])
			least[kind, name] = word[3] / 100
	}
	END {
		printf "%-36s%12s%12s%8s\n", "ns", "plain", "checked", "times"
		for (i = 1; i <= cases; i++) {
			name = order[i]
			if (least["plain", name] <= 0) continue
			times = least["checked", name] / least["plain", name]
			printf "%-36s%12.1f%12.1f%8.2f\n", name, least["plain", name],
				least["checked", name], times
			# Sorted as they come.
			for (k = ++nr; k > 1 && sorted[k - 1] > times; k--)
				sorted[k] = sorted[k - 1]
			sorted[k] = times
		}
		printf "\n%d cases: median %.2f, at most %.2f; load %s\n", nr,
			sorted[int((nr + 1) / 2)], sorted[nr], load
	}' "$scratch/plain" "$scratch/checked"
