#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The benchmark tables.  usage: run.sh [--write] BUILD
#
# First the library's allocators beside every malloc found on this machine, all in one run:
# REPEAT times (5) each program in turn, pinned to one CPU, the minimum of each case.  Then the
# benchmark modules (kbench.sh), beside LINUX_LOG, the same modules' log on Linux, where that names
# a file.  Last, machines of several sizes.  MALLOCS names more malloc libraries; CPU the CPU (the
# last one otherwise).
# The tables go to the terminal, and as Markdown to BUILD/bench/; with --write into
# docs/benchmarks.md, too.
set -u
writing=no
[ "${1:-}" = --write ] && writing=yes && shift
build=$(cd "${1:?usage: run.sh [--write] BUILD}" && pwd) || exit 2
here=$(cd "$(dirname "$0")" && pwd)
program=$build/bench/malloc_compare
out=$build/bench
cpu=${CPU:-$(taskset -cp $$ | sed 's/.*[ ,-]//')}
repeat=${REPEAT:-5}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

[ -x "$program" ] || {
	echo "bench: there is no $program; run make first" >&2
	exit 2
}

# name|library, the C library's own without one
allocators=("ashlar|" "glibc|")
for library in libtcmalloc_minimal.so.4 libjemalloc.so.2 libmimalloc.so.2 ${MALLOCS:-}; do
	path=$(ldconfig -p | awk -v l="$library" '$1 == l { print $NF; exit }')
	[ -n "$path" ] || path=$library
	[ -e "$path" ] || continue
	name=${library##*/}
	name=${name#lib}
	allocators+=("${name%%[_.-]*}|$path")
done

for ((round = 1; round <= repeat; round++)); do
	for one in "${allocators[@]}"; do
		name=${one%%|*}
		which=malloc
		[ "$name" = ashlar ] && which=ashlar
		[ -t 2 ] && printf '\rround %d of %d: %-12s' $round "$repeat" "$name" >&2
		LD_PRELOAD=${one#*|} taskset -c "$cpu" "$program" $which >>"$scratch/$name" ||
			exit 1
	done
done
[ -t 2 ] && printf '\r%40s\r' '' >&2

names=("${allocators[@]%%|*}")
(cd "$scratch" && awk -v out="$out/malloc.md" '
	FNR == 1 { column[++columns] = FILENAME }
	{
		if (!($1 in known)) { known[$1]; order[++cases] = $1 }
		key = $1 SUBSEP FILENAME
		if (!(key in best) || $2 < best[key]) best[key] = $2
	}
	END {
		printf "%-14s", "ns"
		printf "| ns |" >out
		for (c = 1; c <= columns; c++) {
			printf "%10s", column[c]
			printf " %s |", column[c] >out
		}
		print "  ashlar / fastest malloc"
		print " ashlar / fastest malloc |" >out
		for (c = 0; c <= columns + 1; c++) printf "|%s", c ? "---:" : "---" >out
		print "|" >out
		for (i = 1; i <= cases; i++) {
			least = 0
			printf "%-14s", order[i]
			printf "| %s |", order[i] >out
			for (c = 1; c <= columns; c++) {
				v = best[order[i], column[c]]
				printf "%10.2f", v
				printf " %.2f |", v >out
				if (column[c] != "ashlar" && (!least || v < least)) least = v
			}
			printf "%10.2f\n", best[order[i], "ashlar"] / least
			printf " %.2f |\n", best[order[i], "ashlar"] / least >out
		}
	}' "${names[@]}")

echo
"$here/kbench.sh" "$build" "${LINUX_LOG:--}" "$here"/modules/{kbench,pages}.c || exit 1
echo
taskset -c "$cpu" "$build/bench/machine_size" >"$scratch/size" || exit 1
cat "$scratch/size"
awk '
	{
		for (i = 1; i <= NF; i++) {
			gsub("_", " ", $i)
			printf "| %s ", $i
		}
		print "|"
	}
	NR == 1 {
		for (i = 1; i <= NF; i++) printf i == 1 ? "|---" : "|---:"
		print "|"
	}
	' "$scratch/size" >"$out/size.md"
[ $writing = yes ] || exit 0

{
	sed -n '/^model name/ { s/^[^:]*: //p; q }' /proc/cpuinfo
	echo "($(nproc) CPUs), Linux $(uname -r), $(gcc --version | sed -n 1p),"
	ldd --version | sed -n 's/^ldd (\(.*\)) .*/\1./p'
} >"$out/machine.md"
# Replace what stands between "<!-- NAME -->" and the next "<!-- end -->" by NAME.md.
awk -v from="$out" '
	/^<!-- end -->$/ { inside = 0 }
	!inside { print }
	/^<!-- (machine|malloc|kbench|size) -->$/ {
		inside = 1
		while ((getline line <(from "/" $2 ".md")) > 0) print line
	}' "$here/../docs/benchmarks.md" >"$scratch/benchmarks.md" &&
	cat "$scratch/benchmarks.md" >"$here/../docs/benchmarks.md"
