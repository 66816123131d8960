#!/bin/sh
# SPDX-License-Identifier: MIT
# Lays out, in a build tree, the folder that `ashlar kdir` prints: links to the sources, so that a
# changed header counts at once.  An installation has the same names as real files.
# usage: tree.sh SOURCE BUILD PROCESSOR
set -e
src=$1 out=$2/kdir processor=$3

rm -rf "$out/include"
mkdir -p "$out/include/port"
for f in Makefile Kbuild.mk modpost.sh era.sh ldflags access.gcc access.clang access.lds \
	uninit.clang compat; do
	ln -sfn "$src/kdir/$f" "$out/$f"
done
rm -f "$out/cflags"
if [ "$processor" = aarch64 ]; then
	arch=arm64
	# Or atomic operations become calls of a library that modules are not linked with.
	{ cat "$src/kdir/cflags" && echo -mno-outline-atomics; } >"$out/cflags"
else
	arch=x86
	ln -sfn "$src/kdir/cflags" "$out/cflags"
fi
ln -sfn "$src/mm/percpu/percpu.lds" "$out/percpu.lds"
for d in "$src"/include/*/; do
	d=${d%/}
	[ "${d##*/}" = generated ] || ln -sfn "$d" "$out/include/${d##*/}"
done
mkdir -p "$out/include/generated"
ln -sfn "$2/include/generated/autoconf.h" "$out/include/generated/autoconf.h"
ln -sfn "$src/include/generated/utsrelease.h" "$out/include/generated/utsrelease.h"
ln -sfn "$src/base" "$out/include/base"
for f in "$src"/port/*.h "$src"/port/host/include/port/*.h; do
	ln -sfn "$f" "$out/include/port/${f##*/}"
done

# What `ashlar emu` makes images with.
mkdir -p "$out/emu/include/port"
for f in "$src"/port/bare/*.sh; do
	ln -sfn "$f" "$out/emu/${f##*/}"
done
for f in "$src"/port/x86/include/port/s*.h; do
	ln -sfn "$f" "$out/emu/include/port/${f##*/}"
done
for image in x86_64 i386; do
	ln -sfn "$src/port/x86/x86_image.lds" "$out/emu/x86_image.lds"
	ln -sfn "$src/port/x86/$image.lds" "$out/emu/$image.lds"
	ln -sfn "$src/port/x86/$image.flags" "$out/emu/$image.flags"
	ln -sfn "$2/port/x86/libashlar-$image.a" "$out/emu/libashlar-$image.a"
	ln -sfn "$2/port/x86/librun-$image.a" "$out/emu/librun-$image.a"
done

number() {
	sed -n "s/^#define $1[[:space:]]*\([0-9]*\)\$/\1/p" "$src/include/linux/version.h"
}
local=$(sed -n 's/^#define UTS_LOCALVERSION "\(.*\)"/\1/p' "$src/include/generated/utsrelease.h")
cat >"$out/release.mk" <<END
VERSION := $(number LINUX_VERSION_MAJOR)
PATCHLEVEL := $(number LINUX_VERSION_PATCHLEVEL)
SUBLEVEL := $(number LINUX_VERSION_SUBLEVEL)
LOCALVERSION := $local
ARCH ?= $arch
END
