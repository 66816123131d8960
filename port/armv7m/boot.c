// SPDX-License-Identifier: MIT
/*
 * The board: a Cortex-M3 with 256 KiB of RAM, as QEMU's mps2-an385 has one (and 16 MiB more).
 *
 *	0x00000000  vectors; the page is forbidden to data accesses: it is what NULL points to
 *	0x00000400  code, constants, tables for traces, first values of .data
 *	0x20000000  stack of interrupts and faults: below it there is nothing to overrun
 *	            .data, .bss, the stacks of threads
 *	            the machine's RAM ... 0x20040000
 *	0x20200000  not the board's: variables of the tests, which are many times as large
 *
 * Physical 0 is the first byte of RAM, so that the memory map describes RAM and nothing else.
 *
 * Threads run on the process stack, the rest on the main stack.  All switching is done by threads
 * themselves (port/bare/thread.c): an interrupt that wants another thread to run makes PendSV
 * pending, which comes when no other handler is active, and puts a call of thread_preempt() under
 * the interrupted instruction (entry.S).  Interrupts are masked by PRIMASK.
 *
 * The MPU keeps three things from being accessed: the page at 0, the last bytes of the stack that
 * is in use, and (by the processor's own map) code in what is not memory.
 *
 * Words and exit status go through semihosting, which QEMU offers, the log through the first UART.
 */
#include <linux/string.h>

#include "port/armv7m/armv7m.h"

enum {
	UART_DATA = 0x40004000,
	UART_STATE = 0x40004004,
	UART_CTRL = 0x40004008,
	UART_BAUDDIV = 0x40004010
};
#define UART_FULL 1
#define UART_SEND 1
/* 115200 baud of 25 MHz. */
#define UART_DIVISOR 217

enum { HOST_COMMAND_LINE = 0x15, HOST_EXIT = 0x20 };
#define HOST_EXIT_PROGRAM 0x20026

#define MPU_CTRL    REG(0xe000ed94)
#define MPU_NUMBER  REG(0xe000ed98)
#define MPU_BASE    REG(0xe000ed9c)
#define MPU_ATTR    REG(0xe000eda0)
#define MPU_ON	    5 /* with the processor's own map behind it */
#define MPU_VALID   (1u << 4)
#define MPU_NOBODY  (1u << 28 | 1u) /* never executed, no access, enabled */
#define MPU_SIZE(n) ((n) << 1)	    /* of 2^(n + 1) bytes */
enum { REGION_NULL, REGION_STACK };

/* Derived: what it takes to get to the first thread, and to idle with a report of kswapd's. */
#define IDLE_BYTES 1280

unsigned long bare_direct = 0x20000000;
struct board_space board_space;

static char idle_stack[IDLE_BYTES] __attribute__((aligned(GUARD_BYTES)));
static char command_line[256];

extern u32 data_start[], data_end[], data_load[], bss_start[], bss_end[];
extern u32 bench_start[], bench_end[], bench_load[], bench_bss_start[], bench_bss_end[];

/* ---- voice and end --------------------------------------------------------------------------- */

void board_put(u8 c)
{
	while (REG(UART_STATE) & UART_FULL)
		board_pause();
	REG(UART_DATA) = c;
}

unsigned long armv7m_host(unsigned long operation, const void *arguments)
{
	register unsigned long r0 asm("r0") = operation;
	register const void *r1 asm("r1") = arguments;

	asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}

void board_exit(int status)
{
	const u32 arguments[] = { HOST_EXIT_PROGRAM, (u32)status };

	armv7m_host(HOST_EXIT, arguments);
}

void board_halt(void)
{
	for (;;)
		asm volatile("cpsid i\n\twfi");
}

static void find_command_line(void)
{
	u32 arguments[] = { (u32)command_line, sizeof(command_line) };

	if (armv7m_host(HOST_COMMAND_LINE, arguments))
		command_line[0] = '\0';
}

/* ---- memory protection ----------------------------------------------------------------------- */

/* The stack that is in use ends here; whoever is switched to says so first (entry.S). */
void armv7m_guard_stack(void)
{
	MPU_BASE = (u32)current_thread()->own.low | MPU_VALID | REGION_STACK;
	MPU_ATTR = MPU_NOBODY | MPU_SIZE(GUARD_SHIFT - 1);
}

static void protect(void)
{
	MPU_BASE = MPU_VALID | REGION_NULL;
	MPU_ATTR = MPU_NOBODY | MPU_SIZE(9);
	armv7m_guard_stack();
	MPU_CTRL = MPU_ON;
	asm volatile("dsb\n\tisb" : : : "memory");
}

/* ---- start ----------------------------------------------------------------------------------- */

static void copy_words(u32 *to, const u32 *end, const u32 *from)
{
	while (to < end)
		*to++ = *from++;
}

static void clear_words(u32 *to, const u32 *end)
{
	while (to < end)
		*to++ = 0;
}

static void __noreturn start_idle(void)
{
	bare_start(command_line);
}

void __noreturn armv7m_start(void);

/* On the stack of interrupts, after reset. */
void armv7m_start(void)
{
	copy_words(data_start, data_end, data_load);
	clear_words(bss_start, bss_end);
	copy_words(bench_start, bench_end, bench_load);
	clear_words(bench_bss_start, bench_bss_end);
	REG(UART_BAUDDIV) = UART_DIVISOR;
	REG(UART_CTRL) = UART_SEND;
	thread_adopt_cpu(0, (unsigned long)idle_stack, (unsigned long)idle_stack + IDLE_BYTES);
	find_command_line();
	armv7m_traps_init();
	protect();
	asm volatile("msr psp, %0\n\t"
		     "mov r0, #2\n\t"
		     "msr control, r0\n\t"
		     "isb\n\t"
		     "bx %1"
		     :
		     : "r"(idle_stack + IDLE_BYTES), "r"(start_idle)
		     : "r0", "memory");
	__builtin_unreachable();
}

void board_direct_map(void)
{
}

void board_start(void)
{
	armv7m_clock_init();
}

/* It has none (port/slot_ops.h). */
void sequences_init(void)
{
}

/* ---- stacks ---------------------------------------------------------------------------------- */

/* What board_switch() takes from the stack, and returns to. */
unsigned long board_new_stack(unsigned long top, void (*fn)(void))
{
	extern char armv7m_thread_start[];
	unsigned long *sp = (unsigned long *)top;

	*--sp = (unsigned long)armv7m_thread_start;
	for (int i = 11; i >= 3; i--)
		*--sp = i == 4 ? (unsigned long)fn : 0;
	return (unsigned long)sp;
}
