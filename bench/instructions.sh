#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How many instructions an allocation takes, counted one by one.
# usage: instructions.sh BUILD [LINUX]
#
# valgrind's callgrind runs modules/kbench.c with `ashlar run --fast`, and counts what its loops run
# in user mode in the rounds that would be timed, after the one that warms up; loops included.
# LINUX has a line "NAME COUNT" for each case, as instructions_linux.txt, which is taken otherwise.
# Also as Markdown in BUILD/bench/.
#
# valgrind registers no restartable sequences, so the program is told that the C library has: then
# a sequence runs as on a CPU of which the thread is never moved away.  Its address space has no
# room for a machine of 64 bits; that of a 32-bit kernel runs the same code.
set -u
usage="usage: instructions.sh BUILD [LINUX]"
here=$(cd "$(dirname "$0")" && pwd)
. "$here/table.inc"
build=$(cd "${1:?$usage}" && pwd) || exit 2
linux=${2:-$here/instructions_linux.txt}
rounds=5 divisor=50
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for tool in valgrind callgrind_annotate "${CC:-gcc}"; do
	command -v "$tool" >/dev/null || {
		echo "instructions: there is no $tool here; install valgrind and a C compiler" >&2
		exit 2
	}
done
[ -r "$linux" ] || {
	echo "instructions: cannot read $linux" >&2
	exit 2
}

# What tells the program that its threads are registered: glibc's own variable, by its version.
echo 'GLIBC_2.35 { global: __rseq_size; local: *; };' >"$scratch/pre.map"
echo 'extern const unsigned int __rseq_size; const unsigned int __rseq_size = 20;' >"$scratch/pre.c"
"${CC:-gcc}" -shared -fPIC "-Wl,--version-script=$scratch/pre.map" -o "$scratch/pre.so" \
	"$scratch/pre.c" || exit 1

printf '#define KBENCH_DIV %d\n#define KBENCH_ROUNDS %d\n#include "%s"\n' \
	$divisor $rounds "$here/modules/kbench.c" >"$scratch/kbench.c"
LD_PRELOAD="$scratch/pre.so" valgrind --tool=callgrind --toggle-collect=timed_round \
	--callgrind-out-file="$scratch/profile" "$build/ashlar" run --fast \
	--profile pc32 --mem 512M "$scratch/kbench.c" >"$scratch/log" 2>&1 &&
	! grep -q FAILED "$scratch/log" || {
	tail -n 20 "$scratch/log" >&2
	exit 1
}
# "FUNCTION COUNT" a line.
callgrind_annotate --inclusive=yes --threshold=100 "$scratch/profile" 2>"$scratch/warnings" |
	sed -nE 's/^ *([0-9,]+) .*:(b_[a-z0-9_]+)( .*)?$/\2 \1/p' | tr -d , >"$scratch/counts"

# The cases with their loops: NAME, FUNCTION, turns, operations a turn.
awk -F '[^A-Za-z0-9_]+' '
	BEGIN { ops["C"] = ops["1"] = 1; ops["NBULK"] = 64; ops["CB"] = 1000; ops["NMANY"] = 10000 }
	/^\tCB?\("/ { print $3, $4, $5, ops[$2] }
	/^\t\{ "/ { print $2, $3, $4, ops[$5] }
' "$here/modules/kbench.c" >"$scratch/cases"

# What is counted of a function, by the operations that it did; one that has no count is left out.
awk -v rounds=$rounds -v divisor=$divisor '
	FILENAME ~ /\/counts$/ {
		# One line for each way to a function: the one that has them all has most.
		if ($2 > count[$1]) count[$1] = $2 + 0
		next
	}
	$2 in count {
		turns = int($3 / divisor)
		if (turns < 1) turns = 1
		printf "%s %.2f\n", $1, count[$2] / (rounds * turns * $4)
	}' "$scratch/counts" "$scratch/cases" >"$scratch/figures"
[ -s "$scratch/figures" ] || {
	echo "instructions: the profile names no loop of kbench.c" >&2
	exit 1
}

mkdir -p "$build/bench"
beside_linux instructions "$build/bench/instructions.md" "$scratch/figures" "$linux"
