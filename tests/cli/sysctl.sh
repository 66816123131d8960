#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Knobs of the machine: --sysctl NAME=VALUE changes what it says, and what it cannot is refused.
. "$(dirname "$0")/tap.inc"
CC=${CC:-cc} "$ASHLAR" run -o "$work" "$modules/hello.c" >/dev/null 2>&1
ko=$work/hello.ko

# mark NAME: this mark of the one zone of 8 MiB, in pages.
mark() {
	printf '%s\n' "$out" | awk -v name="$1" '$1 == name { print $2; exit }'
}

zone() { # OPTION...: shows the zone
	run 0 "$*" "$ASHLAR" run -q --mem 8M --show zoneinfo "$@" "$ko"
}

zone
normal=$(mark min)
zone --sysctl vm.min_free_kbytes=2048
[ "$(mark min)" = $((2048 * 1024 / $(getconf PAGESIZE))) ] && [ "$(mark min)" != "$normal" ]
found $? "the min mark is 2048 kB"
low=$(mark low)
zone -S vm/min_free_kbytes=0x800 --sysctl=vm.watermark_scale_factor=3000
[ "$(mark min)" = $((2048 * 1024 / $(getconf PAGESIZE))) ] && [ "$(mark low)" -gt "$low" ]
found $? "the low mark is further from it"
zone -S vm.min_free_kbytes=4096 -S vm.min_free_kbytes=1024
[ "$(mark min)" = $((1024 * 1024 / $(getconf PAGESIZE))) ]
found $? "the last one counts"
zone -S vm.compact_memory=1 -S vm.drop_caches=3 -S vm.panic_on_oom=0

# What has something done is done when all modules are in.
CC=${CC:-cc} "$ASHLAR" run -o "$work" "$modules/sparing.c" >/dev/null 2>&1
actions() { # OPTION...
	run 0 "$*" "$ASHLAR" run --mem 64M --show vmstat,meminfo "$@" "$work/sparing.ko"
	says 'sparing: has 1000 objects'
}
counter() { # NAME
	printf '%s\n' "$out" | awk -v name="$1" '$1 == name { print $2; exit }'
}

actions -S vm.min_free_kbytes=1024
says 'sparing: 1000 objects are left'
says 'sparing: pages have not moved, 0 are spoiled'
[ "$(counter drop_slab)" = 0 ] && [ "$(counter compact_isolated)" = 0 ]
found $? "nothing was done"
actions -S vm.drop_caches=2
says 'sparing: 0 objects are left'
says 'sparing: pages have not moved, 0 are spoiled'
[ "$(counter drop_slab)" = 1 ] && [ "$(counter drop_pagecache)" = 0 ] &&
	[ "$(counter slabs_scanned)" -ge 1000 ]
found $? "before the files are shown"
actions -S vm.drop_caches=1
says 'sparing: 1000 objects are left'
[ "$(counter drop_slab)" = 0 ] && [ "$(counter drop_pagecache)" = 1 ]
found $? "pages, not objects"
actions -S vm.compact_memory=1
says 'sparing: 1000 objects are left'
says 'sparing: pages have moved, 0 are spoiled'
[ "$(counter compact_isolated)" -gt 0 ] && [ "$(counter compact_migrate_scanned)" -gt 0 ]
found $? "before the files are shown"
actions --fast -S vm.drop_caches=3 -S vm.compact_memory=1 -S vm.drop_caches=2
says 'sparing: 0 objects are left'
says 'sparing: pages have moved, 0 are spoiled'
[ "$(counter drop_slab)" = 2 ] && [ "$(counter drop_pagecache)" = 1 ]
found $? "each of them"

# Refused before there is a machine.
for word in vm.min_free_kbytes =5 vm ''; do
	run 2 "--sysctl '$word'" "$ASHLAR" run --sysctl "$word" "$ko"
	says "--sysctl wants NAME=VALUE, not $word"
	lines_of_ours 1
done
for name in vm.nonsense kernel.min_free_kbytes min_free_kbytes "$(printf '%0100d' 0)"; do
	run 2 "--sysctl $name=1" "$ASHLAR" run --sysctl "$name=1" "$ko"
	says "--sysctl knows no $name: vm."
	says 'vm.min_free_kbytes'
	lines_of_ours 1
done
for value in '' many -1 1x 99999999999999999999; do
	word=vm.min_free_kbytes=$value
	run 2 "--sysctl $word" "$ASHLAR" run --sysctl "$word" "$ko"
	says "--sysctl vm.min_free_kbytes wants a number, not $value"
	lines_of_ours 1
	says_not 'Memory:'
done

for words in "vm.watermark_scale_factor=0 1 to 3000" "vm.drop_caches=8 1 to 4" \
	"vm.drop_caches=0 1 to 4" "vm.compact_memory=2 1" "vm.panic_on_oom=3 0 to 2" \
	"vm.dirty_ratio=101 0 to 100" "vm.extfrag_threshold=1001 0 to 1000"; do
	word=${words%% *}
	run 2 "--sysctl $word" "$ASHLAR" run --mem 64M --sysctl "$word" "$ko"
	says "--sysctl ${word%=*} cannot be ${word#*=}: it takes ${words#* }"
	lines_of_ours 1
	says_not 'Memory:'
done

# Refused by the machine, and nothing is inserted.
word=vm.min_free_kbytes=99999999
run 2 "--sysctl $word" "$ASHLAR" run --mem 64M --sysctl "$word" "$ko"
says "--sysctl ${word%=*} cannot be ${word#*=} on this machine"
lines_of_ours 1
says_not 'hello:'
done_testing
