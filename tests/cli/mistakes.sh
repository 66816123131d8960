#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Mistakes of modules: each one is reported, the command lives, and exits with 3.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
# With a name of a folder that is not ours, as a user has it.
"$ASHLAR" run -q -o "$work" mistakes.c >/dev/null 2>&1
ko=$work/mistakes.ko

# mistake NAME: makes it, and its exit status is 3.
mistake() {
	run 3 "$1" "$ASHLAR" run "$ko" "what=$1"
}

line_of() { # TEXT: the line of mistakes.c with it
	grep -nF "$1" mistakes.c | head -n 1 | cut -d: -f1
}

run 0 "no mistake" "$ASHLAR" run "$ko"
says 'mistakes: after nothing'

mistake leak
says 'mistakes: 9 allocations were not given back'
says "mistakes.c:$(line_of 'kmalloc(100') in leak"
says ': kmalloc, 100 bytes'
inner="mistakes.c:$(line_of 'return kmalloc(size') in allocate"
says "$inner (from mistakes.c:$(line_of 'p = allocate(40)') in leak): kmalloc, 3 of 40 bytes"
says "mistakes.c:$(line_of 'kzalloc(200') in leak"
says ': kmalloc, 200 bytes'
says "mistakes.c:$(line_of 'vmalloc(10000') in leak"
says ': vmalloc, 10000 bytes'
says ': pages, 16384 bytes'
says ': per-CPU memory, 8 bytes'
says ': kmalloc, 5 bytes'
run 0 "leaks are not looked for with --fast" "$ASHLAR" run --fast "$ko" what=leak

mistake leak_cache
says "mistakes.c:$(line_of 'kmem_cache_create') in leak_cache"
says ': kmem_cache, not destroyed'
says ': cache object, 24 bytes'

mistake double_kfree
matches '(BUG|double|free)'
says 'Call Trace:'
says "mistakes.c:"
mistake kfree_stack
says 'BUG'
mistake kfree_inside
says 'BUG'
mistake wrong_order
matches 'BUG: Bad page state, pfn:[0-9a-f]{5,}: freed with order 0, allocated with order 2$'
says "mistakes.c:$(line_of 'free_pages(pages, 0)')"
says_not 'were not given back'
mistake double_page
matches 'BUG: Bad page state, pfn:[0-9a-f]{5,}: the page (is free already|was not allocated)$'
mistake page_inside
matches ': free inside a block of order 2 that starts at pfn [0-9a-f]+$'
says "mistakes.c:$(line_of 'free_page(pages + PAGE_SIZE)')"
says_not 'were not given back'
mistake page_foreign
matches 'BUG: Bad page free: address [0-9a-f]{16} is not that of a page$'
matches 'BUG: Bad page free: [0-9a-f]{16} is not the struct page of a frame$'
mistake page_vmalloc
matches 'BUG: Bad page free: address [0-9a-f]{16} is not that of a page$'
says_not 'were not given back'
mistake page_slab
says ': a page of a slab is freed as a page'
says_not 'were not given back'
mistake page_reserved
says 'BUG: Bad page state, pfn:00000: the page was not allocated'
mistake page_count_below
says ': a reference is dropped that was not taken'
says_not 'were not given back'
mistake page_after_free
says ': a reference is taken to a page that is not in use'
matches 'page_check: .* pfn 0x[0-9a-f]+: a free page has references$'
mistake page_locked_after_free
# Or it is told before, where someone takes the page again.
checked='page_check: .* pfn 0x[0-9a-f]+: a free page is locked, in an LRU list or written back'
matches "($checked|BUG: Bad page state, pfn:[0-9a-f]+: the page was changed after it was freed)\$"
mistake page_leftovers
says ': non-NULL mapping'
says ': nonzero _refcount'
says_not 'were not given back'
mistake page_null
says 'BUG: kernel NULL pointer dereference, address: 0000000000000000'
matches ' page_null\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] .*mistakes\.c:[0-9]+'
mistake vfree_kmalloc
mistake kfree_vmalloc

mistake vmalloc_beyond
matches 'BUG: unable to handle page fault for address: [0-9a-f]{13}000$'
matches 'RIP: 0010:vmalloc_beyond\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] .*mistakes\.c:[0-9]+'

