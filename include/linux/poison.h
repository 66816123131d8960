/* SPDX-License-Identifier: MIT */
/* Values that mark memory nobody may use, chosen to fault or to be recognised in a dump. */
#ifndef LINUX_POISON_H
#define LINUX_POISON_H

/* On 64 bits no address has these high bits. */
#if __SIZEOF_POINTER__ == 8
#define POISON_POINTER_DELTA 0xdead000000000000UL
#else
#define POISON_POINTER_DELTA 0
#endif

/* Links of a list entry that was taken off. */
#define LIST_POISON1	   ((void *)0x100 + POISON_POINTER_DELTA)
#define LIST_POISON2	   ((void *)0x122 + POISON_POINTER_DELTA)
#define TIMER_ENTRY_STATIC ((void *)0x300 + POISON_POINTER_DELTA)

/* Slab objects: the word beside a free and a live object; bytes never written, freed, and last. */
#define SLUB_RED_INACTIVE 0xbb
#define SLUB_RED_ACTIVE	  0xcc
#define RED_INACTIVE	  0x09F911029D74E35BULL
#define RED_ACTIVE	  0xD84156C5635688C0ULL
#define POISON_INUSE	  0x5a
#define POISON_FREE	  0x6b
#define POISON_END	  0xa5

/* Blocks of a dma_pool: free, and given out without being zeroed. */
#define POOL_POISON_FREED     0xa7
#define POOL_POISON_ALLOCATED 0xa9

#define PAGE_POISON	    0xaa
#define POISON_FREE_INITMEM 0xcc
#define MUTEX_DEBUG_INIT    0x11
#define MUTEX_DEBUG_FREE    0x22
#define KEY_DESTROY	    0xbd
#define STACK_END_MAGIC	    0x57AC6E9D

#endif
