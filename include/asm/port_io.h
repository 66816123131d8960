/* SPDX-License-Identifier: MIT */
/*
 * Ports, the processor's other bus.  No device of the machine is there, so nobody drives the lines:
 * all that is read is ones, and what is written is lost.
 */
#ifndef _ASM_PORT_IO_H
#define _ASM_PORT_IO_H

#include <linux/string.h>
#include <linux/types.h>

#define PORT_IO_MAKE(letter, bits)                                                             \
	static inline u##bits in##letter(unsigned long port)                                   \
	{                                                                                      \
		return (u##bits) - 1;                                                          \
	}                                                                                      \
	static inline void out##letter(u##bits value, unsigned long port)                      \
	{                                                                                      \
	}                                                                                      \
	static inline u##bits in##letter##_p(unsigned long port)                               \
	{                                                                                      \
		return in##letter(port);                                                       \
	}                                                                                      \
	static inline void out##letter##_p(u##bits value, unsigned long port)                  \
	{                                                                                      \
		out##letter(value, port);                                                      \
	}                                                                                      \
	static inline void ins##letter(unsigned long port, void *to, unsigned long n)          \
	{                                                                                      \
		memset(to, 0xff, n *((bits) / 8));                                             \
	}                                                                                      \
	static inline void outs##letter(unsigned long port, const void *from, unsigned long n) \
	{                                                                                      \
	}
PORT_IO_MAKE(b, 8)
PORT_IO_MAKE(w, 16)
PORT_IO_MAKE(l, 32)
#undef PORT_IO_MAKE

#endif
