// SPDX-License-Identifier: MIT
/*
 * Time: the processor's time stamp counter tells it, its local timer interrupts.
 *
 * How fast both are is measured once against the board's 1.193182 MHz counter.
 */
#include <linux/math64.h>

#include "port/x86/x86.h"

#define PIT_HZ	    1193182u
#define PIT_COMMAND 0x43
#define PIT_COUNT   0x42
#define PIT_GATE    0x61
/* Derived: long enough that the few microseconds of a reading are a thousandth. */
#define PIT_TICKS (PIT_HZ / 100)

#define APIC_FRAME 0xfee00000ull
enum {
	APIC_ID = 0x20,
	APIC_EOI = 0xb0,
	APIC_SPURIOUS = 0xf0,
	APIC_COMMAND = 0x300,
	APIC_TARGET = 0x310,
	APIC_TIMER = 0x320,
	APIC_COUNT = 0x380,
	APIC_CURRENT = 0x390,
	APIC_DIVIDE = 0x3e0,
};
#define APIC_ENABLE  0x100
#define APIC_BY_ONE  0xb
#define APIC_MASKED  0x10000
#define APIC_ASSERT  0x4000
#define APIC_SENDING 0x1000

/* Nanoseconds are counts * mult >> SHIFT. */
#define TIME_SHIFT 22

static u64 start;
static u32 time_mult, apic_mult;

static volatile u32 *apic(unsigned int reg)
{
	return (volatile u32 *)(board_space.stack_end + reg);
}

static u64 read_tsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

u64 board_time_ns(void)
{
	return mul_u64_u32_shr(read_tsc() - start, time_mult, TIME_SHIFT);
}

void board_alarm(u64 when)
{
	u64 now = board_time_ns(), wait = when > now ? when - now : 1;
	u64 count = mul_u64_u32_shr(min(wait, 1000000000ull), apic_mult, TIME_SHIFT);

	*apic(APIC_COUNT) = count ? (u32)min(count, 0xffffffffull) : 1;
}

void x86_apic_end(void)
{
	*apic(APIC_EOI) = 0;
}

void x86_apic_send(u32 apic_id, u32 command)
{
	unsigned long irqs = board_irq_save();

	*apic(APIC_TARGET) = apic_id << 24;
	*apic(APIC_COMMAND) = APIC_ASSERT | command;
	while (*apic(APIC_COMMAND) & APIC_SENDING)
		asm volatile("pause");
	board_irq_restore(irqs);
}

/* ---- measuring ------------------------------------------------------------------------------- */

static u16 pit_read(void)
{
	u8 low;

	outb(PIT_COMMAND, 0x80);
	low = inb(PIT_COUNT);
	return (u16)(low | inb(PIT_COUNT) << 8);
}

/* Both old controllers, told other vectors than those of faults, and to keep quiet. */
static void mask_pics(void)
{
	static const u8 words[] = { 0x11, VECTOR_PIC, 4, 1, 0xff };

	for (unsigned int i = 0; i < sizeof(words); i++) {
		outb(i ? 0x21 : 0x20, words[i]);
		outb(i ? 0xa1 : 0xa0, i == 1 ? VECTOR_PIC + 8 : i == 2 ? 2 : words[i]);
	}
}

void x86_apic_init(void)
{
	*apic(APIC_SPURIOUS) = APIC_ENABLE | VECTOR_SPURIOUS;
	*apic(APIC_DIVIDE) = APIC_BY_ONE;
	*apic(APIC_TIMER) = VECTOR_TIMER;
}

void x86_clock_init(void)
{
	u32 ticks, counted;
	u64 tsc;
	u16 first;

	mask_pics();
	x86_map_device(board_space.stack_end, APIC_FRAME);
	x86_apic_init();
	x86_cpus[0].apic_id = *apic(APIC_ID) >> 24;
	*apic(APIC_TIMER) = APIC_MASKED | VECTOR_TIMER;
	outb(PIT_GATE, (inb(PIT_GATE) & ~2u) | 1);
	outb(PIT_COMMAND, 0xb0);
	outb(PIT_COUNT, 0xff);
	outb(PIT_COUNT, 0xff);
	first = pit_read();
	*apic(APIC_COUNT) = ~0u;
	start = read_tsc();
	do
		ticks = (u16)(first - pit_read());
	while (ticks < PIT_TICKS);
	counted = ~0u - *apic(APIC_CURRENT);
	tsc = read_tsc() - start;
	time_mult = (u32)div64_u64((u64)ticks * 1000000000ull / PIT_HZ << TIME_SHIFT, tsc);
	apic_mult = (u32)div64_u64((u64)counted << TIME_SHIFT, (u64)ticks * 1000000000ull / PIT_HZ);
	*apic(APIC_TIMER) = VECTOR_TIMER;
}
