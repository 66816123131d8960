/* SPDX-License-Identifier: MIT */
/* The ways to user mode and back, and copies that may fault; user.c is the theory. */
#include "port/x86/registers.inc"

#define USER_DATA   0x1b
#define USER_CODE   0x23
#define VECTOR_CALL 128
/* struct bare_cpu's two words of the board: where the stack is, and a place for a register. */
#define CPU_STACK 24
#define CPU_SPARE 32

/* x86_user_enter(registers, unsigned long *sp): returns by x86_user_left() */
	.text
	.globl x86_user_enter
	.type x86_user_enter, @function
x86_user_enter:
	push_kept
	subq $8, %rsp
	movq %rsp, (%rsi)
	movq %rdi, %rbx
	movq %rsp, %rdi
	call x86_kernel_stack
	movq %rbx, %rsp
	pop_all
	addq $16, %rsp
	swapgs
	iretq
	.size x86_user_enter, . - x86_user_enter

/* x86_user_left(sp) */
	.globl x86_user_left
	.type x86_user_left, @function
x86_user_left:
	movq %rdi, %rsp
	addq $8, %rsp
	pop_kept
	ret
	.size x86_user_left, . - x86_user_left

/*
 * Where the instruction "syscall" leads: on the program's stack, with its %ip in %rcx and its flags
 * in %r11.  What a fault would have left is made by hand.
 */
	.globl x86_user_call
	.type x86_user_call, @function
x86_user_call:
	swapgs
	movq %rsp, %gs:CPU_SPARE
	movq %gs:CPU_STACK, %rsp
	pushq $USER_DATA
	pushq %gs:CPU_SPARE
	pushq %r11
	pushq $USER_CODE
	pushq %rcx
	pushq $0
	pushq $VECTOR_CALL
	jmp trap_registers
	.size x86_user_call, . - x86_user_call

/* x86_copy_*(to, from, n): returns the bytes that were not copied. */
	.macro copy name
	.globl \name
	.type \name, @function
\name:
	movq %rdx, %rcx
	cmpb $0, x86_has_smap(%rip)
	je \name\()_copies
	stac
\name\()_copies:
	rep movsb
\name\()_ends:
	cmpb $0, x86_has_smap(%rip)
	je 1f
	clac
1:	movq %rcx, %rax
	ret
	.size \name, . - \name
	.endm

	copy x86_copy_from_user
	copy x86_copy_to_user

	.section .rodata
	.balign 8
	.globl x86_copy_fixups
x86_copy_fixups:
	.quad x86_copy_from_user_copies, x86_copy_from_user_ends
	.quad x86_copy_to_user_copies, x86_copy_to_user_ends

	.section .note.GNU-stack, "", @progbits
