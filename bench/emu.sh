#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How many instructions an allocation takes on bare metal.
# usage: emu.sh BUILD [x86_64|i386 [LINUX]]
#
# `ashlar emu --icount` boots an image with modules/kbench.c in a machine whose clock goes by a
# nanosecond an instruction, so what the module times it counts; loops included, exact to some
# hundredths, which are the timer's interrupts.  LINUX is the log of the same module in a Linux that
# counts so, or has a line "NAME COUNT" for each case, as instructions_linux.txt, which is taken
# otherwise and is of x86_64.
# Also as Markdown in BUILD/bench/.
set -u
usage="usage: emu.sh BUILD [x86_64|i386 [LINUX]]"
here=$(cd "$(dirname "$0")" && pwd)
. "$here/table.inc"
build=$(cd "${1:?$usage}" && pwd) || exit 2
arch=${2:-x86_64}
linux=${3:-$here/instructions_linux.txt}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

[ -r "$linux" ] || {
	echo "emu: cannot read $linux" >&2
	exit 2
}
printf '#define KBENCH_DIV 10\n#define KBENCH_ROUNDS 3\n#include "%s"\n' \
	"$here/modules/kbench.c" >"$scratch/kbench.c"
if ! "$build/ashlar" emu --fast --icount --arch "$arch" "$scratch/kbench.c" \
	>"$scratch/log" 2>&1 || grep -q FAILED "$scratch/log"; then
	tail -n 20 "$scratch/log" >&2
	exit 1
fi
figures "$scratch/log" >"$scratch/counts"
if grep -q 'kbench: ' "$linux"; then
	figures "$linux" >"$scratch/linux"
	linux=$scratch/linux
fi
[ "$arch" != x86_64 ] || grep -qx 'calib_2insn 2.00' "$scratch/counts" || {
	echo "emu: a loop of two instructions took another number: the clock counts others" >&2
	exit 1
}

mkdir -p "$build/bench"
file=emu
[ "$arch" = x86_64 ] || file=emu-$arch
beside_linux "instructions, bare metal" "$build/bench/$file.md" "$scratch/counts" "$linux"
