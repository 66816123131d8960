// SPDX-License-Identifier: MIT
/*
 * The board: QEMU's "virt" with 64-bit RISC-V processors, whose firmware (OpenSBI) runs below.
 *
 * The firmware enters in supervisor mode without paging, with the address of a device tree, which
 * tells of RAM, of what of it is the firmware's, the command line and the clock's rate.  Where the
 * serial line and the way out of the emulator are is the board's, and constant.  entry.S goes to
 * the image's addresses.
 *
 *	on the bus            addresses (Sv39)
 *	                      0                    users'                   (never mapped here)
 *	0x80000000 RAM        0xffffffc000000000   RAM, up to 64 GiB        page_offset
 *	                      0xffffffd000000000   vmalloc
 *	                      0xffffffe000000000   kmap
 *	                      0xffffffe400000000   frames at the first touch, per-CPU slots
 *	                      0xfffffff800000000   stacks of threads
 *	0          devices    0xffffffff40000000   the bus's first GiB
 *	                      0xffffffff80200000   the image, wherever it lies
 *
 * Physical 0 of the machine is the first byte of RAM, not of the bus: a struct page for each frame
 * of 2 GiB where no RAM is would be 32 MiB, and ZONE_DMA, the first 16 MiB, would have nothing.
 * Only page-table entries know of the difference (<port/entry.h>).
 */
#include <linux/string.h>

#include "port/bare/tables.h"
#include "port/riscv64/riscv64.h"

#define LINE_BYTES 2048

#define UART(reg)	(*(volatile u8 *)(DEVICES + 0x10000000 + (reg)))
#define UART_DATA	0
#define UART_STATE	5
#define UART_STATE_FREE 0x20

#define EXIT	    (*(volatile u32 *)(DEVICES + 0x100000))
#define EXIT_PASSED 0x5555u
#define EXIT_FAILED 0x3333u /* with the status in the upper half */

_Static_assert(__builtin_offsetof(struct bare_cpu, number) == 16,
	       "<port/sequence.h> knows where the number is");

unsigned long bare_direct = 0xffffffc000000000;

struct board_space board_space = {
	.kernel_start = 0xffffffc000000000,
	.direct_bytes = 1ull << 36,
	.vmalloc_start = 0xffffffd000000000,
	.vmalloc_end = 0xffffffe000000000,
	.kmap_start = 0xffffffe000000000,
	.kmap_end = 0xffffffe004000000,
	.lazy_start = 0xffffffe400000000,
	.lazy_end = 0xfffffff400000000,
	.stack_start = 0xfffffff800000000,
	.stack_end = 0xfffffff810000000,
	.user_start = 0x10000000,
	.user_end = 0x50000000,
};

extern char image_start[], image_end[], boot_stack[], boot_stack_end[];

static char command_line[LINE_BYTES];

/* ---- voice and end --------------------------------------------------------------------------- */

/* The firmware has set it up, and speaks there itself. */
void board_put(u8 c)
{
	while (!(UART(UART_STATE) & UART_STATE_FREE))
		board_pause();
	UART(UART_DATA) = c;
}

void board_exit(int status)
{
	EXIT = status ? EXIT_FAILED | (u32)status << 16 : EXIT_PASSED;
}

void board_halt(void)
{
	for (;;)
		asm volatile("csrci sstatus, 2\n\twfi");
}

/* ---- start ----------------------------------------------------------------------------------- */

/* To the end of RAM: what is below, scarce where devices reach only so far, is the machine's. */
static void move_image(void)
{
	u64 bytes = (u64)(image_end - image_start), at = (unsigned long)image_start - IMAGE_BASE;
	u64 to = kept_place(bytes, board_space.direct_bytes);

	riscv_move_image(bare_at(to), (unsigned long)bytes,
			 (unsigned long)(to + RAM_BASE - at) >> (CONFIG_PAGE_SHIFT - ENTRY_FRAME));
}

/* @tree is where the firmware says, on the bus; it may lie where the image goes to. */
void riscv_boot(unsigned long tree)
{
	struct tree_news news = {};
	const char *wrong;

	thread_adopt_cpu(0, (unsigned long)boot_stack, (unsigned long)boot_stack_end);
	riscv_traps_init();
	wrong = tree_read(bare_at(tree - RAM_BASE), &news);
	if (wrong) {
		bare_say("the device tree at %x: %s\n", tree, wrong);
		bare_end(2);
	}
	strscpy(command_line, news.command_line ?: "", sizeof(command_line));
	riscv_clock_init(news.time_hz);
	move_image();
	bare_start(command_line);
}

/* entry.S has made it, of pages of 1 GiB; those beyond RAM go. */
void board_direct_map(void)
{
	u64 end = bare_ram.range[bare_ram.nr - 1].end;

	for (u64 at = 0; at < board_space.direct_bytes; at += tables_bytes(2))
		if (at >= end)
			entry_write(TABLE_ROOT, tables_index(bare_direct + at, 2), 0);
	board_flush(0, ~0ul, true);
}

void board_start(void)
{
	riscv_clock_start();
}

/* ---- stacks ---------------------------------------------------------------------------------- */

/* What board_switch() takes from the stack: where it returns to, and s0 to s11. */
#define SWITCH_WORDS 14

unsigned long board_new_stack(unsigned long top, void (*fn)(void))
{
	extern char riscv_thread_start[];
	unsigned long *sp = (unsigned long *)top - SWITCH_WORDS;

	memset(sp, 0, SWITCH_WORDS * sizeof(*sp));
	sp[0] = (unsigned long)riscv_thread_start;
	sp[2] = (unsigned long)fn; /* s1 */
	return (unsigned long)sp;
}
