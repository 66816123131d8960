/* SPDX-License-Identifier: MIT */
/*
 * Device memory: mapping it, and reaching it.
 *
 * ioremap() gives an address for a device's registers.  Only the functions below reach them by it;
 * to take it for a pointer is a mistake, which is caught: see mm/device/device.c.
 *
 *		8 bit	16 bit	32 bit	64 bit
 *	read	readb	readw	readl	readq		ioread8 .. ioread64
 *	write	writeb	writew	writel	writeq		iowrite8 .. iowrite64
 *
 * Registers are little-endian; those of ioread16be() and its kin are big-endian.
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/compiler.h>
#include <linux/swab.h>
#include <linux/types.h>
#include <asm/page.h>
#include <asm/port_io.h>

/* A bus sees physical addresses. */
#define virt_to_bus(address) virt_to_phys(address)
#define bus_to_virt(address) phys_to_virt(address)

/* ---- mapping --------------------------------------------------------------------------------- */

void __iomem *ioremap(phys_addr_t offset, size_t size);
void iounmap(volatile void __iomem *addr);

/* There is one kind of mapping, so what it should be cached like does not matter. */
#define ioremap_wc	ioremap
#define ioremap_wt	ioremap
#define ioremap_uc	ioremap
#define ioremap_np	ioremap
#define ioremap_cache	ioremap
#define ioremap_nocache ioremap

/* ---- one access ------------------------------------------------------------------------------ */

u64 __io_read(const volatile void __iomem *addr, unsigned int bytes);
void __io_write(volatile void __iomem *addr, unsigned int bytes, u64 value);

#define IO_MAKE(letter, bits)                                                                 \
	static __always_inline u##bits read##letter(const volatile void __iomem *addr)        \
	{                                                                                     \
		return (u##bits)__io_read(addr, (bits) / 8);                                  \
	}                                                                                     \
	static __always_inline void write##letter(u##bits value, volatile void __iomem *addr) \
	{                                                                                     \
		__io_write(addr, (bits) / 8, value);                                          \
	}
IO_MAKE(b, 8)
IO_MAKE(w, 16)
IO_MAKE(l, 32)
IO_MAKE(q, 64)
#undef IO_MAKE

/* Drivers ask whether there is one. */
#define readb  readb
#define readw  readw
#define readl  readl
#define readq  readq
#define writeb writeb
#define writew writew
#define writel writel
#define writeq writeq

/* The bus does one access after the other, so all are as ordered as they can be. */
#define readb_relaxed  readb
#define readw_relaxed  readw
#define readl_relaxed  readl
#define readq_relaxed  readq
#define writeb_relaxed writeb
#define writew_relaxed writew
#define writel_relaxed writel
#define writeq_relaxed writeq
#define mmiowb()       barrier()

#ifdef __LITTLE_ENDIAN
/* As the bus has it, whatever the processor's order. */
#define __raw_readb  readb
#define __raw_readw  readw
#define __raw_readl  readl
#define __raw_readq  readq
#define __raw_writeb writeb
#define __raw_writew writew
#define __raw_writel writel
#define __raw_writeq writeq
#endif

#define ioread8	  readb
#define ioread16  readw
#define ioread32  readl
#define ioread64  readq
#define iowrite8  writeb
#define iowrite16 writew
#define iowrite32 writel
#define iowrite64 writeq

#define ioread16be(addr)	 ((u16)swab16(readw(addr)))
#define ioread32be(addr)	 ((u32)swab32(readl(addr)))
#define ioread64be(addr)	 ((u64)swab64(readq(addr)))
#define iowrite16be(value, addr) writew(swab16(value), (addr))
#define iowrite32be(value, addr) writel(swab32(value), (addr))
#define iowrite64be(value, addr) writeq(swab64(value), (addr))

/* ---- many ------------------------------------------------------------------------------------ */

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t count);
void memset_io(volatile void __iomem *addr, int value, size_t count);
void __io_read_rep(const volatile void __iomem *addr, void *to, unsigned int count,
		   unsigned int bytes);
void __io_write_rep(volatile void __iomem *addr, const void *from, unsigned int count,
		    unsigned int bytes);

/* @count accesses of one register, to or from memory, in the order that memory has them. */
#define readsb(addr, to, count)	   __io_read_rep((addr), (to), (count), 1)
#define readsw(addr, to, count)	   __io_read_rep((addr), (to), (count), 2)
#define readsl(addr, to, count)	   __io_read_rep((addr), (to), (count), 4)
#define readsq(addr, to, count)	   __io_read_rep((addr), (to), (count), 8)
#define writesb(addr, from, count) __io_write_rep((addr), (from), (count), 1)
#define writesw(addr, from, count) __io_write_rep((addr), (from), (count), 2)
#define writesl(addr, from, count) __io_write_rep((addr), (from), (count), 4)
#define writesq(addr, from, count) __io_write_rep((addr), (from), (count), 8)

#define ioread8_rep   readsb
#define ioread16_rep  readsw
#define ioread32_rep  readsl
#define ioread64_rep  readsq
#define iowrite8_rep  writesb
#define iowrite16_rep writesw
#define iowrite32_rep writesl
#define iowrite64_rep writesq

#endif
