#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A week of churn with and without grouping by migrate type.  usage: run.sh [--write] [--csv] BUILD
#
# For each seed of SEEDS (1 2 3) the same trace on two machines, one that groups and one that does
# not; JOBS (the CPUs) at a time.  MEMORY in MiB (1024), OPERATIONS (50000000) and HOURS (168) are
# those of the program.  A table goes to the terminal (--csv: all the figures instead), and with
# the pictures to BUILD/fragmentation/; with --write into docs/fragmentation.md and docs/images/.
set -u
writing=no csv=no
while :; do
	case ${1:-} in
	--write) writing=yes ;;
	--csv) csv=yes ;;
	*) break ;;
	esac
	shift
done
build=$(cd "${1:?usage: run.sh [--write] [--csv] BUILD}" && pwd) || exit 2
here=$(cd "$(dirname "$0")" && pwd)
docs=$here/../../docs
program=$build/bench/fragmentation/fragmentation
out=$build/fragmentation
jobs=${JOBS:-$(nproc)}
options=(--memory "${MEMORY:-1024}" --operations "${OPERATIONS:-50000000}" --hours "${HOURS:-168}")

[ -x "$program" ] || {
	echo "fragmentation: there is no $program; run make first" >&2
	exit 2
}
mkdir -p "$out" || exit 2
rm -f "$out"/*.csv

for seed in ${SEEDS:-1 2 3}; do
	for grouping in on off; do
		while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
			wait -n || exit 1
		done
		[ -t 2 ] && echo "seed $seed, grouping $grouping" >&2
		flag=()
		[ $grouping = off ] && flag=(--no-grouping)
		"$program" --seed "$seed" "${options[@]}" ${flag[@]+"${flag[@]}"} \
			>"$out/$seed-$grouping.csv" 2>"$out/$seed-$grouping.log" || {
			cat "$out/$seed-$grouping.log" >&2
			exit 1
		} &
	done
done
while [ -n "$(jobs -rp)" ]; do
	wait -n || exit 1
done
[ -s "$out/${seed}-off.csv" ] || exit 1
cat "$out"/*-*.csv >"$out/all.csv"
if [ $csv = yes ]; then
	cat "$out/all.csv"
fi
"$here/plot.py" "$out/all.csv" "$out" >"$out/table.md" || exit 1
[ $csv = yes ] || cat "$out/table.md"
[ $writing = yes ] || exit 0

mkdir -p "$docs/images"
cp "$out"/fragmentation-*.svg "$docs/images/" || exit 1
# Replace what stands between "<!-- table -->" and the next "<!-- end -->".
awk -v from="$out" '
	/^<!-- end -->$/ { inside = 0 }
	!inside { print }
	/^<!-- table -->$/ {
		inside = 1
		while ((getline line <(from "/table.md")) > 0) print line
	}' "$docs/fragmentation.md" >"$out/fragmentation.md" &&
	cat "$out/fragmentation.md" >"$docs/fragmentation.md"
