/* SPDX-License-Identifier: MIT */
/* What interrupts and faults leave on the stack, and their numbers; trap.c is the theory. */
#ifndef PORT_X86_FRAME_H
#define PORT_X86_FRAME_H

/** struct x86_frame - registers, as trap_common leaves them. */
#ifdef __x86_64__
struct x86_frame {
	unsigned long ax, bx, cx, dx, bp, si, di, r8, r9, r10, r11, r12, r13, r14, r15;
	unsigned long vector, error, ip, cs, flags, sp, ss;
};
#else
/* Behind it, where it came from user mode, are sp and ss. */
struct x86_frame {
	unsigned long ax, bx, cx, dx, bp, si, di;
	unsigned long vector, error, ip, cs, flags;
};
#endif

enum {
	FAULT_DIVIDE,
	FAULT_DEBUG,
	FAULT_NMI,
	FAULT_BREAKPOINT,
	FAULT_OPCODE = 6,
	FAULT_DOUBLE = 8,
	FAULT_PROTECTION = 13,
	FAULT_PAGE = 14,
	FAULT_MATH = 16,
	FAULT_VECTOR_MATH = 19,
};
enum { PAGE_PRESENT = 1, PAGE_WRITE = 2, PAGE_FETCH = 16 };

#define SELECTOR_CODE 0x08
#define SELECTOR_DATA 0x10
/* With the level that they are for. */
#define SELECTOR_USER_DATA 0x1b
#define SELECTOR_USER_CODE 0x23
#define SELECTOR_TSS	   0x28

#endif
