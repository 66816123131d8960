#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar run --fail: requests of a module that are made to fail, and what comes of it.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" unwinds.c >/dev/null 2>&1
ko=$work/unwinds.ko

at() { # TEXT: the line of unwinds.c with it, as it is told
	echo "unwinds.c:$(grep -nF "$1" unwinds.c | head -n 1 | cut -d: -f1)"
}

run 0 "a plan that comes too late" "$ASHLAR" run --fail nth=1000 "$ko"
matches '^0 of [0-9]+ requests of modules were made to fail$'
all=$(printf '%s\n' "$out" | sed -n 's/^0 of \([0-9]*\) requests.*/\1/p')
run 0 "no plan" "$ASHLAR" run "$ko"
says_not 'made to fail'

run 1 "the first request" "$ASHLAR" run --fail nth=1 "$ko"
says 'FAULT_INJECTION: forcing a failure at unwinds.c:'
says "$(at 'kstrdup(') in unwinds_init (kmalloc, 8 bytes)"
says 'its init function returned -ENOMEM'
says '1 of 1 requests of modules were made to fail'
lines_of_ours 1
run 1 "what __GFP_NOFAIL takes is not counted" "$ASHLAR" run --fail nth=2 "$ko"
from=$(at 'part_new(1)')
says "$(at 'kzalloc(') in part_new (from $from in unwinds_init) (kmalloc, 64 bytes)"
run 0 "by an element of a pool, which has a reserve" "$ASHLAR" run --fail "nth=$((all - 1))" "$ko"
says "1 of $all requests of modules were made to fail"
run 1 "all from an element of a pool on, which waits for no end" \
	"$ASHLAR" run --fail "from=$((all - 3))" "$ko"
says "4 of $all requests of modules were made to fail"
run 1 "what the core takes for a kthread" "$ASHLAR" run --fail "nth=$all" "$ko"
says "$(at 'kthread_run(') in start_thread"
says_not 'was not given back'

run 1 "by kind" "$ASHLAR" run --fail kind=percpu+pages "$ko"
says '(pages, 8192 bytes)'
says_not '(per-CPU memory'
run 1 "by size" "$ASHLAR" run --fail size=9000- "$ko"
says '(vmalloc, 10000 bytes)'
run 1 "by function" "$ASHLAR" run --fail 'site=part_*' "$ko"
says '(kmalloc, 64 bytes)'
run 1 "by line" "$ASHLAR" run --fail "site=$(at 'vmalloc(10000)')" "$ko"
says '(vmalloc, 10000 bytes)'
run 1 "by file" "$ASHLAR" run --fail "site=unwinds.c,nth=3" "$ko"
says '(vmalloc, 10000 bytes)'
run 0 "by another function" "$ASHLAR" run --fail site=nowhere "$ko"
says "0 of $all requests of modules were made to fail"
run 0 "by another module" "$ASHLAR" run --fail module=provider "$ko"
run 1 "two plans" "$ASHLAR" run --fail module=provider --fail kind=mempool "$ko"
says '(mempool)'
run 0 "by another task" "$ASHLAR" run --fail 'task=kworker*' "$ko"
run 1 "by chance" "$ASHLAR" run --fail probability=99.9,seed=3 "$ko"
says 'unwinds.c:'

run 3 "a leak on the way out" "$ASHLAR" run --fail kind=vmalloc "$ko" wrong=leak
says "$(at 'kzalloc(') in part_new"
run 3 "a NULL that is used" "$ASHLAR" run --fail kind=vmalloc "$ko" wrong=unchecked
says "the allocation at $(at 'vmalloc(10000)') in unwinds_init (vmalloc, 10000 bytes) failed;"
says "its result was used unchecked at $(at 'memset(area') in unwinds_init"
run 3 "a NULL taken for an error pointer" "$ASHLAR" run --fail nth=2 "$ko" wrong=is_err
says "failed; its result was used unchecked at $(at 'new->number = number') in part_new"
run 3 "an error pointer taken for NULL" "$ASHLAR" run --fail "nth=$all" "$ko" wrong=err_ptr
says "failed; its result was used unchecked at unwinds.c:"
says ' in start_thread'
run 3 "a crash that has another reason" "$ASHLAR" run --fail nth=1000 mistakes.c what=null_write
says_not 'used unchecked'

bad() { # PLAN TEXT
	run 2 "--fail $1" "$ASHLAR" run --fail "$1" "$ko"
	says "ashlar: run: --fail $1: $2"
	lines_of_ours 1
}
bad nth=0 "nth wants a number from 1 on, not '0'"
bad nth=1,from=1 'nth and from are said once, and not together'
bad probability=200 'probability wants 0 to 100 percent'
bad kind=kmap "there is no kind 'kmap'"
bad colour=green "there is no 'colour'"
bad nth "'nth' is no NAME=VALUE"
many=()
for i in $(seq 17); do
	many+=(--fail "nth=$i")
done
run 2 "too many plans" "$ASHLAR" run "${many[@]}" "$ko"
says 'there are at most 16 plans'
run 2 "with --fast" "$ASHLAR" run --fast --fail nth=1 "$ko"
says 'run: --fail rests on the account of allocations, which --fast leaves out'
run 2 "a scan with --fast" "$ASHLAR" run --fast --scan "$ko"
says 'run: --scan rests on the account of allocations, which --fast leaves out'
lines_of_ours 1
run 2 "without a plan" "$ASHLAR" run "$ko" --fail
says 'run: --fail wants a value: PLAN'
done_testing
