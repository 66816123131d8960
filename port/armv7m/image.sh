#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the images for Cortex-M3.  usage: image.sh OUT
#
#	OUT/tests.elf	the unit tests that tests/bare/armv7m.list names
#	OUT/small.elf	the least that is a program; what of it is whose is printed (sizes.py)
#
# Meson builds for the host, and this is for another processor with another configuration
# (port/armv7m/include/generated/autoconf.h); so the sources come from the folders' lists, as
# scripts/check/freestanding.sh takes them, and ninja makes of them what has changed.
set -eu
cd "$(dirname "$0")/../.."
out=${1:?usage: image.sh OUT}
port=port/armv7m
mkdir -p "$out"

mapfile -t core < <(scripts/check/lists.py . slob)
board=(port/bare/{cpu,main,thread}.c $port/{boot,memory,time,trap,unwind}.c $port/entry.S)
mapfile -t tests < <(sed 's/#.*//' tests/bare/armv7m.list | grep .)
tests+=(kernel/{kunit,kunit_assert,kunit_resource,rcu_read}.c)

flags="-mcpu=cortex-m3 -mthumb -std=gnu17 -Os -g1 -Wall -Wextra -Werror
 -Wno-unused-parameter -Wno-sign-compare -Wno-override-init -Wstrict-prototypes
 -Wmissing-prototypes -fno-strict-aliasing -fno-common -ffunction-sections -fdata-sections
 -funwind-tables -ffreestanding -nostdinc -D__KERNEL__ -I. -Iinclude -I$port/include
 -include linux/kconfig.h"
link="-mcpu=cortex-m3 -mthumb -nostdlib -static -Wl,--gc-sections -Wl,-T,$port/mps2-an385.lds
 -Wl,--build-id=none -Wl,--no-warn-rwx-segments"
ccache=$(command -v ccache || true)

object() {
	local name=${1//\//_}
	echo "$out/${name%.*}.o"
}

objects() {
	local source
	for source; do
		object "$source"
	done | tr '\n' ' '
}

# image NAME SOURCE...: of the core, the board and these.
image() {
	local name=$1
	shift
	echo "build $out/$name.elf: link $(objects "${core[@]}" "${board[@]}" "$@")|" \
		"$port/mps2-an385.lds"
}

rules() {
	local source
	echo "builddir = $out"
	echo "flags =" $flags
	echo "rule cc"
	echo " command = $ccache arm-none-eabi-gcc \$flags -MMD -MF \$out.d -c \$in -o \$out"
	echo " description = \$in"
	echo " depfile = \$out.d"
	echo " deps = gcc"
	echo "rule link"
	echo " command = arm-none-eabi-gcc" $link "-Wl,-Map,\$out.map \$in -lgcc -o \$out"
	echo " description = \$out"
	for source in "${core[@]}" "${board[@]}" "${tests[@]}" tests/bare/small.c; do
		echo "build $(object "$source"): cc $source"
	done
	image tests "${tests[@]}"
	image small tests/bare/small.c
}

rules >"$out/build.ninja.new"
cmp -s "$out/build.ninja.new" "$out/build.ninja" || cp "$out/build.ninja.new" "$out/build.ninja"
ninja --quiet -k 0 -f "$out/build.ninja" ${NINJA_JOBS:+-j$NINJA_JOBS}
$port/sizes.py "$out/small.elf.map" "$out"
