#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Advice after a run: its text for each rule, and silence where it was taken.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" advise.c >/dev/null 2>&1
ko=$work/advise.ko

# line_of MARK: the line of advise.c that ends in this comment.
line_of() {
	grep -nF "/* $1 */" advise.c | cut -d: -f1
}

advise() { # NAME...: run these cases
	run 0 "$*" "$ASHLAR" run --quiet --advise "$ko" "what=$(IFS=, && echo "$*")"
}

# This and nothing else, behind a line that counts the allocations of the copy of what= too.
prints() {
	[ "$out" = "$1" ]
	found $? "has exactly this text"
}

# none ALLOCATIONS PLACES: the one line, beside those of the copy.
none() {
	prints "advice: none, from $(($1 + 1)) allocations at $(($2 + 1)) places"
}

run 0 "nothing" "$ASHLAR" run --quiet --advise "$ko" what=nothing
prints "advice: none, from 1 allocation at 1 place"

advise odd_size
prints "advice: 1 piece, from 1001 allocations at 2 places
  advise.c:$(line_of "odd size") in odd_size: kmalloc, 1000 of 520 bytes, 1000 at once
    own-cache: a cache of their own: kmem_cache_create() of 520 bytes, kmem_cache_alloc()
    why: kmalloc() gives 1024 bytes for each 520, a cache 520; were they 8 bytes smaller, \
kmalloc() would give 512
    saves: 492 KiB of 1000 KiB (49 %)"
advise odd_size_better
none 1001 2

advise many
prints "advice: 1 piece, from 1001 allocations at 2 places
  advise.c:$(line_of many) in many: kmalloc, 1000 of 64 bytes, 1000 at once
    own-cache: a cache of their own: kmem_cache_create() of 64 bytes, kmem_cache_alloc()
    why: so many of one size deserve a name in slabinfo, slabs of their own, and to be missed \
when the cache is destroyed"
advise many_better
none 999 1

advise zeroed
prints "advice: 1 piece, from 1001 allocations at 2 places
  advise.c:$(line_of zeroed) in zeroed: kmalloc, 1000 of 64 bytes, 10 at once
    constructor: a cache of their own with a constructor that zeroes, and kmem_cache_alloc()
    why: each of the 1000 that were freed was all zero again: 61 KiB were zeroed for nothing"
advise zeroed_better
none 1000 1

advise rows
prints "advice: 1 piece, from 1002 allocations at 3 places
  advise.c:$(line_of rows) in rows: cache object, 1000 of 64 bytes, 100 at once
    bulk: kmem_cache_alloc_bulk(), which takes many at once or none
    why: 1000 of them were taken in 10 rows, with nothing taken or freed between
    saves: 990 calls"
advise rows_better
none 1001 2

advise short_lived
prints "advice: 1 piece, from 21 allocations at 2 places
  advise.c:$(line_of short) in small_and_short: kmalloc, 20 of 40 bytes, 1 at once
    stack: a variable on the stack, unless its address is given to a device
    why: the function that took each of the 20 freed it too, and no two lived at once
    saves: 40 calls"
advise short_lived_better
prints "advice: none, from 1 allocation at 1 place"
advise not_short_lived
none 20 1

advise again
prints "advice: 1 piece, from 201 allocations at 2 places
  advise.c:$(line_of again) in large_and_short: kmalloc, 200 of 3000 bytes, 1 at once
    keep: one piece of 3000 bytes, taken once and kept between the calls
    why: the function that took each of the 200 freed it too, and no two lived at once
    saves: 398 calls"
advise again_better
none 1 1

advise large
prints "advice: 1 piece, from 2 allocations at 2 places
  advise.c:$(line_of large) in large: kmalloc, 1 of 262144 bytes, 1 at once
    kvmalloc: kvmalloc() and kvfree(), unless a device or virt_to_phys() needs it in one piece
    why: kmalloc() of 256 KiB wants a block of order 6, which scattered memory does not have"
advise large_better
none 1 1
advise large_for_a_device
none 1 1

advise large_and_odd
prints "advice: 1 piece, from 2 allocations at 2 places
  advise.c:$(line_of "large and odd") in large_and_odd: kmalloc, 1 of 204800 bytes, 1 at once
    vmalloc: vmalloc(), or alloc_pages_exact() where a device or virt_to_phys() needs it in one \
piece
    why: kmalloc() gives 256 KiB for 200 KiB, since blocks of pages are powers of two
    saves: 56 KiB of 256 KiB (21 %)"
advise large_and_odd_better
none 1 1

advise odd_pages
prints "advice: 1 piece, from 2 allocations at 2 places
  advise.c:$(line_of "odd pages") in odd_pages: kmalloc, 1 of 20480 bytes, 1 at once
    exact-pages: alloc_pages_exact() and free_pages_exact()
    why: kmalloc() gives 32 KiB for 20 KiB, since blocks of pages are powers of two
    saves: 12 KiB of 32 KiB (37 %)"
advise odd_pages_better
none 5 1

advise small_vmalloc
prints "advice: 1 piece, from 5 allocations at 2 places
  advise.c:$(line_of "small vmalloc") in small_vmalloc: vmalloc, 4 of 100 bytes, 4 at once
    small-vmalloc: kmalloc() and kfree()
    why: vmalloc() takes a page, a guard page's addresses and a mapping for each; kmalloc() of \
100 bytes takes 128
    saves: 15 KiB of 16 KiB (96 %)"
advise small_vmalloc_better
none 4 1
advise vmalloc_for_user
none 1 1

