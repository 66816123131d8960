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
. scripts/boot.inc
: "${BOOT_SECONDS:=800}"

# boot IMAGE MEMORY WORD...: what it prints; its exit status.
boot() {
	local image=$1 memory=$2
	shift 2
	emulate qemu-system-riscv64 -M virt -m "$memory" -kernel "$out/$image.elf" -append "$*" \
		-nic none
}

need clang ld.lld qemu-system-riscv64 ninja
slots=()
[ "${1:-}" != masked ] || {
	slots=(masked) out=$out/masked
	shift
}
images port/riscv64/image.sh "$out" ${slots[@]+"${slots[@]}"}

# The fault is told of, with the calls that led there, and ends it.
report=$(boot small 32M small fault)
status=$?
echo "$report" | sed -n '/^memory map/,$ s/^/# /p'
mapfile -t trace < <(echo "$report" | sed -n 's/^ called from /0x/p')
if [ $status != 4 ] || ! calls main nm "$out/small.elf" "${trace[@]}" ||
	[[ $report != *"reserve"*"a fault at "*", address 10,"* ]]; then
	fail "the report of a fault is not as it should be: status $status"
fi
[ $# != 0 ] || set -- --seconds 1
boot tests 2200M tests "$@"
