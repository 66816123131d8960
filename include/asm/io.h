/* SPDX-License-Identifier: MIT */
/* Addresses of memory as devices see them.  There are no device registers to reach. */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/page.h>

/* A bus sees physical addresses. */
#define virt_to_bus(address) virt_to_phys(address)
#define bus_to_virt(address) phys_to_virt(address)

#endif
