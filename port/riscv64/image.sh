#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the images for riscv64.  usage: image.sh OUT [masked]
#
# masked: with the slot primitive that new ports begin with (port/slot_ops_masked.h), and the suites
# that show whether that is right.
#
#	OUT/tests.elf	the unit tests that tests/bare/riscv64.list names
#	OUT/small.elf	the least that is a program
set -eu
cd "$(dirname "$0")/../.."
out=${1:?usage: image.sh OUT [masked]}
port=port/riscv64
script=$port/riscv64.lds
mkdir -p "$out"
. port/bare/cross.sh

mapfile -t core < <(scripts/check/lists.py . mmu highmem)
board=(port/bare/{cpu,main,memory,stack,tables,thread,trap}.c
	$port/{boot,time,trap,tree}.c $port/entry.S)
mapfile -t tests < <(sed 's/#.*//' tests/bare/riscv64.list | grep .)
tests+=(kernel/{kunit,kunit_assert,kunit_resource,rcu_read}.c)
# The image needs no registers but the integer ones; the rest would be nobody's at a switch.
machine="--target=riscv64-unknown-elf -march=rv64imac -mabi=lp64 -mcmodel=medany -mno-relax"
cc="clang $machine $image_flags -I$port/include -O1 -g1 -fno-omit-frame-pointer
 -Wno-unused-command-line-argument"
if [ "${2:-}" = masked ]; then
	cc+=" -DCONFIG_SLOTS_MASKED"
	tests=(tests/{capture,main,bare/world}.c
		tests/mm/{kmalloc,mm,pcp,slab,slab_threads,slots,slots_crowd}_test.c
		kernel/{kunit,kunit_assert,kunit_resource,rcu_read}.c)
fi
link="clang $machine -fuse-ld=lld -nostdlib -static -Wl,--gc-sections -Wl,-T,$script
 -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,-z,noexecstack -Wno-unused-command-line-argument"

compile "${core[@]}" "${board[@]}" "${tests[@]}" tests/bare/small.c
image tests "${core[@]}" "${board[@]}" "${tests[@]}"
image small "${core[@]}" "${board[@]}" tests/bare/small.c
build
