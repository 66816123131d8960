# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154,SC2086,SC2016 # what who sources this has set, as words
# Build images for a processor that the host's compiler does not build for; for scripts to source.
#
# Meson builds for the host, with one configuration; so the sources come from the folders' lists, as
# scripts/check/freestanding.sh takes them, and ninja makes of them what has changed.
#
# Who sources it is in the root of the tree, and has set
#
#	out		the folder for all that is made
#	cc		the compiler and flags, as one line
#	link		the linker and flags, as one line; $libs: what stands behind the objects
#	script		the linker's script
#
# then calls compile SOURCE... for all sources, image NAME SOURCE... for each image, and build.
# The flags that all images are compiled with are in $image_flags.

# shellcheck disable=SC2034 # for who sources this
image_flags="-std=gnu17 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare
 -Wstrict-prototypes -Wmissing-prototypes -fno-strict-aliasing -fno-common -ffunction-sections
 -fdata-sections -ffreestanding -nostdinc -D__KERNEL__ -I. -Iinclude -include linux/kconfig.h"
libs=
rules=

object() {
	local name=${1//\//_}
	echo "$out/${name%.*}.o"
}

# compile SOURCE...: with $cc.
compile() {
	local source
	for source; do
		rules+="build $(object "$source"): cc $source"$'\n'
	done
}

# image NAME SOURCE...: $out/NAME.elf, of these.
image() {
	local name=$1 source
	shift
	rules+="build $out/$name.elf: link"
	for source; do
		rules+=" $(object "$source")"
	done
	rules+=" | $script"$'\n'
}

build() {
	{
		echo "builddir = $out"
		echo "rule cc"
		echo " command = $(command -v ccache || true)" $cc '-MMD -MF $out.d -c $in -o $out'
		echo " description = \$in"
		echo " depfile = \$out.d"
		echo " deps = gcc"
		echo "rule link"
		echo " command =" $link "-Wl,-Map,\$out.map \$in $libs -o \$out"
		echo " description = \$out"
		echo "$rules"
	} >"$out/build.ninja.new"
	cmp -s "$out/build.ninja.new" "$out/build.ninja" ||
		cp "$out/build.ninja.new" "$out/build.ninja"
	ninja --quiet -k 0 -f "$out/build.ninja" ${NINJA_JOBS:+-j$NINJA_JOBS}
}
