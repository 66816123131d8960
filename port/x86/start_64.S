/* SPDX-License-Identifier: MIT */
/*
 * Where another processor begins: in 16-bit mode, in the page of RAM below 1 MiB that the first one
 * has copied this to (smp.c), which is at TRAMPOLINE.  It goes to 64 bit by tables that have this
 * page at its own address, and on by what the first one wrote behind the code.
 */
#include "port/x86/long_mode.inc"
#include "port/x86/registers.inc"
#include "port/x86/trampoline.h"

#define AT(x) ((x) - x86_trampoline + TRAMPOLINE)

#define CR0_PE 0x1

	.section .rodata
	.balign 16
	.globl x86_trampoline, x86_trampoline_words, x86_trampoline_end
	.code16
x86_trampoline:
	cli
	cld
	movw %cs, %ax
	movw %ax, %ds
	lgdtl start_gdt_at - x86_trampoline
	movl $CR0_PE, %eax
	movl %eax, %cr0
	ljmpl $24, $AT(protected)

	.code32
protected:
	movl $16, %eax
	movl %eax, %ds
	enable_long_mode AT(x86_trampoline_words)
	ljmp $8, $AT(long_mode)

	.code64
long_mode:
	load_segments
	movq AT(x86_trampoline_words) + 8, %rsp
	movq AT(x86_trampoline_words) + 16, %rax
	movl AT(x86_trampoline_words) + 24, %edi
	xorl %ebp, %ebp
	call *%rax
	ud2

	.balign 8
start_gdt:
	first_segments
	.quad 0x00cf9b000000ffff	/* 32-bit code */
start_gdt_at:
	.word . - start_gdt - 1
	.long AT(start_gdt)

	.balign 8
x86_trampoline_words:
	.skip TRAMPOLINE_WORDS
x86_trampoline_end:

	.section .note.GNU-stack, "", @progbits
