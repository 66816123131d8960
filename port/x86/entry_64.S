/* SPDX-License-Identifier: MIT */
/*
 * Where QEMU's -kernel enters: the note says so (PVH), in 32-bit mode without paging, with
 * %ebx pointing to the start information.  From there to 64-bit code at the image's own addresses.
 *
 * Then what can only be said in assembly: the ends of interrupts and faults, and switching stacks.
 */
#include "port/x86/long_mode.inc"
#include "port/x86/registers.inc"

#define BASE   0xffffffff80000000
#define PHYS(x) ((x) - BASE)

#define TABLE	     0x3	/* present, writable */
#define LARGE	     0x83	/* and 2 MiB */
#define LARGE_BYTES  0x200000

	/* XEN_ELFNOTE_PHYS32_ENTRY. */
	.section .note.start, "a", @note
	.balign 4
	.long 4, 8, 18
	.asciz "Xen"
	.quad PHYS(start_32)

	.section .text.start, "ax"
	.code32
	.globl start_32
start_32:
	cld
	movl $PHYS(boot_stack_end), %esp
	/* 4 GiB at 0 and at the base of the direct map, and the first one at the image's. */
	movl $PHYS(boot_pd), %edi
	movl $LARGE, %eax
	movl $4 * 512, %ecx
1:	movl %eax, (%edi)
	movl $0, 4(%edi)
	addl $LARGE_BYTES, %eax
	addl $8, %edi
	loop 1b
	movl $PHYS(boot_pd), %esi
	movl $PHYS(boot_pd_high), %edi
	movl $512 * 2, %ecx
	rep movsl
	movl $PHYS(boot_pd) + TABLE, PHYS(boot_pdpt)
	movl $PHYS(boot_pd) + 0x1000 + TABLE, PHYS(boot_pdpt) + 8
	movl $PHYS(boot_pd) + 0x2000 + TABLE, PHYS(boot_pdpt) + 16
	movl $PHYS(boot_pd) + 0x3000 + TABLE, PHYS(boot_pdpt) + 24
	movl $PHYS(boot_pd_high) + TABLE, PHYS(boot_pdpt_high) + 510 * 8
	movl $PHYS(boot_pdpt) + TABLE, PHYS(boot_pml4)
	movl $PHYS(boot_pdpt) + TABLE, PHYS(boot_pml4) + 256 * 8
	movl $PHYS(boot_pdpt_high) + TABLE, PHYS(boot_pml4) + 511 * 8
	.globl start_paging
start_paging:
	enable_long_mode $PHYS(boot_pml4)
	lgdt PHYS(boot_gdt_at)
	ljmp $8, $PHYS(start_64_low)

	.code64
start_64_low:
	movabsq $start_64, %rax
	jmp *%rax

	.text
start_64:
	load_segments
	movq $boot_stack_end, %rsp
	xorl %ebp, %ebp
	movl %ebx, %edi
	call x86_boot
	ud2

/*
 * x86_move_image(to, bytes, by): copy the image to @to, and let its addresses be there.
 *
 * @by is how far that is in RAM: what the tables of the copy hold of the image's own places is
 * moved by as much, and then they are used.  Nothing is on the stack meanwhile but the way back,
 * which is copied with the rest.
 */
	.text
	.globl x86_move_image
	.type x86_move_image, @function
x86_move_image:
	movq %rsi, %rcx
	movq $image_start, %rsi
	movq %rdi, %r8
	subq %rsi, %r8			/* from the image to its copy */
	rep movsb
	addq %rdx, boot_pml4(%r8)
	addq %rdx, boot_pml4 + 256 * 8(%r8)
	addq %rdx, boot_pml4 + 511 * 8(%r8)
	addq %rdx, boot_pdpt_high + 510 * 8(%r8)
	movl $4, %ecx
1:	addq %rdx, boot_pdpt - 8(%r8, %rcx, 8)
	loop 1b
	movl $512, %ecx
1:	addq %rdx, boot_pd_high - 8(%r8, %rcx, 8)
	loop 1b
	movq $PHYS(boot_pml4), %rax
	addq %rdx, %rax
	movq %rax, %cr3
	ret
	.size x86_move_image, . - x86_move_image

	.section .data
	.balign 8
boot_gdt:
	first_segments
boot_gdt_at:
	.word . - boot_gdt - 1
	.quad PHYS(boot_gdt)

	.section .bss.boot, "aw", @nobits
	.balign 4096
	.globl boot_pml4, boot_pdpt, boot_stack, boot_stack_end
boot_pml4:	.skip 4096
boot_pdpt:	.skip 4096
boot_pdpt_high:	.skip 4096
boot_pd:	.skip 4 * 4096
boot_pd_high:	.skip 4096
boot_stack:	.skip 16384
boot_stack_end:

/* ---- interrupts and faults ------------------------------------------------------------------- */

/*
 * One entry a vector, 16 bytes apart.  All leave the same frame: those faults for which the
 * processor pushes no error code push 0.
 */
	.text
	.balign 16
	.globl trap_entries
trap_entries:
	.set vector, 0
	.rept 64
	.balign 16
	.if !((1 << vector) & 0x27d00) || vector > 31
	pushq $0
	.endif
	pushq $vector
	jmp trap_common
	.set vector, vector + 1
	.endr

/* struct x86_frame, in trap.c; the caller's frame pointer and address are linked as a call's. */
trap_common:
	testb $3, 3 * 8(%rsp)	/* from user mode? */
	jz trap_registers
	swapgs
	.globl trap_registers
trap_registers:
	push_all
	pushq $2		/* no flag of the program's, nor leave to touch its memory */
	popfq
	movq %rsp, %rdi
	pushq 17 * 8(%rdi)	/* where it came, as a return address */
	pushq %rbp
	movq %rsp, %rbp
	call x86_trap		/* comes back to kernel mode only */
	addq $16, %rsp
	pop_all
	addq $16, %rsp
	iretq

/* ---- stacks ---------------------------------------------------------------------------------- */

/* board_switch(unsigned long *from, unsigned long to) */
	.globl board_switch
	.type board_switch, @function
board_switch:
	push_kept
	movq %rsp, (%rdi)
	movq %rsi, %rsp
	pop_kept
	ret
	.size board_switch, . - board_switch

/* The first return of a new stack: %rbx is the function; behind it, no caller. */
	.globl x86_thread_start
	.type x86_thread_start, @function
x86_thread_start:
	pushq $0
	pushq $0
	movq %rsp, %rbp
	call *%rbx
	ud2
	.size x86_thread_start, . - x86_thread_start

/* board_stack_call(fn, arg, top, left): a frame like any other stays on the stack that is left. */
	.globl board_stack_call
	.type board_stack_call, @function
board_stack_call:
	.cfi_startproc
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq %rsp, %rbp
	.cfi_def_cfa_register %rbp
	movq %rsp, (%rcx)
	movq %rdx, %rsp
	movq %rdi, %rax
	movq %rsi, %rdi
	call *%rax
	movq %rbp, %rsp
	popq %rbp
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_endproc
	.size board_stack_call, . - board_stack_call

	.section .note.GNU-stack, "", @progbits
