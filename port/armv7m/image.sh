#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the images for Cortex-M3.  usage: image.sh OUT
#
#	OUT/tests.elf	the unit tests that tests/bare/armv7m.list names
#	OUT/small.elf	the least that is a program; what of it is whose is printed (sizes.py)
#
# The configuration is port/armv7m/include/generated/autoconf.h.
set -eu
cd "$(dirname "$0")/../.."
out=${1:?usage: image.sh OUT}
port=port/armv7m
script=$port/mps2-an385.lds
mkdir -p "$out"
. port/bare/cross.sh

mapfile -t core < <(scripts/check/lists.py . slob)
board=(port/bare/{cpu,main,thread}.c $port/{boot,memory,time,trap,unwind}.c $port/entry.S)
mapfile -t tests < <(sed 's/#.*//' tests/bare/armv7m.list | grep .)
tests+=(kernel/{kunit,kunit_assert,kunit_resource,rcu_read}.c)

machine="-mcpu=cortex-m3 -mthumb"
cc="arm-none-eabi-gcc $machine $image_flags -I$port/include -Wno-override-init -Os -g1
 -funwind-tables"
link="arm-none-eabi-gcc $machine -nostdlib -static -Wl,--gc-sections -Wl,-T,$script
 -Wl,--build-id=none -Wl,--no-warn-rwx-segments"
libs=-lgcc

compile "${core[@]}" "${board[@]}" "${tests[@]}" tests/bare/small.c
image tests "${core[@]}" "${board[@]}" "${tests[@]}"
image small "${core[@]}" "${board[@]}" tests/bare/small.c
build
$port/sizes.py "$out/small.elf.map" "$out"
