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

# ---- copies from and to user memory

"$ASHLAR" run -q -o "$work" files.c >/dev/null 2>&1
files() { # CODE NAME PLAN ARGUMENT...: the device is written to and read
	local code=$1 name=$2 plan=$3
	shift 3
	run "$code" "$name" "$ASHLAR" run --fail "$plan" --exec-line 'open /dev/files rw' \
		--exec-line 'write "abc"' --exec-line 'read 3' "$work/files.ko" "$@"
}
files_at() { # TEXT: the line of files.c with it
	echo "files.c:$(grep -nF "$1" files.c | head -n 1 | cut -d: -f1)"
}

files 0 "one copy" kind=usercopy,nth=1
says "forcing a failure at $(files_at 'memdup_user(') in files_write (user copy, 3 bytes)"
says 'exec:2: write "abc" = -EFAULT'
says 'exec:3: read 3 = 3 "012"'
matches '^1 of [0-9]+ requests of modules were made to fail$'
files 0 "all copies" kind=usercopy
says "forcing a failure at $(files_at 'simple_read_from_buffer(') in files_read"
says 'exec:3: read 3 = -EFAULT'
matches '^2 of [0-9]+ requests of modules were made to fail$'
files 3 "a leak where a copy fails" kind=usercopy what=loses
says "$(files_at 'kmalloc(count') in files_write: kmalloc, 3 bytes"
says_not 'used unchecked'
run 1 "a sweep of copies" "$ASHLAR" check --only kind=usercopy --exec-line 'open /dev/files w' \
	--exec-line 'write "abc"' "$work/files.ko" what=loses
says "1. leak at $(files_at 'kmalloc(count') in files_write"
says "when the request at $(files_at 'copy_from_user(') in files_write (user copy, 3 bytes) fails"
matches '; in 2 of 3 runs$'
run 0 "where all is given back" "$ASHLAR" check --exec-line 'open /dev/files w' \
	--exec-line 'write "abc"' "$work/files.ko"

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
