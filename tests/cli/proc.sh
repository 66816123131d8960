#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Files of /proc: in the layout of Linux, read as programs read them, and true to each other.
. "$(dirname "$0")/tap.inc"
CC=${CC:-cc} "$ASHLAR" run -o "$work" "$modules/hello.c" >/dev/null 2>&1
ko=$work/hello.ko
files=buddyinfo,zoneinfo,meminfo,vmstat,pagetypeinfo,slabinfo

for words in "--mem 64M" "--mem 6G --cpus 3" "--nodes 3 --mem 300M" "--profile pc32 --mem 1G" \
	"--fast --mem 256M"; do
	# shellcheck disable=SC2086
	run 0 "$words" "$ASHLAR" run --quiet $words --show $files "$ko"
	printf '%s\n' "$out" >"$work/ours"
	run 0 "$words: as in Linux" python3 "$here/proc/read.py" "$work/ours" \
		"$here/proc/linux-6.1.proc"
done

# What is compared is seen: each of these changes is one.
ours() {
	sed "$1" "$work/ours" >"$work/wrong"
	run 1 "seen: $1" python3 "$here/proc/read.py" "$work/wrong" "$here/proc/linux-6.1.proc"
}
ours 's/^MemFree: */&1/'
ours 's/^Buffers: /Buffers:/'
ours '/^pgrefill/d'
ours 's/^\(Node 0, zone .*\) $/\1/'
ours 's/^pgfree /pgfreed /'
ours 's/^nr_free_pages .*/nr_free_pages 1/'
ours 's/^        low  /        low /'
ours 's/type    Unmovable      0/type    Unmovable      1/'
ours 's/^\(kmalloc-64 *\) \([0-9]* \)/\1\2/'
ours 's/^kmalloc-64 \(.*\) : slabdata/kmalloc-64  \1 : slabdata/'
ours 's/^\(kmem_cache .* \)\([0-9]*\)\( *0\)$/\11\2\3/'
ours '/^# name /s/<sharedavail>/<shared>/'
done_testing
