#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Programs that read such files on Linux read ours, as they are.
. "$(dirname "$0")/tap.inc"
. "$(dirname "$0")/mount.inc"
cd "$modules" || exit 1
need_fuse
need_namespaces
"$ASHLAR" run -q -o "$work" mount.c caches.c >/dev/null 2>&1
client() { # PROGRAM COMMAND...: run where the machine's files are; false without the program
	if ! command -v "$1" >/dev/null; then
		count=$((count + 1))
		echo "ok $count - $1 # SKIP it is not installed"
		return 1
	fi
	run 0 "$1" "$ASHLAR" run -q --mem 256M "$work/mount.ko" "$work/caches.ko" -- sh -c "$2"
}
# Of two texts, the first in line 1 of the output and the second in line 2.
same() { # WHAT
	[ -n "$out" ] && [ "$(printf '%s\n' "$out" | sort -u | wc -l)" = 1 ]
	found $? "$1"
}

total='awk "/^MemTotal:/ { print \$2 }" /proc/meminfo'
client free 'free -k | awk "/^Mem:/ { print \$2 }"; '"$total" &&
	same "has the machine's total"
client free 'free -b | awk "/^Mem:/ { exit !(\$4 > 0 && \$4 < \$2 && \$2 < 256 * 1048576) }"'

client vmstat 'vmstat -m | awk "\$1 == \"kmalloc-64\" { print \$4 }"
	awk "\$1 == \"kmalloc-64\" { print \$4 }" /proc/slabinfo' &&
	same "vmstat -m has the size of an object"
client vmstat 'vmstat -s | awk "/total memory/ { print \$1 }"; '"$total" &&
	same "vmstat -s has the machine's total"

client slabtop 'slabtop -o -s c' && {
	matches 'OBJS +ACTIVE +USE +OBJ SIZE +SLABS OBJ/SLAB CACHE SIZE NAME'
	says 'kmalloc-1k'
}
client slabtop 'slabtop -o | awk "/Active \/ Total Caches/ { print \$10 }"
	sed 1,2d /proc/slabinfo | wc -l' &&
	same "has all caches"

client prometheus-node-exporter 'exec python3 clients.py' && {
	for collector in buddyinfo meminfo slabinfo vmstat zoneinfo; do
		says "$collector collected"
	done
	for values in memory buddyinfo slabinfo zoneinfo vmstat; do
		says "$values ok"
	done
}
done_testing
