// SPDX-License-Identifier: MIT
/*
 * Interrupts and faults.
 *
 * All come with interrupts off.  A fault whose frame cannot be pushed, since the stack is full,
 * becomes a double fault, which has a stack of its own: what the first was about is still in %cr2.
 */
#include <linux/string.h>

#include "port/x86/frame.h"
#include "port/x86/x86.h"

struct table_at {
	u16 limit;
	unsigned long base;
} __attribute__((packed));

#define GATE_INTERRUPT 0x8e
#define GATE_USERS     0x60 /* programs may call it */
#define TSS_AVAILABLE  0x89

extern char trap_entries[];
static u64 gdt[CONFIG_NR_CPUS][8];
static char fault_stacks[CONFIG_NR_CPUS][8192] __attribute__((aligned(16)));

/* A descriptor of @bytes at @base; @type: also the flags, in the upper four bits of sixteen. */
static u64 descriptor(unsigned long base, unsigned int bytes, u64 type)
{
	return (bytes - 1) | ((u64)base & 0xffffff) << 16 | type << 40 |
	       ((u64)base >> 24 & 0xff) << 56;
}

static void load_tables(unsigned int cpu, const void *gates, size_t size)
{
	struct table_at idt_at = { (u16)(size - 1), (unsigned long)gates };
	struct table_at gdt_at = { sizeof(gdt[cpu]) - 1, (unsigned long)gdt[cpu] };

	asm volatile("lgdt %0; lidt %1; ltr %w2"
		     :
		     : "m"(gdt_at), "m"(idt_at), "r"(SELECTOR_TSS)
		     : "memory");
}

#ifdef __x86_64__

#define MSR_GS_BASE 0xc0000101

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

static struct gate gates[VECTORS];
static struct tss tss[CONFIG_NR_CPUS];

static void set_gate(unsigned int vector)
{
	unsigned long entry = (unsigned long)trap_entries + 16ul * vector;

	gates[vector] = (struct gate){
		.offset_low = (u16)entry,
		.selector = SELECTOR_CODE,
		.stack = vector == FAULT_DOUBLE,
		.type = GATE_INTERRUPT | (vector == FAULT_BREAKPOINT ? GATE_USERS : 0),
		.offset_middle = (u16)(entry >> 16),
		.offset_high = (u32)(entry >> 32),
	};
}

void x86_traps_init(unsigned int cpu)
{
	unsigned long at = (unsigned long)&tss[cpu];

	for (unsigned int i = 0; !cpu && i < VECTORS; i++)
		set_gate(i);
	tss[cpu].stacks[0] = (unsigned long)(fault_stacks[cpu] + sizeof(fault_stacks[cpu]));
	tss[cpu].io_map = sizeof(tss[cpu]);
	gdt[cpu][SELECTOR_CODE / 8] = 0x00af9b000000ffff;
	gdt[cpu][SELECTOR_DATA / 8] = 0x00cf93000000ffff;
	gdt[cpu][SELECTOR_TSS / 8] = descriptor(at, sizeof(*tss), TSS_AVAILABLE);
	gdt[cpu][SELECTOR_TSS / 8 + 1] = at >> 32;
	load_tables(cpu, gates, sizeof(gates));
	write_msr(MSR_GS_BASE, (unsigned long)&bare_cpus[cpu]);
	x86_user_init(gdt[cpu]);
}

void x86_traps_root(void)
{
}

/* Calls come without a stack, so they find it where the CPU's own data are: entry_user_64.S. */
_Static_assert(__builtin_offsetof(struct bare_cpu, board) == 24, "entry_user_64.S knows it");

void x86_kernel_stack(unsigned long top)
{
	tss[board_cpu_number()].sp[0] = top;
	board_cpu()->board[0] = top;
}

static unsigned long stack_of(const struct x86_frame *frame)
{
	return frame->sp;
}

static void resume(struct x86_frame *frame, const struct port_trap *trap)
{
	frame->ip = trap->ip;
	frame->sp = trap->sp;
	frame->flags |= FLAG_INTERRUPTS;
}

#else

