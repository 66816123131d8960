/* SPDX-License-Identifier: MIT */
/* What port/bare has inline of this board: the CPU's own data, and interrupts. */
#ifndef PORT_X86_BOARD_H
#define PORT_X86_BOARD_H

#ifdef __x86_64__
#define BOARD_CPU "%%gs:"
#else
#define BOARD_CPU "%%fs:"
#endif

#define FLAG_INTERRUPTS (1ul << 9)

/* Programs have a mode, and page tables, of their own: port/x86/user.c. */
#define BOARD_HAS_USER_MODE

/* Who may have to be told: port/x86/smp.c. */
#define BOARD_HAS_OTHER_CPUS

/* A frame's register points at what leads to the caller: his frame, and where he called. */
#define BOARD_FRAME_LINKS 0ul

static __always_inline struct bare_cpu *board_cpu(void)
{
	struct bare_cpu *cpu;

	asm volatile("mov " BOARD_CPU "0, %0" : "=r"(cpu));
	return cpu;
}

/* One instruction, since between two the thread may come to another CPU. */
static __always_inline struct thread *board_current(void)
{
	struct thread *thread;

	asm volatile("mov " BOARD_CPU "%c1, %0"
		     : "=r"(thread)
		     : "i"(__builtin_offsetof(struct bare_cpu, current)));
	return thread;
}

static __always_inline u32 board_cpu_number(void)
{
	u32 number;

	asm volatile("movl " BOARD_CPU "%c1, %0"
		     : "=r"(number)
		     : "i"(__builtin_offsetof(struct bare_cpu, number)));
	return number;
}

static __always_inline unsigned long board_irq_save(void)
{
	unsigned long flags;

	asm volatile("pushf; pop %0; cli" : "=r"(flags) : : "memory");
	return flags & FLAG_INTERRUPTS;
}

static __always_inline void board_irq_restore(unsigned long flags)
{
	if (flags)
		asm volatile("sti" : : : "memory");
}

/* Nothing to do until an interrupt: which comes between the two instructions at the earliest. */
static __always_inline void board_idle(void)
{
	asm volatile("sti; hlt; cli" : : : "memory");
}

/** x86_answer - do what another CPU has asked of this one, if any has. */
void x86_answer(void);

/* In every loop that waits, and so where a CPU with interrupts off answers others (smp.c). */
static __always_inline void board_pause(void)
{
	if (CONFIG_NR_CPUS > 1 && bare_nr_cpus > 1)
		x86_answer();
	asm volatile("pause" : : : "memory");
}

#endif
