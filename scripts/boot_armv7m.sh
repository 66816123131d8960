#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the images for Cortex-M3 and run them in QEMU; prints KTAP.  usage: boot_armv7m.sh FOLDER
#
# A board of 256 KiB: first the least program there is, then the unit tests.
set -u
cd "$(dirname "$0")/.." || exit 2
out=${1:?usage: boot_armv7m.sh FOLDER}

for tool in arm-none-eabi-gcc qemu-system-arm ninja; do
	command -v "$tool" >/dev/null || {
		echo "1..0 # SKIP there is no $tool"
		exit 0
	}
done

# boot IMAGE WORD...: what it prints; its exit status.
boot() {
	local image=$1
	shift
	timeout -k 5 "${BOOT_SECONDS:-300}" qemu-system-arm -M mps2-an385 -kernel "$image" \
		-append "$*" -display none -monitor none -serial stdio \
		-semihosting-config enable=on,target=native </dev/null
}

mkdir -p "$out"
port/armv7m/image.sh "$out" >"$out/image.log" 2>&1 || {
	cat "$out/image.log"
	exit 1
}
sed 's/^/# /' "$out/image.log"
boot "$out/small.elf" | sed 's/^/# /'
status=${PIPESTATUS[0]}
[ "$status" = 0 ] || {
	echo "small.elf ended with status $status"
	exit 1
}
# A fault that nobody catches is told of, with the calls that led there, and ends it.
report=$(boot "$out/small.elf" fault)
status=$?
echo "$report" | sed 's/^/# /'
calls() {
	local start size at
	read -r start size _ < <(arm-none-eabi-nm -S "$out/small.elf" | sed -n "s/ T $1$//p")
	for at in $(echo "$report" | sed -n '/Call Trace/,$ s/^ *\(0x[0-9a-f]*\).*/\1/p'); do
		[ $((at - 0x$start)) -gt 0 ] && [ $((at - 0x$start)) -le $((0x$size)) ] && return 0
	done
	return 1
}
if [ $status != 4 ] || ! calls main ||
	[[ $report != *"NULL pointer dereference, address: 00000010"* ]]; then
	echo "the report of a fault is not as it should be: status $status"
	exit 1
fi
boot "$out/tests.elf" --seconds 1