#define SELECTOR_CPU   0x30
#define SELECTOR_FAULT 0x38
#define GATE_TASK      0x85
#define DATA_BYTES     0x4093 /* a segment of bytes, and 32 bit */

struct gate {
	u16 offset_low, selector;
	u8 zero, type;
	u16 offset_high;
};

/** struct tss - a task of the processor's: what runs, and what a double fault goes to. */
struct tss {
	u32 back, sp0, ss0, sp1, ss1, sp2, ss2, cr3, ip, flags;
	u32 ax, cx, dx, bx, sp, bp, si, di;
	u32 es, cs, ss, ds, fs, gs, ldt;
	u16 trap, io_map;
};

static struct gate gates[VECTOR_CALL + 1];
static struct tss tss[CONFIG_NR_CPUS], fault_tss[CONFIG_NR_CPUS];

void x86_resume(unsigned long ip, unsigned long sp) __noreturn;

static void set_gate(unsigned int vector)
{
	unsigned long entry = (unsigned long)trap_entries + 16ul * vector;

	gates[vector] =
		(struct gate){ (u16)entry, SELECTOR_CODE, 0, GATE_INTERRUPT, (u16)(entry >> 16) };
	if (vector == FAULT_DOUBLE)
		gates[vector] = (struct gate){ 0, SELECTOR_FAULT, 0, GATE_TASK, 0 };
	if (vector == FAULT_BREAKPOINT)
		gates[vector].type |= GATE_USERS;
}

static void set_call_gate(void)
{
	unsigned long entry = (unsigned long)x86_user_call;

	gates[VECTOR_CALL] = (struct gate){ (u16)entry, SELECTOR_CODE, 0,
					    GATE_INTERRUPT | GATE_USERS, (u16)(entry >> 16) };
}

/* A task of its own, since the stack is full; the one that was left goes on where it is told to. */
static void double_fault(void)
{
	for (;;) {
		struct tss *left = &tss[board_cpu_number()];
		struct port_trap trap = {
			.kind = PORT_TRAP_STACK,
			.ip = left->ip,
			.sp = left->sp,
			.bp = left->bp,
			.flags = left->flags,
			.regs = { left->ax, left->bx, left->cx, left->dx, left->si, left->di,
				  left->bp },
		};

		asm volatile("mov %%cr2, %0" : "=r"(trap.address));
		bare_trap(&trap);
		left->ip = trap.ip;
		left->sp = trap.sp;
		left->flags |= FLAG_INTERRUPTS;
		left->cr3 = (u32)x86_thread_root(current_thread());
		/* The next one begins behind it, with an error code on the stack. */
		asm volatile("iret; add $4, %%esp" : : : "memory");
	}
}

void x86_traps_init(unsigned int cpu)
{
	struct tss *own = &fault_tss[cpu];

	for (unsigned int i = 0; !cpu && i < VECTORS; i++)
		set_gate(i);
	set_call_gate();
	*own = (struct tss){
		.ip = (unsigned long)double_fault,
		.flags = 2,
		.sp = (unsigned long)(fault_stacks[cpu] + sizeof(fault_stacks[cpu])),
		.es = SELECTOR_DATA,
		.cs = SELECTOR_CODE,
		.ss = SELECTOR_DATA,
		.ds = SELECTOR_DATA,
		.fs = SELECTOR_CPU,
		.io_map = sizeof(*own),
	};
	tss[cpu].io_map = sizeof(tss[cpu]);
	gdt[cpu][SELECTOR_CODE / 8] = 0x00cf9b000000ffff;
	gdt[cpu][SELECTOR_DATA / 8] = 0x00cf93000000ffff;
	gdt[cpu][SELECTOR_TSS / 8] =
		descriptor((unsigned long)&tss[cpu], sizeof(*tss), TSS_AVAILABLE);
	gdt[cpu][SELECTOR_FAULT / 8] = descriptor((unsigned long)own, sizeof(*own), TSS_AVAILABLE);
	gdt[cpu][SELECTOR_CPU / 8] =
		descriptor((unsigned long)&bare_cpus[cpu], sizeof(*bare_cpus), DATA_BYTES);
	load_tables(cpu, gates, sizeof(gates));
	asm volatile("mov %w0, %%fs" : : "r"(SELECTOR_CPU));
	x86_user_init(gdt[cpu]);
}

