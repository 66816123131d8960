/* SPDX-License-Identifier: MIT */
/* The vectors, and what can only be said in assembly: the ends of interrupts, switching stacks. */
	.syntax unified
	.cpu cortex-m3
	.thumb

	.section .vectors, "a", %progbits
	.globl armv7m_vectors
armv7m_vectors:
	.word irq_stack_end
	.word armv7m_start + 1
	.word armv7m_stray		/* NMI */
	.word armv7m_fault_entry	/* HardFault */
	.word armv7m_fault_entry	/* MemManage */
	.word armv7m_fault_entry	/* BusFault */
	.word armv7m_fault_entry	/* UsageFault */
	.word 0, 0, 0, 0
	.word armv7m_svc
	.word armv7m_stray		/* DebugMonitor */
	.word 0
	.word armv7m_pendsv
	.word armv7m_systick
	.rept 32
	.word armv7m_stray
	.endr

	.macro function name
	.globl \name
	.type \name, %function
	.thumb_func
\name:
	.fnstart
	.endm
	.macro end name
	.fnend
	.size \name, . - \name
	.endm

	.text

/* Nobody has turned it on: go on. */
function armv7m_stray
	.cantunwind
	bx lr
end armv7m_stray

/* armv7m_fault(frame, others): where the processor has put eight registers, and the other eight. */
function armv7m_fault_entry
	.cantunwind
	tst lr, #4
	ite eq
	mrseq r0, msp
	mrsne r0, psp
	push {r4-r11, lr}
	sub sp, #4
	add r1, sp, #4
	bl armv7m_fault
	/* It goes on where the frame says, at the address that came back. */
	add sp, #4
	pop {r4-r11, lr}
	msr psp, r0
	bx lr
end armv7m_fault_entry

/*
 * Another thread is to run.  No handler can switch, which would leave with the frame of another
 * one's interrupt: so "return" to a call that looks as if the interrupted thread made it.
 */
function armv7m_pendsv
	.cantunwind
	mrs r0, psp
	sub r0, #32
	ldr r1, =preempt
	str r1, [r0, #24]
	mov r1, #0x01000000
	str r1, [r0, #28]
	msr psp, r0
	bx lr
end armv7m_pendsv

	.thumb_func
	.type preempt, %function
preempt:
	.fnstart
	.cantunwind
	cpsid i
	bl thread_preempt
	cpsie i
	svc 0
	.fnend
	.size preempt, . - preempt

/* The end of that call: the frame below its own is the interrupted thread's. */
function armv7m_svc
	.cantunwind
	mrs r0, psp
	add r0, #32
	msr psp, r0
	bx lr
end armv7m_svc

/* board_switch(unsigned long *from, unsigned long to) */
function board_switch
	.save {r3-r11, lr}
	push {r3-r11, lr}
	str sp, [r0]
	mov sp, r1
	bl armv7m_guard_stack
	pop {r3-r11, pc}
end board_switch

/* The first return of a new stack: r4 is the function; behind it, no caller. */
function armv7m_thread_start
	.cantunwind
	blx r4
	udf #0
end armv7m_thread_start

/* armv7m_registers(reg): r0 to r3 are nobody's. */
function armv7m_registers
	str r12, [r0, #48]
	add r1, r0, #16
	stmia r1, {r4-r11}
	str sp, [r0, #52]
	str lr, [r0, #56]
	str lr, [r0, #60]
	bx lr
end armv7m_registers
