// SPDX-License-Identifier: MIT
/*
 * The board: a PC, as qemu-system-x86_64 -kernel has it.
 *
 * The loader is told by a note in the image where to begin (PVH): one convention for 32 and 64 bit,
 * an ELF file of the processor's own kind, and a memory map, with nothing to be wrapped or patched.
 * It comes in 32-bit mode without paging; entry_64.S goes to 64 bit and to the image's addresses.
 *
 *	addresses (x86_64)
 *	0                    users'                       (never mapped here)
 *	0xffff800000000000   RAM, all of it               page_offset
 *	0xffffc00000000000   vmalloc
 *	0xffffd00000000000   kmap
 *	0xffffe00000000000   frames at the first touch    per-CPU slots
 *	0xfffff00000000000   stacks of threads, the local interrupt controller behind them
 *	0xffffffff81000000   the image, wherever it lies
 *
 *	addresses (i386)
 *	0                    users'
 *	0xa0000000           frames at the first touch, 256 MiB
 *	0xb0000000           stacks of threads, the local interrupt controller behind them
 *	0xbf000000           the image, 16 MiB at most
 *	0xc0000000           the first 896 MiB of RAM     page_offset
 *	0xf8001000           vmalloc, 112 MiB; the page below is the guard of its first area
 *	0xff000000           kmap, 8 MiB
 *
 * So the last 128 MiB are what modules know them for; what is the port's own lies below the direct
 * map, where other kernels have users.
 *
 * An image for i386 uses three levels of page tables where its command line begins with "pae", and
 * two else, which reach the first 4 GiB of RAM.
 */
#include <linux/string.h>

#include "port/x86/x86.h"
#include <port/sequence.h>

#define START_MAGIC 0x336ec578
#define MEMORY_RAM  1
#define LINE_BYTES  2048
/* RAM ends somewhat below this, and goes on behind it; the firmware's part of it is no hole. */
#define LOW_RAM_END 0xa0000
#define LOW_MIB	    0x100000
/* What the firmware has of the first MiB. */
#define FIRMWARE_START 0x9f000
/* The boot tables reach so far. */
#define IMAGE_LIMIT (4ull << 30)
#define COM1	    0x3f8
#define LINE_READY  0x20
#define EXIT_PORT   0xf4

/** struct start_info - what the loader tells, at the address in %ebx. */
struct start_info {
	u32 magic, version, flags, nr_modules;
	u64 modules, command_line, rsdp, memory;
	u32 nr_memory, unused;
};

struct memory_entry {
	u64 start, bytes;
	u32 type, unused;
};

_Static_assert(__builtin_offsetof(struct bare_cpu, slots) == SEQUENCE_AT_SLOTS &&
		       __builtin_offsetof(struct bare_cpu, copies) == SEQUENCE_AT_COPIES &&
		       __builtin_offsetof(struct bare_cpu, steps) == SEQUENCE_AT_STEPS,
	       "<port/sequence.h> knows where sequences find what they read");

#ifdef __x86_64__

unsigned long bare_direct = 0xffff800000000000;

struct board_space board_space = {
	.kernel_start = 0xffff800000000000,
	.direct_bytes = 1ull << 46,
	.vmalloc_start = 0xffffc00000000000,
	.vmalloc_end = 0xffffc01000000000,
	.kmap_start = 0xffffd00000000000,
	.kmap_end = 0xffffd00004000000,
	.lazy_start = 0xffffe00000000000,
	.lazy_end = 0xffffe01000000000,
	.stack_start = 0xfffff00000000000,
	.stack_end = 0xfffff00010000000,
	.user_start = 0x10000000,
	.user_end = 0x50000000,
};

#else

unsigned long bare_direct = 0xc0000000;

struct board_space board_space = {
	.kernel_start = 0xa0000000,
	.direct_bytes = 896ull << 20,
	.vmalloc_start = 0xf8001000,
	.vmalloc_end = 0xff000000,
	.kmap_start = 0xff000000,
	.kmap_end = 0xff800000,
	.lazy_start = 0xa0000000,
	.lazy_end = 0xb0000000,
	.stack_start = 0xb0000000,
	.stack_end = 0xb2000000,
	.user_start = 0x10000000,
	.user_end = 0x50000000,
};

