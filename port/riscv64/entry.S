/* SPDX-License-Identifier: MIT */
/*
 * Where the firmware enters: supervisor mode, no paging, a0 the number of the processor, a1 the
 * address of the device tree.  From there to the image's own addresses.
 *
 * Then what can only be said in assembly: the ends of interrupts and faults, and switching stacks.
 */
#define IMAGE_BASE  0xffffffff00000000
#define RAM_BASE    0x80000000
#define SV39	    8	/* upper bits of satp */
#define ENTRIES	    512
#define TABLE	    0x01
#define DATA	    0xc7	/* valid, read, write; accessed, written */
#define ALL	    0xcf	/* and executed */
#define GIB_ENTRY   (1 << 28)	/* a GiB further, an entry is so much more */
#define MIB_2_ENTRY (1 << 19)
#define FIRST_DIRECT 256	/* entries of the root table: the direct map */
#define GIBS_DIRECT  64
#define DEVICES	     509
#define IMAGE	     510

	.section .text.start, "ax"
	.globl start
start:
	csrw	sie, zero
	la	t0, bss_start
	la	t1, bss_end
1:	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, 1b

	/* RAM at the direct map. */
	la	t0, boot_root
	li	t1, FIRST_DIRECT * 8
	add	t1, t0, t1
	li	t2, (RAM_BASE >> 2) | DATA
	li	t3, GIB_ENTRY
	li	t4, GIBS_DIRECT
1:	sd	t2, 0(t1)
	add	t2, t2, t3
	addi	t1, t1, 8
	addi	t4, t4, -1
	bnez	t4, 1b
	/* The bus's first GiB, for its devices. */
	li	t1, DEVICES * 8
	add	t1, t0, t1
	li	t2, DATA
	sd	t2, 0(t1)
	/* The image, by pages of 2 MiB. */
	la	t5, boot_image
	srli	t2, t5, 2
	addi	t2, t2, TABLE
	sd	t2, 8(t1)
	li	t2, (RAM_BASE >> 2) | ALL
	li	t3, MIB_2_ENTRY
	li	t4, ENTRIES
1:	sd	t2, 0(t5)
	add	t2, t2, t3
	addi	t5, t5, 8
	addi	t4, t4, -1
	bnez	t4, 1b

	/* With paging on this address is nobody's: the fault goes on behind it. */
	li	t1, IMAGE_BASE
	la	t2, 1f
	add	t1, t1, t2
	csrw	stvec, t1
	srli	t0, t0, 12
	li	t1, SV39
	slli	t1, t1, 60
	or	t0, t0, t1
	sfence.vma
	csrw	satp, t0
	.balign	4
1:	la	sp, boot_stack_end
	la	tp, bare_cpus
	mv	s0, zero
	mv	a0, a1
	call	riscv_boot
	ebreak

/*
 * riscv_move_image(to, bytes, tables): copy the image to @to, and let its addresses be there.
 *
 * Nothing is on the stack meanwhile but what the callers have, which is copied with the rest.
 */
	.text
	.globl riscv_move_image
	.type riscv_move_image, @function
riscv_move_image:
	la	t0, image_start
	add	t1, t0, a1
	sub	t2, a0, t0		/* from the image to its copy */
1:	ld	t3, 0(t0)
	add	t4, t0, t2
	sd	t3, 0(t4)
	addi	t0, t0, 8
	bltu	t0, t1, 1b
	/* In the copy: the root's entry of the image's table, and all of that table. */
	la	t0, boot_root
	add	t0, t0, t2
	li	t1, IMAGE * 8
	add	t0, t0, t1
	ld	t3, 0(t0)
	add	t3, t3, a2
	sd	t3, 0(t0)
	la	t0, boot_image
	add	t0, t0, t2
	li	t1, ENTRIES
1:	ld	t3, 0(t0)
	add	t3, t3, a2
	sd	t3, 0(t0)
	addi	t0, t0, 8
	addi	t1, t1, -1
	bnez	t1, 1b
	/* An entry is a quarter of its address; satp has frames. */
	csrr	t0, satp
	srli	a2, a2, 10
	add	t0, t0, a2
	sfence.vma
	csrw	satp, t0
	sfence.vma
	fence.i
	ret
	.size riscv_move_image, . - riscv_move_image

	.section .bss.boot, "aw", @nobits
	.balign 4096
	.globl boot_root, boot_stack, boot_stack_end
boot_root:	.skip 4096
boot_image:	.skip 4096
boot_stack:	.skip 16384
boot_stack_end:

/* ---- interrupts and faults ------------------------------------------------------------------- */

/* struct riscv_scratch */
#define SCRATCH_T0	    0
#define SCRATCH_T1	    8
#define SCRATCH_SP	    16
#define SCRATCH_FAULT_STACK 24
#define SCRATCH_INTERRUPTED 32
#define FAULT_STACK_SHIFT   13

/* struct riscv_frame, and behind it a frame's links, as of a call that the interrupted made. */
#define FRAME_STATUS 256
#define FRAME_CAUSE  264
#define FRAME_VALUE  272
#define FRAME_LINKS  288
#define FRAME_BYTES  304

	/* But sp, t0 and t1, which are elsewhere, and tp, which is the processor's and not the thread's. */
	.macro each_register do
	.irp n, 1, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\do	x\n, \n * 8(sp)
	.endr
	.endm

	.text
	.balign 4
	.globl riscv_trap_entry, riscv_probe
