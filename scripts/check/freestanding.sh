#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The core compiles, and is complete, without a host.  usage: freestanding.sh TARGET [ROOT]
#
# base/, mm/ and port/none are compiled with no header but our own, and linked to one object: what
# that leaves undefined must be the compiler's own helpers.
# TARGET: x86_64, i386, riscv64 (with an MMU and high memory), thumb2 (with neither), or thumb2-slob
# (the same, and the tiny engine for objects).
set -u
target=${1:?usage: freestanding.sh x86_64|i386|riscv64|thumb2|thumb2-slob [ROOT]}
here=$(cd "$(dirname "$0")" && pwd)
cd "${2:-$here/../..}" || exit 2

link="" nm=nm
case $target in
x86_64) tool=gcc flags="-m64" options="mmu highmem" more="numa phys_addr_t_64bit" ;;
i386) tool=gcc flags="-m32" options="mmu highmem" more="numa phys_addr_t_64bit" ;;
riscv64)
	tool=clang link=-fuse-ld=lld options="mmu highmem" more="numa phys_addr_t_64bit"
	flags="--target=riscv64-unknown-elf -march=rv64imac -mabi=lp64 -mcmodel=medany
		-Wno-unused-command-line-argument"
	;;
thumb2) tool=arm-none-eabi-gcc flags="-mcpu=cortex-m3 -mthumb" options="" more="" ;;
thumb2-slob) tool=arm-none-eabi-gcc flags="-mcpu=cortex-m3 -mthumb" options="slob" more="" ;;
*)
	echo "unknown target $target"
	exit 2
	;;
esac
# What a compiler may call without being asked; a real image takes them from libgcc.
helpers='__aeabi_[a-z0-9_]+|_GLOBAL_OFFSET_TABLE_'
helpers="$helpers|__u?(div|mod|divmod)[sdt]i[34]"
helpers="$helpers|__(mul|ashl|ashr|lshr|clz|ctz|ffs|popcount|bswap)[sdt]i[23]"

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
flags="$flags -std=gnu17 -O1 -Wall -Wextra -Werror
	-Wno-unused-parameter -Wno-sign-compare -Wno-override-init
	-Wmissing-prototypes -Wstrict-prototypes
	-ffreestanding -nostdinc -fno-pic -fno-pie -fno-strict-aliasing -fno-stack-protector
	-D__KERNEL__ -I$out -I. -Iinclude -Iport/none/include -include linux/kconfig.h"

# The same options that include/generated/meson.build sets, but what this target has not.
mkdir "$out/generated"
for feature in SMP PRINTK BUG MODULES MODULE_UNLOAD PREEMPT PREEMPT_COUNT DEBUG_ATOMIC_SLEEP \
	${options^^} ${more^^}; do
	echo "#define CONFIG_$feature 1"
done >"$out/generated/autoconf.h"

mapfile -t sources < <(
	# shellcheck disable=SC2086 # options are words
	"$here/lists.py" . $options
	find port/none -name '*.c' 2>/dev/null
)
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
$tool $flags $link -nostdlib -r "${objects[@]}" -o "$out/core.o" || exit 1
[ "$tool" != arm-none-eabi-gcc ] || nm=arm-none-eabi-nm
undefined=$("$nm" -u "$out/core.o" | awk '$1 == "U" { print $2 }' | grep -Evx "$helpers")
# Bounds of sections that the linker script of an image defines.
undefined=$(echo "$undefined" | grep -Ev '^(__start_|__stop_|__percpu_)|^$')
if [ -n "$undefined" ]; then
	echo "undefined in the freestanding core:" $undefined
	exit 1
fi
echo "$target: ${#sources[@]} files"