#endif

/* entry_64.S, entry_32.S: copy the image to @to, which is @by bytes further, and go on there. */
void x86_move_image(void *to, unsigned long bytes, unsigned long by);

extern char image_start[], image_end[], boot_stack[], boot_stack_end[];

static char command_line[LINE_BYTES];
static u64 rsdp;

/* ---- voice and end --------------------------------------------------------------------------- */

void board_put(u8 c)
{
	while (!(inb(COM1 + 5) & LINE_READY))
		board_pause();
	outb(COM1, c);
}

/* 115200 baud, 8 bits. */
static void serial_init(void)
{
	static const u8 words[][2] = { { 1, 0 }, { 3, 0x80 }, { 0, 1 }, { 1, 0 },
				       { 3, 3 }, { 2, 0xc7 }, { 4, 3 } };

	for (unsigned int i = 0; i < sizeof(words) / sizeof(*words); i++)
		outb(COM1 + words[i][0], words[i][1]);
}

/* QEMU's isa-debug-exit: it ends with twice the value and one. */
void board_exit(int status)
{
	outb(EXIT_PORT, (u8)(BARE_EXIT_BASE + status));
}

void board_halt(void)
{
	for (;;)
		asm volatile("cli; hlt");
}

/* ---- start ----------------------------------------------------------------------------------- */

/* The MiB below which the firmware is counts as one range, with a part that is reserved. */
static void add_ram(u64 start, u64 end)
{
	if (start < LOW_RAM_END)
		return;
	if (end > x86_frames_end())
		bare_say("%u MiB of memory lie where these page tables do not reach "
			 "(i386: --pae reaches further)\n",
			 (unsigned long)((end - max(start, x86_frames_end())) >> 20));
	ram_add(start == LOW_MIB ? 0 : start, min(end, x86_frames_end()));
}

static void find_ram(const struct start_info *info)
{
	const struct memory_entry *entry = bare_at(info->memory);

	bare_ram.firmware = (struct ram_range){ FIRMWARE_START, LOW_MIB };
	for (u32 i = 0; i < info->nr_memory; i++)
		if (entry[i].type == MEMORY_RAM)
			add_ram(entry[i].start, entry[i].start + entry[i].bytes);
}

/* To where nothing scarce is. */
static void move_image(void)
{
	u64 bytes = (u64)(image_end - image_start);
	u64 to = kept_place(bytes, min(IMAGE_LIMIT, board_space.direct_bytes));

	x86_move_image(bare_at(to), (unsigned long)bytes,
		       (unsigned long)to - ((unsigned long)image_start - IMAGE_BASE));
	x86_traps_root();
}

void x86_boot(u32 start_info)
{
	const struct start_info *info = bare_at(start_info);

	serial_init();
	thread_adopt_cpu(0, (unsigned long)boot_stack, (unsigned long)boot_stack_end);
	x86_traps_init(0);
	if (info->magic != START_MAGIC || info->version < 1) {
		bare_say("this loader does not tell of the memory there is\n");
		bare_end(2);
	}
	strscpy(command_line, bare_at(info->command_line), sizeof(command_line));
	x86_paging_init(strncmp(command_line, "pae", 3) == 0);
	find_ram(info);
	rsdp = info->rsdp;
	move_image();
	bare_start(command_line);
}

void board_start(void)
{
	x86_clock_init();
	if (!x86_interrupt_stack(0)) {
		bare_say("no memory for an interrupt stack\n");
		bare_end(1);
	}
#ifdef __x86_64__
	x86_start_others(rsdp);
#endif
}

/* Those that board_switch() keeps beside bp and bx. */
#define OTHER_REGISTERS (sizeof(long) == 8 ? 4 : 2)

/* What board_switch() takes from the stack, and returns to. */
unsigned long board_new_stack(unsigned long top, void (*fn)(void))
{
	extern char x86_thread_start[];
	unsigned long *sp = (unsigned long *)top;

	*--sp = (unsigned long)x86_thread_start;
	*--sp = 0;		   /* bp */
	*--sp = (unsigned long)fn; /* bx */
	for (unsigned int i = 0; i < OTHER_REGISTERS; i++)
		*--sp = 0;
	return (unsigned long)sp;
}