riscv_trap_entry:
	csrrw	t0, sscratch, t0
	sd	t1, SCRATCH_T1(t0)
	csrr	t1, sscratch
	sd	t1, SCRATCH_T0(t0)
	csrw	sscratch, t0
	sd	sp, SCRATCH_SP(t0)
	csrr	t1, scause
	bltz	t1, 1f
	/* A fault: on the stack of faults, or on what is left of that. */
	ld	t1, SCRATCH_FAULT_STACK(t0)
	sub	t1, t1, sp
	srli	t1, t1, FAULT_STACK_SHIFT
	beqz	t1, 2f
	ld	sp, SCRATCH_FAULT_STACK(t0)
2:	andi	sp, sp, -16
	addi	sp, sp, -FRAME_BYTES
	j	3f
	/* An interrupt: where it came to, if there is room; else what follows is a fault. */
1:	csrr	t1, sepc
	sd	t1, SCRATCH_INTERRUPTED(t0)
riscv_probe:
	sd	zero, -FRAME_BYTES(sp)
	addi	sp, sp, -FRAME_BYTES
3:	each_register sd
	sd	tp, 4 * 8(sp)
	ld	t1, SCRATCH_T0(t0)
	sd	t1, 5 * 8(sp)
	ld	t1, SCRATCH_T1(t0)
	sd	t1, 6 * 8(sp)
	ld	t1, SCRATCH_SP(t0)
	sd	t1, 2 * 8(sp)
	csrr	t1, sepc
	sd	t1, 0(sp)
	sd	t1, FRAME_LINKS + 8(sp)
	sd	s0, FRAME_LINKS(sp)
	csrr	t1, sstatus
	sd	t1, FRAME_STATUS(sp)
	csrr	t1, scause
	sd	t1, FRAME_CAUSE(sp)
	csrr	t1, stval
	sd	t1, FRAME_VALUE(sp)
	addi	s0, sp, FRAME_BYTES
	mv	a0, sp
	call	riscv_trap
	ld	t1, 0(sp)
	csrw	sepc, t1
	ld	t1, FRAME_STATUS(sp)
	csrw	sstatus, t1
	each_register ld
	ld	t0, 5 * 8(sp)
	ld	t1, 6 * 8(sp)
	ld	sp, 2 * 8(sp)
	sret

/* riscv_break_now(): the fault that port_panic() is. */
	.globl riscv_break_now, riscv_break
	.type riscv_break_now, @function
riscv_break_now:
riscv_break:
	ebreak
	.size riscv_break_now, . - riscv_break_now

/* ---- stacks ---------------------------------------------------------------------------------- */

	.macro each_saved do, base
	\do	ra, 0(\base)
	\do	s0, 8(\base)
	\do	s1, 16(\base)
	\do	s2, 24(\base)
	\do	s3, 32(\base)
	\do	s4, 40(\base)
	\do	s5, 48(\base)
	\do	s6, 56(\base)
	\do	s7, 64(\base)
	\do	s8, 72(\base)
	\do	s9, 80(\base)
	\do	s10, 88(\base)
	\do	s11, 96(\base)
	.endm

/* board_switch(unsigned long *from, unsigned long to) */
	.globl board_switch
	.type board_switch, @function
board_switch:
	addi	sp, sp, -112
	each_saved sd, sp
	sd	sp, 0(a0)
	mv	sp, a1
	each_saved ld, sp
	addi	sp, sp, 112
	ret
	.size board_switch, . - board_switch

/* The first return of a new stack: s1 is the function; behind it, no caller. */
	.globl riscv_thread_start
	.type riscv_thread_start, @function
riscv_thread_start:
	addi	sp, sp, -16
	sd	zero, 0(sp)
	sd	zero, 8(sp)
	addi	s0, sp, 16
	jalr	s1
	ebreak
	.size riscv_thread_start, . - riscv_thread_start

/* board_stack_call(fn, arg, top, left): a frame like any other stays on the stack that is left. */
	.globl board_stack_call
	.type board_stack_call, @function
board_stack_call:
	addi	sp, sp, -16
	sd	s0, 0(sp)
	sd	ra, 8(sp)
	addi	s0, sp, 16
	sd	sp, 0(a3)
	mv	sp, a2
	mv	t0, a0
	mv	a0, a1
	jalr	t0
	addi	sp, s0, -16
	ld	s0, 0(sp)
	ld	ra, 8(sp)
	addi	sp, sp, 16
	ret
	.size board_stack_call, . - board_stack_call

/* ---- jumps out of calls: port/jump.h ---------------------------------------------------------- */

/* int port_jump_note(port_jump env) */
	.globl port_jump_note
	.type port_jump_note, @function
port_jump_note:
	each_saved sd, a0
	sd	sp, 104(a0)
	li	a0, 0
	ret
	.size port_jump_note, . - port_jump_note

/* void port_jump_back(port_jump env) */
	.globl port_jump_back
	.type port_jump_back, @function
port_jump_back:
	each_saved ld, a0
	ld	sp, 104(a0)
	li	a0, 1
	ret
	.size port_jump_back, . - port_jump_back

	.section .note.GNU-stack, "", @progbits