mistake null_write
says 'BUG: kernel NULL pointer dereference, address: 0000000000000000'
says '#PF: supervisor write access in kernel mode'
matches 'RIP: 0010:null_write\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] .*mistakes\.c:[0-9]+'
says 'Call Trace:'
matches ' mistakes_init\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] .*mistakes\.c:[0-9]+'
says 'could not insert module mistakes: it crashed in its init function'
says_not 'mistakes: after'
mistake null_write_exit
says 'BUG: kernel NULL pointer dereference, address: 0000000000000000'
says 'module mistakes crashed in its exit function'
mistake wild_read
says 'BUG: unable to handle page fault for address: 00007ffffffff000'
says '#PF: supervisor read access in kernel mode'
mistake non_canonical
says 'general protection fault, probably for non-canonical address'
mistake null_call
says '#PF: supervisor instruction fetch in kernel mode'
matches ' null_call\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] '
mistake divide
says 'divide error: 0000'
mistake overflow
says 'BUG: TASK stack guard page was hit at '
matches ' endless\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] '
mistake smash
says 'BUG: unable to handle page fault for address: '
matches ' smash\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] '
says 'could not insert module mistakes: it crashed in its init function'
mistake memcpy_null
says 'BUG: kernel NULL pointer dereference, address: 0000000000000000'
matches ' memcpy_null\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] '
mistake bug
matches 'kernel BUG at .*mistakes\.c:[0-9]+!'
says 'invalid opcode: 0000'
mistake warn
matches 'WARNING: .*mistakes\.c:[0-9]+'
says 'mistakes: after warn'
mistake panic
says 'Kernel panic - not syncing: nothing works'
mistake sleep_under_lock
says 'BUG: sleeping function called from invalid context at '
says 'Preemption disabled at:'
says 'mistakes: after sleep_under_lock'
# Both stacks: the one where the lock was taken comes first, then the one of the call.
places=$(printf '%s\n' "$out" | grep -oE ' (enter_atomic|sleep_under_lock)\+.*mistakes\.c:[0-9]+' |
	sed 's/+.*:/ /' | head -n 3)
wanted=$(printf ' %s\n' "enter_atomic $(line_of 'atomic from here on')" \
	"sleep_under_lock $(line_of 'enter_atomic();')" \
	"sleep_under_lock $(line_of 'p = kmalloc(3000')")
[ "$places" = "$wanted" ]
found $? "shows where the lock was taken and what slept"
run 3 "the same with --fast" "$ASHLAR" run --fast "$ko" what=sleep_under_lock
# The array of that size is empty, as nothing else has taken one: so the call is not a fast one.
[ "$(grep -c 'Call Trace:' <<<"$out")" = "$(grep -c 'BUG: sleeping' <<<"$out")" ]
found $? "shows only the stack of the call"
mistake crash_under_lock
says 'BUG: kernel NULL pointer dereference, address: 0000000000000000'
says ': kmalloc, 70 bytes'
mistake unbalanced
says 'preemption imbalance'

mistake crash_in_thread
says 'BUG: kernel NULL pointer dereference, address: 0000000000000000'
matches ' thread_crashes\+0x[0-9a-f]+/0x[0-9a-f]+ \[mistakes\] '
says 'mistakes: the thread returned -14'
mistake thread_left_running
matches 'BUG: module mistakes was removed while its kthread runner/[0-9]+ runs'
run 0 "a thread that ends soon after the exit" "$ASHLAR" run "$ko" what=thread_that_ends
run 3 "another module, after a crash" "$ASHLAR" run hello.c "$ko" what=null_write
says 'hello: gone'
run 3 "3 wins over 1" "$ASHLAR" run "$ko" what=leak missing.c
says 'Unknown symbol no_such_function'
says 'mistakes: 9 allocations'

run 3 "memory for devices that is kept" "$ASHLAR" run dma.c keep=1
says 'dma: 3 allocations were not given back, 8224 bytes:'
says 'dma_init: coherent DMA memory, 8192 bytes'
says 'dma_init: dma_pool, not destroyed'
says 'dma_init: block of a dma_pool, 32 bytes'
run 0 "memory for devices that is given back" "$ASHLAR" run dma.c
says 'ring below 16 MiB: 1'
done_testing
