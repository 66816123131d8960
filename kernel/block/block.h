/* SPDX-License-Identifier: MIT */
/*
 * Entrance of kernel/block/: block devices, between their files and their drivers.
 *
 *	bdev.c, ioctl.c		/dev/NAME: what programs do
 *	  cache.c		the device's pages in memory; writeback.c: and back to the device
 *	    submit.c		a bio on its way: checks, splits (limits.c); wait.c: until it ends
 *	      queue.c		what is under way
 *	      mq.c		requests, and giving them to drivers; mq_set.c: where they come from
 *	      bio.c		bios themselves
 *	disk.c			disks, from alloc to put; major.c: numbers; show.c: their files
 */
#ifndef KERNEL_BLOCK_BLOCK_H
#define KERNEL_BLOCK_BLOCK_H

#include <linux/types.h>

/** block_init - no disks yet. Return: 0 or -ENOMEM. */
int block_init(void);
void block_exit(void);

/**
 * block_forget - take back the disks and numbers of the module in [@start, @end).
 * @crashed: it had no chance to do so; else each is a mistake of @module.
 */
void block_forget(const char *module, unsigned long start, unsigned long end, bool crashed);

/** block_crashed - a thread or timer of code in [@start, @end) has: its disks are dead. */
void block_crashed(unsigned long start, unsigned long end);

/** block_check - prove the invariants of all disks. Return: how many are broken, each told. */
int block_check(void);

#endif
