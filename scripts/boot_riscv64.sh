#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the images for riscv64 and run them in QEMU; prints KTAP.
#
# usage: boot_riscv64.sh FOLDER [masked | ARGUMENT of ashlar-tests]...
#
# First the least program there is, in a machine of 32 MiB, with a fault that nobody catches; then
# the unit tests.  With masked, those of the slot primitive that new ports begin with.
set -u
cd "$(dirname "$0")/.." || exit 2
out=${1:?usage: boot_riscv64.sh FOLDER [masked | ARGUMENT of ashlar-tests]...}
shift

for tool in clang ld.lld qemu-system-riscv64 ninja; do
	command -v "$tool" >/dev/null || {
		echo "1..0 # SKIP there is no $tool"
		exit 0
	}
done

# boot IMAGE MEMORY WORD...: what it prints; its exit status.
boot() {
	local image=$1 memory=$2
	shift 2
	timeout -k 5 "${BOOT_SECONDS:-800}" qemu-system-riscv64 -M virt -m "$memory" \
		-kernel "$image" -append "$*" -display none -monitor none -nic none -serial stdio \
		</dev/null
}

slots=
[ "${1:-}" != masked ] || {
	slots=masked out=$out/masked
	shift
}
mkdir -p "$out"
port/riscv64/image.sh "$out" $slots >"$out/image.log" 2>&1 || {
	cat "$out/image.log"
	exit 1
}

# The fault is told of, with the calls that led there, and ends it.
report=$(boot "$out/small.elf" 32M small fault)
status=$?
echo "$report" | sed -n '/^memory map/,$ s/^/# /p'
calls() {
	local start size at
	read -r start size _ < <(nm -S "$out/small.elf" | sed -n "s/ T $1$//p")
	for at in $(echo "$report" | sed -n 's/^ called from //p'); do
		[ $((0x$at - 0x$start)) -gt 0 ] && [ $((0x$at - 0x$start)) -le $((0x$size)) ] &&
			return 0
	done
	return 1
}
if [ $status != 4 ] || ! calls main || [[ $report != *"reserve"*"a fault at "*", address 10,"* ]]
then
	echo "the report of a fault is not as it should be: status $status"
	exit 1
fi
[ $# != 0 ] || set -- --seconds 1
boot "$out/tests.elf" 2200M tests "$@"
