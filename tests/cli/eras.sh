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

# The same module takes another branch, and another form of each callback, in each era.
forms() { # ERA VERSION ATTRIBUTE
	run 0 "forms of $1" "$ASHLAR" run --era "$1" --exec-line 'open /dev/forms rw' \
		--exec-line 'ioctl 5 u32:0 expect 5' --exec-line 'fsync expect 0' \
		--exec-line 'mmap 4K rw as m' --exec-line 'peek m 5 expect "forms"' \
		--exec-line 'cat /sys/class/forms/form' forms.c
	says "forms: $2"
	says "forms: fault in 1 pages"
	says "forms: fsync 0"
	says "forms: $3"
	says_not 'warning:'
}
forms 2.6 "2.6, 2.6.32-ashlar, 2.6.32-ashlar" two
forms 2.6.34 "2.6, 2.6.34-ashlar, 2.6.34-ashlar" three
forms 3.x "3.10, 3.10.0-ashlar, 3.10.0-ashlar" three
forms 3.0.101 "3.0, 3.0.101-ashlar, 3.0.101-ashlar" three
forms 4.x "4.19, 4.19.0-ashlar, 4.19.0-ashlar" three
forms 5.x "5.15, 5.15.0-ashlar, 5.15.0-ashlar" three
forms 6.x "6.12, 6.12.0-ashlar, 6.12.0-ashlar" const

run 0 "the newest without a word" "$ASHLAR" run forms.c
says 'forms: 6.12, 6.12.0-ashlar, 6.12.0-ashlar'
run 0 "a check in an era" "$ASHLAR" check --era 4.19 --no-sweep forms.c
mkdir "$work/forms" && cp forms.c "$work/forms" && echo 'obj-m := forms.o' >"$work/forms/Makefile"
run 0 "a folder in an era" "$ASHLAR" run --era 4.x "$work/forms"
says 'forms: 4.19, 4.19.0-ashlar, 4.19.0-ashlar'
kdir=$("$ASHLAR" kdir)
# The exercise reads a driver's numbers from its code, which it knows on x86-64.
if [ "$(uname -m)" = x86_64 ]; then
	run 1 "numbers of an ioctl() of 2.6" "$ASHLAR" check --no-sweep --era 2.6.32 ioctl_2_6.c
	says 'its own number'
fi
run 0 "char is unsigned" "$ASHLAR" run chars.c
says 'chars: unsigned'
run 0 "char of 6.2" "$ASHLAR" run --era 6.2 chars.c
says 'chars: unsigned'
plain=signed
[ "$(uname -m)" = x86_64 ] || plain=unsigned
for era in 2.6 5.x 6.1; do
	run 0 "char of $era" "$ASHLAR" run --era $era chars.c
	says "chars: $plain"
done
mkdir "$work/chars"
cp chars.c "$work/chars"
echo 'obj-m := chars.o' >"$work/chars/Makefile"
for era in 6.x 6.1; do
	run 0 "make with the char of $era" make -s -C "$kdir" "M=$work/chars" ERA=$era modules
	run 0 "what make made for $era" "$ASHLAR" run "$work/chars/chars.ko"
	says "chars: $([ $era = 6.1 ] && echo $plain || echo unsigned)"
done
run 0 "make in an era" make -s -C "$kdir" "M=$work/forms" ERA=3.x modules
run 0 "its module" "$ASHLAR" run "$work/forms/forms.ko"
says 'forms: 3.10, 3.10.0-ashlar, 6.12.0-ashlar'
run 0 "make in another era" make -s -C "$kdir" "M=$work/forms" ERA=5.4.7 KDIR=elsewhere modules
run 0 "its module, too" "$ASHLAR" run --era 5.4 "$work/forms/forms.ko"
says 'forms: 5.4, 5.4.7-ashlar, 5.4.0-ashlar'
run 2 "make in no era" make -s -C "$kdir" "M=$work/forms" ERA=1.x modules
says 'ERA=1.x: no release of Linux that is known here: 2.6, 3.x, 4.x, 5.x and 6.x are'

for era in 7.1 6.13 2.4 2.6.40 3.20 4.21 5.x.1 x 4 4. 4.19.0.1 "4.19'" '$(id)' ''; do
	run 2 "no era: $era" "$ASHLAR" run --era "$era" forms.c
	says "ashlar: run: --era $era is no release of Linux that is known here"
	lines_of_ours 1
done
run 2 "era of nothing" "$ASHLAR" run --era
lines_of_ours 1

run 0 "a device of 2.6.20" "$ASHLAR" run --era 2.6.20 --exec-line 'open /dev/old3 rw' \
	--exec-line 'ioctl 5 u32:0 expect 0' --exec-line 'fsync expect 0' \
	--exec-line 'mmap 8K r as m' --exec-line 'peek m 5 expect "shown"' \
	--exec-line 'peek m 1 at 4096 expect EFAULT' --exec-line 'cat /proc/old' \
	--exec-line 'cat /sys/class/old/minors' device_2_6_20.c
says 'old: thread old1'
says 'old: copies 1, time 1'
says 'old: ioctl 5 of minor 3, locked 1, uid 0'
says 'old: fsync of old3'
says 'major 1'
says 'old has 1'
says_not 'warning:'
run 2 "which the newest Linux cannot have" "$ASHLAR" run device_2_6_20.c
says 'ashlar: hint: this looks like a module for an older Linux (proc_root): try --era 2.6.20'
lines_of_ours 2
echo 'int x = ;' >"$work/broken.c"
run 2 "what no Linux can have" "$ASHLAR" run "$work/broken.c"
lines_of_ours 1

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