advise atomic
prints "advice: 1 piece, from 2 allocations at 2 places
  advise.c:$(line_of atomic) in atomic: kmalloc, 1 of 64 bytes, 1 at once
    may-sleep: GFP_KERNEL instead of GFP_ATOMIC
    why: the caller could sleep: GFP_ATOMIC fails where GFP_KERNEL waits, and uses up the reserve"
advise atomic_better
none 1 1
advise atomic_rightly
none 2 2

advise urgent
prints "advice: 1 piece, from 301 allocations at 2 places
  advise.c:$(line_of urgent) in urgent: kmalloc, 300 of 200 bytes, 4 at once
    mempool: mempool_create() with min_nr 4, if none of them may fail
    why: all were taken where one must not sleep, so GFP_ATOMIC may fail; a reserve of 800 bytes \
would have served all"
advise urgent_better
says "advice: none, from "

advise copies
none 1000 1

# Exact, whoever runs beside it.
advise in_threads
says "advise.c:$(line_of thread) in many_in_a_thread: kmalloc, 400000 of 520 bytes, 4000 at once"
says "    saves: 1968 KiB of 4000 KiB (49 %)"

# What saves most bytes comes first, then what saves most calls.
advise atomic rows odd_pages odd_size short_lived
order=$(printf '%s\n' "$out" | sed -n 's/^    \([a-z-]*\): .*/\1/p' | grep -vE '^(why|saves)$' |
	tr '\n' ' ')
[ "$order" = "own-cache exact-pages bulk stack may-sleep " ]
found $? "is sorted by what it saves, not $order"
says "advice: 5 pieces, from "

# The same, on whatever machine, however the module is built.
words=what=odd_size,small_vmalloc,rows,atomic,large,zeroed,odd_pages,urgent,short_lived,again
run 0 "machines" "$ASHLAR" run --quiet --advise advise.c "$words"
advice=$out
says "advice: 10 pieces, from "
for machine in "--mem-profiling" "--nodes 2" "--profile pc32 --mem 1200M" "--max-mem 2G" \
	"--debug -" "--init-on-free 1"; do
	# shellcheck disable=SC2086
	run 0 "$machine" "$ASHLAR" run --quiet --advise $machine advise.c "$words"
	prints "$advice"
done

# Without debug information there is the function, and no telling lines apart.
mkdir "$work/bare" && strip --strip-debug -o "$work/bare/advise.ko" "$ko"
run 0 "no lines" "$ASHLAR" run --quiet --advise "$work/bare/advise.ko" what=odd_size,short_lived
matches '^  advise in odd_size\+0x[0-9a-f]+: kmalloc, 1000 of 520 bytes, 1000 at once$'
says "advice: 1 piece, from "

# A module that stays, or crashed, is told of while it is there.
run 3 "a module that stays" "$ASHLAR" run --quiet --advise keeps.c
says "advice: none, from 0 allocations at 0 places"
run 3 "a crash" "$ASHLAR" run --quiet --advise mistakes.c what=crash_under_lock
says "advice: none, from 1 allocation at 1 place"

# The exit status is that of the run.
run 3 "leaks" "$ASHLAR" run --quiet --advise mistakes.c what=leak
says "mistakes: 9 allocations were not given back"
says "advice: "
run 1 "refused" "$ASHLAR" run --quiet --advise "$ko" what=odd_size "$ko"
says "    own-cache: "

# For programs.
json=$work/advice.json
run 0 "JSON" "$ASHLAR" run --quiet --advise-json "$json" "$ko" what=odd_size,large
prints ""
got=$(python3 - "$json" <<'END'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as f:
    all = json.load(f)
print(all["allocations"], all["places"], all["not_followed"])
for one in all["advice"]:
    print(one["rule"], one["file"], one["line"], one["function"], one["module"], one["kind"],
          one["taken"], one["freed"], one["at_once"], one["size_min"], one["size_max"],
          one["taken_atomic"], one["saves_bytes"], one["of_bytes"], one["saves_calls"])
END
)
[ "$got" = "1002 3 0
own-cache advise.c $(line_of "odd size") odd_size advise kmalloc \
1000 1000 1000 520 520 0 504000 1024000 0
kvmalloc advise.c $(line_of large) large advise kmalloc 1 1 1 262144 262144 0 0 0 0" ]
found $? "has what the text has, not $got"
run 0 "JSON of nothing" "$ASHLAR" run --quiet --advise --advise-json "$json" "$ko"
prints "advice: none, from 1 allocation at 1 place"
[ "$(cat "$json")" = '{"allocations": 1, "not_followed": 0, "places": 1, "advice": []}' ]
found $? "has an empty list"

# What cannot be had is refused before anything is built.
run 2 "no account" "$ASHLAR" run --fast --advise "$ko"
says "run: --advise rests on the account of allocations, which --fast leaves out"
lines_of_ours 1
run 2 "no account for JSON" "$ASHLAR" run --fast --advise-json "$json" "$ko"
says "run: --advise-json rests on the account of allocations, which --fast leaves out"
run 2 "no such folder" "$ASHLAR" run --advise-json "$work/none/advice" "$ko"
says "run: --advise-json cannot write $work/none/advice: No such file or directory"
lines_of_ours 1
run 2 "a full disk" "$ASHLAR" run --quiet --advise-json /dev/full "$ko"
says "run: --advise-json cannot write /dev/full: No space left on device"
run 2 "a value for --advise" "$ASHLAR" run --advise=text "$ko"
says "run: --advise takes no value"
run 2 "no file for JSON" "$ASHLAR" run "$ko" --advise-json
says "run: --advise-json wants a value: FILE"
run 0 "off" "$ASHLAR" run --quiet "$ko" what=odd_size
prints ""
done_testing
