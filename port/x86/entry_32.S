/* SPDX-License-Identifier: MIT */
/*
 * Where QEMU's -kernel enters: the note says so (PVH), in 32-bit mode without paging, with
 * %ebx pointing to the start information.  From there to the image's own addresses.
 *
 * Then what can only be said in assembly: the ends of interrupts and faults, and switching stacks.
 */
#include "port/x86/registers.inc"

#define BASE   0xbe000000
#define PHYS(x) ((x) - BASE)

#define CR0_PE_WP_PG 0x80010001
#define CR4_PSE	     0x10
#define CR4_PAE	     0x20
#define LARGE	     0x83	/* present, writable, 4 MiB */
#define LARGE_BYTES  0x400000
#define LOW_ENTRIES  224	/* 896 MiB */
#define DIRECT_ENTRY 768	/* the first of the direct map, at 0xc0000000 */
#define IMAGE_ENTRY  764	/* and of the image: 16 MiB that end there */
#define IMAGE_WIDE   504	/* in the third of the wide tables */

	/* XEN_ELFNOTE_PHYS32_ENTRY; QEMU reads eight bytes of it. */
	.section .note.start, "a", @note
	.balign 4
	.long 4, 8, 18
	.asciz "Xen"
	.long PHYS(start_32), 0

	.section .text.start, "ax"
	.globl start_32
start_32:
	cld
	/* 896 MiB at 0 and at the base of the direct map, and below that 16 MiB of the image. */
	movl $PHYS(boot_tables), %edi
	movl $LARGE, %eax
	movl $LOW_ENTRIES, %ecx
1:	movl %eax, (%edi)
	movl %eax, DIRECT_ENTRY * 4(%edi)
	addl $LARGE_BYTES, %eax
	addl $4, %edi
	loop 1b
	movl $PHYS(boot_tables) + IMAGE_ENTRY * 4, %edi
	movl $0x1000000 + LARGE, %eax
	movl $4, %ecx
1:	movl %eax, (%edi)
	addl $LARGE_BYTES, %eax
	addl $4, %edi
	loop 1b
	movl $CR4_PSE, %eax
	movl %eax, %cr4
	movl $PHYS(boot_tables), %eax
	movl %eax, %cr3
	movl $CR0_PE_WP_PG, %eax
	movl %eax, %cr0
	lgdt boot_gdt_at
	ljmp $8, $start_high

	.text
start_high:
	load_segments
	movl $boot_stack_end, %esp
	xorl %ebp, %ebp
	pushl $0
	pushl $0
	pushl $0
	pushl %ebx
	call x86_boot
	ud2

/*
 * x86_move_image(to, bytes, by): copy the image to @to, and let its addresses be there.
 *
 * @by is how far that is in RAM: what the tables of the copy hold of the image's own places is
 * moved by as much, and then they are used.  Nothing is on the stack meanwhile but what is copied
 * with the rest.
 */
	.text
	.globl x86_move_image
	.type x86_move_image, @function
x86_move_image:
	pushl %edi
	pushl %esi
	pushl %ebx
	movl 16(%esp), %edi
	movl 20(%esp), %ecx
	movl 24(%esp), %edx
	movl $image_start, %esi
	movl %edi, %ebx
	subl %esi, %ebx			/* from the image to its copy */
	rep movsb
	movl %cr4, %eax
	testl $CR4_PAE, %eax
	jnz 2f
	movl $4, %ecx
1:	addl %edx, boot_tables + IMAGE_ENTRY * 4 - 4(%ebx, %ecx, 4)
	loop 1b
	movl $PHYS(boot_tables), %eax
	jmp 3f
2:	movl $4, %ecx
1:	addl %edx, wide_root - 8(%ebx, %ecx, 8)
	loop 1b
	movl $8, %ecx
1:	addl %edx, wide_tables + 2 * 4096 + IMAGE_WIDE * 8 - 8(%ebx, %ecx, 8)
	loop 1b
	movl $PHYS(wide_root), %eax
