#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The benchmark tables.  usage: run.sh [--write] BUILD
#
# First the allocators beside every malloc found on this machine: `ashlar bench`, REPEAT rounds (5),
# with BENCH_OPTIONS, such as --full.  Then the benchmark modules (kbench.sh), beside LINUX_LOG, the
# same modules' log on Linux, where that names a file.  Last, machines of several sizes, and
# vmalloc() beside mmap(), whose threads have all CPUs.  MALLOCS
# names more malloc libraries; CPU the CPU (the last one otherwise).
# Where valgrind is installed, instructions are counted, too (instructions.sh), and where
# qemu-system-x86_64 is, those on bare metal (emu.sh), beside LINUX_COUNTS, the log of a Linux that
# was booted so, where that names a file.
# The tables go to the terminal, and as Markdown and pictures to BUILD/bench/; with --write into
# docs/benchmarks.md and docs/images/, too.
set -u
writing=no
[ "${1:-}" = --write ] && writing=yes && shift
build=$(cd "${1:?usage: run.sh [--write] BUILD}" && pwd) || exit 2
here=$(cd "$(dirname "$0")" && pwd)
docs=$here/../docs
out=$build/bench
cpu=${CPU:-$(taskset -cp $$ | sed 's/.*[ ,-]//')}
scratch=$(mktemp -d)
mkdir -p "$out"
trap 'rm -rf "$scratch"' EXIT

[ -x "$build/ashlar" ] || {
	echo "bench: there is no $build/ashlar; run make first" >&2
	exit 2
}

# as_table FILE: its words as a table of Markdown, the first line as its head.
as_table() {
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
	' "$1"
}

mallocs=()
for library in ${MALLOCS:-}; do
	mallocs+=(--malloc "$library")
done
# shellcheck disable=SC2086 # BENCH_OPTIONS are words
"$build/ashlar" bench --cpu "$cpu" --rounds "${REPEAT:-5}" "${mallocs[@]}" ${BENCH_OPTIONS:-} \
	--csv --output "$scratch/malloc.csv" --plot "$out/benchmarks.svg" || exit 1
awk -F, '
	NR == 1 { columns = NF }
	{
		printf "|"
		for (i = 1; i <= columns; i++) {
			if (NR > 1 && i > 2 && $i != "")
				$i = sprintf($i < 100 ? "%.2f" : "%.0f", $i)
			printf " %s |", $i
		}
		print ""
	}
	NR == 1 {
		printf "|---|---|"
		for (i = 3; i <= columns; i++) printf "---:|"
		print ""
	}' "$scratch/malloc.csv" >"$out/malloc.md"

echo
"$here/kbench.sh" "$build" "${LINUX_LOG:--}" "$here"/modules/{kbench,pages}.c || exit 1
echo
taskset -c "$cpu" "$build/bench/machine_size" >"$scratch/size" || exit 1
cat "$scratch/size"
as_table "$scratch/size" >"$out/size.md"
echo
"$build/bench/vmalloc" >"$scratch/vmalloc" || exit 1
cat "$scratch/vmalloc"
as_table "$scratch/vmalloc" >"$out/vmalloc.md"
echo
if command -v valgrind >/dev/null; then
	"$here/instructions.sh" "$build" || exit 1
else
	echo "instructions are not counted: there is no valgrind here"
	rm -f "$out/instructions.md"
fi
echo
if command -v qemu-system-x86_64 >/dev/null; then
	"$here/emu.sh" "$build" x86_64 ${LINUX_COUNTS:+"$LINUX_COUNTS"} || exit 1
else
	echo "instructions on bare metal are not counted: there is no qemu-system-x86_64 here"
	rm -f "$out/emu.md"
fi
[ $writing = yes ] || exit 0

{
	sed -n '/^model name/ { s/^[^:]*: //p; q }' /proc/cpuinfo
	echo "($(nproc) CPUs), Linux $(uname -r), $(gcc --version | sed -n 1p),"
	ldd --version | sed -n 's/^ldd (\(.*\)) .*/\1./p'
} >"$out/machine.md"
# Replace what stands between "<!-- NAME -->" and the next "<!-- end -->" by NAME.md, if that is
# there.
awk -v from="$out" '
	/^<!-- end -->$/ { inside = 0 }
	!inside { print }
	/^<!-- (machine|malloc|kbench|instructions|emu|size|vmalloc) -->$/ {
		file = from "/" $2 ".md"
		while ((getline line <file) > 0) {
			inside = 1
			print line
		}
	}' "$docs/benchmarks.md" >"$scratch/benchmarks.md" &&
	cat "$scratch/benchmarks.md" >"$docs/benchmarks.md" &&
	cp "$out/benchmarks.svg" "$docs/images/"
