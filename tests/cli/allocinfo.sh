#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Allocation profiling from the command line: which call has what, as clients of the file read it.
. "$(dirname "$0")/tap.inc"
profiled=("$ASHLAR" run --quiet --mem-profiling)

# What a client sums up for a place.
has() { # SITE BYTES CALLS
	local line
	line=$(printf '%s\n' "$out" | awk -v site="$1" '
		/^ *[0-9]+ +[0-9]+ / && index($0, site) { bytes += $1; calls += $2; n++ }
		END { print n ? bytes " " calls : "none" }')
	[ "$line" = "$2 $3" ]
	found $? "$1 has $2 bytes by $3 calls, not $line"
}

cat >"$work/profiled.c" <<'END'
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/gfp.h>

static bool leak;
module_param(leak, bool, 0);
static void *small[100], *scattered, *copy;
static struct page *block;

static void *one(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static int __init profiled_init(void)
{
	for (int i = 0; i < 100; i++)
		small[i] = one(64);
	scattered = vmalloc(10 * PAGE_SIZE);
	copy = kstrdup("text", GFP_KERNEL);
	block = alloc_pages(GFP_KERNEL, 3);
	return scattered && copy && block ? 0 : -ENOMEM;
}

static void __exit profiled_exit(void)
{
	for (int i = leak; i < 100; i++)
		kfree(small[i]);
	vfree(scattered);
	kfree(copy);
	__free_pages(block, 3);
}

module_init(profiled_init);
module_exit(profiled_exit);
MODULE_LICENSE("GPL");
END

# The layout of Linux: two lines of header, then columns of 12 and 8.
layout() {
	local file
	file=$(printf '%s\n' "$out" | sed -n '/allocinfo - version/,$p')
	[ "$(printf '%s\n' "$file" | head -n 2)" = "allocinfo - version: 1.0
#     <size>  <calls> <tag info>" ] && ! printf '%s\n' "$file" | sed 1,2d |
		grep -vE '^[ 0-9]{11,}[0-9] [ 0-9]{7,}[0-9] [^ ]+:[0-9]+( \[[^ ]+\])? func:[^ ]+ $'
	found $? "has the layout of Linux"
}

run 0 "a file" "${profiled[@]}" --fast --show allocinfo "$work/profiled.c"
layout
has "profiled.c:13 [profiled] func:one " 6400 100
has "profiled.c:20 [profiled] func:profiled_init " 40960 10
has "profiled.c:22 [profiled] func:profiled_init " 32768 1
matches "^ *[0-9]+ +1 .*profiled.c:21 \[profiled\] func:profiled_init "

# Checks make objects longer; how many there are stays.
run 0 "with checks" "${profiled[@]}" --show allocinfo "$work/profiled.c"
layout
matches "^ *[0-9]+ +100 .*profiled.c:13 \[profiled\] func:one "
run 0 "two nodes" "${profiled[@]}" --fast --nodes 2 --show allocinfo "$work/profiled.c"
has "profiled.c:13 [profiled] func:one " 6400 100
run 0 "high memory" "${profiled[@]}" --fast --profile pc32 --mem 1200M --show allocinfo \
	"$work/profiled.c"
has "profiled.c:20 [profiled] func:profiled_init " 40960 10
run 0 "a machine that grows" "${profiled[@]}" --fast --max-mem 2G --show allocinfo \
	"$work/profiled.c"
has "profiled.c:13 [profiled] func:one " 6400 100

# What it leaves behind is told of as it goes, by the place.
run 0 "left behind" "$ASHLAR" run --fast --mem-profiling "$work/profiled.c" leak=1
says "profiled.c:13 module profiled func:one has 64 allocated at module unload"

# A folder, and the same again with another choice: what is built says where it is, or does not.
mkdir "$work/folder"
cp "$work/profiled.c" "$work/folder/inside.c"
echo 'obj-m += inside.o' >"$work/folder/Makefile"
run 0 "a folder" "${profiled[@]}" --fast -o "$work/out" --show allocinfo "$work/folder"
has "inside.c:13 [inside] func:one " 6400 100
run 0 "a folder without" "$ASHLAR" run --quiet --fast -o "$work/out" "$work/folder"
[ "$(nm "$work/out/0/inside.ko" | grep -c '_tagged$')" = 0 ]
found $? "has no call that says where it is"
run 0 "a folder again" "${profiled[@]}" --fast -o "$work/out" --show allocinfo "$work/folder"
has "inside.c:13 [inside] func:one " 6400 100

# A module that was built without counts as nobody, one built with works in any machine.
CC=${CC:-cc} "$ASHLAR" run --fast -o "$work/plain" "$work/profiled.c" >/dev/null 2>&1
run 0 "built without" "${profiled[@]}" --fast --show allocinfo "$work/plain/profiled.ko"
says_not "[profiled]"
matches "^ *[0-9]+ +[0-9]{3,} untagged:0 func:untagged "
"${profiled[@]}" --fast -o "$work/tagged" "$work/profiled.c" >/dev/null 2>&1
run 0 "built with" "$ASHLAR" run --quiet --fast "$work/tagged/profiled.ko"

# There is no such file in a machine that does not profile.
run 2 "not profiled" "$ASHLAR" run --show allocinfo "$work/profiled.c"
says "run: --show allocinfo is for a machine that profiles: see --mem-profiling"
lines_of_ours 1
run 2 "no room" "${profiled[@]}" --nodes 16 --mem 64M "$work/profiled.c"
says "no such machine: profiling needs "
lines_of_ours 1
done_testing
