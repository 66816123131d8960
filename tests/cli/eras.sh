#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Modules as textbooks of four eras have them: each runs clean and says what it did.  What Linux
# warns of is warned of here.
. "$(dirname "$0")/tap.inc"
cd "$modules/../../modules/era" || exit 1

run 0 "a cache of 2.6.10" "$ASHLAR" run slab_2_6_10.c
says 'slab: constructed yes, its list is empty'
says 'slab: gone'
says_not 'warning:'

run 0 "caches of 2.6.23" "$ASHLAR" run slab_2_6_23.c
says 'slab: 0 users, request has 24 bytes'
says_not 'warning:'
run 0 "a cache of 2.6.25" "$ASHLAR" run slab_2_6_25.c
says 'slab: a node of nodes, without children'
says_not 'warning:'
run 0 "caches of 6.12" "$ASHLAR" run slab_6.c
says 'slab: type 6, aligned 1, 64 bytes'
says 'slab: gone'
says_not 'warning:'

run 0 "pages of 2.4" "$ASHLAR" run pages_2_4.c
says 'pages: order 2, page is zero 1, there and back 1'
says 'pages: kmalloc is mapped directly 1, vmalloc 0'
says 'pages: freed'

for profile in pc64 pc32; do
	run 0 "pages of 2.6 on $profile" "$ASHLAR" run --profile $profile pages_2_6.c
	says 'pages: 12288 bytes, the last is 0'
	says 'pages: below 16 MiB 1, below high_memory 1'
	says 'pages: count 2, frame there 1'
	says 'pages: zones and nodes differ by 0'
	says 'pages: freed'
	says_not 'warning:'
done

run 0 "folios of 6.x" "$ASHLAR" run folios_6.c
says 'folios: no file systems now 1'
says 'folios: 24 pages, a folio of 4, 2 references'
says 'folios: the third page is of it 1, and is not large by itself 1'
says 'folios: somewhere to look 1'
says 'folios: freed'

run 0 "a list of 3.x" "$ASHLAR" run list_3.c
says 'list: 5.8.1999'
says 'list: hashed 1997'
says 'list: by insmod, after boot'

for profile in pc64 pc32; do
	run 0 "high memory of 2.6 on $profile" "$ASHLAR" run --profile $profile highmem_2_6.c
	says "highmem: high $([ $profile = pc32 ] && echo 1 || echo 0), low 0"
	says 'highmem: written through kmap'
	says 'highmem: cleared 1'
	says 'highmem: copied 7'
done

run 0 "a pool of 2.6" "$ASHLAR" run mempool_2_6.c
says 'mempool: 10 of 10 in reserve'

run 0 "per-CPU variables of 2.6" "$ASHLAR" run percpu_2_6.c
says 'percpu: hits 5, start 3, mine 1'

run 0 "growing arrays of 3.x" "$ASHLAR" run realloc_3.c name=you numbers=4,5
says 'realloc: you!'
says 'realloc: the last is 81'
says 'realloc: vmalloc 1'
says 'realloc: 2 numbers, 4 first'
says_not 'nobody asked'

run 0 "waiting of 2.6" "$ASHLAR" run waiting_2_6.c
says 'waiting: counted 1, returned 7'
says 'waiting: later 1, 1 s, bits 8'
says 'waiting: taken twice 0'
says 'waiting: atomic 1, interrupt 0'

run 0 "interrupts of 2.6" "$ASHLAR" run --irq 7 --stay 300 interrupts_2_6.c
says 'old: tasklet 42'
says 'old: work for insmod'
says 'old: timer 1'
says 'old: timer 0'
says 'old: 1 hits'
says_not 'warning:'

run 0 "what is new in 6.x" "$ASHLAR" run guards_6.c
says 'guards: item-3, 4 pages, room for 128'
says 'guards: the new part is 0'
says 'guards: 8 objects'

run 0 "a shrinker of 2.6" "$ASHLAR" run -m 64M shrinkers_2_6.c
says 'shrinkers: 0 of 500 left, asked 1'
says_not 'warning:'
run 0 "a shrinker of 3.x" "$ASHLAR" run -m 64M shrinkers_3.c
says 'shrinkers: some freed, 4000 in all'
says_not 'warning:'
run 0 "shrinkers of 6.x" "$ASHLAR" run -m 64M shrinkers_6.c
says 'shrinkers: old 1, new 1'
says_not 'warning:'

run 0 "deferred freeing of 3.x" "$ASHLAR" run kfree_rcu_3.c
says 'routes: to 2001000'
says 'routes: to 1'
says 'routes: called 1, left 0'
says_not 'warning:'
run 0 "deferred freeing of 5.x" "$ASHLAR" run kfree_rcu_5.c
says 'tables: the last entry is 7'
says 'tables: nobody reads the old ones'
says 'tables: gone'
says_not 'warning:'
run 0 "deferred freeing of 6.x" "$ASHLAR" run kfree_rcu_6.c
says 'sessions: the newest is 1500'
says 'sessions: polled 1'
says 'sessions: 1 closed by hand'
says_not 'warning:'

run 3 "zeros and a constructor" "$ASHLAR" run warned.c what=zero
says 'cache numbered: __GFP_ZERO undoes what the constructor did'
says 'warned: zeroed, so 0'
run 3 "more than kmalloc has" "$ASHLAR" run warned.c what=huge
says 'kmalloc of 4194305 bytes: the most is 4194304; vmalloc or kvmalloc give more'
matches 'WARNING: CPU: [0-9]+ PID: 1000 at mm/kmalloc/large\.c:'
says 'warned: kmalloc gave nothing'
run 0 "the same, quietly" "$ASHLAR" run warned.c what=quiet
says 'warned: kmalloc gave nothing'
run 3 "vmalloc of nothing" "$ASHLAR" run warned.c what=empty
matches 'WARNING: CPU: [0-9]+ PID: 1000 at mm/vmalloc/vmalloc\.c:'
says 'warned: vmalloc gave nothing'
run 3 "a name under task_lock" "$ASHLAR" run warned.c what=name
says 'BUG: spinlock recursion'
says 'warned: I am insmod'
run 3 "a write after the free, found at the end" "$ASHLAR" run warned.c what=late
says 'Poison overwritten'
matches 'warned_init\+.*warned\.c:[0-9]+|late\+.*warned\.c:[0-9]+'
run 3 "a lock that died with its owner" timeout 60 "$ASHLAR" run --cpus 2 warned.c what=lockup
says 'warned: still here'
says 'BUG: spinlock lockup suspected'
says 'was removed while its kthread waiting'
done_testing
