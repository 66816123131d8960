/* SPDX-License-Identifier: MIT */
/* What port/bare has inline of this board: its only CPU, and interrupts. */
#ifndef PORT_ARMV7M_BOARD_H
#define PORT_ARMV7M_BOARD_H

#define FLAG_INTERRUPTS 1ul

static __always_inline struct bare_cpu *board_cpu(void)
{
	return &bare_cpus[0];
}

static __always_inline struct thread *board_current(void)
{
	return READ_ONCE(bare_cpus[0].current);
}

static __always_inline u32 board_cpu_number(void)
{
	return 0;
}

static __always_inline unsigned long board_irq_save(void)
{
	unsigned long masked;

	asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(masked) : : "memory");
	return masked & 1 ? 0 : FLAG_INTERRUPTS;
}

static __always_inline void board_irq_restore(unsigned long flags)
{
	if (flags)
		asm volatile("cpsie i" : : : "memory");
}

/* The processor wakes for an interrupt that is masked, and takes it as soon as it is not. */
static __always_inline void board_idle(void)
{
	asm volatile("wfi\n\tcpsie i\n\tisb\n\tcpsid i" : : : "memory");
}

static __always_inline void board_pause(void)
{
	asm volatile("" : : : "memory");
}

#endif
