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

# Refused by the machine, and nothing is inserted.
for word in vm.min_free_kbytes=99999999 vm.watermark_scale_factor=0 vm.drop_caches=8 \
	vm.compact_memory=2 vm.panic_on_oom=3; do
	run 2 "--sysctl $word" "$ASHLAR" run --mem 64M --sysctl "$word" "$ko"
	says "--sysctl ${word%=*} cannot be ${word#*=}"
	lines_of_ours 1
	says_not 'hello:'
done
done_testing
