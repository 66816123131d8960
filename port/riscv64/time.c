// SPDX-License-Identifier: MIT
/*
 * Time: the board's counter, which every processor reads as "time"; the firmware sets the alarm.
 */
#include <linux/math64.h>

#include "port/riscv64/riscv64.h"

/* The firmware's timer extension ("TIME"), of which the only function is to set the alarm. */
#define SBI_TIME 0x54494d45ul

#define TIMER_INTERRUPT (1ul << 5) /* of sie */

/* Nanoseconds are ticks * ns_mult >> SHIFT. */
#define TIME_SHIFT 22
#define NS_PER_S   1000000000ull

static u32 ns_mult;
static u64 start, hz;

static u64 ticks(void)
{
	u64 now;

	asm volatile("rdtime %0" : "=r"(now));
	return now;
}

u64 board_time_ns(void)
{
	return mul_u64_u32_shr(ticks() - start, ns_mult, TIME_SHIFT);
}

static void set_alarm(u64 at)
{
	register unsigned long a0 asm("a0") = at;
	register unsigned long a6 asm("a6") = 0;
	register unsigned long a7 asm("a7") = SBI_TIME;

	asm volatile("ecall" : "+r"(a0) : "r"(a6), "r"(a7) : "a1", "memory");
}

/* A tick more than it takes, so that the time has come when it interrupts. */
void board_alarm(u64 when)
{
	u64 now = board_time_ns(), wait = when > now ? min(when - now, NS_PER_S) : 0;

	set_alarm(ticks() + div64_u64(wait * hz, NS_PER_S) + 1);
}

void riscv_clock_init(u32 ticks_per_second)
{
	hz = ticks_per_second;
	ns_mult = (u32)div64_u64(NS_PER_S << TIME_SHIFT, hz);
	start = ticks();
}

void riscv_clock_start(void)
{
	asm volatile("csrs sie, %0" : : "r"(TIMER_INTERRUPT) : "memory");
}
