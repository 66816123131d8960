/* SPDX-License-Identifier: MIT */
/* Cache lines, for data that should share one or should not. */
#ifndef LINUX_CACHE_H
#define LINUX_CACHE_H

#include <linux/compiler.h>
#include <linux/align.h>

#define L1_CACHE_SHIFT	      CONFIG_L1_CACHE_SHIFT
#define L1_CACHE_BYTES	      (1 << L1_CACHE_SHIFT)
#define SMP_CACHE_BYTES	      L1_CACHE_BYTES
#define INTERNODE_CACHE_SHIFT L1_CACHE_SHIFT
#define L1_CACHE_ALIGN(x)     ALIGN(x, L1_CACHE_BYTES)
#define SMP_CACHE_ALIGN(x)    ALIGN(x, SMP_CACHE_BYTES)
#define cache_line_size()     L1_CACHE_BYTES

#define ____cacheline_aligned __aligned(SMP_CACHE_BYTES)
#define __cacheline_aligned   ____cacheline_aligned
#ifdef CONFIG_SMP
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#define __cacheline_aligned_in_smp   ____cacheline_aligned
#else
#define ____cacheline_aligned_in_smp
#define __cacheline_aligned_in_smp
#endif
#define ____cacheline_internodealigned_in_smp ____cacheline_aligned_in_smp

#define __read_mostly
#define __ro_after_init

/** CACHELINE_PADDING - inside a struct: what follows starts a cache line of its own. */
struct cacheline_padding {
	char x[0];
} ____cacheline_aligned_in_smp;
#define CACHELINE_PADDING(name) struct cacheline_padding name

#endif
