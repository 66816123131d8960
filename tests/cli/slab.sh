#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Options about object caches: which they choose, and what then is said.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" caches.c >/dev/null 2>&1
ko=$work/caches.ko

# try CODE NAME WHAT OPTION...: what the module does, with options.
try() {
	local code=$1 name=$2 what=$3
	shift 3
	run "$code" "$name" "$ASHLAR" run "$@" "$ko" "what=$what"
}

try 3 "all caches are checked" write
says 'BUG mine (Not tainted): Right Redzone overwritten'
matches 'Allocated in write_behind\+0x[0-9a-f]+/0x[0-9a-f]+ \[caches\] .*caches\.c:[0-9]+ age='
matches 'caches\.c:[0-9]+ age=[0-9]+ cpu=[0-9]+ pid=[0-9]+$'
matches 'FIX mine: Restoring Right Redzone 0x[0-9a-f]{16}-0x[0-9a-f]{16}=0xcc'
says 'caches: after write'
for none in --fast --debug=-; do
	try 0 "none with $none" write $none
	says_not 'BUG'
done
try 3 "--debug with --fast" write --fast --debug FZ
says 'BUG mine (Not tainted): Right Redzone overwritten'
says_not 'Allocated in'
try 0 "--debug of others" write --debug 'FZ,mini,other*;-'
says_not 'BUG'
try 3 "--debug of this one" write --debug 'U,other;FZ,mi?e'
says 'BUG mine (Not tainted): Right Redzone overwritten'
try 0 "--debug of a letter that is none" nothing --debug FX
says "slab_debug option 'X' unknown. skipped"
try 0 "--debug A" nothing --debug A
says "slab_debug option 'A' skipped: failures are not injected by cache"
try 0 "--debug T" write --debug T,mine
matches 'TRACE mine alloc 0x[0-9a-f]{16} inuse=1 fp=0x[0-9a-f]{16}'
matches 'TRACE mine free 0x[0-9a-f]{16} inuse=1 fp=0x[0-9a-f]{16}'
matches ' write_behind\+0x[0-9a-f]+/0x[0-9a-f]+ \[caches\] '
try 2 "--debug of too much" nothing --debug "$(printf 'F%.0s' {1..600})"
lines_of_ours 1
says 'no such machine: slab_debug= is longer than 511 characters'
try 3 "an early end" keep
says 'BUG mine (Not tainted): Objects remaining in mine on __kmem_cache_shutdown()'
matches 'Allocated in keep_one\+'
matches 'kmem_cache_destroy mine: Slab cache still has objects when called from caches_exit\+'

try 3 "--harden" twice --debug - --harden mine
says 'BUG mine (Not tainted): Object already free'
matches 'FIX mine: Object at 0x[0-9a-f]{16} not freed'
try 0 "in order" many --debug -
says 'caches: in order 1'
try 0 "--randomize" many --debug - --randomize 'm*'
says 'caches: in order 0'
try 0 "as it was left" reuse --debug -
says 'caches: the last byte while free: 41'
says 'caches: the last byte when taken: 41'
try 0 "--init-on-alloc" reuse --debug - --init-on-alloc 1
says 'caches: the last byte while free: 41'
says 'caches: the last byte when taken: 00'
try 0 "--init-on-free" reuse --debug - --init-on-free mine
says 'caches: the last byte while free: 00'
says 'caches: the last byte when taken: 00'
try 0 "--init-on-free with the usual checks" reuse --init-on-free mine
says 'caches: the last byte while free: 00'

try 3 "SLAB_PANIC" panic
says 'kmem_cache_create(impossible, 0 bytes): no object has that size'
says "Kernel panic - not syncing: "
says "__kmem_cache_create_args: Failed to create slab 'impossible'. Error -22"
done_testing
