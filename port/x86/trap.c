// SPDX-License-Identifier: MIT
/*
 * Interrupts and faults.
 *
 * All come with interrupts off.  A fault whose frame cannot be pushed, since the stack is full,
 * becomes a double fault, which has a stack of its own: what the first was about is still in %cr2.
 */
#include <linux/string.h>

#include "port/x86/x86.h"

/** struct x86_frame - registers, as trap_common leaves them. */
struct x86_frame {
	unsigned long ax, bx, cx, dx, bp, si, di, r8, r9, r10, r11, r12, r13, r14, r15;
	unsigned long vector, error, ip, cs, flags, sp, ss;
};

enum { FAULT_DIVIDE, FAULT_NMI = 2, FAULT_BREAKPOINT, FAULT_OPCODE = 6, FAULT_DOUBLE = 8,
       FAULT_PAGE = 14 };
enum { PAGE_PRESENT = 1, PAGE_WRITE = 2, PAGE_FETCH = 16 };

struct gate {
	u16 offset_low, selector;
	u8 stack, type;
	u16 offset_middle;
	u32 offset_high, zero;
};

struct tss {
	u32 zero;
	u64 sp[3];
	u64 zero2, stacks[7], zero3;
	u16 zero4, io_map;
} __attribute__((packed));

struct table_at {
	u16 limit;
	unsigned long base;
} __attribute__((packed));

#define SELECTOR_CODE 0x08
#define SELECTOR_TSS  0x28
#define GATE_INTERRUPT 0x8e
#define TSS_AVAILABLE  0x89

extern char trap_entries[];
static struct gate gates[VECTORS];
static struct tss tss[CONFIG_NR_CPUS];
static u64 gdt[CONFIG_NR_CPUS][8];
static char fault_stacks[CONFIG_NR_CPUS][8192] __attribute__((aligned(16)));

static void set_gate(unsigned int vector)
{
	unsigned long entry = (unsigned long)trap_entries + 16ul * vector;

	gates[vector] = (struct gate){
		.offset_low = (u16)entry,
		.selector = SELECTOR_CODE,
		.stack = vector == FAULT_DOUBLE,
		.type = GATE_INTERRUPT,
		.offset_middle = (u16)(entry >> 16),
		.offset_high = (u32)(entry >> 32),
	};
}

static void load_tables(unsigned int cpu)
{
	struct table_at idt_at = { sizeof(gates) - 1, (unsigned long)gates };
	struct table_at gdt_at = { sizeof(gdt[cpu]) - 1, (unsigned long)gdt[cpu] };

	asm volatile("lgdt %0; lidt %1; ltr %w2"
		     :
		     : "m"(gdt_at), "m"(idt_at), "r"(SELECTOR_TSS)
		     : "memory");
}

void x86_traps_init(unsigned int cpu)
{
	unsigned long at = (unsigned long)&tss[cpu];

	for (unsigned int i = 0; !cpu && i < VECTORS; i++)
		set_gate(i);
	tss[cpu].stacks[0] = (unsigned long)fault_stacks[cpu + 1];
	tss[cpu].io_map = sizeof(tss[cpu]);
	gdt[cpu][1] = 0x00af9b000000ffff;
	gdt[cpu][2] = 0x00cf93000000ffff;
	gdt[cpu][SELECTOR_TSS / 8] = (sizeof(*tss) - 1) | (at & 0xffffff) << 16 |
				     (u64)TSS_AVAILABLE << 40 | (at >> 24 & 0xff) << 56;
	gdt[cpu][SELECTOR_TSS / 8 + 1] = at >> 32;
	load_tables(cpu);
}

static void interrupt(struct x86_frame *frame)
{
	if (frame->vector != VECTOR_SPURIOUS)
		x86_apic_end();
	if (frame->vector == VECTOR_TIMER)
		thread_tick();
	else if (frame->vector == VECTOR_KICK)
		board_cpu()->resched = true;
	frame->ip = sequence_resume(frame->ip);
	thread_preempt();
}

static enum port_trap_kind kind_of(unsigned long vector)
{
	switch (vector) {
	case FAULT_PAGE:
		return PORT_TRAP_FAULT;
	case FAULT_DOUBLE:
		return PORT_TRAP_STACK;
	case FAULT_DIVIDE:
		return PORT_TRAP_DIVIDE;
	case FAULT_OPCODE:
	case FAULT_BREAKPOINT:
		return PORT_TRAP_OPCODE;
	case VECTOR_PANIC:
		return PORT_TRAP_PANIC;
	default:
		return PORT_TRAP_PROTECTION;
	}
}

static void fault(struct x86_frame *frame, unsigned long address)
{
	struct port_trap trap = {
		.kind = kind_of(frame->vector),
		.address = address,
		.ip = frame->ip,
		.sp = frame->sp,
		.bp = frame->bp,
		.flags = frame->flags,
		.regs = { frame->ax, frame->bx, frame->cx, frame->dx, frame->si, frame->di,
			  frame->bp, frame->r8, frame->r9, frame->r10, frame->r11, frame->r12,
			  frame->r13, frame->r14, frame->r15 },
	};

	if (frame->vector == FAULT_PAGE) {
		trap.write = frame->error & PAGE_WRITE;
		trap.fetch = frame->error & PAGE_FETCH;
		trap.present = frame->error & PAGE_PRESENT;
	}
	bare_trap(&trap);
	frame->ip = trap.ip;
	frame->sp = trap.sp;
	frame->flags |= FLAG_INTERRUPTS;
}

void x86_trap(struct x86_frame *frame)
{
	unsigned long address;

	asm volatile("mov %%cr2, %0" : "=r"(address));
	if (frame->vector == FAULT_NMI)
		return;
	if (frame->vector >= VECTOR_TIMER && frame->vector != VECTOR_PANIC)
		interrupt(frame);
	else if (frame->vector != FAULT_PAGE || !lazy_fault(address))
		fault(frame, address);
}

void port_panic(void)
{
	asm volatile("int %0" : : "i"(VECTOR_PANIC) : "memory");
	__builtin_unreachable();
}
