// SPDX-License-Identifier: MIT
/*
 * Time: SysTick counts the processor's clock down and interrupts CONFIG_HZ times in a second.
 *
 * The time is ticks, and what has gone of the one that runs.  Nobody can ask for an interrupt at
 * another moment, so who waits for a time waits for the tick behind it.
 */
#include "port/armv7m/armv7m.h"

#define CLOCK_HZ   25000000u
#define TICK_COUNT (CLOCK_HZ / CONFIG_HZ)
#define COUNT_NS   (1000000000u / CLOCK_HZ)
#define TICK_NS	   ((u64)TICK_COUNT * COUNT_NS)

#define SYSTICK_CTRL   REG(0xe000e010)
#define SYSTICK_RELOAD REG(0xe000e014)
#define SYSTICK_NOW    REG(0xe000e018)
#define SYSTICK_ON     7 /* by the processor's clock, with an interrupt */

_Static_assert(TICK_COUNT <= 1 << 24, "SysTick has 24 bits");

static u64 ticks;

u64 board_time_ns(void)
{
	unsigned long flags = board_irq_save();
	u64 whole = ticks;
	u32 left = SYSTICK_NOW;

	/* A tick that is over, and not yet counted: what was read may be from before or after. */
	if (ICSR & ICSR_SYSTICK) {
		left = SYSTICK_NOW;
		whole++;
	}
	board_irq_restore(flags);
	return whole * TICK_NS + (u64)(TICK_COUNT - 1 - left) * COUNT_NS;
}

void board_alarm(u64 when)
{
}

void armv7m_systick(void);

void armv7m_systick(void)
{
	unsigned long flags = board_irq_save();

	ticks++;
	thread_tick();
	if (board_cpu()->resched)
		ICSR = ICSR_PENDSV;
	board_irq_restore(flags);
}

void armv7m_clock_init(void)
{
	SYSTICK_RELOAD = TICK_COUNT - 1;
	SYSTICK_NOW = 0;
	SYSTICK_CTRL = SYSTICK_ON;
}
