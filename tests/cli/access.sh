#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar run --access: modules built to ask, and what is said where they may not.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" access.c >/dev/null 2>&1
cp "$work/access.ko" "$work/plain.ko"
"$ASHLAR" run -q --access -o "$work" access.c >/dev/null 2>&1
ko=$work/access.ko

if ! "$ASHLAR" run -q --access "$ko" what=nothing >/dev/null 2>&1; then
	out=$("$ASHLAR" run -q --access "$ko" what=nothing 2>&1)
	if printf '%s\n' "$out" | grep -q 'ashlar: --access'; then
		echo "1..0 # SKIP there are no checks of accesses here: $out"
		exit 0
	fi
fi

line_of() { # TEXT: the line of access.c with it
	grep -nF "$1" access.c | head -n 1 | cut -d: -f1
}

# access STATUS NAME
access() {
	run "$1" "$2" "$ASHLAR" run -q --access "$ko" "what=$2"
}

access 0 nothing
says_not 'BUG'

access 3 slab
matches 'BUG: KASAN: slab-out-of-bounds in slab\+0x[0-9a-f]+/0x[0-9a-f]+ \[access\]$'
matches 'Write of size 1 at addr [0-9a-f]{16} by task insmod/[0-9]+$'
says "slab+"
says "access.c:$(line_of 'p[56 + four] = 1')"
matches 'Allocated by task [0-9]+:$'
says "access.c:$(line_of 'char *p = kmalloc(60')"
says_not 'Freed by task'
says ' which belongs to the cache kmalloc-64 of size 64'
says 'The buggy address is located 0 bytes to the right of'
matches ' allocated 60-byte region \[[0-9a-f]{16}, [0-9a-f]{16}\)$'
matches '>[0-9a-f]{16}:( [0-9a-f]{2})* 00 04( fc)*$'
# It goes on, and the red zone does not tell of it again.
says_not 'Redzone overwritten'

access 3 freed
matches 'BUG: KASAN: slab-use-after-free in freed\+'
matches 'Freed by task [0-9]+:$'
says "access.c:$(line_of 'too early')"
matches ' freed 60-byte region'
says_not 'Poison overwritten'

access 3 loop
[ "$(printf '%s\n' "$out" | grep -c 'BUG: KASAN')" = 1 ]
found $? "is told once"
access 3 two_places
[ "$(printf '%s\n' "$out" | grep -c 'BUG: KASAN')" = 2 ]
found $? "each place is told"

access 3 global
matches 'BUG: KASAN: global-out-of-bounds in global\+'
says 'The buggy address belongs to the variable:'
matches '\] +table of .*access.c$'
says ' 16-byte region'
access 3 stack
matches 'BUG: KASAN: stack-out-of-bounds in stack\+'
matches 'The buggy address belongs to stack of task insmod/[0-9]+$'
matches "\[[0-9]+, [0-9]+\) 'values'"

access 3 set
matches 'BUG: KASAN: slab-out-of-bounds in set\+'
matches 'Write of size 64 at addr'
access 3 print
matches 'BUG: KASAN: slab-out-of-bounds in print\+'
matches 'Write of size 9 at addr'
access 3 wild
matches 'BUG: KASAN: wild-memory-access in wild\+'
says 'general protection fault'
access 3 null
matches 'BUG: KASAN: null-ptr-deref in null\+'
says 'BUG: kernel NULL pointer dereference, address: 0000000000000008'

# A module that is not built for it is checked in what it calls.
run 3 "a plain module" "$ASHLAR" run -q --access "$work/plain.ko" what=set
matches 'BUG: KASAN: slab-out-of-bounds in set\+'
run 0 "a plain module without a mistake" "$ASHLAR" run -q --access "$work/plain.ko"

# Nor is it asked before it accesses an object: some lie where the processor tells.
run 3 "a plain module with guards" "$ASHLAR" run -q --guard-sample 1 "$work/plain.ko" what=slab
matches 'BUG: KFENCE: memory corruption in slab\+'
matches 'Corrupted memory at 0x[0-9a-f]+ \[ ! [!. ]*\] \(in kfence-#0\):'
matches 'allocated by task [0-9]+ on cpu [0-9]+ at [0-9]+\.[0-9]{6}s:'
run 3 "freed, with guards" "$ASHLAR" run -q --guard-sample 1 "$work/plain.ko" what=freed
matches 'BUG: KFENCE: use-after-free (read|write) in '
run 0 "no mistake, with guards" "$ASHLAR" run -q --guard-sample=1 --access --scan "$work/plain.ko"
run 0 "few guards in a small machine" "$ASHLAR" run -q -G 1 -m 8M "$work/plain.ko"
run 1 "a module that is checked" "$ASHLAR" check --no-sweep --format json "$work/plain.ko" what=slab
says '"rule": "out-of-bounds"'
for wrong in 0 -1 1.5 many ''; do
	run 2 "--guard-sample '$wrong'" "$ASHLAR" run --guard-sample "$wrong" "$work/plain.ko"
	says "ashlar: run: --guard-sample wants a number from 1 on, not $wrong"
done
run 2 "--guard-sample with --fast" "$ASHLAR" run --guard-sample 1 --fast "$work/plain.ko"
says 'ashlar: run: --guard-sample rests on the account of allocations, which --fast leaves out'

run 1 "built for it, and run without" "$ASHLAR" run -q "$ko"
says 'ashlar: could not insert module access: it is built to be checked: see --access and --uninit'
lines_of_ours 1
run 2 "with --fast" "$ASHLAR" run --access --fast "$ko"
says 'ashlar: run: --access checks everything, and --fast nothing: leave one out'
run 2 "with a value" "$ASHLAR" run --access=yes "$ko"
if [ "$(ulimit -v)" = unlimited ]; then
	few() { (ulimit -v 8000000000 && "$@"); }
	run 2 "without addresses" few "$ASHLAR" run -q --access "$ko"
	says 'ashlar: --access: the host refuses the addresses for it (ulimit -v?)'
fi

# A folder, built without and with; and of two files, one left out.
folder=$work/folder
mkdir "$folder"
cp access.c "$folder/"
echo 'obj-m += access.o' >"$folder/Makefile"
run 3 "a folder" "$ASHLAR" run -q --access "$folder" what=slab
says 'BUG: KASAN: slab-out-of-bounds'
kdir=$("$ASHLAR" kdir)
run 0 "by make" make -s -C "$kdir" "M=$folder" CONFIG_KASAN=y modules
run 3 "what make built" "$ASHLAR" run -q --access "$folder/access.ko" what=freed
says 'BUG: KASAN: slab-use-after-free'
run 0 "by make, without again" make -s -C "$kdir" "M=$folder" modules
run 3 "what make built without" "$ASHLAR" run -q "$folder/access.ko" what=slab
says 'Redzone overwritten'
echo 'KASAN_SANITIZE_access.o := n' >>"$folder/Makefile"
run 0 "left out" make -s -C "$kdir" "M=$folder" CONFIG_KASAN=y modules
run 3 "what was left out" "$ASHLAR" run -q --access "$folder/access.ko" what=slab
says_not 'KASAN'

if command -v clang >/dev/null; then
	run 3 "by clang" env CC=clang "$ASHLAR" run -q --access access.c what=stack
	matches 'BUG: KASAN: stack-out-of-bounds in stack\+'
	run 0 "by clang, without a mistake" env CC=clang "$ASHLAR" run -q --access access.c
fi
done_testing
