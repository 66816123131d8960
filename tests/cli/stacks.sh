#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Kernel stacks: their sizes, how deep they were used, and what is said of one that is full.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
run 0 "a module that is not deep" "$ASHLAR" run --stacks -o "$work" stacks.c
ko=$work/stacks.ko
says 'stacks: 8192 bytes, on it'
matches '^\[ .*\] runner \([0-9]+\) used greatest stack depth: [56][0-9]{3} bytes left$'
says '==> kernel stacks <=='
matches '^ +2[0-9]{3} +8192 +1  kthread  runner stacks\.c:[0-9]+$'
matches '^ +[0-9]+ +8192 +1  softirq  callback stacks\.c:[0-9]+$'
matches '^ +[0-9]+ +8192 +1  init     stacks_init stacks\.c:[0-9]+$'
matches '^ +[0-9]+ +8192 +1  exit     stacks_exit stacks\.c:[0-9]+$'
run 0 "without being asked" "$ASHLAR" run "$ko"
says_not 'used greatest stack depth'
says_not 'kernel stacks'

for size in 4K 8K 16K; do
	run 0 "--stack $size" "$ASHLAR" run --stack "$size" --stacks --fast "$ko"
	says "stacks: $((${size%K} * 1024)) bytes, on it"
done
run 3 "a full stack of 4K" "$ASHLAR" run --stack 4K "$ko" what=init
stack='\(stack is [0-9a-f]{13}000\.\.[0-9a-f]{13}fff\)'
matches "BUG: TASK stack guard page was hit at [0-9a-f]{16} $stack$"

run 3 "a full stack in the init function" "$ASHLAR" run --stacks "$ko" what=init hello.c
matches "BUG: TASK stack guard page was hit at [0-9a-f]{16} $stack$"
says 'stack guard page: 0000'
says 'Comm: insmod'
matches 'RIP: 0010:endless\+0x[0-9a-f]+/0x[0-9a-f]+ \[stacks\] stacks\.c:[0-9]+$'
says 'Call Trace:'
matches ' endless\+0x[0-9a-f]+/0x[0-9a-f]+ \[stacks\] stacks\.c:[0-9]+$'
matches ' \.\.\. and [0-9]+ calls more \.\.\.$'
matches ' stacks_init\+0x[0-9a-f]+/0x[0-9a-f]+ \[stacks\] stacks\.c:[0-9]+$'
says 'could not insert module stacks: it crashed in its init function'
lines_of_ours 1
matches '^ +8192 +8192 +1  init     stacks_init stacks\.c:[0-9]+$'
run 3 "the run goes on" "$ASHLAR" run hello.c "$ko" what=init
says 'hello: gone'
run 3 "a frame that is larger than the stack" "$ASHLAR" run "$ko" what=large
matches 'BUG: TASK stack guard page was hit at '
matches 'RIP: 0010:large\+0x[0-9a-f]+/0x[0-9a-f]+ \[stacks\] stacks\.c:[0-9]+$'
run 3 "a full stack in a kthread" "$ASHLAR" run "$ko" what=thread
says 'BUG: TASK stack guard page was hit at '
says 'Comm: runner'
matches ' runner\+0x[0-9a-f]+/0x[0-9a-f]+ \[stacks\] stacks\.c:[0-9]+$'
says 'stacks: the thread returned -14'
run 3 "a full stack in a callback of RCU" "$ASHLAR" run "$ko" what=callback
says 'BUG: IRQ stack guard page was hit at '
says 'Comm: rcu_callbacks'
matches ' callback\+0x[0-9a-f]+/0x[0-9a-f]+ \[stacks\] stacks\.c:[0-9]+$'
says 'stacks: the thread returned 0'

run 0 "stacks are the machine's memory" "$ASHLAR" run --cpus 2 --show meminfo "$ko"
matches '^KernelStack: +24 kB$'
run 2 "no size" "$ASHLAR" run --stack 9K "$ko"
says 'ashlar: run: --stack wants 4K, 8K or 16K, not 9K'
lines_of_ours 1
run 2 "no number" "$ASHLAR" run --stack big "$ko"
says 'ashlar: run: --stack wants 4K, 8K or 16K, not big'
done_testing
