/* SPDX-License-Identifier: MIT */
/* What the files of port/riscv64 share; boot.c is the theory. */
#ifndef PORT_RISCV64_RISCV64_H
#define PORT_RISCV64_RISCV64_H

#include "port/bare/bare.h"
#include <port/entry.h>

/* The image's addresses are so much above the bus's; riscv64.lds and entry.S have it, too. */
#define IMAGE_BASE 0xffffffff00000000ul
/* The bus's first GiB, where its devices are. */
#define DEVICES 0xffffffff40000000ul

/* ---- boot.c ---- */
void riscv_boot(unsigned long tree);

/* ---- entry.S ---- */

/**
 * riscv_move_image - copy the image to @to, @bytes of it, and go on there.
 * @tables: what is to be added to table entries that lead into the image.
 */
void riscv_move_image(void *to, unsigned long bytes, unsigned long tables);

/* ---- tree.c ---- */

/** struct tree_news - what the firmware's device tree says; nothing in it is copied. */
struct tree_news {
	const char *command_line;
	u32 time_hz;
};

/** tree_read - tell port/bare of the RAM in it.  Return: NULL, or what is wrong with it. */
const char *tree_read(const void *tree, struct tree_news *news);

/* ---- trap.c ---- */
void riscv_traps_init(void);

/* ---- time.c ---- */
void riscv_clock_init(u32 hz);
void riscv_clock_start(void);

#endif