void x86_kernel_stack(unsigned long top)
{
	tss[board_cpu_number()].ss0 = SELECTOR_DATA;
	tss[board_cpu_number()].sp0 = top;
}

/* The root is another one after the image has moved. */
void x86_traps_root(void)
{
	for (unsigned int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		fault_tss[cpu].cr3 = x86_root();
}

static unsigned long stack_of(const struct x86_frame *frame)
{
	return (unsigned long)(frame + 1);
}

/* The frame has no place for another stack pointer: who goes there leaves the registers behind. */
static void resume(struct x86_frame *frame, const struct port_trap *trap)
{
	if (trap->sp != stack_of(frame))
		x86_resume(trap->ip, trap->sp);
	frame->ip = trap->ip;
	frame->flags |= FLAG_INTERRUPTS;
}

#endif

bool x86_interrupt_stack(unsigned int cpu)
{
	unsigned long low = stack_take();

	x86_cpus[cpu].interrupts = (struct port_stack){ .low = low,
							.high = low + BARE_STACK_BYTES,
							.name = "interrupt" };
	return low;
}

static void serve_interrupt(void *arg)
{
	const struct x86_frame *frame = arg;

	if (frame->vector != VECTOR_SPURIOUS)
		x86_apic_end();
	if (frame->vector == VECTOR_TIMER)
		thread_tick();
	else if (frame->vector == VECTOR_KICK)
		x86_kicked();
	else if (frame->vector == VECTOR_ASK)
		x86_answer();
}

static void interrupt(struct x86_frame *frame)
{
	port_stack_call(&x86_cpus[board_cpu_number()].interrupts, serve_interrupt, frame);
	frame->ip = sequence_resume(frame->ip);
	if (!x86_cpus[board_cpu_number()].asking)
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
		.sp = stack_of(frame),
		.bp = frame->bp,
		.flags = frame->flags,
		.regs = { frame->ax, frame->bx, frame->cx, frame->dx, frame->si, frame->di,
			  frame->bp,
#ifdef __x86_64__
			  frame->r8, frame->r9, frame->r10, frame->r11, frame->r12, frame->r13,
			  frame->r14, frame->r15,
#endif
		},
	};

	if (frame->vector == FAULT_PAGE) {
		trap.write = frame->error & PAGE_WRITE;
		trap.fetch = frame->error & PAGE_FETCH;
		trap.present = frame->error & PAGE_PRESENT;
	}
	bare_trap(&trap);
	if (trap.ip != frame->ip || trap.sp != stack_of(frame))
		resume(frame, &trap);
}

static bool is_interrupt(const struct x86_frame *frame)
{
	return frame->vector >= VECTOR_TIMER && frame->vector < VECTORS &&
	       frame->vector != VECTOR_PANIC;
}

/* One that goes on where it came, after what was missing has been brought. */
static bool is_served(struct x86_frame *frame, unsigned long address)
{
	return frame->vector == FAULT_PAGE &&
	       (lazy_fault(address) || x86_user_fault(frame, address));
}

void x86_trap(struct x86_frame *frame)
{
	unsigned long address;
	bool user = x86_user_arrive(frame);

	asm volatile("mov %%cr2, %0" : "=r"(address));
	if (frame->vector == FAULT_NMI)
		x86_stop_if_told(frame->ip);
	else if (is_interrupt(frame))
		interrupt(frame);
	else if (!user && frame->vector != FAULT_NMI && !is_served(frame, address))
		fault(frame, address);
	if (user)
		x86_user_leave(frame, address);
	/*
	 * While it was served another CPU may have been answered: see smp.c.  A debugger's stop is
	 * no such thing: tests step through sequences, and say themselves what begins again.
	 */
	if (frame->vector != FAULT_DEBUG)
		frame->ip = sequence_resume(frame->ip);
}

void port_panic(void)
{
	asm volatile("int %0" : : "i"(VECTOR_PANIC) : "memory");
	__builtin_unreachable();
}
