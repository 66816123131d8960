#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Interrupts, timers and work: --irq, --stay, what is shown, and what a module leaves behind.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
run 0 "nothing is raised" "$ASHLAR" run --cpus 2 -o "$work" --show interrupts interrupts.c
ko=$work/interrupts.ko
says ' 11:          0          0    ashlar  11-edge      lines'
says 'ERR:          0'

run 0 "an interrupt" "$ASHLAR" run --cpus 2 --irq 11 --show /proc/interrupts "$ko" what=low
says 'interrupts: irq 11'
matches '^ 11: +0 +1 +ashlar  11-level     lines$'
run 0 "many, and several" "$ASHLAR" run --cpus 1 --irq 11*40,11@20 -i 11*2@10 -s interrupts "$ko"
matches '^ 11: +43 +ashlar '
run 2 "one that is nobody's" "$ASHLAR" run --irq 12 --show interrupts "$ko"
says 'ashlar: run: --irq 12: no module has requested this interrupt'
matches '^ERR: +1$'
lines_of_ours 1
run 0 "one that is disabled" "$ASHLAR" run --irq 11 "$ko" what=off
says 'ashlar: run: --irq 11: the interrupt is disabled; it waits'
says_not 'interrupts: irq'
for bad in '' x 256 -1 5* 5*0 5@ 5,,6 5, '5*1000001' 5x; do
	run 2 "--irq '$bad'" "$ASHLAR" run --irq "$bad" "$ko"
	says "ashlar: run: --irq wants N[*COUNT][@MS], N up to 255, as in 5*3@100, not $bad"
	lines_of_ours 1
done
run 2 "--stay of no time" "$ASHLAR" run --stay soon "$ko"
says 'ashlar: run: --stay wants a number from 1 on, not soon'

run 0 "work from an interrupt" "$ASHLAR" run --cpus 1 --irq 11 --show softirqs "$ko" what=work
says 'interrupts: work'
matches '^ +TASKLET: +0$'
run 3 "irq 11 of 100,000 times" "$ASHLAR" run --cpus 1 --irq '11*100000' "$ko" what=nobodys
says 'BUG: irq 11: nobody cared (try booting with the "irqpoll" option)'
matches '\[<[0-9a-f]{16}>\] top\+0x0/0x[0-9a-f]+ \[interrupts\]$'
says 'Disabling IRQ #11'
run 0 "one less" "$ASHLAR" run --cpus 1 --irq '11*99999' "$ko" what=nobodys

left() { # WHAT OPTIONS... TEXT
	local what=$1 text=${*: -1}
	run 3 "left behind: $what" "$ASHLAR" run --cpus 1 "${@:2:$#-2}" "$ko" "what=$what"
	says 'interrupts: gone'
	matches "BUG: module interrupts was removed with its $text"
}
by='by [a-z_]+\+0x[0-9a-f]+/0x[0-9a-f]+ \[interrupts\]$'
left timer "timer tick\+0x0/0x[0-9a-f]+ \[interrupts\] still armed, $by"
left delayed "work work\+0x0/0x[0-9a-f]+ \[interrupts\] still queued, $by"
left tasklet --irq 11 "tasklet bottom\+0x0/0x[0-9a-f]+ \[interrupts\] still scheduled, $by"
left irq "irq 11 \(lines\) not freed, requested $by"
left queue "workqueue lost not destroyed, made $by"

mistake() { # WHAT OPTIONS... TEXT
	local what=$1 text=${*: -1}
	run 3 "a mistake: $what" "$ASHLAR" run --cpus 1 "${@:2:$#-2}" "$ko" "what=$what"
	says 'interrupts: gone'
	matches "$text"
}
object='\(active state 0\) object: [0-9a-f]{16} object type'
mistake freed "ODEBUG: free active $object: timer_list hint: tick\\+"
mistake blank "ODEBUG: assert_init not available $object: work_struct"
mistake irqs 'Trying to free already-free IRQ 11$'
mistake flush --irq 11 'BUG: flush_work\(\) of work work\+.* by its function would wait for itself'
mistake sleep 'BUG: sleeping function called from invalid context'
says 'name: swapper/0'
says 'interrupts: tick'
mistake allocate --irq 11 'irqs_disabled\(\): 1, non_block: 0, pid: 0, name: swapper/0'
mistake crash 'RIP: 0010:tick\+0x[0-9a-f]+/0x[0-9a-f]+ \[interrupts\]'
mistake topcrash --irq '11*2' 'RIP: 0010:top\+0x[0-9a-f]+/0x[0-9a-f]+ \[interrupts\]'
run 0 "requested twice" "$ASHLAR" run "$ko" what=twice
says 'genirq: Flags mismatch irq 11. 00000000 (again) vs. 00000000 (lines)'
says 'interrupts: again -16'
run 0 "stacks of handlers" "$ASHLAR" run --cpus 1 --stacks --irq 11 "$ko" what=work
matches '^ +[0-9]+ +8192 +1  hardirq  top interrupts\.c:[0-9]+$'
done_testing
