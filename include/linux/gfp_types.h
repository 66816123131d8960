/* SPDX-License-Identifier: MIT */
/*
 * The flags of a request for memory.
 *
 * A flag says where the memory may come from, how it is to be prepared, what the allocator may do
 * to get it, or how hard to try.  The zone of the first four is chosen in gfp_zone().
 */
#ifndef _LINUX_GFP_TYPES_H
#define _LINUX_GFP_TYPES_H

#include <linux/types.h>

#define ___GFP_DMA	      0x01u
#define ___GFP_HIGHMEM	      0x02u
#define ___GFP_DMA32	      0x04u
#define ___GFP_MOVABLE	      0x08u
#define ___GFP_RECLAIMABLE    0x10u
#define ___GFP_HIGH	      0x20u
#define ___GFP_IO	      0x40u
#define ___GFP_FS	      0x80u
#define ___GFP_ZERO	      0x100u
#define ___GFP_COLD	      0x200u
#define ___GFP_DIRECT_RECLAIM 0x400u
#define ___GFP_KSWAPD_RECLAIM 0x800u
#define ___GFP_WRITE	      0x1000u
#define ___GFP_NOWARN	      0x2000u
#define ___GFP_RETRY_MAYFAIL  0x4000u
#define ___GFP_NOFAIL	      0x8000u
#define ___GFP_NORETRY	      0x10000u
#define ___GFP_MEMALLOC	      0x20000u
#define ___GFP_COMP	      0x40000u
#define ___GFP_NOMEMALLOC     0x80000u
#define ___GFP_HARDWALL	      0x100000u
#define ___GFP_THISNODE	      0x200000u
#define ___GFP_ACCOUNT	      0x400000u
#define ___GFP_NO_GROW	      0x800000u

/* Where: the zone, and how the block's neighbours may be treated. */
#define __GFP_DMA	  ((__force gfp_t)___GFP_DMA)
#define __GFP_HIGHMEM	  ((__force gfp_t)___GFP_HIGHMEM)
#define __GFP_DMA32	  ((__force gfp_t)___GFP_DMA32)
#define __GFP_MOVABLE	  ((__force gfp_t)___GFP_MOVABLE)
#define __GFP_RECLAIMABLE ((__force gfp_t)___GFP_RECLAIMABLE)
#define GFP_ZONEMASK	  (__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE)

/* What the allocator may do, and which reserves it may use. */
#define __GFP_HIGH	     ((__force gfp_t)___GFP_HIGH)
#define __GFP_IO	     ((__force gfp_t)___GFP_IO)
#define __GFP_FS	     ((__force gfp_t)___GFP_FS)
#define __GFP_DIRECT_RECLAIM ((__force gfp_t)___GFP_DIRECT_RECLAIM)
#define __GFP_KSWAPD_RECLAIM ((__force gfp_t)___GFP_KSWAPD_RECLAIM)
#define __GFP_RECLAIM	     (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define __GFP_MEMALLOC	     ((__force gfp_t)___GFP_MEMALLOC)
#define __GFP_NOMEMALLOC     ((__force gfp_t)___GFP_NOMEMALLOC)

/* How hard. */
#define __GFP_NORETRY	    ((__force gfp_t)___GFP_NORETRY)
#define __GFP_RETRY_MAYFAIL ((__force gfp_t)___GFP_RETRY_MAYFAIL)
#define __GFP_NOFAIL	    ((__force gfp_t)___GFP_NOFAIL)

/* How. */
#define __GFP_ZERO     ((__force gfp_t)___GFP_ZERO)
#define __GFP_COMP     ((__force gfp_t)___GFP_COMP)
#define __GFP_COLD     ((__force gfp_t)___GFP_COLD)
#define __GFP_NOWARN   ((__force gfp_t)___GFP_NOWARN)
#define __GFP_WRITE    ((__force gfp_t)___GFP_WRITE)
#define __GFP_HARDWALL ((__force gfp_t)___GFP_HARDWALL)
#define __GFP_THISNODE ((__force gfp_t)___GFP_THISNODE)
#define __GFP_ACCOUNT  ((__force gfp_t)___GFP_ACCOUNT)
#define __GFP_NO_GROW  ((__force gfp_t)___GFP_NO_GROW)

/* Older spellings. */
#define __GFP_WAIT   __GFP_RECLAIM
#define __GFP_REPEAT __GFP_RETRY_MAYFAIL
#define __GFP_ATOMIC __GFP_HIGH

/*
 * Spellings of what is so without them, as in kernels that were built without the feature each is
 * about: accounting, which only __GFP_ACCOUNT asks for; shadows and tags of memory; the tracking of
 * uninitialised bytes; a count of pages taken in another node's name; lock dependencies.
 */
#define __GFP_NOACCOUNT		     ((__force gfp_t)0)
#define __GFP_NOTRACK		     ((__force gfp_t)0)
#define __GFP_NOTRACK_FALSE_POSITIVE __GFP_NOTRACK
#define __GFP_OTHER_NODE	     ((__force gfp_t)0)
#define __GFP_NOLOCKDEP		     ((__force gfp_t)0)
#define __GFP_ZEROTAGS		     ((__force gfp_t)0)
#define __GFP_SKIP_ZERO		     ((__force gfp_t)0)
#define __GFP_SKIP_KASAN	     ((__force gfp_t)0)
#define __GFP_SKIP_KASAN_POISON	     __GFP_SKIP_KASAN
#define __GFP_SKIP_KASAN_UNPOISON    __GFP_SKIP_KASAN
#define __GFP_NO_OBJ_EXT	     ((__force gfp_t)0)

#define __GFP_BITS_SHIFT 24
#define __GFP_BITS_MASK	 ((__force gfp_t)((1u << __GFP_BITS_SHIFT) - 1))

/* The combinations that callers use. */
#define GFP_ATOMIC	     (__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL	     (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT   (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT	     (__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO	     (__GFP_RECLAIM)
#define GFP_NOFS	     (__GFP_RECLAIM | __GFP_IO)
#define GFP_USER	     (__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL)
#define GFP_DMA		     __GFP_DMA
#define GFP_DMA32	     __GFP_DMA32
#define GFP_HIGHUSER	     (GFP_USER | __GFP_HIGHMEM)
#define GFP_HIGHUSER_MOVABLE (GFP_HIGHUSER | __GFP_MOVABLE)
#define GFP_TRANSHUGE_LIGHT \
	((GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_NOMEMALLOC | __GFP_NOWARN) & ~__GFP_RECLAIM)
#define GFP_TRANSHUGE (GFP_TRANSHUGE_LIGHT | __GFP_DIRECT_RECLAIM)

/* Older combinations. */
#define GFP_TEMPORARY	       (GFP_KERNEL | __GFP_RECLAIMABLE)
#define GFP_IOFS	       (__GFP_IO | __GFP_FS)
#define GFP_THISNODE	       (__GFP_THISNODE | __GFP_NOWARN | __GFP_NORETRY)
#define GFP_NOHIGHIO	       (__GFP_RECLAIM | __GFP_IO)
#define GFP_BUFFER	       GFP_NOIO
#define GFP_HIGHUSER_PAGECACHE (GFP_HIGHUSER | __GFP_MOVABLE)
#define GFP_MOVABLE_MASK       (__GFP_RECLAIMABLE | __GFP_MOVABLE)

#endif
