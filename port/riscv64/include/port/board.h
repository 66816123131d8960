/* SPDX-License-Identifier: MIT */
/* What port/bare has inline of this board: the CPU's own data, and interrupts. */
#ifndef PORT_RISCV64_BOARD_H
#define PORT_RISCV64_BOARD_H

/* sstatus.SIE */
#define FLAG_INTERRUPTS 2ul

/* A frame's register points behind it: what leads to the caller are the last two words before. */
#define BOARD_FRAME_LINKS 16ul

/* tp has its address, from the first instruction on. */
static __always_inline struct bare_cpu *board_cpu(void)
{
	struct bare_cpu *cpu;

	asm volatile("mv %0, tp" : "=r"(cpu));
	return cpu;
}

/* One instruction, since between two the thread may come to another CPU. */
static __always_inline struct thread *board_current(void)
{
	struct thread *thread;

	asm volatile("ld %0, %1(tp)"
		     : "=r"(thread)
		     : "i"(__builtin_offsetof(struct bare_cpu, current)));
	return thread;
}

static __always_inline u32 board_cpu_number(void)
{
	u32 number;

	asm volatile("lw %0, %1(tp)"
		     : "=r"(number)
		     : "i"(__builtin_offsetof(struct bare_cpu, number)));
	return number;
}

static __always_inline unsigned long board_irq_save(void)
{
	unsigned long flags;

	asm volatile("csrrci %0, sstatus, 2" : "=r"(flags) : : "memory");
	return flags & FLAG_INTERRUPTS;
}

static __always_inline void board_irq_restore(unsigned long flags)
{
	if (flags)
		asm volatile("csrsi sstatus, 2" : : : "memory");
}

/* The processor wakes for an interrupt that is masked, and takes it as soon as it is not. */
static __always_inline void board_idle(void)
{
	asm volatile("wfi\n\tcsrsi sstatus, 2\n\tnop\n\tcsrci sstatus, 2" : : : "memory");
}

/* The hint "pause", which is a fence of nothing to processors that do not know it. */
static __always_inline void board_pause(void)
{
	asm volatile(".insn i 0x0f, 0, x0, x0, 0x010" : : : "memory");
}

#endif
