/* SPDX-License-Identifier: MIT */
/* The ways to user mode and back, and copies that may fault; user.c is the theory. */
#include "port/x86/registers.inc"

#define USER_DATA   0x1b
#define VECTOR_CALL 128

/* x86_user_enter(registers, unsigned long *sp): returns by x86_user_left() */
	.text
	.globl x86_user_enter
	.type x86_user_enter, @function
x86_user_enter:
	push_kept
	movl 20(%esp), %ebx
	movl 24(%esp), %eax
	movl %esp, (%eax)
	movl %esp, %eax
	subl $12, %esp
	pushl %eax
	call x86_kernel_stack
	/* Segments are no part of the program's registers: it has these whenever it goes on. */
	movl $USER_DATA, %eax
	movl %eax, %ds
	movl %eax, %es
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs
	movl %ebx, %esp
	pop_all
	addl $8, %esp
	iretl
	.size x86_user_enter, . - x86_user_enter

/* x86_user_left(sp) */
	.globl x86_user_left
	.type x86_user_left, @function
x86_user_left:
	movl 4(%esp), %esp
	pop_kept
	ret
	.size x86_user_left, . - x86_user_left

/* The gate of "int $0x80". */
	.globl x86_user_call
	.type x86_user_call, @function
x86_user_call:
	pushl $0
	pushl $VECTOR_CALL
	jmp trap_common
	.size x86_user_call, . - x86_user_call

/* x86_copy_*(to, from, n): returns the bytes that were not copied. */
	.macro copy name
	.globl \name
	.type \name, @function
\name:
	pushl %esi
	pushl %edi
	movl 12(%esp), %edi
	movl 16(%esp), %esi
	movl 20(%esp), %ecx
	cmpb $0, x86_has_smap
	je \name\()_copies
	stac
\name\()_copies:
	rep movsb
\name\()_ends:
	cmpb $0, x86_has_smap
	je 1f
	clac
1:	movl %ecx, %eax
	popl %edi
	popl %esi
	ret
	.size \name, . - \name
	.endm

	copy x86_copy_from_user
	copy x86_copy_to_user

	.section .rodata
	.balign 4
	.globl x86_copy_fixups
x86_copy_fixups:
	.long x86_copy_from_user_copies, x86_copy_from_user_ends
	.long x86_copy_to_user_copies, x86_copy_to_user_ends

	.section .note.GNU-stack, "", @progbits
