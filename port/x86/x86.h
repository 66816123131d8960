/* SPDX-License-Identifier: MIT */
/* What the files of port/x86 share; boot.c is the theory. */
#ifndef PORT_X86_X86_H
#define PORT_X86_X86_H

#include "port/bare/bare.h"

/* Vectors of interrupts, behind those of faults. */
enum {
	VECTOR_TIMER = 32,
	VECTOR_KICK,
	VECTOR_ASK,
	VECTOR_PANIC,
	VECTOR_PIC = 48, /* 16 of them, all masked */
	VECTORS = 64,
	VECTOR_CALL = 128, /* a program calls the kernel */
};
#define VECTOR_SPURIOUS 63

/* What the image's addresses are above its place in RAM; the linker's scripts have it, too. */
#ifdef __x86_64__
#define IMAGE_BASE 0xffffffff80000000ul
#else
#define IMAGE_BASE 0xbe000000ul
#endif

static inline void outb(u16 port_number, u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port_number));
}

static inline u8 inb(u16 port_number)
{
	u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port_number));
	return value;
}

static inline void write_msr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)) : "memory");
}

/**
 * struct x86_cpu - a CPU, as the board knows it; smp.c is the theory.
 * @askers: the CPUs that wait for it, a bit each.
 * @addr, @nr: what this one asks others to forget; no page: only to be interrupted.
 * @loaded: the program's root table that it has, some other number where it has the kernel's, or
 *	X86_LOADS_ANOTHER.
 * @unanswered: how many have not done so yet.
 * @asking, @sleeping: it waits for them, and has to be woken.
 * @idling: its idle thread runs, or is about to.
 * @stale: it has to forget all translations before another thread runs.
 * @apic_id: its interrupt controller's number.
 * @up: it has begun.
 * @stopped, @stopped_at: it has stopped for good, and where.
 * @interrupts: the stack that its interrupts are served on.
 */
struct x86_cpu {
	u64 askers;
	unsigned long addr, nr, loaded;
	u32 unanswered, sleeping;
	u32 idling, stale;
	bool asking;
	u32 apic_id, up, stopped;
	unsigned long stopped_at;
	struct port_stack interrupts;
} __attribute__((aligned(64)));

extern struct x86_cpu x86_cpus[CONFIG_NR_CPUS];

/* ---- boot.c ---- */
void x86_boot(u32 start_info);

/* ---- paging.c ---- */

/** x86_paging_init - @wide: with three levels of tables, where that is a choice. */
void x86_paging_init(bool wide);
/** x86_frames_end - physical addresses below this have entries. */
u64 x86_frames_end(void);
/** x86_root - the root table's physical address, as the processor has it. */
unsigned long x86_root(void);

/** x86_flush - this CPU forgets the translations of @nr pages from @addr on. */
void x86_flush(unsigned long addr, unsigned long nr);

/**
 * x86_tables_keep - make all tables that the root leads to for the kernel's addresses; they stay
 * from now on, so that other roots can lead to them, too.
 * Return: false where there is no memory for them.
 */
bool x86_tables_keep(void);

/** x86_map_device - the page of device registers at @frame appears at @addr. */
void x86_map_device(unsigned long addr, u64 frame);

/* ---- trap.c ---- */
struct x86_frame;
void x86_trap(struct x86_frame *frame);
void x86_traps_init(unsigned int cpu);
/** x86_traps_root - the tables are others now. */
void x86_traps_root(void);

/** x86_interrupt_stack - make @cpu's. Return: false where there is no memory. */
bool x86_interrupt_stack(unsigned int cpu);

/** x86_kernel_stack - where the processor finds a stack when it comes from user mode. */
void x86_kernel_stack(unsigned long top);

/* ---- space.c ---- */

/** x86_space_switch - @next is about to run instead of @before. */
void x86_space_switch(const struct thread *before, const struct thread *next);
/** x86_thread_root - the root table that @t runs with. */
unsigned long x86_thread_root(const struct thread *t);

/* ---- user.c ---- */

/** x86_user_call - where calls of programs come in. */
void x86_user_call(void);

/** x86_user_init - the calling CPU's part in user mode; @gdt: its segments. */
void x86_user_init(u64 *gdt);
/** x86_user_arrive - @frame is one from user mode: keep what interrupts would lose. */
bool x86_user_arrive(const struct x86_frame *frame);
/** x86_user_leave - back to who called port_user_run(). */
void x86_user_leave(struct x86_frame *frame, unsigned long address) __noreturn;
/** x86_user_fault - was that a copy from or to user memory?  It goes on, or ends, then. */
bool x86_user_fault(struct x86_frame *frame, unsigned long address);

/* ---- time.c ---- */
void x86_apic_init(void);
void x86_clock_init(void);
void x86_apic_end(void);

/* What is sent beside interrupts, whose vector is the command. */
#define APIC_SEND_NMI	0x400u
#define APIC_SEND_INIT	0x500u
#define APIC_SEND_START 0x600u

/** x86_apic_send - to the CPU with this number in its controller. */
void x86_apic_send(u32 apic_id, u32 command);

/* ---- smp.c ---- */

/** x86_kicked - the interrupt that board_kick() sends. */
void x86_kicked(void);

/** x86_flush_everywhere - all CPUs forget them; @tables: frames of page tables go, too. */
void x86_flush_everywhere(unsigned long addr, unsigned long nr, bool tables);

/**
 * x86_flush_space - CPUs that have the program's tables at @root forget [@addr, @addr + @nr pages),
 * and tables that were there.
 */
void x86_flush_space(u64 root, unsigned long addr, unsigned long nr);

/** x86_loads - this CPU has loaded @root, or is about to load any (X86_LOADS_ANOTHER). */
#define X86_LOADS_ANOTHER 1ul
void x86_loads(unsigned long root);

/** x86_stop_if_told - the interrupt that cannot be masked came, at @ip. */
void x86_stop_if_told(unsigned long ip);

/* ---- acpi.c and start.c, of x86_64 ---- */

/**
 * x86_acpi_cpus - the CPUs that the firmware tells of, at most @max.
 * @rsdp: where its tables begin, or 0; @apic_ids: their numbers.
 * Return: how many; 0 where it tells of none.
 */
unsigned int x86_acpi_cpus(u64 rsdp, u8 *apic_ids, unsigned int max);
void x86_start_others(u64 rsdp);

#endif