3:	addl %edx, %eax
	movl %eax, %cr3
	popl %ebx
	popl %esi
	popl %edi
	ret
	.size x86_move_image, . - x86_move_image

/* x86_use_wide(): change to three levels, which takes a moment without any. */
	.globl x86_use_wide
	.type x86_use_wide, @function
x86_use_wide:
	movl $PHYS(1f), %eax
	jmp *%eax
1:	movl %cr0, %eax
	andl $0x7fffffff, %eax
	movl %eax, %cr0
	movl %cr4, %edx
	orl $CR4_PAE, %edx
	movl %edx, %cr4
	movl $PHYS(wide_root), %edx
	movl %edx, %cr3
	orl $0x80000000, %eax
	movl %eax, %cr0
	movl $2f, %eax
	jmp *%eax
2:	ret
	.size x86_use_wide, . - x86_use_wide

	.section .data
	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00cf9b000000ffff	/* code */
	.quad 0x00cf93000000ffff	/* data */
boot_gdt_at:
	.word . - boot_gdt - 1
	.long boot_gdt

	.section .bss.boot, "aw", @nobits
	.balign 4096
	.globl boot_tables, boot_stack, boot_stack_end, wide_root, wide_tables
boot_tables:	.skip 4096
wide_tables:	.skip 4 * 4096
wide_root:	.skip 32
	.balign 4096
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
	pushl $0
	.endif
	pushl $vector
	jmp trap_common
	.set vector, vector + 1
	.endr

/* struct x86_frame, in trap.c; the caller's frame pointer and address are linked as a call's. */
	.globl trap_common
trap_common:
	push_all
	pushl $2		/* no flag of a program's, nor leave to touch its memory */
	popfl
	movl $0x10, %eax	/* and no segment of its own */
	movl %eax, %ds
	movl %eax, %es
	movl $0x30, %eax
	movl %eax, %fs
	movl %esp, %eax
	pushl 9 * 4(%eax)	/* where it came, as a return address */
	pushl %ebp
	movl %esp, %ebp
	subl $8, %esp
	andl $-16, %esp
	subl $12, %esp
	pushl %eax
	call x86_trap		/* comes back to kernel mode only */
	leal 8(%ebp), %esp
	pop_all
	addl $8, %esp
	iretl

/* ---- stacks ---------------------------------------------------------------------------------- */

/* x86_resume(ip, sp): go on there. */
	.globl x86_resume
	.type x86_resume, @function
x86_resume:
	movl 4(%esp), %eax
	movl 8(%esp), %esp
	xorl %ebp, %ebp
	sti
	jmp *%eax
	.size x86_resume, . - x86_resume

/* board_switch(unsigned long *from, unsigned long to) */
	.globl board_switch
	.type board_switch, @function
board_switch:
	movl 4(%esp), %eax
	movl 8(%esp), %edx
	push_kept
	movl %esp, (%eax)
	movl %edx, %esp
	pop_kept
	ret
	.size board_switch, . - board_switch

/* The first return of a new stack: %ebx is the function; behind it, no caller. */
	.globl x86_thread_start
	.type x86_thread_start, @function
x86_thread_start:
	pushl $0
	pushl $0
	movl %esp, %ebp
	andl $-16, %esp
	call *%ebx
	ud2
	.size x86_thread_start, . - x86_thread_start

/* board_stack_call(fn, arg, top, left): a frame like any other stays on the stack that is left. */
	.globl board_stack_call
	.type board_stack_call, @function
board_stack_call:
	pushl %ebp
	movl %esp, %ebp
	movl 20(%ebp), %eax
	movl %esp, (%eax)
	movl 12(%ebp), %edx
	movl 8(%ebp), %eax
	movl 16(%ebp), %esp
	subl $12, %esp
	pushl %edx
	call *%eax
	movl %ebp, %esp
	popl %ebp
	ret
	.size board_stack_call, . - board_stack_call

	.section .note.GNU-stack, "", @progbits
