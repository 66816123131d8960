#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the images for Cortex-M3 and run them in QEMU; prints KTAP.  usage: boot_armv7m.sh FOLDER
#
# A board of 256 KiB: first the least program there is, then the unit tests.
set -u
cd "$(dirname "$0")/.." || exit 2
out=${1:?usage: boot_armv7m.sh FOLDER}
. scripts/boot.inc
: "${BOOT_SECONDS:=300}"

# boot IMAGE WORD...: what it prints; its exit status.
boot() {
	local image=$1
	shift
	emulate qemu-system-arm -M mps2-an385 -kernel "$out/$image.elf" -append "$*" \
		-semihosting-config enable=on,target=native
}

need arm-none-eabi-gcc qemu-system-arm ninja
images port/armv7m/image.sh "$out"
sed 's/^/# /' "$out/image.log"
boot small | sed 's/^/# /'
status=${PIPESTATUS[0]}
[ "$status" = 0 ] || fail "small.elf ended with status $status"
# A fault that nobody catches is told of, with the calls that led there, and ends it.
report=$(boot small fault)
status=$?
echo "$report" | sed 's/^/# /'
mapfile -t trace < <(echo "$report" | sed -n '/Call Trace/,$ s/^ *\(0x[0-9a-f]*\).*/\1/p')
if [ $status != 4 ] || ! calls main arm-none-eabi-nm "$out/small.elf" "${trace[@]}" ||
	[[ $report != *"NULL pointer dereference, address: 00000010"* ]]; then
	fail "the report of a fault is not as it should be: status $status"
fi
boot tests --seconds 1
