/* SPDX-License-Identifier: MIT */
/*
 * The entrance of mm/device for the layers above it and for bring-up.
 *
 *	device_init()		the bus: RAM, and the blocks of machine_config->devices
 *	request_mem_region()	who has which addresses		resource.c
 *	ioremap()		addresses for them		map.c
 *	readl(), writel()	one access			access.c
 *	memcpy_toio(), readsl()	many				copy.c
 *	  block_read()		what the registers do		block.c
 */
#ifndef MM_DEVICE_DEVICE_H
#define MM_DEVICE_DEVICE_H

#include <linux/types.h>

struct textbuf;

/**
 * device_init - set up the bus with the register blocks that the machine was configured with.
 * Return: 0; -ENOMEM; -EINVAL after machine_fail() where a block is impossible.
 */
int device_init(void);

/** device_exit - forget it; mappings and regions in use are their owners' leaks. */
void device_exit(void);

/** device_check - prove the layer's invariants. Return: how many are broken, each one printed. */
int device_check(void);

/** iomem_show, ioports_show - the texts of /proc/iomem and /proc/ioports. */
void iomem_show(struct textbuf *t);
void ioports_show(struct textbuf *t);

/**
 * struct device_flaw - what is wrong with a declaration of devices.
 * @line: where in the text, from 1 on.
 * @what: in words, without the line.
 */
struct device_flaw {
	unsigned int line;
	char what[160];
};

/**
 * device_syntax - can @text be read as a declaration of devices?  docs/devices.md says how.
 * Return: 0, or -EINVAL with @flaw filled in.
 * Context: any; needs no machine.
 */
int device_syntax(const char *text, struct device_flaw *flaw);

/**
 * device_explain_fault - what an address has to do with device memory.
 * Return: false where nothing, as far as is known; true after adding it to @t.
 * Context: any, also while someone crashed in the middle of this layer.
 */
bool device_explain_fault(unsigned long addr, struct textbuf *t);

/** resource_forget - take out of the trees the resources that lie in memory [@start, @end). */
void resource_forget(unsigned long start, unsigned long end);

#endif
