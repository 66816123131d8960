#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The core compiles, and is complete, without a host.  usage: freestanding.sh TARGET [ROOT]
#
# base/, mm/ and port/none are compiled with no header but our own and the compiler's, and linked
# to one object: what that leaves undefined must be the compiler's own helpers.
# TARGET: x86_64, i386 or thumb2.
set -u
target=${1:?usage: freestanding.sh x86_64|i386|thumb2 [ROOT]}
cd "${2:-$(dirname "$0")/../..}" || exit 2

case $target in
x86_64) tool=gcc flags="-m64" ;;
i386) tool=gcc flags="-m32" ;;
thumb2) tool=arm-none-eabi-gcc flags="-mcpu=cortex-m3 -mthumb" ;;
*)
	echo "unknown target $target"
	exit 2
	;;
esac
# What a compiler may call without being asked; a real image takes them from libgcc.
helpers='__aeabi_[a-z0-9_]+|__(u?div|u?mod|u?divmod|mul|ashl|ashr|lshr|clz|ctz|ffs|popcount|bswap)[sdt]i[234]?|_GLOBAL_OFFSET_TABLE_'

flags="$flags -std=gnu17 -O2 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare
	-Wmissing-prototypes -Wstrict-prototypes
	-ffreestanding -nostdinc -fno-pic -fno-pie -fno-strict-aliasing -fno-stack-protector
	-D__KERNEL__ -isystem $($tool -print-file-name=include) -I. -Iinclude -Iport/none/include
	-include linux/kconfig.h"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

mapfile -t sources < <(find base mm port/none -name '*.c' 2>/dev/null | sort)
[ ${#sources[@]} -gt 0 ] || {
	echo "no sources"
	exit 1
}

status=0
objects=()
for source in "${sources[@]}"; do
	object=$out/${source//\//_}.o
	# shellcheck disable=SC2086 # flags are words
	$tool $flags -c "$source" -o "$object" || status=1
	objects+=("$object")
done
[ $status = 0 ] || exit 1

# shellcheck disable=SC2086
$tool $flags -nostdlib -r "${objects[@]}" -o "$out/core.o" || exit 1
prefix=${tool%gcc}
undefined=$("${prefix}nm" -u "$out/core.o" | awk '{ print $2 }' | grep -Evx "$helpers")
# Bounds of sections that the linker script of an image defines.
undefined=$(echo "$undefined" | grep -Ev '^(__start_|__stop_|__percpu_)|^$')
if [ -n "$undefined" ]; then
	echo "undefined in the freestanding core:" $undefined
	exit 1
fi
echo "$target: ${#sources[@]} files"
