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
awk -v out="$build/bench/kbench.md" -v ours="$scratch/ashlar" '
	match($0, /kbench: [a-z0-9_]+ [0-9]+/) {
		split(substr($0, RSTART, RLENGTH), word, " ")
		name = word[2]
		value = word[3] / 100
		if (FILENAME == ours) {
			if (!(name in ashlar)) order[++cases] = name
			if (!(name in ashlar) || value < ashlar[name]) ashlar[name] = value
		} else if (!(name in linux) || value < linux[name]) {
			linux[name] = value
			compared = 1
		}
	}
	END {
		printf "%-36s%10s", "ns", "ashlar"
		printf "| ns | ashlar |" >out
		rule = "|---|---:|"
		if (compared) {
			printf "%12s%8s", "linux", "ratio"
			printf " linux | ratio |" >out
			rule = rule "---:|---:|"
		}
		print ""
		print "\n" rule >out
		for (i = 1; i <= cases; i++) {
			name = order[i]
			printf "%-36s%10.2f", name, ashlar[name]
			printf "| %s | %.2f |", name, ashlar[name] >out
			if (compared) {
				if (linux[name] > 0) {
					ratio = ashlar[name] / linux[name]
					printf "%12.2f%8.2f", linux[name], ratio
					printf " %.2f | %.2f |", linux[name], ratio >out
				} else {
					printf "%12s%8s", "-", "-"
					printf " - | - |" >out
				}
			}
			print ""
			print "" >out
		}
	}' "$log" "$scratch/ashlar"
